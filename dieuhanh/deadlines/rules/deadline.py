"""From a rule, a calendar and a period (or a day to count from) to the day and moment that bind.

`due` is the one function; `Due` is what it found, with the reason in both languages, ready to be
copied into the obligation: later law and later calendars change no promise already made.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from .calendar import KIND_NAMES, WorkingCalendar
from .hours import END_OF_DAY, OFFICE_HOURS, WorkingHours, add_working_hours
from .periods import FIFTEENTH, Period, month_day
from .rule import Basis, DayEnd, DeadlineRule, IfNotWorking, Unit
from .text import Text, day_en, day_vi


@dataclass(frozen=True, slots=True)
class Due:
    """A deadline as promised.

    Attributes:
        due_on: the last day on which sending is in time; `due_at`: the aware moment at which it ends.
        nominal_on: the day the rule names before days off were considered.
        rule: the rule in words; `note`: which treatment of days off was used and why.
        calendar_version: the calendar it was computed with; `provisional`: that calendar only
            forecasts the days around `due_on` (no notice yet for that year).
        period, data_from, data_to: the period's code and its days of data, where there is one.
    """

    due_on: date
    due_at: datetime
    nominal_on: date
    rule_code: str
    rule: Text
    note: Text
    calendar_version: str
    provisional: bool = False
    legal_source: str = ""
    level: str = ""
    period: str = ""
    data_from: date | None = None
    data_to: date | None = None

    @property
    def moved_from(self) -> date | None:
        """The day it was moved from, or None when it stands where the rule put it."""
        return self.nominal_on if self.nominal_on != self.due_on else None

    def to_dict(self) -> dict[str, Any]:
        """The promise as plain JSON, to be stored in the obligation."""
        return {
            "due_on": self.due_on.isoformat(),
            "due_at": self.due_at.isoformat(),
            "nominal_on": self.nominal_on.isoformat(),
            "rule_code": self.rule_code,
            "rule": self.rule.to_dict(),
            "note": self.note.to_dict(),
            "calendar_version": self.calendar_version,
            "provisional": self.provisional,
            "legal_source": self.legal_source,
            "level": self.level,
            "period": self.period,
            "data_from": self.data_from.isoformat() if self.data_from else None,
            "data_to": self.data_to.isoformat() if self.data_to else None,
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Due:
        """The promise that `to_dict` wrote; raises KeyError or ValueError on anything else."""
        return cls(
            due_on=date.fromisoformat(data["due_on"]),
            due_at=datetime.fromisoformat(data["due_at"]),
            nominal_on=date.fromisoformat(data["nominal_on"]),
            rule_code=data["rule_code"],
            rule=Text.from_dict(data["rule"]),
            note=Text.from_dict(data["note"]),
            calendar_version=data["calendar_version"],
            provisional=data["provisional"],
            legal_source=data["legal_source"],
            level=data["level"],
            period=data["period"],
            data_from=date.fromisoformat(data["data_from"]) if data["data_from"] else None,
            data_to=date.fromisoformat(data["data_to"]) if data["data_to"] else None,
        )


class NothingToCountFrom(ValueError):
    """The rule counts from something that was not given (a period, a base, an outer deadline)."""


def due(
    rule: DeadlineRule,
    calendar: WorkingCalendar,
    *,
    period: Period | None = None,
    convention: str = FIFTEENTH,
    cutoff: date | None = None,
    base: date | datetime | None = None,
    outer: date | None = None,
    hours: WorkingHours = OFFICE_HOURS,
) -> Due:
    """The deadline that `rule` sets.

    Args:
        period: needed by `day_of_month`; gives the cut-off (end of its window under `convention`).
        cutoff: the last day of data, where it is not the period's own.
        base: day or aware moment to count from (`after_base`; a moment is needed for hours).
        outer: the due day of the next outer level (`before_outer`).

    Raises:
        NothingToCountFrom: what the rule counts from is missing.
        OutsideCalendar: the answer lies beyond the calendar.
    """
    window = period.window(convention) if period is not None else None
    cutoff = cutoff or (window.data_to if window else None)
    exact = _exact_moment(rule, calendar, base, hours)
    nominal = exact.date() if exact else _nominal(rule, calendar, period, cutoff, base, outer)
    due_on = nominal if exact else _moved(rule.if_not_working, calendar, nominal)
    return Due(
        due_on=due_on,
        due_at=exact or _end_of(due_on, rule.ends, calendar, hours),
        nominal_on=nominal,
        rule_code=rule.code,
        rule=rule.text,
        note=_note(rule, calendar, nominal, due_on),
        calendar_version=calendar.version,
        provisional=calendar.settled is not None and not calendar.is_settled(due_on),
        legal_source=rule.legal_source,
        level=rule.level,
        period=period.code if period else "",
        data_from=window.data_from if window else None,
        data_to=cutoff,
    )


def _exact_moment(
    rule: DeadlineRule, calendar: WorkingCalendar, base: date | datetime | None, hours: WorkingHours
) -> datetime | None:
    if rule.unit is not Unit.WORKING_HOUR:
        return None
    if not isinstance(base, datetime):
        raise NothingToCountFrom(f"{rule.code}: working hours are counted from a moment (base)")
    return add_working_hours(calendar, base, timedelta(hours=rule.count or 0), hours)


def _nominal(
    rule: DeadlineRule,
    calendar: WorkingCalendar,
    period: Period | None,
    cutoff: date | None,
    base: date | datetime | None,
    outer: date | None,
) -> date:
    """The day the rule names, days off not yet considered."""
    from_where: date | datetime | None
    match rule.basis:
        case Basis.DAY_OF_MONTH:
            if period is None or rule.day is None:
                raise NothingToCountFrom(f"{rule.code}: a day of the month needs a period")
            return month_day(period.year, period.last_month + rule.month_offset, rule.day)
        case Basis.FIXED_DATE:
            if rule.on is None:
                raise NothingToCountFrom(f"{rule.code}: a fixed date needs its date")
            return rule.on
        case Basis.AFTER_CUTOFF:
            from_where, name = cutoff, "a cut-off (period or cutoff)"
        case Basis.AFTER_BASE:
            from_where, name = base, "a base day"
        case Basis.BEFORE_OUTER:
            from_where, name = outer, "the outer level's deadline"
    if from_where is None:
        raise NothingToCountFrom(f"{rule.code}: the rule counts from {name}")
    start = _local_day(from_where)
    count = -(rule.count or 0) if rule.basis is Basis.BEFORE_OUTER else rule.count or 0
    if rule.unit is Unit.CALENDAR_DAY:
        return start + timedelta(days=count)
    return calendar.add_working_days(start, count)


def _local_day(moment: date | datetime) -> date:
    if isinstance(moment, datetime):
        return (moment.astimezone(OFFICE_HOURS.zone) if moment.tzinfo else moment).date()
    return moment


def _moved(choice: IfNotWorking, calendar: WorkingCalendar, nominal: date) -> date:
    match choice:
        case IfNotWorking.NEXT:
            return calendar.next_working_day(nominal)
        case IfNotWorking.PREVIOUS:
            return calendar.previous_working_day(nominal)
        case IfNotWorking.SAME:
            return nominal


def _end_of(day: date, ends: DayEnd, calendar: WorkingCalendar, hours: WorkingHours) -> datetime:
    """The last moment of `day`; a day that is not worked ends at midnight whatever the rule."""
    if ends is DayEnd.OFFICE and calendar.is_working(day):
        return hours.end_of(day)
    return hours.at(day, END_OF_DAY)


def _note(rule: DeadlineRule, calendar: WorkingCalendar, nominal: date, due_on: date) -> Text:
    """Which treatment of days off was used, and why."""
    kind = KIND_NAMES[calendar.kind(nominal)]
    if calendar.is_working(nominal):
        return Text(f"{_upper(day_vi(nominal))} là {kind.vi}.", f"{day_en(nominal)} is a {kind.en}.")
    said = Text(f"{_upper(day_vi(nominal))} là {kind.vi}", f"{day_en(nominal)} is a {kind.en}")
    if due_on == nominal:
        return Text(
            f"{said.vi}; quy tắc giữ nguyên ngày, không chuyển.",
            f"{said.en}; the rule keeps the day and does not move it.",
        )
    vi, en = _MOVES[due_on > nominal]
    return Text(f"{said.vi}; chuyển {vi}: {day_vi(due_on)}.", f"{said.en}; moved {en}: {day_en(due_on)}.")


_MOVES = {
    True: ("sang ngày làm việc tiếp theo", "to the next working day"),
    False: ("về ngày làm việc liền trước", "to the working day before"),
}


def _upper(text: str) -> str:
    return text[0].upper() + text[1:]
