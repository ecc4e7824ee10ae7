"""The report's way after it was put to the leader: approve, sign, send, receive, accept, and every way back."""

from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from dieuhanh.config.actor import Actor
from dieuhanh.config.clock import moment_of
from dieuhanh.config.errors import Conflict, Fault, Invalid
from dieuhanh.config.text import nfc
from dieuhanh.reporting import paper
from dieuhanh.reporting.actions.accepting import record
from dieuhanh.reporting.actions.moves import move, next_version, take
from dieuhanh.reporting.models import Assignment, Submission, SubmissionFile
from dieuhanh.reporting.rules.workflow import Stage
from dieuhanh.signing.actions import sign_pdf
from dieuhanh.signing.queries import verify_pdf
from dieuhanh.signing.rules.verdict import BottomLine
from dieuhanh.signing.words import cause_sentences


@transaction.atomic
def give_back(
    assignment_id: UUID, *, by: Actor, reason: str, cells: Sequence[str] = (), at: datetime | None = None
) -> Assignment:
    """Return the report to who entered it, with the reason and marked cells (`form/row/column`)."""
    assignment, submission, arrow = take(assignment_id, "return", by=by, reason=reason)
    submission.marks, submission.reason = _marks(cells), nfc(reason)
    submission.approved_at = None
    move(
        assignment,
        submission,
        arrow,
        by=by,
        moment=moment_of(by, at),
        reason=nfc(reason),
        marks=submission.marks,
    )
    return assignment


def _marks(cells: Sequence[str]) -> list[str]:
    return [str(one)[:200] for one in cells][:1000]


@transaction.atomic
def approve(assignment_id: UUID, *, by: Actor, at: datetime | None = None) -> Assignment:
    """Approve what was put up. Nobody approves his own entry, unless the body is set to one step."""
    assignment, submission, arrow = take(assignment_id, "approve", by=by)
    moment = moment_of(by, at)
    submission.approver_appointment, submission.approver_name, submission.approved_at = (
        by.appointment_id,
        by.name,
        moment,
    )
    move(assignment, submission, arrow, by=by, moment=moment)
    return assignment


@sensitive_variables("passphrase")
def sign(assignment_id: UUID, *, by: Actor, passphrase: str, at: datetime | None = None) -> Assignment:
    """Make the report's PDF with its data inside, sign it personally, and keep it with its hash.

    Signing takes a moment, so it is done before the row is locked, and the locked row is judged again:
    of two who press at once one gets the report and the other hears that it is signed.

    Raises as `take` does, and as `signing.actions.sign_pdf` does (no token, wrong passphrase).
    """
    if not passphrase:
        message = _("Enter the passphrase of your signature.")
        raise Invalid(message, faults=[Fault(message, field="passphrase")])
    assignment, submission, _arrow = take(assignment_id, "sign", by=by, lock=False)
    pdf = paper.report_pdf(assignment, submission, by=by, on=moment_of(by, at))
    signed = sign_pdf(
        pdf,
        by=by,
        passphrase=passphrase,
        reason_vi=f"Ký báo cáo {assignment.number}, bản {submission.version}",
        subject_type="reporting.submission",
        subject_id=submission.id,
        at=at if by.simulated else None,
    )
    with transaction.atomic():
        locked, current, arrow = take(assignment_id, "sign", by=by)
        if current.content_hash != submission.content_hash or current.version != submission.version:
            raise Conflict(_("The report changed while it was being signed; look at it again."))
        moment = moment_of(by, at)
        current.signer_appointment, current.signer_name, current.signed_at = (
            by.appointment_id,
            by.name,
            moment,
        )
        SubmissionFile.objects.create(
            submission=current,
            kind=SubmissionFile.Kind.SIGNED,
            name=f"{locked.number}-v{current.version}.pdf",
            media_type="application/pdf",
            content=signed.pdf,
            sha256=signed.sha256,
            size=len(signed.pdf),
            signature_id=signed.signature_id,
            created_at=moment,
        )
        body = {
            "file_sha256": signed.sha256,
            "signature": str(signed.signature_id),
            "verdict": str(signed.verdict.bottom_line),
        }
        move(locked, current, arrow, by=by, moment=moment, body=body)
    return locked


