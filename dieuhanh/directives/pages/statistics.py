"""Statistics: counts, identities and rates, where every number opens to the list of exactly its tasks."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_safe

from dieuhanh.config import clock
from dieuhanh.config.actor import Actor
from dieuhanh.config.language import lang
from dieuhanh.directives.pages.common import acting, filters_of, list_href
from dieuhanh.directives.queries.filtering import COUNTED
from dieuhanh.directives.queries.statistics import RATES, Line, statistics
from dieuhanh.directives.rules.arithmetic import SMALL_DENOMINATOR, RateName, Rounding
from dieuhanh.directives.rules.states import Class
from dieuhanh.interface.listing import Button, Chip
from dieuhanh.organisations.authority import reached, sees_all
from dieuhanh.organisations.body_filters import BodyNames, body_asked

_CLASSES = (
    Class.DONE_IN_TIME,
    Class.DONE_LATE,
    Class.OPEN_IN_TERM,
    Class.OPEN_OVERDUE,
    Class.WITHDRAWN,
    Class.TRANSFERRED,
    Class.UNKNOWN,
    Class.REGULAR,
)
_ALWAYS = _CLASSES[:4]
_APART = _CLASSES[4:]
"""Columns left out where no task is of the class."""
_APART_WORDS = {
    Class.WITHDRAWN: _lazy("withdrawn"),
    Class.TRANSFERRED: _lazy("transferred"),
    Class.UNKNOWN: _lazy("not known"),
    Class.REGULAR: _lazy("regular"),
}
_SIGNS = {
    Class.DONE_IN_TIME: "done_in_time",
    Class.DONE_LATE: "done_late",
    Class.OPEN_IN_TERM: "in_time",
    Class.OPEN_OVERDUE: "overdue",
    Class.UNKNOWN: "no_data",
}


def line_view(
    line: Line,
    query: Mapping[str, object],
    rounding: Rounding = Rounding.HALF_UP,
    *,
    classes: Sequence[Class] = _CLASSES,
    boards: Collection[UUID] | None = None,
) -> dict[str, Any]:
    """A line as the page shows it: each count with the list it opens to, each rate with its parts.

    `boards`: the bodies whose boards the reader may open; None: all.
    """
    cells = [
        {
            "count": getattr(line.counts, one.value),
            "href": list_href(**{**query, "class": one.value}),
            "label": one.words.of(lang()),
            "state": _SIGNS.get(one, ""),
        }
        for one in classes
    ]
    rates = [
        {
            "name": name.value,
            "words": name.words.of(lang()),
            "value": line.rate(name).printed(rounding),
            "parts": (line.rate(name).numerator, line.rate(name).denominator),
        }
        for name in RATES
    ]
    return {
        "label": line.label,
        "key": line.key,
        "all": line.counts.all,
        "href": list_href(**{**query, "class": COUNTED}),
        "cells": cells,
        "rates": rates,
        "claimed": line.claimed,
        "claimed_href": list_href(**{**query, "state": "claimed"}),
        "days": round(line.mean_days_late, 1) if line.mean_days_late is not None else None,
        "board": _board(line) if query.get("lead") and (boards is None or line.body in boards) else "",
    }


ALWAYS = len(_ALWAYS)
"""How many columns of classes are always shown."""


def _board(line: Line) -> str:
    """The lead's board; a body that is called by its id bears its code no longer and has none."""
    by_id = len(line.key) == 36 and line.key.count("-") == 4
    return "" if by_id or not line.key else reverse("directives:body", args=[line.key])


def open_boards(by: Actor, lines: Sequence[Line]) -> Collection[UUID] | None:
    """The bodies of these lines whose boards `by` may open; None: all. One statement, none for who serves the whole."""
    if sees_all(by):
        return None
    bodies = [one.body for one in lines if one.body]
    return reached(by.scope_id, bodies, clock.today()) if by.scope_id and bodies else frozenset()


def shown_classes(total: Line) -> list[Class]:
    """The classes that get a column: those of the identities, and of the rest those that hold something."""
    return [*_ALWAYS, *(one for one in _APART if getattr(total.counts, one.value))]


