"""The second half of ``verify``: the rooms' rows against what the ledger last said of them."""

import json
from collections.abc import Iterable, Iterator
from itertools import count, islice
from typing import Any
from uuid import UUID

from django.db import connection

from dieuhanh.ledger.checks import Check, registered_checks
from dieuhanh.ledger.findings import Progress, Verification
from dieuhanh.ledger.subscriptions import load_rooms

_CHUNK = 2_000
_AT_ONCE = 500
_NOTHING_SAID = object()
_NUMBERS = count()


def verify_rows(result: Verification, tell: Progress) -> None:
    """Compare every registered kind of row, in constant memory."""
    load_rooms()
    for check in registered_checks():
        said = _last_said(check.subject_type)
        while part := list(islice(said, _AT_ONCE)):
            _compare(check, part, result)
            result.rows += len(part)
            tell(check.subject_type, result.rows, result.rows)
        if check.every is not None:
            _find_unspoken(check, check.every(), result)


def _compare(check: Check, part: list[tuple[UUID, int | None, Any]], result: Verification) -> None:
    present = check.hashes_of([subject for subject, _index, _said in part])
    for subject, index, said in part:
        now = present.get(subject)
        if now == said:
            continue
        what = "is gone" if now is None else "is there again" if said is None else "was changed"
        place = "in the queue" if index is None else f"at {index}"
        result.found(
            "row",
            f"The row {check.subject_type} {subject} {what}: it is not what the entry {place} says of it.",
            index=index,
            subject_type=check.subject_type,
            subject_id=subject,
        )


def _find_unspoken(check: Check, every: Iterable[UUID], result: Verification) -> None:
    """Rows that no entry ever spoke of: both sides come in ascending order and are merged."""
    spoken = (subject for subject, _index, _said in _last_said(check.subject_type))
    known = next(spoken, None)
    for subject in every:
        while known is not None and known < subject:
            known = next(spoken, None)
        if known != subject:
            result.found(
                "unspoken_row",
                f"The row {check.subject_type} {subject} has no entry in the ledger.",
                subject_type=check.subject_type,
                subject_id=subject,
            )


def _last_said(subject_type: str) -> Iterator[tuple[UUID, int | None, Any]]:
    """(subject, place in the tree, content hash) of the last entry that carries one, by ascending subject."""
    sql = (
        "SELECT e.subject_id, l.index, b.body FROM ledger_entry e JOIN ledger_body b ON b.entry_id = e.id "
        "LEFT JOIN ledger_leaf l ON l.entry_id = e.id LEFT JOIN ledger_pending p ON p.entry_id = e.id "
        "WHERE e.subject_type = %s ORDER BY e.subject_id, l.index DESC NULLS FIRST, p.id DESC"
    )
    done: UUID | None = None
    with connection.connection.cursor(name=f"verify_rows_{next(_NUMBERS)}") as cursor:
        cursor.itersize = _CHUNK
        cursor.execute(sql, [subject_type])
        for subject, index, text in cursor:
            said = _content_hash(text)
            if subject != done and said is not _NOTHING_SAID:
                done = subject
                yield subject, index, said


def _content_hash(text: str) -> Any:
    try:
        return json.loads(text)["content"].get("content_hash", _NOTHING_SAID)
    except (ValueError, KeyError, TypeError, AttributeError):
        return _NOTHING_SAID  # changed by hand: the pass over the entries has named it
