"""From evidence to findings: each question decided by one pure function.

The evidence is gathered elsewhere (`pades` reads the file, `queries` reads the registers); nothing
here opens a file or asks a database, so that every row of the table of cases can be tested alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from dieuhanh.signing.rules.verdict import Answer, Cause, Finding, Question

CLOCK_SKEW = timedelta(minutes=5)
"""How far the signer's clock may run ahead of ours before the time is not believed."""


class Coverage(StrEnum):
    """How much of the file a signature covers."""

    WHOLE = "whole"
    EARLIER_REVISION = "earlier_revision"
    PARTIAL = "partial"


class LaterChanges(StrEnum):
    """What was added to the file after the signature."""

    NONE = "none"
    SIGNATURES = "signatures"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Mathematics:
    """What the arithmetic of one signature says, before anyone's trust or rights."""

    readable: bool
    digest_matches: bool
    signature_verifies: bool
    strong: bool
    personal: bool
    coverage: Coverage
    later: LaterChanges


class PathResult(StrEnum):
    """What building the path from the signer to the trust list gave, at the signing time."""

    FOUND = "found"
    NO_PATH = "no_path"
    BROKEN = "broken"
    WRONG_PURPOSE = "wrong_purpose"
    EXPIRED = "expired"
    NOT_YET_VALID = "not_yet_valid"


@dataclass(frozen=True, slots=True)
class LinkStatus:
    """What the revocation lists say of one certificate of the path (the anchor excepted)."""

    list_found: bool
    revoked_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Registration:
    """A certificate's entry in the register of people's certificates."""

    person_id: UUID
    registered_at: datetime
    unregistered_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class AppointmentHeld:
    """An appointment as the register of people has it; `until` is the first day it is over."""

    person_id: UUID
    organisation_id: UUID
    valid_from: date
    valid_to: date | None


def judge_intact(found: Mathematics) -> Finding:
    """Is what was signed what we read, and did this key sign it?"""
    question = Question.INTACT
    if not found.readable:
        return Finding(question, Answer.NO, Cause.SIGNATURE_BROKEN)
    if not found.digest_matches:
        return Finding(question, Answer.NO, Cause.CONTENT_CHANGED)
    if not found.signature_verifies:
        return Finding(question, Answer.NO, Cause.SIGNATURE_FORGED)
    if not found.personal:
        return Finding(question, Answer.NO, Cause.NOT_A_PERSONAL_SIGNATURE)
    if not found.strong:
        return Finding(question, Answer.INDETERMINATE, Cause.WEAK_ALGORITHM)
    return Finding(question, Answer.YES)


def judge_coverage(found: Mathematics) -> Finding:
    """Is every byte under the signature, or under a later signature that added nothing else?"""
    question = Question.WHOLE_DOCUMENT_COVERED
    if found.coverage is Coverage.WHOLE:
        return Finding(question, Answer.YES)
    if found.coverage is Coverage.PARTIAL:
        return Finding(question, Answer.NO, Cause.PARTLY_COVERED)
    if found.later is LaterChanges.SIGNATURES:
        return Finding(question, Answer.YES)
    return Finding(question, Answer.NO, Cause.CHANGED_AFTER_SIGNING)


def judge_time(signed_at: datetime | None, proven_at: datetime) -> Finding:
    """Can the claimed time be true? Without a time stamp it can only be refuted."""
    question = Question.TIME_CREDIBLE
    if signed_at is None:
        return Finding(question, Answer.INDETERMINATE, Cause.NO_SIGNING_TIME)
    if signed_at > proven_at + CLOCK_SKEW:
        return Finding(question, Answer.NO, Cause.SIGNED_IN_THE_FUTURE)
    return Finding(question, Answer.YES)


_PATH_FAULTS = {
    PathResult.NO_PATH: (Answer.INDETERMINATE, Cause.ISSUER_NOT_TRUSTED),
    PathResult.BROKEN: (Answer.NO, Cause.PATH_INVALID),
    PathResult.WRONG_PURPOSE: (Answer.NO, Cause.NOT_FOR_SIGNING),
    PathResult.EXPIRED: (Answer.NO, Cause.EXPIRED),
    PathResult.NOT_YET_VALID: (Answer.NO, Cause.NOT_YET_VALID),
}


