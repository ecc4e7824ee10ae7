"""What the room's pages share: who acts, buttons, a history's lines, and where a frozen figure opens."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from dieuhanh.config.actor import Actor
from dieuhanh.config.errors import Problem, Unauthenticated
from dieuhanh.config.language import lang
from dieuhanh.inspections.models import Inspection, Meeting
from dieuhanh.inspections.queries.lists import history
from dieuhanh.inspections.queries.record import Line
from dieuhanh.inspections.rules.offering import Offer
from dieuhanh.inspections.rules.workflow import Side
from dieuhanh.interface.listing import Button, Chip, Event
from dieuhanh.interface.rules.figures import Figure
from dieuhanh.ledger.queries import indexes_of

GREYED = frozenset(
    {
        "has_decision",
        "has_bodies",
        "has_items",
        "day_come",
        "notice_ready",
        "not_own_notice",
        "tasks_verified",
    }
)
"""What is in the way for now, worth saying; that something is another's to do is not."""


def acting(request: HttpRequest) -> Actor:
    """Who acts. Raises `Unauthenticated` for nobody."""
    by: Actor | None = getattr(request, "actor", None)
    if by is None:
        raise Unauthenticated(_("Sign in first."))
    return by


def tabs(current: str) -> list[Chip]:
    """The room's three doors."""
    doors = (
        ("inspections", _("Inspections")),
        ("candidates", _("Candidates for the next")),
        ("meetings", _("Meetings")),
    )
    return [Chip(label, reverse(f"inspections:{name}"), current=name == current) for name, label in doors]


def buttons(judged: Sequence[Offer], url_name: str, record_id: UUID, *, side: Side) -> list[Button]:
    """Open actions of one side first, one of them primary; greyed those that something keeps shut for now."""
    found: list[Button] = []
    given = False
    for one in judged:
        arrow = one.arrow
        if arrow.side is not side:
            continue
        label = arrow.label.of(lang())
        here = reverse(url_name, args=[record_id, arrow.action])
        if one.ok:
            primary = arrow.primary and not given
            given = given or primary
            found.append(Button(label, confirm=here, primary=primary, danger=arrow.action == "cancel"))
        elif one.code in GREYED and arrow.primary:
            found.append(Button(label, refused=one.reason.of(lang())))
    return found


def events(row: Inspection | Meeting, seen: set[UUID] | None, names: Mapping[UUID, str]) -> list[Event]:
    """The history, each line with its body and the link to its proof where the ledger has put it in order. Two statements.

    An entry about the whole may tell of bodies whose part is not the reader's: its proof is the office's alone.
    """
    moments = history(row, seen=seen, lang=lang())
    known = indexes_of([one.entry_id for one in moments if seen is None or one.body_id in seen])
    return [
        Event(
            at=one.at,
            who=one.name,
            what=f"{one.what}: {names[one.body_id]}" if one.body_id and one.body_id in names else one.what,
            why=one.note if len(one.note) <= 400 else f"{one.note[:400]}…",
            position=one.position,
            proof_href=reverse("ledger:entry", args=[known[one.entry_id]]) if one.entry_id in known else "",
        )
        for one in moments
    ]


def opens(line: Line, code: str) -> str:
    """The list that shows exactly what a frozen figure counts, as of its day."""
    if line.figure is None:
        return ""
    place, query = line.kind.opens
    own = (
        {"lead": code, "as_of": line.figure.as_of.isoformat()}
        if place.startswith("directives:")
        else {"organisation": code}
    )
    return f"{reverse(place)}?{urlencode({**own, **dict(query)})}"


def shown(line: Line, code: str, source: str) -> dict[str, Any]:
    """A figure as pages show it: frozen with its as-of and its list, claimed beside it, the difference in words."""
    kind, found = line.kind, line.difference
    computed = Figure(
        line.computed,
        unit=kind.unit,
        decimals=kind.decimals,
        label=kind.label.of(lang()),
        as_of=line.figure.taken_at if line.figure else None,
        source=source,
        href=opens(line, code),
        missing=_("Nothing to divide by") if line.figure else _("Not taken yet"),
        simulated=bool(line.figure and line.figure.simulated),
    )
    claimed = Figure(
        line.claimed,
        unit=kind.unit,
        decimals=kind.decimals,
        label=kind.label.of(lang()),
        standing="claimed" if line.claimed is not None else "",
        missing=_("The body has not claimed it"),
    )
    return {
        "label": kind.label.of(lang()),
        "computed": computed,
        "parts": line.parts if kind.is_rate else None,
        "claimed": claimed,
        "differs": found.agreement.is_difference,
        "better": found.agreement.value == "better",
        "words": found.agreement.words.of(lang()),
        "gap": found.gap,
        "withdrawn": line.withdrawn,
        "decimals": kind.decimals,
        "simulated": bool(line.figure and line.figure.simulated),
    }


def tell(form: Any, problem: Problem) -> None:
    """The refusal at the field it is about, or above the form."""
    for fault in problem.faults:
        name = (fault.field or "").replace(".", "_")
        found = next((one for one in (name, f"figure_{name}") if one in form.fields), None)
        form.add_error(found, fault.message)
    if not problem.faults:
        form.add_error(None, problem.reason)
