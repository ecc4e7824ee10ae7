"""A series as a chart: the option set for ECharts, the table twin, and the sentence for who cannot see it."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from dieuhanh.config.language import lang
from dieuhanh.deadlines.rules.periods import PeriodKind, parse
from dieuhanh.interface import rules
from dieuhanh.reporting.pages.common import period_name
from dieuhanh.reporting.queries.series import Series
from dieuhanh.reporting.rules.series import Point

_BARS = frozenset({"sum", "cumulative"})


def drawing_of(found: Series, title: str) -> dict[str, Any] | None:
    """Everything the chart component asks for; none where fewer than two periods have a figure."""
    known = [one for one in found.points if one.value is not None]
    if len(known) < 2:
        return None
    read = found.indicator
    bounds = [_bound(found, one.period) for one in found.points]
    series: list[dict[str, Any]] = [
        {
            "name": read.name,
            "type": "bar" if read.over_time in _BARS else "line",
            "data": [_plain(one.value) for one in found.points],
            "connectNulls": False,
        }
    ]
    if any(one is not None for one in bounds):
        series.append(
            {
                "name": _("Target"),
                "type": "line",
                "data": [_plain(one) for one in bounds],
                "symbol": "none",
                "step": "middle",
                "lineStyle": {"type": "dashed", "color": "token:target-line"},
                "itemStyle": {"color": "token:target-line"},
            }
        )
    return {
        "title": title,
        "option": {
            "unit": read.unit if len(read.unit) <= 14 else "",
            "decimals": read.decimals,
            **({"legend": {}} if len(series) > 1 else {}),
            "xAxis": {"type": "category", "data": [short_name(one.period) for one in found.points]},
            "yAxis": {"type": "value", "scale": read.over_time not in _BARS},
            "series": series,
        },
        "sentence": sentence_of(found, known),
        "source": sources_of(found),
        "as_of": max((one.as_of for one in known if one.as_of), default=None),
        "headers": [_("Period"), read.unit or _("Value"), *([_("Target")] if len(series) > 1 else [])],
        "rows": [
            [period_name(point.period), _twin(point, read.decimals)] + ([bound] if len(series) > 1 else [])
            for point, bound in zip(found.points, bounds, strict=True)
        ],
        "simulated": found.simulated,
    }


def _twin(point: Point, decimals: int) -> Any:
    return point.value.quantize(Decimal(1).scaleb(-decimals)) if point.value is not None else None


def _bound(found: Series, period: str) -> Decimal | None:
    target = found.target_of(period)
    return target.bound if target else None


def _plain(value: Decimal | None) -> float | None:
    return None if value is None else float(value)


def sources_of(found: Series) -> str:
    """Who published the figures, in a line."""
    named = sorted({one.publisher for one in found.sources.values()})
    return ", ".join(named) or (
        _("total of the bodies") if any(one.rolled_up for one in found.points) else ""
    )


def sentence_of(found: Series, known: Sequence[Point]) -> str:
    """The newest figure, the highest and the lowest of the span."""
    read = found.indicator

    def said(point: Point) -> str:
        return rules.join_unit(rules.format_number(point.value, read.decimals, lang()), read.unit, lang())

    newest = known[-1]
    high = max(known, key=lambda one: one.value or Decimal(0))
    low = min(known, key=lambda one: one.value or Decimal(0))
    return _("%(last)s: %(value)s. Highest %(high)s (%(high_period)s), lowest %(low)s (%(low_period)s).") % {
        "last": period_name(newest.period),
        "value": said(newest),
        "high": said(high),
        "high_period": period_name(high.period),
        "low": said(low),
        "low_period": period_name(low.period),
    }


def short_name(code: str) -> str:
    """A period on an axis: 07/2020, Q3/2020, 2020."""
    period = parse(code)
    match period.kind:
        case PeriodKind.MONTH:
            return rules.format_axis_month(period.year, period.number, lang())
        case PeriodKind.QUARTER:
            return f"Q{period.number}/{period.year}"
        case PeriodKind.YEAR:
            return str(period.year)
        case PeriodKind.DAY:
            return rules.format_date(period.first_day, lang())
    return period.code
