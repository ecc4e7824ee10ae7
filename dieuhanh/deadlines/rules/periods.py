"""Reporting periods: codes, names in both languages, what data a period holds, what follows what.

Codes: `2020-08-10`, `2020-08`, `2020-Q3`, `2020-H1`, `2020-9M`, `2020`. A code names the period of
the law ("the report of August 2020"); which days of data that means is the **convention**:
`calendar` (1–31 August) or `15-14` (15 July – 14 August, Decree 09/2019/NĐ-CP Art. 12). Values of
different conventions are never added or compared.
"""

from __future__ import annotations

import calendar as _calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache

from .text import MONTHS_EN, Text, day_en, day_vi

CALENDAR = "calendar"
FIFTEENTH = "15-14"
"""Decree 09/2019/NĐ-CP Art. 12: from the 15th of the month before to the 14th of the last month."""


class PeriodKind(StrEnum):
    """How long a period is."""

    DAY = "day"
    MONTH = "month"
    QUARTER = "quarter"
    HALF = "half"
    NINE_MONTHS = "nine_months"
    YEAR = "year"


_MONTHS = {
    PeriodKind.MONTH: 1,
    PeriodKind.QUARTER: 3,
    PeriodKind.HALF: 6,
    PeriodKind.NINE_MONTHS: 9,
    PeriodKind.YEAR: 12,
}
_HOW_MANY = {
    PeriodKind.MONTH: 12,
    PeriodKind.QUARTER: 4,
    PeriodKind.HALF: 2,
    PeriodKind.NINE_MONTHS: 1,
    PeriodKind.YEAR: 1,
}
KIND_NAMES = {
    PeriodKind.DAY: Text("ngày", "day"),
    PeriodKind.MONTH: Text("tháng", "month"),
    PeriodKind.QUARTER: Text("quý", "quarter"),
    PeriodKind.HALF: Text("6 tháng", "half-year"),
    PeriodKind.NINE_MONTHS: Text("9 tháng", "nine months"),
    PeriodKind.YEAR: Text("năm", "year"),
}
_ROMAN = ("I", "II", "III", "IV")
_ORDINAL_EN = ("First", "Second")


class NotAPeriod(ValueError):
    """A text that names no period, with what may be written instead."""

    def __init__(self, given: str) -> None:
        self.given = given
        self.text = Text(
            f"“{given}” không phải mã kỳ báo cáo; hãy ghi dạng 2020-08, 2020-Q3, 2020-H1, 2020-9M, "
            "2020 hoặc 2020-08-10.",
            f'"{given}" is not a period code; write it as 2020-08, 2020-Q3, 2020-H1, 2020-9M, 2020 or 2020-08-10.',
        )
        super().__init__(self.text.en)


class NotAConvention(ValueError):
    """A convention that is neither `calendar` nor of the form `15-14`."""


@dataclass(frozen=True, slots=True)
class Window:
    """The days of data that a period holds, both included."""

    data_from: date
    data_to: date

    def __contains__(self, day: date) -> bool:
        return self.data_from <= day <= self.data_to


