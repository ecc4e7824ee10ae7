"""Counts, identities and rates by body, kind or month, as of a day, against the current and the original deadline."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Avg, Count, F, Q
from django.db.models.functions import TruncDate, TruncMonth
from django.utils.translation import gettext as _

from dieuhanh.config import clock
from dieuhanh.config.actor import Actor
from dieuhanh.config.errors import Fault, Invalid
from dieuhanh.config.language import lang
from dieuhanh.directives.queries.access import visible_tasks
from dieuhanh.directives.queries.counting import late_days
from dieuhanh.directives.queries.filtering import Filters, filtered
from dieuhanh.directives.queries.names import keys_of
from dieuhanh.directives.rules.arithmetic import SMALL_DENOMINATOR, Counts, Rate, RateName, Rounding, add_up
from dieuhanh.directives.rules.causes import cause_words
from dieuhanh.directives.rules.clock import end_of, start_of
from dieuhanh.directives.rules.states import Class, Stage, TaskKind
from dieuhanh.organisations.queries import labels

BY = {
    "body": "lead_id",
    "kind": "kind",
    "month": "month",
    "directive": "directive__code_stem",
    "cause": "delay_cause",
    "": "",
}
RATES = (RateName.R1, RateName.R2, RateName.R3)


@dataclass(frozen=True, slots=True)
class Line:
    """One line: its key (a body's code, a kind, a month), counts, claims that wait, and the mean lateness in days."""

    key: str
    label: str
    counts: Counts
    claimed: int = 0
    mean_days_late: float | None = None
    body: UUID | None = None

    def rate(self, name: RateName) -> Rate:
        """The named rate."""
        return self.counts.rate(name)

    @property
    def small(self) -> bool:
        """Whether too few tasks have come due for a rate to say much."""
        return self.counts.due < SMALL_DENOMINATOR


@dataclass(frozen=True)
class Statistics:
    """The lines of one question, and their sum."""

    as_of: date
    original: bool
    by: str
    total: Line
    lines: Sequence[Line]

    @property
    def large(self) -> list[Line]:
        """Lines with enough due tasks to be ranked: by R3, then R1, then mean days late, worst first."""
        return sorted((one for one in self.lines if not one.small), key=_rank)

    @property
    def small(self) -> list[Line]:
        """Lines with too few due tasks: listed apart and not ranked."""
        return [one for one in self.lines if one.small]


def _rank(line: Line) -> tuple[Any, ...]:
    worst = [line.rate(name).fraction or 0 for name in (RateName.R3, RateName.R1)]
    return (-worst[0], -worst[1], -(line.mean_days_late or 0), line.label)


def statistics(by: Actor | None, filters: Filters, *, group: str = "body") -> Statistics:
    """The statistics of what `by` may see. Three statements, and two more for the names of bodies.

    Raises `Invalid` for a grouping that is none.
    """
    if group not in BY:
        message = _("Group by body, kind, month, directive or cause of delay.")
        raise Invalid(message, faults=[Fault(message, field="by", value=group[:20])])
    as_of = filters.as_of or clock.today()
    rows = filtered(visible_tasks(by), filters).filter(given_on__lte=as_of).order_by()
    if group == "month":
        rows = rows.annotate(month=TruncMonth("given_on"))
    column = BY[group]
    keys = [column] if column else []
    found = rows.values_list(*keys, "klass").annotate(
        count=Count("id", distinct=True),
        waiting=Count("id", distinct=True, filter=Q(state=Stage.CLAIMED.value)),
        late=Avg(late_days(as_of), filter=Q(klass__in=(Class.DONE_LATE.value, Class.OPEN_OVERDUE.value))),
    )
    counts: dict[Any, dict[str, int]] = {}
    claims: dict[Any, int] = {}
    late: dict[Any, list[tuple[int, float]]] = {}
    for row in found:
        key, klass, number, waiting, mean = row if column else ("", *row)
        counts.setdefault(key, {})[klass] = number
        claims[key] = claims.get(key, 0) + (waiting if klass != Class.UNCOUNTED.value else 0)
        if mean is not None:
            late.setdefault(key, []).append((number, float(mean)))
    words = _labels(group, list(counts), as_of)
    lines = [
        Line(
            *words[key],
            _counts(classes),
            claims.get(key, 0),
            _mean(late.get(key, [])),
            key if group == "body" else None,
        )
        for key, classes in counts.items()
        if any(klass != Class.UNCOUNTED.value for klass in classes)
    ]
    lines.sort(
        key=lambda one: (one.key == "", one.key) if group in ("month", "kind") else (one.key == "", one.label)
    )
    total = Line(
        "",
        _("All"),
        add_up(one.counts for one in lines),
        sum(one.claimed for one in lines),
        _mean([one for many in late.values() for one in many]),
    )
    return Statistics(as_of, filters.original, group, total, lines)


def _counts(classes: dict[str, int]) -> Counts:
    return Counts(**{one.value: classes.get(one.value, 0) for one in Class if one is not Class.UNCOUNTED})


def _mean(parts: Sequence[tuple[int, float]]) -> float | None:
    weight = sum(number for number, _mean_days in parts)
    return sum(number * days for number, days in parts) / weight if weight else None


def _labels(group: str, keys: Sequence[Any], as_of: date) -> dict[Any, tuple[str, str]]:
    if group == "body":
        named = labels([one for one in keys if isinstance(one, UUID)], clock.today())
        called = keys_of(named, as_of)
        nobody = ("", _("Lead not known, or no body"))
        return {key: (called[key], named[key].name) if key in named else nobody for key in keys}
    if group == "kind":
        return {key: (key, TaskKind(key).words.of(lang())) for key in keys}
    if group == "month":
        return {key: (f"{key:%Y-%m}", f"{key:%m/%Y}") for key in keys}
    if group == "cause":
        return {
            key: (key or "none", cause_words(key).of(lang()) if key else _("No cause was asked for"))
            for key in keys
        }
    return {key: (key, key or _("All")) for key in keys}


@dataclass(frozen=True, slots=True)
class Closing:
    """The tasks verified on one day: how many, how many with a product dated by the deadline, how many late."""

    day: date
    closed: int
    in_time: int
    simulated: int = 0
    """Of the closed, how many are made up for the demonstration."""

    @property
    def late(self) -> int:
        """Closed with a product dated after the deadline."""
        return self.closed - self.in_time


_DAYS, _LONGEST = 60, 400


def window_of(since: date | None, until: date | None) -> tuple[date, date]:
    """The days asked about: the sixty before `until` (today) where no first day is given. Raises `Invalid`."""
    last = until or clock.today()
    first = since or max(last, date(1900, 3, 2)) - timedelta(days=_DAYS)
    if not 0 <= (last - first).days <= _LONGEST:
        message = _("Choose a window of at most %(days)d days, the first day first.") % {"days": _LONGEST}
        raise Invalid(message, faults=[Fault(message, field="since", value=first.isoformat())])
    return first, last


def closings(by: Actor | None, filters: Filters, first: date, last: date) -> list[Closing]:
    """Per day of verification (in Vietnam): how many were closed, and how many of them in time. Two statements.

    A rush of closings just before a meeting is meant to be seen (S22, October 2025: 258 in four days).
    """
    rows = filtered(visible_tasks(by), filters).filter(
        state=Stage.VERIFIED.value, verified_at__gte=start_of(first), verified_at__lte=end_of(last)
    )
    in_time = Q(current_due=None) | Q(completed_on__lte=F("current_due"))
    days = (
        rows.order_by()
        .values_list(TruncDate("verified_at"))
        .annotate(
            closed=Count("id", distinct=True),
            in_time=Count("id", distinct=True, filter=in_time),
            made_up=Count("id", distinct=True, filter=Q(simulated=True)),
        )
    )
    return sorted((Closing(*one) for one in days), key=lambda one: one.day)


def closing_rush(found: Sequence[Closing], *, days: int = 4) -> tuple[date, int] | None:
    """The `days` days on end in which most tasks were closed: their first day and how many. None for nothing closed."""
    sums = [
        (sum(other.closed for other in found if 0 <= (other.day - one.day).days < days), one.day)
        for one in found
    ]
    most = max(sums, key=lambda one: (one[0], one[1]), default=None)
    return (most[1], most[0]) if most else None


def rate_json(rate: Rate) -> dict[str, Any]:
    """A rate as stored and as printed by each named rule; null where there is nothing to divide by."""
    return {
        "name": rate.name.value,
        "numerator": rate.numerator,
        "denominator": rate.denominator,
        "printed": {
            rule.value: (str(value) if (value := rate.printed(rule)) is not None else None)
            for rule in Rounding
        },
    }


def line_json(line: Line) -> dict[str, Any]:
    """One line as the public contract shows it."""
    counts = line.counts
    return {
        "key": line.key or None,
        "label": line.label,
        "all": counts.all,
        "done": counts.done,
        "done_in_time": counts.done_in_time,
        "done_late": counts.done_late,
        "open": counts.open,
        "open_in_term": counts.open_in_term,
        "open_overdue": counts.open_overdue,
        "withdrawn": counts.withdrawn,
        "transferred": counts.transferred,
        "regular": counts.regular,
        "unknown": counts.unknown,
        "claimed": line.claimed,
        "small": line.small,
        "mean_days_late": round(line.mean_days_late, 1) if line.mean_days_late is not None else None,
        "rates": [rate_json(line.rate(name)) for name in RATES],
    }


def statistics_json(found: Statistics, filters: Filters) -> dict[str, Any]:
    """The whole answer: the question (filter, as-of, against which deadline) stands beside the figures."""
    return {
        "as_of": found.as_of.isoformat(),
        "against": "original" if found.original else "current",
        "by": found.by,
        "filter": {
            "from": filters.given_from.isoformat() if filters.given_from else None,
            "to": filters.given_to.isoformat() if filters.given_to else None,
            "lead": filters.lead or None,
            "kind": filters.kind or None,
            "level": filters.level,
        },
        "identities": {
            "all": "done + open + withdrawn + transferred",
            "done": "done_in_time + done_late",
            "open": "open_in_term + open_overdue",
        },
        "total": line_json(found.total),
        "lines": [line_json(one) for one in found.lines],
    }


__all__ = [
    "Line",
    "Statistics",
    "closings",
    "line_json",
    "rate_json",
    "statistics",
    "statistics_json",
    "window_of",
]
