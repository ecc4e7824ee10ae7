"""One indicator: its series for a body, the bodies side by side, its targets with their verdicts, its definition through time."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_safe

from dieuhanh.config import clock
from dieuhanh.config.actor import Actor
from dieuhanh.config.errors import Missing
from dieuhanh.interface.listing import Button, Chip, Column, Listing
from dieuhanh.organisations.queries import Body, of_kinds, provinces_in_layout
from dieuhanh.organisations.rules import LAYOUT_DAYS
from dieuhanh.reporting.pages import words
from dieuhanh.reporting.pages.bodies import bodies_view
from dieuhanh.reporting.pages.choice import REGION, Choice, read_choice, with_group
from dieuhanh.reporting.pages.common import acting, period_name
from dieuhanh.reporting.pages.drawing import drawing_of
from dieuhanh.reporting.pages.figures import bound_words, figure_of, origin_href
from dieuhanh.reporting.pages.indicator_about import about_view, targets_view
from dieuhanh.reporting.pages.indicators import MANAGE
from dieuhanh.reporting.queries import across, catalogue
from dieuhanh.reporting.queries.catalogue import BreakdownRead, IndicatorRead
from dieuhanh.reporting.queries.remit import Remit, remit_of
from dieuhanh.reporting.queries.series import Series, series
from dieuhanh.reporting.rules.series import Point

PLACES = ("government", *across.CENTRAL, "province")
_COLUMNS = [
    Column("period", _lazy("Period"), fixed=True),
    Column("value", _lazy("Value"), numeric=True, fixed=True),
    Column("change", _lazy("Change"), numeric=True),
    Column("target", _lazy("Target")),
    Column("verdict", _lazy("Verdict")),
    Column("complete", _lazy("Complete"), numeric=True),
    Column("vintage", _lazy("Vintage")),
    Column("source", _lazy("Source")),
    Column("as_of", _lazy("As of"), numeric=True),
]


@require_safe
def indicator(request: HttpRequest, code: str) -> HttpResponse:
    """The record, in four views under one head; which one stands in the address."""
    by = acting(request)
    read = catalogue.access_indicator(code)
    parts = catalogue.breakdowns(read.id)
    remit = remit_of(by)
    today = clock.today()
    found = of_kinds(PLACES, today)
    choice = with_group(read_choice(request.GET, read, parts, default=_default(remit, found, by)), read)
    if choice.layout != (34 if today >= LAYOUT_DAYS[34] else 63):
        found = [one for one in found if one.kind != "province"] + provinces_in_layout(choice.layout)
    view = request.GET.get("view", "")
    make = {"bodies": bodies_view, "targets": targets_view, "about": about_view}.get(view)
    context = (
        make(read, choice, remit, found) if make else series_view(request, read, choice, remit, found, parts)
    )
    context |= {
        "read": read,
        "choice": choice,
        "parts": parts,
        "view": view if make else "series",
        "head": _head(read),
        "tabs": _tabs(read, choice, view if make else ""),
        "buttons": _buttons(by, read),
        "faults": list(choice.faults),
        "trail": [(_("Figures"), reverse("reporting:indicators")), (read.code, "")],
        "path": request.path,
    }
    return render(
        request, f"reporting/{context['template']}.html", context, status=422 if choice.faults else 200
    )


def _default(remit: Remit, found: Sequence[Body], by: Actor) -> str:
    """The reader's own body where he does not serve the whole, else the country."""
    mine = None if remit.whole else next((one for one in found if one.id == by.scope_id), None)
    return (
        (mine or next((one for one in found if one.kind == "government"), None) or found[0]).code
        if found
        else ""
    )


def _head(read: IndicatorRead) -> list[tuple[str, Any]]:
    return [
        (_("Unit"), read.unit),
        (_("Over bodies"), words.said(words.OVER_ORGANISATIONS, read.over_organisations)),
        (_("Over time"), words.said(words.OVER_TIME, read.over_time)),
        (_("Direction"), words.said(words.DIRECTIONS, read.direction)),
    ]


def _tabs(read: IndicatorRead, choice: Choice, view: str) -> list[Chip]:
    labels = (
        ("", _("Series")),
        ("bodies", _("By organisation")),
        ("targets", _("Targets")),
        ("about", _("Definition")),
    )
    kept = {"period": "", "group": ""} if view == "bodies" else {}
    return [
        Chip(label, f"{reverse('reporting:indicator', args=[read.code])}?{choice.query(**{**kept, 'view': key})}", current=view == key)
        for key, label in labels
    ]  # fmt: skip


def _buttons(by: Actor, read: IndicatorRead) -> list[Button]:
    if MANAGE not in by.powers:
        return []
    return [
        Button(_("Set a target"), href=f"{reverse('reporting:target-new')}?indicator={read.code}"),
        Button(_("Change the words"), href=reverse("reporting:indicator-change", args=[read.code])),
    ]


def series_view(
    request: HttpRequest,
    read: IndicatorRead,
    choice: Choice,
    remit: Remit,
    found: Sequence[Body],
    parts: Sequence[BreakdownRead],
) -> dict[str, Any]:
    """One body's series: chart, sentence, and the table by period with where each figure opens to."""
    body, name = _body(choice, remit, found)
    line = _line(read, choice, body)
    points = [remit.shown(body.id, one) for one in line.points]
    line = Series(
        line.indicator, body, line.layout, line.as_of, line.breakdown, points, line.sources, line.targets
    )
    listing = Listing.read(request.GET, path=request.path, columns=_COLUMNS)
    part = next((one.name for one in parts if one.code == choice.breakdown), "")
    title = ", ".join(one for one in (read.name, part, name) if one)
    return {
        "template": "indicator",
        "body": body,
        "name": name,
        "listing": listing,
        "rows": _rows(read, line, choice),
        "drawing": drawing_of(line, title),
        "places": _places(remit, found),
        "regions": _regions(choice) if remit.whole else [],
        "vintages": [(one, words.said(words.VINTAGES, one)) for one in words.VINTAGES],
        "kinds": [(one, words.said(words.PERIOD_KINDS, one)) for one in read.period_kinds],
        "hidden": any(one.missing == "outside" for one in points),
        "simulated_any": line.simulated,
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
    """The periods, newest first; those after the last figure are left out."""
    rows: list[dict[str, Any]] = []
    before: Point | None = None
    for point in line.points:
        target = line.target_of(point.period)
        href = _href(point, read, line, choice)
        change = _change(point, before)
        rows.append(
            {
                "point": point,
                "period": period_name(point.period),
                "figure": figure_of(point, read, href=href, source=line.sources.get(point.source)),
                "change": change,
                "target": bound_words(target, read) if target else "",
                "judgement": _verdict(target, point, read),
                "complete": f"{point.reported}/{point.expected}"
                if point.rolled_up and point.expected
                else "",
                "vintage": words.said(words.VINTAGES, point.vintage) if point.vintage else "",
                "source": line.sources.get(point.source),
                "href": href,
            }
        )
        before = point
    while rows and rows[-1]["point"].value is None and rows[-1]["point"].missing in {"", "no_data"}:
        rows.pop()
    return rows[::-1]


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
