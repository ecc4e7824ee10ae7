"""Finds who acts: the bearer token's machine, or the session's person in the appointment he chose."""

import time
from collections.abc import Callable

from allauth.usersessions.models import UserSession
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from dieuhanh.organisations.identification import actor_of_request

SEEN_KEY = "seen"
SEEN_EVERY_SECONDS = 300
Answer = Callable[[HttpRequest], HttpResponse]


class ActorMiddleware:
    """Sets `request.actor` for pages and API alike; None when nobody is signed in."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Identify, then pass on."""
        request.actor = actor_of_request(request)  # type: ignore[attr-defined]
        note_activity(request)
        return self.get_response(request)


def note_activity(request: HttpRequest) -> None:
    """Remember, at most every five minutes, that a session is in use, for its owner's list of sessions."""
    if (
        getattr(request, "actor", None) is None
        or not request.user.is_authenticated
        or not request.session.session_key
    ):
        return
    now = int(time.time())
    if now - int(request.session.get(SEEN_KEY, 0)) < SEEN_EVERY_SECONDS:
        return
    request.session[SEEN_KEY] = now
    UserSession.objects.filter(session_key=request.session.session_key).update(last_seen_at=timezone.now())
