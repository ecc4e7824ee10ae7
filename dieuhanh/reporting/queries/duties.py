"""What waits for whom, who is late, how far a period is: for the desk's home and for the wall. Counted statements."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.contrib.postgres.aggregates import BoolAnd
from django.db.models import (
    Case,
    CharField,
    Count,
    DurationField,
    ExpressionWrapper,
    F,
    Max,
    Min,
    Q,
    QuerySet,
    Value,
    When,
)

from dieuhanh.config import clock
from dieuhanh.config.actor import Actor
from dieuhanh.config.language import lang
from dieuhanh.organisations.queries import Label, labels
from dieuhanh.reporting.models import Assignment
from dieuhanh.reporting.queries.access import visible_assignments
from dieuhanh.reporting.queries.assignments import AssignmentRead, read_all
from dieuhanh.reporting.rules.workflow import ACCEPTED_STAGES, ACTIONS, FILLING, Arrow, Side, Stage

MOST = 200
"""Reports given at most as one's work, the nearest deadlines."""
NEXT: dict[Stage, Arrow] = {
    **dict.fromkeys(FILLING, ACTIONS["save"]),
    Stage.CHECKED: ACTIONS["submit"],
    Stage.NO_DATA: ACTIONS["submit"],
    Stage.SUBMITTED: ACTIONS["approve"],
    Stage.APPROVED: ACTIONS["sign"],
    Stage.SIGNED: ACTIONS["send"],
    Stage.SENT: ACTIONS["receive"],
    Stage.RECEIVED: ACTIONS["accept"],
    Stage.REFUSED: ACTIONS["revise"],
    Stage.AMENDMENT_REQUESTED: ACTIONS["amend"],
}
"""The step that a report waits for at each stage; accepted ones wait for nothing."""


@dataclass(frozen=True)
class Work:
    """One thing that waits for someone, and what he is to do."""

    row: AssignmentRead
    action: str
    label: str


def my_work(by: Actor, *, limit: int = MOST) -> list[Work]:
    """Everything in his own body that waits for `by`, sorted by deadline. Two statements, for 1 and for 50."""
    rows = (
        Assignment.objects.filter(_waits_for(by))
        .select_related("regime_version__regime")
        .order_by("due_at", "id")
    )
    language = lang()
    return [
        Work(row, NEXT[Stage(row.state)].action, NEXT[Stage(row.state)].label.of(language))
        for row in read_all(list(rows[:limit]))
    ]


def _waits_for(by: Actor) -> Q:
    mine = {one for one in (by.organisation_id, by.scope_id) if one is not None}
    wanted = Q(pk__in=[])
    for stage, arrow in NEXT.items():
        if arrow.power not in by.powers:
            continue
        place = Q(respondent_id__in=mine) if arrow.side is Side.RESPONDENT else Q(receiver_id__in=mine)
        own = Q(submissions__version=F("version"), submissions__entered_by=by.person_id, one_step=False)
        wanted |= Q(state=stage.value) & place & (~own if arrow.not_own_entry else Q())
    return wanted


def waiting_for_others(by: Actor) -> int:
    """How many reports of his own body wait for somebody else now. One statement."""
    mine = {one for one in (by.organisation_id, by.scope_id) if one is not None}
    rest = Assignment.objects.filter(respondent_id__in=mine).exclude(
        state__in=[one.value for one in ACCEPTED_STAGES]
    )
    return rest.exclude(_waits_for(by)).distinct().count()


@dataclass(frozen=True)
class Duties:
    """How many obligations are in each state of the clock."""

    in_time: int = 0
    due_soon: int = 0
    overdue: int = 0
    done_in_time: int = 0
    done_late: int = 0

    @property
    def total(self) -> int:
        """All of them."""
        return self.in_time + self.due_soon + self.overdue + self.done_in_time + self.done_late


def state_at(at: datetime) -> Case:
    """The clock's word at a moment, from the moments alone (as `deadlines.rules.clock.state` says it)."""
    return Case(
        When(Q(done_at__lte=at) & Q(done_at__lte=F("due_at")), then=Value("done_in_time")),
        When(done_at__lte=at, then=Value("done_late")),
        When(due_at__lt=at, then=Value("overdue")),
        When(due_soon_at__lte=at, then=Value("due_soon")),
        default=Value("in_time"),
        output_field=CharField(),
    )


def _opened(
    by: Actor, at: datetime | None, regime: str, period: str
) -> tuple[QuerySet[Assignment], datetime]:
    moment = at or clock.now()
    rows = visible_assignments(by).filter(opened_at__lte=moment)
    if regime:
        rows = rows.filter(regime_version__regime__code=regime)
    if period:
        rows = rows.filter(period=period)
    return rows, moment


