"""W9: how many entries a second the ledger takes, with 1 and with 16 writers, beside the same writes without it.

Each writer commits small transactions: one row of its own and, in the measured half, one ledger entry. The
sequencer runs beside them, as in operation. Both halves run in one go on the same server, turn by turn.
"""

import statistics
import threading
import time
from itertools import pairwise
from typing import Any

from django.db import connection, connections, transaction

from dieuhanh.config.identity import uuid7
from dieuhanh.ledger import sequencer
from dieuhanh.ledger.actions import Draft, append, append_bulk
from dieuhanh.ledger.actor import SYSTEM
from dieuhanh.ledger.models import Checkpoint
from dieuhanh.ledger.queries import signed_size, tree_size

SECONDS = 5.0
BULK = 500


def run(seconds: float = SECONDS) -> dict[str, Any]:
    """Measure on the database that the settings name (a scratch one); gives a table as a dict.

    ``entries_per_second`` counts entries under a signed head from the first write to the last head; ``ratio``
    is writes with the ledger to writes without; ``longest_gap_seconds`` is between two signed heads.
    """
    with connections["owner"].cursor() as cursor:
        cursor.execute("CREATE TABLE IF NOT EXISTS benchmark_row (id uuid PRIMARY KEY, value text)")
        cursor.execute("GRANT ALL ON benchmark_row TO dieuhanh_app")
    stop = threading.Event()
    leader = threading.Thread(target=_closing(sequencer.run_forever), args=[stop])
    leader.start()
    try:
        result = {f"writers_{count}": _beside(count, seconds) for count in (1, 16)}
        result["bulk"] = _measure(1, seconds, _bulk, BULK)
    finally:
        stop.set()
        leader.join()
        with connections["owner"].cursor() as cursor:
            cursor.execute("DROP TABLE benchmark_row")
    return result


def _beside(count: int, seconds: float) -> dict[str, Any]:
    """The same writes without and with the ledger, in two turns each, so that a slow moment hits both."""
    turns = [(_measure(count, seconds / 2, _plain, 1), _measure(count, seconds / 2, _ledgered, 1)) for _ in range(2)]
    plain = statistics.mean(one["writes_per_second"] for one, _other in turns)
    ledgered = statistics.mean(other["writes_per_second"] for _one, other in turns)
    return {
        "without_ledger_per_second": round(plain),
        "with_ledger_per_second": round(ledgered),
        "entries_per_second": round(statistics.mean(other["entries_per_second"] for _one, other in turns)),
        "ratio": round(ledgered / plain, 2),
        "heads": sum(other["heads"] for _one, other in turns),
        "longest_gap_seconds": max(other["longest_gap_seconds"] for _one, other in turns),
    }


def _measure(count: int, seconds: float, write: Any, entries_each: int) -> dict[str, Any]:
    before, first_head = tree_size(), signed_size()
    done = [0] * count
    end = time.perf_counter() + seconds
    start = time.perf_counter()

    def writer(number: int) -> None:
        while time.perf_counter() < end:
            write()
            done[number] += 1

    threads = [threading.Thread(target=_closing(writer), args=[number]) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    written = time.perf_counter() - start
    expected = before + (sum(done) * entries_each if write is not _plain else 0)
    while signed_size() < expected:
        time.sleep(0.02)
    whole = time.perf_counter() - start
    moments = list(
        Checkpoint.objects.filter(size__gt=first_head).order_by("size").values_list("signed_at", flat=True)
    )
    gaps = [(later - earlier).total_seconds() for earlier, later in pairwise(moments)]
    return {
        "writes_per_second": round(sum(done) * entries_each / written),
        "entries_per_second": round((expected - before) / whole),
        "heads": len(moments),
        "longest_gap_seconds": round(max(gaps, default=0.0), 2),
    }


def _row() -> None:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO benchmark_row VALUES (%s, 'a value as an action would write it')", [uuid7()])


def _plain() -> None:
    with transaction.atomic():
        _row()


def _ledgered() -> None:
    with transaction.atomic():
        _row()
        append(
            "benchmark.row.written",
            by=SYSTEM,
            subject_type="benchmark.row",
            subject_id=uuid7(),
            organisation_id=None,
            body={"value": "a value as an action would write it"},
        )


def _bulk() -> None:
    drafts = [Draft("benchmark.row.written", "benchmark.row", uuid7(), None, {"n": n}) for n in range(BULK)]
    with transaction.atomic():
        append_bulk(drafts, by=SYSTEM)


def _closing(work: Any) -> Any:
    def run_and_close(*given: Any) -> None:
        try:
            work(*given)
        finally:
            connections.close_all()

    return run_and_close
