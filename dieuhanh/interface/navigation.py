"""The rooms in the header. A room adds itself in its `AppConfig.ready()`; furniture shows those the actor may enter."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse


@dataclass(frozen=True, slots=True)
class NavRoom:
    """A door: `power` None opens to every signed-in person. `also`: how addresses of its further pages begin."""

    key: str
    label: object
    url_name: str
    order: int = 100
    power: str | None = None
    also: tuple[str, ...] = ()


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
    opened = [room for room in rooms() if room.power is None or room.power in actor.powers]
    found = [(room, href) for room in opened if (href := _href(room))]
    here = _here(found, request.path)
    return [NavItem(room.label, href, room.key == here) for room, href in found]


def _href(room: NavRoom) -> str:
    try:
        return reverse(room.url_name)
    except NoReverseMatch:
        return ""


def _here(found: list[tuple[NavRoom, str]], path: str) -> str:
    """The room whose longest address begins this page's own: that is where the reader is."""
    within = [
        (len(start), room.key)
        for room, href in found
        for start in (href, *room.also)
        if path.startswith(start)
    ]
    return max(within, default=(0, ""))[1]
