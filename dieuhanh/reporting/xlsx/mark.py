"""The official's own workbook back, with every faulty cell marked. Nothing he wrote is changed."""

from collections.abc import Sequence
from io import BytesIO

from openpyxl import load_workbook
from openpyxl.comments import Comment
from openpyxl.styles import Border, PatternFill, Side

from dieuhanh.config.errors import Fault

_RED = Side(style="medium", color="FFB42318")
_FILL = PatternFill("solid", start_color="FFFDE8E6", end_color="FFFDE8E6")
SUMMARY = "Lỗi - Faults"
LARGEST = 4 * 1024 * 1024
"""Beyond this a workbook is told its faults but not marked: rewriting it would take too long."""


def mark_workbook(content: bytes, faults: Sequence[Fault]) -> bytes | None:
    """The workbook with a red border and a comment at each fault, and a sheet that lists them; None when it cannot be."""
    if len(content) > LARGEST:
        return None
    try:
        workbook = load_workbook(BytesIO(content), keep_links=False)
        for fault in faults:
            if fault.sheet in workbook.sheetnames and fault.row and fault.column:
                cell = workbook[fault.sheet][f"{fault.column}{fault.row}"]
                cell.fill = _FILL
                cell.border = Border(left=_RED, right=_RED, top=_RED, bottom=_RED)
                said = f"{cell.comment.text}\n{fault.message}" if cell.comment else fault.message
                cell.comment = Comment(said[:2000], "Điều Hành", width=360, height=120)
        _summary(workbook, faults)
        buffer = BytesIO()
        workbook.save(buffer)
        return buffer.getvalue()
    except Exception:  # a book that reads but cannot be rewritten still gets its list of faults
        return None


def _summary(workbook: object, faults: Sequence[Fault]) -> None:
    """A sheet of the faults, first in the book; one from an earlier round is replaced."""
    if SUMMARY in workbook.sheetnames:  # type: ignore[attr-defined]
        del workbook[SUMMARY]  # type: ignore[attr-defined]
    sheet = workbook.create_sheet(SUMMARY, 0)  # type: ignore[attr-defined]
    sheet.append(["Trang / Sheet", "Ô / Cell", "Giá trị / Value", "Cần sửa / What to mend"])
    for fault in faults:
        cell = f"{fault.column or ''}{fault.row or ''}"
        sheet.append([fault.sheet or "", cell, _plain(fault.value or ""), fault.message])
    for letter, width in (("A", 18), ("B", 10), ("C", 24), ("D", 100)):
        sheet.column_dimensions[letter].width = width


def _plain(value: str) -> str:
    """Text that a spreadsheet will not take for a formula."""
    return f"'{value}" if value.startswith(("=", "+", "-", "@", "\t", "\r")) else value
