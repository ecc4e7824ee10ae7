"""Periodic duties: each period an obligation with its own clock, from the words of the real register."""

import csv
from datetime import date, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import dieuhanh
from dieuhanh.config.errors import Conflict, Invalid, Refused
from dieuhanh.deadlines.rules import State
from dieuhanh.directives.actions import assigning, claiming, ending, leading
from dieuhanh.directives.actions.periods import open_due, refuse_period, report_period, ring_periods
from dieuhanh.directives.models import Task, TaskPeriod
from dieuhanh.directives.pages.entering_forms import new_task
from dieuhanh.directives.queries.filtering import Filters
from dieuhanh.directives.queries.periods import PeriodFilters, period_counts, period_lines
from dieuhanh.directives.queries.statistics import statistics
from dieuhanh.directives.rules.clock import end_of, start_of
from dieuhanh.directives.rules.deadline_readings import Series
from dieuhanh.directives.rules.deadline_words import resolve
from dieuhanh.directives.rules.periods import (
    MOST_AT_ONCE,
    in_order,
    owed,
    period_name,
    rhythms,
    ring_period,
    spans,
    until_of,
)
from dieuhanh.ledger.models import Entry
from tests.directives.world import OFFICE, World, at
from tests.factories import appointment

REGISTER = Path(dieuhanh.__file__).parent / "directives" / "reference" / "tasks.csv"


def words_of(symbol: str) -> tuple[str, date]:
    """The deadline words and the day of the first row of the register whose document bears this."""
    with REGISTER.open(encoding="utf-8-sig") as file:
        for row in csv.DictReader(file):
            if symbol in row["source_document"] and "định kỳ" in row["deadline"]:
                day = row["date"] if len(row["date"]) == 10 else f"{row['date']}-31"
                return row["deadline"], date.fromisoformat(day)
    raise AssertionError(symbol)


@pytest.mark.parametrize(
    ("symbol", "today", "expected"),
    [
        # on Friday mornings, telegram 169 of Sunday 21 September 2025
        ("169/CĐ-TTg", date(2025, 9, 22), [("2025-W39", date(2025, 9, 26)), ("2025-W40", date(2025, 10, 3))]),
        # days 10 to 25 of each month, the five groups of March 2023
        (
            "5 tổ công tác",
            date(2023, 4, 26),
            [("2023-05", date(2023, 5, 25)), ("2023-06", date(2023, 6, 25))],
        ),
        (
            "1739/QĐ-BTTTT",
            date(2019, 11, 6),
            [("2019-Q4", date(2019, 12, 31)), ("2020-Q1", date(2020, 3, 31))],
        ),
        # … quarterly until 31/12/2020: nothing is owed after it
        ("1739/QĐ-BTTTT", date(2020, 11, 1), [("2020-Q4", date(2020, 12, 31))]),
        (
            "phân bổ, giải ngân đầu tư công",
            date(2025, 2, 18),
            [("2025-02", date(2025, 2, 28)), ("2025-03", date(2025, 3, 31))],
        ),
        # monthly and quarterly at once
        (
            "27/CT-TTg",
            date(2023, 10, 27),
            [
                ("2023-10", date(2023, 10, 31)),
                ("2023-11", date(2023, 11, 30)),
                ("2023-Q4", date(2023, 12, 31)),
                ("2024-Q1", date(2024, 3, 31)),
            ],
        ),
    ],
)
def test_the_registers_own_words_give_the_present_period_and_the_next(
    symbol: str, today: date, expected: list[tuple[str, date]]
) -> None:
    words, given_on = words_of(symbol)
    meant = resolve(words, given_on)
    reading = meant.readings[0].to_dict()
    found = owed(rhythms(reading), given_on=given_on, until=until_of(reading), opened={}, today=today)
    assert [(one.code, one.due) for one in found.spans] == expected


def test_nothing_is_owed_before_the_duty_was_given_and_nothing_at_each_meeting() -> None:
    weekly = (Series("week", 4),)
    early = owed(weekly, given_on=date(2025, 9, 21), until=None, opened={}, today=date(2020, 8, 10))
    assert early.spans == ()
    assert early.look_on == date(2025, 9, 21)
    for words in ("thường xuyên", "tại các phiên họp Chính phủ thường kỳ"):
        meant = resolve(words, date(2019, 3, 7))
        assert [rhythms(one.to_dict()) for one in meant.readings] in ([()], [])


