"""How a body's life is read for a change, and written: versions chained without gap, in a fixed number of statements."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db import IntegrityError, connection
from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext as _

from dieuhanh.config.actor import Actor
from dieuhanh.config.clock import today
from dieuhanh.config.errors import Missing, Refused, Unauthenticated
from dieuhanh.config.identity import uuid7
from dieuhanh.config.text import fold, nfc, sort_key
from dieuhanh.organisations.authority import check_power, reached, reaches_whole
from dieuhanh.organisations.models import Organisation, OrganisationVersion, Succession
from dieuhanh.organisations.rules.lives import Life
from dieuhanh.organisations.rules.wrong import Wrong
from dieuhanh.organisations.wording import as_problem, refuse

POWER = "organisations.manage"


@dataclass(frozen=True, slots=True)
class NewBody:
    """A body to be made. `parent_id` None: under the parent of the bodies it comes from."""

    code: str
    kind: str
    name_vi: str
    name_en: str
    parent_id: UUID | None = None
    official_code: str = ""
    subkind: str = ""
    region: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """One successor of a divided body: an existing body or a new one, and the children that go to it."""

    organisation_id: UUID | None = None
    new: NewBody | None = None
    is_default: bool = False
    children: frozenset[UUID] = frozenset()


@dataclass(slots=True)
class Plan:
    """What a life event will write, gathered first and written in as many statements as it has kinds of rows."""

    on: date
    legal_document: str
    bodies: list[Organisation] = field(default_factory=list)
    ended: list[OrganisationVersion] = field(default_factory=list)
    continued: list[OrganisationVersion] = field(default_factory=list)
    started: list[OrganisationVersion] = field(default_factory=list)
    repointed: dict[UUID, list[UUID]] = field(default_factory=dict)
    successions: list[Succession] = field(default_factory=list)

    def begin(self, new: NewBody, *, parent_id: UUID | None, simulated: bool) -> UUID:
        """A new body from the day on."""
        body_id = uuid7()
        body = Organisation(id=body_id, key=new.key or str(body_id), simulated=simulated)
        self.bodies.append(body)
        self.started.append(
            _named(
                OrganisationVersion(
                    organisation_id=body.pk,
                    code=nfc(new.code),
                    official_code=nfc(new.official_code),
                    kind=new.kind,
                    subkind=nfc(new.subkind),
                    name_vi=nfc(new.name_vi),
                    name_en=nfc(new.name_en),
                    parent_id=parent_id,
                    region=nfc(new.region),
                    valid_from=self.on,
                    legal_document=self.legal_document,
                )
            )
        )
        return body.pk

    def change(self, last: OrganisationVersion, **changes: Any) -> None:
        """The body goes on from the day with something changed."""
        self.started.append(following(last, self.on, self.legal_document, **changes))
        self.continued.append(last)

    def end(self, last: OrganisationVersion) -> None:
        """The body ends on the day."""
        self.ended.append(last)

    def follow(self, predecessor: UUID, successor: UUID, kind: str, *, is_default: bool = True) -> None:
        """One body takes over from another on the day."""
        self.successions.append(
            Succession(
                predecessor_id=predecessor,
                successor_id=successor,
                kind=kind,
                effective_on=self.on,
                is_default=is_default,
                legal_document=self.legal_document,
            )
        )

    def write(self) -> None:
        """Write it all: at most one statement for each kind of row, more only for children that move twice."""
        codes = ", ".join(sorted({row.code for row in self.started}))
        try:
            self._end_versions()
            if self.bodies:
                Organisation.objects.bulk_create(self.bodies)
            if self.started:
                OrganisationVersion.objects.bulk_create(self.started)
            for parent_id, ids in self.repointed.items():
                OrganisationVersion.objects.filter(pk__in=ids).update(parent_id=parent_id)
            if self.successions:
                Succession.objects.bulk_create(self.successions)
        except IntegrityError as error:
            raise as_problem(error, {"code": codes}) from error

    def _end_versions(self) -> None:
        rows = [*self.ended, *self.continued]
        if not rows:
            return
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE organisations_organisationversion SET valid_to = %(on)s, "
                "continues_on = CASE WHEN id = ANY(%(continued)s) THEN %(on)s::date END WHERE id = ANY(%(all)s)",
                {
                    "on": self.on,
                    "continued": [row.pk for row in self.continued],
                    "all": [row.pk for row in rows],
                },
            )


def following(row: OrganisationVersion, on: date, legal_document: str, **changes: Any) -> OrganisationVersion:
    """The version that follows `row` from the day on, with something changed; it takes over the row's end."""
    copied = {
        name: getattr(row, name)
        for name in (
            "organisation_id",
            "code",
            "official_code",
            "kind",
            "subkind",
            "name_vi",
            "name_en",
            "parent_id",
            "region",
            "valid_to",
            "continues_on",
        )
    }
    return _named(OrganisationVersion(**{**copied, **changes}, valid_from=on, legal_document=legal_document))


