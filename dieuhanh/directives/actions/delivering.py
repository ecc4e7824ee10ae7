"""A change on its way to a webhook: noted when the ledger has its place, sent in order, tried again, set aside with an alarm.

Sent at least once: what was sent is written down only after the receiver's answer, so that a kill in between sends it again.
"""

from collections.abc import Callable, Sequence
from contextlib import contextmanager
from datetime import timedelta
from time import monotonic
from typing import Any
from uuid import UUID

import structlog
from django.db import connection, transaction
from django.utils import timezone

from dieuhanh.config.actor import SYSTEM
from dieuhanh.directives.actions.hooks import tell
from dieuhanh.directives.models import Delivery, Hook
from dieuhanh.directives.queries.hooks import (
    MANAGE,
    may_hear,
    message_of,
    next_delivery,
    permitted,
    secrets_of,
)
from dieuhanh.directives.rules.hooks import MOST_ATTEMPTS, PAUSE_AFTER, signatures, wait_after, wants
from dieuhanh.directives.sealing import Sealed
from dieuhanh.directives.sending import Answer, send
from dieuhanh.ledger.subscriptions import EntryRead
from dieuhanh.organisations.identification import actor_still

log = structlog.get_logger(__name__)
AT_ONCE = 50
"""Sent to one receiver before others get their turn."""
TURN_SECONDS = 20.0
KEPT_DAYS = 90
"""How long what was delivered is listed; the ledger keeps the change itself."""


def note(entry: EntryRead) -> int:
    """Note an entry for every webhook that asked for its kind and may see its task; a repeat notes nothing twice.

    One statement where nobody asked, three more for each that did.
    """
    rows = Hook.objects.exclude(state=Hook.State.STOPPED).filter(since__lte=entry.index).order_by("id")
    noted = [
        Delivery(
            hook=row,
            index=entry.index,
            entry_id=entry.id,
            kind=entry.kind,
            task_id=entry.subject_id,
            noted_at=timezone.now(),
        )
        for row in rows
        if wants(row.events, entry.kind) and may_hear(row, entry.subject_id)
    ]
    Delivery.objects.bulk_create(noted, ignore_conflicts=True)
    return len(noted)


def deliver(hook_id: UUID) -> int:
    """Send what waits for one webhook, in order, until one fails, its turn is over or nothing waits; gives how many went.

    Two processes never send to one webhook at once: the lock is the session's, so that it ends with a killed process.
    """
    sent, until = 0, monotonic() + TURN_SECONDS
    with _alone(hook_id) as mine:
        while mine and sent < AT_ONCE and monotonic() < until:
            if not _deliver_next(hook_id):
                break
            sent += 1
    return sent


@contextmanager
def _alone(hook_id: UUID) -> Any:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(hashtextextended(%s, 11))", [str(hook_id)])
        mine = bool(cursor.fetchone()[0])
    try:
        yield mine
    finally:
        if mine:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(hashtextextended(%s, 11))", [str(hook_id)])


def _deliver_next(hook_id: UUID) -> bool:
    """One change; True when the next may follow at once."""
    waiting = next_delivery(hook_id)
    if waiting is None or not _open(waiting.hook):
        return False
    if _has_ended(waiting.hook):
        return False
    if not may_hear(waiting.hook, waiting.task_id):
        Delivery.objects.filter(pk=waiting.pk).update(state=Delivery.State.WITHHELD)
        return True
    try:
        secrets = secrets_of(waiting.hook, timezone.now())
    except Sealed as error:
        _pause(waiting.hook, str(error))
        return False
    answer = _sent(waiting, secrets)
    return _keep(waiting, answer)


def _open(row: Hook) -> bool:
    return row.state == Hook.State.ACTIVE and (row.next_at is None or row.next_at <= timezone.now())


def _has_ended(row: Hook) -> bool:
    """What a machine made lasts as long as its token with the power for it; a person's is his body's."""
    if row.token_id is None:
        return False
    machine = actor_still(None, None, row.token_id)
    if machine is not None and MANAGE in machine.powers:
        return False
    with transaction.atomic():
        held = Hook.objects.select_for_update().get(pk=row.pk)
        if held.state != Hook.State.STOPPED:
            held.state, held.stopped_at = Hook.State.STOPPED, timezone.now()
            held.why = "The machine token that made it may act no more."
            held.save(update_fields=["state", "stopped_at", "why"])
            tell(held, "stopped", by=SYSTEM, reason=held.why)
    return True


def _sent(waiting: Delivery, secrets: Sequence[str]) -> Answer:
    body = message_of(waiting)
    moment = int(timezone.now().timestamp())
    message_id = str(waiting.entry_id)
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "User-Agent": "DieuHanh-Webhook/1",
        "webhook-id": message_id,
        "webhook-timestamp": str(moment),
        "webhook-signature": signatures(secrets, message_id, moment, body),
        "Dieuhanh-Attempt": str(waiting.attempts + 1),
    }
    return send(waiting.hook.address, body, headers, allowed=permitted())


@transaction.atomic
def _keep(waiting: Delivery, answer: Answer) -> bool:
    """Write down what the receiver answered. The webhook's row is locked: a stop meanwhile stays a stop."""
    row = Hook.objects.select_for_update().get(pk=waiting.hook_id)
    now = timezone.now()
    waiting.attempts += 1
    waiting.tried_at, waiting.answer, waiting.fault = now, answer.status, answer.fault
    if answer.ok:
        waiting.state, waiting.delivered_at = Delivery.State.DELIVERED, now
        row.failures, row.next_at = 0, None
    else:
        row.failures += 1
        row.next_at = now + timedelta(seconds=wait_after(row.failures))
        if waiting.attempts >= MOST_ATTEMPTS:
            waiting.state = Delivery.State.SET_ASIDE
            tell(row, "set_aside", by=SYSTEM, entry=str(waiting.entry_id), attempts=waiting.attempts)
            log.error("directives.webhook.set_aside", webhook=str(row.id), index=waiting.index)
    waiting.save(update_fields=["attempts", "tried_at", "answer", "fault", "state", "delivered_at"])
    if row.state == Hook.State.ACTIVE and row.failures >= PAUSE_AFTER:
        _rest(row, f"{row.failures} failures in a row; the last: {answer.fault or answer.status}")
    row.save(update_fields=["failures", "next_at", "state", "why"])
    return answer.ok


@transaction.atomic
def _pause(row: Hook, why: str) -> None:
    held = Hook.objects.select_for_update().get(pk=row.pk)
    if held.state == Hook.State.ACTIVE:
        _rest(held, why)
        held.save(update_fields=["state", "why"])


def _rest(row: Hook, why: str) -> None:
    row.state, row.why = Hook.State.PAUSED, why[:1000]
    tell(row, "paused", by=SYSTEM, reason=row.why)
    log.error("directives.webhook.paused", webhook=str(row.id), why=row.why)


def tidy(clock: Callable[[], Any] = timezone.now) -> int:
    """Drop replaced secrets that sign no more, and the list of what was delivered long ago; gives how many lines. Two statements."""
    Hook.objects.filter(former_until__lte=clock()).update(former=None, former_until=None)
    edge = clock() - timedelta(days=KEPT_DAYS)
    done = Delivery.objects.filter(state__in=(Delivery.State.DELIVERED, Delivery.State.WITHHELD))
    return done.filter(noted_at__lt=edge).delete()[0]
