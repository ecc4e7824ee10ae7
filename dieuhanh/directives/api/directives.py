"""`/directives`: documents, the tasks cut out of them, and their three steps."""

import datetime as dt
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Query, Schema

from dieuhanh.config.actor import Actor
from dieuhanh.config.errors import Missing
from dieuhanh.config.idempotency import idempotent
from dieuhanh.config.paging import Page, limit_of, page_of, read_cursor
from dieuhanh.directives.actions import directives as actions
from dieuhanh.directives.actions.heads import Head, change_head
from dieuhanh.directives.api import router
from dieuhanh.directives.api.proposals import orphans_json, proposal_json
from dieuhanh.directives.api.shapes import DirectiveIn, Long, Short, TasksIn
from dieuhanh.directives.queries import directives as queries
from dieuhanh.directives.queries.access import access_directive
from dieuhanh.directives.queries.cutting import cut_view
from dieuhanh.directives.queries.filtering import Filters
from dieuhanh.directives.queries.task_json import as_json
from dieuhanh.directives.queries.tasks import tasks


class HeadIn(Schema):
    """A directive's head as it should read."""

    title: Long = ""
    signer: Short = ""
    received_on: dt.date | None = None


class StepIn(Schema):
    """What a step may need: the reason for sending back."""

    reason: Long = ""


def acting(request: HttpRequest) -> Actor:
    """Who asks."""
    by: Actor = request.actor  # type: ignore[attr-defined]
    return by


@router.get("/directives", response=Page[dict[str, Any]], summary="Directives")
def list_directives(
    request: HttpRequest,
    q: Annotated[str, Query(max_length=200)] = "",
    kind: Annotated[str, Query(max_length=40)] = "",
    state: Annotated[str, Query(max_length=20)] = "",
    as_of: dt.date | None = None,
    after: str | None = None,
    limit: int | None = None,
) -> Page[dict[str, Any]]:
    """Those that the caller may see, newest first."""
    size = limit_of(limit)
    found = queries.directives(
        acting(request), q=q, kind=kind, state=state, as_of=as_of, after=read_cursor(after), limit=size
    )
    rows, cursor = page_of(found, size, lambda one: [one.row.signed_on.isoformat(), str(one.row.id)])
    return Page(items=[queries.directive_json(one) for one in rows], next=cursor)


@router.post("/directives", response={201: dict[str, Any]}, summary="Enter a directive")
@idempotent
def post_directive(request: HttpRequest, payload: DirectiveIn) -> tuple[int, dict[str, Any]]:
    """Its text is kept; a classification marking is refused and no copy kept."""
    made = actions.enter(payload.given(), by=acting(request))
    return 201, {"id": str(made.id), "symbol": made.symbol, "state": made.state}


@router.get("/directives/{uuid:directive_id}", response=dict[str, Any], summary="One directive")
def get_directive(request: HttpRequest, directive_id: UUID) -> dict[str, Any]:
    """The directive with its text, its duties (a duty of many bodies once) and, for who gives it, what no task covers."""
    row = access_directive(acting(request), directive_id)
    duties = tasks(acting(request), Filters(directive=row.code_stem, level="duties"), sort="code", limit=1000)
    return {
        "id": str(row.id),
        "symbol": row.symbol,
        "kind": row.kind,
        "title": row.title,
        "signed_on": row.signed_on.isoformat(),
        "signed_precision": row.signed_precision,
        "state": row.state,
        "text": row.text,
        "tasks": [as_json(one) for one in duties],
        "orphans": orphans_json(acting(request), row),
    }


@router.get(
    "/directives/{uuid:directive_id}/proposals", response=list[dict[str, Any]], summary="Proposed duties"
)
def get_proposals(request: HttpRequest, directive_id: UUID) -> list[dict[str, Any]]:
    """What looks like a duty in the text; `covered_by` is empty for an order that no task covers."""
    row = access_directive(acting(request), directive_id)
    return [proposal_json(one, row.text) for one in cut_view(row, by=acting(request)).suggestions]


@router.post("/directives/{uuid:directive_id}/tasks", response={201: dict[str, Any]}, summary="Cut tasks out")
@idempotent
def post_tasks(request: HttpRequest, directive_id: UUID, payload: TasksIn) -> tuple[int, dict[str, Any]]:
    """All of them or none; every fault is told with the number of its task."""
    made = actions.cut(directive_id, [one.given() for one in payload.tasks], by=acting(request))
    return 201, {"tasks": [{"id": str(one.id), "code": one.code} for one in made]}


@router.post("/directives/{uuid:directive_id}/head", response=dict[str, Any], summary="Put the head right")
@idempotent
def post_head(request: HttpRequest, directive_id: UUID, payload: HeadIn) -> dict[str, Any]:
    """Title, signer and day of receipt, all three, until it is published; what stood before is in the history."""
    done = change_head(directive_id, Head(**payload.model_dump()), by=acting(request))
    return {
        "id": str(done.id),
        "symbol": done.symbol,
        "title": done.title,
        "signer": done.signer,
        "received_on": done.received_on.isoformat() if done.received_on else None,
    }


@router.post(
    "/directives/{uuid:directive_id}/{step}", response=dict[str, Any], summary="Check, send back or publish"
)
@idempotent
def post_step(
    request: HttpRequest, directive_id: UUID, step: str, payload: StepIn | None = None
) -> dict[str, Any]:
    """`check` (by a second person), `uncheck` (with the reason), `publish`."""
    by = acting(request)
    if step == "check":
        done = actions.check_directive(directive_id, by=by)
    elif step == "uncheck":
        done = actions.uncheck(directive_id, by=by, reason=payload.reason if payload else "")
    elif step == "publish":
        done = actions.publish(directive_id, by=by)
    else:
        raise Missing(_("There is no such action."))
    return {"id": str(done.id), "symbol": done.symbol, "state": done.state}
