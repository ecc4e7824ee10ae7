"""A real Chromium against the whole running program with its demonstration: one of each for all tests of a worker."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.demonstration import demonstration
from tests.running import Program

AXE = Path(__file__).resolve().parents[1] / "node_modules" / "axe-core" / "axe.min.js"


@pytest.fixture(scope="session")
def program() -> Iterator[Program]:
    """The program, once for all browser tests of this worker."""
    running = demonstration()
    yield running
    running.remove()


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Chromium: the system's, else Playwright's own; skipped with the reason elsewhere, in CI never.

    For a module and no longer: while Playwright runs it holds an event loop, in which Django refuses its database.
    """
    from playwright.sync_api import Error, sync_playwright

    system = next(
        (path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))),
        None,
    )
    arguments = [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--no-first-run",
    ]
    with sync_playwright() as playwright:
        try:
            chromium = playwright.chromium.launch(executable_path=system, args=arguments)
        except Error as error:
            if os.environ.get("CI"):
                raise
            pytest.skip(f"no Chromium here: {str(error).splitlines()[0]}")
        yield chromium
        chromium.close()


@pytest.fixture
def open_page(browser: Any, program: Program) -> Iterator[Callable[..., Any]]:
    """`open_page("bct.chuyenvien", "/reporting/", language="en")`: a page, signed in when a user name is given."""
    contexts = []

    def opened(
        username: str | None, path: str = "/", *, language: str = "vi", width: int = 1280, height: int = 900
    ) -> Any:
        context = browser.new_context(
            viewport={"width": width, "height": height},
            base_url=program.url,
            locale=language,
            accept_downloads=True,
        )
        context.add_cookies([{"name": "django_language", "value": language, "url": program.url}])
        contexts.append(context)
        page = context.new_page()
        page.errors = []
        page.on("pageerror", lambda error: page.errors.append(str(error)))
        page.on(
            "console", lambda message: page.errors.append(message.text) if message.type == "error" else None
        )
        if username:
            account = program.accounts()[username]
            page.goto("/accounts/login/")
            page.fill("input[name=login]", account["username"])
            page.fill("input[name=password]", account["password"])
            follow(page, "form:has(input[name=password]) button[type=submit]")
        page.goto(path)
        return page

    yield opened
    for context in contexts:
        context.close()


def follow(page: Any, press: str) -> None:
    """Press what leads to another page, and go on when that page stands whole.

    A click alone goes on as soon as the new page begins to come in; what is counted then is counted on half a page.
    """
    with page.expect_navigation():
        page.click(press)


@pytest.fixture(scope="session")
def axe() -> Callable[[Any], list[str]]:
    """axe's findings on a page: rule, where, and what to do; empty when nothing is wrong."""

    def found(page: Any) -> list[str]:
        if not AXE.exists():
            pytest.skip("axe-core is not installed; `make bootstrap` gets it")
        page.evaluate(
            AXE.read_text()
        )  # the page's policy forbids a script element; the debugger's door does not
        result = page.evaluate(
            # What is right is not worked out in detail nor sent: a quarter of the time.
            "axe.run(document, {resultTypes: ['violations'], "
            "runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']})"
            ".then(found => ({violations: found.violations}))"
        )
        return [
            f"{v['id']}: {n['target']} — {n['failureSummary'][:200]}"
            for v in result["violations"]
            for n in v["nodes"]
        ]

    return found
