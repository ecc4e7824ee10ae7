"""Việc của tôi: what waits for one person, gathered from every room and put in the order of deadlines.

A room takes part by having a `work.py` with `WORK`: what waits for someone, and how much of his body's waits for
others. Each says how many statements it costs, the same for one thing as for fifty.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from importlib import import_module

from django.conf import settings
from django.urls import reverse

from dieuhanh.config.actor import Actor
from dieuhanh.config.rooms import brings

MOST = 500
"""Things shown on one desk; who has more has another trouble than a long page."""
_LAST = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Waiting:
    """One thing that waits for me: its clock, what it is, who asked for it, and the one thing to do.

    `href` is where it is done, `record` what it is about (the same where there is one page for both).
    """

    kind: str
    number: str
    title: str
    state: str
    action: str
    href: str
    record: str = ""
    due_at: datetime | None = None
    due_on: date | None = None
    done_at: datetime | None = None
    asked_by: str = ""
    simulated: bool = False


@dataclass(frozen=True, slots=True)
class Work:
    """A room's part: `waiting(by)`, and `others(by)` with the list (`others_url`) that shows them."""

    key: str
    label: object
    waiting: Callable[[Actor], Sequence[Waiting]]
    others: Callable[[Actor], int] | None = None
    others_url: str = ""
    order: int = 100
    most: int = MOST
    """As many things as the room gives at most, the nearest deadlines; where it gives so many there may be more."""
    every_url: str = ""
    """The room's own list, which has them all."""


@dataclass(frozen=True, slots=True)
class Part:
    """What one room gave. `every_href`: where all are, when this is only the nearest of them."""

    key: str
    label: str
    things: tuple[Waiting, ...]
    others: int = 0
    others_href: str = ""
    every_href: str = ""


@cache
def works() -> tuple[Work, ...]:
    """Every room's part in its order."""
    found: list[Work] = []
    for room in settings.ROOMS:
        if brings(room, "work"):
            found.append(import_module(f"dieuhanh.{room}.work").WORK)
    return tuple(sorted(found, key=lambda one: (one.order, one.key)))


def parts(by: Actor) -> list[Part]:
    """What each room has for `by`."""
    return [_part(one, tuple(one.waiting(by)), by) for one in works()]


def _part(one: Work, things: tuple[Waiting, ...], by: Actor) -> Part:
    return Part(
        one.key,
        str(one.label),
        things,
        one.others(by) if one.others else 0,
        reverse(one.others_url) if one.others_url else "",
        reverse(one.every_url) if one.every_url and len(things) >= one.most else "",
    )


def in_order(given: Sequence[Part]) -> list[tuple[str, Waiting]]:
    """Everything with its room's key, the nearest deadline first; what has no deadline comes last."""
    every = [(part.key, thing) for part in given for thing in part.things]
    return sorted(every, key=lambda one: (one[1].due_at or _LAST, one[1].number))[:MOST]
