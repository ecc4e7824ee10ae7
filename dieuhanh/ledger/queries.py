"""The reads that pages, API, receipts, the sequencer and health share."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from dieuhanh.ledger.reading import COLUMNS, JOINS, entry_read
from dieuhanh.ledger.rules.receipts import Receipt
from dieuhanh.ledger.rules.tiles import WIDTH, Edge, hashes_at, levels, subtree_from, tiles_of
from dieuhanh.ledger.rules.tree import inclusion_ranges, perfect_subtrees, range_root
from dieuhanh.ledger.subscriptions import EntryRead


@dataclass(frozen=True, slots=True)
class Head:
    """A signed head as stored, with the keys that heads were ever signed with, the newest first."""

    size: int
    root: bytes
    signed_at: datetime
    note: str
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Record:
    """One entry with all that proves it. ``salt`` and ``text`` are None where the body was erased."""

    entry: EntryRead
    commitment: bytes
    leaf_hash: bytes
    salt: bytes | None
    text: str | None


def tree_size() -> int:
    """How many entries have their place in the tree. One statement."""
    return int(_one("SELECT coalesce(max(index) + 1, 0) FROM ledger_leaf")[0])


def signed_size() -> int:
    """How many entries the last signed head covers. One statement."""
    return int(_one("SELECT coalesce(max(size), 0) FROM ledger_checkpoint")[0])


def last_head() -> Head | None:
    """The last signed head; none before the first entry. One statement."""
    rows = _all(
        "SELECT size, root, signed_at, note, "
        "(SELECT coalesce(array_agg(vkey ORDER BY valid_from DESC), '{}') FROM ledger_key) "
        "FROM ledger_checkpoint ORDER BY size DESC LIMIT 1"
    )
    if not rows:
        return None
    size, root, signed_at, note, keys = rows[0]
    return Head(size, bytes(root), signed_at, note, tuple(keys))


def known_keys() -> list[str]:
    """The public keys that heads were signed with, the newest first. One statement."""
    return [row[0] for row in _all("SELECT vkey FROM ledger_key ORDER BY valid_from DESC")]


def seconds_since_unsigned_entry() -> float:
    """How long the oldest entry without a signed head has waited; 0 when all are under one. One statement.

    What a long transaction wrote becomes visible all at once, so the wait counts from when the sequencer
    last saw nothing left to do, if that is later.
    """
    row = _one(
        """
        SELECT extract(epoch FROM clock_timestamp() - greatest(
                   coalesce((SELECT queued_at FROM ledger_pending ORDER BY id LIMIT 1), min(signed_at)),
                   max(moved_at)))
        FROM (SELECT (SELECT max(signed_at) FROM ledger_checkpoint) AS signed_at,
                     (SELECT moved_at FROM ledger_cursor WHERE subscriber = 'ledger.sequencer') AS moved_at) AS seen
        WHERE EXISTS (SELECT FROM ledger_pending)
           OR (SELECT coalesce(max(index) + 1, 0) FROM ledger_leaf)
              > (SELECT coalesce(max(size), 0) FROM ledger_checkpoint)
        """
    )
    return max(0.0, float(row[0] or 0))


def edge_of(size: int) -> Edge:
    """The stored tree of this size, ready to grow: its unfinished tiles. Two statements."""
    firsts = [hashes_at(level, size) // WIDTH * WIDTH for level in range(levels(size))]
    hashes: dict[int, list[bytes]] = {level: [] for level in range(len(firsts))}
    if firsts:
        hashes[0] = tile_hashes(0, firsts[0], size % WIDTH)
    if len(firsts) > 1:
        above = [f"(level = {level} AND index >= {first})" for level, first in enumerate(firsts) if level]
        rows = _all(f"SELECT level, hash FROM ledger_node WHERE {' OR '.join(above)} ORDER BY level, index")
        for level, value in rows:
            hashes[level].append(bytes(value))
    return Edge(size, hashes)


def tile_hashes(level: int, first: int, count: int) -> list[bytes]:
    """``count`` hashes of a level from index ``first`` on, as far as they are stored. One statement."""
    if level == 0:
        sql = "SELECT leaf_hash FROM ledger_leaf WHERE index >= %s AND index < %s ORDER BY index"
        return [bytes(row[0]) for row in _all(sql, [first, first + count])]
    sql = "SELECT hash FROM ledger_node WHERE level = %s AND index >= %s AND index < %s ORDER BY index"
    return [bytes(row[0]) for row in _all(sql, [level, first, first + count])]


def commitments(first: int, count: int) -> list[bytes]:
    """The log's public entries (32 bytes each) from index ``first`` on. One statement."""
    sql = (
        "SELECT e.commitment FROM ledger_leaf l JOIN ledger_entry e ON e.id = l.entry_id "
        "WHERE l.index >= %s AND l.index < %s ORDER BY l.index"
    )
    return [bytes(row[0]) for row in _all(sql, [first, first + count])]


