"""Who is inspected next: each body's points by the weights in force, explained term by term.

The signals are the domain's (overdue, refuted claims, silence, repeated extensions); the weights are ours, and who leads
inspections may change them: every version is kept with its day, its reason and its ledger entry.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum

from dieuhanh.deadlines.rules.text import RuleFault, Text

LARGEST_WEIGHT = 100


class Signal(StrEnum):
    """What counts against a body."""

    OVERDUE = "overdue"
    REFUTED = "refuted"
    SILENT = "silent"
    EXTENDED = "extended"

    @property
    def words(self) -> Text:
        """The signal in both languages."""
        return _SIGNALS[self]


_SIGNALS = {
    Signal.OVERDUE: Text("Nhiệm vụ quá hạn", "Tasks overdue"),
    Signal.REFUTED: Text("Báo cáo hoàn thành bị bác", "Refuted claims"),
    Signal.SILENT: Text("Im lặng trên 31 ngày", "Silent for more than 31 days"),
    Signal.EXTENDED: Text("Xin lùi hạn từ hai lần", "Extension asked twice or more"),
}
DEFAULT_WEIGHTS: dict[Signal, int] = {
    Signal.OVERDUE: 3,
    Signal.REFUTED: 5,
    Signal.SILENT: 1,
    Signal.EXTENDED: 2,
}
"""Inferred; in force until somebody with the power sets others."""


@dataclass(frozen=True, slots=True)
class Term:
    """One product of the sum: so many of a signal, each worth so many points."""

    signal: Signal
    count: int
    weight: int

    @property
    def points(self) -> int:
        """Count by weight."""
        return self.count * self.weight


@dataclass(frozen=True, slots=True)
class Candidate:
    """A body with its terms; `points` is their sum."""

    code: str
    terms: tuple[Term, ...]

    @property
    def points(self) -> int:
        """The sum of the terms."""
        return sum(one.points for one in self.terms)


def rank(
    counts: Mapping[str, Mapping[Signal, int]],
    weights: Mapping[Signal, int] | None = None,
    *,
    inspecting: Collection[str] = (),
) -> list[Candidate]:
    """Bodies with points, most first; equal ones by more overdue, then by code. One without points is no candidate.

    `inspecting`: who leads the inspections is none either, whatever its points: nobody inspects himself.
    """
    chosen = weights if weights is not None else DEFAULT_WEIGHTS
    found = [
        Candidate(code, tuple(Term(one, signals.get(one, 0), chosen.get(one, 0)) for one in Signal))
        for code, signals in counts.items()
        if code not in inspecting
    ]
    kept = [one for one in found if one.points > 0]
    return sorted(kept, key=lambda one: (-one.points, -one.terms[0].count, one.code))


def weight_faults(weights: Mapping[str, int]) -> list[RuleFault]:
    """What is wrong with weights as handed in: one for each signal, 0 to 100, not all 0."""
    found = [
        RuleFault(
            "weight",
            one.value,
            Text(
                f"Ghi số nguyên từ 0 đến {LARGEST_WEIGHT}.",
                f"Give a whole number from 0 to {LARGEST_WEIGHT}.",
            ),
            str(weights.get(one.value, "")),
        )
        for one in Signal
        if not 0 <= weights.get(one.value, -1) <= LARGEST_WEIGHT
    ]
    if not found and not any(weights.values()):
        text = Text("Ít nhất một trọng số phải lớn hơn 0.", "At least one weight must be above 0.")
        found.append(RuleFault("weight", Signal.OVERDUE.value, text))
    return found


def formula(weights: Mapping[Signal, int], lang: str) -> str:
    """The rule in one line, for the page that ranks by it."""
    return " + ".join(f"{weights.get(one, 0)} × {one.words.of(lang).lower()}" for one in Signal)


def read_weights(stored: Mapping[str, int]) -> dict[Signal, int]:
    """Weights as stored."""
    return {one: int(stored.get(one.value, 0)) for one in Signal}
