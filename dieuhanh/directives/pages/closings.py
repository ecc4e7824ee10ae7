"""Closings by day: a rush just before a meeting is meant to be seen, with how many products came in time."""

from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from dieuhanh.directives.pages.common import acting, day_of, filters_of, list_href
from dieuhanh.directives.queries.statistics import Closing, closing_rush, closings, window_of


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """For each day of a window (sixty days by default): tasks closed, and of those how many in time and late."""
    by = acting(request)
    first, last = window_of(
        day_of(request.GET.get("since") or "", "since"), day_of(request.GET.get("until") or "", "until")
    )
    lead = (request.GET.get("lead") or "").replace("\0", "")[:40]
    found = closings(by, filters_of({"lead": lead}), first, last)
    rush = closing_rush(found)
    context = {
        "rows": [_row(one, lead) for one in found],
        "most": max((one.closed for one in found), default=0),
        "closed": sum(one.closed for one in found),
        "in_time": sum(one.in_time for one in found),
        "rush": {"first": rush[0], "last": rush[0] + timedelta(days=3), "count": rush[1]} if rush else None,
        "since": first,
        "until": last,
        "lead": lead,
        "trail": [
            (_("Tasks"), reverse("directives:tasks")),
            (_("Statistics"), reverse("directives:statistics")),
            (_("Closings by day"), ""),
        ],
    }
    return render(request, "directives/closings.html", context)


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
