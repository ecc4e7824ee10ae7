"""Loading a record for a reader: a published programme is everybody's; a draft is its office's; a claim's record is
for the body it is about and the office that verifies it.
"""

from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from dieuhanh.config import clock
from dieuhanh.config.actor import Actor
from dieuhanh.config.errors import Fault, Missing, Refused, Unauthenticated
from dieuhanh.organisations.authority import check, check_power, reached, scope_sql
from dieuhanh.organisations.queries.bodies import ids_within
from dieuhanh.programmes.models import Document, Programme, Report
from dieuhanh.programmes.rules.steps import MANAGE, REPORT


def visible_programmes(by: Actor | None) -> QuerySet[Programme]:
    """Published ones, to anybody; drafts to who may change them. One statement when read, one to know an office's reach."""
    rows = Programme.objects.all()
    if by is not None and by.is_system:
        return rows
    seen = Q(state="published")
    if by is not None and MANAGE in by.powers:
        limit = scope_sql(by)
        if limit is None:
            return rows
        seen |= Q(assigner_id__in=ids_within(limit))
    return rows.filter(seen)


def access_programme(by: Actor | None, code: str, *, lock: bool = False) -> Programme:
    """One programme, locked when it is to be changed. Two statements at most. Raises `Missing`."""
    rows = visible_programmes(by)
    if lock:
        rows = rows.select_for_update(of=("self",))
    found = rows.filter(code=code.replace("\0", "")[:40]).first()
    if found is None:
        raise Missing(_("There is no such record."))
    return found


def access_report(by: Actor | None, report_id: UUID, *, lock: bool = False) -> Report:
    """One figure with its target and programme. Two statements. Raises `Missing`, `Unauthenticated`."""
    rows = Report.objects.select_related("target__programme")
    if lock:
        rows = rows.select_for_update(of=("self",))
    limit = _reach(by)
    if limit is not None:
        rows = rows.filter(
            Q(organisation_id__in=ids_within(limit)) | Q(target__programme__assigner_id__in=ids_within(limit))
        )
    found = rows.filter(pk=report_id).first()
    if found is None:
        raise Missing(_("There is no such record."))
    return found


def access_document(by: Actor | None, document_id: UUID, *, lock: bool = False) -> Document:
    """One document with its programme. Two statements. Raises `Missing`, `Unauthenticated`."""
    rows = Document.objects.select_related("programme")
    if lock:
        rows = rows.select_for_update(of=("self",))
    limit = _reach(by)
    if limit is not None:
        rows = rows.filter(
            Q(organisation_id__in=ids_within(limit)) | Q(programme__assigner_id__in=ids_within(limit))
        )
    found = rows.filter(pk=document_id).first()
    if found is None:
        raise Missing(_("There is no such record."))
    return found


def _reach(by: Actor | None) -> tuple[str, list[object]] | None:
    if by is None:
        raise Unauthenticated(_("Sign in first."))
    return None if by.is_system else scope_sql(by)


def check_speaks_for(by: Actor, body_id: UUID, assigner_id: UUID, *, published: bool) -> None:
    """Whether `by` may claim for a body: from within it or from above it in line, so that the office that verifies
    cannot also claim. `published`: what others printed is entered by the assigner's office. One statement at most.
    """
    if published:
        check(by, MANAGE, assigner_id)
        return
    if by.is_system:
        return
    if REPORT not in by.powers and MANAGE in by.powers:
        message = _("Say who published it: the office that verifies enters only what others published.")
        raise Refused(message, faults=[Fault(message, field="source")])
    check_power(by, REPORT)
    own = by.organisation_id if by.scope_id is not None else None
    if own is None or (own != body_id and not reached(own, [body_id], clock.today())):
        raise Refused(_("Only the body itself, or one above it in line, speaks for it."))


def may_speak_for(by: Actor | None, bodies: set[UUID]) -> set[UUID]:
    """The bodies for which `by` may claim. One statement at most."""
    if by is None or (REPORT not in by.powers and not by.is_system):
        return set()
    if by.is_system:
        return bodies
    own = by.organisation_id if by.scope_id is not None else None
    return reached(own, bodies, clock.today()) if own is not None and bodies else set()


def readable(by: Actor | None, bodies: set[UUID], assigner_id: UUID) -> set[UUID]:
    """The bodies whose claims' records `by` may open: all of them for the office that verifies. One statement at most."""
    if by is None or by.scope_id is None:
        return bodies if by is not None and by.is_system else set()
    found = reached(by.scope_id, {*bodies, assigner_id}, clock.today())
    return bodies if assigner_id in found else found
