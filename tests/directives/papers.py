"""Directives made for the tests: a telegram as PDF by typst, the same as DOCX, with what each test wants wrong."""

from io import BytesIO
from typing import Any

import typst
from docx import Document
from pypdf import PdfReader, PdfWriter

from dieuhanh.signing.paper import font_path

HEAD = [
    "THỦ TƯỚNG CHÍNH PHỦ",
    "Số: 169/CĐ-TTg",
    "Hà Nội, ngày 21 tháng 9 năm 2025",
    "CÔNG ĐIỆN",
    "Về việc giải ngân vốn đầu tư công",
]
BODY = [
    "Thủ tướng Chính phủ điện: Bộ trưởng các bộ, Chủ tịch Ủy ban nhân dân các tỉnh, thành phố trực thuộc trung ương.",
    "Trong thời gian qua, kết quả giải ngân đã tăng nhưng còn chậm so với kế hoạch được giao.",
    "Thủ tướng Chính phủ yêu cầu:",
    "1. Bộ Tài chính:",
    "a) Báo cáo tiến độ giải ngân vào sáng thứ Sáu hằng tuần;",
    "b) Xây dựng phương án điều chỉnh kế hoạch vốn, trình Thủ tướng Chính phủ trước ngày 30/9/2025.",
    "2. Bộ Xây dựng kiểm tra các dự án giao thông chậm tiến độ, xử lý dứt điểm trong tháng 10/2025.",
    "3. Các bộ, cơ quan ngang bộ, cơ quan thuộc Chính phủ phân bổ hết vốn chưa giao trong quý IV/2025.",
    "4. Văn phòng Chính phủ theo dõi, đôn đốc việc thực hiện Công điện này.",
    "Nơi nhận: Các bộ, cơ quan ngang bộ; lưu văn thư.",
]
TELEGRAM = [*HEAD, *BODY]


def pdf(lines: list[str] | None = None, *, pages: int = 1) -> bytes:
    """An A4 PDF with each line as a paragraph, as a word processor would print it."""
    paragraphs = "\n\n".join(f'#text("{line}")' for line in (lines if lines is not None else TELEGRAM))
    source = (
        '#set page("a4", margin: 2.5cm)\n#set text(font: "Tinos", size: 14pt)\n'
        + "\n#pagebreak()\n".join([paragraphs] * pages)
    )
    made: Any = typst.compile(
        source.encode(), font_paths=[str(font_path().parent if font_path().is_file() else font_path())]
    )
    return bytes(made)


def docx(lines: list[str] | None = None) -> bytes:
    document = Document()
    for line in lines if lines is not None else TELEGRAM:
        document.add_paragraph(line)
    return saved(document)


def saved(document: Any) -> bytes:
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def locked(content: bytes) -> bytes:
    """The same PDF behind a password."""
    writer = PdfWriter()
    for page in PdfReader(BytesIO(content)).pages:
        writer.add_page(page)
    writer.encrypt("mat-khau", algorithm="AES-256")
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def blank_pdf(pages: int = 1) -> bytes:
    """Pages without any letter, as a scan without recognition has."""
    writer = PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(595, 842)
    out = BytesIO()
    writer.write(out)
    return out.getvalue()
