"""Keeping totals: by what changed when little comes, by the year when much comes, from nothing when asked to rebuild.

All three use one statement (`sql/cells.sql`) and exact sums, so that they give the same bytes.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import astuple
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from dieuhanh.config.actor import Actor
from dieuhanh.deadlines.rules.periods import Period
from dieuhanh.ledger.actions import append
from dieuhanh.organisations.authority import check
from dieuhanh.reporting.queries.cells import (
    Adding,
    Calendar,
    CellKey,
    Plan,
    adding_of,
    cells,
    parameters,
    plan_for,
    statement,
    stored_periods,
)
from dieuhanh.reporting.rules.aggregation import Cell, difference

_MOST_LOCKS = 200
_YEARS_AT_ONCE = 40


def lock(indicator_ids: Iterable[UUID]) -> None:
    """Let nobody else record figures of these indicators until this transaction ends. One statement.

    Locks are taken in one order, so that two who record the same indicators wait and do not block each other.
    Beyond 200 indicators one lock stands for all.
    """
    ids = sorted({str(one) for one in indicator_ids})
    with connection.cursor() as cursor:
        if len(ids) > _MOST_LOCKS:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('reporting.rollup', 0))")
            return
        cursor.execute(
            "SELECT pg_advisory_xact_lock_shared(hashtextextended('reporting.rollup', 0)), count(pg_advisory_xact_lock(one)) FROM "
            "(SELECT hashtextextended(id, 11) AS one FROM unnest(%s::text[]) AS id ORDER BY one) AS locks",
            [ids],
        )


def lock_all() -> None:
    """Let nobody else record any figure until this transaction ends: for who records many files in one. One statement."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('reporting.rollup', 0))")


def locked(indicator_ids: Iterable[UUID]) -> dict[UUID, Adding]:
    """The arithmetic of these indicators and of those that they weigh, all locked. Two statements."""
    indicators = adding_of(indicator_ids, with_weighted=True)
    lock({*indicators, *(one.weight_id for one in indicators.values() if one.weight_id)})
    return indicators


def around(
    indicators: dict[UUID, Adding], organisations: Sequence[UUID], touched: Iterable[tuple[UUID, Period]]
) -> Callable[[], None]:
    """Call before the facts are written; the answer is called after and adds the difference to the totals.

    Statements: before, two (calendar, totals); after, two (totals, writing). None where nothing adds up.
    """
    touched = list(touched)
    pairs = _with_weighted(indicators, touched)
    if not any(indicators[i].adds for i, _ in pairs if i in indicators):
        return lambda: None
    plan = plan_for(indicators, pairs, Calendar(), whole_years=False)
    before = cells(plan, organisations=organisations)

    def after() -> None:
        now = cells(plan, organisations=organisations)
        changes: dict[CellKey, Cell] = {}
        for key in now.keys() | before.keys():
            cell, was = now.get(key) or _nothing(before[key]), before.get(key)
            if cell != was:
                changes[key] = difference(cell, was)
        _add(changes)

    return after


def _nothing(was: Cell) -> Cell:
    return Cell(was.total * 0, None if was.weight is None else was.weight * 0, 0, 0, 0, 0, was.expected)


def _with_weighted(
    indicators: dict[UUID, Adding], touched: list[tuple[UUID, Period]]
) -> set[tuple[UUID, Period]]:
    weighed: dict[UUID, list[UUID]] = {}
    for one in indicators.values():
        if one.weight_id:
            weighed.setdefault(one.weight_id, []).append(one.id)
    return {
        pair
        for i, period in touched
        for pair in ((i, period), *((other, period) for other in weighed.get(i, ())))
    }


_COLUMNS = "indicator_id, organisation_id, period_start, period, breakdown, basis, base, total, weight, leaves, reported, verified, simulated, expected"
_TYPES = (
    "uuid",
    "uuid",
    "date",
    "text",
    "text",
    "text",
    "text",
    "numeric",
    "numeric",
    "int",
    "int",
    "int",
    "int",
    "int",
)


