"""The world of certificates that `world.yml` declares, and papers signed in it at any time."""

from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Any
from uuid import UUID

from certomancer.registry import ArchLabel, CertLabel, CertomancerConfig, ServiceLabel
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from dieuhanh.signing import pades
from dieuhanh.signing.signer import SoftwareSigner, open_token

PASSPHRASE = "Mật khẩu của tôi 1"
SUMMER = datetime(2020, 8, 5, 2, 30, tzinfo=UTC)
"""A working morning: 9:30 on 5 August 2020 in Việt Nam."""


def _write_keys(folder: Path) -> None:
    for name in ("root", "intermediate", "stranger", "leader", "deputy", "rsa", "small"):
        key: Any = ec.generate_private_key(ec.SECP256R1())
        if name in {"rsa", "small"}:
            key = rsa.generate_private_key(65537, 2048 if name == "rsa" else 1024)
        (folder / f"{name}.pem").write_bytes(
            key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        )


class World:
    """Certificates, lists and sealed tokens by their labels in the file."""

    def __init__(self, folder: Path) -> None:
        _write_keys(folder)
        self.config = CertomancerConfig.from_file(
            str(Path(__file__).with_name("world.yml")), key_search_dir=str(folder)
        )
        self._tokens: dict[str, bytes] = {}

    @cached_property
    def _architecture(self) -> Any:
        return self.config.get_pki_arch(ArchLabel("world"))

    def certificate(self, label: str) -> bytes:
        return bytes(self._architecture.get_cert(CertLabel(label)).dump())

    def crl(self, issuer: str, at: datetime) -> bytes:
        return bytes(self._architecture.service_registry.get_crl(ServiceLabel(issuer), at_time=at).dump())

    def token(self, label: str, passphrase: str = PASSPHRASE) -> bytes:
        """The sealed PKCS#12 file of a leaf, with the intermediate inside."""
        if (label, passphrase) not in self._tokens:
            self._tokens[label, passphrase] = self._architecture.package_pkcs12(
                CertLabel(label), certs_to_embed=[CertLabel("intermediate")], password=passphrase.encode()
            )
        return self._tokens[label, passphrase]

    def signer(self, label: str) -> SoftwareSigner:
        return open_token(self.token(label), PASSPHRASE)

    def sign(self, pdf: bytes, label: str, *, appointment_id: UUID, at: datetime = SUMMER) -> bytes:
        """The paper signed by a leaf at any time, past any of our own checks: as a sender's program might."""
        text = pades.SignatureText("Ai đó", "Cơ quan", "Gửi báo cáo", appointment_id, at)
        return pades.sign(pdf, signer=self.signer(label), text=text)
