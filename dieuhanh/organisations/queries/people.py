"""People, and what they hold."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from dieuhanh.config.actor import Actor
from dieuhanh.config.clock import today
from dieuhanh.config.errors import Missing
from dieuhanh.config.language import lang
from dieuhanh.config.paging import keyset
from dieuhanh.config.text import fold
from dieuhanh.organisations.authority import scope_sql
from dieuhanh.organisations.models import Appointment, Delegation, OrganisationVersion, Person
from dieuhanh.organisations.queries.bodies import Label, ids_of_code, ids_within, labels


@dataclass(frozen=True, slots=True)
class PersonRead:
    """A person as lists and pages show him."""

    id: UUID
    username: str
    full_name: str
    email: str
    phone: str
    language: str
    is_active: bool
    simulated: bool
    home_id: UUID | None
    sort_key: str
    created_at: datetime
    positions: str = ""
    """What he holds today, in words; only lists that show it ask."""


@dataclass(frozen=True, slots=True)
class AppointmentRead:
    """A position held from one day to another (half open)."""

    id: UUID
    person_id: UUID
    person_name: str
    username: str
    organisation_id: UUID
    organisation: Label | None
    scope_id: UUID
    scope: Label | None
    position_vi: str
    position_en: str
    powers: tuple[str, ...]
    valid_from: date
    valid_to: date | None
    legal_document: str

    @property
    def position(self) -> str:
        """The position in the reader's language."""
        return self.position_en if lang() == "en" else self.position_vi

    def held_on(self, day: date) -> bool:
        """Whether it is held on that day."""
        return self.valid_from <= day and (self.valid_to is None or self.valid_to > day)

    @property
    def held(self) -> bool:
        """Whether it is held today."""
        return self.held_on(today())


@dataclass(frozen=True, slots=True)
class DelegationRead:
    """Powers lent by one appointment to another."""

    id: UUID
    giver: AppointmentRead
    taker: AppointmentRead
    powers: tuple[str, ...]
    valid_from: date
    valid_to: date
    legal_document: str
    revoked_at: datetime | None


PEOPLE_SORTS = {"name": "sort_key", "username": "username", "made": "created_at"}
"""How a list of people may be ordered → the column."""


def people(
    by: Actor,
    *,
    q: str = "",
    organisation_id: UUID | None = None,
    active: bool | None = None,
    body: str = "",
    sort: str = "name",
    descending: bool = False,
    after: Sequence[Any] | None = None,
    limit: int = 100,
    among: QuerySet[Person] | None = None,
) -> list[PersonRead]:
    """The people within the remit of `by`, in Vietnamese order, `limit + 1` of them; `body`: who hold or held something in
    a body that bore this code. At most two statements; one where `visible_people` is given as `among`.
    """
    rows = _asked(visible_people(by) if among is None else among, q, organisation_id, active, body)
    rows = keyset(rows, PEOPLE_SORTS[sort], after, descending=descending)
    return [_person(row) for row in rows[: limit + 1]]


def count_people(
    among: QuerySet[Person], *, q: str = "", active: bool | None = None, body: str = "", most: int
) -> int:
    """How many of these there are, counted up to `most`. One statement."""
    return _asked(among, q, None, active, body).order_by().values("pk")[:most].count()


def find_people(by: Actor, words: Sequence[str], limit: int) -> list[PersonRead]:
    """People within the remit of `by` whose name or user name has all the words. At most two statements."""
    rows = visible_people(by).filter(*(_worded(one) for one in words)).order_by("sort_key", "id")
    return [_person(row) for row in rows[:limit]]


def _asked(
    among: QuerySet[Person], q: str, organisation_id: UUID | None, active: bool | None, body: str = ""
) -> QuerySet[Person]:
    rows = among.filter(*(_worded(one) for one in fold(q.replace("\0", " ")).split()))
    if organisation_id:
        held = Appointment.objects.filter(_held(today()), organisation_id=organisation_id)
        rows = rows.filter(pk__in=held.values("person_id"))
    if body:
        of_body = Appointment.objects.filter(organisation_id__in=ids_of_code(body, today()))
        rows = rows.filter(pk__in=of_body.values("person_id"))
    return rows if active is None else rows.filter(is_active=active)


def _worded(word: str) -> Q:
    return Q(name_folded__contains=word) | Q(username__contains=word)


