"""Districts and communes before and after 1 July 2025, from a folder of large tables.

The folder's layout is that of the public lists: `districts-2025-03.csv`, `communes-2025-03.csv`,
`communes-2025-07.csv`, `commune-succession-2025.csv` (UTF-8, comma, header row; codes are text with leading zeros).
All or nothing: every fault is told by file, row and column, and then nothing is written.

A commune that goes on whole, alone and under its own code is the same body (it moves under its province); every
other one of 2025-07 is a new body. Districts end without successor, save the five island districts without communes.
"""

import csv
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from dieuhanh.config.actor import Actor
from dieuhanh.config.errors import Fault, Invalid
from dieuhanh.config.identity import uuid7
from dieuhanh.config.text import nfc
from dieuhanh.organisations.authority import check
from dieuhanh.organisations.models import Organisation, OrganisationVersion, Succession
from dieuhanh.organisations.reference import insert, insert_versions, named, tell_file
from dieuhanh.organisations.rules.lives import BEGINNING, LAYOUT_DAYS
from dieuhanh.organisations.text import ascii_name

REFORM = LAYOUT_DAYS[34]
LIST_DOCUMENT = "Quyết định 124/2004/QĐ-TTg (danh mục đơn vị hành chính, 01/3/2025)"
NEW_DOCUMENT = "Quyết định 19/2025/QĐ-TTg; các nghị quyết năm 2025 của Ủy ban Thường vụ Quốc hội về đơn vị hành chính cấp xã"
END_DOCUMENT = "Luật 72/2025/QH15 (kết thúc cấp huyện từ 01/7/2025)"
FILES: dict[str, tuple[str, ...]] = {
    "districts-2025-03.csv": ("code", "full_name_vi", "full_name_en", "province_code"),
    "communes-2025-03.csv": ("code", "full_name_vi", "name_vi", "type", "district_code", "province_code"),
    "communes-2025-07.csv": ("code", "full_name_vi", "name_vi", "type", "province_code"),
    "commune-succession-2025.csv": ("old_code", "old_district_code", "new_code", "part", "default_successor"),
}
DISTRICTS, OLD, NEW, SUCCESSION = FILES
_MOST_FAULTS = 1000
_ENGLISH = {"xa": "Commune", "phuong": "Ward", "thi-tran": "Township", "dac-khu": "Special Zone"}
Advance = Callable[[int], None]
Row = dict[str, str]


@dataclass(slots=True)
class Tables:
    """The four files as read, with every fault found in them."""

    folder: Path
    rows: dict[str, list[Row]] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    def fault(self, file: str, row: int | None, column: str | None, value: str | None, message: str) -> None:
        """Note a fault; row 1 is the header."""
        self.faults.append(Fault(message, sheet=file, row=row, column=column, field=column, value=value))

    def refuse(self) -> None:
        """Raise `Invalid` when there is a fault."""
        if self.faults:
            count = len(self.faults)
            raise Invalid(
                _("%(count)s faults in the tables; nothing was taken.") % {"count": count},
                faults=self.faults[:_MOST_FAULTS],
            )


@transaction.atomic
def import_units(folder: Path, *, by: Actor, advance: Advance | None = None) -> dict[str, int]:
    """Load a folder's tables; how many districts, communes, successions were added. A repeat adds nothing.

    Needs `organisations.manage` over the whole country and the provinces of the reference tables.
    `advance(n)` is called as rows are done. Raises `Invalid` with all faults.
    """
    check(by, "organisations.manage")
    tables = read(folder)
    tables.refuse()
    old_provinces, new_provinces = _provinces(), _provinces(REFORM)
    check_tables(tables, set(old_provinces), set(new_provinces))
    tables.refuse()
    work = _Import(tables, old_provinces, new_provinces)
    counts = work.write(advance or (lambda _count: None))
    if any(counts.values()):
        for file in FILES:
            tell_file(
                "organisations.units.imported", folder / file, by, {"rows": len(tables.rows[file]), **counts}
            )
    return counts


def is_units_folder(folder: Path) -> bool:
    """Whether a folder holds these tables."""
    return all((folder / file).is_file() for file in FILES)


def read(folder: Path) -> Tables:
    """Read the four files; missing files and columns and unreadable text are faults."""
    tables = Tables(folder)
    for file, columns in FILES.items():
        tables.rows[file] = []
        path = folder / file
        if not path.is_file():
            tables.fault(file, None, None, None, _("The file is missing."))
            continue
        try:
            with path.open(encoding="utf-8-sig", newline="") as text:
                reader = csv.DictReader(text)
                absent = [name for name in columns if name not in (reader.fieldnames or ())]
                for name in absent:
                    tables.fault(file, 1, name, None, _("The column is missing."))
                if not absent:
                    tables.rows[file] = [{name: nfc(row[name] or "") for name in columns} for row in reader]
        except (UnicodeDecodeError, csv.Error):
            tables.fault(file, None, None, None, _("The file is not a CSV table in UTF-8."))
    return tables


