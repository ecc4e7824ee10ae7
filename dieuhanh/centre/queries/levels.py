"""What opens under a figure on the wall: an indicator's whole line with its sources, a province's line, all indicators."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from dieuhanh.centre.queries.duties import LateReport, period_words, report_list
from dieuhanh.centre.queries.figures import (
    indicator_map,
    known_on,
    period_holding,
    provenance_href,
    remit,
    subject,
)
from dieuhanh.centre.queries.view import View
from dieuhanh.centre.words import VINTAGES
from dieuhanh.config.errors import Missing
from dieuhanh.organisations import queries as organisations
from dieuhanh.organisations.queries import Body
from dieuhanh.reporting.queries import catalogue
from dieuhanh.reporting.queries.catalogue import IndicatorRead
from dieuhanh.reporting.queries.series import Series, kind_of, series
from dieuhanh.reporting.rules.series import Point

LENGTH = 25


@dataclass(frozen=True, slots=True)
class Row:
    """One period of a line, newest first, with the page of its origin."""

    point: Point
    period: str
    source: str
    href: str
    target: Any

    @property
    def standing(self) -> str:
        """Claimed, verified or refuted; nothing for what others published."""
        return self.point.status if self.point.status in {"claimed", "verified", "refuted"} else ""

    @property
    def vintage(self) -> str:
        """How final the figure is, in the reader's language."""
        return str(VINTAGES.get(self.point.vintage, ""))


@dataclass(frozen=True, slots=True)
class Line:
    """An indicator of one body over time."""

    indicator: IndicatorRead
    body: Body
    rows: list[Row]
    simulated: bool


def indicators(view: View) -> list[IndicatorRead]:
    """The indicators of the scene's section, or all. One statement."""
    return catalogue.indicators(on=view.day, section=view.scene.layout.section, limit=300)


def line(view: View, code: str, body: Body) -> Line:
    """The last periods of an indicator for a body. At most ten statements, thirteen for an earlier moment."""
    read = catalogue.access_indicator(code, on=view.day)
    last = period_holding(kind_of(read), view.day)
    found = series(
        read,
        body,
        last.shifted(1 - LENGTH),
        last,
        layout=view.provinces if body.kind == "province" else None,
        as_of=known_on(view),
    )
    known = [one for one in reversed(found.points) if one.value is not None]
    return Line(read, body, [_row(found, one) for one in known], found.simulated)


def _row(found: Series, point: Point) -> Row:
    source = found.sources.get(point.source)
    target = found.target_of(point.period)
    return Row(
        point,
        period_words(point.period),
        source.publisher if source else "",
        provenance_href(point.fact_id),
        target.bound if target else None,
    )


def headline_line(view: View, code: str) -> Line:
    """The line under a headline number. Raises `Missing` where there is none."""
    of = subject(view)
    body = organisations.by_id(of, view.day) if of else None
    if body is None:
        raise Missing(_("There is no such record."))
    return line(view, code, body)


def province_of(view: View, official_code: str) -> Body:
    """A province of the layout by its official code, within the reader's remit. Raises `Missing` otherwise."""
    within = remit(view)
    for body in organisations.provinces_in_layout(view.provinces):
        if body.official_code == official_code and (within is None or body.id in within):
            return body
    raise Missing(_("There is no such record."))


def province_reports(view: View, body: Body) -> list[LateReport]:
    """The reports that a province owes or has sent."""
    return report_list(view, organisation=body.id)


__all__ = [
    "Line",
    "Row",
    "headline_line",
    "indicator_map",
    "indicators",
    "line",
    "province_of",
    "province_reports",
]