@transaction.atomic
def send(assignment_id: UUID, *, by: Actor, at: datetime | None = None) -> Assignment:
    """Send the signed report to its receiver; the deadline's clock stops at this moment."""
    return _send(assignment_id, "send", by=by, at=at)


@transaction.atomic
def send_unsigned(assignment_id: UUID, *, by: Actor, at: datetime | None = None) -> Assignment:
    """Send a report of a regime that asks for no signature; the PDF is kept all the same."""
    return _send(assignment_id, "send_unsigned", by=by, at=at)


def _send(assignment_id: UUID, action: str, *, by: Actor, at: datetime | None) -> Assignment:
    assignment, submission, arrow = take(assignment_id, action, by=by)
    moment = moment_of(by, at)
    if action == "send_unsigned":
        pdf = paper.report_pdf(assignment, submission, by=by, on=moment)
        _keep(submission, pdf, f"{assignment.number}-v{submission.version}.pdf", moment)
    submission.sent_at = moment
    file = file_of(submission)
    move(
        assignment, submission, arrow, by=by, moment=moment, body={"file_sha256": file.sha256 if file else ""}
    )
    return assignment


def _keep(submission: Submission, pdf: bytes, name: str, moment: datetime) -> None:
    SubmissionFile.objects.create(
        submission=submission,
        kind=SubmissionFile.Kind.REPORT,
        name=name,
        media_type="application/pdf",
        content=pdf,
        sha256=sha256(pdf).hexdigest(),
        size=len(pdf),
        created_at=moment,
    )


def file_of(submission: Submission, *, content: bool = False) -> SubmissionFile | None:
    """The report as it was sent: the last file of the version. One statement."""
    rows = SubmissionFile.objects.filter(submission=submission).order_by("-id")
    return (rows if content else rows.defer("content")).first()


@transaction.atomic
def recall(assignment_id: UUID, *, by: Actor, reason: str, at: datetime | None = None) -> Assignment:
    """Take a sent report back, as long as nobody has received it; the clock runs again."""
    assignment, submission, arrow = take(assignment_id, "recall", by=by, reason=reason)
    submission.reason = nfc(reason)
    move(assignment, submission, arrow, by=by, moment=moment_of(by, at), reason=nfc(reason))
    return assignment


@transaction.atomic
def receive(assignment_id: UUID, *, by: Actor, at: datetime | None = None) -> Assignment:
    """Receive a report: its signature is verified again, and the file's hash. An invalid one is refused at once.

    A verdict that is open (no revocation list, say) neither receives nor refuses: raises `Conflict` with what is missing.
    """
    assignment, submission, arrow = take(assignment_id, "receive", by=by)
    moment = moment_of(by, at)
    file = file_of(submission, content=True)
    wrong = _judge_file(assignment, submission, file, at if by.simulated else None)
    submission.received_at = moment
    if wrong:
        submission.reason = wrong
        move(assignment, submission, arrow, by=by, moment=moment, reason=wrong, target=Stage.REFUSED)
        return assignment
    submission.receipt_number = f"{assignment.number}/{submission.version}"
    hashed = file.sha256 if file else ""
    move(
        assignment,
        submission,
        arrow,
        by=by,
        moment=moment,
        body={"file_sha256": hashed, "receipt": submission.receipt_number},
    )
    return assignment


def _judge_file(
    assignment: Assignment, submission: Submission, file: SubmissionFile | None, at: datetime | None
) -> str:
    """Why the report cannot be received; nothing when it can."""
    if not assignment.needs_signature and (file is None or file.kind == SubmissionFile.Kind.REPORT):
        return ""
    if file is None:
        return _("The report has no file.")
    verdict = verify_pdf(bytes(file.content), at=at, organisation_id=assignment.respondent_id)
    submission.verdict = verdict.as_dict()
    if verdict.sha256 != file.sha256:
        return _("The file is not the one that was signed.")
    if verdict.bottom_line is BottomLine.VALID:
        return ""
    said = " ".join(cause_sentences(verdict))
    if verdict.bottom_line is BottomLine.INDETERMINATE:
        raise Conflict(
            _("The signature cannot be judged yet: %(causes)s") % {"causes": said},
            code="signature-indeterminate",
        )
    return _("The signature is not valid: %(causes)s") % {"causes": said}


