"""`/indicators`, `/sources`: what is measured and where figures come from."""

import datetime as dt
from decimal import Decimal
from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Path, Query, Schema
from pydantic import Field

from dieuhanh.config import clock
from dieuhanh.config.errors import Fault, Invalid
from dieuhanh.config.idempotency import idempotent
from dieuhanh.config.paging import Page, limit_of, page_of, read_cursor
from dieuhanh.config.responses import with_etag
from dieuhanh.organisations.queries import access_organisation, labels
from dieuhanh.reporting.actions.indicators import (
    NewBreakdown,
    NewIndicator,
    NewSource,
    add_indicator,
    add_source,
)
from dieuhanh.reporting.api import router
from dieuhanh.reporting.queries import catalogue, indicator_list
from dieuhanh.reporting.queries.catalogue import IndicatorRead, SourceRead

Short = Annotated[str, Field(max_length=100)]
Name = Annotated[str, Field(max_length=300)]
Unit = Annotated[str, Field(max_length=80)]
Long = Annotated[str, Field(max_length=8000)]
Code = Annotated[str, Path(max_length=60)]


class BreakdownIn(Schema):
    """A part of an indicator."""

    code: Annotated[str, Field(max_length=120)]
    name_vi: Name
    name_en: Name
    set: Annotated[str, Field(max_length=40)] = ""
    sort: Annotated[int, Field(ge=0, le=1_000_000)] = 0
    part_of: Annotated[str, Field(max_length=120)] = ""


class IndicatorIn(Schema):
    """An indicator to add; `parent` and `weight` are codes of indicators, `owner` is the code of a body."""

    code: Annotated[str, Field(max_length=60)]
    name_vi: Name
    name_en: Name
    unit_vi: Unit
    unit_en: Unit
    period_kinds: Annotated[list[Annotated[str, Field(max_length=12)]], Field(max_length=6)]
    decimals: int = 0
    section: Annotated[str, Field(max_length=20)] = ""
    parent: Annotated[str, Field(max_length=60)] = ""
    direction: Annotated[str, Field(max_length=8)] = "neutral"
    over_organisations: Annotated[str, Field(max_length=15)] = "none"
    weight: Annotated[str, Field(max_length=60)] = ""
    over_time: Annotated[str, Field(max_length=10)] = "none"
    convention: Annotated[str, Field(max_length=12)] = "calendar"
    vintages: Annotated[list[Annotated[str, Field(max_length=12)]], Field(max_length=5)] = []
    respondents: Annotated[list[Annotated[str, Field(max_length=20)]], Field(max_length=10)] = []
    national_value: Annotated[str, Field(max_length=10)] = "either"
    owner: Annotated[str, Field(max_length=40)] = ""
    legal_list: Annotated[list[Annotated[str, Field(max_length=80)]], Field(max_length=20)] = []
    status: Annotated[str, Field(max_length=10)] = "planned"
    definition_vi: Long = ""
    definition_en: Long = ""
    legal_document: Annotated[str, Field(max_length=200)] = ""
    valid_from: dt.date | None = None
    breakdowns: Annotated[list[BreakdownIn], Field(max_length=1000)] = []


class SourceIn(Schema):
    """A source to register."""

    code: Annotated[str, Field(max_length=40)]
    publisher_vi: Name
    publisher_en: Name
    title_vi: Annotated[str, Field(max_length=500)]
    title_en: Annotated[str, Field(max_length=500)]
    published: dt.date | None = None
    cadence: Annotated[str, Field(max_length=20)] = ""
    licence: Annotated[str, Field(max_length=200)] = ""
    note_vi: Long = ""
    note_en: Long = ""
    standing: Literal["claimed", "published"] = "published"


@router.get("/indicators", response=Page[dict[str, Any]], summary="The catalogue of indicators")
def list_indicators(
    request: HttpRequest,
    q: Annotated[str, Query(max_length=200)] = "",
    section: Annotated[str, Query(max_length=20)] = "",
    as_of: dt.date | None = None,
    after: str | None = None,
    limit: int | None = None,
) -> HttpResponse:
    """Indicators as they were worded on a day, by code; search needs no diacritics."""
    day, size = as_of or clock.today(), limit_of(limit)
    wanted = indicator_list.Wanted(q=q, section=section)
    nobody = indicator_list.Facets([], {})  # what the page offers to narrow by; the API names sections itself
    found = indicator_list.listed(wanted, nobody, after=text_cursor(after, 2), limit=size, on=day)
    rows, cursor = page_of(found, size, lambda one: [one.code, one.code])
    owners = labels([one.owner_id for one in rows if one.owner_id], day)
    items = [indicator_json(one, owners) for one in rows]
    return with_etag(request, Page[dict[str, Any]](items=items, next=cursor))


