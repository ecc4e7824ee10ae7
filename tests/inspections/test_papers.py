"""The report to the Prime Minister and a meeting's notice: signed, with the record inside; and a meeting's whole way."""

import json
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from dieuhanh.centre.rules.sentences import tell
from dieuhanh.config.actor import SYSTEM
from dieuhanh.config.errors import Conflict, Invalid, Missing, Refused
from dieuhanh.deadlines.rules.text import Text
from dieuhanh.directives.actions import leading
from dieuhanh.directives.models import Task
from dieuhanh.inspections.actions import agendas, answering, meetings, proposing, session
from dieuhanh.inspections.actions.agendas import NewMeeting
from dieuhanh.inspections.actions.ringing import ring_due
from dieuhanh.inspections.actions.signing import sign_report
from dieuhanh.inspections.models import AgendaItem, Explanation, Inspection, Meeting, Move, Paper
from dieuhanh.inspections.queries.meetings import meeting_record, proposed_tasks
from dieuhanh.ledger.models import Entry
from dieuhanh.organisations.models import Person
from dieuhanh.signing import paper
from dieuhanh.signing.actions import create_demo_authority, create_demo_token
from dieuhanh.signing.queries import verify_pdf
from tests.days import today_is
from tests.directives.world import at
from tests.inspections.world import ANNOUNCED, HELD, Group, claimed

PASSPHRASE = "Mat-Khau-Ky-2020"


@pytest.fixture
def token(group: Group, settings: Any) -> None:
    """The chair's token, of the demonstration's authority."""
    try:
        paper.font_path()
    except paper.PaperError as reason:
        pytest.skip(str(reason))
    settings.DEMO = True
    Person.objects.filter(pk=group.chair.person_id).update(simulated=True)
    assert group.chair.person_id is not None
    create_demo_token(
        create_demo_authority(by=SYSTEM), by=SYSTEM, person_id=group.chair.person_id, passphrase=PASSPHRASE
    )


def test_the_report_is_signed_with_the_record_inside(group: Group, token: None) -> None:
    group.task(due=date(2019, 12, 31))
    row = group.announced()
    answering.hand_in(
        row.id, by=group.bct_clerk, body="BCT", text="Đã xong", figures=claimed(NV_OO=0), at=at(ANNOUNCED, 15)
    )
    session.open_session(row.id, by=group.chair, at=at(HELD, 8))
    session.find(row.id, group.finding(), by=group.secretary, at=at(HELD, 9))
    proposing.propose(Inspection, row.id, group.follow_up(), by=group.secretary, at=at(HELD, 9))
    proposing.draft_notice(Inspection, row.id, by=group.secretary, document="310/TB-VPCP", at=at(HELD, 10))
    session.conclude(row.id, by=group.chair, text="Bộ hoàn thành trong tháng 8.", at=at(HELD, 11))
    with pytest.raises(Invalid):
        sign_report(row.id, by=group.chair, number="1/BC", passphrase="sai", at=at(HELD, 12))
    assert Inspection.objects.get(pk=row.id).state == "concluded"
    done = sign_report(row.id, by=group.chair, number="45/BC-TCT", passphrase=PASSPHRASE, at=at(HELD, 14))
    assert (done.state, done.report_number) == ("reported", "45/BC-TCT")
    kept = Paper.objects.get(inspection=row)
    pdf = bytes(kept.content)
    assert str(verify_pdf(pdf, at=at(HELD, 15)).bottom_line) == "valid"
    inside = json.loads(paper.extract_attachment(pdf, "ho-so.json"))
    bct = next(one for one in inside["bodies"] if one["body"] == "BCT")
    line = next(one for one in bct["figures"] if one["code"] == "NV.OO")
    assert (line["computed"], line["claimed"], line["agreement"], line["gap"]) == ("1", "0", "better", "-1")
    assert inside["follow_ups"][0]["task"] == "310/TB-VPCP#1#1"
    assert bct["findings"][0]["responsibility"] == "Vụ Kế hoạch"
    entry = Entry.objects.filter(subject_id=row.id, kind="inspections.inspection.reported").first()
    assert entry is not None
    with pytest.raises(Conflict):
        sign_report(row.id, by=group.chair, number="46/BC-TCT", passphrase=PASSPHRASE, at=at(HELD, 15))


