"""The wall over the API: every tile as JSON, and its events where the live port cannot be reached."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified, JsonResponse
from ninja import Query, Router, Schema

from dieuhanh.centre.queries.events import events_after
from dieuhanh.centre.queries.wall import wall as wall_of
from dieuhanh.centre.reading import actor_of, view_of
from dieuhanh.centre.shapes import plain
from dieuhanh.config.language import lang

router = Router(tags=["wall"])
LONGEST = 500


class WallOut(Schema):
    """The wall as it stands, or stood at `at`. A tile that has nothing to show is null."""

    scene: str
    layout: int
    at: datetime
    last_index: int
    tiles: dict[str, Any]


class EventOut(Schema):
    """One event. `id` is the place of its ledger entry; an empty text only refreshes the tiles it names."""

    id: int
    kind: str
    at: datetime
    state: str
    text_vi: str
    text_en: str
    href: str
    tiles: list[str]
    simulated: bool


class EventsOut(Schema):
    """Events after a place, oldest first; `next` is what to give as `after` the next time."""

    items: list[EventOut]
    next: int


@router.get("/wall", response=WallOut)
def wall(request: HttpRequest, scene: str = "", layout: int = 63, at: str = "") -> dict[str, Any]:
    """Every tile of a scene (the first one where none is named), within the caller's remit."""
    view, _among = view_of(request)
    content = wall_of(view)
    return {
        "scene": view.scene.code,
        "layout": view.provinces,
        "at": view.moment,
        "last_index": content["last_index"],
        "tiles": {name: plain(one, lang()) for name, one in content["tiles"].items()},
    }


@router.get("/wall/events", response=EventsOut, url_name="wall-events")
def events(
    request: HttpRequest, after: int = Query(-1, ge=-1), limit: int = Query(100, ge=1, le=LONGEST)
) -> HttpResponse:
    """Events after a place in the ledger. Ask again with `If-None-Match`: 304 while nothing came.

    The live port (`DIEUHANH_LIVE_PORT`) gives the same under the same path as server-sent events.
    """
    found = events_after(after, by=actor_of(request), limit=limit)
    following = found[-1].index if found else after
    mark = f'W/"{following}"'
    if request.headers.get("If-None-Match", "") == mark:
        return HttpResponseNotModified(headers={"ETag": mark})
    return JsonResponse(
        {"items": [one.as_dict() for one in found], "next": following}, headers={"ETag": mark}
    )
