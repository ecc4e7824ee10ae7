"""The catalogue of indicators: search, filters and order in the address, the newest national figure in each row."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_safe

from dieuhanh.config import clock
from dieuhanh.config.actor import Actor
from dieuhanh.interface.cells import Code, Link, Number, Quiet, Sign
from dieuhanh.interface.filters import Filter
from dieuhanh.interface.listing import Button, Column, Listing
from dieuhanh.interface.lists import DeskList, Source, read_listing, show_list
from dieuhanh.interface.rules.figures import Figure
from dieuhanh.organisations.authority import scope_sql
from dieuhanh.reporting.pages import words
from dieuhanh.reporting.pages.common import acting, unbroken
from dieuhanh.reporting.pages.figures import bound_words, headline_figure, known_on, origin_words
from dieuhanh.reporting.queries import indicator_list as queries
from dieuhanh.reporting.queries.catalogue import IndicatorRead
from dieuhanh.reporting.queries.headlines import Headline
from dieuhanh.reporting.queries.indicator_list import Facets, Wanted

MANAGE = "indicators.manage"


@dataclass(frozen=True, slots=True)
class CatalogueRow:
    """An indicator with what is shown of it in the list."""

    read: IndicatorRead
    newest: Headline | None
    section: str
    owner: str

    @property
    def href(self) -> str:
        """The indicator's record."""
        return reverse("reporting:indicator", args=[self.read.code])

    @property
    def simulated(self) -> bool:
        """Whether the indicator or its newest figure is made up for show."""
        return self.read.simulated or bool(self.newest and self.newest.point.simulated)

    @property
    def figure(self) -> Number:
        """The newest national figure; missing with its reason."""
        if self.newest is None:
            figure = Figure(None, missing=words.said(words.MISSING, "no_data"))
        else:
            figure = replace(headline_figure(self.newest), simulated=False)
        if figure.value is None and self.read.status == "planned":
            figure = replace(figure, missing=words.said(words.STATUSES, "planned"))
        return Number(figure, f"newest-{self.read.id.hex}")

    @property
    def change(self) -> Any:
        """Against the period before, in the indicator's own decimals."""
        if self.newest is None or self.newest.change is None:
            return ""
        figure = Figure(self.newest.change, decimals=self.read.decimals, signed=True)
        return Number(figure, f"change-{self.read.id.hex}")

    @property
    def period(self) -> Any:
        """The period of the newest figure."""
        figure = self.figure.figure
        return Quiet(unbroken(figure.period)) if figure.value is not None else ""

    @property
    def target(self) -> Any:
        """What is to be reached in the period or its year, and once its own period is over, whether it was."""
        if self.newest is None or self.newest.target is None:
            return ""
        asked = bound_words(self.newest.target, self.read)
        if self.newest.target.period != self.newest.point.period:
            return Quiet(asked)
        state, _word = words.JUDGEMENTS[self.newest.judgement.value]
        return Sign(state, asked)

    @property
    def source(self) -> Any:
        """Who published the figure, in short; all of it stands with the figure."""
        if self.newest is None:
            return ""
        return Quiet(unbroken(origin_words(self.newest.point, self.newest.source)))


CATALOGUE = DeskList(
    "reporting.indicators",
    _lazy("Indicators and figures"),
    columns=(
        Column("code", _lazy("Code"), sortable=True, fixed=True, cell=lambda one: Code(one.read.code)),
        Column(
            "name", _lazy("Indicator"), sortable=True, fixed=True,
            cell=lambda one: Link(one.read.name, one.href, simulated=one.simulated),
        ),
        Column("section", _lazy("Section"), sortable=True, shown=False, cell=lambda one: Quiet(one.section)),
        Column("owner", _lazy("Owner"), shown=False, cell=lambda one: Quiet(one.owner)),
        Column("value", _lazy("Latest, whole country"), numeric=True, fixed=True, cell=lambda one: one.figure),
        Column("period", _lazy("Period"), cell=lambda one: one.period),
        Column("change", _lazy("Change"), numeric=True, cell=lambda one: one.change),
        Column("target", _lazy("Target"), cell=lambda one: one.target),
        Column("as_of", _lazy("Dated"), numeric=True, shown=False, cell=lambda one: one.newest and one.newest.point.as_of),
        Column("source", _lazy("Source"), cell=lambda one: one.source),
        Column(
            "status", _lazy("Collected"), sortable=True, shown=False,
            cell=lambda one: Quiet(words.said(words.STATUSES, one.read.status)),
        ),
    ),
    filters=(Filter("q", _lazy("Words, code")),),
    default_sort="code",
    empty=_lazy("No indicator has been added yet."),
    href=lambda one: one.href,
    simulated=lambda one: one.simulated,
)  # fmt: skip


@require_safe
def catalogue(request: HttpRequest) -> HttpResponseBase:
    """Every indicator in force. Eight statements beside the page's own, for 1 row as for 50; one more to count many."""
    by = acting(request)
    day = clock.today()
    asked = read_listing(request, CATALOGUE)
    facets = queries.facets(day)
    wanted = Wanted(
        q=asked.q,
        section=asked.given("section"),
        owner=asked.given("owner"),
        status=asked.given("status"),
        body=asked.given("body"),
        reach=None if by.is_system or not asked.given("body") else scope_sql(by),
    )
    root, remit = queries.root_of(by, day)

    def fetch(listing: Listing, after: Sequence[Any] | None, limit: int) -> list[CatalogueRow]:
        reads = queries.listed(
            wanted, facets, sort=listing.sort, descending=listing.descending, after=after, limit=limit, on=day
        )
        newest = queries.newest(reads, root, remit, day=day, as_of=known_on())
        return [_row(one, newest.get(one.id), facets) for one in reads]

    def key(one: CatalogueRow, listing: Listing) -> list[Any]:
        return [queries.sort_value(one.read, listing.sort), one.read.code]

    def count(_listing: Listing, _most: int) -> int:
        return queries.count(wanted, facets, on=day)

    context = {"buttons": catalogue_buttons(by), "trail": [(_("Figures"), "")]}
    desk = replace(CATALOGUE, filters=_filters(facets))
    return show_list(request, desk, Source(fetch, key, count), "reporting/indicators.html", context)


def _filters(facets: Facets) -> tuple[Filter, ...]:
    owners = [(label.code, label.name) for label in facets.owners.values()]
    return (
        Filter("section", _("Section"), "chips", facets.sections),
        Filter("q", _("Words, code")),
        Filter("owner", _("Owner"), "choice", owners),
        Filter("body", _("With figures of"), hint="BCT"),
        Filter("status", _("Collected"), "choice", list(words.STATUSES.items())),
    )


def _row(read: IndicatorRead, newest: Headline | None, facets: Facets) -> CatalogueRow:
    owner: UUID | None = read.owner_id
    label = facets.owners.get(owner) if owner else None
    return CatalogueRow(
        read, newest, dict(facets.sections).get(read.section, ""), label.name if label else ""
    )


def catalogue_buttons(by: Actor) -> list[Button]:
    """The ways from the catalogue: targets for everybody, the rest by power."""
    buttons = [Button(_("Targets"), href=reverse("reporting:targets"))]
    if "facts.import" in by.powers:
        buttons.append(Button(_("Import figures"), href=reverse("reporting:import")))
    if MANAGE in by.powers:
        buttons.append(Button(_("Add an indicator"), href=reverse("reporting:indicator-new"), primary=True))
    return buttons
