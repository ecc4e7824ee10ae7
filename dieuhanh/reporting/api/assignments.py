"""`/assignments`: what is owed, its workbook, its cells, and every action of the workflow."""

import datetime as dt
from typing import Annotated, Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import File, Query, Schema, UploadedFile
from pydantic import Field

from dieuhanh.config.errors import Fault, Invalid, Missing, TooLarge
from dieuhanh.config.idempotency import idempotent
from dieuhanh.config.paging import Page, limit_of, page_of, read_cursor
from dieuhanh.reporting.actions.assignments import extend, remind
from dieuhanh.reporting.actions.dispatch import act
from dieuhanh.reporting.actions.filling import Saved, faults_of, save_figures
from dieuhanh.reporting.actions.submissions import file_of
from dieuhanh.reporting.actions.uploads import access_upload, upload_workbook, workbook_for
from dieuhanh.reporting.api import router
from dieuhanh.reporting.models import Assignment
from dieuhanh.reporting.queries import assignments as queries
from dieuhanh.reporting.queries.access import access_assignment, standing_of, submission_of
from dieuhanh.reporting.queries.filling import filling_of
from dieuhanh.reporting.rules.forms import cells_to_json
from dieuhanh.reporting.rules.offering import offers
from dieuhanh.reporting.rules.workflow import Stage

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Number = Annotated[str, Field(max_length=80)] | int | float | None


class ActionIn(Schema):
    """What an action may need: the reason, notes to warnings, marked cells, the signature's passphrase."""

    reason: Annotated[str, Field(max_length=4000)] = ""
    notes: dict[Annotated[str, Field(max_length=100)], Annotated[str, Field(max_length=2000)]] = {}
    cells: Annotated[list[Annotated[str, Field(max_length=200)]], Field(max_length=1000)] = []
    passphrase: Annotated[str, Field(max_length=1000)] = ""


class CellsIn(Schema):
    """Cells to save: `{form: {row: {column: number or text}}}`, texts of the outline, notes; `draft` of the last save."""

    cells: dict[str, dict[str, dict[str, Number]]] = {}
    narrative: dict[str, Annotated[str, Field(max_length=40000)]] = {}
    notes: dict[str, Annotated[str, Field(max_length=2000)]] = {}
    draft: int | None = None
    check: bool = False


class ExtendIn(Schema):
    """A later deadline and why."""

    due_on: dt.date
    reason: Annotated[str, Field(max_length=4000)]


@router.get("/assignments", response=Page[dict[str, Any]], summary="Reports owed")
def list_assignments(
    request: HttpRequest,
    organisation: Annotated[str, Query(max_length=40)] = "",
    regime: Annotated[str, Query(max_length=40)] = "",
    period: Annotated[str, Query(max_length=12)] = "",
    state: Annotated[str, Query(max_length=30)] = "",
    after: str | None = None,
    limit: int | None = None,
) -> Page[dict[str, Any]]:
    """Those that the caller may see, by deadline. `state` is a stage of the workflow or a word of the clock."""
    size = limit_of(limit)
    found = queries.assignments(
        request.actor,  # type: ignore[attr-defined]
        organisation=organisation,
        regime=regime,
        period=period,
        state=state,
        after=_key(after),
        limit=size,
    )
    rows, cursor = page_of(found, size, lambda one: [one.due_at.isoformat(), str(one.id)])
    return Page(items=[queries.as_json(one) for one in rows], next=cursor)


def _key(after: str | None) -> list[str] | None:
    given = read_cursor(after)
    try:
        if given is not None:
            dt.datetime.fromisoformat(given[0])
            UUID(given[1])
    except (ValueError, TypeError, KeyError, IndexError, AttributeError) as error:
        message = _("“after” must be the value of “next” of the page before.")
        raise Invalid(message, faults=[Fault(message, field="after")]) from error
    return [str(one) for one in given] if given is not None else None


@router.get("/assignments/{uuid:assignment_id}", response=dict[str, Any], summary="One report owed")
def get_assignment(request: HttpRequest, assignment_id: UUID) -> dict[str, Any]:
    """The assignment with its promise, its report as it stands, and the actions open to the caller."""
    return _whole(request, access_assignment(_actor(request), assignment_id))


def _actor(request: HttpRequest) -> Any:
    return request.actor  # type: ignore[attr-defined]


def _whole(request: HttpRequest, assignment: Assignment) -> dict[str, Any]:
    submission = submission_of(assignment)
    filling = filling_of(assignment, submission)
    judged = offers(Stage(assignment.state), standing_of(_actor(request), assignment, submission))
    lang = getattr(request, "LANGUAGE_CODE", "vi")
    return {
        **queries.as_json(queries.read_all([assignment])[0]),
        "promise": assignment.promise,
        "content_hash": submission.content_hash,
        "draft": submission.draft,
        "cells": {code: cells_to_json(form.completed()) for code, form in filling.forms.items()},
        "narrative": submission.narrative,
        "notes": submission.notes,
        "no_data_reason": submission.no_data_reason,
        "reason": submission.reason,
        "marks": submission.marks,
        "receipt_number": submission.receipt_number,
        "actions": [
            {
                "action": one.arrow.action,
                "label": one.arrow.label.of(lang),
                "needs": list(one.arrow.needs),
                "open": one.ok,
                "reason": one.reason.of(lang),
            }
            for one in judged
        ],
    }


@router.get(
    "/assignments/{uuid:assignment_id}/form.xlsx",
    summary="The workbook made for this body and period",
    response={200: None},
)
def get_form_workbook(request: HttpRequest, assignment_id: UUID) -> HttpResponse:
    """Prefilled with every figure already held; the other cells locked and validated."""
    name, content = workbook_for(assignment_id, by=_actor(request))
    return download(content, name, XLSX)


