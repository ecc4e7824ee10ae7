"""`dieuhanh backup FILE`: the whole node in one file, taken while the system runs.

The file is a tar of a manifest (totals of every table, the ledger's head, a
digest of each part), a PostgreSQL dump, the keys, and the demonstration's
files where there are some. Dump and totals come from one snapshot of the
database, so that a restore can be held to the manifest.
"""

import io
import json
import subprocess
import tarfile
import tempfile
from datetime import UTC, datetime
from hashlib import file_digest
from pathlib import Path
from typing import Any

import typer

from dieuhanh import __version__
from dieuhanh.command.frame import answer, console, database
from dieuhanh.config import postgres
from dieuhanh.config.environment import env

app = typer.Typer(add_completion=False, help=__doc__)

FORMAT = 1
"""Raised when an older program could no longer read the file."""
MANIFEST, DUMP = "manifest.json", "database.dump"
KEPT_FILES = ("keys/*.key", "demonstration-*")
"""What of the data folder is kept beside the database."""

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
        raise SystemExit(f"{file} exists already; nothing was written.")
    if not file.parent.is_dir():
        raise SystemExit(f"There is no folder {file.parent}; nothing was written.")
    try:
        with database(), console.status("Writing the backup…"):
            manifest = _write(file)
    except subprocess.CalledProcessError as error:
        raise SystemExit(f"No backup was written: {(error.stderr or '').strip()[-500:]}") from None
    except OSError as error:
        raise SystemExit(f"No backup was written to {file}: {error.strerror or error}.") from None
    answer(
        {
            "file": str(file),
            "bytes": file.stat().st_size,
            "rows": sum(manifest["totals"].values()),
            "ledger_size": manifest["ledger_size"],
        },
        as_json=as_json,
    )


def _write(file: Path) -> dict[str, Any]:
    """Write beside the target and put it in place whole; a half one is never left under its name, nor elsewhere."""
    with tempfile.TemporaryDirectory(dir=file.parent, prefix=f".{file.name}.") as folder:
        dump, draft = Path(folder) / DUMP, Path(folder) / "draft"
        manifest = _dump(dump)
        parts = {DUMP: dump, **{str(one.relative_to(env.home)): one for one in _kept()}}
        manifest["parts"] = {name: digest_of(path) for name, path in parts.items()}
        with tarfile.open(draft, "w") as tar:
            _add(tar, MANIFEST, json.dumps(manifest, indent=1, ensure_ascii=False).encode())
            for name, path in parts.items():
                tar.add(path, name)
        draft.chmod(0o600)
        draft.rename(file)
    return manifest


def _kept() -> list[Path]:
    return sorted(one for pattern in KEPT_FILES for one in env.home.glob(pattern) if one.is_file())


def digest_of(path: Path) -> str:
    """The SHA-256 of a file, as hexadecimal digits."""
    with path.open("rb") as opened:
        return file_digest(opened, "sha256").hexdigest()


def _dump(target: Path) -> dict[str, Any]:
    """Dump and count in one snapshot, as the owner."""
    from django.db import connections, transaction  # after set-up

    owner = connections["owner"]
    with transaction.atomic(using="owner"), owner.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        cursor.execute("SELECT pg_export_snapshot()")
        snapshot = cursor.fetchone()[0]
        dumper = [str(postgres.binaries() / "pg_dump"), "-Fc", "-Z1", f"--snapshot={snapshot}", "--no-owner"]
        subprocess.run([*dumper, "-f", str(target), address()], check=True, capture_output=True, text=True)
        totals = count_rows(cursor)
        cursor.execute("SELECT size, encode(root, 'hex') FROM ledger_checkpoint ORDER BY size DESC LIMIT 1")
        size, root = cursor.fetchone() or (0, "")
        cursor.execute("SELECT app, name FROM django_migrations ORDER BY id")
        migrations = [list(row) for row in cursor.fetchall()]
    return {
        "format": FORMAT,
        "program": __version__,
        "taken_at": datetime.now(UTC).isoformat(),
        "ledger_size": size,
        "ledger_root": root,
        "migrations": migrations,
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


def address() -> str:
    """The database's address as its owner."""
    return env.text("DATABASE_URL") or postgres.url(env.home)


def _add(tar: tarfile.TarFile, name: str, content: bytes) -> None:
    info = tarfile.TarInfo(name)
    info.size = len(content)
    info.mtime = int(datetime.now(UTC).timestamp())
    tar.addfile(info, io.BytesIO(content))
