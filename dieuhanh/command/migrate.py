"""`dieuhanh migrate`: schema, grants and reference data up to date, without serving."""

import typer

from dieuhanh.command.frame import database

app = typer.Typer(add_completion=False, help=__doc__)


@app.command()
def migrate() -> None:
    """Bring the database up to date; safe to repeat."""
    with database():
        from dieuhanh.command.prepare import prepare  # needs the rooms loaded

        prepare()
    print("The database is up to date.")
