"""`dieuhanh restore FILE`: a backup brought back into an empty place, and held to its own totals and to the ledger."""

import json
import re
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import typer

from dieuhanh.command.backup import DUMP, FORMAT, MANIFEST, address, count_rows, digest_of
from dieuhanh.command.frame import answer, console, set_up_django
from dieuhanh.command.serve import held
from dieuhanh.config import postgres
from dieuhanh.config.environment import env

app = typer.Typer(add_completion=False, help=__doc__)
_NAMES = re.compile(r"(manifest\.json|database\.dump|keys/[\w.-]+\.key|demonstration-[\w.-]+)")
_OF_A_NODE = ("postgres", "postgres.new", "keys", "demonstration-*")


@app.command()
def restore(
    file: Path = typer.Argument(
        ..., exists=True, dir_okay=False, help="A file that `dieuhanh backup` wrote."
    ),
    as_json: bool = typer.Option(False, "--json", help="Answer as JSON."),
) -> None:
    """Restore FILE into DIEUHANH_HOME (or DATABASE_URL), which must be empty; then verify the ledger and the totals."""
    with held(env.home):
        _check_folder_is_empty()
        with _unpacked(file) as (manifest, folder), _undone_when_refused():
            _take_files(folder)
            result = _with_database(manifest, folder / DUMP)
    answer(result, as_json=as_json)
    raise SystemExit(0 if result["proved"] else 1)


@contextmanager
def _unpacked(file: Path) -> Iterator[tuple[dict[str, Any], Path]]:
    """The backup's parts in a folder beside the data, each held to its digest; refused before anything is touched."""
    with tempfile.TemporaryDirectory(dir=env.home, prefix="restore-") as place:
        folder = Path(place)
        try:
            with tarfile.open(file) as tar:
                names = [name for name in tar.getnames() if _NAMES.fullmatch(name)]
                if not {MANIFEST, DUMP} <= set(names):
                    raise _Refused(f"{file} is not a backup of this program")
                for name in names:
                    _unpack(tar, name, folder / name)
            manifest = dict(json.loads((folder / MANIFEST).read_text()))
            _check(file, manifest, folder, {*names} - {MANIFEST})
        except (tarfile.TarError, ValueError, EOFError) as error:
            raise _Refused(f"{file} can't be read as a backup: {error}") from None
        except OSError as error:
            raise _Refused(f"{file} can't be unpacked in {env.home}: {error.strerror or error}") from None
        yield manifest, folder


def _unpack(tar: tarfile.TarFile, name: str, target: Path) -> None:
    """One regular file, for its owner alone. By hand: Debian 12's Python knows no extraction filters yet."""
    source = tar.extractfile(name) if tar.getmember(name).isreg() else None
    if source is None:
        raise tarfile.TarError(f"{name} is no file")
    target.parent.mkdir(parents=True, exist_ok=True)
    with source, target.open("wb") as out:
        target.chmod(0o600)
        shutil.copyfileobj(source, out)


def _check(file: Path, manifest: dict[str, Any], folder: Path, names: set[str]) -> None:
    if manifest.get("format") != FORMAT:
        raise _Refused(
            f"{file} was written by the program's version {manifest.get('program')} in form {manifest.get('format')}, and this one reads form {FORMAT}: "
            "restore it with that version"
        )
    parts = manifest.get("parts", {})
    if missing := sorted(set(parts) ^ names):
        raise _Refused(f"{file} is damaged: {', '.join(missing)} should or should not be in it")
    if wrong := sorted(name for name in names if digest_of(folder / name) != parts[name]):
        raise _Refused(f"{file} is damaged: {', '.join(wrong)} is not as it was written")


class _Refused(SystemExit):
    """Nothing was changed; the sentence says why."""

    def __init__(self, why: str) -> None:
        super().__init__(f"{why}. Nothing was restored and nothing was changed.")


def _check_folder_is_empty() -> None:
    there = sorted(one.name for pattern in _OF_A_NODE for one in env.home.glob(pattern))
    if there:
        raise _Refused(
            f"{env.home} holds data already ({', '.join(there)}); restore into an empty folder (DIEUHANH_HOME)"
        )


