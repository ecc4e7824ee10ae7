"""`/tasks`: lists, records, histories, every action of the workflow, and statistics.

A task's code holds `/` and `#`: in an address it is percent-encoded (`17%2FNQ-CP%23IV%231`).
"""

import datetime as dt
from typing import Annotated, Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import register_converter
from django.utils.translation import gettext as _
from ninja import File, Query, Schema, UploadedFile

from dieuhanh.config.errors import Conflict, TooLarge
from dieuhanh.config.idempotency import idempotent
from dieuhanh.config.language import lang
from dieuhanh.config.paging import Page, limit_of, page_of, read_cursor
from dieuhanh.directives.actions.dispatch import act
from dieuhanh.directives.actions.register import import_register
from dieuhanh.directives.api import router
from dieuhanh.directives.api.directives import acting
from dieuhanh.directives.api.shapes import ActionIn
from dieuhanh.directives.queries.access import access_task, standing_of, task_id_of
from dieuhanh.directives.queries.explaining import following_json
from dieuhanh.directives.queries.export import register_rows
from dieuhanh.directives.queries.filtering import Filters
from dieuhanh.directives.queries.periods import period_json, periods_of
from dieuhanh.directives.queries.record import evidence_words, history, record_of
from dieuhanh.directives.queries.statistics import statistics, statistics_json
from dieuhanh.directives.queries.task_json import as_json
from dieuhanh.directives.queries.tasks import sort_key, tasks
from dieuhanh.directives.rules.offering import offers
from dieuhanh.directives.rules.states import Stage
from dieuhanh.directives.rules.workflow import ACTIONS
from dieuhanh.directives.transfer import write_csv, write_xlsx
from dieuhanh.interface.files import CSV, XLSX, download


class ActionName:
    """An action's name in an address, so that it is told apart from the end of a code."""

    regex = "|".join(ACTIONS)

    def to_python(self, value: str) -> str:
        """As it stands."""
        return value

    def to_url(self, value: str) -> str:
        """As it stands."""
        return value


register_converter(ActionName, "taskaction")


class TaskFilters(Schema):
    """What a list is narrowed to."""

    lead: Annotated[str, Query(max_length=40)] = ""
    coordinator: Annotated[str, Query(max_length=40)] = ""
    assigner: Annotated[str, Query(max_length=40)] = ""
    directive: Annotated[str, Query(max_length=220)] = ""
    state: Annotated[str, Query(max_length=30)] = ""
    clock: Annotated[str, Query(max_length=20)] = ""
    kind: Annotated[str, Query(max_length=20)] = ""
    klass: Annotated[str, Query(max_length=20, alias="class")] = ""
    waiting: Annotated[str, Query(max_length=20)] = ""
    signal: Annotated[str, Query(max_length=20)] = ""
    q: Annotated[str, Query(max_length=200)] = ""
    due_before: dt.date | None = None
    as_of: dt.date | None = None
    given_from: Annotated[dt.date | None, Query(alias="from")] = None
    given_to: Annotated[dt.date | None, Query(alias="to")] = None
    month: Annotated[str, Query(max_length=7)] = ""
    level: Annotated[str, Query(max_length=10)] = "given"
    cause: Annotated[str, Query(max_length=20)] = ""
    acted: Annotated[str, Query(max_length=20)] = ""
    acted_on: dt.date | None = None
    verified_on: dt.date | None = None
    unverified: bool = False
    original: bool = False
    simulated: Annotated[str, Query(max_length=3)] = ""

    def filters(self) -> Filters:
        """As the queries take them."""
        return Filters(**self.model_dump())


@router.get("/tasks", response=Page[dict[str, Any]], summary="Tasks")
def list_tasks(
    request: HttpRequest, given: Query[TaskFilters], after: str | None = None, limit: int | None = None
) -> Page[dict[str, Any]]:
    """Those that the caller may see, by deadline. `as_of`: what each counted as on that day is in `class`.

    `class`: one of the words that the answers give, or `counted` for all that are in A.
    `simulated`: `yes` for what is made up, `no` for the rest.
    `level`: `given` (by the directive, one a body), `central` (of these from the Government), `parts` (broken down), `duties` (a duty of many bodies once), `all`.
    """
    size = limit_of(limit)
    found = tasks(acting(request), given.filters(), after=read_cursor(after), limit=size)
    rows, cursor = page_of(found, size, lambda one: sort_key(one, "due"))
    return Page(items=[as_json(one) for one in rows], next=cursor)


@router.post("/tasks:import", response=dict[str, Any], summary="Take in a register")
@idempotent
def post_import(request: HttpRequest, file: File[UploadedFile]) -> dict[str, Any]:
    """A CSV or XLSX register, all of it or nothing with every fault by row and column; rows known already are left alone."""
    if file.size is None or file.size > settings.UPLOAD_BYTES:
        raise TooLarge(_("The file is larger than what is taken here."))
    taken = import_register(file.read(), by=acting(request))
    return {
        "directives": taken.directives,
        "duties": taken.duties,
        "tasks": taken.tasks,
        "claims": taken.claims,
        "known": taken.known,
    }


