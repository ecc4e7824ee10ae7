"""W7: from a clone to the first page with a warm package cache, restart, and what the whole holds in memory when idle."""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any

import httpx

from benchmarks.program import demonstration, resident
from tests.running import free_port

CLONE_SECONDS, RESTART_SECONDS, RESIDENT_MIB = 60.0, 3.0, 600.0
RESTARTS = 3
IDLE_SECONDS = 15
ROOT = Path(__file__).resolve().parent.parent


def run() -> list[dict[str, Any]]:
    """Three rows."""
    return [_cloned(), *_running()]


def _cloned() -> dict[str, Any]:
    """`git clone`, `make run`, and the sign-in page answers. The package caches are those of who runs this."""
    folder = Path(tempfile.mkdtemp(prefix="dieuhanh-clone-"))
    port = free_port()
    began = time.monotonic()
    server = None
    try:
        subprocess.run(["git", "clone", "-q", str(ROOT), str(folder / "clone")], check=True)
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("DIEUHANH_", "DATABASE_", "DJANGO_", "VIRTUAL_ENV"))}  # fmt: skip
        with (folder / "out").open("wb") as out:
            server = subprocess.Popen(
                ["make", "run"], cwd=folder / "clone", stdout=out, stderr=subprocess.STDOUT, start_new_session=True,
                env={**kept, "DIEUHANH_PORT": str(port), "DIEUHANH_LIVE_PORT": str(free_port()), "DIEUHANH_HOME": str(folder / "home")},
            )  # fmt: skip
        while not _answers(f"http://127.0.0.1:{port}/accounts/login/"):
            if server.poll() is not None:
                raise RuntimeError((folder / "out").read_text()[-2000:])
            time.sleep(0.1)
        seconds = time.monotonic() - began
    finally:
        if server is not None and server.poll() is None:
            os.killpg(server.pid, signal.SIGTERM)
            server.wait(60)
        shutil.rmtree(folder, ignore_errors=True)
    return {
        "name": "W7 clone to first page",
        "ratio": round(CLONE_SECONDS / seconds, 2),
        "limit": f"{CLONE_SECONDS:.0f} s",
        "seconds": round(seconds, 1),
        "note": "git clone, make run (bootstrap, assets, database, reference data, demonstration) until the sign-in page answers",
    }


def _answers(address: str) -> bool:
    try:
        return httpx.get(address, timeout=2).status_code == 200
    except httpx.HTTPError:
        return False


def _running() -> list[dict[str, Any]]:
    program = demonstration()
    times = []
    for _restart in range(RESTARTS):
        program.stop()
        program.start()
        times.append(program.seconds_to_ready)
    time.sleep(IDLE_SECONDS)
    held = resident(program)
    best, total = sorted(times)[len(times) // 2], sum(v for k, v in held.items() if k != "rss_sum")
    return [
        {
            "name": "W7 restart",
            "ratio": round(RESTART_SECONDS / best, 2),
            "limit": f"{RESTART_SECONDS:.0f} s",
            "seconds": round(best, 2),
            "note": f"median of {RESTARTS}: from `dieuhanh serve --demo` to /health/ready",
        },
        {
            "name": "W7 resident",
            "ratio": round(RESIDENT_MIB / total, 2),
            "limit": f"{RESIDENT_MIB:.0f} MiB",
            "mib": round(total),
            "by_process": held,
            "note": "all processes with the database, idle; pages that several hold are shared out (PSS)",
        },
    ]
