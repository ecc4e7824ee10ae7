import json
import threading
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.http import HttpRequest
from django.test import RequestFactory

from dieuhanh.config.actor import SYSTEM
from dieuhanh.config.errors import Conflict, Invalid
from dieuhanh.config.idempotency import idempotent, idempotent_without
from dieuhanh.config.models import IdempotentAnswer, Job


def request(key: str, body: dict[str, Any]) -> HttpRequest:
    made = RequestFactory().post(
        "/api/v1/things", json.dumps(body), "application/json", headers={"Idempotency-Key": key}
    )
    made.actor = SYSTEM  # type: ignore[attr-defined]
    return made


@idempotent
def create(_request: HttpRequest) -> Any:
    return 201, {"id": str(Job.objects.create(kind="test").pk)}


@idempotent
def refuse(_request: HttpRequest) -> Any:
    Job.objects.create(kind="half-done")
    raise Invalid("no")


@idempotent
def fail(_request: HttpRequest) -> Any:
    raise RuntimeError("our fault")


@pytest.mark.django_db
def test_a_repeat_gets_the_first_answer_and_does_nothing_twice() -> None:
    key = str(uuid4())
    first, second = create(request(key, {"a": 1})), create(request(key, {"a": 1}))
    assert first.status_code == second.status_code == 201
    assert first.content == second.content
    assert second.headers["Idempotent-Replay"] == "true"
    assert Job.objects.count() == 1


@idempotent_without("secret")
def create_with_secret(_request: HttpRequest) -> Any:
    return 201, {"id": str(Job.objects.create(kind="test").pk), "secret": "s3cret"}


@pytest.mark.django_db
def test_a_secret_is_answered_once_and_never_kept() -> None:
    key = str(uuid4())
    first, second = (json.loads(create_with_secret(request(key, {})).content) for _round in range(2))
    assert first["secret"] == "s3cret"
    assert second == {**first, "secret": None}
    assert Job.objects.count() == 1
    assert b"s3cret" not in bytes(IdempotentAnswer.objects.get().body)


@pytest.mark.django_db
def test_the_key_of_another_request_is_refused() -> None:
    key = str(uuid4())
    create(request(key, {"a": 1}))
    with pytest.raises(Invalid):
        create(request(key, {"a": 2}))


@pytest.mark.django_db
def test_a_refusal_is_kept_and_its_half_done_work_is_undone() -> None:
    key = str(uuid4())
    assert refuse(request(key, {})).status_code == 422
    assert refuse(request(key, {})).headers["Idempotent-Replay"] == "true"
    assert Job.objects.count() == 0


@pytest.mark.django_db
def test_a_failure_is_not_kept() -> None:
    key = str(uuid4())
    with pytest.raises(RuntimeError):
        fail(request(key, {}))
    assert IdempotentAnswer.objects.count() == 0


def test_while_the_first_runs_its_repeat_gets_conflict(committed_db: None) -> None:
    key, running, finish, outcome = str(uuid4()), threading.Event(), threading.Event(), []

    @idempotent
    def slow(_request: HttpRequest) -> Any:
        running.set()
        finish.wait(10)
        return {"done": True}

    def first() -> None:
        try:
            outcome.append(slow(request(key, {})).status_code)
        finally:
            connection.close()

    thread = threading.Thread(target=first)
    thread.start()
    assert running.wait(10)
    with pytest.raises(Conflict), transaction.atomic():
        create(request(key, {}))
    finish.set()
    thread.join()
    assert outcome == [200]
