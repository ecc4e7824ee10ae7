"""A passkey in a real Chromium with a virtual authenticator: registered by its owner, and then it signs in by itself."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.browsing import follow

pytestmark = pytest.mark.browser
USER = "vpcp.tichhop"  # no other story signs in as this one, whose sign-in asks for more from then on


def authenticator(page: Any) -> Any:
    """A key in the machine that confirms by itself, as a fingerprint would."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )
    return session


def test_a_passkey_is_registered_and_signs_in_without_a_password(
    open_page: Callable[..., Any], program: Any
) -> None:
    page = open_page(USER, "/me/")
    page.goto(page.url.replace("127.0.0.1", "localhost"))  # a passkey belongs to a name, not to an address
    if "/accounts/login" in page.url:
        account = program.accounts()[USER]
        page.fill("input[name=login]", account["username"])
        page.fill("input[name=password]", account["password"])
        follow(page, "form:has(input[name=password]) button[type=submit]")
        page.wait_for_url(lambda url: "/accounts/login" not in url)
    authenticator(page)
    page.goto(page.url.split("/me/")[0].rstrip("/") + "/accounts/2fa/webauthn/add/")
    if "reauthenticate" in page.url:
        page.fill("input[name=password]", program.accounts()[USER]["password"])
        follow(page, "form:has(input[name=password]) button[type=submit]")
        page.wait_for_url(lambda url: "/webauthn/add" in url)
    if page.locator("input[name=name]").count():
        page.fill("input[name=name]", "Máy bàn")
    if page.locator("input[name=passwordless]").count():
        page.check("input[name=passwordless]")
    page.click("#mfa_webauthn_add")
    page.wait_for_url(lambda url: "/webauthn/add" not in url)
    assert "Máy bàn" in page.content() or (
        page.goto("/accounts/2fa/webauthn/") and "Máy bàn" in page.content()
    )
    page.context.clear_cookies(name="sessionid")
    page.goto(f"http://localhost:{program.port}/accounts/login/")
    page.click("#passkey_login")
    page.wait_for_url(lambda url: "/accounts/" not in url)
    page.goto(f"http://localhost:{program.port}/me/")
    assert page.locator("h1").count()
    assert "/accounts/login" not in page.url
    assert [one for one in page.errors if "Content Security Policy" in one] == []
