"""Inspections with their bodies and papers, meetings with their items, candidates and weights."""

from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from typing import Any
from urllib.parse import unquote

from dieuhanh.config import clock
from dieuhanh.config.actor import SYSTEM
from dieuhanh.inspections.actions import (
    agendas,
    answering,
    meetings,
    planning,
    proposing,
    reference,
    session,
    signing,
    weighing,
)
from dieuhanh.inspections.models import BodyReport, Inspection, Meeting, Paper
from dieuhanh.inspections.rules.records import Member, NewFinding, NewFollowUp, NewInspection
from tests.authority.table import Row, Verb
from tests.authority.world import (
    AUDITOR,
    CENTRE,
    CLERK,
    LEADER,
    MACHINE,
    OTHER,
    RECEIVER,
    SIGNED_IN,
    World,
)

_OFFICE = [RECEIVER, CENTRE, AUDITOR, MACHINE]
"""Whose remit reaches the Government Office: they see every body's part."""
_SEES = [CLERK, LEADER, OTHER, *_OFFICE]
"""Who sees the announced inspection of BCT and BTC, each ministry its own part."""
_BCT = [CLERK, LEADER, *_OFFICE]
_PLANS = [MACHINE]
_NOT_HIS = {role: 404 for role in SIGNED_IN if role not in _SEES}
_NOT_BCT = {role: 404 for role in SIGNED_IN if role not in _BCT}
_PAGES, _API = "/inspections/", "/api/v1/"
_ONE, _DRAFT = {"inspection_id": "$inspection"}, {"inspection_id": "$inspection_planned"}
_MEETING, _PLANNED = {"meeting_id": "$meeting"}, {"meeting_id": "$meeting_planned"}
_SEND = {
    "title": "Kiểm tra",
    "held_on": "2030-09-01",
    "office": "VPCP",
    "bodies": ["BCT"],
    "topics": ["tasks"],
}
_SEND_MEETING = {"title": "Họp", "held_at": "2030-09-03T09:00:00+07:00", "office": "VPCP"}
_WEIGHTS = {"weights": {"overdue": 3, "refuted": 5, "silent": 1, "extended": 2}, "reason": "x"}

ROWS = [
    Row("GET", _PAGES, may=SIGNED_IN),
    Row("GET", _PAGES + "new/", may=_PLANS),
    Row("POST", _PAGES + "new/", may=_PLANS, ok=422),  # an empty form
    Row("GET", _PAGES + "candidates/", may=SIGNED_IN),
    Row("GET", _PAGES + "candidates/weights/", may=_PLANS),
    Row("POST", _PAGES + "candidates/weights/", may=_PLANS, ok=422),
    Row("GET", _PAGES + "meetings/", may=SIGNED_IN),
    Row("GET", _PAGES + "meetings/new/", may=_PLANS),
    Row("POST", _PAGES + "meetings/new/", may=_PLANS, ok=422),
    Row("GET", _PAGES + "meetings/{meeting_id}/", may=_BCT, no=404, at=_MEETING),
    Row(
        "GET",
        _PAGES + "meetings/{meeting_id}/do/{action}/",
        may=_BCT,
        no=404,
        at={**_MEETING, "action": "open"},
    ),
    Row(
        "POST",
        _PAGES + "meetings/{meeting_id}/do/{action}/",
        may=_PLANS,
        ok=302,
        but=_NOT_BCT,
        at={**_MEETING, "action": "open"},
    ),
    Row("GET", _PAGES + "papers/{paper_id}/", may=_OFFICE, no=404, at={"paper_id": "$paper"}),
    Row("GET", _PAGES + "files/{report_id}/", may=_BCT, no=404, at={"report_id": "$body_report"}),
    Row("GET", _PAGES + "{inspection_id}/", may=_SEES, no=404, at=_ONE),
    Row("GET", _PAGES + "{inspection_id}/", may=_PLANS, no=404, at=_DRAFT, note="planned"),
    Row("GET", _PAGES + "{inspection_id}/compare/", may=_OFFICE, no=404, at=_ONE),
    Row("GET", _PAGES + "{inspection_id}/bodies/{code}/", may=_BCT, no=404, at={**_ONE, "code": "BCT"}),
    Row("GET", _PAGES + "{inspection_id}/do/{action}/", may=_SEES, no=404, at={**_ONE, "action": "open"}),
    Row(
        "POST",
        _PAGES + "{inspection_id}/do/{action}/",
        may=_PLANS,
        ok=302,
        but=_NOT_HIS,
        at={**_ONE, "action": "open"},
    ),
    Row("GET", _API + "inspections", may=SIGNED_IN),
    Row("POST", _API + "inspections", may=_PLANS, ok=201, send=_SEND),
    Row("GET", _API + "inspections/candidates", may=SIGNED_IN),
    Row("POST", _API + "inspections/candidates/weights", may=_PLANS, ok=201, send=_WEIGHTS),
    Row("GET", _API + "inspections/{inspection_id}", may=_SEES, no=404, at=_ONE),
    Row(
        "POST",
        _API + "inspections/{inspection_id}/{action}",
        may=_PLANS,
        but=_NOT_HIS,
        at={**_ONE, "action": "open"},
    ),
    Row("GET", _API + "meetings", may=SIGNED_IN),
    Row("POST", _API + "meetings", may=_PLANS, ok=201, send=_SEND_MEETING),
    Row("GET", _API + "meetings/{meeting_id}", may=_BCT, no=404, at=_MEETING),
    Row(
        "POST",
        _API + "meetings/{meeting_id}/{action}",
        may=_PLANS,
        but=_NOT_BCT,
        at={**_MEETING, "action": "open"},
    ),
]

