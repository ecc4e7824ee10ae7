"""A figure is never bare text: this is what the `number` component can say of one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

Numeric = int | float | Decimal


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure with all that a reader may ask about it.

    `value` in `unit` (None: missing, with the reason in `missing`); `parts` of a
    ratio; `money` means whole đồng, shortened on the page; `standing` is claimed,
    verified or refuted; `change` against the period before in `change_unit`;
    `better` says which way is good; `target` with its rule; `points` for the
    sparkline, oldest first; `completeness` how many of how many bodies are in it.
    """

    value: Numeric | None
    unit: str = ""
    decimals: int | None = None
    label: str = ""
    period: str = ""
    as_of: date | datetime | None = None
    reporter: str = ""
    source: str = ""
    standing: str = ""
    vintage: str = ""
    change: Numeric | None = None
    change_unit: str = ""
    better: str = ""
    target: Numeric | None = None
    target_rule: str = ""
    href: str = ""
    missing: str = ""
    parts: tuple[Numeric, Numeric] | None = None
    completeness: tuple[int, int] | None = None
    money: bool = False
    signed: bool = False
    simulated: bool = False
    points: Sequence[Numeric | None] = ()


def met(value: Numeric | None, target: Numeric | None, rule: str) -> bool | None:
    """Whether the target is reached; None when it cannot be judged."""
    if value is None or target is None:
        return None
    if rule == "at_most":
        return value <= target
    if rule == "point":
        return value == target
    return value >= target


def good_change(change: Numeric | None, better: str) -> bool | None:
    """Whether a change is for the better; None when the figure has no direction or did not move."""
    if change is None or change == 0 or better not in {"up", "down"}:
        return None
    return (change > 0) == (better == "up")
