"""Regimes, periods, reports and their workflow, uploads, indicators and figures."""

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any

from dieuhanh.config.actor import SYSTEM
from dieuhanh.config.errors import Invalid, Missing, Refused
from dieuhanh.reporting.actions import (
    assignments,
    filling,
    imports,
    indicators,
    periods,
    regimes,
    submissions,
    targets,
    uploads,
)
from dieuhanh.reporting.actions.facts import record_facts
from dieuhanh.reporting.actions.rollup import rebuild_rollup
from tests.authority.table import Row, Verb
from tests.authority.world import (
    AUDITOR,
    CENTRE,
    CLERK,
    LEADER,
    MACHINE,
    MOMENT,
    NARROW,
    OTHER,
    PROVINCE,
    RECEIVER,
    SIGNED_IN,
    World,
)  # fmt: skip

CSV = "organisation,indicator,period,breakdown,value,vintage,source,as_of\nBCT,HC-01,2020-Q3,,5,,BAO-CAO,2020-10-01\n"
SEES = [CLERK, LEADER, RECEIVER, CENTRE, AUDITOR, MACHINE, NARROW]
"""Who sees BCT's report: its own officials who work with reports, and who serves the whole."""
_ENTERS = [CLERK, MACHINE]
_OPENS = [RECEIVER, MACHINE]
_RECEIVES = [RECEIVER, MACHINE]
_NOT_HIS = {role: 404 for role in SIGNED_IN if role not in SEES}
"""To everybody else the report is not there."""
_REPORT = {"assignment_id": "$assignment"}
_PAGE, _API = "/reporting/assignments/{assignment_id}/", "/api/v1/assignments/{assignment_id}"
_UPLOAD = {"upload_id": "$upload_BCT"}
_CELL = {"cell:TTHC-1:land:online": "7"}
_BOOK = {"file": ("bieu.xlsx", lambda w: w.records["workbook"])}
_EXTEND = {"due_on": "2020-12-01", "reason": "Thiên tai"}
_REGIME = {
    "code": "MOI", "name_vi": "Chế độ mới", "name_en": "New regime", "content": "figures", "sector": "x", "legal_basis_vi": "",
    "legal_basis_en": "", "document_number": "1", "document_date": "2020-01-01", "issuer": "VPCP", "receiver": "VPCP",
    "respondents": [], "chains": {}, "valid_from": "2020-01-01",
}  # fmt: skip


def _report(method: str, address: str, may: list[str], **more: Any) -> Row:
    """A row about BCT's report: not there for who may not see it, refused to who sees it and may not."""
    at = {**_REPORT, **more.pop("at", {})}
    return Row(method, address, may=may, but={**_NOT_HIS, **more.pop("but", {})}, at=at, **more)