_ACTIONS = "inspections.actions."
_PLAN, _LEAD, _ANSWER = "inspections.plan", "inspections.lead", "inspections.answer"
_PUBLISHED = {
    "title": "Đã công bố", "held_on": "2019-12-13", "office": "VPCP", "bodies": ["BCT", "BTC"], "topics": ["tasks"],
    "conclusion": "x", "source": "báo", "evidence_mark": "N", "published": [], "checks": [], "notice": "Kết luận 13/12",
    "task": "Trình đề án", "deadline_words": "đầu năm",
}  # fmt: skip
_TEAM = (Member("head", "Trưởng đoàn"),)
_FINDING = NewFinding("BCT", "x", "late", "minor", "law", "Vụ A")


def _days(count: int) -> date:
    return clock.today() + timedelta(days=count)


def _new() -> NewInspection:
    return NewInspection(
        "Kiểm tra", _days(30), "VPCP", bodies=["BCT", "BTC"], topics=["tasks"], decision="1/QĐ", team=_TEAM
    )


def _follow_up() -> NewFollowUp:
    return NewFollowUp("BCT", "Lập báo cáo", _days(60))


def _new_meeting() -> agendas.NewMeeting:
    return agendas.NewMeeting("Họp", datetime.now(UTC) + timedelta(days=30), "VPCP")


def _opened(world: World) -> None:
    session.open_session(world.records["inspection"], by=SYSTEM)


def _proposed(world: World) -> None:
    _opened(world)
    proposing.propose(Inspection, world.records["inspection"], _follow_up(), by=SYSTEM)


def _drafted(world: World) -> None:
    _proposed(world)
    proposing.draft_notice(Inspection, world.records["inspection"], by=SYSTEM, document="91/TB-VPCP")


def _at(state: str) -> Any:
    def put(world: World) -> None:
        Inspection.objects.filter(pk=world.records["inspection"]).update(state=state, conclusion="x")

    return put


def _met(world: World) -> None:
    meetings.open_meeting(world.records["meeting"], by=SYSTEM)


def _noticed(world: World) -> None:
    _met(world)
    proposing.propose(Meeting, world.records["meeting"], _follow_up(), by=SYSTEM)
    proposing.draft_notice(Meeting, world.records["meeting"], by=SYSTEM, document="92/TB-VPCP")


