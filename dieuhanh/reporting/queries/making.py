"""What a figure that was worked out is made of: bodies below, shorter periods, or the provinces that merged."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _

from dieuhanh.config.errors import Missing
from dieuhanh.config.language import lang
from dieuhanh.deadlines.rules.periods import Period, PeriodKind
from dieuhanh.organisations.queries import Body
from dieuhanh.reporting.models import Rollup
from dieuhanh.reporting.queries.catalogue import IndicatorRead
from dieuhanh.reporting.queries.cells import SQL, Calendar
from dieuhanh.reporting.queries.facts import best_facts
from dieuhanh.reporting.queries.series import Figures
from dieuhanh.reporting.rules.aggregation import Cell, exact_sum, parts_of
from dieuhanh.reporting.rules.series import best_cell, rounded

LISTED = 1000
"""Rows of one list; a country's communes are looked at province by province."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """One figure that is in a total, or one that should be and is not there. `fact_id` None: added up itself, or missing."""

    period: str
    organisation_id: UUID
    code: str
    name_vi: str
    name_en: str
    stands: bool
    fact_id: UUID | None
    value: Decimal | None
    no_data_reason: str
    status: str
    vintage: str
    as_of: date | None
    simulated: bool
    weight: Decimal | None

    @property
    def name(self) -> str:
        """The body's name then, in the reader's language."""
        return self.name_en if lang() == "en" else self.name_vi

    @property
    def counts(self) -> bool:
        """Whether it is in the total."""
        return self.fact_id is not None or self.value is not None


@dataclass(frozen=True, slots=True)
class Making:
    """How a figure came about. `how`: `bodies`, `periods` (shorter ones of the same body) or `together` (provinces)."""

    how: str
    leaves: list[Leaf]
    total: Decimal | None
    weight: Decimal | None
    cut: bool

    @property
    def reported(self) -> int:
        """How many that had to answer did."""
        return sum(leaf.counts and leaf.stands for leaf in self.leaves)

    @property
    def expected(self) -> int:
        """How many had to answer."""
        return sum(leaf.stands for leaf in self.leaves)


def made_of(
    read: IndicatorRead,
    body: Body,
    period: Period,
    *,
    members: Sequence[Body] = (),
    breakdown: str = "",
    as_of: date | None = None,
) -> Making:
    """The parts of the figure of this body and period that was worked out, added up again. At most four statements.

    `members`: the provinces that stand in the place of the body: those that merged into it, or those of its region; then
    only they are looked at. Raises `Missing` where nothing is there to add.
    """
    rows = (
        _of_members(read, members, period, breakdown, as_of)
        if members
        else _of_bodies(read, body, period, breakdown, as_of)
        or _of_periods(read, body, period, breakdown, as_of)
    )
    if rows is None:
        raise Missing(_("This figure was not added up from others, or nothing of it is here."))
    how, leaves = rows
    counted = [one for one in leaves if one.counts and one.value is not None]
    total, weight = _added(read, counted, how, len({one.period for one in leaves}))
    return Making(how, leaves, total, weight, len(leaves) >= LISTED)


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a figure came in: the report of that assignment, or the source that it was imported from."""

    assignment_id: UUID | None
    source: str


def origins(read: IndicatorRead, period: Period, leaves: Sequence[Leaf]) -> dict[UUID, Origin]:
    """The origin of each figure in a total of the period, by the figure's id. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT f.id, r.assignment_id, s.code FROM reporting_fact f JOIN reporting_source s ON s.id = f.source_id "
            "LEFT JOIN reporting_fact_batch b ON b.id = f.batch_id LEFT JOIN reporting_submission r ON r.id = b.submission_id "
            "WHERE f.indicator_id = %s AND f.period_start BETWEEN %s AND %s AND f.id = ANY(%s)",
            [read.id, period.first_day, period.last_day, [one.fact_id for one in leaves if one.fact_id]],
        )
        return {row[0]: Origin(row[1], row[2]) for row in cursor.fetchall()}


def _added(
    read: IndicatorRead, leaves: Sequence[Leaf], how: str, parts: int
) -> tuple[Decimal | None, Decimal | None]:
    """The figure from its parts, as the roll-up adds them, with the sum of weights of a weighted mean."""
    if not leaves:
        return None, None
    if how == "periods":
        values = [one.value or Decimal(0) for one in leaves]
        if read.over_time == "mean":
            return rounded(exact_sum(values) / len(values), read.decimals), None
        return (exact_sum(values) if read.over_time == "sum" else values[-1]), None
    if read.over_organisations == "weighted_mean":
        weighed = [one for one in leaves if one.weight]
        weight = exact_sum(one.weight or Decimal(0) for one in weighed)
        product = exact_sum((one.value or 0) * (one.weight or Decimal(0)) for one in weighed)
        return (rounded(product / weight, read.decimals) if weight else None), weight
    total = exact_sum(one.value or Decimal(0) for one in leaves)
    if read.over_time == "mean" and parts > 1:
        return rounded(total / parts, read.decimals), None
    return total, None


