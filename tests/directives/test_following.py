"""Causes of delay, explanations of lateness, reminders, and who takes over: what keeps a task from being forgotten."""

import json
from datetime import date, timedelta
from typing import Any

import pytest

from dieuhanh.config.errors import Conflict, Invalid, Refused
from dieuhanh.directives.actions import assigning, claiming, ending, explaining, leading, parts
from dieuhanh.directives.actions.ringing import ring_due
from dieuhanh.directives.actions.succession import pass_on
from dieuhanh.directives.models import Coordination, DelayCause, Explanation, Notice, Task
from dieuhanh.directives.queries.filtering import Filters
from dieuhanh.directives.queries.record import history
from dieuhanh.directives.queries.statistics import statistics
from dieuhanh.directives.queries.tasks import tasks
from dieuhanh.directives.queries.work import my_work
from dieuhanh.directives.rules.causes import CAUSES, UNSTATED, VERSION, cause_words, choosable
from dieuhanh.directives.rules.clock import end_of
from dieuhanh.directives.rules.heirs import heir
from dieuhanh.ledger.models import Body, Entry
from dieuhanh.organisations.actions import abolish, merge
from tests.directives.world import NewCoordinator, World, at, decree, simulated
from tests.factories import actor, organisation

DUE = date(2019, 12, 31)
LATE = at(date(2020, 1, 2))


def body_of(kind: str) -> dict[str, Any]:
    """What the one entry of a kind says."""
    found: dict[str, Any] = json.loads(Body.objects.get(pk=Entry.objects.get(kind=kind).pk).body)["content"]
    return found


@pytest.fixture
def taken(world: World) -> Task:
    """A task in progress, due on the last day of 2019."""
    task = world.task()
    leading.acknowledge(task.id, by=world.lead, at=at(date(2019, 3, 8)))
    return task


def test_a_code_once_given_keeps_its_words() -> None:
    assert len({one.code for one in CAUSES}) == len(CAUSES)
    assert UNSTATED not in {one.code for one in choosable()}
    assert all(cause_words(one.code).vi and cause_words(one.code).en for one in CAUSES)
    assert cause_words("gone").en == "gone"


def test_the_cause_is_kept_where_it_is_asked_for_and_silence_about_it_too(world: World, taken: Task) -> None:
    leading.progress(taken.id, by=world.lead, note="Đang làm", at=at(date(2019, 6, 1)))
    assert not DelayCause.objects.exists()  # in term nobody asks
    leading.progress(taken.id, by=world.lead, note="Chậm", at=LATE)
    assert Task.objects.get(pk=taken.pk).delay_cause == UNSTATED
    leading.progress(taken.id, by=world.lead, note="Vẫn chậm", cause="land", at=LATE)
    leading.progress(taken.id, by=world.lead, note="Vẫn chậm", at=LATE)  # known already: not asked again
    with pytest.raises(Invalid) as told:
        leading.progress(taken.id, by=world.lead, note="x", cause="weather", at=LATE)
    assert told.value.faults[0].field == "cause"
    given = list(DelayCause.objects.order_by("id").values_list("cause", "occasion", "list_version"))
    assert given == [(UNSTATED, "progress", VERSION), ("land", "progress", VERSION)]
    assert Task.objects.get(pk=taken.pk).delay_cause == "land"


def test_an_extension_and_a_late_claim_keep_their_cause(world: World, taken: Task) -> None:
    leading.ask_extension(
        taken.id,
        by=world.head,
        due_on=date(2020, 3, 31),
        reason="Chờ vốn",
        cause="funding",
        at=at(date(2019, 12, 1)),
    )
    claiming.claim(
        taken.id, by=world.lead, evidence=[decree()], completed_on=date(2020, 4, 8), cause="legal",
        at=at(date(2020, 4, 9)),
    )  # fmt: skip
    given = list(DelayCause.objects.order_by("id").values_list("cause", "occasion"))
    assert given == [("funding", "extension"), ("legal", "claim")]
    entry = Entry.objects.get(pk=DelayCause.objects.get(cause="legal").entry_id)
    assert entry.kind == "directives.task.claimed"


def test_every_count_by_cause_opens_to_as_many_tasks(world: World) -> None:
    made = world.tasks([world.new() for _number in range(5)])
    for task, cause in zip(made, ("land", "land", "funding", "", None), strict=True):
        leading.acknowledge(task.id, by=world.lead, at=at(date(2019, 3, 8)))
        if cause is not None:
            leading.progress(task.id, by=world.lead, note="Chậm", cause=cause, at=LATE)
    found = statistics(world.second, Filters(), group="cause")
    counts = {one.key: one.counts.all for one in found.lines}
    assert counts == {"land": 2, "funding": 1, UNSTATED: 1, "none": 1}
    assert sum(counts.values()) == found.total.counts.all
    for key, count in counts.items():
        assert len(tasks(world.second, Filters(cause=key))) == count
    with pytest.raises(Invalid):
        tasks(world.second, Filters(cause="weather"))


