"""Who followed whom, and the two province layouts."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import connection

from dieuhanh.organisations.models import Succession
from dieuhanh.organisations.queries.bodies import Body, Label, as_body, labels, versions
from dieuhanh.organisations.queries.tree import provinces
from dieuhanh.organisations.rules.lives import LAYOUT_DAYS


@dataclass(frozen=True, slots=True)
class SuccessionRead:
    """One body taking over from another. `other` is the one that the reader did not ask about."""

    predecessor_id: UUID
    successor_id: UUID
    kind: str
    effective_on: date
    is_default: bool
    legal_document: str
    other: Label


@dataclass(frozen=True, slots=True)
class History:
    """A body's whole life: its versions (oldest first), whom it followed, who followed it."""

    versions: list[Body]
    predecessors: list[SuccessionRead]
    successors: list[SuccessionRead]


def history(organisation_id: UUID) -> History:
    """A body's life. Three statements: versions, successions, labels of the others."""
    rows = [as_body(row) for row in versions().filter(organisation_id=organisation_id).order_by("valid_from")]
    links = list(
        (
            Succession.objects.filter(predecessor_id=organisation_id)
            | Succession.objects.filter(successor_id=organisation_id)
        ).order_by("effective_on", "-is_default", "id")
    )
    others = [
        one.successor_id if one.predecessor_id == organisation_id else one.predecessor_id for one in links
    ]
    names = labels(others, links[-1].effective_on) if links else {}
    read = [
        SuccessionRead(
            one.predecessor_id,
            one.successor_id,
            one.kind,
            one.effective_on,
            one.is_default,
            one.legal_document,
            names[other],
        )
        for one, other in zip(links, others, strict=True)
    ]
    return History(
        rows,
        [one for one in read if one.successor_id == organisation_id],
        [one for one in read if one.predecessor_id == organisation_id],
    )


# Only a body that has ended passes its place on; of several successors the default one comes first.
_SUCCESSORS = """
WITH RECURSIVE chain(origin, id, rank) AS (
    SELECT o.id, o.id, ARRAY[]::int[] FROM unnest(%(ids)s::uuid[]) AS o(id)
  UNION
    SELECT chain.origin, s.successor_id, chain.rank || CASE WHEN s.is_default THEN 0 ELSE 1 END
      FROM chain JOIN organisations_succession s ON s.predecessor_id = chain.id AND s.effective_on <= %(on)s AND s.kind <> 'split'
     WHERE cardinality(chain.rank) < 32 AND NOT EXISTS (
           SELECT 1 FROM organisations_organisationversion v WHERE v.organisation_id = chain.id
              AND v.valid_from <= %(on)s AND (v.valid_to IS NULL OR v.valid_to > %(on)s))
)
SELECT chain.origin, chain.id FROM chain
  JOIN organisations_organisationversion v ON v.organisation_id = chain.id
   AND v.valid_from <= %(on)s AND (v.valid_to IS NULL OR v.valid_to > %(on)s)
 GROUP BY chain.origin, chain.id ORDER BY chain.origin, min(chain.rank), chain.id
"""


def last_versions(ids: Iterable[UUID]) -> dict[UUID, Body]:
    """What each body was last: its kind, its name, under whom it stood. One statement."""
    rows = versions().filter(organisation_id__in=list(set(ids))).order_by("organisation_id", "-valid_from")
    return {row.organisation_id: as_body(row) for row in rows.distinct("organisation_id")}


def successors_on(ids: Iterable[UUID], on: date) -> dict[UUID, tuple[UUID, ...]]:
    """For each body, who stands in its place on the date: itself while it lives, else those who took over.

    The one that takes what names no other comes first; nobody (an empty tuple) when it ended without successor or
    had not begun. One statement.
    """
    wanted = list(set(ids))
    found: dict[UUID, list[UUID]] = {one: [] for one in wanted}
    with connection.cursor() as cursor:
        cursor.execute(_SUCCESSORS, {"ids": wanted, "on": on})
        for origin, successor in cursor.fetchall():
            found[origin].append(successor)
    return {one: tuple(rows) for one, rows in found.items()}


def provinces_in_layout(layout: int) -> list[Body]:
    """The provinces of the layout of 63 or of 34, as they stood on its day. One statement."""
    return provinces(LAYOUT_DAYS[layout])


def in_layout(layout: int) -> dict[UUID, UUID]:
    """Every province of either layout that has its place in the one asked for → that province.

    34: each of the 63 → the one that took over, each of the 34 → itself. 63: each of the 63 → itself; the 34 that
    were merged have no place there (a sum cannot be taken apart) and are absent. Two statements for 34, one for 63.
    """
    if layout == 63:
        return {body.id: body.id for body in provinces_in_layout(63)}
    old = [body.id for body in provinces_in_layout(63)]
    own = {body.id: body.id for body in provinces_in_layout(34)}
    return {**{one: new[0] for one, new in successors_on(old, LAYOUT_DAYS[34]).items() if new}, **own}
