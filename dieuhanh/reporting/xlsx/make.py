"""The workbook that the system makes for one body and one period: figures already held are in it, the rest is locked.

Vietnamese first, English beside it. Whoever fills it in needs nothing but a spreadsheet program.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any
from uuid import UUID

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from dieuhanh.deadlines.rules.text import Text
from dieuhanh.reporting.rules.expressions import Call, Cell, Node, Number, Total, When
from dieuhanh.reporting.rules.forms import COMPUTED, HEADING, TOTAL, Cells, Column, Layout, Row
from dieuhanh.reporting.rules.regimes import Section
from dieuhanh.reporting.xlsx.place import FIRST_ROW, HEAD_ROW, IDENTITY, OUTLINE, OUTLINE_ROW, Sheet


@dataclass(frozen=True)
class FormBook:
    """One form in the workbook: its version and the cells to show in it."""

    layout: Layout
    number: int
    content_hash: str
    cells: Cells
    held: frozenset[tuple[str, str]] = frozenset()
    """Cells whose figure was already held somewhere else and is only to be looked at."""


@dataclass(frozen=True)
class Book:
    """Everything in the workbook."""

    assignment_id: UUID
    number: str
    regime: Text
    body: Text
    period: Text
    data_from: date
    data_to: date
    due_on: date
    guidance: Text
    forms: Sequence[FormBook]
    outline: Sequence[Section] = ()
    narrative: Mapping[str, str] = field(default_factory=dict)
    simulated: bool = False


def make_workbook(book: Book) -> bytes:
    """The workbook as XLSX bytes."""
    buffer = BytesIO()
    with xlsxwriter.Workbook(
        buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    ) as workbook:
        workbook.set_properties({"title": book.regime.vi, "comments": book.number, "author": "Điều Hành"})
        styles = _styles(workbook)
        for form in book.forms:
            _form_sheet(workbook.add_worksheet(Sheet(form.layout).name), book, form, styles)
        if book.outline:
            _outline_sheet(workbook.add_worksheet(OUTLINE), book, styles)
        _identity_sheet(workbook.add_worksheet(IDENTITY), book)
    return buffer.getvalue()


def _styles(workbook: Any) -> dict[str, Any]:
    line = {"border": 1, "border_color": "#98A2B3", "valign": "vcenter"}
    plain: dict[str, dict[str, Any]] = {
        "title": {"bold": True, "font_size": 14},
        "quiet": {"italic": True, "font_color": "#475467"},
        "note": {"text_wrap": True, "valign": "top", "font_color": "#475467"},
        "warn": {"bold": True, "font_color": "#B42318"},
        "head": {**line, "bold": True, "text_wrap": True, "align": "center", "bg_color": "#E4E9F0"},
        "head_en": {
            **line,
            "italic": True,
            "text_wrap": True,
            "align": "center",
            "bg_color": "#E4E9F0",
            "font_size": 9,
        },
        "label": {**line, "text_wrap": True},
        "label_en": {**line, "text_wrap": True, "italic": True, "font_color": "#475467"},
        "text": {**line, "text_wrap": True, "valign": "top", "locked": False, "bg_color": "#FFFBEB"},
    }
    made = {name: workbook.add_format(given) for name, given in plain.items()}
    for decimals in range(7):
        number = "#,##0" + ("." + "0" * decimals if decimals else "")
        cell = {**line, "num_format": number, "align": "right"}
        made[f"input{decimals}"] = workbook.add_format({**cell, "locked": False, "bg_color": "#FFFBEB"})
        made[f"total{decimals}"] = workbook.add_format(
            {**cell, "locked": False, "bg_color": "#FFFBEB", "bold": True}
        )
        made[f"held{decimals}"] = workbook.add_format({**cell, "locked": False, "bg_color": "#E8F5F4"})
        made[f"computed{decimals}"] = workbook.add_format({**cell, "bg_color": "#F2F4F7"})
    return made


def _form_sheet(sheet: Worksheet, book: Book, form: FormBook, styles: dict[str, Any]) -> None:
    layout, place = form.layout, Sheet(form.layout)
    sheet.write_string(0, 0, layout.title.vi, styles["title"])
    sheet.write_string(1, 0, layout.title.en, styles["quiet"])
    sheet.write_string(2, 0, f"Đơn vị / Body: {book.body.vi} / {book.body.en}")
    window = f"{book.data_from:%d/%m/%Y} – {book.data_to:%d/%m/%Y}"
    sheet.write_string(
        3,
        0,
        f"Kỳ / Period: {book.period.vi} / {book.period.en} · {window} · Hạn / Due: {book.due_on:%d/%m/%Y}",
    )
    sheet.write_string(
        4,
        0,
        "Ô vàng: nhập; ô xanh: đã có sẵn, xem lại; ô xám: tự tính. / Yellow: fill in; green: held already, look over; grey: computed.",
        styles["quiet"],
    )
    if book.simulated:
        sheet.write_string(5, 0, "Số liệu mô phỏng / Simulated", styles["warn"])
    head = HEAD_ROW - 1
    for at, (vi, en) in enumerate((("Nội dung", "Item"), ("Nội dung (tiếng Anh)", "Item (English)"))):
        _head(sheet, head, at, Text(vi, en), Text("", ""), styles)
    for column in layout.columns:
        _head(sheet, head, place.columns[column.key] - 1, column.label, column.unit, styles)
    for row in layout.rows:
        at = place.rows[row.key] - 1
        sheet.write_string(at, 0, "   " * row.indent + row.label.vi, styles["label"])
        sheet.write_string(at, 1, row.label.en, styles["label_en"])
        if row.kind != HEADING:
            for column in layout.columns:
                _cell(sheet, place, row, column, form, styles)
    last = FIRST_ROW + len(layout.rows)
    sheet.merge_range(
        last, 0, last, 1 + len(layout.columns), f"{book.guidance.vi}\n{book.guidance.en}", styles["note"]
    )
    sheet.set_row(last, 60)
    sheet.set_column(0, 0, 44)
    sheet.set_column(1, 1, 34)
    sheet.set_column(2, 1 + len(layout.columns), 14)
    sheet.set_row(head, 48)
    sheet.set_row(head + 1, 36)
    sheet.freeze_panes(FIRST_ROW - 1, 2)
    sheet.protect("", {"format_columns": True, "format_rows": True})
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)


def _head(sheet: Worksheet, head: int, at: int, label: Text, unit: Text, styles: dict[str, Any]) -> None:
    sheet.write_string(head, at, label.vi, styles["head"])
    sheet.write_string(head + 1, at, label.en, styles["head_en"])
    both = unit.vi if unit.vi == unit.en else f"{unit.vi} / {unit.en}"
    sheet.write_string(head + 2, at, both, styles["head_en"])


def _cell(
    sheet: Worksheet, place: Sheet, row: Row, column: Column, form: FormBook, styles: dict[str, Any]
) -> None:
    r, c = place.rows[row.key] - 1, place.columns[column.key] - 1
    value = form.cells.get((row.key, column.key))
    formula = _formula(place, row, column)
    kind = (
        "computed"
        if column.kind == COMPUTED
        else "held"
        if (row.key, column.key) in form.held
        else "total"
        if row.kind == TOTAL
        else "input"
    )
    style = styles[f"{kind}{column.decimals}"]
    if formula is not None and kind != "held":
        sheet.write_formula(r, c, "=" + formula, style, "" if value is None else float(value))
    elif value is None:
        sheet.write_blank(r, c, None, style)
    else:
        sheet.write_number(r, c, float(value), style)
    if kind != "computed":
        sheet.data_validation(r, c, r, c, _validation(column))


def _validation(column: Column) -> dict[str, Any]:
    low, high = column.low, column.high
    whole = column.decimals == 0
    said_vi = "số nguyên" if whole else f"số, tối đa {column.decimals} chữ số lẻ"
    said_en = "a whole number" if whole else f"a number, at most {column.decimals} decimals"
    if low is not None:
        said_vi, said_en = f"{said_vi}, từ {low}", f"{said_en}, from {low}"
    if high is not None:
        said_vi, said_en = f"{said_vi} đến {high}", f"{said_en} to {high}"
    return {
        "validate": "integer" if whole else "decimal",
        "criteria": "between",
        "minimum": float(low if low is not None else Decimal(-(10**15))),
        "maximum": float(high if high is not None else Decimal(10**15)),
        "input_title": column.label.vi[:32],
        "error_title": "Sai số liệu / Not valid",
        "error_message": f"Hãy ghi {said_vi}; không phát sinh thì ghi 0. / Write {said_en}; 0 where there was none."[
            :255
        ],
    }


def _formula(place: Sheet, row: Row, column: Column) -> str | None:
    """The cell's own arithmetic for the spreadsheet, where it can be said there."""
    if column.kind == COMPUTED and column.formula is not None:
        return _excel(column.formula.root, lambda one: (one.row or row.key, one.name), place)
    definition = place.layout.definitions.get((row.key, column.key))
    if definition is not None and column.kind != COMPUTED:
        return _excel(
            definition.operands[1],
            lambda one: (one.row, one.name) if one.row else (one.name, column.key),
            place,
        )
    return None


