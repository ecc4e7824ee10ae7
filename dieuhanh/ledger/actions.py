"""The ledger's verbs for every room: ``append`` and ``append_bulk``.

An entry is written in the action's own transaction, in one statement, without waiting for any other
writer: the place in the tree is given later by the sequencer.
"""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.transaction import TransactionManagementError

from dieuhanh.config.actor import Actor
from dieuhanh.config.identity import uuid7
from dieuhanh.ledger.rules.canonical import SALT_BYTES, commitment
from dieuhanh.ledger.rules.envelopes import Writer, envelope

_SQL = Path(__file__).with_name("sql")


@dataclass(frozen=True, slots=True)
class Draft:
    """One entry to be written by ``append_bulk``; ``body`` is the content, as in ``append``."""

    kind: str
    subject_type: str
    subject_id: UUID
    organisation_id: UUID | None
    body: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Statement:
    """An append as terms for another statement's WITH: ``terms`` (SQL), its ``params``, the entry's id."""

    terms: str
    params: dict[str, Any]
    entry_id: UUID


def append(
    kind: str,
    *,
    by: Actor,
    subject_type: str,
    subject_id: UUID,
    organisation_id: UUID | None,
    body: Mapping[str, Any],
    using: str = DEFAULT_DB_ALIAS,
) -> UUID:
    """Write one entry in the caller's transaction, in one statement, and return its id.

    ``kind`` is ``room.thing.happened``. ``body`` holds what is needed to check the row: its key values,
    or ``content_hash`` (see ``rules.canonical.content_hash`` and ``verification.register_check``).
    The entry is dated by the real clock, whatever the demonstration's shows. Raises
    ``TransactionManagementError`` outside a transaction and ``NotCanonical`` for a body that JSON cannot hold.
    """
    made = statement(
        kind,
        by=by,
        subject_type=subject_type,
        subject_id=subject_id,
        organisation_id=organisation_id,
        body=body,
    )
    _check_in_transaction(using)
    with connections[using].cursor() as cursor:
        cursor.execute(f"WITH {made.terms} SELECT 1", made.params)
    return made.entry_id


def statement(
    kind: str,
    *,
    by: Actor,
    subject_type: str,
    subject_id: UUID,
    organisation_id: UUID | None,
    body: Mapping[str, Any],
) -> Statement:
    """The same append as terms that a hot action puts into its own WITH (one round trip for all).

    The parameters are named ``ledger_…`` so that they cannot meet the action's own.
    """
    row = _row(Draft(kind, subject_type, subject_id, organisation_id, body), by, datetime.now(UTC))
    return Statement(_sql("append"), {f"ledger_{name}": value for name, value in row.items()}, row["id"])


def append_bulk(drafts: Sequence[Draft], *, by: Actor) -> list[UUID]:
    """Write many entries in one statement, in their order; the ids come back in the same order."""
    if not drafts:
        return []
    _check_in_transaction(DEFAULT_DB_ALIAS)
    moment = datetime.now(UTC)
    rows = [_row(draft, by, moment) for draft in drafts]
    columns = {name: [row[name] for row in rows] for name in rows[0]}
    with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
        cursor.execute(_sql("append_bulk"), columns)
    return columns["id"]


def _row(draft: Draft, by: Actor, at: datetime) -> dict[str, Any]:
    entry_id = uuid7()
    body = envelope(
        entry_id=entry_id,
        kind=draft.kind,
        at=at,
        by=_writer(by),
        subject_type=draft.subject_type,
        subject_id=draft.subject_id,
        organisation_id=draft.organisation_id,
        content=draft.body,
    )
    salt = os.urandom(SALT_BYTES)
    return {
        "id": entry_id,
        "kind": draft.kind,
        "at": at,
        "person_id": by.person_id,
        "appointment_id": by.appointment_id,
        "token_id": by.token_id,
        "organisation_id": draft.organisation_id,
        "subject_type": draft.subject_type,
        "subject_id": draft.subject_id,
        "commitment": commitment(salt, body),
        "salt": salt,
        "body": body.decode(),
    }


def _writer(by: Actor) -> Writer:
    return Writer(
        person_id=by.person_id,
        appointment_id=by.appointment_id,
        organisation_id=by.organisation_id,
        token_id=by.token_id,
        name=by.name,
        position=by.position,
        simulated=by.simulated,
    )


def _check_in_transaction(using: str) -> None:
    if not connections[using].in_atomic_block:
        raise TransactionManagementError("a ledger entry is written in its action's own transaction.atomic()")


@cache
def _sql(name: str) -> str:
    return (_SQL / f"{name}.sql").read_text(encoding="utf-8")
