"""Lists and records of assignments. Each function says how many SQL statements it costs, for 1 row as for 50."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from dieuhanh.config import clock
from dieuhanh.config.actor import Actor
from dieuhanh.config.errors import Fault, Invalid
from dieuhanh.config.text import fold
from dieuhanh.organisations.queries import Label, labels
from dieuhanh.reporting.models import Assignment, Extension, Reminder, Submission, SubmissionFile, Transition
from dieuhanh.reporting.queries.access import visible_assignments
from dieuhanh.reporting.rules.workflow import ACTIONS, Stage


@dataclass(frozen=True)
class AssignmentRead:
    """One assignment as lists show it."""

    id: UUID
    number: str
    regime_code: str
    regime_name: str
    period: str
    level: str
    state: str
    clock: str
    version: int
    due_on: date
    due_at: datetime
    done_at: datetime | None
    was_late: bool
    respondent_id: UUID
    receiver_id: UUID
    respondent: Label
    receiver: Label
    simulated: bool

    @property
    def state_label(self) -> str:
        """The stage's name in the reader's language."""
        return Stage(self.state).words.of(get_language() or "vi")


SORTS = {"due": ("due_at", "id"), "number": ("number", "id"), "state": ("state", "id")}


def assignments(
    by: Actor | None,
    *,
    organisation: str = "",
    regime: str = "",
    period: str = "",
    state: str = "",
    clock_state: str = "",
    q: str = "",
    sort: str = "due",
    descending: bool = False,
    after: Sequence[str] | None = None,
    limit: int = 50,
) -> list[AssignmentRead]:
    """`limit + 1` assignments that `by` may see, after the key `[sort value, id]`. Three statements.

    `organisation` is a body's code (as respondent); `state` a stage or, as `clock_state`, a clock's word.
    Raises `Invalid` for a state that is none.
    """
    rows = _filtered(visible_assignments(by), organisation, regime, period, state, clock_state, q)
    key = SORTS.get(sort, SORTS["due"])[0]
    if after:
        rows = _after(rows, key, after, descending)
    order = (f"-{key}", "-id") if descending else (key, "id")
    found = list(rows.select_related("regime_version__regime").order_by(*order)[: limit + 1])
    return read_all(found)


def read_all(rows: Sequence[Assignment]) -> list[AssignmentRead]:
    """Rows with the names of their bodies. One statement."""
    named = labels({one for row in rows for one in (row.respondent_id, row.receiver_id)}, clock.today())
    lang = get_language() or "vi"
    return [
        AssignmentRead(
            id=row.id,
            number=row.number,
            regime_code=row.regime_version.regime.code,
            regime_name=row.regime_version.name_en if lang.startswith("en") else row.regime_version.name_vi,
            period=row.period,
            level=row.level,
            state=row.state,
            clock=row.clock,
            version=row.version,
            due_on=row.due_on,
            due_at=row.due_at,
            done_at=row.done_at,
            was_late=row.was_late,
            respondent_id=row.respondent_id,
            receiver_id=row.receiver_id,
            respondent=named.get(row.respondent_id, Label("", "", "")),
            receiver=named.get(row.receiver_id, Label("", "", "")),
            simulated=row.simulated,
        )
        for row in rows
    ]


def _filtered(
    rows: QuerySet[Assignment],
    organisation: str,
    regime: str,
    period: str,
    state: str,
    clock_state: str,
    q: str,
) -> QuerySet[Assignment]:
    clocks = {"in_time", "due_soon", "overdue", "done_in_time", "done_late", "no_data"}
    if state and state not in {one.value for one in Stage} | clocks - {"no_data"}:
        message = _("There is no such state.")
        raise Invalid(message, faults=[Fault(message, field="state", value=state[:40])])
    if state:
        rows = rows.filter(clock=state) if state in clocks - {"no_data"} else rows.filter(state=state)
    if clock_state:
        rows = rows.filter(clock=clock_state)
    if organisation:
        rows = rows.filter(
            respondent__versions__code=organisation, respondent__versions__valid_from__lte=clock.today()
        ).distinct()
    if regime:
        rows = rows.filter(regime_version__regime__code=regime)
    if period:
        rows = rows.filter(period=period)
    for word in fold(q).split()[:8]:
        rows = rows.filter(
            Q(number__icontains=word)
            | Q(regime_version__name_folded__contains=word)
            | Q(period__icontains=word)
        )
    return rows


def _after(
    rows: QuerySet[Assignment], key: str, after: Sequence[str], descending: bool
) -> QuerySet[Assignment]:
    value, last = after[0], after[1]
    way = "lt" if descending else "gt"
    try:
        return rows.filter(Q(**{f"{key}__{way}": value}) | Q(**{key: value, f"id__{way}": last}))
    except (ValueError, TypeError) as error:
        raise Invalid(_("“after” must be the value of “next” of the page before.")) from error


@dataclass(frozen=True)
class Moment:
    """One line of an assignment's history."""

    at: datetime
    name: str
    position: str
    what: str
    reason: str
    state: str
    version: int
    entry_id: UUID | None


