"""One point of a series: what is shown for a body and a period, out of what is known. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from uuid import UUID

from dieuhanh.reporting.rules.aggregation import Cell, exact_sum


@dataclass(frozen=True, slots=True)
class Point:
    """What a series shows for one period.

    `value` None comes with `missing`: `no_data`, `not_arisen`, `not_yet`, `not_applicable`, `not_standing` (the body did
    not exist), `not_additive` (its parts' figures make none), `merged` (cannot be taken apart),
    `outside` (not the reader's to see). `rolled_up`: computed from
    bodies below or shorter periods, of which `reported` of `expected` are in. `beside`: the computed figure where the
    shown one was published. `stands_for`: the figure is that of this other body, into which the one asked for merged.
    """

    period: str
    value: Decimal | None = None
    missing: str = ""
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    reported: int = 0
    expected: int = 0
    rolled_up: bool = False
    beside: Decimal | None = None
    vintage: str = ""
    status: str = ""
    simulated: bool = False
    as_of: date | None = None
    source: str = ""
    fact_id: UUID | None = None
    version: int = 0
    stands_for: UUID | None = None

    @property
    def partial(self) -> bool:
        """Whether some who should have answered are not in it."""
        return self.reported < self.expected


def rounded(value: Decimal | None, decimals: int) -> Decimal | None:
    """A computed figure in the indicator's decimals, half up."""
    return None if value is None else value.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)


def status_of(cell: Cell) -> str:
    """A total is checked only when all that is in it was."""
    return "verified" if cell.leaves and cell.verified == cell.leaves else "claimed"


def best_cell(cells: Sequence[tuple[str, Cell]], kind: str) -> Cell | None:
    """Of totals of several bases (kind of short period, total): the complete one of the period's own kind, then any
    complete one, then the one of its own kind, then the fullest.
    """
    if not cells:
        return None
    share = {base: cell.reported / cell.expected if cell.expected else 0 for base, cell in cells}
    return max(cells, key=lambda pair: (not pair[1].partial, pair[0] == kind, share[pair[0]], pair[0]))[1]


def joined(
    points: Sequence[Point],
    weights: Sequence[Decimal | None],
    *,
    over_organisations: str,
    decimals: int,
    period: str,
) -> Point:
    """Several bodies' points as the point of the one that stands in their place."""
    if over_organisations not in {"sum", "weighted_mean"}:
        return Point(period, missing="not_additive", reported=0, expected=len(points))
    known = [
        (point, weight) for point, weight in zip(points, weights, strict=True) if point.value is not None
    ]
    if over_organisations == "weighted_mean":
        known = [(point, weight) for point, weight in known if weight]
    if not known:
        return Point(
            period,
            missing=next((point.missing for point in points if point.missing), "no_data"),
            expected=len(points),
        )
    values = [point.value or Decimal(0) for point, _ in known]
    if over_organisations == "sum":
        numerator, denominator = exact_sum(values), None
        value: Decimal | None = numerator
    else:
        numerator = exact_sum(value * (weight or 0) for value, (_, weight) in zip(values, known, strict=True))
        denominator = exact_sum(weight or Decimal(0) for _, weight in known)
        value = rounded(numerator / denominator, decimals)
    return Point(
        period,
        value,
        numerator=numerator,
        denominator=denominator,
        reported=sum(max(point.reported, 1) for point, _ in known),
        expected=sum(max(point.expected, 1) for point in points),
        rolled_up=True,
        status="verified" if all(point.status == "verified" for point, _ in known) else "claimed",
        vintage=_least([point.vintage for point, _ in known]),
        simulated=any(point.simulated for point, _ in known),
        as_of=max((point.as_of for point, _ in known if point.as_of), default=None),
        source=_one([point.source for point, _ in known]),
    )


def in_place_of(point: Point, other: UUID) -> Point:
    """The successor's point, said to be shown in the place of a body that merged into it."""
    return replace(point, stands_for=other, missing=point.missing or "merged")


def published_only(point: Point) -> Point:
    """The point for who may see only what was published of the body: the rest is as if it were kept from him."""
    if point.value is None:
        return Point(point.period, missing="no_data")
    if point.status != "published" or point.rolled_up:
        return Point(point.period, missing="outside")
    return replace(point, beside=None)


def _least(words: Sequence[str]) -> str:
    order = ("estimate", "preliminary", "revised", "official", "plan")
    known = [word for word in words if word in order]
    return min(known, key=order.index) if known else ""


def _one(words: Sequence[str]) -> str:
    known = sorted({word for word in words if word})
    return known[0] if len(known) == 1 else ""