EVERY = st.sampled_from(
    [
        Series("day"),
        Series("week", 4),
        Series("week"),
        Series("month"),
        Series("month", None, 10, 25),
        Series("month", None, 1, 31),
        Series("quarter"),
        Series("half"),
        Series("year"),
    ]
)
DAYS = st.dates(date(2018, 1, 1), date(2028, 1, 1))


@settings(deadline=None)
@given(EVERY, DAYS)
def test_periods_follow_one_another_and_have_names_of_their_own(series: Series, begin: date) -> None:
    found = list(islice(spans(series, begin), 30))
    assert in_order(found)
    assert found[0].due >= begin
    assert len({one.code for one in found}) == 30
    assert all(one.first <= one.due for one in found)
    assert all(period_name(one.code).vi and period_name(one.code).en for one in found)


@settings(deadline=None)
@given(EVERY, DAYS, st.integers(0, 900))
def test_a_standstill_skips_no_period_and_opens_none_twice(series: Series, begin: date, days: int) -> None:
    first = owed([series], given_on=begin, until=None, opened={}, today=begin)
    assert len(first.spans) == 2
    today, opened = begin + timedelta(days=days), first.spans[-1].due
    known = list(first.spans)
    for _round in range(20):
        more = owed([series], given_on=begin, until=None, opened={series.every: opened}, today=today)
        assert len(more.spans) <= MOST_AT_ONCE
        known += more.spans
        opened = max(one.due for one in known)
        if more.look_on is not None and more.look_on > today:
            break
    assert known == list(islice(spans(series, begin), len(known)))
    assert sum(one.due >= today for one in known) == 2


@settings(deadline=None)
@given(EVERY, DAYS, st.integers(-60, 60))
def test_the_clock_says_when_it_says_something_else(series: Series, due: date, days: int) -> None:
    now = start_of(due) + timedelta(days=days, hours=3)
    state, next_at = ring_period(series.every, due, now)
    if next_at is None:
        assert state is State.OVERDUE
        assert now > end_of(due)
    else:
        assert next_at > now
        assert ring_period(series.every, due, next_at)[0] is not state
        assert ring_period(series.every, due, next_at - timedelta(microseconds=1))[0] is state


@pytest.fixture
def weekly(world: World) -> Task:
    """A report on Friday of each week, given on Thursday 7 March 2019 and taken."""
    meant = resolve("định kỳ hằng tuần, sáng thứ Sáu", date(2019, 3, 7))
    task = world.tasks(
        [new_task(meant, 0, content="Báo cáo tiến độ giải ngân", kind="report", clause="1", lead="BCT")]
    )[0]
    assert task.current_due is None
    leading.acknowledge(task.id, by=world.lead, at=at(date(2019, 3, 7), 14))
    return task


def codes(task: Task) -> list[tuple[str, str]]:
    return list(TaskPeriod.objects.filter(task=task).order_by("due_on").values_list("code", "clock"))


def run(now: datetime) -> int:
    """What the keeper does at a moment."""
    return open_due(now) + ring_periods(now)


def test_a_weekly_duty_becomes_overdue_period_by_period(world: World, weekly: Task) -> None:
    run(at(date(2019, 3, 7), 15))
    assert codes(weekly) == [("2019-W10", "due_soon"), ("2019-W11", "in_time")]
    assert run(at(date(2019, 3, 7), 16)) == 0  # a repeat opens nothing
    report_period(
        weekly.id, by=world.lead, note="Giải ngân 12 %", document="12/BC-BCT", at=at(date(2019, 3, 8), 8)
    )
    run(at(date(2019, 3, 16)))
    assert codes(weekly) == [
        ("2019-W10", "done_in_time"),
        ("2019-W11", "overdue"),
        ("2019-W12", "in_time"),
        ("2019-W13", "in_time"),
    ]
    assert Entry.objects.filter(kind="directives.task.period_overdue").count() == 1
    report_period(
        weekly.id, by=world.lead, note="Giải ngân 15 %", document="13/BC-BCT", at=at(date(2019, 3, 18))
    )
    assert codes(weekly)[1] == ("2019-W11", "done_late")
    stored = Task.objects.get(pk=weekly.pk)
    assert (stored.state, stored.clock) == ("in_progress", "in_time")
    row = TaskPeriod.objects.get(code="2019-W11")
    assert row.entry_id is not None
    assert row.was_late
    assert Entry.objects.get(pk=row.entry_id).kind == "directives.task.period_reported"