@cache
def _statement() -> str:
    return (SQL / "made_of.sql").read_text(encoding="utf-8")


def _of_bodies(
    read: IndicatorRead, body: Body, period: Period, breakdown: str, as_of: date | None
) -> tuple[str, list[Leaf]] | None:
    base = _base(read, body.id, period, breakdown)
    if base is None:
        return None
    calendar = Calendar()
    parts = parts_of(period, base, read.over_time)
    values: dict[str, Any] = {
        "periods": [one.code for one in parts],
        "days": [calendar.day_of(one, read.convention) for one in parts],
        "first": parts[0].first_day,
        "last": parts[-1].first_day,
        "indicator": read.id,
        "weight": read.weight_id,
        "organisation": body.id,
        "kinds": list(read.respondents),
        "breakdown": breakdown,
        "as_of": as_of,
        "limit": LISTED,
    }
    with connection.cursor() as cursor:
        cursor.execute(_statement(), values)
        found = [_leaf(row) for row in cursor.fetchall()]
    return ("bodies", found) if found else None


def _leaf(row: Sequence[Any]) -> Leaf:
    period, who, code, vi, en, stands, fact, value, reason, status, vintage, as_of, simulated, weight = row
    return Leaf(
        period, who, code, vi, en, bool(stands), fact, value, reason or "", status or "", vintage or "", as_of,
        bool(simulated), weight,
    )  # fmt: skip


def _base(read: IndicatorRead, organisation_id: UUID, period: Period, breakdown: str) -> Period | None:
    """A period of the kind of those that were added up, as the series chooses among the kept totals; None for no total."""
    rows = Rollup.objects.filter(
        indicator_id=read.id, organisation_id=organisation_id, period=period.code, breakdown=breakdown,
        basis="actual", period_start=period.first_day,
    ).values_list("base", "total", "weight", "leaves", "reported", "verified", "simulated", "expected")  # fmt: skip
    cells = [(base, Cell(*cell)) for base, *cell in rows]  # type: ignore[arg-type]
    chosen = best_cell(cells, period.kind.value)
    if chosen is None:
        return None
    kind = PeriodKind(next(base for base, cell in cells if cell is chosen))
    return period if kind is period.kind else (period.parts(kind) or (period,))[-1]


def _of_members(
    read: IndicatorRead, members: Sequence[Body], period: Period, breakdown: str, as_of: date | None
) -> tuple[str, list[Leaf]] | None:
    """The figures of the bodies that stand together in the place of one: as the series shows each of them."""
    if not members:
        return None
    figures = Figures.load(
        [read],
        [one.id for one in members],
        period,
        period,
        breakdown=breakdown,
        as_of=as_of,
        kept=as_of is None,
    )
    rows = []
    for one in members:
        point = figures.point(read, one.id, period)
        rows.append(
            Leaf(
                period.code, one.id, one.code, one.name_vi, one.name_en, True, point.fact_id, point.value, point.missing,
                point.status, point.vintage, point.as_of, point.simulated, figures.weight(read, one.id, period),
            )
        )  # fmt: skip
    return ("together", rows) if any(row.counts for row in rows) else None


def _of_periods(
    read: IndicatorRead, body: Body, period: Period, breakdown: str, as_of: date | None
) -> tuple[str, list[Leaf]] | None:
    if read.over_time == "none":
        return None
    found = {
        one.period: one
        for one in best_facts(
            [body.id], [read.id], period.first_day, period.last_day, breakdowns=[breakdown], as_of=as_of
        )
        if one.value is not None and one.status != "refuted"
    }
    for kind in PeriodKind:
        if kind is period.kind or not period.parts(kind):
            continue
        wanted = parts_of(period, period.parts(kind)[-1], read.over_time)
        if any(part.code in found for part in wanted):
            return "periods", [_own(body, part.code, found.get(part.code)) for part in wanted]
    return None


def _own(body: Body, code: str, fact: Any) -> Leaf:
    if fact is None:
        return Leaf(
            code,
            body.id,
            body.code,
            body.name_vi,
            body.name_en,
            True,
            None,
            None,
            "",
            "",
            "",
            None,
            False,
            None,
        )
    return Leaf(
        code, body.id, body.code, body.name_vi, body.name_en, True, fact.id, fact.value, fact.no_data_reason, fact.status,
        fact.vintage, fact.as_of, fact.simulated, None,
    )  # fmt: skip
