"""A meeting with its items: frozen beside live, explanations and silence, conclusions; and the tasks proposed for one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from dieuhanh.config import clock
from dieuhanh.config.actor import Actor
from dieuhanh.directives.models import Task
from dieuhanh.directives.queries.access import visible_tasks
from dieuhanh.directives.queries.filtering import Filters, filtered
from dieuhanh.directives.queries.tasks import TaskRead, read_all
from dieuhanh.directives.rules.states import OPEN_STAGES, days_late
from dieuhanh.directives.rules.states import Stage as TaskStage
from dieuhanh.inspections.models import AgendaItem, Explanation, FollowUp, Meeting, Paper
from dieuhanh.inspections.queries.access import is_office, items_of
from dieuhanh.inspections.queries.record import NOBODY, FollowUpRead, follow_up_json, follow_ups_of
from dieuhanh.inspections.rules.agenda import PROPOSED_AFTER_DAYS
from dieuhanh.interface.rules import format_date, join_unit
from dieuhanh.organisations.queries import Label, labels

CLOCK_WORDS = {
    "in_time": ("trong hạn", "in time"),
    "due_soon": ("sắp đến hạn", "due soon"),
    "overdue": ("quá hạn", "overdue"),
    "done_in_time": ("hoàn thành đúng hạn", "done in time"),
    "done_late": ("hoàn thành quá hạn", "done late"),
    "no_data": ("chưa rõ kết quả", "outcome not known"),
}


def snapshot(task: Task, day: date) -> dict[str, Any]:
    """How a task stands, in values alone: what an agenda freezes and what stands live beside it. No statement."""
    due = task.current_due
    return {
        "code": task.code,
        "content": task.content,
        "state": task.state,
        "clock": task.clock,
        "due": due.isoformat() if due else None,
        "original_due": task.original_due.isoformat() if task.original_due else None,
        "percent": task.percent,
        "claimed_on": task.claimed_on.isoformat() if task.claimed_on else None,
        "completed_on": task.completed_on.isoformat() if task.completed_on else None,
        "days_late": days_late(due, task.completed_on, day),
        "as_of": day.isoformat(),
    }


@dataclass(frozen=True, slots=True)
class ItemRead:
    """One item: as it was frozen (None before), as it is now, who explained, what was concluded."""

    row: AgendaItem
    lead: Label
    frozen: Mapping[str, Any] | None
    now: Mapping[str, Any]
    explanations: Sequence[Explanation]

    @property
    def number(self) -> int:
        """Its place on the agenda."""
        return self.row.number

    @property
    def content(self) -> str:
        """The duty, as it was frozen."""
        return str((self.frozen or self.now)["content"])

    @property
    def conclusion(self) -> str:
        """What the meeting concluded of it."""
        return self.row.conclusion

    @property
    def lead_name_vi(self) -> str:
        """The lead's official name, for papers."""
        return self.lead.name_vi

    @property
    def changed(self) -> list[str]:
        """What differs now from how it was frozen, by name."""
        if self.frozen is None:
            return []
        watched = ("state", "clock", "due", "percent", "claimed_on", "completed_on")
        return [name for name in watched if self.frozen.get(name) != self.now.get(name)]

    def frozen_words(self, lang: str) -> str:
        """How it stood when it was frozen, in a line."""
        return words_of(self.frozen, lang) if self.frozen else "–"

    def now_words(self, lang: str) -> str:
        """How it stands now, in a line."""
        return words_of(self.now, lang)


def words_of(found: Mapping[str, Any], lang: str) -> str:
    """A snapshot in a line: stage, deadline, the clock's word, days late."""
    english = lang.startswith("en")
    parts = [TaskStage(str(found["state"])).words.of(lang)]
    if found.get("due"):
        day = format_date(date.fromisoformat(str(found["due"])), lang)
        parts.append(f"due {day}" if english else f"hạn {day}")
        parts.append(CLOCK_WORDS.get(str(found["clock"]), ("", ""))[english])
    if found.get("days_late"):
        parts.append(
            f"{found['days_late']} {'day' if found['days_late'] == 1 else 'days'} late"
            if english
            else f"trễ {found['days_late']} ngày"
        )
    if found.get("percent") is not None:
        parts.append(join_unit(str(found["percent"]), "%", lang))
    return " · ".join(one for one in parts if one)


