"""A body's board and the assigner's: what is late, due, silent and waiting, each number opening to its list."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from dieuhanh.config import clock
from dieuhanh.config.actor import Actor
from dieuhanh.config.errors import Missing
from dieuhanh.config.language import lang
from dieuhanh.directives.actions.bulk import BULK
from dieuhanh.directives.pages.common import acting, list_href
from dieuhanh.directives.pages.periods import periods_view
from dieuhanh.directives.pages.statistics import (
    ALWAYS,
    apart_words,
    line_view,
    open_boards,
    rate_names,
    shown_classes,
)
from dieuhanh.directives.queries import boards, work
from dieuhanh.directives.queries.periods import PeriodFilters, period_counts
from dieuhanh.directives.queries.standing import statistics_now
from dieuhanh.directives.queries.statistics import Line, Statistics, statistics
from dieuhanh.directives.rules.workflow import ACTIONS
from dieuhanh.interface.cells import Code, html_of
from dieuhanh.organisations.authority import check_visible
from dieuhanh.organisations.queries import Body, by_code


def _body(request: HttpRequest, code: str) -> Body:
    found = by_code(code, clock.today())
    if found is None:
        raise Missing(_("No body bears this code today."))
    check_visible(acting(request), found.id)
    return found


_AT_ONCE = {
    "acknowledge": ("acknowledge",),
    "overdue": ("remind", "ask_extension"),
    "week": ("ask_extension", "remind"),
    "explain": ("remind",),
    "silent": ("remind",),
    "verify": ("verify",),
    "extension": ("grant_extension",),
}
"""What may be done to several tasks of a section at once; each row is judged on its own."""


def _sections(found: list[boards.Section], by: Actor) -> list[dict[str, Any]]:
    return [
        {
            "title": one.title,
            "key": one.key,
            "bulk": [
                (action, ACTIONS[action].label.of(lang()))
                for action in _AT_ONCE.get(one.key, ())
                if BULK[action] in by.powers
            ],
            "count": one.count,
            "aged": one.aged,
            "href": list_href(**one.filters),
            "rows": [
                (
                    row,
                    reverse("directives:task", args=[row.id]),
                    boards.claim_age(row),
                    html_of(Code(row.row.code)),
                )
                for row in one.rows
            ],
        }
        for one in found
    ]


def _below(by: Actor, code: str) -> dict[str, Any]:
    """How those stand to whom the body gave parts of its tasks: its departments, provinces, communes."""
    found = statistics(by, boards.parts_filters(code), group="body")
    query = {"assigner": code, "level": "parts"}
    shown = shown_classes(found.total)
    opened = open_boards(by, found.lines)
    return {
        "below": [
            line_view(one, {**query, "lead": one.key}, classes=shown, boards=opened) for one in found.lines
        ],
        "below_apart": apart_words(shown),
        "below_apart_count": len(shown) - ALWAYS + 1,
        "rate_names": rate_names(),
    }


@require_safe
def body(request: HttpRequest, code: str) -> HttpResponse:
    """How a body stands with the tasks it leads, and how those stand to whom it gave parts of them."""
    by = acting(request)
    found = _body(request, code)
    line = statistics_now(by, lead=found.id).total
    counts = period_counts(by, PeriodFilters(lead=code))
    context = {
        "body": found,
        "line": line_view(line, {"lead": code}),
        "sections": _sections(boards.board(by, line, lead=code), by),
        **_below(by, code),
        "periods": periods_view(counts, code),
        "owed": work.contributions_owed(found.id),
        "owed_href": list_href(coordinator=code, waiting="contribute", level="all"),
        "now": clock.now(),
        "trail": [(_("Tasks"), reverse("directives:tasks")), (found.name, "")],
    }
    return render(request, "directives/board.html", context)


_MOST_LEADS = 20


def _worst(stats: Statistics) -> list[Line]:
    """The leads worth a line on the board: ranked ones, and of the rest those with something late or claimed."""
    told = [one for one in stats.small if one.counts.late or one.claimed]
    told.sort(key=lambda one: (-one.counts.open_overdue, -one.counts.late, -one.claimed, one.label))
    return [one for one in (*stats.large, *told) if one.key][:_MOST_LEADS]


@require_safe
def assigner(request: HttpRequest, code: str) -> HttpResponse:
    """How the tasks that a body gave stand: what waits for its decision, and every lead in a line."""
    by = acting(request)
    found = _body(request, code)
    stats = statistics_now(by, assigner=found.id)
    shown = shown_classes(stats.total)
    opened = open_boards(by, stats.lines)
    context = {
        "body": found,
        "line": line_view(stats.total, {"assigner": code, "level": "all"}),
        "sections": _sections(boards.board(by, stats.given, assigner=code), by),
        "lines": [
            line_view(one, {"assigner": code, "level": "all", "lead": one.key}, classes=shown, boards=opened)
            for one in _worst(stats)
        ],
        "all_href": f"{reverse('directives:statistics')}?{urlencode({'assigner': code, 'level': 'all'})}",
        "below_apart": apart_words(shown),
        "below_apart_count": len(shown) - ALWAYS + 1,
        "rate_names": rate_names(),
        "now": clock.now(),
        "giving": True,
        "trail": [
            (_("Tasks"), reverse("directives:tasks")),
            (found.name, reverse("directives:body", args=[code])),
            (_("Tasks given"), ""),
        ],
    }
    return render(request, "directives/board.html", context)
