"""Programmes: published ones are everybody's; figures and documents are claimed by bodies and judged by the office."""

from datetime import date
from decimal import Decimal
from typing import Any

from dieuhanh.config.actor import SYSTEM
from dieuhanh.programmes.actions import documents, figures, judging, linking, outlook, programmes, targets
from dieuhanh.programmes.rules.verdicts import Rule, Scope
from tests.authority.table import Row, Verb
from tests.authority.world import (
    ADMIN,
    ADMIN_HERE,
    AUDITOR,
    CENTRE,
    CLERK,
    COMMUNE,
    COMMUNE_ELSEWHERE,
    IDLE,
    LEADER,
    MACHINE,
    NARROW,
    OTHER,
    PROVINCE,
    RECEIVER,
    SIGNED_IN,
    World,
)

_OFFICE = [RECEIVER, MACHINE]
"""The Government Office, which enters and verifies; the token carries every power."""
_SPEAKS = [CLERK, LEADER, MACHINE]
"""Who speaks for BCT."""
_ABOUT_BCT = [CLERK, LEADER, IDLE, RECEIVER, CENTRE, AUDITOR, ADMIN, ADMIN_HERE, MACHINE, NARROW]
"""Who has BCT, or the office that verifies, in his remit."""
_REPORTS = [CLERK, LEADER, OTHER, COMMUNE, COMMUNE_ELSEWHERE, PROVINCE, RECEIVER, MACHINE]
"""Who may claim for some body: sees the form."""
_NOT_HIS = {role: 404 for role in SIGNED_IN if role not in _ABOUT_BCT}
_PAGES, _API = "/programmes/", "/api/v1/"
_ONE, _DRAFT = {"code": "NQ17"}, {"code": "NQ18"}
_TARGET = {"code": "NQ17", "target": "17.3"}
_NEW = {"code": "NQ19", "symbol": "19/NQ-CP", "signed_on": "2020-09-01", "title_vi": "Thử"}
_RULE = {"value": "20", "scope": "each"}
_SET = {
    "objective": "III",
    "code": "17.4",
    "words_vi": "Từ 20%",
    "rule": _RULE,
    "kinds": ["ministry"],
    "document": "1/NQ-CP",
}
_FIGURE = {"body": "BCT", "period": "2020-07", "value": "30", "document": "1/BC"}
_PAPER = {"body": "BCT", "kind": "plan", "symbol": "1/QĐ-BCT", "issued_on": "2019-05-01"}
_SAID = {"words": "100%", "kinds": ["plan"], "stated_on": "2020-08-10", "body_kinds": ["ministry"]}
_PATH = {"points": [["2019-12", "20"]], "document": "1/KH"}
_PARTS = dict.fromkeys(("challenge", "planning", "capacity", "stage"), "mixed")
_JUDGED = {"parts": _PARTS, "overall": "mixed", "reason": "x"}
_LINKS = {"tasks": ["$programme_task"]}


def _public(address: str, **more: Any) -> Row:
    """What is read without signing in, and by everybody alike."""
    return Row("GET", address, may=SIGNED_IN, nobody=200, **more)


