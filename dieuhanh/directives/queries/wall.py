"""The wall's part of this room: tasks by state, R1 and R3 with their counts, the worst leads, what turned overdue on the day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, Q, QuerySet

from dieuhanh.config import clock
from dieuhanh.config.actor import Actor
from dieuhanh.directives.models import Task
from dieuhanh.directives.queries.access import is_everything, visible_periods, visible_tasks
from dieuhanh.directives.queries.counting import counted
from dieuhanh.directives.queries.periods import overdue_on
from dieuhanh.directives.queries.totals import Kept, counts_of, kept
from dieuhanh.directives.queries.waiting import OPEN, moment_on, unverified_claims
from dieuhanh.directives.rules.arithmetic import IN_ALL, SMALL_DENOMINATOR, Counts, Rate, RateName, add_up
from dieuhanh.directives.rules.escalation import CENTRAL
from dieuhanh.directives.rules.states import Class, Stage, TaskKind
from dieuhanh.organisations.authority import scope_sql
from dieuhanh.organisations.queries import labels

MOST_SIMULATED = 1000
"""Where more than so many are made up, that it is so matters and not how many more."""


@dataclass(frozen=True, slots=True)
class Lead:
    """A body with what it leads."""

    code: str
    name: str
    counts: Counts

    @property
    def r1(self) -> Rate:
        """Overdue among due."""
        return self.counts.rate(RateName.R1)

    @property
    def small(self) -> bool:
        """Whether too few tasks have come due for a rate to say much."""
        return self.counts.due < SMALL_DENOMINATOR


@dataclass(frozen=True, slots=True)
class Overview:
    """All tasks from the Government and the Prime Minister that the reader may see, as of a day. `soon` are inside the open ones in term, `claimed` inside the open."""

    day: date
    counts: Counts
    soon: int
    claimed: int
    turned: int
    worst: Sequence[Lead]
    week: int = 0
    """Open in term and due by the end of the week (Sunday)."""
    unverified: int = 0
    """Claims that have waited for a verdict longer than five working days."""
    periods_overdue: int = 0
    """Periods of periodic duties that are overdue: outside A and the rates."""
    simulated: int = 0
    """How many of all in A are made up; counted up to `MOST_SIMULATED`."""

    @property
    def r1(self) -> Rate:
        """Overdue among due."""
        return self.counts.rate(RateName.R1)

    @property
    def r3(self) -> Rate:
        """Late in any sense."""
        return self.counts.rate(RateName.R3)


@dataclass(frozen=True, slots=True)
class _Tally:
    """What is counted: classes by lead; of all of them how many wait for a verdict, are due soon or this week, turned overdue."""

    counts: dict[UUID | None, Counts]
    claimed: int
    soon: int
    week: int
    turned: int
    unverified: int
    simulated: int


def overview(by: Actor | None, day: date, *, worst: int = 3) -> Overview:
    """Six statements: counts by lead and class, what is due and turned overdue, unverified, made up, names, periods.

    Who serves the whole is answered from the kept counts where today is asked about, so that half a million ended tasks
    cost nothing. A lead with few due tasks is not ranked by its rate: where none has enough, those with most overdue are
    named.
    """
    limit = scope_sql(by)
    mine = visible_tasks(by, limit=limit)
    found = _kept(day) if day == clock.today() and is_everything(mine) else _counted(mine, day)
    counts = found.counts
    late = [lead for lead, one in counts.items() if lead is not None and one.open_overdue]
    many = [lead for lead in late if counts[lead].due >= SMALL_DENOMINATOR]
    ranked = sorted(
        many or late,
        key=lambda lead: (
            0 if many else -counts[lead].open_overdue,
            -(counts[lead].rate(RateName.R1).fraction or 0),
            -counts[lead].open_overdue,
            str(lead),
        ),
    )[:worst]
    named = labels(ranked, day)
    return Overview(
        day,
        add_up(counts.values()),
        found.soon,
        found.claimed,
        found.turned,
        [Lead(named[one].code, named[one].name, counts[one]) for one in ranked if one in named],
        found.week,
        found.unverified,
        visible_periods(by, limit=limit).filter(overdue_on(day), task__level="central").count(),
        min(found.simulated, MOST_SIMULATED),
    )


def _kept(day: date) -> _Tally:
    """Four statements, two of them over what is open and due about now alone, one over what is made up."""
    rows = kept(day, central=True)
    by_lead: dict[UUID | None, list[Kept]] = {}
    for row in rows:
        by_lead.setdefault(row.lead_id, []).append(row)
    soon = day + timedelta(days=CENTRAL.due_soon_days)
    mine = Task.objects.filter(state__in=OPEN, tier=0, is_group=False, level="central", given_on__lte=day)
    told = (
        mine.filter(current_due__gte=day - timedelta(days=1), current_due__lte=soon)
        .exclude(kind=TaskKind.REGULAR.value)
        .aggregate(
            soon=Count("id", filter=Q(current_due__gte=day)),
            week=Count("id", filter=Q(current_due__gte=day, current_due__lte=week_end(day))),
            turned=Count("id", filter=Q(current_due=day - timedelta(days=1), heard=True)),
        )
    )
    waiting = Task.objects.filter(
        state=Stage.CLAIMED.value, verify_by__lt=moment_on(day), tier=0, is_group=False, level="central"
    )
    return _Tally(
        {lead: counts_of(found) for lead, found in by_lead.items()},
        sum(row.count for row in rows if row.claimed),
        told["soon"],
        told["week"],
        told["turned"],
        waiting.filter(Exists(unverified_claims(moment_on(day))), given_on__lte=day).count(),
        _in_all(Task.objects.filter(simulated=True), day)[:MOST_SIMULATED].count(),
    )


def _in_all(rows: QuerySet[Task], day: date) -> QuerySet[Task]:
    """Those in A as of the day."""
    given: Any = counted(rows.filter(tier=0, is_group=False, level="central", given_on__lte=day), day)
    found: QuerySet[Task] = given.filter(klass__in=IN_ALL).order_by()
    return found


def _counted(mine: QuerySet[Task], day: date) -> _Tally:
    rows: Any = counted(
        mine.filter(tier=0, is_group=False, level="central", given_on__lte=day), day
    ).order_by()
    by_lead: dict[UUID | None, dict[str, int]] = {}
    claimed = simulated = 0
    found = rows.values_list("lead_id", "klass").annotate(
        count=Count("id"),
        waiting=Count("id", filter=Q(state=Stage.CLAIMED.value)),
        made_up=Count("id", filter=Q(simulated=True)),
    )
    for lead_id, klass, number, waiting, made_up in found:
        by_lead.setdefault(lead_id, {})[klass] = number
        claimed += waiting
        simulated += made_up if klass in IN_ALL else 0
    told = rows.aggregate(
        soon=Count("id", filter=_due_by(day, day + timedelta(days=CENTRAL.due_soon_days))),
        week=Count("id", filter=_due_by(day, week_end(day))),
        turned=Count("id", filter=Q(klass=Class.OPEN_OVERDUE.value, due_then=day - timedelta(days=1))),
        unverified=Count("id", filter=Exists(unverified_claims(moment_on(day)))),
    )
    return _Tally(
        {lead: _counts(classes) for lead, classes in by_lead.items()}, claimed, simulated=simulated, **told
    )


def _due_by(day: date, last: date) -> Q:
    return Q(klass=Class.OPEN_IN_TERM.value, due_then__gte=day, due_then__lte=last)


def week_end(day: date) -> date:
    """The Sunday of the day's week: what is due by then is due this week."""
    return day + timedelta(days=6 - day.weekday())


def _counts(classes: dict[str, Any]) -> Counts:
    return Counts(**{one.value: classes.get(one.value, 0) for one in Class if one is not Class.UNCOUNTED})
