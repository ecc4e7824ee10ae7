"""What the ledger says of a row, so that `ledger verify` finds a change by hand: its hash, written by every action.

A task and a directive are subjects of entries, whose `content_hash` says what the row is; what hangs on them (moves, claims,
evidence, …) is named in the same entries, under `rows`. A column at its default is left out, so that a column added later
leaves the hashes of older rows as they are.
"""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.db.models import DecimalField, Field, Model

from dieuhanh.directives.models import Directive, Task, TaskPeriod
from dieuhanh.ledger.rules.canonical import content_hash

NOT_HELD = {
    Task: frozenset({"next_at", "changed_at", "search", "explain_by", "periods_at"}),
    TaskPeriod: frozenset({"next_at"}),
    Directive: frozenset({"next_number", "search"}),
}
"""Columns that say nothing by themselves: worked out from others, or moved on by the clock without a word."""
_EVERYWHERE = frozenset({"id", "entry_id", "file_content", "photo_content", "photo_sha256"})
"""The key names the row; the entry that names a row is compared by the ledger; a file and a photograph stand by their hash."""


def hash_of(row: Model) -> str:
    """The content hash of a row as it stands; of one read by `ledgered`, with its file's bytes hashed anew (`file_hash`)."""
    away = NOT_HELD.get(type(row), frozenset()) | _EVERYWHERE  # type: ignore[call-overload]
    said: dict[str, Any] = {}
    for field in row._meta.concrete_fields:
        if field.name in away:
            continue
        value = _plain(field, getattr(row, field.attname))
        if value not in (None, "", [], {}) and not _is_default(field, value):
            said[field.name] = value
    if hasattr(row, "file_sha256"):
        said["file"] = getattr(row, "file_hash", row.file_sha256) or ""
    if photo := getattr(row, "photo_sha256", ""):
        said["photo"] = getattr(row, "photo_hash", photo) or ""
    return content_hash(said)


def _is_default(field: "Field[Any, Any]", value: Any) -> bool:
    return not callable(field.default) and field.has_default() and bool(value == field.default)


def _plain(field: "Field[Any, Any]", value: Any) -> Any:
    """A value as it comes back from the database."""
    if isinstance(field, DecimalField) and value is not None:
        return f"{Decimal(value):.{field.decimal_places}f}"
    return value


def key_of(row: Model) -> str:
    """The name of a row in an entry: `directives.claim:<id>`."""
    return f"directives.{row._meta.model_name}:{row.pk}"


def named(rows: Iterable[Model], gone: Iterable[Model | str] = ()) -> dict[str, Any]:
    """What an entry says of the rows that hang on its subject; `gone` are there no more (or hang on another from now on)."""
    said: dict[str, Any] = {key_of(row): hash_of(row) for row in rows}
    said |= {one if isinstance(one, str) else key_of(one): None for one in gone}
    return {"rows": said} if said else {}


def held(row: Model, rows: Iterable[Model] = (), gone: Iterable[Model | str] = ()) -> dict[str, Any]:
    """What an entry says of its subject and of the rows that hang on it."""
    return {"content_hash": hash_of(row), **named(rows, gone)}
