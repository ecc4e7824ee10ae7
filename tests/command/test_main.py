"""What every command does before it is one."""

import subprocess
import sys

import pytest


@pytest.mark.parametrize("asked", [["--help"], ["ledger", "--help"]])
def test_a_reader_that_goes_away_gets_no_trace(asked: list[str]) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "dieuhanh", *asked], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as command:
        assert command.stdout is not None
        assert command.stderr is not None
        command.stdout.close()
        assert command.stderr.read() == b""
        assert command.wait(60) == 1
