"""W9: how many entries a second the ledger takes, with 1 and with 16 writers, beside the same writes without it.

Each writer commits small transactions: one row of its own and, in the measured half, one ledger entry. The
sequencer runs beside them, as in operation. Both halves run in one go on the same server, turn by turn.
"""

import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from django.db import connection, connections, transaction

from dieuhanh.config.identity import uuid7
from dieuhanh.ledger import sequencer
from dieuhanh.ledger.actions import Draft, append, append_bulk, statement
from dieuhanh.ledger.actor import SYSTEM
from dieuhanh.ledger.models import Checkpoint
from dieuhanh.ledger.queries import signed_size, tree_size

SECONDS = 5.0
BULK = 500
WRITERS, THREADS = 16, 4
START_SECONDS = 0.5
LONGEST_WAIT_SECONDS = 30.0
CHILD = "import django; django.setup(); from benchmarks.ledger import child; child()"
ASKED_PER_SECOND = 1_000
ASKED_GAP_SECONDS = 1.0
VALUE = "a value as an action would write it"
Process = subprocess.Popen[str]
SUBJECT: dict[str, Any] = {"by": SYSTEM, "subject_type": "benchmark.row", "organisation_id": None}


def run(seconds: float = SECONDS) -> list[dict[str, Any]]:
    """Measure on the database that the settings name (a scratch one); gives a row for each number of writers.

    ``entries_per_second`` counts entries under a signed head, from the first write to the last head;
    ``beside_without_ledger`` is writes with the ledger to writes without; ``longest_gap_seconds`` is between two
    signed heads while writing.
    """
    with connections["owner"].cursor() as cursor:
        cursor.execute("CREATE TABLE IF NOT EXISTS benchmark_row (id uuid PRIMARY KEY, value text)")
        cursor.execute("GRANT ALL ON benchmark_row TO dieuhanh_app")
    leader = _start("sequencer")
    crew = [_start("writers") for _number in range(WRITERS // THREADS)]
    try:
        for one in crew:
            _line(one)  # it has loaded everything
        rows = [
            _row_of(f"W9 ledger, {count} writers", _beside(crew, count, seconds)) for count in (1, WRITERS)
        ]
        rows.append(
            _row_of("W9 ledger, 16 writers, one statement each", _measure(crew, WRITERS, seconds, "hot"))
        )
        rows.append(
            _row_of(f"W9 ledger, {BULK} entries in a transaction", _measure(crew, 1, seconds, "bulk"))
        )
    finally:
        for one in (leader, *crew):
            one.terminate()
            one.wait()
        with connections["owner"].cursor() as cursor:
            cursor.execute("DROP TABLE benchmark_row")
    return rows


def _row_of(name: str, found: dict[str, Any]) -> dict[str, Any]:
    """One row of the table: the ratio is entries a second over what is asked, and fails with a late head."""
    late = found["longest_gap_seconds"] > ASKED_GAP_SECONDS
    return {
        "name": name,
        "ratio": 0.0 if late else round(found["entries_per_second"] / ASKED_PER_SECOND, 2),
        "limit": f"{ASKED_PER_SECOND} entries/s under heads at most {ASKED_GAP_SECONDS:.0f} s apart",
        **found,
    }


def _beside(crew: Sequence[Process], count: int, seconds: float) -> dict[str, Any]:
    """The same writes without and with the ledger, in two turns each, so that a slow moment hits both."""
    turns = [
        (_measure(crew, count, seconds / 2, "plain"), _measure(crew, count, seconds / 2, "ledgered"))
        for _turn in range(2)
    ]
    plain = statistics.mean(one["writes_per_second"] for one, _other in turns)
    ledgered = statistics.mean(other["writes_per_second"] for _one, other in turns)
    return {
        "without_ledger_per_second": round(plain),
        "with_ledger_per_second": round(ledgered),
        "entries_per_second": round(statistics.mean(other["entries_per_second"] for _one, other in turns)),
        "beside_without_ledger": round(ledgered / plain, 2),
        "heads": sum(other["heads"] for _one, other in turns),
        "longest_gap_seconds": max(other["longest_gap_seconds"] for _one, other in turns),
    }


def _measure(crew: Sequence[Process], count: int, seconds: float, kind: str) -> dict[str, Any]:
    """``count`` writers in processes of four threads, as the program's own workers are; the sequencer is apart."""
    before, first_head = tree_size(), signed_size()
    each = min(count, THREADS)
    busy = crew[: count // each]
    go = time.time() + START_SECONDS
    for one in busy:
        assert one.stdin is not None
        one.stdin.write(f"{kind} {each} {go} {go + seconds}\n")
        one.stdin.flush()
    writes = sum(int(_line(one)) for one in busy)
    expected = before + (0 if kind == "plain" else writes)
    written = time.time() - go
    patience = time.time() + LONGEST_WAIT_SECONDS
    while signed_size() < expected:
        if time.time() > patience:
            raise TimeoutError(
                f"{expected - signed_size()} entries were never signed: is the sequencer running?"
            )
        time.sleep(0.02)
    whole = time.time() - go
    moments = list(
        Checkpoint.objects.filter(size__gt=first_head).order_by("size").values_list("signed_at", flat=True)
    )
    gaps = [(later - earlier).total_seconds() for earlier, later in pairwise(moments)]
    return {
        "writes_per_second": round(writes / written),
        "entries_per_second": round((expected - before) / whole),
        "heads": len(moments),
        "longest_gap_seconds": round(max(gaps, default=0.0), 2),
    }


def _start(kind: str) -> Process:
    words = [sys.executable, "-c", CHILD, kind, connection.settings_dict["NAME"]]
    return subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def _line(process: Process) -> str:
    """What a process says next. Raises what tells that it fell."""
    assert process.stdout is not None
    said = process.stdout.readline()
    if not said:
        raise RuntimeError(f"a process of the benchmark ended with code {process.wait()}")
    return said


def write_until(kind: str, threads: int, go: float, end: float) -> int:
    """What one process of writers does: how many entries (or plain rows) it committed."""
    done = [0] * threads
    write, size = WRITES[kind]

    def writer(number: int) -> None:
        connection.ensure_connection()
        time.sleep(max(0.0, go - time.time()))
        while time.time() < end:
            write()
            done[number] += size

    crew = [threading.Thread(target=_closing(writer), args=[number]) for number in range(threads)]
    for thread in crew:
        thread.start()
    for thread in crew:
        thread.join()
    return sum(done)


def _row() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO benchmark_row VALUES (%s, 'a value as an action would write it')", [uuid7()]
        )


def _plain() -> None:
    with transaction.atomic():
        _row()


def _ledgered() -> None:
    with transaction.atomic():
        _row()
        append("benchmark.row.written", body={"value": VALUE}, **SUBJECT, subject_id=uuid7())


def _hot() -> None:
    """The same in one statement, as a hot action writes it."""
    made = statement("benchmark.row.written", body={"value": VALUE}, **SUBJECT, subject_id=uuid7())
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH {made.terms} INSERT INTO benchmark_row VALUES (%(id)s, %(value)s)",
            {"id": uuid7(), "value": VALUE, **made.params},
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


WRITES = {"plain": (_plain, 1), "ledgered": (_ledgered, 1), "hot": (_hot, 1), "bulk": (_bulk, BULK)}


def child() -> None:
    """A process of the benchmark: the sequencer, or writers that for each round asked for say how many entries they committed."""
    kind, name = sys.argv[1:]
    connections["default"].settings_dict["NAME"] = name
    if kind == "sequencer":
        sequencer.run_forever(threading.Event())
    print("ready", flush=True)
    for line in sys.stdin:
        what, threads, go, end = line.split()
        print(write_until(what, int(threads), float(go), float(end)), flush=True)
