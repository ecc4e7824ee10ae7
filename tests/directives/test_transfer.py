"""A register goes out and comes in equal; what is wrong in it is told by row and column."""

import csv
import io
import random
import unicodedata
from datetime import date

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dieuhanh.directives.transfer import (
    COLUMNS,
    KINDS,
    NotARegister,
    TaskRow,
    read_register,
    write_csv,
    write_xlsx,
)
from tests.directives.test_bodies_words import NAMES
from tests.shared import data

GOOD = TaskRow(
    "Công điện 169/CĐ-TTg",
    "2025-09-21",
    "1.a",
    "Báo cáo tiến độ giải ngân",
    "Bộ Tài chính",
    ("Bộ Xây dựng", "Văn phòng Chính phủ"),
    "định kỳ hằng tuần, sáng thứ Sáu",
    "bao_cao",
    "",
    "N: Báo Nhân Dân",
)


def _csv(*rows: dict[str, str], head: tuple[str, ...] = COLUMNS) -> bytes:
    out = io.StringIO()
    writer = csv.DictWriter(out, head)
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def _cells(**changes: str) -> dict[str, str]:
    base = {
        "source_document": "Nghị quyết 17/NQ-CP",
        "date": "2019-03-07",
        "content_short_vi": "Xây dựng Nghị định",
        "lead": "Bộ Công an",
        "deadline": "2019-12-31",
        "kind": "van_ban",
        "evidence": "N: VietJack",
    }
    return {**dict.fromkeys(COLUMNS, ""), **base, **changes}


def test_the_real_register_reads_without_fault_and_goes_round() -> None:
    content = data("tasks/tasks.csv").read_bytes()
    register = read_register(content, names=NAMES)
    assert (register.read, len(register.rows), register.faults) == (154, 154, [])
    assert register.good
    assert read_register(write_csv(register.rows)).rows == register.rows
    assert read_register(write_xlsx(register.rows)).rows == register.rows
    assert {row.evidence_mark for row in register.rows} == {"N", "T", "M", "U"}
    assert {one.field for one in register.notices} == {"deadline", "lead"}


def test_dates_known_to_the_month_or_year_keep_that() -> None:
    rows = read_register(_csv(_cells(date="2017-12"), _cells(date="2019"), _cells())).rows
    assert [(row.signed_on, row.signed_precision) for row in rows] == [
        (date(2017, 12, 31), "month"),
        (date(2019, 12, 31), "year"),
        (date(2019, 3, 7), "day"),
    ]


@pytest.mark.parametrize(
    ("changes", "column", "says"),
    [
        ({"date": "07/03/2019"}, "B", "2019-03-07"),
        ({"date": "2019-13-01"}, "B", "năm-tháng-ngày"),
        ({"date": ""}, "B", "năm-tháng-ngày"),
        ({"source_document": ""}, "A", "số, ký hiệu"),
        ({"content_short_vi": " "}, "D", "nội dung"),
        ({"deadline": ""}, "G", "không ghi hạn"),
        ({"deadline": "31/6/2025"}, "G", "31/6/2025"),
        ({"deadline": "bao giờ xong"}, "G", "Không đọc được hạn"),
        ({"kind": "nghi_dinh"}, "H", "van_ban"),
        ({"evidence": "Báo"}, "J", "N, T, M hoặc U"),
        ({"content_short_vi": "x" * 4001}, "D", "4000"),
        ({"known_result": "a\x07b"}, "I", "ký tự điều khiển"),
        ({"known_result": "TỐI MẬT"}, "D", "độ mật"),
    ],
)
def test_a_fault_says_where_and_what_to_write(changes: dict[str, str], column: str, says: str) -> None:
    register = read_register(_csv(_cells(), _cells(**changes, clause="2")))
    assert len(register.rows) == 1
    assert [(one.row, one.column) for one in register.faults][:1] == [(3, column)]
    assert says in register.faults[0].message


def test_faults_are_told_in_english_too() -> None:
    (fault,) = read_register(_csv(_cells(kind="x")), lang="en").faults
    assert fault.message.startswith("The kind must be one of")


def test_a_row_given_twice_names_the_first() -> None:
    register = read_register(_csv(_cells(), _cells()))
    assert [(one.row, "2" in one.message) for one in register.faults] == [(3, True)]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "rỗng"),
        (b"\x00\x01\x02,", "CSV"),
        ("số;ngày\n".encode("cp1258", errors="replace"), "UTF-8"),
        (b"a,b\n1,2\n", "thiếu cột"),
        (",".join(COLUMNS).encode(), "chưa có nhiệm vụ"),
        ((",".join(COLUMNS) + ",kind\n").encode(), "cột lặp kind"),
        ((",".join(COLUMNS) + '\n"a"b,c\n').encode(), "nháy kép"),
        (b"PK\x03\x04nothing", "hỏng"),
        (b"\xd0\xcf\x11\xe0", ".xls"),
    ],
)
def test_what_is_no_register_gives_one_sentence(content: bytes, says: str) -> None:
    with pytest.raises(NotARegister) as caught:
        read_register(content)
    assert says in caught.value.text.vi
    assert caught.value.text.en