def planned(group: Group, *tasks: Task) -> Meeting:
    """A meeting of 10 August with these tasks on its agenda."""
    row = agendas.plan_meeting(
        NewMeeting("Phiên họp chuyên đề về nhiệm vụ quá hạn", at(HELD, 9), "VPCP"),
        by=group.secretary,
        at=at(date(2020, 8, 3)),
    )
    agendas.choose(
        row.id, [one.code for one in tasks], by=group.secretary, reason="T+15", at=at(date(2020, 8, 3))
    )
    return row


def test_a_meeting_from_agenda_to_signed_notice_with_its_tasks_given(group: Group, token: None) -> None:
    late = group.task(due=date(2020, 6, 30))
    row = planned(group, late)
    frozen = agendas.freeze(row.id, by=group.secretary, at=at(date(2020, 8, 3), 10))
    assert frozen.explanations_due_on == date(2020, 8, 5)  # Monday 10 August less three working days
    meetings.explain(
        row.id, by=group.bct_clerk, item=1, text="Chờ ý kiến Bộ Tư pháp", at=at(date(2020, 8, 5))
    )
    meetings.open_meeting(row.id, by=group.chair, at=at(HELD, 9))
    meetings.note(row.id, by=group.secretary, item=1, text="Trình trước 20/8", at=at(HELD, 9))
    proposing.propose(Meeting, row.id, group.follow_up(item=1), by=group.secretary, at=at(HELD, 10))
    with pytest.raises(Conflict):
        meetings.conclude_meeting(row.id, by=group.chair, text="x", passphrase=PASSPHRASE, at=at(HELD, 10))
    proposing.draft_notice(Meeting, row.id, by=group.secretary, document="320/TB-VPCP", at=at(HELD, 10))
    done = meetings.conclude_meeting(
        row.id, by=group.chair, text="Thống nhất như trên.", passphrase=PASSPHRASE, at=at(HELD, 11)
    )
    assert done.state == "concluded"
    assert Task.objects.get(directive__symbol="320/TB-VPCP").state == "assigned"
    kept = Paper.objects.get(meeting=row)
    assert str(verify_pdf(bytes(kept.content), at=at(HELD, 12)).bottom_line) == "valid"
    inside = json.loads(paper.extract_attachment(bytes(kept.content), "ho-so.json"))
    assert inside["conclusion"] == "Thống nhất như trên."
    assert inside["items"][0]["explanations"][0]["late"] is False


def test_a_meeting_does_not_open_before_its_day_but_its_day_can_be_moved(group: Group) -> None:
    row = planned(group, group.task(due=date(2020, 6, 30)))
    agendas.freeze(row.id, by=group.secretary, at=at(date(2020, 8, 3), 10))
    assert ring_due(at(date(2020, 8, 4), 8)) == 1
    with pytest.raises(Conflict, match=r"dời ngày|move its day") as told:
        meetings.open_meeting(row.id, by=group.chair, at=at(date(2020, 8, 4)))
    assert told.value.code == "workflow-day-come"
    with pytest.raises(Invalid, match=r"trước hôm nay|before today"):
        agendas.move_day(
            row.id, at(date(2020, 8, 3)), by=group.secretary, reason="Sớm", at=at(date(2020, 8, 4))
        )
    with pytest.raises(Invalid, match=r"lý do|reason"):
        agendas.move_day(
            row.id, at(date(2020, 8, 11)), by=group.secretary, reason=" ", at=at(date(2020, 8, 4))
        )
    with pytest.raises(Conflict, match=r"30/07/2020"):  # its leads would have no three working days
        agendas.move_day(
            row.id, at(date(2020, 8, 4), 14), by=group.secretary, reason="Sớm", at=at(date(2020, 8, 4))
        )
    with pytest.raises(Refused):
        agendas.move_day(
            row.id, at(date(2020, 8, 11)), by=group.bct_clerk, reason="x", at=at(date(2020, 8, 4))
        )
    frozen = AgendaItem.objects.get(meeting=row).frozen
    moved = agendas.move_day(
        row.id,
        at(date(2020, 8, 12)),
        by=group.secretary,
        reason="Thủ tướng đi công tác",
        at=at(date(2020, 8, 4), 9),
    )
    assert (moved.state, moved.held_at, moved.explanations_due_on) == (
        "frozen",
        at(date(2020, 8, 12)),
        date(2020, 8, 7),
    )
    assert AgendaItem.objects.get(meeting=row).frozen == frozen
    assert ring_due(at(date(2020, 8, 6), 8)) == 1  # the new day has a reminder of its own
    assert Entry.objects.filter(subject_id=row.id, kind="inspections.meeting.moved").count() == 1
    told_why = Move.objects.get(meeting=row, action="move_day")
    assert (told_why.note, datetime.fromisoformat(told_why.details["was"])) == (
        "Thủ tướng đi công tác",
        at(HELD, 9),
    )
    with pytest.raises(Conflict):
        meetings.open_meeting(row.id, by=group.chair, at=at(HELD, 9))
    assert meetings.open_meeting(row.id, by=group.chair, at=at(date(2020, 8, 12))).state == "open"


