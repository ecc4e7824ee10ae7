"""`make bench`: every workload as a ratio against its limit, in one run, as a table and as JSON.

Each module has `run() -> dict` with at least `name`, `ratio`, `limit` and `note`; a ratio at or above 1 holds.
Name one or more on the command line to run those alone.
"""

import importlib
import json
import os
import platform
import sys
import traceback
from collections.abc import Sequence
from contextlib import nullcontext
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks import scratch

WORKLOADS = ("due_dates", "ledger", "facts", "wall", "start")
IN_DATABASE = {"ledger", "facts"}
"""What needs a scratch database, started and removed here."""
RESULT = Path(__file__).with_name("result.json")


def machine() -> dict[str, Any]:
    """What the figures were measured on."""
    return {
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "system": platform.platform(terse=True),
    }


def main() -> None:
    """Run, print, write."""
    wanted = sys.argv[1:] or WORKLOADS
    with scratch.database() if set(wanted) & IN_DATABASE else nullcontext():
        rows = measured(wanted)
    RESULT.write_text(
        json.dumps(
            {"at": datetime.now(UTC).isoformat(), "machine": machine(), "rows": rows}, indent=1, default=str
        )
        + "\n"
    )
    for row in rows:
        print(json.dumps(row, ensure_ascii=False, default=str))
    raise SystemExit(any("failed" in row for row in rows))


def measured(wanted: Sequence[str]) -> list[dict[str, Any]]:
    """The rows of these workloads."""
    rows: list[dict[str, Any]] = []
    for name in wanted:
        print(f"… {name}", file=sys.stderr, flush=True)
        try:
            found = importlib.import_module(f"benchmarks.{name}").run()
            rows.extend(found if isinstance(found, list) else [found])
        except Exception as error:  # one workload that fails must not hide the others
            traceback.print_exc()
            rows.append({"name": name, "failed": repr(error)})
    return rows


if __name__ == "__main__":
    main()