def _i(world: World) -> Any:
    return world.records["inspection"]


def _p(world: World) -> Any:
    return world.records["inspection_planned"]


def _m(world: World) -> Any:
    return world.records["meeting"]


_SIGNS = "tests/inspections/test_papers.py signs with a token; here a wrong passphrase is as far as it goes"
VERBS = [
    Verb(_ACTIONS + "planning.plan", _PLAN, "CP", lambda w, by: planning.plan(_new(), by=by)),
    Verb(_ACTIONS + "reference.load_published", _PLAN, "CP", lambda w, by: reference.load_published(_PUBLISHED, by=by), also=("directives.publish",)),
    Verb(_ACTIONS + "planning.change", _PLAN, "CP", lambda w, by: planning.change(_p(w), _new(), by=by)),
    Verb(_ACTIONS + "planning.ask", _PLAN, "VPCP", lambda w, by: planning.ask(_i(w), "Vì sao?", by=by)),
    Verb(_ACTIONS + "planning.announce", _PLAN, "VPCP", lambda w, by: planning.announce(_p(w), by=by, due_on=_days(5))),
    Verb(_ACTIONS + "planning.retake", _PLAN, "VPCP", lambda w, by: planning.retake(_i(w), by=by)),
    Verb(_ACTIONS + "planning.move_day", _PLAN, "VPCP", lambda w, by: planning.move_day(_i(w), _days(40), by=by, reason="x")),
    Verb(_ACTIONS + "planning.cancel", _LEAD, "VPCP", lambda w, by: planning.cancel(_i(w), by=by, reason="x")),
    Verb(_ACTIONS + "answering.hand_in", _ANSWER, "BCT", lambda w, by: answering.hand_in(_i(w), by=by, body="BCT", text="x"), elsewhere="T01"),
    Verb(_ACTIONS + "answering.answer", _ANSWER, "BCT", lambda w, by: answering.answer(_i(w), by=by, body="BCT", question=1, text="x"), elsewhere="T01"),
    Verb(_ACTIONS + "session.open_session", _LEAD, "VPCP", lambda w, by: session.open_session(_i(w), by=by)),
    Verb(_ACTIONS + "session.find", _PLAN, "VPCP", lambda w, by: session.find(_i(w), _FINDING, by=by), prepare=_opened),
    Verb(_ACTIONS + "session.conclude", _LEAD, "VPCP", lambda w, by: session.conclude(_i(w), by=by, text="x"), also=("directives.check", "directives.publish"), prepare=_drafted),
    Verb(_ACTIONS + "session.close", _LEAD, "VPCP", lambda w, by: session.close(_i(w), by=by), prepare=_at("reported")),
    Verb(_ACTIONS + "proposing.propose", _PLAN, "VPCP", lambda w, by: proposing.propose(Inspection, _i(w), _follow_up(), by=by), prepare=_opened),
    Verb(_ACTIONS + "proposing.drop", _PLAN, "VPCP", lambda w, by: proposing.drop(Inspection, _i(w), 1, by=by), prepare=_proposed),
    Verb(_ACTIONS + "proposing.draft_notice", _PLAN, "VPCP", lambda w, by: proposing.draft_notice(Inspection, _i(w), by=by, document="93/TB-VPCP"), also=("directives.enter",), prepare=_proposed),
    Verb(_ACTIONS + "signing.sign_report", _LEAD, "VPCP", lambda w, by: signing.sign_report(_i(w), by=by, number="1/BC", passphrase="x"), prepare=_at("concluded"), success=_SIGNS),
    Verb(_ACTIONS + "agendas.plan_meeting", _PLAN, "VPCP", lambda w, by: agendas.plan_meeting(_new_meeting(), by=by)),
    Verb(_ACTIONS + "agendas.choose", _PLAN, "VPCP", lambda w, by: agendas.choose(w.records["meeting_planned"], [w.records["task_original"]], by=by), also=("reporting.view",)),
    Verb(_ACTIONS + "agendas.leave_out", _PLAN, "VPCP", lambda w, by: agendas.leave_out(w.records["meeting_planned"], 1, by=by)),
    Verb(_ACTIONS + "agendas.freeze", _PLAN, "VPCP", lambda w, by: agendas.freeze(w.records["meeting_planned"], by=by)),
    Verb(_ACTIONS + "agendas.move_day", _PLAN, "VPCP", lambda w, by: agendas.move_day(_m(w), clock.now() + timedelta(days=40), by=by, reason="x")),
    Verb(_ACTIONS + "agendas.cancel_meeting", _LEAD, "VPCP", lambda w, by: agendas.cancel_meeting(_m(w), by=by, reason="x")),
    Verb(_ACTIONS + "meetings.explain", _ANSWER, "BCT", lambda w, by: meetings.explain(_m(w), by=by, item=1, text="x"), elsewhere="T01"),
    Verb(_ACTIONS + "meetings.open_meeting", _LEAD, "VPCP", lambda w, by: meetings.open_meeting(_m(w), by=by)),
    Verb(_ACTIONS + "meetings.note", _PLAN, "VPCP", lambda w, by: meetings.note(_m(w), by=by, item=1, text="x"), prepare=_met),
    Verb(_ACTIONS + "meetings.conclude_meeting", _LEAD, "VPCP", lambda w, by: meetings.conclude_meeting(_m(w), by=by, text="x", passphrase="x"), also=("directives.check", "directives.publish"), prepare=_noticed, success=_SIGNS),
    Verb(_ACTIONS + "weighing.set_weights", _LEAD, "CP", lambda w, by: weighing.set_weights(_WEIGHTS["weights"], by=by, reason="x")),  # type: ignore[arg-type]
]  # fmt: skip
INNER = {
    _ACTIONS + "dispatch.act_on_inspection": "calls the verb of this name",
    _ACTIONS + "dispatch.act_on_meeting": "calls the verb of this name",
    _ACTIONS + "moves.take_inspection": "asks for the power; writes nothing",
    _ACTIONS + "moves.take_meeting": "asks for the power; writes nothing",
    _ACTIONS + "moves.move": "the writing half of every verb, after take",
    _ACTIONS + "signing.keep": "the half of sign_report and conclude_meeting that keeps the paper",
}


