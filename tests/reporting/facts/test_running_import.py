"""An import that runs as a job: seen from outside while it is not committed, and stopped without a trace."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import override_settings

from dieuhanh.reporting.models import Fact
from tests.factories import appointment
from tests.reporting.facts.test_api import HEAD, send
from tests.reporting.facts.world import indicator, world


def test_a_running_import_shows_how_far_it_is_and_is_stopped_before_it_commits(
    committed_db: None, tmp_path: Any, monkeypatch: pytest.MonkeyPatch, client_for: Callable[..., Client]
) -> None:
    """The import is in its own transaction; progress and the wish to stop go past it, and nothing is kept."""
    from dieuhanh.config import jobs
    from dieuhanh.config.jobs import run_job
    from dieuhanh.config.models import Job
    from dieuhanh.reporting.actions import imports as importing
    from dieuhanh.reporting.api import imports

    land = world()
    indicator("P", over_organisations="sum", over_time="sum")
    client = client_for(appointment(land.root, "facts.import"))
    monkeypatch.setattr(imports, "MOST_AT_ONCE", 0)
    monkeypatch.setattr(jobs, "_BEAT_SECONDS", 0.0)
    seen: list[int] = []
    whole = importing.chunks

    def slow(path: Any, form: str, rows: int) -> Any:
        for frame in whole(path, form, 1):
            seen.append(outside("SELECT done FROM config_job"))
            if len(seen) == 9 + 3:  # the file is gone through once for its indicators, then to be imported
                outside("UPDATE config_job SET stop_wanted = true RETURNING 1")
            yield frame

    def outside(sql: str) -> int:
        other = connection.copy()
        try:
            with other.cursor() as cursor:
                cursor.execute(sql)
                return int(cursor.fetchone()[0])
        finally:
            other.close()

    monkeypatch.setattr(importing, "chunks", slow)
    lines = "".join(f"T01,P,2020-{month:02},{month},NSO,2021-02-01\n" for month in range(1, 10))
    with override_settings(HOME=tmp_path):
        asked = send(client, HEAD + lines)
        run_job(asked.json()["job"])
        assert not list(tmp_path.glob("imports/*"))
    job = Job.objects.get()
    assert (job.state, job.done, max(seen)) == ("stopped", 3, 2)
    assert not Fact.objects.exists()
