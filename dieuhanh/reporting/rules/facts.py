"""What a figure may be, which version it becomes, and which of several is the one to show. Pure.

Key of a fact: (organisation, indicator, breakdown, period, source, vintage). Fact sheet of the Centre, section 6.3:
each value has a vintage; a restated value is a new one beside the old.
"""

import os
import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TypeAlias
from uuid import UUID

STORED_COLUMNS = (
    "id",
    "organisation_id",
    "indicator_id",
    "breakdown",
    "period",
    "period_start",
    "period_end",
    "source_id",
    "vintage",
    "version",
    "supersedes",
    "value",
    "no_data_reason",
    "status",
    "simulated",
    "as_of",
    "batch_id",
    "note",
)
"""The columns of a fact in the order in which they are copied and hashed: CSV lines as PostgreSQL writes them."""

VINTAGES = ("estimate", "preliminary", "revised", "official", "plan")
VINTAGE_WORDS = {"": "official", "final": "official", **{word: word for word in VINTAGES}}
"""What may be written for a vintage, and what is stored."""

STATUSES = ("verified", "published", "claimed", "refuted")
NO_DATA_REASONS = ("not_arisen", "not_yet", "not_applicable")
"""Không phát sinh, chưa có số liệu, không thuộc đối tượng."""

Key: TypeAlias = tuple[UUID, UUID, str, str, UUID, str]
"""(organisation, indicator, breakdown, period, source, vintage)."""

_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?")
LARGEST_DIGITS = 30
LARGEST_DECIMALS = 12


def number_of(text: str) -> Decimal | None:
    """The number that a text writes (`-1204.5`), or None where it writes none that is kept as written."""
    if not _NUMBER.fullmatch(text):
        return None
    value = Decimal(text)
    return value if is_number(value) else None


def is_number(value: Decimal) -> bool:
    """Whether the value is finite, with at most 30 digits of which at most 12 after the point."""
    if not value.is_finite():
        return False
    _, digits, exponent = value.as_tuple()
    return len(digits) <= LARGEST_DIGITS and -LARGEST_DECIMALS <= int(exponent) <= LARGEST_DIGITS - len(
        digits
    )


def text_of(value: Decimal) -> str:
    """The number as PostgreSQL writes it: no exponent, no minus before nothing."""
    text = format(value, "f")
    return text.removeprefix("-") if value == 0 else text


@dataclass(frozen=True, slots=True)
class Stored:
    """What decides about versions in a stored fact."""

    id: UUID | str
    version: int
    as_of: date
    value: Decimal | None
    no_data_reason: str
    status: str
    simulated: bool


@dataclass(frozen=True, slots=True)
class Arrival:
    """A figure that came for a key; `place` is its place in what came."""

    place: int
    as_of: date
    value: Decimal | None
    no_data_reason: str
    status: str
    simulated: bool


@dataclass(frozen=True, slots=True)
class Version:
    """The version that an arrival becomes: its number, the place of what it follows, and whether something newer is known."""

    place: int
    version: int
    supersedes: UUID | str | None
    supersedes_place: int | None
    late: bool


@dataclass(frozen=True, slots=True)
class Versioned:
    """What became of the arrivals of one key. `twice` gives (place, place of the first) of contradictions."""

    new: list[Version]
    unchanged: list[int]
    twice: list[tuple[int, int]]


def versions_of(stored: Sequence[Stored], arrivals: Sequence[Arrival]) -> Versioned:
    """Number the arrivals of one key after what is stored.

    In the order of their as-of dates; an arrival equal to what was known at its date is no new version; two different
    values of one date in what came are told; one that is older than what is known becomes a version and is told as late.
    """
    known: list[tuple[date, int, Stored | Arrival]] = sorted(
        ((s.as_of, s.version, s) for s in stored), key=lambda k: k[:2]
    )
    number = max((s.version for s in stored), default=0)
    result = Versioned([], [], [])
    seen: dict[date, Arrival] = {}
    for one in sorted(arrivals, key=lambda a: (a.as_of, a.place)):
        first = seen.setdefault(one.as_of, one)
        if first is not one:
            result.twice.append((one.place, first.place))
            continue
        at = bisect_right(known, one.as_of, key=lambda k: k[0])
        before = known[at - 1][2] if at else None
        if before is not None and _same(before, one):
            result.unchanged.append(one.place)
            continue
        number += 1
        result.new.append(
            Version(
                one.place,
                number,
                before.id if isinstance(before, Stored) else None,
                before.place if isinstance(before, Arrival) else None,
                late=at < len(known),
            )
        )
        known.insert(at, (one.as_of, number, one))
    return result


def _same(a: Stored | Arrival, b: Stored | Arrival) -> bool:
    return (a.value, a.no_data_reason, a.status, a.simulated) == (
        b.value,
        b.no_data_reason,
        b.status,
        b.simulated,
    )


class Ids:
    """UUIDv7 in blocks, each greater than the one before: the ids of a batch, in its order.

    Begins at the given milliseconds since 1970 with 74 random bits of which the lowest then count.
    """

    def __init__(self, milliseconds: int) -> None:
        self._high = (milliseconds & (2**48 - 1)) << 16 | 0x7000 | int.from_bytes(os.urandom(2)) & 0x0FFF
        self._low = int.from_bytes(os.urandom(8)) >> 3  # half the room is left for counting up

    def take(self, count: int) -> tuple[int, int]:
        """(high 64 bits, the first low 64 bits) of `count` ids that follow each other."""
        first = self._low
        self._low += count
        return self._high, 1 << 63 | first

    @staticmethod
    def uuid(high: int, low: int) -> UUID:
        """The id of these halves."""
        return UUID(int=high << 64 | low)


def rank(status: str, vintage: str, as_of: date, source: str) -> tuple[int, int, int, str]:
    """Sorts figures of the same thing, the one to show first: checked before published before claimed; the later vintage; the later date."""
    order = ("official", "revised", "preliminary", "estimate", "plan")
    return STATUSES.index(status), order.index(vintage), -as_of.toordinal(), source
