"""The working calendar: the real one against the notices, and its arithmetic against counting."""

import csv
import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dieuhanh.deadlines.official import (
    SETTLED,
    calendar_of,
    differences,
    forecast_days,
    official_days,
)
from dieuhanh.deadlines.rules import DayKind, OutsideCalendar, WorkingCalendar, content_version
from tests.deadlines.calendars import OFFICIAL, calendar_and_days, d
from tests.shared import data

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "deadlines.md"


def test_every_day_of_2019_to_2026_is_worked_as_the_notices_say() -> None:
    with data("working-days-vn.csv").open(encoding="utf-8", newline="") as file:
        told = {date.fromisoformat(row["date"]): row for row in csv.DictReader(file)}
    day, checked = date(2019, 1, 1), 0
    while day <= date(2026, 12, 31):
        row = told.get(day)
        if row is None:
            assert OFFICIAL.is_working(day) == (day.weekday() < 5), day
            assert OFFICIAL.kind(day) in (DayKind.WORKING, DayKind.WEEKEND), day
        else:
            assert OFFICIAL.is_working(day) == (row["kind"] == "working_weekend"), day
            assert OFFICIAL.kind(day).value == row["kind"], day
        day, checked = day + timedelta(days=1), checked + 1
    assert checked == 2922


def test_the_projects_table_keeps_the_name_and_notice_of_every_special_day() -> None:
    with data("working-days-vn.csv").open(encoding="utf-8", newline="") as file:
        told = [(row["date"], row["kind"], row["name_vi"], row["notice"]) for row in csv.DictReader(file)]
    ours = [(one.date.isoformat(), one.kind.value, one.name.vi, one.notice) for one in official_days()]
    assert ours == told
    assert all(one.name.en for one in official_days())


def test_where_package_and_notice_differ_the_notice_wins_and_the_documents_list_it() -> None:
    listed = re.findall(r"^\| (\d{4}-\d\d-\d\d) \| (\w+) \| (\w+) \| (yes|no) \|", DOCUMENT.read_text(), re.M)
    found = [
        (one.date.isoformat(), one.package.value, one.notice.value, "yes" if one.changes_work else "no")
        for one in differences()
    ]
    assert found == listed
    assert found
    for one in differences():
        assert OFFICIAL.kind(one.date) is one.notice


def test_years_without_a_notice_are_a_forecast() -> None:
    assert OFFICIAL.is_settled(date(2026, 12, 31))
    assert not OFFICIAL.is_settled(date(2027, 1, 1))
    assert OFFICIAL.kind(date(2027, 4, 30)) is DayKind.HOLIDAY
    assert OFFICIAL.kind(date(2018, 12, 31)) is DayKind.COMPENSATORY, "exchanged for Saturday 5 January 2019"


@pytest.mark.parametrize(
    ("start", "count", "answer"),
    [  # a lawyer can check each line on a wall calendar
        ("21/01/2020", 1, "22/01/2020"),  # Tue → Wed, last day before Tết
        ("21/01/2020", 2, "30/01/2020"),  # Tue → Thu: Tết Canh Tý 23–29 January
        ("24/04/2019", 1, "25/04/2019"),  # Wed → Thu
        ("26/04/2019", 1, "02/05/2019"),  # Fri → Thu: Mon 29 exchanged, 30 April, 1 May
        ("26/04/2019", 3, "04/05/2019"),  # Fri → Sat: Thu 2, Fri 3, Saturday worked in exchange
        ("04/01/2019", 1, "05/01/2019"),  # Fri → Sat: worked for Mon 31 December 2018
        ("31/12/2025", 1, "05/01/2026"),  # Wed → Mon: 1 January, Fri 2 exchanged
        ("09/01/2026", 1, "10/01/2026"),  # Fri → Sat: worked for 2 January
        ("15/08/2020", 1, "17/08/2020"),  # Sat → Mon
        ("16/08/2020", 1, "17/08/2020"),  # Sun → Mon
        ("14/08/2020", 1, "17/08/2020"),  # Fri → Mon
        ("14/08/2020", 0, "14/08/2020"),  # zero leaves the day alone
        ("16/08/2020", 0, "16/08/2020"),  # even a Sunday
        ("30/01/2020", -1, "22/01/2020"),  # Thu → Wed, back over Tết
        ("16/08/2020", -1, "14/08/2020"),  # Sun → Fri
        ("05/05/2025", -1, "29/04/2025"),  # Mon → Tue: Fri 2 May was exchanged for Sat 26 April
        ("29/04/2025", -2, "26/04/2025"),  # Tue → Sat worked in exchange: Mon 28, Sat 26
    ],
)
def test_working_days_are_added_as_the_civil_code_counts(start: str, count: int, answer: str) -> None:
    assert OFFICIAL.add_working_days(d(start), count) == d(answer)