ROWS = [
    Row("GET", "/reporting/work/", may=SIGNED_IN),
    Row("GET", "/reporting/", may=SIGNED_IN),
    Row("GET", "/reporting/regimes/", may=SIGNED_IN),
    Row("GET", "/reporting/regimes/{code}/", may=SIGNED_IN, at={"code": "TTHC-QUY"}),
    Row("GET", "/reporting/forms/{code}/", may=SIGNED_IN, at={"code": "TTHC-1"}),
    Row("GET", "/reporting/periods/open/", may=[*_OPENS, "other"]),
    # OTHER opens periods of what BTC receives; the receiver of this regime is the Government Office.
    Row(
        "POST",
        "/reporting/periods/open/",
        may=_OPENS,
        ok=302,
        but={"other": 422},
        send={"regime": "TTHC-QUY", "period": "2020-Q2"},
    ),
    _report("GET", _PAGE, SEES),
    _report("GET", _PAGE + "form.xlsx", SEES),
    _report("GET", _PAGE + "report-v{version}.pdf", SEES, at={"version": "1"}),
    _report("GET", _PAGE + "do/{action}/", SEES, at={"action": "declare_no_data"}),
    _report(
        "POST",
        _PAGE + "do/{action}/",
        _ENTERS,
        ok=302,
        at={"action": "declare_no_data"},
        send={"reason": "Không phát sinh"},
    ),
    _report("GET", _PAGE + "entry/", _ENTERS),
    _report("POST", _PAGE + "entry/", _ENTERS, send=_CELL),
    _report("POST", _PAGE + "draft/", _ENTERS, send=_CELL, nobody=401),
    _report("POST", _PAGE + "upload/", _ENTERS, ok=302, files=_BOOK),
    _report("GET", _PAGE + "extend/", SEES),
    _report("POST", _PAGE + "extend/", _OPENS, ok=302, send=_EXTEND),
    _report("GET", _PAGE + "remind/", SEES),
    _report("POST", _PAGE + "remind/", _RECEIVES, ok=302, send={"note": "Gửi ngay"}),
    # OTHER and PROVINCE may do so to what they receive: to them nothing of these is there.
    Row(
        "POST",
        "/reporting/bulk/",
        may=[RECEIVER, OTHER, PROVINCE],
        send={"action": "remind", "id": "$assignment"},
    ),
    Row("GET", "/reporting/uploads/{upload_id}/", may=[CLERK], no=404, at=_UPLOAD),
    Row("GET", "/reporting/uploads/{upload_id}/marked.xlsx", may=[CLERK], no=404, at=_UPLOAD),
    Row("GET", "/api/v1/assignments", may=SIGNED_IN),
    _report("GET", _API, SEES),
    _report("GET", _API + "/form.xlsx", SEES),
    _report("GET", _API + "/report.pdf", SEES),
    _report("POST", _API + "/save", _ENTERS, send={"cells": {"TTHC-1": {"land": {"online": 7}}}}),
    _report("POST", _API + "/upload", _ENTERS, files=_BOOK),
    _report("POST", _API + "/extend", _OPENS, send=_EXTEND),
    _report("POST", _API + "/remind", _RECEIVES, send={"note": "Gửi ngay"}),
    _report(
        "POST",
        _API + "/{action}",
        _ENTERS,
        at={"action": "declare_no_data"},
        send={"reason": "Không phát sinh"},
    ),
    Row("GET", "/api/v1/uploads/{upload_id}/marked.xlsx", may=[CLERK], no=404, at=_UPLOAD),
    Row("GET", "/api/v1/regimes", may=SIGNED_IN),
    Row("GET", "/api/v1/regimes/{code}", may=SIGNED_IN, at={"code": "TTHC-QUY"}),
    Row(
        "POST", "/api/v1/regimes", may=_OPENS, ok=422, send=_REGIME
    ),  # who may is told every part that is missing
    Row("GET", "/api/v1/forms/{code}", may=SIGNED_IN, at={"code": "TTHC-1"}),
    Row("POST", "/api/v1/forms", may=_OPENS, ok=201, send=lambda w: w.records["layout"]),
    Row("GET", "/api/v1/periods", may=SIGNED_IN),
    Row("POST", "/api/v1/periods", may=_OPENS, ok=201, send={"regime": "TTHC-QUY", "period": "2020-Q2"}),
]

_ENTER, _APPROVE, _SIGN, _RECEIVE = (
    "reporting.enter",
    "reporting.approve",
    "reporting.sign",
    "reporting.receive",
)
_ACTIONS = "reporting.actions."


def _at(stage: str) -> Any:
    """The report stands there."""

    def put(world: World) -> None:
        from dieuhanh.reporting.models import Assignment, Submission

        Assignment.objects.filter(pk=world.records["assignment"]).update(state=stage)
        Submission.objects.filter(assignment_id=world.records["assignment"]).update(
            state=stage, content={"forms": {}}, entered_by=None, sent_at=MOMENT
        )

    return put


def _move(name: str, power: str, over: str, stage: str, **given: Any) -> Verb:
    """A verb of the workflow: the power, over the side that takes it."""
    verb = getattr(submissions, name)
    return Verb(
        f"{_ACTIONS}submissions.{name}", power, over,
        lambda w, by: verb(w.records["assignment"], by=by, **given), prepare=_at(stage),
    )  # fmt: skip


