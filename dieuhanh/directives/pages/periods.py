"""The list of periods of periodic duties, and how a body's board shows them: apart from A and from R1–R3."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_safe

from dieuhanh.config import clock
from dieuhanh.directives.pages.common import acting, day_of
from dieuhanh.directives.queries import periods as queries
from dieuhanh.directives.queries.periods import PeriodFilters, PeriodRead
from dieuhanh.interface.cells import Clock, Link, Quiet, Sign
from dieuhanh.interface.filters import Filter
from dieuhanh.interface.listing import Column, Listing
from dieuhanh.interface.lists import DeskList, Source, read_listing, show_list
from dieuhanh.organisations.body_filters import BodyNames, body_filter

_CLOCKS = (
    ("overdue", _lazy("Overdue"), "overdue"),
    ("due_soon", _lazy("Due soon"), "due_soon"),
    ("in_time", _lazy("In time"), "in_time"),
    ("done_in_time", _lazy("Reported in time"), "done_in_time"),
    ("done_late", _lazy("Reported late"), "done_late"),
    ("no_data", _lazy("Duty ended before"), "no_data"),
)


_GIVEN = (
    ("central", _lazy("From the Government and the Prime Minister")),
    ("local", _lazy("From a ministry or a province")),
)


def period_href(one: PeriodRead) -> str:
    """A period opens on the page of its duty."""
    return f"{reverse('directives:task', args=[one.row.task_id])}#periods"


def clock_cell(one: PeriodRead) -> Any:
    """Time left or how late."""
    if one.row.clock == "no_data":
        return Sign("no_data", _("Duty ended before"))
    return Clock(one.due_at, one.row.clock, one.done_at)


PERIODS = DeskList(
    "directives.periods",
    _lazy("Periodic duties"),
    columns=(
        Column("clock", _lazy("Time left"), fixed=True, tight=True, cell=clock_cell),
        Column("period", _lazy("Period"), fixed=True, tight=True, cell=lambda one: one.name),
        Column("due", _lazy("Deadline"), numeric=True, tight=True, cell=lambda one: one.row.due_on),
        Column(
            "reported",
            _lazy("Date of the report"),
            numeric=True,
            tight=True,
            cell=lambda one: one.row.reported_on,
        ),
        Column(
            "content",
            _lazy("Duty"),
            fixed=True,
            clip=True,
            main=True,
            cell=lambda one: Link(one.row.task.content, period_href(one), simulated=one.row.simulated),
        ),
        Column("lead", _lazy("Lead"), clip=True, cell=lambda one: one.lead_name),
        Column(
            "document",
            _lazy("Report's number and symbol"),
            clip=True,
            cell=lambda one: Quiet(one.row.document),
        ),
        Column("code", _lazy("Code"), clip=True, shown=False, cell=lambda one: Quiet(one.row.task.code)),
    ),
    filters=(
        Filter("clock", _lazy("Clock"), "chips", _CLOCKS),
        body_filter("lead", _lazy("Lead")),
        Filter("due_from", _lazy("Due from"), "day"),
        Filter("due_before", _lazy("Due before"), "day"),
        Filter("level", _lazy("Given by"), "choice", _GIVEN),
    ),
    empty=_lazy(
        "No period is here. A duty that comes back (each week, month, quarter) has its periods opened by the clock."
    ),
    href=period_href,
    simulated=lambda one: one.row.simulated,
)


@require_safe
def periods(request: HttpRequest) -> HttpResponseBase:
    """Periods of duties that the reader may see, the latest deadline first."""
    by = acting(request)
    asked = read_listing(request, PERIODS)
    as_of = day_of(request.GET.get("as_of") or "", "as_of")
    lead = BodyNames(by, as_of or clock.today(), request.GET.get("lead") or "")
    given = PeriodFilters(
        lead=lead.key[:40],
        clock=(request.GET.get("clock") or "")[:20],
        due_from=day_of(request.GET.get("due_from") or "", "due_from"),
        due_before=day_of(request.GET.get("due_before") or "", "due_before"),
        as_of=as_of,
        level=(request.GET.get("level") or "").replace("\0", "")[:10],
    )
    counts = queries.period_counts(by, given) if not asked.given("format") else {}

    def fetch(_listing: Listing, after: Sequence[Any] | None, limit: int) -> list[PeriodRead]:
        return queries.periods(by, given, after=after, limit=limit)

    def key(one: PeriodRead, _listing: Listing) -> list[Any]:
        return queries.period_key(one)

    def count(_listing: Listing, _most: int) -> int:
        return counts.get(given.clock, 0)

    context = {
        "trail": [
            (_("Tasks"), reverse("directives:tasks")),
            (_("Statistics"), reverse("directives:statistics")),
            (_("Periodic duties"), ""),
        ],
        "lines": queries.period_lines(by, given) if not asked.given("format") else [],
    }
    return show_list(
        request,
        PERIODS,
        Source(fetch, key, count),
        "directives/periods.html",
        context,
        counts={"clock": counts},
        names={"lead": lead},
    )


def periods_view(counts: dict[str, int], lead: str = "") -> list[dict[str, Any]]:
    """Counts by the clock's word, each with the list of exactly these; none for none."""
    return [
        {"state": word, "count": counts[word], "href": periods_href(lead=lead, clock=word)}
        for word in queries.CLOCKS
        if counts.get(word)
    ]


def periods_href(**query: object) -> str:
    """The list of periods, narrowed: where a number opens to."""
    pairs = [(name, str(value)) for name, value in query.items() if value not in (None, "")]
    address = reverse("directives:periods")
    return f"{address}?{urlencode(pairs)}" if pairs else address
