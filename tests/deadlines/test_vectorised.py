"""The numpy form answers as the scalar form does, element by element, refusals included."""

from datetime import date, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dieuhanh.deadlines.rules import OutsideCalendar, WorkingCalendar
from dieuhanh.deadlines.rules.vectorised import VectorisedCalendar
from tests.deadlines.calendars import OFFICIAL, calendar_and_days

WHOLE = VectorisedCalendar(OFFICIAL)


def _scalar(calendar: WorkingCalendar, days: list[date], counts: list[int]) -> list[date] | None:
    try:
        return [calendar.add_working_days(day, count) for day, count in zip(days, counts, strict=True)]
    except OutsideCalendar:
        return None


@given(calendar_and_days(count=6), st.lists(st.integers(-12, 12), min_size=6, max_size=6))
def test_adding_agrees_with_the_scalar_form(
    given_days: tuple[WorkingCalendar, list[date]], counts: list[int]
) -> None:
    calendar, days = given_days
    vector = VectorisedCalendar(calendar)
    array = np.array(days, dtype="datetime64[D]")
    for steps, wanted in ((counts, np.array(counts)), ([counts[0]] * 6, counts[0])):
        answer = _scalar(calendar, days, steps)
        if answer is None:
            with pytest.raises(OutsideCalendar):
                vector.add_working_days(array, wanted)
        else:
            assert vector.add_working_days(array, wanted).tolist() == answer


@given(calendar_and_days(count=8))
def test_the_other_questions_agree_with_the_scalar_form(
    given_days: tuple[WorkingCalendar, list[date]],
) -> None:
    calendar, days = given_days
    vector = VectorisedCalendar(calendar)
    start, end = np.array(days[:4], dtype="datetime64[D]"), np.array(days[4:], dtype="datetime64[D]")
    assert vector.is_working(start).tolist() == [calendar.is_working(day) for day in days[:4]]
    between = [calendar.working_days_between(a, b) for a, b in zip(days[:4], days[4:], strict=True)]
    assert vector.working_days_between(start, end).tolist() == between
    for name in ("next_working_day", "previous_working_day"):
        try:
            answer = [getattr(calendar, name)(day) for day in days[:4]]
        except OutsideCalendar:
            with pytest.raises(OutsideCalendar):
                getattr(vector, name)(start)
        else:
            assert getattr(vector, name)(start).tolist() == answer


def test_it_agrees_with_numpy_when_numpy_is_told_every_day_off() -> None:
    days = np.arange(np.datetime64("2019-01-01"), np.datetime64("2027-01-01"))
    off = days[~WHOLE.is_working(days)]
    numpys = np.busdaycalendar(weekmask="1111111", holidays=off)
    inside = days[60:-60]
    for count, roll in ((1, "backward"), (7, "backward"), (-1, "forward"), (-20, "forward")):
        theirs = np.busday_offset(inside, count, roll=roll, busdaycal=numpys)
        assert (WHOLE.add_working_days(inside, count) == theirs).all()


def test_shapes_are_kept_and_counts_broadcast() -> None:
    days = np.array([["2020-01-21"], ["2020-08-14"]], dtype="datetime64[D]")
    answer = WHOLE.add_working_days(days, np.array([1, 2, 0]))
    assert answer.astype(str).tolist() == [
        ["2020-01-22", "2020-01-30", "2020-01-21"],
        ["2020-08-17", "2020-08-18", "2020-08-14"],
    ]
    assert WHOLE.add_working_days(np.datetime64("2020-01-21", "D"), 2) == np.datetime64("2020-01-30")
    assert WHOLE.add_working_days(np.array([], dtype="datetime64[D]"), 5).size == 0


def test_more_dates_than_one_block_are_answered_in_order() -> None:
    days = np.datetime64("2019-01-01") + np.arange(200_000) % 2900
    answer = WHOLE.add_working_days(days, np.arange(200_000) % 31)
    for place in (0, 65_535, 65_536, 131_071, 199_999):
        day = days[place].astype(object)
        assert answer[place].astype(object) == OFFICIAL.add_working_days(day, place % 31)


@pytest.mark.parametrize("wrong", ["NaT", "2014-12-31", "2041-01-01"])
def test_a_date_outside_the_span_is_refused_and_never_becomes_a_silent_gap(wrong: str) -> None:
    days = np.array(["2020-01-21", wrong], dtype="datetime64[D]")
    for question in (WHOLE.is_working, WHOLE.next_working_day, WHOLE.previous_working_day):
        with pytest.raises(OutsideCalendar, match=wrong):
            question(days)
    for count in (0, 3, np.array([0, 0]), np.array([1, -1])):
        with pytest.raises(OutsideCalendar, match=wrong):
            WHOLE.add_working_days(days, count)


def test_an_answer_outside_the_span_is_refused() -> None:
    days = np.array(["2020-01-21", "2040-12-28"], dtype="datetime64[D]")
    for count in (30, np.array([1, 30])):
        with pytest.raises(OutsideCalendar, match=r"2040-12-28 \+30"):
            WHOLE.add_working_days(days, count)


def test_moments_and_fractions_are_refused() -> None:
    with pytest.raises(TypeError, match=r"datetime64\[D\]"):
        WHOLE.is_working(np.array([datetime(2020, 1, 1, 8)], dtype="datetime64[s]"))
    with pytest.raises(TypeError, match="whole numbers"):
        WHOLE.add_working_days(np.array(["2020-01-21"], dtype="datetime64[D]"), np.array([1.5]))
    with pytest.raises(TypeError):
        WHOLE.add_working_days(np.array(["2020-01-21"], dtype="datetime64[D]"), 1.5)
    assert WHOLE.is_working([date(2020, 1, 21), date(2020, 1, 21) + timedelta(days=4)]).tolist() == [
        True,
        False,
    ]
