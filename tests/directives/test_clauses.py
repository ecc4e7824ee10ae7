"""Clauses keep the exact places of their words."""

import unicodedata

from hypothesis import given, settings
from hypothesis import strategies as st

from dieuhanh.directives.rules.clauses import clause_at, sentences, split

TEXT = """CÔNG ĐIỆN
Thủ tướng Chính phủ điện:

Trong thời gian qua, kết quả còn chậm.
Thủ tướng Chính phủ yêu cầu:
1. Bộ Tài chính:
a) Rà soát kế hoạch vốn,
báo cáo Thủ tướng trước ngày 30/6/2025;
b) Kiểm tra:
- Dự án chậm;
- Dự án dừng.
2. Các bộ, cơ quan phân bổ hết vốn. Ngày 30/6 báo cáo kết quả.
Điều 2. Hiệu lực
Nghị quyết này có hiệu lực từ ngày ký theo quy định tại
Điều 7 của Luật này.
"""


def test_a_telegram() -> None:
    clauses = split(TEXT)
    shown = [(one.kind, one.label, TEXT[one.body : one.end].split("\n")[0]) for one in clauses]
    assert shown == [
        ("paragraph", "", "CÔNG ĐIỆN"),
        ("paragraph", "", "Thủ tướng Chính phủ điện:"),
        ("paragraph", "", "Trong thời gian qua, kết quả còn chậm."),
        ("paragraph", "", "Thủ tướng Chính phủ yêu cầu:"),
        ("clause", "khoản 1", "Bộ Tài chính:"),
        ("point", "khoản 1, điểm a", "Rà soát kế hoạch vốn,"),
        ("point", "khoản 1, điểm b", "Kiểm tra:"),
        ("dash", "khoản 1, điểm b, gạch 1", "Dự án chậm;"),
        ("dash", "khoản 1, điểm b, gạch 2", "Dự án dừng."),
        ("clause", "khoản 2", "Các bộ, cơ quan phân bổ hết vốn. Ngày 30/6 báo cáo kết quả."),
        ("article", "điều 2", "Hiệu lực"),
        ("paragraph", "điều 2", "Nghị quyết này có hiệu lực từ ngày ký theo quy định tại"),
    ]
    first = next(one for one in clauses if one.label == "khoản 1, điểm a")
    assert (
        TEXT[first.start : first.end] == "a) Rà soát kế hoạch vốn,\nbáo cáo Thủ tướng trước ngày 30/6/2025;"
    )
    assert clauses[clauses[5].parent or 0].label == "khoản 1"
    assert TEXT[clauses[clauses[4].parent or 0].start :].startswith("Thủ tướng Chính phủ yêu cầu:")
    assert clause_at(clauses, TEXT.index("Dự án dừng")) == clauses[8]


def test_markers_of_every_kind() -> None:
    text = (
        "PHẦN THỨ NHẤT\nChương II\nMục 1. QUY ĐỊNH\nI. QUAN ĐIỂM\nĐiều 5. Giao\n1. A\n1.1. B\nđ) C\n- D\n+ E\n"
        "Phụ lục II\n10) F"
    )
    assert [one.kind for one in split(text)] == [
        "part", "chapter", "section", "roman", "article", "clause", "decimal", "point", "dash", "plus", "annex", "clause",
    ]  # fmt: skip


def test_running_words_are_no_markers() -> None:
    for line in ("Điều 7 của Luật này", "Phụ lục kèm theo", "2025 là năm", "1.5 tỷ đồng", "-5 độ", "abc. D"):
        assert [one.kind for one in split(line)] == ["paragraph"], line


def test_sentences() -> None:
    text = "Bộ A làm việc X; báo cáo (trước 1/1; sau 2/2) Thủ tướng. TP. Hồ Chí Minh làm Y. Đạt 3.5 điểm."
    assert [text[a:b] for a, b in sentences(text, 0, len(text))] == [
        "Bộ A làm việc X;",
        "báo cáo (trước 1/1; sau 2/2) Thủ tướng.",
        "TP. Hồ Chí Minh làm Y.",
        "Đạt 3.5 điểm.",
    ]


LINES = st.lists(
    st.one_of(
        st.text(max_size=30),
        st.sampled_from(
            [
                "1. Bộ Tài chính:",
                "a) Rà soát;",
                "- Báo cáo.",
                "+ X",
                "Điều 1.",
                "II. Y",
                "",
                "  ",
                "1.",
                "a)",
                "-",
                "Phụ lục",
                "Phần",
            ]
        ),
    ),
    max_size=12,
).map("\n".join)


@settings(max_examples=300)
@given(LINES)
def test_nothing_is_lost_and_nothing_overlaps(given_text: str) -> None:
    text = unicodedata.normalize("NFC", given_text)
    clauses = split(text)
    left = text
    at = 0
    for place, one in enumerate(clauses):
        assert at <= one.start <= one.body <= one.end
        assert not text[at : one.start].strip()
        assert one.parent is None or (one.parent < place and clauses[one.parent].level < one.level)
        at = one.end
        for begin, end in sentences(text, one.body, one.end):
            assert one.body <= begin < end <= one.end
        spans = list(sentences(text, one.body, one.end))
        assert "".join("".join(text[a:b] for a, b in spans).split()) == "".join(
            text[one.body : one.end].split()
        )
    assert not left[at:].strip()
