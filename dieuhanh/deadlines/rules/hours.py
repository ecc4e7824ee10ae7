"""Working hours: sessions of the working day in Vietnam's time, and arithmetic over them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from .calendar import WorkingCalendar

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
END_OF_DAY = time(23, 59, 59)


@dataclass(frozen=True, slots=True)
class WorkingHours:
    """The sessions of a working day, in order and apart; the default is the eight-hour office day.

    Raises:
        ValueError: no session, or sessions that overlap or run backwards.
    """

    sessions: tuple[tuple[time, time], ...] = ((time(8), time(12)), (time(13), time(17)))
    zone: ZoneInfo = field(default=VIETNAM)

    def __post_init__(self) -> None:
        edges = [moment for session in self.sessions for moment in session]
        if not edges or any(later <= earlier for earlier, later in pairwise(edges)):
            raise ValueError("working sessions must be given in order, each ending after it begins")

    @property
    def per_day(self) -> timedelta:
        """Working time in one full day."""
        return sum((_span(session) for session in self.sessions), timedelta())

    def at(self, day: date, moment: time) -> datetime:
        """The aware moment `moment` of `day` in this office's zone."""
        return datetime.combine(day, moment, self.zone)

    def end_of(self, day: date) -> datetime:
        """When work ends on `day`."""
        return self.at(day, self.sessions[-1][1])

    def worked_before(self, moment: time) -> timedelta:
        """Working time of a working day that lies before `moment` of that day."""
        passed = timedelta()
        for start, end in self.sessions:
            if moment > start:
                passed += _span((start, min(moment, end)))
        return passed

    def after(self, worked: timedelta) -> time:
        """The moment of a working day by which `worked` (0 < worked ≤ per_day) has been worked."""
        for start, end in self.sessions:
            length = _span((start, end))
            if worked <= length:
                return (datetime.combine(date.min, start) + worked).time()
            worked -= length
        raise ValueError("more than one working day")


OFFICE_HOURS = WorkingHours()


def add_working_hours(
    calendar: WorkingCalendar, start: datetime, amount: timedelta, hours: WorkingHours = OFFICE_HOURS
) -> datetime:
    """The moment at which `amount` of working time has passed since `start`.

    Time outside sessions and on days that are not worked does not count. The answer lies at the end
    of a session rather than at the start of the next one: eight hours from 8:00 are 17:00 that day.

    Args:
        start: aware; `amount`: zero or more.

    Raises:
        ValueError: naive `start` or negative `amount`. OutsideCalendar: beyond the calendar.
    """
    local = _local(start, hours)
    if amount < timedelta():
        raise ValueError("working hours can only be added forwards")
    if amount == timedelta():
        return local
    worked = hours.worked_before(local.time()) if calendar.is_working(local.date()) else timedelta()
    # As if started at the opening of a working day: the whole sum is then cut into full days.
    day = local.date() if calendar.is_working(local.date()) else calendar.next_working_day(local.date())
    total = worked + amount
    full_days, rest = divmod(total, hours.per_day)
    if rest == timedelta():
        full_days, rest = full_days - 1, hours.per_day
    return hours.at(calendar.add_working_days(day, full_days), hours.after(rest))


def working_time_between(
    calendar: WorkingCalendar, start: datetime, end: datetime, hours: WorkingHours = OFFICE_HOURS
) -> timedelta:
    """Working time from `start` to `end`; negative when `end` is earlier. Both aware."""
    if end < start:
        return -working_time_between(calendar, end, start, hours)
    return _since_opening(calendar, start, end, hours) - _since_opening(calendar, start, start, hours)


def _since_opening(
    calendar: WorkingCalendar, start: datetime, moment: datetime, hours: WorkingHours
) -> timedelta:
    """Working time from the beginning of the local day of `start` to `moment`."""
    first, local = _local(start, hours).date(), _local(moment, hours)
    today = hours.worked_before(local.time()) if calendar.is_working(local.date()) else timedelta()
    full_days = (
        calendar.working_days_in(first, local.date() - timedelta(days=1)) if local.date() > first else 0
    )
    return hours.per_day * full_days + today


def _local(moment: datetime, hours: WorkingHours) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("a moment needs its time zone")
    return moment.astimezone(hours.zone)


def _span(session: tuple[time, time]) -> timedelta:
    start, end = session
    return datetime.combine(date.min, end) - datetime.combine(date.min, start)
