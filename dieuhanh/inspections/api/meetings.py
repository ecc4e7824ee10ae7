"""`/meetings`: lists, records with what was frozen beside what is now, every action of the table."""

from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Query

from dieuhanh.config.idempotency import idempotent
from dieuhanh.config.paging import Page, limit_of, page_of, read_cursor
from dieuhanh.inspections.actions.agendas import plan_meeting
from dieuhanh.inspections.actions.dispatch import act_on_meeting
from dieuhanh.inspections.api import router
from dieuhanh.inspections.api.inspections import acting, offered
from dieuhanh.inspections.api.shapes import ActionIn, MeetingIn
from dieuhanh.inspections.queries import lists
from dieuhanh.inspections.queries.access import access_meeting, standing_of
from dieuhanh.inspections.queries.meetings import meeting_record
from dieuhanh.inspections.rules.offering import offers
from dieuhanh.inspections.rules.workflow import MEETING_ARROWS


@router.get("/meetings", response=Page[dict[str, Any]], summary="Meetings")
def list_meetings(
    request: HttpRequest,
    q: Annotated[str, Query(max_length=200)] = "",
    state: Annotated[str, Query(max_length=20)] = "",
    after: str | None = None,
    limit: int | None = None,
) -> Page[dict[str, Any]]:
    """Those that the caller may see, newest first."""
    size = limit_of(limit)
    found = lists.meetings(acting(request), q=q, state=state, after=read_cursor(after), limit=size)
    rows, cursor = page_of(found, size, lambda one: [one.row.held_at.isoformat(), str(one.id)])
    items = [
        {
            "id": str(one.id),
            "code": one.row.code,
            "title": one.row.title,
            "office": one.office.code,
            "held_at": one.row.held_at.isoformat(),
            "state": one.row.state,
            "items": one.items,
            "explained": one.explained,
            "simulated": one.row.simulated,
        }
        for one in rows
    ]
    return Page(items=items, next=cursor)


@router.post("/meetings", response={201: dict[str, Any]}, summary="Plan a meeting")
@idempotent
def post_meeting(request: HttpRequest, payload: MeetingIn) -> tuple[int, dict[str, Any]]:
    """It is the office's own until its agenda is frozen."""
    made = plan_meeting(payload.given(), by=acting(request))
    return 201, {"id": str(made.id), "code": made.code, "state": made.state}


@router.get("/meetings/{uuid:meeting_id}", response=dict[str, Any], summary="One meeting")
def get_meeting(request: HttpRequest, meeting_id: UUID) -> dict[str, Any]:
    """The record as far as the caller may see it: a lead sees its own items alone."""
    return _whole(request, meeting_id)


@router.post(
    "/meetings/{uuid:meeting_id}/{action}", response=dict[str, Any], summary="Take an action of the table"
)
@idempotent
def post_action(
    request: HttpRequest, meeting_id: UUID, action: str, payload: ActionIn | None = None
) -> dict[str, Any]:
    """`choose`, `freeze`, `explain`, `open`, `note`, `conclude`, … — what each needs is in `actions` of the record."""
    act_on_meeting(meeting_id, action, by=acting(request), handed=(payload or ActionIn()).handed())
    return _whole(request, meeting_id)


def _whole(request: HttpRequest, meeting_id: UUID) -> dict[str, Any]:
    by = acting(request)
    row = access_meeting(by, meeting_id)
    judged = offers(MEETING_ARROWS, row.state, standing_of(by, row))
    return {**meeting_record(by, row).as_json(), "actions": offered(judged)}
