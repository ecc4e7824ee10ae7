"""The job of a large import: its file stays as long as the job may run again, and goes when it has ended."""

from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.db import OperationalError

from dieuhanh.config.errors import Invalid
from dieuhanh.reporting import jobs
from dieuhanh.reporting.actions.receiving import folder


class Progress:
    """A job's progress without its row."""

    def __init__(self) -> None:
        self.job_id = uuid4()
        self.result: dict[str, Any] = {}

    def expect(self, total: int, unit: str) -> None:
        pass

    def advance(self, count: int = 1) -> None:
        pass

    def kept(self) -> dict[str, Any]:
        return self.result

    def keep(self, result: dict[str, Any]) -> None:
        self.result = result


@pytest.fixture
def file(monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(jobs, "done_before", lambda _batch: None)
    monkeypatch.setattr(jobs, "actor_still", lambda *_ids: object())
    path = folder() / f"{uuid4()}.part"
    path.write_text("organisation,indicator,period,value\n")
    return path


def run(progress: Progress, file: Path) -> dict[str, Any]:
    given = {
        "form": "csv",
        "partial": False,
        "source": "",
        "file_name": "",
        "reason": "",
        "lines": 1,
        "day": "2020-08-10",
        "language": "vi",
    }
    return jobs.import_file(progress, file=file.name, **given, person="", appointment="", token="")  # type: ignore[arg-type]


def raising(error: BaseException) -> Any:
    def import_facts(*_given: Any, **_named: Any) -> Any:
        raise error

    return import_facts


@pytest.mark.parametrize("error", [OperationalError("server closed the connection"), SystemExit(0)])
def test_the_file_stays_when_the_job_will_run_again(
    file: Path, monkeypatch: pytest.MonkeyPatch, error: BaseException
) -> None:
    monkeypatch.setattr(jobs, "import_facts", raising(error))
    with pytest.raises(type(error)):
        run(Progress(), file)
    assert file.exists()
    file.unlink()


def test_the_file_goes_when_it_was_refused(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "import_facts", raising(Invalid("row 3 is wrong")))
    with pytest.raises(Invalid):
        run(Progress(), file)
    assert not file.exists()


def test_a_repeat_after_the_file_has_gone_gives_what_was_kept(file: Path) -> None:
    progress = Progress()
    progress.keep({"written": 0, "unchanged": 7})
    assert run(progress, file) == {"written": 0, "unchanged": 7}
    assert run(progress, file) == {"written": 0, "unchanged": 7}
    assert not file.exists()
