"""From a request to the view it asks for, with the right to see it: shared by pages and API."""

from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from dieuhanh.centre.queries.scenes import chosen, scenes
from dieuhanh.centre.queries.view import View
from dieuhanh.centre.rules.scenes import SceneRead
from dieuhanh.config import clock
from dieuhanh.config.actor import Actor
from dieuhanh.config.environment import env
from dieuhanh.config.errors import Fault, Invalid, Missing, Unauthenticated
from dieuhanh.organisations.authority import check

POWER = "centre.view"


def actor_of(request: HttpRequest) -> Actor:
    """Who asks, if he may watch the wall within his remit. One statement at most. Raises what says why not."""
    by: Actor | None = getattr(request, "actor", None)
    if by is None:
        raise Unauthenticated(_("Sign in first."))
    check(by, POWER, by.scope_id)
    return by


def view_of(request: HttpRequest) -> tuple[View, list[SceneRead]]:
    """The view that the address asks for, and all scenes. Raises `Invalid` for a moment that is none, `Missing` for a scene."""
    by = actor_of(request)
    among = scenes()
    scene = chosen(request.GET.get("scene", ""), among)
    if scene is None:
        raise Missing(_("There is no such scene."))
    layout = 34 if request.GET.get("layout") == "34" else 63
    return View(by, scene, layout, moment_of(request.GET.get("at", ""))), among


def moment_of(text: str) -> datetime | None:
    """An earlier moment, on Hanoi's clock where it names no zone: `2020-08-10T08:00`. Nothing for none or for a later one."""
    if not text:
        return None
    try:
        found = parse_datetime(text if "T" in text or " " in text else f"{text}T23:59:59")
    except ValueError:
        found = None
    if found is None:
        message = _("Write the moment as 2020-08-10T08:00.")
        raise Invalid(message, faults=[Fault(message, field="at", value=text[:40])])
    moment = found if timezone.is_aware(found) else timezone.make_aware(found)
    return moment if moment < clock.now() else None


def live_url(request: HttpRequest, after: int) -> str:
    """Where this wall's events come from: the live port of the same host, or the configured address."""
    base = env.text("DIEUHANH_LIVE_URL")
    if not base:
        name = urlsplit(f"//{request.get_host()}").hostname or "localhost"
        base = f"{request.scheme}://{f'[{name}]' if ':' in name else name}:{env.live_port}"
    return f"{base.rstrip('/')}/api/v1/wall/events?after={after}"


def is_demonstration() -> bool:
    """Whether the clock was set for a demonstration."""
    return bool(settings.DEMO) and clock.is_set()