def duties_by_state(by: Actor, *, at: datetime | None = None, regime: str = "", period: str = "") -> Duties:
    """How many reports owed are in time, due soon, overdue, done in time, done late, at a moment. Two statements."""
    rows, moment = _opened(by, at, regime, period)
    counts = dict(
        rows.annotate(word=state_at(moment)).values_list("word").annotate(count=Count("id")).order_by()
    )
    return Duties(**counts)


@dataclass(frozen=True)
class LateBody:
    """A body with overdue reports: how many, and since when the oldest."""

    organisation_id: UUID
    label: Label
    overdue: int
    done_late: int
    oldest_due_at: datetime | None


def late_bodies(by: Actor, *, at: datetime | None = None, limit: int = 20) -> list[LateBody]:
    """The bodies with the most overdue reports, worst first. Three statements."""
    rows, moment = _opened(by, at, "", "")
    late = (
        rows.annotate(word=state_at(moment))
        .values("respondent_id")
        .annotate(
            overdue=Count("id", filter=Q(word="overdue")),
            done_late=Count("id", filter=Q(word="done_late")),
            oldest=Max(
                ExpressionWrapper(moment - F("due_at"), output_field=DurationField()),
                filter=Q(word="overdue"),
            ),
        )
        .filter(overdue__gt=0)
        .order_by("-overdue", "-oldest", "respondent_id")[:limit]
    )
    found = list(late)
    named = labels([row["respondent_id"] for row in found], clock.today())
    return [
        LateBody(
            row["respondent_id"],
            named.get(row["respondent_id"], Label("", "", "")),
            row["overdue"],
            row["done_late"],
            moment - row["oldest"] if row["oldest"] else None,
        )
        for row in found
    ]


@dataclass(frozen=True)
class Progress:
    """How far a period is: who has sent, whose report is accepted, who has not."""

    regime: str
    regime_name: str
    period: str
    due_on: date
    expected: int
    sent: int
    accepted: int
    late: int

    @property
    def not_sent(self) -> int:
        """Who still owes."""
        return self.expected - self.sent


def period_progress(by: Actor, *, regime: str = "", period: str = "", limit: int = 12) -> list[Progress]:
    """The newest periods with what has come in of each, at the outermost level. Two statements."""
    rows = visible_assignments(by)
    if regime:
        rows = rows.filter(regime_version__regime__code=regime)
    if period:
        rows = rows.filter(period=period)
    english = (lang()).startswith("en")
    grouped = (
        rows.filter(receiver_id=F("regime_version__receiver_id"))
        .values(
            "opening__last_day",
            "period",
            "regime_version__regime__code",
            "regime_version__name_vi",
            "regime_version__name_en",
        )
        .annotate(
            expected=Count("id"),
            sent=Count("id", filter=Q(done_at__isnull=False)),
            accepted=Count("id", filter=Q(state__in=[one.value for one in ACCEPTED_STAGES])),
            late=Count("id", filter=Q(clock="overdue")),
            due=Max("due_on"),
        )
        .order_by("-opening__last_day", "regime_version__regime__code")[:limit]
    )
    return [
        Progress(
            row["regime_version__regime__code"],
            row["regime_version__name_en" if english else "regime_version__name_vi"],
            row["period"],
            row["due"],
            row["expected"],
            row["sent"],
            row["accepted"],
            row["late"],
        )
        for row in grouped
    ]


@dataclass(frozen=True)
class LatePeriod:
    """A period of which reports are overdue: how many, and since when the first."""

    regime: str
    regime_name: str
    period: str
    late: int
    due_at: datetime
    due_on: date
    simulated: bool


def late_periods(by: Actor, *, limit: int = 50) -> list[LatePeriod]:
    """The periods with overdue reports that `by` may see, the longest overdue first. Two statements."""
    name = "regime_version__name_en" if (lang()).startswith("en") else "regime_version__name_vi"
    rows = (
        visible_assignments(by)
        .filter(clock="overdue")
        .values("regime_version__regime__code", name, "period")
        .annotate(late=Count("id"), first=Min("due_at"), day=Min("due_on"), made_up=BoolAnd("simulated"))
        .order_by("first", "period")[:limit]
    )
    return [
        LatePeriod(
            row["regime_version__regime__code"],
            row[name],
            row["period"],
            row["late"],
            row["first"],
            row["day"],
            row["made_up"],
        )
        for row in rows
    ]
