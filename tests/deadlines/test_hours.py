"""Working hours: office sessions in Vietnam's time, over days off and swap days."""

from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dieuhanh.deadlines.rules import VIETNAM, WorkingHours, add_working_hours, working_time_between
from tests.deadlines.calendars import OFFICIAL


def at(text: str) -> datetime:
    return datetime.strptime(text, "%d/%m/%Y %H:%M").replace(tzinfo=VIETNAM)


MOMENTS = st.datetimes(datetime(2019, 1, 1), datetime(2026, 6, 1)).map(
    lambda one: one.replace(tzinfo=VIETNAM)
)
AMOUNTS = st.integers(1, 200 * 60).map(lambda minutes: timedelta(minutes=minutes))


@pytest.mark.parametrize(
    ("start", "hours", "answer"),
    [
        ("10/08/2020 08:00", 4, "10/08/2020 12:00"),  # Mon, a morning
        ("10/08/2020 08:00", 8, "10/08/2020 17:00"),  # Mon, the whole day ends that day
        ("10/08/2020 11:00", 2, "10/08/2020 14:00"),  # over the midday break
        ("10/08/2020 16:30", 1, "11/08/2020 08:30"),  # Mon → Tue
        ("14/08/2020 16:00", 8, "17/08/2020 16:00"),  # Fri → Mon
        ("15/08/2020 10:00", 8, "17/08/2020 17:00"),  # Sat counts from Monday morning
        ("10/08/2020 20:00", 1, "11/08/2020 09:00"),  # after hours
        ("10/08/2020 05:00", 1, "10/08/2020 09:00"),  # before hours
        ("10/08/2020 12:30", 1, "10/08/2020 14:00"),  # during the break
        ("22/01/2020 16:00", 2, "30/01/2020 09:00"),  # Wed → Thu over Tết Canh Tý
        ("03/05/2019 16:00", 2, "04/05/2019 09:00"),  # Fri → Sat worked in exchange
        ("10/08/2020 09:00", 40, "17/08/2020 09:00"),  # five days
    ],
)
def test_working_hours_are_added(start: str, hours: int, answer: str) -> None:
    assert add_working_hours(OFFICIAL, at(start), timedelta(hours=hours)) == at(answer)


@given(MOMENTS, AMOUNTS)
def test_the_time_between_start_and_answer_is_the_amount(start: datetime, amount: timedelta) -> None:
    answer = add_working_hours(OFFICIAL, start, amount)
    assert working_time_between(OFFICIAL, start, answer) == amount
    assert working_time_between(OFFICIAL, answer, start) == -amount
    assert OFFICIAL.is_working(answer.date())


@given(MOMENTS, AMOUNTS, AMOUNTS)
def test_adding_twice_is_adding_the_sum(start: datetime, first: timedelta, second: timedelta) -> None:
    halfway = add_working_hours(OFFICIAL, start, first)
    assert add_working_hours(OFFICIAL, halfway, second) == add_working_hours(OFFICIAL, start, first + second)


def test_a_moment_of_another_zone_is_taken_in_vietnams_time() -> None:
    start = datetime(2020, 8, 10, 1, 0, tzinfo=UTC)  # 8:00 in Hà Nội
    assert add_working_hours(OFFICIAL, start, timedelta(hours=8)) == at("10/08/2020 17:00")


def test_other_sessions_may_be_configured() -> None:
    summer = WorkingHours(((time(7), time(11, 30)), (time(13, 30), time(17))))
    assert summer.per_day == timedelta(hours=8)
    assert add_working_hours(OFFICIAL, at("10/08/2020 11:00"), timedelta(hours=1), summer) == at(
        "10/08/2020 14:00"
    )


def test_it_refuses_a_moment_without_a_zone_a_negative_amount_and_sessions_that_overlap() -> None:
    with pytest.raises(ValueError, match="time zone"):
        add_working_hours(OFFICIAL, datetime(2020, 8, 10, 8), timedelta(hours=1))
    with pytest.raises(ValueError, match="forwards"):
        add_working_hours(OFFICIAL, at("10/08/2020 08:00"), timedelta(hours=-1))
    for sessions in ((), ((time(8), time(12)), (time(11), time(17))), ((time(12), time(8)),)):
        with pytest.raises(ValueError, match="order"):
            WorkingHours(sessions)
