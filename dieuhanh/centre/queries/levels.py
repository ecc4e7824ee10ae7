"""What opens under a figure on the wall: an indicator's whole line with its sources, a province's line, all indicators."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
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
from dieuhanh.deadlines.rules.periods import NotAPeriod, Period, parse
from dieuhanh.organisations import queries as organisations
from dieuhanh.organisations.queries import Body
from dieuhanh.reporting.queries import catalogue
from dieuhanh.reporting.queries.catalogue import IndicatorRead
from dieuhanh.reporting.queries.making import Leaf, made_of, origins
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
class Part:
    """One body in a total (in one of its periods, where it has several), with the pages of its report and of its figure."""

    leaf: Leaf
    name: str
    source: str
    report_href: str
    figure_href: str

    @property
    def standing(self) -> str:
        """Claimed or verified; nothing for what others published, or where there is no figure."""
        return self.leaf.status if self.leaf.status in {"claimed", "verified"} else ""


@dataclass(frozen=True, slots=True)
class Parts:
    """Who is in a total of one period, those who answered first, and who is not."""

    indicator: IndicatorRead
    body: Body
    period: str
    rows: list[Part]
    reported: int
    weight: IndicatorRead | None
    simulated: bool


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


def line(view: View, code: str, body: Body, inside: str) -> Line:
    """The last periods of an indicator for a body. At most ten statements, thirteen for an earlier moment.

    `inside`: the address of what makes up a total of `{period}`.
    """
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
    return Line(read, body, [_row(found, one, inside) for one in known], found.simulated)


def _row(found: Series, point: Point, inside: str) -> Row:
    source = found.sources.get(point.source)
    target = found.target_of(point.period)
    return Row(
        point,
        period_words(point.period),
        source.publisher if source else "",
        provenance_href(point.fact_id) or (inside.format(period=point.period) if point.rolled_up else ""),
        target.bound if target else None,
    )


def parts(view: View, code: str, body: Body, period: str) -> Parts:
    """Who is in a body's total of a period. At most eight statements. Raises `Missing` for what is no period."""
    read = catalogue.access_indicator(code, on=view.day)
    try:
        asked = parse(period)
    except (NotAPeriod, ValueError) as error:
        raise Missing(_("There is no such record.")) from error
    leaves = _leaves(view, read, body, asked)
    known = origins(read, asked, leaves)
    several = len({one.period for one in leaves}) > 1
    rows = []
    for leaf in leaves:
        origin = known.get(leaf.fact_id) if leaf.fact_id else None
        rows.append(
            Part(
                leaf,
                f"{leaf.name}, {period_words(leaf.period)}" if several else leaf.name,
                origin.source if origin else "",
                reverse("reporting:assignment", args=[origin.assignment_id])
                if origin and origin.assignment_id
                else "",
                provenance_href(leaf.fact_id),
            )
        )
    rows.sort(key=lambda one: not one.leaf.counts)
    weights = catalogue.indicators(ids={read.weight_id}, on=view.day) if read.weight_id else []
    return Parts(
        read,
        body,
        period_words(asked.code),
        rows,
        sum(one.leaf.counts for one in rows),
        weights[0] if weights else None,
        any(one.leaf.counts and one.leaf.simulated for one in rows),
    )


def _leaves(view: View, read: IndicatorRead, body: Body, period: Period) -> list[Leaf]:
    """What the total was added up from, as far as the reader may see it; nothing where it was not added up."""
    try:
        found = made_of(read, body, period, as_of=known_on(view)).leaves
    except Missing:
        return []
    within = remit(view)
    return [one for one in found if within is None or one.organisation_id in within]


def headline_body(view: View) -> Body:
    """Whose headline numbers are shown. One statement. Raises `Missing` where there is none."""
    of = subject(view)
    body = organisations.by_id(of, view.day) if of else None
    if body is None:
        raise Missing(_("There is no such record."))
    return body


def headline_line(view: View, code: str) -> Line:
    """The line under a headline number. Raises `Missing` where there is none."""
    address = f"{reverse('centre:tile', args=['headlines'])}?{view.query(indicator=code)}&period={{period}}"
    return line(view, code, headline_body(view), address)


def province_line(view: View, code: str, province: str) -> Line:
    """The line of a province on the map. Raises `Missing` where there is none."""
    chosen = view.query(indicator=code, province=province)
    address = f"{reverse('centre:tile', args=['map'])}?{chosen}&period={{period}}"
    return line(view, code, province_of(view, province), address)


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
    "Part",
    "Parts",
    "Row",
    "headline_body",
    "headline_line",
    "indicator_map",
    "indicators",
    "line",
    "parts",
    "province_line",
    "province_of",
    "province_reports",
]