def test_the_reports_own_day_counts_and_must_be_borne_out(world: World, weekly: Task) -> None:
    run(at(date(2019, 3, 16)))
    late = at(date(2019, 3, 20))
    with pytest.raises(Invalid) as told:
        report_period(weekly.id, by=world.lead, note="x", reported_on=date(2019, 3, 15), at=late)
    assert told.value.faults[0].field == "reported_on"
    with pytest.raises(Invalid):
        report_period(weekly.id, by=world.lead, note="x", reported_on=date(2019, 3, 21), at=late)
    with pytest.raises(Invalid):
        report_period(weekly.id, by=world.lead, note="x", period="2031-W01", at=late)
    report_period(
        weekly.id,
        by=world.lead,
        note="x",
        period="2019-W12",
        document="9/BC-BCT",
        reported_on=date(2019, 3, 18),
        at=late,
    )
    assert TaskPeriod.objects.get(code="2019-W12").clock == "done_in_time"
    assert TaskPeriod.objects.get(code="2019-W12").reported_on == date(2019, 3, 18)


def test_a_refused_report_opens_its_period_again_and_takes_no_lateness_back(
    world: World, weekly: Task
) -> None:
    run(at(date(2019, 3, 16)))
    report_period(weekly.id, by=world.lead, note="x", document="1/BC-BCT", at=at(date(2019, 3, 18)))
    assert dict(codes(weekly))["2019-W12"] == "done_in_time"
    late = at(date(2019, 3, 23))  # a Saturday; the period was due on Friday
    with pytest.raises(Refused):
        refuse_period(weekly.id, by=world.lead, reason="Thiếu số liệu", at=late)
    with pytest.raises(Invalid) as told:
        refuse_period(weekly.id, by=world.second, reason="x", period="2019-W13", at=late)
    assert told.value.faults[0].field == "period"
    refuse_period(weekly.id, by=world.second, reason="Thiếu số liệu", at=late)
    row = TaskPeriod.objects.get(code="2019-W12")
    assert (row.state, row.clock, row.was_late, row.document) == ("open", "overdue", True, "")
    assert Entry.objects.get(pk=row.entry_id).kind == "directives.task.period_refused"
    with pytest.raises(Conflict):
        refuse_period(weekly.id, by=world.second, reason="x", at=late)
    report_period(weekly.id, by=world.lead, note="y", document="2/BC-BCT", at=at(date(2019, 3, 24)))
    assert dict(codes(weekly))["2019-W12"] == "done_late"


def test_the_assigner_refuses_on_the_page(world: World, weekly: Task, client_for: Any) -> None:
    run(at(date(2019, 3, 7), 15))
    report_period(weekly.id, by=world.lead, note="x", at=at(date(2019, 3, 8), 8))
    client = client_for(appointment(world.vpcp, *OFFICE, scope=world.cp))
    where = f"/directives/tasks/{weekly.id}/do/refuse_period/"
    assert where in client.get(f"/directives/tasks/{weekly.id}/").content.decode()
    assert 'value="2019-W10"' in client.get(where).content.decode()
    assert client.post(where, {"period": "2019-W10", "reason": ""}).status_code == 422
    assert client.post(where, {"period": "2019-W10", "reason": "Thiếu số liệu"}).status_code == 302
    assert TaskPeriod.objects.get(code="2019-W10").state == "open"


def test_a_duty_without_periods_has_none_to_report(world: World) -> None:
    task = world.task()
    leading.acknowledge(task.id, by=world.lead, at=at(date(2019, 3, 8)))
    assert task.periods_at is None
    with pytest.raises(Conflict, match=r"kỳ|period"):
        report_period(task.id, by=world.lead, note="x", at=at(date(2019, 3, 9)))


