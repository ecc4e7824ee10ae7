"""Special days as people send them: rows of text (CSV, or pasted from a spreadsheet) or of JSON."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from datetime import date
from io import StringIO

from django.utils.translation import gettext as _

from dieuhanh.config.errors import Fault, Invalid
from dieuhanh.config.text import nfc

from .official import SpecialDay
from .rules.calendar import EXCEPTION_KINDS, DayKind
from .rules.text import Text

COLUMNS = ("date", "kind", "name_vi", "name_en", "notice")
MOST_ROWS = 20_000


def read_days(text: str, notice: str = "") -> list[SpecialDay]:
    """Special days from rows of text with the columns of `COLUMNS`; the head row may be left out.

    Columns are parted by comma, semicolon or tab; dates are `2026-01-02` or `02/01/2026`.

    Args:
        notice: taken where a row's own is empty or missing.

    Raises:
        Invalid: every fault with its row (counted from 1 as pasted) and column.
    """
    lines = text.replace("\x00", "�").splitlines()
    parting = next((sign for sign in ("\t", ";", ",") if lines and sign in lines[0]), ",")
    days: list[SpecialDay] = []
    faults: list[Fault] = []
    for number, cells in enumerate(csv.reader(StringIO("\n".join(lines)), delimiter=parting), 1):
        if not any(cells) or (number == 1 and cells[0].strip().lstrip("﻿") == "date"):
            continue
        if number > MOST_ROWS:
            faults.append(Fault(_("More rows than a calendar can have."), row=number))
            break
        row = dict(zip(COLUMNS, map(nfc, cells), strict=False))
        row["notice"] = row.get("notice") or nfc(notice)
        day = read_day(row, number, faults)
        if day is not None:
            days.append(day)
    if not days and not faults:
        faults.append(Fault(_("Give at least one row: date, kind, name_vi, name_en, notice."), field="rows"))
    if faults:
        raise Invalid(_("The rows cannot be read; see the faults."), faults=faults)
    return days


def read_day(row: Mapping[str, str], number: int, faults: list[Fault]) -> SpecialDay | None:
    """One row as a special day; what is wrong is added to `faults` and None given back."""
    day = read_date(row.get("date", ""))
    kind = row.get("kind", "")
    if day is None:
        message = _("Write the date as 2026-01-02 or 02/01/2026.")
        faults.append(Fault(message, row=number, column="date", value=row.get("date", "")[:80]))
    if kind not in EXCEPTION_KINDS:
        message = _("The kind must be holiday, compensatory or working_weekend.")
        faults.append(Fault(message, row=number, column="kind", value=kind[:80]))
    if day is None or kind not in EXCEPTION_KINDS:
        return None
    name = row.get("name_vi", "")
    return SpecialDay(day, DayKind(kind), Text(name, row.get("name_en", "") or name), row.get("notice", ""))


def read_date(text: str) -> date | None:
    """A date as `2026-01-02` or `02/01/2026`; None for anything else."""
    parts = text.split("/")
    try:
        if len(parts) == 3 and len(parts[2]) == 4:
            return date(int(parts[2]), int(parts[1]), int(parts[0]))
        return date.fromisoformat(text)
    except ValueError:
        return None
