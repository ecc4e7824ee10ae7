"""Identities: time-ordered UUIDs (RFC 9562, version 7)."""

from uuid import UUID

import uuid_utils


def uuid7() -> UUID:
    """A new UUIDv7 as a standard library UUID; later ones sort after earlier ones."""
    return UUID(int=uuid_utils.uuid7().int)
