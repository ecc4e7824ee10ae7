"""One ear at the database, a thousand mouths: the fan-out of events to the clients of one process.

One connection listens; on a knock (and every few seconds in any case) the events after the last one
are read once, written as frames once for each remit, and put into each client's bounded queue. A client
that does not empty its queue is dropped: it reconnects and is told what it missed.
"""

import asyncio
import json
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import psycopg
import structlog
from django.db import connections

from dieuhanh.centre.admission import Credential, Standing
from dieuhanh.centre.listens import CHANNEL
from dieuhanh.centre.queries.events import COLUMNS, EventRead

QUEUE = 64
BATCH = 500
REPLAY_MOST = 1000
POLL_SECONDS = 5.0
BEAT_SECONDS = 15.0
RETRY_SECONDS = 1.0

log = structlog.get_logger(__name__)


@dataclass(eq=False, slots=True)
class Client:
    """One open wall. `seen`: the last event that is on its way to it; `None` in the queue ends it."""

    credential: Credential
    standing: Standing
    seen: int
    queue: "asyncio.Queue[bytes | None]" = field(default_factory=lambda: asyncio.Queue(QUEUE))

    def give(self, frame: bytes) -> bool:
        """Queue a frame; false when the client is too slow."""
        try:
            self.queue.put_nowait(frame)
        except asyncio.QueueFull:
            return False
        return True

    def end(self) -> None:
        """Let its stream finish, whatever is still queued."""
        while not self.queue.empty():
            self.queue.get_nowait()
        self.queue.put_nowait(None)


def frame(event: EventRead) -> bytes:
    """One event as server-sent text, under the default name."""
    return f"id: {event.index}\ndata: {json.dumps(event.as_dict(), ensure_ascii=False)}\n\n".encode()


def named(name: str, data: dict[str, Any], index: int | None = None) -> bytes:
    """A frame with a name of its own: `beat` (all is well) or `reset` (ask for everything again)."""
    mark = "" if index is None else f"id: {index}\n"
    return f"{mark}event: {name}\ndata: {json.dumps(data)}\n\n".encode()


class Hub:
    """The listening connection and the clients. `position`: the last event that was handed out."""

    def __init__(self) -> None:
        self.clients: set[Client] = set()
        self.position = -1
        self.ready = asyncio.Event()
        self._heard = 0.0
        self._connection: psycopg.AsyncConnection[Any] | None = None
        self._tasks: list[asyncio.Task[None]] = []

    def start(self) -> None:
        """Begin to listen; once, from the first request on."""
        if not self._tasks:
            self._tasks = [
                asyncio.create_task(self._listen_forever()),
                asyncio.create_task(self._beat_forever()),
            ]

    async def stop(self) -> None:
        """End everything (tests)."""
        for task in self._tasks:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
        self._tasks = []
        for client in list(self.clients):
            self.drop(client)

    @property
    def healthy(self) -> bool:
        """Whether the database was heard lately: a wall is not told that all is well when nobody knows."""
        return self.ready.is_set() and asyncio.get_running_loop().time() - self._heard < 3 * POLL_SECONDS

    def join(self, client: Client) -> None:
        """From now on the client gets every event after `position`."""
        client.seen = self.position
        self.clients.add(client)

    def drop(self, client: Client) -> None:
        """End a client's stream and forget it."""
        self.clients.discard(client)
        client.end()

    async def missed(self, after: int, until: int, standing: Standing) -> bytes:
        """What a client that knew `after` has missed up to `until`; word to reload where that is too much."""
        if until <= after:
            return b""
        rows = await self._read("index > %s AND index <= %s", [after, until], REPLAY_MOST + 1)
        if len(rows) > REPLAY_MOST:
            return named("reset", {"kind": "*"}, until)
        return b"".join(frame(one) for one in rows if standing.hears(one.organisation_id))

    async def _listen_forever(self) -> None:
        while True:
            try:
                await self._listen()
            except (psycopg.Error, OSError) as error:
                log.error("centre.live.database", error=str(error).strip())
                self.ready.clear()
                await asyncio.sleep(RETRY_SECONDS)

    async def _listen(self) -> None:
        params = connections["default"].get_connection_params()
        params.pop("cursor_factory", None)
        params.pop("context", None)
        listener = await psycopg.AsyncConnection.connect(**{**params, "autocommit": True})
        async with listener:
            await listener.execute(f"LISTEN {CHANNEL}")
            self._connection = await psycopg.AsyncConnection.connect(**{**params, "autocommit": True})
            async with self._connection:
                if self.position < 0:
                    cursor = await self._connection.execute(
                        "SELECT coalesce(max(index), -1) FROM centre_event"
                    )
                    self.position = (await cursor.fetchone() or (-1,))[0]
                while True:
                    await self._hand_out()
                    async for _knock in listener.notifies(timeout=POLL_SECONDS, stop_after=1):
                        pass

    async def _hand_out(self) -> None:
        """Give out everything after `position`, a batch at a time."""
        while rows := await self._read("index > %s", [self.position], BATCH):
            self._give(rows)
            self.position = rows[-1].index
        self._heard = asyncio.get_running_loop().time()
        self.ready.set()

    def _give(self, rows: list[EventRead]) -> None:
        frames = [(one.organisation_id, frame(one)) for one in rows]
        made: dict[frozenset[UUID] | None, bytes] = {}
        for client in list(self.clients):
            bodies = client.standing.bodies
            if bodies not in made:
                made[bodies] = b"".join(text for body, text in frames if client.standing.hears(body))
            client.seen = rows[-1].index
            if made[bodies] and not client.give(made[bodies]):
                log.warning("centre.live.slow_client_dropped")
                self.drop(client)

    async def _read(self, where: str, values: list[Any], limit: int) -> list[EventRead]:
        if self._connection is None:
            raise psycopg.OperationalError("not connected yet")
        cursor = await self._connection.execute(
            f"SELECT {COLUMNS} FROM centre_event WHERE {where} ORDER BY index LIMIT %s",
            [*values, limit],
        )
        return [EventRead(*row) for row in await cursor.fetchall()]

    async def _beat_forever(self) -> None:
        """A sign of life, but only while the database is heard: silence is what makes a wall say it is stale."""
        while True:
            await asyncio.sleep(BEAT_SECONDS)
            if not self.healthy:
                continue
            beat = b": beat\n\n" + named("beat", {"position": self.position})
            for client in list(self.clients):
                if not client.give(beat):
                    self.drop(client)


def by_credential(clients: Iterable[Client]) -> dict[Credential, list[Client]]:
    """Clients grouped by what they brought, so that each credential is asked once."""
    groups: dict[Credential, list[Client]] = {}
    for client in clients:
        groups.setdefault(client.credential, []).append(client)
    return groups
