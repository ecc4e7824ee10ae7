"""How the room tells the ledger: every entry carries the hash of the row as it now stands."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Model
from django.utils.translation import gettext as _

from dieuhanh.config import clock
from dieuhanh.config.actor import Actor
from dieuhanh.config.errors import Conflict, Fault, Invalid
from dieuhanh.config.language import lang
from dieuhanh.config.text import nfc
from dieuhanh.deadlines.rules.text import RuleFault
from dieuhanh.ledger.actions import Draft, append_bulk
from dieuhanh.ledger.held import held, kind_of

LONGEST_TEXT = 4000


def tell(
    happened: str, rows: Sequence[Model], *, by: Actor, organisation_id: UUID | None, body: Mapping[str, Any]
) -> list[UUID]:
    """One entry a row (`reported`, `verified` …), all in one statement; gives the entries' ids."""
    return append_bulk(
        [
            Draft(
                f"{kind_of(type(row))}.{happened}",
                kind_of(type(row)),
                row.pk,
                organisation_id,
                {**body, **_made_up(row), **held(row)},
            )
            for row in rows
        ],
        by=by,
    )


def _made_up(row: Model) -> dict[str, Any]:
    return {"simulated": True} if getattr(row, "simulated", False) else {}


def needed(value: str, field: str, longest: int = LONGEST_TEXT) -> str:
    """A text that must be given, in NFC. Raises `Invalid` with the field."""
    text = nfc(value).strip()
    if not text:
        raise wrong(_("This is missing; write it."), field)
    return fitting(text, field, longest)


def fitting(value: str, field: str, longest: int = LONGEST_TEXT) -> str:
    """A text that may be empty, in NFC and not too long."""
    text = nfc(value).replace("\0", "").strip()
    if len(text) > longest:
        raise wrong(_("This is too long; at most %(most)d characters.") % {"most": longest}, field)
    return text


def wrong(message: str, field: str, value: str = "") -> Invalid:
    """One fault as a refusal."""
    return Invalid(message, faults=[Fault(message, field=field, value=value[:80] or None)])


def taken(message: str) -> Conflict:
    """A code that something else bears already, told at its field."""
    return Conflict(message, faults=[Fault(message, field="code")], code="code-taken")


def known_since(published_on: date | None, by: Actor, *, published: bool) -> date:
    """From when a claim is known: the day others printed it; what a body says itself, from the day it says it here.

    The system's own tables may tell of days that the demonstration's clock has not reached. Raises `Invalid`.
    """
    today = clock.today()
    if published_on is None or not (published or by.is_system):
        return today
    if published_on > today and not by.is_system:
        raise wrong(_("It cannot have been published after today."), "published_on", published_on.isoformat())
    return published_on


def raise_faults(found: Sequence[RuleFault]) -> None:
    """Raise what the rules found, each with its field."""
    if not found:
        return
    language = lang()
    faults = [Fault(one.text.of(language), field=one.field, value=one.value or None) for one in found]
    raise Invalid(faults[0].message, faults=faults)
