"""`dieuhanh serve` at its worst moments: each gets a clear sentence, nothing is damaged, and the next start works."""

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from dieuhanh.config import postgres
from tests.command.conftest import contents, sign
from tests.demonstration import loaded_demonstration
from tests.running import Program, free_port, wait_until

pytestmark = [pytest.mark.slow]


def refused(program: Program, *options: str, **variables: str) -> str:
    """What a start says when it does not start: one sentence, exit code 1, no trace."""
    done = program.run("serve", *options, check=False, **variables)
    assert done.returncode == 1, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    return done.stderr.strip().splitlines()[-1]


@pytest.fixture(scope="module")
def served(made: Program) -> Iterator[Program]:
    """The node, served by the one of two starts at the same moment that won."""
    both = [Program(demo=False, home=made.home) for _start in range(2)]
    for one in both:
        one.process = subprocess.Popen(
            [sys.executable, "-m", "dieuhanh", "serve"],
            env=one.environment(), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, start_new_session=True,
        )  # fmt: skip
    wait_until(lambda: any(one.process.poll() is not None for one in both if one.process), 300)
    loser, winner = sorted(both, key=lambda one: one.process.poll() is None)  # type: ignore[union-attr]
    assert loser.process is not None
    assert loser.process.wait() == 1
    said = loser.process.stderr.read().decode()  # type: ignore[union-attr]
    assert f"{made.home} is already being served (process {winner.process.pid})" in said  # type: ignore[union-attr]
    wait_until(winner.is_ready, 900)
    yield winner
    winner.stop()


def test_of_two_starts_at_once_one_serves(served: Program) -> None:
    assert served.is_ready()
    assert "is already being served" in refused(served, DIEUHANH_PORT=str(free_port()))


@pytest.mark.parametrize("name", ["DIEUHANH_PORT", "DIEUHANH_LIVE_PORT"])
@pytest.mark.parametrize("taken", ["port", "live_port"])
def test_a_port_in_use_is_named_with_its_setting(
    served: Program, empty: Program, name: str, taken: str
) -> None:
    port = getattr(served, taken)
    said = refused(empty, **{name: str(port)})
    assert f"Port {port} can't be used" in said
    assert f"set {name} to another one" in said
    assert contents(empty.home) == set()
    assert served.is_ready()


def test_after_a_kill_the_next_start_takes_over(served: Program) -> None:
    """The others die with the one that was killed; the lock's file and the database stay and are no obstacle."""
    assert served.process is not None
    left = group_leaders(served.process.pid)
    assert len(left) == 4
    scratch = served.home / "scratch"
    assert scratch.stat().st_mode & 0o777 == 0o700
    (scratch / "half-signed.pdf").write_bytes(b"%PDF")
    served.process.send_signal(signal.SIGKILL)
    served.process.wait()
    wait_until(lambda: not any(lives(pid) for pid in left), 30)  # what a kill leaves behind goes with it
    served.start(within=900)
    assert not (scratch / "half-signed.pdf").exists()
    assert served.process is not None
    assert len(group_leaders(served.process.pid)) == 4


