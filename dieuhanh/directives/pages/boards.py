"""A body's board and the assigner's: what is late, due, silent and waiting, each number opening to its list."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from dieuhanh.config import clock
from dieuhanh.config.errors import Missing
from dieuhanh.directives.pages.common import acting, list_href
from dieuhanh.directives.pages.statistics import line_view
from dieuhanh.directives.queries import work
from dieuhanh.directives.queries.statistics import statistics
from dieuhanh.directives.queries.tasks import Filters
from dieuhanh.organisations.authority import check_visible
from dieuhanh.organisations.queries import Body, by_code


def _body(request: HttpRequest, code: str) -> Body:
    found = by_code(code, clock.today())
    if found is None:
        raise Missing(_("No body bears this code today."))
    check_visible(acting(request), found.id)
    return found


def _sections(found: list[work.Section]) -> list[dict[str, Any]]:
    return [
        {
            "title": one.title,
            "count": one.count,
            "href": list_href(**one.filters),
            "rows": [(row, reverse("directives:task", args=[row.id])) for row in one.rows],
        }
        for one in found
    ]


@require_safe
def body(request: HttpRequest, code: str) -> HttpResponse:
    """How a body stands with the tasks it leads."""
    by = acting(request)
    found = _body(request, code)
    line = statistics(by, Filters(lead=code), group="").total
    silent_count, silent_rows = work.silent(by, code)
    sections = _sections(work.board(by, code=code))
    if silent_count:
        sections.append(
            {
                "title": _("No word for more than a month"),
                "count": silent_count,
                "href": list_href(lead=code, state="in_progress"),
                "rows": [(row, reverse("directives:task", args=[row.id])) for row in silent_rows[:5]],
            }
        )
    context = {
        "body": found,
        "line": line_view(line, {"lead": code}),
        "sections": sections,
        "owed": work.contributions_owed(found.id),
        "owed_href": list_href(coordinator=code),
        "now": clock.now(),
        "trail": [(_("Tasks"), reverse("directives:tasks")), (found.name, "")],
    }
    return render(request, "directives/board.html", context)


@require_safe
def assigner(request: HttpRequest, code: str) -> HttpResponse:
    """How the tasks that a body gave stand: what waits for its decision, and every lead in a line."""
    by = acting(request)
    found = _body(request, code)
    stats = statistics(by, Filters(assigner=code, level="all"), group="body")
    context = {
        "body": found,
        "line": line_view(stats.total, {"assigner": code, "level": "all"}),
        "sections": _sections(work.board(by, assigner=code)),
        "lines": [line_view(one, {"assigner": code, "lead": one.key}) for one in stats.large[:10]],
        "now": clock.now(),
        "giving": True,
        "trail": [(_("Tasks"), reverse("directives:tasks")), (found.name, ""), (_("Tasks given"), "")],
    }
    return render(request, "directives/board.html", context)
