"""The rules alone: the whole table of answers, without a file and without a database."""

from datetime import UTC, date, datetime, timedelta
from itertools import product
from typing import Any
from uuid import UUID

import pytest

from dieuhanh.signing.rules import findings as judge
from dieuhanh.signing.rules.findings import (
    AppointmentHeld,
    Coverage,
    LaterChanges,
    LinkStatus,
    Mathematics,
    PathResult,
    Registration,
)
from dieuhanh.signing.rules.registration import (
    CertificateFacts,
    RegistrationFault,
    bears_name,
    pause_after,
    registration_faults,
)
from dieuhanh.signing.rules.verdict import (
    Answer,
    BottomLine,
    Cause,
    Finding,
    Question,
    SignatureVerdict,
    Verdict,
    bottom_line,
)

T = datetime(2020, 8, 5, 2, 30, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
AN, BINH, BODY, OTHER = (UUID(int=n) for n in (1, 2, 3, 4))


def test_the_bottom_line_is_the_worst_answer_over_the_whole_square_of_three_questions() -> None:
    rest = [Finding(q, Answer.YES) for q in list(Question)[3:]]
    for answers in product(Answer, repeat=3):
        found = tuple(Finding(q, a) for q, a in zip(list(Question)[:3], answers, strict=True)) + tuple(rest)
        expected = (
            BottomLine.INVALID
            if Answer.NO in answers
            else BottomLine.INDETERMINATE
            if Answer.INDETERMINATE in answers
            else BottomLine.VALID
        )
        assert bottom_line(found) is expected


@pytest.mark.parametrize("missing", list(Question))
def test_a_question_that_nobody_asked_never_turns_the_verdict_green(missing: Question) -> None:
    found = tuple(Finding(q, Answer.YES) for q in Question if q is not missing)
    assert bottom_line(found) is BottomLine.INDETERMINATE


def test_a_file_is_as_good_as_its_worst_signature() -> None:
    good = tuple(Finding(q, Answer.YES) for q in Question)
    open_ = (*good[1:], Finding(Question.INTACT, Answer.INDETERMINATE, Cause.WEAK_ALGORITHM))
    bad = (*good[1:], Finding(Question.INTACT, Answer.NO, Cause.CONTENT_CHANGED))

    def line(*findings: Any) -> BottomLine:
        return Verdict("", T, tuple(SignatureVerdict("f", one, T, T) for one in findings)).bottom_line

    assert line(good, good) is BottomLine.VALID
    assert line(good, open_) is BottomLine.INDETERMINATE
    assert line(open_, bad, good) is BottomLine.INVALID
    assert line() is BottomLine.INVALID


def _mathematics(**changes: Any) -> Mathematics:
    fine: dict[str, Any] = {
        "readable": True,
        "digest_matches": True,
        "signature_verifies": True,
        "strong": True,
        "personal": True,
        "coverage": Coverage.WHOLE,
        "later": LaterChanges.NONE,
    }
    return Mathematics(**{**fine, **changes})


@pytest.mark.parametrize(
    ("changes", "answer", "cause"),
    [
        ({}, Answer.YES, Cause.FINE),
        ({"readable": False}, Answer.NO, Cause.SIGNATURE_BROKEN),
        ({"digest_matches": False}, Answer.NO, Cause.CONTENT_CHANGED),
        ({"signature_verifies": False}, Answer.NO, Cause.SIGNATURE_FORGED),
        ({"personal": False}, Answer.NO, Cause.NOT_A_PERSONAL_SIGNATURE),
        ({"strong": False}, Answer.INDETERMINATE, Cause.WEAK_ALGORITHM),
        ({"strong": False, "digest_matches": False}, Answer.NO, Cause.CONTENT_CHANGED),
    ],
)
def test_intact(changes: dict[str, Any], answer: Answer, cause: Cause) -> None:
    assert judge.judge_intact(_mathematics(**changes)) == Finding(Question.INTACT, answer, cause)


@pytest.mark.parametrize("coverage", list(Coverage))
@pytest.mark.parametrize("later", list(LaterChanges))
def test_coverage_over_the_whole_square(coverage: Coverage, later: LaterChanges) -> None:
    found = judge.judge_coverage(_mathematics(coverage=coverage, later=later))
    fine = coverage is Coverage.WHOLE or (
        coverage is Coverage.EARLIER_REVISION and later is LaterChanges.SIGNATURES
    )
    assert found.answer is (Answer.YES if fine else Answer.NO)


@pytest.mark.parametrize(
    ("revoked_at", "proven_at", "cause"),
    [
        (None, T, Cause.FINE),
        (T - HOUR, T, Cause.REVOKED),  # before signing
        (T, T, Cause.REVOKED),  # at the very moment
        (T + HOUR, T, Cause.FINE),  # after a proved time
        (T + HOUR, T + DAY, Cause.REVOKED_SINCE_TIME_UNPROVEN),  # between claim and proof
    ],
)
def test_revocation_is_judged_by_claimed_and_proved_time(
    revoked_at: datetime | None, proven_at: datetime, cause: Cause
) -> None:
    assert judge.judge_revocation([LinkStatus(True, revoked_at)], T, proven_at).cause is cause


def test_a_revoked_authority_revokes_what_is_below_it() -> None:
    links = [LinkStatus(True, T - DAY), LinkStatus(True, None)]
    assert judge.judge_revocation(links, T, T).cause is Cause.REVOKED


def test_a_missing_list_is_open_but_a_known_revocation_counts_without_it() -> None:
    assert judge.judge_revocation([LinkStatus(False)], T, T).cause is Cause.NO_REVOCATION_LIST
    accepted = judge.judge_revocation([LinkStatus(False)], T, T, missing_list_is_fine=True)
    assert (accepted.answer, accepted.cause) == (Answer.YES, Cause.NO_REVOCATION_LIST_ACCEPTED)
    known = judge.judge_revocation([LinkStatus(False, T - DAY)], T, T, missing_list_is_fine=True)
    assert known.cause is Cause.REVOKED
    assert judge.judge_revocation(None, T, T).cause is Cause.CHAIN_UNKNOWN


@pytest.mark.parametrize(
    ("path", "valid_to", "proven_at", "answer", "cause"),
    [
        (PathResult.FOUND, T + DAY, T, Answer.YES, Cause.FINE),
        (PathResult.FOUND, T + DAY, T + 2 * DAY, Answer.INDETERMINATE, Cause.EXPIRED_SINCE_TIME_UNPROVEN),
        (PathResult.NO_PATH, None, T, Answer.INDETERMINATE, Cause.ISSUER_NOT_TRUSTED),
        (PathResult.BROKEN, None, T, Answer.NO, Cause.PATH_INVALID),
        (PathResult.WRONG_PURPOSE, None, T, Answer.NO, Cause.NOT_FOR_SIGNING),
        (PathResult.EXPIRED, None, T, Answer.NO, Cause.EXPIRED),
        (PathResult.NOT_YET_VALID, None, T, Answer.NO, Cause.NOT_YET_VALID),
    ],
)
def test_the_chain(
    path: PathResult, valid_to: datetime | None, proven_at: datetime, answer: Answer, cause: Cause
) -> None:
    assert judge.judge_chain(path, valid_to, proven_at) == Finding(Question.CHAIN_TRUSTED, answer, cause)


def test_a_clock_five_minutes_ahead_is_believed_and_more_is_not() -> None:
    assert judge.judge_time(T + timedelta(minutes=5), T).answer is Answer.YES
    assert judge.judge_time(T + timedelta(minutes=5, seconds=1), T).cause is Cause.SIGNED_IN_THE_FUTURE
    assert judge.judge_time(None, T).answer is Answer.INDETERMINATE


@pytest.mark.parametrize(
    ("registered", "unregistered", "proven_at", "cause"),
    [
        (T - DAY, None, T, Cause.FINE),
        (T + HOUR, None, T + DAY, Cause.REGISTERED_LATER),
        (T - DAY, T - HOUR, T, Cause.UNREGISTERED_BEFORE),
        (T - DAY, T + HOUR, T, Cause.FINE),
        (T - DAY, T + HOUR, T + DAY, Cause.UNREGISTERED_SINCE_TIME_UNPROVEN),
    ],
)
def test_registration(
    registered: datetime, unregistered: datetime | None, proven_at: datetime, cause: Cause
) -> None:
    found = judge.judge_registration(Registration(AN, registered, unregistered), T, proven_at)
    assert found.cause is cause


APPOINTMENT = AppointmentHeld(AN, BODY, date(2020, 1, 1), date(2020, 8, 5))


@pytest.mark.parametrize(
    ("day", "cause"),
    [
        (date(2019, 12, 31), Cause.APPOINTMENT_NOT_THEN),
        (date(2020, 1, 1), Cause.FINE),
        (date(2020, 8, 4), Cause.FINE),
        (date(2020, 8, 5), Cause.APPOINTMENT_NOT_THEN),  # half open: the first day it is over
    ],
)
def test_an_appointment_is_held_from_its_first_day_to_the_day_before_its_end(day: date, cause: Cause) -> None:
    assert judge.judge_appointment(UUID(int=9), APPOINTMENT, AN, day).cause is cause


def test_whose_appointment_and_of_which_body() -> None:
    day, named = date(2020, 3, 1), UUID(int=9)
    assert judge.judge_appointment(named, APPOINTMENT, None, day).cause is Cause.SIGNER_UNKNOWN
    assert judge.judge_appointment(None, APPOINTMENT, AN, day).cause is Cause.APPOINTMENT_NOT_NAMED
    assert judge.judge_appointment(named, None, AN, day).cause is Cause.APPOINTMENT_UNKNOWN
    assert judge.judge_appointment(named, APPOINTMENT, BINH, day).cause is Cause.APPOINTMENT_OF_ANOTHER
    other = judge.judge_appointment(named, APPOINTMENT, AN, day, expected_organisation_id=OTHER)
    assert other.cause is Cause.OTHER_ORGANISATION


def _facts(**changes: Any) -> CertificateFacts:
    fine: dict[str, Any] = {
        "subject": "CN=Nguyễn Văn An",
        "common_name": "Nguyễn Văn An",
        "issuer": "CN=Gốc",
        "serial": "1f",
        "fingerprint": "0" * 64,
        "valid_from": T - DAY,
        "valid_to": T + DAY,
        "key_kind": "ec",
        "key_bits": 256,
        "is_authority": False,
        "usages": frozenset({"digital_signature"}),
    }
    return CertificateFacts(**{**fine, **changes})


@pytest.mark.parametrize(
    ("changes", "given", "faults"),
    [
        ({}, {}, []),
        ({"usages": None}, {}, []),
        ({"usages": frozenset({"non_repudiation"})}, {}, []),
        ({"usages": frozenset({"key_encipherment"})}, {}, [RegistrationFault.NOT_FOR_SIGNING]),
        ({"is_authority": True}, {}, [RegistrationFault.AUTHORITY_CERTIFICATE]),
        ({"key_kind": "rsa", "key_bits": 2047}, {}, [RegistrationFault.WEAK_KEY]),
        ({"key_kind": "rsa", "key_bits": 2048}, {}, []),
        ({"key_kind": "other", "key_bits": 4096}, {}, [RegistrationFault.WEAK_KEY]),
        ({"valid_to": T - HOUR}, {}, [RegistrationFault.EXPIRED]),
        ({"valid_from": T + HOUR}, {}, [RegistrationFault.NOT_YET_VALID]),
        ({}, {"leads_to_trust_list": False}, [RegistrationFault.ISSUER_NOT_TRUSTED]),
        ({"common_name": "Trần Thị Bình"}, {}, [RegistrationFault.OTHER_NAME]),
        ({"common_name": "Trần Thị Bình"}, {"by_manager": True}, []),
        ({}, {"registered_to": AN}, [RegistrationFault.ALREADY_REGISTERED]),
        ({}, {"registered_to": BINH}, [RegistrationFault.REGISTERED_TO_ANOTHER]),
    ],
)
def test_what_may_be_registered(changes: dict[str, Any], given: dict[str, Any], faults: list[Any]) -> None:
    fine: dict[str, Any] = {
        "now": T,
        "leads_to_trust_list": True,
        "person_name": "Nguyễn Văn An",
        "by_manager": False,
        "person_id": AN,
        "registered_to": None,
    }
    assert list(registration_faults(_facts(**changes), **{**fine, **given})) == faults


@pytest.mark.parametrize(
    ("certificate", "person", "bears"),
    [
        ("NGUYEN VAN AN", "Nguyễn Văn An", True),
        ("Nguyễn Văn An - Bộ trưởng", "Nguyễn Văn An", True),
        ("Đỗ Thị Đào", "Đỗ Thị Đào", True),
        ("Do Thi Dao", "Đỗ Thị Đào", True),
        ("Nguyễn Văn Ánh", "Nguyễn Văn An", False),
        ("Nguyễn Văn", "Nguyễn Văn An", False),
        ("Ai đó", "", False),
    ],
)
def test_a_name_is_compared_without_case_and_diacritics(certificate: str, person: str, bears: bool) -> None:
    assert bears_name(certificate, person) is bears


def test_the_fifth_wrong_passphrase_begins_a_pause() -> None:
    assert pause_after(4, T) is None
    assert pause_after(5, T) == T + timedelta(minutes=15)
