"""Takes up jobs again whose worker was killed: the queue knows its workers by their heartbeat."""

import threading

import structlog
from django.db import DatabaseError, InterfaceError, close_old_connections, connection

from dieuhanh.config.jobs import run_job

log = structlog.get_logger(__name__)
_PERIOD_SECONDS = 5.0

# A worker beats every ten seconds; one that missed three is gone.
_REVIVE = """
WITH stalled AS (
    SELECT j.id FROM procrastinate_jobs j LEFT JOIN procrastinate_workers w ON w.id = j.worker_id
    WHERE j.status = 'doing' AND (w.id IS NULL OR w.last_heartbeat < now() - interval '30 seconds')
    FOR UPDATE OF j SKIP LOCKED
)
UPDATE procrastinate_jobs SET status = 'todo', worker_id = NULL FROM stalled WHERE procrastinate_jobs.id = stalled.id
RETURNING procrastinate_jobs.id
"""

# A job that has not ended and is no task any more: the database went away under it, and the queue wrote it off.
_LOST = """
SELECT j.id::text FROM config_job j WHERE j.state IN ('waiting', 'running') AND NOT EXISTS (
    SELECT FROM procrastinate_jobs p WHERE p.status IN ('todo', 'doing') AND p.args ->> 'job_id' = j.id::text)
"""


def revive() -> int:
    """Give stalled and lost jobs back to the queue; how many there were."""
    with connection.cursor() as cursor:
        cursor.execute(_REVIVE)
        stalled = [row[0] for row in cursor.fetchall()]
        cursor.execute(_LOST)
        lost = [row[0] for row in cursor.fetchall()]
    for job_id in lost:
        run_job.configure(queueing_lock=job_id).defer(job_id=job_id)
    if stalled or lost:
        log.warning("jobs.revived", stalled=stalled, lost=lost)
    return len(stalled) + len(lost)


def run_forever(stop: threading.Event) -> None:
    """Look every few seconds until told to stop. Outlives a lost database."""
    while not stop.wait(_PERIOD_SECONDS):
        close_old_connections()
        try:
            revive()
        except (DatabaseError, InterfaceError) as error:
            log.error("jobs.revival_failed", error=str(error).strip())
            connection.close()
