"""When a task's clock rings next, and what it has to say when it does.

One stored `next_at`: a change of state (due soon, overdue) or a step (reminders, the ladder, an acknowledgement, a
verdict or an explanation that fails to come), whichever is first. What rings is computed again from the task's own dates, so that a stale
moment costs an update and never a false alarm. A claim and a request for an extension stop no clock.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from dieuhanh.deadlines.rules import OFFICE_HOURS, State, WorkingCalendar
from dieuhanh.deadlines.rules.clock import JUST_AFTER
from dieuhanh.deadlines.rules.hours import END_OF_DAY
from dieuhanh.directives.rules.escalation import UNACKNOWLEDGED, UNEXPLAINED, UNVERIFIED, Limits
from dieuhanh.directives.rules.states import OPEN_STAGES, Stage

POSTPONED = timedelta(hours=1)
"""How long a row that could not be rung is left alone before it is tried again."""


@dataclass(frozen=True, slots=True)
class Watch:
    """What the clock looks at. `sent`: (code, day) of the notices already given; moments aware."""

    stage: Stage
    due: date | None
    limits: Limits
    completed_on: date | None = None
    regular: bool = False
    group: bool = False
    heard: bool = True
    acknowledge_by: datetime | None = None
    verify_by: datetime | None = None
    explain_by: datetime | None = None
    sent: frozenset[tuple[str, date | None]] = frozenset()


@dataclass(frozen=True, slots=True)
class Rung:
    """What is true at a moment: the state, the notices that fall due (code, the day they are about), the next moment."""

    state: State
    notices: tuple[tuple[str, date | None], ...]
    next_at: datetime | None


@lru_cache(maxsize=8192)
def end_of(day: date) -> datetime:
    """The last moment of a day in Vietnam: what is done by then is in time."""
    return OFFICE_HOURS.at(day, END_OF_DAY)


@lru_cache(maxsize=8192)
def start_of(day: date) -> datetime:
    """The first moment of a day in Vietnam."""
    return OFFICE_HOURS.at(day, time.min)


def end_after(calendar: WorkingCalendar, moment: datetime, working_days: int) -> datetime:
    """The end of the working day that lies so many working days after the day of `moment`."""
    day = moment.astimezone(OFFICE_HOURS.zone).date()
    return end_of(calendar.add_working_days(day, working_days))


def ring(watch: Watch, now: datetime) -> Rung:
    """The state at `now`, the notices not yet given that are worth giving, and when to look again."""
    if watch.group or watch.stage not in OPEN_STAGES:
        return Rung(_ended(watch), (), None)
    moments: list[datetime] = []
    notices: list[tuple[str, date | None]] = []
    state = State.IN_TIME
    if watch.due is not None and not watch.regular:
        state = _state(watch, watch.due, now)
        moments += _changes(watch, watch.due)
        steps = [(step.code, start_of(watch.due + timedelta(days=step.days))) for step in watch.limits.ladder]
        moments += [at for _, at in steps]
        come = [code for code, at in sorted(steps, key=lambda one: one[1]) if at <= now]
        if state is State.OVERDUE and not watch.heard:
            state = State.NO_DATA
        elif come:
            notices.append((come[-1], watch.due))
    for code, by, waits in (
        (UNACKNOWLEDGED, watch.acknowledge_by, watch.stage is Stage.ASSIGNED),
        (UNVERIFIED, watch.verify_by, watch.stage is Stage.CLAIMED),
        (UNEXPLAINED, watch.explain_by, True),
    ):
        if waits and by is not None:
            moments.append(by + JUST_AFTER)
            if now > by:
                notices.append((code, by.astimezone(OFFICE_HOURS.zone).date()))
    fresh = tuple(one for one in notices if one not in watch.sent)
    return Rung(state, fresh, min((at for at in moments if at > now), default=None))


def _changes(watch: Watch, due: date) -> list[datetime]:
    return [start_of(due - timedelta(days=watch.limits.due_soon_days)), end_of(due) + JUST_AFTER]


def _state(watch: Watch, due: date, now: datetime) -> State:
    soon, late = _changes(watch, due)
    if now >= late:
        return State.OVERDUE
    return State.DUE_SOON if now >= soon else State.IN_TIME


def _ended(watch: Watch) -> State:
    if watch.stage is not Stage.VERIFIED or watch.completed_on is None:
        return State.NO_DATA
    late = watch.due is not None and watch.completed_on > watch.due
    return State.DONE_LATE if late else State.DONE_IN_TIME


def latest_part(whole_due: date, limits: Limits) -> date:
    """The last day on which a part may be due: the whole's deadline less the level's margin."""
    return whole_due - timedelta(days=limits.margin_days)
