"""All commands at a glance. Each group lives in its own file and is loaded only when it is called."""

import os
import sys
from importlib import import_module

import typer

from dieuhanh import __version__

_GROUPS: dict[str, tuple[str, str]] = {
    "serve": ("dieuhanh.command.serve", "Run everything: database, pages, API, live events, workers."),
    "demo": ("dieuhanh.command.demo", "Load the demonstration, list its accounts."),
    "import": ("dieuhanh.command.transfer_in", "Bring in units, series or facts from a folder."),
    "export": ("dieuhanh.command.transfer_out", "Write organisations and facts to a folder."),
    "backup": ("dieuhanh.command.backup", "Write everything into one file while the system runs."),
    "restore": ("dieuhanh.command.restore", "Bring a backup back into an empty place, and prove it."),
    "ledger": ("dieuhanh.ledger.command", "Verify the ledger or a receipt; replay a subscriber."),
    "tasks": ("dieuhanh.command.tasks", "Take a register of tasks in, write one out, print statistics."),
    "doctor": ("dieuhanh.command.doctor", "Say what is well and what is not."),
    "user": ("dieuhanh.command.people", "Make people known, set passwords."),
    "token": ("dieuhanh.command.tokens", "Give and take back machine tokens."),
    "migrate": ("dieuhanh.command.migrate", "Bring the database's schema and reference data up to date."),
}


def main() -> None:
    """Run what is asked for.

    Ctrl-C at any moment, while the program still loads as well, ends it with 1 and no trace; so does a reader that
    goes away (`| head`).
    """
    try:
        try:
            _run()
        finally:
            sys.stdout.flush()
    except KeyboardInterrupt:
        print("Stopped.", file=sys.stderr)
        raise SystemExit(1) from None
    except BrokenPipeError:
        os.dup2(
            os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno()
        )  # nothing is left to be written at the end
        raise SystemExit(1) from None


def _run() -> None:
    """Find the group, load it alone (so that `verify-receipt` needs no database), run it."""
    arguments = sys.argv[1:]
    if arguments and arguments[0] in _GROUPS:
        module, _text = _GROUPS[arguments[0]]
        app: typer.Typer = import_module(module).app
        sys.argv = [f"dieuhanh {arguments[0]}", *arguments[1:]]
        app(prog_name=sys.argv[0])
        return
    if arguments in (["--version"], ["-V"]):
        print(f"dieuhanh {__version__}")
        return
    print("Usage: dieuhanh COMMAND [--help]\n\nĐiều Hành, an open government operations centre.\n\nCommands:")
    for name, (_module, text) in _GROUPS.items():
        print(f"  {name:<10}{text}")
    wrong = bool(arguments) and arguments[0] not in {"--help", "-h", "help"}
    if wrong:
        print(f"\nThere is no command {arguments[0]!r}.", file=sys.stderr)
    raise SystemExit(2 if wrong else 0)
