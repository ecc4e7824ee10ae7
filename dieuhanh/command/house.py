"""The running processes of one node: started in order, started again when they fall, stopped in order.

One process loads everything and forks the others, so that all of them start at once and what they do not change lies
in memory once.
"""

import os
import shutil
import signal
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from types import FrameType

from dieuhanh.command.forking import Child, dies_with_parent, keep_shared
from dieuhanh.config import postgres
from dieuhanh.config.environment import METRICS_FOLDER, env

_READY_WITHIN_SECONDS = 120
_STOPPED_WITHIN_SECONDS = 8
_STEADY_SECONDS = 20.0
_FIRST_PAUSE_SECONDS, _LONGEST_PAUSE_SECONDS = 0.5, 15.0


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
        self.children: dict[str, Child] = {}
        self.pauses = Pauses()
        self.due: dict[str, float] = {}

    def run(self) -> int:
        """Start, watch, stop; the exit code."""
        signal.signal(signal.SIGTERM, self._stop)
        signal.signal(signal.SIGINT, self._stop)
        began = time.monotonic()
        self._start_database_and_load()
        try:
            prepared = self._prepare()
            if prepared != 0 or self.stopping:
                return 0 if self.stopping else prepared
            for name in WORKS:
                self._start(name)
            self._announce(began)
            self._watch()
            return 0
        finally:
            self._stop_children()
            if self.own_database:
                postgres.stop(env.home)

    def _start_database_and_load(self) -> None:
        """Both at once: the database's start is mostly waiting. No thread is left when processes are forked."""
        if not self.own_database:
            return load()
        postgres.check(env.home)  # before loading writes keys and measures into the folder
        with ThreadPoolExecutor(max_workers=1) as beside:
            started = beside.submit(postgres.start, env.home)
            try:
                load()
            except BaseException:
                started.result()  # why it can't be started goes before anything else
                postgres.stop(env.home)
                raise
            started.result()

    def _prepare(self) -> int:
        """Bring the database up to date; told to stop meanwhile, leave off (each part of it is all or nothing).

        Beside it, what the first requests would have to read is read here, for every process that is forked afterwards.
        """
        child = Child("prepare", prepare)
        warm()
        while child.poll() is None:
            if self.stopping:
                child.kill(signal.SIGTERM)
            time.sleep(0.05)
        return child.wait()

    def _start(self, name: str) -> None:
        self.children[name] = Child(name, WORKS[name])
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
            for name in list(self.children):
                self._keep(name, time.monotonic())
            time.sleep(0.2)

    def _keep(self, name: str, now: float) -> None:
        child = self.children[name]
        if child.poll() is None or self.stopping:
            return
        if name not in self.due:
            child.kill(signal.SIGKILL)  # its group: no worker of it goes on answering beside the next one's
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
                child.kill(signal.SIGTERM)
        until = time.monotonic() + _STOPPED_WITHIN_SECONDS
        while any(child.poll() is None for child in self.children.values()) and time.monotonic() < until:
            time.sleep(0.05)
        for child in self.children.values():
            child.kill(signal.SIGKILL)
            child.wait()


def load() -> None:
    """Load all that the processes need, before any of them is there. No connection, no thread is made here."""
    metrics = env.home / "metrics"
    shutil.rmtree(metrics, ignore_errors=True)  # counts begin anew with the processes
    metrics.mkdir()
    os.environ[METRICS_FOLDER] = str(metrics)  # read when the measuring library is loaded, which comes now
    dies_with_parent()
    from dieuhanh.command.frame import set_up_django

    set_up_django()
    import granian  # noqa: F401  these are loaded to be shared
    import procrastinate.contrib.django  # noqa: F401

    import dieuhanh.centre.live
    import dieuhanh.config.urls
    import dieuhanh.config.wsgi  # noqa: F401

    keep_shared()


def warm() -> None:
    """Addresses, both catalogues and every template of the rooms, read once for all: a first page took 0.9 s without."""
    from dieuhanh.config.warming import warm_pages

    warm_pages()
    keep_shared()


def prepare() -> None:
    """Schema, grants, keys, reference data."""
    from dieuhanh.command.prepare import prepare as prepare_database

    prepare_database()


def web() -> None:
    """Pages and API."""
    _serve(
        "wsgi",
        env.integer("DIEUHANH_PORT"),
        "dieuhanh.config.wsgi:application",
        env.integer("DIEUHANH_WORKERS"),
    )


def live() -> None:
    """Server-sent events."""
    _serve("asginl", env.live_port, "dieuhanh.centre.live:application", 1)


def keeper() -> None:
    """Ledger, listeners, clocks, stalled jobs."""
    from dieuhanh.command.keeper import keep

    keep()


def worker() -> None:
    """Long jobs."""
    from dieuhanh.command.worker import work

    work()


WORKS: dict[str, Callable[[], None]] = {"web": web, "live": live, "keeper": keeper, "worker": worker}


def _serve(interface: str, port: int, target: str, workers: int) -> None:
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    Granian(
        target,
        address=env.text("DIEUHANH_HOST"),
        port=port,
        interface=Interfaces(interface),
        workers=workers,
        blocking_threads=8 if interface == "wsgi" else None,
        backlog=2048,
        websockets=False,
        log_level=LogLevels.warning,
        respawn_failed_workers=True,
        respawn_interval=0.5,
        workers_kill_timeout=5,
    ).serve()


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
