"""Kept counts of tasks are those of the tasks, whatever happens to them and whoever writes."""

import itertools
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection

from dieuhanh.config import clock
from dieuhanh.directives.actions import assigning, claiming, ending, leading, ringing, totals
from dieuhanh.directives.actions.parts import Part, break_down
from dieuhanh.directives.models import Task, Total
from dieuhanh.directives.queries import wall
from dieuhanh.directives.queries.access import is_everything, visible_tasks
from dieuhanh.directives.queries.filtering import Filters, clock_counts
from dieuhanh.directives.queries.standing import statistics_now
from dieuhanh.directives.queries.statistics import statistics
from dieuhanh.directives.queries.totals import UNCOUNTED, differences, kept
from dieuhanh.directives.rules.states import Facts, Stage, TaskKind, classify
from tests.directives.world import World, at, decree

NOW = at(date(2020, 1, 3))
DAY = date(2020, 1, 3)


@pytest.fixture
def today(monkeypatch: pytest.MonkeyPatch) -> date:
    """The obligations of these tests are judged on 3 January 2020."""
    monkeypatch.setattr(clock, "now", lambda: NOW)
    return DAY


def lived(world: World) -> list[Task]:
    """Tasks in every state there is, on 3 January 2020."""
    new = [world.new(), world.new(due=date(2020, 1, 2)), world.new(due=date(2020, 1, 8), lead="BTC")]
    new += [
        world.new(kind="regular", due=None, deadline_kind="regular"),
        world.new(due=None, deadline_kind="none"),
    ]
    new += [
        world.new(lead_person="Phó Thủ tướng A", due=date(2020, 3, 1)),
        world.new(),
        world.new(),
        world.new(),
    ]
    made = world.tasks(new)
    done, late, withdrawn, claimed = made[0], made[6], made[7], made[8]
    for task, day in ((done, date(2019, 12, 30)), (late, date(2020, 1, 2)), (claimed, date(2019, 12, 31))):
        leading.acknowledge(task.id, by=world.lead, at=at(date(2019, 3, 8)))
        claiming.claim(
            task.id, by=world.lead, evidence=[decree(day)], completed_on=day, at=at(date(2020, 1, 2))
        )
    assigning.verify(done.id, by=world.second, at=at(date(2020, 1, 3)))
    assigning.verify(late.id, by=world.second, at=at(date(2020, 1, 3)))
    ending.withdraw(
        withdrawn.id, by=world.second, document="1/VPCP", reason="Không còn cần", at=at(date(2020, 1, 2))
    )
    return made


def tallies(world: World) -> tuple[Any, Any]:
    """What is kept, and what counting every task gives."""
    rows = visible_tasks(world.second)
    assert is_everything(rows)
    return wall._kept(DAY), wall._counted(rows, DAY)


def without_nothing(tally: Any) -> Any:
    found = {lead: one for lead, one in tally.counts.items() if one.all or one.regular or one.unknown}
    return found, tally.claimed, tally.soon, tally.turned


def test_what_is_kept_is_what_counting_anew_gives(world: World, today: date) -> None:
    lived(world)
    ringing.ring_due(NOW)
    ours, anew = tallies(world)
    assert without_nothing(ours) == without_nothing(anew)
    assert ours.turned == 1
    assert differences() == []


def test_folding_and_rebuilding_change_no_count(world: World, today: date) -> None:
    lived(world)
    before = sorted(map(repr, kept(DAY, parts=True)))
    rows = Total.objects.count()
    assert totals.fold() < rows
    assert sorted(map(repr, kept(DAY, parts=True))) == before
    assert totals.fold() == Total.objects.count()
    totals.rebuild()
    assert sorted(map(repr, kept(DAY, parts=True))) == before
    assert differences() == []


def test_a_row_written_past_every_action_is_counted_and_a_count_written_by_hand_is_found(
    world: World,
) -> None:
    task = world.task()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE directives_task SET clock = 'overdue' WHERE id = %s", [task.id])
    assert [(one.klass, one.count) for one in kept(DAY)] == [("open_overdue", 1)]
    assert differences() == []
    Total.objects.filter(klass="open_overdue").update(count=5)
    assert [found[-2:] for found in differences()] == [(5, 1)]


