"""`/programmes/…`: figures of bodies, their committees and plans, statements about all of them, and what becomes of each."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Schema

from dieuhanh.config.idempotency import idempotent
from dieuhanh.programmes.actions.documents import claim_document, state_share
from dieuhanh.programmes.actions.figures import report_figure
from dieuhanh.programmes.actions.judging import judge_document, judge_report
from dieuhanh.programmes.api import router
from dieuhanh.programmes.api.programmes import acting
from dieuhanh.programmes.api.shapes import DocumentIn, FigureIn, StatementIn, StepIn
from dieuhanh.programmes.models import Document, Report
from dieuhanh.programmes.queries.access import access_report
from dieuhanh.programmes.queries.bulk import plain


class Made(Schema):
    """What was made and where it stands."""

    id: UUID
    state: str

    @classmethod
    def of(cls, row: Report | Document) -> "Made":
        """As the answer says it."""
        return cls(id=row.id, state=row.state)


@router.post("/programmes/{code}/targets/{target}/reports", response={201: Made}, summary="Report a figure")
@idempotent
def post_report(request: HttpRequest, code: str, target: str, payload: FigureIn) -> tuple[int, Any]:
    """A body's figure for a period, a claim until the assigner's office verifies it."""
    return 201, Made.of(report_figure(code, target, payload.given(), by=acting(request)))


@router.get("/programme-reports/{uuid:report_id}", response=dict[str, Any], summary="One figure")
def get_report(request: HttpRequest, report_id: UUID) -> dict[str, Any]:
    """What was claimed, by which document, and what was found."""
    row = access_report(acting(request), report_id)
    return {
        "id": str(row.id),
        "programme": row.target.programme.code,
        "target": row.target.code,
        "period": row.period,
        "as_of": row.as_of.isoformat(),
        "version": row.version,
        "value": plain(row.value),
        "numerator": plain(row.numerator),
        "denominator": plain(row.denominator),
        "document": row.document or None,
        "source": row.source or None,
        "evidence_mark": row.evidence_mark or None,
        "note": row.note or None,
        "known_on": row.known_on.isoformat(),
        "state": row.state,
        "found": plain(row.found),
        "reason": row.reason or None,
        "simulated": row.simulated,
    }


@router.post(
    "/programme-reports/{uuid:report_id}/{action}",
    response=Made,
    summary="Verify, refuse or take back a figure",
)
@idempotent
def post_report_step(
    request: HttpRequest, report_id: UUID, action: str, payload: StepIn | None = None
) -> Any:
    """`verify`, `refuse` (with the reason; `found` is what the office found instead), `retract` (by the body)."""
    given = payload or StepIn()
    return Made.of(
        judge_report(report_id, action, by=acting(request), reason=given.reason, found=given.found)
    )


@router.post("/programmes/{code}/documents", response={201: Made}, summary="Claim a committee, group or plan")
@idempotent
def post_document(request: HttpRequest, code: str, payload: DocumentIn) -> tuple[int, Any]:
    """A body's decision, a claim until the assigner's office verifies it."""
    return 201, Made.of(claim_document(code, payload.given(), by=acting(request)))


@router.post(
    "/programme-documents/{uuid:document_id}/{action}",
    response=Made,
    summary="Verify, refuse or take back a document",
)
@idempotent
def post_document_step(
    request: HttpRequest, document_id: UUID, action: str, payload: StepIn | None = None
) -> Any:
    """`verify`, `refuse` (with the reason), `retract` (by the body)."""
    reason = payload.reason if payload else ""
    return Made.of(judge_document(document_id, action, by=acting(request), reason=reason))


@router.post(
    "/programmes/{code}/statements",
    response={201: dict[str, Any]},
    summary="Record a statement about all bodies",
)
@idempotent
def post_statement(request: HttpRequest, code: str, payload: StatementIn) -> tuple[int, dict[str, Any]]:
    """It is held against the documents of the bodies obliged on that day."""
    return 201, {"id": str(state_share(code, payload.given(), by=acting(request)).id)}