def _count_one_by_one(calendar: WorkingCalendar, start: date, count: int) -> date | None:
    step = timedelta(days=1 if count > 0 else -1)
    while count:
        start += step
        if not calendar.first <= start <= calendar.last:
            return None
        count -= (1 if count > 0 else -1) if calendar.is_working(start) else 0
    return start


@given(calendar_and_days(), st.integers(-70, 70))
def test_adding_is_counting_day_by_day(given_days: tuple[WorkingCalendar, list[date]], count: int) -> None:
    calendar, (start, _) = given_days
    answer = _count_one_by_one(calendar, start, count)
    if answer is None:
        with pytest.raises(OutsideCalendar):
            calendar.add_working_days(start, count)
    else:
        assert calendar.add_working_days(start, count) == answer
        assert calendar.working_days_between(start, answer) == count


@given(calendar_and_days())
def test_between_counts_the_end_and_not_the_start(given_days: tuple[WorkingCalendar, list[date]]) -> None:
    calendar, (start, end) = given_days
    days = [calendar.first + timedelta(days=n) for n in range((calendar.last - calendar.first).days + 1)]
    if end >= start:
        counted = sum(calendar.is_working(day) for day in days if start < day <= end)
    else:
        counted = -sum(calendar.is_working(day) for day in days if end <= day < start)
    assert calendar.working_days_between(start, end) == counted


@given(calendar_and_days())
def test_next_and_previous_working_day_are_the_nearest_ones(
    given_days: tuple[WorkingCalendar, list[date]],
) -> None:
    calendar, (day, _) = given_days
    worked = [calendar.first + timedelta(days=n) for n in range((calendar.last - calendar.first).days + 1)]
    worked = [one for one in worked if calendar.is_working(one)]
    for question, candidates in (
        (calendar.next_working_day, [one for one in worked if one >= day][:1]),
        (calendar.previous_working_day, [one for one in worked if one <= day][-1:]),
    ):
        if candidates:
            assert question(day) == candidates[0]
        else:
            with pytest.raises(OutsideCalendar):
                question(day)


def test_a_date_outside_the_span_is_refused_with_the_span_and_the_version() -> None:
    with pytest.raises(OutsideCalendar) as refused:
        OFFICIAL.is_working(date(2041, 1, 1))
    assert "2041-01-01" in str(refused.value)
    assert OFFICIAL.version in str(refused.value)
    assert "31/12/2040" in refused.value.text.vi
    with pytest.raises(OutsideCalendar, match=r"2040-12-20 \+30"):
        OFFICIAL.add_working_days(date(2040, 12, 20), 30)


def test_it_cannot_be_changed_once_made() -> None:
    with pytest.raises(AttributeError):
        OFFICIAL.version = "another"
    with pytest.raises(TypeError):
        OFFICIAL.exceptions[date(2020, 1, 1)] = DayKind.HOLIDAY  # type: ignore[index]


def test_it_refuses_an_exception_outside_its_span_and_a_kind_that_is_none() -> None:
    with pytest.raises(ValueError, match="2021"):
        WorkingCalendar("x", date(2020, 1, 1), date(2020, 12, 31), {date(2021, 1, 1): "holiday"})
    with pytest.raises(ValueError, match="siesta"):
        WorkingCalendar("x", date(2020, 1, 1), date(2020, 12, 31), {date(2020, 1, 1): "siesta"})
    with pytest.raises(ValueError, match="end after"):
        WorkingCalendar("x", date(2020, 1, 2), date(2020, 1, 1), {})


def test_the_version_names_the_content() -> None:
    first, last = SETTLED
    exceptions = {one.date: one.kind for one in official_days()}
    same = content_version(first, last, dict(reversed(list(exceptions.items()))))
    assert same == calendar_of(official_days(), first, last).version
    exceptions[date(2026, 1, 2)] = DayKind.HOLIDAY
    assert content_version(first, last, exceptions) != same


def test_the_forecast_of_no_year_is_empty() -> None:
    assert forecast_days([]) == ()
