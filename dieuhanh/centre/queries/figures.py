"""The tiles of figures: headline numbers, the map of provinces, claims beside what was verified."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from dieuhanh.centre import words
from dieuhanh.centre.queries.duties import period_words
from dieuhanh.centre.queries.view import View
from dieuhanh.config import clock
from dieuhanh.deadlines.rules.periods import Period, PeriodKind, period_on
from dieuhanh.interface.rules.figures import Figure
from dieuhanh.organisations import queries as organisations
from dieuhanh.organisations.authority import scope_sql
from dieuhanh.reporting.queries import catalogue, moments
from dieuhanh.reporting.queries.catalogue import TargetRead
from dieuhanh.reporting.queries.gaps import claimed_and_verified
from dieuhanh.reporting.queries.headlines import Headline
from dieuhanh.reporting.queries.headlines import headlines as read_headlines
from dieuhanh.reporting.queries.map_frames import MapValues, map_frames
from dieuhanh.reporting.queries.series import kind_of

FRAMES = 13
GAPS_SINCE_YEARS = 2
_WORST = ("overdue", "due_soon", "in_time", "done_late", "done_in_time")
"""Of a province's reports the state that needs most attention is the one on the map."""


@dataclass(frozen=True, slots=True)
class Headlines:
    """Up to six numbers of one body: the country, or the body to which the reader's remit goes."""

    figures: list[Figure]
    who: str = ""


@dataclass(frozen=True, slots=True)
class ProvinceMap:
    """What the map draws: a value (or a state) for each province's code in each period, oldest first."""

    indicator: str
    title: str
    unit: str
    decimals: int | None
    names: dict[str, str]
    periods: list[tuple[str, str]]
    data: dict[str, Any]
    layout: int
    source: str = ""
    as_of: date | None = None
    sentence: str = ""
    simulated: bool = False
    better: str = ""
    href_pattern: str = ""
    is_timeliness: bool = False


@dataclass(frozen=True, slots=True)
class Gap:
    """A figure that a body claims beside the one that the records give."""

    who: str
    what: str
    unit: str
    decimals: int
    claimed: Any
    verified: Any
    period: str
    href: str


@dataclass(frozen=True, slots=True)
class Gaps:
    """The widest gaps; none where no figure is there in both kinds."""

    rows: list[Gap] = field(default_factory=list)

    @property
    def stands(self) -> bool:
        """Whether the wall shows it at all."""
        return bool(self.rows)


def known_on(view: View) -> date | None:
    """The day whose knowledge is shown. None: all that is known, which is the same and cheaper while the clock is the real one."""
    return view.day if view.at is not None or clock.is_set() else None


def subject(view: View) -> UUID | None:
    """Whose figures the headlines are: the country's for who serves the whole, else the own body's."""
    return view.by.scope_id


def headlines(view: View) -> Headlines:
    """The scene's headline numbers. At most seven statements, ten for an earlier moment (nothing kept speaks for it)."""
    body = subject(view)
    found = read_headlines(
        view.scene.layout.indicators,
        organisation_id=body,
        until=view.day,
        as_of=known_on(view),
        kept=view.at is None,
    )
    labels = organisations.labels([body], view.day) if body else {}
    return Headlines([figure_of(one, view) for one in found], labels[body].name if body in labels else "")


def figure_of(one: Headline, view: View) -> Figure:
    """A headline with all that can be asked of it."""
    point, read = one.point, one.indicator
    target, rule = goal_of(one.target, read.direction)
    return Figure(
        value=point.value,
        unit=read.unit,
        decimals=read.decimals,
        label=read.name,
        period=period_words(point.period),
        as_of=point.as_of,
        source=one.source.publisher if one.source else "",
        standing=point.status if point.status in {"claimed", "verified", "refuted"} else "",
        vintage=str(words.VINTAGES.get(point.vintage, "")),
        # No change against the period before: the line shows it, and a bare “−3,46” reads as a second figure.
        target=target,
        target_rule=rule,
        href=f"{reverse('centre:tile', args=['headlines'])}?{view.query(indicator=read.code)}",
        missing="" if point.value is not None else _("No figure up to this moment."),
        completeness=(point.reported, point.expected) if point.rolled_up and point.expected else None,
        simulated=point.simulated,
        points=[spark.value for spark in one.spark],
    )


def goal_of(target: TargetRead | None, direction: str) -> tuple[Any, str]:
    """The line to draw and the side on which to be: what is written as a number is judged by the indicator's own direction."""
    if target is None or target.bound is None:
        return None, ""
    if target.kind in {"at_least", "at_most"}:
        return target.bound, target.kind
    return target.bound, "at_most" if direction == "lower" else "at_least"


def province_map(view: View) -> ProvinceMap | None:
    """The map of the scene's indicator; without one, the timeliness of reports. At most ten statements."""
    code = view.scene.layout.map_indicator
    return indicator_map(view, code) if code else timeliness_map(view)


