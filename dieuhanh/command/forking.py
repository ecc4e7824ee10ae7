"""Processes made by forking one that has loaded everything: they start at once and share what they do not change.

A child dies with its parent (Linux: the kernel sees to it), whatever kills the parent: nothing that nobody watches
goes on serving, and no port stays taken.
"""

import contextlib
import ctypes
import gc
import os
import signal
import sys
import traceback
from collections.abc import Callable

_PR_SET_PDEATHSIG, _PR_SET_NAME = 1, 15


def dies_with_parent() -> None:
    """From now on every process forked below this one is killed when the one that forked it is gone."""
    prctl = getattr(ctypes.CDLL(None), "prctl", None)
    if prctl is None:
        return

    parent = 0

    def know() -> None:
        nonlocal parent
        parent = os.getpid()

    def bind() -> None:
        prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:  # it was gone before the kernel was asked, and no signal will come
            os._exit(128 + signal.SIGKILL)

    os.register_at_fork(before=know, after_in_child=bind)


def keep_shared() -> None:
    """What is loaded by now is for good: the collector leaves it alone, so that its pages stay shared."""
    gc.collect()
    gc.freeze()


class Child:
    """A forked process, with what is asked of `subprocess.Popen`: its number, whether it has ended, how."""

    def __init__(self, name: str, work: Callable[[], object]) -> None:
        self.name = name
        self.returncode: int | None = None
        sys.stdout.flush()
        sys.stderr.flush()
        self.pid = os.fork()
        if self.pid == 0:
            os._exit(_lived(name, work))

    def poll(self) -> int | None:
        """The exit code (negative: the signal), or None while it lives."""
        if self.returncode is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self.returncode = os.waitstatus_to_exitcode(status)
        return self.returncode

    def wait(self) -> int:
        """Wait for its end; the exit code."""
        if self.returncode is None:
            self.returncode = os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])
        return self.returncode

    def kill(self, how: signal.Signals) -> None:
        """Send it a signal; to its whole group where it is to be killed."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            (os.killpg if how == signal.SIGKILL else os.kill)(self.pid, how)


def _lived(name: str, work: Callable[[], object]) -> int:
    """The child's whole life; its exit code. A session of its own: Ctrl-C reaches the parent alone, which stops it in order."""
    with contextlib.suppress(OSError):
        os.setsid()
    for one in (signal.SIGTERM, signal.SIGINT):
        signal.signal(one, signal.SIG_DFL)
    with contextlib.suppress(AttributeError):
        ctypes.CDLL(None).prctl(_PR_SET_NAME, f"dieuhanh-{name}".encode()[:15])
    code = 1
    try:
        work()
        code = 0
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 0 if end.code is None else _said(str(end.code))
    except KeyboardInterrupt:
        code = 130
    except BaseException:  # whatever it is, the process ends here and must not go on as a second parent
        traceback.print_exc()
    with contextlib.suppress(OSError, ValueError):
        sys.stdout.flush()
        sys.stderr.flush()
    return code


def _said(text: str) -> int:
    print(text, file=sys.stderr)
    return 1
