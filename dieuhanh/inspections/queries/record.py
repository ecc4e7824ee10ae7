"""An inspection with all that hangs on it: each body's figures, claims, answers and findings. Bounded statements for 1 body and for 50."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from dieuhanh.config.actor import Actor
from dieuhanh.directives.rules.states import Stage as TaskStage
from dieuhanh.inspections.models import (
    Answer,
    BodyReport,
    Figure,
    Finding,
    FollowUp,
    InspectedBody,
    Inspection,
    Paper,
    Question,
)
from dieuhanh.inspections.queries.access import bodies_of, is_office
from dieuhanh.inspections.rules.claims import Withdrawn
from dieuhanh.inspections.rules.differences import Difference, compare
from dieuhanh.inspections.rules.figures import Kind, kinds_of
from dieuhanh.inspections.rules.published import Check, Judged, judge
from dieuhanh.organisations.queries import Label, labels

NOBODY = Label("", "", "")


@dataclass(frozen=True, slots=True)
class Line:
    """One figure of one body: frozen from the records, claimed by the body, and whether they differ."""

    kind: Kind
    figure: Figure | None
    claimed: Decimal | None
    difference: Difference
    withdrawn: Withdrawn | None = None
    """What an earlier report claimed and the last took back."""

    @property
    def computed(self) -> Decimal | None:
        """The frozen figure's value."""
        return self.figure.value if self.figure else None

    @property
    def parts(self) -> tuple[int, int] | None:
        """A rate's parts."""
        one = self.figure
        return (one.numerator, one.denominator) if one and one.numerator is not None and one.denominator is not None else None  # fmt: skip


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as one body sees it, with its last answer and the ones before."""

    number: int
    text: str
    to_all: bool
    answer: Answer | None
    earlier: Sequence[Answer] = ()


@dataclass(frozen=True, slots=True)
class BodyPart:
    """One body's part of an inspection; `report` is its last, None while it keeps silent."""

    body: InspectedBody
    label: Label
    lines: Sequence[Line]
    report: BodyReport | None
    earlier: Sequence[BodyReport]
    questions: Sequence[Asked]
    findings: Sequence[Finding]

    @property
    def code(self) -> str:
        """The body's code."""
        return self.body.code

    @property
    def name(self) -> str:
        """The body in the reader's language."""
        return self.label.name or self.body.code

    @property
    def name_vi(self) -> str:
        """The body's official name, for papers."""
        return self.label.name_vi or self.body.code

    @property
    def differences(self) -> int:
        """How many of its claims differ from the records."""
        return sum(one.difference.agreement.is_difference for one in self.lines)

    @property
    def unanswered(self) -> int:
        """How many questions wait for its answer."""
        return sum(one.answer is None for one in self.questions)

    def line(self, code: str) -> Line:
        """The line of a figure's code."""
        return next(one for one in self.lines if one.kind.code == code)


@dataclass(frozen=True, slots=True)
class FollowUpRead:
    """A proposed task with its lead and, once it is one, the task's code and stage."""

    number: int
    body: str
    lead_name: str
    lead_name_vi: str
    content: str
    kind: str
    due_on: Any
    item: int | None
    task_id: UUID | None
    task_code: str
    task_state: str
    task_clock: str
    simulated: bool

    def state_words(self, lang: str) -> str:
        """The task's stage in words; nothing while it is only proposed."""
        return TaskStage(self.task_state).words.of(lang) if self.task_state else ""


@dataclass(frozen=True)
class Record:
    """Everything about one inspection that the reader may see."""

    row: Inspection
    office: bool
    office_label: Label
    parts: list[BodyPart]
    follow_ups: list[FollowUpRead]
    papers: Sequence[Paper] = ()
    checks: Sequence[Judged] = field(default_factory=list)

    def part(self, code: str) -> BodyPart | None:
        """One body's part, where there is one that he may see."""
        return next((one for one in self.parts if one.code == code), None)

    def as_json(self) -> dict[str, Any]:
        """The record as the public contract and the signed paper hold it."""
        row = self.row
        return {
            "id": str(row.id),
            "code": row.code,
            "title": row.title,
            "office": self.office_label.code,
            "decision": row.decision or None,
            "decided_on": row.decided_on.isoformat() if row.decided_on else None,
            "held_on": row.held_on.isoformat(),
            "held_to": row.held_to.isoformat() if row.held_to else None,
            "state": row.state,
            "team": row.team,
            "topics": row.topics,
            "report_due_on": row.report_due_on.isoformat() if row.report_due_on else None,
            "figures_at": row.figures_at.isoformat() if row.figures_at else None,
            "figures_version": row.figures_version,
            "bodies": [part_json(one) for one in self.parts],
            "follow_ups": [follow_up_json(one) for one in self.follow_ups],
            "conclusion": row.conclusion or None,
            "notice": row.notice_number or None,
            "report_number": row.report_number or None,
            "published": row.published,
            "checks": [{"ok": one.ok, "words": one.text.to_dict()} for one in self.checks],
            "source": row.source or None,
            "evidence_mark": row.evidence_mark or None,
            "simulated": row.simulated,
        }


def record_of(by: Actor, row: Inspection) -> Record:
    """An inspection with what `by` may see of it. Ten statements at most, however many bodies."""
    office = is_office(by, row.office_id)
    bodies = bodies_of(by, row, office=office)
    day = row.held_on
    named = labels({row.office_id, *(one.organisation_id for one in bodies)}, day)
    follow = follow_ups_of(FollowUp.objects.filter(inspection=row), day)
    seen = {one.code for one in bodies}
    return Record(
        row,
        office,
        named.get(row.office_id, NOBODY),
        _parts(row, bodies, named),
        [one for one in follow if office or one.body in seen],
        list(Paper.objects.filter(inspection=row).defer("content").order_by("id")) if office else [],
        checks_of(row),
    )


