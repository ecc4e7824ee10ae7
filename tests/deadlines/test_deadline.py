"""Deadlines as the law sets them, each line one that a lawyer can check on a wall calendar."""

import json
from datetime import date, datetime, time, timedelta

import pytest

from dieuhanh.deadlines.rules import (
    CALENDAR,
    GOVERNMENT_25TH,
    VIETNAM,
    Basis,
    DayEnd,
    DeadlineRule,
    Due,
    IfNotWorking,
    NothingToCountFrom,
    RuleInvalid,
    Unit,
    check_rule,
    due,
    parse,
)
from tests.deadlines.calendars import OFFICIAL, d


@pytest.mark.parametrize(
    ("code", "nominal", "answer"),
    [  # Decree 09/2019/NĐ-CP Art. 13.1: the 25th of the period's last month
        ("2020-01", "25/01/2020", "30/01/2020"),  # Sat, mùng 1 Tết → Thu
        ("2020-02", "25/02/2020", "25/02/2020"),  # Tue
        ("2020-04", "25/04/2020", "27/04/2020"),  # Sat → Mon
        ("2020-07", "25/07/2020", "27/07/2020"),  # Sat → Mon
        ("2020-08", "25/08/2020", "25/08/2020"),  # Tue
        ("2020-10", "25/10/2020", "26/10/2020"),  # Sun → Mon
        ("2020-Q1", "25/03/2020", "25/03/2020"),  # Wed
        ("2020-Q2", "25/06/2020", "25/06/2020"),  # Thu
        ("2020-Q3", "25/09/2020", "25/09/2020"),  # Fri
        ("2020-Q4", "25/12/2020", "25/12/2020"),  # Fri
        ("2020-H1", "25/06/2020", "25/06/2020"),  # Thu
        ("2020-H2", "25/12/2020", "25/12/2020"),  # Fri
        ("2020-9M", "25/09/2020", "25/09/2020"),  # Fri
        ("2020", "25/12/2020", "25/12/2020"),  # Fri
        ("2023-01", "25/01/2023", "27/01/2023"),  # Wed in Tết Quý Mão (to 26) → Fri
    ],
)
def test_reports_to_the_government_are_due_on_the_25th(code: str, nominal: str, answer: str) -> None:
    found = due(GOVERNMENT_25TH, OFFICIAL, period=parse(code))
    assert (found.nominal_on, found.due_on) == (d(nominal), d(answer))
    assert found.moved_from == (d(nominal) if nominal != answer else None)
    assert found.due_at == datetime.combine(d(answer), time(23, 59, 59), VIETNAM)


def rule(code: str, basis: Basis, **fields: object) -> DeadlineRule:
    return DeadlineRule(code=code, basis=basis, **fields)  # type: ignore[arg-type]


KHANH_HOA = rule("KH-01/2023", Basis.AFTER_CUTOFF, count=2)
MONTH_15 = rule("TT02-23-month", Basis.DAY_OF_MONTH, day=15)
YEAR_25_11 = rule("TT02-23-year", Basis.DAY_OF_MONTH, day=25, month_offset=-1)
CPI_6TH = rule("ND62-CPI", Basis.DAY_OF_MONTH, day=6, month_offset=1)
BEFORE_3 = rule("inner", Basis.BEFORE_OUTER, count=3)
THIRTY_FIRST = rule("end", Basis.DAY_OF_MONTH, day=31)


@pytest.mark.parametrize(
    ("which", "code", "answer"),
    [
        (KHANH_HOA, "2020-08", "18/08/2020"),  # cut-off Fri 14 → Mon 17, Tue 18
        (KHANH_HOA, "2020-03", "17/03/2020"),  # cut-off Sat 14 → Mon 16, Tue 17
        (KHANH_HOA, "2020-Q1", "17/03/2020"),  # the quarter closes on the same day
        (MONTH_15, "2020-09", "15/09/2020"),  # Tue
        (MONTH_15, "2020-08", "17/08/2020"),  # Sat → Mon
        (YEAR_25_11, "2020", "25/11/2020"),  # Wed, one month before the last
        (CPI_6TH, "2020-07", "06/08/2020"),  # Thu of the following month
        (CPI_6TH, "2019-12", "06/01/2020"),  # Mon, over the year's end
        (CPI_6TH, "2024-Q3", "07/10/2024"),  # Sun → Mon
        (THIRTY_FIRST, "2020-02", "02/03/2020"),  # last day Sat 29 February → Mon
        (THIRTY_FIRST, "2020-06", "30/06/2020"),  # Tue, June has thirty days
    ],
)
def test_inner_and_statistical_rules(which: DeadlineRule, code: str, answer: str) -> None:
    assert due(which, OFFICIAL, period=parse(code)).due_on == d(answer)


