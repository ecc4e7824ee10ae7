"""Pure decisions about bodies, people and powers. No Django, no database.

Every function that finds fault returns a `Wrong` (a key of `SENTENCES` with its
values) or None; the actions turn it into a sentence in the reader's language.
Dates are half open: what ends on a day is over on that day.
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

BEGINNING = date(1945, 9, 2)
"""The day from which a body counts whose own beginning lies before this data."""
LAYOUT_DAYS = {63: date(2025, 6, 30), 34: date(2025, 7, 1)}
"""A day on which the provinces stood in each layout (Nghị quyết 202/2025/QH15: 34 since 1 July 2025)."""
LONGEST_TOKEN_DAYS = 366

POWERS: dict[str, str] = {
    "organisations.manage": "Create, rename, move, merge, split and abolish bodies below one's own",
    "people.manage": "Make people known, appoint them and end appointments",
    "tokens.manage": "Make and revoke tokens for machines",
    "deadlines.manage": "Enter calendars and deadline rules",
    "ledger.read": "Read the bodies of ledger entries",
    "signing.manage": "Register and revoke certificates",
    "signing.sign": "Sign personally",
    "indicators.manage": "Define indicators and targets",
    "regimes.manage": "Define reporting regimes and forms",
    "periods.open": "Open reporting periods and grant extensions",
    "reporting.view": "See reports and their history",
    "reporting.enter": "Enter and submit figures",
    "reporting.approve": "Approve or return what was entered",
    "reporting.sign": "Sign and send reports",
    "reporting.receive": "Receive, accept or return reports of other bodies",
    "facts.import": "Import figures in bulk",
    "facts.view": "See figures and where they come from",
    "directives.enter": "Enter directives and cut tasks out of them",
    "directives.check": "Check, as the second person, what another entered",
    "directives.publish": "Publish tasks to the bodies that lead them",
    "directives.verify": "Verify or refuse claims, answer returns and extensions, withdraw and transfer tasks",
    "tasks.act": "Act for the body that leads or co-ordinates a task",
    "tasks.lead": "Ask, as the head of the lead, for an extension",
    "webhooks.manage": "Have changes of a body's tasks sent to its own systems",
    "programmes.manage": "Enter programmes, targets, planned paths, links to tasks and published figures",
    "programmes.verify": "Verify or refuse figures and documents of programmes, judge likelihoods",
    "programmes.report": "Report figures of programmes and claim documents for one's body",
    "inspections.plan": "Plan inspections and meetings, ask, put down findings, propose tasks",
    "inspections.lead": "Open and conclude inspections and meetings, sign their reports, set the weights of candidates",
    "inspections.answer": "Report, answer and explain for the body that is inspected",
    "centre.view": "See the wall of the Centre",
    "centre.manage": "Arrange the scenes of the wall",
}
"""Power → what it allows, in English. Rooms check them by name."""

LOCAL_POWERS = frozenset(
    {
        "signing.sign",
        "reporting.view",
        "reporting.enter",
        "reporting.approve",
        "reporting.sign",
        "facts.view",
        "tasks.act",
        "tasks.lead",
        "directives.enter",
        "directives.check",
        "directives.publish",
        "directives.verify",
        "programmes.report",
        "inspections.answer",
    }
)
"""What who manages the people of a body may give there without having it: the work of an ordinary office.
Every other power is given only by who has it himself, or by who manages the people of the whole country."""

PERSONAL_POWERS = frozenset(
    {"people.manage", "tokens.manage", "signing.sign", "signing.manage", "reporting.sign"}
)
"""What needs a human hand: no token carries it."""


@dataclass(frozen=True, slots=True)
class Role:
    """A named set of powers with the position it is usually held under."""

    key: str
    position_vi: str
    position_en: str
    powers: frozenset[str]


def _role(key: str, vi: str, en: str, *powers: str) -> Role:
    return Role(key, vi, en, frozenset(powers))


_VIEW = ("reporting.view", "facts.view")
ROLES: dict[str, Role] = {
    role.key: role
    for role in (
        _role(
            "clerk",
            "Chuyên viên nhập liệu",
            "Reporting clerk",
            *_VIEW,
            "reporting.enter",
            "tasks.act",
            "directives.enter",
            "programmes.report",
            "inspections.answer",
        ),
        _role(
            "leader",
            "Lãnh đạo đơn vị",
            "Leader of the body",
            *_VIEW,
            "reporting.approve",
            "reporting.sign",
            "signing.sign",
            "tasks.act",
            "tasks.lead",
            "directives.check",
            "directives.publish",
            "directives.verify",
            "programmes.report",
            "inspections.answer",
        ),
        _role(
            "receiver",
            "Chuyên viên tiếp nhận, Văn phòng Chính phủ",
            "Receiving officer, Government Office",
            *_VIEW,
            "reporting.receive",
            "directives.enter",
            "directives.check",
            "directives.publish",
            "directives.verify",
            "programmes.manage",
            "programmes.verify",
            "regimes.manage",
            "periods.open",
            "indicators.manage",
            "deadlines.manage",
            "facts.import",
            "tokens.manage",
            "centre.view",
        ),
        _role(
            "steering",
            "Chuyên viên theo dõi, đôn đốc, Văn phòng Chính phủ",
            "Steering officer, Government Office",
            *_VIEW,
            "directives.enter",
            "directives.check",
            "directives.publish",
            "directives.verify",
            "programmes.manage",
            "programmes.verify",
            "inspections.plan",
            "centre.view",
        ),
        _role(
            "working_group",
            "Tổ trưởng Tổ công tác của Thủ tướng Chính phủ",
            "Head of the Prime Minister's Working Group",
            *_VIEW,
            "directives.check",
            "directives.publish",
            "inspections.plan",
            "inspections.lead",
            "signing.sign",
            "centre.view",
        ),
        _role(
            "centre_leader",
            "Lãnh đạo Trung tâm",
            "Leader at the Centre",
            *_VIEW,
            "centre.view",
            "centre.manage",
            "ledger.read",
        ),
        _role(
            "administrator",
            "Quản trị hệ thống",
            "Administrator",
            "organisations.manage",
            "people.manage",
            "tokens.manage",
            "signing.manage",
            "webhooks.manage",
        ),
        _role("auditor", "Kiểm tra, giám sát", "Auditor", *_VIEW, "ledger.read"),
        _role(
            "integrator",
            "Kỹ sư tích hợp",
            "Integration engineer",
            *_VIEW,
            "facts.import",
            "tokens.manage",
            "webhooks.manage",
        ),
    )
}


@dataclass(frozen=True, slots=True)
class Wrong:
    """What is wrong: a key of `SENTENCES`, the values in it, the field it is about."""

    key: str
    values: Mapping[str, Any] = field(default_factory=dict)
    field: str = ""


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
_USERNAME = re.compile(r"[a-z0-9](?:[a-z0-9._\-@]{0,148}[a-z0-9])?")


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


def check_period(starts: date, ends: date | None) -> Wrong | None:
    """A period ends after it begins."""
    if ends is not None and ends <= starts:
        return Wrong("period_backwards", {}, "valid_to")
    return None


def check_powers(powers: Iterable[str]) -> Wrong | None:
    """Every power is one of `POWERS`, and there is at least one."""
    named = list(powers)
    unknown = sorted(set(named) - POWERS.keys())
    if unknown:
        return Wrong("power_unknown", {"powers": ", ".join(unknown)}, "powers")
    return None if named else Wrong("power_none", {}, "powers")


def check_grant(powers: Collection[str], own: Collection[str], *, whole: bool) -> Wrong | None:
    """Nobody gives more than he reaches: the powers of an ordinary office, his own, or anything when he serves the whole."""
    beyond = sorted(set(powers) - LOCAL_POWERS - set(own))
    if whole or not beyond:
        return None
    return Wrong("power_beyond", {"powers": ", ".join(beyond)}, "powers")


def check_lent(powers: Collection[str], own: Collection[str]) -> Wrong | None:
    """Only what the giver's own appointment carries can be delegated; what was lent to him cannot."""
    beyond = sorted(set(powers) - set(own))
    return Wrong("power_not_own", {"powers": ", ".join(beyond)}, "powers") if beyond else None


