"""Deadline words: tables that a lawyer could check, and properties that hold for any words."""

import csv
import json
import unicodedata
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dieuhanh.deadlines.official import reference_calendar
from dieuhanh.directives.rules.day_words import find_units
from dieuhanh.directives.rules.deadline_rules import FAULTS, RULES
from dieuhanh.directives.rules.deadline_words import DeadlineKind, Series, resolve
from tests.shared import data

CALENDAR = reference_calendar()


def d(text: str) -> date:
    day, month, year = text.split("/")
    return date(int(year), int(month), int(day))


# words | day of the document | kind | readings "rule due", in order | faults
TABLE = """
30/6/2025 | 01/06/2025 | date | day 30/6/2025 |
ngày 30 tháng 6 năm 2025 | 01/06/2025 | date | day 30/6/2025 |
chậm nhất ngày 30-6-2025 | 01/06/2025 | date | day 30/6/2025 |
đến hết ngày 30.6.2025 | 01/06/2025 | date | day 30/6/2025 |
trước 17 giờ ngày 30/6/2025 | 01/06/2025 | date | date_hour 30/6/2025 |
2018-08-15 (hạn gốc 2018-10-30) | 01/01/2018 | date | day 15/8/2018 |
trước ngày 30/6/2025 | 26/03/2025 | before | before_day_before 29/6/2025, before_that_day 30/6/2025 |
trước 30/6/2025 | 26/03/2025 | before | before_day_before 29/6/2025, before_that_day 30/6/2025 |
2025-06-30 (trước ngày) | 26/03/2025 | before | before_day_before 29/6/2025, before_that_day 30/6/2025 |
trước ngày 30/6 | 26/03/2025 | before | before_day_before 29/6/2025, before_that_day 30/6/2025 | year_inferred
trước ngày 15/01 | 10/12/2025 | before | before_day_before 14/1/2026, before_that_day 15/1/2026 | year_inferred
trước tháng 9/2025 | 01/06/2025 | before | before_stretch 31/8/2025 |
trước quý III năm 2025 | 01/06/2025 | before | before_stretch 30/6/2025 |
khẩn trương, hoàn thành trước ngày 30/6/2025 | 01/06/2025 | before | before_day_before 29/6/2025, before_that_day 30/6/2025 |
quá hạn từ 2025-06-30 | 04/08/2025 | date | overdue_since_day_before 29/6/2025, overdue_since_that_day 30/6/2025 | already_past
tháng 9/2025 | 01/06/2025 | month | month_last_day 30/9/2025 |
trong tháng 9 năm 2025 | 01/06/2025 | month | month_last_day 30/9/2025 |
trong tháng 02/2024 | 01/01/2024 | month | month_last_day 29/2/2024 |
trong tháng 3 | 20/12/2025 | month | month_last_day 31/3/2026 | year_inferred
trong tháng Mười hai năm 2025 | 01/06/2025 | month | month_last_day 31/12/2025 |
quý II | 01/01/2025 | quarter | quarter_last_day 30/6/2025 | year_inferred
quý IV/2025 | 01/01/2025 | quarter | quarter_last_day 31/12/2025 |
quý 3 năm 2025 | 01/01/2025 | quarter | quarter_last_day 30/9/2025 |
6 tháng đầu năm 2025 | 01/01/2025 | stage | half_last_day 30/6/2025 |
trong năm 2021 | 01/01/2021 | stage | year_last_day 31/12/2021 |
đến năm 2030 | 01/06/2025 | stage | year_last_day 31/12/2030 |
giai đoạn 2020-2025 | 12/03/2019 | stage | stage_last_day 31/12/2025 |
giai đoạn 2019-2025, theo kế hoạch của Thủ tướng | 07/03/2019 | stage | stage_last_day 31/12/2025 | other_document
từ 2020-11 đến 2021-12 | 04/11/2020 | stage | range 31/12/2021 |
2020-12-31 (giai đoạn 1); 2025-12-31 (giai đoạn 2) | 07/03/2019 | stage | stage_of_several 31/12/2020, stage_of_several 31/12/2025 | several_stages
đầu năm 2020 (không ghi ngày) | 13/12/2019 | stage | | vague
2022-06-01 (từ ngày) | 26/04/2022 | date | from_ready 1/6/2022, from_regular - |
sáng thứ Sáu hằng tuần | 21/09/2025 | weekly | weekly 26/9/2025 |
định kỳ hằng tuần, sáng thứ Sáu | 26/09/2025 | weekly | weekly 26/9/2025 |
báo cáo hằng tuần | 21/09/2025 | weekly | weekly_no_day - | no_day_in_rhythm
từ ngày 10 đến 25 hằng tháng | 01/03/2023 | monthly_window | monthly_window 25/3/2023 |
định kỳ, từ ngày 10 đến ngày 25 hằng tháng | 26/03/2023 | monthly_window | monthly_window 25/4/2023 |
trước ngày 25 hằng tháng | 01/06/2025 | monthly_window | monthly_before_day_before 24/6/2025, monthly_before_that_day 25/6/2025 |
từ ngày 10 đến ngày 31 hàng tháng | 01/02/2023 | monthly_window | monthly_window 28/2/2023 |
sau khi Luật có hiệu lực | 01/06/2025 | event | | event
ngay sau khi kết thúc kỳ họp | 01/06/2025 | event | | event
theo lộ trình Nghị quyết 214/NQ-CP | 21/12/2025 | event | | event
hết nhiệm kỳ 2016-2021 | 26/02/2021 | event | | event
khẩn trương | 01/06/2025 | immediate | immediate - | no_date
ngay (không ghi ngày) | 21/09/2025 | immediate | immediate - | no_date
kịp thời (không ghi ngày) | 04/03/2020 | immediate | immediate - | no_date
khẩn trương; áp dụng từ 2026-01-01 | 08/08/2025 | immediate | immediate_holds_from - | no_date
còn 55 ngày | 06/12/2025 | days | days_after 30/1/2026, days_from_next_day 31/1/2026 |
trong vòng 30 ngày kể từ ngày ký | 01/06/2025 | days | days_after 1/7/2025 |
trong 05 ngày làm việc kể từ ngày ban hành | 23/01/2025 | days | working_days_after 6/2/2025 |
trong thời hạn 03 tháng kể từ ngày ký | 30/11/2024 | days | months_after 28/2/2025 |
10 ngày kể từ ngày nhận được văn bản | 01/06/2025 | days | | needs_receipt
15 ngày kể từ ngày 01/7/2025 | 01/06/2025 | days | days_after 16/7/2025 |
không ghi hạn | 04/03/2020 | none | none - |
không rõ | 18/11/2025 | none | | unknown
 | 18/11/2025 | none | | unknown
bao giờ xong thì xong | 18/11/2025 | none | | not_understood
ngày 31/6/2025 | 01/06/2025 | none | | not_understood no_such_day
thường xuyên | 04/03/2020 | regular | regular - | regular
thường xuyên đến cuối năm 2017 | 01/12/2017 | regular | regular_until 31/12/2017 | regular
thường xuyên đến Tết 2018 | 01/12/2017 | regular | regular - | regular event
định kỳ hằng quý đến 2020-12-31 | 06/11/2019 | regular | regular_until 31/12/2020 | no_day_in_rhythm
hằng năm | 06/03/2025 | regular | regular - | no_day_in_rhythm
định kỳ, mỗi phiên họp Chính phủ thường kỳ | 16/10/2019 | regular | regular - | no_day_in_rhythm
"""
ROWS = [tuple(cell.strip() for cell in line.split("|")) for line in TABLE.strip("\n").splitlines()]


