"""The room's two lists: reports owed, and the regimes in force."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_safe

from dieuhanh.config.language import lang
from dieuhanh.interface.cells import Clock, Link, Quiet, Title
from dieuhanh.interface.filters import Filter
from dieuhanh.interface.listing import Button, Column, Listing
from dieuhanh.interface.lists import Bulk, DeskList, Source, read_listing, show_list
from dieuhanh.organisations.body_filters import body_filter
from dieuhanh.reporting.pages.common import acting, period_name
from dieuhanh.reporting.pages.regimes import FREQUENCIES
from dieuhanh.reporting.queries import assignments as queries
from dieuhanh.reporting.queries import regimes as regime_queries
from dieuhanh.reporting.queries.access import visible_assignments
from dieuhanh.reporting.queries.assignments import AssignmentRead, Wanted
from dieuhanh.reporting.queries.regimes import RegimeRead
from dieuhanh.reporting.rules.workflow import Stage

CLOCKS = (
    ("overdue", _lazy("Overdue"), "overdue"),
    ("due_soon", _lazy("Due soon"), "due_soon"),
    ("in_time", _lazy("In time"), "in_time"),
    ("done_in_time", _lazy("Done in time"), "done_in_time"),
    ("done_late", _lazy("Done late"), "done_late"),
)


def _href(one: AssignmentRead) -> str:
    return reverse("reporting:assignment", args=[one.id])


REPORTS = DeskList(
    "reporting.assignments",
    _lazy("Reports owed"),
    columns=(
        Column(
            "clock",
            _lazy("Time left"),
            fixed=True,
            tight=True,
            cell=lambda one: Clock(one.due_at, one.clock, one.done_at),
        ),
        Column(
            "due", _lazy("Deadline"), numeric=True, sortable=True, tight=True, cell=lambda one: one.due_on
        ),
        Column(
            "number",
            _lazy("Number"),
            sortable=True,
            fixed=True,
            tight=True,
            cell=lambda one: Title(one.number),
        ),
        Column(
            "regime",
            _lazy("Report"),
            sortable=True,
            fixed=True,
            clip=True,
            cell=lambda one: Link(one.regime_name, simulated=one.simulated),
        ),
        Column(
            "period", _lazy("Period"), sortable=True, tight=True, cell=lambda one: period_name(one.period)
        ),
        Column("respondent", _lazy("Reporting body"), clip=True, cell=lambda one: one.respondent.name),
        Column(
            "code", _lazy("Code of the body"), shown=False, tight=True, cell=lambda one: one.respondent.code
        ),
        Column("receiver", _lazy("Receiver"), shown=False, cell=lambda one: Quiet(one.receiver.name)),
        Column("state", _lazy("Stage"), sortable=True, tight=True, cell=lambda one: one.state_label),
        Column("version", _lazy("Version"), numeric=True, shown=False, cell=lambda one: one.version),
        Column("done", _lazy("Sent at"), shown=False, cell=lambda one: one.done_at),
    ),
    filters=(
        Filter("clock", _lazy("Clock"), "chips", CLOCKS),
        Filter("q", _lazy("Words, number")),
        Filter(
            "state", _lazy("Stage"), "choice", lambda: [(one.value, one.words.of(lang())) for one in Stage]
        ),
        Filter("period", _lazy("Period"), hint="2020-Q3"),
        body_filter("organisation", _lazy("Body")),
        Filter("regime", _lazy("Regime"), hint="TTHC-QUY"),
    ),
    default_sort="due",
    empty=_lazy("No report is owed here. When a period opens, each body's report appears with its deadline."),
    href=_href,
    simulated=lambda one: one.simulated,
    row_id=lambda one: str(one.id),
    row_name=lambda one: one.number,
    bulk=(
        Bulk("receive", _lazy("Receive"), "reporting.receive"),
        Bulk("accept", _lazy("Accept"), "reporting.receive"),
        Bulk("remind", _lazy("Remind"), "reporting.receive"),
        Bulk("extend", _lazy("Extend the deadline"), "periods.open"),
    ),
)


@require_safe
def reports(request: HttpRequest) -> HttpResponseBase:
    """Reports owed that the reader may see, filtered by the URL."""
    by = acting(request)
    among = visible_assignments(by)
    asked = read_listing(request, REPORTS)
    names = ("organisation", "regime", "period", "state", "clock")
    wanted = Wanted(q=asked.q, **{name: asked.given(name).replace("\0", "") for name in names})
    counts = queries.counted(among, wanted) if not asked.given("format") else {}

    def fetch(listing: Listing, after: Sequence[Any] | None, limit: int) -> list[AssignmentRead]:
        return queries.listed(
            among, wanted, sort=listing.sort, descending=listing.descending, after=after, limit=limit
        )

    def key(one: AssignmentRead, listing: Listing) -> list[Any]:
        value = {"number": one.number, "state": one.state, "period": one.period, "regime": one.regime_code}
        return [value.get(listing.sort, one.due_at.isoformat()), one.id]

    def count(_listing: Listing, _most: int) -> int:
        return counts.get(wanted.clock, 0) if wanted.clock else sum(counts.values())

    may_open = "periods.open" in by.powers
    context = {
        "buttons": [Button(_("Open a period"), href=reverse("reporting:period-open"))] if may_open else [],
        "trail": [(_("Reports"), "")],
    }
    return show_list(
        request,
        REPORTS,
        Source(fetch, key, count),
        "reporting/assignments.html",
        context,
        bulk_href=reverse("reporting:bulk"),
        counts={
            "clock": {"": sum(counts.values()), **{word: counts.get(word, 0) for word, *_rest in CLOCKS}}
        },
    )


def _regime_href(one: RegimeRead) -> str:
    return reverse("reporting:regime", args=[one.code])


REGIMES = DeskList(
    "reporting.regimes",
    _lazy("Regimes in force"),
    columns=(
        Column(
            "code",
            _lazy("Code"),
            sortable=True,
            fixed=True,
            tight=True,
            cell=lambda one: Title(one.code),
        ),
        Column(
            "name",
            _lazy("Regime"),
            fixed=True,
            cell=lambda one: Link(one.name, simulated=one.version.simulated),
        ),
        Column("frequency", _lazy("Frequency"), cell=lambda one: _frequency(one)),
        Column("receiver", _lazy("Receiver"), cell=lambda one: one.receiver.name),
        Column("issuer", _lazy("Issued by"), shown=False, cell=lambda one: one.issuer.name),
        Column("forms", _lazy("Forms"), shown=False, cell=lambda one: ", ".join(one.forms)),
        Column(
            "since",
            _lazy("In force from"),
            sortable=True,
            shown=False,
            tight=True,
            cell=lambda one: one.version.valid_from,
        ),
        Column(
            "document", _lazy("Document"), tight=True, cell=lambda one: Quiet(one.version.document_number)
        ),
    ),
    filters=(Filter("q", _lazy("Words, code")),),
    default_sort="code",
    empty=_lazy("No regime is in force yet."),
    href=_regime_href,
    simulated=lambda one: one.version.simulated,
)


def _frequency(one: RegimeRead) -> str:
    return ", ".join(str(FREQUENCIES.get(kind, kind)) for kind in one.version.frequency)


@require_safe
def regimes(request: HttpRequest) -> HttpResponseBase:
    """The regimes in force today."""
    by = acting(request)

    def fetch(listing: Listing, after: Sequence[Any] | None, limit: int) -> list[RegimeRead]:
        return regime_queries.regimes(
            q=listing.q, sort=listing.sort, descending=listing.descending, after=after, limit=limit
        )

    def key(one: RegimeRead, listing: Listing) -> list[Any]:
        return [one.version.valid_from if listing.sort == "since" else one.code, one.version.id]

    def count(listing: Listing, _most: int) -> int:
        return regime_queries.count(q=listing.q)

    may_open = "periods.open" in by.powers
    context = {
        "buttons": [Button(_("Open a period"), href=reverse("reporting:period-open"))] if may_open else [],
        "trail": [(_("Reports"), reverse("reporting:assignments")), (_("Regimes"), "")],
    }
    return show_list(request, REGIMES, Source(fetch, key, count), "reporting/regimes.html", context)
