"""What every room has about a body: the doors that a body's page shows to the rooms above it.

A room takes part by having an `about.py` with `ABOUT`. The room of bodies is below them and knows none of them: it goes by
the list of rooms, as search and work do. A door asks the database nothing; it is shown to who may see what is behind it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import import_module

from django.conf import settings

from dieuhanh.config.actor import Actor
from dieuhanh.config.rooms import brings


@dataclass(frozen=True, slots=True)
class Door:
    """A list that a room narrows to one body."""

    label: str
    href: str


@dataclass(frozen=True, slots=True)
class About:
    """A room's part: the doors about the body with a code, for a reader. No statement."""

    key: str
    doors: Callable[[Actor, str], Sequence[Door]]
    order: int = 100


@cache
def abouts() -> tuple[About, ...]:
    """Every room's part in its order."""
    found: list[About] = [
        import_module(f"dieuhanh.{room}.about").ABOUT for room in settings.ROOMS if brings(room, "about")
    ]
    return tuple(sorted(found, key=lambda one: (one.order, one.key)))


def doors(by: Actor, code: str) -> list[Door]:
    """What the rooms have about the body with this code, as far as `by` may see it. No statement."""
    return [door for one in abouts() for door in one.doors(by, code)]
