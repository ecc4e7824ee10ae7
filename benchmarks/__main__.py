"""`make bench`: every workload as a ratio against its limit, in one run, as a table and as JSON.

Each module has `run() -> dict` (or a list of them) with at least `name`, `ratio`, `limit` and `note`; a ratio at or
above 1 holds. Name one or more on the command line to run those alone.
"""

import importlib
import json
import os
import platform
import sys
import traceback
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from benchmarks import scratch

WORKLOADS = ("due_dates", "ledger", "facts", "national", "tasks", "wall", "events", "start")
ON_A_SCRATCH_DATABASE = {"ledger", "facts", "national", "tasks"}
"""The others need none, or start the whole program."""
RESULT = Path(__file__).with_name("result.json")


def machine() -> dict[str, Any]:
    """What the figures were measured on."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1024**3
    return {
        "cores": os.cpu_count(),
        "memory_gib": round(memory, 1),
        "python": platform.python_version(),
        "system": platform.platform(terse=True),
        "load_before": [round(one, 1) for one in os.getloadavg()],
    }


def main() -> None:
    """Run, print, write; exit code 1 when a workload failed to run (falling short is told, not failed)."""
    wanted = sys.argv[1:] or list(WORKLOADS)
    if unknown := set(wanted) - set(WORKLOADS):
        raise SystemExit(
            f"There is no workload {', '.join(sorted(unknown))}; there are {', '.join(WORKLOADS)}."
        )
    began_on = machine()
    rows: list[dict[str, Any]] = []
    with ExitStack() as stack:
        if ON_A_SCRATCH_DATABASE & set(wanted):
            stack.enter_context(scratch.database())
        for name in wanted:
            print(f"… {name}", file=sys.stderr, flush=True)
            try:
                found = importlib.import_module(f"benchmarks.{name}").run()
                rows.extend(found if isinstance(found, list) else [found])
            except Exception as error:  # one workload that fails must not hide the others
                traceback.print_exc()
                rows.append({"name": name, "failed": repr(error)})
    write(rows, began_on)
    show(rows)
    raise SystemExit(any("failed" in row for row in rows))


def write(rows: list[dict[str, Any]], on: dict[str, Any]) -> None:
    """Keep the rows; those of a run of some workloads replace the same ones of the last run."""
    kept = json.loads(RESULT.read_text())["rows"] if RESULT.exists() else []
    names = {row["name"] for row in rows}
    at = datetime.now(UTC).isoformat(timespec="seconds")
    fresh = [{**row, "at": at, "load_before": on["load_before"]} for row in rows]
    merged = [row for row in kept if row["name"] not in names] + fresh
    result = {"machine": {k: v for k, v in on.items() if k != "load_before"}, "rows": merged}
    RESULT.write_text(json.dumps(result, indent=1, default=str, ensure_ascii=False) + "\n")


def show(rows: list[dict[str, Any]]) -> None:
    """The table."""
    table = Table("workload", "ratio", "limit", "figures", title="1 and above holds")
    for row in rows:
        rest = {k: v for k, v in row.items() if k not in ("name", "ratio", "limit", "note", "at")}
        figures = ", ".join(f"{k} {v}" for k, v in rest.items())
        table.add_row(row["name"], str(row.get("ratio", "failed")), str(row.get("limit", "")), figures)
    Console(width=160).print(table)


if __name__ == "__main__":
    main()
