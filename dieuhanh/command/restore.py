"""`dieuhanh restore FILE`: a backup brought back into an empty place, and held to its own totals and to the ledger."""

import json
import subprocess
import tarfile
import tempfile
from pathlib import Path
from typing import Any

import typer

from dieuhanh.command.backup import count_rows
from dieuhanh.command.frame import answer, console, set_up_django
from dieuhanh.config import postgres
from dieuhanh.config.environment import env

app = typer.Typer(add_completion=False, help=__doc__)
_PARTS = ("manifest.json", "database.dump")


@app.command()
def restore(
    file: Path = typer.Argument(
        ..., exists=True, dir_okay=False, help="A file that `dieuhanh backup` wrote."
    ),
    as_json: bool = typer.Option(False, "--json", help="Answer as JSON."),
) -> None:
    """Restore FILE into DIEUHANH_HOME (or DATABASE_URL), which must be empty; then verify the ledger and the totals."""
    started = False
    if not env.text("DATABASE_URL"):
        if (env.home / "postgres").exists():
            raise SystemExit(
                f"{env.home} holds data already. Restore into an empty folder (DIEUHANH_HOME). Nothing was changed."
            )
        started = postgres.start(env.home)
    try:
        with tempfile.TemporaryDirectory() as folder:
            manifest = _unpack(file, Path(folder))
            _load(Path(folder) / "database.dump")
        result = _prove(manifest)
    finally:
        if started:
            postgres.stop(env.home)
    answer(result, as_json=as_json)
    raise SystemExit(0 if result["proved"] else 1)


def _unpack(file: Path, folder: Path) -> dict[str, Any]:
    keys = env.home / "keys"
    try:
        with tarfile.open(file) as tar:
            names = tar.getnames()
            if not set(_PARTS) <= set(names):
                raise SystemExit(
                    f"{file} is not a backup of this program: {', '.join(_PARTS)} are not in it."
                )
            for name in _PARTS:
                tar.extract(name, folder, filter="data")
            keys.mkdir(mode=0o700, parents=True, exist_ok=True)
            for name in names:
                if name.startswith("keys/") and name.count("/") == 1:
                    member = tar.extractfile(name)
                    if member is not None:
                        (env.home / name).write_bytes(member.read())
                        (env.home / name).chmod(0o600)
    except tarfile.TarError as error:
        raise SystemExit(f"{file} can't be read as a backup: {error}.") from None
    return dict(json.loads((folder / "manifest.json").read_text()))


def _load(dump: Path) -> None:
    set_up_django()
    from dieuhanh.config import database  # after set-up

    database.ensure_database()
    address = env.text("DATABASE_URL") or postgres.url(env.home)
    with console.status("Restoring…"):
        subprocess.run(
            [
                postgres.binaries() / "pg_restore",
                "--no-owner",
                "--exit-on-error",
                "-j",
                "2",
                "-d",
                address,
                str(dump),
            ],
            check=True,
        )
    database.migrate()


def _prove(manifest: dict[str, Any]) -> dict[str, Any]:
    from django.db import connection, connections  # after set-up

    from dieuhanh.ledger.verification import verify

    with connections["owner"].cursor() as cursor:
        totals = count_rows(cursor)
    differing = {
        name: (count, totals.get(name))
        for name, count in manifest["totals"].items()
        if totals.get(name) != count
    }
    report = verify()
    connection.close()
    connections["owner"].close()
    return {
        "proved": not differing and report.ok,
        "rows": sum(totals.values()),
        "tables_that_differ": differing,
        "ledger_ok": report.ok,
        "ledger_faults": [str(fault) for fault in report.faults],
    }
