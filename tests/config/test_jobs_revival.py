"""Jobs are taken up again whatever became of their worker or of the database."""

from typing import Any

import pytest
from django.db import DatabaseError, OperationalError, connection, connections

from dieuhanh.config.actor import SYSTEM
from dieuhanh.config.away import database_away
from dieuhanh.config.copying import copying
from dieuhanh.config.jobs import MOST_STARTS, Progress, job, run_job, start_job
from dieuhanh.config.jobs_revival import revive
from dieuhanh.config.models import Job

pytestmark = pytest.mark.usefixtures("committed_db")


@job("test.lose")
def lose(progress: Progress) -> dict[str, Any]:
    connection.connection.close()  # as when the database was killed
    raise OperationalError("server closed the connection unexpectedly")


def test_a_job_under_which_the_database_away_is_handed_to_a_worker_again() -> None:
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


@job("test.lose_copy")
def lose_copy(progress: Progress) -> dict[str, Any]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        pid = cursor.fetchone()[0]
        cursor.execute("CREATE TEMPORARY TABLE copied (one text)")
    with copying("COPY copied FROM STDIN") as copy:
        copy.write("a\n")
        with connections["owner"].cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(%s)", [pid])
        copy.write("b\n" * 1_000_000)
    return {}


def test_a_copy_under_which_the_database_away_is_taken_up_again_as_well() -> None:
    row = start_job("test.lose_copy", by=SYSTEM)
    with pytest.raises(OperationalError):
        run_job(str(row.pk))
    connection.close()
    row.refresh_from_db()
    assert (row.state, row.problem) == ("running", None)


def test_only_a_lost_database_is_no_fault_of_the_work() -> None:
    def raised(sql: str) -> BaseException:
        try:
            with connection.cursor() as cursor:
                cursor.execute(sql)
        except DatabaseError as error:
            return error
        raise AssertionError(sql)

    assert not database_away(ValueError("x"))
    assert not database_away(raised("SELECT 1 / 0"))
    assert not database_away(raised("SET statement_timeout = 1; SELECT pg_sleep(1)"))
    assert database_away(raised("SELECT pg_terminate_backend(pg_backend_pid())"))
    connection.close()


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