ROWS = [
    Row("GET", _PAGES, may=SIGNED_IN),
    Row("GET", _PAGES + "new/", may=_OFFICE),
    Row("POST", _PAGES + "new/", may=_OFFICE, ok=422),  # an empty form
    Row("GET", _PAGES + "{code}/", may=SIGNED_IN, at=_ONE),
    Row("GET", _PAGES + "{code}/", may=_OFFICE, no=404, at=_DRAFT, note="a draft"),
    Row("GET", _PAGES + "{code}/documents/", may=SIGNED_IN, at=_ONE),
    _public(_PAGES + "public/"),
    _public(_PAGES + "{code}/public/", at=_ONE),
    Row("GET", _PAGES + "{code}/public/", at=_DRAFT, no=404, nobody=404, note="a draft is no citizen's"),
    _public(_PAGES + "{code}/public/data.{kind}", at={**_ONE, "kind": "csv"}),
    _public(_PAGES + "{code}/public/data.{kind}", at={**_ONE, "kind": "json"}, note="JSON"),
    Row("GET", _PAGES + "{code}/do/{action}/", may=_OFFICE, at={**_ONE, "action": "change"}),
    Row("POST", _PAGES + "{code}/do/{action}/", may=_OFFICE, ok=422, at={**_ONE, "action": "change"}),
    Row("POST", _PAGES + "{code}/do/{action}/", may=_OFFICE, ok=302, no=404, at={**_DRAFT, "action": "publish"}, note="publish"),
    Row("GET", _PAGES + "{code}/do/{action}/", may=_REPORTS, at={**_ONE, "action": "document"}, note="a body's claim"),
    Row("GET", _PAGES + "{code}/targets/{target}/", may=SIGNED_IN, at=_TARGET),
    Row("GET", _PAGES + "{code}/targets/{target}/do/{action}/", may=_OFFICE, at={**_TARGET, "action": "revise"}),
    Row("POST", _PAGES + "{code}/targets/{target}/do/{action}/", may=_REPORTS, ok=422, at={**_TARGET, "action": "report"}),
    Row("GET", _PAGES + "reports/{report_id}/", may=_ABOUT_BCT, no=404, at={"report_id": "$programme_report"}),
    Row("GET", _PAGES + "reports/{report_id}/do/{action}/", may=_ABOUT_BCT, no=404, at={"report_id": "$programme_report", "action": "verify"}),
    Row(
        "POST", _PAGES + "reports/{report_id}/do/{action}/", may=_OFFICE, ok=302, but=_NOT_HIS,
        at={"report_id": "$programme_report", "action": "verify"},
    ),
    Row("GET", _PAGES + "papers/{document_id}/", may=_ABOUT_BCT, no=404, at={"document_id": "$programme_paper"}),
    Row("GET", _PAGES + "papers/{document_id}/do/{action}/", may=_ABOUT_BCT, no=404, at={"document_id": "$programme_paper", "action": "refuse"}),
    Row(
        "POST", _PAGES + "papers/{document_id}/do/{action}/", may=_OFFICE, ok=302, but=_NOT_HIS,
        at={"document_id": "$programme_paper", "action": "verify"},
    ),
    _public(_API + "programmes"),
    Row("POST", _API + "programmes", may=_OFFICE, ok=201, send=_NEW),
    _public(_API + "programmes/{code}", at=_ONE),
    _public(_API + "programmes/{code}/scorecard", at=_ONE),
    Row("POST", _API + "programmes/{code}/change", may=_OFFICE, at=_ONE, send=_NEW),
    Row("POST", _API + "programmes/{code}/publish", may=_OFFICE, no=404, at=_DRAFT),
    Row("POST", _API + "programmes/{code}/objectives", may=_OFFICE, ok=201, at=_ONE, send={"code": "IV", "title_vi": "Nhiệm vụ"}),
    Row("POST", _API + "programmes/{code}/targets", may=_OFFICE, ok=201, at=_ONE, send=_SET),
    Row("POST", _API + "programmes/{code}/targets/{target}/versions", may=_OFFICE, ok=201, at=_TARGET, send=_SET),
    Row("POST", _API + "programmes/{code}/targets/{target}/trajectory", may=_OFFICE, ok=201, at=_TARGET, send=_PATH),
    Row("POST", _API + "programmes/{code}/targets/{target}/likelihood", may=_OFFICE, ok=201, at=_TARGET, send=_JUDGED),
    Row("POST", _API + "programmes/{code}/tasks", may=_OFFICE, ok=201, at=_ONE, send={"symbol": "17/NQ-CP"}),
    Row("POST", _API + "programmes/{code}/tasks/unlink", may=_OFFICE, at=_ONE, send=_LINKS),
    Row("POST", _API + "programmes/{code}/targets/{target}/reports", may=_SPEAKS, ok=201, at=_TARGET, send=_FIGURE),
    Row("GET", _API + "programme-reports/{report_id}", may=_ABOUT_BCT, no=404, at={"report_id": "$programme_report"}),
    Row(
        "POST", _API + "programme-reports/{report_id}/{action}", may=_OFFICE, but=_NOT_HIS,
        at={"report_id": "$programme_report", "action": "verify"},
    ),
    Row("POST", _API + "programmes/{code}/documents", may=_SPEAKS, ok=201, at=_ONE, send=_PAPER),
    Row(
        "POST", _API + "programme-documents/{document_id}/{action}", may=_OFFICE, but=_NOT_HIS,
        at={"document_id": "$programme_paper", "action": "verify"},
    ),
    Row("POST", _API + "programmes/{code}/statements", may=_OFFICE, ok=201, at=_ONE, send=_SAID),
]  # fmt: skip

