"""What becomes of a claim: the assigner's office verifies or refuses it, the body takes it back (`rules.steps.STEPS`)."""

from decimal import Decimal
from typing import Any, TypeVar
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from dieuhanh.config import clock
from dieuhanh.config.actor import Actor
from dieuhanh.config.errors import Conflict, Refused
from dieuhanh.organisations.authority import check
from dieuhanh.programmes.actions.telling import fitting, needed, tell, wrong
from dieuhanh.programmes.models import Document, Report
from dieuhanh.programmes.queries.access import access_document, access_report, check_speaks_for
from dieuhanh.programmes.rules.steps import BY_ACTION, Side, Step

C = TypeVar("C", Report, Document)


@transaction.atomic
def judge_report(
    report_id: UUID, action: str, *, by: Actor, reason: str = "", found: Decimal | None = None
) -> Report:
    """One step of a figure. `found`: what the office found instead; it then counts as verified, whatever was claimed.

    Six statements at most. Raises Missing, Refused, Conflict (another was quicker), Invalid (the reason is missing).
    """
    row = access_report(by, report_id, lock=True)
    if found is not None and (not found.is_finite() or abs(found) >= Decimal(10) ** 15):
        raise wrong(_("This number is too large."), "found", str(found))
    step = _step(row.state, action)
    _check_side(step, by, row.organisation_id, row.target.programme.assigner_id)
    _check_other_hand(step, row.by_person, by)
    if step.side is Side.ASSIGNER:
        row.found = found
    said = {"target": row.target.code, "period": row.period}
    return _take(row, step, by=by, reason=reason, programme=row.target.programme.code, said=said)


@transaction.atomic
def judge_document(document_id: UUID, action: str, *, by: Actor, reason: str = "") -> Document:
    """One step of a document. Six statements at most."""
    row = access_document(by, document_id, lock=True)
    step = _step(row.state, action)
    _check_side(step, by, row.organisation_id, row.programme.assigner_id)
    _check_other_hand(step, row.by_person, by)
    said = {"kind": row.kind, "symbol": row.symbol}
    return _take(row, step, by=by, reason=reason, programme=row.programme.code, said=said)


def _step(state: str, action: str) -> Step:
    step = BY_ACTION.get(action)
    if step is None:
        raise wrong(_("There is no such action."), "action", action)
    if state != step.source.value:
        raise Conflict(_("This was judged or taken back already; reload the page."), code="workflow-stage")
    return step


def _check_side(step: Step, by: Actor, organisation_id: UUID, assigner_id: UUID) -> None:
    if step.side is Side.ASSIGNER:
        check(by, step.power, assigner_id)
    else:
        check_speaks_for(by, organisation_id, assigner_id, published=False)


def _check_other_hand(step: Step, entered_by: UUID | None, by: Actor) -> None:
    """Nobody verifies what he entered himself."""
    if step.action == "verify" and by.person_id is not None and by.person_id == entered_by:
        raise Refused(_("You entered this yourself; another person must verify it."), code="own-entry")


def _take(row: C, step: Step, *, by: Actor, reason: str, programme: str, said: dict[str, Any]) -> C:
    row.reason = needed(reason, "reason") if step.reason else fitting(reason, "reason")
    row.state = step.target.value
    row.judged_at, row.judged_on, row.judged_by = clock.now(), clock.today(), by.name
    row.save()
    body = {"programme": programme, "to": row.state, "reason": row.reason, **said}
    tell(step.past, [row], by=by, organisation_id=row.organisation_id, body=body)
    return row
