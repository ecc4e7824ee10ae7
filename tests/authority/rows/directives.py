"""Directives, the tasks cut out of them, boards and statistics, the register in and out."""

from datetime import date
from typing import Any
from urllib.parse import quote

from dieuhanh.config import clock
from dieuhanh.config.actor import SYSTEM
from dieuhanh.directives.actions import (
    assigning,
    claiming,
    directives,
    ending,
    explaining,
    importing,
    leading,
    parts,
    periods,
    register,
)
from dieuhanh.directives.rules.drafts import NewCoordinator, NewDirective, NewTask
from dieuhanh.directives.rules.evidence import EvidenceKind, Given
from tests.authority.table import Row, Verb
from tests.authority.world import (
    ADMIN,
    ADMIN_HERE,
    AUDITOR,
    CENTRE,
    CLERK,
    COMMUNE,
    COMMUNE_ELSEWHERE,
    EVERYBODY,
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

_SEES = [CLERK, LEADER, OTHER, RECEIVER, CENTRE, AUDITOR, MACHINE]
"""Who sees BCT's task, which BTC co-ordinates: officials of both, and who serves the whole."""
_OFFICE = [RECEIVER, MACHINE]
"""The Government Office, which gives and verifies."""
_LEADS = [CLERK, LEADER, MACHINE]
_ENTERS = [CLERK, OTHER, COMMUNE, COMMUNE_ELSEWHERE, RECEIVER, MACHINE]
"""Every clerk, for what his own body lays down."""
_ABOUT_BCT = [CLERK, LEADER, IDLE, RECEIVER, CENTRE, AUDITOR, ADMIN, ADMIN_HERE, MACHINE, NARROW]
"""Who has BCT in his remit: its board is a page about a body."""
_NOT_HIS = {role: 404 for role in SIGNED_IN if role not in _SEES}
_PHONE_NOT_HIS = {**_NOT_HIS, **dict.fromkeys([OTHER, RECEIVER, CENTRE, AUDITOR], 422)}
_DAY = date(2020, 9, 1)
_DOCUMENT = {"symbol": "77/NQ-CP", "kind": "resolution", "signed_on": "2020-09-01", "assigner": "VPCP"}
_TASK = {
    "content": "Lập báo cáo",
    "kind": "report",
    "lead": "BCT",
    "deadline_kind": "date",
    "due": "2030-12-31",
}
_REGISTER = (
    "source_document,date,clause,content_short_vi,lead,coordinators,deadline,kind,known_result,evidence\r\n"
    "Nghị quyết 78/NQ-CP,2020-09-01,I,Lập báo cáo,Bộ Công Thương,,2030-12-31,bao_cao,,N: báo\r\n"
).encode()
_FILE = {"file": ("so.csv", _REGISTER)}
_DRAFT, _ONE = {"directive_id": "$directive_draft"}, {"task_id": "$task"}
_CODE = {"code": "$task_code"}
_PAGES, _API = "/directives/", "/api/v1/"

ROWS = [
    Row("GET", _PAGES, may=SIGNED_IN),
    Row("GET", _PAGES + "statistics/", may=SIGNED_IN),
    Row("GET", _PAGES + "statistics/closings/", may=SIGNED_IN),
    Row("GET", _PAGES + "periods/", may=SIGNED_IN),
    Row(
        "POST",
        _PAGES + "bulk/",
        may=[CLERK, LEADER, OTHER, COMMUNE, COMMUNE_ELSEWHERE, PROVINCE],
        send={"action": "acknowledge", "id": "$task"},
        note="whoever may act on tasks, as a person; what is out of reach is left out of the page",
    ),
    Row("GET", _PAGES + "bodies/{code}/", may=_ABOUT_BCT, no=404, at={"code": "BCT"}),
    Row("GET", _PAGES + "bodies/{code}/given/", may=_ABOUT_BCT, no=404, at={"code": "BCT"}),
    Row("GET", _PAGES + "documents/", may=SIGNED_IN),
    Row("GET", _PAGES + "documents/new/", may=_ENTERS),
    Row("POST", _PAGES + "documents/new/", may=_ENTERS, ok=422),  # an empty form
    Row("GET", _PAGES + "documents/{directive_id}/", may=_SEES, no=404, at={"directive_id": "$directive"}),
    Row("GET", _PAGES + "documents/{directive_id}/", may=_OFFICE, no=404, at=_DRAFT, note="a draft"),
    Row("GET", _PAGES + "documents/{directive_id}/cut/", may=_OFFICE, no=404, at=_DRAFT),
    Row("POST", _PAGES + "documents/{directive_id}/cut/", may=_OFFICE, ok=422, no=404, at=_DRAFT),
    Row("POST", _PAGES + "documents/{directive_id}/cut/ready/", may=_OFFICE, ok=302, no=404, at=_DRAFT),
    Row(
        "POST",
        _PAGES + "documents/{directive_id}/cut/{task_id}/drop/",
        may=_OFFICE,
        ok=302,
        no=404,
        at={**_DRAFT, "task_id": "$task_draft"},
    ),
    Row(
        "GET",
        _PAGES + "documents/{directive_id}/do/{action}/",
        may=_OFFICE,
        no=404,
        at={**_DRAFT, "action": "check"},
    ),
    Row(
        "POST",
        _PAGES + "documents/{directive_id}/do/{action}/",
        may=_OFFICE,
        ok=302,
        no=404,
        at={**_DRAFT, "action": "check"},
    ),
    Row("GET", _PAGES + "tasks/{task_id}/", may=_SEES, no=404, at=_ONE),
    Row(
        "GET",
        _PAGES + "tasks/{task_id}/do/{action}/",
        may=_SEES,
        no=404,
        at={**_ONE, "action": "acknowledge"},
    ),
    Row(
        "POST",
        _PAGES + "tasks/{task_id}/do/{action}/",
        may=_LEADS,
        ok=302,
        but=_NOT_HIS,
        at={**_ONE, "action": "acknowledge"},
    ),
    Row("GET", _PAGES + "phone/", may=SIGNED_IN),
    Row("GET", _PAGES + "phone/worker.js", may=EVERYBODY, note="a script that holds nothing of anybody"),
    Row("GET", _PAGES + "phone/{task_id}/", may=_SEES, no=404, at=_ONE),
    Row(
        "POST", _PAGES + "phone/{task_id}/", may=_LEADS, ok=422, but=_PHONE_NOT_HIS, at=_ONE
    ),  # an empty form; who sees the task and may not report on it is told so once the form is whole
    Row("GET", _PAGES + "photographs/{progress_id}/", may=_SEES, no=404, at={"progress_id": "$progress"}),
    Row("GET", _PAGES + "evidence/{evidence_id}/", may=_SEES, no=404, at={"evidence_id": "$evidence"}),
    Row("GET", _API + "directives", may=SIGNED_IN),
    Row("POST", _API + "directives", may=_OFFICE, ok=201, send=_DOCUMENT),
    Row("GET", _API + "directives/{directive_id}", may=_SEES, no=404, at={"directive_id": "$directive"}),
    Row(
        "GET",
        _API + "directives/{directive_id}/proposals",
        may=_SEES,
        no=404,
        at={"directive_id": "$directive"},
    ),
    Row(
        "POST",
        _API + "directives/{directive_id}/tasks",
        may=_OFFICE,
        ok=201,
        no=404,
        at=_DRAFT,
        send={"tasks": [_TASK]},
    ),
    Row(
        "POST", _API + "directives/{directive_id}/{step}", may=_OFFICE, no=404, at={**_DRAFT, "step": "check"}
    ),
    Row("GET", _API + "tasks", may=SIGNED_IN),
    Row("GET", _API + "tasks/statistics", may=SIGNED_IN),
    Row("GET", _API + "tasks/periods", may=SIGNED_IN),
    Row("GET", _API + "tasks/closings", may=SIGNED_IN),
    Row("GET", _API + "tasks/causes", may=SIGNED_IN),
    Row("GET", _API + "tasks/{code}", may=_SEES, no=404, at=_CODE),
    Row("GET", _API + "tasks/{code}/history", may=_SEES, no=404, at=_CODE),
    Row(
        "POST",
        _API + "tasks/{code}/{action}",
        may=_LEADS,
        but=_NOT_HIS,
        at={**_CODE, "action": "acknowledge"},
    ),
    Row(
        "POST",
        _API + "tasks:bulk",
        may=[CLERK, LEADER, OTHER, COMMUNE, COMMUNE_ELSEWHERE, PROVINCE, MACHINE],
        send={"action": "acknowledge", "codes": ["17/NQ-CP#IV#1"]},
        note="whoever may act on tasks: what is out of reach is told as not there",
    ),
    Row("GET", _API + "tasks:export", may=SIGNED_IN),
    Row("POST", _API + "tasks:import", may=_OFFICE, files=_FILE),
]

_ACTIONS = "directives.actions."
_ENTER, _CHECK, _PUBLISH, _VERIFY = (
    "directives.enter",
    "directives.check",
    "directives.publish",
    "directives.verify",
)
_ACT, _HEAD = "tasks.act", "tasks.lead"
_DECREE = Given(EvidenceKind.DOCUMENT, symbol="45/2020/NĐ-CP", dated=_DAY)


def _stands(*steps: str) -> Any:
    """The task has gone these steps."""

    def put(world: World) -> None:
        task = world.records["task"]
        doing: dict[str, Any] = {
            "taken": lambda: leading.acknowledge(task, by=SYSTEM),
            "claimed": lambda: claiming.claim(task, by=SYSTEM, evidence=[_DECREE], completed_on=_DAY),
            "verified": lambda: assigning.verify(task, by=SYSTEM),
            "asked": lambda: leading.ask_extension(task, by=SYSTEM, due_on=date(2031, 1, 1), reason="x"),
            "unclear": lambda: leading.ask_return(task, by=SYSTEM, ground="unclear", reason="x"),
            "wrong": lambda: leading.ask_return(task, by=SYSTEM, ground="wrong_competence", reason="x"),
            "late": lambda: _late(task),
            "periodic": lambda: _periodic(task),
            "reported": lambda: (_periodic(task), periods.report_period(task, by=SYSTEM, note="x")),
            "twice": lambda: leading.ask_return(task, by=SYSTEM, ground="duplicate", reason="x"),
        }
        for step in steps:
            doing[step]()

    return put


def _late(task: str) -> None:
    """An explanation is asked for."""
    from dieuhanh.directives.models import Explanation, Task

    now = clock.now()
    Task.objects.filter(pk=task).update(explain_by=now)
    Explanation.objects.create(task_id=task, task_due_on=_DAY, asked_at=now, due_at=now)


def _periodic(task: str) -> None:
    """A period waits for its report."""
    from dieuhanh.directives.models import TaskPeriod

    TaskPeriod.objects.create(
        task_id=task, code="2020-09", every="month", first_on=_DAY, due_on=date(2020, 9, 30), clock="in_time",
        opened_at=clock.now(),
    )  # fmt: skip


def _move(module: Any, name: str, power: str, over: str, *steps: str, **given: Any) -> Verb:
    """A verb of the task's workflow: the power, over the side that takes it."""
    verb = getattr(module, name)
    return Verb(
        f"{_ACTIONS}{module.__name__.rsplit('.', 1)[1]}.{name}", power, over,
        lambda w, by: verb(w.records["task"], by=by, **w.fill(given)), prepare=_stands(*steps),
    )  # fmt: skip


def _checked(world: World) -> None:
    directives.check_directive(world.records["directive_draft"], by=SYSTEM)


_NEW = NewDirective("79/NQ-CP", "resolution", _DAY, "VPCP")
_DUTY = NewTask("Lập báo cáo", "report", lead="BCT", deadline_kind="date", due=date(2030, 12, 31))
VERBS = [
    Verb(_ACTIONS + "directives.enter", _ENTER, "VPCP", lambda w, by: directives.enter(_NEW, by=by)),
    Verb(_ACTIONS + "directives.cut", _ENTER, "VPCP", lambda w, by: directives.cut(w.records["directive_draft"], [_DUTY], by=by)),
    Verb(_ACTIONS + "directives.change_draft", _ENTER, "VPCP", lambda w, by: directives.change_draft(w.records["task_draft"], _DUTY, by=by)),
    Verb(_ACTIONS + "directives.drop_draft", _ENTER, "VPCP", lambda w, by: directives.drop_draft(w.records["task_draft"], by=by)),
    Verb(_ACTIONS + "directives.check_directive", _CHECK, "VPCP", lambda w, by: directives.check_directive(w.records["directive_draft"], by=by)),
    Verb(_ACTIONS + "directives.uncheck", _CHECK, "VPCP", lambda w, by: directives.uncheck(w.records["directive_draft"], by=by, reason="x"), prepare=_checked),
    Verb(_ACTIONS + "directives.publish", _PUBLISH, "VPCP", lambda w, by: directives.publish(w.records["directive_draft"], by=by), prepare=_checked),
    Verb(_ACTIONS + "importing.import_rows", _PUBLISH, "VPCP", lambda w, by: importing.import_rows([importing.Imported(_NEW, _DUTY)], by=by)),
    Verb(_ACTIONS + "register.import_register", _PUBLISH, "VPCP", lambda w, by: register.import_register(_REGISTER, by=by)),
    _move(leading, "acknowledge", _ACT, "BCT"),
    _move(leading, "progress", _ACT, "BCT", "taken", note="x"),
    _move(periods, "report_period", _ACT, "BCT", "periodic", note="x"),
    _move(periods, "refuse_period", _VERIFY, "VPCP", "reported", reason="x"),
    _move(explaining, "explain", _ACT, "BCT", "late", cause="land", note="x"),
    _move(assigning, "remind", _VERIFY, "VPCP"),
    _move(leading, "ask_return", _ACT, "BCT", ground="unclear", reason="x"),
    _move(leading, "ask_extension", _HEAD, "BCT", due_on=date(2031, 1, 1), reason="x"),
    Verb(_ACTIONS + "leading.contribute", _ACT, "BTC", lambda w, by: leading.contribute(w.records["task"], by=by, note="x"), elsewhere="T01"),
    Verb(_ACTIONS + "parts.break_down", _ACT, "BCT", lambda w, by: parts.break_down(w.records["task"], by=by, parts=[parts.Part("CUC")])),
    _move(claiming, "claim", _ACT, "BCT", "taken", evidence=[_DECREE], completed_on=_DAY),
    _move(claiming, "retract", _ACT, "BCT", "taken", "claimed", reason="x"),
    _move(assigning, "verify", _VERIFY, "VPCP", "taken", "claimed"),
    _move(assigning, "refuse", _VERIFY, "VPCP", "taken", "claimed", reason="x"),
    _move(assigning, "grant_extension", _VERIFY, "VPCP", "asked", document="1/VPCP"),
    _move(assigning, "refuse_extension", _VERIFY, "VPCP", "asked", document="1/VPCP", reason="x"),
    _move(assigning, "move_deadline", _VERIFY, "VPCP", due_on=date(2031, 1, 1), document="1/VPCP"),
    _move(assigning, "refuse_return", _VERIFY, "VPCP", "unclear", reason="x"),
    _move(assigning, "clarify", _VERIFY, "VPCP", "unclear", content="Rõ hơn"),
    _move(assigning, "reopen", _VERIFY, "VPCP", "taken", "claimed", "verified", document="1/VPCP", reason="x"),
    _move(ending, "withdraw", _VERIFY, "VPCP", document="1/VPCP", reason="x"),
    _move(ending, "transfer", _VERIFY, "VPCP", body="T01", document="1/VPCP", reason="x"),
    _move(ending, "reassign", _VERIFY, "VPCP", "wrong", body="T01"),
    # The original must be seen as well: who verifies for the assigner sees it where the same office gave it.
    _move(ending, "link_repeat", _VERIFY, "VPCP", original="$task_original"),
    _move(ending, "accept_duplicate", _VERIFY, "VPCP", "twice", original="$task_original"),
]  # fmt: skip
INNER = {
    _ACTIONS + "directives.make_directive": "the row of enter and import_rows; asks for their power",
    _ACTIONS + "directives.directive_standing": "asks; writes nothing",
    _ACTIONS + "drafting.rows_of": "rows not stored yet",
    _ACTIONS + "dispatch.act": "calls the verb of this name",
    _ACTIONS + "bulk.do_one": "calls the verb of this name and tells what came of it",
    _ACTIONS + "explaining.cause_rows": "rows of a cause not stored yet, for the verb that asked for it",
    _ACTIONS + "moves.take": "asks for the power; writes nothing",
    _ACTIONS + "moves.move": "the writing half of every verb of the workflow, after take",
    _ACTIONS + "moves.move_row": "a row not stored yet",
    _ACTIONS + "publishing.publish_tasks": "the half of publish and import_rows that sets tasks going",
    _ACTIONS + "publishing.tell_assigned": "the entries of publish, break_down and transfer",
    _ACTIONS + "claiming.settle_claim": "the half of verify, refuse and retract that writes the verdict",
    _ACTIONS
    + "ending.hand_over": "the half of transfer, reassign and succession that opens the task elsewhere",
}


def prepare(world: World) -> None:
    """A published resolution with BCT's task and its repeat, claimed once with a file; and a draft with one."""
    from dieuhanh.directives.models import Claim, Directive, Evidence, Progress, Task

    def entered(symbol: str, *tasks: NewTask) -> tuple[Directive, list[Task]]:
        row = directives.enter(NewDirective(symbol, "resolution", _DAY, "VPCP"), by=SYSTEM)
        return row, directives.cut(row.id, tasks, by=SYSTEM)

    duty = NewTask(
        "Xây dựng Nghị định", "document", clause="IV", lead="BCT", deadline_kind="date", due=date(2030, 12, 31),
        coordinators=[NewCoordinator("BTC")],
    )  # fmt: skip
    published, (task, original) = entered("17/NQ-CP", duty, duty)
    directives.check_directive(published.id, by=SYSTEM)
    directives.publish(published.id, by=SYSTEM)
    draft, (in_draft,) = entered("18/NQ-CP", _DUTY)
    claim = Claim.objects.create(
        task=original, completed_on=_DAY, claimed_at=published.entered_at, by_name="x", by_position="x",
        verify_by=published.entered_at, verdict="retracted",
    )  # fmt: skip
    file = Evidence.objects.create(
        claim=claim, kind="file", fits=True, file_name="a.pdf", file_media_type="application/pdf",
        file_sha256="0" * 64, file_content=b"%PDF-1.7",
    )  # fmt: skip
    note = Progress.objects.create(
        task=original, at=published.entered_at, as_of=_DAY, note="x", by_name="x", entry_id=published.id,
        photo_name="a.jpg", photo_media_type="image/jpeg", photo_sha256="0" * 64, photo_content=b"\xff\xd8\xff",
    )  # fmt: skip
    world.records |= {
        "progress": str(note.id), "directive": str(published.id), "directive_draft": str(draft.id), "task": str(task.id),
        "task_code": quote(task.code, safe=""), "task_original": original.code, "task_draft": str(in_draft.id),
        "evidence": str(file.id),
    }  # fmt: skip
