"""Search in one box over everything the one who asks may see, answered by the rooms.

A room takes part by having a `search.py` with `GROUPS`: each group is a kind of record, the function that finds it
(rights joined in its query, a bounded number of statements), and the list that shows the rest. This room knows none
of them: it goes by the list of rooms, as the API and the addresses do.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.urls import reverse

from dieuhanh.config.actor import Actor
from dieuhanh.config.rooms import brings
from dieuhanh.config.text import fold, nfc

SHOWN = 6
"""Answers of a group on the page of all groups."""
MOST_WORDS = 8
LONGEST = 200


@dataclass(frozen=True, slots=True)
class Asked:
    """What was typed: as it was, folded (no case, no diacritics), and word by word."""

    text: str
    folded: str
    words: tuple[str, ...]

    @classmethod
    def read(cls, text: str) -> "Asked":
        """From what came in; what is no word is left out, so that nothing asks for everything."""
        given = nfc(text.replace("\0", " "))[:LONGEST]
        folded = fold(given)
        words = tuple(one for one in folded.split() if re.search(r"\w", one))[:MOST_WORDS]
        return cls(given, folded, words)

    @property
    def number(self) -> int | None:
        """The whole number that was typed, if it was one: 1542, #1542, 1.542."""
        digits = self.text.lstrip("#").replace(".", "").replace(",", "")
        return int(digits) if digits.isascii() and digits.isdecimal() and len(digits) <= 18 else None

    @property
    def uuid(self) -> UUID | None:
        """The identifier that was typed, if it was one."""
        try:
            return UUID(self.text) if len(self.text) in (32, 36) else None
        except ValueError:
            return None


@dataclass(frozen=True, slots=True)
class Found:
    """One answer: what it is called, its code or number, a quiet line, and the address that opens it."""

    title: str
    href: str
    code: str = ""
    line: str = ""
    state: str = ""
    simulated: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """One kind of record. `find(by, asked, limit)` gives at most `limit`; `more` names the list that takes `?q=`.

    `power`: who has none of these is not even asked about (the query joins the rights all the same).
    """

    key: str
    label: object
    find: Callable[[Actor, Asked, int], Sequence[Found]]
    more: str = ""
    powers: frozenset[str] = frozenset()
    order: int = 100


@dataclass(frozen=True, slots=True)
class Answers:
    """What one group answers; `more_href` where there is more than is shown."""

    key: str
    label: str
    found: tuple[Found, ...]
    more_href: str = ""

    @property
    def all_simulated(self) -> bool:
        """Whether it can be said once for all of them."""
        return len(self.found) > 1 and all(one.simulated for one in self.found)


@cache
def groups() -> tuple[Group, ...]:
    """Every room's groups in their order."""
    found: list[Group] = []
    for room in settings.ROOMS:
        if brings(room, "search"):
            found += import_module(f"dieuhanh.{room}.search").GROUPS
    return tuple(sorted(found, key=lambda one: (one.order, one.key)))


def search(by: Actor, text: str, *, only: str = "", limit: int = SHOWN) -> list[Answers]:
    """The answers by group, those without any left out. No statement when nothing was typed."""
    asked = Asked.read(text)
    if not asked.words:
        return []
    answers = []
    for group in groups():
        if (only and group.key != only) or not _may_ask(by, group):
            continue
        found = tuple(group.find(by, asked, limit + 1))
        if found:
            answers.append(
                Answers(group.key, str(group.label), found[:limit], _more(group, asked, len(found) > limit))
            )
    return answers


def _may_ask(by: Actor, group: Group) -> bool:
    return by.is_system or not group.powers or bool(by.powers & group.powers)


def _more(group: Group, asked: Asked, there_is: bool) -> str:
    if not there_is or not group.more:
        return ""
    return f"{reverse(group.more)}?{urlencode([('q', asked.text)])}"