def _excel(node: Node, at: Any, place: Sheet) -> str | None:
    """An expression in the spreadsheet's notation; None where it reads another period or a whole column."""
    if isinstance(node, Number):
        return format(node.value, "f")
    if isinstance(node, Cell):
        return place.address(*at(node)) if node.when is When.NOW else None
    if isinstance(node, Total) or not isinstance(node, Call):
        return None
    parts = [_excel(operand, at, place) for operand in node.operands]
    if any(part is None for part in parts):
        return None
    given = [str(part) for part in parts]
    if node.name == "negate":
        return f"(-{given[0]})"
    if node.name in {"sum", "min", "max", "abs", "if", "and", "or", "not"}:
        return f"{node.name.upper()}({','.join(given)})"
    if node.name == "round":
        return f"ROUND({given[0]},{given[1] if len(given) > 1 else '0'})"
    return f"({given[0]}{'<>' if node.name == '!=' else node.name}{given[1]})"


def _outline_sheet(sheet: Worksheet, book: Book, styles: dict[str, Any]) -> None:
    sheet.write_string(0, 0, "Đề cương báo cáo", styles["title"])
    sheet.write_string(1, 0, "Outline report", styles["quiet"])
    sheet.write_string(2, 0, book.regime.vi)
    sheet.write_row(OUTLINE_ROW - 2, 0, ["Mục / Section", "Nội dung / Text"], styles["head"])
    for place, section in enumerate(book.outline):
        at = OUTLINE_ROW - 1 + place
        mark = " *" if section.required else ""
        sheet.write_string(
            at,
            0,
            f"{section.title.vi}{mark}\n{section.title.en}\n{section.guidance.vi}".strip(),
            styles["label"],
        )
        sheet.write_string(at, 1, book.narrative.get(section.key, ""), styles["text"])
        sheet.set_row(at, 90)
    sheet.set_column(0, 0, 44)
    sheet.set_column(1, 1, 100)
    sheet.protect("", {"format_columns": True, "format_rows": True})


def _identity_sheet(sheet: Worksheet, book: Book) -> None:
    """What tells this workbook from every other: read back before anything else is."""
    sheet.write_column(0, 0, ["assignment", "number", *[f"form:{form.layout.code}" for form in book.forms]])
    sheet.write_column(
        0,
        1,
        [
            str(book.assignment_id),
            book.number,
            *[f"{form.number}:{form.content_hash}" for form in book.forms],
        ],
    )
    sheet.very_hidden()
