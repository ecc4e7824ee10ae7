"""A verdict built of findings.

One question, one answer, one named cause; never a single green light. The questions are kept apart
because each has its own remedy: a changed file is sent back, an unknown issuer waits for the trust
list, a signer without an appointment is a matter of authority and not of mathematics. The third
answer, indeterminate, says that what was found is not enough to decide (EN 319 102-1, section 5).
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID


class Question(StrEnum):
    """What is asked of every signature."""

    INTACT = "intact"
    WHOLE_DOCUMENT_COVERED = "whole_document_covered"
    TIME_CREDIBLE = "time_credible"
    CHAIN_TRUSTED = "chain_trusted"
    NOT_REVOKED = "not_revoked"
    SIGNER_REGISTERED = "signer_registered"
    SIGNER_HELD_APPOINTMENT = "signer_held_appointment"


class Answer(StrEnum):
    """Yes, no, or what was found does not decide it."""

    YES = "yes"
    NO = "no"
    INDETERMINATE = "indeterminate"


class Cause(StrEnum):
    """Why the answer is what it is. `words.py` says each of them in plain language."""

    FINE = "fine"
    # the file
    UNREADABLE = "unreadable"
    TOO_LARGE = "too_large"
    NOT_SIGNED = "not_signed"
    TOO_MANY_SIGNATURES = "too_many_signatures"
    # intact
    CONTENT_CHANGED = "content_changed"
    SIGNATURE_FORGED = "signature_forged"
    SIGNATURE_BROKEN = "signature_broken"
    WEAK_ALGORITHM = "weak_algorithm"
    NOT_A_PERSONAL_SIGNATURE = "not_a_personal_signature"
    # whole document covered
    CHANGED_AFTER_SIGNING = "changed_after_signing"
    PARTLY_COVERED = "partly_covered"
    # time
    NO_SIGNING_TIME = "no_signing_time"
    SIGNED_IN_THE_FUTURE = "signed_in_the_future"
    # chain
    ISSUER_NOT_TRUSTED = "issuer_not_trusted"
    PATH_INVALID = "path_invalid"
    NOT_FOR_SIGNING = "not_for_signing"
    EXPIRED = "expired"
    NOT_YET_VALID = "not_yet_valid"
    EXPIRED_SINCE_TIME_UNPROVEN = "expired_since_time_unproven"
    # revocation
    REVOKED = "revoked"
    REVOKED_SINCE_TIME_UNPROVEN = "revoked_since_time_unproven"
    NO_REVOCATION_LIST = "no_revocation_list"
    NO_REVOCATION_LIST_ACCEPTED = "no_revocation_list_accepted"
    CHAIN_UNKNOWN = "chain_unknown"
    # registration
    NOT_REGISTERED = "not_registered"
    REGISTERED_LATER = "registered_later"
    UNREGISTERED_BEFORE = "unregistered_before"
    UNREGISTERED_SINCE_TIME_UNPROVEN = "unregistered_since_time_unproven"
    # appointment
    APPOINTMENT_NOT_NAMED = "appointment_not_named"
    APPOINTMENT_UNKNOWN = "appointment_unknown"
    APPOINTMENT_OF_ANOTHER = "appointment_of_another"
    APPOINTMENT_NOT_THEN = "appointment_not_then"
    OTHER_ORGANISATION = "other_organisation"
    SIGNER_UNKNOWN = "signer_unknown"


class BottomLine(StrEnum):
    """The one line under all findings."""

    VALID = "valid"
    INVALID = "invalid"
    INDETERMINATE = "indeterminate"


@dataclass(frozen=True, slots=True)
class Finding:
    """One question with its answer and the named cause of it."""

    question: Question
    answer: Answer
    cause: Cause = Cause.FINE

    def as_dict(self) -> dict[str, str]:
        """`{"question", "answer", "cause"}`, each one of the words above."""
        return {"question": self.question, "answer": self.answer, "cause": self.cause}


def bottom_line(findings: tuple[Finding, ...]) -> BottomLine:
    """Any no: invalid. Else any indeterminate: indeterminate. Every question yes: valid.

    A question that was not answered at all counts as indeterminate, so that a check that
    somebody forgets can never turn a verdict green.
    """
    answers = {finding.question: finding.answer for finding in findings}
    if Answer.NO in answers.values():
        return BottomLine.INVALID
    if all(answers.get(question) is Answer.YES for question in Question):
        return BottomLine.VALID
    return BottomLine.INDETERMINATE


@dataclass(frozen=True, slots=True)
class SignatureVerdict:
    """What was found out about one signature in the file.

    `signed_at` is what the signer claims; `proven_at` is the moment at which the signature is
    known to have existed: our own ledgered record of it, the receipt, or the check itself.
    """

    field: str
    findings: tuple[Finding, ...]
    signed_at: datetime | None
    proven_at: datetime
    subject: str = ""
    issuer: str = ""
    serial: str = ""
    fingerprint: str = ""
    person_id: UUID | None = None
    person_name: str = ""
    appointment_id: UUID | None = None
    position: str = ""
    organisation_id: UUID | None = None
    simulated: bool = False

    @property
    def bottom_line(self) -> BottomLine:
        """Computed from the findings; never stored apart from them."""
        return bottom_line(self.findings)

    def finding(self, question: Question) -> Finding:
        """The finding on one question; indeterminate where it was not asked."""
        for found in self.findings:
            if found.question is question:
                return found
        return Finding(question, Answer.INDETERMINATE, Cause.CHAIN_UNKNOWN)

    def as_dict(self) -> dict[str, Any]:
        """JSON for the record of the signature and for the API."""
        return {
            "field": self.field,
            "bottom_line": self.bottom_line,
            "findings": [finding.as_dict() for finding in self.findings],
            "signed_at": self.signed_at.isoformat() if self.signed_at else None,
            "proven_at": self.proven_at.isoformat(),
            "subject": self.subject,
            "issuer": self.issuer,
            "serial": self.serial,
            "fingerprint": self.fingerprint,
            "person_id": str(self.person_id) if self.person_id else None,
            "person_name": self.person_name,
            "appointment_id": str(self.appointment_id) if self.appointment_id else None,
            "position": self.position,
            "organisation_id": str(self.organisation_id) if self.organisation_id else None,
            "simulated": self.simulated,
        }


@dataclass(frozen=True, slots=True)
class Verdict:
    """The verdict on a file: one per signature, and the worst of them at the bottom."""

    sha256: str
    checked_at: datetime
    signatures: tuple[SignatureVerdict, ...]
    cause: Cause = Cause.FINE

    @property
    def bottom_line(self) -> BottomLine:
        """Invalid without a signature; else the worst of the signatures."""
        if self.cause is not Cause.FINE or not self.signatures:
            return BottomLine.INVALID
        lines = {signature.bottom_line for signature in self.signatures}
        for worst in (BottomLine.INVALID, BottomLine.INDETERMINATE):
            if worst in lines:
                return worst
        return BottomLine.VALID

    @property
    def last(self) -> SignatureVerdict | None:
        """The signature that closes the file."""
        return self.signatures[-1] if self.signatures else None

    def as_dict(self) -> dict[str, Any]:
        """JSON for records and for the API."""
        return {
            "sha256": self.sha256,
            "checked_at": self.checked_at.isoformat(),
            "bottom_line": self.bottom_line,
            "cause": self.cause,
            "signatures": [signature.as_dict() for signature in self.signatures],
        }
