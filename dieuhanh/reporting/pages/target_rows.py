"""Targets as rows of a list."""

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from dieuhanh.interface.listing import Column, Listing
from dieuhanh.reporting.pages import words
from dieuhanh.reporting.pages.common import period_name
from dieuhanh.reporting.pages.figures import bound_words, figure_of, origin_href
from dieuhanh.reporting.queries.target_list import TargetRow

COLUMNS = [
    Column("indicator", _lazy("Indicator"), fixed=True),
    Column("period", _lazy("Period"), fixed=True),
    Column("organisation", _lazy("Organisation"), fixed=True),
    Column("bound", _lazy("Target"), fixed=True),
    Column("reached", _lazy("Reached"), numeric=True, fixed=True),
    Column("at", _lazy("Up to"), fixed=True),
    Column("verdict", _lazy("Verdict"), fixed=True),
    Column("assigner", _lazy("Set by")),
    Column("document", _lazy("Document")),
]


def target_listing(*, of_one: bool = False) -> Listing:
    """The head of a list that is shown whole."""
    columns = tuple(one for one in COLUMNS if not (of_one and one.key == "indicator"))
    return Listing(path="", columns=columns, shown=frozenset(one.key for one in columns))


def target_rows(rows: Sequence[TargetRow]) -> list[dict[str, Any]]:
    """Each target with its bound in words, the figure that opens, and the verdict."""
    return [_row(one) for one in rows]


def _row(row: TargetRow) -> dict[str, Any]:
    target, read, point = row.target, row.indicator, row.point
    return {
        "target": target,
        "read": read,
        "indicator_href": f"{reverse('reporting:indicator', args=[read.code])}?view=targets",
        "period": period_name(target.period),
        "organisation": row.organisation,
        "bound": bound_words(target, read),
        "figure": figure_of(
            point, read, href=origin_href(point, read.code, row.organisation.code, breakdown=target.breakdown)
        )
        if point is not None
        else None,
        "at": period_name(point.period) if point is not None and not row.final else "",
        "judgement": words.JUDGEMENTS[row.judgement.value],
        "word": _("under way")
        if point is not None and not row.final
        else words.JUDGEMENTS[row.judgement.value][1],
    }