def _named(row: OrganisationVersion) -> OrganisationVersion:
    row.name_folded = name_folded(row.name_vi, row.name_en)
    row.sort_key = sort_key(row.name_vi)[:420]
    return row


def name_folded(name_vi: str, name_en: str) -> str:
    """What search looks in: both names without case and diacritics."""
    return f"{fold(name_vi)} | {fold(name_en)}"[:420]


def lock_last(ids: Iterable[UUID]) -> dict[UUID, OrganisationVersion]:
    """Lock the bodies and read their last versions, each with `.born` (its first day). Two statements.

    Raises `Missing` when one does not exist.
    """
    wanted = sorted(set(ids))
    list(
        Organisation.objects.select_for_update(no_key=True)
        .filter(pk__in=wanted)
        .order_by("pk")
        .values_list("pk")
    )
    first = (
        OrganisationVersion.objects.filter(organisation_id=OuterRef("organisation_id"))
        .order_by("valid_from")
        .values("valid_from")[:1]
    )
    rows = OrganisationVersion.objects.select_related("organisation").filter(
        organisation_id__in=wanted, continues_on__isnull=True
    )
    found: dict[UUID, OrganisationVersion] = {
        row.organisation_id: row for row in rows.annotate(born=Subquery(first))
    }
    if len(found) != len(wanted):
        raise Missing(_("There is no such body."))
    return found


def life_of(row: OrganisationVersion) -> Life:
    """What the rules need to know of a body read by `lock_last`."""
    return Life(row.code, row.kind, row.valid_from, row.valid_to, row.born)  # type: ignore[attr-defined]


def check_over(
    by: Actor | None, bodies: Iterable[OrganisationVersion], parents: Iterable[UUID | None], on: date
) -> None:
    """Who changes a body's life must reach the body above it: nobody abolishes or renames his own office.

    A body that `by` cannot reach is `Missing`; one that he reaches and may not change is `Refused`. One statement.
    """
    if by is None:
        raise Unauthenticated(_("Sign in first."))
    if by.is_system:
        return
    day = max(on, today())
    own = {row.organisation_id for row in bodies}
    above = set(parents)
    if by.scope_id is None:
        raise Missing(_("There is no such body."))
    within = reached(by.scope_id, {*own, *(one for one in above if one)}, day)
    if own - within:
        raise Missing(_("There is no such body."))
    check_power(by, POWER)
    if (above - {None}) - within or (None in above and not reaches_whole(by, on=day)):
        raise Refused(_("This body is outside the remit of your appointment."))


_ABOVE = """
WITH RECURSIVE up(id) AS (
    SELECT unnest(%(ids)s::uuid[])
  UNION
    SELECT v.parent_id FROM up JOIN organisations_organisationversion v
        ON v.organisation_id = up.id AND (v.valid_to IS NULL OR v.valid_to > %(on)s)
) SELECT id FROM up WHERE id IS NOT NULL
"""


def check_no_cycle(below: Collection[UUID], above: Iterable[UUID], on: date) -> None:
    """None of `below` stands above (or is one of) `above` on the day or at any later recorded time. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(_ABOVE, {"ids": list(above), "on": on})
        if {row[0] for row in cursor.fetchall()} & set(below):
            refuse(Wrong("parent_cycle", {}, "parent"))


def children_from(ids: Collection[UUID], on: date) -> list[OrganisationVersion]:
    """Versions that stand under the bodies on the day or later. One statement."""
    rows = OrganisationVersion.objects.filter(parent_id__in=ids).exclude(valid_to__lte=on)
    return list(rows.order_by("organisation_id", "valid_from"))


def hand_over_children(
    plan: Plan, rows: Iterable[OrganisationVersion], new_parent: Mapping[UUID, UUID]
) -> list[UUID]:
    """Let children go on under the successor from the day on; `new_parent`: child → its parent. The moved ones' ids."""
    moved = set()
    for row in rows:
        parent_id = new_parent[row.organisation_id]
        moved.add(row.organisation_id)
        if row.valid_from < plan.on:
            plan.change(row, parent_id=parent_id)
        else:
            plan.repointed.setdefault(parent_id, []).append(row.pk)
    return sorted(moved)


def end_appointments(ids: Collection[UUID], on: date) -> list[UUID]:
    """No appointment outlives its body or its scope: end them on the day, not before today. One statement.

    What was done in the meantime stays done: a body abolished with effect in the past ends its people's
    appointments today, so that their signatures of yesterday stay good.
    """
    day = max(on, today())
    try:
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE organisations_appointment SET valid_to = %(day)s WHERE (organisation_id = ANY(%(ids)s) OR scope_id = ANY(%(ids)s)) "
                "AND (valid_to IS NULL OR valid_to > %(day)s) RETURNING id",
                {"day": day, "ids": list(ids)},
            )
            return sorted(row[0] for row in cursor.fetchall())
    except IntegrityError as error:
        raise as_problem(error, {"day": day}) from error
