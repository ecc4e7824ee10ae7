"""Targets as a list: of which indicator, whose, in which state, with the figure that was reached and the verdict."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from dieuhanh.config import clock
from dieuhanh.config.actor import Actor
from dieuhanh.config.errors import Missing
from dieuhanh.config.paging import keyset
from dieuhanh.config.text import fold
from dieuhanh.deadlines.rules.periods import parse
from dieuhanh.organisations.authority import scope_sql
from dieuhanh.organisations.queries import Label, labels
from dieuhanh.reporting.models import Target
from dieuhanh.reporting.queries import catalogue
from dieuhanh.reporting.queries.access import COUNTRY
from dieuhanh.reporting.queries.catalogue import IndicatorRead, TargetRead
from dieuhanh.reporting.queries.remit import Remit
from dieuhanh.reporting.queries.series import Figures
from dieuhanh.reporting.rules.catalogue import Judgement
from dieuhanh.reporting.rules.series import Point

KINDS = ("point", "about", "at_least", "at_most", "range")


@dataclass(frozen=True, slots=True)
class TargetRow:
    """A target with what it is set for, the newest figure within its period, and whether that meets it."""

    target: TargetRead
    indicator: IndicatorRead
    organisation: Label
    point: Point | None
    judgement: Judgement
    final: bool


@dataclass(frozen=True, slots=True)
class Wanted:
    """What narrows the list: words of indicator or document, an indicator's code, a period, and whether targets
    replaced since are wanted.
    """

    q: str = ""
    indicator: str = ""
    period: str = ""
    replaced: bool = False


def visible(by: Actor, wanted: Wanted, day: date) -> QuerySet[Target]:
    """The targets known on the day that `by` may see. One statement to know the scope.

    Targets of the country are everybody's to read; those of a body are read within its remit.
    """
    rows = Target.objects.filter(valid_from__lte=day)
    within = scope_sql(by)
    if within is not None:
        rows = rows.extra(  # noqa: S610 — the subquery is authority's own text, with its parameters apart
            where=[
                f"(reporting_target.organisation_id IN {within[0]} OR reporting_target.organisation_id IN ({COUNTRY}))"
            ],
            params=within[1],
        )
    for word in fold(wanted.q.replace("\0", "")).split()[:8]:
        named = catalogue.in_force(day).filter(name_folded__contains=word).values("indicator_id")
        rows = rows.filter(
            Q(indicator__in=named)
            | Q(indicator__code__icontains=word)
            | Q(key__icontains=word)
            | Q(document__icontains=word)
        )
    if wanted.indicator:
        rows = rows.filter(indicator__code=wanted.indicator.replace("\0", ""))
    if wanted.period:
        rows = rows.filter(period=wanted.period.replace("\0", "").upper())
    return rows if wanted.replaced else rows.exclude(superseded_by__valid_from__lte=day)


def access(by: Actor, target_id: UUID, day: date) -> TargetRead:
    """One target, if `by` may see it. Two statements. Raises `Missing` otherwise."""
    found = catalogue.read_targets(visible(by, Wanted(replaced=True), day).filter(pk=target_id), day)
    if not found:
        raise Missing(_("There is no such target."))
    return found[0]


def listed(
    rows: QuerySet[Target], day: date, *, descending: bool, after: Sequence[Any] | None, limit: int
) -> list[TargetRead]:
    """`limit + 1` of them by period and key, after the key `[period, key]`. One statement."""
    ordered = keyset(rows, "period", after, descending=descending, tie="key")
    return catalogue.read_targets(ordered, day, limit + 1)


def judged(
    targets: Sequence[TargetRead], remit: Remit, *, as_of: date | None = None, on: date | None = None
) -> list[TargetRow]:
    """The targets with the newest figure within the period of each. At most five statements, however many there are.

    A figure of a shorter period (July of a target for the year) is a state on the way and not the end: `final` says which.
    """
    day = on or clock.today()
    if not targets:
        return []
    reads = {one.id: one for one in catalogue.indicators(ids={one.indicator_id for one in targets}, on=day)}
    named = labels([one.organisation_id for one in targets], day)
    periods = [parse(one.period) for one in targets]
    first, last = min(periods, key=lambda p: p.first_day), max(periods, key=lambda p: p.last_day)
    figures: dict[str, Figures] = {}
    for breakdown in sorted({one.breakdown for one in targets}):
        mine = [one for one in targets if one.breakdown == breakdown]
        figures[breakdown] = Figures.load(
            [reads[one.indicator_id] for one in mine if one.indicator_id in reads],
            {one.organisation_id for one in mine}, first, last, breakdown=breakdown, as_of=as_of, kept=True,
        )  # fmt: skip
    return [
        _row(one, reads[one.indicator_id], named, figures[one.breakdown], remit)
        for one in targets
        if one.indicator_id in reads
    ]


def _row(
    target: TargetRead, read: IndicatorRead, named: dict[UUID, Label], figures: Figures, remit: Remit
) -> TargetRow:
    period = parse(target.period)
    candidates = {period.code: period}
    for code in figures.facts.get((read.id, target.organisation_id), {}):
        one = parse(code)
        if period.contains(one):
            candidates[code] = one
    for indicator_id, organisation_id, code in figures.totals:
        if (indicator_id, organisation_id) == (read.id, target.organisation_id) and period.contains(
            parse(code)
        ):
            candidates[code] = parse(code)
    point: Point | None = None
    for one in sorted(candidates.values(), reverse=True):
        found = remit.shown(target.organisation_id, figures.point(read, target.organisation_id, one))
        whole = one == period
        if found.value is not None and not (whole and found.rolled_up and found.partial):
            point = found
            if whole or read.over_time in {"last", "cumulative", "none"}:
                break
    final = point is not None and point.period == period.code
    judgement = (
        target.judged(point.value, read.direction) if point is not None and final else Judgement.CANNOT_SAY
    )
    return TargetRow(
        target, read, named.get(target.organisation_id, Label("", "", "")), point, judgement, final
    )
