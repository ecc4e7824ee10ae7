"""Terms: a number of days, working days, weeks or months from the document's day or from its receipt.

The day of the event is not counted (Civil Code 91/2015/QH13, Art. 147.2); months run to the corresponding
day (Art. 148). A last day that is a day of rest is told and not moved: that is the assigner's choice.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta

from dieuhanh.deadlines.rules import OutsideCalendar

from .day_words import DAY, month_end
from .deadline_readings import Asked, Reading, Resolved, reading, resolved
from .states import DeadlineKind

_TERM = re.compile(
    r"(?P<left>còn (?:lại )?)?(?:khoảng )?\b(?P<n>\d{1,4})(?: ?\([^)]*\))? (?P<unit>ngày làm việc|ngày|tuần|tháng|giờ)\b(?! *(?:\d|đầu|cuối|năm|ngày))"
)


def term(asked: Asked) -> Resolved | None:
    """N days, working days, weeks or months from the document or from its receipt."""
    text = asked.main if _TERM.search(asked.main) else asked.small
    found_term = _TERM.search(text)
    if not found_term or (text is not asked.main and "suy từ" not in asked.notes):
        return None
    number, unit = int(found_term["n"]), found_term["unit"]
    if re.search(r"kể từ ngày nhận|từ khi nhận|sau khi nhận", text):
        if asked.received_on is None:
            return resolved(asked, DeadlineKind.DAYS, faults=("needs_receipt",))
        return _counted(asked, number, unit, asked.received_on, "receipt")
    if re.search(r"sau khi|(?:kể )?từ khi|(?:kể )?từ ngày (?!ký|ban hành|\d)", text):
        return resolved(asked, DeadlineKind.DAYS, faults=("event",))
    named = [
        one for one in asked.units() if one.kind == DAY and re.search(r"từ (?:ngày )?$", text[: one.start])
    ]
    start = named[0].first if named and text is asked.main else asked.given_on
    certain = bool(named) or bool(re.search(r"từ ngày (?:ký|ban hành)", text))
    found = _counted(asked, number, unit, start, "after")
    if unit == "ngày" and not certain and found.readings:
        found = replace(found, readings=(*found.readings, *_next_day(start, number)))
    stated = asked.units() if text is not asked.main else []
    chosen = [place for place, one in enumerate(found.readings) if stated and one.due == stated[0].last]
    return replace(found, chosen=chosen[0] if chosen else None)


def _counted(asked: Asked, number: int, unit: str, start: date, whence: str) -> Resolved:
    version = None
    try:
        if unit == "ngày làm việc":
            if asked.calendar is None:
                return resolved(asked, DeadlineKind.DAYS, faults=("needs_calendar",))
            due, version = asked.calendar.add_working_days(start, number), asked.calendar.version
        elif unit == "tháng":
            due = _same_day(start, number)
        elif unit == "giờ":
            due = start + timedelta(days=-(-number // 24))
        else:
            due = start + timedelta(days=number * (7 if unit == "tuần" else 1))
    except OutsideCalendar:
        return resolved(asked, DeadlineKind.DAYS, faults=("outside_calendar",))
    except (OverflowError, ValueError):
        return resolved(asked, DeadlineKind.DAYS, faults=("not_understood",))
    rule = {"ngày làm việc": "working_days", "tháng": "months", "tuần": "weeks", "giờ": "hours"}.get(
        unit, "days"
    )
    return resolved(
        asked,
        DeadlineKind.DAYS,
        reading(f"{rule}_{whence}", due, number=number, start=start),
        faults=_rest_day(asked, due),
        calendar=version,
    )


def _next_day(start: date, number: int) -> tuple[Reading, ...]:
    try:
        due = start + timedelta(days=number + 1)
    except OverflowError:
        return ()
    return (reading("days_from_next_day", due, number=number, start=start),)


def _rest_day(asked: Asked, due: date) -> tuple[str, ...]:
    """Civil Code Art. 148.5: a term whose last day is a day of rest ends with the next working day; told, not applied."""
    if asked.calendar is None or not asked.calendar.first <= due <= asked.calendar.last:
        return ()
    return () if asked.calendar.is_working(due) else ("rest_day",)


def _same_day(start: date, months: int) -> date:
    """The corresponding day `months` later; the month's last day when it has none (Civil Code Art. 148.4)."""
    total = start.year * 12 + start.month - 1 + months
    year, month = divmod(total, 12)
    return min(date(year, month + 1, 1) + timedelta(days=start.day - 1), month_end(year, month + 1))
