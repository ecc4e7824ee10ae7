"""Cursor pages: the same order, no skipped and no doubled row while others write."""

import base64
import json
from collections.abc import Sequence
from typing import Any, Generic, TypeVar

from django.utils.translation import gettext as _
from pydantic import BaseModel

from dieuhanh.config.errors import Fault, Invalid

T = TypeVar("T")
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
