"""Health: alive, ready, and the figures that operators scrape."""

import secrets
import shutil
from collections.abc import Callable

import structlog
from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.module_loading import import_string
from django.views.decorators.http import require_safe
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    REGISTRY,
    CollectorRegistry,
    Gauge,
    generate_latest,
    multiprocess,
)

from dieuhanh.config.environment import env

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
    """What operators scrape, in Prometheus' text form: how the node stands now, read from the database at the moment
    of asking, and what its processes counted since the start (requests, heads, entries). 401 without the token, where
    one is set.
    """
    token = env.text("DIEUHANH_METRICS_TOKEN")
    if token and not secrets.compare_digest(
        request.headers.get("Authorization", "").encode(), f"Bearer {token}".encode()
    ):
        return HttpResponse(
            "A bearer token is needed.\n",
            status=401,
            content_type="text/plain",
            headers={"WWW-Authenticate": "Bearer"},
        )
    registry = CollectorRegistry()
    if env.metrics_folder is not None:
        multiprocess.MultiProcessCollector(registry, str(env.metrics_folder))  # type: ignore[no-untyped-call]
    else:
        registry.register(REGISTRY)
    _stand(registry)
    return HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


def _stand(registry: CollectorRegistry) -> None:
    """The gauges. Three statements."""
    unsigned: Callable[[], float] = import_string(settings.LEDGER_UNSIGNED_SECONDS)
    values = {
        "dieuhanh_ledger_unsigned_seconds": unsigned(),
        "dieuhanh_disk_free_bytes": shutil.disk_usage(settings.HOME).free,
        **_row(_STANDING),
    }
    for name, value in values.items():
        Gauge(name, _TEXTS[name], registry=registry).set(float(value))
    behind = Gauge(
        "dieuhanh_ledger_behind",
        "Entries in the tree that a subscriber has not taken yet.",
        ["subscriber"],
        registry=registry,
    )
    with connection.cursor() as cursor:
        cursor.execute(_BEHIND)
        for subscriber, count in cursor.fetchall():
            behind.labels(subscriber).set(count)


_TEXTS = {
    "dieuhanh_ledger_unsigned_seconds": "Age of the oldest entry without a signed head.",
    "dieuhanh_ledger_entries": "Entries under the last signed head.",
    "dieuhanh_ledger_waiting": "Entries that have no place in the tree yet.",
    "dieuhanh_ledger_set_aside": "Entries that a subscriber could not take.",
    "dieuhanh_jobs_unfinished": "Jobs that wait or run.",
    "dieuhanh_jobs_waiting": "Jobs that wait for a worker.",
    "dieuhanh_jobs_oldest_waiting_seconds": "How long the oldest waiting job has waited.",
    "dieuhanh_jobs_failed": "Jobs that failed within the last day.",
    "dieuhanh_database_connections": "Connections to the database, those of others to it too.",
    "dieuhanh_database_bytes": "Size of the database.",
    "dieuhanh_disk_free_bytes": "Free bytes on the disk of the data folder.",
}
_STANDING = """
SELECT (SELECT coalesce(max(size), 0) FROM ledger_checkpoint) AS dieuhanh_ledger_entries,
       (SELECT count(*) FROM ledger_pending) AS dieuhanh_ledger_waiting,
       (SELECT count(*) FROM ledger_set_aside WHERE resolved_at IS NULL) AS dieuhanh_ledger_set_aside,
       (SELECT count(*) FROM config_job WHERE state IN ('waiting', 'running')) AS dieuhanh_jobs_unfinished,
       (SELECT count(*) FROM config_job WHERE state = 'waiting') AS dieuhanh_jobs_waiting,
       (SELECT coalesce(extract(epoch FROM clock_timestamp() - min(created_at)), 0) FROM config_job WHERE state = 'waiting')
           AS dieuhanh_jobs_oldest_waiting_seconds,
       (SELECT count(*) FROM config_job WHERE state = 'failed' AND finished_at > now() - interval '1 day')
           AS dieuhanh_jobs_failed,
       (SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()) AS dieuhanh_database_connections,
       pg_database_size(current_database()) AS dieuhanh_database_bytes
"""
_BEHIND = """
SELECT subscriber, greatest(0, (SELECT coalesce(max(index) + 1, 0) FROM ledger_leaf) - position)
FROM ledger_cursor ORDER BY subscriber
"""


def _row(sql: str) -> dict[str, float]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return dict(zip([column.name for column in cursor.description], cursor.fetchone(), strict=True))
