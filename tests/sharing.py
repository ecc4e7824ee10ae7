"""How a run's tests are shared out: a file stays with one worker, and files that need the same costly thing stay together.

A served demonstration has one browser's walks or stories on it at a time; a node with its reference data takes nearly a
minute to stand and is needed by what is called from the command line.
"""

import pytest
from xdist.scheduler.loadscope import LoadScopeScheduling

TOGETHER = {
    "tests/browser/test_pages.py": "walks",
    "tests/reporting/pages/test_browser.py": "walks",
    "tests/browser/": "stories",
    "tests/command/": "commands",
}
"""By the beginning of the file's name; the first that fits."""
FIRST = (
    "tests/browser/test_pages.py",
    "tests/reporting/pages/test_browser.py",
    "tests/command/",
    "tests/authority/test_hostile.py",
    "tests/torture/",
    "tests/browser/",
    "tests/authority/",
)
"""What takes longest begins first, so that no worker is left with it at the end; and who needs the demonstration does not
begin while another still loads it."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The order in which the tests are handed out; within a file it stays."""
    items.sort(
        key=lambda one: next((n for n, it in enumerate(FIRST) if one.nodeid.startswith(it)), len(FIRST))
    )


class Together(LoadScopeScheduling):  # type: ignore[misc]
    """What stays together goes to one worker as one unit, in the order of the collection."""

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.partition("::")[0]
        return next((name for start, name in TOGETHER.items() if file.startswith(start)), file)


def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> Together:
    """The scheduler of this run."""
    return Together(config, log)
