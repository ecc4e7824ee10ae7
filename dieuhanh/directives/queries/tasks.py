"""Lists of tasks and one task's whole record. Each function says how many statements it costs, for 1 row and for 50."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Case, Count, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from dieuhanh.config import clock
from dieuhanh.config.actor import Actor
from dieuhanh.config.errors import Fault, Invalid
from dieuhanh.config.text import fold
from dieuhanh.directives.models import Task
from dieuhanh.directives.queries.access import excludes_drafts, is_everything, visible_tasks
from dieuhanh.directives.queries.counting import counted, with_clock
from dieuhanh.directives.queries.signals import SIGNALS
from dieuhanh.directives.queries.totals import clocks
from dieuhanh.directives.queries.waiting import OPEN, WAITING, followed
from dieuhanh.directives.rules.causes import CAUSES, UNSTATED
from dieuhanh.directives.rules.clock import end_of
from dieuhanh.directives.rules.states import Class, DeadlineKind, Stage, TaskKind
from dieuhanh.directives.rules.workflow import ACTIONS
from dieuhanh.interface.rules import format_date
from dieuhanh.organisations.queries import Label, labels
from dieuhanh.organisations.queries.bodies import code_spans

NEVER = date(9999, 12, 31)
"""Where a task without deadline stands in the order of deadlines: last."""
SORTS = {"due": "due_key", "code": "code", "state": "state", "given": "given_on", "changed": "changed_at"}
CLOCKS = ("overdue", "due_soon", "in_time", "done_in_time", "done_late", "no_data")


def spoken(words: str) -> str:
    """A deadline's words as they are shown: a register's `2020-06-30` as dates are written here."""
    return re.sub(
        r"\b(\d{4})-(\d{2})-(\d{2})\b",
        lambda found: format_date(date(*map(int, found.groups())), lang()),
        words,
    )


@dataclass(frozen=True, slots=True)
class Filters:
    """What a list is narrowed to; all of it can stand in a URL. `level`: `given` (by the directive), `parts`, `duties`
    (a duty of many bodies once), or `all`.
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


@dataclass(frozen=True)
class TaskRead:
    """One task as lists show it; `klass` is what it counts as on the day asked about."""

    row: Task
    lead: Label
    assigner: Label
    klass: str
    shares: Mapping[str, int] = field(default_factory=dict)

    @property
    def id(self) -> UUID:
        """The task's id."""
        return self.row.id

    @property
    def due_at(self) -> datetime | None:
        """The last moment in time."""
        return end_of(self.row.current_due) if self.row.current_due else None

    @property
    def lead_name(self) -> str:
        """Who answers for it, in the reader's language; in the document's words where it is no single body; else unknown."""
        return self.lead.name or self.row.lead_person or self.row.lead_words or _("Not known")

    @property
    def state_label(self) -> str:
        """The stage in the reader's language; of a common duty, how many of its bodies are done."""
        if self.shares:
            done = self.shares.get(Stage.VERIFIED.value, 0)
            total = sum(self.shares.values())
            return _("%(done)d of %(total)d bodies done") % {"done": done, "total": total}
        return Stage(self.row.state).words.of(lang())

    @property
    def kind_label(self) -> str:
        """The kind in the reader's language."""
        return TaskKind(self.row.kind).words.of(lang())

    @property
    def deadline_label(self) -> str:
        """The deadline's own words, or its kind."""
        return spoken(self.row.deadline_words) or DeadlineKind(self.row.deadline_kind).words.of(lang())

    @property
    def class_label(self) -> str:
        """What it counts as, in the reader's language."""
        return Class(self.klass).words.of(lang())

    @property
    def done_at(self) -> datetime | None:
        """The end of the product's day, where it is verified."""
        return end_of(self.row.completed_on) if self.row.completed_on else None


def lang() -> str:
    """The reader's language."""
    return get_language() or "vi"


