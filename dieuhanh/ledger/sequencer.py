"""The sequencer: gives written entries their place in the tree and signs the tree's head.

One runs at a time (an advisory lock); others stand by. A pass takes what is queued, writes leaves, tile
roots and, when due, a signed head, and empties the queue, all in one transaction: killed at any point, it
has done the whole pass or nothing. Writers never wait for it, nor for one another.
"""

import time
from dataclasses import dataclass
from datetime import UTC, datetime
from threading import Event
from typing import Any

import structlog
from django.db import DatabaseError, InterfaceError, connection, transaction
from prometheus_client import Counter

from dieuhanh.ledger.keys import SigningKey, ensure_key
from dieuhanh.ledger.queries import edge_of, tree_size
from dieuhanh.ledger.rules.notes import Checkpoint, sign_checkpoint
from dieuhanh.ledger.rules.tiles import Edge
from dieuhanh.ledger.rules.tree import leaf_hash

CHANNEL = "dieuhanh_ledger"
NAME = "ledger.sequencer"
BATCH = 5_000
POLL_SECONDS = 0.1
# A head is due within a second of an entry; twice that often keeps the promise when one pass is slow.
SIGN_SECONDS = 0.5
BEAT_SECONDS = 2.0
RETRY_SECONDS = 1.0
LOCK = 0x64_69_65_75_6C_65_64  # "dieuled"

log = structlog.get_logger(__name__)
sequenced = Counter("dieuhanh_ledger_sequenced_total", "Entries that were given their place in the tree.")
signed = Counter("dieuhanh_ledger_heads_total", "Tree heads that were signed.")


@dataclass(frozen=True, slots=True)
class Pass:
    """What one pass did: entries taken, the tree's size after it, whether it signed, whether it was alone."""

    taken: int
    size: int
    signed: bool
    alone: bool = True


def run_once(*, sign: bool = True) -> Pass:
    """One pass in one transaction. With ``sign`` the head is signed if any leaf lacks one.

    Does nothing (``alone=False``) while another sequencer's pass is running.
    """
    key = ensure_key() if sign else None
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
        if not cursor.fetchone()[0]:
            return Pass(0, tree_size(), False, alone=False)
        edge = edge_of(tree_size())
        taken = _take(cursor, edge)
        head_signed = key is not None and _sign(cursor, edge, key)
        if taken:
            cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, str(edge.size)])
        if head_signed and taken < BATCH:
            _beat(cursor, edge.size)
    sequenced.inc(taken)
    signed.inc(head_signed)
    return Pass(taken, edge.size, head_signed)


def _take(cursor: Any, edge: Edge) -> int:
    """Move up to ``BATCH`` queued entries into the tree, in the queue's order."""
    cursor.execute(
        "SELECT p.id, p.entry_id, e.commitment FROM ledger_pending p JOIN ledger_entry e ON e.id = p.entry_id "
        "ORDER BY p.id LIMIT %s",
        [BATCH],
    )
    rows = cursor.fetchall()
    if not rows:
        return 0
    start = edge.size
    leaves = [leaf_hash(bytes(row[2])) for row in rows]
    nodes = [node for leaf in leaves for node in edge.add(leaf)]
    cursor.execute(
        "INSERT INTO ledger_leaf (index, entry_id, leaf_hash) "
        "SELECT * FROM unnest(%s::bigint[], %s::uuid[], %s::bytea[])",
        [list(range(start, edge.size)), [row[1] for row in rows], leaves],
    )
    if nodes:
        columns = [list(column) for column in zip(*nodes, strict=True)]
        cursor.execute(
            "INSERT INTO ledger_node (level, index, hash) "
            "SELECT * FROM unnest(%s::smallint[], %s::bigint[], %s::bytea[])",
            columns,
        )
    cursor.execute("DELETE FROM ledger_pending WHERE id = ANY(%s)", [[row[0] for row in rows]])
    return len(rows)


def _sign(cursor: Any, edge: Edge, key: SigningKey) -> bool:
    """Sign the head over all leaves unless it is signed already; the empty tree has none."""
    cursor.execute("SELECT coalesce(max(size), 0) FROM ledger_checkpoint")
    if cursor.fetchone()[0] >= edge.size:
        return False
    now, head = datetime.now(UTC), Checkpoint(key.name, edge.size, edge.root())
    cursor.execute(
        "INSERT INTO ledger_key (vkey, valid_from) VALUES (%s, %s) ON CONFLICT DO NOTHING",
        [str(key.verifier), now],
    )
    cursor.execute(
        "INSERT INTO ledger_checkpoint (size, root, signed_at, note) VALUES (%s, %s, %s, %s)",
        [head.size, head.root, now, sign_checkpoint(head, key.private)],
    )
    return True


def _beat(cursor: Any, size: int) -> None:
    """Note that all that was visible is signed (see ``queries.seconds_since_unsigned_entry``)."""
    cursor.execute(
        "INSERT INTO ledger_cursor (subscriber, position, attempts, moved_at) "
        "VALUES (%s, %s, 0, clock_timestamp()) "
        "ON CONFLICT (subscriber) DO UPDATE SET position = excluded.position, moved_at = excluded.moved_at",
        [NAME, size],
    )


class Sequencer:
    """The loop's state between passes: whether the lock is held, what is unsigned, when it last signed."""

    def __init__(self) -> None:
        self.holds_lock = False
        self.unsigned = True
        self.signed_at = float("-inf")
        self.beat_at = float("-inf")

    def step(self) -> float:
        """Do what is due and say how many seconds to rest."""
        if not self.holds_lock and not self._lock():
            return RETRY_SECONDS
        if not (self.unsigned or _is_queued()):
            self._beat_when_due()
            return POLL_SECONDS
        due = time.monotonic() - self.signed_at >= SIGN_SECONDS
        done = run_once(sign=due)
        if due:
            self.signed_at, self.unsigned = time.monotonic(), not done.alone
        else:
            self.unsigned = self.unsigned or done.taken > 0
        return 0.0 if done.taken == BATCH else POLL_SECONDS

    def forget(self) -> None:
        """After a broken connection: the lock is gone and nothing is known."""
        self.__init__()  # type: ignore[misc]

    def _lock(self) -> bool:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK])
            self.holds_lock = bool(cursor.fetchone()[0])
        if self.holds_lock:
            log.info("ledger.sequencer.leads")
        return self.holds_lock

    def _beat_when_due(self) -> None:
        if time.monotonic() - self.beat_at >= BEAT_SECONDS:
            with connection.cursor() as cursor:
                _beat(cursor, tree_size())
            self.beat_at = time.monotonic()


def run_forever(stop: Event) -> None:
    """Sequence until ``stop`` is set. Outlives a lost database and takes up where it was."""
    state = Sequencer()
    try:
        while not stop.is_set():
            try:
                rest = state.step()
            except (DatabaseError, InterfaceError) as error:
                log.error("ledger.sequencer.failed", error=str(error).strip())
                connection.close()
                state.forget()
                rest = RETRY_SECONDS
            stop.wait(rest)
    finally:
        connection.close()  # gives the lock back


def _is_queued() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT FROM ledger_pending)")
        return bool(cursor.fetchone()[0])
