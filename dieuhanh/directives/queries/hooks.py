"""Webhooks: those that one may see, what was delivered, what is sent, and what waits to be sent."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from dieuhanh.config import clock
from dieuhanh.config.actor import Actor
from dieuhanh.config.errors import Fault, Invalid, Missing
from dieuhanh.directives.models import Delivery, Hook
from dieuhanh.directives.queries.access import visible_tasks
from dieuhanh.directives.rules.hooks import Network, networks_of
from dieuhanh.directives.sealing import unseal
from dieuhanh.ledger.queries import record
from dieuhanh.ledger.rules.canonical import instant
from dieuhanh.ledger.subscriptions import EntryRead
from dieuhanh.organisations.authority import check, scope_sql
from dieuhanh.organisations.queries import Label, labels

MANAGE = "webhooks.manage"
_OF_THE_PROOF = frozenset({"content_hash", "rows"})
"""What an entry holds for `ledger verify` alone."""


@dataclass(frozen=True)
class HookRead:
    """A subscription with its body and how many changes wait, and how many are set aside."""

    row: Hook
    body: Label
    waiting: int
    aside: int


def permitted() -> tuple[Network, ...]:
    """The private networks that the operator permits."""
    return networks_of(settings.WEBHOOK_NETWORKS)


def visible_hooks(by: Actor | None) -> QuerySet[Hook]:
    """The subscriptions of bodies in his remit, for who manages them. One statement at most until it is read.

    Raises `Unauthenticated`, `Refused`.
    """
    if by is None or (not by.is_system and MANAGE not in by.powers):
        check(by, MANAGE)
    assert by is not None  # `check` raised
    rows = Hook.objects.all()
    limit = scope_sql(by)
    if limit is None:
        return rows
    sql, values = limit
    mine = f"directives_hook.organisation_id IN {sql}"
    return rows.extra(where=[mine], params=values)  # noqa: S610 — authority's own text, its parameters apart


def access_hook(by: Actor | None, hook_id: UUID, *, lock: bool = False) -> Hook:
    """One subscription. Two statements. Raises `Missing`, `Refused`."""
    rows = visible_hooks(by)
    if lock:
        rows = rows.select_for_update(of=("self",))
    found = rows.filter(pk=hook_id).first()
    if found is None:
        raise Missing(_("There is no such record."))
    return found


def hooks(by: Actor | None, *, state: str = "", after: UUID | None = None, limit: int = 50) -> list[HookRead]:
    """`limit + 1` subscriptions, the newest first. Three statements."""
    rows = visible_hooks(by)
    if state:
        rows = rows.filter(state=state)
    if after is not None:
        rows = rows.filter(id__lt=after)
    return _read(list(_with_counts(rows).order_by("-id")[: limit + 1]))


def hook_read(row: Hook) -> HookRead:
    """One subscription with its counts. Two statements."""
    return _read(list(_with_counts(Hook.objects.filter(pk=row.pk))))[0]


def _with_counts(rows: QuerySet[Hook]) -> QuerySet[Hook]:
    return rows.annotate(
        waiting=Count("deliveries", filter=Q(deliveries__state=Delivery.State.WAITING)),
        aside=Count("deliveries", filter=Q(deliveries__state=Delivery.State.SET_ASIDE)),
    )


def _read(rows: Sequence[Hook]) -> list[HookRead]:
    named = labels({one.organisation_id for one in rows}, clock.today())
    return [
        HookRead(
            one,
            named.get(one.organisation_id, Label("", "", "")),
            getattr(one, "waiting", 0),
            getattr(one, "aside", 0),
        )
        for one in rows
    ]


def deliveries(
    row: Hook, *, state: str = "", after: Sequence[Any] | None = None, limit: int = 50
) -> list[Delivery]:
    """`limit + 1` deliveries of one subscription, the newest first, after the key `[index]`. One statement."""
    if state and state not in set(Delivery.State):
        message = _("“%(value)s” is none of: %(known)s.") % {
            "value": state[:40],
            "known": ", ".join(Delivery.State.values),
        }
        raise Invalid(message, faults=[Fault(message, field="state", value=state[:40])])
    rows = Delivery.objects.filter(hook=row)
    if state:
        rows = rows.filter(state=state)
    if after:
        try:
            rows = rows.filter(index__lt=min(int(after[0]), 2**62))
        except (ValueError, TypeError, KeyError, IndexError) as error:
            message = _("“after” must be the value of “next” of the page before.")
            raise Invalid(message, faults=[Fault(message, field="after")]) from error
    return list(rows.order_by("-index")[: limit + 1])


def access_delivery(row: Hook, delivery_id: UUID) -> Delivery:
    """One delivery of a subscription that was loaded for a person. One statement. Raises `Missing`."""
    found = Delivery.objects.filter(hook=row, pk=delivery_id).first()
    if found is None:
        raise Missing(_("There is no such record."))
    return found


def body_of(row: Hook) -> Actor:
    """The subscription as a reader: it sees what officials of its body see, drafts never."""
    return Actor(
        person_id=None,
        appointment_id=None,
        organisation_id=row.organisation_id,
        scope_id=row.organisation_id,
        powers=frozenset({"tasks.act"}),
        name=row.name,
        position="webhook",
        token_id=row.token_id,
    )


def may_hear(row: Hook, task_id: UUID) -> bool:
    """Whether the body may see the task. Two statements."""
    return visible_tasks(body_of(row)).filter(pk=task_id).exists()


def due_hooks(now: datetime) -> list[UUID]:
    """Subscriptions with something to send now. One statement."""
    waiting = Delivery.objects.filter(hook=OuterRef("pk"), state=Delivery.State.WAITING)
    rows = Hook.objects.filter(Q(next_at__isnull=True) | Q(next_at__lte=now), state=Hook.State.ACTIVE)
    return list(rows.filter(Exists(waiting)).order_by("id").values_list("id", flat=True))


def next_delivery(hook_id: UUID) -> Delivery | None:
    """The oldest change that waits: order is kept. One statement."""
    return (
        Delivery.objects.filter(hook_id=hook_id, state=Delivery.State.WAITING)
        .select_related("hook")
        .order_by("index")
        .first()
    )


def alarms(by: Actor) -> list[HookRead]:
    """Subscriptions in his remit that rest or have changes set aside. Three statements."""
    rows = _with_counts(visible_hooks(by)).exclude(state=Hook.State.STOPPED)
    return _read(list(rows.filter(Q(state=Hook.State.PAUSED) | Q(aside__gt=0)).order_by("-id")[:50]))


def message_of(delivery: Delivery) -> bytes:
    """What is sent for one entry, the same at every attempt: read from the ledger. One statement.

    An entry whose content the law had removed is sent without it.
    """
    found = record(delivery.index)
    entry = found.entry if found is not None else None
    said = {
        "id": str(delivery.entry_id),
        "index": delivery.index,
        "type": delivery.kind,
        "timestamp": instant(entry.at) if entry is not None else None,
        "data": _data(entry) if entry is not None else {"task": {"id": str(delivery.task_id)}},
        "proof": f"/api/v1/ledger/entries/{delivery.index}/receipt",
    }
    return json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _data(entry: EntryRead) -> dict[str, Any]:
    content = {name: value for name, value in entry.body.items() if name not in _OF_THE_PROOF}
    return {
        "task": {"id": str(entry.subject_id), "code": content.pop("code", None)},
        "content": content,
        "by": {"name": entry.name, "position": entry.position},
        "erased": entry.erased,
        "simulated": entry.simulated,
    }


def former_until(row: Hook) -> datetime | None:
    """Until when a secret that was replaced still signs beside the present one; None where none does."""
    return row.former_until if row.former_until is not None and row.former_until > timezone.now() else None


def secrets_of(row: Hook, now: datetime) -> list[str]:
    """The secrets that sign now: the present one, then those replaced less than a day ago. Raises `Sealed`."""
    return [unseal(row.sealed, row.id), *(secret for secret, _end in former_secrets(row, now))]


def former_secrets(row: Hook, now: datetime) -> list[tuple[str, datetime]]:
    """Replaced secrets that still sign, the newest first, each with its end. Raises `Sealed`."""
    if row.former is None or row.former_until is None or row.former_until <= now:
        return []
    kept = [(one, datetime.fromisoformat(end)) for one, end in json.loads(unseal(row.former, row.id))]
    return [(secret, end) for secret, end in kept if end > now]


def hook_json(read: HookRead) -> dict[str, Any]:
    """The subscription as the public contract shows it; never with its secret."""
    row = read.row
    return {
        "id": str(row.id),
        "organisation": read.body.code,
        "name": row.name,
        "address": row.address,
        "events": row.events,
        "state": row.state,
        "why": row.why or None,
        "since": row.since,
        "failures": row.failures,
        "next_at": row.next_at.isoformat() if row.next_at else None,
        "waiting": read.waiting,
        "set_aside": read.aside,
        "former_secret_until": until.isoformat() if (until := former_until(row)) else None,
        "made_at": row.made_at.isoformat(),
        "made_by": row.made_by,
        "simulated": row.simulated,
    }


def delivery_json(row: Delivery) -> dict[str, Any]:
    """The delivery as the public contract shows it."""
    return {
        "id": str(row.id),
        "event": str(row.entry_id),
        "index": row.index,
        "type": row.kind,
        "state": row.state,
        "attempts": row.attempts,
        "answer": row.answer,
        "fault": row.fault or None,
        "noted_at": row.noted_at.isoformat(),
        "tried_at": row.tried_at.isoformat() if row.tried_at else None,
        "delivered_at": row.delivered_at.isoformat() if row.delivered_at else None,
    }
