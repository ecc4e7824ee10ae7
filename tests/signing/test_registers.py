"""The registers: certificates of people, tokens, the trust list, revocation lists."""

from datetime import UTC, datetime
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import NoEncryption, pkcs12

from dieuhanh.config.errors import Conflict, Invalid, Missing, Refused
from dieuhanh.ledger.models import Entry
from dieuhanh.signing import actions
from dieuhanh.signing.certificates import read_certificate
from dieuhanh.signing.models import Certificate, RevocationList, SoftwareToken, TrustAnchor
from dieuhanh.signing.queries import access_certificate, certificates_of
from tests import factories
from tests.signing.world import PASSPHRASE, SUMMER

pytestmark = pytest.mark.django_db


def test_a_person_registers_his_own_certificate(office: Any) -> None:
    row = actions.register_certificate(by=office.by, certificate=office.world.certificate("leader"))
    assert (row.person_id, row.common_name) == (office.leader.person_id, "Nguyễn Văn An")
    assert Entry.objects.filter(kind="signing.certificate.registered", subject_id=row.pk).exists()


@pytest.mark.parametrize(
    ("label", "words"),
    [
        ("leader-expired", "expired"),
        ("leader-not-yet", "not yet in force"),
        ("leader-for-servers", "may not be used for signing"),
        ("leader-small-key", "too weak"),
        ("leader-of-stranger", "not on the trust list"),
        ("deputy", "another name"),
        ("root", "of an authority"),
    ],
)
def test_an_unfit_certificate_is_refused_with_its_reason(office: Any, label: str, words: str) -> None:
    from django.utils.translation import override

    with override("en"), pytest.raises(Invalid) as refusal:
        actions.register_certificate(by=office.by, certificate=office.world.certificate(label))
    assert words in refusal.value.reason
    assert refusal.value.faults[0].field == "certificate"
    assert not Certificate.objects.exists()


