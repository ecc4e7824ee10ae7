"""The list of programmes."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_safe

from dieuhanh.config import clock
from dieuhanh.interface.cells import Link, Quiet
from dieuhanh.interface.filters import Filter
from dieuhanh.interface.listing import Button, Column, Listing
from dieuhanh.interface.lists import DeskList, Source, show_list
from dieuhanh.programmes.pages.common import acting, day_asked
from dieuhanh.programmes.queries.programmes import ProgrammeRead
from dieuhanh.programmes.queries.programmes import programmes as found_programmes
from dieuhanh.programmes.rules.steps import MANAGE


def href_of(one: ProgrammeRead) -> str:
    """The page of a programme."""
    return reverse("programmes:programme", args=[one.row.code])


def _state(one: ProgrammeRead) -> Quiet:
    return Quiet(_("Draft") if one.row.state == "draft" else _("Made public"))


PROGRAMMES = DeskList(
    "programmes.programmes",
    _lazy("Programmes"),
    columns=(
        Column("signed", _lazy("Signed on"), numeric=True, tight=True, fixed=True, cell=lambda one: one.signed_label),
        Column("symbol", _lazy("Number and symbol"), tight=True, cell=lambda one: one.row.symbol),
        Column(
            "title", _lazy("Programme"), fixed=True, clip=True, main=True,
            cell=lambda one: Link(one.title, href_of(one), simulated=one.row.simulated),
        ),
        Column("code", _lazy("Code"), tight=True, shown=False, cell=lambda one: one.row.code),
        Column("targets", _lazy("Target figures"), numeric=True, tight=True, cell=lambda one: one.targets),
        Column("assigner", _lazy("Verified by"), clip=True, cell=lambda one: Quiet(one.assigner.name)),
        Column("state", _lazy("State"), tight=True, cell=_state),
    ),
    filters=(
        Filter("q", _lazy("Words, number")), Filter("body", _lazy("Body"), hint="BCT"),
        Filter("as_of", _lazy("As of"), "day"),
    ),
    empty=_lazy("No programme is here yet."),
    href=href_of,
    simulated=lambda one: one.row.simulated,
)  # fmt: skip


@require_safe
def programmes(request: HttpRequest) -> HttpResponseBase:
    """Programmes that the reader may see, newest first: those signed by today, or by the day asked about."""
    by = acting(request)
    as_of = day_asked(request) or clock.today()
    body = request.GET.get("body", "").strip()[:40]

    def fetch(listing: Listing, after: Sequence[Any] | None, limit: int) -> list[ProgrammeRead]:
        return found_programmes(by, q=listing.q, as_of=as_of, body=body, after=after, limit=limit)

    def key(one: ProgrammeRead, _listing: Listing) -> list[Any]:
        return [one.row.signed_on.isoformat(), str(one.row.id)]

    buttons = (
        [Button(_("Enter a programme"), href=reverse("programmes:enter"), primary=True)]
        if MANAGE in by.powers
        else []
    )
    context = {"trail": [(_("Programmes"), "")], "buttons": buttons}
    return show_list(request, PROGRAMMES, Source(fetch, key), "programmes/programmes.html", context)
