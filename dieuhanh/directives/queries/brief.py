"""The room's part of the daily brief: what turned overdue, is due, waits too long; and what was done yesterday and today."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Exists, Q
from django.db.models.functions import TruncDate
from django.utils.translation import gettext as _

from dieuhanh.config import clock
from dieuhanh.config.actor import Actor
from dieuhanh.config.errors import Unauthenticated
from dieuhanh.config.language import lang
from dieuhanh.directives.queries.access import visible_periods, visible_tasks
from dieuhanh.directives.queries.boards import Section, heads
from dieuhanh.directives.queries.filtering import Filters, filtered
from dieuhanh.directives.queries.periods import overdue_on
from dieuhanh.directives.queries.waiting import moment_on, unverified_claims
from dieuhanh.directives.queries.wall import week_end
from dieuhanh.directives.rules.clock import start_of
from dieuhanh.directives.rules.states import Class
from dieuhanh.directives.rules.workflow import ACTIONS
from dieuhanh.organisations.authority import scope_sql

TOLD = (
    "acknowledge", "claim", "verify", "refuse", "return", "ask_extension", "grant_extension", "explain", "move_deadline",
    "withdraw", "reopen",
)  # fmt: skip
"""The acts that a brief tells; notes of progress are too many to be news."""


@dataclass(frozen=True, slots=True)
class Change:
    """On how many tasks an action was taken the day before, and on the day up to the moment; the lists of these."""

    action: str
    label: str
    before: int
    today: int
    before_filters: dict[str, str]
    today_filters: dict[str, str]


@dataclass(frozen=True)
class Brief:
    """What the brief of a day says of tasks from the Government and the Prime Minister."""

    day: date
    sections: Sequence[Section]
    changes: Sequence[Change]
    periods_overdue: int


def brief(by: Actor | None, day: date, *, first: int = 8) -> Brief:
    """Five statements, however much there is: heads with their counts, rows, names, acts; and one for periods.

    As of the day's end, or of now on the day itself; every section's `filters` open to exactly what it counts.
    """
    if by is None:
        raise Unauthenticated(_("Sign in first."))
    limit = scope_sql(by)
    rows = filtered(visible_tasks(by, limit=limit), Filters(as_of=day, level="central"))
    asked = _sections(day)
    found = heads(rows, [(key, where) for key, _title, where, _query in asked], first)
    sections = [
        Section(
            key,
            title,
            found[key].count,
            found[key].rows,
            {"as_of": day.isoformat(), "level": "central", **query},
        )
        for key, title, _where, query in asked
        if key in found
    ]
    periods = visible_periods(by, limit=limit).filter(overdue_on(day), task__level="central").count()
    return Brief(day, sections, _changes(by, day, limit), periods)


def _sections(day: date) -> list[tuple[str, str, Q, dict[str, str]]]:
    yesterday, sunday = day - timedelta(days=1), week_end(day)
    late = Q(klass=Class.OPEN_OVERDUE.value)
    found = [
        (
            "turned",
            _("Turned overdue today"),
            late & Q(due_then=yesterday),
            {"class": "open_overdue", "due_from": yesterday.isoformat(), "due_before": day.isoformat()},
        ),
        (
            "week",
            _("Due this week"),
            Q(klass=Class.OPEN_IN_TERM.value, due_then__gte=day, due_then__lte=sunday),
            {
                "class": "open_in_term",
                "due_from": day.isoformat(),
                "due_before": (sunday + timedelta(days=1)).isoformat(),
            },
        ),
        (
            "unverified",
            _("Claimed, not verified for more than five working days"),
            Q(Exists(unverified_claims(moment_on(day)))),
            {"unverified": "1"},
        ),
        ("overdue", _("Overdue"), late, {"class": "open_overdue"}),
    ]
    if day == clock.today():  # silence is kept as it is now, not as it was
        silent = Q(explain_by__lt=clock.now())
        found.append(("explain", _("Asked to explain, silent"), silent, {"waiting": "unexplained"}))
    return found


def _changes(by: Actor, day: date, limit: Any) -> list[Change]:
    """By action, the tasks on which it was taken on the day before and on the day. One statement."""
    yesterday = day - timedelta(days=1)
    rows = filtered(visible_tasks(by, limit=limit), Filters(level="central")).filter(
        moves__at__gte=start_of(yesterday), moves__at__lte=moment_on(day), moves__action__in=TOLD
    )
    found: dict[str, dict[date, int]] = {}
    grouped = (
        rows.order_by()
        .values_list("moves__action", TruncDate("moves__at"))
        .annotate(count=Count("id", distinct=True))
    )
    for action, on, number in grouped:
        found.setdefault(action, {})[on] = number
    return [
        Change(
            action,
            ACTIONS[action].label.of(lang()),
            found[action].get(yesterday, 0),
            found[action].get(day, 0),
            {"acted": action, "acted_on": yesterday.isoformat(), "level": "central"},
            {"acted": action, "acted_on": day.isoformat(), "level": "central"},
        )
        for action in TOLD
        if action in found
    ]
