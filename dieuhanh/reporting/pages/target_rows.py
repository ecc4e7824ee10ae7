"""Targets as rows of a list: the bound in words, the figure that opens, the verdict."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from dieuhanh.interface.cells import Link, Number, Press, Quiet, Sign
from dieuhanh.interface.filters import Filter
from dieuhanh.interface.listing import Column
from dieuhanh.interface.lists import DeskList
from dieuhanh.interface.rules.figures import Figure
from dieuhanh.reporting.pages import words
from dieuhanh.reporting.pages.common import period_name, unbroken
from dieuhanh.reporting.pages.figures import bound_words, figure_of, origin_href
from dieuhanh.reporting.queries.target_list import TargetRow


@dataclass(frozen=True, slots=True)
class Line:
    """One target as the list shows it."""

    row: TargetRow
    manages: bool = False
    national: bool = False

    @property
    def indicator(self) -> Link:
        """The indicator, with the part where the target is of one."""
        target, read = self.row.target, self.row.indicator
        note = " · ".join(one for one in (read.code, target.breakdown) if one)
        href = f"{reverse('reporting:indicator', args=[read.code])}?view=targets"
        return Link(read.name, href, simulated=target.simulated, note=note)

    @property
    def bound(self) -> Any:
        """What is to be reached."""
        said = bound_words(self.row.target, self.row.indicator)
        return Link(said, note=_("replaced")) if self.row.target.superseded else said

    @property
    def reached(self) -> Number:
        """The newest figure within the target's period."""
        target, point, read = self.row.target, self.row.point, self.row.indicator
        key = f"reached-{target.id.hex}"
        if point is None:
            return Number(Figure(None, missing=words.said(words.MISSING, "no_data")), key)
        href = origin_href(point, read.code, self.row.organisation.code, breakdown=target.breakdown)
        return Number(figure_of(point, read, href=href), key)

    @property
    def up_to(self) -> Any:
        """The period of that figure, where it is a part of the target's."""
        point = self.row.point
        return Quiet(unbroken(period_name(point.period))) if point is not None and not self.row.final else ""

    @property
    def verdict(self) -> Sign:
        """Whether it was met; under way while only a part of the period is known."""
        state, word = words.JUDGEMENTS[self.row.judgement.value]
        if self.row.point is None:
            return Sign("no_data")
        return Sign(state, str(word)) if self.row.final else Sign("in_time", _("Under way"))

    @property
    def act(self) -> Any:
        """The button that replaces it, for who may."""
        if not self.manages or self.row.target.superseded:
            return ""
        href = f"{reverse('reporting:target-new')}?replaces={self.row.target.id}"
        return Press(_("Replace"), href, self.row.target.key)


ACT = Column("act", "", fixed=True, cell=lambda one: one.act)
"""The column of the button that replaces a target; on the indicator's own page."""
TARGETS = DeskList(
    "reporting.targets",
    _lazy("Targets"),
    columns=(
        Column("period", _lazy("Period"), sortable=True, fixed=True, cell=lambda one: unbroken(period_name(one.row.target.period))),
        Column("indicator", _lazy("Indicator"), fixed=True, cell=lambda one: one.indicator),
        Column("organisation", _lazy("Body"), shown=False, cell=lambda one: one.row.organisation.name),
        Column("bound", _lazy("Target"), fixed=True, cell=lambda one: one.bound),
        Column("reached", _lazy("Reached"), numeric=True, fixed=True, cell=lambda one: one.reached),
        Column("at", _lazy("Up to"), cell=lambda one: one.up_to),
        Column("verdict", _lazy("Verdict"), fixed=True, cell=lambda one: one.verdict),
        Column("assigner", _lazy("Set by"), cell=lambda one: Quiet(one.row.target.assigner)),
        Column("document", _lazy("Document"), cell=lambda one: Quiet(one.row.target.document)),
        Column("document_date", _lazy("Date of the document"), numeric=True, shown=False, cell=lambda one: one.row.target.document_date),
        Column("key", _lazy("Code"), shown=False, cell=lambda one: Quiet(one.row.target.key)),
    ),
    filters=(
        Filter("q", _lazy("Words, code, document")),
        Filter("period", _lazy("Period"), hint="2020"),
        Filter("replaced", _lazy("Versions"), "choice", [("1", _lazy("also those replaced"))]),
    ),
    default_sort="-period",
    empty=_lazy("No target has been set yet. A target names its document and who set it."),
    simulated=lambda one: one.row.target.simulated,
)  # fmt: skip
