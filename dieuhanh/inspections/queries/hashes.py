"""What a row must hash to, worked out from the row as it stands: the ledger is told it when the row is written."""

import json
from datetime import date, datetime
from decimal import Decimal
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.db.models import Model

from dieuhanh.ledger.rules.canonical import content_hash

_LEFT_OUT = frozenset({"entry_id", "next_at"})
"""The entry's own id is not known before it is written; when a clock rings next follows from the rest."""


def key_of(row: Model) -> str:
    """The row's name in an entry: `inspections.figure:<id>`."""
    return f"inspections.{type(row).__name__.lower()}:{row.pk}"


def hash_of(row: Model) -> str:
    """The hash of every column, files by their own hash; decimals count by their value, moments in UTC."""
    return content_hash(
        {
            field.attname: _plain(getattr(row, field.attname))
            for field in type(row)._meta.concrete_fields
            if field.attname not in _LEFT_OUT
        }
    )


def _plain(value: Any) -> Any:
    match value:
        case Decimal():
            return format(value.normalize(), "f")
        case datetime():
            return str(round(value.timestamp() * 1_000_000))
        case date() | UUID():
            return str(value)
        case bytes() | memoryview():
            return sha256(bytes(value)).hexdigest()
        case dict() | list() | tuple():
            return json.dumps(value, sort_keys=True, ensure_ascii=False)
    return value