def inclusion(index: int, size: int) -> list[bytes]:
    """The inclusion proof of an entry in the tree of ``size``, from the stored tiles. One statement."""
    ranges = inclusion_ranges(index, size)
    subtrees = [part for start, end in ranges for part in perfect_subtrees(start, end)]
    hashes = _tiles(tiles_of(subtrees))
    subtree = subtree_from(lambda level, place: hashes[level, place])
    return [range_root(start, end, subtree) for start, end in ranges]


def _tiles(wanted: set[tuple[int, int]]) -> dict[tuple[int, int], bytes]:
    """Every stored hash of these tiles, by (level, index)."""
    parts = []
    for level, tile in sorted(wanted):
        span = f"index BETWEEN {tile * WIDTH} AND {tile * WIDTH + WIDTH - 1}"
        if level == 0:
            parts.append(f"SELECT 0::smallint, index, leaf_hash FROM ledger_leaf WHERE {span}")
        else:
            parts.append(f"SELECT level, index, hash FROM ledger_node WHERE level = {level} AND {span}")
    rows = _all(" UNION ALL ".join(parts)) if parts else []
    return {(level, index): bytes(value) for level, index, value in rows}


def record(index: int) -> Record | None:
    """The entry at a place in the tree with its commitment, salt and body text. One statement."""
    sql = f"SELECT {COLUMNS}, e.commitment, l.leaf_hash, b.salt {JOINS} WHERE l.index = %s"
    rows = _all(sql, [index])
    if not rows:
        return None
    row = rows[0]
    commitment, leaf, salt = row[-3:]
    return Record(
        entry=entry_read(row),
        commitment=bytes(commitment),
        leaf_hash=bytes(leaf),
        salt=bytes(salt) if salt is not None else None,
        text=row[10],
    )


def receipt_of(found: Record, *, with_body: bool) -> Receipt | None:
    """The receipt of an entry under the last signed head; none while no head covers it.

    Two statements: the head, and the tiles of the proof.
    """
    head = last_head()
    if head is None or found.entry.index >= head.size:
        return None
    name = head.note.split("\n", 1)[0]
    vkey = next((key for key in head.keys if key.startswith(f"{name}+")), "")
    return Receipt(
        index=found.entry.index,
        commitment=found.commitment,
        proof=tuple(inclusion(found.entry.index, head.size)),
        checkpoint=head.note,
        vkey=vkey,
        salt=found.salt if with_body else None,
        body=found.text if with_body else None,
    )


def history(subject_type: str, subject_id: UUID) -> list[EntryRead]:
    """All entries about one record in the order of the tree, for its timeline. One statement."""
    sql = f"SELECT {COLUMNS} {JOINS} WHERE e.subject_type = %s AND e.subject_id = %s ORDER BY l.index"
    return [entry_read(row) for row in _all(sql, [subject_type, subject_id])]


def indexes_of(entry_ids: Sequence[UUID]) -> dict[UUID, int]:
    """The places in the tree of these entries; those still in the queue are left out. One statement."""
    rows = _all("SELECT entry_id, index FROM ledger_leaf WHERE entry_id = ANY(%s)", [list(entry_ids)])
    return dict(rows)


def last_indexes(subject_type: str, subject_ids: Sequence[UUID]) -> dict[UUID, int]:
    """For each record the place of the last entry about it, so that its row can open its proof. One statement."""
    rows = _all(
        "SELECT e.subject_id, max(l.index) FROM ledger_entry e JOIN ledger_leaf l ON l.entry_id = e.id "
        "WHERE e.subject_type = %s AND e.subject_id = ANY(%s) GROUP BY e.subject_id",
        [subject_type, list(subject_ids)],
    )
    return dict(rows)


def _one(sql: str, values: Sequence[Any] = ()) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchone()


def _all(sql: str, values: Sequence[Any] = ()) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())
