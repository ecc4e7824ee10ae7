"""Long work: started by an action, run by a worker, watched and stopped by who asked for it.

    @job("reporting.import")
    def run(progress: Progress, *, path: str) -> dict: ...

    start_job("reporting.import", by=actor, organisation_id=None, path="…")

A job is a row of `Job`; procrastinate carries it to a worker. A killed worker's
job is taken up again from its start, so a job's function must bear a repeat.
"""

import functools
import time
from collections.abc import Callable
from typing import Any
from uuid import UUID

import structlog
from django.db import connection, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from dieuhanh.config.actor import Actor
from dieuhanh.config.away import database_away
from dieuhanh.config.errors import Missing, Problem
from dieuhanh.config.models import Job

log = structlog.get_logger(__name__)
Work = Callable[..., dict[str, Any]]
_WORKS: dict[str, Work] = {}
_LABELS: dict[str, object] = {}
_BEAT_SECONDS = 0.5
MOST_STARTS = 20  # a job that has ended this many workers will end the next as well


class Stopped(Exception):
    """The one who asked for the job wanted it stopped."""


class Progress:
    """How far a job is. Writes at most twice a second.

    While the job is in a transaction of its own, how far it is goes over a second connection: others see it before the
    commit, and who wants the job stopped does not wait for it.
    """

    def __init__(self, job_id: UUID) -> None:
        self.job_id = job_id
        self._done = 0
        self._wrote = 0.0
        self._within = connection.in_atomic_block
        self._second: BaseDatabaseWrapper | None = None

    def expect(self, total: int, unit: str) -> None:
        """Say how much there is to do, and of what (an English plural: "rows")."""
        Job.objects.filter(pk=self.job_id).update(total=total, unit=unit)

    def kept(self) -> dict[str, Any]:
        """What an earlier run of this job, ended by a kill, had kept; empty the first time."""
        return dict(Job.objects.values_list("result", flat=True).get(pk=self.job_id) or {})

    def keep(self, result: dict[str, Any]) -> None:
        """Write what came of it so far, in the caller's transaction: with the work it tells of, or not at all."""
        Job.objects.filter(pk=self.job_id).update(result=result)

    def advance(self, count: int = 1) -> None:
        """Say that `count` more are done; raises `Stopped` when the job is to stop."""
        self._done += count
        if time.monotonic() - self._wrote < _BEAT_SECONDS:
            return
        self._wrote = time.monotonic()
        with self._connection().cursor() as cursor:
            cursor.execute(
                "UPDATE config_job SET done = %s, beat_at = now() WHERE id = %s RETURNING stop_wanted",
                [self._done, self.job_id],
            )
            row = cursor.fetchone()
        if row and row[0]:
            raise Stopped

    def _connection(self) -> BaseDatabaseWrapper:
        if self._within or not connection.in_atomic_block:
            return connection  # type: ignore[return-value]
        if self._second is None:
            self._second = connection.copy()
        return self._second

    def close(self) -> None:
        """Give the second connection back."""
        if self._second is not None:
            self._second.close()
            self._second = None


def job(kind: str, label: object = "") -> Callable[[Work], Work]:
    """Register a function as the work of this kind of job; `label` is what its owner reads (lazily translated)."""

    def register(work: Work) -> Work:
        _WORKS[kind] = work
        _LABELS[kind] = label or kind
        return work

    return register


def label_of(kind: str) -> str:
    """What a kind of job is called in the reader's language; the kind itself where it has no name."""
    return str(_LABELS.get(kind, kind))


def start_job(kind: str, *, by: Actor, organisation_id: UUID | None = None, **arguments: Any) -> Job:
    """Store a job and hand it to the workers when the caller's transaction commits."""
    if kind not in _WORKS:
        raise KeyError(f"no job of kind {kind!r}")
    with transaction.atomic():
        row = Job.objects.create(
            kind=kind,
            arguments=arguments,
            person_id=by.person_id,
            appointment_id=by.appointment_id,
            token_id=by.token_id,
            organisation_id=organisation_id,
        )
        run_job.configure(queueing_lock=str(row.id)).defer(job_id=str(row.id))
    return row


def stop_job(job_id: UUID, *, by: Actor) -> Job:
    """Ask a job to stop at its next step."""
    row = job_of(job_id, by)
    Job.objects.filter(pk=row.pk).update(stop_wanted=True)
    row.refresh_from_db()
    return row


def jobs_of(by: Actor, *, after: UUID | None = None, limit: int = 50) -> list[Job]:
    """The jobs that `by` asked for, the newest first, `limit + 1` of them before the job `after`. One statement."""
    mine = Q(token_id=by.token_id) if by.token_id else Q(person_id=by.person_id, token_id__isnull=True)
    rows = Job.objects.filter(mine).exclude(person_id=None, token_id=None)
    if after is not None:
        rows = rows.filter(id__lt=after)
    return list(rows.order_by("-id")[: limit + 1])


def job_of(job_id: UUID, by: Actor) -> Job:
    """The job, if `by` asked for it; `Missing` otherwise, as if it did not exist.

    A person sees what his tokens started as well; a token, which may reach less than its owner, only its own.
    """
    rows = Job.objects.filter(pk=job_id)
    if by.token_id is not None:
        rows = rows.filter(token_id=by.token_id)
    elif not by.is_system:
        rows = rows.filter(person_id=by.person_id, person_id__isnull=False)
    row = rows.first()
    if row is None:
        raise Missing(_("There is no such job."))
    return row


@app.task(name="dieuhanh.run_job", retry=RetryStrategy(max_attempts=1), pass_context=False)
def run_job(job_id: str) -> None:
    """Run one stored job and keep what came of it."""
    taken = Job.objects.filter(pk=job_id, state__in=[Job.State.WAITING, Job.State.RUNNING]).update(
        state=Job.State.RUNNING, started_at=timezone.now(), beat_at=timezone.now(), starts=F("starts") + 1
    )
    if not taken:
        return
    row = Job.objects.get(pk=job_id)
    if row.starts > MOST_STARTS:
        log.error("job.set_aside", job=job_id, kind=row.kind, starts=row.starts)
        _finish(row, Job.State.FAILED, problem=_ended_its_workers().as_dict())
        return
    progress = Progress(row.id)
    work = functools.partial(_WORKS[row.kind], progress, **row.arguments)
    try:
        result = work()
    except Stopped:
        _finish(row, Job.State.STOPPED)
    except Problem as problem:
        _finish(row, Job.State.FAILED, problem=problem.as_dict())
    except Exception as error:
        if database_away(error):
            raise  # no fault of the job: it stays as it is, and jobs_revival hands it to a worker again
        log.exception("job.failed", job=job_id, kind=row.kind)
        _finish(
            row, Job.State.FAILED, problem={"title": "Failed", "status": 500, "detail": type(error).__name__}
        )
    else:
        _finish(row, Job.State.DONE, result=result)
    finally:
        progress.close()


def _ended_its_workers() -> Problem:
    return Problem(
        _(
            "This job was taken up %(count)d times and never came to its end. It is set aside; try with less at once."
        )
        % {"count": MOST_STARTS}
    )


def _finish(row: Job, state: Job.State, **fields: Any) -> None:
    done = Job.objects.get(pk=row.pk)
    total = done.total if state == Job.State.DONE and done.total is not None else done.done
    Job.objects.filter(pk=row.pk).update(state=state, finished_at=timezone.now(), done=total, **fields)
