"""A forked process: its end is told, it dies with its parent, and what it says on the way out is a sentence."""

import os
import signal
import subprocess
import sys
import time

import pytest

from dieuhanh.command.forking import Child
from dieuhanh.command.house import Pauses
from tests.running import wait_until


def ended(work: object) -> int:
    return Child("test", work).wait()  # type: ignore[arg-type]


def test_its_end_is_told() -> None:
    def refuse() -> None:
        raise SystemExit("no")

    def three() -> None:
        raise SystemExit(3)

    def fail() -> None:
        raise RuntimeError

    assert [ended(work) for work in (lambda: None, refuse, three, fail)] == [0, 1, 3, 1]


def test_it_can_be_stopped_and_killed() -> None:
    for how in (signal.SIGTERM, signal.SIGKILL):
        child = Child("test", lambda: time.sleep(60))
        wait_until(lambda child=child: os.getpgid(child.pid) == child.pid, 10)  # type: ignore[misc]
        assert child.poll() is None
        child.kill(how)
        assert child.wait() == -how
        assert child.poll() == -how
        child.kill(how)  # once more does nothing


PARENT = """
import os, time
from dieuhanh.command.forking import Child, dies_with_parent
dies_with_parent()
def say(child):  # in one write: two processes speak into one pipe
    os.write(1, f"{child.pid}\\n".encode())
def middle():
    say(Child("low", lambda: time.sleep(60)))
    time.sleep(60)
say(Child("middle", middle))
time.sleep(60)
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the kernel's word for it is Linux's")
def test_it_dies_with_its_parent_and_so_do_its_own() -> None:
    parent = subprocess.Popen([sys.executable, "-c", PARENT], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    pids = [int(parent.stdout.readline()) for _line in range(2)]
    parent.kill()
    parent.wait()
    parent.stdout.close()
    wait_until(lambda: not any(lives(pid) for pid in pids), 120)


def lives(pid: int) -> bool:
    try:
        with open(f"/proc/{pid}/stat") as file:
            return file.read().rsplit(")", 1)[-1].split()[0] not in "ZX"
    except OSError:
        return False


def test_what_had_stood_is_started_again_at_once_and_what_had_not_ever_later() -> None:
    pauses = Pauses()
    pauses.started("web", 0.0)
    assert pauses.before("web", 100.0) == 0.0
    waited = []
    for fall in range(8):
        pauses.started("web", 100.0 + fall)
        waited.append(pauses.before("web", 100.5 + fall))
    assert waited == [0.5, 1.0, 2.0, 4.0, 8.0, 15.0, 15.0, 15.0]
    pauses.started("web", 200.0)
    assert pauses.before("web", 230.0) == 0.0
    assert pauses.before("live", 0.0) == 0.0
