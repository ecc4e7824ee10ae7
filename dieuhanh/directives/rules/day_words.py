"""Days, months, quarters and years as Vietnamese official texts write them, found with their places.

Pure: no Django, no I/O. Every unit found keeps its span, so that the words can be shown beside what
they were read as. A unit without a year gets the first one that ends on or after the document's day,
and says so (`year_inferred`).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

DAY, MONTH, QUARTER, HALF, NINE_MONTHS, YEAR, STAGE = (
    "day",
    "month",
    "quarter",
    "half",
    "nine_months",
    "year",
    "stage",
)


@dataclass(frozen=True, slots=True)
class Unit:
    """A stretch of the calendar named in a text: from `first` to `last`, both included; `start:end` is its place."""

    kind: str
    first: date
    last: date
    start: int
    end: int
    year_inferred: bool = False


def plain(text: str) -> str:
    """The text in small letters and form C with each white space as one blank; as long as its form C."""
    composed = unicodedata.normalize("NFC", text)
    small = "".join(c.lower() if len(c.lower()) == 1 else c for c in composed)
    return re.sub(r"\s", " ", small)


def find_units(text: str, given_on: date) -> list[Unit]:
    """Every unit named in the text, in order, longest first where two overlap.

    `text` should be in form C; places count its characters. Days that no calendar has (31/6) are not found:
    ask `impossible_days` for them.
    """
    small = plain(text)
    found = sorted(_all(small, given_on), key=lambda unit: (unit.start, -unit.end))
    kept: list[Unit] = []
    for unit in found:
        if not kept or unit.start >= kept[-1].end:
            kept.append(unit)
    return kept


def impossible_days(text: str) -> list[str]:
    """What is written like a day and is none: `31/6/2025`, `ngày 30 tháng 2`."""
    small = plain(text)
    wrong = []
    for pattern, maker in _PATTERNS:
        if maker is not _written_day:
            continue
        wrong += [
            m.group(0).strip() for m in pattern.finditer(small) if _safe(maker, m, date(2000, 1, 1)) is None
        ]
    return wrong


def _all(small: str, given_on: date) -> Iterator[Unit]:
    for pattern, maker in _PATTERNS:
        for match in pattern.finditer(small):
            made = _safe(maker, match, given_on)
            if made is not None:
                yield made


Maker = Callable[[re.Match[str], date], "Unit | None"]


def _safe(maker: Maker, match: re.Match[str], given_on: date) -> Unit | None:
    try:
        return maker(match, given_on)
    except (ValueError, OverflowError):
        return None


def month_end(year: int, month: int) -> date:
    """The last day of a month; `month` may be 13 (January of the next year). Raises ValueError outside years 1–9999."""
    if month > 12:
        year, month = year + 1, month - 12
    return date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)


def _unit(kind: str, match: re.Match[str], first: date, last: date, *, inferred: bool = False) -> Unit:
    return Unit(kind, first, last, match.start(), match.end(), inferred)


def _written_day(match: re.Match[str], given_on: date) -> Unit:
    day = date(int(match["y"]), int(match["m"]), int(match["d"]))
    return _unit(DAY, match, day, day)


def _short_day(match: re.Match[str], given_on: date) -> Unit | None:
    """A day without a year: the first such day not before the document's. 29/2 looks up to eight years ahead."""
    for year in range(given_on.year, given_on.year + 9):
        try:
            day = date(year, int(match["m"]), int(match["d"]))
        except ValueError:
            continue
        if day >= given_on:
            return _unit(DAY, match, day, day, inferred=True)
    return None


_MONTH_NAMES = {
    name: number
    for number, name in enumerate(
        ("giêng", "hai", "ba", "tư", "năm", "sáu", "bảy", "tám", "chín", "mười", "mười một", "mười hai"), 1
    )
}


def _month(match: re.Match[str], given_on: date) -> Unit:
    word = match["m"]
    number = int(word) if word.isdigit() else _MONTH_NAMES[word]
    year, inferred = _year_of(match, given_on, lambda year: month_end(year, number))
    return _unit(MONTH, match, date(year, number, 1), month_end(year, number), inferred=inferred)


_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}


def _quarter(match: re.Match[str], given_on: date) -> Unit:
    number = _ROMAN.get(match["q"]) or int(match["q"])
    year, inferred = _year_of(match, given_on, lambda year: month_end(year, number * 3))
    return _unit(
        QUARTER, match, date(year, number * 3 - 2, 1), month_end(year, number * 3), inferred=inferred
    )


