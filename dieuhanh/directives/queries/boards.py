"""A body's board and the assigner's: what is late, due, silent and waiting, and how those below stand. Four statements."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import BigIntegerField, CharField, Count, Q, QuerySet, Value, Window
from django.utils.translation import gettext as _

from dieuhanh.config import clock
from dieuhanh.config.actor import Actor
from dieuhanh.directives.models import Task
from dieuhanh.directives.queries.access import VIEW
from dieuhanh.directives.queries.filtering import Filters, filtered
from dieuhanh.directives.queries.statistics import Line
from dieuhanh.directives.queries.tasks import HEAVY, TaskRead, read_all
from dieuhanh.directives.queries.waiting import OPEN, WAITING, silent
from dieuhanh.directives.rules.states import TaskKind


@dataclass(frozen=True)
class Section:
    """A part of a board: what it holds, how many, the first of them; `filters` opens to exactly these."""

    key: str
    title: str
    count: int
    rows: Sequence[TaskRead]
    filters: dict[str, str]

    @property
    def aged(self) -> bool:
        """Whether its rows wait for a verdict, so that their age says more than the deadline."""
        return self.key in ("verify", "unverified")


def board(by: Actor, known: Line, *, lead: str = "", assigner: str = "", first: int = 5) -> list[Section]:
    """The sections of a board that hold something: of a lead, or of an assigner (codes). Four statements, however many they are.

    Whether the body is within the remit of `by` is the caller's to check: then so is every open task that it leads or gave.
    What is waiting for the board's own body comes first. `known`: how its tasks given by directives stand now, from the
    kept counts, so that the longest sections are not counted again.
    """
    base = Filters(lead=lead, assigner=assigner)
    seen = Task.objects.all() if by.is_system or by.powers & VIEW else Task.objects.none()
    rows = filtered(seen, base).filter(state__in=OPEN)
    day = clock.today()
    asked = _sections(day)
    counted = {"overdue": known.counts.open_overdue, "verify": known.claimed}
    found = heads(rows, [(key, where) for key, _title, where, _query in asked], first, counted)
    narrowed = {name: code for name, code in (("lead", lead), ("assigner", assigner)) if code}
    return [
        Section(key, title, found[key].count, found[key].rows, {**query, **narrowed})
        for key, title, _where, query in asked
        if key in found
    ]


_Asked = tuple[str, str, Q, dict[str, str]]


def _sections(day: date) -> list[_Asked]:
    """Key, title, what belongs to it, and the same as a list's filters."""
    week = day + timedelta(days=8)
    waiting: list[tuple[str, str]] = [
        ("explain", _("Explanation owed")),
        ("acknowledge", _("Not acknowledged")),
        ("verify", _("Claimed, not verified")),
        ("return", _("Return asked for")),
        ("extension", _("Extension asked for")),
        ("refused", _("Claim refused, open again")),
        ("period", _("A period is overdue")),
        ("silent", _("No word for more than a month")),
    ]
    not_regular = ~Q(kind=TaskKind.REGULAR.value)
    return [
        ("overdue", _("Overdue"), Q(clock="overdue") & not_regular, {"clock": "overdue"}),
        (
            "week",
            _("Due within seven days"),
            Q(current_due__gte=day, current_due__lt=week),
            {"due_from": day.isoformat(), "due_before": week.isoformat(), "open": "1"},
        ),
        *((key, title, _waits(key), {"waiting": key}) for key, title in waiting),
    ]


def _waits(key: str) -> Q:
    return silent() if key == "silent" else WAITING[key]


@dataclass(frozen=True)
class Head:
    """The first rows of a section, and how many it has."""

    count: int
    rows: list[TaskRead]


def heads(
    rows: QuerySet[Task], asked: Sequence[tuple[str, Q]], first: int, counted: Mapping[str, int] | None = None
) -> dict[str, Head]:
    """The first rows of each section that holds something, the nearest deadline first, with their number, in one read of all.

    `counted`: how many a section has, where that is known. Three statements: which rows they are and how many, they
    themselves, their names.
    """
    plain, counted = rows.order_by("current_due", "id"), counted or {}
    parts = [
        plain.filter(where)
        .annotate(section=Value(key, output_field=CharField()), total=_total(counted.get(key)))
        .values_list("section", "id", "total")[:first]
        for key, where in asked
    ]
    chosen: dict[str, list[UUID]] = {}
    totals: dict[str, int] = {}
    for key, task_id, total in parts[0].union(*parts[1:], all=True):
        chosen.setdefault(key, []).append(task_id)
        totals[key] = total
    wanted = {one for many in chosen.values() for one in many}
    stored = Task.objects.filter(pk__in=wanted).select_related("directive").defer(*HEAVY) if wanted else []
    read = {one.id: one for one in read_all(list(stored))}
    return {
        key: Head(
            totals[key],
            sorted(
                (read[one] for one in many), key=lambda one: (one.row.current_due or date.max, str(one.id))
            ),
        )
        for key, many in chosen.items()
    }


def _total(known: int | None) -> Window | Value:
    number = BigIntegerField()
    return Window(Count("id"), output_field=number) if known is None else Value(known, output_field=number)


@dataclass(frozen=True, slots=True)
class Age:
    """How long a claim has waited."""

    claimed_at: datetime
    days: int


def claim_age(read: TaskRead) -> Age | None:
    """How many days the task's claim has waited for a verdict; None where none waits."""
    at = read.row.claimed_at
    return Age(at, (clock.now() - at).days) if at else None


def parts_filters(code: str) -> Filters:
    """What a body gave to those below it and to its communes: parts of its own tasks."""
    return replace(Filters(assigner=code), level="parts")
