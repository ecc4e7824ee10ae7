"""``verify``: recompute everything from the tables and name what is not as it was committed to.

One pass over the entries in the order of the tree, in one snapshot and in constant memory: bodies against
commitments, columns against bodies, commitments against leaves, leaves against tile roots and against every
signed head. All heads are checked against prefixes of one and the same row of leaves, so heads that agree
with their prefixes are consistent with one another. Then what should not exist (entries outside tree and
queue, bodies without entries), and last the rooms' rows (``verification_rows``).
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from dieuhanh.ledger.checks import register_check
from dieuhanh.ledger.findings import Finding, Progress, Verification
from dieuhanh.ledger.reading import COLUMNS
from dieuhanh.ledger.rules.canonical import SALT_BYTES, commitment, instant
from dieuhanh.ledger.rules.envelopes import opened
from dieuhanh.ledger.rules.notes import BadNote, VerifierKey, open_checkpoint, read_verifier_key
from dieuhanh.ledger.rules.tiles import Edge
from dieuhanh.ledger.rules.tree import leaf_hash
from dieuhanh.ledger.verification_rows import verify_rows

__all__ = ["Finding", "Verification", "register_check", "verify"]

ERASED_KIND = "ledger.body.erased"
QUEUE_LIMIT_SECONDS = 10
_CHUNK = 2_000
_STEP = 1_000


def verify(*, vkeys: Sequence[str] = (), progress: Progress | None = None) -> Verification:
    """Recompute the whole ledger and the rows it speaks of; the findings name each thing that is wrong.

    ``vkeys`` are the keys to trust; without them the stored ones are, which cannot find a ledger that was
    replaced as a whole: keep the key (``/api/v1/ledger/key``) or a receipt elsewhere. Reads one snapshot,
    so it may run while others write.
    """
    tell = progress or (lambda what, done, total: None)
    with _snapshot():
        result = Verification(keys=list(vkeys) or _stored_keys())
        _Pass(result, tell).run()
        _verify_strays(result)
        verify_rows(result, tell)
    return result


@contextmanager
def _snapshot() -> Iterator[None]:
    nested = connection.in_atomic_block
    with transaction.atomic():
        if not nested:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


class _Pass:
    """The one pass over entries, with tile roots and heads read in step."""

    def __init__(self, result: Verification, tell: Progress) -> None:
        self.result, self.tell = result, tell
        self.edge = Edge()
        self.trusted = self._trusted_keys(result.keys)
        # In the order in which a growing tree fills its tiles, so that one reading keeps step with it.
        self.nodes = _stream(
            "SELECT level, index, hash FROM ledger_node ORDER BY (index + 1) << (8 * level), level", "nodes"
        )
        self.heads = _stream("SELECT size, root, note FROM ledger_checkpoint ORDER BY size", "heads")
        self.node, self.head = next(self.nodes, None), next(self.heads, None)
        self.bodiless: dict[UUID, int] = {}
        self.erasures: set[UUID] = set()
        self.heads_broken = False

    def run(self) -> None:
        total = _count("SELECT coalesce(max(index) + 1, 0) FROM ledger_leaf")
        rows = _stream(
            f"SELECT {COLUMNS}, e.commitment, l.leaf_hash, b.salt, l.entry_id FROM ledger_leaf l "
            "LEFT JOIN ledger_entry e ON e.id = l.entry_id LEFT JOIN ledger_body b ON b.entry_id = l.entry_id "
            "ORDER BY l.index",
            "entries",
        )
        for row in rows:
            self._row(row)
            if self.edge.size % _STEP == 0:
                self.tell("entries", self.edge.size, total)
        self._end()
        self.tell("entries", total, total)

    def _row(self, row: Any) -> None:
        index, stored, entry_id = row[0], bytes(row[12]), row[14]
        if index != self.edge.size:
            self.result.found(
                "gap", f"The tree jumps from place {self.edge.size - 1} to {index}.", index=index
            )
        if row[1] is None:
            text = f"Entry {index} ({entry_id}) has its place in the tree and is gone."
            self.result.found("entry_gone", text, index=index, entry_id=entry_id)
        else:
            self._entry(index, row, bytes(row[11]), stored)
        self._grow(stored)
        self.result.entries += 1

    def _entry(self, index: int, row: Any, committed: bytes, leaf: bytes) -> None:
        if leaf_hash(committed) != leaf:
            text = f"Entry {index} ({row[1]}): the commitment is not the one in the tree."
            self.result.found("commitment", text, index=index, entry_id=row[1])
        if row[2] == ERASED_KIND:
            self.erasures.add(row[9])
        if row[10] is None:
            self.bodiless[row[1]] = index
            return
        salt, body = bytes(row[13]), row[10]
        if len(salt) != SALT_BYTES or commitment(salt, body.encode()) != committed:
            text = f"Entry {index} ({row[1]}): the body is not the one that was committed to."
            self.result.found("body", text, index=index, entry_id=row[1])
            return
        try:
            said = opened(body)
        except ValueError as error:
            self.result.found("body", f"Entry {index} ({row[1]}): {error}.", index=index, entry_id=row[1])
            return
        for name in differing(row, said):
            text = f"Entry {index} ({row[1]}): its column “{name}” does not say what its body says."
            self.result.found("column", text, index=index, entry_id=row[1])

    def _grow(self, leaf: bytes) -> None:
        for level, index, made in self.edge.add(leaf):
            if self.node is None or tuple(self.node[:2]) != (level, index):
                self.result.found("node", f"The tile root {index} of level {level} is missing.")
                continue
            if bytes(self.node[2]) != made:
                self.result.found("node", f"The tile root {index} of level {level} is not its tile's.")
            self.node = next(self.nodes, None)
        while self.head is not None and self.head[0] <= self.edge.size:
            self._head(*self.head)
            self.head = next(self.heads, None)

    def _head(self, size: int, root: bytes, note: str) -> None:
        self.result.heads += 1
        try:
            head = open_checkpoint(note, self.trusted)
        except BadNote as error:
            self.result.found("head", f"The signed head of {size} entries fails: {error}.")
            return
        if (head.size, head.root) != (size, bytes(root)):
            self.result.found("head", f"The signed head of {size} entries is stored as another.")
        if head.size == self.edge.size and head.root == self.edge.root():
            self.result.signed = size
        elif not self.heads_broken:
            # Once the tree differs every later head fails too; the first says where to look.
            self.heads_broken = True
            first = self.result.signed
            text = f"The signed head of {size} entries has another root: something among the entries from {first} to {size - 1} is not what was signed."
            self.result.found("root", text)

    def _end(self) -> None:
        while self.head is not None:
            text = f"A head over {self.head[0]} entries was signed, and only {self.edge.size} are there."
            self.result.found("cut_off", text)
            self.head = next(self.heads, None)
        if self.node is not None:
            level, index = self.node[:2]
            self.result.found(
                "node", f"The tile root {index} of level {level} has no tile, or is out of its place."
            )
        for entry_id, index in self.bodiless.items():
            if entry_id in self.erasures:
                self.result.erased += 1
                continue
            text = f"Entry {index} ({entry_id}): its body is gone and no erasure was recorded."
            self.result.found("body_gone", text, index=index, entry_id=entry_id)

    def _trusted_keys(self, texts: Sequence[str]) -> list[VerifierKey]:
        trusted = []
        for text in texts:
            try:
                trusted.append(read_verifier_key(text))
            except BadNote as error:
                self.result.found("key", f"A stored key is none: {error}.")
        return trusted


def differing(row: Sequence[Any], said: dict[str, Any]) -> list[str]:
    """The names of an entry's columns (in the order of ``COLUMNS``) that do not say what its body says."""
    by, subject = said.get("by", {}), said.get("subject", {})
    pairs = {
        "id": (row[1], said.get("id")),
        "kind": (row[2], said.get("kind")),
        "at": (instant(row[3]), said.get("at")),
        "person_id": (row[4], by.get("person")),
        "appointment_id": (row[5], by.get("appointment")),
        "token_id": (row[6], by.get("token")),
        "organisation_id": (row[7], said.get("organisation")),
        "subject_type": (row[8], subject.get("type")),
        "subject_id": (row[9], subject.get("id")),
    }
    return [
        name for name, (column, body) in pairs.items() if (None if column is None else str(column)) != body
    ]


