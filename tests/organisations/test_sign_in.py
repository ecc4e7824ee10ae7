"""Sign-in: with a password and a second step; tries are limited without locking anybody else out."""

from typing import Any

import pytest
from allauth.mfa.adapter import get_adapter as mfa_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.core.cache import cache
from django.test import Client

from dieuhanh.ledger.models import Entry
from dieuhanh.organisations.adapters import DEVICE_COOKIE, STRANGER
from dieuhanh.organisations.models import Person
from tests import factories

pytestmark = pytest.mark.django_db
PASSWORD = "Mat-Khau-Dai-2020"
MOST = int(STRANGER["name"].split("/")[0])


@pytest.fixture(autouse=True)
def _clean_counts() -> Any:
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def person() -> Person:
    held = factories.appointment(factories.government(), "reporting.view", username="nguyen.a")
    held.person.set_password(PASSWORD)
    held.person.save()
    return held.person


def try_in(
    client: Client, password: str = PASSWORD, name: str = "nguyen.a", address: str = "10.0.0.1"
) -> bool:
    client.post("/accounts/login/", {"login": name, "password": password}, REMOTE_ADDR=address)
    return "_auth_user_id" in client.session


def test_a_password_kept_with_argon2_opens_and_the_sign_in_is_ledgered(person: Person) -> None:
    assert person.password.startswith("argon2")
    client = Client()
    assert try_in(client)
    assert client.get("/me/").status_code == 200
    client.post("/accounts/logout/")
    assert client.get("/me/").status_code == 302
    kinds = list(Entry.objects.order_by("id").values_list("kind", flat=True))
    assert kinds == ["organisations.person.signed_in", "organisations.person.signed_out"]


def test_a_user_name_in_any_case_opens_and_a_wrong_password_does_not(person: Person) -> None:
    assert try_in(Client(), name="NGUYEN.A")
    assert not try_in(Client(), "sai")
    assert not try_in(Client(), name="khong.co")
    assert Entry.objects.filter(kind__endswith="signed_in").count() == 1


def test_who_is_let_in_no_more_is_told_so(person: Person) -> None:
    Person.objects.filter(pk=person.pk).update(is_active=False)
    assert not try_in(Client())


def test_guesses_from_one_address_are_stopped(person: Person) -> None:
    for _ in range(MOST):
        assert not try_in(Client(), "sai")
    assert not try_in(Client()), "the right password opened after too many wrong ones from the same address"


def test_a_stranger_who_knows_the_name_locks_nobody_out(person: Person) -> None:
    for n in range(3 * MOST):
        try_in(Client(), "sai", address=f"203.0.113.{n % 3}")
    assert try_in(Client(), address="10.0.0.9")


def test_a_neighbour_behind_the_same_address_does_not_lock_out_a_known_browser(person: Person) -> None:
    mine = Client()
    assert try_in(mine)
    mine.post("/accounts/logout/")
    assert DEVICE_COOKIE in mine.cookies
    for n in range(60):
        try_in(Client(), "sai", name=("nguyen.a", "khac")[n % 2])
    assert not try_in(Client()), "the address itself is limited"
    assert try_in(mine)


def test_a_known_browser_is_limited_too_and_its_cookie_is_worth_nothing_for_another_name(
    person: Person,
) -> None:
    other = factories.appointment(factories.organisation("BCT"), username="tran.b").person
    other.set_password(PASSWORD)
    other.save()
    mine = Client()
    assert try_in(mine)
    mine.post("/accounts/logout/")
    for _ in range(MOST):
        assert not try_in(mine, "sai", name="tran.b")
    assert not try_in(mine, name="tran.b")
    for _ in range(12):
        assert not try_in(mine, "sai")
    assert not try_in(mine)


def confirm(client: Client) -> None:
    """What changes the ways to sign in asks for the password again."""
    assert client.get("/accounts/2fa/totp/activate/").url.startswith("/accounts/reauthenticate/")
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})


def _code(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


def test_a_second_step_is_asked_for_where_it_is_set_up(person: Person) -> None:
    secret = generate_totp_secret()
    TOTP.activate(person, secret)
    assert mfa_adapter().is_mfa_enabled(person)
    client = Client()
    assert not try_in(client)
    assert client.get("/accounts/2fa/authenticate/").status_code == 200
    client.post("/accounts/2fa/authenticate/", {"code": "000000"})
    assert "_auth_user_id" not in client.session
    client.post("/accounts/2fa/authenticate/", {"code": _code(secret)})
    assert "_auth_user_id" in client.session
    entry = Entry.objects.get(kind="organisations.person.signed_in")
    assert entry.person_id == person.pk


def test_a_person_sets_up_his_second_step_with_scripts_off(person: Person) -> None:
    client = Client()
    assert try_in(client)
    confirm(client)
    page = client.get("/accounts/2fa/totp/activate/")
    assert page.status_code == 200
    secret = client.session["mfa.totp.secret"]
    client.post("/accounts/2fa/totp/activate/", {"code": _code(secret)})
    assert Authenticator.objects.filter(user=person, type="totp").exists()


def test_the_words_of_the_sign_in_library_are_vietnamese_too(person: Person) -> None:
    client = Client(headers={"Accept-Language": "vi"})
    wrong = client.post("/accounts/login/", {"login": "nguyen.a", "password": "sai"}).content.decode()
    assert "Tên đăng nhập hoặc mật khẩu không đúng." in wrong
    for word in ("Username", "Forgot your password", "not correct"):
        assert word not in wrong
    try_in(client)
    html = client.get("/accounts/password/change/").content.decode()
    assert "Mật khẩu mới (nhập lại)" in html
    for word in ("Current Password", "New Password"):
        assert word not in html


def test_nobody_signs_himself_up(person: Person) -> None:
    Client().post("/accounts/signup/", {"username": "moi", "password1": PASSWORD, "password2": PASSWORD})
    assert not Person.objects.filter(username="moi").exists()


def test_a_changed_password_is_ledgered_and_judged(person: Person) -> None:
    client = Client()
    assert try_in(client)
    change = {"oldpassword": PASSWORD, "password1": "12345678", "password2": "12345678"}
    client.post("/accounts/password/change/", change)
    assert not Entry.objects.filter(kind="organisations.person.password_changed").exists()
    client.post(
        "/accounts/password/change/",
        {**change, "password1": "Mot-Mat-Khau-Khac", "password2": "Mot-Mat-Khau-Khac"},
    )
    assert Entry.objects.filter(kind="organisations.person.password_changed").exists()


PAGES = (
    "/accounts/login/",
    "/accounts/logout/",
    "/accounts/password/change/",
    "/accounts/2fa/",
    "/accounts/2fa/totp/activate/",
    "/accounts/2fa/webauthn/add/",
    "/accounts/sessions/",
    "/accounts/reauthenticate/",
)


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("path", PAGES)
def test_every_page_of_sign_in_keeps_the_strict_policy_and_speaks_the_language(
    path: str, language: str, person: Person
) -> None:
    client = Client(headers={"Accept-Language": language})
    if path != "/accounts/login/":
        try_in(client)
        confirm(client)
        client.cookies["django_language"] = language
    page = client.get(path)
    assert page.status_code == 200, path
    html = page.content.decode()
    assert f'lang="{language}"' in html
    assert "script-src 'self'" in page.headers["Content-Security-Policy"]
    for inline in ("<script>", "onclick=", "style=", "javascript:"):
        assert inline not in html
    assert "/signup" not in html
