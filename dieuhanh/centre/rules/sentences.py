"""How a ledger entry is told on the wall: which tiles it moves, its state, one sentence in both languages.

A table of kinds. An entry that is in no line of it is not told, but still refreshes the tiles of its room.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from dieuhanh.centre.rules.inspection_lines import TILES as INSPECTIONS
from dieuhanh.centre.rules.inspection_lines import tell_inspection
from dieuhanh.centre.rules.period_names import period_name
from dieuhanh.centre.rules.programme_lines import TILES as PROGRAMMES
from dieuhanh.centre.rules.programme_lines import tell_programme
from dieuhanh.deadlines.rules.text import Text

LONGEST = 400
_QUIET = (
    "organisations.person.",
    "organisations.token.",
    "organisations.appointment.",
    "organisations.delegation.",
)
"""What concerns persons is nobody's business on a wall."""
_NUMBER = re.compile(r"[^-]+-(?P<regime>.+)-(?P<period>\d{4}(-(\d\d(-\d\d)?|Q\d|H\d|9M))?)")

REPORTS = ("reports", "duties")
FIGURES = ("headlines", "map", "gaps")


@dataclass(frozen=True, slots=True)
class Line:
    """How one kind is told. `{who}`, `{report}`, `{detail}` are filled in."""

    vi: str
    en: str
    state: str = ""
    tiles: tuple[str, ...] = REPORTS


@dataclass(frozen=True, slots=True)
class Told:
    """An entry as the wall tells it; `text` is empty where it only refreshes tiles."""

    text: Text
    state: str
    tiles: tuple[str, ...]


_REPORT_LINES: dict[str, Line] = {
    "submitted": Line("{who}: {report} đã trình lãnh đạo", "{who}: {report} put to the leader", "in_time"),
    "returned": Line(
        "{who}: {report} bị trả lại để sửa", "{who}: {report} returned for correction", "due_soon"
    ),
    "approved": Line("{who}: {report} đã được duyệt", "{who}: {report} approved", "in_time"),
    "signed": Line("{who}: {report} đã ký số", "{who}: {report} signed", "in_time"),
    "sent": Line("{who}: {report} đã gửi", "{who}: {report} sent", "in_time"),
    "recalled": Line("{who}: {report} đã thu hồi", "{who}: {report} recalled", "due_soon"),
    "received": Line("{who}: {report} đã được tiếp nhận", "{who}: {report} received", "done_in_time"),
    "refused": Line("{who}: {report} bị từ chối", "{who}: {report} refused", "overdue"),
    "accepted": Line(
        "{who}: {report} đã được chấp nhận", "{who}: {report} accepted", "done_in_time", (*REPORTS, *FIGURES)
    ),
    "amendment_requested": Line(
        "{who}: yêu cầu sửa đổi {report}", "{who}: amendment asked for of {report}", "due_soon"
    ),
    "due_soon": Line("{who}: {report} sắp đến hạn", "{who}: {report} due soon", "due_soon"),
    "overdue": Line("{who}: {report} quá hạn", "{who}: {report} overdue", "overdue"),
    "extended": Line("{who}: {report} được gia hạn", "{who}: deadline of {report} extended", "in_time"),
}
"""By what happened, whatever the room calls the thing (assignment, submission, report)."""

_SAME = {
    "accept": "accepted", "receive": "received", "refuse": "refused", "send": "sent", "send_unsigned": "sent",
    "sent_unsigned": "sent", "sign": "signed", "approve": "approved", "return": "returned", "recall": "recalled",
    "submit": "submitted", "request_amendment": "amendment_requested", "propose_amendment": "amendment_requested",
    "amendment_proposed": "amendment_requested", "became_overdue": "overdue", "late": "overdue",
    "became_due_soon": "due_soon", "extend": "extended", "deadline_extended": "extended",
}  # fmt: skip

