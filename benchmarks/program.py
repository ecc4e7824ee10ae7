"""The whole program with its demonstration for a benchmark, and what its processes hold in memory."""

import atexit
import functools
import os
import time
from contextlib import suppress
from pathlib import Path

import httpx

from tests.running import Program

SETTLED_WITHIN_SECONDS = 600
WATCHER, RECEIVER = "trungtam.lanhdao", "vpcp.tiepnhan"


@functools.cache
def demonstration() -> Program:
    """The program in a folder of its own, once the play of July is over and everything is signed; one for all workloads
    of a run, removed at its end.
    """
    program = Program()
    atexit.register(program.remove)
    # An operator's machine keeps what it compiled; where this one is told not to, it is kept beside the data.
    if os.environ.pop("PYTHONDONTWRITEBYTECODE", ""):
        os.environ["PYTHONPYCACHEPREFIX"] = str(program.home / "bytecode")
    program.start(within=SETTLED_WITHIN_SECONDS)
    _settle(program)
    return program


def _settle(program: Program) -> None:
    until, last = time.monotonic() + SETTLED_WITHIN_SECONDS, -1
    client = signed_in(program, WATCHER)
    while time.monotonic() < until:
        time.sleep(5)
        found = client.get("/metrics").text
        size = _gauge(found, "dieuhanh_ledger_entries")
        if size == last and _gauge(found, "dieuhanh_jobs_unfinished") == 0:
            return
        last = size
    raise TimeoutError("the demonstration's play did not end")


def _gauge(text: str, name: str) -> int:
    line = next(line for line in text.splitlines() if line.startswith(f"{name} "))
    return int(float(line.split()[1]))


def signed_in(program: Program, name: str) -> httpx.Client:
    """A client with the session of a demonstration account."""
    account: dict[str, str] = program.accounts()[name]
    client = httpx.Client(base_url=program.url, timeout=60)
    client.get("/accounts/login/")
    form = {
        "login": name,
        "password": account["password"],
        "csrfmiddlewaretoken": client.cookies["csrftoken"],
    }
    answer = client.post("/accounts/login/", data=form)
    if answer.status_code != 302:
        raise RuntimeError(f"{name} can't sign in: {answer.status_code}")
    client.headers["X-CSRFToken"] = client.cookies["csrftoken"]
    return client


def processes(program: Program) -> dict[int, str]:
    """Every process of the program and of its database: number → command line."""
    found = {}
    for place in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            command = (place / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
            environment = (place / "environ").read_bytes()
            ours = str(program.home).encode()
            if ours in environment or str(program.home) in command or _is_backend_of(program, place):
                name = (place / "comm").read_text().strip()
                found[int(place.name)] = name if name.startswith("dieuhanh-") else command
    return found


def _is_backend_of(program: Program, place: Path) -> bool:
    with suppress(OSError):
        return (place / "cwd").resolve() == (program.home / "postgres").resolve()
    return False


def resident(program: Program) -> dict[str, float]:
    """MiB that the program holds: its own share of shared pages (PSS), and the plain sum (RSS), by kind of process."""
    share: dict[str, float] = {}
    plain = 0.0
    for pid, command in processes(program).items():
        with suppress(OSError):
            lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
            values = {line.split(":")[0]: int(line.split()[1]) / 1024 for line in lines[1:] if "kB" in line}
            share[_kind(command)] = share.get(_kind(command), 0.0) + values["Pss"]
            plain += values["Rss"]
    return {**{kind: round(value, 1) for kind, value in sorted(share.items())}, "rss_sum": round(plain, 1)}


def _kind(command: str) -> str:
    for mark, kind in (
        ("dieuhanh-web", "web"), ("dieuhanh-live", "live"), ("dieuhanh-keeper", "keeper"),
        ("dieuhanh-worker", "worker"), ("dieuhanh serve", "serve"), ("postgres", "database"),
    ):  # fmt: skip
        if mark in command:
            return kind
    return "other"


def percentile(values: list[float], share: float) -> float:
    """The value below which this share of the values lies."""
    ranked = sorted(values)
    return ranked[min(len(ranked) - 1, int(share * len(ranked)))]
