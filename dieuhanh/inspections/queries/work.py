"""What waits for somebody in this room: reports and answers owed, explanations owed, sessions and papers to lead."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from dieuhanh.config.actor import Actor
from dieuhanh.inspections.models import (
    AgendaItem,
    Answer,
    BodyReport,
    Explanation,
    InspectedBody,
    Inspection,
    Meeting,
    Question,
)
from dieuhanh.inspections.rules.agenda import end_of
from dieuhanh.inspections.rules.stages import MeetingStage, Stage
from dieuhanh.inspections.rules.workflow import ANSWER, LEAD

_RUNNING = (Stage.ANNOUNCED.value, Stage.IN_SESSION.value)
_FROZEN = (MeetingStage.FROZEN.value, MeetingStage.OPEN.value)
_STEPS = {Stage.ANNOUNCED.value: "open", Stage.IN_SESSION.value: "conclude", Stage.CONCLUDED.value: "sign"}
MOST = 100


@dataclass(frozen=True, slots=True)
class Due:
    """One thing owed: the step, what it is about, by when."""

    action: str
    record: Inspection | Meeting
    body: str = ""
    number: int | None = None
    title: str = ""
    due_at: datetime | None = None

    @property
    def record_id(self) -> UUID:
        """The id of what it is about."""
        return self.record.id


def my_work(by: Actor) -> list[Due]:
    """Everything that waits for `by` in his own body. Five statements at most, for one thing and for fifty."""
    mine = {one for one in (by.organisation_id, by.scope_id) if one is not None}
    found: list[Due] = []
    if ANSWER in by.powers:
        found += [*_reports(mine), *_answers(mine), *_explanations(mine)]
    if LEAD in by.powers:
        found += _sessions(mine)
    return found


def _reports(mine: set[UUID]) -> list[Due]:
    said = BodyReport.objects.filter(body=OuterRef("pk"))
    rows = InspectedBody.objects.filter(
        ~Exists(said), organisation_id__in=mine, inspection__state__in=_RUNNING
    ).select_related("inspection")
    return [
        Due(
            "hand_in",
            one.inspection,
            one.code,
            None,
            one.inspection.title,
            end_of(one.inspection.report_due_on) if one.inspection.report_due_on else None,
        )
        for one in rows.order_by("inspection__report_due_on", "id")[:MOST]
    ]


def _answers(mine: set[UUID]) -> list[Due]:
    """A question waits for each of his bodies that has not answered it: those to it, and those to all."""
    bodies = list(
        InspectedBody.objects.filter(organisation_id__in=mine, inspection__state__in=_RUNNING).select_related(
            "inspection"
        )[:MOST]
    )
    if not bodies:
        return []
    ids = [one.id for one in bodies]
    asked = Question.objects.filter(
        Q(body__in=ids) | Q(body__isnull=True), inspection__in={one.inspection_id for one in bodies}
    )
    answered = set(Answer.objects.filter(body__in=ids).values_list("question_id", "body_id"))
    return [
        Due("answer", body.inspection, body.code, one.number, one.text, end_of(body.inspection.held_on))
        for one in asked.order_by("number")
        for body in bodies
        if body.inspection_id == one.inspection_id
        and one.body_id in (None, body.id)
        and (one.id, body.id) not in answered
    ][:MOST]


def _explanations(mine: set[UUID]) -> list[Due]:
    said = Explanation.objects.filter(item=OuterRef("pk"))
    rows = (
        AgendaItem.objects.filter(~Exists(said), lead_id__in=mine, meeting__state__in=_FROZEN)
        .select_related("meeting")
        .order_by("meeting__explanations_due_on", "number")
    )
    return [
        Due(
            "explain",
            one.meeting,
            "",
            one.number,
            str((one.frozen or {}).get("content", "")),
            end_of(one.meeting.explanations_due_on) if one.meeting.explanations_due_on else None,
        )
        for one in rows[:MOST]
    ]


def _sessions(mine: set[UUID]) -> list[Due]:
    rows = Inspection.objects.filter(office_id__in=mine, state__in=list(_STEPS)).order_by("held_on", "id")
    return [
        Due(_STEPS[one.state], one, "", None, one.title, end_of(one.held_to or one.held_on))
        for one in rows[:MOST]
    ]
