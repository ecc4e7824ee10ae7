"""Canonical JSON (RFC 8785), the hash of a row's content, and the salted commitment to a body."""

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import rfc8785

SALT_BYTES = 32

# Beyond this a JSON number loses digits in every IEEE-754 reader (RFC 8785, section 3.2.2.3).
LARGEST_INTEGER = 2**53 - 1

_ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), check_circular=False)


class NotCanonical(ValueError):
    """A value that canonical JSON cannot hold without loss."""


def plain(value: Any) -> Any:
    """The value as JSON types only: dates and UUIDs as text, decimals as text, datetimes in UTC with Z.

    Raises ``NotCanonical`` for a naive datetime, an integer beyond 2**53-1 (give it as text), or a type
    that has no single text form.
    """
    kind = type(value)
    if value is None or kind is str or kind is bool or kind is float:
        return value
    if kind is dict:
        return {_key(key): plain(item) for key, item in value.items()}
    if isinstance(value, str | float):
        return value
    if isinstance(value, int):
        if abs(value) > LARGEST_INTEGER:
            raise NotCanonical(f"{value} has more digits than a JSON number keeps; give it as text")
        return int(value)
    if isinstance(value, Mapping):
        return {_key(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    return _scalar(value)


def _key(key: object) -> str:
    if not isinstance(key, str):
        raise NotCanonical(f"the key {key!r} is not text")
    return key


def _scalar(value: object) -> str:
    if isinstance(value, datetime):
        return instant(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, Decimal):
        if not value.is_finite():
            raise NotCanonical(f"{value} is not a number")
        return format(value, "f")
    if isinstance(value, bytes | bytearray | memoryview):
        return bytes(value).hex()
    raise NotCanonical(f"{type(value).__name__} has no canonical form")


def instant(at: datetime) -> str:
    """A moment as the ledger writes it: UTC, always six decimals, ``2020-08-10T01:31:07.120000Z``."""
    if at.tzinfo is None:
        raise NotCanonical("a moment without its time zone is not a moment")
    return at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def canonical(value: Any) -> bytes:
    """RFC 8785 bytes of a JSON-like value (see ``plain`` for the types taken)."""
    made = plain(value)
    if _is_simple(made):
        # json.dumps gives the same bytes as RFC 8785 here and is several times faster; a property test
        # holds the two together.
        try:
            return _ENCODER.encode(made).encode()
        except UnicodeEncodeError as error:
            raise NotCanonical("text with half a surrogate pair") from error
    try:
        return rfc8785.dumps(made)
    except (rfc8785.CanonicalizationError, UnicodeEncodeError) as error:
        raise NotCanonical(str(error)) from error


def _is_simple(value: Any) -> bool:
    """No floats (their text form is RFC 8785's own) and no key outside the basic plane (UTF-16 order)."""
    kind = type(value)
    if kind is str or value is None:
        return True
    if kind is dict:
        for key, item in value.items():
            if not (key.isascii() or max(key) < "\ud800") or not _is_simple(item):
                return False
        return True
    if kind is list:
        return all(map(_is_simple, value))
    return not isinstance(value, float)


def content_hash(content: Mapping[str, Any]) -> str:
    """SHA-256 of a row's content as lower-case hex: what an entry's body carries to pin the row.

    Give the columns that must not change, by name. The order of keys does not matter.
    """
    return hashlib.sha256(canonical(content)).hexdigest()


def commitment(salt: bytes, body: bytes) -> bytes:
    """The 32 bytes that stand for a body in the public tree: SHA-256(salt || body).

    The salt keeps a short body from being guessed from its hash; with body and salt gone (erasure) the
    commitment says nothing more, and the tree stands.
    """
    if len(salt) != SALT_BYTES:
        raise ValueError(f"a salt is {SALT_BYTES} bytes, not {len(salt)}")
    return hashlib.sha256(salt + body).digest()
