"""Dates and time left, on Hanoi's clock."""

from datetime import UTC, date, datetime, timedelta

import pytest

from dieuhanh.interface import rules
from dieuhanh.interface.rules import HANOI

NOW = datetime(2020, 8, 10, 8, 31, tzinfo=HANOI)


def said(*args: object, **more: object) -> tuple[str, str]:
    left = rules.time_left(*args, **more)  # type: ignore[arg-type]
    return left.text.replace("\u00a0", " "), left.state


def test_dates_follow_the_language() -> None:
    assert rules.format_date(date(2020, 8, 10)) == "10/08/2020"
    assert rules.format_date(date(2020, 8, 10), "en") == "10 Aug 2020"


def test_a_day_of_which_the_month_or_the_year_alone_is_known() -> None:
    day = date(2020, 7, 1)
    assert [rules.format_partial(day, one) for one in ("day", "month", "year")] == [
        "01/07/2020",
        "07/2020",
        "2020",
    ]
    assert [rules.format_partial(day, one, "en") for one in ("day", "month", "year")] == [
        "1 Jul 2020",
        "Jul 2020",
        "2020",
    ]


def test_days_and_months_under_a_chart_are_in_the_readers_language() -> None:
    assert rules.format_axis_day(date(2020, 6, 26)) == "26/06"
    assert rules.format_axis_day(date(2020, 6, 26), "en") == "26 Jun"
    assert rules.format_axis_month(2020, 7) == "07/2020"
    assert rules.format_axis_month(2020, 7, "en") == "Jul 2020"


def test_a_moment_in_utc_is_shown_in_hanoi_and_may_be_the_next_day() -> None:
    late = datetime(2020, 8, 9, 18, 0, tzinfo=UTC)
    assert rules.format_datetime(late) == "10/08/2020 01:00"
    assert rules.format_date(late) == "10/08/2020"


@pytest.mark.parametrize(
    ("due", "vi", "en", "state"),
    [
        (NOW + timedelta(hours=3, minutes=20), "Còn 3 giờ", "3 hours left", "due_soon"),
        (NOW + timedelta(minutes=1, seconds=10), "Còn 1 phút", "1 minute left", "due_soon"),
        (NOW + timedelta(seconds=20), "Đến hạn ngay", "Due now", "due_soon"),
        (date(2020, 8, 10), "Đến hạn hôm nay", "Due today", "due_soon"),
        (date(2020, 8, 17), "Còn 7 ngày", "7 days left", "in_time"),
        (date(2020, 8, 8), "Quá hạn 2 ngày", "2 days overdue", "overdue"),
        (date(2016, 12, 14), "Quá hạn 1.335 ngày", "1,335 days overdue", "overdue"),
        (NOW - timedelta(minutes=30), "Quá hạn 30 phút", "30 minutes overdue", "overdue"),
        (None, "Chưa có hạn", "No deadline", "no_data"),
    ],
)
def test_time_left_is_told_in_words(due: date | None, vi: str, en: str, state: str) -> None:
    assert said(due, NOW) == (vi, state)
    assert said(due, NOW, "en") == (en, state)


def test_the_state_of_the_deadline_engine_wins_over_plain_days() -> None:
    assert said(date(2020, 8, 20), NOW, state="due_soon")[1] == "due_soon"


def test_done_is_in_time_to_the_end_of_the_day_and_late_after_it() -> None:
    due = date(2020, 8, 10)
    assert said(due, NOW, done_at=datetime(2020, 8, 10, 23, 0, tzinfo=HANOI)) == (
        "Hoàn thành đúng hạn",
        "done_in_time",
    )
    assert said(due, NOW, done_at=datetime(2020, 8, 12, 9, 0, tzinfo=HANOI)) == (
        "Hoàn thành quá hạn 2 ngày",
        "done_late",
    )
