"""Targets: the list with what was reached, and the form that sets one or replaces one by a new version."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from dieuhanh.config import clock
from dieuhanh.config.actor import Actor
from dieuhanh.config.errors import Fault, Invalid, Missing
from dieuhanh.config.language import lang
from dieuhanh.interface import rules
from dieuhanh.interface.listing import Button, Listing
from dieuhanh.interface.lists import Source, read_listing, show_list
from dieuhanh.organisations.authority import check_power
from dieuhanh.organisations.body_fields import name_bodies
from dieuhanh.organisations.form_pages import show_form
from dieuhanh.organisations.queries import labels
from dieuhanh.reporting.actions.targets import NewTarget, set_target
from dieuhanh.reporting.forms.catalogue import TargetForm
from dieuhanh.reporting.pages.common import acting
from dieuhanh.reporting.pages.figures import known_on
from dieuhanh.reporting.pages.indicators import MANAGE
from dieuhanh.reporting.pages.target_rows import TARGETS, Line
from dieuhanh.reporting.queries import catalogue, target_list
from dieuhanh.reporting.queries.catalogue import TargetRead
from dieuhanh.reporting.queries.remit import remit_of
from dieuhanh.reporting.queries.target_list import Wanted


@require_safe
def listing(request: HttpRequest) -> HttpResponseBase:
    """The targets that the reader may see. Nine statements beside the page's own; two more for each part that has targets."""
    by = acting(request)
    day = clock.today()
    asked = read_listing(request, TARGETS)
    wanted = Wanted(asked.q, period=asked.given("period"), replaced=bool(asked.given("replaced")))
    rows = target_list.visible(by, wanted, day)
    remit = remit_of(by)
    manages = MANAGE in by.powers

    def fetch(listing: Listing, after: Sequence[Any] | None, limit: int) -> list[Line]:
        found = target_list.listed(rows, day, descending=listing.descending, after=after, limit=limit)
        return [Line(one) for one in target_list.judged(found, remit, as_of=known_on(), on=day)]

    def key(one: Line, _listing: Listing) -> list[Any]:
        return [one.row.target.period, one.row.target.key]

    def count(_listing: Listing, _most: int) -> int:
        return rows.count()

    buttons = (
        [Button(_("Set a target"), href=reverse("reporting:target-new"), primary=True)] if manages else []
    )
    context = {
        "buttons": buttons,
        "trail": [(_("Figures"), reverse("reporting:indicators")), (_("Targets"), "")],
    }
    return show_list(request, TARGETS, Source(fetch, key, count), "reporting/targets.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Set a target; `?replaces=` names the one that it takes the place of."""
    by = acting(request)
    check_power(by, MANAGE)
    old = _old(request.GET.get("replaces", ""), by)
    initial = _initial(old) if old else {"indicator": request.GET.get("indicator", ""), "organisation": "CP"}
    form = TargetForm(request.POST if request.method == "POST" else None, initial=initial)
    name_bodies(form, by=by)

    def act(given: dict[str, Any]) -> HttpResponse:
        read = _of_field("indicator", lambda: catalogue.access_indicator(given["indicator"]))
        body = given["organisation"]
        copied = (
            "kind",
            "low",
            "high",
            "strict",
            "breakdown",
            "assigner_vi",
            "assigner_en",
            "document",
            "document_date",
            "valid_from",
            "note_vi",
            "note_en",
        )
        set_target(
            NewTarget(
                key=_key(given, old), indicator_id=read.id, organisation_id=body.id, period=given["period"].upper(),
                supersedes_id=old.id if old else None, simulated=by.simulated, **{name: given[name] for name in copied},
            ),
            by=by,
        )  # fmt: skip
        return redirect(f"{reverse('reporting:indicator', args=[read.code])}?view=targets")

    title = _("Replace a target") if old else _("Set a target")
    return show_form(
        request, form, act, title=title, submit=title, back=reverse("reporting:targets"),
        trail=[(_("Figures"), reverse("reporting:indicators")), (_("Targets"), reverse("reporting:targets"))],
        consequence=_("The old target stays readable, and from this day on the new one is in force.") if old else "",
    )  # fmt: skip


def _of_field(name: str, find: Any) -> Any:
    """What a code names; the fault of one that names nothing stands at its field."""
    try:
        return find()
    except Missing as problem:
        raise Invalid(problem.reason, faults=[Fault(problem.reason, field=name)]) from problem


def _old(text: str, by: Actor) -> TargetRead | None:
    if not text:
        return None
    try:
        return target_list.access(by, UUID(text), clock.today())
    except ValueError as error:
        raise Missing(_("There is no such target.")) from error


def _initial(old: TargetRead) -> dict[str, Any]:
    read = catalogue.access_indicator(old.indicator_id)
    body = labels([old.organisation_id], clock.today())[old.organisation_id]

    def number(value: Any) -> str:
        return "" if value is None else rules.format_number(value, None, lang())

    return {
        "indicator": read.code, "organisation": body.code, "period": old.period, "breakdown": old.breakdown, "kind": old.kind,
        "low": number(old.low), "high": number(old.high) if old.kind in {"at_most", "range"} else "", "strict": old.strict,
        "assigner_vi": old.assigner_vi, "assigner_en": old.assigner_en, "valid_from": clock.today(),
    }  # fmt: skip


def _key(given: dict[str, Any], old: TargetRead | None) -> str:
    """A key of its own, made of what the target is of; a new version counts on."""
    if old is None:
        parts = [given["indicator"], given["organisation"].code, given["period"], given["breakdown"]]
        return "-".join(one for one in parts if one)[:80]
    stem, mark, number = old.key.rpartition("~")
    if mark and number.isdecimal():
        return f"{stem}~{int(number) + 1}"
    return f"{old.key[:76]}~2"
