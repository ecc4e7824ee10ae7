"""Lists and records of assignments. Each function says how many SQL statements it costs, for 1 row as for 50."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Case, Count, IntegerField, Q, QuerySet, Value, When
from django.utils.translation import gettext as _

from dieuhanh.config import clock
from dieuhanh.config.actor import Actor
from dieuhanh.config.errors import Fault, Invalid
from dieuhanh.config.language import lang
from dieuhanh.config.paging import keyset
from dieuhanh.config.text import fold
from dieuhanh.interface.tags.words import day as day_words
from dieuhanh.organisations.queries import Label, ids_of_code, ids_worded, labels
from dieuhanh.reporting.models import Assignment, Extension, Reminder, Submission, SubmissionFile, Transition
from dieuhanh.reporting.queries.access import visible_assignments
from dieuhanh.reporting.rules.clock import BY_HAND
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
        return Stage(self.state).words.of(lang())


SORTS = {
    "due": "due_at",
    "number": "number",
    "state": "state",
    "period": "period",
    "regime": "regime_version__regime__code",
}
"""How a list of reports owed may be ordered → the column."""
_CLOCKS = frozenset({"in_time", "due_soon", "overdue", "done_in_time", "done_late"})


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list of reports is narrowed to.

    `organisation` is a body's code (as respondent); `state` a stage or, as `clock`, a clock's word; `q` words in the
    number, the regime's or the body's name, or the period.
    """

    organisation: str = ""
    regime: str = ""
    period: str = ""
    state: str = ""
    clock: str = ""
    q: str = ""


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
    after: Sequence[Any] | None = None,
    limit: int = 50,
) -> list[AssignmentRead]:
    """`limit + 1` assignments that `by` may see, after the key `[sort value, id]`. Three statements.

    Raises `Invalid` for a state that is none.
    """
    wanted = Wanted(organisation, regime, period, state, clock_state, q)
    return listed(visible_assignments(by), wanted, sort=sort, descending=descending, after=after, limit=limit)


def listed(
    among: QuerySet[Assignment],
    wanted: Wanted,
    *,
    sort: str = "due",
    descending: bool = False,
    after: Sequence[Any] | None = None,
    limit: int = 50,
) -> list[AssignmentRead]:
    """`limit + 1` of these assignments in order, after the key `[sort value, id]`. Two statements."""
    rows = keyset(_narrowed(among, wanted), SORTS.get(sort, SORTS["due"]), after, descending=descending)
    return read_all(list(rows.select_related("regime_version__regime")[: limit + 1]))


def counted(among: QuerySet[Assignment], wanted: Wanted) -> dict[str, int]:
    """How many there are in each state of the clock, whatever state of it is asked for. One statement."""
    rows = _narrowed(among, replace(wanted, clock="")).order_by().values("clock")
    return {row["clock"]: row["count"] for row in rows.annotate(count=Count("id"))}


def chosen(by: Actor, ids: Sequence[UUID]) -> list[AssignmentRead]:
    """Those of these assignments that `by` may see, by deadline. Three statements."""
    rows = visible_assignments(by).filter(pk__in=list(ids)).order_by("due_at", "id")
    return read_all(list(rows.select_related("regime_version__regime")))


def find(by: Actor, words: Sequence[str], phrase: str, limit: int) -> list[AssignmentRead]:
    """Reports that `by` may see and all words mean: the whole number first, then those of the body that the phrase
    names, then the latest deadline. Three statements.
    """
    rows = visible_assignments(by).filter(*(_worded(one) for one in words))
    rank = Case(
        When(number__iexact=phrase, then=Value(0)),
        When(respondent_id__in=ids_worded(phrase), then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )
    rows = rows.annotate(rank=rank).order_by("rank", "-due_at", "-id")
    return read_all(list(rows.select_related("regime_version__regime")[:limit]))


def read_all(rows: Sequence[Assignment]) -> list[AssignmentRead]:
    """Rows with the names of their bodies. One statement."""
    named = labels({one for row in rows for one in (row.respondent_id, row.receiver_id)}, clock.today())
    language = lang()
    return [
        AssignmentRead(
            id=row.id,
            number=row.number,
            regime_code=row.regime_version.regime.code,
            regime_name=row.regime_version.name_en
            if language.startswith("en")
            else row.regime_version.name_vi,
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


def _narrowed(rows: QuerySet[Assignment], wanted: Wanted) -> QuerySet[Assignment]:
    state = wanted.state
    if state and state not in {one.value for one in Stage} | _CLOCKS:
        message = _("There is no such state.")
        raise Invalid(message, faults=[Fault(message, field="state", value=state[:40])])
    rows = rows.filter(*(_worded(word) for word in fold(wanted.q.replace("\0", " ")).split()[:8]))
    if state:
        rows = rows.filter(clock=state) if state in _CLOCKS else rows.filter(state=state)
    if wanted.clock:
        rows = rows.filter(clock=wanted.clock)
    if wanted.organisation:
        rows = rows.filter(respondent_id__in=ids_of_code(wanted.organisation, clock.today()))
    if wanted.regime:
        rows = rows.filter(regime_version__regime__code=wanted.regime)
    if wanted.period:
        rows = rows.filter(period=wanted.period)
    return rows


def _worded(word: str) -> Q:
    """The reports that a folded word means."""
    return (
        Q(number__icontains=word)
        | Q(regime_version__name_folded__contains=word)
        | Q(period__icontains=word)
        | Q(respondent_id__in=ids_worded(word))
    )


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
    language = lang()
    found = [
        Moment(
            one.at,
            one.by_name,
            one.by_position,
            ACTIONS[one.action].label.of(language) if one.action in ACTIONS else one.action,
            one.reason,
            one.to_state,
            one.submission.version,
            one.entry_id,
        )
        for one in Transition.objects.filter(assignment=assignment).select_related("submission")
    ]
    for moved in Extension.objects.filter(assignment=assignment):
        said = _("Deadline moved from %(old)s to %(new)s") % {
            "old": day_words(moved.from_due_on),
            "new": day_words(moved.to_due_on),
        }
        found.append(Moment(moved.at, moved.by_name, "", said, moved.reason, "", 0, None))
    for sent in Reminder.objects.filter(assignment=assignment):
        found.append(
            Moment(
                sent.at,
                "Điều Hành",
                "",
                _("Reminder by hand")
                if sent.code.startswith(BY_HAND)
                else _("Reminder %(code)s") % {"code": sent.code},
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
