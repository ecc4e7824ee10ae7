"""What bodies' figures add up to: the parameters and the reading of `sql/cells.sql`."""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection

from dieuhanh.deadlines.rules.periods import Period, PeriodKind, parse, periods_of
from dieuhanh.reporting.models import Indicator
from dieuhanh.reporting.rules.aggregation import Cell, parts_of, targets_of

SQL = Path(__file__).parent.parent / "sql"
ADDING = frozenset({"sum", "weighted_mean"})


@dataclass(frozen=True, slots=True)
class Adding:
    """An indicator's arithmetic, as the roll-up needs it."""

    id: UUID
    code: str
    over_organisations: str
    over_time: str
    weight_id: UUID | None
    convention: str
    respondents: tuple[str, ...]
    decimals: int

    @property
    def adds(self) -> bool:
        """Whether bodies' figures make totals."""
        return self.over_organisations in ADDING and bool(self.respondents)


class CellKey(NamedTuple):
    """Which total."""

    indicator_id: UUID
    organisation_id: UUID
    period_start: date
    period: str
    breakdown: str
    basis: str
    base: str


def adding_of(indicator_ids: Iterable[UUID], *, with_weighted: bool = False) -> dict[UUID, Adding]:
    """The arithmetic of these indicators, and of those that they weigh. One statement."""
    from django.db.models import Q  # beside its use: the only query here that Django's ORM says best

    ids = list(indicator_ids)
    wanted = Q(id__in=ids) | Q(weight_id__in=ids) if with_weighted else Q(id__in=ids)
    rows = Indicator.objects.filter(wanted).only(
        "id", "code", "over_organisations", "over_time", "weight_id", "convention", "respondents", "decimals"
    )
    return {
        row.id: Adding(
            row.id,
            row.code,
            row.over_organisations,
            row.over_time,
            row.weight_id,
            row.convention,
            tuple(row.respondents),
            row.decimals,
        )
        for row in rows
    }


class Calendar:
    """The days on which the tree of bodies changed: a day's tree is that of the last change before it."""

    def __init__(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT valid_from FROM organisations_organisationversion UNION "
                "SELECT valid_to FROM organisations_organisationversion WHERE valid_to IS NOT NULL ORDER BY 1"
            )
            self._changes: list[date] = [row[0] for row in cursor.fetchall()]

    def day_of(self, period: Period, convention: str) -> date:
        """The day whose tree is the period's: that of the last day of its data."""
        day = period.window(convention).data_to
        at = bisect_right(self._changes, day)
        return self._changes[at - 1] if at else day


@dataclass(slots=True)
class Plan:
    """The rows of `rule`, `step` and `part` of the statement, and what facts it must look at."""

    rules: list[tuple[UUID, UUID | None, str]]
    steps: list[tuple[UUID, str, str, date, str, date]]
    parts: list[tuple[UUID, str, str, date, int]]
    periods: list[Period]

    def __bool__(self) -> bool:
        return bool(self.steps)


def plan_for(
    indicators: Mapping[UUID, Adding],
    touched: Iterable[tuple[UUID, Period]],
    calendar: Calendar,
    *,
    whole_years: bool,
    only: frozenset[str] | None = None,
) -> Plan:
    """What must be added up for the touched (indicator, period) pairs.

    `whole_years`: all short periods of their kind in the year, so that the totals come out whole; else the touched
    ones alone, so that they come out as what changed. `only`: keep these target periods.
    """
    units = {(i, period) for i, period in touched if i in indicators and indicators[i].adds}
    if whole_years:
        units = {(i, other) for i, period in units for other in _of_year(period.kind, period.year)}
    plan = Plan([], [], [], sorted({period for _, period in units}))
    done: set[tuple[UUID, str, str]] = set()
    for indicator_id, period in sorted(units, key=lambda u: (str(u[0]), u[1])):
        rule = indicators[indicator_id]
        for target in _targets(period, rule.over_time):
            if only is not None and target.code not in only:
                continue
            plan.steps.append(
                (
                    indicator_id,
                    period.code,
                    period.kind.value,
                    calendar.day_of(period, rule.convention),
                    target.code,
                    target.first_day,
                )
            )
            if (indicator_id, period.kind.value, target.code) not in done:
                done.add((indicator_id, period.kind.value, target.code))
                plan.parts.extend(_parts(rule, target, period, calendar))
    used = {step[0] for step in plan.steps}
    plan.rules = [
        (i, indicators[i].weight_id, " ".join(indicators[i].respondents)) for i in sorted(used, key=str)
    ]
    return plan


@cache
def _of_year(kind: PeriodKind, year: int) -> tuple[Period, ...]:
    return periods_of(kind, year)


@cache
def _targets(period: Period, over_time: str) -> tuple[Period, ...]:
    return tuple(targets_of(period, over_time))


def _parts(
    rule: Adding, target: Period, base: Period, calendar: Calendar
) -> list[tuple[UUID, str, str, date, int]]:
    counts: dict[date, int] = {}
    for part in parts_of(target, base, rule.over_time):
        day = calendar.day_of(part, rule.convention)
        counts[day] = counts.get(day, 0) + 1
    return [(rule.id, base.kind.value, target.code, day, count) for day, count in counts.items()]


def parameters(
    plan: Plan,
    *,
    organisations: Sequence[UUID] | None = None,
    above: Sequence[UUID] | None = None,
    as_of: date | None = None,
) -> dict[str, Any]:
    """The plan as the statement's parameters."""
    rules, steps, parts = (list(zip(*rows, strict=True)) for rows in (plan.rules, plan.steps, plan.parts))
    names = {
        "rule": ("indicator", "weight", "kinds"),
        "step": ("indicator", "period", "base", "day", "target", "target_start"),
        "part": ("indicator", "base", "target", "day", "count"),
    }
    values: dict[str, Any] = {
        f"{group}_{name}": list(columns[n])
        for group, columns in (("rule", rules), ("step", steps), ("part", parts))
        for n, name in enumerate(names[group])
    }
    indicators = {rule[0] for rule in plan.rules} | {rule[1] for rule in plan.rules if rule[1]}
    starts = [period.first_day for period in plan.periods]
    return {
        **values,
        "indicators": sorted(indicators, key=str),
        "first": min(starts),
        "last": max(starts),
        "periods": sorted({period.code for period in plan.periods}),
        "organisations": list(organisations) if organisations is not None else None,
        "above": list(above) if above is not None else None,
        "as_of": as_of,
    }


def cells(
    plan: Plan,
    *,
    organisations: Sequence[UUID] | None = None,
    above: Sequence[UUID] | None = None,
    as_of: date | None = None,
) -> dict[CellKey, Cell]:
    """Add up as planned; only facts of `organisations`, only totals of `above`, only what was known on `as_of`. One statement."""
    if not plan:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(statement(), parameters(plan, organisations=organisations, above=above, as_of=as_of))
        return {CellKey(*row[:7]): Cell(*row[7:]) for row in cursor.fetchall()}


@cache
def statement() -> str:
    """The text of `sql/cells.sql`."""
    return (SQL / "cells.sql").read_text(encoding="utf-8")


def stored_periods(rows: Iterable[tuple[UUID, str]]) -> list[tuple[UUID, Period]]:
    """(indicator, period code) pairs with the codes read."""
    return [(indicator, parse(code)) for indicator, code in rows]
