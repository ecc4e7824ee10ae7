"""The catalogue of indicators: search, filters and order in the address, the newest national figure in each row."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_safe

from dieuhanh.config import clock
from dieuhanh.config.actor import Actor
from dieuhanh.config.paging import read_cursor, write_cursor
from dieuhanh.interface.listing import Button, Chip, Column, Listing
from dieuhanh.reporting.pages import words
from dieuhanh.reporting.pages.common import acting
from dieuhanh.reporting.pages.figures import headline_figure, known_on
from dieuhanh.reporting.queries import indicator_list as queries
from dieuhanh.reporting.queries.indicator_list import Facets
from dieuhanh.reporting.queries.series import Headline

MANAGE = "indicators.manage"
_COLUMNS = [
    Column("code", _lazy("Code"), sortable=True, fixed=True),
    Column("name", _lazy("Indicator"), sortable=True, fixed=True),
    Column("section", _lazy("Section"), sortable=True, shown=False),
    Column("owner", _lazy("Owner")),
    Column("value", _lazy("Latest, whole country"), numeric=True, fixed=True),
    Column("period", _lazy("Period")),
    Column("change", _lazy("Change"), numeric=True),
    Column("target", _lazy("Target")),
    Column("as_of", _lazy("As of"), numeric=True, shown=False),
    Column("source", _lazy("Source")),
    Column("status", _lazy("Collected"), sortable=True, shown=False),
]


@require_safe
def catalogue(request: HttpRequest) -> HttpResponse:
    """Every indicator in force. Eight statements beside the page's own, for 1 row as for 50."""
    by = acting(request)
    day = clock.today()
    state = Listing.read(request.GET, path=request.path, columns=_COLUMNS, default_sort="code")
    given = {name: request.GET.get(name, "").strip()[:60] for name in ("section", "owner", "status")}
    facets = queries.facets(day)
    owner = _owner(facets, given["owner"])
    found = (
        []
        if given["owner"] and owner is None
        else queries.listed(
            q=state.q, section=given["section"], owner_id=owner, status=given["status"], sort=state.sort or "code",
            descending=state.descending, after=read_cursor(state.after) if state.after else None, limit=state.limit, on=day,
        )
    )  # fmt: skip
    reads = found[: state.limit]
    more = (
        write_cursor([queries.sort_value(reads[-1], state.sort), reads[-1].code])
        if len(found) > state.limit
        else ""
    )
    root, remit = queries.root_of(by, day)
    newest = queries.newest(reads, root, remit, day=day, as_of=known_on())
    sections = dict(facets.sections)
    context = {
        "rows": [
            {
                "read": read,
                "href": reverse("reporting:indicator", args=[read.code]),
                "section": sections.get(read.section, ""),
                "owner": facets.owners.get(read.owner_id) if read.owner_id else None,
                "status": words.said(words.STATUSES, read.status),
                **_newest(newest.get(read.id)),
            }
            for read in reads
        ],
        "listing": state.paged(next_cursor=more, count=len(reads)),
        "given": given,
        "chips": _chips(state, facets, given["section"]),
        "owners": [(one.code, one.name) for one in facets.owners.values()],
        "statuses": list(words.STATUSES.items()),
        "buttons": catalogue_buttons(by),
        "trail": [(_("Figures"), "")],
    }
    return render(request, "reporting/indicators.html", context)


def _owner(facets: Facets, code: str) -> UUID | None:
    return next((one for one, label in facets.owners.items() if label.code == code), None) if code else None


def _newest(one: Headline | None) -> dict[str, Any]:
    if one is None:
        return {"figure": None}
    figure = headline_figure(one, organisation="CP")
    return {
        "figure": figure,
        "change": one.change if one.before is not None and one.before.fact_id else None,
        "period": figure.period if one.point.value is not None else "",
        "target": one.target,
        "judgement": words.JUDGEMENTS[one.judgement.value] if one.target else None,
        "source": one.source,
        "as_of": one.point.as_of,
    }


def _chips(state: Listing, facets: Facets, section: str) -> list[Chip]:
    chips = [Chip(_("All"), state.href(section=None), current=not section)]
    return chips + [
        Chip(name, state.href(section=code), current=section == code) for code, name in facets.sections
    ]


def catalogue_buttons(by: Actor) -> list[Button]:
    """The ways from the catalogue: targets for everybody, the rest by power."""
    buttons = [Button(_("Targets"), href=reverse("reporting:targets"))]
    if "facts.import" in by.powers:
        buttons.append(Button(_("Import figures"), href=reverse("reporting:import")))
    if MANAGE in by.powers:
        buttons.append(Button(_("Add an indicator"), href=reverse("reporting:indicator-new"), primary=True))
    return buttons