def history(assignment: Assignment) -> list[Moment]:
    """Everything that happened to an assignment, newest first: moves, extensions, reminders. Three statements."""
    lang = get_language() or "vi"
    found = [
        Moment(
            one.at,
            one.by_name,
            one.by_position,
            ACTIONS[one.action].label.of(lang) if one.action in ACTIONS else one.action,
            one.reason,
            one.to_state,
            one.submission.version,
            one.entry_id,
        )
        for one in Transition.objects.filter(assignment=assignment).select_related("submission")
    ]
    for moved in Extension.objects.filter(assignment=assignment):
        said = _("Deadline moved from %(old)s to %(new)s") % {
            "old": f"{moved.from_due_on:%d/%m/%Y}",
            "new": f"{moved.to_due_on:%d/%m/%Y}",
        }
        found.append(Moment(moved.at, moved.by_name, "", said, moved.reason, "", 0, None))
    for sent in Reminder.objects.filter(assignment=assignment):
        found.append(
            Moment(
                sent.at,
                "Điều Hành",
                "",
                _("Reminder %(code)s") % {"code": sent.code},
                "",
                "due_soon",
                0,
                None,
            )
        )
    found.append(Moment(assignment.opened_at, "", "", _("Assigned"), "", "open", 1, None))
    return sorted(found, key=lambda one: one.at, reverse=True)


@dataclass(frozen=True)
class VersionRead:
    """One version of a report with its file."""

    submission: Submission
    file: SubmissionFile | None


def versions(assignment: Assignment) -> list[VersionRead]:
    """Every version of a report, newest first, with the file as sent (without its bytes). Two statements."""
    submissions = list(Submission.objects.filter(assignment=assignment).order_by("-version"))
    files: dict[UUID, SubmissionFile] = {}
    for file in (
        SubmissionFile.objects.filter(submission__assignment=assignment).defer("content").order_by("id")
    ):
        files[file.submission_id] = file
    return [VersionRead(one, files.get(one.id)) for one in submissions]


def reminders_in_year(organisation_id: UUID, year: int) -> int:
    """How many reminders a body was sent in a year: three a year are looked at, six may have consequences. One statement."""
    return Reminder.objects.filter(respondent_id=organisation_id, year=year).count()


def as_json(row: AssignmentRead) -> dict[str, Any]:
    """The assignment as the public contract shows it."""
    return {
        "id": str(row.id),
        "number": row.number,
        "regime": row.regime_code,
        "period": row.period,
        "organisation": row.respondent.code,
        "receiver": row.receiver.code,
        "level": row.level,
        "state": row.state,
        "clock": row.clock,
        "version": row.version,
        "due_on": row.due_on.isoformat(),
        "due_at": row.due_at.isoformat(),
        "done_at": row.done_at.isoformat() if row.done_at else None,
        "was_late": row.was_late,
        "simulated": row.simulated,
    }
