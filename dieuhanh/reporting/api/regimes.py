"""`/regimes`, `/forms`, `/periods`."""

import datetime as dt
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Body, Query, Schema
from pydantic import Field

from dieuhanh.config.errors import Fault, Invalid
from dieuhanh.config.idempotency import idempotent
from dieuhanh.config.paging import Page, limit_of, page_of, read_cursor
from dieuhanh.deadlines.rules import RuleInvalid, Text
from dieuhanh.reporting.actions.periods import open_period
from dieuhanh.reporting.actions.regimes import as_faults, issue_regime, save_form
from dieuhanh.reporting.api import router
from dieuhanh.reporting.queries import regimes as queries
from dieuhanh.reporting.rules.regimes import Draft, Section, chains_from_json

Short = Annotated[str, Field(max_length=100)]
Long = Annotated[str, Field(max_length=8000)]


class SectionIn(Schema):
    """One heading of the outline."""

    key: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
    title_vi: Annotated[str, Field(max_length=300)]
    title_en: Annotated[str, Field(max_length=300)]
    required: bool = True
    max_chars: Annotated[int, Field(ge=1, le=20000)] = 4000
    guidance_vi: Long = ""
    guidance_en: Long = ""


class RegimeIn(Schema):
    """A regime with every part that Decree 09/2019/NĐ-CP asks for."""

    code: Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$")]
    name_vi: Annotated[str, Field(max_length=400)]
    name_en: Annotated[str, Field(max_length=400)]
    kind: Literal["periodic", "thematic", "ad_hoc"] = "periodic"
    content: Literal["narrative", "figures", "both"]
    sector: Annotated[str, Field(max_length=40)]
    legal_basis_vi: Long
    legal_basis_en: Long
    document_number: Short
    document_date: dt.date
    issuer: Short
    receiver: Short
    respondents: Annotated[list[Short], Field(max_length=500)]
    frequency: Annotated[list[Short], Field(max_length=10)] = []
    convention: Annotated[str, Field(max_length=10)] = "15-14"
    method: Literal["system", "email", "fax", "in_person", "other"] = "system"
    chains: dict[str, Any]
    forms: Annotated[list[Short], Field(max_length=50)] = []
    outline: Annotated[list[SectionIn], Field(max_length=60)] = []
    guidance_vi: Long = ""
    guidance_en: Long = ""
    needs_signature: bool = True
    one_step: bool = False
    reminders: Annotated[list[Annotated[int, Field(ge=0, le=60)]], Field(max_length=10)] = [3, 1, 0]
    valid_from: dt.date
    valid_to: dt.date | None = None


class PeriodIn(Schema):
    """A period to open."""

    regime: Short
    period: Annotated[str, Field(max_length=20)]
    actual_cutoff: dt.date | None = None
    due_on: dt.date | None = None


class PeriodOut(Schema):
    """An opened period."""

    id: UUID
    regime: str
    regime_version: int
    period: str
    convention: str
    data_from: dt.date
    data_to: dt.date
    actual_cutoff: dt.date | None
    opened_at: dt.datetime
    simulated: bool


@router.get("/regimes", response=Page[dict[str, Any]], summary="Regimes in force")
def list_regimes(
    request: HttpRequest,
    q: Annotated[str, Query(max_length=200)] = "",
    as_of: dt.date | None = None,
    after: str | None = None,
    limit: int | None = None,
) -> Page[dict[str, Any]]:
    """Regimes in force on `as_of` (today unless given), by code."""
    size = limit_of(limit)
    found = queries.regimes(q=q, as_of=as_of, after=_keys(after, 2), limit=size)
    rows, cursor = page_of(found, size, lambda one: [one.code, str(one.version.id)])
    return Page(items=[queries.regime_json(one) for one in rows], next=cursor)


def _keys(after: str | None, count: int) -> list[str] | None:
    given = read_cursor(after)
    if given is None:
        return None
    if not isinstance(given, list) or len(given) != count or not all(isinstance(one, str) for one in given):
        message = _("“after” must be the value of “next” of the page before.")
        raise Invalid(message, faults=[Fault(message, field="after")])
    return given


@router.get("/regimes/{code}", response=dict[str, Any], summary="One regime")
def get_regime(
    request: HttpRequest, code: str, version: Annotated[int | None, Query(ge=1, le=10000)] = None
) -> dict[str, Any]:
    """The newest version of a regime, or the one asked for."""
    return queries.regime_json(queries.regime(code, number=version))


