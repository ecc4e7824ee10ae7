"""The tile of tasks from the Government and the Prime Minister: the five states, R1 and R3 with their counts, the worst leads, what turned overdue today."""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from urllib.parse import urlencode

from django.urls import reverse

from dieuhanh.centre.queries.view import View
from dieuhanh.config.language import lang
from dieuhanh.directives.queries.wall import MOST_SIMULATED, Overview, overview, week_end
from dieuhanh.directives.rules.arithmetic import Rate


@dataclass(frozen=True, slots=True)
class Count:
    """How many tasks are in one state, and the list of exactly these."""

    state: str
    count: int
    href: str

    @property
    def css(self) -> str:
        """The state as style sheets name it."""
        return self.state.replace("_", "-")


@dataclass(frozen=True, slots=True)
class Share:
    """A rate by its name, with its parts."""

    rate: Rate

    @property
    def name(self) -> str:
        """R1 or R3."""
        return self.rate.name.value

    @property
    def words(self) -> str:
        """What it measures, in the reader's language."""
        return self.rate.name.words.of(lang())

    @property
    def percent(self) -> Decimal | None:
        """In percent, rounded half up; None where nothing has come due."""
        return self.rate.printed(places=1)


@dataclass(frozen=True, slots=True)
class Worst:
    """A lead with its overdue tasks."""

    name: str
    href: str
    share: Share
    small: bool


@dataclass(frozen=True, slots=True)
class Tasks:
    """What the tile shows."""

    found: Overview
    counts: list[Count]
    shares: list[Share]
    worst: list[Worst]
    turned_href: str
    claimed_href: str
    unknown_href: str
    href: str
    week_href: str
    unverified_href: str
    periods_href: str
    simulated_href: str

    @property
    def many_simulated(self) -> bool:
        """Whether so many are made up that the rest of them was not counted."""
        return self.found.simulated >= MOST_SIMULATED

    @property
    def total(self) -> int:
        """A: all tasks given, without regular duties and repeats."""
        return self.found.counts.all


def tasks(view: View) -> Tasks:
    """Six statements."""
    found = overview(view.by, view.day)
    day = view.day.isoformat()

    def href(**query: object) -> str:
        return f"{reverse('directives:tasks')}?{urlencode({'as_of': day, 'level': 'central', **query})}"

    one = found.counts
    week = (view.day + timedelta(days=8)).isoformat()
    return Tasks(
        found,
        [
            Count("in_time", one.open_in_term - found.soon, href(**{"class": "open_in_term"})),
            Count("due_soon", found.soon, href(**{"class": "open_in_term", "due_before": week})),
            Count("overdue", one.open_overdue, href(**{"class": "open_overdue"})),
            Count("done_in_time", one.done_in_time, href(**{"class": "done_in_time"})),
            Count("done_late", one.done_late, href(**{"class": "done_late"})),
        ],
        [Share(found.r1), Share(found.r3)],
        [
            Worst(lead.name, href(lead=lead.code, **{"class": "open_overdue"}), Share(lead.r1), lead.small)
            for lead in found.worst
        ],
        href(
            due_from=(view.day - timedelta(days=1)).isoformat(), due_before=day, **{"class": "open_overdue"}
        ),
        href(state="claimed"),
        href(**{"class": "unknown"}),
        f"{reverse('directives:statistics')}?{urlencode({'as_of': day, 'level': 'central'})}",
        href(
            due_from=day,
            due_before=(week_end(view.day) + timedelta(days=1)).isoformat(),
            **{"class": "open_in_term"},
        ),
        href(unverified=1),
        f"{reverse('directives:periods')}?{urlencode({'clock': 'overdue', 'as_of': day, 'level': 'central'})}",
        href(simulated="yes", **{"class": "counted"}),
    )