def test_a_task_of_a_later_day_is_not_there_yet(world: World, today: date) -> None:
    world.tasks([world.new(due=date(2021, 1, 1))], symbol="1/QĐ-TTg", day=DAY + timedelta(days=10))
    assert kept(DAY) == []
    assert sum(one.count for one in kept(DAY + timedelta(days=10))) == 1


def test_a_bodys_board_counts_as_the_statistics_do(world: World, today: date) -> None:
    break_down_of(world, lived(world)[1])
    ringing.ring_due(NOW)
    ours = statistics_now(world.second, lead=world.bct.pk).total
    anew = statistics(world.second, Filters(lead="BCT"), group="").total
    assert (ours.counts, ours.claimed) == (anew.counts, anew.claimed)
    given = statistics_now(world.second, assigner=world.vpcp.pk)
    of_all = statistics(world.second, Filters(assigner="VPCP", level="all"), group="body")
    assert given.total.counts == of_all.total.counts
    assert {one.key: one.counts for one in given.lines} == {one.key: one.counts for one in of_all.lines}


def test_the_chips_above_the_whole_list_are_those_that_counting_gives(
    world: World, today: date, monkeypatch: pytest.MonkeyPatch
) -> None:
    lived(world)
    ringing.ring_due(NOW)
    among = visible_tasks(world.second)
    kept_chips = clock_counts(among, Filters(clock="overdue"))
    monkeypatch.setattr("dieuhanh.directives.queries.filtering.is_everything", lambda _rows: False)
    assert kept_chips == clock_counts(among, Filters(clock="overdue"))
    assert kept_chips["overdue"] == 2


def break_down_of(world: World, task: Task) -> None:
    """A part of it, given to a department."""
    leading.acknowledge(task.id, by=world.lead, at=at(date(2019, 3, 8)))
    part = Part("BCT-KH", "Một phần việc", date(2019, 11, 1))
    break_down(task.id, by=world.lead, parts=[part], at=at(date(2019, 3, 8)))


def test_today_costs_the_same_for_one_task_and_for_fifty(
    today: date, world: World, counted: Callable[..., Any]
) -> None:
    for symbol, number in (("1/NQ-CP", 1), ("2/NQ-CP", 50)):
        world.tasks([world.new(due=date(2020, 1, 1)) for _ in range(number)], symbol=symbol)
        ringing.ring_due(NOW)
        # 1 the kept counts; 2 what is due and turned overdue; 3 unverified; 4 made up; 5 names; 6 periods
        with counted(6):
            wall.overview(world.second, DAY)


def test_the_sweep_writes_only_what_stands_wrong(world: World, today: date) -> None:
    right, wrong = world.tasks([world.new(due=date(2020, 2, 1)), world.new(due=date(2020, 1, 1))])
    ringing.ring_due(NOW)
    assert ringing.sweep(NOW) == 0
    Task.objects.filter(pk=wrong.pk).update(clock="in_time", next_at=None)
    changed = Task.objects.get(pk=right.pk).changed_at
    assert ringing.sweep(NOW) == 1
    ringing.ring_due(NOW)
    assert Task.objects.get(pk=wrong.pk).clock == "overdue"
    assert Task.objects.get(pk=right.pk).changed_at == changed
    assert ringing.sweep(NOW) == 0


def test_the_database_classes_a_task_as_the_rules_do(db: Any) -> None:
    """With the clock's word in the place of the day: overdue where the deadline has passed and somebody reported."""
    cases = itertools.product(
        Stage, TaskKind, ("in_time", "due_soon", "overdue", "no_data"), (False, True), (0, 1)
    )
    for stage, kind, word, group, late in cases:
        passed = word in ("overdue", "no_data")
        due = DAY - timedelta(days=1) if passed else DAY + timedelta(days=3)
        done = due + timedelta(days=late) if stage is Stage.VERIFIED else None
        facts = Facts(
            stage, date(2019, 1, 1), due, done, DAY, kind is TaskKind.REGULAR, group, heard=word != "no_data"
        )
        with connection.cursor() as cursor:
            values = [stage.value, kind.value, word, group, done, due]
            cursor.execute("SELECT directives_counts_as(%s, %s, %s, %s, %s, %s)", values)
            said = cursor.fetchone()[0]
        expected = classify(facts, max(DAY, done or DAY)).value
        assert ("uncounted" if said in UNCOUNTED else said) == expected, (stage, kind, word, group, late)
