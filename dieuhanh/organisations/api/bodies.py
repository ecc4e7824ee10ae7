"""Bodies as of a date, their lives, and what changes them."""

from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Query

from dieuhanh.config.clock import today
from dieuhanh.config.idempotency import idempotent
from dieuhanh.config.paging import Page, limit_of, page_of
from dieuhanh.config.responses import with_etag
from dieuhanh.organisations import actions, queries, schemas
from dieuhanh.organisations.api import router
from dieuhanh.organisations.api.common import Code, acting, cursor_of, id_of, ids_of


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
    cursor = cursor_of(after, str, UUID)
    rows = queries.visible_bodies(
        acting(request), on, kind=kind, parent_code=parent, q=q, after=cursor, limit=size
    )
    kept, following = page_of(rows, size, lambda body: [body.sort_key, str(body.id)])
    parents = queries.labels([body.parent_id for body in kept if body.parent_id], on)
    items = [schemas.OrganisationOut.of(body, parents) for body in kept]
    return with_etag(request, Page[schemas.OrganisationOut](items=items, next=following))


@router.get("/organisations/{code}", response=schemas.OrganisationOut, operation_id="organisations_one")
def one_organisation(request: HttpRequest, code: str = Code, as_of: date | None = None) -> HttpResponse:
    """One body as it stood on a date."""
    on = as_of or today()
    body = queries.access_organisation(code, by=acting(request), on=on)
    parents = queries.labels([body.parent_id] if body.parent_id else [], on)
    return with_etag(request, schemas.OrganisationOut.of(body, parents))


@router.get(
    "/organisations/{code}/history", response=schemas.HistoryOut, operation_id="organisations_history"
)
def organisation_history(request: HttpRequest, code: str = Code, as_of: date | None = None) -> HttpResponse:
    """A body's whole life: versions, whom it followed, who followed it. `as_of`: who is meant by the code."""
    on = as_of or today()
    body = queries.access_organisation(code, by=acting(request), on=on, strict=False)
    life = queries.history(body.id)
    parents = queries.labels([one.parent_id for one in life.versions if one.parent_id], on)
    return with_etag(request, schemas.HistoryOut.of(life, parents))


@router.post("/organisations", response={201: schemas.Done}, operation_id="organisations_create")
@idempotent
def create(request: HttpRequest, given: schemas.CreateIn) -> Any:
    """Create a body."""
    facts = given.model_dump(exclude={"parent"})
    parent = id_of(request, given.parent, given.on) if given.parent else None
    return 201, schemas.Done(id=actions.create(by=acting(request), parent_id=parent, **facts))


@router.post("/organisations/{code}/rename", response=schemas.Done, operation_id="organisations_rename")
@idempotent
def rename(request: HttpRequest, given: schemas.RenameIn, code: str = Code) -> Any:
    """Give a body new names, and a new code if one is given."""
    return schemas.Done(
        id=actions.rename(id_of(request, code, given.on), by=acting(request), **given.model_dump())
    )


@router.post("/organisations/{code}/move", response=schemas.Done, operation_id="organisations_move")
@idempotent
def move(request: HttpRequest, given: schemas.MoveIn, code: str = Code) -> Any:
    """Put a body under another one."""
    ids = ids_of(request, [code, given.parent], given.on)
    made = actions.move(
        ids[code],
        by=acting(request),
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
        id=actions.change_kind(id_of(request, code, given.on), by=acting(request), **given.model_dump())
    )


@router.post("/organisations:merge", response=schemas.Done, operation_id="organisations_merge")
@idempotent
def merge(request: HttpRequest, given: schemas.MergeIn) -> Any:
    """Merge bodies into an existing one or a new one."""
    ids = ids_of(request, [*given.organisations, *([given.into] if given.into else [])], given.on)
    made = actions.merge(
        [ids[code] for code in given.organisations],
        by=acting(request),
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
    children = ids_of(request, given.children, given.on)
    made = actions.split(
        id_of(request, code, given.on),
        by=acting(request),
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
            organisation_id=id_of(request, one.organisation, given.on) if one.organisation else None,
            new=_new(request, one.new, given.on) if one.new else None,
            is_default=one.is_default,
            children=frozenset(ids_of(request, one.children, given.on).values()),
        )
        for one in given.parts
    ]
    made = actions.divide(
        id_of(request, code, given.on),
        by=acting(request),
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
        id=actions.abolish(id_of(request, code, given.on), by=acting(request), **given.model_dump())
    )


def _new(request: HttpRequest, given: schemas.NewBodyIn, on: date) -> actions.NewBody:
    parent = id_of(request, given.parent, on) if given.parent else None
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
