"""What operators scrape: lag of the ledger and of its listeners, jobs, requests; in few statements and few names."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from prometheus_client.parser import text_string_to_metric_families

from dieuhanh.config.actor import SYSTEM
from dieuhanh.config.jobs import start_job
from dieuhanh.config.middleware import surface_of
from dieuhanh.config.models import Job
from dieuhanh.ledger import actions, runner, sequencer
from dieuhanh.ledger.subscriptions import load_rooms
from tests.config.test_jobs import count  # noqa: F401  registers the kind of job

pytestmark = pytest.mark.django_db


def scraped() -> dict[str, float]:
    answer = Client().get("/metrics")
    assert answer.status_code == 200
    return {
        f"{one.name}{sorted(one.labels.items()) or ''}": one.value
        for family in text_string_to_metric_families(answer.content.decode())
        for one in family.samples
    }


def entry() -> None:
    from dieuhanh.config.identity import uuid7

    actions.append(
        "test.thing.done", by=SYSTEM, subject_type="test", subject_id=uuid7(), organisation_id=None, body={"a": 1}
    )  # fmt: skip


def test_the_ledgers_lag_and_that_of_its_listeners_are_told() -> None:
    load_rooms()
    entry()
    assert scraped()["dieuhanh_ledger_waiting"] == 1
    sequencer.run_once()
    runner.run_available()
    entry()
    entry()
    sequencer.run_once()
    found = scraped()
    assert (found["dieuhanh_ledger_entries"], found["dieuhanh_ledger_waiting"]) == (3, 0)
    assert found["dieuhanh_ledger_behind[('subscriber', 'centre.events')]"] == 2
    runner.run_available()
    assert scraped()["dieuhanh_ledger_behind[('subscriber', 'centre.events')]"] == 0


def test_a_token_closes_them_to_who_does_not_have_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DIEUHANH_METRICS_TOKEN", "secret-1")
    for given in (
        {},
        {"Authorization": "Bearer secret"},
        {"Authorization": "secret-1"},
        {"Authorization": "Bearer "},
    ):
        answer = Client(headers=given).get("/metrics")
        assert (answer.status_code, b"dieuhanh_" in answer.content) == (401, False)
    assert Client(headers={"Authorization": "Bearer secret-1"}).get("/metrics").status_code == 200


def test_jobs_are_told_by_state() -> None:
    row = start_job("test.count", by=SYSTEM, upto=1)
    found = scraped()
    assert (found["dieuhanh_jobs_waiting"], found["dieuhanh_jobs_unfinished"]) == (1, 1)
    assert found["dieuhanh_jobs_oldest_waiting_seconds"] >= 0
    Job.objects.filter(pk=row.pk).update(state="running")
    found = scraped()
    assert (found["dieuhanh_jobs_waiting"], found["dieuhanh_jobs_unfinished"]) == (0, 1)
    assert found["dieuhanh_database_bytes"] > 0
    assert found["dieuhanh_disk_free_bytes"] > 0


def test_requests_are_counted_by_surface_method_and_status_alone() -> None:
    name = "dieuhanh_request_seconds_count[('method', 'GET'), ('status', '4xx'), ('surface', 'api')]"
    before = scraped().get(name, 0)
    Client().get("/api/v1/assignments/tên-người")
    found = scraped()
    assert found[name] == before + 1
    assert not any("tên" in one for one in found)


@pytest.mark.parametrize(
    ("path", "surface"),
    [("/api/v1/facts", "api"), ("/static/x.css", "file"), ("/health/ready", "health"), ("/", "page"), ("", "page"), ("/reporting/", "page")],
)  # fmt: skip
def test_surfaces_are_few(path: str, surface: str) -> None:
    assert surface_of(path) == surface


def test_scraping_costs_three_statements(counted: Callable[..., Any]) -> None:
    # 1 the oldest unsigned entry  2 how the node stands  3 the listeners
    with counted(3):
        scraped()
