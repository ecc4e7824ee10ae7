"""Calls subscribers: each in the order of the tree, at least once, in a transaction with its cursor.

A handler that raises is tried again after a pause; after ``ATTEMPTS`` times the entry is set aside with an
alarm and the rest goes on. Two runners at once never run one subscriber twice: its cursor's row is locked.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from threading import Event
from typing import Any

import psycopg
import structlog
from django.db import DatabaseError, InterfaceError, connection, transaction
from prometheus_client import Counter

from dieuhanh.ledger.actions import append
from dieuhanh.ledger.actor import SYSTEM
from dieuhanh.ledger.queries import tree_size
from dieuhanh.ledger.reading import COLUMNS, JOINS, entry_read
from dieuhanh.ledger.rules.kinds import like
from dieuhanh.ledger.sequencer import CHANNEL, NAME
from dieuhanh.ledger.subscriptions import EntryRead, Subscription, load_rooms, subscriptions

ATTEMPTS = 3
BATCH = 200
POLL_SECONDS = 1.0
LONGEST_ERROR = 2_000

log = structlog.get_logger(__name__)
handled = Counter("dieuhanh_ledger_handled_total", "Entries that a subscriber took.", ["subscriber"])
set_aside = Counter(
    "dieuhanh_ledger_set_aside_total", "Entries set aside after repeated failure.", ["subscriber"]
)


@dataclass(frozen=True, slots=True)
class Step:
    """What one batch did. ``waits`` is true when there is nothing more now (or a failed entry must rest)."""

    handled: int
    position: int
    waits: bool


def run_batch(subscription: Subscription) -> Step | None:
    """One batch of one subscriber in one transaction; none when another runner has it."""
    failure: Exception | None = None
    with transaction.atomic(), connection.cursor() as cursor:
        held = _claim(cursor, subscription.subscriber)
        if held is None:
            return None
        position, attempts = held
        size = tree_size()
        entries = _read(cursor, subscription.kinds, position, size)
        done = 0
        for entry in entries:
            failure = _handle(subscription, entry)
            if failure is not None and attempts + 1 < ATTEMPTS:
                break
            if failure is not None:
                _set_aside(cursor, subscription.subscriber, entry, failure, attempts + 1)
                failure = None
            attempts, done = 0, done + 1
        if failure is not None:
            position, attempts = entries[done].index, attempts + 1
            log.warning(
                "ledger.handler.failed", subscriber=subscription.subscriber, index=position, attempt=attempts
            )
        else:
            position = size if len(entries) < BATCH else entries[-1].index + 1
        _move(cursor, subscription.subscriber, held[0], position, attempts)
    handled.labels(subscription.subscriber).inc(done)
    return Step(done, position, waits=failure is not None or len(entries) < BATCH)


def run_available(chosen: Sequence[Subscription] | None = None) -> int:
    """Give every subscriber all that is there; how many entries were taken. One that fails stops no other."""
    taken = 0
    for subscription in subscriptions() if chosen is None else chosen:
        while (step := run_batch(subscription)) is not None:
            taken += step.handled
            if step.waits:
                break
    return taken


def run_forever(stop: Event) -> None:
    """Serve all subscribers until ``stop``: woken by the sequencer, and once a second in any case."""
    load_rooms()
    listener: psycopg.Connection[Any] | None = None
    try:
        while not stop.is_set():
            try:
                listener = listener or _listen()
                run_available()
                for _notice in listener.notifies(timeout=POLL_SECONDS, stop_after=1):
                    break
            except (DatabaseError, InterfaceError, psycopg.Error) as error:
                log.error("ledger.runner.failed", error=str(error).strip())
                connection.close()
                _close(listener)
                listener = None
                stop.wait(POLL_SECONDS)
    finally:
        _close(listener)
        connection.close()


def replay(subscriber: str, *, start: int = 0) -> int:
    """Set a subscriber back (or on) to ``start``, so that it is given everything from there again.

    Waits for a batch that is running. Gives the position that it had. Handlers bear repeats.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        _ensure(cursor, subscriber)
        cursor.execute("SELECT position FROM ledger_cursor WHERE subscriber = %s FOR UPDATE", [subscriber])
        before = int(cursor.fetchone()[0])
        cursor.execute(
            "UPDATE ledger_cursor SET position = %s, attempts = 0, moved_at = clock_timestamp() WHERE subscriber = %s",
            [max(0, start), subscriber],
        )
    return before


