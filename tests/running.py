"""The whole program, started as an operator would, for tests that need it: browser, API, kills."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path


def free_port() -> int:
    """A port that nothing listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until(holds: Callable[[], bool], within: float) -> None:
    """Wait until something holds; what never comes fails after so many seconds."""
    until = time.monotonic() + within
    while not holds():
        if time.monotonic() > until:
            raise AssertionError(f"it did not come to hold within {within:.0f} s")
        time.sleep(0.1)


@dataclass
class Program:
    """`dieuhanh serve` in a data folder of its own."""

    demo: bool = True
    home: Path = field(default_factory=lambda: Path(tempfile.mkdtemp(prefix="dieuhanh-run-")))
    port: int = field(default_factory=free_port)
    live_port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None
    seconds_to_ready: float = 0.0
    _accounts: dict[str, dict[str, str]] = field(default_factory=dict)

    @property
    def url(self) -> str:
        """Where pages and API answer."""
        return f"http://127.0.0.1:{self.port}"

    def environment(self) -> dict[str, str]:
        """The environment of the program and of commands beside it."""
        kept = {
            k: v for k, v in os.environ.items() if not k.startswith(("DIEUHANH_", "DATABASE_", "DJANGO_"))
        }
        return {
            **kept,
            "DIEUHANH_HOME": str(self.home),
            "DIEUHANH_PORT": str(self.port),
            "DIEUHANH_LIVE_PORT": str(self.live_port),
            "DIEUHANH_LOG_LEVEL": "WARNING",
            **({"DIEUHANH_DEMO": "1"} if self.demo else {}),
        }

    def start(self, within: float = 240) -> "Program":
        """Start and wait until it says that it is ready."""
        began = time.monotonic()
        with (self.home / "serve.out").open("ab") as out:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "dieuhanh", "serve", *(["--demo"] if self.demo else [])],
                env=self.environment(),
                stdout=out,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        while time.monotonic() - began < within:
            if self.process.poll() is not None:
                raise AssertionError(f"the program ended: {self.log()}")
            if self.is_ready():
                self.seconds_to_ready = time.monotonic() - began
                return self
            time.sleep(0.1)
        raise AssertionError(f"not ready within {within} s: {self.log()}")

    def is_ready(self) -> bool:
        """Whether /health/ready says yes."""
        try:
            with urllib.request.urlopen(f"{self.url}/health/ready", timeout=2) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False

    def settle(self, within: float = 300) -> "Program":
        """Wait until no long job runs any more: the demonstration's reports are all where they stood that morning."""
        began = time.monotonic()
        while time.monotonic() - began < within:
            with urllib.request.urlopen(f"{self.url}/metrics", timeout=5) as answer:
                told = answer.read().decode()
            if "\ndieuhanh_jobs_unfinished 0.0" in told:
                return self
            time.sleep(0.5)
        raise AssertionError(f"jobs still run after {within} s: {self.log()}")

    def log(self) -> str:
        """The end of what it printed."""
        return (self.home / "serve.out").read_text(errors="replace")[-3000:]

    def run(
        self, *arguments: str, check: bool = True, timeout: float = 900, **variables: str
    ) -> subprocess.CompletedProcess[str]:
        """A command of the program beside the running one, with environment variables of its own."""
        return subprocess.run(
            [sys.executable, "-m", "dieuhanh", *arguments],
            env={**self.environment(), **variables},
            capture_output=True,
            text=True,
            check=check,
            timeout=timeout,
        )

    def accounts(self) -> dict[str, dict[str, str]]:
        """The demonstration's accounts by user name."""
        if not self._accounts:
            rows = json.loads(self.run("demo", "accounts", "--json").stdout)
            self._accounts = {row["username"]: row for row in rows}
        return self._accounts

    def stop(self) -> None:
        """Stop it as Ctrl-C would."""
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(30)
            except subprocess.TimeoutExpired:
                os.killpg(self.process.pid, signal.SIGKILL)

    def copy(self) -> "Program":
        """Another program, not started, on a copy of this one's data. This one must not be running."""
        other = Program(demo=self.demo)
        shutil.copytree(self.home, other.home, dirs_exist_ok=True, symlinks=True)
        return other

    def remove(self) -> None:
        """Stop it and remove its data."""
        self.stop()
        shutil.rmtree(self.home, ignore_errors=True)
