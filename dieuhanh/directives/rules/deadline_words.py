"""Deadlines as directives word them: each keeps its words, the rule that resolved it, and every reading the words allow.

A rule, not a guess, is stored: "trước ngày 30/6/2025" is 29/6 or 30/6, and the assigner chooses; "khẩn trương"
is no date and stays none. First function to read: `resolve`. Days counted from an event exclude the day of the
event (Civil Code 91/2015/QH13, Art. 147.2); a month or quarter ends on its last day.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from dieuhanh.deadlines.rules import OutsideCalendar, RuleFault, Text, WorkingCalendar

from .day_words import DAY, STAGE, YEAR, Unit, find_units, impossible_days, month_end, plain
from .deadline_rules import FAULTS, RULES, Series


class DeadlineKind(StrEnum):
    """How a deadline is worded."""

    DATE = "date"
    BEFORE = "before"
    MONTH = "month"
    QUARTER = "quarter"
    STAGE = "stage"
    WEEKLY = "weekly"
    MONTHLY_WINDOW = "monthly_window"
    EVENT = "event"
    IMMEDIATE = "immediate"
    DAYS = "days"
    NONE = "none"
    REGULAR = "regular"


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read the words: the rule's name, the last good day by it (None: the words give no day), and why.

    `starts`: the duty holds from this day. `stage`: which of several stages it is the end of. `series`: the
    rhythms of a repeated duty, whose first time is `due`.
    """

    rule: str
    due: date | None
    words: Text
    starts: date | None = None
    stage: int | None = None
    series: tuple[Series, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """The reading as stored with a task: rule, due, words, and what else it has."""
        more = {
            "starts": self.starts.isoformat() if self.starts else None,
            "stage": self.stage,
            "series": [one.to_dict() for one in self.series] or None,
        }
        kept = {key: value for key, value in more.items() if value is not None}
        due = self.due.isoformat() if self.due else None
        return {"rule": self.rule, "due": due, "words": self.words.to_dict(), **kept}


@dataclass(frozen=True, slots=True)
class Resolved:
    """What the words mean: their kind, every reading, and what a person must look at (`faults`).

    `chosen`: the reading that the words themselves choose, when they do. `original`: an earlier deadline that
    the words name. `calendar`: the version of the working calendar used, when one was.
    """

    words: str
    kind: DeadlineKind
    readings: tuple[Reading, ...] = ()
    faults: tuple[RuleFault, ...] = ()
    chosen: int | None = None
    original: date | None = None
    calendar: str | None = None

    @property
    def unknown(self) -> bool:
        """Whether the words could not be resolved at all, or say that they do not know."""
        return any(fault.code in ("unknown", "not_understood", "no_such_day") for fault in self.faults)

    @property
    def ambiguous(self) -> bool:
        """Whether a person must choose between readings."""
        return len(self.readings) > 1 and self.chosen is None

    @property
    def due(self) -> date | None:
        """The one deadline, when there is one: the chosen reading's, or the only reading's."""
        if self.chosen is not None:
            return self.readings[self.chosen].due
        return self.readings[0].due if len(self.readings) == 1 else None


@dataclass(frozen=True, slots=True)
class _Asked:
    """The words taken apart: small letters, what stands outside brackets, what inside."""

    words: str
    small: str
    main: str
    notes: str
    given_on: date
    received_on: date | None
    calendar: WorkingCalendar | None

    def units(self, text: str | None = None) -> list[Unit]:
        return find_units(self.main if text is None else text, self.given_on)


def resolve(
    words: str, given_on: date, calendar: WorkingCalendar | None = None, *, received_on: date | None = None
) -> Resolved:
    """Read a deadline's words as of the day of the document that gives it.

    Never raises: what cannot be read is told in `faults` and `unknown`. `calendar` is needed for working days,
    `received_on` for terms that run from receipt.
    """
    kept = " ".join(unicodedata.normalize("NFC", words).split())[:500]
    small = plain(kept)
    main = " ".join(re.sub(r"\([^()]*\)", " ", small).split()).strip(" .,;:")
    notes = " ".join(re.findall(r"\(([^()]*)\)", small))
    asked = _Asked(kept, small, main, notes, given_on, received_on, calendar)
    for matcher in _MATCHERS:
        found = matcher(asked)
        if found is not None:
            return _with_doubts(found, asked)
    return _with_doubts(_resolved(asked, DeadlineKind.NONE, faults=("not_understood",)), asked)


def reading(
    rule: str, due: date | None, *, part: int | None = None, series: tuple[Series, ...] = (), **said: Any
) -> Reading:
    """A reading with its rule's sentence in both languages; `said` fills the sentence."""
    starts = said.get("starts")
    values = {"due": due, **said}
    vi = {key: f"{one:%d/%m/%Y}" if isinstance(one, date) else one for key, one in values.items()}
    en = {key: one.isoformat() if isinstance(one, date) else one for key, one in values.items()}
    text = RULES[rule]
    return Reading(rule, due, Text(text.vi.format(**vi), text.en.format(**en)), starts, part, series)


def fault(code: str, value: str = "") -> RuleFault:
    """One of the named faults of a deadline."""
    text = FAULTS[code]
    return RuleFault(code, "deadline", Text(text.vi.format(value=value), text.en.format(value=value)), value)


def _resolved(
    asked: _Asked, kind: DeadlineKind, *readings: Reading, faults: tuple[str, ...] = (), **more: Any
) -> Resolved:
    return Resolved(asked.words, kind, readings, tuple(fault(code, asked.words) for code in faults), **more)


def _with_doubts(found: Resolved, asked: _Asked) -> Resolved:
    """Add what the words themselves doubt, a day that no calendar has, and a deadline before its document."""
    codes: list[tuple[str, str]] = []
    if re.search(r"cần đọc lại|có thể|dự kiến|suy luận|chưa chắc", asked.notes):
        codes.append(("doubt", asked.words))
    codes += [("no_such_day", wrong) for wrong in impossible_days(asked.words)]
    if any(one.due and one.due < asked.given_on for one in found.readings):
        codes.append(("already_past", f"{asked.given_on:%d/%m/%Y}"))
    if any(unit.year_inferred for unit in asked.units()) and found.readings:
        codes.append(("year_inferred", asked.words))
    return replace(found, faults=(*found.faults, *(fault(*one) for one in codes))) if codes else found


def _unknown(asked: _Asked) -> Resolved | None:
    if not asked.small or re.search(r"không rõ|chưa rõ|không xác định", asked.main):
        return _resolved(asked, DeadlineKind.NONE, faults=("unknown",))
    return None


def _none(asked: _Asked) -> Resolved | None:
    if re.search(r"không (?:ghi|có|quy định|nêu|đặt) (?:thời )?hạn", asked.main):
        return _resolved(asked, DeadlineKind.NONE, reading("none", None))
    return None


def _stages(asked: _Asked) -> Resolved | None:
    """`2020-12-31 (giai đoạn 1); 2025-12-31 (giai đoạn 2)`: one obligation with two ends, so two tasks."""
    parts = [part for part in asked.small.split(";") if re.search(r"giai đoạn \d\b(?! *[-–])", part)]
    if len(parts) < 2:
        return None
    found = []
    for number, part in enumerate(parts, 1):
        units = asked.units(re.sub(r"giai đoạn \d\b", " ", part))
        if not units:
            return None
        found.append(
            reading("stage_of_several", units[-1].last, part=number, number=number, count=len(parts))
        )
    return _resolved(asked, DeadlineKind.STAGE, *found, faults=("several_stages",))


_DAY_OF_MONTH = r"(?:ngày )?(?:mùng |mồng )?(\d{1,2})"
_MONTHLY = r"(?: tháng)? ?(?:của )?(?:hằng|hàng|mỗi) tháng"


def _monthly(asked: _Asked) -> Resolved | None:
    window = re.search(rf"từ {_DAY_OF_MONTH} đến (?:hết )?{_DAY_OF_MONTH}{_MONTHLY}", asked.small)
    if window:
        return _window(asked, int(window[1]), int(window[2]))
    day = re.search(rf"(trước )?{_DAY_OF_MONTH}{_MONTHLY}", asked.small)
    if not day or not 1 <= int(day[2]) <= 31:
        return None
    number = int(day[2])
    if not day[1]:
        return _window(asked, 1, number)
    ways = []
    for rule, last in (("monthly_before_day_before", number - 1), ("monthly_before_that_day", number)):
        # before the 1st of each month: the last day of the month before it
        series = Series("month", first_day=1, last_day=last or 31)
        ways.append(reading(rule, series.next_after(asked.given_on), series=(series,), day=number))
    return _resolved(asked, DeadlineKind.MONTHLY_WINDOW, *ways)


def _window(asked: _Asked, first: int, last: int) -> Resolved | None:
    if not 1 <= first <= last <= 31:
        return None
    series = Series("month", first_day=first, last_day=last)
    return _resolved(
        asked,
        DeadlineKind.MONTHLY_WINDOW,
        reading(
            "monthly_window", series.next_after(asked.given_on), series=(series,), first=first, last=last
        ),
    )


_WEEKDAYS = {
    "hai": 0,
    "ba": 1,
    "tư": 2,
    "năm": 3,
    "sáu": 4,
    "bảy": 5,
    "2": 0,
    "3": 1,
    "4": 2,
    "5": 3,
    "6": 4,
    "7": 5,
}


def _weekly(asked: _Asked) -> Resolved | None:
    if not re.search(r"(?:hằng|hàng|mỗi) tuần|thứ (?:\w+) (?:của )?tuần", asked.small):
        return None
    named = re.search(r"thứ (hai|ba|tư|năm|sáu|bảy|[2-7])\b|(chủ nhật)", asked.small)
    if not named:
        return _resolved(
            asked,
            DeadlineKind.WEEKLY,
            reading("weekly_no_day", None, series=(Series("week"),)),
            faults=("no_day_in_rhythm",),
        )
    weekday = 6 if named[2] else _WEEKDAYS[named[1]]
    series = Series("week", weekday=weekday)
    return _resolved(
        asked,
        DeadlineKind.WEEKLY,
        reading(
            "weekly",
            series.next_after(asked.given_on),
            series=(series,),
            weekday_vi=_VI[weekday],
            weekday_en=_EN[weekday],
        ),
    )


_VI = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")
_EN = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_RHYTHMS = (
    (r"(?:hằng|hàng|mỗi) ngày", "day"),
    (r"(?:hằng|hàng|mỗi) tháng", "month"),
    (r"(?:hằng|hàng|mỗi) quý", "quarter"),
    (r"(?:0?6|sáu) tháng(?: một lần|/lần)|(?:hằng|hàng) nửa năm", "half"),
    (r"(?:hằng|hàng|mỗi) năm", "year"),
    (r"mỗi (?:phiên họp|kỳ họp|cuộc họp)|tại (?:các )?phiên họp .*thường kỳ", "meeting"),
)


def _rhythm(asked: _Asked) -> Resolved | None:
    """A regular duty: `định kỳ hằng quý đến …`, `hằng năm`, `thường xuyên đến cuối năm 2017`."""
    rhythms = [every for pattern, every in _RHYTHMS if re.search(pattern, asked.small)]
    steady = re.search(r"thường xuyên|liên tục|định kỳ|duy trì", asked.main)
    if not rhythms and not steady:
        return None
    if (
        asked.units()
        and not rhythms
        and not re.search(r"^(?:thường xuyên|liên tục|định kỳ|duy trì)", asked.main)
    ):
        return None  # "… thường xuyên, hoàn thành trước ngày 30/6": the date rules
    after = re.search(r"\bđến (.*)", asked.main)
    until = [unit.last for unit in asked.units("đến " + after[1])] if after else []
    faults: list[str] = [] if rhythms else ["regular"]
    if after and not until:
        faults.append("event")
    if rhythms:
        faults.append("no_day_in_rhythm")
    series = tuple(Series(every) for every in rhythms or ["steady"])
    way = (
        reading("regular_until", until[0], series=series)
        if until
        else reading("regular", None, series=series)
    )
    return _resolved(asked, DeadlineKind.REGULAR, way, faults=tuple(faults))


def _range(asked: _Asked) -> Resolved | None:
    """`từ 2020-11 đến 2021-12`: due on the last day of the second."""
    if not re.search(r"\btừ\b.*\bđến\b", asked.main):
        return None
    units = asked.units()
    if len(units) < 2 or units[1].last < units[0].first:
        return None
    return _resolved(asked, DeadlineKind.STAGE, reading("range", units[1].last, starts=units[0].first))


_TERM = re.compile(
    r"(?P<left>còn (?:lại )?)?(?:khoảng )?\b(?P<n>\d{1,4})(?: ?\([^)]*\))? (?P<unit>ngày làm việc|ngày|tuần|tháng|giờ)\b(?! *(?:\d|đầu|cuối|năm|ngày))"
)


def _days(asked: _Asked) -> Resolved | None:
    """N days, working days, weeks or months from the document or from its receipt."""
    text = asked.main if _TERM.search(asked.main) else asked.small
    term = _TERM.search(text)
    if not term or (text is not asked.main and "suy từ" not in asked.notes):
        return None
    number, unit = int(term["n"]), term["unit"]
    if re.search(r"kể từ ngày nhận|từ khi nhận|sau khi nhận", text):
        if asked.received_on is None:
            return _resolved(asked, DeadlineKind.DAYS, faults=("needs_receipt",))
        return _counted(asked, number, unit, asked.received_on, "receipt")
    if re.search(r"sau khi|(?:kể )?từ khi|(?:kể )?từ ngày (?!ký|ban hành|\d)", text):
        return _resolved(asked, DeadlineKind.DAYS, faults=("event",))
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


def _counted(asked: _Asked, number: int, unit: str, start: date, whence: str) -> Resolved:
    version = None
    try:
        if unit == "ngày làm việc":
            if asked.calendar is None:
                return _resolved(asked, DeadlineKind.DAYS, faults=("needs_calendar",))
            due, version = asked.calendar.add_working_days(start, number), asked.calendar.version
        elif unit == "tháng":
            due = _same_day(start, number)
        elif unit == "giờ":
            due = start + timedelta(days=-(-number // 24))
        else:
            due = start + timedelta(days=number * (7 if unit == "tuần" else 1))
    except OutsideCalendar:
        return _resolved(asked, DeadlineKind.DAYS, faults=("outside_calendar",))
    except (OverflowError, ValueError):
        return _resolved(asked, DeadlineKind.DAYS, faults=("not_understood",))
    rule = {"ngày làm việc": "working_days", "tháng": "months", "tuần": "weeks", "giờ": "hours"}.get(
        unit, "days"
    )
    return _resolved(
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


def _rest_day(asked: _Asked, due: date) -> tuple[str, ...]:
    """Civil Code Art. 148.5: a term whose last day is a day of rest ends with the next working day; told, not applied."""
    if asked.calendar is None or not asked.calendar.first <= due <= asked.calendar.last:
        return ()
    return () if asked.calendar.is_working(due) else ("rest_day",)


def _same_day(start: date, months: int) -> date:
    """The corresponding day `months` later; the month's last day when it has none (Civil Code Art. 148.4)."""
    total = start.year * 12 + start.month - 1 + months
    year, month = divmod(total, 12)
    return min(date(year, month + 1, 1) + timedelta(days=start.day - 1), month_end(year, month + 1))


_EVENT = re.compile(
    r"sau khi|ngay sau|trước khi|\bkhi\b|theo (?:lộ trình|tiến độ|kế hoạch|từng mục|quy định|chỉ đạo)|nhiệm kỳ|kỳ họp|phiên họp|"
    r"hội nghị|mùa (?:mưa|bão|khô)|có hiệu lực|khai giảng|\btết\b|đại hội|kể từ ngày"
)
_NOW = re.compile(
    r"khẩn trương|\bngay\b|kịp thời|lập tức|\bgấp\b|\bsớm\b|khẩn\b|tức thì|đẩy nhanh|không chậm trễ"
)


def _now(asked: _Asked) -> Resolved | None:
    """`khẩn trương`, `ngay`: no date is invented. `khẩn trương; áp dụng từ …` keeps the day it is to hold from."""
    if not _NOW.search(asked.main) or "ngay sau" in asked.main or "ngay khi" in asked.main:
        return None
    units = asked.units()
    held_from = re.search(r"(?:áp dụng|hiệu lực|thực hiện)(?: kể)? từ", asked.main)
    if units and not held_from:
        return None
    if units:
        starts = units[-1].first
        return _resolved(
            asked,
            DeadlineKind.IMMEDIATE,
            reading("immediate_holds_from", None, starts=starts),
            faults=("no_date",),
        )
    return _resolved(asked, DeadlineKind.IMMEDIATE, reading("immediate", None), faults=("no_date",))


def _dated(asked: _Asked) -> Resolved | None:
    """A day, month, quarter, year or stage, with the word before it that says which side of it is meant."""
    units = asked.units()
    if not units or re.search(r"nhiệm kỳ", asked.main):
        return None
    unit = units[-1] if re.search(r"\bđến\b", asked.main) else units[0]
    ahead = asked.main[: unit.start]
    if re.search(r"quá hạn từ (?:ngày )?$", ahead):
        return _two(asked, DeadlineKind.DATE, unit, "overdue_since")
    if re.search(r"(?:\btừ|\bsau)(?: ngày)? *$", ahead) or re.search(r"từ ngày", asked.notes):
        return _from_day(asked, unit)
    if re.search(r"\btrước(?: hết)?(?: ngày)? *$|\btrước thời điểm *$", ahead) or re.search(
        r"trước ngày", asked.notes
    ):
        return _before(asked, unit)
    if re.search(r"trước \d{1,2} ?(?:giờ|h|g)", ahead):
        return _resolved(asked, DeadlineKind.DATE, reading("date_hour", unit.last))
    if re.search(r"\b(?:đầu|giữa|trung tuần|khoảng|dịp)(?: ngày)? *$", ahead):
        return _resolved(asked, DeadlineKind(_KIND_OF[unit.kind]), faults=("vague",))
    original = re.search(r"hạn gốc (.*)", asked.notes)
    was = asked.units(original[1]) if original else []
    kind = DeadlineKind(_KIND_OF[unit.kind])
    faults = ("other_document",) if re.search(r"theo (?:kế hoạch|từng mục|lộ trình)", asked.small) else ()
    return _resolved(
        asked,
        kind,
        reading("day" if unit.kind == DAY else f"{unit.kind}_last_day", unit.last),
        faults=faults,
        original=was[0].last if was else None,
    )


_KIND_OF = {
    DAY: "date",
    "month": "month",
    "quarter": "quarter",
    "half": "stage",
    "nine_months": "stage",
    YEAR: "stage",
    STAGE: "stage",
}


def _before(asked: _Asked, unit: Unit) -> Resolved:
    if unit.kind == DAY:
        return _two(asked, DeadlineKind.BEFORE, unit, "before")
    due = unit.first - timedelta(days=1)
    return _resolved(asked, DeadlineKind.BEFORE, reading("before_stretch", due, starts_on=unit.first))


def _two(asked: _Asked, kind: DeadlineKind, unit: Unit, rule: str) -> Resolved:
    """The two readings of `trước ngày D`: the day before, or D itself."""
    eve = unit.first - timedelta(days=1)
    return _resolved(
        asked,
        kind,
        reading(f"{rule}_day_before", eve, day=unit.first),
        reading(f"{rule}_that_day", unit.last, day=unit.first),
    )


def _from_day(asked: _Asked, unit: Unit) -> Resolved:
    """`từ ngày D`: what must be ready on D, or a duty that stands from D with no end."""
    return _resolved(
        asked,
        DeadlineKind.DATE,
        reading("from_ready", unit.first, starts=unit.first),
        reading("from_regular", None, starts=unit.first),
    )


def _event(asked: _Asked) -> Resolved | None:
    if not _EVENT.search(asked.small):
        return None
    return _resolved(asked, DeadlineKind.EVENT, faults=("event",))


_MATCHERS: tuple[Callable[[_Asked], Resolved | None], ...] = (
    _unknown,
    _none,
    _stages,
    _monthly,
    _weekly,
    _rhythm,
    _range,
    _days,
    _now,
    _dated,
    _event,
)
