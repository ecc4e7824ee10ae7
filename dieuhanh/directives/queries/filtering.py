"""What a list of tasks is narrowed to: one set of filters for lists, boards, statistics, exports and other rooms."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from dieuhanh.config import clock
from dieuhanh.config.errors import Fault, Invalid
from dieuhanh.config.text import fold
from dieuhanh.directives.models import Task
from dieuhanh.directives.queries.access import excludes_drafts, is_everything
from dieuhanh.directives.queries.counting import counted, with_clock
from dieuhanh.directives.queries.names import bodies_meant
from dieuhanh.directives.queries.signals import SIGNALS
from dieuhanh.directives.queries.totals import clocks
from dieuhanh.directives.queries.waiting import WAITING, followed
from dieuhanh.directives.rules.arithmetic import IN_ALL
from dieuhanh.directives.rules.causes import CAUSES, UNSTATED
from dieuhanh.directives.rules.states import Class, Stage, TaskKind
from dieuhanh.directives.rules.workflow import ACTIONS

COUNTED = "counted"
"""In place of one class: all that are in A, so that A opens to exactly its tasks."""
CLOCKS = ("overdue", "due_soon", "in_time", "done_in_time", "done_late", "no_data")


@dataclass(frozen=True, slots=True)
class Filters:
    """What a list is narrowed to; all of it can stand in a URL. `level`: `given` (by the directive), `central` (of
    these what the Government and the Prime Minister gave), `parts`, `duties` (a duty of many bodies once), or `all`.
    """

    lead: str = ""
    coordinator: str = ""
    assigner: str = ""
    directive: str = ""
    state: str = ""
    clock: str = ""
    kind: str = ""
    klass: str = ""
    q: str = ""
    waiting: str = ""
    signal: str = ""
    unverified: bool = False
    is_open: bool = False
    due_before: date | None = None
    due_from: date | None = None
    given_from: date | None = None
    given_to: date | None = None
    month: str = ""
    as_of: date | None = None
    original: bool = False
    level: str = "given"
    unknown_lead: bool = False
    cause: str = ""
    """The cause of delay last given; `none` where none was asked for."""
    acted: str = ""
    """An action of the workflow taken on `acted_on`."""
    acted_on: date | None = None
    verified_on: date | None = None
    parent: UUID | None = None
    simulated: str = ""
    """`yes`: what is made up; `no`: the rest."""


def filtered(rows: QuerySet[Task], given: Filters) -> QuerySet[Task]:
    """The rows narrowed to what is asked; each has `klass` and `due_then` as of the day asked about."""
    _check(given)
    day = given.as_of or clock.today()
    rows = counted(rows, day, original=given.original)
    rows = _by_bodies(rows, given, day)
    level = {
        "given": Q(tier=0, is_group=False),
        "central": Q(tier=0, is_group=False, level="central"),
        "parts": Q(tier__gt=0),
        "duties": Q(tier=0, parent__isnull=True),
        "all": Q(),
    }.get(given.level, Q(tier=0, is_group=False))
    if given.parent is not None:
        level = Q(parent_id=given.parent)
    rows = rows.filter(level)
    rows = rows.filter(given_on__lte=day)  # what was given later is not there yet
    past = day < clock.today()
    if past:
        rows = with_clock(rows, day)
    wanted: dict[str, Any] = {
        "state": given.state,
        "clock_then" if past else "clock": given.clock,
        "kind": given.kind,
        "klass": "" if given.klass == COUNTED else given.klass,
        "klass__in": IN_ALL if given.klass == COUNTED else (),
        "current_due__lt": given.due_before,
        "current_due__gte": given.due_from,
        "given_on__gte": given.given_from,
        "given_on__lte": given.given_to,
    }
    rows = rows.filter(**{name: value for name, value in wanted.items() if value})
    if given.clock:
        rows = rows.exclude(kind=TaskKind.REGULAR.value)
    if given.clock == "no_data" and not past:
        rows = rows.filter(heard=False)
    if given.directive:
        rows = rows.filter(directive__code_stem=given.directive)
    if given.month:
        rows = rows.filter(given_on__gte=_month(given.month), given_on__lt=_month_after(given.month))
    if given.waiting:
        rows = rows.filter(WAITING[given.waiting])
    if given.simulated:
        rows = rows.filter(simulated=given.simulated == "yes")
    rows = followed(rows, given, day)
    if given.signal:
        rows = rows.filter(SIGNALS[given.signal](day))
    if given.unknown_lead:
        rows = rows.filter(lead__isnull=True)
    for word in fold(given.q.replace("\0", " ")).split()[:8]:
        rows = rows.filter(Q(search__contains=word) | Q(directive__search__contains=word))
    return rows


def _by_bodies(rows: QuerySet[Task], given: Filters, day: date) -> QuerySet[Task]:
    codes = [one for one in (given.lead, given.coordinator, given.assigner) if one]
    if not codes:
        return rows
    meant = bodies_meant(codes, day)
    for name, code in (
        ("lead_id", given.lead),
        ("coordinations__organisation_id", given.coordinator),
        ("assigner_id", given.assigner),
    ):
        owes = name.startswith("coordinations") and given.waiting == "contribute"
        if code and code in meant:
            still = {"coordinations__contributed_at__isnull": True} if owes else {}
            rows = rows.filter(**{name: meant[code]}, **still)
        elif code:
            rows = rows.none()
    return rows


def _check(given: Filters) -> None:
    causes = {"none", UNSTATED, *(one.code for one in CAUSES)}
    for name, value, known in (
        ("cause", given.cause, causes),
        ("acted", given.acted, set(ACTIONS)),
        ("state", given.state, set(Stage)),
        ("kind", given.kind, set(TaskKind)),
        ("class", given.klass, {*Class, COUNTED}),
        ("clock", given.clock, set(CLOCKS)),
        ("waiting", given.waiting, set(WAITING)),
        ("signal", given.signal, set(SIGNALS)),
        ("simulated", given.simulated, {"yes", "no"}),
    ):
        if value and value not in known:
            message = _("“%(value)s” is none of: %(known)s.") % {
                "value": value[:40],
                "known": ", ".join(sorted(str(one) for one in known)),
            }
            raise Invalid(message, faults=[Fault(message, field=name, value=value[:40])])
    if given.month:
        _month(given.month)


def _month(text: str) -> date:
    try:
        return date.fromisoformat(f"{text[:7]}-01")
    except ValueError as error:
        message = _("Write a month as 2020-08.")
        raise Invalid(message, faults=[Fault(message, field="month", value=text[:20])]) from error


def _month_after(text: str) -> date:
    first = _month(text)
    return date(first.year + first.month // 12, first.month % 12 + 1, 1)


def clock_counts(among: QuerySet[Task], filters: Filters) -> dict[str, int]:
    """How many tasks there are, and how many each clock's word has on the day asked about, for the chips above a list. One statement.

    Where nothing narrows the list, the kept counts know it.
    """
    if replace(filters, clock="") == Filters() and is_everything(among):
        kept = clocks(clock.today(), drafts=not excludes_drafts(among))
        return {"": kept[""], **{word: kept.get(word, 0) for word in CLOCKS}}
    rows = filtered(among, replace(filters, clock="")).order_by()
    found: dict[str, int] = {}
    total = 0
    joined = (
        bool(filters.coordinator) or filters.waiting == "extension"
    )  # only then may a task come more than once
    past = filters.as_of is not None and filters.as_of < clock.today()
    column = "clock_then" if past else "clock"
    grouped = rows.values_list(column, "kind", "heard").annotate(count=Count("id", distinct=joined))
    for word, kind, heard, count in grouped:
        total += count
        if kind != TaskKind.REGULAR.value and not (word == "no_data" and heard and not past):
            found[word] = found.get(word, 0) + count
    return {"": total, **{word: found.get(word, 0) for word in CLOCKS}}
