"""Positions given and taken: person, body, powers, scope, from, until."""

from collections.abc import Collection
from datetime import date
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from dieuhanh.config.actor import Actor
from dieuhanh.config.clock import today
from dieuhanh.config.errors import Conflict, Missing
from dieuhanh.config.text import nfc
from dieuhanh.ledger.actions import append
from dieuhanh.organisations import queries
from dieuhanh.organisations.actions.life import life_of, lock_last
from dieuhanh.organisations.authority import check_each, reaches_whole
from dieuhanh.organisations.models import Appointment
from dieuhanh.organisations.rules import appointments, lives
from dieuhanh.organisations.rules.wrong import Wrong
from dieuhanh.organisations.wording import as_problem, check_none, refuse

POWER = "people.manage"


@transaction.atomic
def appoint(
    *,
    by: Actor,
    person_id: UUID,
    organisation_id: UUID,
    position_vi: str,
    position_en: str,
    powers: Collection[str],
    valid_from: date,
    legal_document: str,
    scope_id: UUID | None = None,
    valid_to: date | None = None,
) -> UUID:
    """Appoint a person to a position in a body; the appointment's id.

    `scope_id` (default: the body) is the body whose whole subtree the powers reach. Nobody gives powers or a scope
    beyond his own reach, and nobody appoints himself.
    """
    scope = scope_id or organisation_id
    day = max(today(), valid_from)
    check_each(by, POWER, {organisation_id, scope}, on=day)
    if by.person_id == person_id:
        refuse(Wrong("self_appointment"))
    person = queries.person(person_id, by=by)
    document, vi, en = nfc(legal_document), nfc(position_vi), nfc(position_en)
    check_none(
        lives.check_document(document),
        lives.check_name(vi, "position_vi"),
        lives.check_name(en, "position_en"),
        appointments.check_powers(powers),
        appointments.check_period(valid_from, valid_to),
        appointments.check_grant(powers, by.powers, whole=reaches_whole(by, on=day)),
    )
    _check_alive({organisation_id, scope}, valid_from, valid_to)
    row = Appointment(
        person_id=person_id,
        organisation_id=organisation_id,
        scope_id=scope,
        position_vi=vi,
        position_en=en,
        powers=sorted(set(powers)),
        valid_from=valid_from,
        valid_to=valid_to,
        legal_document=document,
    )
    try:
        row.save(force_insert=True)
    except IntegrityError as error:
        raise as_problem(error, {}) from error
    _told("made", by, row, {"username": person.username, **_facts(row)})
    return row.pk


@transaction.atomic
def end_appointment(appointment_id: UUID, *, by: Actor, on: date, legal_document: str) -> UUID:
    """End an appointment on a day, today at the earliest; its id. One that has not begun is withdrawn.

    The past is not touched: what was signed in the appointment stays signed in it.
    """
    row = Appointment.objects.select_for_update(no_key=True).filter(pk=appointment_id).first()
    if row is None:
        raise Missing(_("There is no such appointment."))
    queries.appointment(appointment_id, by=by)
    check_each(by, POWER, {row.organisation_id, row.scope_id})
    if by.person_id == row.person_id:
        refuse(Wrong("self_appointment"))
    document = nfc(legal_document)
    check_none(lives.check_document(document), appointments.check_within(on, on, today(), row.valid_to))
    if on <= row.valid_from:
        return _withdraw(row, by, document)
    Appointment.objects.filter(pk=row.pk).update(valid_to=on)
    _told("ended", by, row, {"on": on.isoformat(), "legal_document": document})
    return row.pk


def _withdraw(row: Appointment, by: Actor, document: str) -> UUID:
    appointment_id = row.pk
    _told("withdrawn", by, row, {**_facts(row), "by_document": document})
    try:
        row.delete()
    except ProtectedError as error:
        raise Conflict(
            _("Something rests on this appointment already; end it a day after it begins.")
        ) from error
    return appointment_id


def _check_alive(ids: Collection[UUID], valid_from: date, valid_to: date | None) -> None:
    for body in lock_last(ids).values():
        life = life_of(body)
        wrong = lives.check_parent_life(life, valid_from, valid_to)
        check_none(Wrong("body_not_alive", {}, "valid_from") if wrong else None)


def _facts(row: Appointment) -> dict[str, Any]:
    return {
        "person_id": str(row.person_id),
        "organisation_id": str(row.organisation_id),
        "scope_id": str(row.scope_id),
        "position_vi": row.position_vi,
        "position_en": row.position_en,
        "powers": list(row.powers),
        "valid_from": row.valid_from.isoformat(),
        "valid_to": row.valid_to.isoformat() if row.valid_to else None,
        "legal_document": row.legal_document,
    }


def _told(what: str, by: Actor, row: Appointment, body: dict[str, Any]) -> None:
    append(
        f"organisations.appointment.{what}",
        by=by,
        subject_type="appointment",
        subject_id=row.pk,
        organisation_id=row.organisation_id,
        body=body,
    )
