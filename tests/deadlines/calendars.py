"""The calendar that the tests of this room stand on, and small random ones."""

from datetime import date, timedelta

from hypothesis import strategies as st

from dieuhanh.deadlines.official import reference_calendar
from dieuhanh.deadlines.rules import DayKind, WorkingCalendar

OFFICIAL = reference_calendar()
BEGIN = date(2020, 1, 1)


def d(text: str) -> date:
    """`25/01/2020` as lawyers write it."""
    day, month, year = text.split("/")
    return date(int(year), int(month), int(day))


@st.composite
def calendars(draw: st.DrawFn) -> WorkingCalendar:
    """A calendar of one to thirteen weeks with exceptions anywhere."""
    length = draw(st.integers(0, 90))
    kinds = st.sampled_from([DayKind.HOLIDAY, DayKind.COMPENSATORY, DayKind.WORKING_WEEKEND])
    odd = draw(st.dictionaries(st.integers(0, length), kinds, max_size=20))
    weekend = draw(st.sets(st.integers(0, 6), max_size=4))
    exceptions = {BEGIN + timedelta(days=offset): kind for offset, kind in odd.items()}
    return WorkingCalendar("random", BEGIN, BEGIN + timedelta(days=length), exceptions, weekend=weekend)


@st.composite
def calendar_and_days(draw: st.DrawFn, count: int = 2) -> tuple[WorkingCalendar, list[date]]:
    """A random calendar and days of its span."""
    calendar = draw(calendars())
    size = (calendar.last - calendar.first).days
    offsets = draw(st.lists(st.integers(0, size), min_size=count, max_size=count))
    return calendar, [calendar.first + timedelta(days=offset) for offset in offsets]
