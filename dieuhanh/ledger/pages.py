"""The ledger for people: the list of entries, and one entry with its proof verified on the spot."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_safe

from dieuhanh.config.actor import Actor
from dieuhanh.config.errors import Fault, Invalid
from dieuhanh.config.language import lang
from dieuhanh.interface.cells import Link, Quiet, Title
from dieuhanh.interface.filters import Filter
from dieuhanh.interface.listing import Column, Listing
from dieuhanh.interface.lists import DeskList, Source, show_list
from dieuhanh.interface.recorded import body_names, kind_words, subject_href, subject_words
from dieuhanh.interface.rules import format_datetime
from dieuhanh.ledger import queries
from dieuhanh.ledger.access import (
    LARGEST_INDEX,
    Choice,
    access_entries,
    access_entry,
    may_read_all_about,
    reads,
)
from dieuhanh.ledger.proving import prove
from dieuhanh.ledger.subscriptions import EntryRead

ENTRIES = DeskList(
    "ledger.entries",
    _lazy("Entries, newest first"),
    columns=(
        Column(
            "index",
            _lazy("Entry"),
            numeric=True,
            sortable=True,
            fixed=True,
            tight=True,
            cell=lambda one: Title(str(one.index)),
        ),
        Column("at", _lazy("When"), tight=True, cell=lambda one: one.at),
        Column(
            "kind",
            _lazy("What happened"),
            fixed=True,
            cell=lambda one: Link(kind_words(one.kind), simulated=one.simulated, note=_erased(one)),
        ),
        Column("who", _lazy("Who"), cell=lambda one: Link(one.name, note=one.position)),
        Column("subject", _lazy("On what"), cell=lambda one: Quiet(subject_words(one.subject_type))),
        Column("code", _lazy("Code"), shown=False, cell=lambda one: Quiet(one.kind)),
        Column("about", _lazy("Identifier"), shown=False, cell=lambda one: Quiet(str(one.subject_id))),
    ),
    filters=(
        Filter("kind", _lazy("What happened"), hint="reporting.*"),
        Filter("subject", _lazy("On what")),
        Filter("from", _lazy("From"), "day"),
        Filter("to", _lazy("To"), "day"),
    ),
    default_sort="-index",
    href=lambda one: _href(one),
    simulated=lambda one: one.simulated,
)


OF_ONE = replace(ENTRIES, key="", filters=tuple(one for one in ENTRIES.filters if one.key != "subject"))
"""The same for who sees one record and does not read the ledger at large: no way leads to all entries."""


def _href(one: EntryRead) -> str:
    return reverse("ledger:entry", args=[one.index])


def _erased(one: EntryRead) -> str:
    return _("(body erased by law)") if one.erased else ""


@require_safe
def entries(request: HttpRequest) -> HttpResponseBase:
    """The newest entries first, narrowed by kind, subject and time; of one record also for who sees that record."""
    by = getattr(request, "actor", None)
    choice = Choice(
        kind=_text(request, "kind"),
        subject=_text(request, "subject"),
        since=_day(request, "from"),
        until=_after_day(request, "to"),
    )

    def fetch(listing: Listing, after: Sequence[Any] | None, limit: int) -> list[EntryRead]:
        return access_entries(by, choice, limit=limit, after=_place(after), newest_first=listing.descending)

    source = Source(fetch, key=lambda one, _listing: [one.index])
    context = {"trail": [(_("Ledger"), "")], "head": queries.last_head()}
    desk = ENTRIES if by is not None and reads(by) else OF_ONE
    return show_list(request, desk, source, "ledger/entries.html", context)


@require_safe
def entry(request: HttpRequest, index: int) -> HttpResponse:
    """One entry: what was recorded, its proof step by step, and what verifying it gave just now."""
    by = getattr(request, "actor", None)
    found = access_entry(by, index)
    one = found.entry
    proof = prove(found)
    same = f"?subject={one.subject_type}:{one.subject_id}"
    context = {
        "entry": one,
        "title": _("Entry %(index)s") % {"index": one.index},
        "trail": [_above(by, one), (str(one.index), "")],
        "facts": _facts(one),
        "codes": _codes(one),
        "body": json.dumps(one.body, ensure_ascii=False, indent=2, sort_keys=True),
        "proof": proof,
        "commitment": found.commitment.hex(),
        "receipt_href": f"/api/v1/ledger/entries/{one.index}/receipt" if proof.head else "",
        "history_href": reverse("ledger:entries") + same
        if may_read_all_about(by, one.subject_type, one.subject_id)
        else "",
    }
    return render(request, "ledger/entry.html", context)


def _above(by: Actor | None, one: EntryRead) -> tuple[str, str]:
    """The way back: to the ledger for who reads it, else to the record that the entry was reached from."""
    if by is not None and reads(by):
        return _("Ledger"), reverse("ledger:entries")
    return subject_words(one.subject_type), subject_href(one.subject_type, one.subject_id)


def _facts(one: EntryRead) -> list[tuple[str, Any]]:
    who = f"{one.name}, {one.position}" if one.position else one.name
    facts = [
        (_("What happened"), kind_words(one.kind)),
        (_("When"), format_datetime(one.at, lang(), seconds=True)),
        (_("Who"), who),
        (
            _("Organisation"),
            body_names([one.organisation_id]).get(one.organisation_id, "") if one.organisation_id else "",
        ),
        (_("On what"), _subject(one)),
    ]
    return [(label, value) for label, value in facts if value]


def _subject(one: EntryRead) -> str:
    """The record by what people call it, leading to its page where it has one."""
    words = subject_words(one.subject_type)
    named = next(
        (str(one.body[name]) for name in ("code", "number", "symbol", "name") if one.body.get(name)), ""
    )
    text = f"{words}: {named}" if named else words
    href = subject_href(one.subject_type, one.subject_id)
    return format_html('<a href="{}">{}</a>', href, text) if href else text


def _codes(one: EntryRead) -> list[tuple[str, Any]]:
    """The same as machines know it."""
    codes = [
        (_("Kind of entry"), one.kind),
        (_("Identifier of the entry"), one.id),
        (_("Record"), f"{one.subject_type} {one.subject_id}"),
        (_("Person"), one.person_id),
        (_("Appointment"), one.appointment_id),
        (_("Machine token"), one.token_id),
        (_("Organisation"), one.organisation_id),
    ]
    return [(label, value) for label, value in codes if value]


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


def _place(after: Sequence[Any] | None) -> int | None:
    """The entry after which the page begins."""
    if not after:
        return None
    if not isinstance(after, list) or not isinstance(after[0], int) or not 0 <= after[0] <= LARGEST_INDEX:
        message = _("This place in the list is none.")
        raise Invalid(message, faults=[Fault(message, field="after")])
    return after[0]
