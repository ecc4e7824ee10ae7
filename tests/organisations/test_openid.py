"""Sign-in through a real OpenID Connect provider: another process, asked over HTTP, that also lies."""

import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
import requests
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core.cache import cache
from django.test import Client

from dieuhanh.config.actor import SYSTEM
from dieuhanh.config.openid import providers
from dieuhanh.ledger.models import Entry
from dieuhanh.organisations.actions import link_identity
from dieuhanh.organisations.models import Person
from tests import factories
from tests.organisations.openid_provider import CLIENT, SECRET
from tests.running import free_port

pytestmark = pytest.mark.django_db
SUBJECT = "001085012345"
BEGIN = "/accounts/oidc/outside/login/"


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    """The provider's process."""
    port = free_port()
    process = subprocess.Popen([sys.executable, "-m", "tests.organisations.openid_provider", str(port)])
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(300):
            try:
                urllib.request.urlopen(f"{address}/keys", timeout=2).read()
                break
            except OSError:
                time.sleep(0.1)
        yield address
    finally:
        process.terminate()
        process.wait(10)


@pytest.fixture
def outside(issuer: str, monkeypatch: pytest.MonkeyPatch, settings: Any) -> str:
    """The provider as an operator sets it up: by the environment."""
    for name, value in {
        "NAME": "Định danh quốc gia",
        "URL": issuer,
        "CLIENT_ID": CLIENT,
        "CLIENT_SECRET": SECRET,
    }.items():
        monkeypatch.setenv(f"DIEUHANH_OIDC_{name}", value)
    settings.SOCIALACCOUNT_PROVIDERS = providers()
    cache.clear()
    return issuer


@pytest.fixture
def person() -> Person:
    held = factories.appointment(factories.government(), "reporting.view", username="nguyen.a")
    link_identity(held.person_id, by=SYSTEM, subject=SUBJECT)
    return held.person


def begin(client: Client) -> dict[str, str]:
    """What the browser is sent to the provider with."""
    answer = client.post(BEGIN)
    assert answer.status_code == 302, answer.content.decode()
    return {name: values[0] for name, values in parse_qs(urlsplit(answer.headers["Location"]).query).items()}


def at_provider(issuer: str, asked: dict[str, str], subject: str = SUBJECT, lie: str = "") -> str:
    """The person confirms himself there; where the browser is sent back to."""
    answer = requests.get(
        f"{issuer}/authorize?{urlencode({**asked, 'subject': subject, 'lie': lie})}",
        allow_redirects=False,
        timeout=10,
    )
    assert answer.status_code == 302, answer.text
    parts = urlsplit(answer.headers["Location"])
    return f"{parts.path}?{parts.query}"


def come_back(client: Client, issuer: str, subject: str = SUBJECT, lie: str = "") -> Any:
    return client.get(at_provider(issuer, begin(client), subject, lie))


def signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def test_the_sign_in_page_offers_the_provider_by_name(outside: str) -> None:
    assert "Định danh quốc gia" in Client().get("/accounts/login/").content.decode()


def test_it_is_asked_with_state_nonce_and_a_challenge_and_anew_each_time(outside: str) -> None:
    client = Client()
    first, second = begin(client), begin(client)
    for name in ("state", "nonce", "code_challenge"):
        assert len(first[name]) >= 16
        assert first[name] != second[name]
    assert (first["code_challenge_method"], first["response_type"], first["scope"]) == (
        "S256",
        "code",
        "openid",
    )
    assert first["redirect_uri"] == "http://testserver/accounts/oidc/outside/login/callback/"


def test_a_linked_identity_signs_in_and_it_is_ledgered(outside: str, person: Person) -> None:
    client = Client()
    answer = come_back(client, outside)
    assert (answer.status_code, answer.headers.get("Location")) == (302, "/")
    assert client.session["_auth_user_id"] == str(person.pk)
    assert Entry.objects.filter(kind="organisations.person.signed_in", person_id=person.pk).count() == 1
    assert client.get("/me/").status_code == 200


