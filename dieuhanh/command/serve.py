"""`dieuhanh serve`: everything in the foreground until it is told to stop.

This process starts the database, has it prepared, starts the others (pages,
live events, keeper, worker), starts again whichever falls, and stops them all
in the right order (`house`).
"""

import fcntl
import os
import shutil
import socket
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

import typer

from dieuhanh.command.house import House
from dieuhanh.config.environment import env

app = typer.Typer(add_completion=False, help=__doc__)
_HIGHEST_PORT = 65_535


@app.command()
def serve(
    demo: bool = typer.Option(False, "--demo", help="Demonstration mode: accounts and simulated reports."),
    quiet: bool = typer.Option(False, "--quiet", help="Print nothing but what goes wrong."),
) -> None:
    """Run pages, API, live events and workers in the foreground."""
    if demo:
        os.environ["DIEUHANH_DEMO"] = "1"
    with held(env.home):
        _check_ports()
        _pass_files_through(env.home / "scratch")
        raise SystemExit(House(quiet=quiet).run())


@contextmanager
def held(home: Path) -> Iterator[None]:
    """The data folder's lock for the length of a block: one server (or restore) a folder.

    The lock goes with the process, so a kill leaves none behind.
    """
    try:
        home.mkdir(parents=True, exist_ok=True)
        lock = (home / "serve.lock").open("a+")
    except OSError as error:
        raise SystemExit(
            f"{home} can't be used as a data folder ({error.strerror}). Nothing was started; set DIEUHANH_HOME to a folder that can be written."
        ) from None
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise SystemExit(
                f"{home} is already being served (process {_holder(lock)}). Stop it first, or set DIEUHANH_HOME."
            ) from None
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        yield


def _pass_files_through(folder: Path) -> None:
    """Have reports, uploads and signatures pass through files in the data folder, for its owner alone.

    What a kill left there is removed before anything is started.
    """
    shutil.rmtree(folder, ignore_errors=True)
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise SystemExit(f"{folder} can't be made ({error.strerror}). Nothing was started.") from None
    os.environ["TMPDIR"] = str(folder)
    tempfile.tempdir = None  # so that it is looked for again


def _holder(lock: TextIO) -> str:
    """The number of the process that holds the lock; one that took it this moment is about to write it."""
    for _try in range(20):
        lock.seek(0)
        if said := lock.read().strip():
            return said
        time.sleep(0.05)
    return "unknown"


def _check_ports() -> None:
    ports = {"DIEUHANH_PORT": env.integer("DIEUHANH_PORT"), "DIEUHANH_LIVE_PORT": env.live_port}
    for name, port in ports.items():
        if not 0 < port <= _HIGHEST_PORT:
            raise SystemExit(
                f"{name} must be between 1 and {_HIGHEST_PORT}, not {port}. Nothing was started."
            )
    if len(set(ports.values())) == 1:
        raise SystemExit(
            f"DIEUHANH_PORT and DIEUHANH_LIVE_PORT are both {env.live_port}; give them different ones. Nothing was started."
        )
    for name, port in ports.items():
        if taken := _taken(port):
            raise SystemExit(
                f"Port {port} can't be used ({taken}). Stop what uses it, or set {name} to another one. Nothing was started."
            )


def _taken(port: int) -> str:
    """Why a port can't be listened on; empty when it can. What a kill left behind is given a moment to go."""
    for attempt in range(3):
        time.sleep(0.3 * attempt)
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((env.text("DIEUHANH_HOST"), port))
            except OSError as error:
                why = error.strerror or str(error)
            else:
                return ""
    return why
