"""Bodies out to a folder and in from one: `organisations.csv` (every version of every body) and `successions.csv`.

Bodies are known by their key. One that is there is left alone, one that is missing is added with its whole life; all or
nothing, each fault told by file, row and column.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from dieuhanh.config.actor import Actor
from dieuhanh.config.copying import copy_out
from dieuhanh.config.errors import Fault, Invalid
from dieuhanh.config.identity import uuid7
from dieuhanh.organisations.authority import check
from dieuhanh.organisations.models import Organisation, OrganisationVersion, Succession
from dieuhanh.organisations.reference import insert, insert_versions, named, rows_of, tell_file

BODIES, SUCCESSIONS = "organisations.csv", "successions.csv"
_BODY = (
    "key", "code", "official_code", "kind", "subkind", "name_vi", "name_en", "parent", "region", "valid_from", "valid_to",
    "legal_document", "simulated",
)  # fmt: skip
_SUCCESSION = ("predecessor", "successor", "kind", "effective_on", "is_default", "legal_document")
_OUT = {
    BODIES: "SELECT o.key, v.code, v.official_code, v.kind, v.subkind, v.name_vi, v.name_en, coalesce(p.key, '') AS parent, v.region, "
    "v.valid_from, v.valid_to, v.legal_document, CASE WHEN o.simulated THEN 'yes' ELSE '' END AS simulated "
    "FROM organisations_organisationversion v JOIN organisations_organisation o ON o.id = v.organisation_id "
    "LEFT JOIN organisations_organisation p ON p.id = v.parent_id ORDER BY o.key, v.valid_from",
    SUCCESSIONS: "SELECT a.key AS predecessor, b.key AS successor, s.kind, s.effective_on, "
    "CASE WHEN s.is_default THEN 'yes' ELSE '' END AS is_default, s.legal_document FROM organisations_succession s "
    "JOIN organisations_organisation a ON a.id = s.predecessor_id JOIN organisations_organisation b ON b.id = s.successor_id "
    "ORDER BY a.key, b.key, s.effective_on",
}


def write_bodies(folder: Path) -> dict[str, int]:
    """Write both files; how many rows each has. Two statements."""
    return {name: copy_out(query, folder / name) for name, query in _OUT.items()}


@dataclass(slots=True)
class _Read:
    folder: Path
    faults: list[Fault] = field(default_factory=list)

    def rows(self, name: str, columns: tuple[str, ...]) -> list[dict[str, str]]:
        """The file's rows; a file or column that is missing is a fault."""
        try:
            rows = rows_of(self.folder / name)
        except (OSError, UnicodeDecodeError, csv.Error):
            self.fault(name, None, None, _("The file is missing, or is not a CSV table in UTF-8."))
            return []
        for column in columns:
            if rows and column not in rows[0]:
                self.fault(name, 1, column, _("The column is missing."))
        return [] if self.faults else rows

    def fault(self, name: str, row: int | None, column: str | None, message: str, value: str = "") -> None:
        """Note a fault; row 1 is the header."""
        self.faults.append(
            Fault(message, sheet=name, row=row, column=column, field=column, value=value[:80] or None)
        )

    def day(self, name: str, row: int, column: str, text: str) -> date | None:
        """The day, none for an empty cell."""
        try:
            return date.fromisoformat(text) if text else None
        except ValueError:
            self.fault(name, row, column, _("Write the date as 2020-08-31."), text)
            return None


