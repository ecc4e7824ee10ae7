"""A programme through its actions: figures claimed, verified, refused; the verdict as of a day, the bodies by name."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from dieuhanh.config import clock
from dieuhanh.config.actor import SYSTEM
from dieuhanh.config.errors import Conflict, Invalid, Missing, Refused
from dieuhanh.directives.actions.directives import check_directive, cut, enter, publish
from dieuhanh.directives.rules.drafts import NewDirective, NewTask
from dieuhanh.programmes.actions.documents import NewDocument, NewStatement, claim_document, state_share
from dieuhanh.programmes.actions.judging import judge_document, judge_report
from dieuhanh.programmes.actions.linking import link_tasks, unlink_tasks
from dieuhanh.programmes.actions.programmes import NewProgramme, enter_programme
from dieuhanh.programmes.actions.targets import NewTarget, revise_target
from dieuhanh.programmes.models import Document, Report, TargetVersion
from dieuhanh.programmes.queries.scorecard import scorecard
from dieuhanh.programmes.rules.verdicts import Rule, Scope, Verdict
from tests.programmes.world import DUE, SIGNED, World


def names(bodies: Any) -> list[str]:
    return sorted(one.code for one in bodies)


def only(world: World, **asked: Any) -> Any:
    return scorecard(asked.pop("by", world.office), "NQ17", **asked).targets[0]


def test_a13_through_the_actions_one_of_three_fails(world: World) -> None:
    world.set("17.4", kinds=("ministry", "province"))
    for body, parts in {"BCT": (2500, 10_000), "BTC": (220, 1000), "T22": (12, 100)}.items():
        made = world.report(
            body, None, target="17.4", numerator=Decimal(parts[0]), denominator=Decimal(parts[1])
        )
        judge_report(made.id, "verify", by=world.second)
    found = scorecard(None, "NQ17", target="17.4").targets[0]
    assert found.judged.verdict is Verdict.NOT_MET
    assert (names(found.failed), found.judged.bodies) == (["T22"], 3)
    assert found.mean == (Decimal(2732), Decimal(11_100))
    assert found.mean[0] / found.mean[1] > Decimal("0.20")


def test_a_claim_stays_unproved_until_another_hand_verifies_it(world: World) -> None:
    for body in ("BCT", "BTC", "T22"):
        world.report(body, 50)
    office = world.report("VPCP", 60, by=world.office, source="Báo X 1/7/2020", published_on=date(2020, 7, 1))
    assert only(world).judged.verdict is Verdict.UNPROVED
    assert len(only(world).unproved) == 4
    with pytest.raises(Refused):
        judge_report(office.id, "verify", by=world.office)
    for row in Report.objects.all():
        judge_report(row.id, "verify", by=world.second)
    assert only(world).judged.verdict is Verdict.MET


def test_what_was_known_on_a_day_is_what_that_day_is_answered_with(world: World) -> None:
    early = world.report("VPCP", 12, by=world.office, source="Báo X", published_on=date(2020, 7, 1))
    assert names(only(world, as_of=date(2020, 7, 1)).failed) == ["VPCP"]
    assert only(world, as_of=date(2020, 6, 30)).judged.verdict is Verdict.UNKNOWN
    assert only(world, as_of=date(2019, 12, 30)).judged.verdict is Verdict.NOT_YET_DUE
    judge_report(early.id, "verify", by=world.second, found=Decimal(25))
    assert names(only(world, as_of=date(2020, 7, 1)).failed) == ["VPCP"]
    assert only(world).failed == []


def test_a_body_cannot_say_today_that_it_said_it_long_ago(world: World) -> None:
    made = world.report("BCT", 50, published_on=date(2020, 7, 1))
    assert made.known_on == clock.today()


def test_the_office_that_verifies_cannot_claim_and_the_body_cannot_verify(world: World) -> None:
    with pytest.raises(Refused):
        world.report("BCT", 50, by=world.office)
    with pytest.raises(Refused):
        world.report("BCT", 50, by=world.finance)
    made = world.report("BCT", 50)
    with pytest.raises(Refused):
        judge_report(made.id, "verify", by=world.clerk)
    with pytest.raises(Missing):
        judge_report(made.id, "retract", by=world.finance, reason="x")


def test_a_refused_figure_counts_no_longer_and_may_be_sent_again(world: World) -> None:
    made = world.report("BCT", 100)
    with pytest.raises(Conflict):
        world.report("BCT", 90)
    with pytest.raises(Invalid):
        judge_report(made.id, "refuse", by=world.second, reason=" ")
    judge_report(made.id, "refuse", by=world.second, reason="Không khớp")
    with pytest.raises(Conflict):
        judge_report(made.id, "verify", by=world.second)
    assert "BCT" in names(only(world).unknown)
    again = world.report("BCT", 30)
    assert again.version == 2
    judge_report(again.id, "retract", by=world.clerk, reason="Nhầm kỳ")
    assert "BCT" in names(only(world).unknown)


def test_a_refusal_with_the_office_s_own_figure_decides(world: World) -> None:
    made = world.report("BCT", 100)
    judge_report(made.id, "refuse", by=world.second, reason="Đếm lại", found=Decimal(12))
    found = only(world)
    assert names(found.failed) == ["BCT"]
    line = next(one for one in found.bodies if one.body.code == "BCT")
    assert (line.claimed, line.found) == (100, 12)


def test_a_target_is_revised_and_keeps_what_it_said(world: World) -> None:
    new = NewTarget(
        "Từ 10%",
        Rule(value=Decimal(10), scope=Scope.EACH),
        kinds=("ministry",),
        due_on=DUE,
        valid_from=date(2020, 1, 1),
    )
    with pytest.raises(Invalid):
        revise_target("NQ17", "17.3", new, by=world.office)
    made = revise_target(
        "NQ17", "17.3", NewTarget(**{**_fields(new), "document": "5/NQ-CP"}), by=world.office
    )
    assert made.version == 2
    world.report("BCT", 15)
    assert only(world).failed == []
    assert names(only(world, as_of=date(2019, 6, 1)).unknown) == ["BCT", "BTC", "T22", "VPCP"]
    assert TargetVersion.objects.count() == 2


def _fields(new: NewTarget) -> dict[str, Any]:
    return {name: getattr(new, name) for name in NewTarget.__slots__}


def test_a_body_that_ended_before_the_due_day_is_not_obliged(world: World) -> None:
    from tests.factories import organisation

    organisation("CU", "ministry", world.cp, valid_to=date(2019, 6, 1))
    organisation("MOI", "ministry", world.cp, valid_from=date(2020, 2, 1))
    assert names(one.body for one in only(world).bodies) == ["BCT", "BTC", "T22", "VPCP"]
    assert "CU" in names(one.body for one in only(world, as_of=date(2019, 5, 1)).bodies)


def test_a14_through_the_actions(world: World) -> None:
    for body, by in (("BCT", world.clerk), ("BTC", world.finance)):
        for kind in ("committee", "plan"):
            claim_document("NQ17", NewDocument(body, kind, "1/QĐ", date(2019, 5, 1)), by=by)
    late = claim_document(
        "NQ17", NewDocument("T22", "committee", "9/QĐ-UBND", clock.today()), by=world.province
    )
    state_share(
        "NQ17", NewStatement("100% có Ban Chỉ đạo, kế hoạch", ["committee", "plan"], date(2020, 8, 10), body_kinds=["ministry", "province"]),
        by=world.office,
    )  # fmt: skip
    (found,) = scorecard(None, "NQ17").shares
    assert not found.holds
    committee, plan = found.shares
    assert (committee.share.numerator, committee.share.denominator) == (2, 3)
    assert names(committee.lacking) == ["T22"]
    assert names(plan.lacking) == ["T22"]
    judge_document(late.id, "refuse", by=world.second, reason="Sai thể thức")
    assert Document.objects.get(pk=late.id).state == "refused"
    with pytest.raises(Conflict):
        claim_document("NQ17", NewDocument("BCT", "plan", "1/QĐ", date(2019, 5, 1)), by=world.clerk)


def test_a_draft_is_seen_by_its_office_alone(world: World) -> None:
    enter_programme(NewProgramme("NQ68", "68/NQ-CP", SIGNED, "Cắt giảm"), by=world.office)
    with pytest.raises(Missing):
        scorecard(None, "NQ68")
    with pytest.raises(Missing):
        scorecard(world.clerk, "NQ68")
    with pytest.raises(Conflict):
        world.publish("NQ68")  # it says nothing yet
    assert scorecard(world.office, "NQ68").programme.state == "draft"


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"period": "2020-13"}, "period"),
        ({"period": "2999"}, "period"),
        ({"as_of": date(2020, 9, 1)}, "as_of"),
        ({"numerator": Decimal(1)}, "numerator"),
        ({"numerator": Decimal(1), "denominator": Decimal(0)}, "denominator"),
        ({"evidence_mark": "X"}, "evidence_mark"),
        ({"source": "Báo X", "published_on": date(2999, 1, 1), "by": "office"}, "published_on"),
    ],
)
def test_a_figure_that_cannot_be_is_told(world: World, fields: dict[str, Any], field: str) -> None:
    by = getattr(world, fields.pop("by", "clerk"))
    with pytest.raises(Invalid) as told:
        world.report("BCT", 50, by=by, **fields)
    assert [one.field for one in told.value.faults] == [field]
    assert not Report.objects.exists()


def _given(world: World) -> list[str]:
    """Two duties of Resolution 17, published, as `directives` makes them."""
    new = [NewTask(f"Việc {n}", "document", lead="BCT", deadline_kind="date", due=DUE) for n in (1, 2)]
    row = enter(NewDirective("17/NQ-CP", "resolution", SIGNED, "VPCP"), by=SYSTEM)
    made = cut(row.id, new, by=SYSTEM)
    check_directive(row.id, by=SYSTEM)
    publish(row.id, by=SYSTEM)
    return [one.code for one in made]


def test_tasks_are_linked_by_their_codes(world: World) -> None:
    codes = _given(world)
    with pytest.raises(Invalid):
        link_tasks("NQ17", by=world.office, tasks=["nothing"])
    assert len(link_tasks("NQ17", by=world.office, symbol="17/NQ-CP")) == 2
    assert link_tasks("NQ17", by=world.office, tasks=codes) == []
    found = scorecard(None, "NQ17").tasks
    assert [one.code for one in found] == codes
    unlink_tasks("NQ17", codes[:1], by=world.office)
    assert [one.code for one in scorecard(None, "NQ17").tasks] == codes[1:]


def test_a_scorecard_costs_the_same_for_one_report_and_for_fifty(world: World, counted: Any) -> None:
    from tests.factories import organisation

    state_share(
        "NQ17", NewStatement("100%", ["plan"], date(2020, 8, 10), body_kinds=["ministry"]), by=world.office
    )
    # programme, versions, bodies, reports, tasks, statements, documents (facts where an indicator is named)
    with counted(7):
        scorecard(None, "NQ17")
    for number in range(50):
        organisation(f"M{number}", "ministry", world.cp)
        world.report(f"M{number}", 12, by=world.office, source="Báo X")
    for number in range(10):
        world.set(f"18.{number}")
    with counted(7):
        found = scorecard(None, "NQ17")
    assert len(found.targets[0].failed) == 50


def test_an_action_costs_at_most_twelve_statements(world: World, counted: Any) -> None:
    # savepoint, reach of the hand, programme, body, target, its rules, waiting, last version, row, entry, release
    with counted(10):
        made = world.report("BCT", 50)
    # savepoint, the row locked with its target and programme, right, update, entry, release
    with counted(6):
        judge_report(made.id, "verify", by=world.second)