def check_within(
    starts: date, ends: date | None, outer_starts: date, outer_ends: date | None
) -> Wrong | None:
    """One period lies inside another."""
    if starts < outer_starts or (outer_ends is not None and (ends is None or ends > outer_ends)):
        return Wrong("period_outside", {"starts": outer_starts, "ends": outer_ends or "…"}, "valid_from")
    return None


def check_token(powers: Collection[str], today: date, expires: date) -> Wrong | None:
    """A token lives at most a year and never carries what needs a human hand."""
    personal = sorted(set(powers) & PERSONAL_POWERS)
    if personal:
        return Wrong("token_personal", {"powers": ", ".join(personal)}, "powers")
    if not today < expires <= today + timedelta(days=LONGEST_TOKEN_DAYS):
        return Wrong("token_expiry", {"days": LONGEST_TOKEN_DAYS}, "expires_on")
    return None


def check_username(username: str) -> Wrong | None:
    """A user name is 2–150 small letters, digits and . _ - @, beginning and ending with a letter or digit."""
    if len(username) >= 2 and _USERNAME.fullmatch(username):
        return None
    return Wrong("username_shape", {}, "username")


def first_wrong(checks: Iterable[Wrong | None]) -> Wrong | None:
    """The first fault of several checks."""
    return next((wrong for wrong in checks if wrong is not None), None)


def faults_of(checks: Sequence[Wrong | None]) -> list[Wrong]:
    """All faults of several checks."""
    return [wrong for wrong in checks if wrong is not None]
