"""Reading certificates, revocation lists and tokens, and building paths to the trust list.

Everything here works on bytes and opens no connection: the trust list and the revocation lists are
given, never fetched, so that a check in a closed network gives the same answer as in an open one.
"""

import asyncio
import hashlib
from collections.abc import Coroutine, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any, TypeVar

from asn1crypto import pem
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509.oid import ExtensionOID, NameOID
from pyhanko_certvalidator import CertificateValidator, ValidationContext
from pyhanko_certvalidator.errors import (
    ExpiredError,
    InvalidCertificateError,
    NotYetValidError,
    PathBuildingError,
    ValidationError,
)

from dieuhanh.signing.rules.findings import LinkStatus, PathResult
from dieuhanh.signing.rules.registration import CertificateFacts

T = TypeVar("T")
LARGEST_CERTIFICATE = 64 * 1024


class Unreadable(ValueError):
    """The bytes are not what they should be (a certificate, a list)."""


def read_certificate(data: bytes) -> x509.Certificate:
    """One certificate from PEM or DER. Raises `Unreadable`."""
    if len(data) > LARGEST_CERTIFICATE:
        raise Unreadable("certificate too large")
    try:
        if pem.detect(data):
            return x509.load_pem_x509_certificate(data)
        return x509.load_der_x509_certificate(data)
    except Exception as fault:  # the parsers raise many kinds; to the caller they are one
        raise Unreadable("not a certificate") from fault


def der_of(certificate: x509.Certificate) -> bytes:
    """The certificate in DER."""
    return certificate.public_bytes(Encoding.DER)


def pem_of(certificate: x509.Certificate) -> str:
    """The certificate in PEM."""
    return certificate.public_bytes(Encoding.PEM).decode("ascii")


def fingerprint_of(der: bytes) -> str:
    """SHA-256 of the DER form, 64 hexadecimal digits in lower case."""
    return hashlib.sha256(der).hexdigest()


def name_key(name: x509.Name) -> str:
    """SHA-256 of a name's DER form: how an issuer is looked up exactly."""
    return hashlib.sha256(name.public_bytes()).hexdigest()


def authority_key(authority: x509.Certificate) -> str:
    """SHA-256 of an authority's name and public key: who signed a list.

    The name alone would not do: an authority that changed its key keeps its name.
    """
    spki = authority.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return hashlib.sha256(authority.subject.public_bytes() + spki).hexdigest()


def common_name(name: x509.Name) -> str:
    """The common name, or the whole name where there is none."""
    found = name.get_attributes_for_oid(NameOID.COMMON_NAME)
    return str(found[0].value) if found else name.rfc4514_string()


def facts_of(certificate: x509.Certificate) -> CertificateFacts:
    """What the certificate says of itself, for the rules."""
    key = certificate.public_key()
    kind, bits = "other", 0
    if isinstance(key, rsa.RSAPublicKey):
        kind, bits = "rsa", key.key_size
    elif isinstance(key, ec.EllipticCurvePublicKey):
        kind, bits = "ec", key.curve.key_size
    der = der_of(certificate)
    return CertificateFacts(
        subject=certificate.subject.rfc4514_string(),
        common_name=common_name(certificate.subject),
        issuer=certificate.issuer.rfc4514_string(),
        serial=format(certificate.serial_number, "x"),
        fingerprint=fingerprint_of(der),
        valid_from=certificate.not_valid_before_utc,
        valid_to=certificate.not_valid_after_utc,
        key_kind=kind,
        key_bits=bits,
        is_authority=_is_authority(certificate),
        usages=_usages(certificate),
    )


def _is_authority(certificate: x509.Certificate) -> bool:
    try:
        return bool(certificate.extensions.get_extension_for_class(x509.BasicConstraints).value.ca)
    except x509.ExtensionNotFound:
        return False


def _usages(certificate: x509.Certificate) -> frozenset[str] | None:
    try:
        usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    except x509.ExtensionNotFound:
        return None
    named = {
        "digital_signature": usage.digital_signature,
        "non_repudiation": usage.content_commitment,
        "key_encipherment": usage.key_encipherment,
        "key_cert_sign": usage.key_cert_sign,
        "crl_sign": usage.crl_sign,
    }
    return frozenset(name for name, given in named.items() if given)


# ---- the path to the trust list


@dataclass(frozen=True, slots=True)
class Path:
    """A path as built: the result, and the certificates from the anchor down to the signer."""

    result: PathResult
    certificates: tuple[x509.Certificate, ...] = ()


def build_path(
    certificate_der: bytes,
    *,
    others: Iterable[bytes],
    anchors: Iterable[bytes],
    moment: datetime,
) -> Path:
    """Build and validate the path at `moment` (aware). Revocation is judged apart from it."""
    roots = [asn1_x509.Certificate.load(der) for der in anchors]
    if not roots:
        return Path(PathResult.NO_PATH)
    context = ValidationContext(
        trust_roots=roots,
        other_certs=[asn1_x509.Certificate.load(der) for der in others],
        moment=moment,
        allow_fetching=False,
        revocation_mode="soft-fail",
    )
    end = asn1_x509.Certificate.load(certificate_der)
    try:
        usable = {"digital_signature", "non_repudiation"}
        if end.key_usage_value is not None and not usable & end.key_usage_value.native:
            return Path(PathResult.WRONG_PURPOSE)
        found = run(CertificateValidator(end, validation_context=context).async_validate_path())
    except ExpiredError:
        return Path(PathResult.EXPIRED)
    except NotYetValidError:
        return Path(PathResult.NOT_YET_VALID)
    except PathBuildingError:
        return Path(PathResult.NO_PATH)
    except InvalidCertificateError:
        # also raised for a self-signed certificate that nobody put on the trust list
        return Path(PathResult.NO_PATH if end.self_signed in {"yes", "maybe"} else PathResult.BROKEN)
    except (ValidationError, ValueError):
        return Path(PathResult.BROKEN)
    chain = tuple(x509.load_der_x509_certificate(item.dump()) for item in found)
    return Path(PathResult.FOUND, chain)


