"""How figures are written and read back."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dieuhanh.interface import rules

NBSP = "\u00a0"
numbers = st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**18), max_value=10**18, places=4)


@given(numbers, st.integers(0, 4), st.sampled_from(["vi", "en"]))
def test_what_is_written_is_read_back_as_the_same_number(value: Decimal, decimals: int, lang: str) -> None:
    text = rules.format_number(value, decimals, lang)
    read = rules.parse_number(text, lang)
    assert read.ok, read.fault
    assert read.value is not None
    assert abs(read.value - value) <= Decimal(1).scaleb(-decimals) / 2
    assert rules.format_number(read.value, decimals, lang) == text


@given(numbers, st.sampled_from(["vi", "en"]))
def test_without_decimals_asked_no_digit_is_lost(value: Decimal, lang: str) -> None:
    assert rules.parse_number(rules.format_number(value, None, lang), lang).value == value


@given(st.text(max_size=60), st.sampled_from(["vi", "en"]))
def test_any_text_is_read_or_refused_with_a_sentence_and_never_fails(text: str, lang: str) -> None:
    read = rules.parse_number(text, lang)
    assert bool(read.code) == bool(read.fault)
    assert not (read.code and read.value is not None)


@pytest.mark.parametrize(
    ("value", "decimals", "vi", "en"),
    [
        (1234567.8, None, "1.234.567,8", "1,234,567.8"),
        (20.5, 1, "20,5", "20.5"),
        (2.5, 0, "3", "3"),
        (-2.5, 0, "\u22123", "\u22123"),
        (-0.04, 1, "0,0", "0.0"),
        (0, None, "0", "0"),
        (None, 1, "–", "–"),
        (float("nan"), 1, "–", "–"),
    ],
)
def test_numbers_follow_the_language(value: float | None, decimals: int | None, vi: str, en: str) -> None:
    assert rules.format_number(value, decimals, "vi") == vi
    assert rules.format_number(value, decimals, "en") == en


@pytest.mark.parametrize(
    ("text", "code", "suggestion"),
    [
        ("1.2O4", "letter", "1.204"),
        ("l2", "letter", "12"),
        ("12.5", "group", "12,5"),
        ("1,234,567", "points", "1.234.567"),
        ("1,234.5", "group", "1.234,5"),
        ("20,5 %", "percent", "20,5"),
        ("=A1+1", "formula", ""),
        ("chưa có", "text", "1.204,5"),
        ("9" * 50, "long", ""),
    ],
)
def test_it_names_what_is_wrong_and_what_to_write_instead(text: str, code: str, suggestion: str) -> None:
    read = rules.parse_number(text, "vi")
    assert (read.code, read.suggestion) == (code, suggestion)
    assert suggestion in read.fault


@pytest.mark.parametrize("text", ["", " ", "–", "-", "\u00a0"])
def test_an_empty_cell_is_no_number_and_no_fault(text: str) -> None:
    assert rules.parse_number(text) == rules.Parsed(None)


@pytest.mark.parametrize("suggested_for", ["1.2O4", "12.5", "1,234,567", "1,234.5", "20,5 %"])
def test_what_it_suggests_is_itself_accepted(suggested_for: str) -> None:
    assert rules.parse_number(rules.parse_number(suggested_for).suggestion).ok


@pytest.mark.parametrize(
    ("dong", "vi", "en"),
    [
        (6_300_000_000_000, "6.300 tỷ đồng", "6.3 trillion dong"),
        (1_500_000_000, "1,5 tỷ đồng", "1.5 billion dong"),
        (2_000_000, "2 triệu đồng", "2 million dong"),
        (950_000, "950.000 đồng", "950,000 dong"),
        (0, "0 đồng", "0 dong"),
        (-6_300_000_000, "\u22126,3 tỷ đồng", "\u22126.3 billion dong"),
    ],
)
def test_big_money_is_shortened(dong: int, vi: str, en: str) -> None:
    assert str(rules.format_money(dong, "vi")).replace(NBSP, " ") == vi
    assert str(rules.format_money(dong, "en")).replace(NBSP, " ") == en


def test_shortened_money_keeps_its_full_value_and_small_money_hides_nothing() -> None:
    assert rules.format_money(6_300_000_000_000).full == f"6.300.000.000.000{NBSP}đồng"
    assert rules.format_money(6_300_000_000_000).shortened
    assert not rules.format_money(950_000).shortened


def test_a_ratio_shows_its_parts_and_nothing_is_divided_by_zero() -> None:
    assert rules.format_ratio(1235, 4888) == rules.Short("25,3", "%", "1.235 / 4.888")
    assert rules.format_ratio(3, 0).text == "–"
    assert rules.percent_of(None, 5) is None


def test_a_percent_sign_stands_apart_in_vietnamese_and_close_in_english() -> None:
    assert rules.join_unit("20,5", "%", "vi") == f"20,5{NBSP}%"
    assert rules.join_unit("20.5", "%", "en") == "20.5%"
    assert rules.join_unit("–", "%", "vi") == "–"
