"""Jobs over the API: how far, what came of it, stop."""

import time
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, StreamingHttpResponse
from ninja import Router, Schema

from dieuhanh.config.idempotency import idempotent
from dieuhanh.config.jobs import job_of, stop_job
from dieuhanh.config.models import Job

router = Router(tags=["jobs"])
_LONGEST_WATCH_SECONDS = 25  # a watcher holds a worker's thread; the client reconnects by itself


class JobOut(Schema):
    """A job as its owner sees it."""

    id: UUID
    kind: str
    state: str
    done: int
    total: int | None
    unit: str
    result: dict[str, Any] | None
    problem: dict[str, Any] | None
    created_at: datetime
    finished_at: datetime | None


@router.get("/jobs/{uuid:job_id}", response=JobOut)
def read_job(request: HttpRequest, job_id: UUID) -> Job:
    """How far a job is and what came of it."""
    return job_of(job_id, request.actor)  # type: ignore[attr-defined]


@router.post("/jobs/{uuid:job_id}/stop", response=JobOut)
@idempotent
def stop(request: HttpRequest, job_id: UUID) -> JobOut:
    """Ask a job to stop at its next step."""
    return JobOut.from_orm(stop_job(job_id, by=request.actor))  # type: ignore[attr-defined]


@router.get("/jobs/{uuid:job_id}/events")
def watch_job(request: HttpRequest, job_id: UUID) -> StreamingHttpResponse:
    """The job's progress as server-sent events until it ends (or the client must reconnect)."""
    job_of(job_id, request.actor)  # type: ignore[attr-defined]
    response = StreamingHttpResponse(_events(job_id), content_type="text/event-stream")
    response.headers["Cache-Control"] = "no-store"
    return response


def _events(job_id: UUID) -> Iterator[str]:
    until = time.monotonic() + _LONGEST_WATCH_SECONDS
    last = ""
    while time.monotonic() < until:
        row = Job.objects.get(pk=job_id)
        text = JobOut.from_orm(row).model_dump_json()
        if text != last:
            yield f"event: job\ndata: {text}\n\n"
            last = text
        if row.finished_at:
            return
        time.sleep(0.3)
