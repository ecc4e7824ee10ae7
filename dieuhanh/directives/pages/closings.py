"""Closings by day: a rush just before a meeting is meant to be seen, with how many products came in time."""

from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from dieuhanh.config import clock
from dieuhanh.config.language import lang
from dieuhanh.directives.pages.common import acting, day_of, filters_of, list_href
from dieuhanh.directives.queries.statistics import Closing, closing_rush, closings, window_of
from dieuhanh.interface.rules import format_axis_day, format_date
from dieuhanh.organisations.body_filters import BodyNames, body_asked


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """For each day of a window (sixty days by default): tasks closed, and of those how many in time and late."""
    by = acting(request)
    first, last = window_of(
        day_of(request.GET.get("since") or "", "since"), day_of(request.GET.get("until") or "", "until")
    )
    names = BodyNames(by, clock.today(), request.GET.get("lead") or "")
    lead_field, elsewhere = body_asked(request, "lead", names)
    if elsewhere:
        return redirect(elsewhere)
    found = closings(by, filters_of({"lead": names.key}), first, last)
    rush = closing_rush(found)
    context = {
        "rows": [_row(one, names.given) for one in found],
        "drawing": _drawing(found) if len(found) > 1 else None,
        "now": clock.now(),
        "closed": sum(one.closed for one in found),
        "in_time": sum(one.in_time for one in found),
        "simulated": any(one.simulated for one in found),
        "rush": {"first": rush[0], "last": rush[0] + timedelta(days=3), "count": rush[1]} if rush else None,
        "since": first,
        "until": last,
        "lead_field": lead_field,
        "trail": [
            (_("Tasks"), reverse("directives:tasks")),
            (_("Statistics"), reverse("directives:statistics")),
            (_("Closings by day"), ""),
        ],
    }
    return render(request, "directives/closings.html", context)


def _drawing(found: list[Closing]) -> dict[str, Any]:
    """Bars by day, in time below and late above: a rush of late closings stands out. The table below is its twin."""

    def bars(name: str, color: str, values: list[int]) -> dict[str, Any]:
        return {
            "type": "bar",
            "name": name,
            "stack": "closed",
            "data": values,
            "itemStyle": {"color": f"token:{color}"},
        }

    in_time, late = str(_("Done in time")), str(_("Done late"))
    return {
        "option": {
            "legend": {},
            "xAxis": {"type": "category", "data": [format_axis_day(one.day, lang()) for one in found]},
            "yAxis": {"type": "value", "min": 0, "minInterval": 1},
            "series": [
                bars(in_time, "done-in-time", [one.in_time for one in found]),
                bars(late, "done-late", [one.late for one in found]),
            ],
        },
        "headers": [str(_("Day")), in_time, late],
        "rows": [[format_date(one.day, lang()), one.in_time, one.late] for one in found],
    }


def _row(one: Closing, lead: str) -> dict[str, Any]:
    day: date = one.day
    query = {"verified_on": day.isoformat(), "lead": lead}
    return {
        "day": day,
        "closed": one.closed,
        "in_time": one.in_time,
        "late": one.late,
        "href": list_href(**query),
        "in_time_href": list_href(**query, **{"class": "done_in_time"}),
        "late_href": list_href(**query, **{"class": "done_late"}),
    }
