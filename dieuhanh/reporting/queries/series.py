"""Figures over time, each with completeness, standing, source and target. Bounded SQL; `headlines` and `map_frames` read on."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from uuid import UUID

from dieuhanh.deadlines.rules.periods import Period, PeriodKind, parse, period_range
from dieuhanh.organisations.queries import succession
from dieuhanh.organisations.queries.bodies import Body
from dieuhanh.organisations.rules.lives import LAYOUT_DAYS
from dieuhanh.reporting.models import Rollup
from dieuhanh.reporting.queries import catalogue
from dieuhanh.reporting.queries.catalogue import IndicatorRead, SourceRead, TargetRead
from dieuhanh.reporting.queries.cells import Calendar, adding_of, cells, plan_for
from dieuhanh.reporting.queries.facts import FactRead, best_facts
from dieuhanh.reporting.rules.aggregation import Cell, over_time, parts_of, value_of
from dieuhanh.reporting.rules.series import Point, best_cell, in_place_of, joined, rounded, status_of

LONGEST = 1200
"""Periods in one series."""


@dataclass(slots=True)
class Figures:
    """What is known of some indicators of some bodies between two periods, ready to be asked point by point."""

    indicators: dict[UUID, IndicatorRead]
    breakdown: str = ""
    facts: dict[tuple[UUID, UUID], dict[str, FactRead]] = field(default_factory=dict)
    totals: dict[tuple[UUID, UUID, str], list[tuple[str, Cell]]] = field(default_factory=dict)

    @classmethod
    def load(
        cls,
        indicators: Iterable[IndicatorRead],
        organisations: Iterable[UUID],
        first: Period,
        last: Period,
        *,
        breakdown: str = "",
        as_of: date | None = None,
        kept: bool = False,
        vintage: str = "",
    ) -> "Figures":
        """Two statements: facts and kept totals; with `as_of` the totals are worked out anew (three more).

        `kept`: the kept totals all the same, of periods that had ended by `as_of`: for a clock that was set (the
        demonstration's), where what is kept is known already, except of days that have not come. `vintage`: bodies'
        own figures of this vintage alone; a total has none, so none is read (one statement).
        """
        known = {one.id: one for one in indicators}
        bodies_asked = list(organisations)
        ids = {*known, *(one.weight_id for one in known.values() if one.weight_id)}
        figures = cls(known, breakdown)
        start, end = first.first_day.replace(month=1, day=1), last.last_day
        parts = list({breakdown, ""})
        for fact in best_facts(bodies_asked, ids, start, end, breakdowns=parts, as_of=as_of, vintage=vintage):
            if fact.breakdown == breakdown or fact.indicator_id not in known:
                figures.facts.setdefault((fact.indicator_id, fact.organisation_id), {})[fact.period] = fact
        if not vintage:
            figures._load_totals(ids, bodies_asked, first, last, as_of, kept)
        return figures

    def _load_totals(
        self,
        ids: set[UUID],
        organisations: list[UUID],
        first: Period,
        last: Period,
        as_of: date | None,
        kept: bool = False,
    ) -> None:
        if as_of is not None and not kept:
            return self._work_out(ids, organisations, first, last, as_of)
        rows = Rollup.objects.filter(
            indicator_id__in=ids,
            organisation_id__in=organisations,
            period_start__range=(first.first_day, last.last_day),
            breakdown=self.breakdown,
            basis="actual",
        ).values_list(
            "indicator_id",
            "organisation_id",
            "period",
            "base",
            "total",
            "weight",
            "leaves",
            "reported",
            "verified",
            "simulated",
            "expected",
        )
        for indicator_id, organisation_id, period, base, *cell in rows:
            if as_of is not None and parse(period).last_day > as_of:
                continue
            self.totals.setdefault((indicator_id, organisation_id, period), []).append((base, Cell(*cell)))  # type: ignore[arg-type]
        return None

    def _work_out(
        self, ids: set[UUID], organisations: list[UUID], first: Period, last: Period, as_of: date
    ) -> None:
        adding = adding_of(ids)
        wanted = frozenset(period.code for period in period_range(first, last))
        kinds = {one.id: one.period_kinds for one in self.indicators.values()}
        touched = [
            (i, part)
            for i, rule in adding.items()
            if rule.adds
            for kind in kinds.get(i, (first.kind.value,))
            for target in period_range(first, last)
            for part in ([target] if kind == target.kind.value else target.parts(PeriodKind(kind)))
        ]
        plan = plan_for(adding, touched, Calendar(), whole_years=False, only=wanted)
        for key, cell in cells(plan, above=organisations, as_of=as_of).items():
            if key.breakdown == self.breakdown and key.basis == "actual":
                self.totals.setdefault((key.indicator_id, key.organisation_id, key.period), []).append(
                    (key.base, cell)
                )

    def point(self, indicator: IndicatorRead, organisation_id: UUID, period: Period) -> Point:
        """What is shown of this body: its own figure, else the total of those below, else of its own shorter periods."""
        own = self.facts.get((indicator.id, organisation_id), {})
        fact = own.get(period.code)
        total = self._total(indicator, organisation_id, period)
        if (
            fact is not None
            and fact.value is not None
            and (total is None or indicator.national_value != "rolled_up")
        ):
            return _of_fact(fact, beside=total.value if total else None)
        if total is not None and total.value is not None:
            return total
        made = self._made(indicator, own, period)
        if made is not None:
            return made
        if total is not None:
            return total
        return Point(
            period.code, missing=fact.no_data_reason if fact else "no_data", fact_id=fact.id if fact else None
        )

    def weight(self, indicator: IndicatorRead, organisation_id: UUID, period: Period) -> Decimal | None:
        """The weight of this body's figure in a weighted mean."""
        if indicator.weight_id is None:
            return None
        fact = self.facts.get((indicator.weight_id, organisation_id), {}).get(period.code)
        if fact is not None and fact.value is not None:
            return fact.value
        cell = best_cell(
            self.totals.get((indicator.weight_id, organisation_id, period.code), []), period.kind.value
        )
        return cell.total if cell else None

    def _total(self, indicator: IndicatorRead, organisation_id: UUID, period: Period) -> Point | None:
        found = self.totals.get((indicator.id, organisation_id, period.code), [])
        cell = best_cell(found, period.kind.value)
        if cell is None:
            return None
        base = next(base for base, one in found if one is cell)
        parts = len(parts_of(period, _sample(PeriodKind(base), period), indicator.over_time))
        value = value_of(
            cell, over_organisations=indicator.over_organisations, over_time=indicator.over_time, parts=parts
        )
        if indicator.over_organisations == "weighted_mean" or parts > 1:
            value = (
                rounded(value, indicator.decimals) if cell.weight or indicator.over_time == "mean" else value
            )
        return Point(
            period.code, value, missing="" if value is not None else "no_data", numerator=cell.total, denominator=cell.weight,
            reported=cell.reported, expected=cell.expected, rolled_up=True, status=status_of(cell), simulated=cell.simulated > 0,
        )  # fmt: skip

    def _made(self, indicator: IndicatorRead, own: dict[str, FactRead], period: Period) -> Point | None:
        if indicator.over_time == "none":
            return None
        this = period.code
        parts = {
            code: fact
            for code, fact in own.items()
            if fact.value is not None
            and code != this
            and fact.status != "refuted"
            and period.contains(parse(code))
        }
        values = {code: fact.value for code, fact in parts.items() if fact.value is not None}
        if not values:
            return None
        value, found, wanted = over_time(values, period, indicator.over_time)
        if value is None:
            return None
        used = [parts[code] for code in values]
        return Point(
            period.code, rounded(value, indicator.decimals) if indicator.over_time == "mean" else value, reported=found, expected=wanted,
            rolled_up=True, status="verified" if all(f.status == "verified" for f in used) else used[-1].status,
            simulated=any(f.simulated for f in used), as_of=max(f.as_of for f in used), source=used[-1].source,
        )  # fmt: skip


def _sample(kind: PeriodKind, period: Period) -> Period:
    return period if kind is period.kind else (period.parts(kind) or (period,))[-1]


def _of_fact(fact: FactRead, beside: Decimal | None) -> Point:
    return Point(
        fact.period, fact.value, beside=beside, vintage=fact.vintage, status=fact.status, simulated=fact.simulated, as_of=fact.as_of,
        source=fact.source, fact_id=fact.id, version=fact.version, reported=1, expected=1,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Series:
    """A series of one body: points in the order of periods, the sources they name, the target of each point's year."""

    indicator: IndicatorRead
    organisation: Body
    layout: int | None
    as_of: date | None
    breakdown: str
    points: list[Point]
    sources: dict[str, SourceRead]
    targets: list[TargetRead]

    @property
    def simulated(self) -> bool:
        """Whether any of it is made up for show."""
        return any(point.simulated for point in self.points)

    def target_of(self, period: str) -> TargetRead | None:
        """The target in force of the period or of its year."""
        return catalogue.target_in_force(self.targets, self.indicator.id, period, breakdown=self.breakdown)


def series(
    indicator: str | UUID | IndicatorRead,
    organisation: Body,
    first: str | Period,
    last: str | Period,
    *,
    layout: int | None = None,
    as_of: date | None = None,
    breakdown: str = "",
    vintage: str = "",
    kept: bool = False,
) -> Series:
    """One body's figures from `first` to `last` (codes of one kind of period), as it stood or in a province layout.

    `vintage` and `kept` as in `Figures.load`.

    In the layout of 34, a province's figures before 1 July 2025 are those of the provinces it was made of; in the layout
    of 63, a province that has merged since shows its successor's figure and says so: a sum cannot be taken apart.
    Rights are the caller's to check (`queries.visible`). At most 8 statements, 11 with `as_of`.
    """
    read = indicator if isinstance(indicator, IndicatorRead) else catalogue.access_indicator(indicator)
    periods = period_range(_period(first), _period(last))[:LONGEST]
    members, heir = _layout_of(organisation, layout)
    asked = {organisation.id, *members, *([heir] if heir else [])}
    points: list[Point] = []
    if periods:
        figures = Figures.load(
            [read],
            asked,
            periods[0],
            periods[-1],
            breakdown=breakdown,
            as_of=as_of,
            kept=kept,
            vintage=vintage,
        )
        points = [placed(figures, read, organisation, period, members, heir) for period in periods]
    sources = catalogue.sources({point.source for point in points if point.source})
    targets = catalogue.targets(indicator_ids=[read.id], organisation_ids=[organisation.id], on=as_of)
    return Series(read, organisation, layout, as_of, breakdown, points, sources, targets)


def _period(given: str | Period) -> Period:
    return given if isinstance(given, Period) else parse(given)


def _layout_of(body: Body, layout: int | None) -> tuple[list[UUID], UUID | None]:
    """(the bodies it was made of, the body it merged into) in the layout; neither for what is no province."""
    if layout is None or body.kind != "province":
        return [], None
    place = succession.in_layout(34)
    if layout == 34:
        return [one for one, new in place.items() if new == body.id and one != body.id], None
    heir = place.get(body.id)
    return [], heir if heir != body.id else None


def placed(
    figures: Figures,
    read: IndicatorRead,
    body: Body,
    period: Period,
    members: Sequence[UUID],
    heir: UUID | None,
) -> Point:
    """The body's point in a layout: out of the bodies it was made of, or of the one it merged into, where it has none."""
    point = figures.point(read, body.id, period)
    if point.value is not None:
        return point
    day = period.window(read.convention).data_to
    if members and day < LAYOUT_DAYS[34]:
        parts = [figures.point(read, one, period) for one in members]
        weights = [figures.weight(read, one, period) for one in members]
        return joined(
            parts,
            weights,
            over_organisations=read.over_organisations,
            decimals=read.decimals,
            period=period.code,
        )
    if heir is not None and day >= LAYOUT_DAYS[34]:
        return in_place_of(figures.point(read, heir, period), heir)
    return point


_ORDER = (
    PeriodKind.DAY,
    PeriodKind.MONTH,
    PeriodKind.QUARTER,
    PeriodKind.HALF,
    PeriodKind.NINE_MONTHS,
    PeriodKind.YEAR,
)


def kind_of(read: IndicatorRead) -> PeriodKind:
    """The shortest kind of period by which the indicator has figures."""
    return next((kind for kind in _ORDER if kind.value in read.period_kinds), PeriodKind.YEAR)
