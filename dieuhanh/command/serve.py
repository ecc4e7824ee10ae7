"""`dieuhanh serve`: everything in the foreground until it is told to stop.

This process starts the database, has it prepared, starts the others (pages,
live events, keeper, worker), starts again whichever falls, and stops them all
in the right order. It holds no Django itself, so it stays small and simple.
"""

import fcntl
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from types import FrameType
from typing import IO

import typer

from dieuhanh.config import postgres
from dieuhanh.config.environment import env

app = typer.Typer(add_completion=False, help=__doc__)
_READY_WITHIN_SECONDS = 120
_LONGEST_PAUSE_SECONDS = 15


@app.command()
def serve(
    demo: bool = typer.Option(False, "--demo", help="Demonstration mode: accounts and simulated reports."),
    quiet: bool = typer.Option(False, "--quiet", help="Print nothing but what goes wrong."),
) -> None:
    """Run pages, API, live events and workers in the foreground."""
    if demo:
        os.environ["DIEUHANH_DEMO"] = "1"
    env.home.mkdir(parents=True, exist_ok=True)
    with (env.home / "serve.lock").open("a+") as lock:
        _take(lock)
        _check_ports()
        raise SystemExit(House(quiet=quiet).run())


def _take(lock: IO[str]) -> None:
    """One server a data folder. The lock goes with the process, so a kill leaves none behind."""
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.seek(0)
        raise SystemExit(
            f"{env.home} is already being served (process {lock.read().strip() or 'unknown'}). Stop it first, or set DIEUHANH_HOME."
        ) from None
    lock.truncate(0)
    lock.write(str(os.getpid()))
    lock.flush()


def _check_ports() -> None:
    for name, port in (
        ("DIEUHANH_PORT", env.integer("DIEUHANH_PORT")),
        ("DIEUHANH_LIVE_PORT", env.live_port),
    ):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((env.text("DIEUHANH_HOST"), port))
            except OSError as error:
                raise SystemExit(
                    f"Port {port} can't be used ({error.strerror}). Stop what uses it, or set {name} to another one. Nothing was started."
                ) from None


class House:
    """The running processes."""

    def __init__(self, *, quiet: bool) -> None:
        self.quiet = quiet
        self.stopping = False
        self.own_database = not env.text("DATABASE_URL")
        self.children: dict[str, subprocess.Popen[bytes]] = {}
        self.pauses: dict[str, float] = {}
        self.due: dict[str, float] = {}

    def run(self) -> int:
        """Start, watch, stop; the exit code."""
        signal.signal(signal.SIGTERM, self._stop)
        signal.signal(signal.SIGINT, self._stop)
        began = time.monotonic()
        if self.own_database:
            postgres.start(env.home)
        try:
            prepared = subprocess.run([sys.executable, "-m", "dieuhanh.command.prepare"], check=False)
            if prepared.returncode != 0:
                return prepared.returncode
            for name in self._commands():
                self._start(name)
            self._announce(began)
            self._watch()
            return 0
        finally:
            self._stop_children()
            if self.own_database:
                postgres.stop(env.home)

    def _commands(self) -> dict[str, list[str]]:
        host = env.text("DIEUHANH_HOST")
        granian = [
            sys.executable,
            "-m",
            "granian",
            "--host",
            host,
            "--no-ws",
            "--log-level",
            "warning",
            "--workers-kill-timeout",
            "5",
        ]
        return {
            "web": [
                *granian, "--interface", "wsgi", "--port", env.text("DIEUHANH_PORT"), "--workers", env.text("DIEUHANH_WORKERS"),
                "--blocking-threads", "8", "--backlog", "2048", "--respawn-failed-workers", "dieuhanh.config.wsgi:application",
            ],
            "live": [*granian, "--interface", "asginl", "--port", str(env.live_port), "--workers", "1", "--backlog", "2048", "dieuhanh.centre.live:application"],
            "keeper": [sys.executable, "-m", "dieuhanh.command.keeper"],
            "worker": [sys.executable, "-m", "dieuhanh.command.worker"],
        }  # fmt: skip

    def _start(self, name: str) -> None:
        # An own session each: Ctrl-C reaches this process alone, which then stops the others in order.
        self.children[name] = subprocess.Popen(self._commands()[name], start_new_session=True)

    def _announce(self, began: float) -> None:
        address = f"http://{env.text('DIEUHANH_HOST')}:{env.text('DIEUHANH_PORT')}"
        until = time.monotonic() + _READY_WITHIN_SECONDS
        while not self.stopping and time.monotonic() < until:
            try:
                with urllib.request.urlopen(f"{address}/health/ready", timeout=2):  # noqa: S310  our own address
                    break
            except (urllib.error.URLError, OSError):
                time.sleep(0.1)
        if self.quiet or self.stopping:
            return
        print(
            f"\nĐiều Hành answers at {address} (after {time.monotonic() - began:.1f} s). Ctrl-C stops it.",
            flush=True,
        )
        accounts = env.home / "demonstration-accounts.txt"
        if env.flag("DIEUHANH_DEMO") and accounts.exists():
            print(f"\n{accounts.read_text()}", flush=True)

    def _watch(self) -> None:
        """Start again what falls, each time a little later, so that a broken one does not spin."""
        while not self.stopping:
            now = time.monotonic()
            for name, child in self.children.items():
                if child.poll() is None or self.stopping:
                    continue
                if name not in self.due:
                    self.pauses[name] = min(self.pauses.get(name, 0.25) * 2, _LONGEST_PAUSE_SECONDS)
                    self.due[name] = now + self.pauses[name]
                    print(
                        f"{name} fell (exit code {child.returncode}); starting it again.",
                        file=sys.stderr,
                        flush=True,
                    )
                elif now >= self.due[name]:
                    del self.due[name]
                    self._start(name)
            if self.own_database and not Path(postgres.socket_folder(env.home) / ".s.PGSQL.5432").exists():
                postgres.start(env.home)
            elif self.own_database and int(now) % 5 == 0 and not postgres.is_running(env.home):
                print("The database fell; starting it again.", file=sys.stderr, flush=True)
                postgres.start(env.home)
            time.sleep(0.2)

    def _stop(self, _signal: int, _frame: FrameType | None) -> None:
        self.stopping = True

    def _stop_children(self) -> None:
        for child in self.children.values():
            if child.poll() is None:
                child.terminate()
        until = time.monotonic() + 8
        for child in self.children.values():
            try:
                child.wait(max(0.1, until - time.monotonic()))
            except subprocess.TimeoutExpired:
                os.killpg(child.pid, signal.SIGKILL)
                child.wait()
