"""How a run's tests are shared out: a file stays with one worker, and files that need the same costly thing stay together.

A served demonstration takes half a minute to stand, a node with its reference data nearly one: the first is needed by the
stories and by the walks of pages, the second by what is called from the command line.
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


class Together(LoadScopeScheduling):  # type: ignore[misc]
    """Units of work with many tests begin first, so that no long one is left for the end."""

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.partition("::")[0]
        return next((name for start, name in TOGETHER.items() if file.startswith(start)), file)


def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> Together:
    """The scheduler of this run."""
    return Together(config, log)