def test_two_tabs_may_sign_in_at_once(outside: str, person: Person) -> None:
    client = Client()
    one, two = begin(client), begin(client)
    assert client.get(at_provider(outside, two)).status_code == 302
    assert signed_in(client)
    assert client.get(at_provider(outside, one)).status_code in (302, 401)


def test_an_unknown_identity_is_refused_with_a_sentence_and_makes_nobody(
    outside: str, person: Person
) -> None:
    before = Person.objects.count()
    client = Client(headers={"Accept-Language": "en"})
    answer = come_back(client, outside, subject="999")
    assert answer.status_code == 403
    assert "your identity is linked to nobody here. Ask your administrator" in answer.content.decode()
    assert not signed_in(client)
    assert Person.objects.count() == before


def test_who_is_let_in_no_more_stays_out_by_this_door_too(outside: str, person: Person) -> None:
    Person.objects.filter(pk=person.pk).update(is_active=False)
    client = Client()
    come_back(client, outside)
    assert not signed_in(client)


@pytest.mark.parametrize(
    "lie",
    [
        "nonce",
        "signature",
        "key",
        "unsigned",
        "shared",
        "issuer",
        "audience",
        "expired",
        "subject",
        "no_token",
        "denied",
    ],
)
def test_an_answer_that_is_not_good_opens_nothing(lie: str, outside: str, person: Person) -> None:
    client = Client()
    answer = come_back(client, outside, lie=lie)
    assert answer.status_code in (302, 401), answer.content.decode()[:500]
    assert not signed_in(client)


def test_an_answer_to_another_browser_opens_nothing(outside: str, person: Person) -> None:
    mine, theirs = Client(), Client()
    back = at_provider(outside, begin(mine))
    assert theirs.get(back).status_code in (302, 401)
    assert not signed_in(theirs)
    begin(theirs)
    state = begin(theirs)["state"]
    stolen = back.split("&state=")[0] + f"&state={state}"
    assert theirs.get(stolen).status_code in (302, 401)  # the challenge is another browser's
    assert not signed_in(theirs)


def test_an_answer_opens_once(outside: str, person: Person) -> None:
    client = Client()
    back = at_provider(outside, begin(client))
    client.get(back)
    client.post("/accounts/logout/")
    client.get(back)
    assert not signed_in(client)


def test_nobody_links_an_identity_to_himself(outside: str, person: Person, client_for: Any) -> None:
    other = client_for(factories.appointment(factories.organisation("BCT"), username="tran.b"))
    answer = other.post(f"{BEGIN}?process=connect")
    asked = {name: values[0] for name, values in parse_qs(urlsplit(answer.headers["Location"]).query).items()}
    assert other.get(at_provider(outside, asked, subject="777")).status_code == 403


def test_a_provider_that_is_away_is_said_and_not_failed_on(
    outside: str, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    monkeypatch.setenv("DIEUHANH_OIDC_URL", f"http://127.0.0.1:{free_port()}")
    settings.SOCIALACCOUNT_PROVIDERS = providers()
    answer = Client().post(BEGIN)
    assert answer.status_code == 503
    assert "Content-Security-Policy" in answer.headers


def test_an_address_that_anybody_on_the_way_could_answer_for_stops_the_program(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("DIEUHANH_OIDC_URL", "http://dinh-danh.example.org")
    with pytest.raises(SystemExit, match="https://"):
        providers()
    monkeypatch.setenv("DIEUHANH_OIDC_URL", "")
    assert providers() == {}


def test_a_second_step_set_up_here_is_asked_for_after_the_provider_s(outside: str, person: Person) -> None:
    TOTP.activate(person, generate_totp_secret())
    client = Client()
    answer = come_back(client, outside)
    assert answer.headers["Location"].startswith("/accounts/2fa/authenticate/")
    assert not signed_in(client)
