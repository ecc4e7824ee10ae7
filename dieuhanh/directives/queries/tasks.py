"""Lists of tasks. Each function says how many statements it costs, for 1 row and for 50."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from dieuhanh.config import clock
from dieuhanh.config.actor import Actor
from dieuhanh.config.errors import Fault, Invalid
from dieuhanh.config.language import lang
from dieuhanh.directives.models import Task
from dieuhanh.directives.queries.access import visible_tasks
from dieuhanh.directives.queries.counting import with_first
from dieuhanh.directives.queries.filtering import Filters, filtered
from dieuhanh.directives.rules.clock import end_of
from dieuhanh.directives.rules.states import Class, DeadlineKind, Stage, TaskKind
from dieuhanh.interface.rules import format_date
from dieuhanh.organisations.queries import Label, labels

NEVER = date(9999, 12, 31)
"""Where a task without deadline stands in the order of deadlines: last."""
SORTS = {
    "first": "first",
    "due": "due_key",
    "code": "code",
    "state": "state",
    "given": "given_on",
    "changed": "changed_at",
}
"""`first`: what needs a hand first (`counting.with_first`)."""
FIRST_END = 10**9
"""Beyond every place that `counting.with_first` gives."""


def spoken(words: str) -> str:
    """A deadline's words as they are shown: a register's `2020-06-30` as dates are written here."""
    return re.sub(
        r"\b(\d{4})-(\d{2})-(\d{2})\b",
        lambda found: format_date(date(*map(int, found.groups())), lang()),
        words,
    )


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
    if key == "first":
        rows = with_first(rows, filters.as_of or clock.today(), original=filters.original)
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
        "first": str(getattr(row, "first", "")),
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


def _after(rows: QuerySet[Task], key: str, after: Sequence[str], descending: bool) -> QuerySet[Task]:
    way = "lt" if descending else "gt"
    wrong = _("“after” must be the value of “next” of the page before.")
    try:
        value: Any = after[0]
        if key in ("due_key", "given_on"):
            value = date.fromisoformat(value)
        elif key == "changed_at":
            value = datetime.fromisoformat(value)
        elif key == "first" and not -FIRST_END < (value := int(value)) < FIRST_END:
            raise ValueError
        last = UUID(str(after[1]))
    except (ValueError, TypeError, KeyError, IndexError, AttributeError) as error:
        raise Invalid(wrong, faults=[Fault(wrong, field="after")]) from error
    return rows.filter(Q(**{f"{key}__{way}": value}) | Q(**{key: value, f"id__{way}": last}))
