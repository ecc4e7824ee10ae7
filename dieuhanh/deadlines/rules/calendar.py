"""The working calendar: which days are worked, and arithmetic over them in two look-ups.

A calendar is a weekend rule plus exceptions (holidays, compensatory days off, weekends worked in
exchange) over a span of dates. At construction it counts the working days once; afterwards
"the tenth working day after 21 January 2020" is one look-up of the running count at that day and
one look-up of the day that has the wanted count, whatever the distance.
"""

from __future__ import annotations

import hashlib
from array import array
from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from .text import Text

SATURDAY_AND_SUNDAY: frozenset[int] = frozenset({5, 6})
"""`date.weekday()` numbers of the five-day week of Decision 188/1999/QĐ-TTg."""


class DayKind(StrEnum):
    """What the calendar says of one date."""

    HOLIDAY = "holiday"
    """A public holiday (Labour Code 10/2012/QH13 Art. 115; 45/2019/QH14 Art. 112)."""
    COMPENSATORY = "compensatory"
    """A day off in lieu: of a holiday on a weekend (Art. 111.3), or one exchanged by notice."""
    WORKING_WEEKEND = "working_weekend"
    """A Saturday or Sunday worked in exchange for a day off."""
    WEEKEND = "weekend"
    """An ordinary weekly day of rest (no exception)."""
    WORKING = "working"
    """An ordinary working day (no exception)."""


EXCEPTION_KINDS = frozenset({DayKind.HOLIDAY, DayKind.COMPENSATORY, DayKind.WORKING_WEEKEND})

KIND_NAMES: Mapping[DayKind, Text] = MappingProxyType(
    {
        DayKind.HOLIDAY: Text("ngày nghỉ lễ, tết", "public holiday"),
        DayKind.COMPENSATORY: Text("ngày nghỉ bù hoặc hoán đổi", "day off in lieu"),
        DayKind.WORKING_WEEKEND: Text("ngày làm bù", "weekend worked in exchange"),
        DayKind.WEEKEND: Text("ngày nghỉ hằng tuần", "weekly day of rest"),
        DayKind.WORKING: Text("ngày làm việc", "working day"),
    }
)


class OutsideCalendar(LookupError):
    """A date, or the answer to a question about it, lies outside the calendar's span."""

    def __init__(self, asked: str, calendar: WorkingCalendar) -> None:
        self.asked = asked
        self.first = calendar.first
        self.last = calendar.last
        self.version = calendar.version
        self.text = Text(
            f"{asked} nằm ngoài lịch làm việc {self.version} "
            f"({self.first:%d/%m/%Y} – {self.last:%d/%m/%Y}); hãy bổ sung lịch trước khi tính thời hạn.",
            f"{asked} is outside the working calendar {self.version} "
            f"({self.first.isoformat()} to {self.last.isoformat()}); extend the calendar first.",
        )
        super().__init__(self.text.en)


