"""The wall, its tiles, and the first level under each; deeper levels are pages of the rooms that keep the records."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from dieuhanh.centre import words
from dieuhanh.centre.drawing import drawn, frame
from dieuhanh.centre.drill import level_of
from dieuhanh.centre.keeping import Drawn
from dieuhanh.centre.queries import events as event_queries
from dieuhanh.centre.queries.view import View
from dieuhanh.centre.queries.wall import TILES
from dieuhanh.centre.reading import actor_of, is_demonstration, live_url, view_of
from dieuhanh.centre.rules.scenes import SceneRead, columns
from dieuhanh.config.errors import Unauthenticated
from dieuhanh.config.language import lang
from dieuhanh.ledger import queries as ledger
from dieuhanh.ledger.access import may_read
from dieuhanh.organisations.authority import may

_WORKS = (
    "directives.verify",
    "tasks.act",
    "reporting.enter",
    "reporting.approve",
    "reporting.sign",
    "reporting.receive",
)
_RECORDS = {
    "reporting.assignment": "reporting:assignment",
    "reporting.submission": "reporting:submission",
    "directives.task": "directives:task",
    "directives.directive": "directives:directive",
    "inspections.inspection": "inspections:inspection",
    "inspections.meeting": "inspections:meeting",
    "programmes.report": "programmes:report",
    "programmes.document": "programmes:document",
}


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Officials to their work, who only watches to the wall, strangers to sign in."""
    by = getattr(request, "actor", None)
    if by is None:
        raise Unauthenticated(_("Sign in first."))
    if "centre.view" in by.powers and not by.powers.intersection(_WORKS):
        return redirect("centre:wall")
    return redirect(_work())


def _work() -> str:
    for name in ("reporting:work", "reporting:mine", "reporting:home"):
        try:
            return reverse(name)
        except NoReverseMatch:  # the room names its first page itself
            continue
    return reverse("centre:wall")


@never_cache
@require_GET
def wall(request: HttpRequest) -> HttpResponse:
    """The wall. Everything on it is in the address: scene, layout of provinces, moment."""
    view, among = view_of(request)
    seen = event_queries.last_index()  # read first: what comes while the tiles are read is told again
    tiles = drawn(view)
    context = {
        **frame(view),
        "columns": _columns(tiles),
        "events": tiles.get("events"),
        "scenes": _scene_links(view, among),
        "layouts": _layout_links(view),
        "rotate": _rotation(view, among),
        "live_url": live_url(request, seen),
        "poll_url": f"{reverse('api:wall-events')}?after={seen}",
        "demonstration_clock": is_demonstration(),
        "manages": bool("centre.manage" in view.by.powers and may(view.by, "centre.manage")),
    }
    return render(request, "centre/wall.html", context)


def _columns(tiles: dict[str, Drawn]) -> list[tuple[str, object, list[Drawn]]]:
    """The wall's columns, each by the name and word of its first tile, without tiles that have nothing to show."""
    standing = [name for name, one in tiles.items() if one.stands]
    return [
        (column[0], words.TILES[column[0]], [tiles[name] for name in column]) for column in columns(standing)
    ]


def _scene_links(view: View, among: list[SceneRead]) -> list[dict[str, Any]]:
    language = lang()
    return [
        {
            "label": one.name(language),
            "href": f"?{view.query(scene=one.code)}",
            "current": one.code == view.scene.code,
        }
        for one in among
    ]


def _layout_links(view: View) -> list[dict[str, Any]]:
    return [
        {
            "label": _("%(count)d provinces") % {"count": one},
            "href": f"?{view.query(layout=one)}",
            "current": one == view.provinces,
        }
        for one in (63, 34)
    ]


def _rotation(view: View, among: list[SceneRead]) -> dict[str, Any] | None:
    """The scene that follows by itself, where this one does not stay."""
    if not view.scene.rotate_seconds or view.at is not None or len(among) < 2:
        return None
    codes = [one.code for one in among]
    following = among[(codes.index(view.scene.code) + 1) % len(among)]
    return {"seconds": view.scene.rotate_seconds, "href": f"?{view.query(scene=following.code)}"}


@never_cache
@require_GET
def tile_now(request: HttpRequest, tile: str) -> HttpResponse:
    """One tile alone, for the wall to put in place of the old one."""
    if tile not in TILES:
        raise Http404
    view, _among = view_of(request)
    return HttpResponse(drawn(view, [tile])[tile].html)


@never_cache
@require_GET
def tile(request: HttpRequest, tile: str) -> HttpResponse:
    """The list under a tile: every line of it opens its record."""
    if tile not in TILES:
        raise Http404
    view, _among = view_of(request)
    return render(request, f"centre/levels/{tile}.html", {**frame(view), **level_of(tile, view, request.GET)})


@never_cache
@require_GET
def event(request: HttpRequest, index: int) -> HttpResponse:
    """One event: what was told, the record it is about, and its proof."""
    by = actor_of(request)
    found = event_queries.event(index, by=by)
    if found is None:
        raise Http404
    record = ledger.record(index)
    return render(
        request,
        "centre/event.html",
        {
            "event": found,
            "entry": record.entry if record else None,
            "record_href": _record_href(record.entry.subject_type, record.entry.subject_id) if record else "",
            "proof_href": reverse("ledger:entry", args=[index])
            if record and may_read(by, record.entry)
            else "",
            "trail": [
                (_("The wall"), reverse("centre:wall")),
                (_("Events"), reverse("centre:tile", args=["events"])),
                (str(index), ""),
            ],
        },
    )


def _record_href(subject_type: str, subject_id: Any) -> str:
    name = _RECORDS.get(subject_type)
    if name is None:
        return ""
    try:
        return reverse(name, args=[subject_id])
    except NoReverseMatch:  # a kind of record that has no page of its own
        return ""
