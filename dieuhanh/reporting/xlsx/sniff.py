"""Is this a workbook that may be opened at all? Decided from its bytes, before any parser sees them."""

import zipfile
import zlib
from io import BytesIO

from dieuhanh.deadlines.rules.text import Text

LARGEST_UNPACKED = 64 * 1024 * 1024
MOST_FILES = 500
WORST_RATIO = 250
SMALL = 256 * 1024
"""Files this small may be packed as tightly as they like."""
_MAIN = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"


class NotAWorkbook(ValueError):
    """The bytes are not an XLSX workbook that is taken here; `text` says what to do."""

    def __init__(self, vi: str, en: str) -> None:
        self.text = Text(vi, en)
        super().__init__(en)


def sniff(content: bytes, *, largest: int) -> None:
    """Raise `NotAWorkbook` unless the bytes are a plain XLSX workbook: no macros, no links outside, no bomb."""
    if not content:
        raise NotAWorkbook("Tệp rỗng.", "The file is empty.")
    if len(content) > largest:
        raise NotAWorkbook(
            f"Tệp lớn hơn {largest // 2**20} MB.", f"The file is larger than {largest // 2**20} MB."
        )
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise NotAWorkbook(
            "Tệp là .xls đời cũ hoặc có mật khẩu; hãy bỏ mật khẩu và lưu dạng .xlsx.",
            "The file is an old .xls or has a password; remove the password and save it as .xlsx.",
        )
    if not content.startswith(b"PK\x03\x04"):
        raise NotAWorkbook(
            "Tệp không phải bảng tính .xlsx; hãy tải biểu của hệ thống, điền rồi tải lên.",
            "The file is not an .xlsx workbook; download the system's form, fill it in and upload it.",
        )
    try:
        with zipfile.ZipFile(BytesIO(content)) as book:
            _check_parts(book)
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        OSError,
        NotImplementedError,
        RuntimeError,
        ValueError,
        KeyError,
    ) as error:
        if isinstance(error, NotAWorkbook):
            raise
        raise NotAWorkbook(
            "Tệp .xlsx bị hỏng; hãy lưu lại và tải lên lần nữa.",
            "The .xlsx file is broken; save it again and upload it once more.",
        ) from error


def _check_parts(book: zipfile.ZipFile) -> None:
    parts = book.infolist()
    if len(parts) > MOST_FILES or sum(part.file_size for part in parts) > LARGEST_UNPACKED:
        raise NotAWorkbook("Tệp bung ra quá lớn.", "The file unpacks to too much.")
    for part in parts:
        if part.flag_bits & 1:
            raise NotAWorkbook(
                "Tệp có mật khẩu; hãy bỏ mật khẩu rồi tải lên.",
                "The file has a password; remove it and upload again.",
            )
        if part.file_size > SMALL and part.file_size > WORST_RATIO * max(part.compress_size, 1):
            raise NotAWorkbook(
                "Tệp bung ra quá lớn so với cỡ nén.", "The file unpacks to far more than its size."
            )
    names = {part.filename.lower() for part in parts}
    if any("vbaproject" in name or "/macrosheets/" in name or "/activex/" in name for name in names):
        raise NotAWorkbook(
            "Tệp có macro; hãy lưu dạng .xlsx không macro.",
            "The file has macros; save it as .xlsx without macros.",
        )
    if any("/externallinks/" in name for name in names):
        raise NotAWorkbook(
            "Tệp có liên kết sang bảng tính khác; hãy thay công thức bằng số rồi tải lên.",
            "The file links to other workbooks; replace those formulas by their numbers and upload again.",
        )
    types = book.read("[Content_Types].xml") if "[content_types].xml" in names else b""
    if _MAIN.encode() not in types:
        raise NotAWorkbook("Tệp không phải bảng tính .xlsx.", "The file is not an .xlsx workbook.")
