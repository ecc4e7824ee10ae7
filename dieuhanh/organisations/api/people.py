"""People, appointments, delegations; tokens and sessions."""

from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Path, Query

from dieuhanh.config.clock import today
from dieuhanh.config.errors import Fault, Invalid
from dieuhanh.config.idempotency import idempotent, idempotent_without
from dieuhanh.config.paging import Page, limit_of, page_of
from dieuhanh.organisations import actions, queries, schemas
from dieuhanh.organisations.api import router
from dieuhanh.organisations.api.common import acting, cursor_of, id_of
from dieuhanh.organisations.authority import check
from dieuhanh.organisations.me_pages import is_current
from dieuhanh.organisations.rules.powers import ROLES


@router.get("/people", response=Page[schemas.PersonOut], operation_id="people_list")
def list_people(
    request: HttpRequest,
    q: str = Query("", max_length=200),
    after: str | None = Query(None, max_length=2000),
    limit: int | None = None,
) -> Any:
    """The people within the caller's remit, in Vietnamese order. Needs `people.manage`."""
    by, size = acting(request), limit_of(limit)
    check(by, "people.manage", by.scope_id)
    rows = queries.people(by, q=q, after=cursor_of(after, str, UUID), limit=size)
    kept, following = page_of(rows, size, lambda row: [row.sort_key, str(row.id)])
    return Page[schemas.PersonOut](items=[schemas.PersonOut.of(row) for row in kept], next=following)


@router.post("/people", response={201: schemas.Done}, operation_id="people_create")
@idempotent
def create_person(request: HttpRequest, given: schemas.PersonIn) -> Any:
    """Make a person known."""
    home = id_of(request, given.home, today()) if given.home else None
    made = actions.create_person(by=acting(request), home_id=home, **given.model_dump(exclude={"home"}))
    return 201, schemas.Done(id=made)


@router.post("/people/{uuid:person_id}/deactivate", response=schemas.Done, operation_id="people_deactivate")
@idempotent
def deactivate(request: HttpRequest, person_id: UUID, given: schemas.ReasonIn) -> Any:
    """Let a person in no more."""
    return schemas.Done(id=actions.deactivate(person_id, by=acting(request), reason=given.reason))


@router.post("/people/{uuid:person_id}/reactivate", response=schemas.Done, operation_id="people_reactivate")
@idempotent
def reactivate(request: HttpRequest, person_id: UUID, given: schemas.ReasonIn) -> Any:
    """Let a person in again."""
    return schemas.Done(id=actions.reactivate(person_id, by=acting(request), reason=given.reason))


@router.get("/appointments", response=Page[schemas.AppointmentOut], operation_id="appointments_list")
def list_appointments(
    request: HttpRequest,
    person_id: UUID | None = None,
    organisation: str | None = Query(None, max_length=40),
    as_of: date | None = None,
    after: str | None = Query(None, max_length=2000),
    limit: int | None = None,
) -> Any:
    """One's own appointments, and with `people.manage` those within the remit."""
    by, size = acting(request), limit_of(limit)
    person = person_id if "people.manage" in by.powers or person_id else by.person_id
    if person != by.person_id:
        check(by, "people.manage", by.scope_id)
    body = id_of(request, organisation, today()) if organisation else None
    cursor = cursor_of(after, UUID)
    rows = queries.appointments(
        by=by,
        person_id=person,
        organisation_id=body,
        on=as_of,
        after=cursor[0] if cursor else None,
        limit=size,
    )
    kept, following = page_of(rows, size, lambda row: str(row.id))
    return Page[schemas.AppointmentOut](
        items=[schemas.AppointmentOut.of(row) for row in kept], next=following
    )


@router.post("/appointments", response={201: schemas.Done}, operation_id="appointments_create")
@idempotent
def appoint(request: HttpRequest, given: schemas.AppointmentIn) -> Any:
    """Appoint a person; `role` fills powers and position where they are not given."""
    role = ROLES.get(given.role or "")
    if given.role and role is None:
        message = _("There is no role “%(role)s”.") % {"role": given.role}
        raise Invalid(message, faults=[Fault(message, field="role", value=given.role)])
    made = actions.appoint(
        by=acting(request),
        person_id=given.person_id,
        organisation_id=id_of(request, given.organisation, given.valid_from),
        scope_id=id_of(request, given.scope, given.valid_from) if given.scope else None,
        position_vi=given.position_vi or (role.position_vi if role else ""),
        position_en=given.position_en or (role.position_en if role else ""),
        powers=given.powers or (role.powers if role else ()),
        valid_from=given.valid_from,
        valid_to=given.valid_to,
        legal_document=given.legal_document,
    )
    return 201, schemas.Done(id=made)


