"""Who a directive names: tables over the real register, and properties that hold for any words."""

import csv
import unicodedata
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import dieuhanh.organisations
from dieuhanh.directives.rules.bodies_words import Name, Names, WhoKind, key_of, read_bodies, read_lead
from tests.shared import data

REFERENCE = Path(dieuhanh.organisations.__file__).parent / "reference"
EVERYONE = "Các bộ, cơ quan ngang bộ, cơ quan thuộc Chính phủ; UBND cấp tỉnh"


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _names() -> Names:
    names = []
    for file, kind, columns in (
        ("bodies.csv", "", ("name_vi", "short_vi")),
        ("provinces.csv", "province", ("name_vi", "full_name_vi")),
    ):
        with (REFERENCE / file).open(encoding="utf-8", newline="") as rows:
            for row in csv.DictReader(rows):
                for words in dict.fromkeys(row[column] for column in columns):
                    names.append(
                        Name(
                            row["code"],
                            words,
                            kind or row["kind"],
                            _day(row["valid_from"]),
                            _day(row["valid_to"]),
                        )
                    )
    return Names.of(names)


NAMES = _names()

TABLE = """
Bộ Công Thương | 2020 | body BCT |
Bộ trưởng Bộ Tài chính | 2020 | body BTC |
Văn phòng Chính phủ | 2020 | body VPCP |
Ngân hàng Nhà nước | 2020 | body NHNN |
Thống đốc Ngân hàng Nhà nước Việt Nam | 2020 | body NHNN |
Bộ Văn hóa, Thể thao và Du lịch | 2020 | body BVHTTDL |
Bộ Văn hoá, Thể thao và Du lịch | 2020 | body BVHTTDL |
Bộ Lao động – Thương binh và Xã hội | 2020 | body BLDTBXH |
UBND thành phố Hà Nội | 2020 | body T01 |
Chủ tịch UBND tỉnh Quảng Nam | 2020 | body T49 |
Bộ Kế hoạch và Đầu tư | 2020 | body BKHDT |
Bộ Kế hoạch và Đầu tư | 2026 | body BKHDT | not_on_that_day
Bộ Nông nghiệp và Môi trường | 2020 | body BNNMT | not_on_that_day
Bộ Thông tin và Truyền thông (suy luận) | 2019 | body BTTTT | inferred
Bộ Công an, Bộ Tài chính và Bộ Y tế | 2020 | body BCA, body BTC, body BYT |
Bộ Công an; Công Thương; KHĐT; VHTTDL | 2019 | body BCA, body BCT, body BKHDT, body BVHTTDL |
Các bộ, cơ quan ngang bộ, cơ quan thuộc Chính phủ; UBND cấp tỉnh | 2020 | class 93 |
Các bộ, cơ quan ngang bộ, cơ quan thuộc Chính phủ; UBND cấp tỉnh | 2025-08 | class 56 |
UBND cấp tỉnh | 2020 | class 63 |
Uỷ ban nhân dân các tỉnh, thành phố trực thuộc trung ương | 2025-08 | class 34 |
Các bộ | 2020 | class 18 |
Bộ, địa phương | 2020 | class 81 |
Phó Thủ tướng Trần Hồng Hà | 2025-06 | person |
Các Phó Thủ tướng (tổ trưởng) | 2025-06 | group | group
Tổ công tác số 1 đến số 6 | 2022 | group | group
26 cơ quan trung ương; 48 địa phương | 2025-02 | some, some | not_named not_named
Sở Tư pháp | 2020 | some | not_known
Tài chính | 2020 | some | not_known
không rõ trong nguồn | 2025-07 | unknown | no_lead
"""
ROWS = [tuple(cell.strip() for cell in line.split("|")) for line in TABLE.strip().splitlines()]


def _on(text: str) -> date:
    year, month = (*map(int, text.split("-")), 1)[:2]
    return date(year, month, 1)


