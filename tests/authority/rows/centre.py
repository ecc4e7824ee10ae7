"""The wall: who may watch sees what his remit holds; scenes are arranged for the whole."""

from dieuhanh.centre import actions
from dieuhanh.centre.rules.scenes import Layout, SceneRead
from tests.authority.table import TO_SIGN_IN, Row, Verb
from tests.authority.world import CENTRE, COMMUNE_ELSEWHERE, MACHINE, RECEIVER, SIGNED_IN, World

_WATCH = [RECEIVER, CENTRE, COMMUNE_ELSEWHERE, MACHINE]
_ARRANGE = [CENTRE, MACHINE]
_SCENE = {
    "code": "rieng",
    "name_vi": "Riêng",
    "name_en": "Own",
    "tiles": ["duties", "events"],
    "rotate_seconds": "0",
    "order": "5",
}
_GIVEN = SceneRead("rieng", "Riêng", "Own", Layout(("duties", "events"), (), "", ""), 0, 5)

ROWS = [
    Row("GET", "/", may=SIGNED_IN, ok=302),
    Row("GET", "/centre/brief/", may=_WATCH),
    Row("GET", "/wall/", may=_WATCH),
    Row(
        "GET",
        "/wall/events/{index}/",
        may=[RECEIVER, CENTRE, MACHINE],
        but={COMMUNE_ELSEWHERE: 404},
        at={"index": "$index_BCT"},
    ),
    Row("GET", "/wall/tiles/{tile}/", may=_WATCH, at={"tile": "duties"}),
    Row("GET", "/wall/tiles/{tile}/now/", may=_WATCH, at={"tile": "duties"}),
    Row("GET", "/wall/scenes/", may=_ARRANGE),
    Row("GET", "/wall/scenes/new/", may=_ARRANGE),
    Row("POST", "/wall/scenes/new/", may=_ARRANGE, ok=302, send=_SCENE),
    Row("GET", "/wall/scenes/{code}/", may=_ARRANGE, at={"code": "thu"}),
    Row("POST", "/wall/scenes/{code}/", may=_ARRANGE, ok=302, at={"code": "thu"}, send=_SCENE),
    Row("POST", "/wall/scenes/{code}/remove/", may=_ARRANGE, ok=302, at={"code": "thu"}),
    Row("GET", "/api/v1/wall", may=_WATCH),
    Row("GET", "/api/v1/wall/events", may=_WATCH),
]
VERBS = [
    Verb(
        "centre.actions.save_scene",
        "centre.manage",
        "CP",
        lambda w, by: actions.save_scene(_GIVEN, by=by, new=True),
    ),
    Verb(
        "centre.actions.remove_scene", "centre.manage", "CP", lambda w, by: actions.remove_scene("thu", by=by)
    ),
]
assert TO_SIGN_IN


def prepare(world: World) -> None:
    """A scene of one's own."""
    from dataclasses import replace

    from dieuhanh.config.actor import SYSTEM

    actions.save_scene(replace(_GIVEN, code="thu"), by=SYSTEM, new=True)