def group_leaders(parent: int) -> list[int]:
    """The children of a process."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            if stat.read_text().rsplit(")", 1)[-1].split()[1] == str(parent):
                found.append(int(stat.parent.name))
    return found


def lives(pid: int) -> bool:
    with suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[-1].split()[0] not in "ZX"
    return False


def test_the_same_port_twice_and_no_port_at_all(empty: Program) -> None:
    assert "are both 8123" in refused(empty, DIEUHANH_PORT="8123", DIEUHANH_LIVE_PORT="8123")
    assert "must be between 1 and 65535, not 65536" in refused(
        empty, DIEUHANH_PORT="65535", DIEUHANH_LIVE_PORT=""
    )
    assert "must be a whole number, not 'http'" in refused(empty, DIEUHANH_PORT="http")
    assert contents(empty.home) == set()


def test_a_data_folder_that_is_a_file(empty: Program, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("kept")
    assert "can't be used as a data folder" in refused(empty, DIEUHANH_HOME=str(tmp_path / "file"))
    assert (tmp_path / "file").read_text() == "kept"


def test_a_data_folder_of_another_major_version(empty: Program) -> None:
    data = empty.home / "postgres"
    data.mkdir()
    (data / "PG_VERSION").write_text("14\n")
    assert "was made by PostgreSQL 14" in refused(empty)
    assert [one.name for one in data.iterdir()] == ["PG_VERSION"]
    assert contents(empty.home) == {"postgres"}


def test_a_demonstration_is_not_run_as_a_real_node() -> None:
    loaded = loaded_demonstration()
    program = Program(demo=False, home=loaded.home)
    try:
        assert "This database is a demonstration" in refused(program)
        sign(program)
        assert json.loads(program.run("ledger", "verify", "--json").stdout)["ok"] is True
    finally:
        if postgres.is_alive(program.home):
            postgres.stop(program.home)
        program.remove()


def test_a_real_node_is_not_run_as_a_demonstration(made: Program, served: Program) -> None:
    made.run(
        "user", "create", "admin", "--full-name", "Quản trị", "--organisation", "VPCP", "--scope", "CP",
        "--document", "1/QĐ-VPCP",
    )  # fmt: skip
    served.stop()
    said = refused(served, "--demo")
    assert "holds data of real people" in said
    assert not (made.home / "demonstration-clock").exists()
    sign(made)
    assert json.loads(made.run("ledger", "verify", "--json").stdout)["ok"] is True


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 500 MiB; only root may make one."""
    place = tmp_path / "disk"
    place.mkdir()
    if (
        os.geteuid() != 0
        or subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=500m,mode=755", "tmpfs", str(place)], check=False
        ).returncode
    ):
        pytest.skip("a small disk needs the right to mount one")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


def test_a_disk_too_full_to_start_on(small_disk: Path, empty: Program) -> None:
    with (small_disk / "filler").open("wb") as filler:
        filler.write(b"\0" * (300 << 20))
    home = small_disk / "home"
    said = refused(empty, DIEUHANH_HOME=str(home))
    assert "MiB are free on the disk" in said
    assert "Nothing was changed" in said
    assert contents(home) == set()


def test_a_disk_that_fills_up_stops_writing_and_loses_nothing(small_disk: Path, made: Program) -> None:
    """The database refuses or falls; the program says so, stays, and goes on once there is room again."""
    program = Program(demo=False, home=small_disk / "home")
    backup = small_disk.parent / "small.dieuhanh"
    made.run("backup", str(backup))
    program.home.mkdir()
    program.run("restore", str(backup), timeout=900)
    try:
        program.start(within=900)
        address = postgres.url(program.home)
        psql = [postgres.binaries() / "psql", "-At", address, "-c"]
        subprocess.run([*psql, "CREATE TABLE heap (n int, t text)"], check=True, capture_output=True)
        subprocess.run([*psql, "INSERT INTO heap VALUES (7, 'kept')"], check=True, capture_output=True)
        flood = "INSERT INTO heap SELECT n, repeat(md5(n::text), 30) FROM generate_series(1, 2000000) n"
        failed = subprocess.run([*psql, flood], check=False, capture_output=True, text=True)
        assert failed.returncode != 0
        (small_disk / "filler").write_bytes(b"\0" * max(0, shutil.disk_usage(small_disk).free - (1 << 20)))
        subprocess.run([*psql, "VACUUM FULL heap"], check=False, capture_output=True)
        (small_disk / "filler").unlink()
        wait_until(program.is_ready, 600)
        assert program.process is not None
        assert program.process.poll() is None
        kept = subprocess.run([*psql, "SELECT n, t FROM heap"], check=True, capture_output=True, text=True)
        assert kept.stdout == "7|kept\n"
        assert json.loads(program.run("ledger", "verify", "--json").stdout)["ok"] is True
    finally:
        program.stop()
