"""A body's series of an indicator: chart, sentence, and the table by period with where each figure opens to."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from dieuhanh.config.errors import Missing
from dieuhanh.interface.listing import Column
from dieuhanh.organisations.queries import Body
from dieuhanh.reporting.pages import words
from dieuhanh.reporting.pages.choice import REGION, Choice
from dieuhanh.reporting.pages.common import period_name
from dieuhanh.reporting.pages.drawing import drawing_of
from dieuhanh.reporting.pages.figures import bound_words, figure_of, origin_href, origin_words, whole
from dieuhanh.reporting.queries import across
from dieuhanh.reporting.queries.catalogue import BreakdownRead, IndicatorRead
from dieuhanh.reporting.queries.remit import Remit
from dieuhanh.reporting.queries.series import Series, series
from dieuhanh.reporting.rules.series import Point


def series_columns(read: IndicatorRead, rows: Sequence[dict[str, Any]]) -> tuple[Column, ...]:
    """The columns that have something to say here; the unit stands once, in the head."""
    value = f"{_('Value')} ({read.unit})" if read.unit else _("Value")
    every = (
        Column("period", _("Period"), fixed=True),
        Column("value", value, numeric=True, fixed=True),
        Column("change", _("Change"), numeric=True, fixed=True),
        Column("target", _("Target"), fixed=True),
        Column("verdict", _("Verdict"), fixed=True),
        Column("complete", _("In it"), numeric=True, fixed=True),
        Column("standing", _("Standing"), fixed=True),
        Column("vintage", _("Vintage"), fixed=True),
        Column("source", _("Source"), fixed=True),
        Column("as_of", _("Dated"), numeric=True, fixed=True),
    )
    return tuple(one for one in every if one.key in {"period", "value"} or any(row[one.key] for row in rows))


def series_view(
    read: IndicatorRead,
    choice: Choice,
    remit: Remit,
    found: Sequence[Body],
    parts: Sequence[BreakdownRead],
) -> dict[str, Any]:
    """One body's series: chart, sentence, and the table by period with where each figure opens to."""
    body, name = _body(choice, remit, found)
    line = _line(read, choice, body)
    points = _trimmed([remit.shown(body.id, one) for one in line.points], choice)
    line = replace(line, organisation=body, points=points)
    rows = _rows(read, line, choice)
    columns = series_columns(read, rows)
    listing = whole(columns)
    part = next((one.name for one in parts if one.code == choice.breakdown), "")
    title = ", ".join(one for one in (read.name, part, name) if one)
    return {
        "template": "indicator",
        "body": body,
        "name": name,
        "listing": listing,
        "rows": rows,
        "drawing": drawing_of(line, title),
        "places": _places(remit, found),
        "regions": _regions(choice) if remit.whole else [],
        "vintages": [(one, words.said(words.VINTAGES, one)) for one in words.VINTAGES],
        "kinds": [(one, words.said(words.PERIOD_KINDS, one)) for one in read.period_kinds],
        "hidden": any(one.missing == "outside" for one in points),
        "all_simulated": bool(rows)
        and all(row["simulated"] for row in rows if row["point"].value is not None),
    }


def _body(choice: Choice, remit: Remit, found: Sequence[Body]) -> tuple[Body, str]:
    """The body asked for and what to call it; a region borrows the country's row."""
    if choice.region:
        root = next((one for one in found if one.kind == "government"), None)
        if not remit.whole or root is None or choice.region not in words.REGIONS:
            raise Missing(_("There is no such region, or it is not yours to see."))
        return root, words.said(words.REGIONS, choice.region)
    body = remit.access(found, choice.organisation)
    return body, _("Whole country") if body.kind == "government" else body.name


def _line(read: IndicatorRead, choice: Choice, body: Body) -> Series:
    if choice.region:
        return across.region_series(
            read, choice.region, choice.first, choice.last, layout=choice.layout, stand_in=body,
            breakdown=choice.breakdown, as_of=choice.known_on, kept=choice.kept, vintage=choice.vintage,
        )  # fmt: skip
    return series(
        read, body, choice.first, choice.last, layout=choice.layout if body.kind == "province" else None,
        as_of=choice.known_on, breakdown=choice.breakdown, vintage=choice.vintage, kept=choice.kept,
    )  # fmt: skip


