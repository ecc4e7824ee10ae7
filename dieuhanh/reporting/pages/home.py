"""Việc của tôi: everything that waits for me, by deadline."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_safe

from dieuhanh.config import clock
from dieuhanh.interface.listing import Chip, Column, Listing
from dieuhanh.reporting.pages.common import acting, period_name
from dieuhanh.reporting.queries.duties import my_work, waiting_for_others

_COLUMNS = [
    Column("clock", _lazy("Time left"), fixed=True),
    Column("kind", _lazy("Kind")),
    Column("number", _lazy("Code, number")),
    Column("what", _lazy("Content"), fixed=True),
    Column("due", _lazy("Deadline"), numeric=True),
    Column("from", _lazy("Asked by")),
    Column("acts", "", fixed=True),
]


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """My work, and how much of my body's waits for others. Four statements beside the page's own."""
    by = acting(request)
    every = my_work(by)
    chosen = request.GET.get("clock", "")
    rows = [one for one in every if not chosen or one.row.clock == chosen]
    listing = Listing.read(request.GET, path=request.path, columns=_COLUMNS)
    counts = {
        word: sum(one.row.clock == word for one in every) for word in ("overdue", "due_soon", "in_time")
    }
    chips = [Chip(_("All"), request.path, len(every), current=not chosen)]
    labels = {"overdue": _("Overdue"), "due_soon": _("Due soon"), "in_time": _("In time")}
    chips += [
        Chip(label, f"?clock={word}", counts[word], word, chosen == word)
        for word, label in labels.items()
        if counts[word]
    ]
    others = waiting_for_others(by)
    chips.append(Chip(_("Waiting for others"), reverse("reporting:assignments"), others))
    return render(
        request,
        "reporting/home.html",
        {
            "rows": [(one, period_name(one.row.period), _href(one)) for one in rows],
            "listing": listing.paged(count=len(rows)),
            "chips": chips,
            "counts": counts,
            "total": len(every),
            "now": clock.now(),
        },
    )


def _href(one: object) -> str:
    row = one.row  # type: ignore[attr-defined]
    name = "reporting:entry" if one.action in {"save", "submit"} else "reporting:assignment"  # type: ignore[attr-defined]
    return reverse(name, args=[row.id])
