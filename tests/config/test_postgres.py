"""The program's own database at its worst moments: each gets a clear sentence and no damage."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from dieuhanh.config import postgres


@pytest.fixture
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("home")
    yield folder
    if (folder / "postgres" / "postmaster.pid").exists():
        postgres.stop(folder)


def ask(home: Path, sql: str) -> str:
    command = [postgres.binaries() / "psql", "-At", "-c", sql, postgres.url(home, database="postgres")]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def test_it_survives_a_kill(home: Path) -> None:
    postgres.start(home)
    ask(home, "CREATE TABLE kept AS SELECT 7 AS n")
    postgres.kill(home)
    assert postgres.start(home)
    assert ask(home, "SELECT n FROM kept") == "7"


def test_a_second_start_finds_the_first(home: Path) -> None:
    assert postgres.start(home)
    assert not postgres.start(home)


def test_it_refuses_another_major_version_and_changes_nothing(home: Path) -> None:
    data = home / "postgres"
    data.mkdir()
    (data / "PG_VERSION").write_text("14\n")
    with pytest.raises(postgres.CannotStart, match="made by PostgreSQL 14"):
        postgres.start(home)
    assert [path.name for path in data.iterdir()] == ["PG_VERSION"]


def test_it_refuses_a_full_disk(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgres, "_NEEDED_FREE_BYTES", 10**18)
    with pytest.raises(postgres.CannotStart, match="MiB are free"):
        postgres.start(home)
    assert not (home / "postgres").exists()


def test_a_kill_during_the_first_start_leaves_no_half_database(home: Path) -> None:
    (home / "postgres.new" / "base").mkdir(parents=True)
    assert postgres.start(home)
    assert not (home / "postgres.new").exists()
    assert ask(home, "SELECT 1") == "1"


def test_a_long_path_gets_a_short_socket(tmp_path: Path) -> None:
    long = tmp_path / ("x" * 120)
    assert len(str(postgres.socket_folder(long))) < 90
