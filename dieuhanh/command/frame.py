"""What commands share: Django set up, the program's own database running, one way to print."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeRemainingColumn,
)

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


def answer(result: dict[str, Any] | list[Any], *, as_json: bool) -> None:
    """Print a result to standard output: as JSON, or a line per entry."""
    if as_json:
        print(json.dumps(result, ensure_ascii=False, indent=2, default=str))
        return
    rows = result.items() if isinstance(result, dict) else enumerate(result, 1)
    for key, value in rows:
        print(f"{key}: {value}")


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
