"""The map over several periods at once, so that it can be played: as `series.map_values`, for many periods in as many statements."""

from collections.abc import Collection, Sequence
from datetime import date
from uuid import UUID

from dieuhanh.deadlines.rules.periods import Period
from dieuhanh.organisations.queries import succession
from dieuhanh.reporting.queries import catalogue
from dieuhanh.reporting.queries.catalogue import IndicatorRead
from dieuhanh.reporting.queries.series import Figures, MapValues, Place, placed


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