@pytest.mark.parametrize(("words", "on", "who", "faults"), ROWS)
def test_table(words: str, on: str, who: str, faults: str) -> None:
    found = read_bodies(words, NAMES, _on(on))
    shown = ", ".join(
        f"{one.kind} {one.code or (len(one.members) if one.kind is WhoKind.CLASS else '')}".strip()
        for one in found
    )
    assert shown == who
    assert " ".join(fault.code for one in found for fault in one.faults) == faults


def test_one_task_has_one_lead() -> None:
    words = "Văn phòng Chính phủ; Bộ Thông tin và Truyền thông (hai cơ quan cùng được nêu)"
    lead = read_lead(words, NAMES, date(2020, 8, 26))
    assert (lead.kind, lead.members) == (WhoKind.SOME, ("VPCP", "BTTTT"))
    assert [fault.code for fault in lead.faults] == ["several_leads"]
    assert [fault.code for fault in read_lead("", NAMES, date(2020, 8, 26)).faults] == ["no_lead"]
    assert read_lead(EVERYONE, NAMES, date(2020, 8, 26)).kind is WhoKind.CLASS


def test_a_later_transfer_stays_a_remark() -> None:
    lead = read_lead("Bộ Thông tin và Truyền thông (sau chuyển Bộ Công an)", NAMES, date(2019, 3, 7))
    assert (lead.code, lead.remark) == ("BTTTT", "sau chuyển Bộ Công an")


@pytest.mark.parametrize("words", ["\x1f", "(suy luận)", " ; (x) ;\u00a0", ".,:"])
def test_white_space_and_a_remark_alone_name_nobody(words: str) -> None:
    assert read_bodies(words, NAMES, date(2020, 1, 1)) == ()


def test_acceptance_a6_children_of_all_provinces_by_date() -> None:
    assert len(read_lead("UBND cấp tỉnh", NAMES, date(2025, 6, 30)).members) == 63
    assert len(read_lead("UBND cấp tỉnh", NAMES, date(2025, 7, 1)).members) == 34


def test_every_lead_of_the_real_tasks_is_named_or_told() -> None:
    with data("tasks/tasks.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    kinds: dict[str, int] = {}
    for row in rows:
        year, month, day = (*map(int, row["date"].split("-")), 1, 1)[:3]
        lead = read_lead(row["lead"], NAMES, date(year, month, day))
        assert lead.kind in (WhoKind.BODY, WhoKind.CLASS, WhoKind.PERSON) or lead.faults, row["lead"]
        assert lead.inferred == ("suy luận" in row["lead"])
        kinds[lead.kind] = kinds.get(lead.kind, 0) + 1
    assert kinds == {"body": 67, "class": 57, "person": 6, "some": 14, "group": 7, "unknown": 3}


@settings(max_examples=300)
@given(
    words=st.one_of(
        st.text(max_size=80),
        st.lists(
            st.sampled_from(
                [
                    "Các",
                    "bộ,",
                    "cơ",
                    "quan",
                    "ngang",
                    "bộ",
                    ";",
                    "UBND",
                    "cấp",
                    "tỉnh",
                    "Bộ",
                    "Công",
                    "an",
                    "và",
                    "(suy",
                    "luận)",
                    "26",
                    "Phó",
                    "Thủ",
                    "tướng",
                    "KHĐT",
                ]
            ),
            max_size=12,
        ).map(" ".join),
    ),
    on=st.dates(),
)
def test_any_words_give_an_answer_with_its_place(words: str, on: date) -> None:
    text = unicodedata.normalize("NFC", words)
    standing = {name.code for name in NAMES.names if name.holds(on)}
    for one in read_bodies(words, NAMES, on):
        assert text[one.start : one.end] == one.words
        assert one.words.strip()
        assert set(one.members) <= standing
    assert read_lead(words, NAMES, on).kind in WhoKind


@pytest.mark.parametrize("name", sorted({name.words for name in NAMES.names}))
def test_capitals_and_decomposed_letters_name_the_same_body(name: str) -> None:
    assert key_of(name.upper()) == key_of(unicodedata.normalize("NFD", name)) == key_of(name)
