"""The verdict: each finding apart, each with its named cause."""

from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from pyhanko.pdf_utils.generic import pdf_name, pdf_string
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from dieuhanh.signing.actions import import_trust_anchor, unregister_certificate, withdraw_trust_anchor
from dieuhanh.signing.queries import verify_pdf
from dieuhanh.signing.rules.verdict import BottomLine, Cause, Question
from tests import factories
from tests.signing.world import SUMMER

pytestmark = pytest.mark.django_db
VALID, INVALID, OPEN = BottomLine.VALID, BottomLine.INVALID, BottomLine.INDETERMINATE


def test_a_report_signed_by_its_leader_is_valid_in_every_finding(
    office: Any, report: bytes, findings: Any
) -> None:
    office.register("leader")
    verdict = verify_pdf(office.sign(report), at=SUMMER)
    assert verdict.bottom_line is VALID
    assert findings(verdict) == {}
    assert {f.question for f in verdict.last.findings} == set(Question)
    assert (verdict.last.person_name, verdict.last.position) == ("Nguyễn Văn An", "Bộ trưởng")
    assert verdict.last.signed_at == SUMMER


def test_rsa_with_pss_is_verified_like_an_elliptic_curve(office: Any, report: bytes) -> None:
    office.register("leader-rsa")
    assert verify_pdf(office.sign(report, "leader-rsa"), at=SUMMER).bottom_line is VALID


def test_one_changed_byte_is_found(office: Any, report: bytes, findings: Any) -> None:
    office.register("leader")
    signed = bytearray(office.sign(report))
    place = signed.index(b"/Type")
    signed[place + 2] ^= 1
    verdict = verify_pdf(bytes(signed), at=SUMMER)
    assert verdict.bottom_line is INVALID
    assert verdict.last is None or findings(verdict)["intact"] in {"content_changed", "signature_broken"}


def test_a_changed_byte_inside_the_content_leaves_the_signature_readable_and_says_what_happened(
    office: Any, report: bytes, findings: Any
) -> None:
    office.register("leader")
    signed = bytearray(office.sign(report))
    signed[signed.index(b"stream") + 40] ^= 1
    verdict = verify_pdf(bytes(signed), at=SUMMER)
    assert verdict.bottom_line is INVALID
    assert findings(verdict) == {"intact": "content_changed"}


def test_something_appended_after_the_signature_is_refused(office: Any, report: bytes, findings: Any) -> None:
    office.register("leader")
    verdict = verify_pdf(_with_title(office.sign(report), "Khác"), at=SUMMER)
    assert verdict.bottom_line is INVALID
    assert findings(verdict) == {"whole_document_covered": "changed_after_signing"}


def test_even_a_comment_after_the_end_is_refused(office: Any, report: bytes, findings: Any) -> None:
    office.register("leader")
    verdict = verify_pdf(office.sign(report) + b"\n% hello\n", at=SUMMER)
    assert verdict.bottom_line is INVALID
    assert findings(verdict)["whole_document_covered"] == "changed_after_signing"


def test_a_second_signature_leaves_the_first_one_valid(office: Any, report: bytes) -> None:
    office.register("leader")
    deputy = factories.appointment(office.ministry, full_name="Trần Thị Bình", valid_from=date(2016, 4, 9))
    office.register("deputy", person=deputy.person)
    twice = office.sign(
        office.sign(report, "deputy", appointment=deputy), "leader", at=SUMMER + timedelta(hours=1)
    )
    verdict = verify_pdf(twice, at=SUMMER + timedelta(hours=1))
    assert [one.bottom_line for one in verdict.signatures] == [VALID, VALID]
    assert [one.person_name for one in verdict.signatures] == ["Trần Thị Bình", "Nguyễn Văn An"]


