"""The clock of tasks: right to the minute, recomputed before it rings, and stopped by no poisoned row."""

from datetime import date, timedelta
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dieuhanh.deadlines.rules import State
from dieuhanh.directives.actions import assigning, claiming, leading, ringing
from dieuhanh.directives.actions.moves import watch_of
from dieuhanh.directives.actions.succession import pass_on
from dieuhanh.directives.models import Notice, Task
from dieuhanh.directives.rules.clock import Watch, end_of, ring, start_of
from dieuhanh.directives.rules.escalation import CENTRAL, LIMITS
from dieuhanh.directives.rules.states import OPEN_STAGES, Stage
from dieuhanh.ledger.models import Entry
from dieuhanh.ledger.subscriptions import subscription
from dieuhanh.organisations.actions import merge
from tests.directives.world import World, at, decree
from tests.factories import actor, organisation

CALM = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
"""A busy machine is no fault."""
DUE = date(2019, 12, 31)


def test_every_state_begins_on_its_own_minute() -> None:
    watch = Watch(Stage.IN_PROGRESS, DUE, CENTRAL)
    last = end_of(DUE)
    soon = start_of(DUE - timedelta(days=CENTRAL.due_soon_days))
    assert ring(watch, soon - timedelta(seconds=1)).state is State.IN_TIME
    assert ring(watch, soon).state is State.DUE_SOON
    assert ring(watch, last).state is State.DUE_SOON
    assert ring(watch, last + timedelta(seconds=1)).state is State.OVERDUE


def test_reminders_and_the_ladder_come_one_by_one() -> None:
    watch, now, told = Watch(Stage.IN_PROGRESS, DUE, CENTRAL), at(date(2019, 11, 1)), []
    while True:
        rung = ring(watch, now)
        told += [code for code, _ in rung.notices]
        watch = Watch(Stage.IN_PROGRESS, DUE, CENTRAL, sent=watch.sent | set(rung.notices))
        if rung.next_at is None:
            break
        assert rung.next_at > now
        now = rung.next_at
    assert told == [step.code for step in CENTRAL.ladder]


def test_after_a_long_silence_only_the_last_step_is_told() -> None:
    rung = ring(Watch(Stage.ASSIGNED, DUE, CENTRAL), at(DUE + timedelta(days=20)))
    assert rung.notices == (("T+15", DUE),)
    rung = ring(
        Watch(Stage.ASSIGNED, DUE, CENTRAL, sent=frozenset(rung.notices)), at(DUE + timedelta(days=21))
    )
    assert rung.notices == ()


moments = st.datetimes(at(date(2018, 1, 1)).replace(tzinfo=None), at(date(2022, 1, 1)).replace(tzinfo=None))


@CALM
@given(
    st.sampled_from(Stage),
    st.none() | st.dates(date(2018, 1, 1), date(2022, 1, 1)),
    moments,
    st.sampled_from(sorted(LIMITS)),
)
def test_the_next_moment_is_the_first_at_which_anything_changes(stage, due, naive, level) -> None:  # type: ignore[no-untyped-def]
    now = naive.replace(tzinfo=at(DUE).tzinfo)
    watch = Watch(stage, due, LIMITS[level], completed_on=due if stage is Stage.VERIFIED else None)
    rung = ring(watch, now)
    if stage not in OPEN_STAGES:
        assert rung.next_at is None
        return
    watch = Watch(stage, due, LIMITS[level], sent=frozenset(rung.notices))
    before = (rung.next_at or now + timedelta(days=900)) - timedelta(microseconds=1)
    quiet = ring(watch, max(before, now))
    assert quiet.state is rung.state
    assert quiet.notices == ()
    if rung.next_at is not None:
        loud = ring(watch, rung.next_at)
        assert loud.state is not rung.state or loud.notices != ()


def test_a_task_rings_in_its_minute_and_says_so_once(world: World) -> None:
    task = world.task()
    leading.acknowledge(task.id, by=world.lead, at=at(date(2019, 3, 8)))
    assert Task.objects.get(pk=task.pk).next_at == start_of(DUE - timedelta(days=30))
    for _ in range(12):
        stored = Task.objects.get(pk=task.pk).next_at
        if stored is None:
            break
        assert ringing.ring_due(stored - timedelta(microseconds=1)) == 0
        assert ringing.ring_due(stored) == 1
        assert ringing.ring_due(stored) == 0
    codes = list(Notice.objects.order_by("at").values_list("code", flat=True))
    assert codes.pop(codes.index("T+7") + 1) == "E+3"  # asked for at T+7, and silent
    assert codes == [step.code for step in CENTRAL.ladder]
    said = list(Entry.objects.filter(kind="directives.task.overdue").values_list("subject_id", flat=True))
    assert said == [task.id]
    assert Task.objects.get(pk=task.pk).was_late