def test_what_was_frozen_is_not_touched_by_what_comes_later(group: Group) -> None:
    late = group.task(due=date(2020, 6, 30))
    row = planned(group, late)
    agendas.freeze(row.id, by=group.secretary, at=at(date(2020, 8, 3), 10))
    before = AgendaItem.objects.get(meeting=row).frozen
    leading.acknowledge(late.id, by=group.lead, at=at(date(2020, 8, 4)))
    leading.progress(late.id, by=group.lead, note="Nửa đường", percent=50, at=at(date(2020, 8, 4)))
    assert AgendaItem.objects.get(meeting=row).frozen == before
    item = meeting_record(group.secretary, row).items[0]
    assert item.frozen is not None
    assert (item.frozen["percent"], item.now["percent"]) == (None, 50)
    assert set(item.changed) >= {"state", "percent"}
    with pytest.raises(Conflict):
        agendas.choose(row.id, [late.code], by=group.secretary)
    with pytest.raises(Conflict):
        agendas.leave_out(row.id, 1, by=group.secretary)


def test_an_agenda_is_frozen_early_enough_and_of_open_tasks(group: Group) -> None:
    late = group.task(due=date(2020, 6, 30))
    row = planned(group, late)
    with pytest.raises(Conflict, match=r"05/08/2020"):
        agendas.freeze(row.id, by=group.secretary, at=at(date(2020, 8, 6)))
    with pytest.raises(Invalid) as told:
        agendas.choose(row.id, [late.code, "17/NQ-CP#IX#9"], by=group.secretary)
    assert told.value.faults[0].value == "17/NQ-CP#IX#9"
    agendas.choose(row.id, [late.code], by=group.secretary)
    assert AgendaItem.objects.filter(meeting=row).count() == 1
    agendas.leave_out(row.id, 1, by=group.secretary)
    with pytest.raises(Conflict, match=r"chưa có nội dung|no item"):
        agendas.freeze(row.id, by=group.secretary, at=at(date(2020, 8, 3)))
    assert agendas.cancel_meeting(row.id, by=group.chair, reason="Hoãn").state == "cancelled"


def test_only_the_lead_explains_and_late_is_said(group: Group) -> None:
    late = group.task(due=date(2020, 6, 30))
    row = planned(group, late)
    with pytest.raises(Missing):  # not frozen: the agenda is the office's own
        meetings.explain(row.id, by=group.bct_clerk, item=1, text="x")
    agendas.freeze(row.id, by=group.secretary, at=at(date(2020, 8, 3), 10))
    with pytest.raises(Missing):
        meetings.explain(row.id, by=group.btc_clerk, item=1, text="x")
    with pytest.raises(Refused):
        meetings.explain(row.id, by=group.secretary, item=1, text="x")
    with pytest.raises(Missing):
        meetings.explain(row.id, by=group.bct_clerk, item=9, text="x")
    said = meetings.explain(row.id, by=group.bct_clerk, item=1, text="Muộn", at=at(date(2020, 8, 6)))
    assert said.late is True


