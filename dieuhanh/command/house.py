"""The running processes of one node: started in order, started again when they fall, stopped in order."""

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import suppress
from pathlib import Path
from types import FrameType

from dieuhanh.config import postgres
from dieuhanh.config.environment import env

_READY_WITHIN_SECONDS = 120
_STEADY_SECONDS = 20.0
_FIRST_PAUSE_SECONDS, _LONGEST_PAUSE_SECONDS = 0.5, 15.0
_MARK = "DIEUHANH_SERVED_FROM"
"""Every process of a node carries this in its environment, with the data folder: so what a kill of the first one
left behind is found again."""


class Pauses:
    """How long to wait before something is started again: not at all when it had stood, longer each time it had not."""

    def __init__(self) -> None:
        self._pause: dict[str, float] = {}
        self._started: dict[str, float] = {}

    def started(self, name: str, now: float) -> None:
        """Note that it was started."""
        self._started[name] = now

    def before(self, name: str, now: float) -> float:
        """The pause before its next start, in seconds, now that it fell."""
        if now - self._started.get(name, float("-inf")) >= _STEADY_SECONDS:
            self._pause.pop(name, None)
            return 0.0
        self._pause[name] = min(self._pause.get(name, _FIRST_PAUSE_SECONDS / 2) * 2, _LONGEST_PAUSE_SECONDS)
        return self._pause[name]


class House:
    """The running processes."""

    def __init__(self, *, quiet: bool) -> None:
        self.quiet = quiet
        self.stopping = False
        self.own_database = not env.text("DATABASE_URL")
        self.children: dict[str, subprocess.Popen[bytes]] = {}
        self.pauses = Pauses()
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
            sys.executable, "-m", "granian", "--host", host, "--no-ws", "--log-level", "warning", "--workers-kill-timeout", "5",
        ]  # fmt: skip
        return {
            "web": [
                *granian, "--interface", "wsgi", "--port", env.text("DIEUHANH_PORT"), "--workers", env.text("DIEUHANH_WORKERS"),
                "--blocking-threads", "8", "--backlog", "2048", "--respawn-failed-workers", "dieuhanh.config.wsgi:application",
            ],
            "live": [*granian, "--interface", "asginl", "--port", str(env.live_port), "--workers", "1", "--backlog", "2048", "--respawn-failed-workers", "dieuhanh.centre.live:application"],
            "keeper": [sys.executable, "-m", "dieuhanh.command.keeper"],
            "worker": [sys.executable, "-m", "dieuhanh.command.worker"],
        }  # fmt: skip

    def _start(self, name: str) -> None:
        # An own session each: Ctrl-C reaches this process alone, which then stops the others in order.
        self.children[name] = subprocess.Popen(
            self._commands()[name], start_new_session=True, env=env.process(**{_MARK: str(env.home)})
        )
        self.pauses.started(name, time.monotonic())

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
            if self.own_database:
                self._keep_database(time.monotonic())
            for name in self.children:
                self._keep(name, time.monotonic())
            time.sleep(0.2)

    def _keep(self, name: str, now: float) -> None:
        child = self.children[name]
        if child.poll() is None or self.stopping:
            return
        if name not in self.due:
            _kill_group(
                child.pid
            )  # a killed server leaves workers that would go on answering beside the next one
            self.due[name] = now + self.pauses.before(name, now)
            _say(f"{name} fell (exit code {child.returncode}); starting it again.")
        if now >= self.due[name]:
            del self.due[name]
            self._start(name)

    def _keep_database(self, now: float) -> None:
        """Start the database again when it fell; where it can't be (a full disk), say why and go on trying."""
        if now < self.due.get("database", 0.0) or postgres.is_alive(env.home):
            return
        _say("The database fell; starting it again.")
        try:
            postgres.start(env.home)
        except postgres.CannotStart as reason:
            _say(str(reason))
        self.due["database"] = now + self.pauses.before("database", now)
        self.pauses.started("database", now)

    def _stop(self, _signal: int, _frame: FrameType | None) -> None:
        self.stopping = True

    def _stop_children(self) -> None:
        for child in self.children.values():
            if child.poll() is None:
                child.terminate()
        until = time.monotonic() + 8
        for child in self.children.values():
            with suppress(subprocess.TimeoutExpired):
                child.wait(max(0.1, until - time.monotonic()))
            _kill_group(child.pid)
            child.wait()


def sweep(home: Path) -> int:
    """Kill what an earlier server of this data folder left running when it was killed itself; how many there were.

    Only ever called under the folder's lock, so that nothing that is being served is touched.
    """
    mark = f"{_MARK}={home}".encode()
    left = []
    for place in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if mark in (place / "environ").read_bytes().split(b"\0"):
                os.kill(int(place.name), signal.SIGKILL)
                left.append(place)
    until = time.monotonic() + 5
    while any(_lives(place) for place in left) and time.monotonic() < until:
        time.sleep(0.05)
    return len(left)


def _lives(place: Path) -> bool:
    try:
        return (place / "stat").read_text().rsplit(")", 1)[-1].split()[0] not in "ZX"
    except (OSError, IndexError):
        return False


def _kill_group(leader: int) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(leader, signal.SIGKILL)


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
