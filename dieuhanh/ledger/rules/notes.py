"""C2SP ``signed-note`` and ``tlog-checkpoint``: signed heads of the tree, with Ed25519 keys.

Nothing here reads a file or a clock. A private key is given as its 32 raw bytes.
"""

import base64
import binascii
import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

ED25519 = 0x01
KEY_BYTES = 32
LARGEST_NOTE = 64 * 1024
LARGEST_SIGNATURES = 64

_DASH = "— "
_SIZE = re.compile(r"0|[1-9][0-9]{0,18}")


class BadNote(ValueError):
    """Not a signed note, or not signed by a key that is trusted. The text says which."""


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """The public half of a log's key, as ``<name>+<key id>+<base64>`` names it."""

    name: str
    public: bytes

    @property
    def key_id(self) -> bytes:
        """The first four bytes of SHA-256(name || newline || 0x01 || public key)."""
        return hashlib.sha256(self.name.encode() + b"\n" + self._typed()).digest()[:4]

    def __str__(self) -> str:
        return f"{self.name}+{self.key_id.hex()}+{_b64(self._typed())}"

    def _typed(self) -> bytes:
        return bytes([ED25519]) + self.public


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A tree head: whose log, how many leaves, which root."""

    origin: str
    size: int
    root: bytes

    def text(self) -> str:
        """The note's text, three lines."""
        return f"{self.origin}\n{self.size}\n{_b64(self.root)}\n"


def check_name(name: str) -> None:
    """Raise ``BadNote`` for a key name with spaces, control characters or plus signs, or for none."""
    if not name or "+" in name or any(sign.isspace() or sign < " " for sign in name):
        raise BadNote(f"{name!r} is no name for a log: no spaces and no plus signs")


def verifier_key(name: str, private: bytes) -> VerifierKey:
    """The public half of a private key under a name."""
    check_name(name)
    public = Ed25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw()
    return VerifierKey(name, public)


def read_verifier_key(text: str) -> VerifierKey:
    """Read a vkey. Raises ``BadNote`` when it is not one, or its id is not its key's."""
    parts = text.strip().split("+", 2)
    if len(parts) != 3:
        raise BadNote("a verifier key is written name+id+key")
    check_name(parts[0])
    typed = _unb64(parts[2])
    if len(typed) != KEY_BYTES + 1 or typed[0] != ED25519:
        raise BadNote("only Ed25519 verifier keys are known here")
    key = VerifierKey(parts[0], typed[1:])
    if key.key_id.hex() != parts[1]:
        raise BadNote("the verifier key's id does not belong to its key")
    return key


def sign(text: str, name: str, private: bytes) -> str:
    """The text as a note signed under a name. The text must end in a newline."""
    _check_text(text)
    key = verifier_key(name, private)
    signature = Ed25519PrivateKey.from_private_bytes(private).sign(text.encode())
    return f"{text}\n{_DASH}{name} {_b64(key.key_id + signature)}\n"


def open_note(note: str, keys: Iterable[VerifierKey]) -> str:
    """The note's text, once a trusted key's signature over it has been verified.

    Signatures of unknown keys are passed over, as the specification asks. Raises ``BadNote``.
    """
    text, signatures = _split(note)
    trusted = {(key.name, key.key_id): key for key in keys}
    verified = False
    for name, blob in signatures:
        key = trusted.get((name, blob[:4]))
        if key is None:
            continue
        try:
            Ed25519PublicKey.from_public_bytes(key.public).verify(blob[4:], text.encode())
        except InvalidSignature as error:
            raise BadNote(f"the signature of {name} is false") from error
        verified = True
    if not verified:
        raise BadNote("no trusted key has signed this note")
    return text


def sign_checkpoint(head: Checkpoint, private: bytes) -> str:
    """A signed head; the key's name is the origin, as the specification recommends."""
    return sign(head.text(), head.origin, private)


def open_checkpoint(note: str, keys: Iterable[VerifierKey]) -> Checkpoint:
    """The head in a note signed by a trusted key. Raises ``BadNote``."""
    return read_checkpoint(open_note(note, keys))


def read_checkpoint(text: str) -> Checkpoint:
    """The head that a note's text states (nothing is verified). Raises ``BadNote``."""
    lines = text.split("\n")
    if len(lines) < 4 or lines[-1] or not all(lines[:-1]):
        raise BadNote("a checkpoint has an origin, a size and a root")
    root = _unb64(lines[2])
    if not _SIZE.fullmatch(lines[1]) or len(root) != 32:
        raise BadNote("a checkpoint's size is a plain number and its root 32 bytes")
    return Checkpoint(lines[0], int(lines[1]), root)


def _split(note: str) -> tuple[str, list[tuple[str, bytes]]]:
    if len(note.encode(errors="replace")) > LARGEST_NOTE or not note.endswith("\n"):
        raise BadNote("this is not a signed note")
    cut = note.rfind("\n\n")
    if cut < 0:
        raise BadNote("the note bears no signature")
    text, lines = note[: cut + 1], note[cut + 2 : -1].split("\n")
    _check_text(text)
    if len(lines) > LARGEST_SIGNATURES:
        raise BadNote("the note bears too many signatures")
    return text, [_signature(line) for line in lines]


def _signature(line: str) -> tuple[str, bytes]:
    parts = line.removeprefix(_DASH).split(" ")
    if not line.startswith(_DASH) or len(parts) != 2:
        raise BadNote("a signature line is a dash, a name and base64")
    check_name(parts[0])
    blob = _unb64(parts[1])
    if len(blob) < 5:
        raise BadNote("a signature is longer than its key's id")
    return parts[0], blob


def _check_text(text: str) -> None:
    if not text.endswith("\n") or any(sign < " " and sign != "\n" for sign in text):
        raise BadNote("a note's text ends in a newline and has no other control characters")
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise BadNote("a note is UTF-8") from error


def _b64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _unb64(text: str) -> bytes:
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise BadNote(f"{text[:20]!r} is not base64") from error
    # Two spellings of one value (loose last bits) would be two notes for one head.
    if _b64(data) != text:
        raise BadNote(f"{text[:20]!r} is not written as base64 writes it")
    return data
