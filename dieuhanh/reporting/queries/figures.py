"""Where filling in meets the facts: which of a form's cells are figures that the house already holds."""

from collections.abc import Sequence
from decimal import Decimal
from uuid import UUID

from dieuhanh.deadlines.rules import Period
from dieuhanh.reporting.models.catalogue import Indicator
from dieuhanh.reporting.models.facts import Fact
from dieuhanh.reporting.rules.expressions import When
from dieuhanh.reporting.rules.forms import Cells, Layout


def held(
    organisation_id: UUID, period: str, convention: str, layouts: Sequence[Layout], *, every: bool = False
) -> dict[str, Cells]:
    """By form, the cells whose figure is a fact of this body and period already, in the form's convention. One statement.

    Facts of another convention are another figure and are never taken (fact sheet, 6.3). `every`: computed
    columns as well (for an earlier period); else only those that people may write.
    """
    wanted = {column.indicator for layout in layouts for column in layout.columns if column.indicator}
    if not wanted:
        return {}
    rows = (
        Fact.objects.filter(organisation_id=organisation_id, period=period, value__isnull=False)
        .extra(  # the facts refer to nothing by foreign key, so the ORM cannot join them
            tables=["reporting_indicator"],
            where=[
                "reporting_indicator.id = reporting_fact.indicator_id",
                "reporting_indicator.code = ANY(%s)",
                "reporting_indicator.convention = %s",
            ],
            params=[sorted(wanted), convention],
            select={"code": "reporting_indicator.code"},
        )
        .order_by("version", "id")
    )
    values: dict[tuple[str, str], Decimal] = {}
    for row in rows.values_list("code", "breakdown", "value"):
        values[row[0], row[1]] = row[2].normalize() + Decimal(0)
    return {layout.code: _cells(layout, values, every) for layout in layouts}


def _cells(layout: Layout, values: dict[tuple[str, str], Decimal], every: bool) -> Cells:
    found: Cells = {}
    for row, column in layout.places():
        value = values.get((column.indicator, row.breakdown)) if column.indicator else None
        if (
            value is not None
            and (every or layout.is_entered(row, column))
            and not (column.kind == "prefilled" and not every)
        ):
            found[row.key, column.key] = value
    return found


def forget_cumulative(
    history: dict[str, dict[tuple[When, str, str], Decimal | None]], layouts: Sequence[Layout], period: Period
) -> None:
    """Figures that count from 1 January begin again at 0: in a year's first period, the one before is 0. One statement, then only."""
    if period.previous().year == period.year:
        return
    codes = {column.indicator for layout in layouts for column in layout.columns if column.indicator}
    again = set(
        Indicator.objects.filter(code__in=codes, over_time="cumulative").values_list("code", flat=True)
    )
    for layout in layouts:
        for row, column in layout.places():
            if column.indicator in again:
                history[layout.code][When.PREVIOUS, row.key, column.key] = Decimal(0)