def _rows(read: IndicatorRead, line: Series, choice: Choice) -> list[dict[str, Any]]:
    """The periods, newest first."""
    rows: list[dict[str, Any]] = []
    before: Point | None = None
    for point in line.points:
        target = line.target_of(point.period)
        href = _href(point, read, line, choice)
        source = line.sources.get(point.source)
        figure = figure_of(point, read, href=href, source=source)
        rows.append(
            {
                "point": point,
                "period": period_name(point.period),
                "figure": replace(figure, unit="", standing="", simulated=False),
                "standing": figure.standing,
                "simulated": figure.simulated,
                "change": _change(point, before),
                "target": bound_words(target, read) if target and point.value is not None else "",
                "verdict": _verdict(target, point, read),
                "complete": complete_words(point),
                "partial": point.partial and point.rolled_up and point.value is not None,
                "vintage": words.said(words.VINTAGES, point.vintage) if point.vintage else "",
                "source": origin_words(point, source),
                "as_of": point.as_of,
                "href": href,
            }
        )
        before = point
    return rows[::-1]


def complete_words(point: Point) -> str:
    """How many of how many are in a figure that was added up: 31/34."""
    return f"{point.reported}/{point.expected}" if point.rolled_up and point.expected else ""


def _trimmed(points: Sequence[Point], choice: Choice) -> list[Point]:
    """The span without its empty ends, unless just these periods were asked for."""
    said = [n for n, one in enumerate(points) if one.value is not None or one.missing not in {"", "no_data"}]
    if not said:
        return [] if "from" not in choice.asked and "to" not in choice.asked else list(points)
    start = 0 if "from" in choice.asked else said[0]
    end = len(points) if "to" in choice.asked else said[-1] + 1
    return list(points[start:end])


def _href(point: Point, read: IndicatorRead, line: Series, choice: Choice) -> str:
    point = replace(point, fact_id=None) if choice.region else point
    return origin_href(
        point,
        read.code,
        choice.organisation,
        breakdown=line.breakdown,
        layout=line.layout,
        as_of=choice.as_of,
    )


def _change(point: Point, before: Point | None) -> Decimal | None:
    """Against the period before; nothing where either is missing or only part of a sum."""
    if before is None or point.value is None or before.value is None or point.partial or before.partial:
        return None
    return point.value - before.value


def _verdict(target: Any, point: Point, read: IndicatorRead) -> tuple[str, Any] | None:
    """Only a figure of the target's own period is judged; one of a part of the year is on the way."""
    if target is None or target.period != point.period or point.value is None:
        return None
    return words.JUDGEMENTS[target.judged(point.value, read.direction).value]


def _places(remit: Remit, found: Sequence[Body]) -> list[tuple[str, list[tuple[str, str]]]]:
    """The bodies that can be chosen, in groups as the list shows them."""
    seen = [one for one in found if remit.holds(one.id) or one.kind == "government"]
    groups = (
        (_("The country"), ("government",)),
        (_("Ministries and agencies"), across.CENTRAL),
        (_("Provinces"), ("province",)),
        (_("Own body"), ("district", "commune", "department", "other")),
    )
    return [
        (label, [(one.code, _("Whole country") if one.kind == "government" else one.name) for one in seen if one.kind in kinds])
        for label, kinds in groups
        if any(one.kind in kinds for one in seen)
    ]  # fmt: skip


def _regions(choice: Choice) -> list[tuple[str, str]]:
    old = ("TDMNPB", "DBSH", "BTBDHMT", "TN", "DNB", "DBSCL")
    new = ("TDMNPB", "DBSH", "BTB", "DHNTBTN", "DNB", "DBSCL")
    return [
        (f"{REGION}{code}", words.said(words.REGIONS, code)) for code in (old if choice.layout == 63 else new)
    ]
