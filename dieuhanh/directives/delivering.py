"""The keeper's duty of sending: a few receivers at once, so that a slow one holds up no other and no clock."""

from concurrent.futures import Future, ThreadPoolExecutor
from threading import Event
from uuid import UUID

import structlog
from django.db import DatabaseError, InterfaceError, close_old_connections, connection
from django.utils import timezone

from dieuhanh.directives.actions.delivering import deliver
from dieuhanh.directives.queries.hooks import due_hooks

SENDERS = 4
PERIOD_SECONDS = 1.0
log = structlog.get_logger(__name__)


def run_forever(stop: Event) -> None:
    """Send what is due until told to stop; a database that is away is waited for. What is cut off is sent again."""
    busy: dict[UUID, Future[int]] = {}
    with ThreadPoolExecutor(SENDERS, thread_name_prefix="webhooks") as senders:
        while not stop.wait(PERIOD_SECONDS):
            busy = {key: one for key, one in busy.items() if not one.done()}
            try:
                close_old_connections()
                due = due_hooks(timezone.now())
            except (DatabaseError, InterfaceError) as error:
                log.error("directives.webhooks.failed", error=str(error).strip())
                connection.close()
                continue
            for hook_id in due:
                if hook_id not in busy:
                    busy[hook_id] = senders.submit(_send, hook_id)
    connection.close()


def _send(hook_id: UUID) -> int:
    """One receiver's turn, on a connection of its own; what goes wrong here is tried again a second later."""
    try:
        return deliver(hook_id)
    except Exception:
        log.exception("directives.webhook.failed", webhook=str(hook_id))
        return 0
    finally:
        connection.close()
