"""The tree of bodies on a date. Each function is one SQL statement unless it says otherwise."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, cast
from uuid import UUID

from django.db import connection
from django.db.models import Q

from dieuhanh.organisations.queries.bodies import (
    Body,
    as_body,
    ids_within,
    of_kinds,
    standing,
    versions,
)


@dataclass(frozen=True, slots=True)
class Node:
    """A body in the tree; the root's depth is 0."""

    body: Body
    depth: int


def children(organisation_id: UUID, on: date) -> list[Body]:
    """The bodies directly under this one, in Vietnamese order."""
    rows = versions().filter(standing(on), parent_id=organisation_id).order_by("sort_key", "organisation_id")
    return [as_body(row) for row in rows]


def around(
    body: Body, on: date, *, within: tuple[str, list[Any]] | None, most: int = 500
) -> tuple[Body | None, list[Body]]:
    """The body above and (at most `most` of) those directly below, on the date. One statement.

    `within` limits those below, as `visible_sql` gives it for a reader; None: no limit.
    """
    below = Q(parent_id=body.id)
    if within is not None:
        below &= Q(organisation_id__in=ids_within(within))
    near = below | Q(organisation_id=body.parent_id)
    rows = [
        as_body(row)
        for row in versions().filter(standing(on), near).order_by("sort_key", "organisation_id")[: most + 1]
    ]
    above = next((one for one in rows if one.id == body.parent_id), None)
    return above, [one for one in rows if one.parent_id == body.id][:most]


def provinces(on: date) -> list[Body]:
    """The provinces on the date: 63 to 30 June 2025, 34 since, in Vietnamese order."""
    return of_kinds(["province"], on)


def tree(on: date, *, kinds: Iterable[str] | None = None) -> list[Node]:
    """All bodies of these kinds (all when none are named) with their depth, each below its parent, in Vietnamese order.

    A body whose parent is not of these kinds stands at the top.
    """
    rows = versions().filter(standing(on)).order_by("sort_key", "organisation_id")
    if kinds is not None:
        rows = rows.filter(kind__in=list(kinds))
    bodies = {row.organisation_id: as_body(row) for row in rows}
    below: dict[UUID | None, list[Body]] = {}
    for body in bodies.values():
        below.setdefault(body.parent_id if body.parent_id in bodies else None, []).append(body)
    nodes: list[Node] = []
    waiting = [Node(body, 0) for body in reversed(below.get(None, []))]
    while waiting:
        node = waiting.pop()
        nodes.append(node)
        waiting.extend(Node(body, node.depth + 1) for body in reversed(below.get(node.body.id, [])))
    return nodes


_ANCESTORS = """
WITH RECURSIVE up(id, depth) AS (
    SELECT parent_id, 1 FROM organisations_organisationversion
     WHERE organisation_id = %(id)s AND valid_from <= %(on)s AND (valid_to IS NULL OR valid_to > %(on)s)
  UNION
    SELECT v.parent_id, up.depth + 1 FROM up JOIN organisations_organisationversion v
        ON v.organisation_id = up.id AND v.valid_from <= %(on)s AND (v.valid_to IS NULL OR v.valid_to > %(on)s)
     WHERE up.depth < 32
) SELECT id, depth FROM up WHERE id IS NOT NULL
"""
_DESCENDANTS = """
WITH RECURSIVE down(id) AS (
    SELECT %(id)s::uuid
  UNION
    SELECT v.organisation_id FROM down JOIN organisations_organisationversion v
        ON v.parent_id = down.id AND v.valid_from <= %(on)s AND (v.valid_to IS NULL OR v.valid_to > %(on)s)
) SELECT id FROM down
"""


def ancestors(organisation_id: UUID, on: date) -> list[Body]:
    """The bodies above this one, nearest first. Two statements: the way up, then the bodies."""
    with connection.cursor() as cursor:
        cursor.execute(_ANCESTORS, {"id": organisation_id, "on": on})
        depths = dict(cast(list[tuple[UUID, int]], cursor.fetchall()))
    rows = versions().filter(standing(on), organisation_id__in=list(depths))
    return sorted((as_body(row) for row in rows), key=lambda body: depths[body.id])


def descendants(organisation_id: UUID, on: date) -> frozenset[UUID]:
    """The ids of this body and of all below it on the date."""
    with connection.cursor() as cursor:
        cursor.execute(_DESCENDANTS, {"id": organisation_id, "on": on})
        return frozenset(row[0] for row in cursor.fetchall())