@dataclass(frozen=True, slots=True)
class Period:
    """A day, month, quarter, half-year, nine months or year.

    `number` counts within the year from 1; for a day it is the day of the year. Periods of the
    same year order by their last day, then the shorter first (August, Q3, nine months …).
    """

    kind: PeriodKind
    year: int
    number: int = 1

    def __post_init__(self) -> None:
        limit = 365 + _calendar.isleap(self.year) if self.kind is PeriodKind.DAY else _HOW_MANY[self.kind]
        if not 1 <= self.year <= 9998 or not 1 <= self.number <= limit:
            raise NotAPeriod(f"{self.kind} {self.number}/{self.year}")

    @property
    def code(self) -> str:
        """The code as stored and exchanged."""
        match self.kind:
            case PeriodKind.DAY:
                return self.first_day.isoformat()
            case PeriodKind.MONTH:
                return f"{self.year:04d}-{self.number:02d}"
            case PeriodKind.QUARTER:
                return f"{self.year:04d}-Q{self.number}"
            case PeriodKind.HALF:
                return f"{self.year:04d}-H{self.number}"
            case PeriodKind.NINE_MONTHS:
                return f"{self.year:04d}-9M"
            case PeriodKind.YEAR:
                return f"{self.year:04d}"

    def __str__(self) -> str:
        return self.code

    @property
    def name(self) -> Text:
        """The name as officials write it: `Quý III/2020`, `Q3 2020`."""
        year, number = self.year, self.number
        match self.kind:
            case PeriodKind.DAY:
                return Text(day_vi(self.first_day), day_en(self.first_day))
            case PeriodKind.MONTH:
                return Text(f"Tháng {number}/{year}", f"{MONTHS_EN[number - 1]} {year}")
            case PeriodKind.QUARTER:
                return Text(f"Quý {_ROMAN[number - 1]}/{year}", f"Q{number} {year}")
            case PeriodKind.HALF:
                part = ("đầu", "cuối")[number - 1]
                return Text(f"6 tháng {part} năm {year}", f"{_ORDINAL_EN[number - 1]} half of {year}")
            case PeriodKind.NINE_MONTHS:
                return Text(f"9 tháng năm {year}", f"Nine months of {year}")
            case PeriodKind.YEAR:
                return Text(f"Năm {year}", f"Year {year}")

    @property
    def first_month(self) -> int:
        """Month number (1–12) of its first month."""
        if self.kind is PeriodKind.DAY:
            return self.first_day.month
        return (self.number - 1) * _MONTHS[self.kind] + 1

    @property
    def last_month(self) -> int:
        """Month number (1–12) of its last month, from which the 25th of Art. 13.1 is counted."""
        if self.kind is PeriodKind.DAY:
            return self.first_day.month
        return self.number * _MONTHS[self.kind]

    @property
    def first_day(self) -> date:
        """Its first day on the calendar."""
        if self.kind is PeriodKind.DAY:
            return date(self.year, 1, 1) + timedelta(days=self.number - 1)
        return date(self.year, self.first_month, 1)

    @property
    def last_day(self) -> date:
        """Its last day on the calendar."""
        if self.kind is PeriodKind.DAY:
            return self.first_day
        return month_day(self.year, self.last_month, 31)

    def _order(self) -> tuple[date, int]:
        return self.last_day, (self.last_day - self.first_day).days

    def __lt__(self, other: Period) -> bool:
        return self._order() < other._order()

    def window(self, convention: str = FIFTEENTH) -> Window:
        """The days of data it holds under `convention`.

        Raises:
            NotAConvention: unknown convention.
        """
        start = convention_day(convention)
        if self.kind is PeriodKind.DAY or start == 1:
            return Window(self.first_day, self.last_day)
        return Window(
            month_day(self.year, self.first_month - 1, start),
            month_day(self.year, self.last_month, start - 1),
        )

    def shifted(self, count: int) -> Period:
        """The period of the same kind `count` steps later (earlier when negative)."""
        if self.kind is PeriodKind.DAY:
            return day_period(self.first_day + timedelta(days=count))
        size = _HOW_MANY[self.kind]
        year, number = divmod(self.year * size + self.number - 1 + count, size)
        return Period(self.kind, year, number + 1)

    def next(self) -> Period:
        """The following period of the same kind."""
        return self.shifted(1)

    def previous(self) -> Period:
        """The preceding period of the same kind."""
        return self.shifted(-1)

    def same_last_year(self) -> Period:
        """The same period a year earlier; 28 February for 29 February."""
        if self.kind is PeriodKind.DAY:
            first = self.first_day
            return day_period(month_day(first.year - 1, first.month, first.day))
        return Period(self.kind, self.year - 1, self.number)

    def contains(self, other: Period) -> bool:
        """Whether every month (day) of `other` lies in it; a period contains itself."""
        (first, last), (begins, ends) = _span(self), _span(other)
        return first <= begins and ends <= last

    def containing(self) -> tuple[Period, ...]:
        """The longer periods that contain it, shortest first: August 2020 → Q3, H2, 9M, year."""
        longer = [
            Period(kind, self.year, number)
            for kind in (*_MONTHS,)
            for number in range(1, _HOW_MANY[kind] + 1)
            if self.kind is PeriodKind.DAY or _MONTHS[kind] > _MONTHS[self.kind]
        ]
        return tuple(period for period in longer if period.contains(self))

    def parts(self, kind: PeriodKind) -> tuple[Period, ...]:
        """The periods of a shorter `kind` it is made of, in order; empty when they do not tile it."""
        if kind is PeriodKind.DAY:
            days = (self.last_day - self.first_day).days + 1
            return tuple(day_period(self.first_day + timedelta(days=n)) for n in range(days))
        if self.kind is PeriodKind.DAY or _MONTHS[self.kind] % _MONTHS[kind] or kind is self.kind:
            return ()
        return tuple(part for part in periods_of(kind, self.year) if self.contains(part))


def parse(code: str) -> Period:
    """Read a period code.

    Raises:
        NotAPeriod: the text is no code.
    """
    match = _CODE.fullmatch(code)
    if match is None:
        raise NotAPeriod(code)
    year = int(match["year"])
    try:
        if match["day"]:
            return day_period(date(year, int(match["month"]), int(match["day"])))
        if match["month"]:
            return Period(PeriodKind.MONTH, year, int(match["month"]))
        if match["quarter"]:
            return Period(PeriodKind.QUARTER, year, int(match["quarter"]))
        if match["half"]:
            return Period(PeriodKind.HALF, year, int(match["half"]))
    except ValueError as error:
        raise NotAPeriod(code) from error
    return Period(PeriodKind.NINE_MONTHS if match["nine"] else PeriodKind.YEAR, year)


_CODE = re.compile(
    r"(?P<year>[0-9]{4})"
    r"(?:-(?:(?P<month>[0-9]{2})(?:-(?P<day>[0-9]{2}))?|Q(?P<quarter>[1-4])|H(?P<half>[12])|(?P<nine>9M)))?"
)