class WorkingCalendar:
    """An immutable calendar of working days over `first` … `last`, both included.

    Args:
        version: names this calendar in every promise computed with it.
        first, last: the span; a question whose answer lies outside raises `OutsideCalendar`.
        exceptions: date → `holiday | compensatory | working_weekend`; dates outside the span refused.
        weekend: `date.weekday()` numbers of the weekly days of rest.
        settled: the part of the span fixed by official notices; outside it the days are a forecast.

    Raises:
        ValueError: empty span, unknown kind, or an exception outside the span.
    """

    __slots__ = (
        "_counts",
        "_days",
        "_exceptions",
        "_first",
        "first",
        "last",
        "settled",
        "version",
        "weekend",
    )

    version: str
    first: date
    last: date
    weekend: frozenset[int]
    settled: tuple[date, date] | None
    _first: int
    _counts: array[int]
    _days: array[int]
    _exceptions: Mapping[date, DayKind]

    def __init__(
        self,
        version: str,
        first: date,
        last: date,
        exceptions: Mapping[date, DayKind | str],
        *,
        weekend: Iterable[int] = SATURDAY_AND_SUNDAY,
        settled: tuple[date, date] | None = None,
    ) -> None:
        if last < first:
            raise ValueError(f"a calendar must end after it begins: {first} … {last}")
        kinds = {day: DayKind(kind) for day, kind in exceptions.items()}
        for day, kind in kinds.items():
            if kind not in EXCEPTION_KINDS or not first <= day <= last:
                raise ValueError(f"not an exception of a calendar {first} … {last}: {day} {kind}")
        put = object.__setattr__
        put(self, "version", version)
        put(self, "first", first)
        put(self, "last", last)
        put(self, "weekend", frozenset(weekend))
        put(self, "settled", settled)
        put(self, "_first", first.toordinal())
        put(self, "_exceptions", MappingProxyType(kinds))
        self._count(kinds)

    def _count(self, kinds: Mapping[date, DayKind]) -> None:
        """Fill `_counts[i]` (working days before the i-th day) and `_days[k]` (ordinal of the k-th)."""
        odd = {day.toordinal(): kind is DayKind.WORKING_WEEKEND for day, kind in kinds.items()}
        counts, days = array("i", [0]), array("i")
        for ordinal in range(self._first, self.last.toordinal() + 1):
            # 1 January of year 1 (ordinal 1) was a Monday, whose weekday() is 0.
            if odd.get(ordinal, (ordinal - 1) % 7 not in self.weekend):
                days.append(ordinal)
            counts.append(len(days))
        object.__setattr__(self, "_counts", counts)
        object.__setattr__(self, "_days", days)

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"a WorkingCalendar is immutable ({name})")

    def __repr__(self) -> str:
        return (
            f"WorkingCalendar({self.version!r}, {self.first} … {self.last}, {len(self._days)} working days)"
        )

    @property
    def exceptions(self) -> Mapping[date, DayKind]:
        """The dates that do not follow the weekly rule, read-only."""
        return self._exceptions

    def _index(self, day: date) -> int:
        if not self.first <= day <= self.last:
            raise OutsideCalendar(day.isoformat(), self)
        return day.toordinal() - self._first

    def is_working(self, day: date) -> bool:
        """Whether `day` is worked."""
        index = self._index(day)
        return self._counts[index + 1] > self._counts[index]

    def kind(self, day: date) -> DayKind:
        """What kind of day it is: the exception if there is one, else the weekly rule."""
        self._index(day)
        exception = self._exceptions.get(day)
        if exception is not None:
            return exception
        return DayKind.WEEKEND if day.weekday() in self.weekend else DayKind.WORKING

    def is_settled(self, day: date) -> bool:
        """Whether an official notice fixes the days around `day` (else they are a forecast)."""
        return self.settled is not None and self.settled[0] <= day <= self.settled[1]

    def add_working_days(self, day: date, count: int) -> date:
        """The `count`-th working day after `day` (before it, when negative); `day` itself for 0.

        The starting day is not counted (Civil Code 91/2015/QH13 Art. 147.2), worked or not: one
        working day after Friday, Saturday or Sunday is Monday.
        """
        index = self._index(day)
        if count > 0:
            position = self._counts[index + 1] + count - 1
        elif count < 0:
            position = self._counts[index] + count
        else:
            return day
        if 0 <= position < len(self._days):
            return date.fromordinal(self._days[position])
        raise OutsideCalendar(f"{day.isoformat()} {count:+d}", self)

    def working_days_between(self, start: date, end: date) -> int:
        """Working days after `start` up to and including `end`; negative when `end` is earlier.

        The inverse of `add_working_days`: between(d, add(d, n)) == n for every n.
        """
        begin, finish = self._index(start), self._index(end)
        if finish >= begin:
            return self._counts[finish + 1] - self._counts[begin + 1]
        return self._counts[finish] - self._counts[begin]

    def next_working_day(self, day: date) -> date:
        """`day` itself when it is worked, else the first working day after it."""
        position = self._counts[self._index(day)]
        if position == len(self._days):
            raise OutsideCalendar(f"{day.isoformat()} +1", self)
        return date.fromordinal(self._days[position])

    def previous_working_day(self, day: date) -> date:
        """`day` itself when it is worked, else the last working day before it."""
        position = self._counts[self._index(day) + 1]
        if position == 0:
            raise OutsideCalendar(f"{day.isoformat()} -1", self)
        return date.fromordinal(self._days[position - 1])

    def working_days_in(self, start: date, end: date) -> int:
        """Working days from `start` to `end`, both included; 0 when `end` is earlier."""
        if end < start:
            return 0
        return self._counts[self._index(end) + 1] - self._counts[self._index(start)]


def content_version(
    first: date,
    last: date,
    exceptions: Mapping[date, DayKind | str],
    weekend: Iterable[int] = SATURDAY_AND_SUNDAY,
) -> str:
    """A version name that says the content: `VN-<last year>-<8 hex digits>`.

    Two calendars with the same days have the same version wherever they were made.
    """
    lines = [f"{first}/{last}/{','.join(map(str, sorted(weekend)))}"]
    lines += [f"{day}:{DayKind(kind)}" for day, kind in sorted(exceptions.items())]
    digest = hashlib.sha256("\n".join(lines).encode()).hexdigest()
    return f"VN-{last.year}-{digest[:8]}"
