"""Cursor pages: the same order, no skipped and no doubled row while others write."""

import base64
import json
from collections.abc import Sequence
from typing import Any, Generic, TypeVar

from django.core.exceptions import ValidationError
from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext as _
from pydantic import BaseModel

from dieuhanh.config.errors import Fault, Invalid

T = TypeVar("T")
R = TypeVar("R", bound=Model)
LARGEST_PAGE = 1000


class Page(BaseModel, Generic[T]):
    """One page of a list; `next` is what to give as `after` for the following page, null at the end."""

    items: list[T]
    next: str | None = None


def page_of(rows: Sequence[Any], limit: int, key: Any) -> tuple[list[Any], str | None]:
    """Split `limit + 1` rows into a page and the cursor after it; `key(row)` gives the cursor's JSON value."""
    if len(rows) <= limit:
        return list(rows), None
    kept = list(rows[:limit])
    return kept, write_cursor(key(kept[-1]))


def write_cursor(value: Any) -> str:
    """The value as an opaque text for a URL."""
    return base64.urlsafe_b64encode(json.dumps(value, default=str).encode()).decode().rstrip("=")


def read_cursor(text: str | None) -> Any:
    """The value in an opaque text; None for none. Raises `Invalid` for anything that is no cursor of ours."""
    if not text:
        return None
    try:
        return json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    except ValueError as error:
        message = _("“after” must be the value of “next” of the page before.")
        raise Invalid(message, faults=[Fault(message, field="after", value=text[:80])]) from error


def limit_of(limit: int | None, default: int = 100) -> int:
    """The page's size, at least 1 and at most `LARGEST_PAGE`."""
    return max(1, min(limit or default, LARGEST_PAGE))


def keyset(
    rows: QuerySet[R], column: str, after: Sequence[Any] | None, *, descending: bool = False, tie: str = "id"
) -> QuerySet[R]:
    """Rows in the order of a column and then of `tie`, from beyond the key `[value, tie]` on.

    The bound on the column alone stands first, so that an index on it is walked from there.
    Raises `Invalid` for a key that does not fit the columns.
    """
    if after is not None:
        way = "lt" if descending else "gt"
        try:
            if not isinstance(after, list | tuple):
                raise TypeError
            value, last = (one.replace("\0", "") if isinstance(one, str) else one for one in after[:2])
            beyond = Q(**{f"{column}__{way}": value}) | Q(**{f"{tie}__{way}": last})
            rows = rows.filter(Q(**{f"{column}__{way}e": value}) & beyond)
        except (ValueError, TypeError, LookupError, ValidationError) as error:
            message = _("“after” must be the value of “next” of the page before.")
            raise Invalid(message, faults=[Fault(message, field="after")]) from error
    sign = "-" if descending else ""
    return rows.order_by(f"{sign}{column}", f"{sign}{tie}")
