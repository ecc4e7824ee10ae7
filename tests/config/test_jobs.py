from typing import Any

import pytest
from django.db import OperationalError, connection
from psycopg.errors import DeadlockDetected

from dieuhanh.config import jobs
from dieuhanh.config.actor import SYSTEM, Actor
from dieuhanh.config.errors import Invalid, Missing
from dieuhanh.config.identity import uuid7
from dieuhanh.config.jobs import Progress, job, job_of, run_job, start_job, stop_job
from dieuhanh.config.models import Job

pytestmark = pytest.mark.django_db


@job("test.count")
def count(progress: Progress, *, upto: int) -> dict[str, Any]:
    progress.expect(upto, "things")
    for _ in range(upto):
        progress.advance()
    return {"counted": upto}


@job("test.refuse")
def refuse(progress: Progress) -> dict[str, Any]:
    raise Invalid("row 3 is wrong")


def test_a_job_keeps_what_came_of_it() -> None:
    row = start_job("test.count", by=SYSTEM, upto=7)
    run_job(str(row.pk))
    row.refresh_from_db()
    assert (row.state, row.result, row.done, row.total) == ("done", {"counted": 7}, 7, 7)


def test_a_job_that_is_refused_says_why() -> None:
    row = start_job("test.refuse", by=SYSTEM)
    run_job(str(row.pk))
    row.refresh_from_db()
    assert row.state == "failed"
    assert row.problem["detail"] == "row 3 is wrong"


def test_a_job_can_be_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "_BEAT_SECONDS", 0.0)
    row = start_job("test.count", by=SYSTEM, upto=10)
    stop_job(row.pk, by=SYSTEM)
    run_job(str(row.pk))
    row.refresh_from_db()
    assert row.state == "stopped"


def test_nobody_else_sees_a_job() -> None:
    row = start_job("test.count", by=SYSTEM, upto=1)
    stranger = Actor(uuid7(), uuid7(), None, None, frozenset(), "Người lạ", "")
    with pytest.raises(Missing):
        job_of(row.pk, stranger)


def test_a_finished_job_is_not_run_again() -> None:
    row = start_job("test.count", by=SYSTEM, upto=1)
    run_job(str(row.pk))
    Job.objects.filter(pk=row.pk).update(result={"counted": "kept"})
    run_job(str(row.pk))
    row.refresh_from_db()
    assert row.result == {"counted": "kept"}


def test_the_job_reaches_the_queue() -> None:
    row = start_job("test.count", by=SYSTEM, upto=1)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE args->>'job_id' = %s", [str(row.pk)])
        assert cursor.fetchone()[0] == 1


def test_a_job_that_the_database_refused_has_failed() -> None:
    row = start_job("test.deadlock", by=SYSTEM)
    run_job(str(row.pk))
    row.refresh_from_db()
    assert row.state == "failed"


@job("test.deadlock")
def deadlock(progress: Progress) -> dict[str, Any]:
    raise OperationalError("deadlock detected") from DeadlockDetected("deadlock detected")
