"""`/facts`: figures with what they are worth, as pages of JSON or as streams of CSV and NDJSON; and where one comes from."""

import csv
import datetime as dt
import io
import json
from collections.abc import Iterator
from typing import Annotated, Any, Literal
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils.translation import gettext as _
from ninja import Query

from dieuhanh.config.errors import Fault, Invalid
from dieuhanh.config.paging import limit_of, write_cursor
from dieuhanh.config.responses import with_etag
from dieuhanh.reporting.api import router
from dieuhanh.reporting.api.catalogue import number_text, source_json, text_cursor
from dieuhanh.reporting.queries.points import Question, Row, Table, ask, sources_of
from dieuhanh.reporting.queries.provenance import Provenance, VersionRead, provenance

COLUMNS = (
    "organisation", "organisation_name", "indicator", "indicator_name", "breakdown", "period", "value", "unit", "missing",
    "vintage", "status", "source", "as_of", "completeness", "partial", "rolled_up", "simulated", "stands_for", "version", "id",
)  # fmt: skip
_TEXTS = frozenset(
    {"organisation", "organisation_name", "indicator", "indicator_name", "breakdown", "unit", "source"}
)
_BLOCK = 500
Codes = Annotated[list[str], Query(max_length=5000)]


@router.get("/facts", response={200: dict[str, Any]}, summary="Figures")
def list_facts(
    request: HttpRequest,
    indicator: Codes,
    organisation: Codes = [],  # noqa: B006 — the framework copies it
    parent: Annotated[str, Query(max_length=40)] = "",
    from_: Annotated[str, Query(alias="from", max_length=20)] = "",
    to: Annotated[str, Query(max_length=20)] = "",
    layout: Annotated[Literal["63", "34"] | None, Query()] = None,
    as_of: dt.date | None = None,
    breakdown: Annotated[str, Query(max_length=120)] = "",
    format: Annotated[Literal["json", "csv", "ndjson"] | None, Query()] = None,
    after: str | None = None,
    limit: int | None = None,
) -> Any:
    """Every body, indicator and period asked, each with its figure or why there is none.

    `indicator` and `organisation` take codes, repeated or separated by commas. No organisation: every province of the
    `layout`, or the country. `parent`: the bodies directly below one. `from`, `to`: periods of one kind; two years'
    worth where none is given. JSON comes in pages; CSV and NDJSON (by `format` or Accept) come whole.
    """
    question = Question(
        _codes(indicator), _codes(organisation), parent, from_, to, int(layout) if layout else None, as_of,
        breakdown.replace("\0", ""),
    )  # fmt: skip
    table = ask(question, by=request.actor)  # type: ignore[attr-defined]
    form = format or _accepted(request)
    if form == "csv":
        return _stream(_as_csv(table), "text/csv; charset=utf-8", "so-lieu.csv")
    if form == "ndjson":
        return _stream(_as_ndjson(table), "application/x-ndjson", "so-lieu.ndjson")
    return with_etag(request, _page(table, after, limit_of(limit)))


def _codes(given: list[str]) -> list[str]:
    return [code.strip().replace("\0", "") for text in given for code in text.split(",") if code.strip()]


def _accepted(request: HttpRequest) -> str:
    wanted = request.headers.get("Accept", "")
    for form, words in (("csv", "text/csv"), ("ndjson", "application/x-ndjson")):
        if words in wanted:
            return form
    return "json"


def _page(table: Table, after: str | None, size: int) -> dict[str, Any]:
    start = 0
    key = text_cursor(after, 3)
    if key is not None:
        try:
            start = table.after(key)
        except ValueError as error:
            message = _("“after” must be the value of “next” of the page before, with the same question.")
            raise Invalid(message, faults=[Fault(message, field="after")]) from error
    rows = list(table.rows(start, start + size))
    more = start + len(rows) < len(table)
    return {
        "items": [row_json(row) for row in rows],
        "sources": {code: source_json(one) for code, one in sources_of(rows).items()},
        "total": len(table),
        "next": write_cursor(table.key(rows[-1])) if more and rows else None,
    }


def row_json(row: Row) -> dict[str, Any]:
    """A figure with what it is worth. `opens` leads to where it comes from: its source, or the figures it is added up from."""
    point = row.point
    return {
        "organisation": row.body.code,
        "organisation_name": row.body.name,
        "indicator": row.indicator.code,
        "indicator_name": row.indicator.name,
        "breakdown": row.breakdown,
        "period": point.period,
        "value": number_text(point.value),
        "unit": row.indicator.unit,
        "missing": point.missing or None,
        "vintage": point.vintage or None,
        "status": point.status or None,
        "source": point.source or None,
        "as_of": point.as_of,
        "completeness": f"{point.reported}/{point.expected}" if point.expected else None,
        "partial": point.partial,
        "rolled_up": point.rolled_up,
        "simulated": point.simulated or (row.indicator.simulated and point.value is not None),
        "stands_for": row.stands_for or None,
        "version": point.version or None,
        "beside": number_text(point.beside),
        "id": str(point.fact_id) if point.fact_id else None,
        "opens": _opens(row),
    }


