"""Adding an indicator and changing its words: the form, what was wrong with it, and the deed."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from dieuhanh.config import clock
from dieuhanh.config.actor import Actor
from dieuhanh.organisations.authority import check
from dieuhanh.organisations.form_pages import show_form
from dieuhanh.organisations.queries import Body, of_kinds
from dieuhanh.reporting.actions.indicators import NewIndicator, Words, add_indicator, change_indicator
from dieuhanh.reporting.forms.catalogue import IndicatorForm, WordsForm
from dieuhanh.reporting.pages.common import acting
from dieuhanh.reporting.pages.indicators import MANAGE
from dieuhanh.reporting.queries import catalogue
from dieuhanh.reporting.queries.across import CENTRAL

_COPIED = (
    "name_vi", "name_en", "unit_vi", "unit_en", "definition_vi", "definition_en", "direction", "status", "legal_document",
)  # fmt: skip


def _manager(request: HttpRequest) -> Actor:
    by = acting(request)
    check(by, MANAGE)
    return by


def _owners() -> list[Body]:
    return of_kinds(["government", *CENTRAL], clock.today())


def _owner_id(owners: list[Body], code: str) -> UUID | None:
    return next((one.id for one in owners if one.code == code), None)


def _trail() -> list[tuple[str, str]]:
    return [(_("Figures"), reverse("reporting:indicators"))]


def _listed(text: str) -> list[str]:
    return [one.strip() for one in text.split(";") if one.strip()]


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Add an indicator."""
    by = _manager(request)
    owners = _owners()
    form = IndicatorForm(
        request.POST if request.method == "POST" else None,
        initial={"valid_from": clock.today(), "direction": "neutral", "status": "planned"},
        owners=[(one.code, one.name) for one in owners],
        sections=catalogue.sections(),
    )

    def act(given: dict[str, Any]) -> HttpResponse:
        made = add_indicator(
            NewIndicator(
                **{name: given[name] for name in _COPIED},
                **{name: given[name] for name in (
                    "code", "section", "decimals", "period_kinds", "convention", "over_organisations", "weight", "over_time",
                    "respondents", "national_value", "valid_from",
                )},
                owner_id=_owner_id(owners, given["owner"]), legal_list=_listed(given["legal_list"]), simulated=by.simulated,
            ),
            by=by,
        )  # fmt: skip
        return redirect(f"{reverse('reporting:indicator', args=[made.code])}?view=about")

    return show_form(
        request, form, act, title=_("Add an indicator"), submit=_("Add it"), back=reverse("reporting:indicators"),
        trail=_trail(),
        consequence=_("How an indicator adds up never changes afterwards; another arithmetic is another indicator."),
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, code: str) -> HttpResponse:
    """Change an indicator's words, owner, list or status from a day on."""
    by = _manager(request)
    read = catalogue.access_indicator(code)
    owners = _owners()
    initial = {name: getattr(read, name) for name in _COPIED if hasattr(read, name)}
    initial |= {
        "owner": next((one.code for one in owners if one.id == read.owner_id), ""),
        "legal_list": "; ".join(read.legal_list),
        "valid_from": clock.today(),
    }
    form = WordsForm(
        request.POST if request.method == "POST" else None, initial=initial,
        owners=[(one.code, one.name) for one in owners],
    )  # fmt: skip

    def act(given: dict[str, Any]) -> HttpResponse:
        words = Words(
            **{name: given[name] for name in _COPIED},
            owner_id=_owner_id(owners, given["owner"]),
            legal_list=_listed(given["legal_list"]),
        )
        change_indicator(read.id, words, by=by, valid_from=given["valid_from"])
        return redirect(f"{reverse('reporting:indicator', args=[code])}?view=about")

    here = reverse("reporting:indicator", args=[code])
    return show_form(
        request, form, act, title=_("Change the words"), submit=_("Change from this day on"), back=here,
        trail=[*_trail(), (code, here)],
    )  # fmt: skip
