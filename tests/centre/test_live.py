"""The live process: what is written is heard by who may, nothing is missed across a reconnect, a revoked one is dropped."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from hashlib import sha256
from typing import Any

import httpx
import pytest
from django.utils import timezone

from dieuhanh.organisations.models import Appointment, MachineToken
from tests import factories
from tests.centre.conftest import LiveProcess

pytestmark = pytest.mark.usefixtures("committed_db")


def token_of(appointment: Appointment, secret: str = "a secret for a test") -> dict[str, str]:
    """A token over the appointment's scope, as a header."""
    MachineToken.objects.create(
        name=secret, digest=sha256(secret.encode()).digest(), hint=secret[:4], owner=appointment,
        organisation=appointment.scope, powers=appointment.powers, expires_at=timezone.now() + timedelta(days=1),
    )  # fmt: skip
    return {"Authorization": f"Bearer {secret}"}


class Wall:
    """One client reading the stream in a thread of its own."""

    def __init__(self, address: str, headers: dict[str, str]) -> None:
        self.heard: list[tuple[int, str]] = []
        self.last_id = ""
        self.ended = threading.Event()
        self.opened = threading.Event()
        self.response: httpx.Response | None = None
        self._client = httpx.Client(timeout=httpx.Timeout(10, read=30))
        self._thread = threading.Thread(target=self._read, args=(address, headers), daemon=True)
        self._thread.start()
        assert self.opened.wait(10), "the stream did not open"

    def _read(self, address: str, headers: dict[str, str]) -> None:
        name = ""
        try:
            with self._client.stream("GET", address, headers=headers) as response:
                self.response = response
                self.status = response.status_code
                for line in response.iter_lines():
                    if line.startswith("id: "):
                        self.last_id = line[4:]
                    elif line.startswith("event: "):
                        name = line[7:]
                        self.opened.set()
                    elif line.startswith("data: ") and name != "beat":
                        data = json.loads(line[6:])
                        self.heard.append((data.get("id", -1), data["kind"]))
                    elif not line:
                        name = ""
        except httpx.HTTPError:
            pass
        finally:
            self.opened.set()
            self.ended.set()

    def waits_for(self, count: int, seconds: float = 8) -> list[int]:
        """The places heard, once there are that many."""
        until = time.monotonic() + seconds
        while len(self.heard) < count and time.monotonic() < until:
            time.sleep(0.02)
        return [index for index, _kind in self.heard]

    def close(self) -> None:
        """Hang up."""
        if self.response is not None:
            self.response.close()
        self._client.close()


@pytest.fixture
def walls() -> Iterator[Callable[..., Wall]]:
    """Opens walls and closes them."""
    opened: list[Wall] = []

    def open_one(address: str, headers: dict[str, str]) -> Wall:
        opened.append(Wall(address, headers))
        return opened[-1]

    yield open_one
    for one in opened:
        one.close()


def test_an_event_is_heard_by_who_may_and_by_nobody_else(live: LiveProcess, told: Any, walls: Any) -> None:
    root = factories.government()
    hanoi, saigon = (factories.organisation(code, "province", root) for code in ("T01", "T79"))
    whole = walls(live.address, token_of(factories.appointment(root, "centre.view"), "whole"))
    one = walls(live.address, token_of(factories.appointment(hanoi, "centre.view"), "one"))
    first = told(organisation=hanoi)
    second = told(organisation=saigon)
    assert whole.waits_for(2) == first + second
    assert one.waits_for(1) == first
    time.sleep(0.5)
    assert one.waits_for(1) == first


def test_a_reconnect_misses_nothing_and_hears_nothing_twice(live: LiveProcess, told: Any, walls: Any) -> None:
    root = factories.government()
    headers = token_of(factories.appointment(root, "centre.view"))
    before = walls(live.address, headers)
    known = told(2, organisation=root)
    assert before.waits_for(2) == known
    before.close()
    missed = told(3, organisation=root)
    again = walls(live.address, {**headers, "Last-Event-ID": before.last_id})
    assert again.waits_for(3) == missed
    later = told(1, organisation=root)
    assert again.waits_for(4) == missed + later


def test_a_page_that_knows_an_event_is_told_what_came_between_its_making_and_its_stream(
    live: LiveProcess, told: Any, walls: Any
) -> None:
    root = factories.government()
    headers = token_of(factories.appointment(root, "centre.view"))
    made = told(3, organisation=root)
    wall = walls(f"{live.address}?after={made[0]}", headers)
    assert wall.waits_for(2) == made[1:]


def test_a_client_that_missed_too_much_is_told_to_ask_for_everything(
    live: LiveProcess, told: Any, walls: Any
) -> None:
    root = factories.government()
    headers = token_of(factories.appointment(root, "centre.view"))
    made = told(1001, organisation=root)
    wall = walls(live.address, {**headers, "Last-Event-ID": "-1"})
    wall.waits_for(1)
    assert wall.heard == [(-1, "*")]
    assert wall.last_id == str(made[-1])


def test_nobody_and_who_lacks_the_power_are_refused(live: LiveProcess) -> None:
    root = factories.government()
    powerless = token_of(factories.appointment(root, "reporting.view"), "powerless")
    assert httpx.get(live.address).status_code == 401
    assert httpx.get(live.address, headers={"Authorization": "Bearer guessed"}).status_code == 401
    assert httpx.get(live.address, headers=powerless).status_code == 403
    assert httpx.get(live.address.replace("/wall/", "/wall2/")).status_code == 404


def test_a_session_is_taken_as_pages_take_it_and_only_the_own_host_may_read_across_ports(
    live: LiveProcess, client_for: Any
) -> None:
    root = factories.government()
    client = client_for(factories.appointment(root, "centre.view"))
    cookie = {"Cookie": f"sessionid={client.cookies['sessionid'].value}"}
    for origin, allowed in (
        ("http://127.0.0.1:8000", "http://127.0.0.1:8000"),
        ("http://evil.example", None),
        ("http://127.0.0.1:9999", None),
    ):
        with httpx.stream("GET", live.address, headers={**cookie, "Origin": origin}) as response:
            assert response.status_code == 200
            assert response.headers.get("access-control-allow-origin") == allowed
            assert next(response.iter_lines()) == "retry: 2000"


def test_another_host_name_is_not_served(live: LiveProcess) -> None:
    assert httpx.get(live.address, headers={"Host": "evil.example"}).status_code == 400


def test_the_stream_goes_on_after_the_database_dropped_its_connections(
    live: LiveProcess, told: Any, walls: Any
) -> None:
    from django.db import connections

    root = factories.government()
    wall = walls(live.address, token_of(factories.appointment(root, "centre.view")))
    first = told(1, organisation=root)
    assert wall.waits_for(1) == first
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query ILIKE 'LISTEN dieuhanh_wall%%' "
            "AND datname = current_database()"
        )
    second = told(1, organisation=root)
    assert wall.waits_for(2) == first + second
