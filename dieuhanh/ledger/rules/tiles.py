"""C2SP ``tlog-tiles``: how the tree is cut into tiles of 256 hashes, and what they are called.

A tile at level L holds roots of 256**L leaves each. Level 0 are the leaf hashes; the hash of level L+1 at
``n`` is the root of the full tile ``n`` of level L.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from dieuhanh.ledger.rules.tree import node_hash, range_root

WIDTH = 256
HEIGHT = 8
LARGEST_LEVEL = 63
LARGEST_BUNDLE_ENTRY = 0xFFFF

_PATH = re.compile(r"((?:x[0-9]{3}/)*)([0-9]{3})(?:\.p/([1-9][0-9]{0,2}))?")


@dataclass(frozen=True, slots=True)
class Tile:
    """The name of one tile: ``index`` within its level, and how many of its 256 hashes (``width``)."""

    index: int
    width: int = WIDTH

    @property
    def is_full(self) -> bool:
        """Whether it holds all 256 and so will never change."""
        return self.width == WIDTH


def tile_path(index: int, width: int = WIDTH) -> str:
    """``1234067`` → ``x001/x234/067``; a partial one ends in ``.p/<width>``."""
    groups = [f"{index % 1000:03d}"]
    while index := index // 1000:
        groups.append(f"x{index % 1000:03d}")
    path = "/".join(reversed(groups))
    return path if width == WIDTH else f"{path}.p/{width}"


def read_tile_path(path: str) -> Tile | None:
    """The tile that a path names, or none when it is not written exactly as ``tile_path`` writes it."""
    found = _PATH.fullmatch(path)
    # Nineteen digits hold every index of a tree; longer ones are nobody's tile.
    if found is None or len(path) > 40:
        return None
    index = int(found[1].replace("x", "").replace("/", "") + found[2])
    width = int(found[3]) if found[3] else WIDTH
    if width > WIDTH or (found[3] and width == WIDTH):
        return None
    return Tile(index, width) if tile_path(index, width) == path else None


def hashes_at(level: int, size: int) -> int:
    """How many hashes level ``level`` has in a tree of ``size`` leaves."""
    return size >> (HEIGHT * level)


def is_there(level: int, tile: Tile, size: int) -> bool:
    """Whether a tree of ``size`` has this tile at least this wide."""
    return 0 <= level <= LARGEST_LEVEL and tile.index * WIDTH + tile.width <= hashes_at(level, size)


def entry_bundle(entries: Iterable[bytes]) -> bytes:
    """Entries with big-endian uint16 length prefixes, as ``tile/entries/<N>`` serves them."""
    return b"".join(len(entry).to_bytes(2, "big") + entry for entry in entries)


def read_entry_bundle(bundle: bytes) -> list[bytes]:
    """The entries of a bundle. Raises ``ValueError`` when it is cut short."""
    entries, place = [], 0
    while place < len(bundle):
        end = place + 2 + int.from_bytes(bundle[place : place + 2], "big")
        if end > len(bundle) or place + 2 > len(bundle):
            raise ValueError("an entry bundle ends in the middle of an entry")
        entries.append(bundle[place + 2 : end])
        place = end
    return entries


def tiles_of(ranges: Iterable[tuple[int, int]]) -> set[tuple[int, int]]:
    """``(level, tile index)`` of every tile that holds hashes of these perfect subtrees ``(height, index)``."""
    found = set()
    for height, index in ranges:
        level, within = divmod(height, HEIGHT)
        found.add((level, (index << within) // WIDTH))
    return found


def subtree_from(hash_at: Callable[[int, int], bytes]) -> Callable[[int, int], bytes]:
    """A ``subtree(height, index)`` for proofs, from single tile hashes ``hash_at(level, index)``.

    A subtree between two tile levels is hashed from the (at most 128) tile hashes beneath it.
    """

    def subtree(height: int, index: int) -> bytes:
        level, within = divmod(height, HEIGHT)
        start = index << within
        return perfect_root([hash_at(level, start + step) for step in range(1 << within)])

    return subtree


def perfect_root(hashes: Sequence[bytes]) -> bytes:
    """The root over 1, 2, 4, … 256 hashes of equal height."""
    row = list(hashes)
    if len(row) & (len(row) - 1) or not row:
        raise ValueError(f"{len(row)} hashes are not a perfect subtree")
    while len(row) > 1:
        row = [node_hash(row[step], row[step + 1]) for step in range(0, len(row), 2)]
    return row[0]


class Edge:
    """The unfinished tile of each level: what is needed to let a stored tree grow, at most 255 hashes a level.

    ``size`` leaves are in the tree. ``add`` gives back the roots of the tiles that the leaf filled.
    """

    __slots__ = ("_open", "size")

    def __init__(self, size: int = 0, hashes: Mapping[int, Sequence[bytes]] | None = None) -> None:
        """Take up a tree of ``size`` leaves; ``hashes[level]`` are those of the level's unfinished tile."""
        self.size = size
        self._open: list[list[bytes]] = [list((hashes or {}).get(level, ())) for level in range(levels(size))]
        for level, row in enumerate(self._open):
            if len(row) != hashes_at(level, size) % WIDTH:
                raise ValueError(f"level {level} of a tree of {size} is not at hand: {len(row)} hashes")

    def add(self, leaf: bytes) -> list[tuple[int, int, bytes]]:
        """Add a leaf hash at the right. Gives ``(level, index, root)`` of each tile it filled, lowest first."""
        filled: list[tuple[int, int, bytes]] = []
        made, level = leaf, 0
        self.size += 1
        while True:
            if level == len(self._open):
                self._open.append([])
            self._open[level].append(made)
            if len(self._open[level]) < WIDTH:
                return filled
            made = perfect_root(self._open[level])
            self._open[level] = []
            level += 1
            filled.append((level, hashes_at(level, self.size) - 1, made))

    def root(self) -> bytes:
        """The root of the tree as it is now."""
        return range_root(0, self.size, subtree_from(self._hash_at))

    def _hash_at(self, level: int, index: int) -> bytes:
        return self._open[level][index % WIDTH]


def levels(size: int) -> int:
    """How many levels of tiles a tree of ``size`` leaves has."""
    count = 0
    while size >> (HEIGHT * count):
        count += 1
    return count
