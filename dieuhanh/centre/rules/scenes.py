"""What a scene holds, and what is wrong with one."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from typing import Any

TILES = ("headlines", "map", "tasks", "programmes", "reports", "duties", "gaps", "events")
"""Every tile that the wall has today, in the order in which they are offered."""
DEFAULT_TILES = ("headlines", "map", "tasks", "reports", "gaps", "events")
"""What fits on one screen: reports by state have a scene of their own."""
HEADLINES_MOST = 6
ROTATE_LEAST, ROTATE_MOST = 10, 3600
_CODE = re.compile(r"[a-z][a-z0-9-]{0,39}")
_INDICATOR = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}")

DEFAULT_INDICATORS = ("KH-01", "KH-04", "0901-YTD", "TM-02-YTD-YOY", "TM-01-YTD-YOY", "DT-02")
DEFAULT_MAP = "DT-02"
DEFAULT_PROGRAMME = "NQ17-2019"
"""What the wall shows until a Centre arranges its own scenes."""


@dataclass(frozen=True, slots=True)
class Layout:
    """Which tiles, which headline indicators (at most six), which information section, what the map shows, which programme."""

    tiles: tuple[str, ...] = DEFAULT_TILES
    indicators: tuple[str, ...] = DEFAULT_INDICATORS
    section: str = ""
    map_indicator: str = ""
    programme: str = DEFAULT_PROGRAMME

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON, as stored."""
        return {
            key: list(value) if isinstance(value, tuple) else value for key, value in asdict(self).items()
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Layout:
        """The inverse of `to_dict`; what is unknown is left out, so that an old scene still opens."""
        return cls(
            tiles=tuple(one for one in data.get("tiles", DEFAULT_TILES) if one in TILES),
            indicators=tuple(str(one) for one in data.get("indicators", DEFAULT_INDICATORS))[:HEADLINES_MOST],
            section=str(data.get("section", "")),
            map_indicator=str(data.get("map_indicator", "")),
            programme=str(data.get("programme", DEFAULT_PROGRAMME))[:40],
        )


COLUMNS = (("headlines",), ("map", "gaps"), ("tasks", "programmes", "duties", "reports"))
"""Which tiles stand under one another."""
_WITHOUT_HEADLINES = (("map", "gaps"), ("tasks",), ("programmes",), ("duties",), ("reports",))


def columns(tiles: Collection[str]) -> tuple[tuple[str, ...], ...]:
    """A scene's tiles in columns, without empty ones; where no headlines stand, each other tile has a column."""
    standing = COLUMNS if "headlines" in tiles else _WITHOUT_HEADLINES
    found = (tuple(one for one in column if one in tiles) for column in standing)
    return tuple(column for column in found if column)


@dataclass(frozen=True, slots=True)
class SceneFault:
    """One thing wrong: the field, a code that pages put into words, the value that was given."""

    field: str
    code: str
    value: str = ""


@dataclass(frozen=True, slots=True)
class SceneRead:
    """A scene as pages and API read it. `rotate_seconds` 0: it stays until somebody changes it."""

    code: str
    name_vi: str
    name_en: str
    layout: Layout
    rotate_seconds: int = 0
    order: int = 100

    def name(self, language: str) -> str:
        """The name in a language."""
        return self.name_en if language.startswith("en") else self.name_vi


BUILT_IN: tuple[SceneRead, ...] = (
    SceneRead("overview", "Tổng quan", "Overview", Layout(map_indicator=DEFAULT_MAP), order=1),
    SceneRead(
        "economy",
        "Kinh tế",
        "Economy",
        Layout(
            indicators=("GC-01", "GC-02", "TM-01-YOY", "TM-02-YOY", "TM-04", "DT-06"),
            section="1",
            map_indicator="LD-01",
        ),
        order=2,
    ),
    SceneRead(
        "reports",
        "Báo cáo",
        "Reports",
        Layout(tiles=("reports", "duties", "map", "events"), map_indicator=""),
        order=3,
    ),
    SceneRead(
        "programmes",
        "Chương trình",
        "Programmes",
        Layout(tiles=("map", "tasks", "programmes", "events"), map_indicator=DEFAULT_MAP),
        order=4,
    ),
)
"""The scenes of a Centre that has not arranged its own yet."""


def check_scene(
    code: str, name_vi: str, name_en: str, layout: Layout, rotate_seconds: int, known: frozenset[str]
) -> list[SceneFault]:
    """Everything that keeps a scene from being saved. `known`: the codes of the indicators there are."""
    faults: list[SceneFault] = []
    if not _CODE.fullmatch(code):
        faults.append(SceneFault("code", "code", code))
    for field, name in (("name_vi", name_vi), ("name_en", name_en)):
        if not name.strip():
            faults.append(SceneFault(field, "name"))
        elif len(name) > 60:
            faults.append(SceneFault(field, "long", name))
    if not layout.tiles:
        faults.append(SceneFault("tiles", "empty"))
    if len(layout.indicators) > HEADLINES_MOST:
        faults.append(SceneFault("indicators", "many", str(len(layout.indicators))))
    for one in layout.indicators:
        if one not in known:
            faults.append(SceneFault("indicators", "unknown", one))
    if layout.map_indicator and layout.map_indicator not in known:
        faults.append(SceneFault("map_indicator", "unknown", layout.map_indicator))
    if rotate_seconds and not ROTATE_LEAST <= rotate_seconds <= ROTATE_MOST:
        faults.append(SceneFault("rotate_seconds", "rotation", str(rotate_seconds)))
    return faults


def is_indicator_code(text: str) -> bool:
    """Whether a text could be the code of an indicator at all (addresses carry them)."""
    return _INDICATOR.fullmatch(text) is not None