def test_periods_stay_outside_the_rates_and_are_counted_apart(world: World, weekly: Task, counted) -> None:  # type: ignore[no-untyped-def]
    before = statistics(world.second, Filters()).total.counts
    run(at(date(2019, 3, 7), 15))
    run(at(date(2019, 3, 20)))
    assert statistics(world.second, Filters()).total.counts == before
    counts = period_counts(world.second, PeriodFilters(lead="BCT"))
    assert (counts["overdue"], counts[""]) == (2, 4)
    # the counts, the names
    with counted(2):
        lines = period_lines(world.second, PeriodFilters())
    assert [(one.code, one.late, one.came_due) for one in lines] == [("BCT", 2, 2)]
    assert period_counts(world.other, PeriodFilters())[""] == 0


def test_when_the_duty_ends_what_was_not_reported_lapses_and_reopening_goes_on(
    world: World, weekly: Task
) -> None:
    run(at(date(2019, 3, 7), 15))
    ending.withdraw(
        weekly.id, by=world.second, document="1/VPCP", reason="Không còn cần", at=at(date(2019, 3, 12))
    )
    assert {clock for _code, clock in codes(weekly)} == {"no_data"}
    assert run(at(date(2019, 4, 30))) == 0
    assigning.reopen(weekly.id, by=world.second, document="2/VPCP", reason="Cần lại", at=at(date(2019, 5, 6)))
    run(at(date(2019, 5, 6), 10))
    assert ("2019-W19", "in_time") in codes(weekly)


def test_a_transferred_duty_owes_its_periods_at_the_new_lead(world: World, weekly: Task) -> None:
    run(at(date(2019, 3, 7), 15))
    fresh = ending.transfer(
        weekly.id, by=world.second, body="BTC", document="1/VPCP", reason="x", at=at(date(2019, 3, 12))
    )
    run(at(date(2019, 3, 12), 10))
    assert codes(fresh) == [("2019-W11", "in_time"), ("2019-W12", "in_time")]


def test_each_body_of_a_common_duty_owes_its_own_periods(world: World) -> None:
    meant = resolve("định kỳ hằng tháng", date(2019, 3, 7))
    group = world.tasks(
        [new_task(meant, 0, content="Báo cáo", kind="report", audience={"kinds": ["ministry"]})]
    )[0]
    run(at(date(2019, 3, 8)))
    assert not TaskPeriod.objects.filter(task=group).exists()
    owing = TaskPeriod.objects.filter(task__parent=group)
    assert owing.count() == 2 * Task.objects.filter(parent=group).count() == 4


def test_one_duty_that_cannot_be_opened_stops_no_other(world: World) -> None:
    meant = resolve("định kỳ hằng tháng", date(2019, 3, 7))
    bad, good = world.tasks(
        [new_task(meant, 0, content=text, kind="report", lead="BCT") for text in ("a", "b")]
    )
    from dieuhanh.directives.actions import periods as module

    whole = module.reading_of

    def reading(task: Task) -> object:
        if task.id == bad.id:
            raise RuntimeError("poison")
        return whole(task)

    now = at(date(2019, 3, 8))
    with patch("dieuhanh.directives.actions.periods.reading_of", reading):
        assert open_due(now) == 2
    assert TaskPeriod.objects.filter(task=good).count() == 2
    assert Task.objects.get(pk=bad.pk).periods_at == now + timedelta(hours=1)


def test_a_claim_ends_no_period_but_its_verification_does(world: World) -> None:
    from tests.directives.world import decree

    meant = resolve("định kỳ hằng quý đến 2020-12-31", date(2019, 3, 7))
    task = world.tasks([new_task(meant, 0, content="Kế hoạch", kind="document", lead="BCT")])[0]
    leading.acknowledge(task.id, by=world.lead, at=at(date(2019, 3, 8)))
    run(at(date(2019, 3, 8)))
    claiming.claim(
        task.id, by=world.lead, evidence=[decree()], completed_on=date(2020, 4, 8), at=at(date(2020, 4, 9))
    )
    assert TaskPeriod.objects.filter(task=task, state="open").exists()
    assigning.verify(task.id, by=world.second, at=at(date(2020, 4, 10)))
    assert not TaskPeriod.objects.filter(task=task, state="open").exists()
