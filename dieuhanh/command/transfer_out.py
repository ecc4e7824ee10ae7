"""`dieuhanh export DIR`: bodies, catalogue and figures in a folder, taken as one moment while the system runs."""

from pathlib import Path

import typer

from dieuhanh.command.frame import answer, counting_bar, database, stoppable, told

app = typer.Typer(add_completion=False, help=__doc__)


@app.command()
def export(
    folder: Path = typer.Argument(..., help="The folder to write; it must not exist yet, or be empty."),
    as_json: bool = typer.Option(False, "--json", help="Answer as JSON."),
) -> None:
    """Write bodies, indicators, sources and every version of every figure into DIR. `dieuhanh import DIR` takes it again."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise typer.BadParameter(f"{folder} holds something already; nothing was written.")
    with stoppable("nothing was written"), database(), told(as_json=as_json):
        from dieuhanh.config.actor import SYSTEM  # after set-up
        from dieuhanh.reporting.actions.exporting import count_facts, export_folder

        with counting_bar() as bar:
            task = bar.add_task("figures", total=count_facts())
            done = export_folder(folder.absolute(), by=SYSTEM, advance=lambda count: bar.advance(task, count))
        result = {"folder": str(folder), **done.rows, "superseded_same_day": done.superseded_same_day}
    answer(result, as_json=as_json)
