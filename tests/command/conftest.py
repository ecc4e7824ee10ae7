"""Data folders for the commands, made once: a small real node without pages, and ways to run commands on it."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from dieuhanh.config import postgres
from tests.running import Program

SIGN = """
from dieuhanh.command.frame import database
with database():
    from dieuhanh.ledger import sequencer
    while sequencer.run_once().taken:
        pass
"""
"""What the keeper does while the node is served."""


def sign(program: Program) -> None:
    """Put all entries under a signed head, as the keeper would."""
    subprocess.run([sys.executable, "-c", SIGN], env=program.environment(), check=True)


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    """A node with its reference data and nobody served: `dieuhanh migrate` in an empty folder."""
    program = Program(demo=False, home=tmp_path_factory.mktemp("node"))
    program.run("migrate", timeout=900)
    sign(program)
    yield program
    shutil.rmtree(program.home, ignore_errors=True)


@pytest.fixture
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    """An empty folder to restore into or to start in."""
    program = Program(demo=False, home=tmp_path_factory.mktemp("empty"))
    yield program
    program.stop()
    if postgres.is_alive(program.home):
        postgres.stop(program.home)
    shutil.rmtree(program.home, ignore_errors=True)


def contents(folder: Path) -> set[str]:
    """What lies in a folder, but for the lock and the empty folder for passing files that every start leaves."""
    return {one.name for one in folder.iterdir()} - {"serve.lock", "scratch"}