def _shown(due: date | None) -> str:
    return f"{due.day}/{due.month}/{due.year}" if due else "-"


@pytest.mark.parametrize(
    ("words", "given_on", "kind", "readings", "faults"), ROWS, ids=[row[0] or "(empty)" for row in ROWS]
)
def test_table(words: str, given_on: str, kind: str, readings: str, faults: str) -> None:
    found = resolve(words, d(given_on), CALENDAR)
    assert found.kind == kind
    assert ", ".join(f"{one.rule} {_shown(one.due)}" for one in found.readings) == readings
    assert [fault.code for fault in found.faults] == faults.split()


def test_every_rule_of_the_table_is_used() -> None:
    used = {part.split()[0] for row in ROWS for part in row[3].split(", ") if part}
    rare = {
        "hours_after",
        "hours_receipt",
        "weeks_after",
        "weeks_receipt",
        "months_receipt",
        "working_days_receipt",
    }
    assert set(RULES) - used - rare == {"days_receipt", "nine_months_last_day"}


@pytest.mark.parametrize(
    ("words", "rule", "due"),
    [
        ("trong 48 giờ", "hours_after", "3/6/2025"),
        ("trong 2 tuần", "weeks_after", "15/6/2025"),
        ("10 ngày kể từ ngày nhận được văn bản", "days_receipt", "15/6/2025"),
        ("1 tháng kể từ ngày nhận được", "months_receipt", "5/7/2025"),
        ("2 tuần kể từ ngày nhận", "weeks_receipt", "19/6/2025"),
        ("24 giờ kể từ khi nhận", "hours_receipt", "6/6/2025"),
        ("3 ngày làm việc sau khi nhận được", "working_days_receipt", "10/6/2025"),
        ("9 tháng năm 2025", "nine_months_last_day", "30/9/2025"),
    ],
)
def test_counted_from_receipt_or_signing(words: str, rule: str, due: str) -> None:
    found = resolve(words, d("01/06/2025"), CALENDAR, received_on=d("05/06/2025"))
    assert (found.readings[0].rule, found.readings[0].due) == (rule, d(due))


