"""Receipts: what is right verifies off line, and any change is found."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dieuhanh.ledger.rules import notes, receipts, tree
from dieuhanh.ledger.rules.canonical import canonical, commitment
from dieuhanh.ledger.rules.tiles import subtree_from

NAME = "dieuhanh.local/ledger"
PRIVATE = bytes(range(32))
VKEY = str(notes.verifier_key(NAME, PRIVATE))
SALT = bytes(range(100, 132))
BODY = canonical({"v": 1, "kind": "test.thing.done", "content": {"số": 1}}).decode()
INDEX, SIZE = 5, 13


def made(*, with_body: bool = True) -> str:
    commitments = [bytes([number]) * 32 for number in range(SIZE)]
    commitments[INDEX] = commitment(SALT, BODY.encode())
    leaves = [tree.leaf_hash(data) for data in commitments]
    head = notes.sign_checkpoint(notes.Checkpoint(NAME, SIZE, tree.root_of(leaves)), PRIVATE)
    proof = tree.inclusion_proof(INDEX, SIZE, subtree_from(lambda level, index: leaves[index]))
    secret = {"salt": SALT, "body": BODY} if with_body else {}
    return receipts.receipt_json(
        receipts.Receipt(INDEX, commitments[INDEX], tuple(proof), head, VKEY, **secret)  # type: ignore[arg-type]
    )


def test_a_receipt_with_its_body_verifies_and_opens() -> None:
    found = receipts.verify_receipt(made(), VKEY)
    assert (found.origin, found.index, found.size, found.key_given) == (NAME, INDEX, SIZE, True)
    assert found.envelope is not None
    assert found.envelope["content"] == {"số": 1}


def test_a_receipt_without_its_body_proves_the_commitment_alone() -> None:
    found = receipts.verify_receipt(made(with_body=False))
    assert found.envelope is None
    assert not found.key_given
    assert found.commitment == commitment(SALT, BODY.encode())


@given(st.data())
@settings(max_examples=300)
def test_any_changed_character_of_any_part_is_found(data: st.DataObject) -> None:
    parts = json.loads(made())
    path = data.draw(st.sampled_from(list(texts(parts))))
    value = at(parts, path)
    place = data.draw(st.integers(0, len(value) - 1))
    sign = data.draw(st.characters(exclude_characters=value[place], codec="utf-8"))
    put(parts, path, value[:place] + sign + value[place + 1 :])
    with pytest.raises(receipts.BadReceipt):
        receipts.verify_receipt(json.dumps(parts), VKEY)


@given(st.integers(-2, 30).filter(lambda number: number != INDEX))
def test_another_index_is_found(index: int) -> None:
    parts = json.loads(made()) | {"index": index}
    with pytest.raises(receipts.BadReceipt):
        receipts.verify_receipt(json.dumps(parts), VKEY)


def test_a_receipt_of_another_log_is_found_by_the_key_given() -> None:
    stranger = str(notes.verifier_key(NAME, bytes(32)))
    with pytest.raises(receipts.BadReceipt):
        receipts.verify_receipt(made(), stranger)


@pytest.mark.parametrize(
    "text", ["", "{}", "[]", "null", "[" * 100_000, '{"format": "dieuhanh-ledger-receipt/1"}']
)
def test_what_is_no_receipt_is_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(receipts.BadReceipt):
        receipts.verify_receipt(text)


@given(
    st.recursive(st.none() | st.integers() | st.text(), lambda i: st.lists(i) | st.dictionaries(st.text(), i))
)
def test_malformed_parts_never_raise_anything_else(value: Any) -> None:
    for name in ("index", "entry", "inclusion", "checkpoint", "vkey"):
        with pytest.raises(receipts.BadReceipt):
            receipts.verify_receipt(json.dumps(json.loads(made()) | {name: value}), VKEY)


def test_the_rules_import_neither_django_nor_the_settings() -> None:
    code = "import sys, dieuhanh.ledger.rules.receipts; sys.exit('django' in sys.modules)"
    root = Path(__file__).parents[2]
    assert subprocess.run([sys.executable, "-c", code], cwd=root, check=False).returncode == 0


def test_the_communitys_own_proof_text_has_its_lines() -> None:
    text = receipts.tlog_proof(3, [bytes(32)], "origin\n4\nroot\n\n— origin sig\n", extra=b"x")
    assert text == (
        "c2sp.org/tlog-proof@v1\nextra eA==\nindex 3\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n\n"
        "origin\n4\nroot\n\n— origin sig\n"
    )


def texts(parts: Any, path: tuple[Any, ...] = ()) -> Any:
    if isinstance(parts, str):
        yield path
    elif isinstance(parts, dict | list):
        for key, item in parts.items() if isinstance(parts, dict) else enumerate(parts):
            yield from texts(item, (*path, key))


def at(parts: Any, path: tuple[Any, ...]) -> Any:
    for key in path:
        parts = parts[key]
    return parts


def put(parts: Any, path: tuple[Any, ...], value: str) -> None:
    at(parts, path[:-1])[path[-1]] = value
