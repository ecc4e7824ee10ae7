"""Error pages: what happened, that nothing was lost, and what to do. Below /api/ they are problem details."""

import sys

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from dieuhanh.config.away import away
from dieuhanh.config.errors import Missing, Problem, Refused, Unavailable
from dieuhanh.config.responses import RETRY_AFTER_SECONDS, problem_response


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: the request could not be read."""
    if _is_api(request):
        return problem_response(
            Problem(_("The request could not be read; check its encoding and content type."))
        )
    return render(request, "400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: not permitted."""
    if _is_api(request):
        return problem_response(Refused(_("This is not permitted.")))
    return render(request, "403.html", status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: no such page."""
    if _is_api(request):
        return problem_response(Missing(_("There is no such record.")))
    return render(request, "404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """500: our fault; it is in the log. 503 while the database or room on the disk is away: nothing was lost."""
    if problem := away(sys.exc_info()[1]):
        return _unavailable(request, problem)
    if _is_api(request):
        failed = Problem(
            _("The program failed; the failure is in its log and nothing was half-written."), code="failed"
        )
        failed.status = 500
        return problem_response(failed)
    return render(request, "500.html", status=500)


def _unavailable(request: HttpRequest, problem: Unavailable) -> HttpResponse:
    if _is_api(request):
        return problem_response(problem)
    # Without the request: whoever asks who is signed in asks the database.
    page = render_to_string("503.html", {"reason": problem.reason})
    return HttpResponse(page, status=503, headers={"Retry-After": RETRY_AFTER_SECONDS})


def _is_api(request: HttpRequest) -> bool:
    return request.path.startswith("/api/")
