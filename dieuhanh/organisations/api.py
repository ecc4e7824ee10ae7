"""The JSON API of bodies, people, appointments, delegations, tokens, sessions: parse, call, answer."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Path, Query, Router

from dieuhanh.config.actor import Actor
from dieuhanh.config.clock import today
from dieuhanh.config.errors import Fault, Invalid, Unauthenticated
from dieuhanh.config.idempotency import idempotent
from dieuhanh.config.paging import Page, limit_of, page_of, read_cursor
from dieuhanh.config.responses import with_etag
from dieuhanh.organisations import actions, queries, schemas
from dieuhanh.organisations.authority import check
from dieuhanh.organisations.me_pages import is_current
from dieuhanh.organisations.rules import ROLES

router = Router(tags=["organisations"])
Code = Path(..., max_length=40)


def _by(request: HttpRequest) -> Actor:
    actor: Actor | None = getattr(request, "actor", None)
    if actor is None:
        raise Unauthenticated(_("Sign in first."))
    return actor


def _id(request: HttpRequest, code: str, on: date) -> UUID:
    """The body that a request means by a code on the day of the event, or at least today."""
    return queries.access_organisation(code, by=_by(request), on=on, strict=False).id


def _ids(request: HttpRequest, codes: Iterable[str], on: date) -> dict[str, UUID]:
    return {code: _id(request, code, on) for code in dict.fromkeys(codes)}


def _new(request: HttpRequest, given: schemas.NewBodyIn, on: date) -> actions.NewBody:
    parent = _id(request, given.parent, on) if given.parent else None
    return actions.NewBody(
        given.code,
        given.kind,
        given.name_vi,
        given.name_en,
        parent,
        given.official_code,
        given.subkind,
        given.region,
    )


def _cursor(text: str | None, *kinds: type) -> list[Any] | None:
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


@router.get("/organisations", response=Page[schemas.OrganisationOut], operation_id="organisations_list")
def list_organisations(
    request: HttpRequest,
    as_of: date | None = None,
    kind: str | None = Query(None, max_length=20),
    parent: str | None = Query(None, max_length=40),
    q: str = Query("", max_length=200),
    after: str | None = Query(None, max_length=2000),
    limit: int | None = None,
) -> HttpResponse:
    """Bodies as they stood on a date, in Vietnamese order; search needs no diacritics."""
    on, size = as_of or today(), limit_of(limit)
    cursor = _cursor(after, str, UUID)
    rows = queries.visible_bodies(
        _by(request), on, kind=kind, parent_code=parent, q=q, after=cursor, limit=size
    )
    kept, following = page_of(rows, size, lambda body: [body.sort_key, str(body.id)])
    parents = queries.labels([body.parent_id for body in kept if body.parent_id], on)
    items = [schemas.OrganisationOut.of(body, parents) for body in kept]
    return with_etag(request, Page[schemas.OrganisationOut](items=items, next=following))


@router.get("/organisations/{code}", response=schemas.OrganisationOut, operation_id="organisations_one")
def one_organisation(request: HttpRequest, code: str = Code, as_of: date | None = None) -> HttpResponse:
    """One body as it stood on a date."""
    on = as_of or today()
    body = queries.access_organisation(code, by=_by(request), on=on)
    parents = queries.labels([body.parent_id] if body.parent_id else [], on)
    return with_etag(request, schemas.OrganisationOut.of(body, parents))


@router.get(
    "/organisations/{code}/history", response=schemas.HistoryOut, operation_id="organisations_history"
)
def organisation_history(request: HttpRequest, code: str = Code, as_of: date | None = None) -> HttpResponse:
    """A body's whole life: versions, whom it followed, who followed it. `as_of`: who is meant by the code."""
    on = as_of or today()
    body = queries.access_organisation(code, by=_by(request), on=on, strict=False)
    life = queries.history(body.id)
    parents = queries.labels([one.parent_id for one in life.versions if one.parent_id], on)
    return with_etag(request, schemas.HistoryOut.of(life, parents))


@router.post("/organisations", response={201: schemas.Done}, operation_id="organisations_create")
@idempotent
def create(request: HttpRequest, given: schemas.CreateIn) -> Any:
    """Create a body."""
    facts = given.model_dump(exclude={"parent"})
    parent = _id(request, given.parent, given.on) if given.parent else None
    return 201, schemas.Done(id=actions.create(by=_by(request), parent_id=parent, **facts))


