"""Files that directives come in: read, or refused with one clear sentence; a marked one leaves no trace."""

import io
import logging
import random
import unicodedata
import zipfile
import zlib
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dieuhanh.directives import text_parsers, texts
from dieuhanh.directives.rules.encodings import broken, legacy_encoding
from dieuhanh.directives.rules.markings import marking
from dieuhanh.directives.texts import FAULTS, NotReadable, flow, read_document, refuse_marked
from tests.directives import papers

PDF = papers.pdf()
DOCX = papers.docx()


def refused(content: bytes) -> str:
    with pytest.raises(NotReadable) as caught:
        read_document(content)
    assert caught.value.text.vi
    assert caught.value.text.en
    return caught.value.code


def test_pdf_and_docx_of_one_telegram_read_alike() -> None:
    from_pdf, from_docx = read_document(PDF), read_document(DOCX)
    assert from_pdf.text == from_docx.text == "\n".join(papers.TELEGRAM)
    assert (from_pdf.pages, from_pdf.media_type, from_docx.media_type) == (
        1,
        text_parsers.PDF,
        text_parsers.DOCX,
    )
    assert from_pdf.size == len(PDF)


def test_decomposed_letters_come_out_composed() -> None:
    decomposed = [unicodedata.normalize("NFD", line) for line in papers.TELEGRAM]
    assert read_document(papers.docx(decomposed)).text == "\n".join(papers.TELEGRAM)


def test_a_page_that_is_a_picture_is_told() -> None:
    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter()
    writer.append(PdfReader(io.BytesIO(PDF)))
    writer.add_blank_page(595, 842)
    out = io.BytesIO()
    writer.write(out)
    (notice,) = read_document(out.getvalue()).notices
    assert "Trang 2" in notice.vi


def test_lines_wrapped_at_the_page_s_width_are_joined_and_page_numbers_left_out() -> None:
    pages = [
        "1. Bộ Tài chính chủ trì, phối hợp với các bộ, cơ quan xây dựng\nphương án điều chỉnh; báo cáo\nThủ tướng\n2. Bộ\n1",
        "2\nXây dựng làm việc khác",
    ]
    assert flow(pages).split("\n") == [
        "1. Bộ Tài chính chủ trì, phối hợp với các bộ, cơ quan xây dựng phương án điều chỉnh; báo cáo Thủ tướng",
        "2. Bộ",
        "Xây dựng làm việc khác",
    ]


# Refused files -----------------------------------------------------------------------------------------------------


