"""What a body claimed is not lost: a later report that leaves a claim out says why, and what was claimed stays to be read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from dieuhanh.deadlines.rules.text import RuleFault, Text
from dieuhanh.inspections.rules.figures import BY_CODE

LONGEST_REASON = 1000


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """A claim that a later report took back: what was claimed, in which version, and why it was withdrawn."""

    value: str
    version: int
    reason: str

    @property
    def amount(self) -> Decimal:
        """What was claimed, as a number."""
        return Decimal(self.value)

    def to_dict(self) -> dict[str, Any]:
        """As it is kept."""
        return {"value": self.value, "version": self.version, "reason": self.reason}


def withdrawn_claims(
    version: int,
    before: Mapping[str, str],
    gone: Mapping[str, Mapping[str, Any]],
    claimed: Mapping[str, str],
    reasons: Mapping[str, str],
) -> tuple[dict[str, Withdrawn], list[RuleFault]]:
    """What the report after `version` withdraws, with a fault for every claim left out without a reason.

    `before` and `gone`: what that version claimed and had withdrawn. A claim withdrawn stays so until it is made anew.
    """
    kept = {name: Withdrawn(**one) for name, one in gone.items() if name not in claimed}
    faults = []
    for name, value in before.items():
        if name in claimed:
            continue
        reason = " ".join(reasons.get(name, "").replace("\0", " ").split())
        if not reason or len(reason) > LONGEST_REASON:
            faults.append(_fault(name, value, version))
        kept[name] = Withdrawn(value, version, reason)
    return kept, faults


def _fault(name: str, value: str, version: int) -> RuleFault:
    label = BY_CODE[name].label if name in BY_CODE else Text(name, name)
    return RuleFault(
        "claim-dropped",
        name,
        Text(
            f"Bản {version} đã khai “{label.vi}”: {value}. Giữ số ấy, ghi số mới, hoặc ghi lý do rút "
            f"(không quá {LONGEST_REASON} ký tự).",
            f"Version {version} claimed “{label.en}”: {value}. Keep it, claim another figure, or say why it is withdrawn "
            f"(at most {LONGEST_REASON} characters).",
        ),
    )
