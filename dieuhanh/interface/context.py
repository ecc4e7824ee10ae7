"""What every page's furniture needs: the rooms, who acts, the appointments to choose from, the language."""

from typing import Any

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest

from dieuhanh.config import clock
from dieuhanh.interface import navigation


def furniture(request: HttpRequest) -> dict[str, Any]:
    """Context processor. `request.appointment_choices`, when the organisations room set it, feeds the switch."""
    part = _asks_for_a_part(request)
    return {
        "layout": "interface/fragment.html" if part else "interface/desk.html",
        "wall_layout": "interface/fragment.html" if part else "interface/wall.html",
        "nav": navigation.nav_for(request),
        "acting": getattr(request, "actor", None),
        "appointments": getattr(request, "appointment_choices", None) or (),
        "printed_at": clock.now(),
        "printed_from": _address(request),
        "demo": getattr(settings, "DEMO", False),
        "languages": (("vi", "Tiếng Việt"), ("en", "English")),
    }


def _address(request: HttpRequest) -> str:
    """Where the page is, for its printed foot; the path alone where the sender lies about the host."""
    try:
        return request.build_absolute_uri()
    except DisallowedHost:
        return request.path


def _asks_for_a_part(request: HttpRequest) -> bool:
    """HTMX wants a piece of the page; not when it brings back a whole page from the history."""
    htmx = getattr(request, "htmx", None)
    if htmx is None or not htmx:
        return False
    return not (htmx.boosted or htmx.history_restore_request)
