"""Authority: the one place that decides who may do what to which body.

A person acts through an appointment: powers, and a scope (the body whose whole
subtree they reach). `decide` is the function; `may` asks it, `check` raises,
`scope_sql` is the same rule as a subquery for lists. Nothing is allowed because
a page did not show a link.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _

from dieuhanh.config.actor import Actor
from dieuhanh.config.clock import today
from dieuhanh.config.errors import Conflict, Missing, Refused, Unauthenticated
from dieuhanh.config.language import lang
from dieuhanh.organisations.rules.offering import RIGHTS, Offer, without_power


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer of `may`: yes, or no with the reason as a sentence."""

    ok: bool
    reason: str = ""

    def __bool__(self) -> bool:
        return self.ok


def decide(by: Actor | None, power: str, organisation_id: UUID | None, on: date) -> Verdict:
    """Whether `by` holds `power` over the organisation on that date.

    No organisation means the whole: only a scope that is a root of the tree reaches it.
    """
    if by is None:
        return Verdict(False, _("Sign in first."))
    if by.is_system:
        return Verdict(True)
    if power not in by.powers:
        return Verdict(False, _without(power))
    if by.scope_id is None:
        return Verdict(False, _("Your appointment is not tied to any body."))
    if organisation_id == by.scope_id:
        return Verdict(True)
    if _is_whole(by, on) if organisation_id is None else _reaches(by.scope_id, organisation_id, on):
        return Verdict(True)
    return Verdict(False, _("This body is outside the remit of your appointment."))


def may(
    by: Actor | None, power: str, organisation_id: UUID | None = None, *, on: date | None = None
) -> Verdict:
    """Ask: yes or no with the reason."""
    return decide(by, power, organisation_id, on or today())


def check(
    by: Actor | None, power: str, organisation_id: UUID | None = None, *, on: date | None = None
) -> None:
    """Raise `Unauthenticated` for nobody and `Refused` with the reason for who may not."""
    verdict = decide(by, power, organisation_id, on or today())
    if by is None:
        raise Unauthenticated(verdict.reason)
    if not verdict:
        raise Refused(verdict.reason)


def check_power(by: Actor | None, power: str) -> None:
    """Raise unless the appointment carries the power at all, over whichever body: before a form is shown."""
    if by is None:
        raise Unauthenticated(_("Sign in first."))
    if not by.is_system and power not in by.powers:
        raise Refused(_without(power))


def _without(power: str) -> str:
    return without_power(power).of(lang())


def raise_unless(judged: Offer[Any]) -> None:
    """Raise what a room's table says against an action: `Refused` because of who asks, else `Conflict`."""
    if judged.ok:
        return
    said, code = judged.reason.of(lang()), f"workflow-{judged.code.replace('_', '-')}"
    raise (Refused if judged.code in RIGHTS else Conflict)(said, code=code)


def check_visible(by: Actor | None, organisation_id: UUID, *, on: date | None = None) -> None:
    """Raise `Missing` when the body's records are outside what `by` may see: as if they did not exist."""
    if by is None:
        raise Unauthenticated(_("Sign in first."))
    if by.is_system or organisation_id in {by.scope_id, by.organisation_id}:
        return
    if by.scope_id is None or not _reaches(by.scope_id, organisation_id, on or today()):
        raise Missing(_("There is no such record."))


def sees_all(by: Actor) -> bool:
    """Whether the scope is a root of the tree, so that lists need no filter."""
    return by.is_system or _is_whole(by, today())


