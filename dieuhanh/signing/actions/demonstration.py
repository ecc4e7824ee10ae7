"""Certificates for simulated people, from an authority that exists only for the demonstration.

    authority = create_demo_authority(by=SYSTEM)
    for person in people:
        create_demo_token(authority, by=SYSTEM, person_id=person.pk, passphrase="…")

The authority's key lives in `authority` alone and is forgotten with it. Every subject and issuer says
"Mô phỏng / Simulated". Refused outside demonstration mode and for real people.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from uuid import UUID

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, pkcs12
from cryptography.x509.oid import NameOID
from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from dieuhanh.config.actor import Actor
from dieuhanh.config.errors import Missing, Refused
from dieuhanh.organisations.models import Person
from dieuhanh.signing.actions.certificates import enter, keep_sealed
from dieuhanh.signing.actions.trust import import_crl, import_trust_anchor
from dieuhanh.signing.models import Certificate, SoftwareToken

BEGINS = datetime(2018, 1, 1, tzinfo=UTC)
LASTS = timedelta(days=365 * 40)
SIMULATED = "Mô phỏng / Simulated"
AUTHORITY = f"CA {SIMULATED}"
_LONGEST_COMMON_NAME = 64


@dataclass(frozen=True, slots=True)
class DemoAuthority:
    """The demonstration's own certificate authority, in memory."""

    certificate: x509.Certificate
    _key: ec.EllipticCurvePrivateKey = field(repr=False)


def create_demo_authority(*, by: Actor) -> DemoAuthority:
    """Make the authority, put it on the trust list, and store its (empty) revocation list."""
    _check_demonstration()
    key = ec.generate_private_key(ec.SECP256R1())
    certificate = _certificate(AUTHORITY, key.public_key(), AUTHORITY, key, is_authority=True)
    revoked = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(certificate.subject)
        .last_update(BEGINS)
        .next_update(BEGINS + LASTS)
        .sign(key, hashes.SHA256())
    )
    with transaction.atomic():
        anchor = import_trust_anchor(
            by=by, certificate=certificate.public_bytes(Encoding.DER), name=AUTHORITY
        )
        type(anchor).objects.filter(pk=anchor.pk).update(simulated=True)
        import_crl(by=by, crl=revoked.public_bytes(Encoding.DER))
    return DemoAuthority(certificate, key)


@sensitive_variables("passphrase")
def create_demo_token(
    authority: DemoAuthority, *, by: Actor, person_id: UUID, passphrase: str
) -> SoftwareToken:
    """Issue a certificate to a simulated person, register it, and store its sealed token."""
    _check_demonstration()
    person = Person.objects.filter(pk=person_id).first()
    if person is None:
        raise Missing(_("There is no such person."))
    if not person.simulated:
        raise Refused(_("Simulated certificates are for simulated people only."))
    key = ec.generate_private_key(ec.SECP256R1())
    certificate = _certificate(
        _common(person.full_name),
        key.public_key(),
        AUTHORITY,
        authority._key,
        is_authority=False,
    )
    sealed = pkcs12.serialize_key_and_certificates(
        person.username.encode(), key, certificate, None, BestAvailableEncryption(passphrase.encode("utf-8"))
    )
    with transaction.atomic():
        row = enter(by, certificate, person, kind=Certificate.Kind.SOFTWARE, at=BEGINS, simulated=True)
        return keep_sealed(by, row, sealed)


def _check_demonstration() -> None:
    if not settings.DEMO:
        raise Refused(_("Simulated certificates exist in demonstration mode only."))


def _certificate(
    subject: str,
    public_key: ec.EllipticCurvePublicKey,
    issuer: str,
    issuer_key: ec.EllipticCurvePrivateKey,
    *,
    is_authority: bool,
) -> x509.Certificate:
    usage = x509.KeyUsage(
        digital_signature=not is_authority,
        content_commitment=not is_authority,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=is_authority,
        crl_sign=is_authority,
        encipher_only=False,
        decipher_only=False,
    )
    return (
        x509.CertificateBuilder()
        .subject_name(_name(subject))
        .issuer_name(_name(issuer))
        .public_key(public_key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(BEGINS)
        .not_valid_after(BEGINS + LASTS)
        .add_extension(x509.BasicConstraints(is_authority, None), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public_key), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key()), critical=False
        )
        .sign(issuer_key, hashes.SHA256())
    )


def _common(full_name: str) -> str:
    """The person's name and that it is simulated, in at most 64 bytes (RFC 5280, ub-common-name): the name is cut."""
    word = f" ({SIMULATED})"
    kept = full_name.encode()[: _LONGEST_COMMON_NAME - len(word.encode())]
    return kept.decode(errors="ignore").rstrip() + word


def _name(common: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "VN"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, f"Điều Hành ({SIMULATED})"),
            x509.NameAttribute(NameOID.COMMON_NAME, common),
        ]
    )