def parse_name(text: str) -> Period:
    """Read a period as people write it, in Vietnamese or English, or as a code.

    `Tháng 8/2020`, `tháng 08 năm 2020`, `Quý III/2020`, `quý 3 năm 2020`, `6 tháng đầu năm 2020`,
    `9 tháng năm 2020`, `Năm 2020`, `10/08/2020`, `August 2020`, `Q3 2020`, `First half of 2020` …

    Raises:
        NotAPeriod: the text names no period.
    """
    words = re.sub(r"[\s/,]+", " ", text.strip().lower())
    for pattern, kind in _NAMES:
        match = re.fullmatch(pattern, words)
        if match is not None:
            number = _number(match.groupdict().get("number") or "1")
            try:
                return Period(kind, int(match["year"]), number)
            except NotAPeriod:
                break
    day = re.fullmatch(r"(?:.*\s)?(\d{1,2}) (\d{1,2}|[a-z]{3,}) (\d{4})", words)
    if day is not None:
        try:
            return day_period(date(int(day[3]), _number(day[2]), int(day[1])))
        except ValueError as error:
            raise NotAPeriod(text) from error
    return parse(text.strip().upper())


_MONTH_WORDS = "|".join(month.lower() for month in MONTHS_EN)
_NAMES: tuple[tuple[str, PeriodKind], ...] = (
    (r"tháng (?P<number>\d{1,2})(?: năm)? (?P<year>\d{4})", PeriodKind.MONTH),
    (rf"(?P<number>{_MONTH_WORDS}) (?P<year>\d{{4}})", PeriodKind.MONTH),
    (r"(?:quý |q)(?P<number>[1-4]|iv|i{1,3})(?: năm)? (?P<year>\d{4})", PeriodKind.QUARTER),
    (r"6 tháng (?P<number>đầu|cuối) năm (?P<year>\d{4})", PeriodKind.HALF),
    (r"(?P<number>first|second) half of (?P<year>\d{4})", PeriodKind.HALF),
    (r"(?:9 tháng(?: đầu)? năm|nine months of) (?P<year>\d{4})", PeriodKind.NINE_MONTHS),
    (r"(?:năm|year) (?P<year>\d{4})", PeriodKind.YEAR),
)
_NUMBER_WORDS = {
    "đầu": 1,
    "cuối": 2,
    "first": 1,
    "second": 2,
    **{roman.lower(): place for place, roman in enumerate(_ROMAN, 1)},
    **{month.lower(): place for place, month in enumerate(MONTHS_EN, 1)},
}


def _number(word: str) -> int:
    return int(word) if word.isdigit() else _NUMBER_WORDS.get(word, 0)


def day_period(day: date) -> Period:
    """The period of one day."""
    return Period(PeriodKind.DAY, day.year, day.timetuple().tm_yday)


def periods_of(kind: PeriodKind, year: int) -> tuple[Period, ...]:
    """All periods of `kind` in `year`, in order."""
    count = 365 + _calendar.isleap(year) if kind is PeriodKind.DAY else _HOW_MANY[kind]
    return tuple(Period(kind, year, number) for number in range(1, count + 1))


def period_on(kind: PeriodKind, day: date, convention: str = FIFTEENTH) -> Period | None:
    """The period of `kind` whose data window holds `day`; None in the gap after nine months."""
    if kind is PeriodKind.DAY:
        return day_period(day)
    candidates = (*periods_of(kind, day.year), *periods_of(kind, day.year + 1))
    return next((period for period in candidates if day in period.window(convention)), None)


@lru_cache(maxsize=16_384)
def _span(period: Period) -> tuple[date, date]:
    """First and last day, remembered: a map asks about the same few periods a thousand times."""
    return period.first_day, period.last_day


def period_range(first: Period, last: Period) -> tuple[Period, ...]:
    """The periods from `first` to `last` of the same kind, both included."""
    if first.kind is not last.kind:
        raise ValueError(f"a range of periods has one kind: {first} … {last}")
    found = []
    while not last < first:
        found.append(first)
        first = first.next()
    return tuple(found)


def convention_day(convention: str) -> int:
    """The day of the month on which a convention's window begins: 1 for `calendar`, 15 for `15-14`.

    Other windows of the same shape are written the same way (`16-15`, as traffic-safety totals).

    Raises:
        NotAConvention: anything else.
    """
    if convention == CALENDAR:
        return 1
    match = re.fullmatch(r"([0-9]{1,2})-([0-9]{1,2})", convention)
    if match is None or not 2 <= int(match[1]) <= 28 or int(match[2]) != int(match[1]) - 1:
        raise NotAConvention(f"not a period convention: {convention!r} (write calendar or 15-14)")
    return int(match[1])


def month_day(year: int, month: int, day: int) -> date:
    """The given day of a month, or the month's last day when it is shorter; months wrap the year."""
    year, index = divmod(year * 12 + month - 1, 12)
    return date(year, index + 1, min(day, _calendar.monthrange(year, index + 1)[1]))