def _opens(row: Row) -> str | None:
    if row.point.fact_id is not None:
        return f"/api/v1/facts/{row.point.fact_id}/provenance"
    if row.point.value is None:
        return None
    asked = {"indicator": row.indicator.code, "parent": row.stands_for or row.body.code}
    if row.breakdown:
        asked["breakdown"] = row.breakdown
    return "/api/v1/facts?" + urlencode({**asked, "from": row.point.period, "to": row.point.period})


def _stream(lines: Iterator[str], media_type: str, name: str) -> StreamingHttpResponse:
    response = StreamingHttpResponse((line.encode() for line in lines), content_type=media_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _as_ndjson(table: Table) -> Iterator[str]:
    for row in table.rows():
        yield json.dumps(row_json(row), ensure_ascii=False, default=str) + "\n"


def _as_csv(table: Table) -> Iterator[str]:
    """With a byte order mark, so that spreadsheets read it as UTF-8; no text cell is taken for a formula."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    out.write("\ufeff")
    writer.writerow(COLUMNS)
    for count, row in enumerate(table.rows(), 1):
        cells = row_json(row)
        writer.writerow([_cell(name, cells[name]) for name in COLUMNS])
        if count % _BLOCK == 0:
            yield out.getvalue()
            out.seek(0)
            out.truncate()
    yield out.getvalue()


def _cell(name: str, value: Any) -> Any:
    if isinstance(value, bool):
        return "true" if value else "false"
    if name == "completeness" and value:
        return f" {value}"  # a spreadsheet would read 3/12 as a date
    return inert(str(value)) if name in _TEXTS and value else value


def inert(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return f"'{text}" if text[:1] in {"=", "+", "-", "@", "\t", "\r"} else text


@router.get("/facts/{uuid:fact_id}/provenance", response=dict[str, Any], summary="Where a figure comes from")
def get_provenance(request: HttpRequest, fact_id: UUID) -> HttpResponse:
    """Its versions, its source, the report or import that brought it, the signed file, its places in the ledger."""
    return with_etag(request, _provenance_json(provenance(request.actor, fact_id)))  # type: ignore[attr-defined]


def _provenance_json(found: Provenance) -> dict[str, Any]:
    source = found.source
    return {
        **_version_json(found.fact),
        "indicator": found.indicator.code,
        "indicator_name": found.indicator.name,
        "unit": found.indicator.unit,
        "organisation": found.organisation.code,
        "organisation_name": found.organisation.name,
        "breakdown": found.breakdown,
        "period": found.period,
        "replaced_by": str(found.replaced_by.id) if found.replaced_by else None,
        "publication": {name: getattr(source, name) for name in (
            "code", "publisher_vi", "publisher_en", "title_vi", "title_en", "published", "licence", "note_vi", "note_en",
        )},
        "versions": [_version_json(one) for one in found.versions],
        "others": [_version_json(one) for one in found.others],
        "report": _report_json(found),
        "reason": found.reason or None,
    }  # fmt: skip


def _version_json(one: VersionRead) -> dict[str, Any]:
    index = one.entry_index
    return {
        "id": str(one.id),
        "version": one.version,
        "supersedes": str(one.supersedes) if one.supersedes else None,
        "value": number_text(one.value),
        "no_data_reason": one.no_data_reason or None,
        "vintage": one.vintage,
        "status": one.status,
        "simulated": one.simulated,
        "as_of": one.as_of,
        "note": one.note,
        "source": one.source_code,
        "recorded_at": one.recorded_at,
        "recorded_by": {"name": one.person_name, "position": one.position},
        "batch": {
            "id": str(one.batch_id),
            "kind": one.batch_kind,
            "rows": one.rows,
            "file": one.file_name or None,
            "file_sha256": one.file_hash or None,
        },
        "ledger": {
            "entry": str(one.entry_id) if one.entry_id else None,
            "index": index,
            "receipt": f"/api/v1/ledger/entries/{index}/receipt" if index is not None else None,
        },
    }


def _report_json(found: Provenance) -> dict[str, Any] | None:
    one = found.report
    if one is None:
        return None
    base = f"/api/v1/assignments/{one.assignment_id}"
    return {
        "assignment": str(one.assignment_id),
        "number": one.number,
        "version": one.version,
        "regime_vi": one.regime_vi,
        "regime_en": one.regime_en,
        "accepted_at": one.accepted_at,
        "signed_by": one.signer_name or None,
        "signed_at": one.signed_at,
        "verdict": one.verdict or None,
        "file": {
            "name": one.file_name, "sha256": one.file_hash, "bytes": one.file_size, "signed": one.signed,
            "href": f"{base}/report.pdf?version={one.version}",
        } if one.file_name else None,
        "href": base,
    }  # fmt: skip
