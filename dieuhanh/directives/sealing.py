"""Secrets that must be read again: sealed with a key that lies in the data folder, not in the database.

Who has the database alone, or a dump of it, cannot sign as this node. The key travels with the program's own backup.
"""

import os
from functools import cache
from hashlib import sha256
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from dieuhanh.config.secrets import secret

_NONCE = 12


class Sealed(ValueError):
    """It cannot be opened: another node's key, or a changed text."""


@cache
def _box() -> AESGCM:
    return AESGCM(sha256(secret(settings.HOME, "webhooks").encode()).digest())


def seal(text: str, owner: UUID) -> bytes:
    """The text under AES-256-GCM, bound to the record that owns it."""
    nonce = os.urandom(_NONCE)
    return nonce + _box().encrypt(nonce, text.encode(), owner.bytes)


def unseal(sealed: bytes | memoryview, owner: UUID) -> str:
    """The text again. Raises `Sealed`."""
    given = bytes(sealed)
    try:
        return _box().decrypt(given[:_NONCE], given[_NONCE:], owner.bytes).decode()
    except (InvalidTag, ValueError) as error:
        raise Sealed("the secret cannot be opened with this node's key") from error