def test_acceptance_a7() -> None:
    assert resolve("tháng 9/2025", d("8/8/2025")).due == d("30/9/2025")
    before = resolve("trước ngày 30/6/2025", d("26/3/2025"))
    assert before.ambiguous
    assert before.due is None
    assert [one.due for one in before.readings] == [d("29/6/2025"), d("30/6/2025")]
    assert resolve("khẩn trương", d("8/8/2025")).due is None


def test_a_document_that_chose_its_own_reading_is_taken_at_its_word() -> None:
    found = resolve("2026-01-31 (suy từ 55 ngày; ghi là kế hoạch năm 2025)", d("6/12/2025"), CALENDAR)
    assert found.due == d("31/1/2026")
    assert [one.due for one in found.readings] == [d("30/1/2026"), d("31/1/2026")]


def test_original_deadline_is_kept() -> None:
    assert resolve("2018-08-15 (hạn gốc 2018-10-30)", d("1/1/2018")).original == d("30/10/2018")


def test_last_day_of_rest_is_told_and_not_moved() -> None:
    found = resolve("trong 30 ngày kể từ ngày ký", d("8/8/2020"), CALENDAR)
    assert found.due == d("7/9/2020")
    assert not found.faults
    found = resolve("trong 29 ngày kể từ ngày ký", d("8/8/2020"), CALENDAR)
    assert (found.due, [fault.code for fault in found.faults]) == (d("6/9/2020"), ["rest_day"])


def test_working_days_name_their_calendar_and_its_end() -> None:
    assert resolve("5 ngày làm việc", d("8/8/2020"), CALENDAR).calendar == CALENDAR.version
    assert [one.code for one in resolve("5 ngày làm việc", d("8/8/2020")).faults] == ["needs_calendar"]
    assert [one.code for one in resolve("5 ngày làm việc", d("8/8/1999"), CALENDAR).faults] == [
        "outside_calendar"
    ]


def test_two_rhythms_stand_side_by_side() -> None:
    (only,) = resolve("định kỳ hằng tháng, hằng quý", d("27/10/2023")).readings
    assert [one.every for one in only.series] == ["month", "quarter"]


