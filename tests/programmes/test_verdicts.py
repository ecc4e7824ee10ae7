"""Verdicts: one body that fails makes "each" false, a claim proves nothing, and what is not known is not met."""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from dieuhanh.deadlines.rules.text import Text
from dieuhanh.programmes.rules.verdicts import (
    Direction,
    Obliged,
    Reading,
    Rule,
    Scope,
    Verdict,
    check_rule,
    judge,
    judge_reading,
    mean_of,
    say,
)

EACH = Rule(value=Decimal(20), scope=Scope.EACH)
DUE, AFTER = date(2020, 12, 31), date(2021, 1, 15)


def proved(value: int | str) -> Reading:
    return Reading(proved=Fraction(value))


def claimed(*values: int | str) -> Reading:
    return Reading(claims=tuple(Fraction(one) for one in values))


def over(readings: dict[Any, Reading], rule: Rule = EACH, **more: Any) -> Any:
    obliged = [Obliged(one) for one in more.pop("obliged", readings)]
    return judge(rule, obliged=obliged, readings=readings, due=DUE, as_of=more.pop("as_of", AFTER), **more)


def test_a13_one_of_three_fails_though_the_mean_would_do() -> None:
    parts = [(Decimal(2500), Decimal(10_000)), (Decimal(220), Decimal(1000)), (Decimal(12), Decimal(100))]
    mean = mean_of(parts)
    assert mean is not None
    assert mean[0] / mean[1] >= Decimal("0.20")
    found = over({"A": proved(25), "B": proved(22), "C": proved(12)}, nation=proved(24))
    assert found.verdict is Verdict.NOT_MET
    assert found.failed == ("C",)
    assert (found.bodies, len(found.met)) == (3, 2)


def test_unknown_bodies_keep_a_target_unknown_and_are_named() -> None:
    found = over({"A": proved(25)}, obliged=["A", "B", "C"])
    assert found.verdict is Verdict.UNKNOWN
    assert found.unknown == ("B", "C")


def test_a_failure_counts_more_than_what_is_not_known() -> None:
    assert over({"A": claimed(5)}, obliged=["A", "B"]).verdict is Verdict.NOT_MET


def test_a_body_s_word_is_enough_to_fail_it_and_not_enough_to_pass() -> None:
    assert judge_reading(EACH, claimed(19)) is Verdict.NOT_MET
    assert judge_reading(EACH, claimed(100)) is Verdict.UNPROVED
    assert over({"A": claimed(100), "B": proved(30)}).verdict is Verdict.UNPROVED


def test_records_that_fall_short_of_the_claim_fail_it() -> None:
    assert judge_reading(EACH, claimed(100, 12)) is Verdict.NOT_MET


def test_what_was_found_decides_over_what_was_claimed() -> None:
    assert judge_reading(EACH, Reading((Fraction(100),), Fraction(12))) is Verdict.NOT_MET
    assert judge_reading(EACH, Reading((Fraction(12),), Fraction(25))) is Verdict.MET


def test_before_it_is_due_it_is_not_yet_due_and_says_how_it_stands() -> None:
    found = over({"A": proved(12)}, as_of=date(2020, 8, 10))
    assert (found.verdict, found.stands, found.failed) == (Verdict.NOT_YET_DUE, Verdict.NOT_MET, ("A",))
    assert over({"A": proved(12)}, as_of=DUE).verdict is Verdict.NOT_MET


def test_nobody_obliged_is_unknown() -> None:
    assert over({}).verdict is Verdict.UNKNOWN


def test_the_rank_of_the_united_nations_rose_by_two() -> None:
    rule = Rule(value=Decimal(10), upper=Decimal(15), direction=Direction.BETWEEN)
    assert judge(rule, nation=claimed(2), due=DUE, as_of=AFTER).verdict is Verdict.NOT_MET
    # eight of 148 regimes: 5.4 % of the 30 that were to be
    assert (
        judge(Rule(value=Decimal(30)), nation=claimed(Fraction(800, 148)), as_of=AFTER).verdict
        is Verdict.NOT_MET
    )
    assert judge(Rule(value=Decimal(30)), nation=claimed("30.1"), as_of=AFTER).verdict is Verdict.UNPROVED


