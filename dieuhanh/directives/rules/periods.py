"""Periodic duties: which periods a rhythm has, which of them are owed now, and each one's own clock.

A duty "on Friday of each week" or "quarterly until 31/12/2020" is never done for good: each period is an obligation of
its own. Only the present period and the next are opened, so that a duty without end fills no table. First function to
read: `owed`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice, pairwise
from typing import Any

from dieuhanh.deadlines.rules import State
from dieuhanh.deadlines.rules.clock import JUST_AFTER
from dieuhanh.deadlines.rules.text import Text
from dieuhanh.directives.rules.clock import end_of, start_of
from dieuhanh.directives.rules.day_words import month_end
from dieuhanh.directives.rules.deadline_readings import Series

SOON_DAYS = {"day": 0, "week": 1, "month": 3, "quarter": 7, "half": 7, "year": 30}
"""How many days before its end a period is due soon (mark I). A rhythm not named here has no days: `steady`, `meeting`."""
MOST_AT_ONCE = 60
"""Periods opened for one task in one round, after a long standstill; what is left is opened in the next."""
_MONTHS = {"month": 1, "quarter": 3, "half": 6, "year": 12}


@dataclass(frozen=True, slots=True)
class Span:
    """One period of one rhythm: its code (`2025-W39`, `2025-02`, `2019-Q4`), its first day, and the last day in time."""

    code: str
    every: str
    first: date
    due: date


@dataclass(frozen=True, slots=True)
class Owed:
    """What is to be opened now, and the day on which to look again (None: the duty has run out)."""

    spans: tuple[Span, ...]
    look_on: date | None


def rhythms(reading: Mapping[str, Any] | None) -> tuple[Series, ...]:
    """The rhythms that a stored reading names; none where it names no days (all the time, at each meeting)."""
    found = []
    for one in (reading or {}).get("series") or ():
        series = Series(
            str(one.get("every", "")), one.get("weekday"), one.get("first_day"), one.get("last_day")
        )
        if series.every in SOON_DAYS:
            found.append(series)
    return tuple(found)


def until_of(reading: Mapping[str, Any] | None) -> date | None:
    """The last day of the duty, where the words give one (`định kỳ hằng quý đến 2020-12-31`)."""
    said = (reading or {}).get("due") if (reading or {}).get("rule") == "regular_until" else None
    return date.fromisoformat(str(said)) if said else None


def spans(series: Series, begin: date) -> Iterator[Span]:
    """Every period that ends on `begin` or later, in order and without end.

    Where the words fix no day within the period, it is owed by the period's last day, as a month or a quarter is (mark I).
    """
    if series.every == "day":
        day = begin
        while True:
            yield Span(day.isoformat(), "day", day, day)
            day += timedelta(days=1)
    if series.every == "week":
        weekday = 6 if series.weekday is None else series.weekday
        day = begin + timedelta(days=(weekday - begin.weekday()) % 7)
        while True:
            year, week, _day = day.isocalendar()
            yield Span(f"{year}-W{week:02d}", "week", day - timedelta(days=day.weekday()), day)
            day += timedelta(days=7)
    length = _MONTHS[series.every]
    year, month = begin.year, (begin.month - 1) // length * length + 1
    while True:
        found = _of_months(series, year, month, length)
        if found.due >= begin:
            yield found
        year, month = (year, month + length) if month + length <= 12 else (year + 1, 1)


def _of_months(series: Series, year: int, month: int, length: int) -> Span:
    first, last = date(year, month, 1), month_end(year, month + length - 1)
    if series.every == "month" and series.first_day is not None and series.last_day is not None:
        first = first.replace(day=min(series.first_day, last.day))
        last = last.replace(day=min(series.last_day, last.day))
    code = {
        "month": f"{year}-{month:02d}",
        "quarter": f"{year}-Q{(month + 2) // 3}",
        "half": f"{year}-H{1 if month == 1 else 2}",
        "year": f"{year}",
    }[series.every]
    return Span(code, series.every, first, last)


def owed(
    rhythm: Sequence[Series],
    *,
    given_on: date,
    until: date | None,
    opened: Mapping[str, date],
    today: date,
) -> Owed:
    """The periods to open on `today`: of each rhythm the present one and the next, and those missed since the last opened.

    `opened`: by rhythm, the last day of the latest period opened so far. What lies before the first opening is nobody's
    promise here, and none is made up. A period that ends after `until` is not owed.
    """
    if today < given_on:
        return Owed((), given_on if rhythm else None)
    found: list[Span] = []
    looks: list[date] = []
    for series in rhythm:
        last = opened.get(series.every)
        begin = max(given_on, min(today, last + timedelta(days=1)) if last else today)
        ahead = 0
        for span in islice(spans(series, begin), MOST_AT_ONCE):
            if (until is not None and span.due > until) or ahead == 2:
                break
            if span.due >= today:
                ahead += 1
                if ahead == 1:
                    looks.append(span.due + timedelta(days=1))
            if last is None or span.due > last:
                found.append(span)
        else:
            looks.append(today)  # more were missed than fit one round
    return Owed(tuple(sorted(found, key=lambda one: (one.due, one.every))), min(looks, default=None))


def ring_period(every: str, due: date, now: datetime) -> tuple[State, datetime | None]:
    """The clock's word about a period not yet reported, and when it says something else."""
    moments = (start_of(due - timedelta(days=SOON_DAYS.get(every, 0))), end_of(due) + JUST_AFTER)
    words = (State.IN_TIME, State.DUE_SOON, State.OVERDUE)
    place = sum(now >= one for one in moments)
    return words[place], moments[place] if place < len(moments) else None


def reported_state(due: date, reported_on: date) -> State:
    """What a reported period counts as: by the report's own day, not the day of its entry."""
    return State.DONE_IN_TIME if reported_on <= due else State.DONE_LATE


_ROMAN = ("I", "II", "III", "IV")


def period_name(code: str) -> Text:
    """A period's name as officials write it."""
    if "-W" in code:
        year, week = code.split("-W")
        return Text(f"Tuần {int(week)}/{year}", f"Week {int(week)}, {year}")
    if "-Q" in code:
        year, number = code.split("-Q")
        return Text(f"Quý {_ROMAN[int(number) - 1]}/{year}", f"Q{number} {year}")
    if "-H" in code:
        year, number = code.split("-H")
        half = ("đầu", "cuối")[int(number) - 1]
        return Text(f"6 tháng {half} năm {year}", f"{('First', 'Second')[int(number) - 1]} half of {year}")
    parts = code.split("-")
    if len(parts) == 1:
        return Text(f"Năm {code}", f"Year {code}")
    if len(parts) == 2:
        return Text(f"Tháng {int(parts[1])}/{parts[0]}", f"{parts[1]}/{parts[0]}")
    return Text(f"Ngày {parts[2]}/{parts[1]}/{parts[0]}", f"{parts[2]}/{parts[1]}/{parts[0]}")


def in_order(found: Sequence[Span]) -> bool:
    """Whether periods of one rhythm follow one another without a gap or an overlap."""
    return all(one.due < other.due for one, other in pairwise(found))
