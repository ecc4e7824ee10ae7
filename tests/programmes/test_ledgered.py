"""Every row of the room is held by the ledger: a value changed by hand is found and named."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from dieuhanh.ledger.checks import registered_checks
from dieuhanh.ledger.held import kind_of
from dieuhanh.ledger.sequencer import run_once
from dieuhanh.ledger.subscriptions import load_rooms
from dieuhanh.ledger.verification import verify
from dieuhanh.programmes import ledgered
from dieuhanh.programmes.actions.documents import NewDocument, NewStatement, claim_document, state_share
from dieuhanh.programmes.actions.judging import judge_report
from dieuhanh.programmes.actions.outlook import judge_likelihood, plan_trajectory
from dieuhanh.programmes.models import Likelihood, Programme, Report, TargetVersion, Trajectory
from tests.programmes.world import World

PARTS = dict.fromkeys(("challenge", "planning", "capacity", "stage"), "mixed")


@pytest.fixture
def full(committed_db: Any) -> World:
    """One row of every kind, committed."""
    world = World()
    world.set()
    world.publish()
    made = world.report("BCT", 50)
    judge_report(made.id, "verify", by=world.second)
    claim_document("NQ17", NewDocument("BCT", "plan", "1/QĐ", date(2019, 5, 1)), by=world.clerk)
    state_share(
        "NQ17", NewStatement("100%", ["plan"], date(2020, 8, 10), body_kinds=["ministry"]), by=world.office
    )
    plan_trajectory(
        "NQ17", "17.3", [("2019-06", Decimal(10)), ("2019-12", Decimal(20))], by=world.office, document="1/KH"
    )
    judge_likelihood("NQ17", "17.3", by=world.second, parts=PARTS, overall="mixed", reason="Tốc độ chưa đủ")
    return world


def test_a_row_changed_by_hand_is_found(full: World) -> None:
    load_rooms()
    assert {kind_of(kind) for kind in ledgered.KINDS} <= {one.subject_type for one in registered_checks()}
    run_once()
    assert verify().faults == []
    for rows, change in (
        (Report.objects, {"value": Decimal(99)}),
        (TargetVersion.objects, {"rule": {"direction": "at_least", "value": "1", "scope": "each"}}),
        (Programme.objects, {"title_vi": "Khác"}),
        (Trajectory.objects, {"points": [["2019-12", "1"]]}),
        (Likelihood.objects, {"overall": "good"}),
    ):
        row = rows.get()  # type: ignore[attr-defined]
        before = {name: getattr(row, name) for name in change}
        by_hand = rows.using("owner").filter(pk=row.pk)  # type: ignore[attr-defined]  # the program's own role may not
        by_hand.update(**change)
        assert [one.subject_id for one in verify().faults] == [row.pk], change
        by_hand.update(**before)
    assert verify().faults == []