def test_a_level_has_its_own_value() -> None:
    rule = Rule(
        scope=Scope.EACH_LEVEL,
        levels={"province": Decimal(80), "district": Decimal(60), "commune": Decimal(30)},
    )
    bodies = [
        Obliged("T", "province"),
        Obliged("H", "district"),
        Obliged("X", "commune"),
        Obliged("Y", "commune"),
    ]
    readings = {"T": proved(70), "H": proved(70), "X": proved(30), "Y": proved("29.9")}
    found = judge(rule, obliged=bodies, readings=readings, as_of=AFTER)
    assert found.failed == ("T", "Y")
    assert judge_reading(rule, proved(99), "ministry") is Verdict.UNKNOWN


def test_what_is_missing_keeps_everything_unknown() -> None:
    rule = Rule(value=Decimal(20), missing=Text("mẫu số", "the denominator"))
    assert judge(rule, nation=proved(90), as_of=AFTER).verdict is Verdict.UNKNOWN


def test_the_mean_is_the_ratio_of_sums_and_needs_every_body() -> None:
    assert mean_of([(Decimal(50), Decimal(100)), (Decimal(0), Decimal(900))]) == (Decimal(50), Decimal(1000))
    assert mean_of([(Decimal(1), Decimal(2)), None]) is None
    assert mean_of([]) is None


@pytest.mark.parametrize(
    ("rule", "field"),
    [
        (Rule(), "value"),
        (Rule(scope=Scope.EACH_LEVEL), "levels"),
        (Rule(value=Decimal(1), levels={"province": Decimal(1)}), "levels"),
        (Rule(value=Decimal(5), direction=Direction.BETWEEN), "upper"),
        (Rule(value=Decimal(5), upper=Decimal(4), direction=Direction.BETWEEN), "upper"),
        (Rule(value=Decimal(5), upper=Decimal(6)), "upper"),
    ],
)
def test_a_rule_that_cannot_decide_is_refused(rule: Rule, field: str) -> None:
    assert field in {one.field for one in check_rule(rule)}
    assert all(one.text.vi and one.text.en for one in check_rule(rule))


def test_a_rule_is_said_in_both_languages() -> None:
    assert say(EACH, "%", "en") == "at least 20%"
    assert (
        say(Rule(value=Decimal("30.5"), upper=Decimal(50), direction=Direction.BETWEEN), "%", "vi")
        == "30,5–50 %"
    )
    levels = Rule(scope=Scope.EACH_LEVEL, levels={"province": Decimal(80)})
    assert say(levels, "%", "en") == "at least: province 80%"
    places = Rule(value=Decimal(10), direction=Direction.AT_LEAST)
    assert say(places, "bậc", "en") == "at least 10 places"
    assert say(places, "bậc", "vi") == "ít nhất 10 bậc"


NUMBERS = some.decimals(min_value=-1000, max_value=1000, places=3)
READINGS = some.builds(
    Reading,
    some.lists(some.fractions(-1000, 1000), max_size=2).map(tuple),
    some.none() | some.fractions(-1000, 1000),
)


@given(some.dictionaries(some.integers(0, 30), READINGS), some.sets(some.integers(0, 30)), NUMBERS)
def test_every_obliged_body_is_named_exactly_once(
    readings: dict[Any, Reading], obliged: set[int], value: Decimal
) -> None:
    found = over(readings, Rule(value=value, scope=Scope.EACH), obliged=sorted(obliged))
    named = [*found.met, *found.failed, *found.unproved, *found.unknown]
    assert sorted(named) == sorted(obliged)
    assert (found.verdict is Verdict.MET) == (bool(obliged) and len(found.met) == len(obliged))
    assert (found.verdict is Verdict.NOT_MET) == bool(found.failed)


@given(
    some.builds(
        Rule,
        some.sampled_from(Direction),
        some.none() | NUMBERS,
        some.none() | NUMBERS,
        some.sampled_from(Scope),
        some.dictionaries(some.sampled_from(["ministry", "province", "commune"]), NUMBERS),
        some.builds(Text, some.text(), some.text()),
    )
)
def test_a_rule_comes_back_from_its_data(rule: Rule) -> None:
    assert Rule.from_dict(rule.to_dict()) == rule


@pytest.mark.parametrize(
    "wrong", [{"direction": "sideways"}, {"scope": "all"}, {"value": "many"}, {"value": "NaN"}]
)
def test_data_that_is_no_rule_is_refused(wrong: dict[str, str]) -> None:
    with pytest.raises(ValueError):
        Rule.from_dict(wrong)
