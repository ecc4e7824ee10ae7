"""Webhooks as those who manage them see them: made, stopped, started again, given a new secret, replayed, one change sent again."""

import base64
import json
import secrets
from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from dieuhanh.config import clock
from dieuhanh.config.actor import SYSTEM, Actor
from dieuhanh.config.errors import Conflict, Fault, Invalid
from dieuhanh.config.identity import uuid7
from dieuhanh.config.text import nfc
from dieuhanh.directives.actions.drafting import raise_faults, said
from dieuhanh.directives.models import Delivery, Hook
from dieuhanh.directives.queries.access import visible_tasks
from dieuhanh.directives.queries.hooks import (
    MANAGE,
    access_delivery,
    access_hook,
    body_of,
    former_secrets,
    permitted,
)
from dieuhanh.directives.rules.hooks import (
    EVERYTHING,
    FORMER_HOURS,
    MOST_FORMER,
    SECRET_BYTES,
    SECRET_PREFIX,
    faults,
    wants,
)
from dieuhanh.directives.sealing import Sealed, seal, unseal
from dieuhanh.ledger.access import Choice, access_entries
from dieuhanh.ledger.actions import append
from dieuhanh.ledger.queries import tree_size
from dieuhanh.organisations.authority import check
from dieuhanh.organisations.queries import by_codes

MOST_HOOKS = 50
"""Of one body: each entry is looked at for each of them."""
MOST_REPLAYED = 20_000


@transaction.atomic
def add_hook(
    *, by: Actor, name: str, address: str, events: Sequence[str], organisation: str = ""
) -> tuple[Hook, str]:
    """Tell a body's own system of changes; gives the secret, which is shown this once. Needs `webhooks.manage` over the body.

    `organisation`: its code today; empty: the body over which one acts. Raises Refused, Invalid, Conflict (the name is taken).
    """
    check(by, MANAGE, by.scope_id)
    body = _body(by, organisation)
    check(by, MANAGE, body)
    address = address.strip()
    wanted = [EVERYTHING] if EVERYTHING in events else sorted(set(events))
    raise_faults([said(one) for one in faults(nfc(name), address, wanted, permitted())])
    if Hook.objects.filter(organisation_id=body).exclude(state=Hook.State.STOPPED).count() >= MOST_HOOKS:
        raise Conflict(_("A body has at most %(most)d webhooks; stop one first.") % {"most": MOST_HOOKS})
    secret = _new_secret()
    row = Hook(
        id=uuid7(),
        organisation_id=body,
        name=nfc(name).strip(),
        address=address,
        events=wanted,
        since=tree_size(),
        token_id=by.token_id,
        made_by=by.name,
        made_at=timezone.now(),
        simulated=by.simulated,
    )
    row.sealed = seal(secret, row.id)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        raise Conflict(
            _("The body has a webhook of the name “%(name)s” already.") % {"name": row.name},
            code="name-taken",
        ) from error
    tell(row, "added", by=by, address=row.address, events=row.events)
    return row, secret


def _new_secret() -> str:
    return SECRET_PREFIX + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()


def _body(by: Actor, code: str) -> UUID:
    if code:
        found = by_codes([code[:40].replace("\0", "")], clock.today()).get(code[:40])
        if found is None:
            message = _("No body bears the code %(code)s today.") % {"code": code[:40]}
            raise Invalid(message, faults=[Fault(message, field="organisation", value=code[:40])])
        return found.id
    # A machine acts over its token's body, a person for the body in which he holds his appointment.
    own = by.scope_id if by.token_id else by.organisation_id
    if own is None:
        message = _("Name the body whose system is told.")
        raise Invalid(message, faults=[Fault(message, field="organisation")])
    return own


@transaction.atomic
def stop_hook(hook_id: UUID, *, by: Actor, why: str = "") -> Hook:
    """Stop a webhook for good: what waits is not sent any more. A second stop is a Conflict."""
    row = access_hook(by, hook_id, lock=True)
    check(by, MANAGE, row.organisation_id)
    _not_stopped(row)
    row.state, row.stopped_at, row.why, row.next_at = (
        Hook.State.STOPPED,
        timezone.now(),
        nfc(why)[:1000],
        None,
    )
    row.save(update_fields=["state", "stopped_at", "why", "next_at"])
    tell(row, "stopped", by=by, reason=row.why)
    return row


@transaction.atomic
def start_hook(hook_id: UUID, *, by: Actor) -> Hook:
    """Send again at once to a webhook that rests or waits for its next attempt; nothing that waited is lost."""
    row = access_hook(by, hook_id, lock=True)
    check(by, MANAGE, row.organisation_id)
    _not_stopped(row)
    row.state, row.why, row.failures, row.next_at = Hook.State.ACTIVE, "", 0, None
    row.save(update_fields=["state", "why", "failures", "next_at"])
    tell(row, "started", by=by)
    return row


