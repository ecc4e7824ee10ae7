"""JSON of the desk: search in one box, what waits for me, my named views."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from dieuhanh.config.idempotency import idempotent
from dieuhanh.interface import actions, searching, working
from dieuhanh.interface.models import SavedView
from dieuhanh.interface.queries import views_of

router = Router(tags=["desk"])


class FoundOut(Schema):
    """One answer with the page that opens it."""

    title: str
    code: str
    line: str
    href: str
    simulated: bool


class GroupOut(Schema):
    """The answers of one kind; `more`: there are more than were asked for."""

    kind: str
    label: str
    found: list[FoundOut]


@router.get("/search", response=list[GroupOut], summary="Search everything the caller may see")
def search(
    request: HttpRequest,
    q: Annotated[str, Query(max_length=searching.LONGEST)],
    kind: Annotated[str, Query(max_length=40)] = "",
    limit: Annotated[int, Query(ge=1, le=50)] = searching.SHOWN,
) -> list[dict[str, Any]]:
    """By code, number or words, with or without diacritics; answers by kind. `kind` asks one kind alone."""
    return [
        {"kind": one.key, "label": one.label, "found": [_found(found) for found in one.found]}
        for one in searching.search(request.actor, q, only=kind, limit=limit)  # type: ignore[attr-defined]
    ]


def _found(one: searching.Found) -> dict[str, Any]:
    return {name: getattr(one, name) for name in ("title", "code", "line", "href", "simulated")}


class WaitingOut(Schema):
    """One thing that waits for the caller."""

    room: str
    kind: str
    number: str
    title: str
    state: str
    action: str
    href: str
    due_at: datetime | None
    asked_by: str
    simulated: bool


@router.get("/work", response=list[WaitingOut], summary="What waits for the caller, by deadline")
def work(request: HttpRequest) -> list[dict[str, Any]]:
    """Across all rooms, the nearest deadline first."""
    names = ("kind", "number", "title", "state", "action", "href", "due_at", "asked_by", "simulated")
    given = working.parts(request.actor)  # type: ignore[attr-defined]
    return [
        {"room": key, **{name: getattr(one, name) for name in names}} for key, one in working.in_order(given)
    ]


class ViewOut(Schema):
    """A named view of a list."""

    id: UUID
    list_key: str
    name: str
    query: str
    is_default: bool


class ViewIn(Schema):
    """What a list is to show under a name: its query string without the place."""

    list_key: Annotated[str, Field(min_length=1, max_length=60)]
    name: Annotated[str, Field(min_length=1, max_length=80)]
    query: Annotated[str, Field(max_length=actions.LONGEST_QUERY)] = ""
    is_default: bool = False


@router.get("/views", response=list[ViewOut], summary="The caller's named views of a list")
def list_views(request: HttpRequest, list_key: Annotated[str, Query(max_length=60)]) -> list[SavedView]:
    """By name; another's are not shown."""
    return views_of(request.actor, list_key)  # type: ignore[attr-defined]


@router.post("/views", response=ViewOut, summary="Save a view; the same name is written over")
@idempotent
def post_view(request: HttpRequest, payload: ViewIn) -> Any:
    """Private to the caller; machines have none."""
    saved = actions.save_view(by=request.actor, **payload.model_dump())  # type: ignore[attr-defined]
    return ViewOut.from_orm(saved)


@router.post("/views/{uuid:view_id}/remove", response={204: None}, summary="Remove a view")
@idempotent
def post_remove_view(request: HttpRequest, view_id: UUID) -> Any:
    """One's own; another's is as if it did not exist."""
    actions.remove_view(view_id, by=request.actor)  # type: ignore[attr-defined]
    return 204, None
