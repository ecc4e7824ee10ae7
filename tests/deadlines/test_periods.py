"""Periods: codes, names, the windows of Decree 09/2019 Art. 12, and what follows and contains what."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dieuhanh.deadlines.rules import (
    CALENDAR,
    FIFTEENTH,
    NotAConvention,
    NotAPeriod,
    Period,
    PeriodKind,
    day_period,
    parse,
    parse_name,
    period_on,
    period_range,
    periods_of,
)
from tests.deadlines.calendars import d

YEARS = st.integers(1990, 2100)


@st.composite
def periods(draw: st.DrawFn) -> Period:
    kind = draw(st.sampled_from(list(PeriodKind)))
    return draw(st.sampled_from(periods_of(kind, draw(YEARS))))


@pytest.mark.parametrize(
    ("code", "data_from", "data_to"),
    [  # Decree 09/2019/NĐ-CP Art. 12, with the quarters expanded
        ("2020-08", "15/07/2020", "14/08/2020"),
        ("2020-01", "15/12/2019", "14/01/2020"),
        ("2020-03", "15/02/2020", "14/03/2020"),
        ("2020-Q1", "15/12/2019", "14/03/2020"),
        ("2020-Q2", "15/03/2020", "14/06/2020"),
        ("2020-Q3", "15/06/2020", "14/09/2020"),
        ("2020-Q4", "15/09/2020", "14/12/2020"),
        ("2020-H1", "15/12/2019", "14/06/2020"),
        ("2020-H2", "15/06/2020", "14/12/2020"),
        ("2020-9M", "15/12/2019", "14/09/2020"),
        ("2020", "15/12/2019", "14/12/2020"),
        ("2020-08-10", "10/08/2020", "10/08/2020"),
    ],
)
def test_the_window_is_that_of_article_12(code: str, data_from: str, data_to: str) -> None:
    window = parse(code).window(FIFTEENTH)
    assert (window.data_from, window.data_to) == (d(data_from), d(data_to))
    assert d(data_to) in window
    assert d(data_to) + timedelta(days=1) not in window


@pytest.mark.parametrize(
    ("code", "data_from", "data_to"),
    [
        ("2020-02", "01/02/2020", "29/02/2020"),
        ("2020-Q1", "01/01/2020", "31/03/2020"),
        ("2020-H2", "01/07/2020", "31/12/2020"),
        ("2020-9M", "01/01/2020", "30/09/2020"),
        ("2020", "01/01/2020", "31/12/2020"),
    ],
)
def test_the_calendar_window_is_the_months_themselves(code: str, data_from: str, data_to: str) -> None:
    window = parse(code).window(CALENDAR)
    assert (window.data_from, window.data_to) == (d(data_from), d(data_to))


def test_a_window_of_another_day_is_written_the_same_way() -> None:
    window = parse("2017-07").window("16-15")
    assert (window.data_from, window.data_to) == (d("16/06/2017"), d("15/07/2017"))


@pytest.mark.parametrize("wrong", ["15-15", "1-0", "29-28", "15", "calender", "", "15-14-13"])
def test_it_refuses_a_convention_that_is_none(wrong: str) -> None:
    with pytest.raises(NotAConvention):
        parse("2020-08").window(wrong)


@given(periods())
def test_a_code_and_both_names_are_read_back(period: Period) -> None:
    assert parse(period.code) == period
    assert parse_name(period.name.vi) == period
    assert parse_name(period.name.en) == period
    assert parse_name(f"  {period.name.vi.upper()} ") == period


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("tháng 08 năm 2020", "2020-08"),
        ("quý 3 năm 2020", "2020-Q3"),
        ("Quý IV/2020", "2020-Q4"),
        ("9 tháng đầu năm 2020", "2020-9M"),
        ("10/08/2020", "2020-08-10"),
        ("2020-h2", "2020-H2"),
    ],
)
def test_it_reads_what_officials_write(text: str, code: str) -> None:
    assert parse_name(text).code == code


@pytest.mark.parametrize(
    "wrong",
    [
        "",
        "2020-13",
        "2020-00",
        "2020-Q5",
        "2020-H3",
        "2020-6M",
        "20-08",
        "2020-02-30",
        "2020-8",
        "tháng 13/2020",
        "31/02/2020",
        "0000",
        "2020-08\n",
        "٢٠٢٠",
    ],
)
def test_it_refuses_what_is_no_period_and_says_how_to_write_one(wrong: str) -> None:
    for read in (parse, parse_name):
        if read is parse_name and wrong == "2020-08\n":
            continue  # a name may have white space around it
        with pytest.raises(NotAPeriod) as refused:
            read(wrong)
        assert "2020-Q3" in refused.value.text.vi


def test_names_are_those_on_official_papers() -> None:
    names = [parse(code).name for code in ("2020-08", "2020-Q3", "2020-H1", "2020-9M", "2020")]
    assert [name.vi for name in names] == [
        "Tháng 8/2020",
        "Quý III/2020",
        "6 tháng đầu năm 2020",
        "9 tháng năm 2020",
        "Năm 2020",
    ]
    assert names[0].en == "August 2020"


@given(periods(), st.integers(-30, 30))
def test_next_and_previous_undo_each_other(period: Period, count: int) -> None:
    assert period.next().previous() == period
    assert period.shifted(count).shifted(-count) == period
    assert period < period.next()


@given(st.sampled_from([kind for kind in PeriodKind if kind is not PeriodKind.NINE_MONTHS]), YEARS)
def test_the_windows_of_a_kind_follow_without_gap_or_overlap(kind: PeriodKind, year: int) -> None:
    for convention in (CALENDAR, FIFTEENTH):
        for period in periods_of(kind, year)[:40]:
            after = period.next().window(convention)
            assert after.data_from == period.window(convention).data_to + timedelta(days=1)


@given(periods(), st.sampled_from([CALENDAR, FIFTEENTH]))
def test_every_day_of_a_window_belongs_to_its_period(period: Period, convention: str) -> None:
    window = period.window(convention)
    for day in (window.data_from, window.data_to):
        assert period_on(period.kind, day, convention) == period


def test_the_days_after_nine_months_belong_to_no_nine_months() -> None:
    assert period_on(PeriodKind.NINE_MONTHS, d("15/09/2020")) is None
    assert period_on(PeriodKind.NINE_MONTHS, d("15/12/2020")) == parse("2021-9M")


def test_the_same_period_last_year() -> None:
    codes = {"2020-08": "2019-08", "2020-Q1": "2019-Q1", "2020-9M": "2019-9M", "2020": "2019"}
    assert {code: parse(code).same_last_year().code for code in codes} == codes
    assert parse("2020-02-29").same_last_year() == day_period(d("28/02/2019"))


def test_which_periods_contain_which() -> None:
    containing = {
        code: [one.code for one in parse(code).containing()] for code in ("2020-08", "2020-10-05", "2020-Q4")
    }
    assert containing == {
        "2020-08": ["2020-Q3", "2020-H2", "2020-9M", "2020"],
        "2020-10-05": ["2020-10", "2020-Q4", "2020-H2", "2020"],
        "2020-Q4": ["2020-H2", "2020"],
    }
    assert [one.code for one in parse("2020-9M").parts(PeriodKind.QUARTER)] == [
        "2020-Q1",
        "2020-Q2",
        "2020-Q3",
    ]
    assert parse("2020-9M").parts(PeriodKind.HALF) == ()
    assert len(parse("2020").parts(PeriodKind.DAY)) == 366
    assert parse("2020-08").parts(PeriodKind.MONTH) == ()


@given(periods())
def test_the_parts_of_a_period_tile_it(period: Period) -> None:
    assert len(period.parts(PeriodKind.DAY)) == (period.last_day - period.first_day).days + 1
    for kind in (PeriodKind.MONTH, PeriodKind.QUARTER):
        parts = period.parts(kind)
        if parts:
            assert parts[0].first_day == period.first_day
            assert parts[-1].last_day == period.last_day
            assert all(period in (*part.containing(), part) for part in parts)


def test_a_range_has_both_ends_and_one_kind() -> None:
    codes = [one.code for one in period_range(parse("2019-11"), parse("2020-02"))]
    assert codes == ["2019-11", "2019-12", "2020-01", "2020-02"]
    with pytest.raises(ValueError, match="one kind"):
        period_range(parse("2019"), parse("2020-02"))
