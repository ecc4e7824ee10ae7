"""A served demonstration for whoever needs one: loaded once in a run, and copied for each."""

import fcntl
import os
from pathlib import Path

from tests.environment import HOME_VARIABLE
from tests.running import Program


def demonstration() -> Program:
    """A running program of one's own whose demonstration stands whole: nothing is awaited that is not there yet."""
    return loaded_demonstration().start(within=900)


def loaded_demonstration() -> Program:
    """The same, not started. The first who asks loads it, as an operator would; who asks meanwhile waits for it."""
    folder = Path(os.environ[HOME_VARIABLE])
    loaded, done = Program(home=folder / "demonstration"), folder / "demonstration.ready"
    with (folder / "demonstration.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not done.exists():
            loaded.home.mkdir()
            try:
                loaded.start(within=900).settle()
            finally:
                loaded.stop()
            done.touch()
    return loaded.copy()
