"""`dieuhanh tasks`: take a register of tasks in (CSV, XLSX), write one out, print counts and rates."""

from datetime import date
from pathlib import Path
from typing import Any

import typer

from dieuhanh.command.frame import answer, database, sentences

app = typer.Typer(add_completion=False, no_args_is_help=True, help=__doc__)
_JSON = typer.Option(False, "--json", help="Answer as JSON.")


@app.command("import")
def take_in(
    file: Path = typer.Argument(..., help="The register: CSV or XLSX."), as_json: bool = _JSON
) -> None:
    """Take a register in, all of it or nothing; rows known already are left alone."""
    if not file.is_file():
        raise SystemExit(f"{file} is no file.")
    with database():
        # After the set-up: these load the rooms.
        from dieuhanh.config.actor import SYSTEM
        from dieuhanh.directives.actions.register import import_register

        with sentences():
            taken = import_register(file.read_bytes(), by=SYSTEM)
        said = {
            "directives": taken.directives,
            "duties": taken.duties,
            "tasks": taken.tasks,
            "claims": taken.claims,
            "known": taken.known,
        }
        answer(said, as_json=as_json)


@app.command("export")
def write_out(
    file: Path = typer.Argument(..., help="Where to write: its ending, .csv or .xlsx, says how."),
    level: str = typer.Option("duties", help="duties (a duty of many bodies once), given, parts or all."),
    as_json: bool = _JSON,
) -> None:
    """Write the tasks as a register that `import` takes."""
    if file.suffix not in {".csv", ".xlsx"}:
        raise SystemExit("Give a file that ends in .csv or .xlsx.")
    with database():
        # After the set-up: these load the rooms.
        from dieuhanh.config.actor import SYSTEM
        from dieuhanh.directives.queries.export import register_rows
        from dieuhanh.directives.queries.filtering import Filters
        from dieuhanh.directives.transfer import write_csv, write_xlsx

        rows = register_rows(SYSTEM, Filters(level=level))
        file.write_bytes(write_csv(rows) if file.suffix == ".csv" else write_xlsx(rows))
        answer({"file": str(file), "rows": len(rows)}, as_json=as_json)


@app.command("statistics")
def print_statistics(
    as_of: str = typer.Option("", help="A day, as 2020-08-10; today when empty."),
    by: str = typer.Option("body", help="body, kind, month or directive."),
    original: bool = typer.Option(False, help="Against the original deadline instead of the current one."),
    as_json: bool = _JSON,
) -> None:
    """Counts, identities and R1, R2, R3 as fractions."""
    try:
        day = date.fromisoformat(as_of) if as_of else None
    except ValueError:
        raise SystemExit("Write the day as 2020-08-10.") from None
    with database():
        # After the set-up: these load the rooms.
        from dieuhanh.config.actor import SYSTEM
        from dieuhanh.directives.queries.filtering import Filters
        from dieuhanh.directives.queries.statistics import statistics, statistics_json

        with sentences():
            filters = Filters(as_of=day, original=original)
            found = statistics(SYSTEM, filters, group=by)
        if as_json:
            answer(statistics_json(found, filters), as_json=True)
            return
        for line in (*found.lines, found.total):
            counts = line.counts
            rates = "  ".join(f"{rate.name} {rate.numerator}/{rate.denominator}" for rate in _rates(line))
            print(
                f"{line.key or '–':<12}A {counts.all}  D {counts.done_in_time}+{counts.done_late}  "
                f"O {counts.open_in_term}+{counts.open_overdue}  {rates}  {line.label}"
            )


def _rates(line: Any) -> list[Any]:
    from dieuhanh.directives.queries.statistics import RATES  # loads the rooms

    return [line.rate(name) for name in RATES]
