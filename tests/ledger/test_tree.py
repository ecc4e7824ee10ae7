"""The tree: published vectors, and what must hold for every size."""

import hashlib
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dieuhanh.ledger.rules import tree
from dieuhanh.ledger.rules.tiles import subtree_from

# The vectors of RFC 6962's reference implementation: eight leaves and the root after each.
INPUTS = [
    bytes.fromhex(text)
    for text in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
LEAF_0_OF_8 = [
    "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
    "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
    "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
]
FROM_6_TO_8 = [
    "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
    "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
]
MOST = 700


@cache
def leaf(index: int) -> bytes:
    return tree.leaf_hash(index.to_bytes(4, "big"))


@cache
def level_hash(level: int, index: int) -> bytes:
    """What the tables would hold: tile hashes, by the definition and not by the code under test."""
    width = 256**level
    return plain_root(index * width, (index + 1) * width)


@cache
def plain_root(start: int, end: int) -> bytes:
    """MTH exactly as the RFC defines it, by recursion."""
    if start == end:
        return hashlib.sha256(b"").digest()
    if end - start == 1:
        return leaf(start)
    split = 1
    while split * 2 < end - start:
        split *= 2
    left, right = plain_root(start, start + split), plain_root(start + split, end)
    return hashlib.sha256(b"\x01" + left + right).digest()


subtree = subtree_from(level_hash)


@pytest.mark.parametrize("size", range(1, 9))
def test_roots_are_those_of_the_published_vectors(size: int) -> None:
    assert tree.root_of([tree.leaf_hash(data) for data in INPUTS[:size]]).hex() == ROOTS[size - 1]


def test_the_empty_tree_has_the_published_root() -> None:
    assert tree.root_of([]).hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


def test_proofs_are_those_of_the_published_vectors() -> None:
    leaves = [tree.leaf_hash(data) for data in INPUTS]
    given_leaves = subtree_from(lambda level, index: leaves[index])
    assert [step.hex() for step in tree.inclusion_proof(0, 8, given_leaves)] == LEAF_0_OF_8
    assert [step.hex() for step in tree.consistency_proof(1, 8, given_leaves)] == LEAF_0_OF_8
    assert [step.hex() for step in tree.consistency_proof(6, 8, given_leaves)] == FROM_6_TO_8


def test_every_leaf_of_every_small_tree_is_proven() -> None:
    for size in range(1, 70):
        for index in range(size):
            proof = tree.inclusion_proof(index, size, subtree)
            assert tree.verify_inclusion(leaf(index), index, size, proof, plain_root(0, size)), (index, size)


def test_any_two_small_sizes_are_consistent() -> None:
    for second in range(1, 70):
        for first in range(second + 1):
            proof = tree.consistency_proof(first, second, subtree)
            roots = plain_root(0, first), plain_root(0, second)
            assert tree.verify_consistency(first, second, *roots, proof), (first, second)


@given(st.data())
@settings(max_examples=150, deadline=None)
def test_leaves_of_larger_trees_are_proven_from_tiles(data: st.DataObject) -> None:
    size = data.draw(st.integers(1, MOST))
    index = data.draw(st.integers(0, size - 1))
    proof = tree.inclusion_proof(index, size, subtree)
    assert tree.verify_inclusion(leaf(index), index, size, proof, plain_root(0, size))


@given(st.data())
@settings(max_examples=150, deadline=None)
def test_larger_trees_are_consistent_from_tiles(data: st.DataObject) -> None:
    second = data.draw(st.integers(0, MOST))
    first = data.draw(st.integers(0, second))
    proof = tree.consistency_proof(first, second, subtree)
    assert tree.verify_consistency(first, second, plain_root(0, first), plain_root(0, second), proof)


@given(st.data())
@settings(max_examples=200, deadline=None)
def test_a_changed_byte_breaks_an_inclusion_proof(data: st.DataObject) -> None:
    size = data.draw(st.integers(2, 300))
    index = data.draw(st.integers(0, size - 1))
    parts = [leaf(index), plain_root(0, size), *tree.inclusion_proof(index, size, subtree)]
    which = data.draw(st.integers(0, len(parts) - 1))
    parts[which] = changed(parts[which], data)
    assert not tree.verify_inclusion(parts[0], index, size, parts[2:], parts[1])


@given(st.data())
@settings(max_examples=200, deadline=None)
def test_a_changed_byte_breaks_a_consistency_proof(data: st.DataObject) -> None:
    second = data.draw(st.integers(2, 300))
    first = data.draw(st.integers(1, second - 1))
    proof = tree.consistency_proof(first, second, subtree)
    parts = [plain_root(0, first), plain_root(0, second), *proof]
    which = data.draw(st.integers(0, len(parts) - 1))
    parts[which] = changed(parts[which], data)
    assert not tree.verify_consistency(first, second, parts[0], parts[1], parts[2:])


@given(st.data())
@settings(max_examples=200, deadline=None)
def test_a_proof_is_good_for_its_own_index_only(data: st.DataObject) -> None:
    size = data.draw(st.integers(2, 300))
    index = data.draw(st.integers(0, size - 1))
    other = data.draw(st.integers(-1, size + 1).filter(lambda value: value != index))
    proof = tree.inclusion_proof(index, size, subtree)
    assert not tree.verify_inclusion(leaf(index), other, size, proof, plain_root(0, size))


@given(st.data())
@settings(max_examples=100, deadline=None)
def test_a_proof_too_long_or_too_short_is_none(data: st.DataObject) -> None:
    size = data.draw(st.integers(2, 300))
    index = data.draw(st.integers(0, size - 1))
    proof = tree.inclusion_proof(index, size, subtree)
    root = plain_root(0, size)
    assert not tree.verify_inclusion(leaf(index), index, size, [*proof, leaf(0)], root)
    assert not tree.verify_inclusion(leaf(index), index, size, proof[:-1], root)


@given(st.integers(0, MOST), st.integers(0, 300))
@settings(max_examples=60, deadline=None)
def test_a_frontier_kept_and_taken_up_again_grows_to_the_same_root(size: int, more: int) -> None:
    kept = [subtree(height, index) for height, index in tree.perfect_subtrees(0, size)]
    frontier = tree.Frontier(size, kept)
    assert frontier.root() == plain_root(0, size)
    for index in range(size, size + more):
        frontier.add(leaf(index))
    assert frontier.root() == plain_root(0, size + more)


def test_a_leaf_outside_the_tree_has_no_proof() -> None:
    with pytest.raises(ValueError, match="no leaf 5"):
        tree.inclusion_proof(5, 5, subtree)


def changed(value: bytes, data: st.DataObject) -> bytes:
    place = data.draw(st.integers(0, len(value) - 1))
    return value[:place] + bytes([value[place] ^ data.draw(st.integers(1, 255))]) + value[place + 1 :]
