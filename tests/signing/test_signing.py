"""Signing by hand of a person: the token, the passphrase, the paper, the record."""

import logging
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from dieuhanh.config.actor import SYSTEM, Actor
from dieuhanh.config.errors import Invalid, Refused, TooMany
from dieuhanh.ledger.models import Body, Entry
from dieuhanh.organisations.identification import actor_of_appointment
from dieuhanh.signing import actions, pades, paper
from dieuhanh.signing.actions import unlock as unlocking
from dieuhanh.signing.models import Signature, SoftwareToken
from dieuhanh.signing.queries import signature_of, verify_pdf
from dieuhanh.signing.rules.registration import PAUSE, WRONG_PASSPHRASES_BEFORE_PAUSE
from dieuhanh.signing.rules.verdict import BottomLine
from tests import factories
from tests.signing.world import PASSPHRASE

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _forgetful() -> Any:
    unlocking._remembered.clear()
    yield
    unlocking._remembered.clear()


def _sign(by: Actor, pdf: bytes, **changes: Any) -> Any:
    given = {
        "passphrase": PASSPHRASE,
        "reason_vi": "Gửi báo cáo",
        "subject_type": "reporting.submission",
        "subject_id": uuid4(),
    }
    return actions.sign_pdf(pdf, by=by, **{**given, **changes})


def test_a_person_signs_with_his_own_token_and_the_verdict_is_valid_then_and_later(
    office: Any, report: bytes
) -> None:
    office.store()
    subject = uuid4()
    signed = _sign(office.by, report, subject_id=subject)
    assert signed.verdict.bottom_line is BottomLine.VALID
    assert verify_pdf(signed.pdf).bottom_line is BottomLine.VALID
    record = signature_of("reporting.submission", subject)
    assert record is not None
    assert (record.pk, record.file_sha256, record.format) == (signed.signature_id, signed.sha256, "PAdES-B-B")
    assert record.verdict["bottom_line"] == "valid"
    assert (record.person_id, record.appointment_id) == (office.leader.person_id, office.leader.pk)


def test_the_signature_is_an_entry_of_the_ledger(office: Any, report: bytes) -> None:
    office.store()
    signed = _sign(office.by, report)
    entry = Entry.objects.get(kind="signing.signature.made")
    body = Body.objects.get(entry_id=entry.pk).body
    assert signed.sha256 in body
    assert PASSPHRASE not in body


def test_it_is_pades_with_the_appointment_under_the_signature(office: Any, report: bytes) -> None:
    office.store()
    signed = _sign(office.by, report)
    assert b"/ETSI.CAdES.detached" in signed.pdf
    assert signed.pdf.startswith(report)
    (found,) = pades.read_signatures(signed.pdf)
    assert found.appointment_id == office.leader.pk
    assert found.reason == "Gửi báo cáo"


def test_the_data_inside_the_report_come_out_of_the_signed_file(office: Any, report: bytes) -> None:
    office.store()
    assert paper.extract_attachment(_sign(office.by, report).pdf, "data.json") == b'{"a":1}'


def test_the_visible_block_says_who_where_and_when_in_vietnam() -> None:
    lines = actions.sign.signature_lines(
        "Nguyễn Văn An", "Bộ trưởng", "Bộ Thử nghiệm", datetime(2020, 8, 5, 2, 30, tzinfo=UTC)
    )
    assert lines == [
        ("Ký bởi", "Nguyễn Văn An"),
        ("Chức vụ", "Bộ trưởng"),
        ("Cơ quan", "Bộ Thử nghiệm"),
        ("Thời gian ký", "05/08/2020 09:30:00 +07:00"),
    ]


def test_a_wrong_passphrase_is_refused_in_a_sentence_and_nothing_is_written(
    office: Any, report: bytes
) -> None:
    office.store()
    with pytest.raises(Invalid) as refusal:
        _sign(office.by, report, passphrase="sai")
    assert refusal.value.code == "wrong-passphrase"
    assert refusal.value.faults[0].field == "passphrase"
    assert not Signature.objects.exists()