def test_a_rule_may_count_from_a_base_day_from_the_outer_level_or_name_a_date() -> None:
    five = rule("five", Basis.AFTER_BASE, count=5)
    assert due(five, OFFICIAL, base=d("21/01/2020")).due_on == d("04/02/2020")  # Tết lies between
    assert due(BEFORE_3, OFFICIAL, outer=d("30/01/2020")).due_on == d("20/01/2020")  # Wed 22, Tue 21, Mon 20
    fixed = rule("fixed", Basis.FIXED_DATE, on=d("15/08/2020"))
    assert due(fixed, OFFICIAL).due_on == d("17/08/2020")  # Sat → Mon
    calendar_days = rule("natural", Basis.AFTER_BASE, count=30, unit=Unit.CALENDAR_DAY)
    assert due(calendar_days, OFFICIAL, base=d("10/08/2020")).due_on == d("09/09/2020")
    late = datetime(2020, 8, 10, 23, 30, tzinfo=VIETNAM)
    assert due(five, OFFICIAL, base=late).due_on == d("17/08/2020"), "the local day counts, not the UTC one"


def test_a_rule_in_working_hours_binds_to_the_minute() -> None:
    eight = rule("hours", Basis.AFTER_BASE, count=8, unit=Unit.WORKING_HOUR)
    found = due(eight, OFFICIAL, base=datetime(2020, 8, 14, 15, 0, tzinfo=VIETNAM))
    assert found.due_at == datetime(2020, 8, 17, 15, 0, tzinfo=VIETNAM)
    assert found.due_on == d("17/08/2020")


@pytest.mark.parametrize(
    ("choice", "answer", "said_vi", "said_en"),
    [
        (
            IfNotWorking.NEXT,
            "30/01/2020",
            "chuyển sang ngày làm việc tiếp theo: thứ Năm, 30/01/2020",
            "moved to the next",
        ),
        (
            IfNotWorking.PREVIOUS,
            "22/01/2020",
            "chuyển về ngày làm việc liền trước: thứ Tư, 22/01/2020",
            "moved to the working day before",
        ),
        (IfNotWorking.SAME, "25/01/2020", "quy tắc giữ nguyên ngày", "keeps the day"),
    ],
)
def test_what_happens_on_a_day_off_is_the_rules_choice_and_is_told(
    choice: IfNotWorking, answer: str, said_vi: str, said_en: str
) -> None:
    found = due(
        rule("x", Basis.DAY_OF_MONTH, day=25, if_not_working=choice), OFFICIAL, period=parse("2020-01")
    )
    assert found.due_on == d(answer)
    assert found.note.vi.startswith("Thứ Bảy, 25/01/2020 là ngày nghỉ lễ, tết")
    assert said_vi in found.note.vi
    assert said_en in found.note.en


def test_a_deadline_on_a_working_day_says_so() -> None:
    assert (
        due(GOVERNMENT_25TH, OFFICIAL, period=parse("2020-08")).note.vi
        == "Thứ Ba, 25/08/2020 là ngày làm việc."
    )
    assert due(GOVERNMENT_25TH, OFFICIAL, period=parse("2020-08")).rule.vi == "ngày 25 của tháng cuối kỳ"


def test_it_ends_with_office_hours_where_the_rule_says_so() -> None:
    office = rule("office", Basis.DAY_OF_MONTH, day=25, ends=DayEnd.OFFICE, if_not_working=IfNotWorking.SAME)
    assert due(office, OFFICIAL, period=parse("2020-08")).due_at == datetime(
        2020, 8, 25, 17, 0, tzinfo=VIETNAM
    )
    saturday = due(office, OFFICIAL, period=parse("2020-07")).due_at
    assert saturday == datetime(2020, 7, 25, 23, 59, 59, tzinfo=VIETNAM), "no office hours on a day off"


def test_the_promise_is_copied_whole_and_read_back() -> None:
    found = due(GOVERNMENT_25TH, OFFICIAL, period=parse("2020-01"))
    stored = json.loads(json.dumps(found.to_dict()))
    assert Due.from_dict(stored) == found
    assert stored["calendar_version"] == OFFICIAL.version
    assert (stored["data_from"], stored["data_to"]) == ("2019-12-15", "2020-01-14")


def test_a_deadline_in_a_year_without_notice_is_provisional() -> None:
    assert not due(GOVERNMENT_25TH, OFFICIAL, period=parse("2026-12")).provisional
    assert due(GOVERNMENT_25TH, OFFICIAL, period=parse("2027-01")).provisional


