"""The delivery chain of a target: who delivers through whom, from the office that asks down to who does the work.

Groups of bodies stand in tiers; a line leads from who passes a duty on to who takes it over. Pure geometry beside it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from dieuhanh.programmes.rules.verdicts import Verdict

TIERS: Mapping[str, int] = {
    "government": 0,
    "ministry": 1,
    "ministerial_agency": 1,
    "government_agency": 1,
    "province": 2,
    "department": 3,
    "district": 3,
    "commune": 4,
}
"""The tier of a body of a kind; one that is none of these stands with the departments."""
WIDTH, BOX_WIDTH, BOX_HEIGHT, GAP, BETWEEN, EDGE = 1120, 330, 84, 20, 60, 2


@dataclass(frozen=True, slots=True)
class Link:
    """One group of bodies of a kind: how many, and how they stand (verdict → count) or what they do (tasks)."""

    key: str
    kind: str
    bodies: int
    verdicts: Mapping[Verdict, int]
    tasks: int = 0


@dataclass(frozen=True, slots=True)
class Box:
    """Where a group stands in the picture."""

    link: Link
    x: int
    y: int

    @property
    def middle(self) -> int:
        """The height of its middle."""
        return self.y + BOX_HEIGHT // 2

    @property
    def right(self) -> int:
        """Its right edge."""
        return self.x + BOX_WIDTH


@dataclass(frozen=True, slots=True)
class Picture:
    """Boxes and the paths between them, in SVG units."""

    width: int
    height: int
    boxes: tuple[Box, ...]
    paths: tuple[str, ...]
    pairs: tuple[tuple[Link, Link], ...]
    box_width: int = BOX_WIDTH
    box_height: int = BOX_HEIGHT


def tier_of(kind: str) -> int:
    """The tier on which a kind of body stands."""
    return TIERS.get(kind, 3)


def pairs_of(links: Sequence[Link], passed: Iterable[tuple[str, str]] = ()) -> list[tuple[Link, Link]]:
    """Who delivers through whom: what was passed on by tasks, and for who stands alone, the first tier."""
    by_key = {one.key: one for one in links}
    found = [
        (by_key[a], by_key[b]) for a, b in dict.fromkeys(passed) if a in by_key and b in by_key and a != b
    ]
    reached = {lower.key for _upper, lower in found}
    top = [one for one in links if tier_of(one.kind) == 0]
    alone = [one for one in links if tier_of(one.kind) > 0 and one.key not in reached]
    return [*((upper, one) for upper in top[:1] for one in alone), *found]


def depths_of(links: Sequence[Link], pairs: Sequence[tuple[Link, Link]]) -> dict[str, int]:
    """How many hands each group is away from the office that asks: its column in the picture."""
    found = {one.key: 0 if tier_of(one.kind) == 0 else 1 for one in links}
    for _hand in range(len(TIERS)):
        for upper, lower in pairs:
            if tier_of(upper.kind) < tier_of(lower.kind):
                found[lower.key] = max(found[lower.key], found[upper.key] + 1)
    return found


def draw(links: Sequence[Link], passed: Iterable[tuple[str, str]] = ()) -> Picture:
    """The picture: a column for each hand that a duty goes through, groups under one another in the middle of it."""
    pairs = pairs_of(links, passed)
    depths = depths_of(links, pairs)
    columns: dict[int, list[Link]] = {}
    for one in links:
        columns.setdefault(depths[one.key], []).append(one)
    tallest = max((len(one) for one in columns.values()), default=0)
    height = max(1, tallest) * (BOX_HEIGHT + GAP) - GAP + 2 * EDGE
    width = max(WIDTH, len(columns) * (BOX_WIDTH + BETWEEN) - BETWEEN + 2 * EDGE)
    step = (width - BOX_WIDTH - 2 * EDGE) // max(1, len(columns) - 1)
    boxes: dict[str, Box] = {}
    for place, depth in enumerate(sorted(columns)):
        column = columns[depth]
        top = (height - len(column) * (BOX_HEIGHT + GAP) + GAP) // 2
        for row, link in enumerate(column):
            boxes[link.key] = Box(link, EDGE + place * step, top + row * (BOX_HEIGHT + GAP))
    paths = []
    for upper, lower in pairs:
        start, end = boxes[upper.key], boxes[lower.key]
        bend = (start.right + end.x) // 2
        paths.append(
            f"M{start.right} {start.middle}C{bend} {start.middle} {bend} {end.middle} {end.x} {end.middle}"
        )
    return Picture(width, height, tuple(boxes.values()), tuple(paths), tuple(pairs))
