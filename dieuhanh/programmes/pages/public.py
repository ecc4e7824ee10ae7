"""What a citizen reads without signing in: one programme, plainly, with all of it to take along as data."""

import json
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from dieuhanh.config import clock
from dieuhanh.config.errors import Missing
from dieuhanh.directives.pages.record import mark_words
from dieuhanh.interface.files import CSV, download, stream
from dieuhanh.programmes.pages.common import (
    chips_of,
    day_asked,
    only,
    shown_of,
    statements_of,
    verdict_asked,
)
from dieuhanh.programmes.pages.programme import task_counts
from dieuhanh.programmes.queries.bulk import csv_lines, scorecard_json
from dieuhanh.programmes.queries.programmes import programmes, signed_label
from dieuhanh.programmes.queries.scorecard import Scorecard, said, scorecard

LISTED = 500


def _card(request: HttpRequest, code: str) -> Scorecard:
    """As nobody in particular asks: what an official may see beyond it does not show here."""
    return scorecard(None, code, as_of=day_asked(request))


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Every published programme signed by today, newest first: where a citizen begins."""
    found = programmes(None, as_of=clock.today(), limit=LISTED)
    rows = [(one, reverse("programmes:public", args=[one.row.code])) for one in found[:LISTED]]
    return render(
        request, "programmes/public_index.html", {"rows": rows, "api_href": reverse("api:list_programmes")}
    )


@require_safe
def page(request: HttpRequest, code: str) -> HttpResponse:
    """The scorecard in plain words."""
    card = _card(request, code)
    query = f"?as_of={card.as_of.isoformat()}"
    chosen = verdict_asked(request)
    context: dict[str, Any] = {
        "card": card,
        "programme": card.programme,
        "signed": signed_label(card.programme),
        "targets": only(shown_of(card, public=True), chosen),
        "chips": chips_of(card, request.path, chosen),
        "chosen": chosen,
        "shares": statements_of(card),
        "mark": mark_words(card.programme.evidence_mark),
        "note": said(card.programme.note_vi, card.programme.note_en),
        "task_counts": task_counts(card),
        "csv_href": reverse("programmes:public-data", args=[code, "csv"]) + query,
        "json_href": reverse("programmes:public-data", args=[code, "json"]) + query,
        "index_href": reverse("programmes:public-index"),
        "key_href": reverse("api:checkpoint"),
    }
    return render(request, "programmes/public.html", context)


@require_safe
def data(request: HttpRequest, code: str, kind: str) -> HttpResponseBase:
    """All of it as CSV (a line for each target and body) or JSON."""
    card = _card(request, code)
    name = f"{card.programme.code}-{card.as_of.isoformat()}"
    if kind == "csv":
        return stream(csv_lines(card), f"{name}.csv", CSV)
    if kind == "json":
        content = json.dumps(scorecard_json(card), ensure_ascii=False, indent=1).encode()
        return download(content, f"{name}.json", "application/json")
    raise Missing(_("There is no such record."))