def prepare(world: World) -> None:
    """An announced inspection of BCT and BTC with BCT's report, a planned one; a frozen meeting on BCT's task, a planned one."""
    planned = planning.plan(_new(), by=SYSTEM)
    row = planning.plan(_new(), by=SYSTEM)
    planning.ask(row.id, "Vì sao quá hạn?", by=SYSTEM)
    planning.announce(row.id, by=SYSTEM, due_on=_days(5))
    answering.hand_in(row.id, by=SYSTEM, body="BCT", text="Báo cáo", file_name="a.pdf", file=_PDF)
    paper = Paper.objects.create(
        inspection=row, kind="report", number="1/BC", name="a.pdf", content=_PDF, sha256=sha256(_PDF).hexdigest(),
        signature_id=row.id, verdict="valid", signed_by="x", at=row.changed_at,
    )  # fmt: skip
    frozen, draft = (agendas.plan_meeting(_new_meeting(), by=SYSTEM) for _one in range(2))
    for one in (frozen, draft):
        agendas.choose(one.id, [_task_code(world)], by=SYSTEM)
    agendas.freeze(frozen.id, by=SYSTEM)
    # Their day has come, so that they can be opened.
    Inspection.objects.filter(pk=row.id).update(held_on=_days(0))
    Meeting.objects.filter(pk=frozen.id).update(held_at=clock.now())
    world.records |= {
        "inspection": str(row.id), "inspection_planned": str(planned.id), "paper": str(paper.id),
        "body_report": str(BodyReport.objects.get(body__inspection=row).id),
        "meeting": str(frozen.id), "meeting_planned": str(draft.id),
    }  # fmt: skip


_PDF = b"%PDF-1.7\n%%EOF\n"


def _task_code(world: World) -> str:
    return unquote(world.records["task_code"])