def _docx_with(name: str, content: bytes | str, base: bytes = DOCX) -> bytes:
    """The DOCX with one part replaced or added."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(base)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for item in old.infolist():
            if item.filename != name:
                new.writestr(item, old.read(item.filename))
        new.writestr(name, content)
    return out.getvalue()


def _part(name: str) -> str:
    with zipfile.ZipFile(io.BytesIO(DOCX)) as package:
        return package.read(name).decode()


def test_what_is_no_readable_document_gives_its_sentence() -> None:
    assert refused(b"") == "empty"
    assert refused(b"\x00" * 100) == "not_a_document"
    assert refused(b"%PDF-1.7\n%%EOF") == "broken"
    assert refused(PDF[: len(PDF) // 3]) in ("broken", "no_text")
    assert refused(b"PK\x03\x04" + b"\x00" * 50) == "broken"
    assert refused(b"\xd0\xcf\x11\xe0" + b"\x00" * 50) == "old_or_locked"
    assert refused(b"\x89PNG\r\n") == "picture"
    assert refused(b"{\\rtf1}") == "rich_text"
    assert refused(papers.locked(PDF)) == "encrypted"
    assert refused(papers.blank_pdf()) == "no_text"
    assert refused(papers.blank_pdf(text_parsers.MOST_PAGES + 1)) == "too_many_pages"
    assert refused(_docx_with("word/vbaProject.bin", b"x")) == "macros"


def test_too_large_a_file_is_refused_before_it_is_parsed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(texts, "LARGEST_FILE", 100)
    monkeypatch.setattr(texts, "_parse_apart", lambda content: pytest.fail("it was parsed"))
    assert refused(PDF) == "too_large"


def test_zip_bomb_is_not_unpacked() -> None:
    assert refused(_docx_with("word/media/image1.bin", b"\x00" * (130 * 1024 * 1024))) == "bomb"
    assert refused(_docx_with("word/styles2.xml", b" " * (33 * 1024 * 1024))) == "bomb"
    many = io.BytesIO()
    with zipfile.ZipFile(many, "w") as package:
        for number in range(text_parsers.MOST_PARTS + 1):
            package.writestr(f"{number}.xml", "")
    assert refused(many.getvalue()) == "bomb"


def test_pdf_bomb_ends_in_a_sentence() -> None:
    packed = zlib.compress(b"(A) Tj " * (40 * 1024 * 1024 // 7), 9)
    body = (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R>>endobj\n"
        b"4 0 obj<</Filter/FlateDecode/Length " + str(len(packed)).encode() + b">>stream\n"
    )
    content = body + packed + b"\nendstream endobj\ntrailer<</Root 1 0 R>>\n%%EOF"
    assert refused(content) in ("too_heavy", "too_long", "broken", "no_text")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_xml_entities_are_refused_and_read_no_other_file(encoding: str, tmp_path: Path) -> None:
    hidden = tmp_path / "hidden.txt"
    hidden.write_text("không được đọc", encoding="utf-8")
    xml = _part("word/document.xml").split("?>", 1)[1]
    xml = xml.replace("THỦ TƯỚNG CHÍNH PHỦ", "&other;", 1)
    declared = f'<?xml version="1.0" encoding="{encoding}"?><!DOCTYPE w [<!ENTITY other SYSTEM "file://{hidden}">]>{xml}'
    assert refused(_docx_with("word/document.xml", declared.encode(encoding))) == "entities"


def test_a_parser_that_hangs_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(texts, "SECONDS", 0.01)
    assert refused(PDF) == "too_heavy"


def test_deleted_words_of_tracked_changes_are_not_read() -> None:
    xml = _part("word/document.xml").replace(
        "</w:p>", '<w:del w:id="1" w:author="x"><w:r><w:delText>đã bỏ</w:delText></w:r></w:del><w:ins w:id="2" w:author="x"><w:r><w:t>thêm</w:t></w:r></w:ins></w:p>', 1
    )  # fmt: skip
    text = read_document(_docx_with("word/document.xml", xml)).text
    assert "đã bỏ" not in text
    assert text.startswith("THỦ TƯỚNG CHÍNH PHỦthêm")


def test_a_fault_has_a_sentence_in_both_languages() -> None:
    assert all("{value}" not in NotReadable(code, 7).text.vi for code in FAULTS)


# Old fonts ---------------------------------------------------------------------------------------------------------

TCVN3 = "Céng hoµ x· héi chñ nghÜa ViÖt Nam. Thñ t­íng ChÝnh phñ yªu cÇu Bé Tµi chÝnh b¸o c¸o kÕt qu¶ tr­íc ngµy 30 th¸ng 6"
VNI = "Coäng hoøa xaõ hoäi chuû nghóa Vieät Nam. Thuû töôùng Chính phuû yeâu caàu Boä Taøi chính baùo caùo keát quaû tröôùc ngaøy 30 thaùng 6"


def test_old_fonts_are_told_not_mangled() -> None:
    for text, name in ((TCVN3, "TCVN3"), (VNI, "VNI")):
        assert legacy_encoding(text) == name
        with pytest.raises(NotReadable) as caught:
            read_document(papers.docx([text]))
        assert caught.value.code == "legacy"
        assert name in caught.value.text.vi


def test_vietnamese_french_and_english_are_no_old_fonts() -> None:
    french = "L'été dernier, la région a déjà été très aidée par l'État français, où les élèves étaient nombreux à la fête."
    for text in (
        "\n".join(papers.TELEGRAM),
        french,
        "The quick brown fox jumps over the lazy dog again and again.",
    ):
        assert legacy_encoding(text) is None


def test_letters_without_meaning_are_told() -> None:
    assert broken("\ue001\ue002\ue003 \ue004\ue005\ue006 abc")
    assert not broken("\n".join(papers.TELEGRAM))


# Markings ----------------------------------------------------------------------------------------------------------

MARKED = [
    "MẬT",
    "TỐI MẬT",
    "TUYỆT MẬT",
    "Mật",
    "Tối mật",
    "(MẬT)",
    "* MẬT *",
    "M Ậ T",
    "T Ố I  M Ậ T",
    "Độ mật: Mật",
    "ĐỘ MẬT: TỐI MẬT",
    "CHÍNH PHỦ     MẬT     CỘNG HÒA",
    "CHÍNH PHỦ TUYỆT MẬT",
    "MẬT CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
    "Số: 05/BC-BCA MẬT",
    "Số: 05/BC-BCA\tTỐI MẬT",
    "[TỐI MẬT] CÔNG ĐIỆN",
    "BÁO CÁO\nMẬT\nKính gửi: Thủ tướng Chính phủ",
]
PLAIN = [
    "bảo vệ bí mật nhà nước",
    "LUẬT BẢO VỆ BÍ MẬT NHÀ NƯỚC",
    "LUẬT BẢO VỆ BÍ\nMẬT\nNHÀ NƯỚC",
    "DANH MỤC BÍ MẬT NHÀ NƯỚC ĐỘ TỐI MẬT",
    "Danh mục bí mật nhà nước độ Tối mật của ngành Công an",
    "BAN HÀNH QUY CHẾ BẢO MẬT",
    "BAN CƠ YẾU: SẢN PHẨM MẬT MÃ",
    "90% văn bản trao đổi dưới dạng điện tử (trừ văn bản mật)",
    "không gửi văn bản Mật qua mạng",
    "thông tin bí\nmật\nnhà nước",
    "giữ bí mật",
    "mật ong",
    "Độ mật: Không",
    "AN TOÀN, BẢO MẬT",
    "QUẢN LÝ TÀI LIỆU MẬT",
]


@pytest.mark.parametrize("text", MARKED)
def test_a_mark_is_seen(text: str) -> None:
    assert marking(["Trang một\nkhông có gì.", text]) is not None


@pytest.mark.parametrize("text", PLAIN)
def test_words_are_no_mark(text: str) -> None:
    assert marking([text]) is None


def test_levels() -> None:
    assert [marking([text]) for text in ("Mật", "Độ mật: tối mật", "TUYỆT MẬT")] == [
        "MẬT",
        "TỐI MẬT",
        "TUYỆT MẬT",
    ]


@given(st.lists(st.text(max_size=60), max_size=3))
def test_any_text_can_be_asked_for_marks(pages: list[str]) -> None:
    marking(pages)
    assert marking([*pages, "TỐI MẬT"]) is not None


@pytest.mark.parametrize("make", [papers.pdf, papers.docx])
def test_a_marked_file_is_refused_and_leaves_nothing(
    make: "object", tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    lines = ["TỐI MẬT", "Số: 77/CĐ-TTg", "Việc không ai được biết: di chuyển kho Tám Bảy."]
    content = make(lines)  # type: ignore[operator]
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    with pytest.raises(NotReadable) as caught:
        read_document(content)
    assert caught.value.code == "secret"
    told = caught.value.text.vi + caught.value.text.en + caplog.text + str(caught.value)
    assert not any(word in told for word in ("77/CĐ", "Tám Bảy", "kho"))
    assert list(tmp_path.iterdir()) == []


def test_a_mark_in_a_header_a_text_box_a_stamp_or_the_properties_is_seen() -> None:
    from docx import Document
    from pypdf import PdfReader, PdfWriter
    from pypdf.annotations import FreeText

    document = Document(io.BytesIO(DOCX))
    document.sections[0].header.paragraphs[0].text = "MẬT"
    assert refused(papers.saved(document)) == "secret"
    boxed = _part("word/document.xml").replace(
        "<w:body>",
        "<w:body><w:p><w:r><w:pict><w:txbxContent><w:p><w:r><w:t>TỐI MẬT</w:t></w:r></w:p></w:txbxContent></w:pict></w:r></w:p>",
    )
    assert refused(_docx_with("word/document.xml", boxed)) == "secret"
    writer = PdfWriter()
    writer.append(PdfReader(io.BytesIO(PDF)))
    writer.add_annotation(0, FreeText(text="MẬT", rect=(50, 700, 150, 730)))
    out = io.BytesIO()
    writer.write(out)
    assert refused(out.getvalue()) == "secret"


def test_typed_fields_are_asked_too() -> None:
    refuse_marked("12/CĐ-TTg", "Về bảo vệ bí mật nhà nước")
    with pytest.raises(NotReadable):
        refuse_marked("12/CĐ-TTg", "MẬT\nVề việc khác")


# Anything ----------------------------------------------------------------------------------------------------------


def _mutated(base: bytes) -> st.SearchStrategy[bytes]:
    edits = st.lists(st.tuples(st.integers(0, len(base) - 1), st.binary(max_size=6)), min_size=1, max_size=8)

    def apply(changes: list[tuple[int, bytes]]) -> bytes:
        content = bytearray(base)
        for place, new in changes:
            content[place : place + len(new) or place + 1] = new
        return bytes(content)

    return edits.map(apply)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
@given(
    st.one_of(
        st.binary(max_size=300),
        st.binary(max_size=300).map(lambda rest: b"%PDF-1.7\n" + rest),
        st.binary(max_size=300).map(lambda rest: b"PK\x03\x04" + rest),
        _mutated(PDF),
        _mutated(DOCX),
    )
)
def test_any_bytes_give_text_or_a_sentence(content: bytes) -> None:
    answer = text_parsers.parse(content)
    if "fault" in answer:
        assert answer["fault"] in FAULTS
    else:
        with suppress(NotReadable):
            texts._checked(answer, content)


@pytest.mark.parametrize("seed", range(6))
def test_any_bytes_through_the_process_of_its_own(seed: int) -> None:
    chosen = random.Random(seed)
    content = bytearray(PDF if seed % 2 else DOCX)
    for _ in range(20):
        content[chosen.randrange(len(content))] = chosen.randrange(256)
    with suppress(NotReadable):
        assert read_document(bytes(content)).text
