"""What a row must hash to: told by the entry that writes the row, worked out again by ``ledger verify``. One form for every room.

The form is SHA-256, as lower-case hex, of the RFC 8785 JSON of an object with one member a column that is held:

- **Which columns**: all that are stored, under the field's name (``lead``, not ``lead_id``), in the order of RFC 8785. Out
  are the key (it names the row), ``entry_id`` (the ledger compares it itself, and it is not known before the entry is
  written) and what the model names in ``not_held``: columns worked out from others, or moved on by the clock without a word.
- **Defaults**: of each column exactly one value is left out, the one that a row has which says nothing of it: the field's
  plain default, ``{}`` or ``[]`` where the default makes one, else NULL, else the empty text. A column added later stands
  at that value in every row that was there before, so that their hashes stay; a column must therefore be added with such
  a default, and a default never be changed. As only one value is left out, a change to or from it is a change of the hash.
- **NULL**, where it is not that value, is ``null``.
- **Text** is taken as it is stored. Actions put it into NFC before they write it; here nothing is put right, so that a text
  changed by hand to another form of itself is found.
- **Decimals** are text with all the places of their column (``"1.500000"``), rounded half away from zero as the database
  rounds, never ``-0``.
- **Dates** are ``2020-08-10``; **moments** UTC with six decimals (``2020-08-10T01:31:07.120000Z``); **identifiers** text with
  hyphens; **whole numbers** and **yes or no** JSON's own.
- **JSON** stands as it is, nested; the order of its keys says nothing.
- **Files** are the SHA-256 of their bytes, as lower-case hex. ``verify`` has the database work it out from the bytes that
  are there (``with_files``), so that none is loaded; an action that did not load them takes the row's own ``…sha256``.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import cache
from typing import Any
from uuid import UUID

from django.db.models import BinaryField, CharField, DecimalField, F, Field, Func, Model, QuerySet, Value

from dieuhanh.ledger.checks import Part, PartsOf, register_check
from dieuhanh.ledger.rules.canonical import content_hash, plain

_NEVER_HELD = frozenset({"entry_id"})
_ROUNDED = Context(prec=200, rounding=ROUND_HALF_UP)
_HASHED = "{}_hash"
"""What `with_files` calls the hash of a file's column."""
_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class _Column:
    """One column that is held: how it is read from a row, and the value that is left out."""

    name: str
    read: Callable[[Model], Any]
    left_out: Any


def kind_of(model: type[Model]) -> str:
    """What the ledger calls such a row: `directives.claim`."""
    return model._meta.label_lower


def key_of(row: Model) -> str:
    """The name of a row in an entry: `directives.claim:<id>`."""
    return f"{kind_of(type(row))}:{row.pk}"


def content_of(row: Model) -> dict[str, Any]:
    """What a row says, column by column, as its hash is made of it."""
    said = ((one, one.read(row)) for one in _columns(type(row)))
    return {one.name: value for one, value in said if value != one.left_out}


def hash_of(row: Model) -> str:
    """The content hash of a row as it stands, written already or about to be. No statement, where its columns are loaded."""
    return content_hash(content_of(row))


def named(rows: Iterable[Model], gone: Iterable[Model | str] = ()) -> dict[str, Any]:
    """What an entry says of the rows that hang on its subject; `gone` are there no more (or hang on another from now on)."""
    said: dict[str, Any] = {key_of(row): hash_of(row) for row in rows}
    said |= {one if isinstance(one, str) else key_of(one): None for one in gone}
    return {"rows": said} if said else {}


def held(row: Model, rows: Iterable[Model] = (), gone: Iterable[Model | str] = ()) -> dict[str, Any]:
    """What an entry says of its subject and of the rows that hang on it."""
    return {"content_hash": hash_of(row), **named(rows, gone)}


