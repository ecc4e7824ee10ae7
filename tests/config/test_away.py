"""While the database is away: a sentence and 503, never a failure; nothing written; the same request may be repeated."""

import errno
import json
from collections.abc import Iterator
from html import unescape
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.test import Client, RequestFactory
from django.utils.translation import override
from psycopg import errors as postgres_errors

from dieuhanh.config.api import api
from dieuhanh.config.away import away as what_is_away
from dieuhanh.config.away import database_away
from dieuhanh.interface.pages import server_error


@pytest.fixture
def away(committed_db: None) -> Iterator[None]:
    """The connection leads to a database that is not there."""
    name = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = "no_such_database"
    yield
    connection.close()
    connection.settings_dict["NAME"] = name


def asked(path: str, session: str = "", **headers: str) -> Any:
    client = Client(raise_request_exception=False)
    if session:
        client.cookies["sessionid"] = session
    return client.get(path, headers={"Accept-Language": "en", **headers})


def test_the_api_says_so_and_when_to_ask_again(away: None) -> None:
    answer = asked("/api/v1/assignments", Authorization="Bearer anything")
    assert (answer.status_code, answer.headers["Content-Type"]) == (503, "application/problem+json")
    assert answer.headers["Retry-After"] == "2"
    assert json.loads(answer.content)["type"] == "urn:dieuhanh:problem:unavailable"


def test_a_page_says_so_in_a_sentence(away: None) -> None:
    answer = asked("/reporting/", session="a" * 32)
    assert answer.status_code == 503
    assert "The database can't be reached" in unescape(answer.content.decode())


def test_health_says_no_and_the_process_lives(away: None) -> None:
    assert asked("/health/ready").status_code == 503
    assert asked("/health/live").status_code == 200


def test_what_the_database_answered_itself_is_not_called_away() -> None:
    refused = OperationalError("canceling statement due to statement timeout")
    refused.__cause__ = postgres_errors.QueryCanceled("canceling statement due to statement timeout")
    assert not database_away(refused)
    assert not database_away(ValueError("something else"))
    gone = OperationalError("server closed the connection unexpectedly")
    assert database_away(gone)
    wrapped = RuntimeError("in an action")
    wrapped.__cause__ = gone
    assert database_away(wrapped)


def test_a_disk_without_room_is_said_to_be_one() -> None:
    full = RuntimeError("while the upload was taken")
    full.__cause__ = OSError(errno.ENOSPC, "No space left on device")
    said = what_is_away(full)
    assert said is not None
    assert "hết chỗ trên ổ đĩa" in said.reason
    assert what_is_away(OSError(errno.ENOENT, "No such file")) is None


@pytest.mark.parametrize("path", ["/reporting/", "/api/v1/imports"])
def test_pages_and_the_api_say_that_the_disk_is_full(path: str) -> None:
    request = RequestFactory().get(path)
    with override("vi"):
        try:
            raise OSError(errno.ENOSPC, "No space left on device")
        except OSError as error:
            answers = [server_error(request), *([api.on_exception(request, error)] if "api" in path else [])]
    for answer in answers:
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "2")
        assert "ổ đĩa" in str(
            json.loads(answer.content)["detail"] if "api" in path else answer.content.decode()
        )


def test_another_failure_of_a_file_stays_a_failure() -> None:
    with pytest.raises(OSError, match="No such file"):
        api.on_exception(RequestFactory().get("/api/v1/imports"), OSError(errno.ENOENT, "No such file"))
