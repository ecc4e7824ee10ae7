"""An inspection's way from its plan to the notice, through the real actions: who may, what is refused, what stays."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from dieuhanh.config.errors import Conflict, Invalid, Missing, Refused
from dieuhanh.directives.actions import assigning, claiming, leading
from dieuhanh.directives.models import Directive, Task
from dieuhanh.directives.queries.filtering import Filters
from dieuhanh.directives.queries.tasks import tasks
from dieuhanh.inspections.actions import answering, planning, proposing, session
from dieuhanh.inspections.models import BodyReport, Figure, Finding, FollowUp, InspectedBody, Inspection, Move
from dieuhanh.inspections.queries.record import Line, record_of
from dieuhanh.inspections.rules.claims import Withdrawn
from dieuhanh.inspections.rules.differences import Agreement
from dieuhanh.inspections.rules.records import NewFinding
from dieuhanh.ledger.models import Entry
from tests.directives.world import OFFICE, at, decree
from tests.inspections.world import ANNOUNCED, HELD, PLANNED, Group, claimed


def in_session(group: Group) -> Inspection:
    """One in session."""
    row = group.announced()
    return session.open_session(row.id, by=group.chair, at=at(HELD, 8))


def test_from_plan_to_closure_with_its_tasks_verified(group: Group) -> None:
    overdue = group.task(due=date(2019, 12, 31))
    row = group.announced()
    assert (row.code, row.state, row.figures_version) == ("KT-2020-01", "announced", 1)
    assert Figure.objects.filter(body__inspection=row).count() == 2 * 17
    record = record_of(group.secretary, row)
    part = record.part("BCT")
    assert part is not None
    assert (part.line("NV.OO").computed, part.line("NV.R1").parts) == (1, (1, 1))
    report = answering.hand_in(
        row.id,
        by=group.bct_clerk,
        body="BCT",
        text="Đã xong cả",
        figures=claimed(NV_OO=0),
        at=at(date(2020, 8, 6)),
    )
    assert (report.version, report.late) == (1, False)
    answering.answer(
        row.id, by=group.bct_clerk, body="BCT", question=1, text="Do phối hợp", at=at(date(2020, 8, 6))
    )
    session.open_session(row.id, by=group.chair, at=at(HELD, 8))
    session.find(row.id, group.finding(), by=group.secretary, at=at(HELD, 9))
    proposing.propose(Inspection, row.id, group.follow_up(), by=group.secretary, at=at(HELD, 10))
    with pytest.raises(Conflict, match=r"dự thảo|drafted"):
        session.conclude(row.id, by=group.chair, text="Kết luận", at=at(HELD, 11))
    proposing.draft_notice(Inspection, row.id, by=group.secretary, document="310/TB-VPCP", at=at(HELD, 11))
    assert Task.objects.get(directive__symbol="310/TB-VPCP").state == "draft"
    done = session.conclude(row.id, by=group.chair, text="Bộ hoàn thành trong tháng 8.", at=at(HELD, 12))
    assert done.state == "concluded"
    task = Task.objects.get(directive__symbol="310/TB-VPCP")
    assert (task.state, task.lead_id, task.source) == ("assigned", group.bct.id, f"KT-2020-01: {row.title}")
    assert task.span_text.startswith("1. BCT: Hoàn thành")
    assert Directive.objects.get(symbol="310/TB-VPCP").source.startswith("KT-2020-01")
    # Reported is set here as the signing would; signing itself is tried in test_papers.
    Inspection.objects.filter(pk=row.id).update(state="reported")
    with pytest.raises(Conflict, match=r"kiểm chứng|verified"):
        session.close(row.id, by=group.chair)
    leading.acknowledge(task.id, by=group.bct_clerk, at=at(date(2020, 8, 11)))
    claiming.claim(
        task.id,
        by=group.bct_clerk,
        evidence=[decree(date(2020, 8, 20))],
        completed_on=date(2020, 8, 20),
        at=at(date(2020, 8, 21)),
    )
    with pytest.raises(Conflict):
        session.close(row.id, by=group.chair)
    assigning.verify(task.id, by=group.second, at=at(date(2020, 8, 24)))
    assert session.close(row.id, by=group.chair, at=at(date(2020, 8, 25))).state == "closed"
    assert overdue.id != task.id
    kinds = set(Entry.objects.filter(subject_id=row.id).values_list("kind", flat=True))
    pasts = "planned asked announced report_handed_in answered opened found task_proposed notice_drafted concluded closed"
    assert kinds == {f"inspections.inspection.{past}" for past in pasts.split()}
    assert Move.objects.filter(inspection=row).count() == Entry.objects.filter(subject_id=row.id).count()


def test_frozen_figures_are_not_touched_by_what_comes_later(group: Group) -> None:
    task = group.task(due=date(2019, 12, 31))
    row = group.announced()
    before = list(Figure.objects.filter(body__inspection=row).order_by("id").values("code", "value", "as_of"))
    leading.acknowledge(task.id, by=group.lead, at=at(ANNOUNCED, 10))
    claiming.claim(
        task.id, by=group.lead, evidence=[decree()], completed_on=date(2020, 4, 8), at=at(ANNOUNCED, 11)
    )
    assigning.verify(task.id, by=group.second, at=at(date(2020, 8, 4)))
    assert (
        list(Figure.objects.filter(body__inspection=row).order_by("id").values("code", "value", "as_of"))
        == before
    )
    planning.retake(row.id, by=group.secretary, at=at(date(2020, 8, 5)))
    part = record_of(group.secretary, Inspection.objects.get(pk=row.id)).part("BCT")
    assert part is not None
    assert (part.line("NV.OO").computed, part.line("NV.DL").computed) == (0, 1)
    assert Figure.objects.filter(body__inspection=row, version=1).count() == len(before)


def test_every_count_opens_to_exactly_its_tasks(group: Group) -> None:
    due = date(2020, 1, 31)
    refuted, silent, extended, waits = group.tasks([group.new(due=due) for _one in range(4)])
    for one in (refuted, extended, waits):
        leading.acknowledge(one.id, by=group.lead, at=at(date(2019, 3, 8)))
    claiming.claim(
        refuted.id,
        by=group.lead,
        evidence=[decree(date(2020, 1, 8))],
        completed_on=date(2020, 1, 8),
        at=at(date(2020, 7, 20)),
    )
    assigning.refuse(refuted.id, by=group.second, reason="Chưa có Nghị định", at=at(date(2020, 7, 22)))
    for day, wanted in ((date(2019, 11, 1), date(2020, 2, 28)), (date(2019, 12, 1), date(2020, 3, 31))):
        leading.ask_extension(extended.id, by=group.head, due_on=wanted, reason="x", at=at(day))
        assigning.refuse_extension(
            extended.id, by=group.second, document="1/VPCP", reason="không", at=at(day + timedelta(days=2))
        )
    claiming.claim(
        waits.id,
        by=group.lead,
        evidence=[decree(date(2020, 1, 8))],
        completed_on=date(2020, 1, 8),
        at=at(date(2020, 7, 30)),
    )
    row = group.announced()
    part = record_of(group.secretary, row).part("BCT")
    assert part is not None
    expected = {"NV.RE": {refuted.id}, "NV.EX": {extended.id}, "NV.CL": {waits.id}, "NV.SI": {silent.id, extended.id}, "NV.OO": {one.id for one in (refuted, silent, extended, waits)}}  # fmt: skip
    for line in part.lines:
        place, query = line.kind.opens
        if place != "directives:tasks":
            continue
        names = {"class": "klass"}
        asked = {names.get(name, name): value for name, value in query}
        found = tasks(group.secretary, Filters(lead="BCT", as_of=ANNOUNCED, **asked), limit=100)
        assert len(found) == line.computed, line.kind.code
        if line.kind.code in expected:
            assert {one.id for one in found} == expected[line.kind.code]


def test_a_claim_never_overwrites_and_each_version_stays(group: Group) -> None:
    group.task(due=date(2019, 12, 31))
    row = group.announced()
    for value, day in ((0, 6), (1, 9)):
        answering.hand_in(
            row.id,
            by=group.bct_clerk,
            body="BCT",
            text="Báo cáo",
            figures=claimed(NV_OO=value),
            at=at(date(2020, 8, day)),
        )
    reports = BodyReport.objects.filter(body__code="BCT").order_by("version")
    assert [(one.version, one.figures, one.late) for one in reports] == [
        (1, {"NV.OO": "0"}, False),
        (2, {"NV.OO": "1"}, True),
    ]
    part = record_of(group.secretary, row).part("BCT")
    assert part is not None
    line = part.line("NV.OO")
    assert (line.computed, line.claimed, line.difference.agreement) == (1, 1, Agreement.AGREES)
    assert part.line("NV.DL").difference.agreement is Agreement.UNCLAIMED


def test_a_claim_made_before_is_made_again_or_withdrawn_with_its_reason(group: Group) -> None:
    row = group.announced()

    def hand_in(day: int, withdrawn: dict[str, str] | None = None, **figures: int) -> BodyReport:
        return answering.hand_in(
            row.id, by=group.bct_clerk, body="BCT", text="Báo cáo", figures=claimed(**figures),
            withdrawn=withdrawn, at=at(date(2020, 8, day)),
        )  # fmt: skip

    hand_in(4, NV_OO=0, NV_DL=2)
    for reasons in (None, {"NV.OO": "  "}, {"NV.DI": "x"}, {"NV.OO": "x" * 1001}):
        with pytest.raises(Invalid, match=r"Bản 1 đã khai|Version 1 claimed") as told:
            hand_in(5, reasons, NV_DL=2)
        assert [one.field for one in told.value.faults] == ["NV.OO"]
    with pytest.raises(Invalid) as told:
        hand_in(5)
    assert {one.field for one in told.value.faults} == {"NV.OO", "NV.DL"}
    hand_in(5, {"NV.OO": "Đếm nhầm", "NV.DL": "thừa: vẫn khai"}, NV_DL=2)

    def line(code: str) -> Line:
        part = record_of(group.secretary, row).part("BCT")
        assert part is not None
        return part.line(code)

    gone = line("NV.OO")
    assert (gone.claimed, gone.withdrawn) == (None, Withdrawn("0", 1, "Đếm nhầm"))
    assert (gone.difference.agreement, line("NV.DL").withdrawn) == (Agreement.WITHDRAWN, None)
    hand_in(6, NV_DL=3)  # what was withdrawn stays so without being asked again
    assert line("NV.OO").withdrawn == Withdrawn("0", 1, "Đếm nhầm")
    hand_in(6, NV_DL=3, NV_OO=1)  # and can be claimed anew
    assert (line("NV.OO").claimed, line("NV.OO").withdrawn) == (1, None)


def test_the_database_lets_no_claim_be_forgotten(group: Group) -> None:
    row = group.announced()
    answering.hand_in(row.id, by=group.bct_clerk, body="BCT", text="x", figures=claimed(NV_OO=0))
    first = BodyReport.objects.get()

    def another(**fields: object) -> None:
        with transaction.atomic():
            BodyReport.objects.create(
                body=first.body, version=2, text="x", at=first.at, by_name="x", by_position="x", entry_id=row.id, **fields
            )  # fmt: skip

    gone = {"value": "0", "version": 1}
    for fields in ({}, {"figures": {"NV.DL": "1"}}, {"withdrawn": {"NV.OO": gone}}, {"withdrawn": {"NV.OO": {**gone, "reason": ""}}}):  # fmt: skip
        with pytest.raises(IntegrityError):
            another(**fields)
    another(withdrawn={"NV.OO": {**gone, "reason": "Đếm nhầm"}})


def test_what_is_claimed_must_be_asked_for_and_make_sense(group: Group) -> None:
    row = group.announced()
    for figures, field in (
        ({"XX.1": Decimal(1)}, "XX.1"),
        ({"NV.OO": Decimal("-1")}, "NV.OO"),
        ({"NV.OO": Decimal("1.5")}, "NV.OO"),
        ({"NV.R1": Decimal(101)}, "NV.R1"),
    ):
        with pytest.raises(Invalid) as told:
            answering.hand_in(row.id, by=group.bct_clerk, body="BCT", text="x", figures=figures)
        assert [one.field for one in told.value.faults] == [field]
    with pytest.raises(Invalid):
        answering.hand_in(row.id, by=group.bct_clerk, body="BCT", text="x", file=b"MZ")
    assert BodyReport.objects.count() == 0


def test_a_body_answers_for_itself_alone_and_the_office_for_none(group: Group) -> None:
    row = group.announced()
    with pytest.raises(Missing):
        answering.hand_in(row.id, by=group.bct_clerk, body="BTC", text="x")
    with pytest.raises(Refused):
        answering.hand_in(row.id, by=group.secretary, body="BTC", text="x")
    with pytest.raises(Missing):  # the second question is BCT's
        answering.answer(row.id, by=group.btc_clerk, body="BTC", question=2, text="x")
    mine = record_of(group.btc_clerk, row)
    assert [one.code for one in mine.parts] == ["BTC"]
    assert [one.number for one in mine.parts[0].questions] == [1]


def test_a_planned_inspection_is_the_offices_own(group: Group) -> None:
    row = group.planned()
    with pytest.raises(Missing):
        answering.hand_in(row.id, by=group.bct_clerk, body="BCT", text="x")
    with pytest.raises(Refused):
        planning.plan(group.new_inspection(), by=group.bct_clerk)
    bare = group.planned(decision="", team=())
    with pytest.raises(Conflict, match=r"quyết định|decision"):
        planning.announce(bare.id, by=group.secretary, due_on=date(2020, 8, 7), at=at(ANNOUNCED))
    for day in (None, date(2020, 7, 1), date(2020, 8, 11)):
        with pytest.raises(Invalid):
            planning.announce(row.id, by=group.secretary, due_on=day, at=at(ANNOUNCED))
    assert planning.cancel(row.id, by=group.chair, reason="Hoãn").state == "cancelled"


def test_a_plan_is_changed_until_it_is_announced(group: Group) -> None:
    row = group.planned()
    planning.ask(row.id, "Vì sao?", by=group.secretary, body="BTC")
    with pytest.raises(Invalid, match="BTC"):
        planning.change(row.id, group.new_inspection(bodies=["BCT"]), by=group.secretary)
    planning.change(row.id, group.new_inspection(bodies=["BTC", "T22"]), by=group.secretary)
    kept = InspectedBody.objects.filter(inspection=row).order_by("place").values_list("code", flat=True)
    assert list(kept) == ["BTC", "T22"]
    with pytest.raises(Invalid) as told:
        planning.plan(group.new_inspection(bodies=["BCT", "KHONG"], topics=["?"]), by=group.secretary)
    assert {one.field for one in told.value.faults} == {"bodies", "topics"}
    with pytest.raises(Invalid, match=r"không kiểm tra chính mình|does not inspect itself"):
        planning.change(row.id, group.new_inspection(bodies=["BCT", "VPCP"]), by=group.secretary)


def test_a_session_does_not_open_before_its_day_but_its_day_can_be_moved(group: Group) -> None:
    row = group.announced(held_on=date(2020, 8, 10), held_to=date(2020, 8, 11))
    with pytest.raises(Conflict, match=r"dời ngày|move its day"):
        session.open_session(row.id, by=group.chair, at=at(date(2020, 8, 9)))
    for day in (date(2020, 8, 3), date(2020, 8, 6)):  # past; before the reports are due
        with pytest.raises(Invalid, match="07/08/2020") as told:
            planning.move_day(row.id, day, by=group.secretary, reason="Sớm", at=at(date(2020, 8, 4)))
        assert [one.field for one in told.value.faults] == ["held_on"]
    with pytest.raises(Refused):
        planning.move_day(row.id, HELD, by=group.bct_clerk, reason="x", at=at(date(2020, 8, 4)))
    moved = planning.move_day(
        row.id, date(2020, 8, 7), by=group.secretary, reason="Gấp", at=at(date(2020, 8, 4))
    )
    assert (moved.held_on, moved.held_to) == (date(2020, 8, 7), date(2020, 8, 8))
    assert session.open_session(row.id, by=group.chair, at=at(date(2020, 8, 7))).state == "in_session"
    with pytest.raises(Conflict):
        planning.move_day(row.id, HELD, by=group.secretary, reason="x", at=at(date(2020, 8, 7)))


def test_who_drafted_the_notice_does_not_conclude_it(group: Group) -> None:
    row = in_session(group)
    both = group.chair.__class__(**{**{one: getattr(group.chair, one) for one in group.chair.__slots__}, "powers": group.chair.powers | frozenset(OFFICE)})  # fmt: skip
    proposing.propose(Inspection, row.id, group.follow_up(), by=both, at=at(HELD, 9))
    proposing.draft_notice(Inspection, row.id, by=both, document="311/TB-VPCP", at=at(HELD, 9))
    with pytest.raises(Refused, match=r"người thứ hai|second person"):
        session.conclude(row.id, by=both, text="x", at=at(HELD, 10))
    with pytest.raises(Conflict):  # nothing is proposed any more once the notice is drafted
        proposing.propose(Inspection, row.id, group.follow_up(), by=group.secretary, at=at(HELD, 10))


def test_all_four_are_required_by_the_database_too(group: Group) -> None:
    row = in_session(group)
    with pytest.raises(Invalid) as told:
        session.find(row.id, NewFinding("BCT", "x", "", "", "", ""), by=group.secretary)
    assert {one.field for one in told.value.faults} == {"nature", "degree", "cause", "responsibility"}
    body = InspectedBody.objects.get(inspection=row, code="BCT")
    with pytest.raises(IntegrityError), transaction.atomic():
        Finding.objects.create(
            body=body, topic="tasks", text="x", nature="late", degree="minor", cause="law", responsibility="",
            at=at(HELD), by_name="x", entry_id=row.id,
        )  # fmt: skip


def test_a_proposed_task_has_an_owner_and_a_deadline_and_can_be_dropped(group: Group) -> None:
    row = in_session(group)
    for fields, wrong in (
        ({"due_on": None}, "due_on"),
        ({"due_on": PLANNED}, "due_on"),
        ({"body": "KHONG"}, "body"),
        ({"content": " "}, "content"),
    ):
        with pytest.raises(Invalid) as told:
            proposing.propose(
                Inspection, row.id, group.follow_up(**fields), by=group.secretary, at=at(HELD, 9)
            )
        assert [one.field for one in told.value.faults] == [wrong]
    made = proposing.propose(Inspection, row.id, group.follow_up(), by=group.secretary, at=at(HELD, 9))
    with pytest.raises(Missing):
        proposing.drop(Inspection, row.id, 7, by=group.secretary)
    proposing.drop(Inspection, row.id, made.number, by=group.secretary, at=at(HELD, 10))
    assert FollowUp.objects.count() == 0
    concluded = session.conclude(row.id, by=group.chair, text="Không giao thêm việc.", at=at(HELD, 11))
    assert (concluded.state, concluded.notice_id) == ("concluded", None)


@pytest.mark.parametrize("many", [1, 30])
def test_an_action_and_a_record_cost_the_same_for_one_and_for_thirty(
    group: Group, many: int, counted
) -> None:  # type: ignore[no-untyped-def]
    from tests.factories import organisation

    codes = [f"P{number:02}" for number in range(many)]
    for code in codes:
        organisation(code, "province", group.cp)
    group.tasks([group.new(lead=code, due=date(2019, 12, 31)) for code in codes])
    row = group.planned(bodies=codes)
    planning.ask(row.id, "Vì sao?", by=group.secretary, at=at(PLANNED))
    # the locked row, bodies (for the rule), side, bodies, tasks (signals, counts), reports,
    # figures, the row, entry, move; and the two of the savepoint that the test makes of the transaction
    with counted(13):
        planning.announce(row.id, by=group.secretary, due_on=date(2020, 8, 7), at=at(ANNOUNCED))
    row = Inspection.objects.get(pk=row.id)
    with counted(
        10
    ):  # side, bodies, names, follow-ups, figures, reports, findings, questions, answers, papers
        record_of(group.secretary, row)
