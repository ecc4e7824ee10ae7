"""One task's whole record: who owes what, what was claimed and found, every deadline, everything that happened."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from dieuhanh.config import clock
from dieuhanh.config.language import lang
from dieuhanh.directives.models import (
    Claim,
    Coordination,
    DeadlineChange,
    Evidence,
    ExtensionRequest,
    Move,
    Notice,
    Progress,
    Task,
)
from dieuhanh.directives.queries.tasks import TaskRead, read_all
from dieuhanh.directives.rules.escalation import BY_HAND, UNEXPLAINED, limits_of
from dieuhanh.directives.rules.workflow import ACTIONS, DIRECTIVE_ACTIONS
from dieuhanh.interface.rules import format_date
from dieuhanh.organisations.queries import Label, labels


@dataclass(frozen=True)
class ClaimRead:
    """What the lead said and, beside it, what the assigner found."""

    claim: Claim
    evidence: Sequence[Evidence]


@dataclass(frozen=True)
class CoordinationRead:
    """What a co-ordinating body owes."""

    row: Coordination
    body: Label
    overdue: bool

    @property
    def name(self) -> str:
        """The body, or the document's own words for it."""
        return self.body.name or self.row.words


@dataclass(frozen=True)
class Record:
    """Everything about one task."""

    read: TaskRead
    claims: Sequence[ClaimRead] = ()
    coordinations: Sequence[CoordinationRead] = ()
    changes: Sequence[DeadlineChange] = ()
    requests: Sequence[ExtensionRequest] = ()
    progress: Sequence[Progress] = ()
    parts: Sequence[TaskRead] = ()
    repeats: Sequence[Task] = ()
    came_from: Sequence[Task] = ()

    @property
    def waiting(self) -> ClaimRead | None:
        """The claim that waits for a verdict."""
        return next((one for one in self.claims if one.claim.verdict == Claim.Verdict.WAITING), None)

    @property
    def accepted(self) -> ClaimRead | None:
        """The claim that was verified."""
        return next((one for one in self.claims if one.claim.verdict == Claim.Verdict.ACCEPTED), None)


def record_of(task: Task) -> Record:
    """A task with all that hangs on it. Eleven statements, however much hangs."""
    claims = list(Claim.objects.filter(task=task).order_by("-id"))
    evidence: dict[UUID, list[Evidence]] = {}
    for one in Evidence.objects.filter(claim__task=task).defer("file_content").order_by("id"):
        evidence.setdefault(one.claim_id, []).append(one)
    owed = list(Coordination.objects.filter(task=task).order_by("id"))
    day = clock.today()
    named = labels({one.organisation_id for one in owed if one.organisation_id}, day)
    children = list(
        Task.objects.filter(parent=task).select_related("directive").defer("directive__text", "directive__file_content")
        .order_by("code")[:500]
    )  # fmt: skip
    reads = read_all([task, *children])
    return Record(
        read=reads[0],
        claims=[ClaimRead(one, evidence.get(one.id, [])) for one in claims],
        coordinations=[
            CoordinationRead(
                one,
                named.get(one.organisation_id, Label("", "", ""))
                if one.organisation_id
                else Label("", "", ""),
                one.contributed_at is None and one.due_on is not None and one.due_on < day,
            )
            for one in owed
        ],
        changes=list(DeadlineChange.objects.filter(task=task).order_by("-id")),
        requests=list(ExtensionRequest.objects.filter(task=task).order_by("-id")),
        progress=list(Progress.objects.filter(task=task).defer("photo_content").order_by("-id")[:100]),
        parts=reads[1:],
        repeats=list(Task.objects.filter(repeat_of=task).order_by("given_on", "id")[:100]),
        came_from=list(Task.objects.filter(transferred_to=task).order_by("id")[:20]),
    )


@dataclass(frozen=True)
class Moment:
    """One line of a task's history."""

    at: datetime
    name: str
    position: str
    what: str
    reason: str
    state: str
    document: str = ""
    action: str = ""
    details: dict[str, Any] = field(default_factory=dict)
    entry_id: UUID | None = None


def history(task: Task) -> list[Moment]:
    """Everything that happened to a task, newest first: moves and notices. Two statements."""
    found = [
        Moment(
            one.at,
            one.by_name,
            one.by_position,
            action_words(one.action),
            one.reason,
            one.to_state,
            one.document,
            one.action,
            one.details,
            one.entry_id,
        )
        for one in Move.objects.filter(task=task).order_by("-id")[:500]
    ]
    steps = {step.code: step for step in limits_of(task.level).ladder}
    for sent in Notice.objects.filter(task=task).exclude(
        code=BY_HAND
    ):  # a reminder by hand is a move of its own
        step = steps.get(sent.code)
        words = (
            _("%(code)s: told %(who)s") % {"code": sent.code, "who": step.to.of(lang())}
            if step
            else _notice_words(sent.code)
        )
        found.append(Moment(sent.at, "Điều Hành", "", words, "", "", action=sent.code))
    return sorted(found, key=lambda one: one.at, reverse=True)


def _notice_words(code: str) -> str:
    if code == UNEXPLAINED:
        return _("Asked for an explanation, and none came within three working days")
    return (
        _("Not acknowledged within one working day")
        if code.startswith("A")
        else _("Claimed, and not verified within five working days")
    )


def action_words(action: str) -> str:
    """What an action is called, in the reader's language."""
    arrow = ACTIONS.get(action) or DIRECTIVE_ACTIONS.get(action)
    if arrow is not None:
        return arrow.label.of(lang())
    return {
        "enter": _("Entered"),
        "change_head": _("Head changed"),
        "cut": _("Tasks cut out"),
        "change_draft": _("Task changed before publication"),
        "drop_draft": _("Task dropped before publication"),
        "import": _("Taken over from a register"),
    }.get(action, action)


def evidence_words(one: Evidence) -> str:
    """A piece of evidence in a line."""
    day = f", {format_date(one.dated, lang())}" if one.dated else ""
    by = f" ({one.issuer})" if one.issuer else ""
    figure = f"{one.indicator} {one.period}" + (
        f": {one.value.normalize():f}" if one.value is not None else ""
    )
    return {
        "document": f"{one.symbol}{day}{by}",
        "file": f"{one.file_name} · SHA-256 {one.file_sha256[:16]}…",
        "address": one.address,
        "figure": figure,
        "press": one.note,
    }[one.kind]


def due_words(day: date | None) -> str:
    """A deadline in a line, or that none is given."""
    return format_date(day, lang()) if day else _("No deadline given")