def person(person_id: UUID, *, by: Actor) -> PersonRead:
    """One person within the remit of `by` (or himself); `Missing` otherwise. At most two statements."""
    rows = Person.objects.all() if by.person_id == person_id else visible_people(by)
    row = rows.filter(pk=person_id).first()
    if row is None:
        raise Missing(_("There is no such person."))
    return _person(row)


def appointment(appointment_id: UUID, *, by: Actor) -> AppointmentRead:
    """One appointment within the remit of `by` (or his own); `Missing` otherwise. At most three statements."""
    rows = within_remit(Appointment.objects.filter(pk=appointment_id), by, "organisation_id")
    found = _appointments(rows)
    if not found:
        raise Missing(_("There is no such appointment."))
    return found[0]


def appointments(
    *,
    by: Actor,
    person_id: UUID | None = None,
    organisation_id: UUID | None = None,
    on: date | None = None,
    after: UUID | None = None,
    limit: int = 500,
) -> list[AppointmentRead]:
    """Appointments within the remit of `by` and his own, `limit + 1` of them by id; `on`: held on that day.

    At most three statements.
    """
    rows = within_remit(Appointment.objects.all(), by, "organisation_id")
    if person_id:
        rows = rows.filter(person_id=person_id)
    if organisation_id:
        rows = rows.filter(organisation_id=organisation_id)
    if on:
        rows = rows.filter(_held(on))
    if after:
        rows = rows.filter(pk__gt=after)
    return _appointments(rows.order_by("id")[: limit + 1])


def held_by(person_id: UUID, on: date) -> list[AppointmentRead]:
    """What a person holds on a day, in the order in which the first is the one he acts in unasked. Two statements."""
    rows = Appointment.objects.filter(_held(on), person_id=person_id).order_by("valid_from", "id")
    return _appointments(rows)


def serving_the_whole(power: str, on: date) -> set[UUID]:
    """The bodies from which somebody holds a power over the whole country on that day. One statement."""
    root = OrganisationVersion.objects.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gt=on),
        organisation_id=OuterRef("scope_id"),
        parent__isnull=True,
        valid_from__lte=on,
    )
    rows = Appointment.objects.filter(_held(on), Exists(root), powers__contains=[power])
    return set(rows.values_list("organisation_id", flat=True))


def appointment_of_person_at(
    person_id: UUID, organisation_id: UUID, moment: datetime
) -> AppointmentRead | None:
    """What the person held in the body at that moment (its day in Vietnam); the earliest when several. One statement.

    For signatures: `organisation` and `scope` labels are not filled.
    """
    day = timezone.localdate(moment if moment.tzinfo else moment.replace(tzinfo=UTC))
    row = (
        Appointment.objects.select_related("person")
        .filter(_held(day), person_id=person_id, organisation_id=organisation_id)
        .order_by("valid_from", "id")
        .first()
    )
    return _appointment(row, {}) if row else None


def delegations(
    *,
    by: Actor,
    person_id: UUID | None = None,
    appointment_id: UUID | None = None,
    after: UUID | None = None,
    limit: int = 200,
) -> list[DelegationRead]:
    """Delegations from bodies within the remit of `by`, and those he gave or took, by id. At most three statements."""
    rows = _visible_delegations(by)
    if person_id:
        rows = rows.filter(Q(giver__person_id=person_id) | Q(taker__person_id=person_id))
    if appointment_id:
        rows = rows.filter(Q(giver_id=appointment_id) | Q(taker_id=appointment_id))
    if after:
        rows = rows.filter(pk__gt=after)
    return _delegations(rows.order_by("id")[: limit + 1])


def delegation(delegation_id: UUID, *, by: Actor) -> DelegationRead:
    """One delegation as `delegations` would list it; `Missing` otherwise. At most three statements."""
    found = _delegations(_visible_delegations(by).filter(pk=delegation_id))
    if not found:
        raise Missing(_("There is no such delegation."))
    return found[0]


def _visible_delegations(by: Actor) -> QuerySet[Delegation]:
    rows = Delegation.objects.select_related("giver__person", "taker__person")
    mine = Q(giver__person_id=by.person_id) | Q(taker__person_id=by.person_id)
    return within_remit(rows, by, "giver__organisation_id", mine)


