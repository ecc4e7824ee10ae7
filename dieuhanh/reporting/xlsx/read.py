"""Reading an uploaded workbook: which assignment it is for, every figure as a number, every fault with its place.

Cells are read with their types, because `1.204` typed as text is 1204 to a Vietnamese official and
1.204 as a number is not: a reader that hands out text alone could not tell the two apart.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from io import BytesIO
from typing import Any
from uuid import UUID

from openpyxl import load_workbook

from dieuhanh.config.errors import Fault
from dieuhanh.config.text import fold, nfc
from dieuhanh.deadlines.rules.text import Text
from dieuhanh.interface.rules.parsing import parse_number
from dieuhanh.reporting.rules.forms import COMPUTED, HEADING, Cells, Layout
from dieuhanh.reporting.rules.regimes import Section
from dieuhanh.reporting.xlsx.place import FIRST_COLUMN, FIRST_ROW, IDENTITY, OUTLINE, OUTLINE_ROW, Sheet
from dieuhanh.reporting.xlsx.sniff import NotAWorkbook, sniff


@dataclass(frozen=True)
class Identity:
    """What the hidden sheet says: the assignment, and for each form its version and checksum."""

    assignment_id: UUID
    number: str
    forms: dict[str, str]


@dataclass
class Reading:
    """What was read: cells by form, texts by section, faults, and how many cells were looked at."""

    cells: dict[str, Cells] = field(default_factory=dict)
    narrative: dict[str, str] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    read: int = 0


def open_workbook(content: bytes, *, largest: int) -> Any:
    """The workbook, values only. Raises `NotAWorkbook` and nothing else."""
    sniff(content, largest=largest)
    try:
        return load_workbook(BytesIO(content), read_only=True, data_only=True, keep_links=False)
    except Exception as error:  # parsers of hostile files raise anything; to the official it is one sentence
        raise NotAWorkbook(
            "Tệp .xlsx bị hỏng; hãy lưu lại và tải lên lần nữa.",
            "The .xlsx file is broken; save it again and upload it once more.",
        ) from error


def identity(workbook: Any) -> Identity:
    """The workbook's own word on what it is for. Raises `NotAWorkbook` when it has none."""
    try:
        rows = list(
            workbook[IDENTITY].iter_rows(min_row=1, max_row=70, min_col=1, max_col=2, values_only=True)
        )
        said = {str(row[0]): str(row[1]) for row in rows if len(row) == 2 and row[0]}
        forms = {name[5:]: value for name, value in said.items() if name.startswith("form:")}
        return Identity(UUID(said["assignment"]), said.get("number", ""), forms)
    except Exception as error:
        raise NotAWorkbook(
            "Tệp không phải biểu do hệ thống lập; hãy tải biểu của kỳ này, điền rồi tải lên.",
            "The file is not a form made by this system; download this period's form, fill it in and upload it.",
        ) from error


def read_forms(workbook: Any, layouts: Sequence[Layout], outline: Sequence[Section], lang: str) -> Reading:
    """Every figure and text of the workbook. Raises `NotAWorkbook` when a sheet is missing or broken."""
    reading = Reading()
    for layout in layouts:
        try:
            grid = _grid(workbook, Sheet(layout))
        except KeyError as error:
            raise NotAWorkbook(
                f"Thiếu trang tính “{layout.code}”.", f"The sheet “{layout.code}” is missing."
            ) from error
        except Exception as error:
            raise NotAWorkbook(
                f"Không đọc được trang tính “{layout.code}”.", f"The sheet “{layout.code}” cannot be read."
            ) from error
        _read_sheet(layout, grid, reading, lang)
    if outline:
        _read_outline(workbook, outline, reading)
    return reading


def _grid(workbook: Any, place: Sheet) -> list[tuple[Any, ...]]:
    """The table's cells only, whatever size the file claims to be."""
    width, height = FIRST_COLUMN - 1 + len(place.layout.columns), len(place.layout.rows)
    rows = workbook[place.name].iter_rows(
        min_row=FIRST_ROW, max_row=FIRST_ROW + height - 1, min_col=1, max_col=width, values_only=True
    )
    found = [tuple(row) + (None,) * (width - len(row)) for row in rows]
    return found + [(None,) * width] * (height - len(found))


