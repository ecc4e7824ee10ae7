"""The room's two lists: bodies as they stood on a date, and the people within the remit."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_GET

from dieuhanh.config.clock import today
from dieuhanh.config.errors import Invalid
from dieuhanh.interface.cells import Quiet, Title
from dieuhanh.interface.filters import Filter
from dieuhanh.interface.listing import Column, Listing
from dieuhanh.interface.lists import DeskList, Source, show_list
from dieuhanh.organisations import queries
from dieuhanh.organisations.authority import check_power
from dieuhanh.organisations.form_pages import acting
from dieuhanh.organisations.models import OrganisationVersion
from dieuhanh.organisations.queries import Body, Label, PersonRead

MANAGES_BODIES, MANAGES_PEOPLE = "organisations.manage", "people.manage"


@dataclass(frozen=True, slots=True)
class BodyRow:
    """A body in the list: under whom it stands, and the date that was asked about when it was not today."""

    body: Body
    above: Label | None
    asked: date | None

    @property
    def href(self) -> str:
        """Its page, as of the same date."""
        page = reverse("organisations:organisation", args=[self.body.code])
        return f"{page}?as_of={self.asked.isoformat()}" if self.asked else page


BODIES = DeskList(
    "organisations.bodies",
    _lazy("Organisations"),
    columns=(
        Column(
            "name",
            _lazy("Name"),
            sortable=True,
            fixed=True,
            cell=lambda row: Title(row.body.name, row.body.simulated),
        ),
        Column("code", _lazy("Code"), sortable=True, tight=True, cell=lambda row: row.body.code),
        Column("kind", _lazy("Kind"), sortable=True, cell=lambda row: row.body.kind_label),
        Column("above", _lazy("Stands under"), cell=lambda row: Quiet(row.above.name if row.above else None)),
        Column("since", _lazy("Since"), sortable=True, tight=True, cell=lambda row: _since(row.body)),
        Column(
            "official",
            _lazy("Official code"),
            shown=False,
            tight=True,
            cell=lambda row: row.body.official_code,
        ),
        Column("until", _lazy("So until"), shown=False, tight=True, cell=lambda row: row.body.valid_to),
        Column(
            "document",
            _lazy("Legal document"),
            shown=False,
            tight=True,
            cell=lambda row: Quiet(row.body.legal_document),
        ),
    ),
    filters=(
        Filter("kind", _lazy("Kind"), "chips", lambda: OrganisationVersion.Kind.choices),
        Filter("q", _lazy("Name or code")),
        Filter("as_of", _lazy("As of"), "day"),
    ),
    default_sort="name",
    empty=_lazy("No body fits. Remove a filter, or ask about another date."),
    href=lambda row: row.href,
    simulated=lambda row: row.body.simulated,
)


def _since(body: Body) -> Any:
    return Quiet(_("before these data")) if body.begins_before_data else body.valid_from


@require_GET
def bodies(request: HttpRequest) -> HttpResponseBase:
    """Bodies as they stood on a date, filtered by kind and words."""
    by, on = acting(request), as_of(request)
    asked = None if on == today() else on
    kind = request.GET.get("kind", "")
    chosen = kind if kind in OrganisationVersion.Kind.values else None
    within = queries.visible_sql(by)

    def fetch(listing: Listing, after: Sequence[Any] | None, limit: int) -> list[BodyRow]:
        found = queries.search(
            on,
            kind=chosen,
            q=listing.q,
            within=within,
            sort=listing.sort,
            descending=listing.descending,
            after=after,
            limit=limit,
        )
        above = queries.labels([one.parent_id for one in found if one.parent_id], on)
        return [BodyRow(one, above.get(one.parent_id) if one.parent_id else None, asked) for one in found]

    def key(row: BodyRow, listing: Listing) -> list[Any]:
        value = {"code": row.body.code, "kind": row.body.kind, "since": row.body.valid_from}
        return [value.get(listing.sort, row.body.sort_key), row.body.id]

    def count(listing: Listing, most: int) -> int:
        return queries.count(on, kind=chosen, q=listing.q, within=within, most=most)

    context = {"on": on, "manages": MANAGES_BODIES in by.powers, "trail": [(_("Organisations"), "")]}
    return show_list(request, BODIES, Source(fetch, key, count), "organisations/organisations.html", context)


PEOPLE = DeskList(
    "organisations.people",
    _lazy("People"),
    columns=(
        Column(
            "name",
            _lazy("Name"),
            sortable=True,
            fixed=True,
            cell=lambda row: Title(row.full_name, row.simulated),
        ),
        Column("positions", _lazy("Position"), cell=lambda row: row.positions or Quiet("")),
        Column("username", _lazy("User name"), sortable=True, tight=True, cell=lambda row: row.username),
        Column("email", _lazy("E-mail"), shown=False, cell=lambda row: Quiet(row.email)),
        Column("phone", _lazy("Telephone"), shown=False, cell=lambda row: Quiet(row.phone)),
        Column(
            "state", _lazy("May sign in"), tight=True, cell=lambda row: _("yes") if row.is_active else _("no")
        ),
        Column("made", _lazy("On record since"), sortable=True, shown=False, cell=lambda row: row.created_at),
    ),
    filters=(
        Filter(
            "active",
            _lazy("May sign in"),
            "chips",
            (("yes", _lazy("May sign in")), ("no", _lazy("Account closed"))),
        ),
        Filter("q", _lazy("Name or user name")),
        Filter("organisation", _lazy("Body"), hint="BCT"),
    ),
    default_sort="name",
    empty=_lazy("Nobody is known here yet. Make a person known, then appoint him."),
    href=lambda row: _person_href(row),
    simulated=lambda row: row.simulated,
)


def _person_href(row: PersonRead) -> str:
    return reverse("organisations:person", args=[row.id])


@require_GET
def people(request: HttpRequest) -> HttpResponseBase:
    """The people within the remit."""
    by = acting(request)
    check_power(by, MANAGES_PEOPLE)
    among = queries.visible_people(by)
    active = {"yes": True, "no": False}.get(request.GET.get("active", ""))
    body = request.GET.get("organisation", "").replace("\0", "").strip()[:40]

    def fetch(listing: Listing, after: Sequence[Any] | None, limit: int) -> list[PersonRead]:
        found = queries.people(
            by,
            q=listing.q,
            active=active,
            body=body,
            sort=listing.sort,
            descending=listing.descending,
            after=after,
            limit=limit,
            among=among,
        )
        held = queries.positions_held(by, [one.id for one in found])
        return [replace(one, positions=held.get(one.id, "")) for one in found]

    def key(row: PersonRead, listing: Listing) -> list[Any]:
        value = {"username": row.username, "made": row.created_at}
        return [value.get(listing.sort, row.sort_key), row.id]

    def count(listing: Listing, most: int) -> int:
        return queries.count_people(among, q=listing.q, active=active, body=body, most=most)

    context = {"trail": [(_("People"), "")]}
    return show_list(request, PEOPLE, Source(fetch, key, count), "organisations/people.html", context)


def as_of(request: HttpRequest) -> date:
    """The date asked about; today for none. Raises `Invalid` for what is no date."""
    text = request.GET.get("as_of", "")
    try:
        return date.fromisoformat(text) if text else today()
    except ValueError as error:
        raise Invalid(_("“as_of” must be a date such as 2020-08-10.")) from error