def _delegations(rows: Iterable[Delegation]) -> list[DelegationRead]:
    found = list(rows)
    names = _names(one for row in found for one in (row.giver, row.taker))
    return [
        DelegationRead(
            row.pk,
            _appointment(row.giver, names),
            _appointment(row.taker, names),
            tuple(row.powers),
            row.valid_from,
            row.valid_to,
            row.legal_document,
            row.revoked_at,
        )
        for row in found
    ]


def appointments_ending(by: Actor, until: date) -> list[AppointmentRead]:
    """Appointments in the remit that are held today and end by that day, the first to end first. Three statements."""
    rows = Appointment.objects.filter(_held(today()), valid_to__lte=until)
    within = scope_sql(by)
    if within is not None:
        rows = rows.filter(organisation_id__in=ids_within(within))
    return _appointments(rows.order_by("valid_to", "id")[:50])


def positions_held(by: Actor, person_ids: Iterable[UUID]) -> dict[UUID, str]:
    """What each of these people holds today in the remit of `by`, in words: position, body. Two statements."""
    rows = Appointment.objects.filter(_held(today()), person_id__in=set(person_ids))
    within = scope_sql(by)
    if within is not None:
        rows = rows.filter(organisation_id__in=ids_within(within))
    held: dict[UUID, list[str]] = {}
    for one in _appointments(rows.order_by("valid_from", "id")):
        body = one.organisation.name if one.organisation else ""
        held.setdefault(one.person_id, []).append(", ".join(filter(None, (one.position, body))))
    return {person: "; ".join(said) for person, said in held.items()}


def choices(person: Person | AnonymousUser, chosen_id: UUID | None) -> list[tuple[AppointmentRead, bool]]:
    """What a signed-in person may act in today, each with whether he does. Two statements."""
    if not isinstance(person, Person):
        return []
    return [(one, one.id == chosen_id) for one in held_by(person.pk, today())]


def _held(day: date) -> Q:
    return Q(valid_from__lte=day) & (Q(valid_to__isnull=True) | Q(valid_to__gt=day))


def visible_people(by: Actor) -> QuerySet[Person]:
    """People whose home is within the remit, or who hold or held something there. At most one statement to make."""
    within = scope_sql(by)
    if within is None:
        return Person.objects.all()
    reach = ids_within(within)
    held = Appointment.objects.filter(organisation_id__in=reach).values("person_id")
    return Person.objects.filter(Q(home_id__in=reach) | Q(pk__in=held))


def within_remit(rows: QuerySet[Any], by: Actor, column: str, mine: Q | None = None) -> QuerySet[Any]:
    """Narrow rows to bodies within the remit, or to one's own. A token is not its owner: it has nothing of its own."""
    within = scope_sql(by)
    if within is None:
        return rows
    own = mine if mine is not None else Q(person_id=by.person_id)
    if by.token_id is not None:
        own = Q(pk__in=[])
    return rows.filter(own | Q(**{f"{column}__in": ids_within(within)}))


def _appointments(rows: Iterable[Appointment]) -> list[AppointmentRead]:
    if isinstance(rows, QuerySet):
        rows = rows.select_related("person")
    found = list(rows)
    names = _names(found)
    return [_appointment(row, names) for row in found]


def _names(rows: Iterable[Appointment]) -> dict[UUID, Label]:
    return labels({one for row in rows for one in (row.organisation_id, row.scope_id)}, today())


def _appointment(row: Appointment, names: dict[UUID, Label]) -> AppointmentRead:
    return AppointmentRead(
        id=row.pk,
        person_id=row.person_id,
        person_name=row.person.full_name,
        username=row.person.username,
        organisation_id=row.organisation_id,
        organisation=names.get(row.organisation_id),
        scope_id=row.scope_id,
        scope=names.get(row.scope_id),
        position_vi=row.position_vi,
        position_en=row.position_en,
        powers=tuple(row.powers),
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        legal_document=row.legal_document,
    )


def _person(row: Person) -> PersonRead:
    return PersonRead(
        id=row.pk,
        username=row.username,
        full_name=row.full_name,
        email=row.email,
        phone=row.phone,
        language=row.language,
        is_active=row.is_active,
        simulated=row.simulated,
        home_id=row.home_id,
        sort_key=row.sort_key,
        created_at=row.created_at,
    )
