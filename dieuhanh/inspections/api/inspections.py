"""`/inspections`: lists, records with claim beside records, every action of the table, candidates and their weights."""

import datetime as dt
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Query

from dieuhanh.config.actor import Actor
from dieuhanh.config.idempotency import idempotent
from dieuhanh.config.language import lang
from dieuhanh.config.paging import Page, limit_of, page_of, read_cursor
from dieuhanh.inspections.actions import planning
from dieuhanh.inspections.actions.dispatch import act_on_inspection
from dieuhanh.inspections.actions.weighing import set_weights
from dieuhanh.inspections.api import router
from dieuhanh.inspections.api.shapes import ActionIn, InspectionIn, WeightsIn
from dieuhanh.inspections.queries import candidates as candidate_queries
from dieuhanh.inspections.queries import lists
from dieuhanh.inspections.queries.access import access_inspection, standing_of
from dieuhanh.inspections.queries.record import record_of
from dieuhanh.inspections.rules.offering import Offer, offers
from dieuhanh.inspections.rules.workflow import INSPECTION_ARROWS


def acting(request: HttpRequest) -> Actor:
    """Who asks."""
    by: Actor = request.actor  # type: ignore[attr-defined]
    return by


def offered(judged: list[Offer]) -> list[dict[str, Any]]:
    """The actions of a table as the public contract shows them: which are open to the caller and, if not, why."""
    return [
        {
            "action": one.arrow.action,
            "label": one.arrow.label.of(lang()),
            "needs": [need.value for need in one.arrow.needs],
            "open": one.ok,
            "reason": one.reason.of(lang()),
        }
        for one in judged
    ]


@router.get("/inspections", response=Page[dict[str, Any]], summary="Inspections")
def list_inspections(
    request: HttpRequest,
    q: Annotated[str, Query(max_length=200)] = "",
    state: Annotated[str, Query(max_length=20)] = "",
    body: Annotated[str, Query(max_length=40)] = "",
    after: str | None = None,
    limit: int | None = None,
) -> Page[dict[str, Any]]:
    """Those that the caller may see, newest first."""
    size = limit_of(limit)
    found = lists.inspections(
        acting(request), q=q, state=state, body=body, after=read_cursor(after), limit=size
    )
    rows, cursor = page_of(found, size, lambda one: [one.row.held_on.isoformat(), str(one.id)])
    items = [
        {
            "id": str(one.id),
            "code": one.row.code,
            "title": one.row.title,
            "office": one.office.code,
            "held_on": one.row.held_on.isoformat(),
            "state": one.row.state,
            "bodies": one.bodies,
            "reported": one.reported,
            "simulated": one.row.simulated,
        }
        for one in rows
    ]
    return Page(items=items, next=cursor)


@router.post("/inspections", response={201: dict[str, Any]}, summary="Plan an inspection")
@idempotent
def post_inspection(request: HttpRequest, payload: InspectionIn) -> tuple[int, dict[str, Any]]:
    """It is the office's own until it is announced."""
    made = planning.plan(payload.given(), by=acting(request))
    return 201, {"id": str(made.id), "code": made.code, "state": made.state}


@router.get("/inspections/candidates", response=dict[str, Any], summary="Candidates for the next inspection")
def get_candidates(request: HttpRequest, as_of: dt.date | None = None) -> dict[str, Any]:
    """Ranked by the weights in force; each body's points term by term, with the filters that open each count."""
    found = candidate_queries.candidates(acting(request), day=as_of)
    return {
        "as_of": found.day.isoformat(),
        "weights": {one.value: weight for one, weight in found.weights.items()},
        "version": found.weighting.version if found.weighting else 0,
        "not_ranked": [one.code for one in found.left_out],
        "candidates": [
            {
                "body": one.label.code,
                "name": one.label.name,
                "points": one.candidate.points,
                "terms": [
                    {
                        "signal": term.signal.value,
                        "count": term.count,
                        "weight": term.weight,
                        "points": term.points,
                        "tasks": {"lead": one.label.code, **candidate_queries.OPENS[term.signal]},
                    }
                    for term in one.candidate.terms
                ],
                "last_inspected": one.last.isoformat() if one.last else None,
            }
            for one in found.rows
        ],
    }


@router.post("/inspections/candidates/weights", response={201: dict[str, Any]}, summary="Set the weights")
@idempotent
def post_weights(request: HttpRequest, payload: WeightsIn) -> tuple[int, dict[str, Any]]:
    """From now on; the versions before stay readable, in the ledger too."""
    made = set_weights(payload.weights, by=acting(request), reason=payload.reason)
    return 201, {"version": made.version, "weights": made.weights}


@router.get("/inspections/{uuid:inspection_id}", response=dict[str, Any], summary="One inspection")
def get_inspection(request: HttpRequest, inspection_id: UUID) -> dict[str, Any]:
    """The record as far as the caller may see it: an inspected body sees its own part alone."""
    return _whole(request, inspection_id)


@router.post(
    "/inspections/{uuid:inspection_id}/{action}",
    response=dict[str, Any],
    summary="Take an action of the table",
)
@idempotent
def post_action(
    request: HttpRequest, inspection_id: UUID, action: str, payload: ActionIn | None = None
) -> dict[str, Any]:
    """`announce`, `hand_in`, `answer`, `find`, `propose`, `conclude`, … — what each needs is in `actions` of the record."""
    act_on_inspection(inspection_id, action, by=acting(request), handed=(payload or ActionIn()).handed())
    return _whole(request, inspection_id)


def _whole(request: HttpRequest, inspection_id: UUID) -> dict[str, Any]:
    by = acting(request)
    row = access_inspection(by, inspection_id)
    judged = offers(INSPECTION_ARROWS, row.state, standing_of(by, row))
    return {**record_of(by, row).as_json(), "actions": offered(judged)}
