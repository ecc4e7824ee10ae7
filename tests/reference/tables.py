"""Reads the reference tables as they lie in the package, without Django and without a database."""

import csv
import json
from datetime import date
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
ORGANISATIONS = ROOT / "dieuhanh" / "organisations" / "reference"
REPORTING = ROOT / "dieuhanh" / "reporting" / "reference"
Row = dict[str, str]


def read(path: Path) -> list[Row]:
    """The rows of a table; a row with too few or too many cells fails."""
    with path.open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle, restkey="?", restval=None, strict=True))
    assert all("?" not in row and None not in row.values() for row in rows), path.name
    return rows


def organisations(name: str) -> list[Row]:
    """A table of `organisations/reference`."""
    return read(ORGANISATIONS / f"{name}.csv")


def reporting(name: str) -> list[Row]:
    """A table of `reporting/reference`."""
    return read(REPORTING / f"{name}.csv")


def forms() -> dict[str, dict[str, Any]]:
    """The forms by their code, checked to be the name of their file."""
    found = {path.stem: json.loads(path.read_text("utf-8")) for path in (REPORTING / "forms").glob("*.json")}
    assert all(form["code"] == stem for stem, form in found.items())
    return found


def alive(row: Row, day: str) -> bool:
    """Whether a version is in force on a day: `valid_from` counts, `valid_to` does not."""
    asked = date.fromisoformat(day)
    begun = not row["valid_from"] or date.fromisoformat(row["valid_from"]) <= asked
    return begun and (not row["valid_to"] or asked < date.fromisoformat(row["valid_to"]))
