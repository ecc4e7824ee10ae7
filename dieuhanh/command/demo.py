"""`dieuhanh demo`: load the demonstration without serving it, or list its accounts."""

import json
import os

import typer

from dieuhanh.command.frame import answer, database
from dieuhanh.config.environment import env

app = typer.Typer(add_completion=False, help=__doc__, no_args_is_help=True)


@app.command()
def load() -> None:
    """Load the demonstration into DIEUHANH_HOME; refuses a database that holds other data."""
    os.environ["DIEUHANH_DEMO"] = "1"
    with database():
        from dieuhanh.command.prepare import prepare  # needs the rooms loaded

        prepare()
    print("The demonstration is loaded. `dieuhanh serve --demo` serves it.")


@app.command()
def accounts(as_json: bool = typer.Option(False, "--json", help="Answer as JSON.")) -> None:
    """List role, user name and password of each demonstration account."""
    file = env.home / "demonstration-accounts.json"
    if not file.exists():
        raise SystemExit(f"There is no demonstration in {env.home}. `dieuhanh demo load` loads it.")
    rows = json.loads(file.read_text(encoding="utf-8"))
    if as_json:
        answer(rows, as_json=True)
        return
    for row in rows:
        print(f"{row['username']:<24}{row['role']:<16}{row['password']}")
