"""Deadline arithmetic: pure functions over dates, moments and immutable calendars; no Django, no I/O.

First function to read: `deadline.due`. Calendars: `calendar.WorkingCalendar`, working hours:
`hours`, periods and their data windows: `periods`, rules as data: `rule`, levels and the checks of
Art. 8.5b: `chain`, states and reminders and pauses: `clock`. `vectorised` is the only file that
needs numpy and is imported by name.
"""

from .calendar import DayKind, OutsideCalendar, WorkingCalendar, content_version
from .chain import Chain, Level, chain_due, check_chain, check_window
from .clock import (
    Pause,
    Reminder,
    State,
    due_soon_at,
    next_change,
    paused_due_on,
    reminders,
    state,
    used_working_days,
)
from .deadline import Due, NothingToCountFrom, due
from .hours import OFFICE_HOURS, VIETNAM, WorkingHours, add_working_hours, working_time_between
from .periods import (
    CALENDAR,
    FIFTEENTH,
    NotAConvention,
    NotAPeriod,
    Period,
    PeriodKind,
    Window,
    day_period,
    parse,
    parse_name,
    period_on,
    period_range,
    periods_of,
)
from .rule import GOVERNMENT_25TH, Basis, DayEnd, DeadlineRule, IfNotWorking, RuleInvalid, Unit, check_rule
from .text import RuleFault, Text

__all__ = [
    "CALENDAR",
    "FIFTEENTH",
    "GOVERNMENT_25TH",
    "OFFICE_HOURS",
    "VIETNAM",
    "Basis",
    "Chain",
    "DayEnd",
    "DayKind",
    "DeadlineRule",
    "Due",
    "IfNotWorking",
    "Level",
    "NotAConvention",
    "NotAPeriod",
    "NothingToCountFrom",
    "OutsideCalendar",
    "Pause",
    "Period",
    "PeriodKind",
    "Reminder",
    "RuleFault",
    "RuleInvalid",
    "State",
    "Text",
    "Unit",
    "Window",
    "WorkingCalendar",
    "WorkingHours",
    "add_working_hours",
    "chain_due",
    "check_chain",
    "check_rule",
    "check_window",
    "content_version",
    "day_period",
    "due",
    "due_soon_at",
    "next_change",
    "parse",
    "parse_name",
    "paused_due_on",
    "period_on",
    "period_range",
    "periods_of",
    "reminders",
    "state",
    "used_working_days",
    "working_time_between",
]