def _verify_strays(result: Verification) -> None:
    """What should not exist: outside the tree, or waiting for it too long."""
    for entry_id, kind in _rows(
        "SELECT e.id, e.kind FROM ledger_entry e LEFT JOIN ledger_leaf l ON l.entry_id = e.id "
        "LEFT JOIN ledger_pending p ON p.entry_id = e.id WHERE l.entry_id IS NULL AND p.entry_id IS NULL"
    ):
        result.found(
            "stray_entry",
            f"Entry {entry_id} ({kind}) is neither in the tree nor waiting for it.",
            entry_id=entry_id,
        )
    for (entry_id,) in _rows(
        "SELECT b.entry_id FROM ledger_body b LEFT JOIN ledger_entry e ON e.id = b.entry_id WHERE e.id IS NULL"
    ):
        result.found("stray_body", f"The body of {entry_id} has no entry.", entry_id=entry_id)
    for entry_id, gone in _rows(
        "SELECT p.entry_id, e.id IS NULL FROM ledger_pending p LEFT JOIN ledger_entry e ON e.id = p.entry_id "
        "WHERE e.id IS NULL OR p.queued_at < clock_timestamp() - make_interval(secs => %s)",
        [QUEUE_LIMIT_SECONDS],
    ):
        text = "is gone" if gone else f"has waited for its place for more than {QUEUE_LIMIT_SECONDS} seconds"
        result.found("waiting", f"Entry {entry_id} in the queue {text}.", entry_id=entry_id)
    _verify_signed(result)


def _verify_signed(result: Verification) -> None:
    """Entries under no head are in order for some seconds only."""
    if result.entries > result.signed and result.ok:
        last = _rows("SELECT max(signed_at) FROM ledger_checkpoint")[0][0]
        if last is None or (datetime.now(UTC) - last).total_seconds() > QUEUE_LIMIT_SECONDS:
            text = f"The entries from {result.signed} to {result.entries - 1} are under no signed head."
            result.found("unsigned", text, index=result.signed)


def _stored_keys() -> list[str]:
    return [row[0] for row in _rows("SELECT vkey FROM ledger_key ORDER BY valid_from")]


def _stream(sql: str, name: str) -> Iterator[Any]:
    """Rows by a cursor on the server, so that memory does not grow with the ledger."""
    with connection.connection.cursor(name=f"verify_{name}") as cursor:
        cursor.itersize = _CHUNK
        cursor.execute(sql)
        yield from cursor


def _rows(sql: str, values: Sequence[Any] = ()) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())


def _count(sql: str) -> int:
    return int(_rows(sql)[0][0])
