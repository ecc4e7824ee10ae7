"""What every address of the room reads the same way: who asks, which body a code means, a page's cursor."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Path

from dieuhanh.config.actor import Actor
from dieuhanh.config.errors import Fault, Invalid, Unauthenticated
from dieuhanh.config.paging import read_cursor
from dieuhanh.organisations import queries

Code = Path(..., max_length=40)


def acting(request: HttpRequest) -> Actor:
    """Who asks. Raises `Unauthenticated`."""
    actor: Actor | None = getattr(request, "actor", None)
    if actor is None:
        raise Unauthenticated(_("Sign in first."))
    return actor


def id_of(request: HttpRequest, code: str, on: date) -> UUID:
    """The body that a request means by a code on the day of the event, or at least today."""
    return queries.access_organisation(code, by=acting(request), on=on, strict=False).id


def ids_of(request: HttpRequest, codes: Iterable[str], on: date) -> dict[str, UUID]:
    """`id_of` for each code, once."""
    return {code: id_of(request, code, on) for code in dict.fromkeys(codes)}


def cursor_of(text: str | None, *kinds: type) -> list[Any] | None:
    """The key in a cursor, each part of the kind expected; a foreign cursor is refused with a sentence."""
    value = read_cursor(text)
    if value is None:
        return None
    try:
        parts = value if isinstance(value, list) else [value]
        read = [kind(str(part)) for kind, part in zip(kinds, parts, strict=True)]
        return [part.replace("\0", "") if isinstance(part, str) else part for part in read]
    except (TypeError, ValueError) as error:
        message = _("“after” must be the value of “next” of the page before.")
        raise Invalid(message, faults=[Fault(message, field="after")]) from error