def test_a_change_between_two_signatures_breaks_the_first_and_so_the_file(office: Any, report: bytes) -> None:
    office.register("leader")
    between = _with_title(office.sign(report), "Khác")
    # The library itself refuses to sign over a breach, so the second signature is put on by force.
    second = office.world.sign(
        between, "leader", appointment_id=office.leader.pk, at=SUMMER + timedelta(hours=1)
    )
    verdict = verify_pdf(second, at=SUMMER + timedelta(hours=1))
    assert verdict.bottom_line is INVALID
    assert verdict.signatures[0].finding(Question.WHOLE_DOCUMENT_COVERED).cause is Cause.CHANGED_AFTER_SIGNING


@pytest.mark.parametrize(
    ("data", "cause"),
    [(b"", "unreadable"), (b"%PDF-1.7\nnothing", "unreadable"), (b"MZ" * 5000, "unreadable")],
)
def test_what_is_no_pdf_is_a_verdict_and_not_an_error(db: None, data: bytes, cause: str) -> None:
    verdict = verify_pdf(data)
    assert (verdict.bottom_line, str(verdict.cause)) == (INVALID, cause)


def test_an_unsigned_paper_is_invalid_and_says_so(db: None, report: bytes) -> None:
    verdict = verify_pdf(report)
    assert (verdict.bottom_line, verdict.cause) == (INVALID, Cause.NOT_SIGNED)


def test_an_issuer_that_is_not_on_the_trust_list_leaves_it_open(
    office: Any, report: bytes, findings: Any
) -> None:
    office.register("leader-of-stranger")
    verdict = verify_pdf(office.sign(report, "leader-of-stranger"), at=SUMMER)
    assert verdict.bottom_line is OPEN
    assert findings(verdict) == {"chain_trusted": "issuer_not_trusted", "not_revoked": "chain_unknown"}


def test_an_empty_trust_list_trusts_nobody(db: None, world: Any, report: bytes) -> None:
    signed = world.sign(report, "leader", appointment_id=uuid4())
    assert verify_pdf(signed).last.finding(Question.CHAIN_TRUSTED).cause is Cause.ISSUER_NOT_TRUSTED


def test_an_anchor_is_trusted_between_its_own_days_only(office: Any, report: bytes) -> None:
    office.register("leader-of-stranger")
    anchor = import_trust_anchor(by=office.manager, certificate=office.world.certificate("stranger"))
    withdraw_trust_anchor(anchor.pk, by=office.manager, reason="Hết hạn", at=datetime(2020, 8, 1, tzinfo=UTC))
    before = office.sign(report, "leader-of-stranger", at=datetime(2020, 7, 31, tzinfo=UTC))
    after = office.sign(report, "leader-of-stranger", at=datetime(2020, 8, 2, tzinfo=UTC))
    question = Question.CHAIN_TRUSTED
    assert verify_pdf(before, at=SUMMER).last.finding(question).cause is Cause.FINE
    assert verify_pdf(after, at=SUMMER).last.finding(question).cause is Cause.ISSUER_NOT_TRUSTED


def test_a_certificate_expired_at_signing_is_refused(office: Any, report: bytes, findings: Any) -> None:
    office.register("leader-expired")
    verdict = verify_pdf(office.sign(report, "leader-expired"), at=SUMMER)
    assert verdict.bottom_line is INVALID
    assert findings(verdict)["chain_trusted"] == "expired"


def test_a_certificate_not_yet_in_force_is_refused(office: Any, report: bytes, findings: Any) -> None:
    office.register("leader-not-yet")
    assert (
        findings(verify_pdf(office.sign(report, "leader-not-yet"), at=SUMMER))["chain_trusted"]
        == "not_yet_valid"
    )


def test_a_certificate_that_expired_since_stands_with_a_proved_time_and_is_open_without(
    office: Any, report: bytes, findings: Any
) -> None:
    office.register("leader-expired")
    signed = office.sign(report, "leader-expired", at=datetime(2020, 6, 1, tzinfo=UTC))
    assert verify_pdf(signed, at=datetime(2020, 6, 2, tzinfo=UTC)).bottom_line is VALID
    later = verify_pdf(signed)
    assert later.bottom_line is OPEN
    assert findings(later) == {"chain_trusted": "expired_since_time_unproven"}


