"""Section 8 of the fact sheet, line by line: what can be rebuilt from its counts is, and what cannot is told."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dieuhanh.directives.rules.arithmetic import Counts, Rate, RateName, Rounding, add_up, complement_of
from dieuhanh.directives.rules.published import (
    Doubt,
    Published,
    closing_rush,
    counts_of,
    explain,
    judge,
    rate_of,
    transposed,
)
from dieuhanh.directives.rules.states import Class, Facts, Stage, classify, days_late

CALM = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
"""A busy machine is no fault."""
D = Decimal
S4 = Published(
    all=3726, done=1739, done_in_time=1310, done_late=429, open=1987, open_in_term=1812, open_overdue=175
)
S5 = Published(all=6272, done=2501, open_overdue=222, rates=(D("91.8"), D("8.2")))
S6 = Published(all=7349, done=4069, open=3280, open_in_term=3138, open_overdue=142, rates=(D("3.56"),))
S8 = Published(all=596, done=501, open=92, open_in_term=85, open_overdue=7, withdrawn=2, transferred=1)
S10 = Published(
    all=21914,
    done=16051,
    done_in_time=14068,
    done_late=1983,
    open=5863,
    open_in_term=5640,
    open_overdue=223,
    rates=(D("98.62"), D("1.38")),
)
S11 = Published(all=18820, open_overdue=218, rates=(D("1.15"),))
S12 = Published(all=511, done=390, open=121, open_in_term=80, open_overdue=41)
S13 = Published(all=251, done=180, open=71, open_overdue=29)
S14 = Published(all=2504, open=14, open_in_term=0, open_overdue=14, rates=(D("99.5"),))
S16 = Published(all=833, done=585, open=248, open_in_term=67, open_overdue=181)
S17 = Published(all=6, done=3, open=3)
S18 = Published(all=690, done=348, open=184, regular=119, rates=(D("50"),))
S20 = Published(all=89, done=21, open=68, open_in_term=57, open_overdue=11, rates=(D("12.3"),))
S21_PRINTED = Published(
    all=9831, done=7892, open_in_term=1602, open_overdue=319, rates=(D("80.3"), D("16.47"), D("3.23"))
)
S21 = Published(
    all=9831, done=7892, open_in_term=1620, open_overdue=319, rates=(D("80.3"), D("16.47"), D("3.23"))
)
S22 = Published(
    all=9831, done=8150, open_in_term=1620, open_overdue=61, rates=(D("82.9"), D("16.47"), D("0.62"))
)
S23 = Published(all=658, done=619, open=39, open_in_term=39, open_overdue=0)
S24 = Published(all=608, list_of=45, listed=35)


def codes(line: Published) -> list[str]:
    return [one.code for one in judge(line)]


@dataclass(frozen=True)
class Rebuilt:
    line: Published
    rate: RateName
    places: int
    printed: D


@pytest.mark.parametrize(
    "case",
    [
        Rebuilt(S4, RateName.R1, 2, D("9.14")),
        Rebuilt(S4, RateName.R2, 2, D("4.70")),
        Rebuilt(S4, RateName.R3, 1, D("31.6")),
        Rebuilt(S6, RateName.R1, 2, D("3.37")),
        Rebuilt(S6, RateName.R2, 2, D("1.93")),
        Rebuilt(S6, RateName.OVERDUE_OF_OPEN, 2, D("4.33")),
        Rebuilt(S8, RateName.R1, 2, D("1.38")),
        Rebuilt(S10, RateName.R1, 2, D("1.37")),
        Rebuilt(S10, RateName.R2, 2, D("1.02")),
        Rebuilt(S10, RateName.R3, 2, D("13.56")),
        Rebuilt(S12, RateName.OVERDUE_OF_OPEN, 1, D("33.9")),
        Rebuilt(S13, RateName.OVERDUE_OF_OPEN, 1, D("40.8")),
        Rebuilt(S14, RateName.DONE, 2, D("99.44")),
        Rebuilt(S16, RateName.R1, 1, D("23.6")),
        Rebuilt(S21, RateName.OPEN, 2, D("16.48")),
        Rebuilt(S21, RateName.R2, 2, D("3.24")),
        Rebuilt(S22, RateName.R2, 2, D("0.62")),
        Rebuilt(S22, RateName.R1, 2, D("0.74")),
        Rebuilt(S22, RateName.DONE, 1, D("82.9")),
        Rebuilt(S23, RateName.R1, 2, D("0.00")),
    ],
)
def test_a_rate_is_rebuilt_from_the_counts(case: Rebuilt) -> None:
    found = rate_of(case.line, case.rate)
    assert isinstance(found, Rate)
    assert found.printed(Rounding.HALF_UP, case.places) == case.printed


@pytest.mark.parametrize("line", [S4, S8, S12, S13, S16, S17, S20, S22, S23, S10, S21])
def test_the_sums_of_a_line_hold(line: Published) -> None:
    assert "unbalanced" not in codes(line)


def test_rates_printed_by_half_up_say_nothing() -> None:
    assert codes(S5) == []
    assert next(one.rate for one in explain(D("91.8"), S5)) is RateName.DONE_OF_DUE


def test_s3_rates_without_counts_cannot_be_rebuilt() -> None:
    assert codes(Published(rates=(D("21"),))) == ["rates_only"]
    # S6 says 14.74 points down from a year before: 18.30, not the 21 that S3 gives for 2015.
    assert D("3.56") + D("14.74") == D("18.30") != D("21")


def test_s6_is_not_reproducible() -> None:
    assert codes(S6) == ["not_rebuilt"]


def test_s8_balances_only_with_what_was_withdrawn_and_transferred() -> None:
    short = Published(all=596, done=501, open=92, open_in_term=85, open_overdue=7, withdrawn=2)
    assert [one.value for one in judge(short)] == [1]
    shorter = Published(all=596, done=501, open=92, open_in_term=85, open_overdue=7)
    assert "595" not in judge(shorter)[0].text.vi
    assert "593" in judge(shorter)[0].text.vi


def test_s10_is_truncated_and_then_taken_from_a_hundred() -> None:
    assert codes(S10) == ["not_rounded", "not_rounded"]
    r1 = counts_of(S10)
    assert r1 is not None
    assert r1.rate(RateName.R1).printed(Rounding.COMPLEMENT, 2) == D("1.38")
    assert r1.rate(RateName.DONE_OF_DUE).printed(Rounding.TRUNCATED, 2) == D("98.62")
    assert r1.rate(RateName.DONE_OF_DUE).printed(Rounding.HALF_UP, 2) == D("98.63")


def test_s11_divides_by_all_tasks_and_truncates() -> None:
    assert [(one.rate, one.rule) for one in explain(D("1.15"), S11)] == [(RateName.R2, Rounding.TRUNCATED)]


def test_s14_comes_out_only_as_the_rest_of_a_truncated_rate() -> None:
    assert all(one.rule is Rounding.COMPLEMENT for one in explain(D("99.5"), S14))
    assert codes(S14) == ["not_rounded"]


def test_s18_thirty_nine_tasks_are_missing_and_no_rate_is_printed() -> None:
    wrong = judge(S18)[0]
    assert (wrong.code, wrong.value) == ("unbalanced", 39)
    assert isinstance(rate_of(S18, RateName.DONE), Doubt)


def test_s20_is_truncated() -> None:
    assert explain(D("12.3"), S20)[0].rate is RateName.R2
    assert codes(S20) == ["not_rounded"]


def test_s21_has_two_digits_changed_about() -> None:
    found = {one.code: one.value for one in judge(S21_PRINTED)}
    assert found["unbalanced"] == 18
    assert found["transposed"] == 1620
    assert transposed(1602, 18) == 1620
    assert "unbalanced" not in codes(S21)
    assert complement_of(D("80.30"), D("16.47")) == D("3.23")


def test_s22_shows_the_rush_before_the_meeting() -> None:
    assert closing_rush(S21, S22) == 258


def test_s24_a_cut_list_is_told() -> None:
    assert [(one.code, one.value) for one in judge(S24)] == [("list_cut", 10)]


def test_a_rate_over_nothing_is_no_rate() -> None:
    assert Counts().rate(RateName.R1).printed() is None


counts = st.builds(Counts, *(st.integers(0, 30_000) for _ in range(7)))


@CALM
@given(st.lists(counts, max_size=6))
def test_the_identities_hold_for_any_sum(many: list[Counts]) -> None:
    total = add_up(many)
    assert total.all == total.done + total.open + total.withdrawn + total.transferred
    assert total.done == total.done_in_time + total.done_late
    assert total.open == total.open_in_term + total.open_overdue
    assert total.all == sum(one.all for one in many)


@CALM
@given(st.integers(0, 10_000), st.integers(1, 10_000), st.integers(0, 3))
def test_roundings_lie_within_one_step(top: int, more: int, places: int) -> None:
    rate = Rate(RateName.R1, top, top + more)
    exact = D(top * 100) / D(top + more)
    step = D(1).scaleb(-places)
    printed = {rule: rate.printed(rule, places) for rule in Rounding}
    for value in printed.values():
        assert value is not None
        assert abs(value - exact) <= step
    assert printed[Rounding.TRUNCATED] <= printed[Rounding.HALF_UP] <= printed[Rounding.COMPLEMENT]  # type: ignore[operator]


days = st.dates(date(2016, 1, 1), date(2026, 12, 31))


@CALM
@given(
    st.sampled_from(Stage),
    days,
    st.none() | days,
    st.none() | days,
    st.none() | days,
    st.booleans(),
    st.booleans(),
    days,
)
def test_every_task_has_exactly_one_class(stage, given_on, due, done, closed, regular, heard, as_of) -> None:  # type: ignore[no-untyped-def]
    found = classify(Facts(stage, given_on, due, done, closed, regular, heard=heard), as_of)
    assert found in Class
    if given_on > as_of:
        assert found is Class.UNCOUNTED
    if found is Class.OPEN_OVERDUE:
        assert due is not None
        assert as_of > due
        assert heard


def test_decree_45_is_ninety_nine_days_late_by_its_own_date() -> None:
    due, product = date(2019, 12, 31), date(2020, 4, 8)
    facts = Facts(Stage.VERIFIED, date(2019, 3, 7), due, product)
    assert classify(facts, date(2020, 8, 10)) is Class.DONE_LATE
    assert days_late(due, product, date(2020, 8, 10)) == 99
    assert classify(facts, product - timedelta(days=1)) is Class.OPEN_OVERDUE
    assert days_late(date(2019, 6, 30), date(2020, 2, 24), date(2020, 8, 10)) == 239