def test_wrong_passphrases_in_a_row_make_the_token_rest_even_for_the_right_one(
    office: Any, report: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.store()
    for _attempt in range(WRONG_PASSPHRASES_BEFORE_PAUSE):
        with pytest.raises(Invalid):
            _sign(office.by, report, passphrase="sai")
    with pytest.raises(TooMany):
        _sign(office.by, report)
    later = timezone.now() + PAUSE + timedelta(seconds=1)
    monkeypatch.setattr("dieuhanh.signing.actions.unlock.timezone.now", lambda: later)
    assert _sign(office.by, report).verdict.bottom_line is BottomLine.VALID
    assert SoftwareToken.objects.get().wrong_passphrases == 0


def test_a_right_passphrase_sets_the_count_back(office: Any, report: bytes) -> None:
    office.store()
    for _attempt in range(WRONG_PASSPHRASES_BEFORE_PAUSE - 1):
        with pytest.raises(Invalid):
            _sign(office.by, report, passphrase="sai")
    _sign(office.by, report)
    with pytest.raises(Invalid):
        _sign(office.by, report, passphrase="sai")
    assert SoftwareToken.objects.get().wrong_passphrases == 1


def test_attempts_are_remembered_when_the_callers_transaction_is_rolled_back(
    office: Any, report: bytes
) -> None:
    from django.db import transaction

    office.store()
    for _attempt in range(WRONG_PASSPHRASES_BEFORE_PAUSE):
        with pytest.raises(Invalid), transaction.atomic():
            _sign(office.by, report, passphrase="sai")
    assert SoftwareToken.objects.get().wrong_passphrases == 0
    with pytest.raises(TooMany):
        _sign(office.by, report)


def test_the_passphrase_is_never_logged_and_the_key_never_shown(
    office: Any, report: bytes, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    office.store()
    _sign(office.by, report)
    with pytest.raises(Invalid):
        _sign(office.by, report, passphrase="bí mật sai")
    shown = caplog.text + "".join(capsys.readouterr()) + repr(office.world.signer("leader"))
    assert PASSPHRASE not in shown
    assert "bí mật sai" not in shown
    assert "PrivateKey" not in shown


def test_without_a_token_the_person_is_told_where_to_store_one(office: Any, report: bytes) -> None:
    with pytest.raises(Refused) as refusal:
        _sign(office.by, report)
    assert refusal.value.code == "no-token"


def test_another_persons_token_does_not_sign(office: Any, report: bytes) -> None:
    token = office.store()
    stranger = factories.actor(office.ministry, full_name="Người khác")
    with pytest.raises(Refused):
        _sign(stranger, report, certificate_id=token.certificate_id)


def test_a_machine_and_the_system_have_no_hand(office: Any, report: bytes) -> None:
    from dataclasses import replace

    office.store()
    for by in (replace(office.by, token_id=uuid4()), SYSTEM):
        with pytest.raises(Refused):
            _sign(by, report)


def test_a_signer_without_an_appointment_is_refused(office: Any, report: bytes) -> None:
    from dataclasses import replace

    office.store()
    with pytest.raises(Refused):
        _sign(replace(office.by, appointment_id=None), report)


def test_an_appointment_that_has_ended_signs_nothing(office: Any, report: bytes) -> None:
    office.store()
    former = factories.appointment(
        office.ministry,
        person=office.leader.person,
        position_vi="Thứ trưởng",
        valid_from=date(2014, 1, 1),
        valid_to=date(2020, 1, 1),
    )
    with pytest.raises(Refused) as refusal:
        _sign(actor_of_appointment(former), report)
    assert refusal.value.code == "signature-not-valid"
    assert not Signature.objects.exists()


def test_a_revoked_certificate_signs_nothing(office: Any, report: bytes) -> None:
    office.store("leader-revoked")
    with pytest.raises(Refused) as refusal:
        _sign(office.by, report)
    assert refusal.value.code == "signature-not-valid"


def test_a_certificate_taken_out_signs_nothing_more_and_its_token_is_gone(office: Any, report: bytes) -> None:
    token = office.store()
    signed = _sign(office.by, report)
    actions.unregister_certificate(token.certificate_id, by=office.by, reason="Đổi thiết bị")
    assert not SoftwareToken.objects.exists()
    with pytest.raises(Refused):
        _sign(office.by, report)
    # Our own ledgered record proves that this one was made before.
    assert verify_pdf(signed.pdf).bottom_line is BottomLine.VALID


def test_only_a_simulated_person_may_date_a_signature(office: Any, report: bytes) -> None:
    office.store()
    with pytest.raises(Refused):
        _sign(office.by, report, at=datetime(2020, 8, 5, tzinfo=UTC))


@pytest.mark.parametrize("data", [b"", b"not a pdf", b"%PDF-1.7\n%%EOF"])
def test_what_is_no_pdf_is_not_signed(office: Any, data: bytes) -> None:
    office.store()
    with pytest.raises(Invalid):
        _sign(office.by, data)


def test_two_people_sign_one_paper_one_after_the_other(office: Any, report: bytes) -> None:
    office.store()
    deputy = factories.appointment(office.ministry, full_name="Trần Thị Bình", position_vi="Thứ trưởng")
    office.register("deputy", person=deputy.person)
    actions.certificates.keep_sealed(SYSTEM, deputy.person.certificates.get(), office.world.token("deputy"))
    once = _sign(actor_of_appointment(deputy), report)
    twice = _sign(office.by, once.pdf)
    verdict = verify_pdf(twice.pdf)
    assert verdict.bottom_line is BottomLine.VALID
    assert [one.person_name for one in verdict.signatures] == ["Trần Thị Bình", "Nguyễn Văn An"]


def test_it_costs_twelve_statements(office: Any, report: bytes, counted: Any) -> None:
    office.store()
    # 1 token  2 count the attempt  3 set the count back  4 appointment, person and body's name
    # 5 trust list  6 registrations  7 revocation lists  8 appointments
    # 9 savepoint (a transaction in operation)  10 signature  11 ledger entry  12 release
    by = office.by
    with counted(12):
        _sign(by, report)


def test_the_demonstrations_certificates_say_that_they_are_simulated(
    office: Any, report: bytes, settings: Any
) -> None:
    settings.DEMO = True
    long = "Lãnh đạo Bộ Nông nghiệp và Phát triển nông thôn (số liệu thử nghiệm)"
    appointment = factories.appointment(office.ministry, full_name=long, position_vi="Bộ trưởng")
    type(appointment.person).objects.filter(pk=appointment.person_id).update(simulated=True)
    appointment.person.refresh_from_db()
    authority = actions.create_demo_authority(by=SYSTEM)
    actions.create_demo_token(authority, by=SYSTEM, person_id=appointment.person_id, passphrase="trình diễn")
    when = datetime(2019, 6, 3, 2, 0, tzinfo=UTC)
    signed = _sign(actor_of_appointment(appointment), report, passphrase="trình diễn", at=when)
    assert signed.signed_at == when
    verdict = verify_pdf(signed.pdf)
    assert verdict.bottom_line is BottomLine.VALID
    assert verdict.last.simulated
    assert "Mô phỏng / Simulated" in verdict.last.subject
    assert "Mô phỏng / Simulated" in verdict.last.issuer


def test_simulated_certificates_exist_in_demonstration_mode_and_for_simulated_people_only(
    office: Any, settings: Any
) -> None:
    with pytest.raises(Refused):
        actions.create_demo_authority(by=SYSTEM)
    settings.DEMO = True
    authority = actions.create_demo_authority(by=SYSTEM)
    with pytest.raises(Refused):
        actions.create_demo_token(authority, by=SYSTEM, person_id=office.leader.person_id, passphrase="x")


def test_an_authority_that_changed_its_key_keeps_its_name_and_both_are_told_apart(
    office: Any, report: bytes, settings: Any
) -> None:
    settings.DEMO = True
    type(office.leader.person).objects.filter(pk=office.leader.person_id).update(simulated=True)
    office.leader.person.refresh_from_db()
    for number in range(3):
        authority = actions.create_demo_authority(by=SYSTEM)
        token = actions.create_demo_token(
            authority, by=SYSTEM, person_id=office.leader.person_id, passphrase=f"lần {number}"
        )
        signed = _sign(office.by, report, passphrase=f"lần {number}", certificate_id=token.certificate_id)
        assert signed.verdict.bottom_line is BottomLine.VALID
