"""From a request to the one who acts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from uuid import UUID

from django.db import connection
from django.db.models import Q
from django.http import HttpRequest
from django.utils import timezone

from dieuhanh.config.actor import Actor
from dieuhanh.config.clock import today
from dieuhanh.config.language import lang
from dieuhanh.organisations.models import Appointment, MachineToken, Person

SESSION_KEY = "appointment"


def actor_of_request(request: HttpRequest) -> Actor | None:
    """The machine behind the bearer token, or the signed-in person in his chosen appointment."""
    header = request.headers.get("Authorization", "")
    if header[:7].lower() == "bearer ":
        request.csrf_processing_done = True  # type: ignore[attr-defined]  # a token is no cookie: no browser sends it unasked
        return actor_of_token(header[7:].strip())
    if not request.user.is_authenticated:
        return None
    held = held_today(request.user.pk)
    chosen = request.session.get(SESSION_KEY)
    actor = choose(request.user.pk, held, UUID(chosen) if chosen else None)
    request.appointment_choices = held  # type: ignore[attr-defined]  # the header's switch
    acting = next((one for one in held if one.id == actor.appointment_id), None)
    request.acting_position = acting.position if acting else ""  # type: ignore[attr-defined]
    request.acting_organisation = acting.organisation if acting else ""  # type: ignore[attr-defined]
    return actor


def actor_of_token(token: str) -> Actor | None:
    """The machine that holds this token, while the token and its owner's appointment last."""
    moment = timezone.now()
    row = _machine(Q(digest=sha256(token.encode()).digest()))
    if row is None:
        return None
    if row.used_at is None or (moment - row.used_at).total_seconds() > 60:
        MachineToken.objects.filter(pk=row.pk).update(used_at=moment)
    return _actor_of_machine(row)


def _machine(which: Q) -> MachineToken | None:
    """The machine, while its token and its owner's appointment last."""
    return (
        MachineToken.objects.select_related("owner__person")
        .filter(which, expires_at__gt=timezone.now(), revoked_at__isnull=True)
        .filter(_holds(today(), "owner__"), owner__person__is_active=True)
        .first()
    )


def actor_still(person_id: UUID | None, appointment_id: UUID | None, token_id: UUID | None) -> Actor | None:
    """Who asked for something a while ago, with what he may do today; None where he may act no more.

    For work that begins after the request has ended. At most two statements.
    """
    if token_id is not None:
        row = _machine(Q(pk=token_id))
        return _actor_of_machine(row) if row else None
    if person_id is None or not Person.objects.filter(pk=person_id, is_active=True).exists():
        return None
    mine = next((one for one in held_today(person_id) if one.id == appointment_id), None)
    return _actor(person_id, mine) if mine is not None else None


def _actor_of_machine(row: MachineToken) -> Actor:
    return Actor(
        person_id=row.owner.person_id,
        appointment_id=row.owner_id,
        organisation_id=row.owner.organisation_id,
        scope_id=row.organisation_id,
        powers=frozenset(row.powers) & frozenset(row.owner.powers),
        name=row.name,
        position="token",
        token_id=row.pk,
        simulated=row.owner.person.simulated,
    )


@dataclass(frozen=True, slots=True)
class Held:
    """One appointment that a person holds today, with what is lent to it and what to print."""

    id: UUID
    organisation_id: UUID
    scope_id: UUID
    position_vi: str
    position_en: str
    powers: frozenset[str]
    organisation_vi: str
    organisation_en: str
    full_name: str
    simulated: bool
    whole: tuple[UUID, date, bool]

    @property
    def position(self) -> str:
        """The position in the reader's language."""
        return self.position_en if lang() == "en" else self.position_vi

    @property
    def organisation(self) -> str:
        """The body in the reader's language."""
        return self.organisation_en if lang() == "en" else self.organisation_vi

    @property
    def label(self) -> str:
        """Position and body, as the switch of appointments shows them."""
        return f"{self.position} · {self.organisation}"


