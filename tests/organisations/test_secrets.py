"""Secrets are in no log, whatever goes wrong and however much is logged."""

import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from dieuhanh.config.logs import logging_settings
from dieuhanh.organisations.actions import create_token
from dieuhanh.organisations.identification import actor_of_appointment
from tests import factories

pytestmark = pytest.mark.django_db
PASSWORD, PASSPHRASE = "Mat-Khau-Bi-Mat-2020", "cụm từ mở khóa bí mật"


@pytest.fixture(params=["json", "text"])
def log(request: Any) -> Iterator[io.StringIO]:
    """Everything that is logged, at the lowest level, in the form in which it is written."""
    made = logging_settings(request.param, "DEBUG")["formatters"]["line"]
    factory = made.pop("()")
    handler = logging.StreamHandler(io.StringIO())
    handler.setFormatter(factory(**made))
    root, before = logging.getLogger(), logging.getLogger().level
    loud = {
        name: logging.getLogger(name).level
        for name in ("django.request", "django.db.backends", "procrastinate", "pyhanko")
    }
    root.addHandler(handler)
    for name in loud:
        logging.getLogger(name).setLevel(logging.INFO if name == "django.db.backends" else logging.DEBUG)
    root.setLevel(logging.DEBUG)
    yield handler.stream
    root.removeHandler(handler)
    root.setLevel(before)
    for name, level in loud.items():
        logging.getLogger(name).setLevel(level)


def test_password_token_and_passphrase_are_in_no_log(
    log: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = factories.government()
    held = factories.appointment(root, "tokens.manage", "facts.view", "reporting.sign", username="nguyen.a")
    held.person.set_password(PASSWORD)
    held.person.save()
    client = Client(raise_request_exception=False)
    for password in (PASSWORD + "x", PASSWORD):
        client.post("/accounts/login/", {"login": "nguyen.a", "password": password})
    assert client.get("/me/").status_code == 200
    session = client.cookies["sessionid"].value
    from datetime import date, timedelta

    _id, secret = create_token(
        by=actor_of_appointment(held),
        name="máy",
        powers=["facts.view"],
        expires_on=date.today() + timedelta(days=9),
    )
    machine = Client(raise_request_exception=False, headers={"Authorization": f"Bearer {secret}"})
    assert machine.get("/api/v1/organisations").status_code == 200
    assert machine.get("/api/v1/people").status_code == 403
    assert (
        Client(headers={"Authorization": f"Bearer {secret[:-1]}!"}).get("/api/v1/people").status_code == 401
    )
    sent = {"reason": "", "passphrase": PASSPHRASE}
    some = "01890a5d-ac96-774b-bcce-b302099a8057"
    for path in (f"/api/v1/assignments/{some}/sign", f"/reporting/assignments/{some}/do/sign/"):
        assert client.post(path, json.dumps(sent), content_type="application/json").status_code in (403, 404)
    file = {"token": io.BytesIO(b"no token"), "passphrase": PASSPHRASE}
    assert client.post("/signing/tokens/new", file).status_code == 422

    def fails(*_given: Any, **named: Any) -> None:
        kept = named  # a local variable that a talkative traceback would print
        raise RuntimeError(f"broken with {len(kept)} values")

    monkeypatch.setattr("dieuhanh.signing.actions.certificates.open_token", fails)
    file = {"token": io.BytesIO(b"no token"), "passphrase": PASSPHRASE}
    answer = client.post("/signing/tokens/new", file)
    assert answer.status_code == 500
    assert PASSPHRASE not in answer.content.decode()
    assert "RuntimeError" not in answer.content.decode()

    text = log.getvalue()
    for heard in ("signin.failed", "RuntimeError"):
        assert heard in text, "the log was not listened to"
    for hidden in (PASSWORD, PASSWORD + "x", secret, PASSPHRASE, session, held.person.password):
        assert hidden not in text
        assert json.dumps(hidden)[1:-1] not in text