def text_cursor(after: str | None, count: int) -> list[str] | None:
    """The key in a cursor: so many texts. Raises `Invalid` for anything that is no cursor of ours."""
    given = read_cursor(after)
    if given is None:
        return None
    if not isinstance(given, list) or len(given) != count or not all(isinstance(one, str) for one in given):
        message = _("“after” must be the value of “next” of the page before.")
        raise Invalid(message, faults=[Fault(message, field="after")])
    return [one.replace("\0", "") for one in given]


def indicator_json(read: IndicatorRead, owners: dict[Any, Any]) -> dict[str, Any]:
    """An indicator as the contract names it."""
    owner = owners.get(read.owner_id)
    names = (
        "code", "name_vi", "name_en", "unit_vi", "unit_en", "section", "decimals", "direction", "over_organisations",
        "over_time", "period_kinds", "convention", "vintages", "respondents", "national_value", "legal_list", "status",
        "definition_vi", "definition_en", "simulated", "valid_from", "valid_to",
    )  # fmt: skip
    return {
        **{name: getattr(read, name) for name in names},
        "parent": read.parent_code or None,
        "weight": read.weight_code or None,
        "owner": owner.code if owner else None,
    }


@router.get("/indicators/{path:code}", response=dict[str, Any], summary="One indicator")
def get_indicator(request: HttpRequest, code: Code, as_of: dt.date | None = None) -> HttpResponse:
    """As it was worded on a day, with its parts and all its wordings."""
    day = as_of or clock.today()
    read = catalogue.access_indicator(code.replace("\0", ""), on=day)
    worded = catalogue.versions(read.id)
    owners = labels([one.owner_id for one, _doc in worded if one.owner_id], day)
    parts = [
        {"code": one.code, "name_vi": one.name_vi, "name_en": one.name_en, "set": one.set, "part_of": one.part_of}
        for one in catalogue.breakdowns(read.id)
    ]  # fmt: skip
    words = ("valid_from", "valid_to", "name_vi", "name_en", "unit_vi", "unit_en", "status")
    versions = [
        {**{name: getattr(one, name) for name in words}, "legal_document": document}
        for one, document in worded
    ]
    return with_etag(request, {**indicator_json(read, owners), "breakdowns": parts, "versions": versions})


@router.post("/indicators", response={201: dict[str, Any]}, summary="Add an indicator")
@idempotent
def post_indicator(request: HttpRequest, payload: IndicatorIn) -> tuple[int, dict[str, Any]]:
    """All faults at once; its arithmetic never changes afterwards."""
    given = payload.model_dump(exclude={"owner", "breakdowns"})
    owner = None
    if payload.owner:
        owner = access_organisation(payload.owner, by=request.actor, on=clock.today()).id  # type: ignore[attr-defined]
    parts = [NewBreakdown(**one.model_dump()) for one in payload.breakdowns]
    made = add_indicator(NewIndicator(**given, owner_id=owner, breakdowns=parts), by=request.actor)  # type: ignore[attr-defined]
    read = catalogue.access_indicator(made.id, on=payload.valid_from or clock.today())
    owners = labels([read.owner_id], clock.today()) if read.owner_id else {}
    return 201, indicator_json(read, owners)


@router.get("/sources", response=Page[dict[str, Any]], summary="Where figures come from")
def list_sources(
    request: HttpRequest, after: str | None = None, limit: int | None = None
) -> HttpResponse:  # fmt: skip
    """Sources by code."""
    size = limit_of(limit)
    key = text_cursor(after, 1)
    found = [one for one in catalogue.sources().values() if key is None or one.code > key[0]]
    rows, cursor = page_of(sorted(found, key=lambda one: one.code), size, lambda one: [one.code])
    return with_etag(request, Page[dict[str, Any]](items=[source_json(one) for one in rows], next=cursor))


def source_json(read: SourceRead) -> dict[str, Any]:
    """A source as the contract names it."""
    names = (
        "code", "publisher_vi", "publisher_en", "title_vi", "title_en", "published", "licence", "note_vi", "note_en",
        "standing", "simulated",
    )  # fmt: skip
    return {name: getattr(read, name) for name in names}


@router.post("/sources", response={201: dict[str, Any]}, summary="Register a source")
@idempotent
def post_source(request: HttpRequest, payload: SourceIn) -> tuple[int, dict[str, Any]]:
    """Before figures of it are imported."""
    made = add_source(NewSource(**payload.model_dump()), by=request.actor)  # type: ignore[attr-defined]
    return 201, source_json(catalogue.sources([made.code])[made.code])


def number_text(value: Decimal | None) -> str | None:
    """A number as exact text: no exponent, no zeros that say nothing."""
    if value is None:
        return None
    text = format(value, "f")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text