# Lent powers are those that the giver's own appointment still carries, while it is held and the delegation lasts.
_HELD = """
SELECT a.id, a.organisation_id, a.scope_id, a.position_vi, a.position_en, a.powers, p.full_name, p.simulated,
       coalesce(n.name_vi, ''), coalesce(n.name_en, ''),
       ARRAY(SELECT power FROM organisations_delegation d
               JOIN organisations_appointment g ON g.id = d.giver_id AND g.valid_from <= %(day)s
                    AND (g.valid_to IS NULL OR g.valid_to > %(day)s)
               CROSS JOIN LATERAL (SELECT unnest(d.powers) INTERSECT SELECT unnest(g.powers)) lent(power)
              WHERE d.taker_id = a.id AND d.revoked_at IS NULL AND d.valid_from <= %(day)s AND d.valid_to > %(day)s),
       EXISTS (SELECT FROM organisations_organisationversion r WHERE r.organisation_id = a.scope_id
                AND r.parent_id IS NULL AND r.kind = 'government' AND r.valid_from <= %(day)s)
  FROM organisations_appointment a
  JOIN organisations_person p ON p.id = a.person_id
  LEFT JOIN LATERAL (SELECT v.name_vi, v.name_en FROM organisations_organisationversion v
       WHERE v.organisation_id = a.organisation_id AND v.valid_from <= %(day)s ORDER BY v.valid_from DESC LIMIT 1) n ON true
 WHERE {which} AND a.valid_from <= %(day)s AND (a.valid_to IS NULL OR a.valid_to > %(day)s)
 ORDER BY a.valid_from, a.id
"""


def held_today(person_id: UUID) -> list[Held]:
    """What a person may act in today; the first is the one he acts in unasked. One statement."""
    return _held("a.person_id = %(key)s", person_id)


def _held(which: str, key: UUID) -> list[Held]:
    day = today()
    with connection.cursor() as cursor:
        cursor.execute(_HELD.format(which=which), {"key": key, "day": day})
        return [
            Held(
                r[0], r[1], r[2], r[3], r[4], frozenset(r[5]) | frozenset(r[10]), r[8], r[9], r[6], r[7], (r[2], day, r[11]),
            )
            for r in cursor.fetchall()
        ]  # fmt: skip


def actor_of_person(person_id: UUID, appointment_id: UUID | None = None) -> Actor:
    """The person in the given appointment if he holds it today, else in his first one; powerless with none."""
    return choose(person_id, held_today(person_id), appointment_id)


def choose(person_id: UUID, held: Sequence[Held], appointment_id: UUID | None) -> Actor:
    """The actor of the chosen one among the held appointments, else of the first, else of none."""
    if not held:
        return Actor(person_id, None, None, None, frozenset(), "", "")
    return _actor(person_id, next((one for one in held if one.id == appointment_id), held[0]))


def _actor(person_id: UUID, one: Held) -> Actor:
    return Actor(
        person_id=person_id,
        appointment_id=one.id,
        organisation_id=one.organisation_id,
        scope_id=one.scope_id,
        powers=one.powers,
        name=one.full_name,
        position=one.position_vi,  # the record's language (Decree 30/2020/NĐ-CP), whichever the reader has chosen
        simulated=one.simulated,
        whole=one.whole,
    )


def actor_of_appointment(row: Appointment) -> Actor:
    """The actor of one held appointment, with what is delegated to it today."""
    held = _held("a.id = %(key)s", row.pk)
    if held:
        return _actor(row.person_id, held[0])
    return Actor(
        row.person_id,
        row.pk,
        row.organisation_id,
        row.scope_id,
        frozenset(),
        row.person.full_name,
        row.position_vi,
    )


def actor_in(appointment_id: UUID) -> Actor:
    """The actor of an appointment by its id, for work that runs later; without powers once it is no longer held."""
    return actor_of_appointment(Appointment.objects.select_related("person").get(pk=appointment_id))


def _holds(day: date, prefix: str = "") -> Q:
    return Q(**{f"{prefix}valid_from__lte": day}) & (
        Q(**{f"{prefix}valid_to__isnull": True}) | Q(**{f"{prefix}valid_to__gt": day})
    )
