"""`/programmes`: programmes, their scorecards as of a day, and what lays them down. Published ones are read without signing in."""

import datetime as dt
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query

from dieuhanh.config.actor import Actor
from dieuhanh.config.idempotency import idempotent
from dieuhanh.config.paging import Page, limit_of, page_of, read_cursor
from dieuhanh.programmes.actions import linking, outlook, targets
from dieuhanh.programmes.actions import programmes as actions
from dieuhanh.programmes.api import router
from dieuhanh.programmes.api.shapes import (
    LikelihoodIn,
    LinksIn,
    ObjectiveIn,
    PathIn,
    ProgrammeIn,
    TargetIn,
)
from dieuhanh.programmes.queries import programmes as queries
from dieuhanh.programmes.queries.bulk import scorecard_json
from dieuhanh.programmes.queries.scorecard import scorecard


def acting(request: HttpRequest) -> Actor:
    """Who asks."""
    by: Actor = request.actor  # type: ignore[attr-defined]
    return by


def reader(request: HttpRequest) -> Actor | None:
    """Who asks, or nobody."""
    return getattr(request, "actor", None)


@router.get("/programmes", response=Page[dict[str, Any]], auth=None, summary="Programmes")
def list_programmes(
    request: HttpRequest,
    q: Annotated[str, Query(max_length=200)] = "",
    as_of: dt.date | None = None,
    body: Annotated[str, Query(max_length=40)] = "",
    after: str | None = None,
    limit: int | None = None,
) -> Page[dict[str, Any]]:
    """Published ones (and drafts, to the office that enters them), newest first."""
    size = limit_of(limit)
    found = queries.programmes(
        reader(request), q=q, as_of=as_of, body=body, after=read_cursor(after), limit=size
    )
    rows, cursor = page_of(found, size, lambda one: [one.row.signed_on.isoformat(), str(one.row.id)])
    return Page(items=[queries.programme_json(one) for one in rows], next=cursor)


@router.post("/programmes", response={201: dict[str, Any]}, summary="Enter a programme")
@idempotent
def post_programme(request: HttpRequest, payload: ProgrammeIn) -> tuple[int, dict[str, Any]]:
    """A draft; publish it when its targets are set."""
    made = actions.enter_programme(payload.given(), by=acting(request))
    return 201, {"code": made.code, "state": made.state}


@router.get("/programmes/{code}", response=dict[str, Any], auth=None, summary="One programme")
def get_programme(request: HttpRequest, code: str) -> dict[str, Any]:
    """The programme as it stands today, without its bodies."""
    found = scorecard(reader(request), code)
    shown = scorecard_json(found)
    for one in shown["targets"]:
        del one["readings"]
    return shown


@router.get(
    "/programmes/{code}/scorecard", response=dict[str, Any], auth=None, summary="A programme's scorecard"
)
def get_scorecard(request: HttpRequest, code: str, as_of: dt.date | None = None) -> dict[str, Any]:
    """Each target's verdict with the bodies that fail and those unknown, as it could be known on the day."""
    return scorecard_json(scorecard(reader(request), code, as_of=as_of))


@router.post("/programmes/{code}/change", response=dict[str, Any], summary="Change a programme")
@idempotent
def post_change(request: HttpRequest, code: str, payload: ProgrammeIn) -> dict[str, Any]:
    """Its titles, dates, notes and source; its code and whose office verifies stay."""
    done = actions.change_programme(code, payload.given(), by=acting(request))
    return {"code": done.code, "state": done.state}


@router.post("/programmes/{code}/publish", response=dict[str, Any], summary="Publish a programme")
@idempotent
def post_publish(request: HttpRequest, code: str) -> dict[str, Any]:
    """From then on everybody reads it."""
    done = actions.publish_programme(code, by=acting(request))
    return {"code": done.code, "state": done.state}


@router.post("/programmes/{code}/objectives", response={201: dict[str, Any]}, summary="Add an objective")
@idempotent
def post_objective(request: HttpRequest, code: str, payload: ObjectiveIn) -> tuple[int, dict[str, Any]]:
    """A part of the programme under which targets stand."""
    return 201, {"code": actions.add_objective(code, payload.given(), by=acting(request)).code}


@router.post("/programmes/{code}/targets", response={201: dict[str, Any]}, summary="Set a target")
@idempotent
def post_target(request: HttpRequest, code: str, payload: TargetIn) -> tuple[int, dict[str, Any]]:
    """A new target figure with its verdict rule."""
    made = targets.set_target(
        code, payload.objective, payload.code, payload.given(), by=acting(request), order=payload.order
    )
    return 201, {"code": payload.code, "version": made.version}


@router.post(
    "/programmes/{code}/targets/{target}/versions", response={201: dict[str, Any]}, summary="Revise a target"
)
@idempotent
def post_version(
    request: HttpRequest, code: str, target: str, payload: TargetIn
) -> tuple[int, dict[str, Any]]:
    """A new version, by the document that changes it; the old one stays true of the days before."""
    made = targets.revise_target(code, target, payload.given(), by=acting(request))
    return 201, {"code": target, "version": made.version}


@router.post("/programmes/{code}/tasks", response={201: dict[str, Any]}, summary="Link tasks")
@idempotent
def post_tasks(request: HttpRequest, code: str, payload: LinksIn) -> tuple[int, dict[str, Any]]:
    """Tasks of the register that carry the programme out; those linked already are left alone."""
    made = linking.link_tasks(
        code, by=acting(request), tasks=payload.tasks, target=payload.target, symbol=payload.symbol
    )
    return 201, {"linked": [one.task_code for one in made]}


@router.post("/programmes/{code}/tasks/unlink", response=dict[str, Any], summary="Unlink tasks")
@idempotent
def post_unlink(request: HttpRequest, code: str, payload: LinksIn) -> dict[str, Any]:
    """Take links away, all of them or none."""
    done = linking.unlink_tasks(code, payload.tasks, by=acting(request))
    return {"unlinked": done}


@router.post(
    "/programmes/{code}/targets/{target}/trajectory", response={201: dict[str, Any]}, summary="Plan a path"
)
@idempotent
def post_trajectory(
    request: HttpRequest, code: str, target: str, payload: PathIn
) -> tuple[int, dict[str, Any]]:
    """The planned value by month; it must arrive at the target by the month in which it is due."""
    made = outlook.plan_trajectory(
        code,
        target,
        payload.points,
        by=acting(request),
        document=payload.document,
        planned_on=payload.planned_on,
    )
    return 201, {"version": made.version}


@router.post(
    "/programmes/{code}/targets/{target}/likelihood",
    response={201: dict[str, Any]},
    summary="Judge a likelihood",
)
@idempotent
def post_likelihood(
    request: HttpRequest, code: str, target: str, payload: LikelihoodIn
) -> tuple[int, dict[str, Any]]:
    """A person's judgement in four parts; it changes no figure and no verdict."""
    parts = {part.value: grade.value for part, grade in payload.parts.items()}
    made = outlook.judge_likelihood(
        code, target, by=acting(request), parts=parts, overall=payload.overall.value, reason=payload.reason
    )
    return 201, {"overall": made.overall}
