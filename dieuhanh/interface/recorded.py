"""What entries of the ledger are called in the reader's language, and where their subjects are seen; told by the rooms.

A room takes part by having a `recorded.py` with `RECORDED`. The ledger is below them and knows none of them: it goes by
the list of rooms, as search and work do. What no room names is shown by its code.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from uuid import UUID

from django.conf import settings
from django.urls import NoReverseMatch, reverse

from dieuhanh.config.actor import Actor
from dieuhanh.config.language import lang
from dieuhanh.config.rooms import brings

Words = tuple[str, str]
"""Vietnamese and English."""
NO_NAMES: Callable[[Iterable[UUID]], Mapping[UUID, str]] = lambda _ids: {}  # noqa: E731 — a default, not a function of its own


Sees = Callable[[Actor, UUID, UUID | None], bool]
"""Whether a reader may see the record with this id. The third is the body that the one entry is about; None asks about
every entry of the record."""
NOBODY_SEES: Sees = lambda _by, _subject, _about: False  # noqa: E731 — as above


@dataclass(frozen=True, slots=True)
class Subject:
    """What a kind of record is called, the page that shows one by its id (none where there is no such page), and who may
    see one: whoever sees a record may open its entries, their proofs and receipts.
    """

    words: Words
    page: str = ""
    sees: Sees = NOBODY_SEES


@dataclass(frozen=True, slots=True)
class Recorded:
    """A room's part: its kinds of entries, its kinds of subjects, and names of bodies where it knows them."""

    kinds: Mapping[str, Words] = field(default_factory=dict)
    subjects: Mapping[str, Subject] = field(default_factory=dict)
    bodies: Callable[[Iterable[UUID]], Mapping[UUID, str]] = NO_NAMES


@cache
def _parts() -> tuple[Recorded, ...]:
    return tuple(
        import_module(f"dieuhanh.{room}.recorded").RECORDED
        for room in settings.ROOMS
        if room != "interface" and brings(room, "recorded")
    )


def _said(words: Words) -> str:
    return words[1] if (lang()).startswith("en") else words[0]


def kind_words(kind: str) -> str:
    """What happened, in words; the code itself where no room names it."""
    return next((_said(one.kinds[kind]) for one in _parts() if kind in one.kinds), kind)


def subject_words(kind: str) -> str:
    """What sort of record it happened to."""
    return next((_said(one.subjects[kind].words) for one in _parts() if kind in one.subjects), kind)


def sees_record(by: Actor | None, kind: str, subject_id: UUID, about: UUID | None = None) -> bool:
    """Whether the record that an entry is about is open to `by`, as its own room decides. Three statements at most."""
    if by is None:
        return False
    found = next((one.subjects[kind] for one in _parts() if kind in one.subjects), None)
    return found is not None and found.sees(by, subject_id, about)


def subject_href(kind: str, subject_id: UUID) -> str:
    """The page of the record; empty where there is none."""
    page = next((one.subjects[kind].page for one in _parts() if kind in one.subjects), "")
    try:
        return reverse(page, args=[subject_id]) if page else ""
    except NoReverseMatch:
        return ""


def body_names(ids: Iterable[UUID]) -> dict[UUID, str]:
    """The bodies' names today. One statement, none for nothing."""
    wanted = set(ids)
    found: dict[UUID, str] = {}
    for one in _parts() if wanted else ():
        found |= one.bodies(wanted)
    return found