def test_a_moved_deadline_is_recomputed_before_it_rings(world: World) -> None:
    task = world.task()
    old = Task.objects.get(pk=task.pk).next_at
    assert old is not None
    assigning.move_deadline(
        task.id, by=world.second, due_on=date(2021, 12, 31), document="1/QĐ-TTg", at=at(date(2019, 6, 1))
    )
    Task.objects.filter(pk=task.pk).update(next_at=old)
    ringing.ring_due(end_of(DUE) + timedelta(days=1))
    assert Task.objects.get(pk=task.pk).clock == "in_time"


def test_one_poisoned_row_stops_nothing(world: World) -> None:
    bad, good = world.tasks([world.new(), world.new()])
    late = at(DUE + timedelta(days=1))

    def rung(task: Task, *rest: object) -> Watch:
        if task.id == bad.id:
            raise RuntimeError("poison")
        return watch_of(task, *rest)  # type: ignore[arg-type]

    with patch("dieuhanh.directives.actions.ringing.watch_of", rung):
        ringing.ring_due(late)
    assert Task.objects.get(pk=good.pk).clock == "overdue"
    assert Task.objects.get(pk=bad.pk).next_at == late + timedelta(hours=1)


def test_silence_after_a_claim_is_told_after_five_working_days(world: World) -> None:
    task = world.task(due=date(2020, 12, 31))
    leading.acknowledge(task.id, by=world.lead, at=at(date(2019, 3, 8)))
    claiming.claim(
        task.id, by=world.lead, evidence=[decree()], completed_on=date(2020, 4, 8), at=at(date(2020, 4, 9))
    )
    stored = Task.objects.get(pk=task.pk)
    assert stored.verify_by == end_of(date(2020, 4, 16))  # Thursday + five working days
    ringing.ring_due(at(date(2020, 4, 16)))
    assert not Notice.objects.filter(code="V+5").exists()
    ringing.ring_due(at(date(2020, 4, 17), 1))
    assert Notice.objects.filter(code="V+5", task=task).exists()
    assert Entry.objects.filter(kind="directives.task.unverified").count() == 1


def test_a_task_not_taken_within_a_working_day_is_told(world: World) -> None:
    task = world.task()  # published on Thursday 7 March 2019
    ringing.ring_due(end_of(date(2019, 3, 8)))
    assert not Notice.objects.exists()
    ringing.ring_due(at(date(2019, 3, 9)))
    assert list(Notice.objects.values_list("task_id", "code")) == [(task.id, "A+1")]


@pytest.fixture
def merged(world: World) -> World:
    """The ministry of industry merges into the ministry of finance on 1 March 2025."""
    world.btt = organisation("BTTTT", "ministry", world.cp)  # type: ignore[attr-defined]
    return world


def test_p11_tasks_of_a_merged_body_pass_to_its_successor_with_a_trace(merged: World) -> None:
    single = merged.task(due=date(2025, 12, 31))
    group = merged.tasks(
        [merged.new(audience={"kinds": ["ministry"]}, due=date(2025, 12, 31))], symbol="18/NQ-CP"
    )[0]
    manager = actor(merged.cp, "organisations.manage")
    day = date(2025, 3, 1)
    merge([merged.bct.id], into_id=merged.btc.id, by=manager, on=day, legal_document="176/2025/QH15")
    assert pass_on(at(date(2025, 2, 28))) == 0
    assert pass_on(at(day)) == 2
    assert pass_on(at(day)) == 0
    old = Task.objects.select_related("transferred_to").get(pk=single.pk)
    assert (old.state, old.closed_on) == ("transferred", day)
    fresh = old.transferred_to
    assert fresh is not None
    assert (fresh.lead_id, fresh.current_due, fresh.given_on) == (merged.btc.id, date(2025, 12, 31), day)
    shares = Task.objects.filter(parent=group)
    mine = shares.get(code__endswith="/BCT")
    assert mine.transferred_to == shares.get(code__endswith="/BTC")
    assert shares.count() == 3
    entry = Entry.objects.get(kind="directives.task.succeeded")
    assert entry.subject_id == fresh.id
    move = old.moves.get(action="transfer")
    assert move.document == "176/2025/QH15"


def test_the_room_listens_to_bodies_that_end() -> None:
    from dieuhanh.directives import listens

    found = subscription("directives.succession")
    assert found is not None
    assert found.handler is listens.on_bodies_changed
