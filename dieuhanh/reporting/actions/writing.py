"""Writing facts: one batch, ids in order, CSV lines copied and hashed, one ledger entry."""

import hashlib
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from dieuhanh.config.actor import Actor
from dieuhanh.config.copying import copying
from dieuhanh.config.identity import uuid7
from dieuhanh.ledger.actions import append
from dieuhanh.reporting.models import FactBatch
from dieuhanh.reporting.rules.facts import STORED_COLUMNS, Ids

COPY_IN = f"COPY reporting_fact ({', '.join(STORED_COLUMNS)}) FROM STDIN (FORMAT csv)"
COPY_OUT = f"COPY (SELECT {', '.join(STORED_COLUMNS)} FROM reporting_fact WHERE id BETWEEN %s AND %s AND batch_id = %s ORDER BY id) TO STDOUT (FORMAT csv)"


@dataclass(slots=True)
class Writing:
    """A batch while it is written: its ids, the hash of its lines, how many there are."""

    at: datetime = field(default_factory=lambda: datetime.now(UTC))
    batch_id: UUID = field(default_factory=uuid7)
    rows: int = 0
    first_id: UUID | None = None
    last_id: UUID | None = None
    _ids: Ids = field(init=False)
    _hash: Any = field(default_factory=hashlib.sha256)

    def __post_init__(self) -> None:
        self._ids = Ids(int(self.at.timestamp() * 1000))

    def take_ids(self, count: int) -> tuple[int, int]:
        """(high, first low) of the next `count` ids."""
        high, low = self._ids.take(count)
        self.first_id = self.first_id or Ids.uuid(high, low)
        self.last_id = Ids.uuid(high, low + count - 1)
        return high, low

    def copy(self, lines: bytes, count: int) -> None:
        """Copy CSV lines of `STORED_COLUMNS` into the facts, in the order of their ids. One statement."""
        with copying(COPY_IN) as copy:
            copy.write(lines)
        self._hash.update(lines)
        self.rows += count

    @property
    def content_hash(self) -> str:
        """SHA-256 of all lines so far."""
        return str(self._hash.hexdigest())

    def close(
        self,
        kind: str,
        *,
        by: Actor,
        ledger_kind: str,
        organisation_id: UUID | None,
        body: dict[str, Any],
        **columns: Any,
    ) -> UUID:
        """Write the ledger entry and the batch's row; gives the entry's id. Two statements."""
        entry_id = append(
            ledger_kind,
            by=by,
            subject_type="reporting.fact_batch",
            subject_id=self.batch_id,
            organisation_id=organisation_id,
            body={**body, "rows": self.rows, "content_hash": self.content_hash},
        )
        FactBatch.objects.bulk_create(
            [
                FactBatch(  # type: ignore[misc]
                    id=self.batch_id,
                    kind=kind,
                    organisation_id=organisation_id,
                    ledger_entry_id=entry_id,
                    rows=self.rows,
                    first_id=self.first_id,
                    last_id=self.last_id,
                    content_hash=self.content_hash,
                    person_id=by.person_id,
                    person_name=by.name,
                    position=by.position,
                    recorded_at=self.at,
                    **columns,
                )
            ]
        )
        return entry_id


def lines_of(rows: Iterable[Sequence[Any]]) -> bytes:
    """Rows of `STORED_COLUMNS` as CSV lines just as PostgreSQL writes them: None is nothing, an empty text is a pair of quotes."""
    out = io.StringIO()
    for row in rows:
        out.write(",".join(map(_cell, row)))
        out.write("\n")
    return out.getvalue().encode()


def _cell(value: Any) -> str:
    if value is None:
        return ""
    text = ("t" if value else "f") if isinstance(value, bool) else str(value)
    if text == "" or any(mark in text for mark in ',"\n\r'):
        return '"' + text.replace('"', '""') + '"'
    return text


def content_hash_of(batch: FactBatch) -> tuple[str, int]:
    """The SHA-256 of a batch's facts as they stand now, and how many there are. One statement."""
    digest, count = hashlib.sha256(), 0
    with copying(COPY_OUT, [batch.first_id, batch.last_id, batch.id]) as copy:
        for line in copy:
            digest.update(line)
            count += 1
    return digest.hexdigest(), count
