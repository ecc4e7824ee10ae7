"""A duty's way from a document to its verified end, through the real actions; each acceptance case of the fact sheet by its name."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from dieuhanh.config.errors import Conflict, Invalid, Missing, Refused
from dieuhanh.directives.actions import assigning, claiming, ending, leading
from dieuhanh.directives.actions.directives import check_directive, cut, drop_draft, enter, publish
from dieuhanh.directives.actions.parts import Part, break_down
from dieuhanh.directives.models import Claim, Coordination, Directive, ExtensionRequest, Move, Task
from dieuhanh.directives.rules.drafts import NewCoordinator, NewDirective
from dieuhanh.directives.rules.evidence import EvidenceKind, Given
from dieuhanh.ledger.models import Entry
from tests.directives.world import SIGNED, World, at, decree
from tests.factories import organisation

DUE = date(2019, 12, 31)


def test_from_a_resolution_to_its_verified_end(world: World) -> None:
    task = world.task(coordinators=[NewCoordinator("BTC")])
    assert task.code == "17/NQ-CP#IV#1"
    assert (task.state, task.clock) == ("assigned", "in_time")
    leading.acknowledge(task.id, by=world.lead, at=at(SIGNED + timedelta(days=1)))
    leading.progress(task.id, by=world.lead, note="Đã lấy ý kiến", percent=100, at=at(date(2019, 9, 1)))
    assert Task.objects.get(pk=task.pk).state == "in_progress"
    leading.contribute(task.id, by=world.other, note="Ý kiến của Bộ Tài chính", at=at(date(2019, 9, 2)))
    assert Coordination.objects.get(task=task).contributed_at is not None
    claimed = claiming.claim(
        task.id,
        by=world.lead,
        evidence=[decree()],
        completed_on=date(2020, 4, 8),
        at=at(date(2020, 4, 20)),
    )
    assert (claimed.state, claimed.completed_on, claimed.claimed_on) == ("claimed", None, date(2020, 4, 8))
    done = assigning.verify(task.id, by=world.second, at=at(date(2020, 4, 22)))
    assert (done.state, done.clock, done.completed_on) == ("verified", "done_late", date(2020, 4, 8))
    assert done.next_at is None
    kinds = set(Entry.objects.filter(subject_id=task.id).values_list("kind", flat=True))
    assert kinds == {
        f"directives.task.{past}"
        for past in ("assigned", "acknowledged", "progressed", "contributed", "claimed", "verified")
    }
    assert Move.objects.filter(task=task).count() == 6


def test_a_second_person_checks_and_the_first_may_not(world: World) -> None:
    directive = world.directive()
    cut(directive.id, [world.new()], by=world.clerk)
    with pytest.raises(Refused, match=r"second person|người thứ hai"):
        check_directive(directive.id, by=world.clerk)
    with pytest.raises(Conflict):
        publish(directive.id, by=world.clerk)
    check_directive(directive.id, by=world.second)
    with pytest.raises(Conflict):
        cut(directive.id, [world.new()], by=world.clerk)
    publish(directive.id, by=world.clerk)
    with pytest.raises(Conflict):
        publish(directive.id, by=world.clerk)


def test_a6_a_class_of_bodies_is_one_parent_and_one_child_a_body_of_that_date(world: World) -> None:
    organisation("T99", "province", world.cp, valid_from=date(2025, 7, 1))
    group = world.task(audience={"kinds": ["ministry", "province"]})
    shares = {one.code for one in Task.objects.filter(parent=group)}
    assert shares == {"17/NQ-CP#IV#1/BCT", "17/NQ-CP#IV#1/BTC", "17/NQ-CP#IV#1/T22"}
    assert (group.is_group, group.lead_id) == (True, None)
    with pytest.raises(Conflict, match=r"chung|common"):
        leading.acknowledge(group.id, by=world.clerk)
    with pytest.raises(Invalid) as two:
        world.tasks([world.new(lead="BTC", audience={"kinds": ["ministry"]})], symbol="18/NQ-CP")
    assert "lead" in {one.field for one in two.value.faults}


def test_the_lead_stood_on_the_directives_date(world: World) -> None:
    organisation("BKHCN", "ministry", world.cp, valid_from=date(2025, 3, 1))
    directive = world.directive()
    with pytest.raises(Invalid) as told:
        cut(directive.id, [world.new(), world.new(lead="BKHCN")], by=world.clerk)
    assert [(one.row, one.field) for one in told.value.faults] == [(2, "lead")]
    assert not Task.objects.exists()


def test_a_code_is_never_used_again(world: World) -> None:
    directive = world.directive()
    first = cut(directive.id, [world.new()], by=world.clerk)[0]
    drop_draft(first.id, by=world.clerk)
    assert cut(directive.id, [world.new()], by=world.clerk)[0].code == "17/NQ-CP#IV#2"


def test_a16_a_secret_document_is_refused_and_nothing_kept(world: World) -> None:
    new = NewDirective(
        "12/CĐ-TTg", "telegram", SIGNED, "VPCP", text="THỦ TƯỚNG CHÍNH PHỦ\n  TỐI MẬT \nCông điện"
    )
    with pytest.raises(Invalid, match="TỐI MẬT"):
        enter(new, by=world.clerk)
    assert not Directive.objects.exists()
    enter(replace(new, text="Bảo vệ bí mật nhà nước, tài liệu mật"), by=world.clerk)


def test_the_same_document_is_entered_once(world: World) -> None:
    world.directive()
    with pytest.raises(Conflict, match=r"17/NQ-CP"):
        world.directive()
    other = world.directive(signed_on=date(2020, 3, 7))
    assert other.code_stem == "17/NQ-CP (07/03/2020)"


def test_a9_a_deadline_moved_forward_is_overdue_by_the_current_and_in_term_by_the_original(
    world: World,
) -> None:
    task = world.task(due=date(2019, 10, 30))
    moved = assigning.move_deadline(
        task.id, by=world.second, due_on=date(2019, 8, 15), document="1/QĐ-TTg", at=at(date(2019, 8, 1))
    )
    assert (moved.current_due, moved.original_due) == (date(2019, 8, 15), date(2019, 10, 30))
    from dieuhanh.directives.actions.ringing import ring_due

    ring_due(at(date(2019, 8, 16)))
    assert Task.objects.get(pk=task.pk).clock == "overdue"


def test_a10_an_extension_is_asked_before_the_deadline_and_decided_by_document(world: World) -> None:
    first, second = world.tasks([world.new(), world.new()])
    leading.ask_extension(
        first.id, by=world.head, due_on=date(2020, 4, 30), reason="Chờ Luật", at=at(DUE - timedelta(days=1))
    )
    with pytest.raises(Conflict):
        leading.ask_extension(first.id, by=world.head, due_on=date(2020, 5, 30), reason="Nữa", at=at(DUE))
    with pytest.raises(Invalid, match=r"Name the document|văn bản"):
        assigning.grant_extension(first.id, by=world.second, document=" ")
    # A request stops no clock: on the day after it is overdue, whatever was asked.
    from dieuhanh.directives.actions.ringing import ring_due

    ring_due(at(DUE + timedelta(days=1)))
    assert Task.objects.get(pk=first.pk).clock == "overdue"
    granted = assigning.grant_extension(
        first.id, by=world.second, document="2/VPCP", at=at(DUE + timedelta(days=2))
    )
    assert (granted.current_due, granted.original_due) == (date(2020, 4, 30), DUE)
    assert (granted.clock, granted.was_late) == ("in_time", True)
    late = leading.ask_extension(
        second.id, by=world.head, due_on=date(2020, 4, 30), reason="Muộn", at=at(DUE + timedelta(days=1))
    )
    assert ExtensionRequest.objects.get(task=late).verdict == "late"
    with pytest.raises(Conflict):
        assigning.grant_extension(second.id, by=world.second, document="3/VPCP")
    with pytest.raises(Refused):
        leading.ask_extension(
            first.id, by=world.lead, due_on=date(2020, 6, 30), reason="Không phải thủ trưởng"
        )


def test_a11_a_return_refused_leaves_the_clock_and_accepted_opens_the_task_elsewhere(world: World) -> None:
    task = world.task()
    before = Task.objects.get(pk=task.pk)
    leading.ask_return(
        task.id,
        by=world.lead,
        ground="wrong_competence",
        reason="Của Bộ Tài chính",
        body="BTC",
        at=at(date(2019, 3, 20)),
    )
    assigning.refuse_return(task.id, by=world.second, reason="Đúng thẩm quyền", at=at(date(2019, 3, 21)))
    after = Task.objects.get(pk=task.pk)
    assert (after.state, after.current_due, after.clock) == ("assigned", before.current_due, before.clock)
    leading.ask_return(
        task.id, by=world.lead, ground="wrong_competence", reason="Của Bộ Tài chính", body="BTC"
    )
    with pytest.raises(Conflict):
        assigning.clarify(task.id, by=world.second, content="Rõ hơn")
    fresh = ending.reassign(task.id, by=world.second, at=at(date(2019, 4, 1)))
    old = Task.objects.get(pk=task.pk)
    assert (old.state, old.closed_on, old.transferred_to_id) == ("transferred", date(2019, 4, 1), fresh.id)
    assert (fresh.lead_id, fresh.state, fresh.current_due) == (world.btc.id, "assigned", DUE)
    assert fresh.code == "17/NQ-CP#IV#2"
    assert fresh.next_at is not None
    with pytest.raises(Missing):
        leading.acknowledge(fresh.id, by=world.lead)
    leading.acknowledge(fresh.id, by=world.other)


def test_a12_a_claim_needs_evidence_of_the_due_kind(world: World) -> None:
    task = world.task()
    leading.acknowledge(task.id, by=world.lead)
    with pytest.raises(Invalid) as told:
        claiming.claim(
            task.id,
            by=world.lead,
            evidence=[Given(EvidenceKind.ADDRESS, address="https://dichvucong.gov.vn")],
            completed_on=date(2020, 4, 8),
        )
    assert [one.field for one in told.value.faults] == ["evidence"]
    with pytest.raises(Invalid):
        claiming.claim(
            task.id,
            by=world.lead,
            evidence=[Given(EvidenceKind.FILE, file_name="a.pdf", file=b"MZ")],
            completed_on=date(2020, 4, 8),
        )
    assert not Claim.objects.exists()
    claiming.claim(task.id, by=world.lead, evidence=[decree()], completed_on=date(2020, 4, 8))
    assert Task.objects.get(pk=task.pk).completed_on is None
    with pytest.raises(Refused):
        assigning.verify(task.id, by=world.lead)


def test_who_verifies_cannot_claim(world: World) -> None:
    task = world.task()
    everything = replace(world.second, powers=frozenset({*world.second.powers, "tasks.act", "tasks.lead"}))
    with pytest.raises(Refused):
        leading.acknowledge(task.id, by=everything)


def test_a_refused_claim_opens_the_task_again_and_a_verified_one_can_be_reopened(world: World) -> None:
    task = world.task()
    leading.acknowledge(task.id, by=world.lead)
    for _round in (1, 2):
        claiming.claim(task.id, by=world.lead, evidence=[decree()], completed_on=date(2020, 4, 8))
        if _round == 1:
            assert assigning.refuse(task.id, by=world.second, reason="Chưa ban hành").state == "in_progress"
    assigning.verify(task.id, by=world.second)
    again = assigning.reopen(task.id, by=world.second, document="9/QĐ-TTg", reason="Bị bãi bỏ")
    assert (again.state, again.completed_on) == ("in_progress", None)
    assert again.next_at is None or again.clock == "overdue"
    assert sorted(Claim.objects.values_list("verdict", flat=True)) == ["refused", "void"]


def test_a_part_is_due_before_the_whole_by_the_margin(world: World) -> None:
    task = world.task()
    with pytest.raises(Invalid) as told:
        break_down(
            task.id,
            by=world.lead,
            parts=[Part("BCT-KH", due_on=DUE - timedelta(days=4)), Part("BTC"), Part("BCT"), Part("NONE")],
        )
    assert [(one.row, one.field) for one in told.value.faults] == [
        (1, "due_on"),
        (2, "lead"),
        (3, "lead"),
        (4, "lead"),
    ]
    made = break_down(task.id, by=world.lead, parts=[Part("BCT-KH", "Dự thảo"), Part("T22")])
    assert [one.code for one in made] == ["17/NQ-CP#IV#1/1", "17/NQ-CP#IV#1/2"]
    assert made[0].current_due == DUE - timedelta(days=5)
    leading.acknowledge(made[0].id, by=world.unit)
    leading.acknowledge(made[1].id, by=world.province)
    with pytest.raises(Missing):
        leading.acknowledge(made[1].id, by=world.unit)
    claiming.claim(made[0].id, by=world.unit, evidence=[decree()], completed_on=date(2020, 4, 8))
    verifier = replace(world.head, powers=world.head.powers | {"directives.verify"})
    assigning.verify(made[0].id, by=verifier)


def test_a15_repeats_are_linked_and_counted_once(world: World) -> None:
    first = world.tasks([world.new(audience={"kinds": ["ministry"]})], symbol="69/CĐ-TTg")[0]
    second = world.tasks([world.new(audience={"kinds": ["ministry"]})], symbol="220/CĐ-TTg")[0]
    single = world.tasks([world.new(lead="BTC")], symbol="242/CĐ-TTg")[0]
    ending.link_repeat(second.id, by=world.second, original=first.code)
    assert set(Task.objects.filter(parent=second).values_list("state", "repeat_of__code")) == {
        ("repeated", "69/CĐ-TTg#IV#1/BCT"),
        ("repeated", "69/CĐ-TTg#IV#1/BTC"),
    }
    with pytest.raises(Invalid):
        ending.link_repeat(single.id, by=world.second, original="69/CĐ-TTg#IV#1/BCT")
    with pytest.raises(Invalid):
        ending.link_repeat(single.id, by=world.second, original="220/CĐ-TTg#IV#1/BTC")
    ending.link_repeat(single.id, by=world.second, original="69/CĐ-TTg#IV#1/BTC")
    assert Task.objects.filter(repeat_of__code="69/CĐ-TTg#IV#1/BTC").count() == 2


def test_withdrawn_by_document_and_a_regular_duty_is_never_claimed(world: World) -> None:
    task, regular = world.tasks([world.new(), world.new(kind="regular", deadline_kind="regular", due=None)])
    with pytest.raises(Invalid):
        ending.withdraw(task.id, by=world.second, document="", reason="Không còn cần")
    gone = ending.withdraw(task.id, by=world.second, document="5/QĐ-TTg", reason="Không còn cần")
    assert (gone.state, gone.next_at) == ("withdrawn", None)
    leading.acknowledge(regular.id, by=world.lead)
    with pytest.raises(Conflict):
        claiming.claim(regular.id, by=world.lead, evidence=[decree()], completed_on=date(2020, 4, 8))


def test_a_press_claim_cannot_be_verified(world: World) -> None:
    task = world.task()
    leading.acknowledge(task.id, by=world.lead)
    claiming.claim(task.id, by=world.lead, evidence=[decree()], completed_on=date(2020, 4, 8))
    Claim.objects.update(fits=False)
    with pytest.raises(Conflict, match=r"báo chí|press"):
        assigning.verify(task.id, by=world.second)


def test_an_action_costs_at_most_twelve_statements(world: World, counted) -> None:  # type: ignore[no-untyped-def]
    task = world.task()
    # savepoint and its release, the task locked; row, entry, history
    with counted(6):
        leading.acknowledge(task.id, by=world.lead)