@router.get("/tasks:export", response={200: None}, summary="Tasks as a register")
def get_export(
    request: HttpRequest, given: Query[TaskFilters], form: Annotated[str, Query(alias="format")] = "csv"
) -> HttpResponse:
    """The tasks that the caller may see, in the shape in which `/tasks:import` takes them; `format` is `csv` or `xlsx`."""
    rows = register_rows(acting(request), given.filters())
    if form == "xlsx":
        return download(write_xlsx(rows), "tasks.xlsx", XLSX)
    return download(write_csv(rows), "tasks.csv", CSV)


@router.get("/tasks/statistics", response=dict[str, Any], summary="Counts, identities and rates")
def get_statistics(
    request: HttpRequest, given: Query[TaskFilters], by: Annotated[str, Query(max_length=12)] = "body"
) -> dict[str, Any]:
    """By `body`, `kind`, `month`, `directive` or `cause` of delay, as of a day, against the current or (`original`) the original deadline.

    Rates are fractions with their names, printed by each named rounding rule; lines with a small denominator say so.
    """
    filters = given.filters()
    return statistics_json(statistics(acting(request), filters, group=by), filters)


@router.get("/tasks/{path:code}/history", response=list[dict[str, Any]], summary="A task's history")
def get_history(request: HttpRequest, code: str) -> list[dict[str, Any]]:
    """Everything that happened, newest first, each with the id of its ledger entry."""
    task = access_task(acting(request), task_id_of(acting(request), code))
    return [
        {
            "at": one.at.isoformat(),
            "action": one.action,
            "label": one.what,
            "by": one.name,
            "position": one.position,
            "state": one.state or None,
            "reason": one.reason or None,
            "document": one.document or None,
            "details": one.details,
            "entry": str(one.entry_id) if one.entry_id else None,
        }
        for one in history(task)
    ]


@router.post(
    "/tasks/{path:code}/{taskaction:action}",
    response=dict[str, Any],
    summary="Take an action of the workflow",
)
@idempotent
def post_action(
    request: HttpRequest, code: str, action: str, payload: ActionIn | None = None
) -> dict[str, Any]:
    """`acknowledge`, `progress`, `break_down`, `claim`, `verify`, … — each action of the table; what it needs is in `actions`."""
    by = acting(request)
    given = payload or ActionIn()
    if given.appointment is not None and given.appointment != by.appointment_id:
        raise Conflict(
            _("This was written in another appointment; sign in there to send it."), code="other-appointment"
        )
    task_id = act(task_id_of(by, code), action, by=by, handed=given.handed())
    return _whole(request, task_id)


@router.get("/tasks/{path:code}", response=dict[str, Any], summary="One task")
def get_task(request: HttpRequest, code: str) -> dict[str, Any]:
    """The task with its deadline's words and readings, claims beside verdicts, and the actions open to the caller."""
    return _whole(request, task_id_of(acting(request), code))


def _whole(request: HttpRequest, task_id: Any) -> dict[str, Any]:
    by = acting(request)
    task = access_task(by, task_id)
    record = record_of(task)
    return {
        **as_json(record.read),
        "span_text": task.span_text,
        "readings": task.readings,
        "reading_chosen": task.reading_chosen,
        "calendar_version": task.calendar_version,
        "known_result": task.known_result or None,
        "source": task.source or None,
        "repeat_of": task.repeat_of.code if task.repeat_of else None,
        "transferred_to": task.transferred_to.code if task.transferred_to else None,
        "repeats": [one.code for one in record.repeats],
        "coordinators": [
            {
                "body": one.body.code or None,
                "words": one.row.words or None,
                "due_on": one.row.due_on.isoformat() if one.row.due_on else None,
                "contributed_at": one.row.contributed_at.isoformat() if one.row.contributed_at else None,
            }
            for one in record.coordinations
        ],
        "claims": [
            {
                "completed_on": one.claim.completed_on.isoformat(),
                "claimed_at": one.claim.claimed_at.isoformat(),
                "by": one.claim.by_name,
                "source": one.claim.source or None,
                "evidence_mark": one.claim.evidence_mark or None,
                "verdict": one.claim.verdict,
                "reason": one.claim.reason or None,
                "evidence": [
                    {"kind": piece.kind, "fits": piece.fits, "what": evidence_words(piece)}
                    for piece in one.evidence
                ],
            }
            for one in record.claims
        ],
        "periods": [period_json(one) for one in periods_of(task.id)],
        **following_json(task.id),
        "progress": [
            {
                "id": str(one.id),
                "as_of": one.as_of.isoformat(),
                "at": one.at.isoformat(),
                "by": one.by_name,
                "note": one.note,
                "percent": one.percent,
                "obstacle": one.obstacle or None,
                "proposal": one.proposal or None,
                "photograph_sha256": one.photo_sha256 or None,
            }
            for one in record.progress
        ],
        "parts": [as_json(one) for one in record.parts],
        "actions": [
            {
                "action": one.arrow.action,
                "label": one.arrow.label.of(lang()),
                "needs": [need.value for need in one.arrow.needs],
                "open": one.ok,
                "reason": one.reason.of(lang()),
            }
            for one in offers(Stage(task.state), standing_of(by, task))
        ],
    }