@transaction.atomic
def refuse(
    assignment_id: UUID, *, by: Actor, reason: str, cells: Sequence[str] = (), at: datetime | None = None
) -> Assignment:
    """Refuse a received report with the reason and marked cells; the sender makes a new version."""
    assignment, submission, arrow = take(assignment_id, "refuse", by=by, reason=reason)
    submission.marks, submission.reason = _marks(cells), nfc(reason)
    move(
        assignment,
        submission,
        arrow,
        by=by,
        moment=moment_of(by, at),
        reason=nfc(reason),
        marks=submission.marks,
    )
    return assignment


@transaction.atomic
def accept(assignment_id: UUID, *, by: Actor, at: datetime | None = None) -> Assignment:
    """Accept a received report: its figures become the body's claimed facts, in the same transaction."""
    assignment, submission, arrow = take(assignment_id, "accept", by=by)
    moment = moment_of(by, at)
    submission.accepted_at = moment
    facts = record(assignment, submission, by=by, moment=moment)
    move(assignment, submission, arrow, by=by, moment=moment, body={"facts": facts})
    return assignment


@transaction.atomic
def consolidate(assignment_id: UUID, *, by: Actor, at: datetime | None = None) -> Assignment:
    """Say that the report has gone into the consolidated one."""
    assignment, submission, arrow = take(assignment_id, "consolidate", by=by)
    move(assignment, submission, arrow, by=by, moment=moment_of(by, at))
    return assignment


@transaction.atomic
def request_amendment(
    assignment_id: UUID, *, by: Actor, reason: str, cells: Sequence[str] = (), at: datetime | None = None
) -> Assignment:
    """The receiver asks for an amended version; the accepted one stands until then."""
    return _amendment(assignment_id, "request_amendment", by=by, reason=reason, cells=cells, at=at)


@transaction.atomic
def propose_amendment(
    assignment_id: UUID, *, by: Actor, reason: str, cells: Sequence[str] = (), at: datetime | None = None
) -> Assignment:
    """The body itself says that its accepted report has to be amended, and why."""
    return _amendment(assignment_id, "propose_amendment", by=by, reason=reason, cells=cells, at=at)


def _amendment(
    assignment_id: UUID, action: str, *, by: Actor, reason: str, cells: Sequence[str], at: datetime | None
) -> Assignment:
    assignment, submission, arrow = take(assignment_id, action, by=by, reason=reason)
    submission.marks, submission.reason = _marks(cells), nfc(reason)
    move(
        assignment,
        submission,
        arrow,
        by=by,
        moment=moment_of(by, at),
        reason=nfc(reason),
        marks=submission.marks,
    )
    return assignment


@transaction.atomic
def revise(assignment_id: UUID, *, by: Actor, at: datetime | None = None) -> Assignment:
    """Begin the next version of a refused report; the refused one stays as it was."""
    return _begin(assignment_id, "revise", by=by, at=at)


@transaction.atomic
def amend(assignment_id: UUID, *, by: Actor, at: datetime | None = None) -> Assignment:
    """Begin the amended version; the accepted one stays visible with its date and reason."""
    return _begin(assignment_id, "amend", by=by, at=at)


def _begin(assignment_id: UUID, action: str, *, by: Actor, at: datetime | None) -> Assignment:
    assignment, submission, arrow = take(assignment_id, action, by=by)
    moment = moment_of(by, at)
    fresh = next_version(assignment, submission, moment=moment, reason=submission.reason)
    move(assignment, fresh, arrow, by=by, moment=moment, reason=submission.reason)
    return assignment
