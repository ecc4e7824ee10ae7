"""How figures add up: over time, over bodies as they stood, and across the two province layouts. Pure.

The same rules drive the SQL of the roll-up (`sql/cells.sql`); `roll_up` here is their plain form, held to it by tests.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Context, Decimal
from typing import TypeVar

from dieuhanh.deadlines.rules.periods import Period, parse

EXACT = Context(prec=200)
"""Sums are exact: no order of adding changes a digit."""
_SHOWN = Context(prec=34)
T = TypeVar("T")


def targets_of(base: Period, over_time: str) -> list[Period]:
    """The periods that a figure of `base` counts towards: itself, and the longer ones its indicator adds up to.

    `sum` and `mean`: every longer period that periods of this kind tile. `last`: those that end with it.
    `cumulative` (counted from 1 January): those that begin the year and end with it.
    """
    longer = [
        period for period in base.containing() if period.kind is not base.kind and period.parts(base.kind)
    ]
    match over_time:
        case "sum" | "mean":
            kept = longer
        case "last":
            kept = [period for period in longer if period.last_day == base.last_day]
        case "cumulative":
            kept = [
                period for period in longer if period.last_day == base.last_day and period.first_month == 1
            ]
        case _:
            kept = []
    return [base, *kept]


def parts_of(target: Period, base_kind_of: Period, over_time: str) -> list[Period]:
    """The short periods (of the kind of `base_kind_of`) that a total of `target` should hold."""
    if target.kind is base_kind_of.kind:
        return [target]
    parts = target.parts(base_kind_of.kind)
    return list(parts) if over_time in {"sum", "mean"} else list(parts[-1:])


@dataclass(frozen=True, slots=True)
class Cell:
    """A total with what it is made of. `weight` is the denominator of a weighted mean."""

    total: Decimal
    weight: Decimal | None
    leaves: int
    reported: int
    verified: int
    simulated: int
    expected: int

    @property
    def partial(self) -> bool:
        """Whether some who should have answered are not in it."""
        return self.reported < self.expected


def added(cells: Sequence[Cell]) -> Cell:
    """The cells of several bodies as one. Raises ValueError for none."""
    if not cells:
        raise ValueError("nothing to add")
    weights = [cell.weight for cell in cells if cell.weight is not None]
    return Cell(
        total=exact_sum(cell.total for cell in cells),
        weight=exact_sum(weights) if weights else None,
        leaves=sum(cell.leaves for cell in cells),
        reported=sum(cell.reported for cell in cells),
        verified=sum(cell.verified for cell in cells),
        simulated=sum(cell.simulated for cell in cells),
        expected=sum(cell.expected for cell in cells),
    )


def exact_sum(values: Iterable[Decimal]) -> Decimal:
    """The sum without rounding."""
    total = Decimal(0)
    for value in values:
        total = EXACT.add(total, value)
    return total


def value_of(cell: Cell, *, over_organisations: str, over_time: str, parts: int) -> Decimal | None:
    """The figure of a cell: its total, its weighted mean, or its mean over `parts` short periods.

    None where there is none: a mean of nothing, or a mean over time of an incomplete sum (it would be too low).
    """
    if over_organisations == "weighted_mean":
        return _SHOWN.divide(cell.total, cell.weight) if cell.weight else None
    if over_time == "mean" and parts > 1:
        return None if cell.partial else _SHOWN.divide(cell.total, Decimal(parts))
    return cell.total


def over_time(values: Mapping[str, Decimal], target: Period, how: str) -> tuple[Decimal | None, int, int]:
    """The figure of a longer period from one body's own short ones (code → value): (value, found, wanted).

    The finest complete kind is taken; else the finest there is, as a partial sum. Values of one convention only.
    """
    options: list[tuple[Decimal | None, int, int]] = []
    kinds = {parse(code).kind: parse(code) for code in values}
    for sample in sorted(kinds.values(), key=lambda p: (p.last_day - p.first_day).days):
        if sample.kind is target.kind or target not in _all_targets(sample, target, how):
            continue
        wanted = parts_of(target, sample, how)
        found = [values[part.code] for part in wanted if part.code in values]
        if found:
            options.append((_joined(found, len(wanted), how), len(found), len(wanted)))
    complete = [option for option in options if option[1] == option[2]]
    return (complete or options or [(None, 0, 0)])[0]


def _all_targets(sample: Period, target: Period, how: str) -> list[Period]:
    parts = parts_of(target, sample, how)
    return targets_of(parts[-1], how) if parts else []


def _joined(found: Sequence[Decimal], wanted: int, how: str) -> Decimal | None:
    if how in {"last", "cumulative"}:
        return found[-1]
    total = exact_sum(found)
    if how == "mean":
        return _SHOWN.divide(total, Decimal(wanted)) if len(found) == wanted else None
    return total


def roll_up(leaves: Mapping[T, Cell], parents: Mapping[T, T | None]) -> dict[T, Cell]:
    """Every body above a leaf → the sum of the leaves below it. `parents` is the tree as it stood."""
    found: dict[T, list[Cell]] = {}
    for body, cell in leaves.items():
        above = parents.get(body)
        while above is not None:
            found.setdefault(above, []).append(cell)
            above = parents.get(above)
    return {body: added(cells) for body, cells in found.items()}


def through_succession(figures: Mapping[T, Cell], place_of: Mapping[T, T]) -> tuple[dict[T, Cell], list[T]]:
    """Figures in another layout: each added into the body that stands in its place there.

    The second answer names those without a place: bodies merged since, whose sum cannot be taken apart.
    """
    found: dict[T, list[Cell]] = {}
    nowhere: list[T] = []
    for body, cell in figures.items():
        if body in place_of:
            found.setdefault(place_of[body], []).append(cell)
        else:
            nowhere.append(body)
    return {body: added(cells) for body, cells in found.items()}, nowhere


def difference(after: Cell, before: Cell | None) -> Cell:
    """What `after` adds to `before`; the expected count is that of `after`."""
    if before is None:
        return after
    weight = None if after.weight is None else EXACT.subtract(after.weight, before.weight or Decimal(0))
    return replace(
        after,
        total=EXACT.subtract(after.total, before.total),
        weight=weight,
        leaves=after.leaves - before.leaves,
        reported=after.reported - before.reported,
        verified=after.verified - before.verified,
        simulated=after.simulated - before.simulated,
    )
