"""A folder of figures: recognised by its columns, read file by file, kept whole or (asked for) the good rows of it.

Three kinds: what `export` wrote (a `manifest.json` names it), tables of published series (`tidy`), files in the columns
of facts. Everything is one transaction: who stops it, or a fault, leaves nothing.
"""

import csv
import io
import json
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from dieuhanh.config.actor import Actor
from dieuhanh.config.errors import Fault, Invalid
from dieuhanh.organisations.authority import check
from dieuhanh.organisations.transfer import BODIES, read_bodies
from dieuhanh.reporting.actions import rollup
from dieuhanh.reporting.actions.catalogue_files import INDICATORS, SOURCES, Lacking, lacking_in
from dieuhanh.reporting.actions.imports import Imported, import_facts
from dieuhanh.reporting.actions.indicators import add_breakdowns, add_indicator, add_source
from dieuhanh.reporting.actions.reading import NEEDED
from dieuhanh.reporting.actions.resolving import REPORTED
from dieuhanh.reporting.actions.tidy import Tidy, is_tidy, read_tidy

MANIFEST = "manifest.json"
FORMAT = "dieuhanh-export-1"
_OWN = (BODIES, "successions.csv", INDICATORS, "breakdowns.csv", SOURCES)
_RENAMED = {"organisation": "org_code", "breakdown": "item", "vintage": "status", "as_of": "published"}
Advance = Callable[[int], None]


@dataclass(slots=True)
class Plan:
    """What a folder holds. `unread`: tables that are none of these."""

    folder: Path
    exported: bool = False
    tables: list[Tidy] = field(default_factory=list)
    files: list[Path] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    rows: int = 0


@dataclass(slots=True)
class Taken:
    """What importing a folder came to. `faults` holds the first of `fault_count`, each with its file as `sheet`."""

    files: list[dict[str, Any]] = field(default_factory=list)
    bodies: dict[str, int] = field(default_factory=dict)
    sources_made: list[str] = field(default_factory=list)
    indicators_made: list[str] = field(default_factory=list)
    left_out: list[Fault] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    fault_count: int = 0

    def total(self, name: str) -> int:
        """The sum of a count over the files."""
        return sum(int(one[name]) for one in self.files)


def plan_of(folder: Path) -> Plan:
    """Look what a folder holds, without writing anything. Raises `Invalid` when there is nothing to import."""
    plan = Plan(folder, exported=_is_export(folder))
    names = _names(folder)
    for path in sorted(folder.iterdir()):
        if path.suffix == ".ndjson":
            plan.files.append(path)
        elif path.suffix == ".csv" and not (plan.exported and path.name in _OWN):
            header = _header(path)
            if set(NEEDED) <= set(header):
                plan.files.append(path)
            elif is_tidy(header):
                plan.tables.append(read_tidy(path, names))
            else:
                plan.unread.append(path.name)
    if not plan.tables and not plan.files and not plan.exported:
        raise Invalid(_("There is nothing here that can be imported: no tables of units, series or figures."))
    plan.rows = sum(one.rows for one in plan.tables) + sum(_lines(path) for path in plan.files)
    return plan


def _is_export(folder: Path) -> bool:
    try:
        return bool(json.loads((folder / MANIFEST).read_text(encoding="utf-8")).get("format") == FORMAT)
    except (OSError, ValueError, AttributeError):
        return False


def _header(path: Path) -> list[str]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            return [name.strip() for name in next(csv.reader(io.StringIO(file.readline(1 << 16))), [])]
    except (UnicodeDecodeError, csv.Error):
        return []


def _names(folder: Path) -> dict[str, tuple[str, str]]:
    """Names of indicators, where a table of the folder gives them (`indicator, name_en[, name_vi]`)."""
    found: dict[str, tuple[str, str]] = {}
    for path in sorted(folder.glob("*-names.csv")):
        if {"indicator", "name_en"} <= set(_header(path)):
            with path.open(encoding="utf-8-sig", newline="") as file:
                for row in csv.DictReader(file):
                    found[row["indicator"]] = (row.get("name_vi") or row["name_en"], row["name_en"])
    return found


def _lines(path: Path) -> int:
    with path.open("rb") as file:
        return max(
            0,
            sum(block.count(b"\n") for block in iter(lambda: file.read(1 << 20), b""))
            - (path.suffix == ".csv"),
        )


