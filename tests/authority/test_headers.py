"""Every page keeps the strict policy that it is sent with, and nothing that was uploaded is shown inline."""

import json
import os
import subprocess
import sys
from html.parser import HTMLParser
from typing import Any

import pytest
from django.test import Client

from tests.authority.rows import all_rows
from tests.authority.table import Row
from tests.authority.world import CLERK, NOBODY, PASSWORD, World, undone

PAGES = [
    row for row in all_rows()
    if row.method == "GET" and row.may and 200 in (row.ok if isinstance(row.ok, tuple) else (row.ok,))
]  # fmt: skip
HARMLESS = {"application/json", "text/plain", "text/event-stream", "application/octet-stream"}
OWN_SCRIPTS = {"/directives/phone/worker.js"}
"""The house's own scripts that a browser asks for at an address of their own: a worker's scope is where it lies."""


class Page(HTMLParser):
    """What in a page would need a looser policy, or leaves the house."""

    def __init__(self) -> None:
        super().__init__()
        self.wrong: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "style" or (
            tag == "script" and not given.get("src") and given.get("type") != "application/json"
        ):
            self.wrong.append(f"inline <{tag}>")
        for name, value in given.items():
            if name == "style" or (name.startswith("on") and not name.startswith("on-")):
                self.wrong.append(f"<{tag} {name}=…>")
            if name in {"src", "href", "action", "formaction", "data"} and value.strip().lower().startswith(
                ("javascript:", "data:text")
            ):
                self.wrong.append(f"<{tag} {name}={value[:40]}>")
            loads = name == "src" or (name == "href" and tag == "link")
            if loads and value.startswith(("http:", "https:", "//")):
                self.wrong.append(f"<{tag} {name}={value[:60]}> from elsewhere")
        if tag == "a" and given.get("target") == "_blank" and "noopener" not in given.get("rel", ""):
            self.wrong.append("<a target=_blank> without noopener")


@pytest.mark.parametrize("row", PAGES, ids=lambda row: row.name)
def test_a_page_runs_and_shows_only_what_the_house_brought_along(row: Row, world: World) -> None:
    role = next(iter(row.may))
    path = row.address
    for name, value in row.at.items():
        path = path.replace("{" + name + "}", str(world.fill(value)))
    answer = world.call(role, "GET", path, query=row._query(world))
    policy = answer.headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "script-src 'self'; style-src 'self'" in policy
    assert "object-src 'none'" in policy
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in policy
    kind = answer.headers["Content-Type"].partition(";")[0]
    if kind == "text/html":
        page = Page()
        page.feed(answer.content.decode())
        assert not page.wrong
        assert "no-store" in answer.headers["Cache-Control"]
    elif kind not in HARMLESS and row.address not in OWN_SCRIPTS:
        assert answer.headers["Content-Disposition"].startswith("attachment"), kind


def test_refusals_and_what_is_not_there_keep_the_policy_too(world: World) -> None:
    for path, role in (
        ("/không-có", CLERK),
        ("/people/", CLERK),
        ("/api/v1/không-có", CLERK),
        ("/me/", NOBODY),
    ):
        answer = world.call(role, "GET", path)
        assert answer.status_code in (302, 403, 404)
        assert "script-src 'self'" in answer.headers["Content-Security-Policy"]
        if answer.headers["Content-Type"].startswith("text/html") and answer.content:
            page = Page()
            page.feed(answer.content.decode())
            assert not page.wrong


@pytest.mark.parametrize("host", ["evil.example; script-src *", "evil.example", "[::1", "a b", ""])
def test_a_lying_host_gets_no_word_into_the_policy(host: str) -> None:
    answer = Client().get("/health/live", headers={"Host": host})
    assert "evil" not in answer.headers["Content-Security-Policy"]
    assert "*" not in answer.headers["Content-Security-Policy"]


def test_the_cookies_of_a_session_are_kept_from_scripts_and_from_elsewhere(world: World) -> None:
    with undone():
        person = world.people[CLERK]
        person.set_password(PASSWORD)
        person.save()
        client = Client()
        client.post("/accounts/login/", {"login": person.username, "password": PASSWORD})
        for name in ("sessionid", "device"):
            assert client.cookies[name]["httponly"], name
        for name, cookie in client.cookies.items():
            assert cookie["samesite"] in ("Lax", "Strict"), name
        session = client.cookies["sessionid"].value
        client.post("/accounts/logout/")
        again = Client()
        again.cookies["sessionid"] = session
        assert again.get("/me/").status_code == 302, "the session outlived the sign-out"


_SHOW = """
import django, json
django.setup()
from django.conf import settings
from django.test import Client
answer = Client().get("/health/live", secure=True, headers={"Host": "gov.example.org"})
print(json.dumps({
    "session": settings.SESSION_COOKIE_SECURE, "csrf": settings.CSRF_COOKIE_SECURE, "origins": settings.CSRF_TRUSTED_ORIGINS,
    "hsts": answer.headers.get("Strict-Transport-Security"), "policy": answer.headers["Content-Security-Policy"],
}))
"""


def shown(**environment: str) -> dict[str, Any]:
    """What a process with this environment says of itself."""
    kept = {**os.environ, **environment, "DJANGO_SETTINGS_MODULE": "dieuhanh.config.settings"}
    done = subprocess.run(
        [sys.executable, "-c", _SHOW], env=kept, capture_output=True, text=True, check=True, timeout=120
    )
    return dict(json.loads(done.stdout))


def test_behind_https_cookies_are_secure_and_browsers_stay_with_https() -> None:
    safe = shown(DIEUHANH_ORIGIN="https://gov.example.org", DIEUHANH_ALLOWED_HOSTS="gov.example.org")
    assert safe["session"]
    assert safe["csrf"]
    assert safe["origins"] == ["https://gov.example.org"]
    assert int(safe["hsts"].removeprefix("max-age=")) >= 31536000
    assert "http:" not in safe["policy"]
    plain = shown(DIEUHANH_ORIGIN="", DIEUHANH_ALLOWED_HOSTS="gov.example.org")
    assert not plain["session"]
    assert plain["hsts"] is None
