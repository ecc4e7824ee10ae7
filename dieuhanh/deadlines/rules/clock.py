"""The clock of an obligation: its state now, when that changes next, reminders, pauses.

States: in_time → due_soon → overdue while it is open; done_in_time or done_late once it is done;
no_data where no deadline is known. `state` is a function of moments alone, so a question "as of"
an earlier moment gets the answer of that moment.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from .calendar import WorkingCalendar
from .hours import OFFICE_HOURS, WorkingHours
from .text import Text


class State(StrEnum):
    """The product's alphabet: the same words and colours in every room."""

    IN_TIME = "in_time"
    DUE_SOON = "due_soon"
    OVERDUE = "overdue"
    DONE_IN_TIME = "done_in_time"
    DONE_LATE = "done_late"
    NO_DATA = "no_data"

    @property
    def words(self) -> Text:
        """The state's name in both languages."""
        return _WORDS[self]


_WORDS = {
    State.IN_TIME: Text("Trong hạn", "In time"),
    State.DUE_SOON: Text("Sắp đến hạn", "Due soon"),
    State.OVERDUE: Text("Quá hạn", "Overdue"),
    State.DONE_IN_TIME: Text("Hoàn thành đúng hạn", "Done in time"),
    State.DONE_LATE: Text("Hoàn thành quá hạn", "Done late"),
    State.NO_DATA: Text("Chưa có số liệu", "No data"),
}

JUST_AFTER = timedelta(microseconds=1)
"""The deadline's last moment is still in time; the state changes right after it."""


def state(
    now: datetime,
    due_at: datetime | None,
    done_at: datetime | None = None,
    due_soon_at: datetime | None = None,
) -> State:
    """The state at `now`. All moments aware; what was done after `now` is not done yet at `now`."""
    if due_at is None:
        return State.NO_DATA
    if done_at is not None and done_at <= now:
        return State.DONE_IN_TIME if done_at <= due_at else State.DONE_LATE
    if now > due_at:
        return State.OVERDUE
    if due_soon_at is not None and now >= due_soon_at:
        return State.DUE_SOON
    return State.IN_TIME


def next_change(
    now: datetime,
    due_at: datetime | None,
    done_at: datetime | None = None,
    due_soon_at: datetime | None = None,
) -> datetime | None:
    """The first moment after `now` at which `state` gives another answer; None when it never will.

    This is what an obligation stores as `next_at`, so that clocks ring by one indexed read.
    """
    if due_at is None:
        return None
    moments = [due_at + JUST_AFTER, *(moment for moment in (due_soon_at, done_at) if moment is not None)]
    today = state(now, due_at, done_at, due_soon_at)
    for moment in sorted(moments):
        if moment > now and state(moment, due_at, done_at, due_soon_at) is not today:
            return moment
    return None


def due_soon_at(
    calendar: WorkingCalendar, due_on: date, working_days: int, hours: WorkingHours = OFFICE_HOURS
) -> datetime:
    """When "due soon" begins: the first moment of the working day `working_days` before `due_on`.

    With 0, the first moment of the due day itself.
    """
    return hours.at(calendar.add_working_days(due_on, -working_days), time.min)


@dataclass(frozen=True, slots=True, order=True)
class Reminder:
    """One reminder: when, and how many working days before the deadline (`T-3`, `T-1`, `T0`)."""

    at: datetime
    days_before: int

    @property
    def code(self) -> str:
        """`T-3`, `T-1`, `T0`."""
        return f"T-{self.days_before}" if self.days_before else "T0"


def reminders(
    calendar: WorkingCalendar,
    due_on: date,
    *,
    days_before: Iterable[int] = (3, 1, 0),
    at: time = time(8),
    since: datetime | None = None,
    hours: WorkingHours = OFFICE_HOURS,
) -> tuple[Reminder, ...]:
    """The reminders of a deadline, earliest first, counted in working days.

    Args:
        since: the moment the promise was made; reminders that would lie before it are left out.
    """
    found = [
        Reminder(hours.at(calendar.add_working_days(due_on, -days), at), days) for days in set(days_before)
    ]
    return tuple(sorted(reminder for reminder in found if since is None or reminder.at > since))


@dataclass(frozen=True, slots=True)
class Pause:
    """Days that do not count: from `start` (included) until work resumes on `end` (which counts again).

    `end` None: still paused.
    """

    start: date
    end: date | None = None


def paused_due_on(
    calendar: WorkingCalendar, due_on: date, pauses: Iterable[Pause], *, made_on: date, today: date
) -> date:
    """The due day with the paused working days added to the end.

    Only working days after `made_on` and up to the due day can be paused: a pause after the
    deadline forgives no lateness. Pauses that overlap count once. While a pause is open, the days
    up to yesterday count as paused and the answer moves on with `today`.
    """
    for start, end in _merged(pauses, made_on, today):
        if start > due_on:
            break
        due_on = calendar.add_working_days(due_on, calendar.working_days_in(start, end - timedelta(days=1)))
    return due_on


def used_working_days(
    calendar: WorkingCalendar, made_on: date, today: date, pauses: Iterable[Pause] = ()
) -> int:
    """Working days used since `made_on` (not counted) up to `today` (counted), paused ones left out."""
    if today <= made_on:
        return 0
    used = calendar.working_days_between(made_on, today)
    for start, end in _merged(pauses, made_on, today + timedelta(days=1)):
        used -= calendar.working_days_in(start, min(end - timedelta(days=1), today))
    return used


def _merged(pauses: Iterable[Pause], made_on: date, open_end: date) -> list[tuple[date, date]]:
    """The pauses as half-open spans after `made_on`, in order, overlapping ones joined."""
    spans: list[tuple[date, date]] = []
    first = made_on + timedelta(days=1)
    for pause in sorted(pauses, key=lambda pause: pause.start):
        start, end = max(pause.start, first), pause.end or open_end
        if end <= start:
            continue
        if spans and start <= spans[-1][1]:
            spans[-1] = (spans[-1][0], max(spans[-1][1], end))
        else:
            spans.append((start, end))
    return spans
