"""Periods of periodic duties: one duty's, a list of many, and their counts by body, apart from the tasks themselves."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from dieuhanh.config import clock
from dieuhanh.config.actor import Actor
from dieuhanh.config.errors import Fault, Invalid
from dieuhanh.config.language import lang
from dieuhanh.directives.models import Task, TaskPeriod
from dieuhanh.directives.queries.access import visible_periods
from dieuhanh.directives.queries.waiting import moment_on
from dieuhanh.directives.rules.clock import end_of
from dieuhanh.directives.rules.periods import period_name
from dieuhanh.interface.rules import format_date
from dieuhanh.organisations.queries import Label, labels
from dieuhanh.organisations.queries.bodies import code_spans
from dieuhanh.organisations.queries.naming import uuid_of

CLOCKS = ("overdue", "due_soon", "in_time", "done_in_time", "done_late", "no_data")
"""`no_data`: the duty ended before the period was reported."""


@dataclass(frozen=True, slots=True)
class PeriodFilters:
    """What a list of periods is narrowed to; all of it can stand in a URL."""

    lead: str = ""
    clock: str = ""
    due_from: date | None = None
    due_before: date | None = None
    as_of: date | None = None
    """With `clock` overdue: what was overdue at the end of that day."""
    level: str = ""
    """`central`: duties from the Government and the Prime Minister."""


def overdue_on(day: date) -> Q:
    """Periods past their deadline at the end of a day (or now, on the day itself) and not reported by then."""
    moment = moment_on(day)
    waiting = Q(state=TaskPeriod.State.OPEN) | Q(state=TaskPeriod.State.REPORTED, reported_at__gt=moment)
    return waiting & Q(due_on__lt=day, opened_at__lte=moment)


@dataclass(frozen=True)
class PeriodRead:
    """One period as lists show it."""

    row: TaskPeriod
    lead: Label | None = None

    @property
    def id(self) -> UUID:
        """The period's id."""
        return self.row.id

    @property
    def code(self) -> str:
        """`2025-W39`, `2020-08`, `2019-Q4`."""
        return self.row.code

    @property
    def name(self) -> str:
        """The period in the reader's language."""
        return period_name(self.row.code).of(lang())

    @property
    def due_at(self) -> datetime:
        """The last moment in time."""
        return end_of(self.row.due_on)

    @property
    def due_label(self) -> str:
        """By when, in words."""
        return _("due %(day)s") % {"day": format_date(self.row.due_on, lang())}

    @property
    def done_at(self) -> datetime | None:
        """The end of the report's own day."""
        return end_of(self.row.reported_on) if self.row.reported_on else None

    @property
    def lead_name(self) -> str:
        """Who owes it."""
        return (self.lead.name if self.lead else "") or _("Not known")


def open_periods(task_id: UUID) -> list[PeriodRead]:
    """The periods of a duty that wait for a report, the one due first on top. One statement."""
    rows = TaskPeriod.objects.filter(task_id=task_id, state=TaskPeriod.State.OPEN).order_by("due_on", "id")
    return [PeriodRead(one) for one in rows[:100]]


def reported_periods(task_id: UUID) -> list[PeriodRead]:
    """The periods of a duty that were reported, the last report on top. One statement."""
    rows = TaskPeriod.objects.filter(task_id=task_id, state=TaskPeriod.State.REPORTED)
    return [PeriodRead(one) for one in rows.order_by("-reported_at", "-id")[:100]]


def periods_of(task_id: UUID, *, most: int = 60) -> list[PeriodRead]:
    """A duty's periods, the latest on top. One statement."""
    return [
        PeriodRead(one)
        for one in TaskPeriod.objects.filter(task_id=task_id).order_by("-due_on", "-id")[:most]
    ]


