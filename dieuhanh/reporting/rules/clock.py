"""When an assignment's clock rings next, and what it has to say when it does.

Moments are planned when the promise is made and stored as one `next_at`: a change of state (due
soon, overdue) or a reminder (T-3, T-1, T0), whichever comes first. What rings is computed again
from the promise, so that a stale moment costs an update and never a false alarm.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from dieuhanh.deadlines.rules.clock import JUST_AFTER, State, next_change, state

BY_HAND = "M"
"""How the code of a reminder begins that a person sent."""
POSTPONED = timedelta(hours=1)
"""How long a row that could not be rung is left alone before it is tried again."""


@dataclass(frozen=True, slots=True)
class Promise:
    """The moments of one obligation, all aware. `reminders`: (code, moment), earliest first."""

    due_at: datetime
    due_soon_at: datetime
    reminders: tuple[tuple[str, datetime], ...] = ()
    done_at: datetime | None = None
    sent: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Rung:
    """What is true at a moment: the state, the reminders that fall due now, the next moment."""

    state: State
    reminders: tuple[str, ...]
    next_at: datetime | None


def ring(promise: Promise, now: datetime) -> Rung:
    """The state at `now`; of the reminders that have come only the last is worth saying, and once: an older one that was
    passed over is never said after a newer.
    """
    found = state(now, promise.due_at, promise.done_at, promise.due_soon_at)
    if promise.done_at is not None:
        return Rung(found, (), None)
    come = [code for code, at in promise.reminders if at <= now]
    waiting = [at for _, at in promise.reminders if at > now]
    change = next_change(now, promise.due_at, None, promise.due_soon_at)
    moments = [*waiting, *([change] if change else [])]
    late = now > promise.due_at
    last = tuple(code for code in come[-1:] if code not in promise.sent)
    return Rung(found, () if late else last, min(moments, default=None))


def code_by_hand(day: date) -> str:
    """The code of a reminder that a person sends on a day: one a day for each deadline."""
    return f"{BY_HAND}{day:%y%m%d}"


def reminders_to_json(reminders: Sequence[tuple[str, datetime]]) -> list[list[str]]:
    """As stored in the promise."""
    return [[code, at.isoformat()] for code, at in reminders]


def reminders_from_json(data: Sequence[Sequence[str]]) -> tuple[tuple[str, datetime], ...]:
    """The inverse of `reminders_to_json`."""
    return tuple((code, datetime.fromisoformat(at)) for code, at in data)


__all__ = ["JUST_AFTER", "POSTPONED", "Promise", "Rung", "reminders_from_json", "reminders_to_json", "ring"]
