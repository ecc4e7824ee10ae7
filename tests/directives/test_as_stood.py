"""What stood on a past day: repeats before they were linked, ends before they were undone, clocks of then."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from dieuhanh.config import clock
from dieuhanh.directives.actions import assigning, claiming, ending, leading
from dieuhanh.directives.models import Task
from dieuhanh.directives.queries.access import visible_tasks
from dieuhanh.directives.queries.filtering import CLOCKS, Filters, clock_counts
from dieuhanh.directives.queries.tasks import tasks
from dieuhanh.directives.rules.states import Class, Facts, Stage, Undone, classify
from dieuhanh.organisations.models import Appointment
from tests.directives.world import World, at, decree


def klass(world: World, task: Task, day: date) -> str:
    found = [one for one in tasks(world.second, Filters(as_of=day), limit=50) if one.id == task.id]
    return found[0].klass if found else "not there"


def test_a_repeat_counts_until_it_was_linked(world: World) -> None:
    original, repeat = world.tasks([world.new(), world.new(clause="V")])
    ending.link_repeat(repeat.id, by=world.clerk, original=original.code, at=at(date(2019, 6, 1)))
    assert klass(world, repeat, date(2019, 5, 31)) == "open_in_term"
    assert klass(world, repeat, date(2019, 6, 1)) == "uncounted"
    assigning.reopen(
        repeat.id, by=world.clerk, document="1/VPCP", reason="Không trùng", at=at(date(2020, 3, 1))
    )
    assert [klass(world, repeat, date(2019, *day)) for day in ((5, 31), (6, 1), (12, 31))] == [
        "open_in_term", "uncounted", "uncounted",
    ]  # fmt: skip
    assert klass(world, repeat, date(2020, 2, 29)) == "uncounted"
    assert klass(world, repeat, date(2020, 3, 1)) == "open_overdue"


def test_what_was_done_until_it_was_reopened_still_was_done_then(world: World) -> None:
    task = world.task()
    leading.acknowledge(task.id, by=world.lead, at=at(date(2019, 3, 8)))
    for done, reopened in ((date(2019, 12, 1), date(2020, 2, 1)), (date(2020, 4, 8), date(2020, 9, 1))):
        claiming.claim(task.id, by=world.lead, evidence=[decree(done)], completed_on=done, at=at(done, 10))
        assigning.verify(task.id, by=world.second, at=at(done, 11))
        assigning.reopen(task.id, by=world.second, document="1/VPCP", reason="Bị hủy", at=at(reopened))
    wanted = {
        date(2019, 11, 30): "open_in_term",
        date(2019, 12, 1): "done_in_time",
        date(2020, 1, 31): "done_in_time",
        date(2020, 2, 1): "open_overdue",
        date(2020, 4, 7): "open_overdue",
        date(2020, 4, 8): "done_late",
        date(2020, 8, 31): "done_late",
        date(2020, 9, 1): "open_overdue",
    }
    assert {day: klass(world, task, day) for day in wanted} == wanted


def test_a_withdrawal_stood_until_it_was_undone(world: World) -> None:
    task = world.task()
    ending.withdraw(task.id, by=world.clerk, document="1/VPCP", reason="Thôi", at=at(date(2019, 6, 1)))
    assigning.reopen(task.id, by=world.clerk, document="2/VPCP", reason="Lại cần", at=at(date(2019, 8, 1)))
    found = [klass(world, task, date(2019, month, 1)) for month in (5, 6, 7, 8)]
    assert found == ["open_in_term", "withdrawn", "withdrawn", "open_in_term"]


_DAYS = st.dates(date(2019, 1, 1), date(2021, 12, 31))


@given(_DAYS, _DAYS, _DAYS, st.sampled_from([Stage.VERIFIED, Stage.WITHDRAWN, Stage.REPEATED]))
def test_what_was_undone_later_counts_as_if_it_had_never_been(
    due: date, ended: date, day: date, stage: Stage
) -> None:
    done = ended if stage is Stage.VERIFIED else None
    closed = None if stage is Stage.VERIFIED else ended
    open_now = Facts(Stage.IN_PROGRESS, date(2018, 1, 1), due)
    undone = Facts(Stage.IN_PROGRESS, date(2018, 1, 1), due, undone=Undone(stage, done, closed))
    still = Facts(stage, date(2018, 1, 1), due, done, closed)
    assert classify(undone, day) == classify(still if ended <= day else open_now, day)
    assert classify(undone, day) in set(Class)


def test_chips_and_clocks_are_those_of_the_day_asked_about(
    world: World, client_for: Callable[..., Any]
) -> None:
    first, second, third = world.tasks([world.new(clause=one) for one in ("I", "II", "III")])
    leading.acknowledge(first.id, by=world.lead, at=at(date(2019, 3, 8)))
    claiming.claim(
        first.id, by=world.lead, evidence=[decree(date(2019, 6, 1))], completed_on=date(2019, 6, 1)
    )
    assigning.verify(first.id, by=world.second)
    ending.withdraw(second.id, by=world.clerk, document="1/VPCP", reason="Thôi", at=at(date(2019, 7, 1)))
    client = client_for(Appointment.objects.get(pk=world.second.appointment_id))
    for day, wanted in {
        date(2019, 5, 1): {"in_time": 3},
        date(2019, 6, 1): {"in_time": 2, "done_in_time": 1},
        date(2019, 12, 23): {"in_time": 1, "done_in_time": 1},
        date(2019, 12, 24): {"due_soon": 1, "done_in_time": 1},
        date(2020, 1, 1): {"overdue": 1, "done_in_time": 1},
    }.items():
        found = clock_counts(visible_tasks(world.second), Filters(as_of=day))
        assert {word: count for word, count in found.items() if word and count} == wanted, day
        assert found[""] == 3
        for word in CLOCKS:
            answer = client.get(f"/api/v1/tasks?as_of={day}&clock={word}").json()["items"]
            assert [one["clock"] for one in answer] == [word] * wanted.get(word, 0)
    page = client.get("/directives/?as_of=2020-01-01&clock=overdue").content.decode()
    assert third.code in page
    assert first.code not in page
    today = clock_counts(visible_tasks(world.second), Filters(as_of=clock.today()))
    assert today == clock_counts(visible_tasks(world.second), Filters())


def test_a_past_day_costs_no_more_statements(world: World) -> None:
    world.tasks([world.new()] * 20)

    def cost(filters: Filters) -> int:
        with CaptureQueriesContext(connection) as found:
            assert len(tasks(world.second, filters, limit=50)) == 20
        return len(found)

    cost(Filters())
    assert cost(Filters(as_of=date(2020, 1, 1), clock="overdue")) <= cost(Filters())