def tasks(
    by: Actor | None,
    filters: Filters,
    *,
    sort: str = "due",
    descending: bool = False,
    after: Sequence[str] | None = None,
    limit: int = 50,
    among: QuerySet[Task] | None = None,
) -> list[TaskRead]:
    """`limit + 1` tasks that `by` may see, after the key `[sort value, id]`. Four statements, one more for a body's code.

    `among`: where the reach is known already, one fewer. Raises `Invalid` for a state, kind or class that is none.
    """
    rows = filtered(visible_tasks(by) if among is None else among, filters)
    key = SORTS.get(sort, SORTS["due"])
    rows = rows.annotate(due_key=Coalesce("current_due", Value(NEVER)))
    if after:
        rows = _after(rows, key, after, descending)
    order = (f"-{key}", "-id") if descending else (key, "id")
    return read_all(list(rows.select_related("directive").defer(*HEAVY).order_by(*order)[: limit + 1]))


def chosen(by: Actor | None, ids: Sequence[UUID]) -> list[TaskRead]:
    """Those of the tasks that `by` may see, in the order of their codes. Four statements."""
    rows = visible_tasks(by).filter(pk__in=list(ids), is_group=False).exclude(state=Stage.DRAFT.value)
    return read_all(list(rows.select_related("directive").defer(*HEAVY).order_by("code")))


HEAVY = ("directive__text", "directive__file_content")


def sort_key(read: TaskRead, sort: str) -> list[str]:
    """The keyset of a row in this order."""
    row = read.row
    value = {
        "code": row.code,
        "state": row.state,
        "given": row.given_on.isoformat(),
        "changed": row.changed_at.isoformat(),
    }.get(sort, (row.current_due or NEVER).isoformat())
    return [value, str(row.id)]


def read_all(rows: Sequence[Task]) -> list[TaskRead]:
    """Rows with the names of their bodies and, for common duties, their shares' states. Two statements."""
    day = clock.today()
    wanted = {one for row in rows for one in (row.lead_id, row.assigner_id) if one}
    named = labels(wanted, day)
    shares = shares_of([row.id for row in rows if row.is_group])
    nobody = Label("", "", "")
    return [
        TaskRead(
            row,
            named.get(row.lead_id, nobody) if row.lead_id else nobody,
            named.get(row.assigner_id, nobody),
            getattr(row, "klass", Class.UNCOUNTED.value),
            shares.get(row.id, {}),
        )
        for row in rows
    ]


def shares_of(groups: Sequence[UUID]) -> dict[UUID, dict[str, int]]:
    """For each common duty, how many of its bodies' tasks are in each stage. One statement; none for none."""
    found: dict[UUID, dict[str, int]] = {}
    if groups:
        rows = (
            Task.objects.filter(parent_id__in=groups, tier=0)
            .exclude(state=Stage.TRANSFERRED.value)
            .values_list("parent_id", "state")
            .annotate(count=Count("id"))
        )
        for parent, state, count in rows:
            found.setdefault(parent, {})[state] = count  # type: ignore[index]  # filtered by parent
    return found


