"""The arithmetic of published task statistics: identities, three rates by name, three ways to print them.

A = D + O + withdrawn + transferred; D = Di + Dl; O = Ot + Oo. A rate is a fraction with its name, never
a bare percentage: published "overdue" figures divide by due tasks in one year and by all tasks in another.
What others printed is judged by `published.judge`. First to read: `Counts`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from fractions import Fraction

from dieuhanh.deadlines.rules.text import Text


class Rounding(StrEnum):
    """How a fraction becomes a printed percentage."""

    HALF_UP = "half_up"
    TRUNCATED = "truncated"
    COMPLEMENT = "complement"
    """100 less the truncated percentage of the rest, as the 2017 report did: 100 − 98.62 = 1.38."""


class RateName(StrEnum):
    """Which rate it is."""

    R1 = "R1"
    """Overdue among due: Oo / (D + Oo)."""
    R2 = "R2"
    """Overdue among all: Oo / A."""
    R3 = "R3"
    """Late in any sense: (Dl + Oo) / (D + Oo)."""
    DONE = "done"
    """Done among all: D / A."""
    OPEN = "open_in_term"
    """Open in term among all: Ot / A."""
    DONE_OF_DUE = "done_of_due"
    """Done among due: D / (D + Oo), what is left of R1."""
    OVERDUE_OF_OPEN = "overdue_of_open"
    """Overdue among open: Oo / O."""

    @property
    def words(self) -> Text:
        """What it measures, in both languages."""
        return _RATES[self]


_RATES = {
    RateName.R1: Text("Quá hạn trên số đến hạn", "Overdue among due"),
    RateName.R2: Text("Quá hạn trên tổng số", "Overdue among all"),
    RateName.R3: Text("Trễ hạn theo mọi nghĩa", "Late in any sense"),
    RateName.DONE: Text("Hoàn thành trên tổng số", "Done among all"),
    RateName.OPEN: Text("Trong hạn trên tổng số", "Open in term among all"),
    RateName.DONE_OF_DUE: Text("Hoàn thành trên số đến hạn", "Done among due"),
    RateName.OVERDUE_OF_OPEN: Text("Quá hạn trên số chưa xong", "Overdue among open"),
}


@dataclass(frozen=True, slots=True)
class Rate:
    """A named fraction. A denominator of 0 is no rate: `fraction` and `printed` give None."""

    name: RateName
    numerator: int
    denominator: int

    @property
    def fraction(self) -> Fraction | None:
        """The exact value."""
        return Fraction(self.numerator, self.denominator) if self.denominator else None

    def printed(self, rule: Rounding = Rounding.HALF_UP, places: int = 2) -> Decimal | None:
        """The percentage by the named rule, with so many decimal places."""
        exact = self.fraction
        return None if exact is None else percent(exact, rule, places)


def percent(exact: Fraction, rule: Rounding, places: int) -> Decimal:
    """A fraction as a percentage by the named rule."""
    if rule is Rounding.COMPLEMENT:
        return Decimal(100) - percent(1 - exact, Rounding.TRUNCATED, places)
    scaled = exact * 100 * 10**places
    if rule is Rounding.TRUNCATED:
        whole = scaled.numerator // scaled.denominator
    else:
        doubled = 2 * scaled.numerator + scaled.denominator
        whole = doubled // (2 * scaled.denominator)
    return (Decimal(whole) / Decimal(10**places)).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def complement_of(*printed: Decimal) -> Decimal:
    """What is left of 100 after percentages that were printed already (the report of 20 October 2025: 3.23)."""
    return Decimal(100) - sum(printed, Decimal())


IN_ALL = ("done_in_time", "done_late", "open_in_term", "open_overdue", "withdrawn", "transferred")
"""The classes that make up A."""


@dataclass(frozen=True, slots=True)
class Counts:
    """Tasks by class on one day. `regular` and `unknown` stand apart: they are in no total and no rate."""

    done_in_time: int = 0
    done_late: int = 0
    open_in_term: int = 0
    open_overdue: int = 0
    withdrawn: int = 0
    transferred: int = 0
    regular: int = 0
    unknown: int = 0

    @property
    def done(self) -> int:
        """D = Di + Dl."""
        return self.done_in_time + self.done_late

    @property
    def open(self) -> int:
        """O = Ot + Oo."""
        return self.open_in_term + self.open_overdue

    @property
    def all(self) -> int:
        """A = D + O + withdrawn + transferred."""
        return self.done + self.open + self.withdrawn + self.transferred

    @property
    def due(self) -> int:
        """What has come due: D + Oo, the denominator of R1 and R3."""
        return self.done + self.open_overdue

    @property
    def late(self) -> int:
        """Dl + Oo."""
        return self.done_late + self.open_overdue

    def rate(self, name: RateName) -> Rate:
        """The named rate."""
        top, bottom = {
            RateName.R1: (self.open_overdue, self.due),
            RateName.R2: (self.open_overdue, self.all),
            RateName.R3: (self.late, self.due),
            RateName.DONE: (self.done, self.all),
            RateName.OPEN: (self.open_in_term, self.all),
            RateName.DONE_OF_DUE: (self.done, self.due),
            RateName.OVERDUE_OF_OPEN: (self.open_overdue, self.open),
        }[name]
        return Rate(name, top, bottom)

    def __add__(self, other: Counts) -> Counts:
        return Counts(*(getattr(self, one) + getattr(other, one) for one in _FIELDS))


_FIELDS = (
    "done_in_time",
    "done_late",
    "open_in_term",
    "open_overdue",
    "withdrawn",
    "transferred",
    "regular",
    "unknown",
)
SMALL_DENOMINATOR = 20
"""Bodies with fewer due tasks than this are listed apart: a rate of 1 in 3 says little (domain sheet, section 6)."""


def add_up(counts: Iterable[Counts]) -> Counts:
    """The sum of many: a ratio of sums, never a mean of ratios."""
    return sum(counts, Counts())
