"""Official paper: the layout's text, its data inside, the same bytes for the same input."""

import shutil
import subprocess
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dieuhanh.signing import pades, paper
from tests.signing.conftest import REPORT

pytestmark = pytest.mark.usefixtures("report")

LONG_TABLE: dict[str, Any] = {
    "title": "Biểu 1. Chỉ tiêu chủ yếu",
    "unit": "%",
    "columns": [
        {"label": "Mã", "align": "center"},
        {"label": "Chỉ tiêu có tên rất dài phải xuống dòng nhiều lần trong tiêu đề của biểu", "width": 4},
        {"label": "Thực hiện", "align": "right", "width": 2},
    ],
    "groups": [{"label": "", "span": 2}, {"label": "Kỳ báo cáo", "span": 1}],
    "rows": [[str(n), f"Ngành {n}", None if n % 7 == 0 else "101,2"] for n in range(150)],
    "totals": [0],
    "note": "Nguồn: báo cáo của đơn vị.",
}


def test_equal_input_gives_equal_bytes_and_other_input_other_bytes() -> None:
    files = [("data.json", "application/json", b"{}", "Số liệu")]
    first = paper.render("report", {**REPORT, "tables": [LONG_TABLE]}, attachments=files)
    assert paper.render("report", {**REPORT, "tables": [LONG_TABLE]}, attachments=files) == first
    assert paper.render("report", {**REPORT, "number": "08/BC-BTN"}, attachments=files) != first


def test_it_is_pdf_a_3_with_the_files_inside() -> None:
    files = [
        ("data.json", "application/json", b'{"a": 1}', "Số liệu"),
        (
            "bieu.xlsx",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            bytes(range(256)),
            "Biểu",
        ),
    ]
    pdf = paper.render("report", REPORT, attachments=files)
    assert b"<pdfaid:part>3</pdfaid:part>" in pdf
    assert sorted(paper.list_attachments(pdf)) == ["bieu.xlsx", "data.json"]
    assert paper.extract_attachment(pdf, "data.json") == b'{"a": 1}'
    assert paper.extract_attachment(pdf, "bieu.xlsx") == bytes(range(256))
    with pytest.raises(KeyError):
        paper.extract_attachment(pdf, "other.json")


def test_signing_leaves_it_pdf_a_and_its_metadata_as_they_were(world: Any, report: bytes) -> None:
    signed = world.sign(report, "leader", appointment_id=uuid4())
    assert signed[: len(report)] == report
    assert b"pyHanko" not in signed[len(report) :]


@pytest.mark.parametrize("landscape", [False, True])
@pytest.mark.parametrize("rows", [0, 1, 150])
def test_room_for_the_signature_is_on_the_page_wherever_the_table_ends(landscape: bool, rows: int) -> None:
    table = {**LONG_TABLE, "rows": LONG_TABLE["rows"][:rows]}
    pdf = paper.render("report", {**REPORT, "tables": [table], "landscape": landscape})
    area = pades.signature_area(pdf)
    assert area is not None
    width, height = (841.9, 595.3) if landscape else (595.3, 841.9)
    assert 0 < area.left < area.left + area.width < width
    assert 0 < area.bottom < area.bottom + area.height < height
    assert (area.page > 0) is (rows == 150)
    assert pades.signature_area(pdf, signature=2) is None


def test_a_paper_without_room_is_signed_without_a_picture(world: Any) -> None:
    block = paper.signature_block([("Ký bởi", "A")], width=200, height=80)
    assert pades.signature_area(block) is None
    assert pades.count_signatures(world.sign(block, "leader", appointment_id=uuid4())) == 1


@pytest.mark.parametrize(
    ("template", "data", "files"),
    [
        ("../report", REPORT, []),
        ("none", REPORT, []),
        ("report", {}, []),
        ("report", {**REPORT, "date": "05/08/2020"}, []),
        ("report", REPORT, [("../x", "text/plain", b"", "")]),
        ("report", REPORT, [("x", "text/plain", b"", ""), ("x", "text/plain", b"", "")]),
    ],
)
def test_what_does_not_fit_is_refused(template: str, data: dict[str, Any], files: list[Any]) -> None:
    with pytest.raises(paper.PaperError):
        paper.render(template, data, attachments=files)


@settings(max_examples=15, deadline=None)
@given(st.text(max_size=60), st.text(max_size=60))
def test_any_text_is_text_and_never_markup(title: str, cell: str) -> None:
    table = {"columns": [{"label": title}], "rows": [[cell]]}
    assert paper.render("report", {**REPORT, "abstract": title, "tables": [table]}).startswith(b"%PDF-")


def test_markup_in_data_does_not_run() -> None:
    nasty = '#read("/etc/passwd") $x$ *b* #panic("ran")'
    assert paper.render("report", {**REPORT, "abstract": nasty, "paragraphs": [nasty], "notes": [nasty]})


def test_broken_files_have_no_attachments() -> None:
    assert paper.list_attachments(b"") == []
    with pytest.raises(KeyError):
        paper.extract_attachment(b"%PDF-1.7", "data.json")


@pytest.mark.skipif(shutil.which("pdfsig") is None, reason="poppler's pdfsig is not installed")
def test_an_independent_reader_finds_the_signature_whole(world: Any, report: bytes, tmp_path: Path) -> None:
    file = tmp_path / "signed.pdf"
    file.write_bytes(world.sign(report, "leader", appointment_id=uuid4()))
    said = subprocess.run(
        ["pdfsig", "-nocert", str(file)], capture_output=True, text=True, check=False
    ).stdout
    assert "Signature is Valid" in said
    assert "Total document signed" in said