@dataclass(frozen=True)
class MeetingRecord:
    """Everything about one meeting that the reader may see."""

    row: Meeting
    office: bool
    office_label: Label
    items: list[ItemRead]
    follow_ups: list[FollowUpRead]
    papers: Sequence[Paper] = ()

    @property
    def silent(self) -> list[ItemRead]:
        """Items whose lead has not explained, though the day has passed."""
        due = self.row.explanations_due_on
        if due is None or clock.today() <= due:
            return []
        return [one for one in self.items if not one.explanations]

    def as_json(self) -> dict[str, Any]:
        """The meeting as the public contract and the signed notice hold it."""
        row = self.row
        return {
            "id": str(row.id),
            "code": row.code,
            "title": row.title,
            "office": self.office_label.code,
            "held_at": row.held_at.isoformat(),
            "place": row.place or None,
            "state": row.state,
            "frozen_at": row.frozen_at.isoformat() if row.frozen_at else None,
            "explanations_due_on": row.explanations_due_on.isoformat() if row.explanations_due_on else None,
            "items": [
                {
                    "number": one.number,
                    "task": one.now["code"],
                    "lead": one.lead.code or None,
                    "reason": one.row.reason or None,
                    "frozen": dict(one.frozen) if one.frozen else None,
                    "now": dict(one.now),
                    "explanations": [
                        {"at": said.at.isoformat(), "by": said.by_name, "late": said.late, "text": said.text}
                        for said in one.explanations
                    ],
                    "conclusion": one.conclusion or None,
                }
                for one in self.items
            ],
            "follow_ups": [follow_up_json(one) for one in self.follow_ups],
            "conclusion": row.conclusion or None,
            "notice": row.notice_number or None,
            "simulated": row.simulated,
        }


def meeting_record(by: Actor, row: Meeting) -> MeetingRecord:
    """A meeting with what `by` may see of it. Eight statements at most, however many items."""
    office = is_office(by, row.office_id)
    items = items_of(by, row, office=office)
    day = clock.today()
    named = labels({row.office_id, *(one.lead_id for one in items if one.lead_id)}, day)
    said: dict[UUID, list[Explanation]] = {}
    for one in Explanation.objects.filter(item__in=[item.id for item in items]).order_by("-id"):
        said.setdefault(one.item_id, []).append(one)
    follow = follow_ups_of(FollowUp.objects.filter(meeting=row), day)
    seen = {named[one.lead_id].code for one in items if one.lead_id in named}
    return MeetingRecord(
        row,
        office,
        named.get(row.office_id, NOBODY),
        [
            ItemRead(
                one,
                named.get(one.lead_id, NOBODY) if one.lead_id else NOBODY,
                one.frozen,
                snapshot(one.task, day),
                said.get(one.id, []),
            )
            for one in items
        ],
        [one for one in follow if office or one.body in seen],
        list(Paper.objects.filter(meeting=row).defer("content").order_by("id")) if office else [],
    )


def proposed_tasks(by: Actor, meeting: Meeting, *, limit: int = 50) -> list[TaskRead]:
    """Open tasks fifteen days past their deadline and more (the ladder's T+15), the longest first; not those chosen already.

    Four statements.
    """
    day = clock.today()
    edge = day - timedelta(days=PROPOSED_AFTER_DAYS)
    rows = filtered(visible_tasks(by), Filters(klass="open_overdue", due_before=edge + timedelta(days=1)))
    rows = rows.filter(state__in=[one.value for one in OPEN_STAGES], assigner_id=meeting.office_id)
    chosen = AgendaItem.objects.filter(meeting=meeting).values("task_id")
    found = rows.exclude(pk__in=chosen).select_related("directive").order_by("current_due", "id")[:limit]
    return read_all(list(found))
