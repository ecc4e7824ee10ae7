"""Health: alive, ready, and the figures that operators scrape."""

from collections.abc import Callable

import structlog
from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.module_loading import import_string
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Gauge, generate_latest, multiprocess  # noqa: F401

log = structlog.get_logger(__name__)
_UNSIGNED_LIMIT_SECONDS = 10


@require_safe
def live(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
def ready(request: HttpRequest) -> HttpResponse:
    """The database answers and the ledger signs: no entry is older than ten seconds without a signed head."""
    checks: dict[str, str] = {}
    for name, probe in (("database", _database), ("ledger", _ledger)):
        try:
            checks[name] = probe()
        except Exception as error:  # a health answer must never fail itself; the reason goes to the log
            log.error("health.probe_failed", probe=name, error=repr(error))
            checks[name] = "failed"
    fine = all(state == "ok" for state in checks.values())
    return JsonResponse({"ready": fine, **checks}, status=200 if fine else 503)


def _database() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return "ok"


def _ledger() -> str:
    age: Callable[[], float] = import_string(settings.LEDGER_UNSIGNED_SECONDS)
    seconds = age()
    return "ok" if seconds < _UNSIGNED_LIMIT_SECONDS else f"an entry waits {seconds:.0f} s for a signed head"


@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Gauges read from the database at the moment of asking, in Prometheus' text form."""
    registry = CollectorRegistry()
    for name, (text, read) in _gauges().items():
        gauge = Gauge(name, text, registry=registry)
        gauge.set(read())
    return HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


def _gauges() -> dict[str, tuple[str, Callable[[], float]]]:
    return {
        "dieuhanh_ledger_unsigned_seconds": (
            "Age of the oldest entry without a signed head.",
            import_string(settings.LEDGER_UNSIGNED_SECONDS),
        ),
        "dieuhanh_ledger_entries": (
            "Entries in the tree.",
            _count("SELECT coalesce(max(size), 0) FROM ledger_checkpoint"),
        ),
        "dieuhanh_ledger_set_aside": (
            "Entries that a subscriber could not take.",
            _count("SELECT count(*) FROM ledger_set_aside WHERE resolved_at IS NULL"),
        ),
        "dieuhanh_jobs_waiting": (
            "Jobs that wait for a worker.",
            _count("SELECT count(*) FROM config_job WHERE state = 'waiting'"),
        ),
        "dieuhanh_jobs_running": (
            "Jobs that a worker is at.",
            _count("SELECT count(*) FROM config_job WHERE state = 'running'"),
        ),
        "dieuhanh_jobs_failed": (
            "Jobs that failed.",
            _count("SELECT count(*) FROM config_job WHERE state = 'failed'"),
        ),
    }


def _count(sql: str) -> Callable[[], float]:
    def read() -> float:
        with connection.cursor() as cursor:
            cursor.execute(sql)
            return float(cursor.fetchone()[0])

    return read
