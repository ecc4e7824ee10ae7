"""`ledger verify` names every row of the room that was changed by hand, and is content with everything that the actions do."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db import connections

from dieuhanh.config.actor import SYSTEM
from dieuhanh.config.identity import uuid7
from dieuhanh.directives import ledgered
from dieuhanh.directives.actions import (
    assigning,
    claiming,
    directives,
    ending,
    explaining,
    leading,
    parts,
    periods,
    ringing,
    succession,
)
from dieuhanh.directives.actions.register import import_register
from dieuhanh.directives.models import (
    Coordination,
    Delivery,
    Evidence,
    Explanation,
    Hook,
    Move,
    Notice,
    Progress,
    Task,
    TaskPeriod,
    Total,
)
from dieuhanh.directives.pages.entering_forms import new_task
from dieuhanh.directives.rules.deadline_words import resolve
from dieuhanh.directives.rules.drafts import NewCoordinator
from dieuhanh.directives.rules.evidence import EvidenceKind, Given
from dieuhanh.directives.rules.photographs import Photo
from dieuhanh.ledger import sequencer
from dieuhanh.ledger.erasure import erase_body
from dieuhanh.ledger.models import Entry, Leaf
from dieuhanh.ledger.verification import Verification, verify
from dieuhanh.organisations import reference as bodies
from dieuhanh.organisations.models import OrganisationVersion, Succession
from tests.directives.pictures import picture
from tests.directives.test_register import REGISTER
from tests.directives.world import World, at, decree


def verified() -> Verification:
    """What `verify` says of everything that was written until now."""
    sequencer.run_once()
    return verify()


def in_order() -> None:
    found = verified()
    assert found.ok, [str(one) for one in found.faults]
    assert found.rows > 0


def by_hand(sql: str, values: Sequence[Any] = ()) -> None:
    """What someone with the owner's password could do."""
    with connections["owner"].cursor() as cursor:
        cursor.execute(sql, values)
        assert cursor.rowcount != 0


def way(world: World) -> Task:
    """A task that went every way that writes a row: co-ordinated, extended, refused, reminded, verified, reopened, claimed with a file."""
    task, other = world.tasks([world.new(coordinators=[NewCoordinator("BTC")]), world.new(clause="V")])
    leading.acknowledge(task.id, by=world.lead, at=at(date(2019, 3, 8)))
    leading.progress(
        task.id,
        by=world.lead,
        note="Đã lập tổ",
        percent=20,
        obstacle="Thiếu người",
        photograph=Photo("tổ.png", picture("PNG")),
        at=at(date(2019, 4, 1)),
    )
    leading.contribute(task.id, by=world.other, note="Góp ý", at=at(date(2019, 5, 1)))
    leading.ask_extension(
        task.id, by=world.head, due_on=date(2020, 3, 31), reason="Phức tạp", at=at(date(2019, 6, 1))
    )
    assigning.grant_extension(task.id, by=world.clerk, document="1/VPCP", at=at(date(2019, 6, 2)))
    ringing.ring_one(task.id, datetime.now(at(date(2020, 1, 1)).tzinfo))
    paper = Given(EvidenceKind.FILE, file=b"%PDF-1.7\nbytes", file_name="a.pdf")
    for evidence in ([decree()], [decree(), paper]):
        claiming.claim(
            task.id, by=world.lead, evidence=evidence, completed_on=date(2020, 4, 8), at=at(date(2020, 4, 9))
        )
        if evidence[-1] is not paper:
            assigning.refuse(task.id, by=world.second, reason="Chưa đủ", at=at(date(2020, 4, 10)))
    assigning.verify(task.id, by=world.second, at=at(date(2020, 4, 12)))
    assigning.reopen(task.id, by=world.second, document="3/VPCP", reason="Bị hủy", at=at(date(2020, 5, 1)))
    leading.ask_extension(
        task.id, by=world.head, due_on=date(2030, 3, 31), reason="Thêm", at=at(date(2020, 3, 1))
    )
    claiming.claim(
        task.id, by=world.lead, evidence=[decree()], completed_on=date(2020, 4, 8), at=at(date(2020, 5, 9))
    )
    ending.withdraw(task.id, by=world.clerk, document="4/VPCP", reason="Thôi", at=at(date(2020, 6, 1)))
    leading.acknowledge(other.id, by=world.lead)
    followed(world)
    return Task.objects.get(pk=task.pk)


