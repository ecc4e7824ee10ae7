"""Pages and API, as a browser and a machine meet them."""

import json
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.translation import override

from dieuhanh.signing import actions, words
from dieuhanh.signing.models import Certificate, RevocationList, SoftwareToken, TrustAnchor
from dieuhanh.signing.rules.registration import RegistrationFault, TokenFault
from dieuhanh.signing.rules.verdict import Answer, BottomLine, Cause, Question
from tests import factories
from tests.signing.world import PASSPHRASE, SUMMER

pytestmark = pytest.mark.django_db


def _file(data: bytes, name: str = "a.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


@pytest.fixture
def leader(office: Any, client_for: Any) -> Any:
    return client_for(office.leader)


@pytest.fixture
def manager(office: Any, client_for: Any) -> Any:
    return client_for(factories.appointment(office.government, "signing.manage", full_name="Quản trị"))


@pytest.mark.parametrize("path", ["", "tokens/new", "certificates/new", "verify", "trust", "trust/lists/new"])
def test_a_stranger_is_sent_to_sign_in(db: None, client: Any, path: str) -> None:
    answer = client.get(f"/signing/{path}")
    assert (answer.status_code, answer.headers["Location"].split("?")[0]) == (302, "/accounts/login/")


def test_my_page_says_what_will_be_here_and_then_shows_it(office: Any, leader: Any, report: bytes) -> None:
    empty = leader.get("/signing/").content.decode()
    assert "/signing/tokens/new" in empty
    office.store()
    actions.sign_pdf(
        report,
        by=office.by,
        passphrase=PASSPHRASE,
        reason_vi="Gửi Báo cáo 07",
        subject_type="x.y",
        subject_id=uuid4(),
    )
    page = leader.get("/signing/").content.decode()
    assert "Nguyễn Văn An" in page
    assert "Gửi Báo cáo 07" in page


def test_my_page_costs_the_same_for_one_signature_and_for_fifty(
    office: Any, leader: Any, report: bytes, django_assert_max_num_queries: Any
) -> None:
    from dieuhanh.signing.models import Signature

    office.store()
    made = actions.sign_pdf(
        report, by=office.by, passphrase=PASSPHRASE, reason_vi="Một", subject_type="x.y", subject_id=uuid4()
    )
    leader.get("/signing/")  # the first visit of a session also writes down the session itself
    # 1 session  2 person  3 the session's own record  4 appointments held  5 delegations
    # 6 signatures  7 certificates with tokens
    with django_assert_max_num_queries(8) as one:
        leader.get("/signing/")
    row = Signature.objects.get(pk=made.signature_id)
    for _number in range(50):
        row.pk, row.signature_sha256 = uuid4(), uuid4().hex * 2
        row.save(force_insert=True)
    with django_assert_max_num_queries(8) as many:
        leader.get("/signing/")
    assert len(one.captured_queries) == len(many.captured_queries)


def test_a_token_is_stored_through_the_page_and_a_wrong_passphrase_is_shown_at_its_field(
    office: Any, leader: Any
) -> None:
    sealed = office.world.token("leader")
    wrong = leader.post("/signing/tokens/new", {"token": _file(sealed, "t.p12"), "passphrase": "sai"})
    assert wrong.status_code == 422
    assert "id_passphrase_error" in wrong.content.decode()
    assert PASSPHRASE not in wrong.content.decode()
    right = leader.post("/signing/tokens/new", {"token": _file(sealed, "t.p12"), "passphrase": PASSPHRASE})
    assert (right.status_code, SoftwareToken.objects.count()) == (302, 1)


def test_a_certificate_is_registered_and_taken_out_with_a_reason(office: Any, leader: Any) -> None:
    leader.post(
        "/signing/certificates/new", {"certificate": _file(office.world.certificate("leader"), "c.cer")}
    )
    row = Certificate.objects.get()
    address = f"/signing/certificates/{row.pk}/unregister"
    assert row.common_name in leader.get(address).content.decode()
    assert leader.post(address, {"reason": ""}).status_code == 422
    assert leader.post(address, {"reason": "Mất thiết bị"}).status_code == 302
    row.refresh_from_db()
    assert row.unregistered_reason == "Mất thiết bị"


def test_another_persons_certificate_looks_as_if_it_did_not_exist(office: Any, client_for: Any) -> None:
    row = office.register("leader")
    other = client_for(factories.appointment(office.ministry, full_name="Người khác"))
    for certificate_id in (row.pk, uuid4()):
        assert other.get(f"/signing/certificates/{certificate_id}/unregister").status_code == 404
        assert (
            other.post(f"/signing/certificates/{certificate_id}/unregister", {"reason": "x"}).status_code
            == 404
        )


def test_anyone_signed_in_gets_the_verdict_in_plain_words(office: Any, leader: Any, report: bytes) -> None:
    office.store()
    signed = actions.sign_pdf(
        report, by=office.by, passphrase=PASSPHRASE, reason_vi="Gửi", subject_type="x.y", subject_id=uuid4()
    ).pdf
    with override("vi"):
        wanted = [str(words.QUESTIONS[question]) for question in Question]
        changed = str(words.CAUSES[Cause.CHANGED_AFTER_SIGNING])
    good = leader.post("/signing/verify", {"file": _file(signed)}).content.decode()
    assert all(sentence in good for sentence in wanted)
    assert "Nguyễn Văn An" in good
    bad = leader.post("/signing/verify", {"file": _file(signed + b"\n%x")}).content.decode()
    assert changed in bad


@pytest.mark.parametrize("data", [b"", b"x", b"%PDF-1.7"])
def test_a_file_that_cannot_be_read_is_answered_with_a_sentence(leader: Any, data: bytes) -> None:
    assert leader.post("/signing/verify", {"file": _file(data)}).status_code in {200, 422}


def test_a_file_too_large_is_refused_before_it_is_read(leader: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DIEUHANH_SIGNED_MIB", "1")
    assert leader.post("/signing/verify", {"file": _file(b"x" * 1024 * 1025)}).status_code == 413
    answer = leader.post("/api/v1/signatures:verify", {"file": _file(b"x" * 1024 * 1025)})
    assert (answer.status_code, answer.headers["Content-Type"]) == (413, "application/problem+json")


def test_the_trust_list_is_for_who_manages_it(office: Any, leader: Any, manager: Any) -> None:
    for path in ("trust", "trust/anchors/new", "trust/lists/new"):
        assert leader.get(f"/signing/{path}").status_code == 403
        assert manager.get(f"/signing/{path}").status_code == 200


def test_the_trust_list_is_kept_through_its_pages(office: Any, manager: Any) -> None:
    anchor = {"certificate": _file(office.world.certificate("stranger"), "c.cer"), "role": "root"}
    assert manager.post("/signing/trust/anchors/new", anchor).status_code == 302
    before = RevocationList.objects.count()
    crl = {"crl": _file(office.world.crl("stranger", SUMMER), "c.crl")}
    assert manager.post("/signing/trust/lists/new", crl).status_code == 302
    assert RevocationList.objects.count() == before + 1
    row = TrustAnchor.objects.get(name="Gốc lạ")
    assert manager.post(f"/signing/trust/anchors/{row.pk}/withdraw", {"reason": "Hết tin"}).status_code == 302
    row.refresh_from_db()
    assert row.trusted_to is not None
    page = manager.get("/signing/trust").content.decode()
    assert "Gốc lạ" in page


def test_the_api_does_what_the_pages_do(office: Any, leader: Any, report: bytes) -> None:
    from asn1crypto import pem

    body = {"pem": pem.armor("CERTIFICATE", office.world.certificate("leader-rsa")).decode()}
    made = leader.post("/api/v1/certificates", json.dumps(body), content_type="application/json")
    assert made.status_code == 201
    sealed = {"token": _file(office.world.token("leader"), "t.p12"), "passphrase": PASSPHRASE}
    assert leader.post("/api/v1/software-tokens", sealed).status_code == 201
    listed = leader.get("/api/v1/certificates").json()
    assert {one["has_token"] for one in listed} == {True, False}
    signed = actions.sign_pdf(
        report, by=office.by, passphrase=PASSPHRASE, reason_vi="Gửi", subject_type="x.y", subject_id=uuid4()
    ).pdf
    verdict = leader.post("/api/v1/signatures:verify", {"file": _file(signed)}).json()
    assert verdict["bottom_line"] == "valid"
    assert [one["question"] for one in verdict["signatures"][0]["findings"]] == [str(q) for q in Question]
    assert leader.get("/api/v1/signatures").json()["items"][0]["reason"] == "Gửi"
    out = f"/api/v1/certificates/{made.json()['id']}/unregister"
    assert leader.post(out, json.dumps({"reason": "Mất"}), content_type="application/json").status_code == 200


def test_the_api_answers_faults_as_problems(office: Any, leader: Any) -> None:
    answer = leader.post("/api/v1/certificates", json.dumps({"pem": "x"}), content_type="application/json")
    assert (answer.status_code, answer.headers["Content-Type"]) == (422, "application/problem+json")
    assert answer.json()["faults"][0]["field"] == "certificate"
    assert leader.get("/api/v1/trust-anchors").status_code == 403
    assert leader.get("/api/v1/signatures?after=zzz").status_code == 422


def test_nobody_signed_in_gets_401_from_every_address(db: None, client: Any) -> None:
    for path in ("certificates", "signatures", "trust-anchors", "revocation-lists"):
        assert client.get(f"/api/v1/{path}").status_code == 401
    assert client.post("/api/v1/signatures:verify", {"file": _file(b"x")}).status_code == 401


def test_the_same_key_registers_once(office: Any, leader: Any) -> None:
    from asn1crypto import pem

    body = json.dumps({"pem": pem.armor("CERTIFICATE", office.world.certificate("leader")).decode()})
    send: dict[str, Any] = {"content_type": "application/json", "headers": {"Idempotency-Key": "k1"}}
    first = leader.post("/api/v1/certificates", body, **send)
    again = leader.post("/api/v1/certificates", body, **send)
    assert (first.status_code, again.status_code, first.json()) == (201, 201, again.json())


@pytest.mark.parametrize(
    ("table", "kinds"),
    [
        (words.QUESTIONS, Question),
        (words.ANSWERS, Answer),
        (words.BOTTOM_LINES, BottomLine),
        (words.CAUSES, Cause),
        (words.REGISTRATION_FAULTS, RegistrationFault),
        (words.TOKEN_FAULTS, TokenFault),
    ],
)
def test_every_cause_has_a_sentence_in_both_languages(table: dict[Any, Any], kinds: Any) -> None:
    assert set(table) == set(kinds)
    for kind, sentence in table.items():
        if kind is Cause.FINE:
            continue
        with override("en"):
            english = str(sentence)
        with override("vi"):
            vietnamese = str(sentence)
        assert english
        assert vietnamese != english, english
