"""Lists of inspections and meetings, and one's history. Counted statements."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from dieuhanh.config import clock
from dieuhanh.config.actor import Actor
from dieuhanh.config.paging import keyset
from dieuhanh.config.text import fold
from dieuhanh.inspections.models import AgendaItem, BodyReport, InspectedBody, Inspection, Meeting, Move
from dieuhanh.inspections.queries.access import visible_inspections, visible_meetings
from dieuhanh.inspections.rules.stages import MeetingStage, Stage
from dieuhanh.inspections.rules.workflow import INSPECTION_ACTIONS, MEETING_ACTIONS
from dieuhanh.organisations.authority import scope_sql
from dieuhanh.organisations.queries import Label, ids_of_code, labels
from dieuhanh.organisations.queries.bodies import ids_within

NOBODY = Label("", "", "")


@dataclass(frozen=True, slots=True)
class InspectionRead:
    """An inspection in a list: how many bodies, and how many of them have reported."""

    row: Inspection
    office: Label
    bodies: int
    reported: int

    @property
    def id(self) -> UUID:
        """Its id."""
        return self.row.id


@dataclass(frozen=True, slots=True)
class MeetingRead:
    """A meeting in a list: how many items, and how many of them are explained."""

    row: Meeting
    office: Label
    items: int
    explained: int

    @property
    def id(self) -> UUID:
        """Its id."""
        return self.row.id


def _of_body(rows: QuerySet[Inspection], by: Actor, code: str) -> QuerySet[Inspection]:
    """Who is inspected beside a body is no business of it: from outside the office only bodies within reach are found."""
    parts = InspectedBody.objects.filter(
        inspection=OuterRef("pk"), organisation_id__in=ids_of_code(code, clock.today())
    )
    limit = None if by.is_system else scope_sql(by)
    if limit is None:
        return rows.filter(Exists(parts))
    return rows.filter(
        Q(Exists(parts), office_id__in=ids_within(limit))
        | Q(Exists(parts.filter(organisation_id__in=ids_within(limit))))
    )


def inspections(
    by: Actor | None,
    *,
    q: str = "",
    state: str = "",
    body: str = "",
    after: Sequence[Any] | None = None,
    limit: int = 50,
) -> list[InspectionRead]:
    """`limit + 1` inspections that `by` may see, newest first, after `[held_on, id]`. Four statements.

    `body`: those of the body with this code, where `by` may see that body's part.
    """
    rows = visible_inspections(by)
    if body and by is not None:
        rows = _of_body(rows, by, body.replace("\0", ""))
    for word in fold(q.replace("\0", " ")).split()[:8]:
        rows = rows.filter(search__contains=word)
    if state in set(Stage):
        rows = rows.filter(state=state)
    found = list(keyset(rows, "held_on", after, descending=True)[: limit + 1])
    ids = [one.id for one in found]
    reported = Exists(BodyReport.objects.filter(body=OuterRef("pk")))
    counts: dict[UUID, list[int]] = {one: [0, 0] for one in ids}
    pairs = (
        InspectedBody.objects.filter(inspection__in=ids)
        .annotate(said=reported)
        .values_list("inspection_id", "said")
        .annotate(count=Count("id"))
        .order_by()
    )
    for inspection_id, said, count in pairs:
        counts[inspection_id][0] += count
        counts[inspection_id][1] += count if said else 0
    named = labels({one.office_id for one in found}, clock.today())
    return [InspectionRead(one, named.get(one.office_id, NOBODY), *counts[one.id]) for one in found]


def meetings(
    by: Actor | None, *, q: str = "", state: str = "", after: Sequence[Any] | None = None, limit: int = 50
) -> list[MeetingRead]:
    """`limit + 1` meetings that `by` may see, newest first, after `[held_at, id]`. Four statements."""
    rows = visible_meetings(by)
    for word in fold(q.replace("\0", " ")).split()[:8]:
        rows = rows.filter(search__contains=word)
    if state in set(MeetingStage):
        rows = rows.filter(state=state)
    found = list(keyset(rows, "held_at", after, descending=True)[: limit + 1])
    ids = [one.id for one in found]
    counts = {
        meeting: (items, explained)
        for meeting, items, explained in AgendaItem.objects.filter(meeting__in=ids)
        .values_list("meeting_id")
        .annotate(items=Count("id", distinct=True), explained=Count("explanations__item_id", distinct=True))
        .order_by()
    }
    named = labels({one.office_id for one in found}, clock.today())
    return [MeetingRead(one, named.get(one.office_id, NOBODY), *counts.get(one.id, (0, 0))) for one in found]


@dataclass(frozen=True, slots=True)
class Moment:
    """One line of a history."""

    at: datetime
    name: str
    position: str
    what: str
    note: str
    entry_id: UUID
    body_id: UUID | None = None


def history(row: Inspection | Meeting, *, seen: set[UUID] | None, lang: str) -> list[Moment]:
    """Everything that happened to it, newest first. `seen`: the bodies whose part the reader may see; None: all. One statement."""
    inspects = isinstance(row, Inspection)
    rows = Move.objects.filter(**{"inspection" if inspects else "meeting": row})
    table = INSPECTION_ACTIONS if inspects else MEETING_ACTIONS
    words = {
        "plan": ("Lập kế hoạch", "Planned"),
        "load": ("Nạp từ hồ sơ đã công bố", "Taken over from the published record"),
        "reminded": ("Nhắc giải trình", "Explanations reminded"),
        "silence_shown": ("Quá hạn giải trình", "Explanations overdue"),
    }
    own = ("drop", "propose", "find", "draft_notice")
    found = []
    for one in rows.order_by("-id")[:500]:
        if seen is not None and (
            (one.body_id is not None and one.body_id not in seen)
            or (one.body_id is None and one.action in own)
        ):
            continue
        arrow = table.get(one.action)
        what = (
            arrow.label.of(lang)
            if arrow
            else words.get(one.action, (one.action, one.action))[lang.startswith("en")]
        )
        found.append(Moment(one.at, one.by_name, one.by_position, what, one.note, one.entry_id, one.body_id))
    return found
