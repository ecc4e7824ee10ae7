"""`dieuhanh import DIR`: units, published series, figures, or what `dieuhanh export` wrote. All of it, or nothing."""

from pathlib import Path
from typing import Any

import typer

from dieuhanh.command.frame import answer, console, counting_bar, database, ready, stoppable, told

app = typer.Typer(add_completion=False, help=__doc__)
_SHOWN = 200


@app.command("import")
def import_dir(
    folder: Path = typer.Argument(
        ..., exists=True, file_okay=False, readable=True, help="The folder to import."
    ),
    partial: bool = typer.Option(False, "--partial", help="Keep the good rows; tell the others."),
    create_indicators: bool = typer.Option(
        False,
        "--create-indicators",
        help="Create the indicators, parts and sources that the catalogue lacks, marked with the file they come from.",
    ),
    as_json: bool = typer.Option(False, "--json", help="Answer as JSON."),
) -> None:
    """Import what DIR holds: tables of units with succession, tables of published series, files in the columns of facts
    (organisation, indicator, period, breakdown, value, vintage, source, as_of), or an export.

    A repeat writes nothing twice. Exit code 0: kept; 1: nothing was kept, with every fault told; 2: wrongly called.
    """
    with stoppable("nothing was kept"), database(), told(as_json=as_json):
        ready()
        from dieuhanh.organisations.units import is_units_folder  # after set-up

        if is_units_folder(folder):
            result = _units(folder)
        else:
            result = _figures(folder, partial=partial, create=create_indicators, as_json=as_json)
    answer(result, as_json=as_json)


def _units(folder: Path) -> dict[str, Any]:
    from dieuhanh.config.actor import SYSTEM  # after set-up
    from dieuhanh.organisations.units import FILES, import_units, read

    expected = sum(len(rows) for rows in read(folder).rows.values())
    with counting_bar() as bar:
        task = bar.add_task("units", total=2 * expected)
        counts = import_units(folder, by=SYSTEM, advance=lambda count: bar.advance(task, count))
    unread = sorted(path.name for path in folder.glob("*.csv") if path.name not in FILES)
    return {"kind": "units", **counts, "not_read": unread}


def _figures(folder: Path, *, partial: bool, create: bool, as_json: bool) -> dict[str, Any]:
    from dieuhanh.config.actor import SYSTEM  # after set-up
    from dieuhanh.reporting.actions.folders import import_folder, plan_of

    with console.status("Reading…"):
        plan = plan_of(folder)
    with counting_bar() as bar:
        task = bar.add_task("figures", total=plan.rows)
        taken = import_folder(
            plan, by=SYSTEM, partial=partial, create=create, advance=lambda count: bar.advance(task, count)
        )
    if not as_json:
        for fault in [*taken.left_out[:_SHOWN], *taken.faults[:_SHOWN]]:
            console.print(
                f"  {fault.sheet}:{fault.row or '–'} {fault.column or ''}: {fault.message}", markup=False
            )
    counts = {name: taken.total(name) for name in ("rows", "written", "unchanged", "late")}
    made = {"indicators_created": len(taken.indicators_made), "sources_created": len(taken.sources_made)}
    result: dict[str, Any] = {
        "kind": "figures", **counts, **made, **taken.bodies, "left_out": len(taken.left_out), "faults": taken.fault_count,
        "not_read": plan.unread,
    }  # fmt: skip
    if as_json:
        result |= {
            "files": taken.files,
            "left_out_rows": [one.as_dict() for one in taken.left_out],
            "fault_rows": [one.as_dict() for one in taken.faults],
        }
    return result
