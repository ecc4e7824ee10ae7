"""The hand that signs: what any key holder must offer, and the software token that does.

`Signer` is the seam. A hardware token (PKCS#11), a SIM or a central signing service becomes another
class with the same three members; the page, the action and the record of the signature stay as they
are. Time stamps join at `pades.sign`, which hands `timestamper` on to the library.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from asn1crypto import keys as asn1_keys
from asn1crypto import pkcs12 as asn1_pkcs12
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, pkcs12
from pyhanko.sign.signers import Signer as LibrarySigner
from pyhanko.sign.signers import SimpleSigner
from pyhanko_certvalidator.registry import SimpleCertificateStore

from dieuhanh.signing.certificates import der_of
from dieuhanh.signing.rules.registration import LARGEST_TOKEN, MOST_ITERATIONS, TokenFault


class Signer(Protocol):
    """A key that can sign, wherever it lives."""

    @property
    def certificate(self) -> x509.Certificate:
        """The certificate of the key."""

    @property
    def chain(self) -> Sequence[x509.Certificate]:
        """Certificates between it and the trust list, as far as the holder has them."""

    def hand(self) -> LibrarySigner:
        """The library's signer, made for one signature."""


class WrongPassphrase(Exception):
    """The passphrase does not open the token (or the token is damaged: the two look alike)."""


class UnfitToken(Exception):
    """The token cannot be kept or used; `fault` says why."""

    def __init__(self, fault: TokenFault) -> None:
        super().__init__(fault.value)
        self.fault = fault


@dataclass(frozen=True, slots=True)
class SoftwareSigner:
    """An opened PKCS#12 token. Lives for one call; its key is never shown or stored."""

    certificate: x509.Certificate
    chain: Sequence[x509.Certificate]
    _key: Any = field(repr=False)

    def hand(self) -> LibrarySigner:
        """The library's signer. RSA keys sign with PSS, as the standards of 2025 ask."""
        store = SimpleCertificateStore()  # type: ignore[no-untyped-call]
        store.register_multiple([asn1_x509.Certificate.load(der_of(item)) for item in self.chain])
        plain = self._key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
        return SimpleSigner(
            signing_cert=asn1_x509.Certificate.load(der_of(self.certificate)),
            signing_key=asn1_keys.PrivateKeyInfo.load(plain),
            cert_registry=store,
            prefer_pss=True,
            embed_roots=False,
        )


def open_token(sealed: bytes, passphrase: str) -> SoftwareSigner:
    """Open a PKCS#12 token with its owner's passphrase.

    Raises `WrongPassphrase`, or `UnfitToken` where it holds no signing key with its certificate.
    """
    check_sealed(sealed)
    try:
        key, certificate, others = pkcs12.load_key_and_certificates(sealed, passphrase.encode("utf-8"))
    except ValueError as fault:
        raise WrongPassphrase from fault
    except Exception as fault:  # unsupported ciphers and broken structures come in many kinds
        raise UnfitToken(TokenFault.NOT_A_TOKEN) from fault
    if certificate is None or not isinstance(key, rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey):
        raise UnfitToken(TokenFault.NOT_A_TOKEN)
    return SoftwareSigner(certificate=certificate, chain=tuple(others), _key=key)


def check_sealed(sealed: bytes) -> None:
    """Raise `UnfitToken` unless this is a PKCS#12 file whose key lies under a passphrase.

    Read without the passphrase: the size, the rounds of key derivation (a hostile file could ask
    for hours of them), and that no key in it lies open.
    """
    if len(sealed) > LARGEST_TOKEN:
        raise UnfitToken(TokenFault.TOO_LARGE)
    try:
        rounds, open_key = _inspect(asn1_pkcs12.Pfx.load(sealed, strict=True))
    except UnfitToken:
        raise
    except Exception as fault:  # asn1crypto raises ValueError, TypeError, KeyError by the kind of damage
        raise UnfitToken(TokenFault.NOT_A_TOKEN) from fault
    if open_key:
        raise UnfitToken(TokenFault.NOT_SEALED)
    if rounds > MOST_ITERATIONS:
        raise UnfitToken(TokenFault.TOO_MANY_ROUNDS)


def _inspect(pfx: asn1_pkcs12.Pfx) -> tuple[int, bool]:
    """All rounds of derivation that can be seen, added up, and whether a key lies open."""
    if pfx["mac_data"].native is None:
        raise UnfitToken(TokenFault.NOT_SEALED)
    rounds = [int(pfx["mac_data"]["iterations"].native or 1)]
    open_key = False
    for part in pfx.authenticated_safe:
        kind = part["content_type"].native
        if kind == "encrypted_data":
            algorithm = part["content"]["encrypted_content_info"]["content_encryption_algorithm"]
            rounds.append(_rounds(algorithm))
        elif kind == "data":
            for bag in asn1_pkcs12.SafeContents.load(part["content"].native):
                open_key |= bag["bag_id"].native == "key_bag"
                if bag["bag_id"].native == "pkcs8_shrouded_key_bag":
                    rounds.append(_rounds(bag["bag_value"]["encryption_algorithm"]))
    return sum(rounds), open_key


def _rounds(algorithm: Any) -> int:
    parameters = algorithm["parameters"]
    if algorithm["algorithm"].native == "pbes2":
        parameters = parameters["key_derivation_func"]["parameters"]
    native = parameters.native
    if "iterations" in native:
        return int(native["iterations"])
    return int(native.get("cost_parameter", 1)) * int(native.get("block_size", 1))
