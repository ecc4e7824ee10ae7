"""Headline numbers: the newest figure of an indicator with its past, its target and its source. Bounded SQL."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from uuid import UUID

from dieuhanh.config.clock import today
from dieuhanh.deadlines.rules.periods import Period, PeriodKind, parse, period_on, period_range
from dieuhanh.organisations.queries import bodies
from dieuhanh.reporting.queries import catalogue
from dieuhanh.reporting.queries.catalogue import IndicatorRead, SourceRead, TargetRead
from dieuhanh.reporting.queries.series import Figures, kind_of
from dieuhanh.reporting.rules.catalogue import Judgement
from dieuhanh.reporting.rules.series import Point

SPARK = 13


@dataclass(frozen=True, slots=True)
class Headline:
    """An indicator's newest figure with what came before it and what was to be reached."""

    indicator: IndicatorRead
    point: Point
    before: Point | None
    spark: list[Point]
    target: TargetRead | None
    judgement: Judgement
    source: SourceRead | None

    @property
    def change(self) -> Decimal | None:
        """The difference to the period before, in the indicator's own unit."""
        if self.point.value is None or self.before is None or self.before.value is None:
            return None
        return self.point.value - self.before.value

    def from_source(self, source: SourceRead | None) -> "Headline":
        """The same, with its source named."""
        return replace(self, source=source)


def headlines(
    codes: Sequence[str],
    *,
    organisation_id: UUID | None = None,
    until: str | date | None = None,
    as_of: date | None = None,
    kept: bool = False,
) -> list[Headline]:
    """The newest figure of each indicator, up to the period that holds `until` (today), with 13 points of its past.

    Of the country unless a body is named; in the order asked; unknown codes are left out. `as_of`: as known on that
    day; `kept` as in `Figures.load`. At most 6 statements (9 with `as_of` worked out anew), however many are asked.
    """
    day = parse(until).last_day if isinstance(until, str) else until or as_of or today()
    found = {one.code: one for one in catalogue.indicators(codes=codes, on=day)}
    root = organisation_id or root_id(day)
    if root is None or not found:
        return []
    reads = [found[code] for code in codes if code in found]
    spans = {one.id: span_of(one, day) for one in reads}
    first = min((span[0] for span in spans.values()), key=lambda p: p.first_day)
    last = max((span[-1] for span in spans.values()), key=lambda p: p.last_day)
    figures = _load_spans(reads, [root], spans, first, last, as_of, kept)
    targets = catalogue.targets(
        indicator_ids=[one.id for one in reads], organisation_ids=[root], on=as_of or day
    )
    made = [headline(figures, one, root, spans[one.id], targets) for one in reads]
    sources = catalogue.sources({one.point.source for one in made if one.point.source})
    return [one.from_source(sources.get(one.point.source)) for one in made]


def _load_spans(
    reads: Sequence[IndicatorRead],
    where: Sequence[UUID],
    spans: dict[UUID, list[Period]],
    first: Period,
    last: Period,
    as_of: date | None,
    kept: bool = False,
) -> Figures:
    if as_of is None or kept:
        return Figures.load(reads, where, first, last, as_of=as_of, kept=kept)
    months = [period_on(PeriodKind.MONTH, day, "calendar") for day in (first.first_day, last.last_day)]
    figures = Figures.load(reads, where, months[0] or first, months[1] or last, as_of=as_of)
    del spans
    return figures


def root_id(on: date) -> UUID | None:
    """The Government: the root of the tree. One statement."""
    roots = bodies.of_kinds(["government"], on)
    return roots[0].id if roots else None


def span_of(read: IndicatorRead, day: date) -> list[Period]:
    """The periods, up to the one that holds the day, among which the newest figure is looked for."""
    kind = kind_of(read)
    last = period_on(kind, day, "calendar") or Period(kind, day.year)
    return list(period_range(last.shifted(-2 * SPARK), last))


def headline(
    figures: Figures, read: IndicatorRead, root: UUID, span: Sequence[Period], targets: list[TargetRead]
) -> Headline:
    """The newest figure in the span, out of what was loaded; its source is still to be named."""
    points = [figures.point(read, root, period) for period in span]
    known = [n for n, point in enumerate(points) if point.value is not None]
    at = known[-1] if known else len(points) - 1
    point = points[at]
    target = catalogue.target_in_force(targets, read.id, point.period)
    judgement = target.judged(point.value, read.direction) if target else Judgement.CANNOT_SAY
    return Headline(
        read,
        point,
        points[at - 1] if at else None,
        points[max(0, at - SPARK + 1) : at + 1],
        target,
        judgement,
        None,
    )
