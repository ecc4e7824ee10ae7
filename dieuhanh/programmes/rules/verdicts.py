"""Whether a target figure is met: a rule that is data, the figures as they are known, and a verdict that names bodies.

"In each ministry and province" is false as soon as one fails. A body's own word is enough to fail it and never
enough to pass it: what it claims and nobody verified stays unproved. A national mean is shown beside and decides nothing.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from fractions import Fraction
from typing import Any

from dieuhanh.deadlines.rules.text import RuleFault, Text

NOTHING = Text("", "")


class Direction(StrEnum):
    """On which side of its value a target is met."""

    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    BETWEEN = "between"

    @property
    def words(self) -> Text:
        """The direction in both languages."""
        return _DIRECTIONS[self]


class Scope(StrEnum):
    """Of whom a target speaks."""

    NATION = "nation"
    EACH = "each"
    EACH_LEVEL = "each_level"

    @property
    def words(self) -> Text:
        """The scope in both languages."""
        return _SCOPES[self]


class Verdict(StrEnum):
    """What can be said of a target on a day."""

    MET = "met"
    NOT_MET = "not_met"
    UNPROVED = "unproved"
    UNKNOWN = "unknown"
    NOT_YET_DUE = "not_yet_due"

    @property
    def words(self) -> Text:
        """The verdict in both languages."""
        return _VERDICTS[self]

    @property
    def sign(self) -> str:
        """The letter of the interface's alphabet: unproved is a claim, unknown is no data."""
        return _SIGNS[self]


@dataclass(frozen=True, slots=True)
class Rule:
    """When a target is met, as stored with its version.

    `value` and `upper` are in the target's unit; `levels` gives another value for bodies of a kind; `missing` says
    what has to be known before anybody can judge (a numerator nobody defined), and keeps the verdict unknown.
    """

    direction: Direction = Direction.AT_LEAST
    value: Decimal | None = None
    upper: Decimal | None = None
    scope: Scope = Scope.NATION
    levels: Mapping[str, Decimal] = field(default_factory=dict)
    missing: Text = NOTHING

    def threshold(self, kind: str) -> Decimal | None:
        """The value that holds for a body of this kind."""
        return self.levels.get(kind, self.value) if self.scope is Scope.EACH_LEVEL else self.value

    def holds(self, figure: Fraction, kind: str = "") -> bool | None:
        """Whether a figure meets the rule; None where no value is given for the kind."""
        value = self.threshold(kind)
        if value is None:
            return None
        if self.direction is Direction.AT_MOST:
            return figure <= Fraction(value)
        if self.direction is Direction.BETWEEN and self.upper is not None:
            return Fraction(value) <= figure <= Fraction(self.upper)
        return figure >= Fraction(value)

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON, as stored."""
        return {
            "direction": self.direction.value,
            "value": _text(self.value),
            "upper": _text(self.upper),
            "scope": self.scope.value,
            "levels": {kind: _text(value) for kind, value in self.levels.items()},
            "missing": self.missing.to_dict() if self.missing.vi or self.missing.en else None,
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Rule:
        """The inverse of `to_dict`. Raises ValueError for a direction, scope or number that is none."""
        return cls(
            direction=Direction(data.get("direction") or Direction.AT_LEAST),
            value=_number(data.get("value")),
            upper=_number(data.get("upper")),
            scope=Scope(data.get("scope") or Scope.NATION),
            levels={
                kind: value
                for kind, text in (data.get("levels") or {}).items()
                if (value := _number(text)) is not None
            },
            missing=Text.from_dict(data["missing"]) if data.get("missing") else NOTHING,
        )


@dataclass(frozen=True, slots=True)
class Reading:
    """What is known of one body (or of the nation) on the day: what is claimed of it (its own word, and what its records
    add up to while nobody verified them), and what was verified. None and nothing: unknown.
    """

    claims: tuple[Fraction, ...] = ()
    proved: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Obliged:
    """One body that must meet the target."""

    key: Hashable
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Judged:
    """A target's verdict on a day. `stands`: what it would be if it fell due that day; the four lists name the bodies."""

    verdict: Verdict
    stands: Verdict
    met: tuple[Hashable, ...] = ()
    failed: tuple[Hashable, ...] = ()
    unproved: tuple[Hashable, ...] = ()
    unknown: tuple[Hashable, ...] = ()

    @property
    def bodies(self) -> int:
        """Over how many it was judged."""
        return len(self.met) + len(self.failed) + len(self.unproved) + len(self.unknown)


