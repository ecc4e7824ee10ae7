"""The log's signing key: one file in the data folder, readable by its owner alone.

The file holds the note community's own form of a private key (``PRIVATE+KEY+name+id+base64``).
"""

import base64
import os
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings

from dieuhanh.ledger.rules.notes import ED25519, KEY_BYTES, BadNote, VerifierKey, check_name, verifier_key

_PREFIX = "PRIVATE+KEY+"


class KeyUnusable(Exception):
    """The key file cannot be used; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class SigningKey:
    """The log's name and private key (32 bytes, never shown)."""

    name: str
    private: bytes = field(repr=False)

    @property
    def verifier(self) -> VerifierKey:
        """The public half."""
        return verifier_key(self.name, self.private)


def key_file() -> Path:
    """Where the key lies."""
    return Path(settings.HOME) / "keys" / "ledger.key"


def ensure_key() -> SigningKey:
    """The signing key, made at the first start. Two starts at once end with one key.

    Raises ``KeyUnusable`` when the file is unreadable or names another log than ``DIEUHANH_LEDGER_ORIGIN``.
    """
    file = key_file()
    if not file.exists():
        _make(file, settings.LEDGER_ORIGIN)
    key = _read(file)
    if key.name != settings.LEDGER_ORIGIN:
        raise KeyUnusable(
            f"{file} signs for {key.name!r}, but DIEUHANH_LEDGER_ORIGIN is {settings.LEDGER_ORIGIN!r}. "
            "A log keeps its name; set the old one, or move the key away to begin with a new one."
        )
    return key


def _make(file: Path, name: str) -> None:
    try:
        check_name(name)
    except BadNote as error:
        raise KeyUnusable(f"DIEUHANH_LEDGER_ORIGIN: {error}") from error
    private = Ed25519PrivateKey.generate().private_bytes_raw()
    text = f"{_PREFIX}{name}+{verifier_key(name, private).key_id.hex()}+{_typed(private)}\n"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.parent.chmod(0o700)
    draft = file.with_name(f"{file.name}.{os.getpid()}.{os.urandom(4).hex()}.new")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
        out.write(text)
        out.flush()
        os.fsync(out.fileno())
    try:
        os.link(draft, file)  # the first of two starts wins; the other reads its key
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def _read(file: Path) -> SigningKey:
    try:
        text = file.read_text(encoding="utf-8").strip()
    except OSError as error:
        raise KeyUnusable(f"{file} cannot be read: {error.strerror}") from error
    name, _, rest = text.removeprefix(_PREFIX).partition("+")
    key_id, _, typed = rest.partition("+")
    try:
        blob = base64.b64decode(typed, validate=True)
        made = SigningKey(name, blob[1:])
        fits = len(blob) == KEY_BYTES + 1 and blob[0] == ED25519 and made.verifier.key_id.hex() == key_id
    except ValueError:
        fits = False
    if not text.startswith(_PREFIX) or not fits:
        raise KeyUnusable(f"{file} does not hold a signing key; put the right one back from a backup.")
    return made


def _typed(private: bytes) -> str:
    return base64.b64encode(bytes([ED25519]) + private).decode()
