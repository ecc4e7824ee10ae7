"""What commands share: Django set up, the program's own database running, one way to print."""

import json
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    SpinnerColumn,
    Task,
    TextColumn,
    TimeRemainingColumn,
)
from rich.text import Text

from dieuhanh.config import postgres
from dieuhanh.config.environment import env
from dieuhanh.config.errors import Problem

console = Console(stderr=True)


def set_up_django() -> None:
    """Load the settings and the rooms; the log stays quiet on a terminal."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dieuhanh.config.settings")
    os.environ.setdefault("DIEUHANH_LOG_LEVEL", "WARNING")
    # Imported here so that commands without a database never load Django.
    import django

    django.setup()


@contextmanager
def database() -> Iterator[None]:
    """The database running for the length of a command: started and stopped here unless it ran already."""
    started = not env.text("DATABASE_URL") and postgres.start(env.home)
    try:
        set_up_django()
        yield
    finally:
        from django.db import connections  # only after the set-up above

        connections.close_all()
        if started:
            postgres.stop(env.home)


@contextmanager
def sentences() -> Iterator[None]:
    """A refusal ends the command with its sentence and exit code 1, not with a trace."""
    try:
        yield
    except Problem as problem:
        for fault in problem.faults:
            console.print(f"  {fault.message}")
        raise SystemExit(problem.reason) from None


@contextmanager
def told(*, as_json: bool) -> Iterator[None]:
    """As `sentences`, each fault with its file, row and column; with `as_json` the refusal is an answer of JSON. Exit code 1."""
    try:
        yield
    except Problem as problem:
        if as_json:
            answer(problem.as_dict(), as_json=True)
        else:
            for fault in problem.faults:
                place = ":".join(str(part) for part in (fault.sheet, fault.row, fault.column) if part)
                value = f" [{fault.value}]" if fault.value else ""
                console.print(
                    f"  {place}: {fault.message}{value}", markup=False, highlight=False, soft_wrap=True
                )
            console.print(problem.reason, markup=False, highlight=False, soft_wrap=True)
        raise SystemExit(1) from None


@contextmanager
def stoppable(what: str) -> Iterator[None]:
    """Ctrl-C (or a polite kill) ends the command with a sentence; what was half done is taken back."""

    def polite(_signal: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, polite)
    try:
        yield
    except KeyboardInterrupt:
        console.print(f"Stopped; {what}.")
        raise SystemExit(1) from None
    finally:
        signal.signal(signal.SIGTERM, before)


def ready() -> None:
    """Bring a database that is new, or older than the program, up to date first."""
    from dieuhanh.command.prepare import pending_migrations, prepare  # after set-up
    from dieuhanh.config import database as databases

    databases.ensure_database()
    if pending_migrations():
        with console.status("Preparing the database…"):
            prepare()


def answer(result: dict[str, Any] | list[Any], *, as_json: bool) -> None:
    """Print a result to standard output: as JSON, or a line per entry."""
    if as_json:
        print(json.dumps(result, ensure_ascii=False, indent=2, default=str))
        return
    rows = result.items() if isinstance(result, dict) else enumerate(result, 1)
    for key, value in rows:
        print(f"{key}: {value}")


class _Speed(ProgressColumn):
    """Rows a second."""

    def render(self, task: Task) -> Text:
        """The speed, nothing before there is one."""
        return Text(f"{task.speed:,.0f}/s" if task.speed else "", style="progress.data.speed")


def progress_bar() -> Progress:
    """A progress bar with counts and time left, on standard error."""
    return Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=console,
        transient=True,
    )


def counting_bar() -> Progress:
    """As `progress_bar`, with the speed beside: for rows by the thousand."""
    return Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        _Speed(),
        TimeRemainingColumn(),
        console=console,
        transient=True,
    )