def _filtered(by: Actor | None, given: PeriodFilters) -> QuerySet[TaskPeriod]:
    if given.clock and given.clock not in CLOCKS:
        message = _("“%(value)s” is none of: %(known)s.") % {
            "value": given.clock[:40],
            "known": ", ".join(CLOCKS),
        }
        raise Invalid(message, faults=[Fault(message, field="clock", value=given.clock[:40])])
    rows = visible_periods(by)
    if given.lead:
        body = uuid_of(given.lead)
        meant = [body] if body else [one.organisation_id for one in code_spans([given.lead])]
        rows = rows.filter(task__lead_id__in=meant) if meant else rows.none()
    if given.level:
        rows = rows.filter(task__level=given.level)
    if given.clock == "overdue" and given.as_of is not None:
        rows = rows.filter(overdue_on(given.as_of))
    wanted: dict[str, Any] = {
        "clock": "" if given.clock == "overdue" and given.as_of is not None else given.clock,
        "due_on__gte": given.due_from,
        "due_on__lt": given.due_before,
    }
    return rows.filter(**{name: value for name, value in wanted.items() if value})


def periods(
    by: Actor | None, given: PeriodFilters, *, after: Sequence[str] | None = None, limit: int = 50
) -> list[PeriodRead]:
    """`limit + 1` periods of duties that `by` may see, by deadline, the latest first. Three statements."""
    rows = _filtered(by, given)
    if after:
        try:
            day, last = date.fromisoformat(after[0]), UUID(str(after[1]))
        except (ValueError, TypeError, KeyError, IndexError, AttributeError) as error:
            wrong = _("“after” must be the value of “next” of the page before.")
            raise Invalid(wrong, faults=[Fault(wrong, field="after")]) from error
        rows = rows.filter(Q(due_on__lt=day) | Q(due_on=day, id__lt=last))
    found = list(rows.select_related("task").order_by("-due_on", "-id")[: limit + 1])
    named = labels({one.task.lead_id for one in found if one.task.lead_id}, clock.today())
    return [PeriodRead(one, named.get(one.task.lead_id) if one.task.lead_id else None) for one in found]


def period_key(read: PeriodRead) -> list[str]:
    """The keyset of a row."""
    return [read.row.due_on.isoformat(), str(read.row.id)]


def period_counts(by: Actor | None, given: PeriodFilters) -> dict[str, int]:
    """How many periods have each clock's word, and all of them under "". One statement."""
    found = dict(
        _filtered(by, replace(given, clock="", as_of=None))
        .order_by()
        .values_list("clock")
        .annotate(count=Count("id"))
    )
    return {"": sum(found.values()), **{word: found.get(word, 0) for word in CLOCKS}}


@dataclass(frozen=True, slots=True)
class PeriodLine:
    """A body's periods: how many reported in time, late, still open, overdue, lapsed."""

    code: str
    label: str
    counts: dict[str, int]

    @property
    def came_due(self) -> int:
        """Reported ones and overdue ones: the denominator of lateness."""
        return sum(self.counts.get(word, 0) for word in ("done_in_time", "done_late", "overdue"))

    @property
    def late(self) -> int:
        """Reported late and overdue."""
        return sum(self.counts.get(word, 0) for word in ("done_late", "overdue"))


def period_lines(by: Actor | None, given: PeriodFilters) -> list[PeriodLine]:
    """Periods by body, those with most late ones first; regular duties stay outside A and R1–R3. Three statements."""
    found: dict[UUID | None, dict[str, int]] = {}
    grouped = (
        _filtered(by, given).order_by().values_list("task__lead_id", "clock").annotate(count=Count("id"))
    )
    for lead, word, number in grouped:
        found.setdefault(lead, {})[word] = number
    named = labels([one for one in found if one], clock.today())
    lines = [
        PeriodLine(
            named[lead].code if lead in named else "",
            named[lead].name if lead in named else _("Lead not known, or no body"),
            counts,
        )
        for lead, counts in found.items()
    ]
    return sorted(lines, key=lambda one: (-one.late, one.label))


def period_json(read: PeriodRead) -> dict[str, Any]:
    """A period as the public contract shows it."""
    row = read.row
    return {
        "id": str(row.id),
        "period": row.code,
        "first_on": row.first_on.isoformat(),
        "due_on": row.due_on.isoformat(),
        "state": row.state,
        "clock": row.clock,
        "was_late": row.was_late,
        "reported_on": row.reported_on.isoformat() if row.reported_on else None,
        "note": row.note or None,
        "document": row.document or None,
        "entry": str(row.entry_id) if row.entry_id else None,
        "simulated": row.simulated,
    }


def task_of(read: PeriodRead) -> Task:
    """The duty of a period read with its list."""
    return read.row.task