def judge_reading(rule: Rule, reading: Reading | None, kind: str = "") -> Verdict:
    """The verdict on one body or on the nation."""
    if reading is None or rule.missing.vi or rule.missing.en:
        return Verdict.UNKNOWN
    proved = rule.holds(reading.proved, kind) if reading.proved is not None else None
    if proved is not None:
        return Verdict.MET if proved else Verdict.NOT_MET
    said = [holds for one in reading.claims if (holds := rule.holds(one, kind)) is not None]
    if not said:
        return Verdict.UNKNOWN
    return Verdict.UNPROVED if all(said) else Verdict.NOT_MET


def judge(
    rule: Rule,
    *,
    obliged: Sequence[Obliged] = (),
    readings: Mapping[Hashable, Reading] | None = None,
    nation: Reading | None = None,
    due: date | None = None,
    as_of: date,
) -> Judged:
    """The verdict on a target as of a day. A target over bodies that nobody is obliged to meet is unknown, not met."""
    if rule.scope is Scope.NATION:
        stands = judge_reading(rule, nation)
        return Judged(_dated(stands, due, as_of), stands)
    found: dict[Verdict, list[Hashable]] = {}
    known = readings or {}
    for body in obliged:
        found.setdefault(judge_reading(rule, known.get(body.key), body.kind), []).append(body.key)
    stands = next(
        (one for one in (Verdict.NOT_MET, Verdict.UNKNOWN, Verdict.UNPROVED, Verdict.MET) if one in found),
        Verdict.UNKNOWN,
    )
    return Judged(
        _dated(stands, due, as_of),
        stands,
        *(
            tuple(found.get(one, ()))
            for one in (Verdict.MET, Verdict.NOT_MET, Verdict.UNPROVED, Verdict.UNKNOWN)
        ),
    )


def _dated(stands: Verdict, due: date | None, as_of: date) -> Verdict:
    return Verdict.NOT_YET_DUE if due is not None and as_of < due else stands


def mean_of(parts: Iterable[tuple[Decimal, Decimal] | None]) -> tuple[Decimal, Decimal] | None:
    """Numerator and denominator of all bodies together, never the mean of their rates; None where one gave no parts."""
    numerator, denominator = Decimal(0), Decimal(0)
    seen = False
    for one in parts:
        if one is None:
            return None
        numerator, denominator, seen = numerator + one[0], denominator + one[1], True
    return (numerator, denominator) if seen and denominator else None


def kind_named(text: str) -> str:
    """The kind of body that a word means, in either language or as its code; the text itself where it means none."""
    asked = " ".join(text.split()).casefold()
    return next((kind for kind, words in _KINDS.items() if asked in (kind, words.vi, words.en)), asked)


def kind_words(kind: str) -> Text:
    """What a kind of body is called in the rule of a target; the code itself where nobody knows it."""
    return _KINDS.get(kind, Text(kind, kind))


def check_rule(rule: Rule) -> list[RuleFault]:
    """Everything that keeps a rule from deciding."""
    faults: list[RuleFault] = []
    incomplete = not (rule.missing.vi or rule.missing.en)
    if rule.scope is Scope.EACH_LEVEL and not rule.levels and incomplete:
        faults.append(RuleFault("levels", "levels", _SAID["levels"]))
    if rule.scope is not Scope.EACH_LEVEL and rule.value is None and incomplete:
        faults.append(RuleFault("value", "value", _SAID["value"]))
    for kind in rule.levels:
        if kind not in _KINDS:
            words = Text(
                f"Không có loại cơ quan “{kind[:40]}”; hãy ghi một trong: {', '.join(one.vi for one in _KINDS.values())}.",
                f"There is no kind of body “{kind[:40]}”; write one of: {', '.join(one.en for one in _KINDS.values())}.",
            )
            faults.append(RuleFault("kind", "levels", words))
    if rule.scope is not Scope.EACH_LEVEL and rule.levels:
        faults.append(RuleFault("levels_scope", "levels", _SAID["levels_scope"]))
    if rule.direction is Direction.BETWEEN and (
        rule.upper is None or (rule.value is not None and rule.upper < rule.value)
    ):
        faults.append(RuleFault("upper", "upper", _SAID["upper"]))
    if rule.direction is not Direction.BETWEEN and rule.upper is not None:
        faults.append(RuleFault("upper_alone", "upper", _SAID["upper_alone"]))
    return faults


