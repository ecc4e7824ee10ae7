"""The page of the daily brief, on screen and on A4."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from dieuhanh.centre.queries.brief import daily
from dieuhanh.centre.reading import is_demonstration, view_of


@never_cache
@require_GET
def brief(request: HttpRequest) -> HttpResponse:
    """What changed since yesterday and what waits today; `?at=2020-08-10` is the brief of an earlier day."""
    view, _among = view_of(request)
    context = {
        "brief": daily(view),
        "view": view,
        "demonstration_clock": is_demonstration(),
        "trail": [(_("The wall"), f"{reverse('centre:wall')}?{view.query()}"), (_("Daily brief"), "")],
    }
    return render(request, "centre/brief.html", context)
