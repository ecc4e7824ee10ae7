"""Tiles as HTML: drawn apart from the page, so that what is kept of one fits every page that shows it."""

from collections.abc import Iterable
from functools import partial
from typing import Any

from django.conf import settings
from django.template.loader import get_template

from dieuhanh.centre import keeping, words
from dieuhanh.centre.keeping import Drawn
from dieuhanh.centre.queries.view import View
from dieuhanh.centre.queries.wall import tile as tile_of


def frame(view: View) -> dict[str, Any]:
    """What every template of the wall is given."""
    return {
        "view": view,
        "layout": view.scene.layout,
        "query": view.query(),
        "word": words.TILES,
        "drill_query": view.query(),
    }


class _Piece:
    """Stands for the request while a tile is drawn: the ids of its parts begin with the tile's name, so that they are
    unlike those of other tiles on the page.
    """

    def __init__(self, tile: str) -> None:
        self.headers = {"HX-Target": f"tile-{tile}"}


def drawn(view: View, tiles: Iterable[str] = ()) -> dict[str, Drawn]:
    """The scene's tiles (or the named ones) as HTML. One statement where all of them are kept (two with events), else that
    and those of each tile.
    """
    edition = keeping.edition_for(view)
    return {
        name: keeping.kept(name, view, edition, partial(_draw, name, view))
        for name in tiles or view.scene.layout.tiles
    }


def _draw(tile: str, view: View) -> Drawn:
    found = tile_of(tile, view)
    given = {**frame(view), "tile": found, "demo": settings.DEMO, "request": _Piece(tile)}
    return Drawn(get_template(f"centre/tiles/{tile}.html").render(given), getattr(found, "stands", True))
