"""The time of day as the house reckons it, and the clocks that ring.

`now()` and `today()` are the time by which obligations are judged. In operation
it is the real time. In demonstration mode the clock was set once, to a morning in
August 2020, and runs on from there; the pages say so. Proofs (ledger entries,
signatures, sessions) always carry the real time.

Clocks are functions of the rooms that ring what has become due. One indexed read when nothing has.

    @rings("reporting.assignments")
    def ring(now: datetime) -> int: ...   # how many it rang
"""

import functools
import threading
from collections.abc import Callable
from datetime import date, datetime, timedelta

import structlog
from django.conf import settings
from django.db import close_old_connections
from django.utils import timezone

from dieuhanh.config.actor import Actor

log = structlog.get_logger(__name__)
Ring = Callable[[datetime], int]
_RINGS: dict[str, Ring] = {}
_PERIOD_SECONDS = 1.0


def now() -> datetime:
    """The moment by which obligations are judged, aware, in UTC."""
    return timezone.now() + _shift()


def today() -> date:
    """The date of `now()` in Vietnam."""
    return timezone.localdate(now())


def moment_of(by: Actor, at: datetime | None) -> datetime:
    """The moment of an action: now, or the one given by a simulated actor."""
    return at if at is not None and by.simulated else now()


def day_of(moment: datetime) -> date:
    """The moment's date in Vietnam."""
    return timezone.localdate(moment)


def is_set() -> bool:
    """Whether this is the demonstration's clock and not the real one."""
    return _shift() != timedelta()


def set_demonstration_clock(moment: datetime) -> None:
    """Let the demonstration's clock show `moment` now and run on; kept in the data folder."""
    file = settings.HOME / "demonstration-clock"
    file.write_text(str(round((moment - timezone.now()).total_seconds())))
    _shift.cache_clear()


@functools.cache
def _shift() -> timedelta:
    file = settings.HOME / "demonstration-clock"
    if settings.DEMO and file.exists():
        return timedelta(seconds=int(file.read_text()))
    return timedelta()


def rings(name: str) -> Callable[[Ring], Ring]:
    """Register a function that rings what is due at a given moment."""

    def register(ring: Ring) -> Ring:
        _RINGS[name] = ring
        return ring

    return register


def ring_all(now: datetime) -> int:
    """Ring every clock once; one that fails is logged and does not stop the others."""
    rung = 0
    for name, ring in _RINGS.items():
        try:
            rung += ring(now)
        except Exception:
            log.exception("clock.failed", clock=name)
    return rung


def run_forever(stop: threading.Event) -> None:
    """Ring every second until told to stop."""
    while not stop.wait(_PERIOD_SECONDS):
        close_old_connections()
        ring_all(now())
