"""The daily brief: what leaders read in the morning, from records alone; each line opens to the record behind it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone

from dieuhanh.centre.queries.duties import LateReport, named
from dieuhanh.centre.queries.view import View
from dieuhanh.directives.queries.brief import Brief, Change, brief
from dieuhanh.directives.queries.tasks import TaskRead
from dieuhanh.reporting.queries import moments

LATE_REPORTS = 8
_FIRST = 8


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the brief: how many tasks, the list of exactly these, the first of them."""

    key: str
    title: str
    count: int
    href: str
    rows: list[tuple[TaskRead, str]]

    @property
    def more(self) -> int:
        """How many stand in the list and not here."""
        return max(0, self.count - len(self.rows))


@dataclass(frozen=True, slots=True)
class Changed:
    """An action with the tasks on which it was taken yesterday and today."""

    change: Change
    before_href: str
    today_href: str


@dataclass(frozen=True, slots=True)
class Daily:
    """The brief of one day."""

    day: date
    moment: datetime
    parts: list[Part]
    changes: list[Changed]
    periods: int
    periods_href: str
    late: list[LateReport]
    late_total: int
    late_href: str

    @property
    def late_more(self) -> int:
        """How many overdue reports stand in the list and not here."""
        return max(0, self.late_total - len(self.late))

    @property
    def yesterday(self) -> date:
        """The day before."""
        return self.day - timedelta(days=1)


def daily(view: View) -> Daily:
    """Thirteen statements at most: seven for tasks, the remit and the late reports, their count, their names."""
    found: Brief = brief(view.by, view.day, first=_FIRST)
    counts = moments.clock_counts(by=view.by, at=view.at)
    total = counts.get("overdue", 0)
    rows = moments.reports(by=view.by, at=view.at, states=["overdue"], limit=LATE_REPORTS) if total else []
    return Daily(
        view.day,
        timezone.localtime(view.moment),
        [
            Part(
                one.key,
                one.title,
                one.count,
                _href(one.filters),
                [(row, reverse("directives:task", args=[row.id])) for row in one.rows],
            )
            for one in found.sections
        ],
        [Changed(one, _href(one.before_filters), _href(one.today_filters)) for one in found.changes],
        found.periods_overdue,
        f"{reverse('directives:periods')}?{urlencode({'clock': 'overdue', 'as_of': view.day.isoformat(), 'level': 'central'})}",
        named(rows, view),
        total,
        f"{reverse('centre:tile', args=['duties'])}?{view.query(state='overdue')}",
    )


def _href(filters: dict[str, str]) -> str:
    return f"{reverse('directives:tasks')}?{urlencode(filters)}"
