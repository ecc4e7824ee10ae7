"""The room's list: the deadline rules in force."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_safe

from dieuhanh.config.clock import today
from dieuhanh.config.language import lang
from dieuhanh.config.text import fold
from dieuhanh.interface.cells import Quiet, Title
from dieuhanh.interface.filters import Filter
from dieuhanh.interface.listing import Column, Listing
from dieuhanh.interface.lists import DeskList, Source, show_list

from . import queries
from .forms import RuleForm
from .pages import level_words, manage_button, signed_in
from .queries import RuleRead


def _href(one: RuleRead) -> str:
    return reverse("deadlines:rule", args=[one.code])


def _said(one: RuleRead) -> str:
    return one.rule.text.of(lang())


def _off(one: RuleRead) -> str:
    words = dict(RuleForm.base_fields["if_not_working"].choices)  # type: ignore[attr-defined]
    return str(words[one.rule.if_not_working.value])


RULES = DeskList(
    "deadlines.rules",
    _lazy("Deadline rules in force"),
    columns=(
        Column(
            "code",
            _lazy("Code"),
            sortable=True,
            fixed=True,
            tight=True,
            cell=lambda one: Title(one.code),
        ),
        Column("text", _lazy("Deadline"), fixed=True, cell=_said),
        Column("level", _lazy("Level"), sortable=True, cell=lambda one: level_words(one.rule.level)),
        Column("off", _lazy("On a day off it"), cell=_off),
        Column("source", _lazy("Legal source"), sortable=True, cell=lambda one: Quiet(one.rule.legal_source)),
        Column("valid", _lazy("In force from"), sortable=True, tight=True, cell=lambda one: one.valid_from),
    ),
    filters=(Filter("q", _lazy("Words, code")),),
    default_sort="code",
    empty=_lazy("No deadline rule is stored yet. Enter the first one with its legal source."),
    href=_href,
    limit=queries.MOST_RULES,
)
_SORTS = {
    "code": lambda one: one.code,
    "level": lambda one: (one.rule.level or "", one.code),
    "source": lambda one: (one.rule.legal_source, one.code),
    "valid": lambda one: (one.valid_from, one.code),
}


@require_safe
def rules(request: HttpRequest) -> HttpResponseBase:
    """The deadline rules in force on a day: a few dozen, so the one statement reads them all."""
    signed_in(request)

    def fetch(listing: Listing, after: Sequence[Any] | None, limit: int) -> list[RuleRead]:
        words = fold(listing.q).split()
        kept = [
            one
            for one in queries.deadline_rules(as_of=today())
            if all(word in fold(f"{one.code} {_said(one)} {one.rule.legal_source}") for word in words)
        ]
        return sorted(kept, key=_SORTS[listing.sort], reverse=listing.descending)

    context = {
        "trail": [(_("Calendar"), reverse("deadlines:calendar")), (_("Deadline rules"), "")],
        "buttons": [manage_button(request, _("New deadline rule"), reverse("deadlines:rule-new"))],
    }
    return show_list(request, RULES, Source(fetch), "deadlines/rules.html", context)
