"""What `ledger verify` holds the room's rows to: inspections and meetings with all that hangs on them, and the weights."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import F

from dieuhanh.inspections.models import (
    AgendaItem,
    Answer,
    BodyReport,
    Explanation,
    Figure,
    Finding,
    FollowUp,
    InspectedBody,
    Inspection,
    Meeting,
    Move,
    Paper,
    Question,
    Weighting,
)
from dieuhanh.inspections.queries.hashes import hash_of, key_of
from dieuhanh.ledger.checks import Part, register_check

if TYPE_CHECKING:
    from django.db.models import Model, QuerySet

INSPECTION_PARTS: dict[type["Model"], str] = {
    InspectedBody: "inspection_id",
    Figure: "body__inspection_id",
    BodyReport: "body__inspection_id",
    Question: "inspection_id",
    Answer: "body__inspection_id",
    Finding: "body__inspection_id",
    FollowUp: "inspection_id",
    Paper: "inspection_id",
    Move: "inspection_id",
}
MEETING_PARTS: dict[type["Model"], str] = {
    AgendaItem: "meeting_id",
    Explanation: "item__meeting_id",
    FollowUp: "meeting_id",
    Paper: "meeting_id",
    Move: "meeting_id",
}
"""What hangs on each, and the way to what it hangs on."""


def _parts(kinds: Mapping[type["Model"], str], ids: Sequence[UUID]) -> Mapping[UUID, Mapping[str, Part]]:
    found: dict[UUID, dict[str, Part]] = {}
    for kind, way in kinds.items():
        rows: QuerySet[Any] = kind._default_manager.filter(**{f"{way}__in": list(ids)}).annotate(
            hangs_on=F(way)
        )
        for row in rows.iterator(chunk_size=500):
            found.setdefault(row.hangs_on, {})[key_of(row)] = Part(
                hash_of(row), getattr(row, "entry_id", None)
            )
    return found


def _hashes(kind: type["Model"], ids: Sequence[UUID]) -> Mapping[UUID, str]:
    return {row.pk: hash_of(row) for row in kind._default_manager.filter(pk__in=ids)}


def _every(kind: type["Model"]) -> Iterator[UUID]:
    rows: QuerySet[Any] = kind._default_manager.order_by("pk")
    yield from rows.values_list("pk", flat=True).iterator(chunk_size=2000)


register_check(
    "inspections.inspection",
    lambda ids: _hashes(Inspection, ids),
    every=lambda: _every(Inspection),
    parts_of=lambda ids: _parts(INSPECTION_PARTS, ids),
)
register_check(
    "inspections.meeting",
    lambda ids: _hashes(Meeting, ids),
    every=lambda: _every(Meeting),
    parts_of=lambda ids: _parts(MEETING_PARTS, ids),
)
register_check("inspections.weighting", lambda ids: _hashes(Weighting, ids), every=lambda: _every(Weighting))
