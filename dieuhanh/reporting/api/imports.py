"""`/facts:import`: figures by CSV or NDJSON, at once or as a job."""

from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Query

from dieuhanh.config.errors import Unsupported
from dieuhanh.config.idempotency import idempotent
from dieuhanh.config.responses import respond
from dieuhanh.organisations.authority import check_power
from dieuhanh.reporting.actions.imports import POWER, import_facts
from dieuhanh.reporting.actions.receiving import MOST_AT_ONCE, Received, received, start_import
from dieuhanh.reporting.actions.resolving import REPORTED
from dieuhanh.reporting.api import router

FORMS = {"text/csv": "csv", "application/x-ndjson": "ndjson", "application/ndjson": "ndjson"}
_BODY = {
    "requestBody": {
        "required": True,
        "content": {
            "text/csv": {"schema": {"type": "string"}},
            "application/x-ndjson": {"schema": {"type": "string"}},
        },
    },
    "responses": {202: {"description": f"More than {MOST_AT_ONCE:,} rows: a job, at Location"}},
}


@router.post(
    "/facts:import", response={200: dict[str, Any]}, summary="Import figures", openapi_extra=_BODY
)  # fmt: skip
def post_import(
    request: HttpRequest,
    partial: bool = False,
    source: Annotated[str, Query(max_length=40)] = "",
    reason: Annotated[str, Query(max_length=2000)] = "",
    file_name: Annotated[str, Query(max_length=200)] = "",
) -> Any:
    """All or nothing; with `partial` the good rows are kept and the faults given back.

    Columns: organisation, indicator, period, value; and where wanted breakdown, vintage, source, as_of, no_data_reason,
    note. `source` stands for rows that name none. Beyond 20,000 rows the answer is 202 with a job at `Location`.
    """
    by = request.actor  # type: ignore[attr-defined]
    check_power(by, POWER)
    form = _form(request)
    declared = request.headers.get("Content-Length", "")
    with received(request, int(declared) if declared.isdigit() else 0) as file:
        request.body_sha256 = file.sha256  # type: ignore[attr-defined]  # what a repeat is known by
        words = {"source": source.replace("\0", "") or REPORTED, "file_name": file_name.replace("\0", "")}
        answer: HttpResponse = _taken(
            request, file, form, partial, {**words, "reason": reason.replace("\0", "")}
        )
        return answer


def _form(request: HttpRequest) -> str:
    form = FORMS.get(request.content_type or "")
    if form is None:
        raise Unsupported(
            _("Send the figures as text/csv or application/x-ndjson, and say so in Content-Type.")
        )
    if request.headers.get("Content-Encoding", "identity") not in {"", "identity"}:
        raise Unsupported(_("Send the figures uncompressed."))
    return form


@idempotent
def _taken(
    request: HttpRequest, file: Received, form: str, partial: bool, words: dict[str, str]
) -> HttpResponse:
    by = request.actor  # type: ignore[attr-defined]
    if file.lines > MOST_AT_ONCE + 1:
        job = start_import(file, form, by=by, partial=partial, **words)
        href = f"/api/v1/jobs/{job.id}"
        answer = respond(request, (202, {"job": str(job.id), "state": job.state, "href": href}))
        answer.headers["Location"] = href
        return answer
    done = import_facts(
        file.path, form, by=by, partial=partial, source=words["source"], file_name=words["file_name"], reason=words["reason"]
    )  # fmt: skip
    return respond(request, (200, done.as_dict()))
