"""A form that was taken needs its draft no more."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from dieuhanh.interface.actions import drop_draft

_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")


class DraftMiddleware:
    """Drops the draft that a form names (`_draft`, put in by draft.js) once its POST was not refused.

    One statement, and only for such forms. A refused one comes back with what was typed, and keeps its draft.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass on, then tidy up."""
        response = self.get_response(request)
        if request.method == "POST" and response.status_code < 400 and request.content_type in _FORMS:
            by = getattr(request, "actor", None)
            path = request.POST.get("_draft", "") if not request.path.startswith("/api/") else ""
            if path and by is not None and by.person_id and by.token_id is None:
                drop_draft(by=by, path=path)
        return response
