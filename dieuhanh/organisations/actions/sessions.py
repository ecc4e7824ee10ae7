"""Where a person is signed in, and in which appointment he acts there."""

from uuid import UUID

from allauth.usersessions.models import UserSession
from django.contrib.sessions.backends.base import SessionBase
from django.db import transaction
from django.utils.translation import gettext as _

from dieuhanh.config.actor import Actor
from dieuhanh.config.clock import today
from dieuhanh.config.errors import Missing, Unauthenticated
from dieuhanh.ledger.actions import append
from dieuhanh.organisations.identification import SESSION_KEY
from dieuhanh.organisations.queries.people import AppointmentRead, held_by


def choose_appointment(session: SessionBase, appointment_id: UUID, *, by: Actor) -> AppointmentRead:
    """Act in another of one's own appointments from the next request on.

    No ledger entry: every entry written from then on names the appointment it was written in.
    """
    if by.person_id is None:
        raise Unauthenticated(_("Sign in first."))
    chosen = next((one for one in held_by(by.person_id, today()) if one.id == appointment_id), None)
    if chosen is None:
        raise Missing(_("You do not hold this appointment today."))
    session[SESSION_KEY] = str(appointment_id)
    return chosen


@transaction.atomic
def revoke_session(session_id: int, *, by: Actor) -> int:
    """Sign one of one's own sessions out; its number."""
    row = UserSession.objects.select_for_update().filter(pk=session_id, user_id=by.person_id).first()
    if row is None or by.token_id is not None or by.person_id is None:
        raise Missing(_("There is no such session."))
    agent = row.user_agent[:120]
    row.end()
    _told("session_revoked", by, by.person_id, {"agent": agent})
    return session_id


@transaction.atomic
def record_sign_in(person_id: UUID, *, by: Actor, methods: list[str]) -> None:
    """Ledger that a person signed in, and how. Failed tries go to the log, not here."""
    _told("signed_in", by, person_id, {"methods": methods})


@transaction.atomic
def record_sign_out(person_id: UUID, *, by: Actor) -> None:
    """Ledger that a person signed out."""
    _told("signed_out", by, person_id, {})


def _told(what: str, by: Actor, person_id: UUID, body: dict[str, object]) -> None:
    append(
        f"organisations.person.{what}",
        by=by,
        subject_type="person",
        subject_id=person_id,
        organisation_id=by.organisation_id,
        body=body,
    )
