"""Takes up jobs again whose worker was killed: the queue knows its workers by their heartbeat."""

import threading

import structlog
from django.db import close_old_connections, connection

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


def revive() -> int:
    """Give stalled jobs back to the queue; how many there were."""
    with connection.cursor() as cursor:
        cursor.execute(_REVIVE)
        ids = [row[0] for row in cursor.fetchall()]
    if ids:
        log.warning("jobs.revived", ids=ids)
    return len(ids)


def run_forever(stop: threading.Event) -> None:
    """Look every few seconds until told to stop."""
    while not stop.wait(_PERIOD_SECONDS):
        close_old_connections()
        revive()
