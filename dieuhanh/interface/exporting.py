"""A list as a file: the same rows, columns and order as the page, as XLSX and CSV.

Officials open both in a spreadsheet program: CSV begins with a byte order mark so that Excel reads it as UTF-8, and
text that a spreadsheet would take for a formula is made harmless. Everything is NFC.
"""

import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO, StringIO
from unicodedata import normalize

import xlsxwriter
from django.utils.translation import gettext as _

from dieuhanh.interface import rules
from dieuhanh.interface.cells import Plain

KINDS = ("xlsx", "csv")
MOST_ROWS = 100_000
"""Rows in one file; more are asked for in parts, by a filter."""
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_NARROWEST, _WIDEST = 8, 60
_ROWS_A_PART = 500


@dataclass(frozen=True, slots=True)
class Export:
    """What goes into the file: heads, rows of plain values, and the words that say what was exported."""

    title: str
    heads: Sequence[str]
    rows: Iterable[Sequence[Plain]]
    notes: Sequence[tuple[str, str]] = ()


def harmless(text: str) -> str:
    """Text in NFC that a spreadsheet will not take for a formula."""
    text = normalize("NFC", text).replace("\0", "")
    return f"'{text}" if text.startswith(_FORMULA) else text


def csv_parts(export: Export) -> Iterator[bytes]:
    """The file in parts, as its rows come. Dates are ISO 8601, which every spreadsheet reads in every language."""
    yield b"\xef\xbb\xbf"
    buffer = StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow([harmless(one) for one in export.heads])
    for number, row in enumerate(export.rows, 1):
        writer.writerow([_written(one) for one in row])
        if number % _ROWS_A_PART == 0:
            yield buffer.getvalue().encode()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue().encode()


def _written(value: Plain) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return rules.local(value).strftime("%Y-%m-%d %H:%M:%S")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int | float | Decimal):
        return str(value)
    return harmless(value)


def xlsx_of(export: Export) -> bytes:
    """The workbook: the list with its head frozen and filterable, and a sheet that says what it is."""
    buffer = BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "constant_memory": False,
    }
    with xlsxwriter.Workbook(buffer, options) as book:
        bold = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "vcenter"})
        formats = {
            "day": book.add_format({"num_format": "dd/mm/yyyy"}),
            "moment": book.add_format({"num_format": "dd/mm/yyyy hh:mm"}),
        }
        sheet = book.add_worksheet(_("List")[:31])
        widths = [len(one) for one in export.heads]
        for column, head in enumerate(export.heads):
            sheet.write_string(0, column, normalize("NFC", head), bold)
        last = 0
        for last, row in enumerate(export.rows, 1):
            for column, value in enumerate(row):
                widths[column] = max(widths[column], _put(sheet, last, column, value, formats))
        for column, width in enumerate(widths):
            sheet.set_column(column, column, min(max(width + 2, _NARROWEST), _WIDEST))
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, last, max(len(export.heads) - 1, 0))
        sheet.set_landscape()
        sheet.set_paper(9)  # A4
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)
        _tell(book, export, bold)
    return buffer.getvalue()


def _put(
    sheet: xlsxwriter.worksheet.Worksheet, row: int, column: int, value: Plain, formats: dict[str, object]
) -> int:
    """Write one cell by its kind; gives how wide it is."""
    if value is None:
        return 0
    if isinstance(value, datetime):
        sheet.write_datetime(row, column, rules.local(value).replace(tzinfo=None), formats["moment"])
        return 16
    if isinstance(value, date):
        sheet.write_datetime(row, column, datetime(value.year, value.month, value.day), formats["day"])  # noqa: DTZ001 a cell's date has no zone
        return 10
    if isinstance(value, int | float | Decimal):
        sheet.write_number(row, column, float(value))
        return len(str(value))
    text = harmless(value)
    sheet.write_string(row, column, text)
    return len(text)


def _tell(book: xlsxwriter.Workbook, export: Export, bold: object) -> None:
    about = book.add_worksheet(_("About")[:31])
    about.set_column(0, 0, 24)
    about.set_column(1, 1, 80)
    about.write_string(0, 0, harmless(export.title), bold)
    for row, (word, text) in enumerate(export.notes, 1):
        about.write_string(row, 0, harmless(word))
        about.write_string(row, 1, harmless(text))
