"""Powers lent from one appointment to another, between two dates, by a document."""

from collections.abc import Collection
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from dieuhanh.config.actor import Actor
from dieuhanh.config.clock import today
from dieuhanh.config.errors import Conflict, Missing, Refused
from dieuhanh.config.text import nfc
from dieuhanh.ledger.actions import append
from dieuhanh.organisations.authority import check_each, reached, reaches_whole
from dieuhanh.organisations.models import Appointment, Delegation
from dieuhanh.organisations.rules import appointments, lives
from dieuhanh.organisations.rules.wrong import Wrong
from dieuhanh.organisations.wording import check_none, refuse


@transaction.atomic
def delegate(
    *,
    by: Actor,
    giver_id: UUID,
    taker_id: UUID,
    powers: Collection[str],
    valid_from: date,
    valid_to: date,
    legal_document: str,
) -> UUID:
    """Lend powers of one appointment to another; the delegation's id.

    The giver lends himself, or who manages the people of his body records it. Only what the giver's own appointment
    carries, only within its dates, and only to a taker whose scope lies within the giver's: lent power reaches no
    further than both.
    """
    rows = {
        row.pk: row
        for row in Appointment.objects.select_for_update(no_key=True)
        .filter(pk__in=[giver_id, taker_id])
        .order_by("pk")
    }
    giver, taker = rows.get(giver_id), rows.get(taker_id)
    if giver is None:
        raise Missing(_("There is no such appointment."))
    _check_may(by, giver)
    if (
        taker is None
        or giver.pk == taker_id
        or taker.scope_id not in reached(giver.scope_id, [taker.scope_id], max(today(), valid_from))
    ):
        raise Missing(_("The one who is to take the powers holds no appointment within the giver's remit."))
    if by.person_id == taker.person_id and by.person_id != giver.person_id:
        refuse(Wrong("self_appointment"))
    mine = by.person_id == giver.person_id
    check_none(
        lives.check_document(nfc(legal_document)),
        appointments.check_powers(powers),
        appointments.check_lent(powers, giver.powers),
        appointments.check_period(valid_from, valid_to),
        appointments.check_within(valid_from, valid_to, max(giver.valid_from, today()), giver.valid_to),
        None
        if mine or by.is_system
        else appointments.check_grant(powers, by.powers, whole=reaches_whole(by)),
    )
    row = Delegation.objects.create(
        giver=giver,
        taker=taker,
        powers=sorted(set(powers)),
        valid_from=valid_from,
        valid_to=valid_to,
        legal_document=nfc(legal_document),
    )
    _told("made", by, row, giver, _facts(row))
    return row.pk


@transaction.atomic
def revoke_delegation(delegation_id: UUID, *, by: Actor, reason: str) -> UUID:
    """Take lent powers back, at once; the delegation's id."""
    row = (
        Delegation.objects.select_for_update(no_key=True, of=("self",))
        .select_related("giver")
        .filter(pk=delegation_id)
        .first()
    )
    if row is None:
        raise Missing(_("There is no such delegation."))
    _check_may(by, row.giver)
    if row.revoked_at is not None:
        raise Conflict(_("This delegation is revoked already."))
    Delegation.objects.filter(pk=row.pk).update(revoked_at=timezone.now())
    _told("revoked", by, row, row.giver, {"reason": nfc(reason)})
    return row.pk


def _check_may(by: Actor, giver: Appointment) -> None:
    """The giver in person, or who manages the people of his body; to others the appointment does not exist."""
    if by.is_system or (by.appointment_id == giver.pk and by.token_id is None):
        return
    try:
        check_each(by, "people.manage", {giver.organisation_id, giver.scope_id})
    except Refused:
        if by.person_id == giver.person_id:
            raise
        if by.scope_id and giver.organisation_id in reached(by.scope_id, [giver.organisation_id], today()):
            raise
        raise Missing(_("There is no such appointment.")) from None


def _facts(row: Delegation) -> dict[str, Any]:
    return {
        "giver_id": str(row.giver_id),
        "taker_id": str(row.taker_id),
        "powers": list(row.powers),
        "valid_from": row.valid_from.isoformat(),
        "valid_to": row.valid_to.isoformat(),
        "legal_document": row.legal_document,
    }


def _told(what: str, by: Actor, row: Delegation, giver: Appointment, body: dict[str, Any]) -> None:
    append(
        f"organisations.delegation.{what}",
        by=by,
        subject_type="delegation",
        subject_id=row.pk,
        organisation_id=giver.organisation_id,
        body=body,
    )