def _read_sheet(layout: Layout, grid: list[tuple[Any, ...]], reading: Reading, lang: str) -> None:
    place = Sheet(layout)
    cells: Cells = {}
    for row, values in zip(layout.rows, grid, strict=True):
        if fold(str(values[0] or "")) != fold(row.label.vi):
            text = Text(
                f"dòng này phải là “{row.label.vi}”; không chèn, xóa hay đổi tên dòng.",
                f"this line must be “{row.label.vi}”; do not insert, remove or rename lines.",
            )
            reading.faults.append(fault_at(place, row.key, None, str(values[0] or ""), text, lang))
            continue
        if row.kind == HEADING:
            continue
        for column, raw in zip(layout.columns, values[FIRST_COLUMN - 1 :], strict=True):
            if column.kind == COMPUTED:
                continue
            reading.read += 1
            value, wrong = read_number(raw, lang)
            if wrong is not None:
                reading.faults.append(fault_at(place, row.key, column.key, str(raw), wrong, lang))
            cells[row.key, column.key] = value
    reading.cells[layout.code] = cells


def read_number(raw: Any, lang: str) -> tuple[Decimal | None, Text | None]:
    """A cell's value as a number, or what is wrong with it and what to write instead."""
    if raw is None:
        return None, None
    if isinstance(raw, bool):
        return None, Text(
            "đúng/sai không phải là số; hãy ghi số.", "true/false is not a number; write a number."
        )
    if isinstance(raw, int):
        return (Decimal(raw), None) if abs(raw) < 10**18 else (None, _too_large())
    if isinstance(raw, float):
        if not math.isfinite(raw) or abs(raw) >= 10**18:
            return None, _too_large()
        return Decimal(format(raw, ".15g")), None
    if isinstance(raw, date | datetime | time):
        return None, Text(
            "ô đang là ngày tháng; hãy đổi định dạng ô về số rồi ghi lại số.",
            "the cell holds a date; set its format to number and write the number again.",
        )
    return _from_text(str(raw), lang)


def _from_text(text: str, lang: str) -> tuple[Decimal | None, Text | None]:
    if text.startswith("#"):
        return None, Text(
            f"“{text[:20]}” là lỗi công thức; hãy ghi số.",
            f"“{text[:20]}” is a formula's error; write the number.",
        )
    parsed = parse_number(nfc(text), "vi")
    if parsed.ok:
        if parsed.value is not None and abs(parsed.value) >= 10**18:
            return None, _too_large()
        return parsed.value, None
    english = parse_number(nfc(text), "en")
    return None, Text(parsed.fault, english.fault or parsed.fault)


def _too_large() -> Text:
    return Text("số quá lớn; hãy kiểm tra đơn vị tính.", "the number is too large; check the unit.")


def fault_at(place: Sheet, row: str, column: str | None, value: str, text: Text, lang: str) -> Fault:
    """A fault at a cell: sheet, row and column as the spreadsheet shows them, the column's key as field."""
    return Fault(
        message=text.of(lang),
        sheet=place.name,
        row=place.rows[row],
        column=place.letter(column) if column else "A",
        field=column or "",
        value=value[:80] or None,
    )


def _read_outline(workbook: Any, outline: Sequence[Section], reading: Reading) -> None:
    if OUTLINE not in workbook.sheetnames:
        return
    rows = workbook[OUTLINE].iter_rows(
        min_row=OUTLINE_ROW, max_row=OUTLINE_ROW + len(outline) - 1, min_col=2, max_col=2, values_only=True
    )
    for section, row in zip(outline, rows, strict=False):
        text = nfc(str(row[0])) if row and row[0] is not None else ""
        if text:
            reading.narrative[section.key] = text[: section.most * 2]


def labels_of(layouts: Mapping[str, Layout]) -> dict[tuple[str, str], Text]:
    """Column names by (sheet, letter), to say a fault's place in words."""
    return {
        (layout.code[:31], Sheet(layout).letter(one.key)): one.label
        for layout in layouts.values()
        for one in layout.columns
    }
