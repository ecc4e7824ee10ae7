"""From what is known of a figure to how a page shows it: the number component, the address of its origin, the bound of a target."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from dieuhanh.config import clock
from dieuhanh.config.language import lang
from dieuhanh.interface import rules
from dieuhanh.interface.listing import Column, Listing
from dieuhanh.interface.rules.figures import Figure
from dieuhanh.reporting.pages import words
from dieuhanh.reporting.pages.common import period_name
from dieuhanh.reporting.queries.catalogue import IndicatorRead, SourceRead, TargetRead
from dieuhanh.reporting.queries.headlines import Headline
from dieuhanh.reporting.rules.series import Point

STANDINGS = frozenset({"claimed", "verified", "refuted"})


def whole(columns: Sequence[Column]) -> Listing:
    """The head of a short table that is shown whole."""
    return Listing(path="", columns=tuple(columns), shown=frozenset(one.key for one in columns))


def known_on() -> date | None:
    """The day whose knowledge is shown. None: all that is known, which is the same while the clock is the real one."""
    return clock.today() if clock.is_set() else None


def origin_href(
    point: Point,
    indicator: str,
    organisation: str,
    *,
    breakdown: str = "",
    layout: int | None = None,
    as_of: date | None = None,
) -> str:
    """The page that a figure opens to: its own provenance, or the list of what it was made of. Empty for no figure.

    `organisation` is a body's code, a region's, or nothing for the country.
    """
    if point.fact_id is not None:
        return provenance_href(point.fact_id)
    if point.value is None:
        return ""
    asked = {
        "organisation": organisation,
        "period": point.period,
        "breakdown": breakdown,
        "layout": layout,
        "as_of": as_of.isoformat() if as_of else "",
    }
    query = urlencode({name: value for name, value in asked.items() if value})
    return f"{reverse('reporting:made-of', args=[indicator])}?{query}"


def provenance_href(fact_id: UUID) -> str:
    """The page that tells where a figure comes from."""
    return reverse("reporting:provenance", args=[fact_id])


def figure_of(
    point: Point,
    read: IndicatorRead,
    *,
    href: str = "",
    source: SourceRead | None = None,
    change: Any = None,
    target: TargetRead | None = None,
    reporter: str = "",
) -> Figure:
    """A point as the number component shows it."""
    bound, rule = goal_of(target, read.direction)
    return Figure(
        value=point.value,
        unit=read.unit if len(read.unit) <= 14 else "",
        decimals=read.decimals,
        period=period_name(point.period),
        as_of=point.as_of,
        source=source.publisher if source else "",
        reporter=reporter,
        standing=point.status if point.status in STANDINGS else "",
        vintage=words.said(words.VINTAGES, point.vintage) if point.vintage else "",
        change=change,
        better=read.better or "",
        target=bound,
        target_rule=rule,
        href=href,
        missing="" if point.value is not None else words.said(words.MISSING, point.missing or "no_data"),
        completeness=(point.reported, point.expected) if point.rolled_up and point.expected else None,
        simulated=point.simulated,
    )


def headline_figure(one: Headline) -> Figure:
    """An indicator's newest national figure with its target."""
    return figure_of(
        one.point,
        one.indicator,
        href=origin_href(one.point, one.indicator.code, ""),
        source=one.source,
        target=one.target,
    )


def short_publisher(name: str) -> str:
    """A publisher without what stands in brackets after it: a list has little room, the figure's own page has all."""
    return name.split(" (", 1)[0]


def origin_words(point: Point, source: SourceRead | None) -> str:
    """Who published the figure, in short, or that it was added up."""
    if point.rolled_up:
        return _("total of the bodies")
    return short_publisher(source.publisher) if source else ""


def goal_of(target: TargetRead | None, direction: str) -> tuple[Any, str]:
    """The line to draw and the side on which to be; what is written as a number is judged by the indicator's own direction."""
    if target is None or target.bound is None:
        return None, ""
    if target.kind in {"at_least", "at_most"}:
        return target.bound, target.kind
    return target.bound, "at_most" if direction == "lower" else "at_least"


def bound_words(target: TargetRead, read: IndicatorRead) -> str:
    """What a target asks for, in words: `at least 6,8 %`, `6,6–6,8 %`, `under 4 %`."""

    def number(value: Any) -> str:
        return rules.format_number(value, None, lang())

    unit = read.unit
    if target.kind == "range":
        return rules.join_unit(f"{number(target.low)}–{number(target.high)}", unit, lang())
    text = rules.join_unit(number(target.bound), unit, lang())
    if target.kind == "about":
        return _("about %(value)s") % {"value": text}
    if target.kind == "at_least":
        return (_("over %(value)s") if target.strict else _("at least %(value)s")) % {"value": text}
    if target.kind == "at_most":
        return (_("under %(value)s") if target.strict else _("at most %(value)s")) % {"value": text}
    return text
