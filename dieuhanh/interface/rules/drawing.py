"""Geometry of the small pictures that the server draws itself (sparkline, bullet), in SVG units."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

Numeric = int | float | Decimal


@dataclass(frozen=True, slots=True)
class Spark:
    """A sparkline: path pieces (a gap where a value is missing), the last point, the target's height."""

    width: int
    height: int
    paths: tuple[str, ...]
    last: tuple[str, str] | None
    target_y: str | None


@dataclass(frozen=True, slots=True)
class Bullet:
    """A bullet bar: the lengths of bar and target line on a scale of `width`."""

    width: int
    bar: str
    target: str | None


def spark(
    points: Sequence[Numeric | None], width: int = 160, height: int = 40, target: Numeric | None = None
) -> Spark:
    """Scale `points` (oldest first) and the target into the box, with room for the last dot."""
    values = [None if one is None else float(one) for one in points]
    goal = None if target is None else float(target)
    known = [one for one in values if one is not None] + ([goal] if goal is not None else [])
    if not known:
        return Spark(width, height, (), None, None)
    low, high = min(known), max(known)
    reach = (high - low) or 1.0
    edge = 4.0

    def y(value: float) -> float:
        middle = height / 2 if high == low else edge + (height - 2 * edge) * (1 - (value - low) / reach)
        return round(middle, 1)

    step = (width - 2 * edge) / max(1, len(values) - 1)
    placed = [
        (round(edge + step * at, 1), y(one)) if one is not None else None for at, one in enumerate(values)
    ]
    last = next((one for one in reversed(placed) if one), None)
    return Spark(
        width,
        height,
        tuple(_pieces(placed)),
        None if last is None else (_text(last[0]), _text(last[1])),
        None if goal is None else _text(y(goal)),
    )


def _pieces(placed: Sequence[tuple[float, float] | None]) -> list[str]:
    pieces: list[str] = []
    run: list[str] = []
    for one in [*placed, None]:
        if one is not None:
            run.append(f"{_text(one[0])},{_text(one[1])}")
            continue
        if run:
            pieces.append("M" + " L".join(run))
        run = []
    return pieces


def bullet(
    value: Numeric | None, target: Numeric | None = None, maximum: Numeric | None = None, width: int = 200
) -> Bullet:
    """Scale a value and its target onto one bar that begins at zero."""
    reach = float(maximum) if maximum else max(float(value or 0), float(target or 0)) * 1.1 or 1.0

    def at(number: Numeric) -> str:
        return _text(round(min(max(float(number), 0.0), reach) / reach * width, 1))

    return Bullet(width, at(value or 0), None if target is None else at(target))


def _text(number: float) -> str:
    return f"{number:g}"
