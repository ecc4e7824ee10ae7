"""What speaks against a lead, as of a day: refuted claims, silence, repeated extensions, claims that wait.

Each signal is said once, as a condition on tasks; lists are narrowed by it and leads are counted by it, so that a count
always opens to exactly its tasks.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from dieuhanh.directives.models import Claim, ExtensionRequest, Move, Task
from dieuhanh.directives.rules.clock import end_of
from dieuhanh.directives.rules.escalation import CENTRAL
from dieuhanh.directives.rules.states import Class, TaskKind

REPEATED = 2
"""So many extensions asked for of one task are repeated ones."""
_HEARD_BY = ("acknowledge", "progress", "claim", "return", "ask_extension", "break_down")
_OPEN = (Class.OPEN_IN_TERM.value, Class.OPEN_OVERDUE.value)


def _refuted(day: date) -> Q:
    """A claim of it was refused by then: said to be done, and found not to be."""
    found = Claim.objects.filter(
        task=OuterRef("pk"),
        verdict__in=(Claim.Verdict.REFUSED, Claim.Verdict.VOID),
        judged_at__lte=end_of(day),
    )
    return Q(Exists(found))


def _claimed(day: date) -> Q:
    """A claim of it waited on the day."""
    at = end_of(day)
    waits = Q(judged_at__isnull=True) | Q(judged_at__gt=at)
    return Q(klass__in=_OPEN) & Q(
        Exists(Claim.objects.filter(waits, task=OuterRef("pk"), claimed_at__lte=at))
    )


def _silent(day: date) -> Q:
    """Open, given longer ago than progress may be owed, and its lead has said nothing since."""
    at = end_of(day)
    # No day lies before the calendar of the language; nothing was given then either.
    edge: datetime = at - timedelta(days=CENTRAL.progress_days) if day.year > 1 else at
    said = Move.objects.filter(task=OuterRef("pk"), action__in=_HEARD_BY, at__gt=edge, at__lte=at)
    return (
        Q(klass__in=_OPEN, published_at__lte=edge, lead__isnull=False)
        & ~Q(kind=TaskKind.REGULAR.value)
        & ~Q(Exists(said))
    )


def _extended(day: date) -> Q:
    """An extension was asked for at least twice by then."""
    asked = (
        ExtensionRequest.objects.filter(asked_at__lte=end_of(day))
        .values("task_id")
        .annotate(times=Count("id"))
        .filter(times__gte=REPEATED)
    )
    return Q(pk__in=asked.values("task_id"))


SIGNALS: dict[str, Callable[[date], Q]] = {
    "refuted": _refuted,
    "silent": _silent,
    "extended": _extended,
    "claimed": _claimed,
}
"""By name, as it stands in a URL: `signal=silent`. Asked of rows that `counting.counted` went over."""


@dataclass(frozen=True, slots=True)
class Signals:
    """How many of a lead's tasks each signal is about."""

    overdue: int = 0
    refuted: int = 0
    silent: int = 0
    extended: int = 0
    claimed: int = 0


def signals_by_lead(rows: QuerySet[Task], day: date) -> dict[UUID, Signals]:
    """Each lead's signals among rows that `tasks.filtered` narrowed as of the day. One statement."""
    counts: dict[str, Any] = {
        name: Count("id", filter=made(day), distinct=True) for name, made in SIGNALS.items()
    }
    found: Any = (
        rows.filter(lead__isnull=False)
        .order_by()
        .values("lead_id")
        .annotate(overdue=Count("id", filter=Q(klass=Class.OPEN_OVERDUE.value), distinct=True), **counts)
    )
    names = ("overdue", *counts)
    return {row["lead_id"]: Signals(**{name: row[name] for name in names}) for row in found}


__all__ = ["REPEATED", "SIGNALS", "Signals", "signals_by_lead"]
