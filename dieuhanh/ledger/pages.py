"""The ledger for people: the list of entries, and one entry with its proof verified on the spot."""

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_safe

from dieuhanh.config.errors import Fault, Invalid
from dieuhanh.interface.listing import Column, Listing
from dieuhanh.ledger import queries
from dieuhanh.ledger.access import LARGEST_INDEX, Choice, access_entries, access_entry
from dieuhanh.ledger.proving import prove
from dieuhanh.ledger.subscriptions import EntryRead

COLUMNS = (
    Column("index", _lazy("Entry"), numeric=True, fixed=True),
    Column("at", _lazy("When")),
    Column("kind", _lazy("What happened"), fixed=True),
    Column("who", _lazy("Who")),
    Column("subject", _lazy("On what")),
)


@dataclass(frozen=True, slots=True)
class Line:
    """One entry in the list with the link that opens it."""

    entry: EntryRead
    href: str


@require_safe
def entries(request: HttpRequest) -> HttpResponse:
    """The newest entries first, narrowed by kind, subject and time."""
    listing = Listing.read(request.GET, path=request.path, columns=COLUMNS)
    choice = Choice(
        kind=_text(request, "kind"),
        subject=_text(request, "subject"),
        since=_day(request, "from"),
        until=_after_day(request, "to"),
    )
    found = access_entries(
        getattr(request, "actor", None),
        choice,
        limit=listing.limit,
        after=_place(listing.after),
        newest_first=True,
    )
    shown = found[: listing.limit]
    following = str(shown[-1].index) if len(found) > listing.limit else ""
    context = {
        "listing": listing.paged(next_cursor=following, count=len(shown)),
        "lines": [Line(one, reverse("ledger:entry", args=[one.index])) for one in shown],
        "given": {name: request.GET.get(name, "") for name in ("kind", "subject", "from", "to")},
        "trail": [(_("Ledger"), "")],
        "head": queries.last_head(),
    }
    return render(request, "ledger/entries.html", context)


@require_safe
def entry(request: HttpRequest, index: int) -> HttpResponse:
    """One entry: what was recorded, its proof step by step, and what verifying it gave just now."""
    found = access_entry(getattr(request, "actor", None), index)
    one = found.entry
    proof = prove(found)
    same = f"?subject={one.subject_type}:{one.subject_id}"
    context = {
        "entry": one,
        "title": _("Entry %(index)s") % {"index": one.index},
        "trail": [(_("Ledger"), reverse("ledger:entries")), (str(one.index), "")],
        "facts": _facts(one),
        "body": json.dumps(one.body, ensure_ascii=False, indent=2, sort_keys=True),
        "proof": proof,
        "commitment": found.commitment.hex(),
        "receipt_href": f"/api/v1/ledger/entries/{one.index}/receipt" if proof.head else "",
        "history_href": reverse("ledger:entries") + same,
    }
    return render(request, "ledger/entry.html", context)


def _facts(one: EntryRead) -> list[tuple[str, Any]]:
    who = f"{one.name}, {one.position}" if one.position else one.name
    return [
        (_("What happened"), one.kind),
        (_("When"), timezone.localtime(one.at).strftime("%d/%m/%Y %H:%M:%S")),
        (_("Who"), who),
        (_("Person"), one.person_id),
        (_("Appointment"), one.appointment_id),
        (_("Machine token"), one.token_id),
        (_("Organisation"), one.organisation_id),
        (_("On what"), f"{one.subject_type} {one.subject_id}"),
    ]


def _text(request: HttpRequest, name: str) -> str:
    return str(request.GET.get(name, "")).strip()[:200]


def _day(request: HttpRequest, name: str) -> datetime | None:
    """The beginning of a day in Vietnam."""
    text = _text(request, name)
    if not text:
        return None
    try:
        return datetime.combine(date.fromisoformat(text), time(), timezone.get_default_timezone()).astimezone(
            UTC
        )
    except (ValueError, OverflowError) as error:
        message = _("Write a date as YYYY-MM-DD.")
        raise Invalid(message, faults=[Fault(message, field=name, value=text[:40])]) from error


def _after_day(request: HttpRequest, name: str) -> datetime | None:
    """The end of a day, so that “to” includes it."""
    day = _day(request, name)
    return day + timedelta(days=1) if day and day.year < 9999 else None


def _place(text: str) -> int | None:
    if not text:
        return None
    if not (text.isascii() and text.isdigit()) or int(text[:20]) > LARGEST_INDEX:
        message = _("This place in the list is none.")
        raise Invalid(message, faults=[Fault(message, field="after", value=text[:40])])
    return int(text[:20])
