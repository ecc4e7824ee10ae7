"""W1: a million figures from CSV through the full import, against COPY of the same rows into the same table.

The import reads, resolves, checks, numbers versions, copies, keeps the totals and writes the ledger entry. The
baseline is `COPY` of the rows as they are stored (ids and days worked out beforehand), in the order of the file: by
period, then body, then indicator, as a publication comes. Both run into the empty table, turn by turn, on one server.
"""

import gc
import resource
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.db import connection, connections, transaction

from dieuhanh.config.actor import SYSTEM
from dieuhanh.reporting.actions.imports import import_facts
from dieuhanh.reporting.actions.indicators import NewIndicator, NewSource, add_indicator, add_source
from dieuhanh.reporting.actions.writing import COPY_IN
from dieuhanh.reporting.models import Indicator, Rollup, Source
from dieuhanh.reporting.rules.facts import STORED_COLUMNS

ROWS = 1_000_000
ROUNDS = 3
ASKED = 0.6
YEARS = range(2010, 2020)
SOURCE = "DO-TAI"


def run(rows: int = ROWS, rounds: int = ROUNDS) -> list[dict[str, Any]]:
    """One row: `ratio` is (COPY's seconds / the import's seconds) over what is asked."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "facts.csv"
        count = _write_file(file, rows)
        stored = Path(folder) / "stored.csv"
        memory: list[int] = []
        with memory_watched(memory):
            _import(file)  # makes the rows for the baseline, and warms both up
        _copy_out(file, stored)
        copies, imports = [], []
        for _round in range(rounds):
            copies.append(_timed(_copy, stored))
            imports.append(_timed(_import, file))
        totals = Rollup.objects.count()
        if _sum_in_file(file) != _sum_in_totals():
            raise AssertionError("the totals are not those of the file")
        _empty()
    copy, imported = statistics.median(copies), statistics.median(imports)
    return [
        {
            "name": "W1 import of figures",
            "ratio": round(copy / imported / ASKED, 2),
            "limit": f"{ASKED:g} of COPY's speed",
            "of_copy": round(copy / imported, 2),
            "rows": count,
            "rows_per_second": round(count / imported),
            "copy_rows_per_second": round(count / copy),
            "seconds": {"copy": [round(s, 2) for s in copies], "import": [round(s, 2) for s in imports]},
            "memory_mib_over_start": memory[0] // 1024,
            "note": f"{totals:,} totals kept; file by period, body, indicator",
        }
    ]


def _write_file(file: Path, rows: int) -> int:
    """The file; makes the indicators and the source it names."""
    from dieuhanh.organisations.queries.succession import provinces_in_layout  # Django must be ready

    bodies = sorted(body.code for body in provinces_in_layout(63))
    months = [f"{year}-{month:02}" for year in YEARS for month in range(1, 13)]
    indicators = [f"DO-{n:03}" for n in range(-(-rows // (len(bodies) * len(months))))]
    if not Source.objects.filter(code=SOURCE).exists():
        add_source(NewSource(SOURCE, "Đo tải", "Benchmark", "Đo tải", "Benchmark", simulated=True), by=SYSTEM)
    known = set(Indicator.objects.values_list("code", flat=True))
    with transaction.atomic():
        for code in indicators:
            if code not in known:
                add_indicator(
                    NewIndicator(
                        code, f"Đo {code}", code, "hộ", "households", ["month"], decimals=1,
                        over_organisations="sum", over_time="sum", respondents=["province"],
                    ),
                    by=SYSTEM,
                )  # fmt: skip
    done = 0
    with file.open("w") as out:
        out.write("organisation,indicator,period,breakdown,value,vintage,source,as_of\n")
        for month in months:
            for body in bodies:
                for n, code in enumerate(indicators):
                    if done == rows:
                        return done
                    done += 1
                    value = (done * 7919 + n * 104729) % 10_000_000
                    out.write(f"{body},{code},{month},,{value / 10:.1f},official,{SOURCE},{month}-28\n")
    return done


def _import(file: Path) -> None:
    done = import_facts(file, "csv", by=SYSTEM)
    if done.fault_count or not done.written:
        raise AssertionError(f"the import left something out: {done.faults[:3]}")


def _copy(stored: Path) -> None:
    with connection.cursor() as cursor, cursor.copy(COPY_IN) as copy, stored.open("rb") as file:
        while block := file.read(1 << 20):
            copy.write(block)


def _copy_out(file: Path, stored: Path) -> None:
    """The stored rows in the order of the file."""
    columns = ", ".join(f"f.{name}" for name in STORED_COLUMNS)
    with (
        connection.cursor() as cursor,
        stored.open("wb") as out,
        cursor.copy(
            f"COPY (SELECT {columns} FROM reporting_fact f JOIN reporting_indicator i ON i.id = f.indicator_id "
            "JOIN LATERAL (SELECT code FROM organisations_organisationversion v WHERE v.organisation_id = f.organisation_id "
            "ORDER BY valid_from LIMIT 1) o ON true JOIN reporting_source s ON s.id = f.source_id "
            f"WHERE s.code = '{SOURCE}' ORDER BY f.period_start, o.code, i.code) TO STDOUT (FORMAT csv)"
        ) as copy,
    ):
        for block in copy:
            out.write(block)


def _timed(work: Any, *given: Any) -> float:
    _empty()
    gc.collect()
    begin = time.perf_counter()
    work(*given)
    return time.perf_counter() - begin


def _empty() -> None:
    """Before each turn: an empty table, and nothing left to write from the turn before."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("TRUNCATE reporting_fact, reporting_rollup, reporting_fact_batch")
        cursor.execute("CHECKPOINT")


def _sum_in_file(file: Path) -> Decimal:
    with file.open() as lines:
        next(lines)
        tenths = sum(int(line.split(",")[4].replace(".", "")) for line in lines)
    return Decimal(tenths) / 10


def _sum_in_totals() -> Decimal:
    with connection.cursor() as cursor:
        cursor.execute("SELECT sum(total) FROM reporting_rollup WHERE length(period) = 4")
        return Decimal(cursor.fetchone()[0])


@contextmanager
def memory_watched(found: list[int]) -> Iterator[None]:
    """Puts the most resident memory over that at the start, in KiB, into `found`."""
    start, most, stop = _resident(), 0, threading.Event()

    def look() -> None:
        nonlocal most
        while not stop.wait(0.05):
            most = max(most, _resident() - start)

    watcher = threading.Thread(target=look)
    watcher.start()
    try:
        yield
    finally:
        stop.set()
        watcher.join()
        found.append(most)


def _resident() -> int:
    if sys.platform != "linux":
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    pages = Path("/proc/self/statm").read_text().split()[1]
    return int(pages) * resource.getpagesize() // 1024
