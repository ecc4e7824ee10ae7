"""An indicator over bodies: the ministries or the provinces side by side in one period, and a region over time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from dieuhanh.deadlines.rules.periods import Period, period_range
from dieuhanh.organisations.queries import Body, of_kinds, provinces_in_layout
from dieuhanh.reporting.queries import catalogue
from dieuhanh.reporting.queries.catalogue import IndicatorRead, SourceRead
from dieuhanh.reporting.queries.map_frames import Place, map_values
from dieuhanh.reporting.queries.remit import Remit
from dieuhanh.reporting.queries.series import LONGEST, Figures, Series
from dieuhanh.reporting.rules.series import Point, joined

CENTRAL = ("ministry", "ministerial_agency", "government_agency")
GROUPS = ("provinces", "ministries")


@dataclass(frozen=True, slots=True)
class Across:
    """Bodies in one period; `total` is the figure of the country, where the reader may see it."""

    indicator: IndicatorRead
    period: Period
    places: list[Place]
    sources: dict[str, SourceRead]
    total: Point | None

    @property
    def reported(self) -> int:
        """How many bodies have a figure."""
        return sum(place.reported for place in self.places)

    @property
    def simulated(self) -> bool:
        """Whether any of it is made up for show."""
        return any(place.point.simulated for place in self.places)


def across(
    read: IndicatorRead,
    period: Period,
    group: str,
    *,
    layout: int,
    remit: Remit,
    root: Body | None,
    breakdown: str = "",
    as_of: date | None = None,
    kept: bool = False,
) -> Across:
    """Every province of the layout, or every ministry and agency of the time, with its figure of the period.

    Only bodies in the remit are listed. `as_of` and `kept` as in `series.Figures.load`. At most nine statements.
    """
    if group == "provinces":
        found = map_values(read, period, layout, remit.within, as_of=as_of, breakdown=breakdown, kept=kept)
        places, sources = found.places, found.sources
        bodies: list[Body] = []
    else:
        day = period.window(read.convention).data_to
        bodies = [one for one in of_kinds(CENTRAL, day) if remit.holds(one.id)]
        places, sources = [], {}
    wanted = [one.id for one in bodies] + ([root.id] if root else [])
    total = None
    if wanted:
        figures = Figures.load([read], wanted, period, period, breakdown=breakdown, as_of=as_of, kept=kept)
        places = places or [Place(one, figures.point(read, one.id, period)) for one in bodies]
        total = remit.shown(root.id, figures.point(read, root.id, period)) if root else None
    missing = {place.point.source for place in places if place.point.source} - sources.keys()
    if missing:
        sources = {**sources, **catalogue.sources(missing)}
    return Across(read, period, places, sources, total)


def region_series(
    read: IndicatorRead,
    region: str,
    first: Period,
    last: Period,
    *,
    layout: int,
    stand_in: Body,
    breakdown: str = "",
    as_of: date | None = None,
    kept: bool = False,
    vintage: str = "",
) -> Series:
    """A region's figures, added up from its provinces in the layout. At most seven statements.

    A region has no figure of its own: where the indicator does not add up over bodies, each point says so.
    `stand_in` is what the series names as its body.
    """
    bodies = [one for one in provinces_in_layout(layout) if one.region == region]
    ids = [one.id for one in bodies]
    periods = period_range(first, last)[:LONGEST]
    figures = Figures.load(
        [read], ids, periods[0], periods[-1], breakdown=breakdown, as_of=as_of, kept=kept, vintage=vintage
    )
    points = [_region_point(figures, read, ids, period) for period in periods]
    sources = catalogue.sources({point.source for point in points if point.source})
    return Series(read, stand_in, layout, as_of, breakdown, points, sources, [])


def _region_point(figures: Figures, read: IndicatorRead, ids: Sequence[UUID], period: Period) -> Point:
    return joined(
        [figures.point(read, one, period) for one in ids],
        [figures.weight(read, one, period) for one in ids],
        over_organisations=read.over_organisations,
        decimals=read.decimals,
        period=period.code,
    )


def regions_of(layout: int) -> list[str]:
    """The regions of a layout, in the order of their names' codes. One statement."""
    return sorted({one.region for one in provinces_in_layout(layout) if one.region})