def test_every_deadline_of_the_real_tasks_resolves_or_is_told_as_unknown() -> None:
    with data("tasks/tasks.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    unknown = []
    for row in rows:
        year, month, day = (*map(int, row["date"].split("-")), 1, 1)[:3]
        found = resolve(row["deadline"], date(year, month, day), CALENDAR)
        assert "not_understood" not in [fault.code for fault in found.faults], row["deadline"]
        assert found.readings or found.faults
        if found.unknown:
            unknown.append(row["deadline"])
    assert (len(rows), unknown) == (154, ["không rõ"] * 3)


DAYS = st.dates(date(1900, 1, 1), date(2099, 12, 31))
FORMS = st.sampled_from(
    [
        "{0:%Y-%m-%d}",
        "{0.day}/{0.month}/{0.year}",
        "{0:%d/%m/%Y}",
        "{0:%d.%m.%Y}",
        "{0:%d-%m-%Y}",
        "ngày {0.day} tháng {0.month} năm {0.year}",
    ]
)


@given(day=DAYS, form=FORMS, given_on=DAYS)
def test_every_written_form_of_a_day_is_that_day(day: date, form: str, given_on: date) -> None:
    found = resolve(form.format(day), given_on)
    assert (found.kind, found.due) == (DeadlineKind.DATE, day)
    eve, same = resolve("trước " + form.format(day), given_on).readings
    assert (eve.due, same.due) == (day - timedelta(days=1), day)


@given(given_on=DAYS, month=st.integers(1, 12), quarter=st.integers(1, 4))
def test_a_period_ends_on_its_last_day_not_before_the_document(
    given_on: date, month: int, quarter: int
) -> None:
    for words, months in ((f"tháng {month}", {month}), (f"quý {quarter}", {quarter * 3})):
        due = resolve(words, given_on).due
        assert due is not None
        assert due >= given_on
        assert due.month in months
        assert (due + timedelta(days=1)).month != due.month
        assert (due - given_on).days < 366


@given(given_on=st.dates(date(2019, 2, 1), date(2030, 1, 1)), number=st.integers(1, 200))
def test_terms_are_as_long_as_they_say(given_on: date, number: int) -> None:
    found = resolve(f"trong {number} ngày", given_on, CALENDAR)
    assert [(one.due - given_on).days for one in found.readings if one.due] == [number, number + 1]
    worked = resolve(f"trong {number} ngày làm việc", given_on, CALENDAR).due
    assert worked is not None
    assert CALENDAR.working_days_between(given_on, worked) == number


@given(first=st.integers(1, 31), last=st.integers(1, 31), begin=DAYS, length=st.integers(0, 800))
def test_monthly_windows_lie_in_their_months(first: int, last: int, begin: date, length: int) -> None:
    end = begin + timedelta(days=length)
    seen = list(Series("month", first_day=min(first, last), last_day=max(first, last)).windows(begin, end))
    for opens, closes in seen:
        assert opens <= closes
        assert (opens.year, opens.month) == (closes.year, closes.month)
        assert begin <= closes <= end
    assert len({(closes.year, closes.month) for _, closes in seen}) == len(seen)
    assert len(seen) >= length // 31 - 1


@given(weekday=st.integers(0, 6), begin=DAYS)
def test_a_weekly_duty_falls_on_its_day_once_a_week(weekday: int, begin: date) -> None:
    days = [last for _, last in Series("week", weekday=weekday).windows(begin, begin + timedelta(days=69))]
    assert len(days) == 10
    assert {day.weekday() for day in days} == {weekday}


WORDS = st.one_of(
    st.text(max_size=80),
    st.lists(
        st.sampled_from(
            [
                "trước",
                "ngày",
                "tháng",
                "quý",
                "năm",
                "hằng",
                "tuần",
                "thứ",
                "Sáu",
                "từ",
                "đến",
                "30/6/2025",
                "31/2/2025",
                "2025-13-01",
                "khẩn",
                "trương",
                "ngay",
                "định",
                "kỳ",
                "giai",
                "đoạn",
                "1;",
                "(trước",
                "ngày)",
                "2020-2025",
                "99999",
                "ngày",
                "làm",
                "việc",
                "sau",
                "khi",
                "Tết",
                "II",
                "6",
                "tháng",
                "đầu",
            ]
        ),
        max_size=12,
    ).map(" ".join),
)


@settings(max_examples=400)
@given(words=WORDS, given_on=st.dates(), received_on=st.none() | st.dates())
def test_any_words_give_an_answer(words: str, given_on: date, received_on: date | None) -> None:
    found = resolve(words, given_on, CALENDAR, received_on=received_on)
    assert found.readings or found.faults
    assert all(one.rule in RULES for one in found.readings)
    assert all(fault.code in FAULTS and fault.text.vi and fault.text.en for fault in found.faults)
    assert "{" not in "".join(one.words.vi + one.words.en for one in found.readings)
    json.dumps([one.to_dict() for one in found.readings])
    assert found.chosen is None or found.chosen < len(found.readings)


@given(text=st.text(max_size=60), given_on=st.dates())
def test_units_keep_their_places(text: str, given_on: date) -> None:
    composed = unicodedata.normalize("NFC", text)
    units = find_units(composed, given_on)
    assert all(0 <= one.start < one.end <= len(composed) and one.first <= one.last for one in units)
    assert all(a.end <= b.start for a, b in pairwise(units))
