"""Loading a record for a person: right and row in one query, so that what is not his looks as if it were not there."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from dieuhanh.config import clock
from dieuhanh.config.actor import Actor
from dieuhanh.config.errors import Missing, Unauthenticated
from dieuhanh.organisations.authority import Verdict, decide, scope_sql
from dieuhanh.reporting.models import Assignment, Fact, Submission
from dieuhanh.reporting.rules.offering import Standing
from dieuhanh.reporting.rules.workflow import ARROWS, Side

_POWERS = frozenset(arrow.power for arrow in ARROWS)
VIEW = frozenset({"reporting.view", "periods.open", "regimes.manage", "centre.view", "facts.view", *_POWERS})
"""Any of these lets one read the reports and the figures in one's remit."""


def visible_assignments(by: Actor | None) -> QuerySet[Assignment]:
    """The assignments that `by` may see: those of bodies in his scope, and those sent to them. One statement when read.

    Raises `Unauthenticated` for nobody.
    """
    if by is None:
        raise Unauthenticated(_("Sign in first."))
    rows = Assignment.objects.all()
    if not by.is_system and not by.powers & VIEW:
        return rows.none()
    limit = scope_sql(by)
    if limit is None:
        return rows
    sql, values = limit
    return rows.extra(  # noqa: S610 — the subquery is authority's own text, with its parameters apart
        where=[f"(reporting_assignment.respondent_id IN {sql} OR reporting_assignment.receiver_id IN {sql})"],
        params=[*values, *values],
    )


def access_assignment(by: Actor | None, assignment_id: UUID, *, lock: bool = False) -> Assignment:
    """One assignment with its regime and period, locked when it is to be changed. Two statements.

    Raises `Missing` when there is none, or none for `by`.
    """
    rows = visible_assignments(by).select_related("regime_version__regime", "opening")
    if lock:
        rows = rows.select_for_update(of=("self",))
    found = rows.filter(pk=assignment_id).first()
    if found is None:
        raise Missing(_("There is no such record."))
    return found


COUNTRY = "SELECT organisation_id FROM organisations_organisationversion WHERE kind = 'government'"


def visible_facts(by: Actor | None) -> QuerySet[Fact]:
    """The figures that `by` may see: those of bodies in his scope, and those that were published of the country.

    One statement to know the scope, one when read. Raises `Unauthenticated` for nobody.
    """
    if by is None:
        raise Unauthenticated(_("Sign in first."))
    rows = Fact.objects.all()
    views = by.is_system or bool(by.powers & VIEW)
    limit = scope_sql(by) if views else ("(SELECT NULL::uuid WHERE false)", [])
    if limit is None:
        return rows
    sql, values = limit
    return rows.extra(  # noqa: S610 — the subquery is authority's own text, with its parameters apart
        where=[
            f"(reporting_fact.organisation_id IN {sql} OR "
            f"(reporting_fact.status = 'published' AND reporting_fact.organisation_id IN ({COUNTRY})))"
        ],
        params=values,
    )


def access_fact(by: Actor | None, fact_id: UUID) -> Fact:
    """One version of one figure. Two statements. Raises `Missing` when there is none, or none for `by`."""
    found = visible_facts(by).filter(pk=fact_id).first()
    if found is None:
        raise Missing(_("There is no such record."))
    return found


def submission_of(assignment: Assignment, version: int | None = None) -> Submission:
    """The version in hand, or an earlier one. One statement. Raises `Missing`."""
    found = Submission.objects.filter(assignment=assignment, version=version or assignment.version).first()
    if found is None:
        raise Missing(_("There is no such version of this report."))
    return found


def reaches(by: Actor, organisation_id: UUID, on: Any) -> Verdict:
    """Whether `by` stands on this body's side: asked with a power he has, so that only his reach is judged. One statement."""
    held = next(iter(sorted(by.powers & _POWERS)), "")
    return decide(by, held, organisation_id, on)


def standing_of(
    by: Actor,
    assignment: Assignment,
    submission: Submission,
    sides: tuple[Side, ...] = (Side.RESPONDENT, Side.RECEIVER),
) -> Standing:
    """What `by` is to this report. One statement for each side asked about."""
    bodies = {Side.RESPONDENT: assignment.respondent_id, Side.RECEIVER: assignment.receiver_id}
    mine = frozenset(side for side in sides if by.is_system or reaches(by, bodies[side], clock.today()))
    return Standing(
        sides=mine,
        powers=by.powers,
        entered_by_me=submission.entered_by is not None and submission.entered_by == by.person_id,
        one_step=assignment.one_step,
        needs_signature=assignment.needs_signature,
        everything=by.is_system,
    )
