"""How every room judges what is open to someone: the first thing in the way decides, and says itself in both languages.

A room's workflow is a table of arrows (who, with which power, from which stage). The room names what may stand in
the way of an arrow, in order: the right first, then the stage, then what is between the two.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from dieuhanh.deadlines.rules.text import Text
from dieuhanh.organisations.rules.powers import POWERS

NOTHING = Text("", "")
ArrowT = TypeVar("ArrowT")
Obstacle = tuple[str, bool, Text]
"""Its code, whether it stands in the way, and what is then said."""

RIGHTS = frozenset({"side", "power", "own_entry", "not_own_notice"})
"""What stands in the way because of who asks; everything else stands in the way of anyone."""


@dataclass(frozen=True, slots=True)
class Offer(Generic[ArrowT]):
    """Whether an action is open to someone now; if not, why, in both languages."""

    arrow: ArrowT
    ok: bool
    code: str = ""
    reason: Text = NOTHING


def judged(arrow: ArrowT, obstacles: Iterable[Obstacle]) -> Offer[ArrowT]:
    """The arrow, closed by the first obstacle that stands in the way."""
    for code, wrong, reason in obstacles:
        if wrong:
            return Offer(arrow, False, code, reason)
    return Offer(arrow, True)


def open_first(offers: Iterable[Offer[ArrowT]]) -> list[Offer[ArrowT]]:
    """What is open before what is not, otherwise in the order of the table."""
    return sorted(offers, key=lambda one: not one.ok)


def for_another_side(who: Text) -> Text:
    """What is said to one who does not stand on the arrow's side."""
    return Text(f"Việc này của {who.vi}.", f"This is for {who.en} to do.")


def without_power(power: str) -> Text:
    """What is said to one whose appointment does not carry the power, by the power's name.

    None of this room's powers ("", or one of a later version) is said as it is.
    """
    name = POWERS.get(power, Text(power, power))
    return Text(
        f"Chức vụ đang dùng không có quyền “{name.vi}”.",
        f"Your appointment does not carry the power “{name.en}”.",
    )


def at_another_stage(what: Text, now: Text, wanted: Sequence[Text]) -> Text:
    """What is said when the record is at a stage from which the arrow does not start."""
    vi = " hoặc ".join(f"“{one.vi}”" for one in wanted)
    en = " or ".join(f"“{one.en}”" for one in wanted)
    return Text(
        f"{what.vi} đang ở bước “{now.vi}”; việc này cần bước {vi}.",
        f"{what.en} is at “{now.en}”; this needs {en}.",
    )
