"""Keys for machines: named, scoped, expiring, stored hashed, shown once."""

import secrets
from collections.abc import Collection
from datetime import date, datetime, time
from hashlib import sha256
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from dieuhanh.config.actor import Actor
from dieuhanh.config.clock import today
from dieuhanh.config.errors import Conflict, Missing, Refused
from dieuhanh.config.text import nfc
from dieuhanh.ledger.actions import append
from dieuhanh.organisations.authority import check, reached
from dieuhanh.organisations.models import Appointment, MachineToken
from dieuhanh.organisations.rules import appointments, lives
from dieuhanh.organisations.wording import as_problem, check_none

PREFIX = "dh_"
POWER = "tokens.manage"


@transaction.atomic
def create_token(
    *,
    by: Actor,
    name: str,
    powers: Collection[str],
    expires_on: date,
    organisation_id: UUID | None = None,
    owner_id: UUID | None = None,
) -> tuple[UUID, str]:
    """Make a token for a machine; its id and the secret, which is stored nowhere and shown this once.

    It acts for an appointment (the caller's; another one's only for the system itself), with some of that
    appointment's own powers, over a body in its scope (default: the scope), until the beginning of `expires_on`.
    """
    owner = (
        Appointment.objects.select_for_update(no_key=True).filter(pk=owner_id or by.appointment_id).first()  # type: ignore[misc]
    )  # type: ignore[misc]
    if owner is None:
        raise Missing(_("There is no such appointment."))
    over = organisation_id or owner.scope_id
    check(by, POWER, over)
    if not by.is_system and (by.token_id or owner.pk != by.appointment_id):
        raise Refused(_("A token is made by a person, for the appointment in which he acts."))
    if over not in reached(owner.scope_id, [over], today()):
        raise Missing(_("There is no such body."))
    check_none(
        lives.check_name(nfc(name), "name"),
        appointments.check_powers(powers),
        appointments.check_lent(powers, owner.powers),
        appointments.check_token(powers, timezone.localdate(), expires_on),
    )
    secret = PREFIX + secrets.token_urlsafe(32)
    row = MachineToken(
        name=nfc(name)[:120],
        digest=sha256(secret.encode()).digest(),
        hint=secret[:8],
        owner=owner,
        organisation_id=over,
        powers=sorted(set(powers)),
        expires_at=timezone.make_aware(datetime.combine(expires_on, time())),
    )
    try:
        row.save(force_insert=True)
    except IntegrityError as error:
        raise as_problem(error, {}) from error
    body = {
        "name": row.name,
        "owner_id": str(owner.pk),
        "powers": row.powers,
        "expires_on": expires_on.isoformat(),
        "hint": row.hint,
    }
    _told("created", by, row, body)  # type: ignore[arg-type]
    return row.pk, secret


@transaction.atomic
def revoke_token(token_id: UUID, *, by: Actor) -> UUID:
    """Close a token at once; its id. The owner in person, or who holds `tokens.manage` over its body."""
    row = (
        MachineToken.objects.select_for_update(no_key=True, of=("self",))
        .select_related("owner")
        .filter(pk=token_id)
        .first()
    )
    if row is None or not _may_see(by, row):
        raise Missing(_("There is no such token."))
    if by.person_id != row.owner.person_id or by.token_id:
        check(by, POWER, row.organisation_id)
    if row.revoked_at is not None:
        raise Conflict(_("This token is revoked already."))
    MachineToken.objects.filter(pk=row.pk).update(revoked_at=timezone.now())
    _told("revoked", by, row, {"name": row.name})
    return row.pk


def _may_see(by: Actor, row: MachineToken) -> bool:
    if by.is_system or by.person_id == row.owner.person_id:
        return True
    return by.scope_id is not None and bool(reached(by.scope_id, [row.organisation_id], today()))


def _told(what: str, by: Actor, row: MachineToken, body: dict[str, object]) -> None:
    append(
        f"organisations.token.{what}",
        by=by,
        subject_type="token",
        subject_id=row.pk,
        organisation_id=row.organisation_id,
        body=body,
    )