def _half(match: re.Match[str], given_on: date) -> Unit:
    second = match["half"] == "cuối"
    year, inferred = _year_of(match, given_on, lambda year: month_end(year, 12 if second else 6))
    first, last = (7, 12) if second else (1, 6)
    return _unit(HALF, match, date(year, first, 1), month_end(year, last), inferred=inferred)


def _nine(match: re.Match[str], given_on: date) -> Unit:
    year, inferred = _year_of(match, given_on, lambda year: date(year, 9, 30))
    return _unit(NINE_MONTHS, match, date(year, 1, 1), date(year, 9, 30), inferred=inferred)


def _year(match: re.Match[str], given_on: date) -> Unit:
    year, inferred = _year_of(match, given_on, lambda year: date(year, 12, 31))
    return _unit(YEAR, match, date(year, 1, 1), date(year, 12, 31), inferred=inferred)


def _stage(match: re.Match[str], given_on: date) -> Unit | None:
    first, last = int(match["a"]), int(match["b"])
    return _unit(STAGE, match, date(first, 1, 1), date(last, 12, 31)) if first <= last else None


def _year_of(match: re.Match[str], given_on: date, end: Callable[[int], date]) -> tuple[int, bool]:
    written = match.groupdict().get("y")
    if written:
        return int(written), False
    return (given_on.year if end(given_on.year) >= given_on else given_on.year + 1), True


_OF_YEAR = r"(?: *(?:/|-|năm) *(?P<y>(?:19|20)\d\d)(?!\d))"
_PATTERNS: tuple[tuple[re.Pattern[str], Maker], ...] = tuple(
    (re.compile(pattern), maker)
    for pattern, maker in (
        (r"(?<!\d)(?P<y>(?:19|20)\d\d)-(?P<m>\d\d)-(?P<d>\d\d)(?!\d)", _written_day),
        (
            r"(?<![\d/])(?P<d>\d{1,2}) ?(?P<s>[/.-]) ?(?P<m>\d{1,2}) ?(?P=s) ?(?P<y>(?:19|20)\d\d)(?!\d)",
            _written_day,
        ),
        (r"(?<!\d)(?P<d>\d{1,2}) +tháng +(?P<m>\d{1,2}),? +năm +(?P<y>(?:19|20)\d\d)(?!\d)", _written_day),
        (r"(?<!\d)(?P<d>\d{1,2}) +tháng +(?P<m>\d{1,2})(?![/\d])", _short_day),
        (
            r"(?:(?<=ngày )|(?<=trước )|(?<=hết )|(?<=đến ))(?P<d>\d{1,2})[/.](?P<m>\d{1,2})(?![/.]?\d)",
            _short_day,
        ),
        (r"(?<!\d)(?P<y>(?:19|20)\d\d)-(?P<m>\d\d)(?![-\d])", _month),
        (r"\btháng +(?P<m>\d{1,2})(?!\d)" + _OF_YEAR, _month),
        # not after a number: in "30 tháng 2" the month is part of a day that no calendar has
        (r"(?<!\d )\btháng +(?P<m>\d{1,2})(?!\d)(?! *(?:/|-|năm) *\d)", _month),
        (
            r"\btháng +(?P<m>mười hai|mười một|mười|giêng|hai|ba|tư|sáu|bảy|tám|chín)\b" + _OF_YEAR + "?",
            _month,
        ),
        (r"\bquý +(?P<q>iv|i{1,3}|[1-4])\b" + _OF_YEAR + "?", _quarter),
        (r"\b0?6 tháng +(?P<half>đầu|cuối) +năm(?: +(?P<y>(?:19|20)\d\d))?(?!\d)", _half),
        (r"\b0?9 tháng +(?:đầu +)?năm(?: +(?P<y>(?:19|20)\d\d))?(?!\d)", _nine),
        (r"\b(?:năm|trong) +(?P<y>(?:19|20)\d\d)(?![-–\d])", _year),
        (r"\b(?:trong|hết|cuối) năm(?: nay)?(?! *(?:\d|sau|tới|học))", _year),
        (
            r"\b(?:giai đoạn|thời kỳ|nhiệm kỳ|các năm|năm)? *\b(?P<a>(?:19|20)\d\d) ?[-–] ?(?P<b>(?:19|20)\d\d)(?!\d)",
            _stage,
        ),
    )
)
