"""A ministry's own system over the API with its token: the lines of docs/directives.md, run by curl against a real server."""

import json
import re
import shutil
import subprocess
import threading
from collections.abc import Iterator
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from django.db import connections
from django.utils import timezone

from dieuhanh.config.wsgi import application
from dieuhanh.directives.models import Claim, Evidence, Progress, Task
from dieuhanh.ledger.models import Entry
from dieuhanh.organisations.models import MachineToken
from tests.directives.papers import pdf
from tests.directives.world import World
from tests.factories import appointment

DOCS = Path("docs/directives.md")


class _Quiet(WSGIRequestHandler):
    def log_message(self, *_given: Any) -> None:
        """No line a request."""


class _Server(ThreadedWSGIServer):
    daemon_threads = True

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        try:
            super().process_request_thread(request, client_address)
        finally:
            connections.close_all()


@pytest.fixture
def node(committed_db: None) -> Iterator[str]:
    """The program's pages and API on a port."""
    server = _Server(("127.0.0.1", 0), _Quiet, ipv6=False)
    server.set_app(application)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


def lines_of(section: str) -> str:
    """The one bash block of a section."""
    text = DOCS.read_text(encoding="utf-8").split(f"## {section}\n", 1)[1].split("\n## ", 1)[0]
    return re.findall(r"```bash\n(.*?)```", text, re.DOTALL)[0]


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not here")
def test_the_documented_lines_pull_report_and_claim(node: str, tmp_path: Path) -> None:
    world = World()
    task = world.task()
    owner = appointment(world.bct, "tasks.act")
    MachineToken.objects.create(
        name="hệ thống của Bộ", digest=sha256(b"dh_may").digest(), hint="dh_", owner=owner, organisation=world.bct,
        powers=["tasks.act"], expires_at=timezone.now() + timedelta(days=9),
    )  # fmt: skip
    paper = pdf(["NGHỊ ĐỊNH", "Số: 45/2020/NĐ-CP"])
    (tmp_path / "nghi-dinh.pdf").write_bytes(paper)
    # The register's day of that resolution is past: the task is open and late by now.
    script = lines_of("A ministry's own system").replace("class=open_in_term", "class=open_overdue")

    def run() -> list[Any]:
        done = subprocess.run(
            [
                "bash",
                "-euo",
                "pipefail",
                "-c",
                script.replace('"\n', '"; echo\n').replace("\nJSON\n", "\nJSON\necho\n"),
            ],
            env={"NODE": node, "TOKEN": "dh_may", "PATH": "/usr/bin:/bin"},
            cwd=tmp_path,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert done.returncode == 0, done.stdout[-2000:] + done.stderr
        return [json.loads(line) for line in done.stdout.splitlines() if line.strip()]

    listed, one, taken, progressed, claimed, told = run()
    assert [row["code"] for row in listed["items"]] == [task.code] == [one["code"]]
    assert [row["state"] for row in (taken, progressed, claimed)] == ["in_progress", "in_progress", "claimed"]
    assert progressed["percent"] == 60
    assert [row["action"] for row in told] == ["claim", "progress", "acknowledge", "publish"]
    assert all(row["entry"] for row in told)
    evidence = Evidence.objects.get(kind="file")
    assert bytes(evidence.file_content or b"") == paper
    assert (evidence.file_sha256, evidence.fits) == (sha256(paper).hexdigest(), True)
    # The whole again, as after a lost connection: the same answers to the writes, and nothing done twice.
    again = run()
    assert again[2:5] == [taken, progressed, claimed]
    assert (Progress.objects.count(), Claim.objects.count()) == (1, 1)
    assert Entry.objects.filter(subject_id=task.id).count() == 4
    assert set(
        Entry.objects.filter(subject_id=task.id)
        .exclude(kind="directives.task.assigned")
        .values_list("token_id")
    ) == {(MachineToken.objects.get().pk,)}
    assert Task.objects.get(pk=task.pk).completed_on is None  # a claim ends nothing
