"""Jobs are taken up again whatever became of their worker or of the database."""

from typing import Any

import pytest
from django.db import OperationalError, connection

from dieuhanh.config.actor import SYSTEM
from dieuhanh.config.jobs import MOST_STARTS, Progress, job, run_job, start_job
from dieuhanh.config.jobs_revival import revive
from dieuhanh.config.models import Job

pytestmark = pytest.mark.usefixtures("committed_db")


@job("test.lose")
def lose(progress: Progress) -> dict[str, Any]:
    connection.connection.close()  # as when the database was killed
    raise OperationalError("server closed the connection unexpectedly")


def test_a_job_under_which_the_database_went_away_is_handed_to_a_worker_again() -> None:
    row = start_job("test.lose", by=SYSTEM)
    with pytest.raises(OperationalError):
        run_job(str(row.pk))
    connection.close()
    row.refresh_from_db()
    assert (row.state, row.finished_at) == ("running", None)
    assert tasks(row) == ["todo"]
    assert revive() == 0  # it is a task still
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE procrastinate_jobs SET status = 'doing' WHERE args->>'job_id' = %s", [str(row.pk)]
        )
    assert revive() == 1  # no worker is known that does it
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE procrastinate_jobs SET status = 'doing' WHERE args->>'job_id' = %s", [str(row.pk)]
        )
        cursor.execute(
            "UPDATE procrastinate_jobs SET status = 'failed' WHERE args->>'job_id' = %s", [str(row.pk)]
        )
    assert revive() == 1  # the queue wrote it off
    assert sorted(tasks(row)) == ["failed", "todo"]
    Job.objects.filter(pk=row.pk).update(state="done")
    assert revive() == 0


@job("test.simple")
def simple(progress: Progress) -> dict[str, Any]:
    return {"rows": 1}


def test_a_job_that_ended_its_worker_time_and_again_is_set_aside_with_a_sentence() -> None:
    row = start_job("test.simple", by=SYSTEM)
    Job.objects.filter(pk=row.pk).update(starts=MOST_STARTS, state="running")  # killed as often
    run_job(str(row.pk))
    row.refresh_from_db()
    assert row.state == "failed"
    assert "20" in row.problem["detail"]
    again = start_job("test.simple", by=SYSTEM)
    Job.objects.filter(pk=again.pk).update(starts=MOST_STARTS - 1, state="running")
    run_job(str(again.pk))
    again.refresh_from_db()
    assert (again.state, again.result) == ("done", {"rows": 1})


def tasks(row: Job) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT status::text FROM procrastinate_jobs WHERE args->>'job_id' = %s ORDER BY id",
            [str(row.pk)],
        )
        return [status for (status,) in cursor.fetchall()]