def download(content: bytes, name: str, media_type: str) -> HttpResponse:
    """A file to be kept, never shown inline."""
    response = HttpResponse(content, content_type=media_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


@router.post(
    "/assignments/{uuid:assignment_id}/upload", response=dict[str, Any], summary="Upload the filled workbook"
)
@idempotent
def post_upload(request: HttpRequest, assignment_id: UUID, file: File[UploadedFile]) -> Any:
    """All or nothing. Faults come at once, by sheet, row and column; the marked workbook is at `marked`."""
    if file.size is None or file.size > settings.UPLOAD_BYTES:
        raise TooLarge(_("The file is larger than what is taken here."))
    uploaded = upload_workbook(assignment_id, by=_actor(request), name=file.name or "", content=file.read())
    if not uploaded.taken:
        found = Invalid(
            _("%(count)d cells have to be mended; nothing was written. The marked workbook: %(href)s")
            % {"count": len(uploaded.faults), "href": f"/api/v1/uploads/{uploaded.upload.id}/marked.xlsx"},
            faults=uploaded.faults,
            code="faulty-workbook",
        )
        return _kept(found)
    assert uploaded.saved is not None
    return {
        "upload": str(uploaded.upload.id),
        "cells_read": uploaded.upload.cells_read,
        **_saved(uploaded.saved),
    }


def _kept(problem: Invalid) -> Any:
    """Answer a refusal without undoing the work: the faulty workbook stays for its owner."""
    from dieuhanh.config.api import problem_response  # type: ignore[attr-defined]  # config.api imports this module while it starts

    return problem_response(problem)


def _saved(saved: Saved) -> dict[str, Any]:
    return {
        "state": saved.assignment.state,
        "version": saved.submission.version,
        "draft": saved.submission.draft,
        "errors": [fault.as_dict() for fault in faults_of(saved.filling, saved.errors)],
        "warnings": [
            {**fault.as_dict(), "note": one.key}
            for one, fault in zip(saved.warnings, faults_of(saved.filling, saved.warnings), strict=True)
        ],
    }


@router.get(
    "/uploads/{uuid:upload_id}/marked.xlsx",
    summary="The uploaded workbook with its faults marked",
    response={200: None},
)
def get_marked(request: HttpRequest, upload_id: UUID) -> HttpResponse:
    """For the one who uploaded it."""
    upload = access_upload(upload_id, by=_actor(request))
    if upload.marked is None:
        raise Missing(_("There is no marked copy of this file."))
    return download(bytes(upload.marked), f"{upload.assignment.number}-marked.xlsx", XLSX)


@router.get(
    "/assignments/{uuid:assignment_id}/report.pdf",
    summary="The report as it was signed",
    response={200: None},
)
def get_report(
    request: HttpRequest, assignment_id: UUID, version: Annotated[int | None, Query(ge=1, le=10000)] = None
) -> HttpResponse:
    """The signed PDF with its data inside; an earlier version by `version`."""
    assignment = access_assignment(_actor(request), assignment_id)
    file = file_of(submission_of(assignment, version), content=True)
    if file is None:
        raise Missing(_("This version has not been signed or sent yet."))
    return download(bytes(file.content), file.name, file.media_type)


@router.post(
    "/assignments/{uuid:assignment_id}/save", response=dict[str, Any], summary="Save figures, texts, notes"
)
@idempotent
def post_save(request: HttpRequest, assignment_id: UUID, payload: CellsIn) -> dict[str, Any]:
    """What is not named stays; with `check`, the report goes on to CHECKED when nothing stands against it."""
    given = payload.model_dump()
    return _saved(save_figures(assignment_id, by=_actor(request), **given))


class RemindIn(Schema):
    """A word to the body that is reminded."""

    note: Annotated[str, Field(max_length=4000)] = ""


@router.post("/assignments/{uuid:assignment_id}/remind", response=dict[str, Any], summary="Remind the body")
@idempotent
def post_remind(request: HttpRequest, assignment_id: UUID, payload: RemindIn | None = None) -> dict[str, Any]:
    """At most once a day; only while the report is not sent."""
    remind(assignment_id, by=_actor(request), note=payload.note if payload else "")
    return _whole(request, access_assignment(_actor(request), assignment_id))


@router.post("/assignments/{uuid:assignment_id}/extend", response=dict[str, Any], summary="Move the deadline")
@idempotent
def post_extend(request: HttpRequest, assignment_id: UUID, payload: ExtendIn) -> dict[str, Any]:
    """To a later working day, with the reason."""
    extend(assignment_id, by=_actor(request), due_on=payload.due_on, reason=payload.reason)
    return _whole(request, access_assignment(_actor(request), assignment_id))


@router.post(
    "/assignments/{uuid:assignment_id}/{action}",
    response=dict[str, Any],
    summary="Take an action of the workflow",
)
@idempotent
def post_action(
    request: HttpRequest, assignment_id: UUID, action: str, payload: ActionIn | None = None
) -> dict[str, Any]:
    """`check`, `declare_no_data`, `submit`, `return`, `approve`, `sign`, `send`, `recall`, `receive`, `refuse`, `accept`, …"""
    given = payload or ActionIn()
    act(
        assignment_id,
        action,
        by=_actor(request),
        reason=given.reason,
        notes=given.notes,
        cells=given.cells,
        passphrase=given.passphrase,
    )
    return _whole(request, access_assignment(_actor(request), assignment_id))