def check_tables(tables: Tables, old_provinces: set[str], new_provinces: set[str]) -> None:
    """Note every row that names what is not there, twice what may be there once, or too few heirs."""
    districts = _codes(tables, DISTRICTS, "province_code", old_provinces)
    old = _codes(tables, OLD, "district_code", districts)
    new = _codes(tables, NEW, "province_code", new_provinces)
    defaults: Counter[str] = Counter()
    for number, row in enumerate(tables.rows[SUCCESSION], 2):
        source, column = (
            (row["old_code"], "old_code")
            if row["old_code"]
            else (row["old_district_code"], "old_district_code")
        )
        if source not in (old if row["old_code"] else districts):
            tables.fault(SUCCESSION, number, column, source, _("No unit bears this code."))
        if row["new_code"] not in new:
            tables.fault(SUCCESSION, number, "new_code", row["new_code"], _("No unit bears this code."))
        if row["part"] not in {"whole", "divided"}:
            tables.fault(SUCCESSION, number, "part", row["part"], _("Write “whole” or “divided”."))
        defaults[f"{column}:{source}"] += row["default_successor"] == "yes"
    for name, count in sorted(defaults.items()):
        if count != 1:
            column, value = name.split(":", 1)
            tables.fault(SUCCESSION, None, column, value, _("Exactly one successor must be the default."))
    reached = {row["new_code"] for row in tables.rows[SUCCESSION]}
    for code in sorted(new - reached):
        tables.fault(NEW, None, "code", code, _("No unit became this one; name its predecessor."))
    for code in sorted(old - {row["old_code"] for row in tables.rows[SUCCESSION]}):
        tables.fault(OLD, None, "code", code, _("The unit has no successor; name it."))


def _codes(tables: Tables, file: str, above: str, known: set[str]) -> set[str]:
    seen: set[str] = set()
    for number, row in enumerate(tables.rows[file], 2):
        code = row["code"]
        if not code.isdigit():
            tables.fault(file, number, "code", code, _("A code is made of digits."))
        if code in seen:
            tables.fault(file, number, "code", code, _("The code occurs twice."))
        if row[above] not in known:
            tables.fault(file, number, above, row[above], _("No unit bears this code."))
        if not 0 < len(row["full_name_vi"]) <= 200:
            tables.fault(
                file,
                number,
                "full_name_vi",
                row["full_name_vi"][:80],
                _("Write a name of 1 to 200 characters."),
            )
        seen.add(code)
    return seen


def _provinces(on: date | None = None) -> dict[str, UUID]:
    """Official code → province, before the reform or on the day."""
    rows = OrganisationVersion.objects.filter(kind="province")
    rows = (
        rows.filter(valid_from__lte=on).exclude(valid_to__lte=on)
        if on
        else rows.filter(valid_from__lt=REFORM).exclude(valid_to__lt=REFORM)
    )
    return dict(rows.values_list("official_code", "organisation_id"))


