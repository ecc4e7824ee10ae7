"""The style guide served by itself, without a database, for a real browser."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest

ROOT = Path(__file__).resolve().parents[2]


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Quiet(WSGIRequestHandler):
    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def guide() -> Iterator[str]:
    """The address of the style guide."""
    from django.conf import settings
    from django.core.wsgi import get_wsgi_application

    from dieuhanh.interface import build

    build.build_assets()
    build.compile_translations()
    before, settings.DEMO = settings.DEMO, True
    server = make_server("127.0.0.1", 0, get_wsgi_application(), server_class=_Server, handler_class=_Quiet)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    settings.DEMO = before


@pytest.fixture
def visit(browser: Any, guide: str) -> Iterator[Callable[..., Any]]:
    """`visit("/styleguide", lang="en", script=False)`: a page that keeps what its console complained of."""
    contexts = []

    def visited(
        path: str, *, lang: str = "vi", width: int = 1440, height: int = 900, script: bool = True
    ) -> Any:
        context = browser.new_context(
            viewport={"width": width, "height": height}, base_url=guide, java_script_enabled=script
        )
        context.add_cookies([{"name": "django_language", "value": lang, "url": guide}])
        contexts.append(context)
        context.set_default_timeout(15_000)
        context.set_default_navigation_timeout(30_000)
        page = context.new_page()
        page.complaints = []
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        page.on("console", lambda said: page.complaints.append(said.text) if said.type == "error" else None)
        page.goto(path)
        return page

    yield visited
    for context in contexts:
        context.close()


@pytest.fixture(scope="session")
def axe_script() -> str:
    """axe-core, from the development packages."""
    file = ROOT / "node_modules" / "axe-core" / "axe.min.js"
    if not file.exists():
        pytest.skip("axe-core is not installed (npm ci)")
    return file.read_text(encoding="utf-8")