@router.post("/organisations/{code}/rename", response=schemas.Done, operation_id="organisations_rename")
@idempotent
def rename(request: HttpRequest, given: schemas.RenameIn, code: str = Code) -> Any:
    """Give a body new names, and a new code if one is given."""
    return schemas.Done(
        id=actions.rename(_id(request, code, given.on), by=_by(request), **given.model_dump())
    )


@router.post("/organisations/{code}/move", response=schemas.Done, operation_id="organisations_move")
@idempotent
def move(request: HttpRequest, given: schemas.MoveIn, code: str = Code) -> Any:
    """Put a body under another one."""
    ids = _ids(request, [code, given.parent], given.on)
    made = actions.move(
        ids[code],
        by=_by(request),
        on=given.on,
        legal_document=given.legal_document,
        parent_id=ids[given.parent],
    )
    return schemas.Done(id=made)


@router.post(
    "/organisations/{code}/change-kind", response=schemas.Done, operation_id="organisations_change_kind"
)
@idempotent
def change_kind(request: HttpRequest, given: schemas.KindIn, code: str = Code) -> Any:
    """Make a body another kind of body."""
    return schemas.Done(
        id=actions.change_kind(_id(request, code, given.on), by=_by(request), **given.model_dump())
    )


@router.post("/organisations:merge", response=schemas.Done, operation_id="organisations_merge")
@idempotent
def merge(request: HttpRequest, given: schemas.MergeIn) -> Any:
    """Merge bodies into an existing one or a new one."""
    ids = _ids(request, [*given.organisations, *([given.into] if given.into else [])], given.on)
    made = actions.merge(
        [ids[code] for code in given.organisations],
        by=_by(request),
        on=given.on,
        legal_document=given.legal_document,
        into_id=ids[given.into] if given.into else None,
        new=_new(request, given.new, given.on) if given.new else None,
    )
    return schemas.Done(id=made)


@router.post("/organisations/{code}/split", response=schemas.DoneMany, operation_id="organisations_split")
@idempotent
def split(request: HttpRequest, given: schemas.SplitIn, code: str = Code) -> Any:
    """Split new bodies off one that goes on."""
    children = _ids(request, given.children, given.on)
    made = actions.split(
        _id(request, code, given.on),
        by=_by(request),
        on=given.on,
        legal_document=given.legal_document,
        new=[_new(request, one, given.on) for one in given.new],
        children={children[child]: target for child, target in given.children.items()},
    )
    return schemas.DoneMany(ids=made)


@router.post("/organisations/{code}/divide", response=schemas.DoneMany, operation_id="organisations_divide")
@idempotent
def divide(request: HttpRequest, given: schemas.DivideIn, code: str = Code) -> Any:
    """Divide a body among successors; it ends."""
    parts = [
        actions.Part(
            organisation_id=_id(request, one.organisation, given.on) if one.organisation else None,
            new=_new(request, one.new, given.on) if one.new else None,
            is_default=one.is_default,
            children=frozenset(_ids(request, one.children, given.on).values()),
        )
        for one in given.parts
    ]
    made = actions.divide(
        _id(request, code, given.on),
        by=_by(request),
        on=given.on,
        legal_document=given.legal_document,
        parts=parts,
    )
    return schemas.DoneMany(ids=made)


@router.post("/organisations/{code}/abolish", response=schemas.Done, operation_id="organisations_abolish")
@idempotent
def abolish(request: HttpRequest, given: schemas.AbolishIn, code: str = Code) -> Any:
    """End a body without successor."""
    return schemas.Done(
        id=actions.abolish(_id(request, code, given.on), by=_by(request), **given.model_dump())
    )


@router.get("/people", response=Page[schemas.PersonOut], operation_id="people_list")
def list_people(
    request: HttpRequest,
    q: str = Query("", max_length=200),
    after: str | None = Query(None, max_length=2000),
    limit: int | None = None,
) -> Any:
    """The people within the caller's remit, in Vietnamese order. Needs `people.manage`."""
    by, size = _by(request), limit_of(limit)
    check(by, "people.manage", by.scope_id)
    rows = queries.people(by, q=q, after=_cursor(after, str, UUID), limit=size)
    kept, following = page_of(rows, size, lambda row: [row.sort_key, str(row.id)])
    return Page[schemas.PersonOut](items=[schemas.PersonOut.of(row) for row in kept], next=following)