def test_the_ladder_asks_for_an_explanation_at_t7_and_shows_the_silence(world: World, taken: Task) -> None:
    ring_due(at(DUE + timedelta(days=6)))
    assert not Explanation.objects.exists()
    ring_due(at(date(2020, 1, 7), 1))
    asked = Explanation.objects.get()
    # asked on Tuesday 7 January 2020: three working days end on Friday the 10th
    assert asked.due_at == end_of(date(2020, 1, 10))
    stored = Task.objects.get(pk=taken.pk)
    assert (stored.explain_by, stored.next_at) == (asked.due_at, asked.due_at + timedelta(microseconds=1))
    assert Entry.objects.filter(kind="directives.task.explanation_asked").count() == 1
    step = my_work(world.lead)[0]
    assert (step.action, step.due_at) == ("explain", asked.due_at)
    ring_due(at(date(2020, 1, 11), 1))
    ring_due(at(date(2020, 1, 11), 2))
    assert Notice.objects.filter(code="E+3").count() == 1
    assert Entry.objects.filter(kind="directives.task.unexplained").count() == 1
    # What a clock rings is told at its own moment, and of a made-up task as made up.
    silence = body_of("directives.task.unexplained")
    assert silence["at"] == at(date(2020, 1, 11), 1).isoformat()
    assert silence.get("simulated", False) is stored.simulated is True
    assert body_of("directives.task.explanation_asked")["at"] == at(date(2020, 1, 7), 1).isoformat()
    assert [one.row.id for one in tasks(world.second, Filters(waiting="explain"))] == [taken.id]
    with pytest.raises(Invalid):
        explaining.explain(taken.id, by=world.lead, cause="", note="x", at=at(date(2020, 1, 13)))
    with pytest.raises(Invalid):
        explaining.explain(taken.id, by=world.lead, cause="land", note=" ", at=at(date(2020, 1, 13)))
    explaining.explain(
        taken.id, by=world.lead, cause="land", note="Hai dự án vướng mặt bằng", at=at(date(2020, 1, 13))
    )
    given = Explanation.objects.get()
    assert (given.late, given.cause, given.by_name) == (True, "land", world.lead.name)
    assert Entry.objects.get(pk=given.entry_id).kind == "directives.task.explained"
    stored = Task.objects.get(pk=taken.pk)
    assert (stored.explain_by, stored.clock, stored.was_late) == (None, "overdue", True)
    with pytest.raises(Conflict):
        explaining.explain(taken.id, by=world.lead, cause="land", note="x", at=at(date(2020, 1, 14)))
    ring_due(at(date(2020, 3, 1)))
    assert Explanation.objects.count() == 1  # once for each deadline that passed
    assert history(stored)


def test_a_silence_that_skips_t7_asks_all_the_same(world: World, taken: Task) -> None:
    ring_due(at(DUE + timedelta(days=20)))
    assert Notice.objects.filter(task=taken, code="T+15").exists()
    assert Explanation.objects.filter(task=taken).exists()


def test_an_explanation_no_longer_owed_lapses_and_a_deadline_that_passes_again_asks_again(
    world: World, taken: Task
) -> None:
    ring_due(at(date(2020, 1, 7), 1))
    assigning.move_deadline(
        taken.id, by=world.second, due_on=date(2020, 1, 31), document="1/VPCP", at=at(date(2020, 1, 8))
    )
    assert Explanation.objects.get().lapsed_at is not None
    assert Task.objects.get(pk=taken.pk).explain_by is None
    ring_due(at(date(2020, 2, 8)))
    assert list(Explanation.objects.order_by("id").values_list("task_due_on", flat=True)) == [
        DUE,
        date(2020, 1, 31),
    ]
    ending.withdraw(taken.id, by=world.second, document="2/VPCP", reason="x", at=at(date(2020, 2, 9)))
    assert not Explanation.objects.filter(given_at=None, lapsed_at=None).exists()


def test_a_lead_is_reminded_of_a_task_once_a_day(world: World, taken: Task) -> None:
    assigning.remind(taken.id, by=world.second, note="Báo cáo trong tuần", at=at(date(2019, 6, 3)))
    with pytest.raises(Conflict):
        assigning.remind(taken.id, by=world.second, at=at(date(2019, 6, 3), 16))
    assigning.remind(taken.id, by=world.second, at=at(date(2019, 6, 4)))
    with pytest.raises(Refused):
        assigning.remind(taken.id, by=world.lead, at=at(date(2019, 6, 5)))
    assert [one.action for one in history(taken)].count("remind") == 2
    assert "R" not in [one.action for one in history(taken)]