def followed(world: World) -> None:
    """What following writes: periods opened, rung, reported and lapsed; explanations asked, given and lapsed, with causes."""
    meant = resolve("định kỳ hằng tuần, sáng thứ Sáu", date(2019, 3, 7))
    weekly, explained, lapsed = world.tasks(
        [
            new_task(meant, 0, content="Báo cáo tiến độ", kind="report", clause="1", lead="BCT"),
            world.new(clause="2"),
            world.new(clause="3"),
        ],
        "23/NQ-CP",
    )
    for one in (weekly, explained, lapsed):
        leading.acknowledge(one.id, by=world.lead, at=at(date(2019, 3, 8)))
    periods.open_due(at(date(2019, 3, 9)))
    periods.ring_periods(at(date(2019, 3, 20)))
    periods.report_period(weekly.id, by=world.lead, note="Đã báo cáo", at=at(date(2019, 3, 20)))
    ending.withdraw(weekly.id, by=world.clerk, document="8/VPCP", reason="Thôi", at=at(date(2019, 4, 1)))
    for _round in range(2):  # the clock first says overdue, then that an explanation is owed
        for one in Task.objects.filter(pk__in=[explained.pk, lapsed.pk]):
            Task.objects.filter(pk=one.pk).update(next_at=at(date(2020, 1, 7)))
            ringing.ring_one(one.id, at(date(2020, 1, 8)))
    explaining.explain(explained.id, by=world.lead, cause="land", note="Vướng", at=at(date(2020, 1, 9)))
    ending.withdraw(lapsed.id, by=world.clerk, document="9/VPCP", reason="Thôi", at=at(date(2020, 1, 9)))
    assert set(TaskPeriod.objects.values_list("state", flat=True)) == {"reported", "lapsed"}
    of = Explanation.objects.filter(task__in=[explained.pk, lapsed.pk])
    assert [one.lapsed_at is None for one in of.order_by("task_id")] == [True, False]


@pytest.mark.usefixtures("committed_db")
def test_everything_that_the_actions_do_is_in_order() -> None:
    world = World()
    directive = world.directive(
        "20/NQ-CP", text="Bộ Công Thương xây dựng Nghị định.", file=b"%PDF-1.7 x", file_name="a.pdf"
    )
    made = directives.cut(
        directive.id, [world.new(coordinators=[NewCoordinator("BTC")]), world.new(clause="V")], by=world.clerk
    )
    in_order()
    directives.change_draft(
        made[0].id, world.new(content="Khác", coordinators=[NewCoordinator("T22")]), by=world.clerk
    )
    directives.drop_draft(made[1].id, by=world.clerk)
    in_order()
    directives.cut(
        directive.id,
        [world.new(audience={"kinds": ["ministry"]}, coordinators=[NewCoordinator("BTC")])],
        by=world.clerk,
    )
    directives.check_directive(directive.id, by=world.second)
    directives.uncheck(directive.id, by=world.second, reason="Sai")
    directives.check_directive(directive.id, by=world.second)
    directives.publish(directive.id, by=world.clerk)
    in_order()
    way(world)
    in_order()
    whole, repeat, moved, asked = world.tasks(
        [world.new(clause=one) for one in ("VI", "VII", "VIII", "IX")], "21/NQ-CP"
    )
    parts.break_down(whole.id, by=world.lead, parts=[parts.Part("BCT-KH")])
    ending.link_repeat(repeat.id, by=world.clerk, original=whole.code)
    assigning.reopen(repeat.id, by=world.clerk, document="5/VPCP", reason="Không trùng")
    ending.transfer(moved.id, by=world.clerk, body="BTC", document="6/VPCP", reason="Đúng việc")
    leading.ask_return(asked.id, by=world.lead, ground="unclear", reason="Chưa rõ")
    assigning.clarify(asked.id, by=world.clerk, content="Rõ hơn")
    in_order()
    for _round in range(3):
        for one in Task.objects.filter(next_at__isnull=False):
            ringing.ring_one(one.id, one.next_at)  # type: ignore[arg-type]
    assert Notice.objects.exists()
    in_order()
    assert ringing.settle_clocks(Task.objects.values_list("id", flat=True), at(date(2031, 1, 1)))
    in_order()
    day = date(2020, 9, 1)
    OrganisationVersion.objects.filter(organisation=world.bct).update(valid_to=day)
    Succession.objects.create(
        predecessor=world.bct, successor=world.btc, effective_on=day, kind="merge", legal_document="7/NĐ-CP"
    )
    assert succession.pass_on(at(day) + timedelta(days=1))
    assert Task.objects.filter(tier=1, assigner=world.btc).exists()
    in_order()


@pytest.mark.usefixtures("committed_db")
def test_the_imported_register_is_in_order() -> None:
    bodies.load(by=SYSTEM)
    import_register(REGISTER.read_bytes(), by=SYSTEM)
    in_order()


_OF = {
    "directive": ("signer", "'X'"),
    "task": ("current_due", "'2031-01-01'"),
    "move": ("reason", "'X'"),
    "progress": ("note", "'X'"),
    "claim": ("completed_on", "'2020-01-01'"),
    "evidence": ("symbol", "'X'"),
    "deadlinechange": ("to_due", "'2031-01-01'"),
    "extensionrequest": ("reason", "'X'"),
    "notice": ("at", "now()"),
    "coordination": ("note", "'X'"),
    "taskperiod": ("due_on", "'2031-01-01'"),
    "delaycause": ("cause", "'X'"),
    "explanation": ("due_at", "now()"),
}


