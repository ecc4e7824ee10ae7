"""A wall to test on: entries that become events, and the live process on a free port."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import connections, transaction

from dieuhanh.config.identity import uuid7
from dieuhanh.ledger.actions import Draft, append_bulk
from dieuhanh.ledger.actor import SYSTEM
from dieuhanh.ledger.runner import run_batch
from dieuhanh.ledger.sequencer import run_once
from dieuhanh.ledger.subscriptions import subscription


@pytest.fixture
def told() -> Callable[..., list[int]]:
    """`told(2, organisation=body)`: that many accepted reports, through the ledger, as events; their places."""

    def tell(
        count: int = 1, *, kind: str = "reporting.assignment.accepted", organisation: Any = None, **body: Any
    ) -> list[int]:
        from dieuhanh.centre.queries.events import last_index

        before = last_index()
        content = {"period": "2020-07", "regime": "TTHC-1"} | body
        with transaction.atomic():
            append_bulk(
                [
                    Draft(
                        kind,
                        "reporting.assignment",
                        uuid7(),
                        organisation.pk if organisation else None,
                        content,
                    )
                    for _ in range(count)
                ],
                by=SYSTEM,
            )
        run_once(sign=False)
        centre = subscription("centre.events")
        assert centre is not None
        while (step := run_batch(centre)) is not None and not step.waits:
            pass
        return list(range(before + 1, last_index() + 1))

    return tell


@dataclass(frozen=True)
class LiveProcess:
    """Where the live process listens."""

    port: int
    process: "subprocess.Popen[bytes]"

    @property
    def address(self) -> str:
        """The stream's address."""
        return f"http://127.0.0.1:{self.port}/api/v1/wall/events"


def free_port() -> int:
    """A port that nobody uses just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def database_url() -> str:
    """This test's database, as its owner, for a process of its own."""
    from dieuhanh.config import postgres
    from dieuhanh.config.environment import env

    name = connections["default"].settings_dict["NAME"]
    return postgres.url(env.home).replace("/dieuhanh?", f"/{name}?")


@pytest.fixture
def live(committed_db: None) -> Iterator[LiveProcess]:
    """The live application under granian, as `serve` runs it, on this test's database."""
    port = free_port()
    process = subprocess.Popen(
        [
            sys.executable, "-m", "granian", "--interface", "asginl", "--host", "127.0.0.1", "--port", str(port),
            "--workers", "1", "--workers-kill-timeout", "1", "--log-level", "warning", "dieuhanh.centre.live:application",
        ],
        env={**os.environ, "DATABASE_URL": database_url(), "DIEUHANH_PORT": "8000"},
    )  # fmt: skip
    try:
        for _ in range(1200):
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/health/live", timeout=2).read()
                break
            except OSError:
                time.sleep(0.1)
        else:
            raise AssertionError("the live process did not answer")
        yield LiveProcess(port, process)
    finally:
        process.terminate()
        process.wait(10)