def checks_of(row: Inspection) -> list[Judged]:
    """The sums that the printed figures of a past inspection must satisfy, judged. No statement."""
    values = {one["code"]: int(one["value"]) for one in row.published}
    return [judge(Check.from_dict(one), values) for one in row.checks]


def _parts(row: Inspection, bodies: Sequence[InspectedBody], named: dict[UUID, Label]) -> list[BodyPart]:
    ids = [one.id for one in bodies]
    figures: dict[UUID, dict[str, Figure]] = {}
    for one in Figure.objects.filter(body__in=ids, version=row.figures_version):
        figures.setdefault(one.body_id, {})[one.code] = one
    reports = _grouped(BodyReport.objects.filter(body__in=ids).defer("file_content").order_by("-version"))
    findings = _grouped(Finding.objects.filter(body__in=ids).order_by("id"))
    questions = list(Question.objects.filter(inspection=row).order_by("number"))
    answers: dict[tuple[UUID, UUID], list[Answer]] = {}
    for given in Answer.objects.filter(body__in=ids).order_by("-id"):
        answers.setdefault((given.question_id, given.body_id), []).append(given)
    found = []
    for body in bodies:
        own = reports.get(body.id, [])
        asked = []
        for one_question in questions:
            if one_question.body_id not in (None, body.id):
                continue
            given_all = answers.get((one_question.id, body.id), [])
            asked.append(
                Asked(
                    one_question.number,
                    one_question.text,
                    one_question.body_id is None,
                    given_all[0] if given_all else None,
                    given_all[1:],
                )
            )
        found.append(
            BodyPart(
                body,
                named.get(body.organisation_id, NOBODY),
                lines_of(row.topics, figures.get(body.id, {}), own[0] if own else None),
                own[0] if own else None,
                own[1:],
                asked,
                findings.get(body.id, []),
            )
        )
    return found


def _grouped(rows: Any) -> dict[UUID, list[Any]]:
    found: dict[UUID, list[Any]] = {}
    for one in rows:
        found.setdefault(one.body_id, []).append(one)
    return found


def lines_of(topics: list[str], figures: dict[str, Figure], report: BodyReport | None) -> list[Line]:
    """Every figure of the topics, claim beside records. A claim never takes the other's place."""
    claimed, withdrawn = (report.figures, report.withdrawn) if report else ({}, {})
    found = []
    for kind in kinds_of(topics):
        one = figures.get(kind.code)
        said = Decimal(claimed[kind.code]) if kind.code in claimed else None
        value = one.value if one else None
        gone = Withdrawn(**withdrawn[kind.code]) if kind.code in withdrawn else None
        judged = compare(said, value, decimals=kind.decimals, better=kind.better, withdrawn=gone is not None)
        found.append(Line(kind, one, said, judged, gone))
    return found


def follow_ups_of(rows: Any, day: Any) -> list[FollowUpRead]:
    """Proposed tasks with their leads' names and what became of them. Two statements."""
    found = list(rows.select_related("task", "item").order_by("number"))
    named = labels({one.lead_id for one in found if one.lead_id}, day)
    return [
        FollowUpRead(
            one.number,
            one.body,
            named.get(one.lead_id, NOBODY).name or one.body,
            named.get(one.lead_id, NOBODY).name_vi or one.body,
            one.content,
            one.kind,
            one.due_on,
            one.item.number if one.item else None,
            one.task_id,
            one.task.code if one.task else "",
            one.task.state if one.task else "",
            one.task.clock if one.task else "",
            one.simulated,
        )
        for one in found
    ]


def part_json(part: BodyPart) -> dict[str, Any]:
    """One body's part."""

    def number(value: Decimal | None) -> str | None:
        return None if value is None else f"{value.normalize():f}"

    def moment(value: datetime) -> str:
        return value.isoformat()

    report = part.report
    return {
        "body": part.code,
        "report": {
            "version": report.version,
            "at": moment(report.at),
            "late": report.late,
            "by": report.by_name,
            "text": report.text,
            "file_sha256": report.file_sha256 or None,
            "entry": str(report.entry_id),
        }
        if report
        else None,
        "figures": [
            {
                "code": one.kind.code,
                "label": one.kind.label.to_dict(),
                "unit": one.kind.unit or None,
                "computed": number(one.computed),
                "parts": list(one.parts) if one.parts else None,
                "as_of": one.figure.as_of.isoformat() if one.figure else None,
                "claimed": number(one.claimed),
                "withdrawn": one.withdrawn.to_dict() if one.withdrawn else None,
                "agreement": one.difference.agreement.value,
                "gap": number(one.difference.gap),
            }
            for one in part.lines
        ],
        "questions": [
            {
                "number": one.number,
                "text": one.text,
                "answer": one.answer.text if one.answer else None,
                "answered_at": moment(one.answer.at) if one.answer else None,
            }
            for one in part.questions
        ],
        "findings": [
            {
                "topic": one.topic,
                "text": one.text,
                "nature": one.nature,
                "degree": one.degree,
                "cause": one.cause,
                "responsibility": one.responsibility,
                "entry": str(one.entry_id),
            }
            for one in part.findings
        ],
    }


def follow_up_json(one: FollowUpRead) -> dict[str, Any]:
    """A proposed task."""
    return {
        "number": one.number,
        "body": one.body,
        "content": one.content,
        "due_on": one.due_on.isoformat() if one.due_on else None,
        "item": one.item,
        "task": one.task_code or None,
        "state": one.task_state or None,
    }