def test_semicolons_tabs_and_utf_16_are_read() -> None:
    wanted = read_register(_csv(_cells())).rows
    plain = ";".join(COLUMNS) + "\n" + ";".join(_cells()[name] for name in COLUMNS)
    assert read_register(plain.encode()).rows == wanted
    assert read_register(plain.replace(";", "\t").encode("utf-16")).rows == wanted


def test_a_workbook_with_days_numbers_and_formulas() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(COLUMNS)
    cells = [_cells()[name] for name in COLUMNS]
    cells[1] = date(2019, 3, 7)  # type: ignore[call-overload]
    cells[2] = 4  # type: ignore[call-overload]
    sheet.append(cells)
    sheet.append([*cells[:3], "=1+1", *cells[4:]])
    out = io.BytesIO()
    book.save(out)
    register = read_register(out.getvalue())
    assert [(row.dated, row.clause) for row in register.rows] == [("2019-03-07", "4")]
    assert [(one.row, one.column) for one in register.faults][:1] == [(3, "D")]
    assert "công thức" in register.faults[0].message


def test_formulas_go_out_harmless_and_come_back() -> None:
    row = TaskRow(
        "=cmd()", "2019", "'-x", "@sum(1)", "+bộ", ("-1",), "không ghi hạn", "bao_cao", "'=1", "N: =1"
    )
    for content in (write_csv([row]), write_xlsx([row])):
        assert read_register(content).rows == [row]
    for line in csv.reader(io.StringIO(write_csv([row]).decode("utf-8-sig"))):
        assert not any(cell[:1] in ("=", "+", "-", "@") for cell in line)
    sheet = openpyxl.load_workbook(io.BytesIO(write_xlsx([row]))).active
    assert all(cell.data_type != "f" for cells in sheet.iter_rows() for cell in cells)


_WORD = st.text(st.characters(exclude_categories=("Cc", "Cs", "Cn", "Zl", "Zp")), max_size=40).map(
    lambda text: unicodedata.normalize("NFC", text).strip()
)
_PART = _WORD.map(lambda text: text.replace(";", "").strip())


@st.composite
def _rows(draw: st.DrawFn) -> TaskRow:
    return TaskRow(
        draw(_WORD.filter(bool)),
        draw(st.dates(date(1946, 1, 1), date(2099, 1, 1)).map(date.isoformat)),
        draw(_WORD),
        draw(_WORD.filter(bool)),
        draw(_WORD),
        tuple(draw(st.lists(_PART.filter(bool), max_size=3))),
        draw(st.sampled_from(["2019-12-31", "không ghi hạn", "-quý II", "=tháng 9/2030"])),
        draw(st.sampled_from(list(KINDS))),
        draw(_WORD),
        "N: " + draw(_WORD),
    )


@settings(max_examples=60, deadline=None)
@given(st.lists(_rows(), min_size=1, max_size=5, unique=True))
def test_out_and_in_again_is_equal(rows: list[TaskRow]) -> None:
    rows = [
        TaskRow(*(getattr(row, name) for name in TaskRow.__slots__[:9]), row.evidence.strip()) for row in rows
    ]
    assert read_register(write_csv(rows)).rows == rows
    assert read_register(write_xlsx(rows)).rows == rows


def test_ten_thousand_malformed_rows_give_sentences() -> None:
    chosen = random.Random(20200810)
    wrong = [
        "",
        "=1+1",
        "31/02/2020",
        "\x07",
        "TỐI MẬT",
        "x" * 500,
        "2019-99-99",
        "null",
        "“”",
        "0",
        "-",
        ";;;",
        "🙂",
    ]
    rows = []
    for number in range(10_000):
        cells = _cells(clause=str(number), date="2019/03/07")
        cells[chosen.choice(COLUMNS)] = chosen.choice(wrong)
        rows.append({**cells, "date": cells["date"] if cells["date"] != "2019-03-07" else "x"})
    register = read_register(_csv(*rows))
    assert register.read == 10_000
    assert register.rows == []
    assert {one.row for one in register.faults} == set(range(2, 10_002))
    assert all(one.message and "{" not in one.message and one.column and one.row for one in register.faults)


@settings(max_examples=150, deadline=None)
@given(
    st.one_of(
        st.binary(max_size=200),
        st.binary(max_size=200).map(lambda rest: b"PK\x03\x04" + rest),
        st.text(max_size=200).map(lambda text: (",".join(COLUMNS) + "\n" + text).encode()),
    )
)
def test_any_bytes_give_rows_faults_or_a_sentence(content: bytes) -> None:
    try:
        register = read_register(content)
    except NotARegister:
        return
    assert register.rows or register.faults