def test_every_model_of_the_room_is_held() -> None:
    """A new model hangs on a task (`ledgered.OF_TASK`) or says here why the ledger does not hold it."""
    named = {one._meta.model_name for one in apps.get_app_config("directives").get_models()}
    # Hooks are told of in the ledger, and what they hold proves nothing; totals are counted anew from the tasks.
    not_held = {one._meta.model_name for one in (Hook, Delivery, Total)}
    assert named - not_held == set(_OF)
    assert {one._meta.model_name for one in ledgered.OF_TASK} | {"task", "directive"} == set(_OF)


@pytest.mark.usefixtures("committed_db")
def test_a_row_of_each_model_changed_removed_or_slipped_in_by_hand_is_named() -> None:
    world = World()
    way(world)
    draft = world.directive("22/NQ-CP", file=b"%PDF-1.7 x", file_name="a.pdf")
    directives.cut(draft.id, [world.new(coordinators=[NewCoordinator("BTC")])], by=world.clerk)
    in_order()

    def named(what: str = "") -> list[tuple[str | None, str]]:
        found = verify()
        return [(one.subject_type, str(one.subject_id)) for one in found.faults if what in str(one)]

    for model, (column, value) in _OF.items():
        table = f"directives_{model}"
        with connections["owner"].cursor() as cursor:
            # A row whose column will differ; of tasks and co-ordinations also one of a draft.
            cursor.execute(f"SELECT id, {column} FROM {table} ORDER BY id")
            rows = cursor.fetchall()
        for key, before in {rows[0][0]: rows[0][1], rows[-1][0]: rows[-1][1]}.items():
            by_hand(f"UPDATE {table} SET {column} = {value} WHERE id = %s", [key])
            assert named("was changed") == [(f"directives.{model}", str(key))], model
            by_hand(f"UPDATE {table} SET {column} = %s WHERE id = %s", [before, key])
    in_order()
    notice = Notice.objects.order_by("id")[0]
    by_hand("DELETE FROM directives_notice WHERE id = %s", [notice.id])
    assert named("is gone") == [("directives.notice", str(notice.id))]
    notice.save(force_insert=True)
    in_order()
    slipped = Coordination.objects.create(task=Task.objects.exclude(state="draft")[0], organisation=world.t22)
    assert named("has no entry") == [("directives.coordination", str(slipped.id))]
    by_hand("DELETE FROM directives_coordination WHERE id = %s", [slipped.id])
    file = Evidence.objects.exclude(file_sha256="")[0]
    by_hand("UPDATE directives_evidence SET file_content = %s WHERE id = %s", [b"%PDF-1.7 other", file.id])
    assert named() == [("directives.evidence", str(file.id))]
    by_hand("UPDATE directives_evidence SET file_content = %s WHERE id = %s", [b"%PDF-1.7\nbytes", file.id])
    seen = Progress.objects.exclude(photo_sha256="").order_by("id")[0]
    by_hand("UPDATE directives_progress SET photo_content = %s WHERE id = %s", [b"other", seen.id])
    assert named() == [("directives.progress", str(seen.id))]
    by_hand("UPDATE directives_progress SET photo_content = %s WHERE id = %s", [seen.photo_content, seen.id])
    in_order()
    line = Move.objects.filter(task__isnull=False).order_by("id")[0]
    by_hand("UPDATE directives_move SET entry_id = gen_random_uuid() WHERE id = %s", [line.id])
    assert named("names the entry") == [("directives.move", str(line.id))]
    by_hand("UPDATE directives_move SET entry_id = %s WHERE id = %s", [line.entry_id, line.id])
    late = Task.objects.filter(was_late=True)[0]
    by_hand("UPDATE directives_task SET was_late = false WHERE id = %s", [late.id])
    assert named() == [("directives.task", str(late.id))]
    by_hand("UPDATE directives_task SET was_late = true WHERE id = %s", [late.id])
    copied = Task.objects.exclude(state="draft")[0]
    copied.pk = copied.id = uuid7()
    copied.code = "slipped in"
    copied.save(force_insert=True)
    assert ("directives.task", str(copied.id)) in named("has no entry")


@pytest.mark.usefixtures("committed_db")
def test_what_the_law_had_removed_from_the_ledger_holds_nothing_to_it() -> None:
    world = World()
    task = way(world)
    in_order()
    entry = Entry.objects.filter(subject_id=task.id, kind="directives.task.progressed").get()
    erase_body(Leaf.objects.get(entry_id=entry.id).index, "Luật", by=SYSTEM)
    in_order()