def test_a_certificate_for_servers_does_not_sign(office: Any, report: bytes, findings: Any) -> None:
    office.register("leader-for-servers")
    verdict = verify_pdf(office.sign(report, "leader-for-servers"), at=SUMMER)
    assert (verdict.bottom_line, findings(verdict)["chain_trusted"]) == (INVALID, "not_for_signing")


def test_a_small_key_is_weak(office: Any, report: bytes, findings: Any) -> None:
    office.register("leader-small-key")
    verdict = verify_pdf(office.sign(report, "leader-small-key"), at=SUMMER)
    assert verdict.bottom_line is not VALID
    assert findings(verdict)["intact"] == "weak_algorithm"


def test_a_certificate_revoked_before_signing_is_refused(office: Any, report: bytes, findings: Any) -> None:
    office.register("leader-revoked")
    verdict = verify_pdf(office.sign(report, "leader-revoked"), at=SUMMER)
    assert verdict.bottom_line is INVALID
    assert findings(verdict) == {"not_revoked": "revoked"}


def test_a_certificate_revoked_after_signing_stands_with_a_proved_time_and_is_open_without(
    office: Any, report: bytes, findings: Any
) -> None:
    office.register("leader-revoked")
    signed = office.sign(report, "leader-revoked", at=datetime(2020, 7, 1, tzinfo=UTC))
    assert verify_pdf(signed, at=datetime(2020, 7, 2, tzinfo=UTC)).bottom_line is VALID
    assert findings(verify_pdf(signed)) == {"not_revoked": "revoked_since_time_unproven"}


