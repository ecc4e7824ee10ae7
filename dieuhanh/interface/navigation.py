"""The rooms in the header. A room adds itself in its `AppConfig.ready()`; furniture shows those the actor may enter."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse


@dataclass(frozen=True, slots=True)
class NavRoom:
    """A door: `power` None opens to every signed-in person."""

    key: str
    label: object
    url_name: str
    order: int = 100
    power: str | None = None


@dataclass(frozen=True, slots=True)
class NavItem:
    """A door as this page shows it."""

    label: object
    href: str
    current: bool = False


_rooms: dict[str, NavRoom] = {}


def add_room(room: NavRoom) -> None:
    """Put a room into the header; the same key replaces."""
    _rooms[room.key] = room


def rooms() -> list[NavRoom]:
    """All rooms in the order of the header."""
    return sorted(_rooms.values(), key=lambda one: (one.order, one.key))


def nav_for(request: HttpRequest) -> list[NavItem]:
    """The doors that this request's actor may open; none for a stranger."""
    actor = getattr(request, "actor", None)
    if actor is None:
        return []
    items = [_item(room, request) for room in rooms() if room.power is None or room.power in actor.powers]
    return _mark([one for one in items if one is not None], request.path)


def _item(room: NavRoom, request: HttpRequest) -> NavItem | None:
    try:
        return NavItem(room.label, reverse(room.url_name))
    except NoReverseMatch:
        return None


def _mark(items: list[NavItem], path: str) -> list[NavItem]:
    """The longest address that begins this page's own is where the reader is."""
    within = [one.href for one in items if path.startswith(one.href)]
    here = max(within, key=len, default="")
    return [NavItem(one.label, one.href, one.href == here) for one in items]
