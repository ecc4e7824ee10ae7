"""`dieuhanh backup FILE`: the whole node in one file, taken while the system runs.

The file is a tar of a manifest (totals of every table, the ledger's head), a
PostgreSQL dump, and the keys. All three come from one snapshot of the database,
so that a restore can be held to the manifest's totals.
"""

import io
import json
import subprocess
import tarfile
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import typer

from dieuhanh import __version__
from dieuhanh.command.frame import answer, console, database
from dieuhanh.config import postgres
from dieuhanh.config.environment import env

app = typer.Typer(add_completion=False, help=__doc__)

TOTALS = """
SELECT c.relname FROM pg_class c
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
ORDER BY c.relname
"""


@app.command()
def backup(
    file: Path = typer.Argument(..., help="The file to write; it must not exist yet."),
    as_json: bool = typer.Option(False, "--json", help="Answer as JSON."),
) -> None:
    """Write database, keys and totals into FILE."""
    if file.exists():
        raise typer.BadParameter(f"{file} exists already; nothing was written.")
    with database(), tempfile.TemporaryDirectory() as folder, console.status("Writing the backup…"):
        dump = Path(folder) / "database.dump"
        manifest = _dump(dump)
        draft = file.with_name(file.name + ".part")
        with tarfile.open(draft, "w") as tar:
            _add(tar, "manifest.json", json.dumps(manifest, indent=1, ensure_ascii=False).encode())
            tar.add(dump, "database.dump")
            for key in sorted((env.home / "keys").glob("*.key")):
                tar.add(key, f"keys/{key.name}")
        draft.chmod(0o600)
        draft.rename(file)
    answer(
        {"file": str(file), "bytes": file.stat().st_size, "rows": sum(manifest["totals"].values())},
        as_json=as_json,
    )


def _dump(target: Path) -> dict[str, Any]:
    """Dump and count in one snapshot, as the owner."""
    from django.db import connections, transaction  # after set-up

    owner = connections["owner"]
    with transaction.atomic(using="owner"), owner.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        cursor.execute("SELECT pg_export_snapshot()")
        snapshot = cursor.fetchone()[0]
        subprocess.run(
            [
                postgres.binaries() / "pg_dump",
                "-Fc",
                "-Z1",
                f"--snapshot={snapshot}",
                "--no-owner",
                "-f",
                target,
                _address(),
            ],
            check=True,
        )
        totals = count_rows(cursor)
        cursor.execute("SELECT coalesce(max(size), 0) FROM ledger_checkpoint")
        size = cursor.fetchone()[0]
    return {
        "program": __version__,
        "taken_at": datetime.now(UTC).isoformat(),
        "ledger_size": size,
        "totals": totals,
    }


def count_rows(cursor: Any) -> dict[str, int]:
    """The number of rows of every table (partitions within their parent)."""
    cursor.execute(TOTALS)
    tables = [row[0] for row in cursor.fetchall()]
    totals = {}
    for table in tables:
        cursor.execute(f'SELECT count(*) FROM "{table}"')
        totals[table] = cursor.fetchone()[0]
    return totals


def _address() -> str:
    return env.text("DATABASE_URL") or postgres.url(env.home)


def _add(tar: tarfile.TarFile, name: str, content: bytes) -> None:
    info = tarfile.TarInfo(name)
    info.size = len(content)
    info.mtime = int(datetime.now(UTC).timestamp())
    tar.addfile(info, io.BytesIO(content))