def _claim(cursor: Any, subscriber: str) -> tuple[int, int] | None:
    """Lock the cursor's row for this transaction; none when another runner has it."""
    if subscriber == NAME:
        raise ValueError(f"{NAME} is the sequencer's own name")
    lock = "SELECT position, attempts FROM ledger_cursor WHERE subscriber = %s FOR UPDATE SKIP LOCKED"
    cursor.execute(lock, [subscriber])
    row = cursor.fetchone()
    if row is None:
        _ensure(cursor, subscriber)
        cursor.execute(lock, [subscriber])
        row = cursor.fetchone()
    return (row[0], row[1]) if row else None


def _ensure(cursor: Any, subscriber: str) -> None:
    cursor.execute(
        "INSERT INTO ledger_cursor (subscriber, position, attempts) VALUES (%s, 0, 0) ON CONFLICT DO NOTHING",
        [subscriber],
    )


def _read(cursor: Any, kinds: Sequence[str], position: int, size: int) -> list[EntryRead]:
    cursor.execute(
        f"SELECT {COLUMNS} {JOINS} WHERE l.index >= %s AND l.index < %s AND e.kind LIKE ANY(%s) "
        "ORDER BY l.index LIMIT %s",
        [position, size, [like(pattern) for pattern in kinds], BATCH],
    )
    return [entry_read(row) for row in cursor.fetchall()]


def _handle(subscription: Subscription, entry: EntryRead) -> Exception | None:
    """Run the handler in a savepoint: what it wrote before it failed is undone, and the batch stands."""
    try:
        with transaction.atomic():
            subscription.handler(entry)
    except InterfaceError:
        raise
    except Exception as error:
        if connection.connection is None or connection.connection.closed:
            raise  # the database went away: that is no fault of the entry
        return error
    return None


def _set_aside(cursor: Any, subscriber: str, entry: EntryRead, error: Exception, attempts: int) -> None:
    text = f"{type(error).__name__}: {error}"[:LONGEST_ERROR].replace("\x00", "")
    cursor.execute(
        "INSERT INTO ledger_set_aside (subscriber, index, error, attempts, at) "
        "VALUES (%s, %s, %s, %s, clock_timestamp()) ON CONFLICT (subscriber, index) DO UPDATE "
        "SET error = excluded.error, attempts = ledger_set_aside.attempts + excluded.attempts, "
        "at = excluded.at, resolved_at = NULL",
        [subscriber, entry.index, text, attempts],
    )
    append(
        "ledger.entry.set_aside",
        by=SYSTEM,
        subject_type="ledger.entry",
        subject_id=entry.id,
        organisation_id=entry.organisation_id,
        body={"subscriber": subscriber, "index": entry.index, "error": type(error).__name__},
    )
    set_aside.labels(subscriber).inc()
    log.error("ledger.entry.set_aside", subscriber=subscriber, index=entry.index, error=text, exc_info=error)


def _move(cursor: Any, subscriber: str, before: int, position: int, attempts: int) -> None:
    """Move the cursor; what had been set aside in between and was now taken is resolved."""
    cursor.execute(
        "UPDATE ledger_cursor SET position = %s, attempts = %s, moved_at = clock_timestamp() WHERE subscriber = %s",
        [position, attempts, subscriber],
    )
    cursor.execute(
        "UPDATE ledger_set_aside SET resolved_at = clock_timestamp() WHERE subscriber = %s AND resolved_at IS NULL "
        "AND index >= %s AND index < %s AND at < transaction_timestamp()",
        [subscriber, before, position],
    )


def _listen() -> psycopg.Connection[Any]:
    """A connection of its own that hears the sequencer (Django's is busy with the work)."""
    listener = psycopg.connect(**{**connection.get_connection_params(), "autocommit": True})
    listener.execute(f"LISTEN {CHANNEL}")
    return listener


def _close(listener: psycopg.Connection[Any] | None) -> None:
    if listener is not None:
        listener.close()