def test_the_rule_of_heirs() -> None:
    from uuid import uuid4

    one, two, province = uuid4(), uuid4(), uuid4()
    assert heir("ministry", [one, two], [province]) == one
    assert heir("district", [one], [province]) == one
    assert heir("district", [], [province]) == province
    assert heir("district", [one, two], [province]) == province
    assert heir("district", [], []) is None
    assert heir("ministry", [], [province]) is None


REFORM = date(2025, 7, 1)


def test_a_district_gone_on_1_july_2025_hands_its_tasks_and_dues_to_the_province_which_gives_them_to_communes(
    world: World,
) -> None:
    district = organisation("H193", "district", world.t22)
    clerk = simulated(actor(world.t22, "tasks.act"))
    whole = world.tasks(
        [world.new(lead="T22", due=date(2025, 12, 31), coordinators=[NewCoordinator("BCT")])],
        day=date(2025, 3, 3),
    )[0]
    leading.acknowledge(whole.id, by=clerk, at=at(date(2025, 3, 4)))
    (part,) = parts.break_down(
        whole.id, by=clerk, parts=[parts.Part("H193", "Thí điểm", date(2025, 10, 1))], at=at(date(2025, 3, 5))
    )
    other = world.tasks(
        [world.new(due=date(2025, 12, 31), coordinators=[NewCoordinator("H193")])],
        symbol="18/NQ-CP",
        day=date(2025, 3, 3),
    )[0]
    manager = actor(world.cp, "organisations.manage")
    abolish(district.id, by=manager, on=REFORM, legal_document="203/2025/QH15")
    commune = organisation("X06733", "commune", world.t22, valid_from=REFORM)
    assert pass_on(at(REFORM - timedelta(days=1))) == 0
    assert pass_on(at(REFORM)) == 2  # the part, and the contribution it owes to another task
    assert pass_on(at(REFORM)) == 0
    old = Task.objects.select_related("transferred_to").get(pk=part.pk)
    fresh = old.transferred_to
    assert old.state == "transferred"
    assert fresh is not None
    assert (fresh.lead_id, fresh.current_due) == (world.t22.id, date(2025, 10, 1))
    assert Coordination.objects.get(task=other).organisation_id == world.t22.id
    assert Entry.objects.filter(kind="directives.task.coordination_passed").count() == 1
    below = parts.break_down(fresh.id, by=clerk, parts=[parts.Part("X06733")], at=at(date(2025, 7, 2)))
    assert [one.lead_id for one in below] == [commune.id]
    village = actor(commune, "tasks.act")
    leading.acknowledge(below[0].id, by=village)
    assert [one.read.row.id for one in my_work(village) if one.read] == [below[0].id]


def test_a_commune_contributes_as_coordinator_after_the_reform(world: World) -> None:
    commune = organisation("X06733", "commune", world.t22, valid_from=REFORM)
    task = world.tasks(
        [world.new(lead="T22", due=date(2025, 12, 31), coordinators=[NewCoordinator("X06733")])],
        day=date(2025, 8, 4),
    )[0]
    village = actor(commune, "tasks.act")
    leading.contribute(task.id, by=village, note="Số liệu của xã")
    row = Coordination.objects.get(task=task)
    assert (row.organisation_id, row.note) == (commune.id, "Số liệu của xã")


def test_a_contribution_owed_by_two_bodies_that_became_one_is_owed_once(world: World) -> None:
    first, second = (organisation(code, "commune", world.t22) for code in ("X1", "X2"))
    task = world.tasks(
        [world.new(due=date(2025, 12, 31), coordinators=[NewCoordinator("X1"), NewCoordinator("X2")])],
        day=date(2025, 3, 3),
    )[0]
    manager = actor(world.cp, "organisations.manage")
    merge([first.id], into_id=second.id, by=manager, on=REFORM, legal_document="1/QĐ")
    assert pass_on(at(REFORM)) == 1
    owed = Coordination.objects.filter(task=task)
    assert [one.organisation_id for one in owed if one.organisation_id] == [second.id]
    assert owed.get(organisation=None).words


def test_who_claimed_in_time_owes_no_explanation_unless_the_claim_is_refused(
    world: World, taken: Task
) -> None:
    on = date(2019, 12, 30)
    claiming.claim(taken.id, by=world.lead, evidence=[decree(on)], completed_on=on, at=at(date(2019, 12, 31)))
    ring_due(at(date(2020, 1, 20)))
    assert Task.objects.get(pk=taken.pk).clock == "overdue"  # a claim stops no clock
    assert not Explanation.objects.exists()
    assigning.refuse(taken.id, by=world.second, reason="Chưa ký", at=at(date(2020, 2, 10)))
    ring_due(at(date(2020, 2, 10), 10))
    assert Explanation.objects.get().asked_at == at(date(2020, 2, 10), 10)
