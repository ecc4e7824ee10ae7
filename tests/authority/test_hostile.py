"""Nothing that can be sent makes a request fail: every address, with real records, as one who may, sent what no one should.

NULs, broken UTF-8, numbers out of every range, deep JSON, lying content types, torn multipart, keys given twice.
What is wrong is told as a problem (API) or a page, never as a failure. tests/api lets schemathesis invent more.
"""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.http import HttpResponse

from tests.authority.rows import all_rows
from tests.authority.table import Row
from tests.authority.world import MACHINE, PEOPLE, World, undone

ROWS = [row for row in all_rows() if row.may and not row.address.startswith(("/accounts/", "/styleguide"))]
READS = [row for row in ROWS if row.method == "GET"]
WRITES = [row for row in ROWS if row.method == "POST"]
HUGE = 10**40
VALUES = (
    "%00", "a%00b", "%ff%fe", "%C3%28", str(HUGE), f"-{HUGE}", "9223372036854775808", "1e400", "NaN", "a" * 3000, "'\"--%3B",
    "%E2%80%AE%F0%9F%98%80", "2020-13-99", "0000-00-00", "9999-12-31", "0001-01-01", "W10", "bnVsbA", "eyJhIjoxfQ", "WzEsMl0",
)  # fmt: skip
"""Percent-encoded, as they stand in an address; the last are cursors that say something else than a place."""
PARAMETERS = (
    "q", "after", "as_of", "kind", "state", "organisation", "period", "year", "at", "layout", "limit", "view", "sort", "format",
    "indicator", "province", "subject", "from", "to", "version", "replaces", "breakdown", "path",
)  # fmt: skip
ALONE = ("after", "as_of", "q", "view", "at", "sort")
"""Asked alone as well, so that the refusal of one does not hide another."""


def who(row: Row) -> str:
    return MACHINE if MACHINE in row.may else next(role for role in row.may if role in PEOPLE)


def path_of(row: Row, world: World, **instead: str) -> str:
    path = row.address
    for name, value in {**row.at, **instead}.items():
        path = path.replace("{" + name + "}", str(world.fill(value)))
    return path


def sent(world: World, row: Row, path: str, query: str = "", **what: Any) -> HttpResponse:
    """The request in a savepoint of its own, whatever becomes of it."""
    with undone():
        client = world.client(who(row), raise_request_exception=False)
        headers = {**world.headers(who(row)), **what.pop("headers", {})}
        address = f"{path}?{query}" if query else path
        answer = client.generic(row.method, address, headers=headers, **what)
        if not answer.streaming:
            _ = answer.content
        return answer


def judge(row: Row, answer: HttpResponse, what: object) -> None:
    """No failure, and what is wrong is told in the house's form."""
    assert answer.status_code < 500, f"{row.name} failed on {what!r}"
    if row.api and answer.status_code >= 400 and answer.status_code != 405:
        kind = answer.headers["Content-Type"]
        assert kind.startswith("application/problem+json"), (
            f"{row.name} answered {what!r} with {answer.status_code} {kind}"
        )


@pytest.mark.parametrize("row", READS, ids=lambda row: row.name)
def test_no_question_makes_a_read_fail(row: Row, world: World) -> None:
    path, usual = path_of(row, world), row._query(world)
    for value in VALUES:
        every = "&".join(f"{name}={value}" for name in PARAMETERS)
        judge(row, sent(world, row, path, every), value)
    for name in ALONE:
        for value in ("a%00b", str(HUGE)):
            judge(row, sent(world, row, path, f"{usual}&{name}={value}"), (name, value))
    judge(row, sent(world, row, path, "&".join(f"{name}=1&{name}=2" for name in PARAMETERS)), "twice")
    for name in row.at:
        for value in ("%00", "%ff", "a" * 2000, str(HUGE)):
            judge(row, sent(world, row, path_of(row, world, **{name: value})), (name, value))


def bodies(row: Row, world: World) -> Iterator[tuple[str, str, bytes, dict[str, str]]]:
    """What is sent: its name, its content type, the bytes, headers."""
    good = world.fill(row.send) if row.send is not None else {}
    good = good if isinstance(good, dict) else {}
    jsons = {
        "nothing": b"",
        "null": b"null",
        "a list": b"[1,2]",
        "torn": b'{"a": ',
        "broken utf-8": b'{"reason": "\xff\xfe", "code": "\xc3"}',
        "half a character": b'{"reason": "\\ud800", "code": "\\udfff", "name": "\\ud800"}',
        "deep": b"[" * 60_000,
        "deep and closed": b'{"a":' * 900 + b"1" + b"}" * 900,
        "twice": b'{"reason": "a", "reason": 1, "code": "A", "code": null}',
        "no numbers": b'{"low": NaN, "limit": Infinity, "value": -Infinity}',
        "nul everywhere": json.dumps(spoilt(good, "a\0b")).encode(),
        "huge everywhere": json.dumps(spoilt(good, HUGE)).encode(),
        "long everywhere": json.dumps(spoilt(good, "ă" * 20_000)).encode(),
        "half a character everywhere": json.dumps(spoilt(good, "\ud800")).encode(),
        "objects everywhere": json.dumps(spoilt(good, {"a": [1]})).encode(),
    }
    for name, content in jsons.items():
        yield name, "application/json", content, {}
    whole = json.dumps(good).encode()
    for kind in (
        "text/plain",
        "",
        "application/xml",
        "application/json; charset=utf-7",
        "text/csv",
        "application/x-ndjson",
        "a/b; =",
    ):
        yield f"as {kind}", kind, whole, {}
    yield "said to be zipped", "application/json", whole, {"Content-Encoding": "gzip"}
    for name, content in {
        "multipart without an end": b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.xlsx"\r\n\r\nPK',
        "multipart of nothing": b"--x--\r\n",
        "multipart with a lying name": b'--x\r\nContent-Disposition: form-data; name="file"; filename="../../\x00a\xff.xlsx"\r\n\r\nPK\r\n--x--\r\n',
    }.items():
        yield name, "multipart/form-data; boundary=x", content, {}
    yield "multipart without a boundary", "multipart/form-data", b"--x\r\n\r\n", {}
    form = "&".join(f"{name}=%00%ff" for name in (*good, "reason", "id", "action", "next", "path"))
    yield "a broken form", "application/x-www-form-urlencoded", form.encode(), {}
    for key in ("\xff" * 30, "k" * 500, "a\tb"):
        yield f"with the key {key[:9]!r}", "application/json", whole, {"Idempotency-Key": key}


def spoilt(value: Any, with_what: Any) -> Any:
    """The same shape with every leaf replaced."""
    if isinstance(value, dict) and value:
        return {name: spoilt(one, with_what) for name, one in value.items()}
    if isinstance(value, list) and value:
        return [spoilt(one, with_what) for one in value]
    return with_what


@pytest.mark.parametrize("row", WRITES, ids=lambda row: row.name)
def test_no_body_makes_a_change_fail(row: Row, world: World) -> None:
    path = path_of(row, world)
    for name, kind, content, headers in bodies(row, world):
        judge(row, sent(world, row, path, data=content, content_type=kind, headers=headers), name)
