"""The room's lists: inspections and meetings."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_safe

from dieuhanh.config.language import lang
from dieuhanh.inspections.pages.common import acting, tabs
from dieuhanh.inspections.queries import lists as queries
from dieuhanh.inspections.queries.lists import InspectionRead, MeetingRead
from dieuhanh.inspections.rules.stages import MeetingStage, Stage
from dieuhanh.inspections.rules.workflow import PLAN
from dieuhanh.interface.cells import Link, Quiet
from dieuhanh.interface.filters import Filter
from dieuhanh.interface.listing import Button, Column, Listing
from dieuhanh.interface.lists import DeskList, Source, show_list


def inspection_href(one: InspectionRead) -> str:
    """The page of an inspection."""
    return reverse("inspections:inspection", args=[one.id])


def meeting_href(one: MeetingRead) -> str:
    """The page of a meeting."""
    return reverse("inspections:meeting", args=[one.id])


INSPECTIONS = DeskList(
    "inspections.inspections",
    _lazy("Inspections"),
    columns=(
        Column(
            "held",
            _lazy("Held on"),
            numeric=True,
            sortable=False,
            tight=True,
            fixed=True,
            cell=lambda one: one.row.held_on,
        ),
        Column("code", _lazy("Code"), tight=True, cell=lambda one: one.row.code),
        Column(
            "title",
            _lazy("Inspection"),
            fixed=True,
            clip=True,
            main=True,
            cell=lambda one: Link(one.row.title, inspection_href(one), simulated=one.row.simulated),
        ),
        Column("bodies", _lazy("Bodies"), numeric=True, tight=True, cell=lambda one: one.bodies),
        Column(
            "reported",
            _lazy("Have reported"),
            numeric=True,
            tight=True,
            cell=lambda one: None if one.row.published else one.reported,
        ),
        Column("state", _lazy("Stage"), tight=True, cell=lambda one: Stage(one.row.state).words.of(lang())),
        Column("decision", _lazy("Decision"), clip=True, shown=False, cell=lambda one: one.row.decision),
        Column("notice", _lazy("Notice"), clip=True, shown=False, cell=lambda one: one.row.notice_number),
        Column("office", _lazy("Held by"), shown=False, cell=lambda one: Quiet(one.office.name)),
    ),
    filters=(
        Filter("q", _lazy("Words, code")),
        Filter(
            "state", _lazy("Stage"), "choice", lambda: [(one.value, one.words.of(lang())) for one in Stage]
        ),
        Filter("body", _lazy("Body"), hint="BCT"),
    ),
    empty=_lazy("No inspection is here. Candidates for the next one stand on the page beside."),
    href=inspection_href,
    simulated=lambda one: one.row.simulated,
    row_id=lambda one: str(one.id),
    row_name=lambda one: one.row.code,
)
MEETINGS = DeskList(
    "inspections.meetings",
    _lazy("Meetings"),
    columns=(
        Column(
            "held", _lazy("Held at"), numeric=True, tight=True, fixed=True, cell=lambda one: one.row.held_at
        ),
        Column("code", _lazy("Code"), tight=True, cell=lambda one: one.row.code),
        Column(
            "title",
            _lazy("Meeting"),
            fixed=True,
            clip=True,
            main=True,
            cell=lambda one: Link(one.row.title, meeting_href(one), simulated=one.row.simulated),
        ),
        Column("items", _lazy("Items"), numeric=True, tight=True, cell=lambda one: one.items),
        Column("explained", _lazy("Explained"), numeric=True, tight=True, cell=lambda one: one.explained),
        Column(
            "due",
            _lazy("Explanations due"),
            numeric=True,
            tight=True,
            cell=lambda one: one.row.explanations_due_on,
        ),
        Column(
            "state",
            _lazy("Stage"),
            tight=True,
            cell=lambda one: MeetingStage(one.row.state).words.of(lang()),
        ),
        Column("office", _lazy("Held by"), shown=False, cell=lambda one: Quiet(one.office.name)),
    ),
    filters=(
        Filter("q", _lazy("Words, code")),
        Filter(
            "state",
            _lazy("Stage"),
            "choice",
            lambda: [(one.value, one.words.of(lang())) for one in MeetingStage],
        ),
    ),
    empty=_lazy("No meeting is here. Its agenda is chosen from overdue tasks and frozen before."),
    href=meeting_href,
    simulated=lambda one: one.row.simulated,
    row_id=lambda one: str(one.id),
    row_name=lambda one: one.row.code,
)


@require_safe
def inspections(request: HttpRequest) -> HttpResponseBase:
    """Inspections that the reader may see, newest first."""
    by = acting(request)
    state, body = request.GET.get("state", "")[:20], request.GET.get("body", "").strip()[:40]

    def fetch(listing: Listing, after: Sequence[Any] | None, limit: int) -> list[InspectionRead]:
        return queries.inspections(by, q=listing.q, state=state, body=body, after=after, limit=limit)

    def key(one: InspectionRead, _listing: Listing) -> list[Any]:
        return [one.row.held_on.isoformat(), str(one.id)]

    may_plan = PLAN in by.powers or by.is_system
    context = {
        "tabs": tabs("inspections"),
        "trail": [(_("Inspections"), "")],
        "buttons": [Button(_("Plan an inspection"), href=reverse("inspections:new"), primary=True)]
        if may_plan
        else [],
    }
    return show_list(request, INSPECTIONS, Source(fetch, key), "inspections/list.html", context)


@require_safe
def meetings(request: HttpRequest) -> HttpResponseBase:
    """Meetings that the reader may see, newest first."""
    by = acting(request)
    state = request.GET.get("state", "")[:20]

    def fetch(listing: Listing, after: Sequence[Any] | None, limit: int) -> list[MeetingRead]:
        return queries.meetings(by, q=listing.q, state=state, after=after, limit=limit)

    def key(one: MeetingRead, _listing: Listing) -> list[Any]:
        return [one.row.held_at.isoformat(), str(one.id)]

    may_plan = PLAN in by.powers or by.is_system
    context = {
        "tabs": tabs("meetings"),
        "trail": [(_("Inspections"), reverse("inspections:inspections")), (_("Meetings"), "")],
        "buttons": [Button(_("Plan a meeting"), href=reverse("inspections:meeting-new"), primary=True)]
        if may_plan
        else [],
    }
    return show_list(request, MEETINGS, Source(fetch, key), "inspections/list.html", context)