def judge_chain(path: PathResult, valid_to: datetime | None, proven_at: datetime) -> Finding:
    """Does the certificate lead to the trust list, valid at the signing time?

    A certificate that was valid at the claimed time but had expired before the signature is
    first known to have existed stays indeterminate: the claim alone proves no time.
    """
    question = Question.CHAIN_TRUSTED
    if path in _PATH_FAULTS:
        answer, cause = _PATH_FAULTS[path]
        return Finding(question, answer, cause)
    if valid_to is not None and proven_at > valid_to + CLOCK_SKEW:
        return Finding(question, Answer.INDETERMINATE, Cause.EXPIRED_SINCE_TIME_UNPROVEN)
    return Finding(question, Answer.YES)


def judge_revocation(
    links: Sequence[LinkStatus] | None,
    signed_at: datetime | None,
    proven_at: datetime,
    *,
    missing_list_is_fine: bool = False,
) -> Finding:
    """Was no certificate of the path revoked when the signature was made?

    `links` is None where no path was found. A revocation later than the proven time changes
    nothing; one between the claimed and the proven time leaves it open (REVOKED_NO_POE).
    """
    question = Question.NOT_REVOKED
    if links is None or signed_at is None:
        return Finding(question, Answer.INDETERMINATE, Cause.CHAIN_UNKNOWN)
    revoked = [link.revoked_at for link in links if link.revoked_at is not None]
    if any(moment <= signed_at for moment in revoked):
        return Finding(question, Answer.NO, Cause.REVOKED)
    if any(moment <= proven_at for moment in revoked):
        return Finding(question, Answer.INDETERMINATE, Cause.REVOKED_SINCE_TIME_UNPROVEN)
    if all(link.list_found for link in links):
        return Finding(question, Answer.YES)
    if missing_list_is_fine:
        return Finding(question, Answer.YES, Cause.NO_REVOCATION_LIST_ACCEPTED)
    return Finding(question, Answer.INDETERMINATE, Cause.NO_REVOCATION_LIST)


def judge_registration(
    registration: Registration | None, signed_at: datetime | None, proven_at: datetime
) -> Finding:
    """Was the certificate registered to a person when it signed?"""
    question = Question.SIGNER_REGISTERED
    if registration is None:
        return Finding(question, Answer.NO, Cause.NOT_REGISTERED)
    if signed_at is None:
        return Finding(question, Answer.INDETERMINATE, Cause.NO_SIGNING_TIME)
    if signed_at < registration.registered_at - CLOCK_SKEW:
        return Finding(question, Answer.NO, Cause.REGISTERED_LATER)
    ended = registration.unregistered_at
    if ended is not None and signed_at >= ended:
        return Finding(question, Answer.NO, Cause.UNREGISTERED_BEFORE)
    if ended is not None and proven_at >= ended:
        return Finding(question, Answer.INDETERMINATE, Cause.UNREGISTERED_SINCE_TIME_UNPROVEN)
    return Finding(question, Answer.YES)


def judge_appointment(
    named: UUID | None,
    held: AppointmentHeld | None,
    person_id: UUID | None,
    signed_on: date | None,
    *,
    expected_organisation_id: UUID | None = None,
) -> Finding:
    """Did the signer hold the appointment named in the signature on the signing day?

    `signed_on` is the day in Việt Nam. `expected_organisation_id` is the body whose paper it is,
    where the caller knows it: the right person of the wrong body is not its signer.
    """
    question = Question.SIGNER_HELD_APPOINTMENT
    if person_id is None:
        return Finding(question, Answer.INDETERMINATE, Cause.SIGNER_UNKNOWN)
    if named is None:
        return Finding(question, Answer.INDETERMINATE, Cause.APPOINTMENT_NOT_NAMED)
    if held is None:
        return Finding(question, Answer.NO, Cause.APPOINTMENT_UNKNOWN)
    if held.person_id != person_id:
        return Finding(question, Answer.NO, Cause.APPOINTMENT_OF_ANOTHER)
    if signed_on is None:
        return Finding(question, Answer.INDETERMINATE, Cause.NO_SIGNING_TIME)
    if not was_held(held, signed_on):
        return Finding(question, Answer.NO, Cause.APPOINTMENT_NOT_THEN)
    if expected_organisation_id is not None and held.organisation_id != expected_organisation_id:
        return Finding(question, Answer.NO, Cause.OTHER_ORGANISATION)
    return Finding(question, Answer.YES)


def was_held(held: AppointmentHeld, day: date) -> bool:
    """Whether the appointment ran on that day (`valid_to` is the first day after it)."""
    return held.valid_from <= day and (held.valid_to is None or day < held.valid_to)
