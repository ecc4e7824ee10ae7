"""The small sourced tables of this room: bodies, both province layouts, who followed whom.

They are loaded again without harm: what is there is left alone, what is missing is added, and a file that adds
something is one ledger entry. Large tables of districts and communes are `units.import_units`.
"""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

from django.db import transaction
from django.utils import timezone

from dieuhanh.config.actor import Actor
from dieuhanh.config.copying import copying
from dieuhanh.config.identity import uuid7
from dieuhanh.config.text import nfc, sort_key
from dieuhanh.ledger.actions import append
from dieuhanh.organisations.actions.life import name_folded
from dieuhanh.organisations.authority import check
from dieuhanh.organisations.models import Organisation, OrganisationVersion, Succession
from dieuhanh.organisations.rules.lives import BEGINNING, LAYOUT_DAYS

FOLDER = Path(__file__).with_name("reference")
_FILES = UUID("0197c1d0-0000-7000-8000-6f7267616e69")
"""Namespace of the ids under which files are named in the ledger."""
_TABLE_DOCUMENT = "Danh mục tham chiếu / Reference table"


@dataclass(frozen=True, slots=True)
class Loaded:
    """What loading one file came to."""

    file: str
    rows: int
    added: int


@transaction.atomic
def load(folder: Path = FOLDER, *, by: Actor) -> list[Loaded]:
    """Load the room's tables; what each file came to. Needs `organisations.manage` over the whole country."""
    check(by, "organisations.manage")
    return [
        _load_bodies(folder / "bodies.csv", _bodies, by),
        _load_bodies(folder / "provinces.csv", _provinces, by),
        _load_successions(folder / "body-succession.csv", by),
        _load_successions(folder / "province-succession.csv", by),
    ]


def rows_of(path: Path) -> list[dict[str, str]]:
    """The rows of a CSV file (UTF-8, header row), in NFC."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [
            {nfc(key): nfc(value or "") for key, value in row.items() if key} for row in csv.DictReader(file)
        ]


def _load_bodies(path: Path, read: Any, by: Actor) -> Loaded:
    """Files name a body's versions in order of time; a body that is known is left alone."""
    rows = rows_of(path)
    known = dict(Organisation.objects.values_list("key", "pk"))
    lives: dict[str, list[dict[str, Any]]] = {}
    for version in read(rows):
        lives.setdefault(version.pop("key"), []).append(version)
    fresh = {key: uuid7() for key in lives if key not in known}
    ids = known | fresh
    versions = [row for key in fresh for row in _chain(ids[key], lives[key], ids)]
    insert(Organisation(id=ids[key], key=key) for key in fresh)
    insert_versions(versions)
    return _told(path, len(rows), len(fresh), by)


def _bodies(rows: Iterable[dict[str, str]]) -> Iterator[dict[str, Any]]:
    for row in rows:
        yield {
            "key": row["key"],
            "code": row["code"],
            "official_code": "",
            "kind": row["kind"],
            "subkind": "",
            "name_vi": row["name_vi"],
            "name_en": row["name_en"],
            "parent": row["parent"],
            "region": "",
            "valid_from": _day(row["valid_from"]) or BEGINNING,
            "valid_to": _day(row["valid_to"]),
            "legal_document": row["legal_begin"] or _TABLE_DOCUMENT,
        }


def _provinces(rows: Iterable[dict[str, str]]) -> Iterator[dict[str, Any]]:
    """A province that stands in both layouts has a version in each where its region differs."""
    reform = LAYOUT_DAYS[34]
    for row in rows:
        starts, ends = _day(row["valid_from"]) or BEGINNING, _day(row["valid_to"])
        first = {
            "key": row["key"],
            "code": row["code"],
            "official_code": row["official_code"],
            "kind": "province",
            "subkind": row["type"],
            "name_vi": row["name_vi"],
            "name_en": row["name_en"],
            "parent": row["parent"],
            "region": row["region_code"] if starts < reform else row["region_code_34"] or row["region_code"],
            "valid_from": starts,
            "valid_to": ends,
            "legal_document": row["legal_begin"] or _TABLE_DOCUMENT,
        }
        crosses = starts < reform and (ends is None or ends > reform)
        if crosses and row["region_code_34"] and row["region_code_34"] != row["region_code"]:
            yield {**first, "valid_to": reform}
            yield {
                **first,
                "valid_from": reform,
                "region": row["region_code_34"],
                "legal_document": "Nghị quyết 202/2025/QH15",
            }
        else:
            yield first


def _chain(body_id: UUID, life: list[dict[str, Any]], ids: dict[str, UUID]) -> Iterator[OrganisationVersion]:
    """A body's versions, each continuing on the next one's first day."""
    life = sorted(life, key=lambda version: version["valid_from"])
    for version, following in zip(life, [*life[1:], None], strict=True):
        parent = version.pop("parent")
        yield named(
            OrganisationVersion(
                organisation_id=body_id,
                parent_id=ids[parent] if parent else None,
                continues_on=version["valid_to"] if following else None,
                **version,
            )
        )


def named(row: OrganisationVersion) -> OrganisationVersion:
    """Fill what search and order need."""
    row.name_folded = name_folded(row.name_vi, row.name_en)
    row.sort_key = sort_key(row.name_vi)[:420]
    return row


def _load_successions(path: Path, by: Actor) -> Loaded:
    rows = rows_of(path)
    ids = dict(Organisation.objects.values_list("key", "pk"))
    before = Succession.objects.count()
    Succession.objects.bulk_create(
        [
            Succession(
                predecessor_id=ids[row["predecessor"]],
                successor_id=ids[row["successor"]],
                kind=row["kind"],
                effective_on=date.fromisoformat(row["effective"]),
                is_default=row["kind"] != "split" and row.get("main", "yes") == "yes",
                legal_document=row["legal_basis"],
            )
            for row in rows
        ],
        ignore_conflicts=True,
        batch_size=1000,
    )
    return _told(path, len(rows), Succession.objects.count() - before, by)


def _told(path: Path, rows: int, added: int, by: Actor) -> Loaded:
    if added:
        tell_file("organisations.reference.loaded", path, by, {"rows": rows, "added": added})
    return Loaded(path.name, rows, added)


def tell_file(kind: str, path: Path, by: Actor, body: dict[str, Any]) -> None:
    """One ledger entry for one file, with the SHA-256 of its bytes."""
    append(
        kind,
        by=by,
        subject_type="file",
        subject_id=uuid5(_FILES, path.name),
        organisation_id=None,
        body={"file": path.name, "sha256": sha256(path.read_bytes()).hexdigest(), **body},
    )


def insert(rows: Iterable[Organisation]) -> None:
    """Store new bodies."""
    Organisation.objects.bulk_create(rows, batch_size=2000)


_COLUMNS = (
    "id",
    "organisation_id",
    "code",
    "official_code",
    "kind",
    "subkind",
    "name_vi",
    "name_en",
    "name_folded",
    "sort_key",
    "parent_id",
    "region",
    "valid_from",
    "valid_to",
    "continues_on",
    "legal_document",
)


def insert_versions(rows: Iterable[OrganisationVersion]) -> None:
    """Store versions by COPY: thousands in a second."""
    query = f"COPY organisations_organisationversion ({', '.join(_COLUMNS)}, created_at) FROM STDIN"
    with copying(query) as copy:
        now = timezone.now()
        for row in rows:
            copy.write_row([*(getattr(row, name) for name in _COLUMNS), now])


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
