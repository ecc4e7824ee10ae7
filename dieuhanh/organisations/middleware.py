"""Finds who acts: the bearer token's machine, or the session's person in the appointment he chose."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from dieuhanh.organisations.identification import actor_of_request

Answer = Callable[[HttpRequest], HttpResponse]


class ActorMiddleware:
    """Sets `request.actor` for pages and API alike; None when nobody is signed in."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Identify, then pass on."""
        request.actor = actor_of_request(request)  # type: ignore[attr-defined]
        return self.get_response(request)
