"""A receipt: the small file that proves off line that one entry is in the log, and what it says.

It holds the commitment (and, for who may see it, salt and body), the inclusion proof, the signed head and
the key. Who verifies it needs no database; he should bring the log's key himself (``vkey``), for a key that
comes with the receipt only shows that the file agrees with itself.
"""

import base64
import binascii
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from dieuhanh.ledger.rules.canonical import SALT_BYTES, commitment
from dieuhanh.ledger.rules.envelopes import opened
from dieuhanh.ledger.rules.notes import BadNote, Checkpoint, open_checkpoint, read_verifier_key
from dieuhanh.ledger.rules.tree import leaf_hash, verify_inclusion

FORMAT = "dieuhanh-ledger-receipt/1"
LARGEST_RECEIPT = 16 * 1024 * 1024


class BadReceipt(ValueError):
    """The receipt does not prove what it says; the text names the first thing that fails."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """Everything a receipt states. ``salt`` and ``body`` are None where they are not for the reader."""

    index: int
    commitment: bytes
    proof: tuple[bytes, ...]
    checkpoint: str
    vkey: str
    salt: bytes | None = None
    body: str | None = None


@dataclass(frozen=True, slots=True)
class Verified:
    """What a verified receipt proves. ``key_given`` is false when only the receipt's own key was at hand."""

    origin: str
    index: int
    size: int
    root: bytes
    commitment: bytes
    key: str
    key_given: bool
    envelope: dict[str, Any] | None = field(default=None)


def receipt_json(receipt: Receipt) -> str:
    """The receipt as its JSON file (UTF-8, two spaces, a newline at the end)."""
    entry: dict[str, Any] = {"commitment": _b64(receipt.commitment)}
    if receipt.salt is not None and receipt.body is not None:
        entry |= {"salt": _b64(receipt.salt), "body": receipt.body}
    made = {
        "format": FORMAT,
        "index": receipt.index,
        "entry": entry,
        "inclusion": [_b64(step) for step in receipt.proof],
        "checkpoint": receipt.checkpoint,
        "vkey": receipt.vkey,
    }
    return json.dumps(made, ensure_ascii=False, indent=2) + "\n"


def read_receipt(text: str) -> Receipt:
    """Read a receipt's JSON; nothing is verified yet. Raises ``BadReceipt``."""
    if len(text) > LARGEST_RECEIPT:
        raise BadReceipt("this file is too large for a receipt")
    try:
        made = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise BadReceipt("this file is not JSON") from error
    if not isinstance(made, dict) or made.get("format") != FORMAT:
        raise BadReceipt(f"this is not a receipt ({FORMAT})")
    entry, steps, index = made.get("entry"), made.get("inclusion"), made.get("index")
    if not isinstance(entry, dict) or not isinstance(steps, list) or type(index) is not int:
        raise BadReceipt("the receipt lacks its entry, its proof or its index")
    return Receipt(
        index=index,
        commitment=_bytes(entry, "commitment", 32),
        proof=tuple(_bytes({"inclusion": step}, "inclusion", 32) for step in steps),
        checkpoint=_text(made, "checkpoint"),
        vkey=_text(made, "vkey"),
        salt=_bytes(entry, "salt", SALT_BYTES) if "salt" in entry else None,
        body=_text(entry, "body") if "body" in entry else None,
    )


def verify_receipt(text: str, vkey: str | None = None) -> Verified:
    """Verify a receipt's text off line. Give the log's ``vkey`` from elsewhere to know whose it is.

    Checks the head's signature, the inclusion proof and, where the body is there, that the commitment is
    its own. Raises ``BadReceipt`` with the first thing that fails.
    """
    receipt = read_receipt(text)
    head, key = _open_head(receipt, vkey)
    leaf = leaf_hash(receipt.commitment)
    if not verify_inclusion(leaf, receipt.index, head.size, receipt.proof, head.root):
        raise BadReceipt("the proof does not lead from this entry to the signed root")
    return Verified(
        origin=head.origin,
        index=receipt.index,
        size=head.size,
        root=head.root,
        commitment=receipt.commitment,
        key=key,
        key_given=vkey is not None,
        envelope=_open_body(receipt),
    )


def _open_head(receipt: Receipt, vkey: str | None) -> tuple[Checkpoint, str]:
    try:
        key = read_verifier_key(vkey if vkey is not None else receipt.vkey)
        head = open_checkpoint(receipt.checkpoint, [key])
    except BadNote as error:
        raise BadReceipt(f"the signed head fails: {error}") from error
    if str(key) != receipt.vkey:
        raise BadReceipt("the receipt names another key than the one given")
    if head.origin != key.name:
        raise BadReceipt("the head is of another log than the key")
    return head, str(key)


def _open_body(receipt: Receipt) -> dict[str, Any] | None:
    if receipt.salt is None or receipt.body is None:
        if receipt.salt is not None or receipt.body is not None:
            raise BadReceipt("the receipt has a body without its salt, or a salt without its body")
        return None
    try:
        body = receipt.body.encode()
    except UnicodeEncodeError as error:
        raise BadReceipt("the body is not UTF-8") from error
    if commitment(receipt.salt, body) != receipt.commitment:
        raise BadReceipt("the body is not the one that was committed to")
    try:
        return opened(receipt.body)
    except ValueError as error:
        raise BadReceipt(str(error)) from error


def tlog_proof(index: int, proof: Sequence[bytes], checkpoint: str, extra: bytes | None = None) -> str:
    """The same proof as C2SP ``tlog-proof`` text, for verifiers of that community."""
    lines = ["c2sp.org/tlog-proof@v1"]
    if extra is not None:
        lines.append(f"extra {_b64(extra)}")
    lines += [f"index {index}", *(_b64(step) for step in proof), "", checkpoint]
    return "\n".join(lines)


def _text(made: Mapping[str, Any], name: str) -> str:
    value = made.get(name)
    if not isinstance(value, str):
        raise BadReceipt(f"the receipt's {name} is not text")
    return value


def _bytes(made: Mapping[str, Any], name: str, length: int) -> bytes:
    try:
        value = base64.b64decode(_text(made, name), validate=True)
    except (binascii.Error, ValueError) as error:
        raise BadReceipt(f"the receipt's {name} is not base64") from error
    if len(value) != length or _b64(value) != made[name]:
        raise BadReceipt(f"the receipt's {name} is not {length} bytes of base64")
    return value


def _b64(data: bytes) -> str:
    return base64.b64encode(data).decode()