def hold(rows: "QuerySet[Any]", *, parts_of: PartsOf | None = None) -> None:
    """Have `verify` hold each of these rows to what the ledger last said of it; one that no entry speaks of is found too."""
    register_check(
        kind_of(rows.model),
        lambda ids: {row.pk: hash_of(row) for row in _read(rows.filter(pk__in=list(ids)))},
        every=lambda: _keys(rows),
        parts_of=parts_of,
    )


def parts(rows: Iterable[tuple["QuerySet[Any]", str]]) -> Mapping[UUID, Mapping[str, Part]]:
    """The rows that hang on some subjects, by the subject: each queryset with the way from its rows to what they hang on."""
    found: dict[UUID, dict[str, Part]] = {}
    for some, way in rows:
        for row in _read(some.annotate(hangs_on=F(way))):
            found.setdefault(row.hangs_on, {})[key_of(row)] = Part(
                hash_of(row), getattr(row, "entry_id", None)
            )
    return found


def parts_by(ways: Mapping[type[Model], str]) -> PartsOf:
    """`parts` of subjects on which whole tables hang, each by its way: `{Figure: "body__inspection_id"}`."""

    def parts_of(ids: Sequence[UUID]) -> Mapping[UUID, Mapping[str, Part]]:
        of = list(ids)
        return parts((one._default_manager.filter(**{f"{way}__in": of}), way) for one, way in ways.items())

    return parts_of


def with_files(rows: "QuerySet[Any]") -> "QuerySet[Any]":
    """The rows with their files by their hash, worked out by the database from the bytes that are there: none is loaded."""
    for field in rows.model._meta.concrete_fields:
        if isinstance(field, BinaryField):
            digest = Func(F(field.name), function="sha256")
            text = Func(digest, Value("hex"), function="encode", output_field=CharField())
            rows = rows.annotate(**{_HASHED.format(field.name): text}).defer(field.name)
    return rows


def _read(rows: "QuerySet[Any]") -> Iterator[Any]:
    yield from with_files(rows).iterator(chunk_size=_AT_ONCE)


def _keys(rows: "QuerySet[Any]") -> Iterator[UUID]:
    yield from rows.order_by("pk").values_list("pk", flat=True).iterator(chunk_size=2000)


@cache
def _columns(model: type[Model]) -> tuple[_Column, ...]:
    away = _NEVER_HELD | frozenset(getattr(model, "not_held", ()))
    return tuple(
        _Column(field.name, _reader(model, field), _left_out(field))
        for field in model._meta.concrete_fields
        if not field.primary_key and field.name not in away
    )


def _left_out(field: "Field[Any, Any]") -> Any:
    """The value of a column of which nothing was said; of one that must be given, one that it never has."""
    if field.has_default() and callable(field.default):
        return field.default() if field.default in (dict, list) else ...
    value = field.get_default()
    return ... if value is None and not field.null else _written(field, value)


def _reader(model: type[Model], field: "Field[Any, Any]") -> Callable[[Model], Any]:
    if not isinstance(field, BinaryField):
        return lambda row: _written(field, getattr(row, field.attname))
    hashed = _HASHED.format(field.name)
    own = field.name.replace("content", "sha256")
    says = own != field.name and own in {one.name for one in model._meta.concrete_fields}

    def read(row: Model) -> Any:
        if hashed in row.__dict__:
            return row.__dict__[hashed]
        if says and field.attname not in row.__dict__:
            return getattr(row, own) or None
        return _written(field, getattr(row, field.attname))

    return read


def _written(field: "Field[Any, Any]", value: Any) -> Any:
    """A value as it comes back from the database, in the types of JSON."""
    if value is None:
        return None
    if isinstance(field, BinaryField):
        return hashlib.sha256(bytes(value)).hexdigest()
    if isinstance(field, DecimalField):
        return _decimal(field.to_python(value), field.decimal_places)
    return plain(field.to_python(value))


def _decimal(value: Decimal, places: int) -> str:
    made = _ROUNDED.quantize(value, Decimal(1).scaleb(-places))
    return format(made.copy_abs() if made.is_zero() else made, "f")