@transaction.atomic
def read_bodies(folder: Path, *, by: Actor) -> dict[str, int]:
    """Add what a folder's files have and this node lacks; how many bodies and successions. Raises `Invalid` with all faults."""
    check(by, "organisations.manage")
    read = _Read(folder)
    lives = read.rows(BODIES, _BODY)
    links = read.rows(SUCCESSIONS, _SUCCESSION)
    known = dict(Organisation.objects.values_list("key", "pk"))
    simulated = {row["key"]: row["simulated"] == "yes" for row in lives}
    fresh = {key: uuid7() for key in simulated if key not in known}
    ids = known | fresh
    versions = list(_versions(read, lives, fresh, ids))
    successions = list(_successions(read, links, ids, fresh))
    if read.faults:
        raise Invalid(_("The tables of bodies cannot be taken; nothing was."), faults=read.faults[:1000])
    try:
        with transaction.atomic():
            insert(Organisation(id=ids[key], key=key, simulated=simulated[key]) for key in fresh)
            insert_versions(versions)
            before = Succession.objects.count()
            Succession.objects.bulk_create(successions, ignore_conflicts=True, batch_size=2000)
            added = Succession.objects.count() - before
    except IntegrityError as error:
        said = str(error).splitlines()
        message = _("The bodies do not fit those that are here: %(why)s") % {"why": " ".join(said[:2])[:300]}
        raise Invalid(message, faults=[Fault(message, sheet=BODIES)]) from error
    counts = {"bodies": len(fresh), "successions": added}
    if any(counts.values()):
        tell_file("organisations.transferred", folder / BODIES, by, counts)
    return counts


def _versions(
    read: _Read, rows: list[dict[str, str]], fresh: dict[str, UUID], ids: dict[str, UUID]
) -> Iterator[OrganisationVersion]:
    begins: dict[str, list[date]] = {}
    parsed: list[tuple[dict[str, str], date, date | None, int]] = []
    for number, row in enumerate(rows, 2):
        if row["key"] not in fresh:
            continue
        start = read.day(BODIES, number, "valid_from", row["valid_from"])
        end = read.day(BODIES, number, "valid_to", row["valid_to"])
        if start is None:
            read.fault(BODIES, number, "valid_from", _("Write the date as 2020-08-31."), row["valid_from"])
            continue
        if row["kind"] not in OrganisationVersion.Kind.values:
            choices = ", ".join(OrganisationVersion.Kind.values)
            read.fault(
                BODIES, number, "kind", _("Write one of: %(choices)s.") % {"choices": choices}, row["kind"]
            )
        if row["parent"] and row["parent"] not in ids:
            read.fault(BODIES, number, "parent", _("No body has this key."), row["parent"])
            continue
        begins.setdefault(row["key"], []).append(start)
        parsed.append((row, start, end, number))
    for row, start, end, _number in parsed:
        goes_on = end if end in begins[row["key"]] else None
        names = ("code", "official_code", "kind", "subkind", "name_vi", "name_en", "region", "legal_document")
        given: dict[str, Any] = {name: row[name] for name in names}
        yield named(
            OrganisationVersion(
                organisation_id=ids[row["key"]], parent_id=ids[row["parent"]] if row["parent"] else None, valid_from=start,
                valid_to=end, continues_on=goes_on, **given,
            )
        )  # fmt: skip


def _successions(
    read: _Read, rows: list[dict[str, str]], ids: dict[str, UUID], fresh: dict[str, UUID]
) -> Iterator[Succession]:
    for number, row in enumerate(rows, 2):
        day = read.day(SUCCESSIONS, number, "effective_on", row["effective_on"])
        for column in ("predecessor", "successor"):
            if row[column] not in ids:
                read.fault(SUCCESSIONS, number, column, _("No body has this key."), row[column])
        if row["kind"] not in Succession.Kind.values:
            choices = ", ".join(Succession.Kind.values)
            read.fault(
                SUCCESSIONS,
                number,
                "kind",
                _("Write one of: %(choices)s.") % {"choices": choices},
                row["kind"],
            )
        if read.faults or day is None or not {row["predecessor"], row["successor"]} & fresh.keys():
            continue
        yield Succession(
            predecessor_id=ids[row["predecessor"]], successor_id=ids[row["successor"]], kind=row["kind"], effective_on=day,
            is_default=row["is_default"] == "yes", legal_document=row["legal_document"],
        )  # fmt: skip
