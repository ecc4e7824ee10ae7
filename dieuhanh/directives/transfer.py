"""A register of tasks as offices keep it, in and out: CSV or XLSX of one shape, every fault told by row and column.

The shape is that of the published register (`register_rows.COLUMNS`): one row a task, dates as `2019-03-07` (or
`2019-03`, `2019` where only that is known). Reading gives plain rows; `actions.importing` takes them in. A cell that
a spreadsheet would run as a formula is written with an apostrophe before it and read back without. Out and in again
gives equal rows.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from io import BytesIO, StringIO
from typing import Any

import xlsxwriter
from openpyxl import load_workbook

from dieuhanh.config.errors import Fault
from dieuhanh.deadlines.rules import Text
from dieuhanh.reporting.xlsx.sniff import NotAWorkbook, sniff

from .register_rows import COLUMNS, KIND_WORDS, KINDS, SAID, Formula, RowCheck, TaskRow, filled, harmless
from .rules.bodies_words import Names

__all__ = [
    "COLUMNS",
    "KINDS",
    "KIND_WORDS",
    "NotARegister",
    "Register",
    "TaskRow",
    "read_register",
    "write_csv",
    "write_xlsx",
]

LARGEST_FILE = 20 * 1024 * 1024
MOST_ROWS = 50_000
MOST_FAULTS = 50_000


@dataclass(slots=True)
class Register:
    """What was read: rows without fault, faults by row and column, and things to look at that stop nothing."""

    rows: list[TaskRow] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    notices: list[Fault] = field(default_factory=list)
    read: int = 0

    @property
    def good(self) -> bool:
        """Whether it can be taken in: there are rows and no fault."""
        return bool(self.rows) and not self.faults


class NotARegister(ValueError):
    """The file as a whole is not a register; `text` says what to do."""

    def __init__(self, vi: str, en: str) -> None:
        self.text = Text(vi, en)
        super().__init__(en)


def read_register(content: bytes, *, lang: str = "vi", names: Names | None = None) -> Register:
    """Read a register from CSV or XLSX, known by its bytes. `names` adds notices about leads.

    Raises `NotARegister` and nothing else; what is wrong in cells is told in `faults`.
    """
    if not content:
        raise NotARegister("Tệp rỗng.", "The file is empty.")
    if len(content) > LARGEST_FILE:
        size = LARGEST_FILE // 2**20
        raise NotARegister(f"Tệp lớn hơn {size} MB.", f"The file is larger than {size} MB.")
    if content[:4] in (b"PK\x03\x04", b"\xd0\xcf\x11\xe0"):
        lines = _lines_of_workbook(content)
    else:
        lines = _lines_of_csv(content)
    return _read(lines, lang, names)


def write_csv(rows: Iterable[TaskRow]) -> bytes:
    """The register as CSV: UTF-8 with its mark, so that spreadsheets read it rightly; formulas made harmless."""
    out = StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for row in rows:
        writer.writerow([harmless(cell) for cell in _cells(row)])
    return b"\xef\xbb\xbf" + out.getvalue().encode("utf-8")


def write_xlsx(rows: Iterable[TaskRow]) -> bytes:
    """The register as a workbook in which every cell is text."""
    out = BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_numbers": False,
        "strings_to_urls": False,
    }
    with xlsxwriter.Workbook(out, options) as book:
        sheet = book.add_worksheet("tasks")
        head, cell = (
            book.add_format({"bold": True, "bottom": 1}),
            book.add_format({"text_wrap": True, "valign": "top"}),
        )
        for column, name in enumerate(COLUMNS):
            sheet.write_string(0, column, name, head)
        for line, row in enumerate(rows, 1):
            for column, value in enumerate(_cells(row)):
                sheet.write_string(line, column, harmless(value), cell)
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, len(COLUMNS) - 1, 24)
        sheet.set_column(3, 3, 60)
    return out.getvalue()


def _cells(row: TaskRow) -> tuple[str, ...]:
    return (
        row.source_document,
        row.dated,
        row.clause,
        row.content,
        row.lead,
        "; ".join(row.coordinators),
        row.deadline,
        row.kind,
        row.known_result,
        row.evidence,
    )


# Reading -----------------------------------------------------------------------------------------------------------

_Line = tuple[int, list[Any]]


def _lines_of_csv(content: bytes) -> Iterator[_Line]:
    try:
        text = content.decode("utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
    except (UnicodeDecodeError, UnicodeError) as error:
        raise NotARegister(
            "Tệp CSV không phải mã UTF-8; hãy lưu lại dạng “CSV UTF-8”, hoặc .xlsx.",
            "The CSV file is not UTF-8; save it as “CSV UTF-8”, or as .xlsx.",
        ) from error
    if "\0" in text:
        raise NotARegister("Tệp không phải CSV hay .xlsx.", "The file is neither CSV nor .xlsx.")
    head = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=head.count)
    reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True)
    while True:
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            line = reader.line_num
            raise NotARegister(
                f"Dòng {line}: dấu nháy kép không khớp; hãy lưu lại tệp từ bảng tính.",
                f"Line {line}: quotation marks do not match; save the file again from a spreadsheet.",
            ) from error
        yield reader.line_num, list(row)


def _lines_of_workbook(content: bytes) -> Iterator[_Line]:
    try:
        sniff(content, largest=LARGEST_FILE)
        book = load_workbook(BytesIO(content), read_only=True, data_only=False, keep_links=False)
        sheet = book.worksheets[0]
        lines = []
        for number, row in enumerate(sheet.iter_rows(max_row=MOST_ROWS + 2, max_col=64), 1):
            cells = [cell.value for cell in row]
            if any(value is not None for value in cells):
                formulas = {place for place, cell in enumerate(row) if getattr(cell, "data_type", "") == "f"}
                lines.append(
                    (number, [Formula() if at in formulas else cells[at] for at in range(len(cells))])
                )
        book.close()
    except NotAWorkbook as error:
        raise NotARegister(error.text.vi, error.text.en) from error
    except Exception as error:  # parsers of hostile files raise anything; to the official it is one sentence
        raise NotARegister(
            "Tệp .xlsx bị hỏng; hãy lưu lại và tải lên lần nữa.",
            "The .xlsx file is broken; save it again and upload it once more.",
        ) from error
    yield from lines


def _read(lines: Iterator[_Line], lang: str, names: Names | None) -> Register:
    first = next(lines, None)
    if first is None:
        raise NotARegister("Tệp không có dòng nào.", "The file has no line.")
    places = _places(first[1])
    register = Register()
    seen: dict[TaskRow, int] = {}
    for number, raw in lines:
        if not any(filled(cell) for cell in raw):
            continue
        register.read += 1
        if register.read > MOST_ROWS:
            raise NotARegister(
                f"Nhiều hơn {MOST_ROWS} dòng; hãy chia tệp.", f"More than {MOST_ROWS} rows; divide the file."
            )
        checking = RowCheck(number, raw, places, lang, names)
        row = checking.row()
        if row is not None and row in seen:
            checking.fault("source_document", "", SAID["twice"], line=seen[row])
            row = None
        elif row is not None:
            seen[row] = number
            register.rows.append(row)
        if len(register.faults) < MOST_FAULTS:
            register.faults += checking.faults
        register.notices += checking.notices
    if not register.read:
        raise NotARegister(
            "Chỉ có dòng tiêu đề, chưa có nhiệm vụ nào.", "There is only the head line and no task yet."
        )
    return register


def _places(head: Sequence[Any]) -> dict[str, int]:
    """Where each column stands. Raises `NotARegister` that names what is missing, doubled or unknown."""
    named = [str(cell or "").strip().lower() for cell in head]
    while named and not named[-1]:
        named.pop()
    missing = [name for name in COLUMNS if name not in named]
    unknown = [name or "(trống)" for name in named if name not in COLUMNS]
    doubled = sorted({name for name in named if named.count(name) > 1})
    if missing or unknown or doubled:
        vi = [
            f"thiếu cột {', '.join(missing)}" if missing else "",
            f"cột lạ {', '.join(unknown)[:300]}" if unknown else "",
            f"cột lặp {', '.join(doubled)[:300]}" if doubled else "",
        ]
        en = [
            f"missing {', '.join(missing)}" if missing else "",
            f"unknown {', '.join(unknown)[:300]}" if unknown else "",
            f"doubled {', '.join(doubled)[:300]}" if doubled else "",
        ]
        wanted = ", ".join(COLUMNS)
        raise NotARegister(
            f"Dòng tiêu đề chưa đúng: {'; '.join(filter(None, vi))}. Cần: {wanted}.",
            f"The head line is not right: {'; '.join(filter(None, en))}. Wanted: {wanted}.",
        )
    return {name: place for place, name in enumerate(named)}
