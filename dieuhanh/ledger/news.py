"""Which rooms have written something since this process last looked: exact, by one indexed read.

Every action writes its entry in its own transaction, so what no entry has touched has not changed. An entry's number
says nothing of when it became visible (writers do not wait for one another), so a process remembers how far the tree
had come and which entries still waited for their place: whatever is neither of these is new.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from threading import Lock
from uuid import UUID

from django.db import connection

MOST = 500
"""New entries whose kinds are looked at; where there are more, everything counts as changed."""

_SINCE = """
WITH tree AS MATERIALIZED (SELECT coalesce(max(index) + 1, 0) AS size FROM ledger_leaf),
waiting AS MATERIALIZED (SELECT entry_id FROM ledger_pending LIMIT %(most)s + 1),
fresh AS (
    SELECT l.entry_id FROM ledger_leaf l, tree WHERE l.index >= greatest(%(size)s, tree.size - %(most)s)
    UNION ALL SELECT entry_id FROM waiting
)
SELECT tree.size, ARRAY(SELECT entry_id FROM waiting),
       ARRAY(SELECT DISTINCT split_part(e.kind, '.', 1) FROM fresh JOIN ledger_entry e ON e.id = fresh.entry_id
              WHERE fresh.entry_id <> ALL(%(seen)s::uuid[]))
  FROM tree
"""


@dataclass(slots=True)
class News:
    """What one process knows: a number for each room that grows whenever the room was found to have written."""

    _size: int = -1
    _waiting: frozenset[UUID] = frozenset()
    _rooms: dict[str, int] = field(default_factory=dict)
    _all: int = 0
    _lock: Lock = field(default_factory=Lock)

    def look(self) -> "Edition":
        """What is written by now. One statement; whatever was committed before it is in the answer."""
        with self._lock:
            size, seen = self._size, self._waiting
        with connection.cursor() as cursor:
            cursor.execute(_SINCE, {"size": max(size, 0), "seen": list(seen), "most": MOST})
            now, waiting, rooms = cursor.fetchone()
        with self._lock:
            if size < 0 or now < size or now - size > MOST or len(waiting) > MOST:
                # Nothing known yet, an emptied ledger, or too much to look at one by one.
                self._all += 1
            for room in rooms:
                self._rooms[room] = self._rooms.get(room, 0) + 1
            self._size = now
            self._waiting = frozenset(waiting) if len(waiting) <= MOST else frozenset()
            return Edition(self._all, dict(self._rooms))


@dataclass(frozen=True, slots=True)
class Edition:
    """What had been written at one look."""

    everything: int
    rooms: dict[str, int]

    def of(self, rooms: Collection[str]) -> tuple[int, int]:
        """A mark that changes whenever one of these rooms writes; of none named: whenever any does."""
        found = (number for room, number in self.rooms.items() if not rooms or room in rooms)
        return self.everything, sum(found)