def apart_words(shown: Sequence[Class]) -> list[Any]:
    """The heads of the columns that stand apart."""
    return [_APART_WORDS[one] for one in shown[ALWAYS:]]


def rate_names() -> list[tuple[str, str]]:
    """The rates by name, with what each measures."""
    return [(name.value, name.words.of(lang())) for name in RATES]


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """By body, kind, month, directive or cause of delay; as of a day; against the current or the original deadline; rounded by a named rule."""
    by = acting(request)
    filters = filters_of(request.GET)
    bodies = BodyNames(by, filters.as_of or clock.today(), filters.lead)
    lead, elsewhere = body_asked(request, "lead", bodies)
    if elsewhere:
        return redirect(elsewhere)
    filters = replace(filters, lead=bodies.key)
    group = request.GET.get("by", "body") or "body"
    rule = request.GET.get("rounding", "")
    rounding = Rounding(rule) if rule in set(Rounding) else Rounding.HALF_UP
    found = statistics(by, filters, group=group)
    base = {name: value for name, value in request.GET.items() if name in _KEPT and value}
    base.setdefault("as_of", found.as_of.isoformat())
    names = {"body": "lead", "kind": "kind", "month": "month", "directive": "directive", "cause": "cause"}
    shown = shown_classes(found.total)
    boards = open_boards(by, found.lines)

    def view(line: Line) -> dict[str, Any]:
        own = {names[group]: line.key} if line.key and group in names else {"unknown_lead": 1}
        return line_view(line, {**base, **own}, rounding, classes=shown, boards=boards)

    context = {
        "found": found,
        "all_lines": [line_view(found.total, base, rounding, classes=shown)],
        "apart": apart_words(shown),
        "apart_count": len(shown) - ALWAYS + 1,
        "lines": [view(one) for one in (found.large if group == "body" else found.lines)],
        "small": [view(one) for one in found.small] if group == "body" else [],
        "smallest": SMALL_DENOMINATOR,
        "rate_names": rate_names(),
        "formulas": _formulas(),
        "chips": _chips(request, "by", group, _groups()),
        "selects": [
            ("against", _("Measured"), request.GET.get("against", ""), _against()),
            ("rounding", _("Rounding"), rounding.value, _roundings()),
        ],
        "given": {name: request.GET.get(name, "") for name in ("as_of", "from", "to", "by")},
        "lead": lead,
        "as_of": found.as_of,
        "today": clock.today(),
        "head": dict(_groups()).get(group, _("All")),
        "buttons": [
            Button(_("Periodic duties"), href=reverse("directives:periods")),
            Button(_("Closings by day"), href=reverse("directives:closings")),
        ],
        "trail": [(_("Tasks"), reverse("directives:tasks")), (_("Statistics"), "")],
    }
    return render(request, "directives/statistics.html", context)


_KEPT = ("as_of", "from", "to", "lead", "kind", "level", "directive", "assigner", "against", "month", "cause")


def _groups() -> list[tuple[str, str]]:
    return [
        ("body", _("Lead")),
        ("kind", _("Kind")),
        ("month", _("Month given")),
        ("directive", _("Directive")),
        ("cause", _("Cause of the delay")),
    ]


def _against() -> list[tuple[str, str]]:
    return [("", _("Against the current deadline")), ("original", _("Against the original deadline"))]


def _roundings() -> list[tuple[str, str]]:
    return [
        (Rounding.HALF_UP.value, _("Rounded half up")),
        (Rounding.TRUNCATED.value, _("Truncated")),
        (Rounding.COMPLEMENT.value, _("100 less the truncated rest")),
    ]


def _formulas() -> list[tuple[str, str, str]]:
    shapes = {RateName.R1: "Oo / (D + Oo)", RateName.R2: "Oo / A", RateName.R3: "(Dl + Oo) / (D + Oo)"}
    return [(name.value, name.words.of(lang()), shapes[name]) for name in RATES]


def _chips(request: HttpRequest, name: str, now: str, choices: list[tuple[str, str]]) -> list[Chip]:
    found = []
    for value, label in choices:
        pairs = [(key, one) for key, one in request.GET.items() if key != name and one]
        pairs += [(name, value)] if value else []
        found.append(Chip(label, f"{request.path}?{urlencode(pairs)}", current=value == now))
    return found
