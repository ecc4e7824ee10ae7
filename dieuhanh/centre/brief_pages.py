"""The page of the daily brief, on screen and on A4."""

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from dieuhanh.centre.queries.brief import daily
from dieuhanh.centre.reading import is_demonstration, view_of
from dieuhanh.config.errors import Fault, Invalid

_FIRST_DAY = date(1945, 9, 2)
"""No record of this State is older."""


@never_cache
@require_GET
def brief(request: HttpRequest) -> HttpResponse:
    """What changed since yesterday and what waits today; `?at=2020-08-10` is the brief of an earlier day."""
    view, _among = view_of(request)
    if view.day < _FIRST_DAY:
        message = _("Write the moment as 2020-08-10T08:00.")
        raise Invalid(message, faults=[Fault(message, field="at", value=view.day.isoformat())])
    context = {
        "brief": daily(view),
        "view": view,
        "demonstration_clock": is_demonstration(),
        "trail": [(_("The wall"), f"{reverse('centre:wall')}?{view.query()}"), (_("Daily brief"), "")],
    }
    return render(request, "centre/brief.html", context)
