"""One indicator: its series for a body, the bodies side by side, its targets with their verdicts, its definition through time."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from dieuhanh.config import clock
from dieuhanh.config.actor import Actor
from dieuhanh.interface.exporting import KINDS
from dieuhanh.interface.listing import Button, Chip
from dieuhanh.organisations.queries import Body, by_id, of_kinds, provinces_in_layout
from dieuhanh.organisations.rules.lives import LAYOUT_DAYS
from dieuhanh.reporting.pages import words
from dieuhanh.reporting.pages.bodies import bodies_view
from dieuhanh.reporting.pages.choice import Choice, read_choice, with_group
from dieuhanh.reporting.pages.common import acting
from dieuhanh.reporting.pages.figure_files import figures_file
from dieuhanh.reporting.pages.indicator_about import about_view, targets_view
from dieuhanh.reporting.pages.indicators import MANAGE
from dieuhanh.reporting.pages.series_view import series_view
from dieuhanh.reporting.queries import across, catalogue
from dieuhanh.reporting.queries.catalogue import BreakdownRead, IndicatorRead
from dieuhanh.reporting.queries.remit import Remit, remit_of

VIEWS = ("bodies", "targets", "about")
PLACES = ("government", *across.CENTRAL, "province")


@require_safe
def indicator(request: HttpRequest, code: str) -> HttpResponseBase:
    """The record, in four views under one head; which one stands in the address. Its tables of figures also as files."""
    by = acting(request)
    read, parts = catalogue.access_with_parts(code)
    remit = remit_of(by)
    today = clock.today()
    found = of_kinds(PLACES, today)
    if not remit.whole and by.scope_id and all(one.id != by.scope_id for one in found):
        own = by_id(
            by.scope_id, today
        )  # a district, a commune, a department: the reader's own is always there
        found += [own] if own else []
    choice = with_group(read_choice(request.GET, read, parts, default=_default(read, remit, found, by)), read)
    if choice.layout != (34 if today >= LAYOUT_DAYS[34] else 63):
        found = [one for one in found if one.kind != "province"] + provinces_in_layout(choice.layout)
    view = request.GET.get("view", "")
    context = _view(view, by, read, choice, remit, found, parts)
    context |= {
        "read": read,
        "choice": choice,
        "parts": parts,
        "head": _head(read),
        "tabs": _tabs(read, choice, view if view in VIEWS else ""),
        "buttons": _buttons(by, read),
        "faults": list(choice.faults),
        "trail": [(_("Figures"), reverse("reporting:indicators")), (read.code, "")],
        "path": request.path,
    }
    kind = request.GET.get("format", "")
    if kind in KINDS and context.get("rows") and not choice.faults:
        return figures_file(request, context, kind)
    context["exports"] = [
        (one.upper(), f"{request.path}?{choice.query(view=view if view in VIEWS else '', format=one)}")
        for one in KINDS
    ]
    return render(
        request, f"reporting/{context['template']}.html", context, status=422 if choice.faults else 200
    )


def _view(
    view: str,
    by: Actor,
    read: IndicatorRead,
    choice: Choice,
    remit: Remit,
    found: Sequence[Body],
    parts: Sequence[BreakdownRead],
) -> dict[str, Any]:
    match view:
        case "bodies":
            return bodies_view(read, choice, remit, found)
        case "targets":
            return targets_view(read, remit, found, manages=MANAGE in by.powers)
        case "about":
            return about_view(read)
    return series_view(read, choice, remit, found, parts)


def _default(read: IndicatorRead, remit: Remit, found: Sequence[Body], by: Actor) -> str:
    """The reader's own body where it is asked for this figure, he sees it and does not serve the whole, else the country."""
    asked = read.over_organisations != "none" or read.respondents
    own = (one for one in found if asked and one.id == by.scope_id and remit.holds(one.id))
    mine = None if remit.whole else next(own, None)
    return (
        (mine or next((one for one in found if one.kind == "government"), None) or found[0]).code
        if found
        else ""
    )


def _head(read: IndicatorRead) -> list[tuple[str, Any]]:
    pairs = [
        (_("Unit"), read.unit, ""),
        (
            _("Over bodies"),
            words.said(words.OVER_ORGANISATIONS, read.over_organisations),
            read.over_organisations,
        ),
        (_("Over time"), words.said(words.OVER_TIME, read.over_time), read.over_time),
        (_("Direction"), words.said(words.DIRECTIONS, read.direction), read.direction),
    ]
    return [(label, word) for label, word, code in pairs if code not in {"none", "neutral"}]


def _tabs(read: IndicatorRead, choice: Choice, view: str) -> list[Chip]:
    labels = (
        ("", _("Series")),
        ("bodies", _("By organisation")),
        ("targets", _("Targets")),
        ("about", _("Definition")),
    )
    kept = {"period": "", "group": ""} if view == "bodies" else {}
    return [
        Chip(label, f"{reverse('reporting:indicator', args=[read.code])}?{choice.query(**{**kept, 'view': key})}", current=view == key)
        for key, label in labels
    ]  # fmt: skip


def _buttons(by: Actor, read: IndicatorRead) -> list[Button]:
    if MANAGE not in by.powers:
        return []
    return [
        Button(_("Set a target"), href=f"{reverse('reporting:target-new')}?indicator={read.code}"),
        Button(_("Change the words"), href=reverse("reporting:indicator-change", args=[read.code])),
    ]