_LINES: dict[str, Line] = {
    "reporting.period.opened": Line(
        "{who}: mở kỳ {report}, {detail} cơ quan phải báo cáo",
        "{who}: period opened: {report}, {detail} bodies to report",
        "in_time",
    ),
    "reporting.facts.imported": Line("Đã nạp {detail} số liệu", "{detail} figures imported", "", FIGURES),
    "reporting.target.set": Line("Chỉ tiêu mới: {detail}", "New target: {detail}", "", ("headlines",)),
    "organisations.organisation.created": Line("Thành lập {who}", "{who} established", "", ("map", *REPORTS)),
    "organisations.organisation.renamed": Line("Đổi tên: {who}", "Renamed: {who}", "", ("map", *REPORTS)),
    "organisations.organisation.merged": Line("Hợp nhất: {who}", "Merged: {who}", "", ("map", *REPORTS)),
    "organisations.organisation.split": Line("Chia tách: {who}", "Split: {who}", "", ("map", *REPORTS)),
    "organisations.organisation.divided": Line("Chia: {who}", "Divided: {who}", "", ("map", *REPORTS)),
    "organisations.organisation.abolished": Line("Giải thể {who}", "{who} abolished", "", ("map", *REPORTS)),
    "deadlines.calendar.notice_added": Line(
        "Lịch làm việc đã thay đổi", "Working calendar changed", "", REPORTS
    ),
    "ledger.entry.set_aside": Line(
        "Cảnh báo: một mục sổ cái không xử lý được",
        "Alarm: a ledger entry could not be handled",
        "overdue",
        (),
    ),
}

_TASK_LINES: dict[str, Line] = {
    "acknowledged": Line("{who}: đã tiếp nhận nhiệm vụ {code}", "{who}: task {code} acknowledged", "in_time"),
    "claimed": Line("{who}: báo hoàn thành nhiệm vụ {code}", "{who}: task {code} claimed as done", "claimed"),
    "verified": Line(
        "{who}: nhiệm vụ {code} đã được kiểm chứng", "{who}: task {code} verified", "done_in_time"
    ),
    "claim_refused": Line(
        "{who}: báo cáo hoàn thành {code} không được chấp nhận", "{who}: claim of {code} refused", "refuted"
    ),
    "return_asked": Line(
        "{who}: xin trả lại nhiệm vụ {code}", "{who}: asks to return task {code}", "due_soon"
    ),
    "extension_asked": Line(
        "{who}: xin lùi thời hạn {code}", "{who}: asks for more time for {code}", "due_soon"
    ),
    "extension_granted": Line("{who}: {code} được lùi thời hạn", "{who}: {code} given more time", "in_time"),
    "deadline_moved": Line("{who}: thời hạn {code} đã đổi", "{who}: deadline of {code} moved", "in_time"),
    "due_soon": Line("{who}: nhiệm vụ {code} sắp đến hạn", "{who}: task {code} due soon", "due_soon"),
    "overdue": Line("{who}: nhiệm vụ {code} quá hạn", "{who}: task {code} overdue", "overdue"),
    "escalated": Line("{who}: {code} quá hạn, bước {step}", "{who}: {code} overdue, step {step}", "overdue"),
    "unverified": Line(
        "{code}: báo hoàn thành quá năm ngày làm việc, chưa kiểm chứng",
        "{code}: claimed, and not verified within five working days",
        "claimed",
    ),
    "unacknowledged": Line(
        "{who}: chưa tiếp nhận nhiệm vụ {code}", "{who}: task {code} not acknowledged", "due_soon"
    ),
    "unexplained": Line(
        "{who}: chưa giải trình {code}", "{who}: no explanation of {code} has come", "overdue"
    ),
    "explanation_asked": Line(
        "{who}: được yêu cầu giải trình {code}", "{who}: asked to explain {code}", "overdue"
    ),
    "explained": Line("{who}: đã giải trình {code}", "{who}: explanation of {code} handed in", "claimed"),
    "period_reported": Line(
        "{who}: báo cáo kỳ {period} của {code}", "{who}: period {period} of {code} reported", "claimed"
    ),
    "period_refused": Line(
        "{who}: báo cáo kỳ {period} của {code} không được chấp nhận",
        "{who}: report of period {period} of {code} refused",
        "overdue",
    ),
    "period_overdue": Line(
        "{who}: kỳ {period} của {code} quá hạn", "{who}: period {period} of {code} overdue", "overdue"
    ),
    "withdrawn": Line("Nhiệm vụ {code} được rút", "Task {code} withdrawn", ""),
    "transferred": Line("{who}: nhiệm vụ {code} được giao lại", "{who}: task {code} transferred", ""),
    "succeeded": Line(
        "{who}: tiếp nhận nhiệm vụ {code} theo sắp xếp tổ chức",
        "{who}: takes over task {code} as successor",
        "",
    ),
    "reopened": Line("{who}: mở lại nhiệm vụ {code}", "{who}: task {code} reopened", "due_soon"),
}
"""By what happened to a task; what is in no line (one of many given at once, a note) only refreshes the tile."""
_DIRECTIVE_LINES: dict[str, Line] = {
    "published": Line("{who}: giao nhiệm vụ theo {symbol}", "{who}: tasks of {symbol} published", "in_time"),
    "imported": Line("{who}: nạp nhiệm vụ của {symbol}", "{who}: tasks of {symbol} taken over", ""),
}
TASKS = ("tasks",)