def indicator_map(view: View, code: str, frames: int = FRAMES) -> ProvinceMap | None:
    """An indicator by province over its last periods; none where no province has a figure."""
    found = catalogue.indicators(codes=[code], on=view.day)
    if not found:
        return None
    read = found[0]
    kind = kind_of(read)
    last = period_holding(kind, view.day)
    periods = [last.shifted(-back) for back in reversed(range(frames))]
    made = [
        one
        for one in map_frames(
            read, periods, view.provinces, remit(view), as_of=known_on(view), kept=view.at is None
        )
        if one.reported
    ]
    if not made:
        return None
    return _drawn(view, made)


def _drawn(view: View, frames: list[MapValues]) -> ProvinceMap:
    newest = frames[-1]
    read = newest.indicator
    values = {
        frame.period: {place.body.official_code: place.point.value for place in frame.places}
        for frame in frames
    }
    known = [place for place in newest.places if place.reported]
    best = max(known, key=lambda place: place.point.value or 0)
    publishers = {
        newest.sources[place.point.source].publisher
        for place in known
        if place.point.source in newest.sources
    }
    return ProvinceMap(
        indicator=read.code,
        title=read.name,
        unit=read.unit if len(read.unit) <= 12 else "",
        decimals=read.decimals,
        names={place.body.official_code: place.body.name for place in newest.places},
        periods=[(frame.period, period_words(frame.period)) for frame in frames],
        data=values,
        layout=view.provinces,
        source=", ".join(sorted(publishers)),
        as_of=max((place.point.as_of for place in known if place.point.as_of), default=None),
        sentence=_("%(period)s: %(reported)d of %(expected)d provinces; highest: %(name)s.")
        % {
            "period": period_words(newest.period),
            "reported": newest.reported,
            "expected": newest.expected,
            "name": best.body.name,
        },
        simulated=any(frame.simulated for frame in frames),
        better=read.better or "",
        href_pattern=f"{reverse('centre:tile', args=['map'])}?{view.query(indicator=read.code)}&province={{code}}",
    )


def timeliness_map(view: View) -> ProvinceMap:
    """Each province by the state of its reports that needs most attention. Four statements."""
    here = organisations.provinces_in_layout(view.provinces)
    worst = moments.worst_clocks([one.id for one in here], by=view.by, at=view.at, order=_WORST)
    data = {one.official_code: worst.get(one.id) for one in here}
    late = sum(1 for state in data.values() if state == "overdue")
    return ProvinceMap(
        indicator="",
        title=_("Reports of provinces"),
        unit="",
        decimals=None,
        names={one.official_code: one.name for one in here},
        periods=[],
        data=data,
        layout=view.provinces,
        sentence=_("%(late)d of %(count)d provinces have overdue reports.")
        % {"late": late, "count": len(here)},
        href_pattern=f"{reverse('centre:tile', args=['map'])}?{view.query()}&province={{code}}",
        is_timeliness=True,
    )


def remit(view: View) -> Collection[UUID] | None:
    """The bodies whose figures the reader may see; None: all. Two statements."""
    within = scope_sql(view.by)
    if within is None:
        return None
    with connection.cursor() as cursor:
        cursor.execute(*within)
        return frozenset(row[0] for row in cursor.fetchall())


def gaps(view: View, limit: int = 4) -> Gaps:
    """The widest gaps between claim and proof; empty (and not on the wall) until both kinds exist. At most four statements."""
    since = view.day.replace(year=view.day.year - GAPS_SINCE_YEARS, month=1, day=1)
    found = claimed_and_verified(scope_sql(view.by), view.day, since=since, limit=limit)
    if not found:
        return Gaps()
    reads = {
        one.id: one for one in catalogue.indicators(ids={one.indicator_id for one in found}, on=view.day)
    }
    names = organisations.labels([one.organisation_id for one in found], view.day)
    rows = [
        Gap(
            names[one.organisation_id].name,
            reads[one.indicator_id].name,
            reads[one.indicator_id].unit,
            reads[one.indicator_id].decimals,
            one.claimed,
            one.verified,
            one.period,
            provenance_href(one.fact_id),
        )
        for one in found
        if one.indicator_id in reads and one.organisation_id in names
    ]
    return Gaps(rows)


def provenance_href(fact_id: UUID | None) -> str:
    """The page that tells where a figure comes from, down to its proof."""
    if fact_id is None:
        return ""
    try:
        return reverse("reporting:provenance", args=[fact_id])
    except NoReverseMatch:  # the room below names its pages itself
        return ""


def period_holding(kind: PeriodKind, day: date) -> Period:
    """The period of a kind that holds a day."""
    return period_on(kind, day, "calendar") or Period(kind, day.year)
