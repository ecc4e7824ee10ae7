"""W1: a million figures from CSV through the full import, against COPY of the same rows into the same table.

The import reads, resolves, checks, numbers versions, copies, keeps the totals and writes the ledger entry. The
baseline is `COPY` of the rows as they are stored (ids and days worked out beforehand), in the order of the file: by
period, then body, then indicator, as a publication comes. Both run into the empty table, turn by turn, on one server.
"""

import gc
import resource
import statistics
import subprocess
import sys
import tempfile
import time
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
LONGER = 3
ROUNDS = 2
ASKED = 0.6
ASKED_GROWTH = 1.2
"""The longer file's memory in those of the shorter one, at most."""
YEARS = range(2010, 2020)
SOURCE = "DO-TAI"
CHILD = "import django; django.setup(); from benchmarks.facts import child; child()"


def run(rows: int = ROWS, rounds: int = ROUNDS) -> list[dict[str, Any]]:
    """One row: `ratio` is (COPY's seconds / the import's seconds) over what is asked."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "facts.csv"
        count = _write_file(file, rows)
        stored = Path(folder) / "stored.csv"
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
            "note": f"{totals:,} totals kept; file by period, body, indicator",
        },
        memory(rows),
    ]


def memory(rows: int = ROWS) -> dict[str, Any]:
    """One row: the most memory of an import of `rows` and of three times as many, each in a process of its own."""
    held = []
    with tempfile.TemporaryDirectory() as folder:
        for count in (rows, rows * LONGER):
            file = Path(folder) / f"{count}.csv"
            _write_file(file, count)
            _empty()
            words = [sys.executable, "-c", CHILD, str(file), connection.settings_dict["NAME"]]
            done = subprocess.run(words, check=True, capture_output=True, text=True)
            held.append(int(done.stdout))
        _empty()
    short, long = held
    return {
        "name": "W1 memory of an import",
        "ratio": round(ASKED_GROWTH * short / long, 2),
        "limit": f"{LONGER} times the file: at most {ASKED_GROWTH:g} times the memory",
        "of_the_shorter": round(long / short, 2),
        "mib_over_start": [one // 1024 for one in held],
        "note": f"{rows:,} and {rows * LONGER:,} rows, a process each; the most it held, over what it held before",
    }


def child() -> None:
    """A process of the benchmark: imports a file and prints how many KiB it held at its most over its start."""
    file, name = sys.argv[1:]
    connections["default"].settings_dict["NAME"] = name
    connection.ensure_connection()
    before = _status("VmRSS")
    _import(Path(file))
    print(_status("VmHWM") - before)


def _status(name: str) -> int:
    """A line of the kernel's account of this process, in KiB; the most ever held where it has none."""
    status = Path("/proc/self/status")
    if not status.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss if name == "VmHWM" else 0
    return next(
        int(line.split()[1]) for line in status.read_text().splitlines() if line.startswith(f"{name}:")
    )


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
