"""Tiles as they were drawn, kept until a room that they show writes something.

What is kept is exact and never stale: the key holds who may see what, what was asked, the day (and, for tiles that
judge by the moment, the minute) and what the tile's rooms had written when it was asked for (`ledger.news`). A tile
is drawn once however many walls ask for it at the same time.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from threading import Lock

from django.utils import timezone
from django.utils.translation import get_language

from dieuhanh.centre.queries.view import View
from dieuhanh.ledger.news import Edition, News

MOST = 256
"""Tiles kept in one process: some 20 KiB each."""
ROOMS: dict[str, tuple[str, ...]] = {
    "headlines": ("reporting", "organisations"),
    "map": ("reporting", "organisations"),
    "reports": ("reporting", "organisations"),
    "duties": ("reporting", "organisations"),
    "gaps": ("reporting", "organisations"),
    "tasks": ("directives", "organisations"),
    "programmes": ("programmes", "directives", "reporting", "organisations"),
}
"""What each tile reads: a room and those below it that hold rows of its own. A tile that is not named changes with any entry."""
BY_THE_MINUTE = frozenset({"reports", "duties"})
"""Tiles that count what has come due by now, or order by what is nearest to now."""
NOT_KEPT = frozenset({"events"})
"""Events are written after their entries, by a listener, and cost one statement."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A tile as HTML. `stands`: whether it has something to show (else the wall leaves it out)."""

    html: str
    stands: bool = True


class Shelf:
    """Drawn tiles by key, the least lately asked for leaving first."""

    def __init__(self, most: int = MOST) -> None:
        self.most = most
        self._kept: OrderedDict[Hashable, Drawn] = OrderedDict()
        self._turns: dict[Hashable, Lock] = {}
        self._lock = Lock()

    def get(self, key: Hashable, draw: Callable[[], Drawn]) -> Drawn:
        """What is kept under the key, else what `draw` gives; whoever asks meanwhile waits for the same drawing."""
        with self._lock:
            if (found := self._kept.get(key)) is not None:
                self._kept.move_to_end(key)
                return found
            turn = self._turns.setdefault(key, Lock())
        with turn:
            with self._lock:
                if (found := self._kept.get(key)) is not None:
                    return found
            try:
                drawn = draw()
            finally:
                with self._lock:
                    self._turns.pop(key, None)
            with self._lock:
                if self.most > 0:
                    self._kept[key] = drawn
                while len(self._kept) > self.most:
                    self._kept.popitem(last=False)
            return drawn

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._kept.clear()


NEWS = News()
SHELF = Shelf()


def edition_for(view: View) -> Edition | None:
    """What has been written by now, before anything is read; None where nothing is kept (an earlier moment). One statement."""
    return NEWS.look() if view.at is None and SHELF.most > 0 else None


def kept(tile: str, view: View, edition: Edition | None, draw: Callable[[], Drawn]) -> Drawn:
    """The tile as kept for this view, else as drawn now."""
    if edition is None or tile in NOT_KEPT:
        return draw()
    by, moment = view.by, timezone.localtime(view.moment)
    when = moment.replace(second=0, microsecond=0) if tile in BY_THE_MINUTE else moment.date()
    rights = (by.scope_id, by.organisation_id, by.powers, by.is_system)
    asked = (tile, view.scene, view.provinces, get_language(), when)
    return SHELF.get((*asked, rights, edition.of(ROOMS.get(tile, ()))), draw)
