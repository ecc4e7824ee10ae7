"""What is expected of a target, kept apart from what is known: the planned path by month, and a person's judgement.

The judgement has four parts and a whole, each on four grades (the method of a prime minister's delivery unit, known
and not read again: fact sheet, section 12). It changes no figure and no verdict.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from dieuhanh.deadlines.rules.text import RuleFault, Text
from dieuhanh.programmes.rules.verdicts import Rule, Scope

_MONTH = re.compile(r"\d{4}-(?:0[1-9]|1[0-2])")
MOST_POINTS = 120


class Part(StrEnum):
    """What a judgement looks at."""

    CHALLENGE = "challenge"
    PLANNING = "planning"
    CAPACITY = "capacity"
    STAGE = "stage"

    @property
    def words(self) -> Text:
        """The part in both languages."""
        return _PARTS[self]


class Grade(StrEnum):
    """How it stands, best first."""

    GOOD = "good"
    MIXED = "mixed"
    PROBLEMATIC = "problematic"
    HIGHLY_PROBLEMATIC = "highly_problematic"

    @property
    def words(self) -> Text:
        """The grade in both languages."""
        return _GRADES[self]

    @property
    def sign(self) -> str:
        """The letter of the interface's alphabet."""
        return _SIGNS[self]


@dataclass(frozen=True, slots=True)
class Likelihood:
    """One judgement: the four parts and the whole."""

    parts: Mapping[Part, Grade]
    overall: Grade


@dataclass(frozen=True, slots=True)
class Point:
    """The planned value at the end of a month (`2020-09`)."""

    month: str
    value: Decimal


def check_likelihood(given: Likelihood) -> list[RuleFault]:
    """All four parts must be judged; the whole is no better than the best part."""
    missing = [part for part in Part if part not in given.parts]
    if missing:
        return [RuleFault("part", one.value, _SAID["part"]) for one in missing]
    order = list(Grade)
    if order.index(given.overall) < min(order.index(one) for one in given.parts.values()):
        return [RuleFault("overall", "overall", _SAID["overall"], given.overall.value)]
    return []


def check_path(points: Sequence[Point], rule: Rule, due: date | None) -> list[RuleFault]:
    """A path has months in order, ends no later than the target is due, and arrives at the target."""
    if not points:
        return [RuleFault("empty", "points", _SAID["empty"])]
    if len(points) > MOST_POINTS:
        return [RuleFault("many", "points", _SAID["many"])]
    wrong = [one.month for one in points if not _MONTH.fullmatch(one.month)]
    if wrong:
        return [RuleFault("month", "points", _SAID["month"], wrong[0])]
    months = [one.month for one in points]
    if months != sorted(set(months)):
        return [RuleFault("order", "points", _SAID["order"])]
    faults = []
    if due is not None and months[-1] > f"{due:%Y-%m}":
        faults.append(RuleFault("late", "points", _SAID["late"], months[-1]))
    if rule.scope is not Scope.EACH_LEVEL and rule.holds(Fraction(points[-1].value)) is False:
        faults.append(RuleFault("short", "points", _SAID["short"], format(points[-1].value, "f")))
    return faults


def planned_at(points: Sequence[Point], day: date) -> Decimal | None:
    """The planned value of the last month that has ended by the day; None before the first."""
    month = f"{day:%Y-%m}"
    passed = [one.value for one in points if one.month < month]
    return passed[-1] if passed else None


_PARTS = {
    Part.CHALLENGE: Text("Độ khó", "Degree of challenge"),
    Part.PLANNING: Text("Chất lượng kế hoạch", "Quality of planning"),
    Part.CAPACITY: Text("Năng lực thực hiện", "Capacity to drive progress"),
    Part.STAGE: Text("Giai đoạn thực hiện", "Stage of delivery"),
}
_GRADES = {
    Grade.GOOD: Text("Tốt", "Good"),
    Grade.MIXED: Text("Có điểm tốt, có điểm yếu", "Mixed"),
    Grade.PROBLEMATIC: Text("Có vấn đề", "Problematic"),
    Grade.HIGHLY_PROBLEMATIC: Text("Rất có vấn đề", "Highly problematic"),
}
_SIGNS = {
    Grade.GOOD: "done_in_time",
    Grade.MIXED: "in_time",
    Grade.PROBLEMATIC: "due_soon",
    Grade.HIGHLY_PROBLEMATIC: "overdue",
}
_SAID = {
    "part": Text("Hãy đánh giá cả bốn phần.", "Judge all four parts."),
    "overall": Text(
        "Đánh giá chung không thể tốt hơn phần tốt nhất.", "The whole cannot be better than the best part."
    ),
    "empty": Text("Hãy ghi ít nhất một tháng.", "Give at least one month."),
    "many": Text("Nhiều nhất 120 tháng.", "At most 120 months."),
    "month": Text("Ghi tháng như 9/2020.", "Write a month as 9/2020, or 2020-09."),
    "order": Text("Mỗi tháng một lần, theo thứ tự thời gian.", "Each month once, in the order of time."),
    "late": Text(
        "Lộ trình phải kết thúc trước hoặc trong tháng đến hạn.",
        "The path must end by the month in which it is due.",
    ),
    "short": Text(
        "Tháng cuối phải đạt chỉ tiêu: lộ trình không tới đích thì không phải lộ trình.",
        "The last month must reach the target: a path that does not arrive is none.",
    ),
}