def _fact(w: World) -> dict[str, Any]:
    return {
        "organisation_id": w.bodies["BCT"].pk,
        "indicator": "HC-01",
        "period": "2020-Q3",
        "value": Decimal(5),
    }


NEW_INDICATOR = indicators.NewIndicator(
    "MOI-01", "Chỉ tiêu mới", "New indicator", "người", "people", ["month"]
)


def _indicator() -> Any:
    from dieuhanh.reporting.models import Indicator

    return Indicator.objects.get(code="HC-01").pk


def _target(w: World) -> targets.NewTarget:
    return targets.NewTarget(
        "BCT-HC-01", _indicator(), w.bodies["BCT"].pk, "2026", "at_least", "Chính phủ", "The Government", "1/NQ-CP",
        date(2026, 1, 1), low=Decimal(5),
    )  # fmt: skip


_CELLS = {"TTHC-1": {"land": {"online": 7}}}
VERBS = [
    Verb(_ACTIONS + "assignments.remind", "reporting.receive", "VPCP", lambda w, by: assignments.remind(w.records["assignment"], by=by)),
    Verb(_ACTIONS + "assignments.extend", "periods.open", "VPCP", lambda w, by: assignments.extend(
        w.records["assignment"], by=by, due_on=date(2020, 12, 1), reason="Thiên tai")),
    Verb(_ACTIONS + "periods.open_period", "periods.open", "VPCP", lambda w, by: periods.open_period("TTHC-QUY", "2020-Q2", by=by)),
    Verb(_ACTIONS + "facts.record_facts", "facts.import", "BCT", lambda w, by: record_facts([_fact(w)], by=by, source="BAO-CAO")),
    Verb(_ACTIONS + "imports.import_facts", "facts.import", "BCT", lambda w, by: imports.import_facts(BytesIO(CSV.encode()), by=by),
         refusal=(Refused, Missing, Invalid)),  # a body of another's is a fault of its row
    Verb(_ACTIONS + "rollup.rebuild_rollup", "indicators.manage", "CP", lambda w, by: rebuild_rollup(by=by)),
    Verb(_ACTIONS + "indicators.add_indicator", "indicators.manage", "CP", lambda w, by: indicators.add_indicator(NEW_INDICATOR, by=by)),
    Verb(_ACTIONS + "indicators.change_indicator", "indicators.manage", "CP", lambda w, by: indicators.change_indicator(
        w.records["indicator"], indicators.Words(name_vi="Tên mới"), by=by)),
    Verb(_ACTIONS + "indicators.add_source", "indicators.manage", "CP", lambda w, by: indicators.add_source(
        indicators.NewSource("NGUON", "Nhà xuất bản", "Publisher", "Tên", "Title"), by=by)),
    Verb(_ACTIONS + "targets.set_target", "indicators.manage", "BCT", lambda w, by: targets.set_target(_target(w), by=by)),
    Verb(_ACTIONS + "targets.set_targets", "indicators.manage", "BCT", lambda w, by: targets.set_targets([_target(w)], by=by)),
    Verb(_ACTIONS + "filling.save_figures", _ENTER, "BCT", lambda w, by: filling.save_figures(w.records["assignment"], by=by, cells=_CELLS)),
    Verb(_ACTIONS + "filling.check_report", _ENTER, "BCT", lambda w, by: filling.check_report(w.records["assignment"], by=by),
         success="needs a report without faults: tests/reporting/flow/test_way.py"),
    Verb(_ACTIONS + "filling.declare_no_data", _ENTER, "BCT", lambda w, by: filling.declare_no_data(w.records["assignment"], by=by, reason="x")),
    Verb(_ACTIONS + "filling.submit", _ENTER, "BCT", lambda w, by: filling.submit(w.records["assignment"], by=by), prepare=_at("checked"),
         success="needs a report without faults: tests/reporting/flow/test_way.py"),
    Verb(_ACTIONS + "uploads.upload_workbook", _ENTER, "BCT", lambda w, by: uploads.upload_workbook(
        w.records["assignment"], by=by, name="a.xlsx", content=w.records["workbook"])),
    _move("give_back", _APPROVE, "BCT", "submitted", reason="x"),
    _move("approve", _APPROVE, "BCT", "submitted"),
    Verb(_ACTIONS + "submissions.sign", _SIGN, "BCT", lambda w, by: submissions.sign(w.records["assignment"], by=by, passphrase="x"),
         prepare=_at("approved"), success="needs a token: tests/reporting/flow/test_way.py"),
    _move("send", _APPROVE, "BCT", "signed"),
    Verb(_ACTIONS + "submissions.send_unsigned", _APPROVE, "BCT", lambda w, by: submissions.send_unsigned(w.records["assignment"], by=by),
         prepare=_at("approved"), success="this regime asks for a signature"),
    _move("recall", _APPROVE, "BCT", "sent", reason="x"),
    Verb(_ACTIONS + "submissions.receive", _RECEIVE, "VPCP", lambda w, by: submissions.receive(w.records["assignment"], by=by),
         prepare=_at("sent"), success="needs a signed file: tests/reporting/flow/test_way.py"),
    _move("refuse", _RECEIVE, "VPCP", "received", reason="x"),
    _move("accept", _RECEIVE, "VPCP", "received"),
    _move("consolidate", _RECEIVE, "VPCP", "accepted"),
    _move("request_amendment", _RECEIVE, "VPCP", "accepted", reason="x"),
    _move("propose_amendment", _APPROVE, "BCT", "accepted", reason="x"),
    _move("revise", _ENTER, "BCT", "refused"),
    _move("amend", _ENTER, "BCT", "amendment_requested"),
    Verb(_ACTIONS + "regimes.save_form", "regimes.manage", "CP", lambda w, by: regimes.save_form(w.records["layout"], by=by)),
    Verb(_ACTIONS + "regimes.issue_regime", "regimes.manage", "CP", lambda w, by: regimes.issue_regime(w.records["draft"], by=by)),
    Verb(_ACTIONS + "regimes.end_regime", "regimes.manage", "CP", lambda w, by: regimes.end_regime(
        "TTHC-QUY", by=by, valid_to=date(2030, 1, 1), document="9/NĐ-CP")),
]  # fmt: skip
INNER = {
    _ACTIONS + "accepting.record": "accept's half that writes figures",
    _ACTIONS + "dispatch.act": "calls the verb of this name",
    _ACTIONS + "bulk.do_one": "calls the verb of this name and tells what it refused",
    _ACTIONS + "moves.take": "asks for the power; writes nothing",
    _ACTIONS + "moves.judge": "asks for the power; writes nothing",
    _ACTIONS + "moves.move": "the writing half of every verb of the workflow, after judge",
    _ACTIONS + "indicators.tell_indicator": "the entry of add_indicator and change_indicator",
    _ACTIONS + "uploads.workbook_for": "a read: who sees the report",
    _ACTIONS + "uploads.access_upload": "a read: one's own upload",
}


def prepare(world: World) -> None:
    """A filled workbook of BCT's report, a form's layout, a regime as proposed."""
    from dieuhanh.reporting.models import Assignment
    from dieuhanh.reporting.queries.filling import forms_of
    from dieuhanh.reporting.reference_regimes import FOLDER, reference_drafts
    from tests.reporting.flow.conftest import fill_workbook, good_cells

    added = indicators.add_indicator(
        replace(NEW_INDICATOR, code="MOI-02", over_organisations="sum", respondents=["ministry", "commune"]),
        by=SYSTEM,
    )
    world.records["indicator"] = str(added.pk)
    mine = Assignment.objects.get(pk=world.records["assignment"])
    form = forms_of(mine.form_versions)[0]
    _name, book = uploads.workbook_for(mine.pk, by=world.actor(CLERK))
    path = next(iter(sorted((FOLDER / "forms").glob("*.json"))))
    world.records |= {
        "workbook": fill_workbook(book, form, good_cells(form)), "layout": json.loads(path.read_text(encoding="utf-8")),
        "draft": next(iter(reference_drafts())),
    }  # fmt: skip
