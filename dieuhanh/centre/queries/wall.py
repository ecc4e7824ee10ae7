"""The whole wall: its tiles one by one, and all of them together for the page and the API."""

from collections.abc import Callable
from typing import Any

from dieuhanh.centre.queries.duties import duties, reports_due
from dieuhanh.centre.queries.events import events_told, last_index
from dieuhanh.centre.queries.figures import gaps, headlines, province_map
from dieuhanh.centre.queries.programmes import programme
from dieuhanh.centre.queries.tasks import tasks
from dieuhanh.centre.queries.view import View

EVENTS_SHOWN = 6

TILES: dict[str, Callable[[View], Any]] = {
    "headlines": headlines,
    "map": province_map,
    "tasks": tasks,
    "programmes": programme,
    "reports": reports_due,
    "duties": duties,
    "gaps": gaps,
    "events": lambda view: events_told(by=view.by, at=view.at, limit=EVENTS_SHOWN),
}
"""Each tile is one function of a view, of at most eight statements."""


def tile(name: str, view: View) -> Any:
    """One tile's content."""
    return TILES[name](view)


def wall(view: View) -> dict[str, Any]:
    """Every tile of the scene. `last_index` is read first: what comes while the tiles are read is told again."""
    seen = last_index()
    return {"last_index": seen, "tiles": {name: tile(name, view) for name in view.scene.layout.tiles}}