@transaction.atomic
def rotate_secret(hook_id: UUID, *, by: Actor) -> tuple[Hook, str]:
    """A new secret, which is shown this once; the one before signs beside it for `FORMER_HOURS` more.

    One that was replaced an hour ago keeps its own end: a lost answer, and a second rotation, cut nobody off.
    Raises Conflict where it was stopped, or where too many replaced secrets still sign.
    """
    row = access_hook(by, hook_id, lock=True)
    check(by, MANAGE, row.organisation_id)
    _not_stopped(row)
    now = timezone.now()
    try:
        present, former = unseal(row.sealed, row.id), former_secrets(row, now)
    except Sealed as error:
        raise Conflict(
            _("This node cannot open the webhook's secret; stop the webhook and make a new one."),
            code="hook-sealed",
        ) from error
    if len(former) >= MOST_FORMER:
        raise Conflict(
            _("%(most)d replaced secrets still sign; rotate again when the first of them has ended.")
            % {"most": MOST_FORMER},
            code="hook-secrets",
        )
    row.former_until = now + timedelta(hours=FORMER_HOURS)
    kept = [(present, row.former_until), *former]
    row.former = seal(json.dumps([(one, end.isoformat()) for one, end in kept]), row.id)
    secret = _new_secret()
    row.sealed = seal(secret, row.id)
    row.save(update_fields=["sealed", "former", "former_until"])
    tell(row, "secret_rotated", by=by, former_until=row.former_until.isoformat())
    return row, secret


@transaction.atomic
def replay(hook_id: UUID, *, by: Actor, start: int) -> int:
    """Send everything from a place of the ledger on once more, in order; gives how many changes. The receiver drops doubles.

    Raises Invalid for more than `MOST_REPLAYED` at once.
    """
    row = access_hook(by, hook_id, lock=True)
    check(by, MANAGE, row.organisation_id)
    _not_stopped(row)
    if not 0 <= start <= tree_size():
        message = _("Give a place in the ledger, from 0 to %(size)d.") % {"size": tree_size()}
        raise Invalid(message, faults=[Fault(message, field="start", value=str(start)[:20])])
    entries = access_entries(SYSTEM, Choice(kind="directives.task.*"), limit=MOST_REPLAYED, after=start - 1)
    if len(entries) > MOST_REPLAYED:
        message = _("More than %(most)d changes follow that place; replay from a later one.") % {
            "most": MOST_REPLAYED
        }
        raise Invalid(message, faults=[Fault(message, field="start", value=str(start))])
    asked = [one for one in entries if wants(row.events, one.kind)]
    heard = set(
        visible_tasks(body_of(row))
        .filter(pk__in={one.subject_id for one in asked})
        .values_list("id", flat=True)
    )
    again = [one for one in asked if one.subject_id in heard]
    now = timezone.now()
    Delivery.objects.bulk_create(
        [
            Delivery(
                hook=row,
                index=one.index,
                entry_id=one.id,
                kind=one.kind,
                task_id=one.subject_id,
                noted_at=now,
            )
            for one in again
        ],
        batch_size=1000,
        update_conflicts=True,
        unique_fields=["hook", "index"],
        update_fields=["noted_at"],
    )
    Delivery.objects.filter(hook=row, index__in=[one.index for one in again]).update(
        state=Delivery.State.WAITING, attempts=0, fault=""
    )
    tell(row, "replayed", by=by, start=start, count=len(again))
    return len(again)


@transaction.atomic
def send_again(hook_id: UUID, delivery_id: UUID, *, by: Actor) -> Delivery:
    """Send one change once more, delivered or set aside; before those that wait, as its place in the ledger is."""
    row = access_hook(by, hook_id, lock=True)
    check(by, MANAGE, row.organisation_id)
    _not_stopped(row)
    one = access_delivery(row, delivery_id)
    one.state, one.attempts, one.fault = Delivery.State.WAITING, 0, ""
    one.save(update_fields=["state", "attempts", "fault"])
    Hook.objects.filter(pk=row.pk).update(next_at=None)
    tell(row, "sent_again", by=by, entry=str(one.entry_id))
    return one


def _not_stopped(row: Hook) -> None:
    if row.state == Hook.State.STOPPED:
        raise Conflict(_("This webhook was stopped; make a new one."), code="hook-stopped")


def tell(row: Hook, what: str, *, by: Actor, **body: object) -> None:
    """The ledger entry of a webhook's change. One statement."""
    assert connection.in_atomic_block
    append(
        f"directives.webhook.{what}",
        by=by,
        subject_type="directives.webhook",
        subject_id=row.id,
        organisation_id=row.organisation_id,
        body={"name": row.name, **{name: value for name, value in body.items() if value not in ("", None)}},
    )
