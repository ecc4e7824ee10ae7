"""The tiles of obligations: duties by state with the worst bodies, and the reports due with who is late."""

from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from dieuhanh.centre.queries.view import View
from dieuhanh.centre.rules.period_names import period_name
from dieuhanh.config.language import lang
from dieuhanh.interface.rules.numbers import percent_of
from dieuhanh.organisations import queries as organisations
from dieuhanh.reporting.queries import moments
from dieuhanh.reporting.rules.workflow import Stage

STATES = ("in_time", "due_soon", "overdue", "done_in_time", "done_late")


@dataclass(frozen=True, slots=True)
class Count:
    """How many reports are in one state."""

    state: str
    count: int

    @property
    def css(self) -> str:
        """The state as style sheets name it."""
        return self.state.replace("_", "-")


@dataclass(frozen=True, slots=True)
class Late:
    """A body with overdue reports: R1 is `overdue` of `came_due`."""

    organisation_id: UUID
    code: str
    name: str
    overdue: int
    came_due: int

    @property
    def share(self) -> tuple[int, int]:
        """R1 as its parts."""
        return self.overdue, self.came_due

    @property
    def percent(self) -> Decimal | None:
        """R1 in percent."""
        return percent_of(self.overdue, self.came_due)


@dataclass(frozen=True, slots=True)
class Duties:
    """The five clocks and the bodies with the most overdue reports."""

    counts: list[Count]
    worst: list[Late]

    @property
    def total(self) -> int:
        """All reports that were asked for."""
        return sum(one.count for one in self.counts)


@dataclass(frozen=True, slots=True)
class LateReport:
    """One report with who owes it, and the page of its record."""

    report: moments.Report
    code: str
    who: str

    @property
    def period_name(self) -> str:
        """The period in the reader's language."""
        return period_words(self.report.period)

    @property
    def stage_word(self) -> str:
        """Where the report stands, in the reader's language."""
        return Stage(self.report.stage).words.of(lang())

    @property
    def href(self) -> str:
        """The page of the record; nothing where there is none."""
        try:
            return reverse("reporting:assignment", args=[self.report.id])
        except NoReverseMatch:  # the room below names its pages itself
            return ""


@dataclass(frozen=True, slots=True)
class Part:
    """One bar of a period's progress."""

    label: object
    state: str
    count: int


@dataclass(frozen=True, slots=True)
class PeriodDue:
    """One period of one regime: how far it is."""

    progress: moments.Progress

    @property
    def name(self) -> str:
        """The regime's name."""
        return self.progress.name

    @property
    def period_name(self) -> str:
        """The period in the reader's language."""
        return period_words(self.progress.period)

    @property
    def of(self) -> str:
        """What stands after a count: of how many."""
        return f"/ {self.progress.total}"

    @property
    def parts(self) -> list[Part]:
        """Accepted, sent and waiting, late, and what still has time; without those that are empty."""
        one = self.progress
        parts = (
            Part(_("Accepted"), "done_in_time", one.accepted),
            Part(_("Awaiting acceptance"), "in_time", one.sent),
            Part(_("Not sent, overdue"), "overdue", one.late),
            Part(_("Not sent, time left"), "no_data", one.open),
        )
        return [part for part in parts if part.count]


@dataclass(frozen=True, slots=True)
class Due:
    """The periods due last or next, and who is late."""

    periods: list[PeriodDue]
    late: list[LateReport]
    late_total: int

    @property
    def others_late(self) -> int:
        """How many are late beside those that are named."""
        return max(0, self.late_total - len(self.late))


def period_words(code: str) -> str:
    """A period's name in the reader's language."""
    return period_name(code).of(lang())


def duties(view: View, limit: int = 4) -> Duties:
    """Five statements: the remit and the counts, the remit and the worst, their names."""
    found = moments.clock_counts(by=view.by, at=view.at)
    worst = moments.most_overdue(by=view.by, at=view.at, limit=limit)
    names = organisations.labels([one.respondent_id for one in worst], view.day)
    return Duties(
        [Count(state, found.get(state, 0)) for state in STATES],
        [
            Late(
                one.respondent_id,
                names[one.respondent_id].code,
                names[one.respondent_id].name,
                one.overdue,
                one.came_due,
            )
            for one in worst
            if one.respondent_id in names
        ],
    )


def reports_due(view: View, periods: int = 2, late: int = 2) -> Due:
    """Five statements at most: the remit and the periods, the remit and the late ones, their names."""
    found = moments.progress(by=view.by, at=view.at, limit=periods)
    total = sum(one.late for one in found)
    owed = moments.reports(by=view.by, at=view.at, states=["overdue"], limit=late) if total and late else []
    return Due([PeriodDue(one) for one in reversed(found)], named(owed, view), total)


def named(rows: list[moments.Report], view: View) -> list[LateReport]:
    """Reports with the names of who owes them, as they were on the day. One statement."""
    names = organisations.labels([one.respondent_id for one in rows], view.day)
    return [
        LateReport(one, names[one.respondent_id].code, names[one.respondent_id].name)
        for one in rows
        if one.respondent_id in names
    ]


def report_list(
    view: View, *, state: str = "", organisation: UUID | None = None, regime: str = "", period: str = ""
) -> list[LateReport]:
    """The list under a tile: the reports in a state, of a body, of a period. Three statements."""
    rows = moments.reports(
        by=view.by,
        at=view.at,
        states=[state] if state in STATES else [],
        respondent_id=organisation,
        regime=regime,
        period=period,
    )
    return named(rows, view)
