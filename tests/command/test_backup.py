"""Backup and restore through the real commands: they prove themselves, and refuse with a sentence and no damage."""

import io
import json
import subprocess
import tarfile
from pathlib import Path
from typing import Any

import pytest

from dieuhanh.config import postgres
from tests.command.conftest import contents
from tests.running import Program

pytestmark = [pytest.mark.slow]


@pytest.fixture(scope="session")
def backup(made: Program, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A backup of the node."""
    file = tmp_path_factory.mktemp("backups") / "node.dieuhanh"
    said = json.loads(made.run("backup", str(file), "--json").stdout)
    assert said["bytes"] == file.stat().st_size
    assert said["ledger_size"] > 0
    return file


def changed(backup: Path, target: Path, change: Any) -> Path:
    """A backup with its parts (name → content) changed."""
    with tarfile.open(backup) as tar:
        parts = {one.name: tar.extractfile(one).read() for one in tar.getmembers()}  # type: ignore[union-attr]
    change(parts)
    with tarfile.open(target, "w") as tar:
        for name, content in parts.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            tar.addfile(info, io.BytesIO(content))
    return target


def refused(program: Program, file: Path) -> str:
    """What restore says when it refuses; the folder is then as empty as before."""
    done = program.run("restore", str(file), check=False)
    assert done.returncode == 1
    assert contents(program.home) == set()
    assert "Traceback" not in done.stderr
    return " ".join(done.stderr.split())


def test_a_restore_into_an_empty_folder_proves_itself(
    made: Program, backup: Path, empty: Program, tmp_path: Path
) -> None:
    said = json.loads(empty.run("restore", str(backup), "--json").stdout)
    assert said["proved"] is True
    assert said["tables_that_differ"] == {}
    assert said["ledger_head_is_the_same"] is True
    assert said["rows"] > 1000
    assert json.loads(empty.run("ledger", "verify", "--json").stdout)["ok"] is True
    for name in ("ledger.key", "session.key"):
        key = empty.home / "keys" / name
        assert key.read_bytes() == (made.home / "keys" / name).read_bytes()
        assert key.stat().st_mode & 0o777 == 0o600
    # and what was restored can be backed up again, to the same totals
    again = tmp_path / "again"
    empty.run("backup", str(again))
    assert totals(again) == totals(backup)
    assert [one.name for one in tmp_path.iterdir()] == ["again"]


def test_what_waited_for_its_place_in_the_ledger_gets_it_after_the_restore(
    backup: Path, empty: Program, tmp_path: Path
) -> None:
    """As in every backup that is taken while somebody writes; found by the torture."""
    empty.run("restore", str(backup), timeout=900)
    empty.run(
        "user", "create", "admin", "--full-name", "Quản trị", "--organisation", "VPCP", "--document", "1/QĐ-VPCP"
    )  # fmt: skip
    postgres.start(empty.home)
    psql(postgres.url(empty.home), "UPDATE ledger_pending SET queued_at = now() - interval '1 day'")
    file = tmp_path / "waiting"
    empty.run("backup", str(file))
    postgres.stop(empty.home)
    second = Program(demo=False, home=tmp_path / "second")
    said = json.loads(second.run("restore", str(file), "--json", timeout=900).stdout)
    assert said["proved"] is True
    assert said["ledger_sequenced"] > 0


def totals(file: Path) -> Any:
    with tarfile.open(file) as tar:
        return json.load(tar.extractfile("manifest.json"))["totals"]  # type: ignore[arg-type]


def test_a_backup_is_for_its_owner_alone_and_never_overwrites(made: Program, backup: Path) -> None:
    assert backup.stat().st_mode & 0o777 == 0o600
    before = backup.read_bytes()
    done = made.run("backup", str(backup), check=False)
    assert done.returncode != 0
    assert "exists already" in done.stderr
    assert backup.read_bytes() == before


def test_a_restore_into_a_folder_with_data_is_refused(made: Program, backup: Path) -> None:
    before = contents(made.home)
    done = made.run("restore", str(backup), check=False)
    assert done.returncode == 1
    assert "holds data already" in " ".join(done.stderr.split())
    assert contents(made.home) == before


def test_a_damaged_dump_is_refused(backup: Path, empty: Program, tmp_path: Path) -> None:
    def flip(parts: dict[str, bytes]) -> None:
        dump = bytearray(parts["database.dump"])
        dump[len(dump) // 2] ^= 1
        parts["database.dump"] = bytes(dump)

    file = changed(backup, tmp_path / "damaged", flip)
    assert "is damaged: database.dump is not as it was written" in refused(empty, file)


def test_a_cut_off_file_is_refused(backup: Path, empty: Program, tmp_path: Path) -> None:
    file = tmp_path / "cut"
    file.write_bytes(backup.read_bytes()[: backup.stat().st_size // 2])
    assert "can't be read as a backup" in refused(empty, file)


def test_another_file_is_refused(empty: Program, tmp_path: Path) -> None:
    file = tmp_path / "letter.txt"
    file.write_text("Kính gửi Văn phòng Chính phủ" * 100)
    assert "can't be read as a backup" in refused(empty, file)


def test_a_lost_key_is_noticed(backup: Path, empty: Program, tmp_path: Path) -> None:
    file = changed(backup, tmp_path / "keyless", lambda parts: parts.pop("keys/ledger.key"))
    assert "keys/ledger.key should or should not be in it" in refused(empty, file)


def test_a_backup_of_a_newer_program_is_refused(backup: Path, empty: Program, tmp_path: Path) -> None:
    def age(parts: dict[str, bytes]) -> None:
        manifest = json.loads(parts["manifest.json"])
        manifest |= {"program": "9.9", "migrations": [*manifest["migrations"], ["reporting", "0999_new"]]}
        parts["manifest.json"] = json.dumps(manifest).encode()

    said = refused(empty, changed(backup, tmp_path / "newer", age))
    assert "made by version 9.9" in said
    assert "reporting 0999_new" in said


def test_a_backup_of_another_form_is_refused(backup: Path, empty: Program, tmp_path: Path) -> None:
    def age(parts: dict[str, bytes]) -> None:
        parts["manifest.json"] = json.dumps(json.loads(parts["manifest.json"]) | {"format": 99}).encode()

    assert "in form 99" in refused(empty, changed(backup, tmp_path / "form", age))


def test_a_row_that_the_manifest_does_not_know_is_told(backup: Path, empty: Program, tmp_path: Path) -> None:
    """A restore that comes out otherwise than the backup was taken says so, and is no success."""

    def less(parts: dict[str, bytes]) -> None:
        manifest = json.loads(parts["manifest.json"])
        manifest["totals"]["ledger_entry"] += 1
        manifest["ledger_root"] = "00" * 32
        parts["manifest.json"] = json.dumps(manifest).encode()

    done = empty.run("restore", str(changed(backup, tmp_path / "less", less)), "--json", check=False)
    said = json.loads(done.stdout)
    assert done.returncode == 1
    assert (said["proved"], said["ledger_head_is_the_same"]) == (False, False)
    assert list(said["tables_that_differ"]) == ["ledger_entry"]


def test_a_database_that_holds_something_is_not_restored_into(
    backup: Path, empty: Program, tmp_path_factory: pytest.TempPathFactory
) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    postgres.start(elsewhere)
    try:
        address = postgres.url(elsewhere, database="postgres")
        psql(address, "CREATE TABLE kept AS SELECT 7 AS n")
        done = empty.run("restore", str(backup), check=False, DATABASE_URL=address)
        assert "The database holds 1 tables already" in " ".join(done.stderr.split())
        assert psql(address, "SELECT n FROM kept") == "7"
        assert contents(empty.home) == set()
    finally:
        postgres.stop(elsewhere)


def psql(address: str, sql: str) -> str:
    command = [postgres.binaries() / "psql", "-At", "-c", sql, address]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
