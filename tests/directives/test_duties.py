"""Proposed duties: what they came from, where two actions give two, and the measured figures."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dieuhanh.directives.rules.duties import propose
from tests.directives.duty_sentences import measure

TELEGRAM = """Thủ tướng Chính phủ yêu cầu:
1. Bộ Tài chính:
a) Chủ trì, phối hợp với Bộ Công an và các cơ quan liên quan xây dựng Nghị định về hóa đơn điện tử, trình Chính phủ trước ngày 30/6/2025;
b) Khẩn trương rà soát kế hoạch vốn, báo cáo Thủ tướng Chính phủ trong tháng 9/2025.
2. Các bộ, cơ quan ngang bộ, cơ quan thuộc Chính phủ; UBND cấp tỉnh phân bổ hết vốn chưa giao; công khai kết quả trên Cổng Dịch vụ công.
3. Giao Văn phòng Chính phủ theo dõi, đôn đốc việc thực hiện.
Trong thời gian qua, kết quả giải ngân đã tăng.
Căn cứ Luật Tổ chức Chính phủ ngày 19 tháng 6 năm 2015;
Nơi nhận: Văn phòng Chính phủ.
"""


def test_a_telegram() -> None:
    shown = [(one.clause, one.who, one.verb, one.deadline_words, one.kind) for one in propose(TELEGRAM)]
    everyone = "Các bộ, cơ quan ngang bộ, cơ quan thuộc Chính phủ; UBND cấp tỉnh"
    assert shown == [
        ("khoản 1, điểm a", "Bộ Tài chính", "xây dựng", "trước ngày 30/6/2025", "document"),
        ("khoản 1, điểm b", "Bộ Tài chính", "rà soát", "trong tháng 9/2025", "report"),
        ("khoản 2", everyone, "phân bổ", "", "action"),
        ("khoản 2", everyone, "công khai", "", "system"),
        ("khoản 3", "Văn phòng Chính phủ", "theo dõi, đôn đốc", "", "action"),
    ]
    first = propose(TELEGRAM)[0]
    assert first.coordinators == "Bộ Công an và các cơ quan liên quan"
    assert first.product.startswith("Nghị định về hóa đơn điện tử")
    assert TELEGRAM[first.who_start or 0 :].startswith("Bộ Tài chính:")


def test_every_reason_shows_the_words_it_came_from() -> None:
    first = propose(TELEGRAM)[0]
    words = {one.code: TELEGRAM[one.start : one.end] for one in first.reasons}
    assert words["inherited"] == "Bộ Tài chính"
    assert words["ordered_above"] == "yêu cầu"
    assert words["verb"] == "xây dựng"
    assert words["deadline"] == "trước ngày 30/6/2025"
    assert all(one.why.vi and one.why.en for one in first.reasons)


@pytest.mark.parametrize(
    ("text", "verbs"),
    [
        ("Bộ Nội vụ xây dựng, trình Chính phủ Nghị định về văn thư.", ["xây dựng, trình"]),
        ("Bộ Nội vụ xây dựng Nghị định về văn thư, trình Chính phủ trong quý II/2025.", ["xây dựng"]),
        ("Bộ Nội vụ rà soát quy định về văn thư; ban hành kế hoạch sửa đổi.", ["rà soát", "ban hành"]),
        (
            "Bộ Công an kết nối cơ sở dữ liệu dân cư, công bố danh mục dữ liệu dùng chung.",
            ["kết nối", "công bố"],
        ),
        (
            "Bộ Thông tin và Truyền thông hoàn thành Nghị định về định danh và xác thực điện tử.",
            ["hoàn thành"],
        ),
        ("Bộ Tư pháp thực hiện phương án của Bộ Thông tin và Truyền thông đúng thời hạn.", ["thực hiện"]),
    ],
)
def test_one_verb_and_one_product_a_task(text: str, verbs: list[str]) -> None:
    assert [one.verb for one in propose(text)] == verbs


@pytest.mark.parametrize(
    "text",
    [
        "Căn cứ Luật Tổ chức Chính phủ ngày 19 tháng 6 năm 2015.",
        "Phạm vi điều chỉnh và đối tượng áp dụng.",
        "Bộ Tài chính đã báo cáo kết quả giải ngân.",
        "Xây dựng kế hoạch xác minh hằng năm",
        "Trách nhiệm của Bộ Công an.",
        "",
    ],
)
def test_what_orders_nobody_is_not_proposed(text: str) -> None:
    assert propose(text) == []


def test_a_document_s_own_date_is_no_deadline() -> None:
    (only,) = propose("Bộ Tư pháp rà soát Nghị định 45/2020/NĐ-CP ngày 08/4/2020 về thủ tục điện tử.")
    assert only.deadline_words == ""


@settings(max_examples=200, deadline=None)
@given(
    st.one_of(
        st.text(max_size=200),
        st.lists(
            st.sampled_from(
                [
                    "Thủ tướng yêu cầu: ",
                    "\n1. ",
                    "Bộ Tài chính ",
                    "chủ trì, phối hợp với ",
                    "xây dựng ",
                    ", trình ",
                    "đề án ",
                    "trước ngày 30/6 ",
                    "; ",
                    "báo cáo ",
                    ". ",
                    "\n",
                    "a) ",
                    "(",
                ]
            ),
            max_size=20,
        ).map("".join),
    )
)
def test_any_text_gives_proposals_inside_it(given_text: str) -> None:
    text = unicodedata.normalize("NFC", given_text)
    for one in propose(text, least=-9):
        assert 0 <= one.start <= one.end <= len(text)
        assert 0 <= one.score <= 1
        for reason in one.reasons:
            assert 0 <= reason.start <= reason.end <= len(text)


@pytest.mark.slow
def test_precision_and_recall_on_the_half_that_no_rule_was_written_on() -> None:
    """The figures in docs/directives-language.md; these floors lie just under them."""
    figures = measure("test")
    assert figures.orders == 80
    assert figures.headings == 25585
    assert figures.found >= 74
    assert figures.wrong <= 10
    assert figures.who >= 68
    assert figures.deadline >= 70
    assert figures.kind >= 64
