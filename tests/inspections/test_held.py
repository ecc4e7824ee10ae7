"""`ledger verify` is content with everything that the actions do, and names every row of the room that was changed by hand."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db.models import Model

from dieuhanh.config.errors import Invalid
from dieuhanh.inspections.actions import agendas, answering, meetings, planning, proposing, session, weighing
from dieuhanh.inspections.actions.ringing import ring_due
from dieuhanh.inspections.models import (
    AgendaItem,
    Answer,
    BodyReport,
    Explanation,
    Figure,
    Finding,
    FollowUp,
    Inspection,
    Meeting,
    Move,
    Question,
    Weighting,
)
from dieuhanh.ledger.sequencer import run_once
from dieuhanh.ledger.subscriptions import load_rooms
from dieuhanh.ledger.verification import verify
from tests.directives.world import at
from tests.inspections.world import ANNOUNCED, HELD, PLANNED, Group, claimed


def everything(group: Group) -> None:
    """One of every row: an inspection to its conclusion, a meeting in session, weights."""
    late = group.task(due=date(2020, 6, 30))
    row = group.planned(bodies=["BCT", "T22"])
    planning.change(
        row.id, group.new_inspection(bodies=["BTC", "BCT"]), by=group.secretary, at=at(PLANNED, 9)
    )
    planning.ask(row.id, "Vì sao?", by=group.secretary, at=at(PLANNED, 10))
    planning.announce(row.id, by=group.secretary, due_on=date(2020, 8, 7), at=at(ANNOUNCED))
    planning.retake(row.id, by=group.secretary, at=at(ANNOUNCED, 12))
    answering.hand_in(
        row.id, by=group.bct_clerk, body="BCT", text="x", figures=claimed(NV_OO=0), at=at(ANNOUNCED, 15)
    )
    answering.answer(row.id, by=group.bct_clerk, body="BCT", question=1, text="y", at=at(ANNOUNCED, 16))
    session.open_session(row.id, by=group.chair, at=at(HELD, 8))
    session.find(row.id, group.finding(), by=group.secretary, at=at(HELD, 9))
    for _one in range(2):
        proposing.propose(Inspection, row.id, group.follow_up(), by=group.secretary, at=at(HELD, 9))
    proposing.drop(Inspection, row.id, 1, by=group.secretary, at=at(HELD, 9))
    proposing.draft_notice(Inspection, row.id, by=group.secretary, document="310/TB-VPCP", at=at(HELD, 10))
    session.conclude(row.id, by=group.chair, text="Xong.", at=at(HELD, 11))
    other = group.task(symbol="18/NQ-CP", due=date(2020, 6, 30))
    meeting = agendas.plan_meeting(
        agendas.NewMeeting("Họp", at(date(2020, 8, 20)), "VPCP"), by=group.secretary, at=at(HELD)
    )
    agendas.choose(meeting.id, [late.code, other.code], by=group.secretary, at=at(HELD))
    agendas.leave_out(meeting.id, 2, by=group.secretary, at=at(HELD))
    agendas.freeze(meeting.id, by=group.secretary, at=at(HELD))
    assert ring_due(at(date(2020, 8, 14), 8)) == 1
    meetings.explain(meeting.id, by=group.bct_clerk, item=1, text="z", at=at(date(2020, 8, 14)))
    meetings.open_meeting(meeting.id, by=group.chair, at=at(date(2020, 8, 20)))
    meetings.note(meeting.id, by=group.secretary, item=1, text="Trình trước 31/8", at=at(date(2020, 8, 20)))
    weighing.set_weights({"overdue": 1, "refuted": 1, "silent": 1, "extended": 1}, by=group.chair, reason="x")


def test_a_row_changed_by_hand_is_found(committed_db: Any) -> None:
    group = Group()
    everything(group)
    load_rooms()
    run_once()
    assert [str(one) for one in verify().faults] == []
    changes: list[tuple[type[Model], dict[str, Any]]] = [
        (Inspection, {"conclusion": "Khác"}),
        (Figure, {"value": Decimal(99)}),
        (BodyReport, {"figures": {"NV.OO": "7"}}),
        (Question, {"text": "Khác"}),
        (Answer, {"text": "Khác"}),
        (Finding, {"responsibility": "Không ai"}),
        (FollowUp, {"content": "Khác"}),
        (Meeting, {"title": "Khác"}),
        (AgendaItem, {"frozen": {"state": "verified"}}),
        (Explanation, {"late": True}),
        (Move, {"by_name": "Người khác"}),
        (Weighting, {"weights": {"overdue": 100}}),
    ]
    for kind, change in changes:
        rows = kind._default_manager.using("owner")
        row = rows.order_by("pk").first()
        assert row is not None, kind
        before = {name: getattr(row, name) for name in change}
        rows.filter(pk=row.pk).update(**change)
        assert len(verify().faults) == 1, kind
        rows.filter(pk=row.pk).update(**before)
    assert verify().faults == []
    Explanation.objects.using("owner").all().delete()
    assert len(verify().faults) == 1


def test_nothing_marked_as_secret_is_taken(group: Group) -> None:
    row = group.announced()
    with pytest.raises(Invalid) as told:
        answering.hand_in(row.id, by=group.bct_clerk, body="BCT", text="TỐI MẬT\nBáo cáo")
    assert told.value.code == "secret-document"
    assert BodyReport.objects.count() == 0
    with pytest.raises(Invalid):
        planning.ask(row.id, "TUYỆT MẬT\nVì sao?", by=group.secretary)
