"""Dates, moments and time left, in Vietnamese and English, on the clock of Hanoi."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from dieuhanh.interface.rules.numbers import MISSING, format_number, language

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")

_MONTHS_EN = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_DAYS = {
    "vi": ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ nhật"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
_UNITS = {
    "vi": {"minute": ("phút", "phút"), "hour": ("giờ", "giờ"), "day": ("ngày", "ngày")},
    "en": {"minute": ("minute", "minutes"), "hour": ("hour", "hours"), "day": ("day", "days")},
}
_LEFT = {
    "vi": {
        "left": "Còn {span}",
        "over": "Quá hạn {span}",
        "now": "Đến hạn ngay",
        "today": "Đến hạn hôm nay",
        "done": "Hoàn thành đúng hạn",
        "late": "Hoàn thành quá hạn {span}",
        "none": "Chưa có hạn",
    },
    "en": {
        "left": "{span} left",
        "over": "{span} overdue",
        "now": "Due now",
        "today": "Due today",
        "done": "Done in time",
        "late": "Done {span} late",
        "none": "No deadline",
    },
}


@dataclass(frozen=True, slots=True)
class TimeLeft:
    """A clock as words: `text` ("Còn 3 giờ"), `state` of the alphabet, `full` (the due moment, written out)."""

    text: str
    state: str
    full: str


def local(moment: datetime) -> datetime:
    """The moment on Hanoi's clock; a naive moment is taken as UTC, as stored."""
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(HANOI)


def format_date(day: date | None, lang: str = "vi") -> str:
    """10/08/2020, or 10 Aug 2020 in English."""
    if day is None:
        return MISSING
    if isinstance(day, datetime):
        day = local(day).date()
    if language(lang) == "en":
        return f"{day.day} {_MONTHS_EN[day.month - 1]} {day.year}"
    return f"{day.day:02d}/{day.month:02d}/{day.year:04d}"


def format_axis_month(year: int, month: int, lang: str = "vi") -> str:
    """A month under a chart: 07/2020, Jul 2020 in English."""
    return f"{_MONTHS_EN[month - 1]} {year}" if language(lang) == "en" else f"{month:02d}/{year}"


def format_axis_day(day: date, lang: str = "vi") -> str:
    """A day under a chart, its year said elsewhere: 26/06, 26 Jun in English."""
    return f"{day.day} {_MONTHS_EN[day.month - 1]}" if language(lang) == "en" else f"{day:%d/%m}"


def format_partial(day: date, precision: str, lang: str = "vi") -> str:
    """A day known only to its `month` or `year`: 07/2020 or Jul 2020, 2020; else as `format_date`."""
    if precision == "year":
        return f"{day.year:04d}"
    if precision == "month":
        return format_axis_month(day.year, day.month, lang)
    return format_date(day, lang)


def format_datetime(moment: datetime | None, lang: str = "vi", *, seconds: bool = False) -> str:
    """10/08/2020 08:31 on Hanoi's clock."""
    if moment is None:
        return MISSING
    here = local(moment)
    clock = here.strftime("%H:%M:%S" if seconds else "%H:%M")
    return f"{format_date(here.date(), lang)} {clock}"


def format_weekday(day: date, lang: str = "vi") -> str:
    """Thứ Hai, Monday."""
    return _DAYS[language(lang)][day.weekday()]


def format_month(day: date, lang: str = "vi") -> str:
    """Tháng 8/2020, Aug 2020."""
    if language(lang) == "en":
        return f"{_MONTHS_EN[day.month - 1]} {day.year}"
    return f"Tháng {day.month}/{day.year}"


def format_duration(seconds: float, lang: str = "vi") -> str:
    """A span in its largest whole unit, never less than a minute: 3 giờ, 2 ngày."""
    seconds = abs(seconds)
    if seconds < 3600:
        return _span("minute", max(1, int(seconds // 60)), lang)
    if seconds < 86400:
        return _span("hour", int(seconds // 3600), lang)
    return _span("day", int(seconds // 86400), lang)


def time_left(
    due: date | datetime | None,
    now: datetime,
    lang: str = "vi",
    *,
    state: str = "",
    done_at: datetime | None = None,
    soon: timedelta = timedelta(days=2),
) -> TimeLeft:
    """The clock of an obligation.

    `due` as a date means the end of that day in Hanoi. `state` given by the
    deadline engine wins over what the plain difference says (it knows working
    days); `soon` is used only without it.
    """
    words = _LEFT[language(lang)]
    if due is None:
        return TimeLeft(words["none"], state or "no_data", words["none"])
    end = _end_of(due)
    full = format_datetime(due, lang) if isinstance(due, datetime) else format_date(due, lang)
    if done_at is not None:
        return _done(end, local(done_at), state, words, full, lang)
    here = local(now)
    seconds = (end - here).total_seconds()
    found = state or (
        "overdue" if seconds < 0 else "due_soon" if seconds <= soon.total_seconds() else "in_time"
    )
    if seconds < 0:
        return TimeLeft(words["over"].format(span=_distance(end, here, lang)), found, full)
    if end.date() == here.date() and not isinstance(due, datetime):
        return TimeLeft(words["today"], found, full)
    if seconds < 60:
        return TimeLeft(words["now"], found, full)
    return TimeLeft(words["left"].format(span=_distance(here, end, lang)), found, full)


def _done(end: datetime, at: datetime, state: str, words: dict[str, str], full: str, lang: str) -> TimeLeft:
    late = at > end if state not in {"done_in_time", "done_late"} else state == "done_late"
    if not late:
        return TimeLeft(words["done"], "done_in_time", full)
    return TimeLeft(words["late"].format(span=_distance(end, at, lang)), "done_late", full)


def _distance(start: datetime, end: datetime, lang: str) -> str:
    """Under a day in hours or minutes; from a day on, in calendar days as people count them."""
    seconds = (end - start).total_seconds()
    if seconds < 86400:
        return format_duration(seconds, lang)
    return _span("day", (end.date() - start.date()).days, lang)


def _end_of(due: date | datetime) -> datetime:
    if isinstance(due, datetime):
        return local(due)
    return datetime.combine(due, time(23, 59, 59), HANOI)


def _span(unit: str, count: int, lang: str) -> str:
    one, many = _UNITS[language(lang)][unit]
    return f"{format_number(count, 0, lang)}\u00a0{one if count == 1 else many}"