@contextmanager
def _undone_when_refused() -> Iterator[None]:
    """The folder was empty: when the restore can't be done, it is made empty again."""
    try:
        yield
    except SystemExit:
        for pattern in _OF_A_NODE:
            for one in env.home.glob(pattern):
                shutil.rmtree(one) if one.is_dir() else one.unlink()
        raise


def _take_files(folder: Path) -> None:
    (env.home / "keys").mkdir(mode=0o700)
    for part in (one for one in folder.rglob("*") if one.is_file() and one.name not in (MANIFEST, DUMP)):
        target = env.home / part.relative_to(folder)
        shutil.copyfile(part, target)
        target.chmod(0o600 if target.parent.name == "keys" else 0o644)


def _with_database(manifest: dict[str, Any], dump: Path) -> dict[str, Any]:
    started = not env.text("DATABASE_URL") and postgres.start(env.home)
    try:
        set_up_django()
        _check_version(manifest)
        differing = _load(manifest, dump)
        return _prove(manifest, differing)
    finally:
        from django.db import connections  # after set-up

        connections.close_all()
        if started:
            postgres.stop(env.home)


def _check_version(manifest: dict[str, Any]) -> None:
    """A backup of a newer program has migrations that this one does not know."""
    from django.db import connections  # after set-up
    from django.db.migrations.loader import MigrationLoader

    from dieuhanh import __version__
    from dieuhanh.config import database

    database.ensure_database()
    known = MigrationLoader(connections["owner"])
    replaced = {key for one in known.disk_migrations.values() for key in one.replaces}
    unknown = [
        f"{app} {name}"
        for app, name in manifest["migrations"]
        if (app, name) not in known.disk_migrations and (app, name) not in replaced
    ]
    if unknown:
        raise _Refused(
            f"The backup was made by version {manifest['program']} and this is {__version__}, which does not know {', '.join(unknown[:3])}: "
            "restore it with that version or a later one"
        )
    with connections["owner"].cursor() as cursor:
        if tables := count_rows(cursor):
            raise _Refused(f"The database holds {len(tables)} tables already; restore into an empty one")


def _load(manifest: dict[str, Any], dump: Path) -> dict[str, Any]:
    """Load the dump, compare the totals as they were written, then bring the schema up to date."""
    from django.db import connections  # after set-up

    from dieuhanh.config import database

    # A database of one's own is made empty again by removing it; another's must not be left half loaded.
    how = ["--single-transaction"] if env.text("DATABASE_URL") else ["-j", "2"]
    loader = [str(postgres.binaries() / "pg_restore"), "--no-owner", "--exit-on-error", *how]
    with console.status("Restoring…"):
        done = subprocess.run(
            [*loader, "-d", address(), str(dump)], check=False, capture_output=True, text=True
        )
    if done.returncode != 0:
        raise _Refused(f"The backup's dump can't be loaded: {done.stderr.strip()[-500:]}")
    with connections["owner"].cursor() as cursor:
        totals = count_rows(cursor)
    database.migrate()
    return {
        name: [manifest["totals"].get(name), totals.get(name)]
        for name in sorted(manifest["totals"].keys() | totals.keys())
        if totals.get(name) != manifest["totals"].get(name)
    }


def _prove(manifest: dict[str, Any], differing: dict[str, Any]) -> dict[str, Any]:
    from dieuhanh.ledger import sequencer  # after set-up
    from dieuhanh.ledger.models import Checkpoint
    from dieuhanh.ledger.verification import verify

    head = Checkpoint.objects.order_by("-size").first()
    stands = (head.size, bytes(head.root).hex()) if head else (0, "")
    same_head = stands == (manifest["ledger_size"], manifest["ledger_root"])
    # What was written at the moment of the backup had no place in the tree yet: it gets one now, behind that head.
    sequenced = 0
    while taken := sequencer.run_once().taken:
        sequenced += taken
    report = verify()
    return {
        "proved": not differing and report.ok and same_head,
        "rows": sum(manifest["totals"].values()),
        "tables_that_differ": differing,
        "ledger_size": stands[0],
        "ledger_head_is_the_same": same_head,
        "ledger_sequenced": sequenced,
        "ledger_ok": report.ok,
        "ledger_faults": [str(fault) for fault in report.faults],
    }
