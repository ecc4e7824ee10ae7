"""The door to the ledger for rooms on its own floor or below it.

Rooms above the ledger import `dieuhanh.ledger.actions.append` themselves.
"""

from typing import Any, cast
from uuid import UUID

from django.conf import settings
from django.utils.module_loading import import_string

from dieuhanh.config.actor import Actor


def append(
    kind: str,
    *,
    by: Actor,
    subject_type: str,
    subject_id: UUID,
    organisation_id: UUID | None,
    body: dict[str, Any],
) -> UUID:
    """Write one ledger entry in the caller's transaction and return its id."""
    entry = import_string(settings.LEDGER_APPEND)(
        kind,
        by=by,
        subject_type=subject_type,
        subject_id=subject_id,
        organisation_id=organisation_id,
        body=body,
    )
    return cast(UUID, entry)