def test_a_cut_off_given_for_the_one_case_counts() -> None:
    found = due(KHANH_HOA, OFFICIAL, period=parse("2020-08"), cutoff=d("21/08/2020"))
    assert (found.due_on, found.data_to) == (d("25/08/2020"), d("21/08/2020"))


def test_the_convention_moves_what_is_counted_from_the_cut_off() -> None:
    assert due(KHANH_HOA, OFFICIAL, period=parse("2020-08"), convention=CALENDAR).due_on == d("03/09/2020")


@pytest.mark.parametrize(
    "which", [GOVERNMENT_25TH, KHANH_HOA, BEFORE_3, rule("b", Basis.AFTER_BASE, count=1)]
)
def test_it_refuses_a_rule_with_nothing_to_count_from(which: DeadlineRule) -> None:
    with pytest.raises(NothingToCountFrom, match=which.code):
        due(which, OFFICIAL)


ALL_RULES = [
    GOVERNMENT_25TH,
    KHANH_HOA,
    YEAR_25_11,
    CPI_6TH,
    BEFORE_3,
    rule("f", Basis.FIXED_DATE, on=date(2020, 6, 30)),
]


@pytest.mark.parametrize("which", ALL_RULES, ids=lambda one: one.code)
def test_a_rule_is_stored_and_read_back(which: DeadlineRule) -> None:
    assert DeadlineRule.from_dict(json.loads(json.dumps(which.to_dict()))) == which
    assert which.text.vi
    assert which.text.en


@pytest.mark.parametrize(
    ("data", "field", "code"),
    [
        ({"basis": "day_of_month", "day": 25}, "code", "missing"),
        ({"code": "x"}, "basis", "not_a_choice"),
        ({"code": "x", "basis": "when_the_cuckoo_calls"}, "basis", "not_a_choice"),
        ({"code": "x", "basis": "day_of_month"}, "day", "not_in_range"),
        ({"code": "x", "basis": "day_of_month", "day": 32}, "day", "not_in_range"),
        ({"code": "x", "basis": "day_of_month", "day": True}, "day", "not_in_range"),
        ({"code": "x", "basis": "day_of_month", "day": "25"}, "day", "not_in_range"),
        (
            {"code": "x", "basis": "day_of_month", "day": 25, "month_offset": 40},
            "month_offset",
            "not_in_range",
        ),
        ({"code": "x", "basis": "day_of_month", "day": 25, "count": 2}, "count", "not_used"),
        ({"code": "x", "basis": "after_cutoff", "count": 0}, "count", "not_in_range"),
        (
            {"code": "x", "basis": "after_cutoff", "count": 2, "unit": "working_hour"},
            "unit",
            "unit_needs_moment",
        ),
        ({"code": "x", "basis": "fixed_date", "on": "30/06/2020"}, "on", "not_a_date"),
        ({"code": "x", "basis": "fixed_date", "on": 20200630}, "on", "not_a_date"),
        ({"code": "x", "basis": "after_base", "count": 2, "periods": ["week"]}, "periods", "not_a_choice"),
        ({"code": "x", "basis": "after_base", "count": 2, "periods": [["month"]]}, "periods", "not_a_choice"),
        (
            {"code": "x", "basis": "after_base", "count": 2, "if_not_working": "maybe"},
            "if_not_working",
            "not_a_choice",
        ),
        ({"code": "x", "basis": "after_base", "count": 2, "weekday": 3}, "weekday", "unknown_field"),
        ({"code": 7, "basis": "after_base", "count": 2}, "code", "not_text"),
    ],
)
def test_it_refuses_a_rule_that_is_none_and_names_the_field(
    data: dict[str, object], field: str, code: str
) -> None:
    faults = check_rule(data)
    assert (field, code) in [(fault.field, fault.code) for fault in faults]
    with pytest.raises(RuleInvalid):
        DeadlineRule.from_dict(data)


def test_all_faults_of_a_rule_are_told_at_once() -> None:
    faults = check_rule({"basis": "after_cutoff", "count": -1, "unit": "week", "day": 3, "nonsense": 1})
    assert {fault.field for fault in faults} == {"code", "count", "unit", "day", "nonsense"}


def test_the_length_of_a_working_day_is_the_callers() -> None:
    eight = rule("hours", Basis.AFTER_BASE, count=8, unit=Unit.WORKING_HOUR)
    base = datetime(2020, 8, 14, 8, tzinfo=VIETNAM)
    assert due(eight, OFFICIAL, base=base).due_at - base == timedelta(hours=9)