def run(work: Coroutine[Any, Any, T]) -> T:
    """Run a coroutine of the signature library to its end, from a thread with or without a loop."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return asyncio.run(work)
    with ThreadPoolExecutor(max_workers=1) as pool:
        return pool.submit(asyncio.run, work).result()


# ---- revocation lists


@dataclass(frozen=True, slots=True)
class ListFacts:
    """What a revocation list says of itself."""

    issuer: str
    issuer_key: str
    this_update: datetime
    next_update: datetime
    number: int | None
    entries: int
    plain: bool
    """False for delta, indirect and partial lists, which say less than they seem to."""


def read_crl(data: bytes) -> x509.CertificateRevocationList:
    """A revocation list from PEM or DER. Raises `Unreadable`."""
    try:
        if pem.detect(data):
            return x509.load_pem_x509_crl(data)
        return x509.load_der_x509_crl(data)
    except Exception as fault:  # the parsers raise many kinds; to the caller they are one
        raise Unreadable("not a revocation list") from fault


def list_facts(crl: x509.CertificateRevocationList) -> ListFacts:
    """The facts of a list; a list without next update is refused as unreadable."""
    if crl.next_update_utc is None:
        raise Unreadable("a revocation list must say until when it holds")
    number, plain = None, True
    for extension in crl.extensions:
        if isinstance(extension.value, x509.CRLNumber):
            number = extension.value.crl_number
        if extension.oid == ExtensionOID.DELTA_CRL_INDICATOR:
            plain = False
        if isinstance(extension.value, x509.IssuingDistributionPoint):
            plain = plain and not _says_less(extension.value)
    return ListFacts(
        issuer=crl.issuer.rfc4514_string(),
        issuer_key=name_key(crl.issuer),
        this_update=crl.last_update_utc,
        next_update=crl.next_update_utc,
        number=number,
        entries=len(crl),
        plain=plain,
    )


def _says_less(point: x509.IssuingDistributionPoint) -> bool:
    return (
        point.indirect_crl
        or point.only_contains_user_certs
        or point.only_contains_ca_certs
        or point.only_contains_attribute_certs
        or point.only_some_reasons is not None
        or point.relative_name is not None
    )


def speaks_of(crl: x509.CertificateRevocationList, certificate: x509.Certificate) -> bool:
    """Whether the list is the one for this certificate.

    An issuer may cut its list in parts by place of publication. A list that names its place speaks
    only of certificates that name the same place (RFC 5280, 6.3.3 b 2).
    """
    try:
        point = crl.extensions.get_extension_for_class(x509.IssuingDistributionPoint).value
    except x509.ExtensionNotFound:
        return True
    if point.full_name is None:
        return True
    try:
        places = certificate.extensions.get_extension_for_class(x509.CRLDistributionPoints).value
    except x509.ExtensionNotFound:
        return False
    return any(name in point.full_name for place in places for name in place.full_name or ())


def signed_by(crl: x509.CertificateRevocationList, authority: x509.Certificate) -> bool:
    """Whether this authority's key signed the list."""
    if crl.issuer != authority.subject:
        return False
    usages = _usages(authority)
    if usages is not None and "crl_sign" not in usages:
        return False
    try:
        return bool(crl.is_signature_valid(authority.public_key()))  # type: ignore[arg-type]
    except (InvalidSignature, TypeError, ValueError):
        return False


def link_statuses(
    path: Sequence[x509.Certificate],
    lists: Sequence[x509.CertificateRevocationList],
    signed_at: datetime,
) -> list[LinkStatus]:
    """The state of each certificate under the anchor, by the lists that its issuer signed.

    A list counts as found where it held at the signing time or was made later
    (`next_update` not before `signed_at`). Any list may say that a certificate is revoked.
    """
    statuses = []
    for authority, certificate in pairwise(path):
        mine = [crl for crl in lists if signed_by(crl, authority) and speaks_of(crl, certificate)]
        moments = []
        for crl in mine:
            entry = crl.get_revoked_certificate_by_serial_number(certificate.serial_number)
            if entry is not None and not _released(entry):
                moments.append(entry.revocation_date_utc)
        found = any(crl.next_update_utc and crl.next_update_utc >= signed_at for crl in mine)
        statuses.append(LinkStatus(list_found=found, revoked_at=min(moments, default=None)))
    return statuses


def _released(entry: x509.RevokedCertificate) -> bool:
    try:
        reason = entry.extensions.get_extension_for_class(x509.CRLReason).value.reason
    except x509.ExtensionNotFound:
        return False
    return reason is x509.ReasonFlags.remove_from_crl
