"""`/targets`: what was set to be reached."""

import datetime as dt
from decimal import Decimal
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Query, Schema
from pydantic import Field

from dieuhanh.config import clock
from dieuhanh.config.idempotency import idempotent
from dieuhanh.config.paging import Page, limit_of, page_of
from dieuhanh.config.responses import with_etag
from dieuhanh.organisations.queries import access_organisation, labels
from dieuhanh.reporting.actions.targets import NewTarget, set_target
from dieuhanh.reporting.api import router
from dieuhanh.reporting.api.catalogue import number_text, text_cursor
from dieuhanh.reporting.queries import catalogue, target_list
from dieuhanh.reporting.queries.catalogue import TargetRead

Bound = Annotated[Decimal, Field(max_digits=22, decimal_places=8)] | None


class TargetIn(Schema):
    """A target to set: `indicator`, `organisation` are codes; `supersedes` is the key of the target that it replaces."""

    key: Annotated[str, Field(max_length=80)]
    indicator: Annotated[str, Field(max_length=60)]
    organisation: Annotated[str, Field(max_length=40)]
    period: Annotated[str, Field(max_length=10)]
    kind: Annotated[str, Field(max_length=8)]
    low: Bound = None
    high: Bound = None
    strict: bool = False
    breakdown: Annotated[str, Field(max_length=120)] = ""
    stretch_low: Bound = None
    stretch_high: Bound = None
    assigner_vi: Annotated[str, Field(max_length=200)]
    assigner_en: Annotated[str, Field(max_length=200)]
    document: Annotated[str, Field(max_length=200)]
    document_date: dt.date | None = None
    valid_from: dt.date
    supersedes: Annotated[str, Field(max_length=80)] = ""
    note_vi: Annotated[str, Field(max_length=4000)] = ""
    note_en: Annotated[str, Field(max_length=4000)] = ""


@router.get("/targets", response=Page[dict[str, Any]], summary="Targets")
def list_targets(
    request: HttpRequest,
    q: Annotated[str, Query(max_length=200)] = "",
    indicator: Annotated[str, Query(max_length=60)] = "",
    period: Annotated[str, Query(max_length=10)] = "",
    superseded: bool = False,
    as_of: dt.date | None = None,
    after: str | None = None,
    limit: int | None = None,
) -> HttpResponse:
    """Targets known on a day, the newest year first; those replaced by then only with `superseded`."""
    day, size = as_of or clock.today(), limit_of(limit)
    wanted = target_list.Wanted(q=q, indicator=indicator, period=period, replaced=superseded)
    seen = target_list.visible(request.actor, wanted, day)  # type: ignore[attr-defined]
    found = target_list.listed(seen, day, descending=True, after=text_cursor(after, 2), limit=size)
    rows, cursor = page_of(found, size, lambda one: [one.period, one.key])
    return with_etag(request, Page[dict[str, Any]](items=_all(rows, day), next=cursor))


def _all(rows: list[TargetRead], day: dt.date) -> list[dict[str, Any]]:
    codes = {one.id: one.code for one in catalogue.indicators(ids={row.indicator_id for row in rows}, on=day)}
    bodies = labels([row.organisation_id for row in rows], day)
    keys = {row.id: row.key for row in rows}
    return [
        {
            "key": row.key,
            "indicator": codes.get(row.indicator_id),
            "organisation": bodies[row.organisation_id].code,
            "breakdown": row.breakdown,
            "period": row.period,
            "kind": row.kind,
            **{name: number_text(getattr(row, name)) for name in ("low", "high", "stretch_low", "stretch_high")},
            **{name: getattr(row, name) for name in (
                "strict", "assigner_vi", "assigner_en", "document", "document_date", "valid_from", "superseded", "note_vi", "note_en",
                "simulated",
            )},
            "supersedes": keys.get(row.supersedes_id) if row.supersedes_id else None,
        }
        for row in rows
    ]  # fmt: skip


@router.post("/targets", response={201: dict[str, Any]}, summary="Set a target")
@idempotent
def post_target(request: HttpRequest, payload: TargetIn) -> tuple[int, dict[str, Any]]:
    """Each after the one that it replaces. Needs `indicators.manage` over the body."""
    by = request.actor  # type: ignore[attr-defined]
    given = payload.model_dump(exclude={"indicator", "organisation", "supersedes"})
    read = catalogue.access_indicator(payload.indicator)
    body = access_organisation(payload.organisation, by=by, on=payload.valid_from, strict=False)
    before = catalogue.target_id_of(payload.supersedes) if payload.supersedes else None
    made = set_target(
        NewTarget(**given, indicator_id=read.id, organisation_id=body.id, supersedes_id=before), by=by
    )
    return 201, _all([catalogue.access_target(made.id)], clock.today())[0]