def test_no_revocation_list_for_the_time_leaves_it_open_or_passes_by_setting(
    office: Any, report: bytes, findings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.register("leader-of-stranger")
    import_trust_anchor(by=office.manager, certificate=office.world.certificate("stranger"))
    signed = office.sign(report, "leader-of-stranger")
    verdict = verify_pdf(signed, at=SUMMER)
    assert (verdict.bottom_line, findings(verdict)) == (OPEN, {"not_revoked": "no_revocation_list"})
    monkeypatch.setenv("DIEUHANH_SIGNING_MISSING_CRL", "accept")
    verdict = verify_pdf(signed, at=SUMMER)
    assert (verdict.bottom_line, findings(verdict)) == (VALID, {"not_revoked": "no_revocation_list_accepted"})


def test_a_signing_time_after_the_receipt_is_not_believed(office: Any, report: bytes, findings: Any) -> None:
    office.register("leader")
    verdict = verify_pdf(office.sign(report), at=SUMMER - timedelta(hours=1))
    assert (verdict.bottom_line, findings(verdict)) == (INVALID, {"time_credible": "signed_in_the_future"})


def test_a_certificate_that_nobody_registered_is_nobodys(office: Any, report: bytes, findings: Any) -> None:
    verdict = verify_pdf(office.sign(report), at=SUMMER)
    assert verdict.bottom_line is INVALID
    assert findings(verdict) == {
        "signer_registered": "not_registered",
        "signer_held_appointment": "signer_unknown",
    }


def test_a_certificate_registered_after_the_signing_does_not_count(
    office: Any, report: bytes, findings: Any
) -> None:
    office.register("leader", at=SUMMER + timedelta(days=1))
    verdict = verify_pdf(office.sign(report), at=SUMMER + timedelta(days=2))
    assert (verdict.bottom_line, findings(verdict)) == (INVALID, {"signer_registered": "registered_later"})


def test_a_certificate_taken_out_later_leaves_what_it_signed_before_valid(
    office: Any, report: bytes, findings: Any
) -> None:
    certificate = office.register("leader")
    signed = office.sign(report)
    unregister_certificate(certificate.pk, by=office.by, reason="Mất thiết bị")
    assert verify_pdf(signed, at=SUMMER).bottom_line is VALID
    assert findings(verify_pdf(signed)) == {"signer_registered": "unregistered_since_time_unproven"}
    now = office.sign(report, at=datetime.now(UTC) + timedelta(minutes=1))
    assert findings(verify_pdf(now))["signer_registered"] == "unregistered_before"


def test_the_appointment_must_be_the_signers_own(office: Any, report: bytes, findings: Any) -> None:
    office.register("leader")
    other = factories.appointment(office.ministry, full_name="Người khác")
    verdict = verify_pdf(office.sign(report, appointment=other), at=SUMMER)
    assert (verdict.bottom_line, findings(verdict)) == (
        INVALID,
        {"signer_held_appointment": "appointment_of_another"},
    )


def test_an_appointment_that_does_not_exist_is_refused(office: Any, report: bytes, findings: Any) -> None:
    office.register("leader")
    signed = office.world.sign(report, "leader", appointment_id=uuid4())
    assert findings(verify_pdf(signed, at=SUMMER)) == {"signer_held_appointment": "appointment_unknown"}


def test_the_day_of_an_appointment_is_the_day_in_vietnam(office: Any, report: bytes, findings: Any) -> None:
    office.register("leader", at=datetime(2015, 6, 1, tzinfo=UTC))
    first_day = datetime(2016, 4, 8, 17, 30, tzinfo=UTC)  # half past midnight on the 9th in Việt Nam
    assert (
        verify_pdf(office.sign(report, at=first_day), at=first_day)
        .last.finding(Question.SIGNER_HELD_APPOINTMENT)
        .cause
        is Cause.FINE
    )
    before = datetime(2016, 4, 8, 16, 30, tzinfo=UTC)  # half past eleven at night on the 8th
    assert findings(verify_pdf(office.sign(report, at=before), at=before))["signer_held_appointment"] == (
        "appointment_not_then"
    )


def test_a_signing_time_after_the_end_of_the_appointment_is_refused(
    office: Any, report: bytes, findings: Any
) -> None:
    office.register("leader")
    former = factories.appointment(
        office.ministry,
        person=office.leader.person,
        position_vi="Thứ trưởng",
        valid_from=date(2014, 1, 1),
        valid_to=date(2020, 8, 5),
    )
    verdict = verify_pdf(office.sign(report, appointment=former), at=SUMMER)
    assert findings(verdict) == {"signer_held_appointment": "appointment_not_then"}
    day_before = SUMMER - timedelta(days=1)
    assert (
        verify_pdf(office.sign(report, appointment=former, at=day_before), at=day_before).bottom_line is VALID
    )


def test_the_right_person_of_the_wrong_body_is_not_its_signer(
    office: Any, report: bytes, findings: Any
) -> None:
    office.register("leader")
    other = factories.organisation("BKH", parent=office.government)
    signed = office.sign(report)
    assert verify_pdf(signed, at=SUMMER, organisation_id=office.ministry.pk).bottom_line is VALID
    verdict = verify_pdf(signed, at=SUMMER, organisation_id=other.pk)
    assert (verdict.bottom_line, findings(verdict)) == (
        INVALID,
        {"signer_held_appointment": "other_organisation"},
    )


def test_it_costs_the_same_statements_for_one_signature_and_for_three(
    office: Any, report: bytes, counted: Any
) -> None:
    office.register("leader")
    once = office.sign(report)
    thrice = office.sign(office.sign(once, at=SUMMER + timedelta(hours=1)), at=SUMMER + timedelta(hours=2))
    for signed in (once, thrice):
        # 1 trust list  2 registrations  3 revocation lists  4 our own records  5 appointments
        with counted(5):
            verify_pdf(signed)


def _with_title(signed: bytes, title: str) -> bytes:
    """The file with one more revision that changes its information dictionary and a page."""
    writer = IncrementalPdfFileWriter(BytesIO(signed), strict=False)
    writer.root["/Lang"] = pdf_string(title)
    page = writer.root["/Pages"]["/Kids"][0].get_object()
    page[pdf_name("/Rotate")] = page.get("/Rotate", page["/MediaBox"][0])
    writer.update_container(page)
    writer.update_root()
    out = BytesIO()
    writer.write(out)
    return out.getvalue()
