"""The report to the Prime Minister: laid out from the record, signed by hand, kept with its hash."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from dieuhanh.config.actor import Actor
from dieuhanh.config.clock import moment_of
from dieuhanh.config.errors import Conflict
from dieuhanh.inspections import paper
from dieuhanh.inspections.actions.moves import move, needed, take_inspection
from dieuhanh.inspections.models import Inspection, Meeting, Paper
from dieuhanh.inspections.queries.record import record_of
from dieuhanh.signing.actions import SignedPdf, sign_pdf

REPORT, NOTICE = "report", "notice"


@sensitive_variables("passphrase")
def sign_report(
    inspection_id: UUID, *, by: Actor, number: str, passphrase: str, at: datetime | None = None
) -> Inspection:
    """Sign the report to the Prime Minister personally, under its number.

    Signing takes a moment, so it is done before the row is locked, and the locked row is judged again: of two who press
    at once one gets the report and the other hears that it is signed. Raises also what `signing.sign_pdf` raises.
    """
    needed(passphrase, "passphrase", _("Enter the passphrase of your signature."), 1000)
    said = needed(number, "document", _("Give the report's number and symbol."), 200)
    row, _arrow = take_inspection(inspection_id, "sign", by=by, lock=False)
    moment = moment_of(by, at)
    signed = sign_pdf(
        paper.report_pdf(record_of(by, row), by=by, number=said, on=moment),
        by=by,
        passphrase=passphrase,
        reason_vi=f"Ký báo cáo Thủ tướng về kết quả kiểm tra {row.code}",
        subject_type="inspections.inspection",
        subject_id=row.id,
        at=at if by.simulated else None,
    )
    with transaction.atomic():
        locked, arrow = take_inspection(inspection_id, "sign", by=by)
        if locked.changed_at != row.changed_at:
            raise Conflict(_("The record changed while it was being signed; look at it again."))
        locked.report_number = said
        kept = keep(locked, REPORT, said, signed, by=by, moment=moment)
        move(
            locked,
            "sign",
            "reported",
            by=by,
            moment=moment,
            target=arrow.target,
            details={"number": said, "file_sha256": kept.sha256, "signature": str(kept.signature_id)},
            rows=[kept],
        )
    return locked


def keep(
    row: Inspection | Meeting, kind: str, number: str, signed: SignedPdf, *, by: Actor, moment: datetime
) -> Paper:
    """Keep a signed paper of an inspection or a meeting. One statement."""
    return Paper.objects.create(
        inspection=row if isinstance(row, Inspection) else None,
        meeting=row if isinstance(row, Meeting) else None,
        kind=kind,
        number=number,
        name=f"{row.code}-{kind}.pdf",
        content=signed.pdf,
        sha256=signed.sha256,
        signature_id=signed.signature_id,
        verdict=str(signed.verdict.bottom_line),
        signed_by=by.name,
        at=moment,
        simulated=by.simulated,
    )