_ACTIONS = "programmes.actions."
_MANAGE, _REPORT, _VERIFY = "programmes.manage", "programmes.report", "programmes.verify"
_DAY = date(2020, 9, 1)
_AS_NEW = programmes.NewProgramme("NQ19", "19/NQ-CP", _DAY, "Thử")
_EACH = targets.NewTarget(
    "Từ 20%", Rule(value=Decimal(20), scope=Scope.EACH), kinds=["ministry"], document="1/NQ-CP"
)
_READ = figures.NewFigure("BCT", "2020-07", Decimal(30), document="1/BC")
_DOC = documents.NewDocument("BCT", "plan", "1/QĐ-BCT", date(2019, 5, 1))
_WORD = documents.NewStatement("100%", ["plan"], date(2020, 8, 10), body_kinds=["ministry"])
VERBS = [
    Verb(_ACTIONS + "programmes.enter_programme", _MANAGE, "VPCP", lambda w, by: programmes.enter_programme(_AS_NEW, by=by)),
    Verb(_ACTIONS + "programmes.change_programme", _MANAGE, "VPCP", lambda w, by: programmes.change_programme("NQ17", _AS_NEW, by=by)),
    Verb(_ACTIONS + "programmes.publish_programme", _MANAGE, "VPCP", lambda w, by: programmes.publish_programme("NQ18", by=by)),
    Verb(_ACTIONS + "programmes.add_objective", _MANAGE, "VPCP", lambda w, by: programmes.add_objective("NQ17", programmes.NewObjective("IV", "Nhiệm vụ"), by=by)),
    Verb(_ACTIONS + "targets.set_target", _MANAGE, "VPCP", lambda w, by: targets.set_target("NQ17", "III", "17.4", _EACH, by=by)),
    Verb(_ACTIONS + "targets.revise_target", _MANAGE, "VPCP", lambda w, by: targets.revise_target("NQ17", "17.3", _EACH, by=by)),
    Verb(_ACTIONS + "linking.link_tasks", _MANAGE, "VPCP", lambda w, by: linking.link_tasks("NQ17", by=by, symbol="17/NQ-CP")),
    Verb(_ACTIONS + "linking.unlink_tasks", _MANAGE, "VPCP", lambda w, by: linking.unlink_tasks("NQ17", [w.records["programme_task"]], by=by)),
    Verb(_ACTIONS + "figures.report_figure", _REPORT, "BCT", lambda w, by: figures.report_figure("NQ17", "17.3", _READ, by=by)),
    Verb(_ACTIONS + "documents.claim_document", _REPORT, "BCT", lambda w, by: documents.claim_document("NQ17", _DOC, by=by)),
    Verb(_ACTIONS + "documents.state_share", _MANAGE, "VPCP", lambda w, by: documents.state_share("NQ17", _WORD, by=by)),
    Verb(_ACTIONS + "judging.judge_report", _VERIFY, "VPCP", lambda w, by: judging.judge_report(w.records["programme_report"], "verify", by=by)),
    Verb(_ACTIONS + "judging.judge_document", _VERIFY, "VPCP", lambda w, by: judging.judge_document(w.records["programme_paper"], "refuse", by=by, reason="x")),
    Verb(_ACTIONS + "outlook.plan_trajectory", _MANAGE, "VPCP", lambda w, by: outlook.plan_trajectory("NQ17", "17.3", [("2019-12", Decimal(20))], by=by, document="1/KH")),
    Verb(_ACTIONS + "outlook.judge_likelihood", _VERIFY, "VPCP", lambda w, by: outlook.judge_likelihood("NQ17", "17.3", by=by, parts=_PARTS, overall="mixed", reason="x")),
]  # fmt: skip
INNER = {
    _ACTIONS + "telling.tell": "the entries of every verb",
    _ACTIONS + "telling.known_since": "a day",
}


def prepare(world: World) -> None:
    """Resolution 17 published with one target, BCT's figure and plan waiting, a task linked; and a draft."""
    for code in ("NQ17", "NQ18"):
        programmes.enter_programme(
            programmes.NewProgramme(code, "17/NQ-CP", _DAY, "Chính phủ điện tử"), by=SYSTEM
        )
        programmes.add_objective(code, programmes.NewObjective("III", "Chỉ tiêu"), by=SYSTEM)
    new = targets.NewTarget(
        "Từ 20%",
        Rule(value=Decimal(20), scope=Scope.EACH),
        kinds=["ministry", "province"],
        due_on=date(2019, 12, 31),
    )
    targets.set_target("NQ17", "III", "17.3", new, by=SYSTEM)
    programmes.publish_programme("NQ17", by=SYSTEM)
    made = figures.report_figure(
        "NQ17", "17.3", figures.NewFigure("BCT", "2020-06", Decimal(12), document="1/BC"), by=SYSTEM
    )
    paper = documents.claim_document(
        "NQ17", documents.NewDocument("BCT", "committee", "2/QĐ-BCT", date(2019, 5, 1)), by=SYSTEM
    )
    # The table of directives, which is made ready before this one, has published the duties of the resolution.
    (link, *_rest) = linking.link_tasks("NQ17", by=SYSTEM, tasks=[world.records["task_original"]])
    world.records |= {
        "programme_report": str(made.id),
        "programme_paper": str(paper.id),
        "programme_task": link.task_code,
    }