def test_the_clock_reminds_then_shows_who_is_silent(group: Group, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = group.tasks(
        [group.new(due=date(2020, 6, 30)), group.new(lead="BTC", due=date(2020, 6, 30))]
    )
    row = planned(group, first, second)
    agendas.freeze(row.id, by=group.secretary, at=at(date(2020, 8, 3), 10))
    assert ring_due(at(date(2020, 8, 3), 12)) == 0
    assert ring_due(at(date(2020, 8, 4), 7)) == 1
    assert ring_due(at(date(2020, 8, 4), 8)) == 0
    meetings.explain(row.id, by=group.bct_clerk, item=1, text="Đang làm", at=at(date(2020, 8, 5)))
    assert ring_due(at(date(2020, 8, 6), 0)) == 1
    told = Entry.objects.filter(subject_id=row.id, kind__in=_TOLD)
    assert sorted(told.values_list("kind", flat=True)) == sorted(_TOLD)
    moves = Move.objects.filter(meeting=row, action__in=("reminded", "silence_shown")).order_by("id")
    assert [one.details["unexplained"] for one in moves] == [[1, 2], [2]]
    today_is(date(2020, 8, 6), monkeypatch)
    record = meeting_record(group.secretary, Meeting.objects.get(pk=row.id))
    assert [one.number for one in record.silent] == [2]
    assert Meeting.objects.get(pk=row.id).next_at is None


_TOLD = ("inspections.meeting.reminded", "inspections.meeting.silence_shown")


def test_tasks_fifteen_days_overdue_are_proposed(group: Group, monkeypatch: pytest.MonkeyPatch) -> None:
    long, short, done = group.tasks([group.new(due=date(2020, 7, one)) for one in (26, 27, 20)])
    today_is(HELD, monkeypatch)
    row = planned(group, done)
    assert [one.id for one in proposed_tasks(group.secretary, row)] == [long.id]
    assert short.current_due == date(2020, 7, 27)


def test_the_database_holds_that_a_concluded_meeting_has_its_notice(group: Group) -> None:
    row = planned(group, group.task(due=date(2020, 6, 30)))
    with pytest.raises(IntegrityError), transaction.atomic():
        Meeting.objects.filter(pk=row.id).update(state="concluded")
    with pytest.raises(IntegrityError), transaction.atomic():
        Meeting.objects.filter(pk=row.id).update(state="frozen")
    assert Explanation.objects.count() == 0


def test_a_body_sees_only_its_own_items(group: Group, counted: Callable[..., Any]) -> None:
    first, second = group.tasks(
        [group.new(due=date(2020, 6, 30)), group.new(lead="BTC", due=date(2020, 6, 30))]
    )
    row = planned(group, first, second)
    agendas.freeze(row.id, by=group.secretary, at=at(date(2020, 8, 3), 10))
    assert [one.number for one in meeting_record(group.btc_clerk, row).items] == [2]
    with counted(6):  # side, items, names, explanations, follow-ups, papers
        assert len(meeting_record(group.secretary, row).items) == 2


def test_the_wall_tells_what_happened_and_not_what_was_said() -> None:
    who = Text("Văn phòng Chính phủ", "Government Office")
    told = tell("inspections.inspection.concluded", {"code": "KT-2020-01"}, who)
    assert told is not None
    assert (told.text.vi, told.state) == ("Văn phòng Chính phủ: kết luận kiểm tra KT-2020-01", "verified")
    for quiet in ("inspection.answered", "inspection.found", "meeting.explained", "inspection.asked"):
        silent = tell(f"inspections.{quiet}", {"code": "KT-2020-01", "note": "bí mật nội bộ"}, who)
        assert silent is not None
        assert silent.text.vi == ""
