"""What a figure that was added up is made of: each part opens to where it comes from."""

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_safe

from dieuhanh.config.actor import Actor
from dieuhanh.config.errors import Missing
from dieuhanh.config.language import lang
from dieuhanh.deadlines.rules.periods import NotAPeriod, Period, parse
from dieuhanh.interface import rules
from dieuhanh.interface.listing import Button, Column
from dieuhanh.interface.rules.figures import Figure
from dieuhanh.organisations.queries import Body, access_organisation, in_layout, of_kinds, provinces_in_layout
from dieuhanh.organisations.rules.lives import LAYOUT_DAYS
from dieuhanh.reporting.pages import words
from dieuhanh.reporting.pages.choice import REGION
from dieuhanh.reporting.pages.common import acting, period_name
from dieuhanh.reporting.pages.figures import STANDINGS, origin_href, provenance_href, whole
from dieuhanh.reporting.queries import catalogue
from dieuhanh.reporting.queries.catalogue import IndicatorRead
from dieuhanh.reporting.queries.making import Leaf, Making
from dieuhanh.reporting.queries.making import made_of as read_making
from dieuhanh.reporting.queries.remit import remit_of
from dieuhanh.reporting.rules.series import Point

_HOW = {
    "bodies": _lazy("added up from the bodies below"),
    "periods": _lazy("added up from shorter periods"),
    "together": _lazy("added up from its provinces"),
}


@require_safe
def made_of(request: HttpRequest, code: str) -> HttpResponse:
    """The parts of one figure, with those that should be in it and are not. At most twelve statements beside the page's own."""
    by = acting(request)
    read = catalogue.access_indicator(code)
    try:
        period = parse(request.GET.get("period", ""))
    except NotAPeriod as wrong:
        raise Missing(wrong.text.of(lang())) from wrong
    layout = 34 if request.GET.get("layout") == "34" else 63
    asked = request.GET.get("organisation", "").replace("\0", "")[:60]
    body, name, members = _whose(by, asked, period, layout)
    breakdown = request.GET.get("breakdown", "").replace("\0", "")[:120]
    day = _day(request)
    made = read_making(read, body, period, members=members, breakdown=breakdown, as_of=day)
    kept = {
        "organisation": asked,
        "breakdown": breakdown,
        "layout": layout,
        "as_of": day.isoformat() if day else "",
    }
    series = f"{reverse('reporting:indicator', args=[code])}?" + urlencode(
        {k: v for k, v in kept.items() if v}
    )
    context = {
        "read": read,
        "made": made,
        "body_name": name,
        "breakdown": breakdown,
        "period": period_name(period.code),
        "how": _HOW[made.how],
        "figure": _figure(read, made, period_name(period.code)),
        "sentence": _sentence(read, made),
        "all_simulated": all(one.simulated for one in made.leaves if one.counts),
        "rows": [_row(one, read, made, breakdown, day) for one in made.leaves],
        "listing": whole(_columns(read, made)),
        "buttons": [Button(_("Its series"), href=series)],
        "trail": [(_("Figures"), reverse("reporting:indicators")), (code, series), (f"{name}, {period_name(period.code)}", "")],
    }  # fmt: skip
    return render(request, "reporting/made_of.html", context)


def _whose(by: Actor, asked: str, period: Period, layout: int) -> tuple[Body, str, list[Body]]:
    """The body, its name, and the provinces that stand in its place. Raises `Missing` for what is not the reader's to see."""
    remit = remit_of(by)
    day = LAYOUT_DAYS[34] if layout == 34 else period.last_day
    region = asked.removeprefix(REGION) if asked.startswith(REGION) else ""
    body: Body | None
    if asked and not region:
        body = access_organisation(asked, by=by, on=day, strict=False)
    else:
        body = next(iter(of_kinds(["government"], day)), None)
    if body is None or not remit.holds(body.id) or (region and region not in words.REGIONS):
        raise Missing(_("There is no such record."))
    if region:
        found = [one for one in provinces_in_layout(layout) if one.region == region]
        return body, words.said(words.REGIONS, region), found
    name = _("Whole country") if body.kind == "government" else body.name
    if body.kind != "province" or layout != 34 or period.last_day >= LAYOUT_DAYS[34]:
        return body, name, []
    place = in_layout(34)
    return body, name, [one for one in provinces_in_layout(63) if place.get(one.id) == body.id != one.id]


def _day(request: HttpRequest) -> date | None:
    try:
        return date.fromisoformat(request.GET.get("as_of", ""))
    except ValueError:
        return None


def _columns(read: IndicatorRead, made: Making) -> tuple[Column, ...]:
    own = made.how == "periods"
    several = not own and len({one.period for one in made.leaves}) > 1
    columns = [
        Column("label", _("Period") if own else _("Organisation"), fixed=True),
        Column("period", _("Period"), fixed=True) if several else None,
        Column("value", f"{_('Value')} ({read.unit})" if read.unit else _("Value"), numeric=True, fixed=True),
        Column("weight", _("Weight"), numeric=True, fixed=True) if made.weight is not None else None,
        Column("standing", _("Standing"), fixed=True),
        Column("as_of", _("Dated"), numeric=True, fixed=True),
    ]
    return tuple(one for one in columns if one is not None)


def _figure(read: IndicatorRead, made: Making, period: str) -> Figure:
    return Figure(
        value=made.total,
        unit=read.unit,
        decimals=read.decimals,
        period=period,
        completeness=(made.reported, made.expected) if made.how != "periods" else None,
        missing="" if made.total is not None else words.said(words.MISSING, "no_data"),
        simulated=any(one.simulated for one in made.leaves),
    )


def _sentence(read: IndicatorRead, made: Making) -> str:
    total = rules.join_unit(rules.format_number(made.total, read.decimals, lang()), read.unit, lang())
    values = {
        "count": sum(one.counts for one in made.leaves),
        "missing": sum(not one.counts for one in made.leaves),
        "how": words.said(words.OVER_ORGANISATIONS if made.how != "periods" else words.OVER_TIME, _rule(read, made)),
        "total": total,
    }  # fmt: skip
    said = _("%(count)d figures, %(how)s, give %(total)s.") % values
    return (
        f"{said} {_('%(missing)d have not reported and are not in it.') % values}"
        if values["missing"]
        else said
    )


def _rule(read: IndicatorRead, made: Making) -> str:
    return read.over_time if made.how == "periods" else read.over_organisations


def _href(one: Leaf, read: IndicatorRead, breakdown: str, as_of: date | None) -> str:
    if one.fact_id:
        return provenance_href(one.fact_id)
    point = Point(one.period, one.value)
    return origin_href(point, read.code, one.code, breakdown=breakdown, as_of=as_of)


def _row(one: Leaf, read: IndicatorRead, made: Making, breakdown: str, as_of: date | None) -> dict[str, Any]:
    reason = one.no_data_reason or "no_data"
    return {
        "one": one,
        "label": period_name(one.period) if made.how == "periods" else one.name,
        "period": period_name(one.period),
        "href": _href(one, read, breakdown, as_of),
        "status": words.said(words.FACT_STATUSES, one.status),
        "figure": Figure(
            value=one.value,
            decimals=read.decimals,
            period=period_name(one.period),
            as_of=one.as_of,
            href=_href(one, read, breakdown, as_of),
            vintage=words.said(words.VINTAGES, one.vintage) if one.vintage else "",
            missing="" if one.value is not None else words.said(words.MISSING, reason),
        ),
        "standing": one.status if one.status in STANDINGS else "",
    }
