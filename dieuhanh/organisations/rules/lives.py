"""When a body may begin, change, move, merge, divide and end.

Every function that finds fault returns a `Wrong` or None; the actions turn it into a sentence in the reader's
language. Dates are half open: what ends on a day is over on that day.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from dieuhanh.organisations.rules.wrong import Wrong

BEGINNING = date(1945, 9, 2)
"""The day from which a body counts whose own beginning lies before this data."""
LAYOUT_DAYS = {63: date(2025, 6, 30), 34: date(2025, 7, 1)}
"""A day on which the provinces stood in each layout (Nghị quyết 202/2025/QH15: 34 since 1 July 2025)."""


@dataclass(frozen=True, slots=True)
class Life:
    """What the rules need to know of a body: its last version and whether more is recorded after it."""

    code: str
    kind: str
    starts: date
    """Start of the last version."""
    ends: date | None
    """End of the body, when it is recorded."""
    born: date


PARENTS: dict[str, frozenset[str]] = {
    "government": frozenset(),
    "ministry": frozenset({"government"}),
    "ministerial_agency": frozenset({"government"}),
    "government_agency": frozenset({"government"}),
    "province": frozenset({"government"}),
    "district": frozenset({"province"}),
    "commune": frozenset({"province", "district"}),
}
"""Which kinds a body of a kind may stand under; departments and others stand under anything."""

TERRITORIAL = frozenset({"province", "district", "commune"})
_CENTRAL = frozenset({"ministry", "ministerial_agency", "government_agency"})
_CODE = re.compile(r"[A-Z0-9Đ][A-Z0-9Đ.\-]{0,39}")


def check_code(code: str) -> Wrong | None:
    """A code is 1–40 capital letters, digits, points and hyphens."""
    if _CODE.fullmatch(code):
        return None
    return Wrong("code_shape", {"code": code}, "code")


def check_name(name: str, place: str) -> Wrong | None:
    """A name is 1–200 printable characters."""
    if 0 < len(name) <= 200 and name.isprintable():
        return None
    return Wrong("name_shape", {}, place)


def check_document(document: str) -> Wrong | None:
    """Every change rests on a legal document, named by number and symbol."""
    if 0 < len(document) <= 200 and document.isprintable():
        return None
    return Wrong("document_missing", {}, "legal_document")


def check_parent(kind: str, parent_kind: str | None) -> Wrong | None:
    """Whether a body of this kind may stand under one of that kind; only the Government stands under none."""
    if kind == "government":
        return None if parent_kind is None else Wrong("government_is_root", {}, "parent")
    if parent_kind is None:
        return Wrong("parent_missing", {}, "parent")
    allowed = PARENTS.get(kind)
    if allowed is None or parent_kind in allowed:
        return None
    return Wrong("parent_kind", {"kind": kind, "parent_kind": parent_kind}, "parent")


def check_change(life: Life, on: date) -> Wrong | None:
    """Whether a body may change on a day: after its last recorded change, while it lives. Past and future days alike."""
    if on <= life.starts:
        return Wrong("later_change", {"code": life.code, "day": life.starts}, "on")
    if life.ends is not None:
        return Wrong("has_ended", {"code": life.code, "day": life.ends}, "on")
    return None


def check_parent_life(parent: Life, starts: date, ends: date | None) -> Wrong | None:
    """A parent must live as long as what stands under it."""
    if parent.born > starts:
        return Wrong("parent_not_yet", {"code": parent.code, "day": parent.born}, "parent")
    if parent.ends is not None and (ends is None or ends > parent.ends):
        return Wrong("parent_ends", {"code": parent.code, "day": parent.ends}, "parent")
    return None


def check_merge(kinds: Collection[str], target_kind: str) -> Wrong | None:
    """Who may merge: territories of one level among themselves, central bodies among themselves, others freely."""
    for kind in kinds:
        same = kind == target_kind if kind in TERRITORIAL or target_kind in TERRITORIAL else True
        if not same or "government" in (kind, target_kind):
            return Wrong("merge_kinds", {"kind": kind, "target_kind": target_kind}, "into")
        if kind in _CENTRAL and target_kind not in _CENTRAL:
            return Wrong("merge_kinds", {"kind": kind, "target_kind": target_kind}, "into")
    return None


def check_parts(count: int, distinct: int, defaults: int) -> Wrong | None:
    """A division names at least two different successors, and exactly one that takes what names no other."""
    if count < 2 or distinct != count:
        return Wrong("parts_too_few", {}, "into")
    if defaults != 1:
        return Wrong("parts_default", {}, "into")
    return None