@router.post("/regimes", response={201: dict[str, Any]}, summary="Issue a regime or its next version")
@idempotent
def post_regime(request: HttpRequest, payload: RegimeIn) -> tuple[int, dict[str, Any]]:
    """All faults at once; what is doubtful but lawful comes back as `warnings`."""
    version = issue_regime(_draft(payload), by=request.actor)  # type: ignore[attr-defined]
    return 201, queries.regime_json(queries.regime(payload.code, number=version.number))


def _draft(given: RegimeIn) -> Draft:
    try:
        chains = chains_from_json(given.chains)
    except RuleInvalid as error:
        raise Invalid(
            _("The deadlines cannot be read; see the faults."), faults=as_faults(error.faults, "chains.")
        ) from error
    return Draft(
        code=given.code,
        name=Text(given.name_vi, given.name_en),
        kind=given.kind,
        content=given.content,
        sector=given.sector,
        legal_basis=Text(given.legal_basis_vi, given.legal_basis_en),
        document_number=given.document_number,
        document_date=given.document_date,
        issuer=given.issuer,
        receiver=given.receiver,
        respondents=tuple(given.respondents),
        frequency=tuple(given.frequency),
        convention=given.convention,
        method=given.method,
        chains=chains,
        forms=tuple(given.forms),
        outline=tuple(
            Section(
                one.key,
                Text(one.title_vi, one.title_en),
                one.required,
                one.max_chars,
                Text(one.guidance_vi, one.guidance_en),
            )
            for one in given.outline
        ),
        needs_signature=given.needs_signature,
        one_step=given.one_step,
        reminders=tuple(given.reminders),
        guidance=Text(given.guidance_vi, given.guidance_en),
        valid_from=given.valid_from,
        valid_to=given.valid_to,
    )


@router.post("/forms", response={201: dict[str, Any]}, summary="Store a form or its next version")
@idempotent
def post_form(request: HttpRequest, payload: Body[dict[str, Any]]) -> tuple[int, dict[str, Any]]:
    """The layout as JSON: rows, columns, checks (see the documentation of forms)."""
    version = save_form(payload, by=request.actor)  # type: ignore[attr-defined]
    return 201, {"code": version.form.code, "version": version.number, "content_hash": version.content_hash}


@router.get("/forms/{code}", response=dict[str, Any], summary="A form's layout")
def get_form(
    request: HttpRequest, code: str, version: Annotated[int | None, Query(ge=1, le=10000)] = None
) -> dict[str, Any]:
    """The newest version of a form, or the one asked for."""
    found = queries.form_version(code, version)
    return {
        **found.layout,
        "version": found.number,
        "content_hash": found.content_hash,
        "valid_from": found.valid_from.isoformat(),
    }


@router.get("/periods", response=Page[PeriodOut], summary="Opened periods")
def list_periods(
    request: HttpRequest,
    regime: Annotated[str, Query(max_length=100)] = "",
    after: str | None = None,
    limit: int | None = None,
) -> Page[PeriodOut]:
    """The newest first."""
    size = limit_of(limit)
    rows, cursor = page_of(
        queries.periods(regime=regime, after=_keys(after, 2), limit=size),
        size,
        lambda one: [one.last_day, one.id],
    )
    return Page(items=[_period_out(one) for one in rows], next=cursor)


@router.post("/periods", response={201: PeriodOut}, summary="Open a period")
@idempotent
def post_period(request: HttpRequest, payload: PeriodIn) -> tuple[int, PeriodOut]:
    """Creates every respondent's assignment with its deadline through all levels."""
    opening = open_period(
        payload.regime,
        payload.period,
        by=request.actor,  # type: ignore[attr-defined]
        actual_cutoff=payload.actual_cutoff,
        due_on=payload.due_on,
    )
    return 201, _period_out(opening)


def _period_out(row: Any) -> PeriodOut:
    return PeriodOut(
        id=row.id,
        regime=row.regime.code,
        regime_version=row.regime_version.number,
        period=row.period,
        convention=row.convention,
        data_from=row.data_from,
        data_to=row.data_to,
        actual_cutoff=row.actual_cutoff,
        opened_at=row.opened_at,
        simulated=row.simulated,
    )
