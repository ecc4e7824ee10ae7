"""A body's claim beside the figure taken from the records: whether they differ, and by how much. The claim never overwrites."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from dieuhanh.deadlines.rules.text import Text


class Agreement(StrEnum):
    """How a claim stands to the computed figure."""

    AGREES = "agrees"
    BETTER = "better"
    """The claim is better than the records: what an inspection asks about first."""
    WORSE = "worse"
    DIFFERS = "differs"
    """They differ, and neither way is good or bad."""
    UNCLAIMED = "unclaimed"
    WITHDRAWN = "withdrawn"
    """Claimed before and taken back, with the reason."""
    UNCOMPUTED = "uncomputed"

    @property
    def words(self) -> Text:
        """The word in both languages."""
        return _WORDS[self]

    @property
    def is_difference(self) -> bool:
        """Whether the page marks it."""
        return self in (Agreement.BETTER, Agreement.WORSE, Agreement.DIFFERS)


_WORDS = {
    Agreement.AGREES: Text("khớp", "agrees"),
    Agreement.BETTER: Text("tự khai tốt hơn hồ sơ", "claims better than the records"),
    Agreement.WORSE: Text("tự khai kém hơn hồ sơ", "claims worse than the records"),
    Agreement.DIFFERS: Text("khác hồ sơ", "differs from the records"),
    Agreement.WITHDRAWN: Text("cơ quan đã rút số tự khai", "claim withdrawn"),
    Agreement.UNCLAIMED: Text("cơ quan chưa khai", "not claimed"),
    Agreement.UNCOMPUTED: Text("hệ thống chưa có số", "not computed here"),
}


@dataclass(frozen=True, slots=True)
class Difference:
    """The claim less the computed figure (None where one is missing)."""

    agreement: Agreement
    gap: Decimal | None = None


def compare(
    claimed: Decimal | None,
    computed: Decimal | None,
    *,
    decimals: int = 0,
    better: str = "",
    withdrawn: bool = False,
) -> Difference:
    """Judge a claim. Both are rounded half up to the figure's decimals first, so that 1.38 agrees with 1.3799."""
    if claimed is None and withdrawn:
        return Difference(Agreement.WITHDRAWN)
    if computed is None:
        return Difference(Agreement.UNCOMPUTED)
    if claimed is None:
        return Difference(Agreement.UNCLAIMED)
    step = Decimal(1).scaleb(-decimals)
    gap = claimed.quantize(step, ROUND_HALF_UP) - computed.quantize(step, ROUND_HALF_UP)
    if not gap:
        return Difference(Agreement.AGREES, gap)
    if better not in ("up", "down"):
        return Difference(Agreement.DIFFERS, gap)
    return Difference(Agreement.BETTER if (gap > 0) == (better == "up") else Agreement.WORSE, gap)
