"""The shape of an entry's body: one canonical JSON text that says everything and stands alone."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from dieuhanh.ledger.rules.canonical import canonical, instant

VERSION = 1


@dataclass(frozen=True, slots=True)
class Writer:
    """Who wrote an entry, as he stood then."""

    person_id: UUID | None
    appointment_id: UUID | None
    organisation_id: UUID | None
    token_id: UUID | None
    name: str
    position: str
    simulated: bool


def envelope(
    *,
    entry_id: UUID,
    kind: str,
    at: datetime,
    by: Writer,
    subject_type: str,
    subject_id: UUID,
    organisation_id: UUID | None,
    content: Mapping[str, Any],
) -> bytes:
    """The body's bytes: RFC 8785 JSON with ``v, id, kind, at, by, subject, organisation, content``.

    Everything the columns of the entry say is said here too, so that a column changed by hand is found
    by comparing it with what was committed to.
    """
    return canonical(
        {
            "v": VERSION,
            "id": entry_id,
            "kind": kind,
            "at": instant(at),
            "by": {
                "person": by.person_id,
                "appointment": by.appointment_id,
                "organisation": by.organisation_id,
                "token": by.token_id,
                "name": by.name,
                "position": by.position,
                "simulated": by.simulated,
            },
            "subject": {"type": subject_type, "id": subject_id},
            "organisation": organisation_id,
            "content": content,
        }
    )


def opened(body: str) -> dict[str, Any]:
    """A body's text as the dictionary that ``envelope`` made. Raises ``ValueError`` when it is not one."""
    made = json.loads(body)
    if not isinstance(made, dict) or made.get("v") != VERSION or not isinstance(made.get("content"), dict):
        raise ValueError("this is not a ledger entry's body")
    return made
