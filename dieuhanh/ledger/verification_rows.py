"""The second half of ``verify``: the rooms' rows against what the ledger last said of them."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import count, islice
from typing import Any
from uuid import UUID

from django.db import connection

from dieuhanh.ledger.checks import Check, PartsOf, registered_checks
from dieuhanh.ledger.findings import Progress, Verification
from dieuhanh.ledger.subscriptions import load_rooms

_CHUNK = 2_000
_AT_ONCE = 500
_NOTHING_SAID = object()
_ERASED = object()
"""What was said last was removed as the law has it: nothing can be held to it."""
_NUMBERS = count()


@dataclass(slots=True)
class Words:
    """The last words of the ledger about one subject, and about each row that hangs on it."""

    subject: UUID
    index: int | None = None
    said: Any = _NOTHING_SAID
    parts: dict[str, tuple[int | None, UUID, Any]] = field(default_factory=dict)
    erased: bool = False

    def hear(self, index: int | None, entry_id: UUID, content: Mapping[str, Any] | None) -> None:
        """Take in an entry; the newest come first, so that what is said already stays. None: its body was erased."""
        if content is None:
            self.erased = True
            self.said = _ERASED if self.said is _NOTHING_SAID else self.said
        if content is None or self.erased:
            return
        if self.said is _NOTHING_SAID and "content_hash" in content:
            self.index, self.said = index, content["content_hash"]
        rows = content.get("rows")
        for key, value in rows.items() if isinstance(rows, dict) else ():
            self.parts.setdefault(key, (index, entry_id, value))


def verify_rows(result: Verification, tell: Progress) -> None:
    """Compare every registered kind of row, in constant memory."""
    load_rooms()
    for check in registered_checks():
        words = _last_words(check.subject_type)
        while part := list(islice(words, _AT_ONCE)):
            _compare(check, part, result)
            if check.parts_of is not None:
                _compare_parts(check.parts_of, part, result)
            result.rows += len(part)
            tell(check.subject_type, result.rows, result.rows)
        if check.every is not None:
            _find_unspoken(check, check.every(), result)


def _compare(check: Check, part: list[Words], result: Verification) -> None:
    spoken = [one for one in part if one.said not in (_NOTHING_SAID, _ERASED)]
    present = check.hashes_of([one.subject for one in spoken])
    for one in spoken:
        now = present.get(one.subject)
        if now != one.said:
            _blame(result, check.subject_type, one.subject, now, one.said, one.index)


def _compare_parts(parts_of: PartsOf, part: list[Words], result: Verification) -> None:
    found = parts_of([one.subject for one in part])
    for one in part:
        present = found.get(one.subject, {})
        for key, (index, entry_id, said) in one.parts.items():
            kind, subject = _read(key)
            row = present.get(key)
            if (row.hash if row is not None else None) != said:
                _blame(result, kind, subject, row.hash if row is not None else None, said, index)
            elif row is not None and row.entry_id not in (None, entry_id):
                text = f"The row {kind} {subject} names the entry {row.entry_id}; it was written with {entry_id}."
                result.found("row", text, index=index, subject_type=kind, subject_id=subject)
        for key in sorted(set(present) - set(one.parts)) if not one.erased else ():
            kind, subject = _read(key)
            text = f"The row {kind} {subject} has no entry in the ledger."
            result.found("unspoken_row", text, subject_type=kind, subject_id=subject)


def _read(key: str) -> tuple[str, UUID | None]:
    kind, _colon, subject = key.partition(":")
    try:
        return kind, UUID(subject)
    except ValueError:
        return key, None


def _blame(
    result: Verification, kind: str, subject: UUID | None, now: str | None, said: Any, index: int | None
) -> None:
    what = "is gone" if now is None else "is there again" if said is None else "was changed"
    place = "in the queue" if index is None else f"at {index}"
    result.found(
        "row",
        f"The row {kind} {subject} {what}: it is not what the entry {place} says of it.",
        index=index,
        subject_type=kind,
        subject_id=subject,
    )


def _find_unspoken(check: Check, every: Iterable[UUID], result: Verification) -> None:
    """Rows that no entry ever spoke of: both sides come in ascending order and are merged."""
    spoken = (one.subject for one in _last_words(check.subject_type) if one.said is not _NOTHING_SAID)
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


def _last_words(subject_type: str) -> Iterator[Words]:
    """What the last entries say of each subject of this kind, by ascending subject; one of which nothing was said is left out."""
    sql = (
        "SELECT e.subject_id, l.index, e.id, b.body FROM ledger_entry e LEFT JOIN ledger_body b ON b.entry_id = e.id "
        "LEFT JOIN ledger_leaf l ON l.entry_id = e.id LEFT JOIN ledger_pending p ON p.entry_id = e.id "
        "WHERE e.subject_type = %s ORDER BY e.subject_id, l.index DESC NULLS FIRST, p.id DESC"
    )
    now: Words | None = None
    with connection.connection.cursor(name=f"verify_rows_{next(_NUMBERS)}") as cursor:
        cursor.itersize = _CHUNK
        cursor.execute(sql, [subject_type])
        for subject, index, entry_id, text in cursor:
            if now is None or now.subject != subject:
                if now is not None and (now.said is not _NOTHING_SAID or now.parts):
                    yield now
                now = Words(subject)
            now.hear(index, entry_id, _content(text) if text is not None else None)
    if now is not None and (now.said is not _NOTHING_SAID or now.parts):
        yield now


def _content(text: str) -> Mapping[str, Any]:
    try:
        content = json.loads(text)["content"]
    except (ValueError, KeyError, TypeError):
        return {}  # changed by hand: the pass over the entries has named it
    return content if isinstance(content, dict) else {}
