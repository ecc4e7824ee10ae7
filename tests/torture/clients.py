"""Clients as a ministry's programs are: each write has an Idempotency-Key and is repeated until it is answered.

What was answered is remembered (`Acknowledged`): the checks hold the database to it.
"""

import json
import random
import threading
import time
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import httpx

PATIENCE_SECONDS = 600.0
STILL_RUNNING = "urn:dieuhanh:problem:first-still-running"


class Unanswered(Exception):
    """A write that was never answered: the program did not come back."""


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """A write that was answered: by whom, what, and what the answer said."""

    key: str
    who: str
    path: str
    status: int
    said: dict[str, Any] = field(hash=False)


class Book:
    """What was acknowledged, what was found wrong on the way, and how often it had to be asked again."""

    def __init__(self) -> None:
        self.acknowledged: list[Acknowledged] = []
        self.faults: list[str] = []
        self.repeats = 0
        self._lock = threading.Lock()

    def add(self, one: Acknowledged) -> None:
        with self._lock:
            self.acknowledged.append(one)

    def fault(self, text: str) -> None:
        with self._lock:
            self.faults.append(text)

    def repeated(self) -> None:
        with self._lock:
            self.repeats += 1


class Caller:
    """One signed-in person's program."""

    def __init__(self, url: str, account: dict[str, str], book: Book, lot: random.Random) -> None:
        self.name, self.passphrase = account["username"], account.get("signing_passphrase", "")
        self.book, self.lot = book, lot
        self.http = httpx.Client(base_url=url, timeout=30, headers={"Accept-Language": "en"})
        self._sign_in(account["password"])

    def _sign_in(self, password: str) -> None:
        place = "/accounts/login/"
        self.http.get(place)
        form = {
            "login": self.name,
            "password": password,
            "csrfmiddlewaretoken": self.http.cookies["csrftoken"],
        }
        answer = self.http.post(place, data=form)
        assert answer.status_code == 302, f"{self.name} can't sign in: {answer.status_code}"
        self.http.headers["X-CSRFToken"] = self.http.cookies["csrftoken"]

    def get(self, path: str, **params: Any) -> Any:
        """Read, as often as it takes."""
        return self._until_answered(lambda: self.http.get(f"/api/v1{path}", params=params)).json()

    def post(
        self, path: str, body: Any = None, *, content: bytes | None = None, kind: str = ""
    ) -> httpx.Response:
        """Write once, however often it has to be said; what is answered goes into the book."""
        key = str(uuid4())
        headers = {"Idempotency-Key": key, "Content-Type": kind or "application/json"}
        given = json.dumps(body or {}).encode() if content is None else content

        def say() -> httpx.Response:
            return self.http.post(f"/api/v1{path}", content=given, headers=headers)

        twin = self._twin(path, given, headers) if self.lot.random() < 0.15 else None
        answer = self._until_answered(say)
        said = answer.json() if "json" in answer.headers.get("content-type", "") else {}
        self.book.add(Acknowledged(key, self.name, path, answer.status_code, said))
        if twin is not None:
            twin(answer)
        return answer

    def _twin(self, path: str, given: bytes, headers: dict[str, str]) -> Any:
        """The same request a second time at the same moment, as an impatient proxy sends it."""
        heard: list[httpx.Response] = []

        def say() -> None:
            try:
                heard.append(
                    httpx.post(
                        self.http.base_url.join(f"/api/v1{path}"),
                        content=given,
                        headers={**self.http.headers, **headers},
                        cookies=dict(self.http.cookies),
                        timeout=30,
                    )
                )
            except httpx.HTTPError:
                return  # a twin need not be answered

        thread = threading.Thread(target=say, daemon=True)
        thread.start()

        def compare(answer: httpx.Response) -> None:
            thread.join(30)
            if not heard or is_passing(heard[0]):
                return
            if (heard[0].status_code, heard[0].content) != (answer.status_code, answer.content):
                self.book.fault(f"{path}: a repeat of {headers['Idempotency-Key']} was answered otherwise")

        return compare

    def _until_answered(self, say: Any) -> httpx.Response:
        until, pause = time.monotonic() + PATIENCE_SECONDS, 0.1
        last: Any = None
        while time.monotonic() < until:
            try:
                last = say()
                if not is_passing(last):
                    return last  # type: ignore[no-any-return]
            except httpx.HTTPError as error:
                last = error
            self.book.repeated()
            time.sleep(pause * (0.5 + self.lot.random()))
            pause = min(1.0, pause * 1.6)
        raise Unanswered(f"{self.name}: {last!r} {getattr(last, 'text', '')[:300]}")


def is_passing(answer: httpx.Response) -> bool:
    """Whether an answer says no more than “ask again”."""
    return answer.status_code >= 500 or (
        answer.status_code == 409 and answer.json().get("type") == STILL_RUNNING
    )