@pytest.mark.parametrize(
    "data", [b"", b"x", b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"]
)
def test_what_is_no_certificate_is_refused(office: Any, data: bytes) -> None:
    with pytest.raises(Invalid):
        actions.register_certificate(by=office.by, certificate=data)


def test_a_certificate_is_registered_once_in_its_life(office: Any) -> None:
    der = office.world.certificate("leader")
    row = actions.register_certificate(by=office.by, certificate=der)
    actions.unregister_certificate(row.pk, by=office.by, reason="Mất")
    with pytest.raises(Invalid):
        actions.register_certificate(by=office.by, certificate=der)


def test_who_manages_signing_registers_for_others_and_nobody_else_does(office: Any) -> None:
    deputy = factories.appointment(office.ministry, full_name="Trần Thị B.")
    der = office.world.certificate("deputy")
    with pytest.raises(Missing):
        actions.register_certificate(by=office.by, certificate=der, person_id=deputy.person_id)
    row = actions.register_certificate(by=office.manager, certificate=der, person_id=deputy.person_id)
    assert row.person_id == deputy.person_id


def test_a_manager_of_another_body_reaches_nobody_here(office: Any) -> None:
    other = factories.organisation("BKH", parent=office.government)
    manager = factories.actor(other, "signing.manage")
    row = office.register("leader")
    with pytest.raises(Missing):
        access_certificate(manager, row.pk)
    with pytest.raises(Missing):
        actions.unregister_certificate(row.pk, by=manager, reason="Không có quyền")
    assert access_certificate(office.manager, row.pk).pk == row.pk


def test_taking_out_needs_a_reason_and_happens_once(office: Any) -> None:
    row = office.register("leader")
    with pytest.raises(Invalid):
        actions.unregister_certificate(row.pk, by=office.by, reason="  ")
    actions.unregister_certificate(row.pk, by=office.by, reason="Mất thiết bị")
    with pytest.raises(Conflict):
        actions.unregister_certificate(row.pk, by=office.by, reason="Lần nữa")


def test_a_token_is_kept_byte_for_byte_and_its_certificate_registered(office: Any) -> None:
    sealed = office.world.token("leader")
    token = actions.store_token(by=office.by, sealed=sealed, passphrase=PASSPHRASE)
    stored = SoftwareToken.objects.get(pk=token.pk)
    assert bytes(stored.sealed) == sealed
    assert stored.certificate.person_id == office.leader.person_id
    assert PASSPHRASE.encode() not in bytes(stored.sealed)
    assert "sealed" not in repr(stored)


def test_a_token_replaced_is_still_one_token(office: Any) -> None:
    actions.store_token(by=office.by, sealed=office.world.token("leader"), passphrase=PASSPHRASE)
    again = office.world.token("leader", "Mật khẩu mới")
    actions.store_token(by=office.by, sealed=again, passphrase="Mật khẩu mới")
    assert bytes(SoftwareToken.objects.get().sealed) == again


def test_a_token_with_another_passphrase_or_another_name_is_refused(office: Any) -> None:
    with pytest.raises(Invalid) as refusal:
        actions.store_token(by=office.by, sealed=office.world.token("leader"), passphrase="sai")
    assert refusal.value.faults[0].field == "passphrase"
    with pytest.raises(Invalid):
        actions.store_token(by=office.by, sealed=office.world.token("deputy"), passphrase=PASSPHRASE)
    assert not SoftwareToken.objects.exists()


def test_a_token_whose_key_lies_open_is_refused(office: Any) -> None:
    opened = office.world.signer("leader")
    bare = pkcs12.serialize_key_and_certificates(b"x", opened._key, opened.certificate, None, NoEncryption())
    with pytest.raises(Invalid) as refusal:
        actions.store_token(by=office.by, sealed=bare, passphrase="")
    assert refusal.value.faults[0].field == "token"


@pytest.mark.parametrize("data", [b"", b"x" * 100, b"0" * (64 * 1024 + 1)])
def test_what_is_no_token_is_refused(office: Any, data: bytes) -> None:
    with pytest.raises(Invalid):
        actions.store_token(by=office.by, sealed=data, passphrase=PASSPHRASE)


def test_a_token_that_asks_for_endless_rounds_is_refused_before_it_is_opened(office: Any) -> None:
    from asn1crypto import pkcs12 as asn1_pkcs12

    pfx = asn1_pkcs12.Pfx.load(office.world.token("leader"))
    pfx["mac_data"]["iterations"] = 2_000_000_000
    with pytest.raises(Invalid):
        actions.store_token(by=office.by, sealed=pfx.dump(force=True), passphrase=PASSPHRASE)


def test_only_who_manages_signing_over_the_whole_changes_the_trust_list(office: Any) -> None:
    local = factories.actor(office.ministry, "signing.manage")
    for by in (office.by, local):
        with pytest.raises(Refused):
            actions.import_trust_anchor(by=by, certificate=office.world.certificate("stranger"))
        with pytest.raises(Refused):
            actions.import_crl(by=by, crl=office.world.crl("root", SUMMER))
        with pytest.raises(Refused):
            actions.withdraw_trust_anchor(TrustAnchor.objects.first().pk, by=by, reason="Không")


def test_a_persons_certificate_is_no_anchor_and_an_anchor_is_listed_once(office: Any) -> None:
    with pytest.raises(Invalid):
        actions.import_trust_anchor(by=office.manager, certificate=office.world.certificate("leader"))
    with pytest.raises(Conflict):
        actions.import_trust_anchor(by=office.manager, certificate=office.world.certificate("root"))


def test_a_list_that_no_trusted_authority_signed_is_refused(office: Any) -> None:
    with pytest.raises(Invalid):
        actions.import_crl(by=office.manager, crl=office.world.crl("stranger", SUMMER))
    forged = bytearray(office.world.crl("root", SUMMER))
    forged[-3] ^= 1
    with pytest.raises(Invalid):
        actions.import_crl(by=office.manager, crl=bytes(forged))


def test_the_same_list_twice_is_one_row(office: Any) -> None:
    before = RevocationList.objects.count()
    row = RevocationList.objects.first()
    again = actions.import_crl(by=office.manager, crl=bytes(row.der))
    assert (again.pk, RevocationList.objects.count()) == (row.pk, before)


def test_signatures_and_revocation_lists_cannot_be_changed_by_the_program(office: Any) -> None:
    from django.db import ProgrammingError, transaction

    for statement in (
        "UPDATE signing_revocationlist SET entries = 0",
        "DELETE FROM signing_revocationlist",
        "DELETE FROM signing_signature",
        "UPDATE signing_signature SET signed_at = now()",
    ):
        from django.db import connection

        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            connection.cursor().execute(statement)


def test_my_certificates_cost_one_statement_for_one_and_for_many(office: Any, counted: Any) -> None:
    office.register("leader")
    # 1 certificates with their tokens
    with counted(1):
        [getattr(row, "token", None) for row in certificates_of(office.leader.person_id)]
    for label in ("leader-rsa", "leader-expired", "leader-revoked", "leader-not-yet"):
        office.register(label, at=datetime(2016, 1, 1, tzinfo=UTC))
    with counted(1):
        [getattr(row, "token", None) for row in certificates_of(office.leader.person_id)]


def test_pem_and_der_are_the_same_certificate(world: Any) -> None:
    from asn1crypto import pem

    der = world.certificate("leader")
    assert read_certificate(pem.armor("CERTIFICATE", der)) == read_certificate(der)
