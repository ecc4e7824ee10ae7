"""Deadlines as directives word them: each keeps its words, the rule that resolved it, and every reading the words allow.

A rule, not a guess, is stored: "trước ngày 30/6/2025" is 29/6 or 30/6, and the assigner chooses; "khẩn trương"
is no date and stays none. First function to read: `resolve`. A month or quarter ends on its last day.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

from dieuhanh.deadlines.rules import WorkingCalendar

from .day_words import DAY, STAGE, YEAR, Unit, impossible_days, plain
from .deadline_readings import Asked, Reading, Resolved, Series, fault, reading, resolved
from .deadline_terms import term
from .states import DeadlineKind

__all__ = ["DeadlineKind", "Reading", "Resolved", "Series", "resolve"]


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
    asked = Asked(kept, small, main, notes, given_on, received_on, calendar)
    for matcher in _MATCHERS:
        found = matcher(asked)
        if found is not None:
            return _with_doubts(found, asked)
    return _with_doubts(resolved(asked, DeadlineKind.NONE, faults=("not_understood",)), asked)


def _with_doubts(found: Resolved, asked: Asked) -> Resolved:
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


def _unknown(asked: Asked) -> Resolved | None:
    if not asked.small or re.search(r"không rõ|chưa rõ|không xác định", asked.main):
        return resolved(asked, DeadlineKind.NONE, faults=("unknown",))
    return None


def _none(asked: Asked) -> Resolved | None:
    if re.search(r"không (?:ghi|có|quy định|nêu|đặt) (?:thời )?hạn", asked.main):
        return resolved(asked, DeadlineKind.NONE, reading("none", None))
    return None


def _stages(asked: Asked) -> Resolved | None:
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
    return resolved(asked, DeadlineKind.STAGE, *found, faults=("several_stages",))


_DAY_OF_MONTH = r"(?:ngày )?(?:mùng |mồng )?(\d{1,2})"
_MONTHLY = r"(?: tháng)? ?(?:của )?(?:hằng|hàng|mỗi) tháng"


def _monthly(asked: Asked) -> Resolved | None:
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
    return resolved(asked, DeadlineKind.MONTHLY_WINDOW, *ways)


def _window(asked: Asked, first: int, last: int) -> Resolved | None:
    if not 1 <= first <= last <= 31:
        return None
    series = Series("month", first_day=first, last_day=last)
    return resolved(
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


def _weekly(asked: Asked) -> Resolved | None:
    if not re.search(r"(?:hằng|hàng|mỗi) tuần|thứ (?:\w+) (?:của )?tuần", asked.small):
        return None
    named = re.search(r"thứ (hai|ba|tư|năm|sáu|bảy|[2-7])\b|(chủ nhật)", asked.small)
    if not named:
        return resolved(
            asked,
            DeadlineKind.WEEKLY,
            reading("weekly_no_day", None, series=(Series("week"),)),
            faults=("no_day_in_rhythm",),
        )
    weekday = 6 if named[2] else _WEEKDAYS[named[1]]
    series = Series("week", weekday=weekday)
    return resolved(
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


def _rhythm(asked: Asked) -> Resolved | None:
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
    return resolved(asked, DeadlineKind.REGULAR, way, faults=tuple(faults))


def _range(asked: Asked) -> Resolved | None:
    """`từ 2020-11 đến 2021-12`: due on the last day of the second."""
    if not re.search(r"\btừ\b.*\bđến\b", asked.main):
        return None
    units = asked.units()
    if len(units) < 2 or units[1].last < units[0].first:
        return None
    return resolved(asked, DeadlineKind.STAGE, reading("range", units[1].last, starts=units[0].first))


_EVENT = re.compile(
    r"sau khi|ngay sau|trước khi|\bkhi\b|theo (?:lộ trình|tiến độ|kế hoạch|từng mục|quy định|chỉ đạo)|nhiệm kỳ|kỳ họp|phiên họp|"
    r"hội nghị|mùa (?:mưa|bão|khô)|có hiệu lực|khai giảng|\btết\b|đại hội|kể từ ngày"
)
_NOW = re.compile(
    r"khẩn trương|\bngay\b|kịp thời|lập tức|\bgấp\b|\bsớm\b|khẩn\b|tức thì|đẩy nhanh|không chậm trễ"
)


def _now(asked: Asked) -> Resolved | None:
    """`khẩn trương`, `ngay`: no date is invented. `khẩn trương; áp dụng từ …` keeps the day it is to hold from."""
    if not _NOW.search(asked.main) or "ngay sau" in asked.main or "ngay khi" in asked.main:
        return None
    units = asked.units()
    held_from = re.search(r"(?:áp dụng|hiệu lực|thực hiện)(?: kể)? từ", asked.main)
    if units and not held_from:
        return None
    if units:
        starts = units[-1].first
        return resolved(
            asked,
            DeadlineKind.IMMEDIATE,
            reading("immediate_holds_from", None, starts=starts),
            faults=("no_date",),
        )
    return resolved(asked, DeadlineKind.IMMEDIATE, reading("immediate", None), faults=("no_date",))


def _dated(asked: Asked) -> Resolved | None:
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
        return resolved(asked, DeadlineKind.DATE, reading("date_hour", unit.last))
    if re.search(r"\b(?:đầu|giữa|trung tuần|khoảng|dịp)(?: ngày)? *$", ahead):
        return resolved(asked, DeadlineKind(_KIND_OF[unit.kind]), faults=("vague",))
    original = re.search(r"hạn gốc (.*)", asked.notes)
    was = asked.units(original[1]) if original else []
    kind = DeadlineKind(_KIND_OF[unit.kind])
    faults = ("other_document",) if re.search(r"theo (?:kế hoạch|từng mục|lộ trình)", asked.small) else ()
    return resolved(
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


def _before(asked: Asked, unit: Unit) -> Resolved:
    if unit.kind == DAY:
        return _two(asked, DeadlineKind.BEFORE, unit, "before")
    due = unit.first - timedelta(days=1)
    return resolved(asked, DeadlineKind.BEFORE, reading("before_stretch", due, starts_on=unit.first))


def _two(asked: Asked, kind: DeadlineKind, unit: Unit, rule: str) -> Resolved:
    """The two readings of `trước ngày D`: the day before, or D itself."""
    eve = unit.first - timedelta(days=1)
    return resolved(
        asked,
        kind,
        reading(f"{rule}_day_before", eve, day=unit.first),
        reading(f"{rule}_that_day", unit.last, day=unit.first),
    )


def _from_day(asked: Asked, unit: Unit) -> Resolved:
    """`từ ngày D`: what must be ready on D, or a duty that stands from D with no end."""
    return resolved(
        asked,
        DeadlineKind.DATE,
        reading("from_ready", unit.first, starts=unit.first),
        reading("from_regular", None, starts=unit.first),
    )


def _event(asked: Asked) -> Resolved | None:
    if not _EVENT.search(asked.small):
        return None
    return resolved(asked, DeadlineKind.EVENT, faults=("event",))


_MATCHERS: tuple[Callable[[Asked], Resolved | None], ...] = (
    _unknown,
    _none,
    _stages,
    _monthly,
    _weekly,
    _rhythm,
    _range,
    term,
    _now,
    _dated,
    _event,
)