@router.post("/people", response={201: schemas.Done}, operation_id="people_create")
@idempotent
def create_person(request: HttpRequest, given: schemas.PersonIn) -> Any:
    """Make a person known."""
    home = _id(request, given.home, today()) if given.home else None
    made = actions.create_person(by=_by(request), home_id=home, **given.model_dump(exclude={"home"}))
    return 201, schemas.Done(id=made)


@router.post("/people/{uuid:person_id}/deactivate", response=schemas.Done, operation_id="people_deactivate")
@idempotent
def deactivate(request: HttpRequest, person_id: UUID, given: schemas.ReasonIn) -> Any:
    """Let a person in no more."""
    return schemas.Done(id=actions.deactivate(person_id, by=_by(request), reason=given.reason))


@router.post("/people/{uuid:person_id}/reactivate", response=schemas.Done, operation_id="people_reactivate")
@idempotent
def reactivate(request: HttpRequest, person_id: UUID, given: schemas.ReasonIn) -> Any:
    """Let a person in again."""
    return schemas.Done(id=actions.reactivate(person_id, by=_by(request), reason=given.reason))


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
    by, size = _by(request), limit_of(limit)
    person = person_id if "people.manage" in by.powers or person_id else by.person_id
    if person != by.person_id:
        check(by, "people.manage", by.scope_id)
    body = _id(request, organisation, today()) if organisation else None
    cursor = _cursor(after, UUID)
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
        by=_by(request),
        person_id=given.person_id,
        organisation_id=_id(request, given.organisation, given.valid_from),
        scope_id=_id(request, given.scope, given.valid_from) if given.scope else None,
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
            appointment_id, by=_by(request), on=given.on, legal_document=given.legal_document
        )
    )


@router.get("/delegations", response=Page[schemas.DelegationOut], operation_id="delegations_list")
def list_delegations(
    request: HttpRequest, after: str | None = Query(None, max_length=2000), limit: int | None = None
) -> Any:
    """Delegations one gave or took, and with `people.manage` those within the remit."""
    by, size = _by(request), limit_of(limit)
    own = None if "people.manage" in by.powers else by.person_id
    cursor = _cursor(after, UUID)
    rows = queries.delegations(by=by, person_id=own, after=cursor[0] if cursor else None, limit=size)
    kept, following = page_of(rows, size, lambda row: str(row.id))
    return Page[schemas.DelegationOut](items=[schemas.DelegationOut.of(row) for row in kept], next=following)


@router.post("/delegations", response={201: schemas.Done}, operation_id="delegations_create")
@idempotent
def delegate(request: HttpRequest, given: schemas.DelegationIn) -> Any:
    """Lend powers of one appointment to another."""
    by = _by(request)
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
    return schemas.Done(id=actions.revoke_delegation(delegation_id, by=_by(request), reason=given.reason))


@router.get("/tokens", response=Page[schemas.TokenOut], operation_id="tokens_list")
def list_tokens(
    request: HttpRequest, after: str | None = Query(None, max_length=2000), limit: int | None = None
) -> Any:
    """One's own tokens, and with `tokens.manage` those within the remit."""
    by, size = _by(request), limit_of(limit)
    cursor = _cursor(after, UUID)
    rows = queries.tokens(by=by, after=cursor[0] if cursor else None, limit=size)
    kept, following = page_of(rows, size, lambda row: str(row.id))
    return Page[schemas.TokenOut](items=[schemas.TokenOut.of(row) for row in kept], next=following)


@router.post("/tokens", response={201: schemas.SecretOut}, operation_id="tokens_create")
def create_token(request: HttpRequest, given: schemas.TokenIn) -> Any:
    """Make a token for a machine. The secret is shown this once and kept nowhere: a repeat makes no second answer."""
    over = _id(request, given.organisation, today()) if given.organisation else None
    made, secret = actions.create_token(
        by=_by(request),
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
    return schemas.Done(id=actions.revoke_token(token_id, by=_by(request)))


@router.get("/sessions", response=list[schemas.SessionOut], operation_id="sessions_list")
def list_sessions(request: HttpRequest) -> Any:
    """Where the caller is signed in."""
    by = _by(request)
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
    actions.revoke_session(session_id, by=_by(request))
    if current:
        request.session.flush()  # nothing may be written to a session that is gone
        return []
    return list_sessions(request)
