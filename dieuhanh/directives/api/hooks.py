"""`/webhooks`: who is told of changes of tasks, a new secret, what was delivered, and a replay from a place of the ledger."""

from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Query, Schema
from pydantic import Field

from dieuhanh.config.errors import Fault, Invalid
from dieuhanh.config.idempotency import idempotent, idempotent_without
from dieuhanh.config.paging import Page, limit_of, page_of, read_cursor
from dieuhanh.directives.actions import hooks as actions
from dieuhanh.directives.api import router
from dieuhanh.directives.api.directives import acting
from dieuhanh.directives.api.shapes import Code
from dieuhanh.directives.models import Hook
from dieuhanh.directives.queries import hooks as queries


class HookIn(Schema):
    """A subscription: `events` as `claimed`, `verified`, … or `*`; `organisation` is the body's code, empty for one's own."""

    name: Annotated[str, Field(max_length=120)]
    address: Annotated[str, Field(max_length=500)]
    events: Annotated[list[Code], Field(min_length=1, max_length=50)] = ["*"]
    organisation: Code = ""


class ReplayIn(Schema):
    """The first place of the ledger that is sent again."""

    start: Annotated[int, Field(ge=0, le=2**62)]


class StopIn(Schema):
    """Why it is stopped."""

    why: Annotated[str, Field(max_length=1000)] = ""


@router.get("/webhooks", response=Page[dict[str, Any]], summary="Webhooks")
def list_hooks(
    request: HttpRequest,
    state: Annotated[str, Query(max_length=10)] = "",
    after: str | None = None,
    limit: int | None = None,
) -> Page[dict[str, Any]]:
    """Those of bodies in the caller's remit, the newest first."""
    size = limit_of(limit)
    found = queries.hooks(acting(request), state=state, after=_id(read_cursor(after)), limit=size)
    rows, cursor = page_of(found, size, lambda one: [str(one.row.id)])
    return Page(items=[queries.hook_json(one) for one in rows], next=cursor)


def _id(cursor: Any) -> UUID | None:
    if not cursor:
        return None
    try:
        return UUID(str(cursor[0]))
    except (ValueError, TypeError, KeyError, IndexError) as error:
        message = _("“after” must be the value of “next” of the page before.")
        raise Invalid(message, faults=[Fault(message, field="after")]) from error


@router.post("/webhooks", response={201: dict[str, Any]}, summary="Subscribe")
@idempotent_without("secret")
def post_hook(request: HttpRequest, payload: HookIn) -> tuple[int, dict[str, Any]]:
    """Have changes sent to an address. The secret is shown this once: a repeat with the same Idempotency-Key gets the same
    webhook with `secret` null. Who lost the first answer rotates the secret.
    """
    row, secret = actions.add_hook(
        by=acting(request),
        name=payload.name,
        address=payload.address,
        events=payload.events,
        organisation=payload.organisation,
    )
    return 201, {**_json(row), "secret": secret}


@router.get("/webhooks/{uuid:hook_id}", response=dict[str, Any], summary="One webhook")
def get_hook(request: HttpRequest, hook_id: UUID) -> dict[str, Any]:
    """The subscription with how many changes wait and how many are set aside; never with its secret."""
    return _json(queries.access_hook(acting(request), hook_id))


@router.post("/webhooks/{uuid:hook_id}/stop", response=dict[str, Any], summary="Stop a webhook")
@idempotent
def stop_hook(request: HttpRequest, hook_id: UUID, payload: StopIn | None = None) -> dict[str, Any]:
    """Nothing more is sent, not even what waits; its record and its deliveries stay readable."""
    return _json(actions.stop_hook(hook_id, by=acting(request), why=payload.why if payload else ""))


@router.post("/webhooks/{uuid:hook_id}/start", response=dict[str, Any], summary="Start it again")
@idempotent
def start_hook(request: HttpRequest, hook_id: UUID) -> dict[str, Any]:
    """Send what waits at once, after failures or a rest."""
    return _json(actions.start_hook(hook_id, by=acting(request)))


@router.post("/webhooks/{uuid:hook_id}/secret", response=dict[str, Any], summary="Rotate the secret")
@idempotent_without("secret")
def rotate_secret(request: HttpRequest, hook_id: UUID) -> dict[str, Any]:
    """A new secret, shown this once (a repeat gets it as null). The one before signs beside it for 24 hours more:
    `webhook-signature` then bears a signature of each.
    """
    row, secret = actions.rotate_secret(hook_id, by=acting(request))
    return {**_json(row), "secret": secret}


@router.post("/webhooks/{uuid:hook_id}/replay", response=dict[str, Any], summary="Replay")
@idempotent
def replay(request: HttpRequest, hook_id: UUID, payload: ReplayIn) -> dict[str, Any]:
    """Send every change from this place of the ledger on once more, with the ids that they had."""
    return {"waiting": actions.replay(hook_id, by=acting(request), start=payload.start)}


@router.get(
    "/webhooks/{uuid:hook_id}/deliveries", response=Page[dict[str, Any]], summary="Deliveries of a webhook"
)
def list_deliveries(
    request: HttpRequest,
    hook_id: UUID,
    state: Annotated[str, Query(max_length=10)] = "",
    after: str | None = None,
    limit: int | None = None,
) -> Page[dict[str, Any]]:
    """The newest first; `state`: `waiting`, `delivered`, `set_aside`, `withheld`."""
    row = queries.access_hook(acting(request), hook_id)
    size = limit_of(limit)
    found = queries.deliveries(row, state=state, after=read_cursor(after), limit=size)
    rows, cursor = page_of(found, size, lambda one: [one.index])
    return Page(items=[queries.delivery_json(one) for one in rows], next=cursor)


@router.post(
    "/webhooks/{uuid:hook_id}/deliveries/{uuid:delivery_id}/send",
    response=dict[str, Any],
    summary="Send one change again",
)
@idempotent
def send_again(request: HttpRequest, hook_id: UUID, delivery_id: UUID) -> dict[str, Any]:
    """Whatever became of it before."""
    return queries.delivery_json(actions.send_again(hook_id, delivery_id, by=acting(request)))


def _json(row: Hook) -> dict[str, Any]:
    return queries.hook_json(queries.hook_read(row))
