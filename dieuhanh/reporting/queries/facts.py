"""Figures as they are known: the one to show for each body, indicator, part and period."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any
from uuid import UUID

from django.db import connection

from dieuhanh.deadlines.rules.periods import Period, parse
from dieuhanh.reporting.queries.cells import SQL


@dataclass(frozen=True, slots=True)
class FactRead:
    """One figure as it is shown, with what it is worth."""

    id: UUID
    organisation_id: UUID
    indicator_id: UUID
    breakdown: str
    period: str
    value: Decimal | None
    no_data_reason: str
    vintage: str
    status: str
    version: int
    simulated: bool
    as_of: date
    source: str
    submission_id: UUID | None
    recorded_at: datetime | None


@dataclass(frozen=True, slots=True)
class Previous:
    """The same figures of the period before, and of the same period a year before; keys (indicator, breakdown)."""

    before: dict[tuple[UUID, str], FactRead]
    year_before: dict[tuple[UUID, str], FactRead]


@cache
def _statement() -> str:
    return (SQL / "best_facts.sql").read_text(encoding="utf-8")


def best_facts(
    organisations: Iterable[UUID],
    indicators: Iterable[UUID],
    first: date,
    last: date,
    *,
    periods: Sequence[str] | None = None,
    breakdowns: Sequence[str] | None = None,
    as_of: date | None = None,
    plan: bool = False,
    vintage: str = "",
) -> list[FactRead]:
    """The figure to show for each (indicator, body, period, part) whose period begins from `first` to `last`.

    As known on `as_of` where given. `plan`: the plans instead of what was measured; `vintage`: of this vintage alone.
    Refuted figures come last, and only where there is no other. One statement.
    """
    parameters: dict[str, Any] = {
        "indicators": list(indicators),
        "organisations": list(organisations),
        "first": first,
        "last": last,
        "periods": list(periods) if periods is not None else None,
        "breakdowns": list(breakdowns) if breakdowns is not None else None,
        "as_of": as_of,
        "plan": plan or vintage == "plan",
        "vintage": vintage or None,
    }
    with connection.cursor() as cursor:
        cursor.execute(_statement(), parameters)
        return [FactRead(*row) for row in cursor.fetchall()]


def latest_values(
    organisation_id: UUID,
    indicator_ids: Iterable[UUID],
    period: str,
    *,
    as_of: date | None = None,
    plan: bool = False,
) -> dict[tuple[UUID, str], FactRead]:
    """(indicator, breakdown) → the body's own figure of the period, as known (on `as_of`). One statement."""
    return _of([parse(period)], organisation_id, indicator_ids, as_of, plan)[0]


def previous_values(
    organisation_id: UUID,
    indicator_ids: Iterable[UUID],
    period: str,
    *,
    as_of: date | None = None,
    plan: bool = False,
) -> Previous:
    """The body's own figures of the period before and of the same period a year before. One statement."""
    this = parse(period)
    return Previous(
        *_of([this.previous(), this.same_last_year()], organisation_id, indicator_ids, as_of, plan)
    )


def _of(
    periods: Sequence[Period],
    organisation_id: UUID,
    indicator_ids: Iterable[UUID],
    as_of: date | None,
    plan: bool,
) -> list[dict[tuple[UUID, str], FactRead]]:
    starts = [period.first_day for period in periods]
    codes = [period.code for period in periods]
    rows = best_facts(
        [organisation_id], indicator_ids, min(starts), max(starts), periods=codes, as_of=as_of, plan=plan
    )
    found: dict[str, dict[tuple[UUID, str], FactRead]] = {code: {} for code in codes}
    for row in rows:
        found[row.period][row.indicator_id, row.breakdown] = row
    return [found[code] for code in codes]