def filtered(rows: QuerySet[Task], given: Filters) -> QuerySet[Task]:
    """The rows narrowed to what is asked; each has `klass` and `due_then` as of the day asked about."""
    _check(given)
    day = given.as_of or clock.today()
    rows = counted(rows, day, original=given.original)
    rows = _by_bodies(rows, given, day)
    level = {
        "given": Q(tier=0, is_group=False),
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
        "klass": given.klass,
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
    if given.signal:
        rows = rows.filter(SIGNALS[given.signal](day))
    rows = followed(rows, given, day)
    if given.signal:
        rows = rows.filter(SIGNALS[given.signal](day))
    if given.unknown_lead:
        rows = rows.filter(lead__isnull=True)
    for word in fold(given.q.replace("\0", " ")).split()[:8]:
        rows = rows.filter(Q(search__contains=word) | Q(directive__search__contains=word))
    return rows


def _by_bodies(rows: QuerySet[Task], given: Filters, day: date) -> QuerySet[Task]:
    """A code means the body that bore it on the day; one that bears it no longer, whoever bore it last."""
    codes = [one for one in (given.lead, given.coordinator, given.assigner) if one]
    if not codes:
        return rows
    meant: dict[str, UUID] = {}
    for span in code_spans(codes):
        if span.code not in meant or (
            span.valid_from <= day and (span.valid_to is None or span.valid_to > day)
        ):
            meant[span.code] = span.organisation_id
    for name, code in (
        ("lead_id", given.lead),
        ("coordinations__organisation_id", given.coordinator),
        ("assigner_id", given.assigner),
    ):
        if code:
            rows = rows.filter(**{name: meant[code]}) if code in meant else rows.none()
    return rows


def _check(given: Filters) -> None:
    causes = {"none", UNSTATED, *(one.code for one in CAUSES)}
    for name, value, known in (
        ("cause", given.cause, causes),
        ("acted", given.acted, set(ACTIONS)),
        ("state", given.state, set(Stage)),
        ("kind", given.kind, set(TaskKind)),
        ("class", given.klass, set(Class)),
        ("clock", given.clock, set(CLOCKS)),
        ("waiting", given.waiting, set(WAITING)),
        ("signal", given.signal, set(SIGNALS)),
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


def _after(rows: QuerySet[Task], key: str, after: Sequence[str], descending: bool) -> QuerySet[Task]:
    way = "lt" if descending else "gt"
    wrong = _("“after” must be the value of “next” of the page before.")
    try:
        value: Any = after[0]
        if key in ("due_key", "given_on"):
            value = date.fromisoformat(value)
        elif key == "changed_at":
            value = datetime.fromisoformat(value)
        last = UUID(str(after[1]))
    except (ValueError, TypeError, KeyError, IndexError, AttributeError) as error:
        raise Invalid(wrong, faults=[Fault(wrong, field="after")]) from error
    return rows.filter(Q(**{f"{key}__{way}": value}) | Q(**{key: value, f"id__{way}": last}))


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


def as_json(read: TaskRead) -> dict[str, Any]:
    """The task as the public contract shows it. What is not known is null."""
    row = read.row

    def day(value: date | None) -> str | None:
        return value.isoformat() if value else None

    return {
        "code": row.code,
        "id": str(row.id),
        "directive": row.directive.symbol,
        "given_on": row.given_on.isoformat(),
        "clause": row.clause,
        "content": row.content,
        "kind": row.kind,
        "lead": read.lead.code or None,
        "lead_words": row.lead_words or row.lead_person or None,
        "lead_inferred": row.lead_inferred,
        "assigner": read.assigner.code,
        "group": row.is_group,
        "shares": dict(read.shares) if read.shares else None,
        "tier": row.tier,
        "deadline_kind": row.deadline_kind,
        "deadline_words": row.deadline_words,
        "original_due": day(row.original_due),
        "current_due": day(row.current_due),
        "state": row.state,
        "clock": getattr(row, "clock_then", "") or row.clock,
        "class": read.klass,
        "claimed_on": day(row.claimed_on),
        "completed_on": day(row.completed_on),
        "percent": row.percent,
        "was_late": row.was_late,
        "delay_cause": row.delay_cause or None,
        "explain_by": row.explain_by.isoformat() if row.explain_by else None,
        "evidence_mark": row.evidence_mark or None,
        "simulated": row.simulated,
    }


def by_clock_order() -> Case:
    """Overdue first, then what is due soon: the order in which boards show tasks."""
    return Case(
        *(When(clock=word, then=Value(place)) for place, word in enumerate(CLOCKS)),
        default=Value(len(CLOCKS)),
    )


__all__ = ["OPEN", "WAITING", "Filters", "TaskRead", "filtered", "tasks"]
