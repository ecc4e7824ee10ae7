"""The hash tree of RFC 9162 (the same as RFC 6962's): leaves, roots, inclusion and consistency proofs.

The proofs are made from the hashes of *perfect subtrees*, which a caller supplies: ``subtree(height, i)``
is the root of the leaves ``[i * 2**height, (i + 1) * 2**height)``. Where these come from (tiles, a list in
a test) is the caller's matter. Hashes are 32 bytes; indexes and sizes count from 0.
"""

import hashlib
from collections.abc import Callable, Iterable, Sequence

HASH_BYTES = 32
EMPTY_ROOT = hashlib.sha256(b"").digest()

Subtree = Callable[[int, int], bytes]


def leaf_hash(data: bytes) -> bytes:
    """SHA-256(0x00 || data): a leaf can never be taken for a node (RFC 9162, 2.1.1)."""
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """SHA-256(0x01 || left || right)."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def root_of(leaves: Sequence[bytes]) -> bytes:
    """The tree's root over leaf hashes; for none, SHA-256 of nothing."""
    frontier = Frontier()
    for leaf in leaves:
        frontier.add(leaf)
    return frontier.root()


class Frontier:
    """The right edge of a growing tree: one hash for each perfect subtree, so O(log n) to keep and to add.

    ``size`` leaves have been added; ``hashes`` are the subtrees' roots from the largest (left) on.
    """

    __slots__ = ("hashes", "size")

    def __init__(self, size: int = 0, hashes: Iterable[bytes] = ()) -> None:
        self.size = size
        self.hashes = list(hashes)
        if len(self.hashes) != size.bit_count():
            raise ValueError(f"a tree of {size} leaves has {size.bit_count()} perfect subtrees")

    def add(self, leaf: bytes) -> None:
        """Add one leaf hash at the right."""
        made, size = leaf, self.size
        while size & 1:
            made = node_hash(self.hashes.pop(), made)
            size >>= 1
        self.hashes.append(made)
        self.size += 1

    def root(self) -> bytes:
        """The root of the tree as it is now."""
        if not self.hashes:
            return EMPTY_ROOT
        made = self.hashes[-1]
        for left in reversed(self.hashes[:-1]):
            made = node_hash(left, made)
        return made


def perfect_subtrees(start: int, end: int) -> list[tuple[int, int]]:
    """``(height, index)`` of the perfect subtrees that make up the leaves ``[start, end)``, left to right.

    ``start`` must be where a subtree of the tree begins (as the proofs' ranges are).
    """
    found = []
    while start < end:
        widest = (end - start).bit_length() - 1
        aligned = (start & -start).bit_length() - 1 if start else widest
        height = min(widest, aligned)
        found.append((height, start >> height))
        start += 1 << height
    return found


def range_root(start: int, end: int, subtree: Subtree) -> bytes:
    """The root over the leaves ``[start, end)`` (MTH(D[start:end]) of the RFC)."""
    hashes = [subtree(height, index) for height, index in perfect_subtrees(start, end)]
    if not hashes:
        return EMPTY_ROOT
    made = hashes[-1]
    for left in reversed(hashes[:-1]):
        made = node_hash(left, made)
    return made


def inclusion_ranges(index: int, size: int) -> list[tuple[int, int]]:
    """The leaf ranges whose roots prove that leaf ``index`` is in the tree of ``size``, leaf's sibling first."""
    if not 0 <= index < size:
        raise ValueError(f"there is no leaf {index} in a tree of {size}")
    start, end, ranges = 0, size, []
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            ranges.append((middle, end))
            end = middle
        else:
            ranges.append((start, middle))
            start = middle
    return ranges[::-1]


def inclusion_proof(index: int, size: int, subtree: Subtree) -> list[bytes]:
    """PATH(index, D[size]) of RFC 9162, 2.1.3.1."""
    return [range_root(start, end, subtree) for start, end in inclusion_ranges(index, size)]


def consistency_ranges(first: int, second: int) -> list[tuple[int, int]]:
    """The leaf ranges whose roots prove that the tree of ``first`` leaves begins the tree of ``second``."""
    if not 0 <= first <= second:
        raise ValueError(f"a tree of {first} cannot begin a tree of {second}")
    if first in (0, second):
        return []
    start, end, whole, ranges = 0, second, True, []
    while first != end:
        middle = start + _split(end - start)
        if first <= middle:
            ranges.append((middle, end))
            end = middle
        else:
            ranges.append((start, middle))
            start, whole = middle, False
    if not whole:
        ranges.append((start, end))
    return ranges[::-1]


def consistency_proof(first: int, second: int, subtree: Subtree) -> list[bytes]:
    """PROOF(first, D[second]) of RFC 9162, 2.1.4.1."""
    return [range_root(start, end, subtree) for start, end in consistency_ranges(first, second)]


def verify_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> bool:
    """Whether the proof shows the leaf hash at ``index`` of the tree of ``size`` with this root.

    RFC 9162, 2.1.3.2, step by step. Never raises for a wrong proof.
    """
    if not 0 <= index < size or any(len(step) != HASH_BYTES for step in proof):
        return False
    place, last, made = index, size - 1, leaf
    for step in proof:
        if last == 0:
            return False
        if place & 1 or place == last:
            made = node_hash(step, made)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            made = node_hash(made, step)
        place, last = place >> 1, last >> 1
    return last == 0 and made == root


def verify_consistency(
    first: int, second: int, first_root: bytes, second_root: bytes, proof: Sequence[bytes]
) -> bool:
    """Whether the proof shows that the tree of ``second`` grew from the tree of ``first``.

    RFC 9162, 2.1.4.2, step by step. A tree of nothing begins every tree. Never raises for a wrong proof.
    """
    if not 0 <= first <= second or any(len(step) != HASH_BYTES for step in proof):
        return False
    if first == second:
        return not proof and first_root == second_root
    if first == 0:
        return not proof and first_root == EMPTY_ROOT
    steps = list(proof)
    if first & (first - 1) == 0:
        steps.insert(0, first_root)
    return bool(steps) and _walk_consistency(first, second, first_root, second_root, steps)


def _walk_consistency(
    first: int, second: int, first_root: bytes, second_root: bytes, steps: list[bytes]
) -> bool:
    place, last = first - 1, second - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    old = new = steps[0]
    for step in steps[1:]:
        if last == 0:
            return False
        if place & 1 or place == last:
            old, new = node_hash(step, old), node_hash(step, new)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            new = node_hash(new, step)
        place, last = place >> 1, last >> 1
    return last == 0 and old == first_root and new == second_root


def _split(size: int) -> int:
    """The largest power of two smaller than ``size``."""
    return 1 << ((size - 1).bit_length() - 1)
