"""An indicator by province: one period, or several at once so that the map can be played, in as many statements."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from dieuhanh.deadlines.rules.periods import Period, parse
from dieuhanh.organisations.queries import succession
from dieuhanh.organisations.queries.bodies import Body
from dieuhanh.reporting.queries import catalogue
from dieuhanh.reporting.queries.catalogue import IndicatorRead, SourceRead
from dieuhanh.reporting.queries.series import Figures, placed
from dieuhanh.reporting.rules.series import Point


@dataclass(frozen=True, slots=True)
class Place:
    """One province on the map. `reported`: whether there is a figure at all."""

    body: Body
    point: Point

    @property
    def reported(self) -> bool:
        """Whether there is a figure."""
        return self.point.value is not None


@dataclass(frozen=True, slots=True)
class MapValues:
    """An indicator by province in a layout; `reported`/`expected` count provinces."""

    indicator: IndicatorRead
    period: str
    layout: int
    places: list[Place]
    sources: dict[str, SourceRead]

    @property
    def reported(self) -> int:
        """How many provinces have a figure."""
        return sum(place.reported for place in self.places)

    @property
    def expected(self) -> int:
        """How many provinces there are."""
        return len(self.places)

    @property
    def simulated(self) -> bool:
        """Whether any of it is made up for show."""
        return any(place.point.simulated for place in self.places)


def map_values(
    indicator: str | UUID | IndicatorRead,
    period: str | Period,
    layout: int = 63,
    scope: Collection[UUID] | None = None,
    *,
    as_of: date | None = None,
    breakdown: str = "",
    kept: bool = False,
) -> MapValues:
    """Every province of the layout with its figure of the period; `scope` limits to these bodies. At most 8 statements.

    `kept` as in `Figures.load`.
    """
    read = indicator if isinstance(indicator, IndicatorRead) else catalogue.access_indicator(indicator)
    when = period if isinstance(period, Period) else parse(period)
    here = succession.provinces_in_layout(layout)
    after = succession.in_layout(34)
    members: dict[UUID, list[UUID]] = {}
    for old, new in after.items():
        if old != new:
            members.setdefault(new, []).append(old)
    if scope is not None:
        here = [body for body in here if body.id in scope]
    asked = {body.id for body in here} | {after[body.id] for body in here if body.id in after}
    asked |= {old for body in here for old in members.get(body.id, ())}
    figures = Figures.load([read], asked, when, when, breakdown=breakdown, as_of=as_of, kept=kept)
    places = []
    for body in here:
        heir = after.get(body.id) if layout == 63 and after.get(body.id) != body.id else None
        places.append(
            Place(
                body,
                placed(figures, read, body, when, members.get(body.id, ()) if layout == 34 else (), heir),
            )
        )
    sources = catalogue.sources({place.point.source for place in places if place.point.source})
    return MapValues(read, when.code, layout, places, sources)


def map_frames(
    read: IndicatorRead,
    periods: Sequence[Period],
    layout: int = 63,
    scope: Collection[UUID] | None = None,
    *,
    as_of: date | None = None,
    kept: bool = False,
) -> list[MapValues]:
    """Every province of the layout in each period, in the order given. At most 8 statements, 11 with `as_of`; `kept` as in `Figures.load`.

    `scope` leaves other provinces without a figure: they stay on the map, but nothing is said of them.
    """
    if not periods:
        return []
    here = succession.provinces_in_layout(layout)
    after = succession.in_layout(34)
    members: dict[UUID, list[UUID]] = {}
    for old, new in after.items():
        if old != new:
            members.setdefault(new, []).append(old)
    asked = {
        one for body in here for one in (body.id, after.get(body.id, body.id), *members.get(body.id, ()))
    }
    if scope is not None:
        asked &= set(scope)
    figures = Figures.load([read], asked, periods[0], periods[-1], as_of=as_of, kept=kept)
    frames = []
    for period in periods:
        places = []
        for body in here:
            heir = after.get(body.id) if layout == 63 and after.get(body.id) != body.id else None
            places.append(
                Place(
                    body,
                    placed(
                        figures, read, body, period, members.get(body.id, ()) if layout == 34 else (), heir
                    ),
                )
            )
        frames.append(MapValues(read, period.code, layout, places, {}))
    named = {place.point.source for frame in frames for place in frame.places if place.point.source}
    sources = catalogue.sources(named) if named else {}
    return [MapValues(one.indicator, one.period, one.layout, one.places, sources) for one in frames]
