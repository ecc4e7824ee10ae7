"""The events that a person may see. One statement each, and one for the remit where it is limited."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from dieuhanh.config.actor import Actor
from dieuhanh.config.language import lang
from dieuhanh.organisations.authority import scope_sql

COLUMNS = "index, kind, at, organisation_id, state, text_vi, text_en, href, tiles, simulated"


@dataclass(frozen=True, slots=True)
class EventRead:
    """One event as pages, API and the live process read it. No text: it only refreshes its tiles."""

    index: int
    kind: str
    at: datetime
    organisation_id: UUID | None
    state: str
    text_vi: str
    text_en: str
    href: str
    tiles: list[str]
    simulated: bool

    @property
    def text(self) -> str:
        """The sentence in the reader's language."""
        return self.text_en if lang() == "en" else self.text_vi

    def as_dict(self) -> dict[str, Any]:
        """The event as the public contract gives it."""
        return {
            "id": self.index,
            "kind": self.kind,
            "at": self.at.isoformat(),
            "state": self.state,
            "text_vi": self.text_vi,
            "text_en": self.text_en,
            "href": self.href,
            "tiles": list(self.tiles),
            "simulated": self.simulated,
        }


def last_index() -> int:
    """The place of the newest event, -1 before the first. One statement."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(max(index), -1) FROM centre_event")
        return int(cursor.fetchone()[0])


def events_after(after: int, *, by: Actor | None, limit: int = 100) -> list[EventRead]:
    """Up to `limit` events after a place in the tree, oldest first, within the remit of `by`."""
    return _read("index > %s", [after], by, "index", limit)


def events_told(*, by: Actor | None, at: datetime | None = None, limit: int = 20) -> list[EventRead]:
    """The newest told events, newest first; `at`: as it stood then."""
    if at is None:
        return _read("text_vi <> ''", [], by, "at DESC, index DESC", limit)
    return _read("text_vi <> '' AND at <= %s", [at], by, "at DESC, index DESC", limit)


def event(index: int, *, by: Actor | None) -> EventRead | None:
    """One event, if `by` may see it; none otherwise, as if it did not exist."""
    found = _read("index = %s", [index], by, "index", 1)
    return found[0] if found else None


def _read(where: str, values: Sequence[Any], by: Actor | None, order: str, limit: int) -> list[EventRead]:
    within = scope_sql(by)
    if within is not None:
        where, values = f"{where} AND organisation_id IN {within[0]}", [*values, *within[1]]
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {COLUMNS} FROM centre_event WHERE {where} ORDER BY {order} LIMIT %s", [*values, limit]
        )
        return [EventRead(*row) for row in cursor.fetchall()]