class _Import:
    """One import: bodies by key, then versions, then successions."""

    def __init__(
        self, tables: Tables, old_provinces: dict[str, UUID], new_provinces: dict[str, UUID]
    ) -> None:
        self.tables, self.old_provinces, self.new_provinces = tables, old_provinces, new_provinces
        self.heirs: dict[str, list[Row]] = defaultdict(list)
        for row in tables.rows[SUCCESSION]:
            self.heirs[row["new_code"]].append(row)
        self.lasting = {
            code
            for code, rows in self.heirs.items()
            if len(rows) == 1 and rows[0]["part"] == "whole" and rows[0]["old_code"] == code
        }
        keys = [key for key, _code in self._keys()]
        self.known = dict(Organisation.objects.filter(key__in=keys).values_list("key", "pk"))
        self.ids = {key: self.known.get(key) or uuid7() for key in keys}

    def _keys(self) -> Iterator[tuple[str, str]]:
        for file, letter in ((DISTRICTS, "H"), (OLD, "X")):
            yield from ((f"{letter}{row['code']}-1", row["code"]) for row in self.tables.rows[file])
        yield from (
            (f"X{row['code']}-2", row["code"])
            for row in self.tables.rows[NEW]
            if row["code"] not in self.lasting
        )

    def write(self, advance: Advance) -> dict[str, int]:
        """Write what is not there yet; bodies known already get their end where it is missing."""
        fresh = self.ids.keys() - self.known.keys()
        insert(Organisation(id=self.ids[key], key=key) for key in sorted(fresh))
        advance(len(fresh))
        self._end_known()
        versions = [row for key, row in self._versions() if key in fresh]
        insert_versions(versions)
        advance(len(versions))
        before = Succession.objects.count()
        Succession.objects.bulk_create(list(self._successions()), ignore_conflicts=True, batch_size=2000)
        added = Succession.objects.count() - before
        advance(added)
        counts = Counter(key[0] for key in fresh)
        return {"districts": counts["H"], "communes": counts["X"], "successions": added}

    def _end_known(self) -> None:
        """Bodies that were made before this import, by hand or for a demonstration, end or go on as the tables say."""
        ids = {self.known[key]: key for key in self.known if key.endswith("-1")}
        rows = OrganisationVersion.objects.filter(
            organisation_id__in=list(ids), valid_to__isnull=True, valid_from__lt=REFORM
        )
        lasting = {self.known.get(f"X{code}-1") for code in self.lasting}
        open_rows = list(rows)
        going_on = [row for row in open_rows if row.organisation_id in lasting]
        OrganisationVersion.objects.filter(
            pk__in=[row.pk for row in open_rows if row.organisation_id not in lasting]
        ).update(valid_to=REFORM)
        OrganisationVersion.objects.filter(pk__in=[row.pk for row in going_on]).update(
            valid_to=REFORM, continues_on=REFORM
        )
        by_key = {ids[row.organisation_id] for row in going_on}
        insert_versions([row for key, row in self._versions() if key in by_key and row.valid_from == REFORM])

    def _versions(self) -> Iterator[tuple[str, OrganisationVersion]]:
        for row in self.tables.rows[DISTRICTS]:
            yield self._version(
                f"H{row['code']}",
                "district",
                row,
                self.old_provinces[row["province_code"]],
                row["full_name_en"],
                REFORM,
                "",
            )
        for row in self.tables.rows[OLD]:
            name = _english(row)
            district = self.ids[f"H{row['district_code']}-1"]
            goes_on = REFORM if row["code"] in self.lasting else None
            yield self._version(
                f"X{row['code']}", "commune", row, district, name, REFORM, row["type"], goes_on
            )
        for row in self.tables.rows[NEW]:
            key = f"X{row['code']}-1" if row["code"] in self.lasting else f"X{row['code']}-2"
            yield key, self._new(key, row)

    def _version(
        self,
        code: str,
        kind: str,
        row: Row,
        parent_id: UUID,
        name_en: str,
        ends: date,
        subkind: str,
        goes_on: date | None = None,
    ) -> tuple[str, OrganisationVersion]:
        key = f"{code}-1"
        return key, _made(
            row,
            organisation_id=self.ids[key],
            code=code,
            kind=kind,
            subkind=subkind,
            name_en=name_en,
            parent_id=parent_id,
            valid_from=BEGINNING,
            valid_to=ends,
            continues_on=goes_on,
            legal_document=LIST_DOCUMENT,
        )

    def _new(self, key: str, row: Row) -> OrganisationVersion:
        return _made(
            row,
            organisation_id=self.ids[key],
            code=f"X{row['code']}",
            kind="commune",
            subkind=row["type"],
            name_en=_english(row),
            parent_id=self.new_provinces[row["province_code"]],
            valid_from=REFORM,
            legal_document=NEW_DOCUMENT,
        )

    def _successions(self) -> Iterator[Succession]:
        for row in self.tables.rows[SUCCESSION]:
            if row["new_code"] in self.lasting and row["old_code"] == row["new_code"]:
                continue
            source = f"X{row['old_code']}-1" if row["old_code"] else f"H{row['old_district_code']}-1"
            heir = f"X{row['new_code']}-1" if row["new_code"] in self.lasting else f"X{row['new_code']}-2"
            yield Succession(
                predecessor_id=self.ids[source],
                successor_id=self.ids[heir],
                kind=Succession.Kind.MERGED if row["part"] == "whole" else Succession.Kind.DIVIDED,
                effective_on=REFORM,
                is_default=row["default_successor"] == "yes",
                legal_document=NEW_DOCUMENT,
            )


def _made(row: Row, **fields: Any) -> OrganisationVersion:
    return named(
        OrganisationVersion(official_code=row["code"], name_vi=row["full_name_vi"], region="", **fields)
    )


def _english(row: Row) -> str:
    return f"{ascii_name(row['name_vi'])} {_ENGLISH.get(row['type'], 'Commune')}"