def import_folder(
    plan: Plan, *, by: Actor, partial: bool = False, create: bool = False, advance: Advance | None = None
) -> Taken:
    """Import all of a folder in one transaction; a repeat writes nothing.

    `create`: indicators, parts and sources that the catalogue lacks are made, marked with the file they come from; else
    each is a fault. `partial`: the good rows are kept. Raises `Invalid` with the faults of all files when anything is
    wrong and not `partial`, and keeps nothing then.
    """
    check(by, "facts.import")
    taken = Taken()
    with transaction.atomic():
        rollup.lock_all()
        if plan.exported:
            taken.bodies = read_bodies(plan.folder, by=by)
        lacking = lacking_in(plan.folder) if plan.exported else Lacking()
        lacking.add_tables(plan.tables)
        lacking = lacking.reduced()
        _catalogue(lacking, taken, by, create)
        for table in plan.tables:
            taken.left_out.extend(table.left_out)
            _import_table(table, Lacking() if create else lacking, taken, by, advance)
        for path in plan.files:
            form = "ndjson" if path.suffix == ".ndjson" else "csv"
            _import_file(path, form, path.name, taken, by, advance, states=plan.exported)
        if taken.fault_count and not partial:
            text = _(
                "%(count)d faults in the folder; nothing was kept. Mend them, or import the good rows alone."
            )
            raise Invalid(text % {"count": taken.fault_count}, faults=taken.faults)
    return taken


def _catalogue(lacking: Lacking, taken: Taken, by: Actor, create: bool) -> None:
    """Make what the catalogue lacks, or tell it."""
    if not create:
        for file, code, what in lacking.told():
            message = {
                "indicator": _(
                    "The catalogue has no indicator “%(code)s”; add it, or create what is lacking."
                ),
                "source": _("There is no source “%(code)s”; register it, or create what is lacking."),
                "part": _("The indicator has no part “%(code)s”; add it, or create what is lacking."),
            }[what]
            column = {"indicator": "indicator", "source": "source", "part": "breakdown"}[what]
            taken.faults.append(
                Fault(
                    message % {"code": code[:120]}, sheet=file, column=column, field=column, value=code[:80]
                )
            )
            taken.fault_count += 1
        return
    for source in lacking.sources:
        add_source(source, by=by)
        taken.sources_made.append(source.code)
    for indicator in lacking.indicators:
        add_indicator(indicator, by=by)
        taken.indicators_made.append(indicator.code)
    for indicator_id, parts in lacking.parts.values():
        add_breakdowns(indicator_id, parts, by=by)


def _import_table(table: Tidy, lacking: Lacking, taken: Taken, by: Actor, advance: Advance | None) -> None:
    """Rows that name what is lacking were told already, once for each thing: they are not told again one by one."""
    columns = ("organisation", "indicator", "period", "breakdown", "value", "vintage", "source", "as_of")
    lines = table.facts.select(columns).write_csv().split("\n")
    for row in [one.row or 1 for one in table.left_out] + lacking.rows_of(table):
        lines[row - 1] = ""  # every other row keeps its number
    with tempfile.NamedTemporaryFile(prefix="dieuhanh-series-", suffix=".csv") as out:
        out.write("\n".join(lines).encode())
        out.flush()
        _import_file(Path(out.name), "csv", table.path.name, taken, by, advance, renamed=_RENAMED)


def _import_file(
    path: Path,
    form: str,
    name: str,
    taken: Taken,
    by: Actor,
    advance: Advance | None,
    *,
    states: bool = False,
    renamed: dict[str, str] | None = None,
) -> None:
    try:
        done = import_facts(
            path, form, by=by, partial=True, source=REPORTED, file_name=name, progress=advance, states=states
        )
    except Invalid as wrong:  # the file cannot be read at all
        found = wrong.faults or [Fault(wrong.reason)]
        taken.faults.extend(replace(one, sheet=name) for one in found)
        taken.fault_count += len(found)
        return
    taken.fault_count += done.fault_count
    columns = renamed or {}
    taken.faults.extend(
        replace(one, sheet=name, column=columns.get(one.column or "", one.column)) for one in done.faults
    )
    taken.files.append({"file": name, **_counts(done)})


def _counts(done: Imported) -> dict[str, Any]:
    return {
        "rows": done.rows,
        "written": done.written,
        "unchanged": done.unchanged,
        "late": done.late,
        "faults": done.fault_count,
        "batch": str(done.batch_id) if done.batch_id else None,
    }
