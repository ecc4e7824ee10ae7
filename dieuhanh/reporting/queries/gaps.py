"""Where a body's own figure and the verified one differ. One statement."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import connection


@dataclass(frozen=True, slots=True)
class Pair:
    """One figure as the body claims it and as it was verified."""

    indicator_id: UUID
    organisation_id: UUID
    period: str
    claimed: Decimal
    verified: Decimal
    fact_id: UUID


def claimed_and_verified(
    remit: tuple[str, list[Any]] | None, known_on: date, *, since: date, limit: int = 10
) -> list[Pair]:
    """Where a body's own figure and the verified one differ, the widest gap (against the verified figure) first."""
    within, named = _named(remit)
    rows = _all(
        "WITH best AS (SELECT DISTINCT ON (f.indicator_id, f.organisation_id, f.period, f.breakdown, (f.status = 'claimed')) "
        "f.indicator_id, f.organisation_id, f.period, f.breakdown, f.status, f.value, f.id FROM reporting_fact f "
        "WHERE f.status IN ('claimed', 'verified', 'refuted') AND f.value IS NOT NULL AND f.vintage <> 'plan' AND f.as_of <= %(on)s "
        f"AND f.period_start >= %(since)s {within} "
        "ORDER BY f.indicator_id, f.organisation_id, f.period, f.breakdown, (f.status = 'claimed'), f.as_of DESC, f.version DESC) "
        "SELECT c.indicator_id, c.organisation_id, c.period, c.value, v.value, v.id FROM best c JOIN best v "
        "ON v.indicator_id = c.indicator_id AND v.organisation_id = c.organisation_id AND v.period = c.period "
        "AND v.breakdown = c.breakdown AND c.breakdown = '' AND c.status = 'claimed' AND v.status <> 'claimed' AND v.value <> c.value "
        "ORDER BY abs(c.value - v.value) / nullif(greatest(abs(v.value), abs(c.value)), 0) DESC NULLS LAST LIMIT %(limit)s",
        on=known_on,
        since=since,
        limit=limit,
        **named,
    )
    return [Pair(*row) for row in rows]


def _named(remit: tuple[str, list[Any]] | None) -> tuple[str, dict[str, Any]]:
    if remit is None:
        return "", {}
    sql, values = remit
    for place in range(len(values)):
        sql = sql.replace("%s", f"%(remit_{place})s", 1)
    return f"AND f.organisation_id IN {sql}", {f"remit_{place}": value for place, value in enumerate(values)}


def _all(sql: str, **values: Any) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())
