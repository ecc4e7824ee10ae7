"""Figures that somebody printed of an inspection, with the sums they must satisfy: judged, never corrected."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from dieuhanh.deadlines.rules.text import Text


@dataclass(frozen=True, slots=True)
class Check:
    """A sum (`whole` = all of `parts`) or, with `percent`, a rate that was printed: parts[0] / parts[1]."""

    whole: str
    parts: tuple[str, ...]
    percent: Decimal | None = None

    @classmethod
    def from_dict(cls, given: Mapping[str, Any]) -> Check:
        """As stored."""
        printed = given.get("percent")
        return cls(
            str(given["whole"]), tuple(given["parts"]), Decimal(str(printed)) if printed is not None else None
        )


@dataclass(frozen=True, slots=True)
class Judged:
    """A check with its verdict: whether the printed figures satisfy it, and the sum in words."""

    ok: bool
    text: Text


def judge(check: Check, values: Mapping[str, int]) -> Judged:
    """Whether the printed figures satisfy the check; a figure that is missing cannot be judged and fails."""
    names = [check.whole, *check.parts] if check.percent is None else list(check.parts)
    missing = [one for one in names if one not in values]
    if missing:
        return Judged(False, Text(f"thiếu số {missing[0]}", f"the figure {missing[0]} is missing"))
    numbers = [values[one] for one in check.parts]
    if check.percent is not None:
        top, bottom = numbers
        found = _percent(top, bottom, check.percent)
        line, printed = f"{top}/{bottom} = {found}", str(check.percent)
        if found == check.percent:
            return Judged(True, Text(f"{line} %".replace(".", ","), f"{line}%"))
        return Judged(
            False,
            Text(f"{line} %, in là {printed} %".replace(".", ","), f"{line}%, printed as {printed}%"),
        )
    total = sum(numbers)
    line = f"{values[check.whole]} = {' + '.join(map(str, numbers))}"
    if total == values[check.whole]:
        return Judged(True, Text(line, line))
    wrong = f"{values[check.whole]} ≠ {' + '.join(map(str, numbers))} = {total}"
    return Judged(False, Text(wrong, wrong))


def _percent(top: int, bottom: int, like: Decimal) -> Decimal | None:
    if not bottom:
        return None
    exponent = like.as_tuple().exponent
    places = -exponent if isinstance(exponent, int) else 0
    return (Decimal(100 * top) / bottom).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
