"""`dieuhanh ledger`: verify the ledger or a receipt, replay a subscriber, erase by law, tell how things stand.

Exit codes: 0 all is well, 1 something is wrong, 2 wrongly called. `verify-receipt` loads neither Django nor
the settings: it runs on a machine that has never seen the database.
"""

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from dieuhanh.ledger.rules.receipts import LARGEST_RECEIPT, BadReceipt, Verified, verify_receipt

app = typer.Typer(add_completion=False, no_args_is_help=True, help=__doc__)
_console = Console(stderr=True)
_JSON = typer.Option(False, "--json", help="Answer as JSON.")
_FILE = typer.Argument(..., help="The receipt.")
_KEYS = typer.Option([], "--key", help="Trust this verifier key and no stored one; may be repeated.")


@app.command("verify-receipt")
def verify_receipt_file(
    file: Path = _FILE,
    key: str = typer.Option(
        "", "--key", help="The log's verifier key (or a file that holds it), from elsewhere."
    ),
    as_json: bool = _JSON,
) -> None:
    """Verify a receipt off line: the signed head, the inclusion proof and, where it is there, the body."""
    try:
        if file.stat().st_size > LARGEST_RECEIPT:
            raise BadReceipt("this file is too large for a receipt")
        found = verify_receipt(file.read_text(encoding="utf-8"), _key(key))
    except (OSError, UnicodeDecodeError) as error:
        _say({"ok": False, "error": f"{file} cannot be read: {error}"}, as_json=as_json, good=False)
        raise typer.Exit(2) from error
    except BadReceipt as error:
        _say({"ok": False, "error": str(error)}, as_json=as_json, good=False)
        raise typer.Exit(1) from error
    _say({"ok": True, **_proven(found)}, as_json=as_json, good=True)
    if not found.key_given and not as_json:
        _console.print(
            "[yellow]The key came with the receipt: the file agrees with itself. Give the log's own key by --key "
            "(GET /api/v1/ledger/key) to know whose log it is.[/]"
        )


@app.command()
def verify(
    key: list[str] = _KEYS,
    as_json: bool = _JSON,
) -> None:
    """Recompute the whole ledger and the rows it speaks of, and name whatever is not as it was."""
    with _database():
        # Imported here because verify-receipt must run without Django.
        from dieuhanh.ledger.verification import verify as verify_all

        with _bar() as tell:
            result = verify_all(vkeys=key, progress=tell)
    if as_json:
        _say(result.as_dict(), as_json=True, good=result.ok)
    else:
        for fault in result.faults:
            _console.print(f"[red]✗[/] {fault}", highlight=False)
        made = result.as_dict()
        _say(
            {name: made[name] for name in ("ok", "entries", "signed", "heads", "erased", "rows", "wrong")},
            as_json=False,
            good=result.ok,
        )
    raise typer.Exit(0 if result.ok else 1)


@app.command()
def status(as_json: bool = _JSON) -> None:
    """Say how things stand: the tree, the last head, the queue, each subscriber. Exit 1 when a head is late."""
    with _database():
        # Imported here because verify-receipt must run without Django.
        from dieuhanh.ledger.standing import standing

        made = standing()
    _say(made, as_json=as_json, good=bool(made["ok"]))
    raise typer.Exit(0 if made["ok"] else 1)


@app.command()
def replay(
    subscriber: str = typer.Argument(..., help="The subscriber's name, as `status` lists it."),
    start: int = typer.Option(0, "--from", min=0, help="The place in the tree to begin from."),
    as_json: bool = _JSON,
) -> None:
    """Give a subscriber everything again from a place on, and wait until it has taken it."""
    with _database():
        # Imported here because verify-receipt must run without Django.
        from dieuhanh.ledger.replaying import replay_to_the_end
        from dieuhanh.ledger.subscriptions import load_rooms, subscriptions

        load_rooms()
        known = [subscription.subscriber for subscription in subscriptions()]
        if subscriber not in known:
            _console.print(
                f"[red]There is no subscriber {subscriber!r}. Known: {', '.join(known) or 'none'}.[/]"
            )
            raise typer.Exit(2)
        with _bar() as tell:
            made = replay_to_the_end(subscriber, start=start, progress=tell)
    _say(made, as_json=as_json, good=made["set_aside"] == 0)
    raise typer.Exit(0 if made["set_aside"] == 0 else 1)


@app.command()
def erase(
    index: int = typer.Argument(..., min=0, help="The place in the tree of the entry whose body goes."),
    reason: str = typer.Option(..., "--reason", help="The law or decision that demands it."),
    yes: bool = typer.Option(False, "--yes", help="Do not ask."),
    as_json: bool = _JSON,
) -> None:
    """Remove one entry's body and salt for ever, as its database's owner, and record that."""
    if not yes:
        _console.print(f"The body of entry {index} will be gone for ever; the entry and its proof stay.")
        typer.confirm("Erase it?", abort=True, err=True)
    with _database():
        # Imported here because verify-receipt must run without Django.
        from dieuhanh.config.actor import SYSTEM
        from dieuhanh.config.errors import Problem
        from dieuhanh.ledger.erasure import erase_body

        try:
            recorded = erase_body(index, reason, by=SYSTEM)
        except Problem as problem:
            _console.print(f"[red]{problem.reason}[/]")
            raise typer.Exit(1) from problem
    _say({"ok": True, "index": index, "erased_entry": str(recorded)}, as_json=as_json, good=True)


def _key(given: str) -> str | None:
    """The key as text; a name of a file is read."""
    if not given:
        return None
    file = Path(given)
    try:
        return file.read_text(encoding="utf-8").strip() if file.is_file() else given
    except (OSError, UnicodeDecodeError) as error:
        raise typer.BadParameter(f"{given} cannot be read: {error}") from error


def _proven(found: Verified) -> dict[str, Any]:
    made: dict[str, Any] = {
        "log": found.origin,
        "index": found.index,
        "size": found.size,
        "root": found.root.hex(),
        "commitment": found.commitment.hex(),
        "key": found.key,
        "key_given": found.key_given,
    }
    if found.envelope is not None:
        made["body"] = found.envelope
    return made


def _say(result: dict[str, Any], *, as_json: bool, good: bool) -> None:
    if as_json:
        print(json.dumps(result, ensure_ascii=False, indent=2, default=str))
        return
    for name, value in result.items():
        shown = (
            json.dumps(value, ensure_ascii=False, default=str) if isinstance(value, dict | list) else value
        )
        print(f"{name}: {shown}")
    print("✓" if good else "✗", file=sys.stderr)


@contextmanager
def _bar() -> Iterator[Callable[[str, int, int], None]]:
    """A progress bar on standard error, fed by (what, done, total)."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    tasks: dict[str, Any] = {}
    with Progress(*columns, console=_console, transient=True) as progress:

        def tell(what: str, done: int, total: int) -> None:
            if what not in tasks:
                tasks[what] = progress.add_task(what, total=total)
            progress.update(tasks[what], completed=done, total=total)

        yield tell


@contextmanager
def _database() -> Iterator[None]:
    """Django set up and the program's own database running for the length of a command."""
    # Imported here because verify-receipt must run without Django.
    import os

    import django

    from dieuhanh.config import postgres
    from dieuhanh.config.environment import env

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dieuhanh.config.settings")
    os.environ.setdefault("DIEUHANH_LOG_LEVEL", "WARNING")
    started = not env.text("DATABASE_URL") and postgres.start(env.home)
    try:
        django.setup()
        yield
    finally:
        from django.db import connections  # only after the set-up above

        connections.close_all()
        if started:
            postgres.stop(env.home)