def _add(changes: dict[CellKey, Cell]) -> None:
    """Add to the totals, in one statement and in one order; then drop those that hold nothing any more."""
    if not changes:
        return
    rows = sorted((*key, *astuple(cell)) for key, cell in changes.items())
    arrays = ", ".join(f"%s::{kind}[]" for kind in _TYPES)
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            INSERT INTO reporting_rollup AS r ({_COLUMNS}) SELECT * FROM unnest({arrays})
            ON CONFLICT ON CONSTRAINT reporting_rollup_key DO UPDATE SET
                total = trim_scale(r.total + excluded.total), weight = trim_scale(r.weight + excluded.weight),
                leaves = r.leaves + excluded.leaves, reported = r.reported + excluded.reported,
                verified = r.verified + excluded.verified, simulated = r.simulated + excluded.simulated,
                expected = excluded.expected
            """,
            [list(column) for column in zip(*rows, strict=True)],
        )
        emptied = [key for key, cell in changes.items() if cell.leaves < 0]
        if emptied:
            cursor.execute(
                "DELETE FROM reporting_rollup WHERE leaves = 0 AND indicator_id = ANY(%s)",
                [list({key.indicator_id for key in emptied})],
            )


def recompute(touched: Iterable[tuple[UUID, Period]]) -> int:
    """Work the totals of the touched indicators and years out anew; gives how many totals there are. For much at once."""
    touched = list(touched)
    indicators = adding_of({i for i, _ in touched}, with_weighted=True)
    units = {
        (i, period.kind, period.year): period
        for i, period in _with_weighted(indicators, touched)
        if i in indicators
    }
    adding = [(key, period) for key, period in units.items() if indicators[key[0]].adds]
    if not adding:
        return 0
    calendar, written = Calendar(), 0
    _plan_for_much(True)
    adding.sort(key=lambda unit: (unit[0][2], unit[0][1], str(unit[0][0])))
    for at in range(0, len(adding), _YEARS_AT_ONCE):
        some = adding[at : at + _YEARS_AT_ONCE]
        written += _rewrite(
            plan_for(indicators, [(key[0], period) for key, period in some], calendar, whole_years=True), some
        )
    _plan_for_much(False)
    return written


def _plan_for_much(much: bool) -> None:
    """Rows that were written a moment ago have no statistics yet: without this the planner takes a million facts for a
    few and goes through them once for each period.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('enable_nestloop', %s, true), set_config('work_mem', %s, true)",
            ["off", "64MB"] if much else ["on", "4MB"],
        )


def _rewrite(plan: Plan, units: Sequence[tuple[Any, Period]]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM reporting_rollup r USING unnest(%s::uuid[], %s::text[], %s::int[]) AS u(indicator_id, base, year) "
            "WHERE r.indicator_id = u.indicator_id AND r.base = u.base "
            "AND r.period_start BETWEEN make_date(u.year, 1, 1) AND make_date(u.year, 12, 31)",
            [[key[0] for key, _ in units], [key[1].value for key, _ in units], [key[2] for key, _ in units]],
        )
        cursor.execute(f"INSERT INTO reporting_rollup ({_COLUMNS})\n{statement()}", parameters(plan))
        return int(cursor.rowcount)


def rebuild_rollup(*, by: Actor) -> int:
    """Work all totals out from the facts again, in one transaction; gives how many there are.

    Gives the same bytes as what was kept as figures came, unless bodies were changed with effect in the past.
    """
    check(by, "indicators.manage")
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('reporting.rollup', 0))")
        cursor.execute("SELECT DISTINCT indicator_id, period FROM reporting_fact")
        touched = stored_periods(cursor.fetchall())
        cursor.execute("DELETE FROM reporting_rollup")
        count = recompute(touched)
        append(
            "reporting.rollup.rebuilt",
            by=by,
            subject_type="reporting.rollup",
            subject_id=UUID(int=0),
            organisation_id=None,
            body={"totals": count},
        )
    return count
