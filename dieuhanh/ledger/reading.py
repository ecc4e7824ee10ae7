"""How a stored entry becomes an ``EntryRead``: the columns, the joins, and the making."""

from collections.abc import Sequence
from typing import Any

from dieuhanh.ledger.rules.envelopes import opened
from dieuhanh.ledger.subscriptions import EntryRead

COLUMNS = (
    "l.index, e.id, e.kind, e.at, e.person_id, e.appointment_id, e.token_id, e.organisation_id, "
    "e.subject_type, e.subject_id, b.body"
)
JOINS = (
    "FROM ledger_leaf l JOIN ledger_entry e ON e.id = l.entry_id LEFT JOIN ledger_body b ON b.entry_id = e.id"
)


def entry_read(row: Sequence[Any]) -> EntryRead:
    """An entry from a row that begins with ``COLUMNS``. A body that is gone or unreadable gives an empty one."""
    index, entry_id, kind, at, person, appointment, token, organisation, subject_type, subject_id, text = row[
        :11
    ]
    said = _opened(text)
    by = said.get("by") or {}
    return EntryRead(
        index=index,
        id=entry_id,
        kind=kind,
        at=at,
        person_id=person,
        appointment_id=appointment,
        token_id=token,
        organisation_id=organisation,
        subject_type=subject_type,
        subject_id=subject_id,
        body=said.get("content", {}),
        name=by.get("name", ""),
        position=by.get("position", ""),
        simulated=bool(by.get("simulated", False)),
        erased=text is None,
    )


def _opened(text: str | None) -> dict[str, Any]:
    if text is None:
        return {}
    try:
        return opened(text)
    except ValueError:
        # Changed by hand: `verify` names it; a page that lists it must still open.
        return {}