_ROOM_TILES = {
    "directives": TASKS,
    "reporting": (*REPORTS, *FIGURES),
    "organisations": ("map", *REPORTS),
    "deadlines": REPORTS,
}


def tell(kind: str, body: Mapping[str, Any], who: Text) -> Told | None:
    """One entry as told; None for what is never told (persons). `who`: the body it concerns, in both languages."""
    if kind.startswith(_QUIET):
        return None
    if kind.startswith("programmes."):
        return Told(*tell_programme(kind, body, who), PROGRAMMES)
    if kind.startswith("inspections."):
        return Told(*tell_inspection(kind, body, who), INSPECTIONS)
    if kind.startswith("directives."):
        return _tell_task(kind, body, who)
    line = _LINES.get(kind) or _report_line(kind, body)
    if line is None:
        return Told(Text("", ""), "", _ROOM_TILES.get(kind.split(".", 1)[0], ()))
    late = (line.state == "done_in_time" and bool(body.get("was_late"))) or body.get("clock") == "done_late"
    return Told(
        Text(
            _filled(line.vi, who.vi, report_name(body).vi, body),
            _filled(line.en, who.en, report_name(body).en, body),
        ),
        "done_late" if late else line.state,
        line.tiles,
    )


def _tell_task(kind: str, body: Mapping[str, Any], who: Text) -> Told:
    """A task's or a directive's entry; the code stands in both languages as it is."""
    _room, thing, what = (*kind.split(".", 2), "", "")[:3]
    line = (_TASK_LINES if thing == "task" else _DIRECTIVE_LINES).get(what)
    if line is None:
        return Told(Text("", ""), "", TASKS)
    late = what == "verified" and body.get("clock") == "done_late"
    said = {name: str(body.get(name) or "") for name in ("code", "symbol", "step")}
    period = period_name(str(body.get("period") or ""))

    def filled(pattern: str, name: str, when: str) -> str:
        for key, value in {"who": name or "–", "period": when, **said}.items():
            pattern = pattern.replace("{" + key + "}", value)
        return " ".join(pattern.split())[:LONGEST]

    return Told(
        Text(filled(line.vi, who.vi, period.vi), filled(line.en, who.en, period.en)),
        "done_late" if late else line.state,
        TASKS,
    )


def _report_line(kind: str, body: Mapping[str, Any]) -> Line | None:
    if not kind.startswith(("reporting.assignment.", "reporting.submission.", "reporting.report.")):
        return None
    what = kind.rsplit(".", 1)[1]
    if what in {"clock", "clock_changed", "rang", "moved", "state_changed"}:
        what = str(body.get("clock") or body.get("state") or body.get("action") or "")
    return _REPORT_LINES.get(_SAME.get(what, what))


def report_name(body: Mapping[str, Any]) -> Text:
    """What the report is called: `báo cáo tháng 7/2020 (DTC-1)`; only the word where the entry says no more."""
    said, regime = _of_number(str(body.get("number") or ""))
    period = period_name(str(body.get("period") or said))
    regime = body.get("regime") or regime
    mark = f" ({regime})" if isinstance(regime, str) and regime and len(regime) <= 40 else ""
    return Text(f"báo cáo {period.vi}".rstrip() + mark, f"{period.en} report".lstrip() + mark)


def _of_number(number: str) -> tuple[str, str]:
    """Period and regime in a report's number: `BCT-TTHC-1-2020-07` → `2020-07`, `TTHC-1`."""
    found = _NUMBER.fullmatch(number)
    return (found["period"], found["regime"]) if found else ("", "")


def _filled(pattern: str, who: str, report: str, body: Mapping[str, Any]) -> str:
    detail = str(
        body.get("indicator")
        or body.get("assignments")
        or body.get("count")
        or body.get("rows")
        or body.get("stored")
        or ""
    )
    text = pattern.replace("{who}", who or "–").replace("{report}", report).replace("{detail}", detail)
    return " ".join(text.split())[:LONGEST]


def moment(body: Mapping[str, Any], recorded_at: datetime, now: datetime, shift: timedelta) -> datetime:
    """When it happened by the clock of obligations: as the body says (`at`), else when it was recorded, shifted.

    `shift`: how far that clock stands from the real one (zero in operation). What the demonstration dated itself
    is on that clock already: in 2020 no real entry was written.
    """
    said = body.get("at") or body.get("moment")
    if isinstance(said, str):
        try:
            found = datetime.fromisoformat(said)
        except ValueError:
            found = None
        if found is not None and found.tzinfo is not None:
            return found
    return recorded_at + shift if recorded_at > now else recorded_at
