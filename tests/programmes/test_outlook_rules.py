"""Planned paths and judgements of likelihood, apart from figures and verdicts."""

from datetime import date
from decimal import Decimal

import pytest

from dieuhanh.programmes.rules.outlook import (
    Grade,
    Likelihood,
    Part,
    Point,
    check_likelihood,
    check_path,
    planned_at,
)
from dieuhanh.programmes.rules.steps import BY_ACTION, STEPS, Side, State
from dieuhanh.programmes.rules.verdicts import Rule

RULE, DUE = Rule(value=Decimal(30)), date(2020, 12, 31)


def path(*points: tuple[str, int]) -> list[Point]:
    return [Point(month, Decimal(value)) for month, value in points]


@pytest.mark.parametrize(
    ("points", "code"),
    [
        ([], "empty"),
        (path(("2020-13", 1)), "month"),
        (path(("2020-09", 1), ("2020-09", 2)), "order"),
        (path(("2020-10", 1), ("2020-09", 30)), "order"),
        (path(("2021-01", 30)), "late"),
        (path(("2020-12", 29)), "short"),
        (path(*((f"{2000 + n // 12}-{n % 12 + 1:02d}", 1) for n in range(121))), "many"),
    ],
)
def test_a_path_that_is_none(points: list[Point], code: str) -> None:
    assert code in {one.code for one in check_path(points, RULE, DUE)}


def test_a_path_that_arrives() -> None:
    points = path(("2020-08", 16), ("2020-10", 22), ("2020-12", 30))
    assert check_path(points, RULE, DUE) == []
    assert planned_at(points, date(2020, 8, 31)) is None  # August has not ended
    assert planned_at(points, date(2020, 9, 1)) == 16
    assert planned_at(points, date(2020, 12, 1)) == 22


def test_a_judgement_has_four_parts_and_is_no_better_than_the_best() -> None:
    parts = dict.fromkeys(Part, Grade.PROBLEMATIC)
    assert check_likelihood(Likelihood(parts, Grade.PROBLEMATIC)) == []
    assert [one.code for one in check_likelihood(Likelihood(parts, Grade.GOOD))] == ["overall"]
    assert len(check_likelihood(Likelihood({Part.STAGE: Grade.GOOD}, Grade.GOOD))) == 3


def test_the_steps_are_a_table_without_gaps() -> None:
    assert len(BY_ACTION) == len(STEPS)
    assert all(one.source is State.CLAIMED and one.target is not State.CLAIMED and one.past for one in STEPS)
    assert {one.side for one in STEPS} == set(Side)
