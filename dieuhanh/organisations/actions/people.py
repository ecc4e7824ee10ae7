"""People made known, kept and let go. What they may do lies in their appointments."""

import secrets
from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from allauth.socialaccount.models import SocialAccount
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from dieuhanh.config.actor import Actor
from dieuhanh.config.clock import today
from dieuhanh.config.errors import Fault, Invalid, Missing
from dieuhanh.config.text import fold, nfc, sort_key
from dieuhanh.ledger.actions import append
from dieuhanh.organisations import queries
from dieuhanh.organisations.authority import check, check_each, reaches_whole
from dieuhanh.organisations.models import Appointment, Person
from dieuhanh.organisations.rules import appointments, lives
from dieuhanh.organisations.rules.wrong import Wrong
from dieuhanh.organisations.wording import as_problem, check_none, refuse

POWER = "people.manage"


@transaction.atomic
def create_person(
    *,
    by: Actor,
    username: str,
    full_name: str,
    email: str = "",
    phone: str = "",
    language: str = "vi",
    home_id: UUID | None = None,
    password: str | None = None,
) -> UUID:
    """Make a person known; his id. `home_id`: the body whose administrators keep his record (None: the whole country's).

    Without a password he signs in through the outside provider, or after `reset_password`.
    """
    check(by, POWER, home_id)
    row = Person(home_id=home_id, simulated=by.simulated)
    _fill(row, full_name, email, phone, language)
    row.username = nfc(username).casefold()
    check_none(appointments.check_username(row.username))
    if password is None:
        row.set_unusable_password()
    else:
        _check_password(password, row)
        row.set_password(password)
    try:
        row.save(force_insert=True)
    except IntegrityError as error:
        raise as_problem(error, {}) from error
    _told(
        "created",
        by,
        row,
        {"username": row.username, "full_name": row.full_name, "email": row.email, "language": row.language},
    )
    return row.pk


@transaction.atomic
def update_person(
    person_id: UUID, *, by: Actor, full_name: str, email: str = "", phone: str = "", language: str = "vi"
) -> UUID:
    """Correct a person's particulars; his id. He may change his own language, address and phone, not his name."""
    row = _access(person_id, by, own=True)
    if by.person_id == person_id:
        full_name = row.full_name
    _fill(row, full_name, email, phone, language)
    row.save(update_fields=["full_name", "name_folded", "sort_key", "email", "phone", "language"])
    _told(
        "updated",
        by,
        row,
        {"full_name": row.full_name, "email": row.email, "phone": row.phone, "language": row.language},
    )
    return row.pk


@transaction.atomic
def deactivate(person_id: UUID, *, by: Actor, reason: str) -> UUID:
    """Let a person in no more; his id. His sessions and the tokens he owns stop opening at once."""
    row = _access(person_id, by)
    if by.person_id == person_id:
        refuse(Wrong("self_appointment"))
    Person.objects.filter(pk=row.pk).update(is_active=False)
    _told("deactivated", by, row, {"reason": nfc(reason)})
    return row.pk


@transaction.atomic
def reactivate(person_id: UUID, *, by: Actor, reason: str) -> UUID:
    """Let a person in again; his id."""
    row = _access(person_id, by)
    Person.objects.filter(pk=row.pk).update(is_active=True)
    _told("reactivated", by, row, {"reason": nfc(reason)})
    return row.pk


@transaction.atomic
def reset_password(person_id: UUID, *, by: Actor, password: str | None = None) -> str:
    """Give a person a new password, shown once; it ends his sessions. Who resets must reach all that the person may do."""
    row = _access(person_id, by)
    given = password or secrets.token_urlsafe(12)
    _check_password(given, row)
    row.set_password(given)
    row.save(update_fields=["password"])
    _told("password_reset", by, row, {})
    return given


@transaction.atomic
def link_identity(person_id: UUID, *, by: Actor, subject: str, provider: str = "outside") -> UUID:
    """Let a person sign in as this subject of the outside identity provider; his id.

    Only an administrator links: a claim of the provider (user name, e-mail) is never enough by itself.
    """
    row = _access(person_id, by)
    uid = nfc(subject)
    check_none(lives.check_name(uid, "subject"))
    other = SocialAccount.objects.filter(provider=provider, uid=uid).exclude(user_id=row.pk).exists()
    check_none(Wrong("identity_taken", {}, "subject") if other else None)
    SocialAccount.objects.update_or_create(provider=provider, uid=uid, defaults={"user_id": row.pk})
    _told("identity_linked", by, row, {"provider": provider, "subject": uid})
    return row.pk


def check_reach_of(person_id: UUID, by: Actor) -> None:
    """Raise `Refused` or `Invalid` when the person holds (or will hold) more than `by` could give."""
    rows = list(_lasting(person_id, today()))
    scopes = {one for row in rows for one in (row.scope_id, row.organisation_id)}
    if not scopes:
        return
    check_each(by, POWER, scopes)
    powers = {power for row in rows for power in row.powers}
    check_none(None if by.is_system else appointments.check_grant(powers, by.powers, whole=reaches_whole(by)))


def _lasting(person_id: UUID, day: date) -> Iterable[Appointment]:
    return Appointment.objects.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=day), person_id=person_id)


def _access(person_id: UUID, by: Actor, *, own: bool = False) -> Person:
    """The person, locked, if `by` keeps his record and could give all that he holds; or himself, where that is allowed."""
    if not by.is_system:
        queries.person(person_id, by=by)
    row = Person.objects.select_for_update(no_key=True).filter(pk=person_id).first()
    if row is None:
        raise Missing(_("There is no such person."))
    if own and by.person_id == person_id and by.token_id is None:
        return row
    check(by, POWER, row.home_id)
    check_reach_of(person_id, by)
    return row


def _fill(row: Person, full_name: str, email: str, phone: str, language: str) -> None:
    row.full_name, row.email, row.phone = nfc(full_name), nfc(email), nfc(phone)[:30]
    check_none(lives.check_name(row.full_name, "full_name"))
    if row.email:
        try:
            validate_email(row.email)
        except ValidationError as error:
            text = _("This is no e-mail address.")
            raise Invalid(text, faults=[Fault(text, field="email", value=row.email)]) from error
    row.language = language if language in {"vi", "en"} else "vi"
    row.name_folded, row.sort_key = fold(row.full_name)[:200], sort_key(row.full_name)[:420]


def _check_password(password: str, row: Person) -> None:
    try:
        validate_password(password, row)
    except ValidationError as error:
        raise Invalid(
            " ".join(error.messages), faults=[Fault(text, field="password") for text in error.messages]
        ) from error


def _told(what: str, by: Actor, row: Person, body: dict[str, Any]) -> None:
    append(
        f"organisations.person.{what}",
        by=by,
        subject_type="person",
        subject_id=row.pk,
        organisation_id=row.home_id,
        body={"username": row.username, **body},
    )


@transaction.atomic
def record_password_change(person_id: UUID, *, by: Actor) -> None:
    """Ledger that a person changed his own password."""
    _told("password_changed", by, Person.objects.get(pk=person_id), {})