# A body belongs to its parent as its last version up to the date says; a body that has ended also belongs
# to its successors, so that who takes over may see what was left to him.
_UP = """
WITH RECURSIVE up(origin, id) AS (
    SELECT o.id, o.id FROM unnest(%(organisations)s::uuid[]) AS o(id)
  UNION
    SELECT up.origin, step.id FROM up CROSS JOIN LATERAL (
        (SELECT v.parent_id AS id FROM organisations_organisationversion v
          WHERE v.organisation_id = up.id AND v.valid_from <= %(on)s ORDER BY v.valid_from DESC LIMIT 1)
        UNION ALL
        SELECT s.successor_id FROM organisations_succession s
          WHERE s.predecessor_id = up.id AND s.effective_on <= %(on)s
    ) step WHERE step.id IS NOT NULL AND up.id <> %(scope)s
)
SELECT DISTINCT origin FROM up WHERE id = %(scope)s
"""
_ROOT = """
SELECT 1 FROM organisations_organisationversion
WHERE organisation_id = %(scope)s AND parent_id IS NULL AND kind = 'government' AND valid_from <= %(on)s
"""


def reached(scope_id: UUID, organisation_ids: Iterable[UUID], on: date) -> set[UUID]:
    """Which of the bodies lie in the subtree of the scope on that date. One statement however many."""
    values: dict[str, Any] = {"scope": scope_id, "organisations": list(organisation_ids), "on": on}
    with connection.cursor() as cursor:
        cursor.execute(_UP, values)
        return {row[0] for row in cursor.fetchall()}


def reaches_whole(by: Actor, *, on: date | None = None) -> bool:
    """Whether the appointment serves the whole country: its scope is the root of the tree."""
    return by.is_system or _is_whole(by, on or today())


def check_each(
    by: Actor | None, power: str, organisation_ids: Iterable[UUID], *, on: date | None = None
) -> None:
    """As `check`, for many bodies at once in one statement: `by` must hold `power` over every one."""
    wanted = set(organisation_ids)
    if by is None:
        raise Unauthenticated(_("Sign in first."))
    if by.is_system:
        return
    if power not in by.powers:
        raise Refused(_without(power))
    if by.scope_id is None or wanted - reached(by.scope_id, wanted, on or today()):
        raise Refused(_("This body is outside the remit of your appointment."))


def _is_whole(by: Actor, on: date) -> bool:
    """Whether the scope is the root of the tree; no statement where it was read with the appointment."""
    if by.scope_id is None:
        return False
    if by.whole is not None and by.whole[:2] == (by.scope_id, on):
        return by.whole[2]
    return _reaches(by.scope_id, None, on)


def _reaches(scope_id: UUID, organisation_id: UUID | None, on: date) -> bool:
    if organisation_id is not None:
        return bool(reached(scope_id, [organisation_id], on))
    with connection.cursor() as cursor:
        cursor.execute(_ROOT, {"scope": scope_id, "on": on})
        return cursor.fetchone() is not None


_DOWN = """(
WITH RECURSIVE down(id) AS (
    SELECT %s::uuid
  UNION
    SELECT step.id FROM down CROSS JOIN LATERAL (
        SELECT v.organisation_id AS id FROM organisations_organisationversion v
          WHERE v.parent_id = down.id AND v.valid_from <= %s
            AND NOT EXISTS (SELECT 1 FROM organisations_organisationversion w
                 WHERE w.organisation_id = v.organisation_id AND w.valid_from <= %s AND w.valid_from > v.valid_from)
        UNION ALL
        SELECT s.predecessor_id FROM organisations_succession s
          WHERE s.successor_id = down.id AND s.effective_on <= %s
    ) step
) SELECT id FROM down)"""


def scope_sql(by: Actor | None, *, on: date | None = None) -> tuple[str, list[Any]] | None:
    """A subquery (with its parameters) of the bodies whose records `by` may see; None: no limit.

    Use it as `… WHERE organisation_id IN <subquery>`.
    """
    if by is None:
        return "(SELECT NULL::uuid WHERE false)", []
    if sees_all(by):
        return None
    day = on or today()
    return _DOWN, [by.scope_id, day, day, day]


def may_read_entry(by: Actor | None, organisation_id: UUID | None) -> bool:
    """Whether `by` may see the body of a ledger entry about this organisation."""
    if by is None:
        return False
    if by.is_system:
        return True
    if "ledger.read" not in by.powers or by.scope_id is None:
        return False
    return organisation_id == by.scope_id or _reaches(by.scope_id, organisation_id, today())