@router.post(
    "/appointments/{uuid:appointment_id}/end", response=schemas.Done, operation_id="appointments_end"
)
@idempotent
def end_appointment(request: HttpRequest, appointment_id: UUID, given: schemas.AbolishIn) -> Any:
    """End an appointment on a day."""
    return schemas.Done(
        id=actions.end_appointment(
            appointment_id, by=acting(request), on=given.on, legal_document=given.legal_document
        )
    )


@router.get("/delegations", response=Page[schemas.DelegationOut], operation_id="delegations_list")
def list_delegations(
    request: HttpRequest, after: str | None = Query(None, max_length=2000), limit: int | None = None
) -> Any:
    """Delegations one gave or took, and with `people.manage` those within the remit."""
    by, size = acting(request), limit_of(limit)
    own = None if "people.manage" in by.powers else by.person_id
    cursor = cursor_of(after, UUID)
    rows = queries.delegations(by=by, person_id=own, after=cursor[0] if cursor else None, limit=size)
    kept, following = page_of(rows, size, lambda row: str(row.id))
    return Page[schemas.DelegationOut](items=[schemas.DelegationOut.of(row) for row in kept], next=following)


@router.post("/delegations", response={201: schemas.Done}, operation_id="delegations_create")
@idempotent
def delegate(request: HttpRequest, given: schemas.DelegationIn) -> Any:
    """Lend powers of one appointment to another."""
    by = acting(request)
    facts = given.model_dump(exclude={"giver", "taker"})
    giver = given.giver or by.appointment_id
    if giver is None:
        raise Invalid(_("You hold no appointment today whose powers you could lend."))
    return 201, schemas.Done(id=actions.delegate(by=by, giver_id=giver, taker_id=given.taker, **facts))


@router.post(
    "/delegations/{uuid:delegation_id}/revoke", response=schemas.Done, operation_id="delegations_revoke"
)
@idempotent
def revoke_delegation(request: HttpRequest, delegation_id: UUID, given: schemas.ReasonIn) -> Any:
    """Take lent powers back."""
    return schemas.Done(id=actions.revoke_delegation(delegation_id, by=acting(request), reason=given.reason))


@router.get("/tokens", response=Page[schemas.TokenOut], operation_id="tokens_list")
def list_tokens(
    request: HttpRequest, after: str | None = Query(None, max_length=2000), limit: int | None = None
) -> Any:
    """One's own tokens, and with `tokens.manage` those within the remit."""
    by, size = acting(request), limit_of(limit)
    cursor = cursor_of(after, UUID)
    rows = queries.tokens(by=by, after=cursor[0] if cursor else None, limit=size)
    kept, following = page_of(rows, size, lambda row: str(row.id))
    return Page[schemas.TokenOut](items=[schemas.TokenOut.of(row) for row in kept], next=following)


@router.post("/tokens", response={201: schemas.SecretOut}, operation_id="tokens_create")
@idempotent_without("secret")
def create_token(request: HttpRequest, given: schemas.TokenIn) -> Any:
    """Make a token for a machine. The secret is shown this once and kept nowhere: a repeat with the same Idempotency-Key makes
    no second token and has `secret` null. Who lost the first answer revokes the token and makes another.
    """
    over = id_of(request, given.organisation, today()) if given.organisation else None
    made, secret = actions.create_token(
        by=acting(request),
        name=given.name,
        powers=given.powers,
        expires_on=given.expires_on,
        organisation_id=over,
    )
    return 201, schemas.SecretOut(id=made, secret=secret)


@router.post("/tokens/{uuid:token_id}/revoke", response=schemas.Done, operation_id="tokens_revoke")
@idempotent
def revoke_token(request: HttpRequest, token_id: UUID) -> Any:
    """Close a token at once."""
    return schemas.Done(id=actions.revoke_token(token_id, by=acting(request)))


@router.get("/sessions", response=list[schemas.SessionOut], operation_id="sessions_list")
def list_sessions(request: HttpRequest) -> Any:
    """Where the caller is signed in."""
    by = acting(request)
    if by.person_id is None or by.token_id:
        return []
    return [
        schemas.SessionOut.of(row)
        for row in queries.sessions(by.person_id, current_key=request.session.session_key or "")
    ]


@router.post(
    "/sessions/{session_id}/revoke", response=list[schemas.SessionOut], operation_id="sessions_revoke"
)
@idempotent
def revoke_session(request: HttpRequest, session_id: int = Path(..., ge=1, le=2**31 - 1)) -> Any:
    """Sign one of one's own sessions out; those that are left."""
    current = is_current(request, session_id)
    actions.revoke_session(session_id, by=acting(request))
    if current:
        request.session.flush()  # nothing may be written to a session that is gone
        return []
    return list_sessions(request)