def say(rule: Rule, unit: str, language: str) -> str:
    """The rule in words: `ít nhất 20 %`, `at least 20%`."""
    after = _after(unit, language)
    if rule.scope is Scope.EACH_LEVEL and rule.levels:
        parts = [
            f"{kind_words(kind).of(language)} {_shown(value, language)}"
            for kind, value in rule.levels.items()
        ]
        return f"{rule.direction.words.of(language)}: {'; '.join(parts)}{after}"
    if rule.value is None:
        return rule.missing.of(language)
    value = _shown(rule.value, language)
    if rule.direction is Direction.BETWEEN and rule.upper is not None:
        return f"{value}–{_shown(rule.upper, language)}{after}"
    return f"{rule.direction.words.of(language)} {value}{after}"


def unit_words(unit: str, language: str) -> str:
    """A target's unit, kept as the document has it, in the reader's language."""
    return _UNITS.get(unit, unit) if language.startswith("en") else unit


def _after(unit: str, language: str) -> str:
    said = unit_words(unit, language)
    return said if said == "%" and language.startswith("en") else f" {said}".rstrip()


def _shown(value: Decimal, language: str) -> str:
    text = format(value.normalize(), "f")
    return text if language.startswith("en") else text.replace(".", ",")


def _text(value: Decimal | None) -> str | None:
    return None if value is None else format(value, "f")


def _number(value: Any) -> Decimal | None:
    if value is None or value == "":
        return None
    try:
        made = Decimal(str(value))
    except InvalidOperation as error:
        raise ValueError(value) from error
    if not made.is_finite():
        raise ValueError(value)
    return made


_UNITS = {"bậc": "places", "hạng": "in the ranking"}
_DIRECTIONS = {
    Direction.AT_LEAST: Text("ít nhất", "at least"),
    Direction.AT_MOST: Text("không quá", "at most"),
    Direction.BETWEEN: Text("trong khoảng", "between"),
}
_SCOPES = {
    Scope.NATION: Text("Cả nước", "The nation"),
    Scope.EACH: Text("Từng cơ quan", "Each body"),
    Scope.EACH_LEVEL: Text("Từng cơ quan, theo cấp", "Each body, by level"),
}
_VERDICTS = {
    Verdict.MET: Text("Đạt", "Met"),
    Verdict.NOT_MET: Text("Không đạt", "Not met"),
    Verdict.UNPROVED: Text("Chưa chứng minh", "Unproved"),
    Verdict.UNKNOWN: Text("Chưa rõ", "Unknown"),
    Verdict.NOT_YET_DUE: Text("Chưa đến hạn", "Not yet due"),
}
_SIGNS = {
    Verdict.MET: "verified",
    Verdict.NOT_MET: "refuted",
    Verdict.UNPROVED: "claimed",
    Verdict.UNKNOWN: "no_data",
    Verdict.NOT_YET_DUE: "in_time",
}
_KINDS = {
    "ministry": Text("bộ", "ministry"),
    "ministerial_agency": Text("cơ quan ngang bộ", "ministerial agency"),
    "government_agency": Text("cơ quan thuộc Chính phủ", "agency under the Government"),
    "province": Text("tỉnh", "province"),
    "district": Text("huyện", "district"),
    "commune": Text("xã", "commune"),
}
_SAID = {
    "levels": Text("Hãy ghi mức của ít nhất một cấp.", "Give the value of at least one level."),
    "value": Text(
        "Hãy ghi giá trị, hoặc ghi điều còn thiếu để kết luận.",
        "Give the value, or say what is missing to judge.",
    ),
    "levels_scope": Text(
        "Mức theo cấp chỉ dùng cho phạm vi “từng cơ quan, theo cấp”.",
        "Values by level go with the scope “each body, by level”.",
    ),
    "upper": Text(
        "Mức trên phải có và không nhỏ hơn mức dưới.",
        "The upper value must be there and not below the lower.",
    ),
    "upper_alone": Text("Mức trên chỉ dùng cho “trong khoảng”.", "An upper value goes with “between” alone."),
}
