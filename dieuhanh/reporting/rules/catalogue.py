"""What an indicator and a target may be, and whether a target was met. Pure.

Law: indicators and their lists in Decision 293/QĐ-TTg and 1498/QĐ-TTg; windows of data in Decree 09/2019/NĐ-CP Art. 12.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from dieuhanh.deadlines.rules.periods import NotAConvention, PeriodKind, convention_day

POWERS = {
    "indicators.manage": "Add and change indicators, sources and targets",
    "facts.import": "Import figures",
    "facts.view": "See the figures of the bodies in one's remit",
}

NESTED_KINDS = frozenset({"province", "district", "commune"})
"""Kinds of body of which one lies within another: only one of them may feed a total, or it would count twice."""


class Judgement(StrEnum):
    """Whether a value meets a target."""

    MET = "met"
    NOT_MET = "not_met"
    CANNOT_SAY = "cannot_say"


@dataclass(frozen=True, slots=True)
class TargetRule:
    """The bounds of a target. `point` and `about` carry the same number in `low` and `high`."""

    kind: str
    low: Decimal | None
    high: Decimal | None
    strict: bool = False
    direction: str = "neutral"


def judge(target: TargetRule, value: Decimal | None) -> Judgement:
    """Whether `value` meets `target`.

    A point is met on its better side when the indicator has one, else only by the same number in the target's own
    decimals. "About" says no more than it says: on the wrong side of it nobody can say.
    """
    if value is None:
        return Judgement.CANNOT_SAY
    match target.kind:
        case "at_least" if target.low is not None:
            return _met(value > target.low or (value == target.low and not target.strict))
        case "at_most" if target.high is not None:
            return _met(value < target.high or (value == target.high and not target.strict))
        case "range" if target.low is not None and target.high is not None:
            return _judge_range(target, value)
        case "point" | "about" if target.low is not None:
            reached = _reaches_point(target, value)
            return Judgement.CANNOT_SAY if target.kind == "about" and not reached else _met(reached)
    return Judgement.CANNOT_SAY


def _judge_range(target: TargetRule, value: Decimal) -> Judgement:
    if target.low is None or target.high is None:
        return Judgement.CANNOT_SAY
    if target.direction == "higher":
        return _met(value >= target.low)
    if target.direction == "lower":
        return _met(value <= target.high)
    return _met(target.low <= value <= target.high)


def _reaches_point(target: TargetRule, value: Decimal) -> bool:
    point = target.low or Decimal(0)
    same = value.quantize(_step(point), rounding=ROUND_HALF_UP) == point
    return (
        same
        or (target.direction == "higher" and value >= point)
        or (target.direction == "lower" and value <= point)
    )


def _step(point: Decimal) -> Decimal:
    exponent = point.normalize().as_tuple().exponent
    return Decimal(1).scaleb(min(int(exponent), 0))


def _met(yes: bool) -> Judgement:
    return Judgement.MET if yes else Judgement.NOT_MET


def faults_of_bounds(kind: str, low: Decimal | None, high: Decimal | None) -> list[tuple[str, str]]:
    """(field, what to write instead) for bounds that do not fit the kind of target."""
    faults: list[tuple[str, str]] = []
    if kind in {"point", "about", "at_least", "range"} and low is None:
        faults.append(("low", "needed"))
    if kind in {"at_most", "range"} and high is None:
        faults.append(("high", "needed"))
    if kind in {"point", "about"} and low is not None and high not in {None, low}:
        faults.append(("high", "same"))
    if kind == "at_least" and high is not None:
        faults.append(("high", "empty"))
    if kind == "at_most" and low is not None:
        faults.append(("low", "empty"))
    if kind == "range" and low is not None and high is not None and high < low:
        faults.append(("high", "order"))
    return faults


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """How an indicator's figures add up."""

    over_organisations: str
    over_time: str
    has_weight: bool
    period_kinds: tuple[str, ...]
    convention: str
    respondents: tuple[str, ...]


def faults_of_arithmetic(given: Arithmetic) -> list[tuple[str, str]]:
    """(field, what is wrong) for arithmetic that would give wrong totals."""
    faults: list[tuple[str, str]] = []
    if given.has_weight != (given.over_organisations == "weighted_mean"):
        faults.append(("weight", "weighted_mean"))
    if len(NESTED_KINDS.intersection(given.respondents)) > 1:
        faults.append(("respondents", "nested"))
    if given.over_organisations in {"sum", "weighted_mean"} and not given.respondents:
        faults.append(("respondents", "needed"))
    if not given.period_kinds or set(given.period_kinds) - {kind.value for kind in PeriodKind}:
        faults.append(("period_kinds", "kinds"))
    try:
        convention_day(given.convention)
    except NotAConvention:
        faults.append(("convention", "convention"))
    return faults


def respondents_by_default(over_organisations: str, breakdowns: Sequence[str] = ()) -> list[str]:
    """The kinds of body that feed a total where the catalogue does not say."""
    return ["province"] if over_organisations in {"sum", "weighted_mean"} else []
