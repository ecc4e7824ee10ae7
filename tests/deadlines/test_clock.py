"""The clock: states, the moment of the next change, reminders, due soon, pauses."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dieuhanh.deadlines.rules import (
    VIETNAM,
    Pause,
    State,
    WorkingCalendar,
    due_soon_at,
    next_change,
    paused_due_on,
    reminders,
    state,
    used_working_days,
)
from tests.deadlines.calendars import OFFICIAL, calendar_and_days, d

DUE = datetime(2020, 8, 25, 23, 59, 59, tzinfo=VIETNAM)
SOON = due_soon_at(OFFICIAL, date(2020, 8, 25), 3)
TICK = timedelta(microseconds=1)


@pytest.mark.parametrize(
    ("now", "done", "answer"),
    [
        (SOON - TICK, None, State.IN_TIME),
        (SOON, None, State.DUE_SOON),
        (DUE, None, State.DUE_SOON),
        (DUE + TICK, None, State.OVERDUE),
        (DUE, DUE, State.DONE_IN_TIME),
        (DUE + TICK, DUE + TICK, State.DONE_LATE),
        (DUE + timedelta(days=9), SOON, State.DONE_IN_TIME),
        (SOON, DUE, State.DUE_SOON),  # asked as of a moment before it was done
        (DUE + TICK, DUE + timedelta(days=1), State.OVERDUE),
    ],
)
def test_the_state_at_a_moment(now: datetime, done: datetime | None, answer: State) -> None:
    assert state(now, DUE, done, SOON) is answer


def test_without_a_deadline_there_is_no_data() -> None:
    assert state(DUE, None) is State.NO_DATA
    assert next_change(DUE, None) is None
    assert State.NO_DATA.words.vi == "Chưa có số liệu"


MOMENTS = st.integers(-50, 50).map(lambda hours: DUE + timedelta(hours=hours))


@given(MOMENTS, st.none() | MOMENTS, st.none() | MOMENTS)
def test_the_next_change_is_the_first_moment_with_another_state(
    now: datetime, done: datetime | None, soon: datetime | None
) -> None:
    change = next_change(now, DUE, done, soon)
    today = state(now, DUE, done, soon)
    if change is None:
        for hours in range(1, 200):
            assert state(now + timedelta(hours=hours), DUE, done, soon) is today
    else:
        assert change > now
        assert state(change, DUE, done, soon) is not today
        assert state(change - TICK, DUE, done, soon) is today


@given(MOMENTS, st.none() | MOMENTS)
def test_ringing_at_every_change_comes_to_an_end(now: datetime, soon: datetime | None) -> None:
    rung = 0
    moment: datetime | None = now
    while (moment := next_change(moment, DUE, None, soon)) is not None:
        rung += 1
        assert rung <= 2
    assert rung <= 2


def test_due_soon_begins_some_working_days_before() -> None:
    three = due_soon_at(OFFICIAL, d("25/08/2020"), 3)
    assert three == datetime(2020, 8, 20, 0, 0, tzinfo=VIETNAM)  # Tue 25: Mon 24, Fri 21, Thu 20
    over_tet = due_soon_at(OFFICIAL, d("30/01/2020"), 1)
    assert over_tet == datetime(2020, 1, 22, 0, 0, tzinfo=VIETNAM)
    assert due_soon_at(OFFICIAL, d("25/08/2020"), 0) == datetime(2020, 8, 25, tzinfo=VIETNAM)


def test_reminders_come_three_and_one_working_days_before_and_on_the_day() -> None:
    found = reminders(OFFICIAL, d("30/01/2020"))
    assert [(one.code, one.at) for one in found] == [
        ("T-3", datetime(2020, 1, 20, 8, tzinfo=VIETNAM)),  # Wed 22, Tue 21, Mon 20
        ("T-1", datetime(2020, 1, 22, 8, tzinfo=VIETNAM)),
        ("T0", datetime(2020, 1, 30, 8, tzinfo=VIETNAM)),
    ]
    made = datetime(2020, 1, 21, 9, tzinfo=VIETNAM)
    assert [one.code for one in reminders(OFFICIAL, d("30/01/2020"), since=made)] == ["T-1", "T0"]


@pytest.mark.parametrize(
    ("due_on", "pauses", "answer"),
    [
        ("14/08/2020", [("11/08/2020", "13/08/2020")], "18/08/2020"),  # Tue, Wed → Fri 14 becomes Tue 18
        ("14/08/2020", [("15/08/2020", "17/08/2020")], "14/08/2020"),  # a weekend pauses nothing
        ("14/08/2020", [("17/08/2020", "20/08/2020")], "14/08/2020"),  # after the deadline: forgives nothing
        ("14/08/2020", [("11/08/2020", "13/08/2020"), ("12/08/2020", "14/08/2020")], "19/08/2020"),  # once
        (
            "14/08/2020",
            [("11/08/2020", "12/08/2020"), ("17/08/2020", "18/08/2020")],
            "18/08/2020",
        ),  # the second
        (
            "14/08/2020",
            [("01/08/2020", "11/08/2020")],
            "14/08/2020",
        ),  # Mon 10: the day it was made never counted
        ("14/08/2020", [("01/08/2020", "12/08/2020")], "17/08/2020"),  # only Tue 11 lies after it was made
    ],
)
def test_paused_working_days_are_added_to_the_end(
    due_on: str, pauses: list[tuple[str, str]], answer: str
) -> None:
    spans = [Pause(d(start), d(end)) for start, end in pauses]
    found = paused_due_on(OFFICIAL, d(due_on), spans, made_on=d("10/08/2020"), today=d("31/08/2020"))
    assert found == d(answer)


def test_an_open_pause_moves_the_deadline_on_with_each_working_day() -> None:
    pause = [Pause(d("12/08/2020"))]
    moved = [
        paused_due_on(OFFICIAL, d("14/08/2020"), pause, made_on=d("10/08/2020"), today=d(today))
        for today in ("12/08/2020", "13/08/2020", "17/08/2020", "18/08/2020")
    ]
    assert moved == [d("14/08/2020"), d("17/08/2020"), d("19/08/2020"), d("20/08/2020")]


def _pauses(calendar: WorkingCalendar, days: list[date]) -> list[Pause]:
    return [Pause(min(pair), max(pair)) for pair in zip(days[::2], days[1::2], strict=True)]


@given(calendar_and_days(count=8))
def test_one_more_pause_never_brings_the_deadline_nearer(
    given_days: tuple[WorkingCalendar, list[date]],
) -> None:
    calendar, (made_on, due_on, *rest) = given_days
    pauses = _pauses(calendar, rest)
    wide = WorkingCalendar(  # room to move the deadline into
        "wide",
        calendar.first,
        calendar.last + timedelta(days=900),
        calendar.exceptions,
        weekend=calendar.weekend,
    )
    made_on, due_on = min(made_on, due_on), max(made_on, due_on)
    answers = [
        paused_due_on(wide, due_on, pauses[:count], made_on=made_on, today=calendar.last)
        for count in range(len(pauses) + 1)
    ]
    assert answers == sorted(answers)
    assert answers[0] == due_on


@given(calendar_and_days(count=8))
def test_at_the_moved_deadline_as_many_days_are_used_as_were_promised(
    given_days: tuple[WorkingCalendar, list[date]],
) -> None:
    calendar, (made_on, due_on, *rest) = given_days
    made_on, due_on = min(made_on, due_on), max(made_on, due_on)
    pauses = _pauses(calendar, rest)
    wide = WorkingCalendar("wide", calendar.first, calendar.last + timedelta(days=900), calendar.exceptions)
    due_on = wide.next_working_day(due_on)
    moved = paused_due_on(wide, due_on, pauses, made_on=made_on, today=calendar.last)
    counting = [pause for pause in pauses if pause.start <= moved]
    assert used_working_days(wide, made_on, moved, counting) == wide.working_days_between(made_on, due_on)


def test_nothing_is_used_before_the_promise_is_made() -> None:
    assert used_working_days(OFFICIAL, d("10/08/2020"), d("10/08/2020")) == 0
    assert used_working_days(OFFICIAL, d("10/08/2020"), d("01/08/2020")) == 0
    assert used_working_days(OFFICIAL, d("10/08/2020"), d("17/08/2020"), [Pause(d("12/08/2020"))]) == 1
