"""The stream of events as one small ASGI application: admit, tell what was missed, pass on what comes.

`GET /api/v1/wall/events` streams; `Last-Event-ID` (or `?after=`) says what the client knows already.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterable
from contextlib import suppress
from typing import Any
from urllib.parse import parse_qs, urlsplit

import structlog
from django.conf import settings
from django.http.request import split_domain_port, validate_host

from dieuhanh.centre.admission import RECHECK_SECONDS, Admission, Standing, credential_of
from dieuhanh.centre.fanout import Client, Hub, by_credential, named
from dieuhanh.config.environment import env

PATH = "/api/v1/wall/events"
MOST_CLIENTS = 4000
READY_WITHIN_SECONDS = 5.0
RETRY_MILLISECONDS = 2000

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]
Headers = list[tuple[bytes, bytes]]
log = structlog.get_logger(__name__)


class Live:
    """The application: one hub, one admission, a stream for each client."""

    def __init__(self) -> None:
        self.hub = Hub()
        self.admission = Admission()
        self._rechecking: asyncio.Task[None] | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            return
        headers = dict(scope["headers"])
        cross = cross_origin(headers)
        if scope["path"] == "/health/live":
            return await answer(send, 200, {"clients": len(self.hub.clients), "position": self.hub.position})
        if scope["path"] != PATH:
            return await problem(send, 404, "Not found", "Only the wall's events are served here.", cross)
        if not host_is_ours(headers):
            return await problem(send, 400, "Bad request", "This host name is not served here.", [])
        if scope["method"] == "OPTIONS":
            return await preflight(send, cross)
        if scope["method"] != "GET":
            return await problem(send, 405, "Not allowed", "Only GET.", cross)
        await self._admit(scope, receive, send, cross)

    async def _admit(self, scope: Scope, receive: Receive, send: Send, cross: Headers) -> None:
        self._start()
        if len(self.hub.clients) >= MOST_CLIENTS:
            return await problem(send, 503, "Full", "Too many walls are open; try again shortly.", cross)
        credential = credential_of(scope["headers"])
        try:
            standing = await self.admission.standing(credential)
            await asyncio.wait_for(self.hub.ready.wait(), READY_WITHIN_SECONDS)
        except Exception as error:  # the database is away: say so, the client comes back by itself
            log.error("centre.live.unavailable", error=str(error).strip())
            return await problem(send, 503, "Unavailable", "The source is not reachable just now.", cross)
        if standing.status != 200:
            title = "Sign in first" if standing.status == 401 else "Refused"
            return await problem(send, standing.status, title, standing.reason, cross)
        client = Client(credential, standing, -1)
        self.hub.join(client)
        try:
            await self._stream(client, known(scope), receive, send, cross)
        finally:
            self.hub.drop(client)

    def _start(self) -> None:
        self.hub.start()
        if self._rechecking is None:
            self._rechecking = asyncio.create_task(self._recheck_forever())

    async def _stream(
        self, client: Client, after: int | None, receive: Receive, send: Send, cross: Headers
    ) -> None:
        """First what was missed, then what comes, until either side ends it."""
        joined = client.seen
        first = f"retry: {RETRY_MILLISECONDS}\n\n".encode() + named("beat", {"position": joined})
        missed = b"" if after is None else await self.hub.missed(after, joined, client.standing)
        await send({"type": "http.response.start", "status": 200, "headers": [*STREAM, *cross]})
        await send(body(first + missed + named("beat", {"position": joined}, joined)))
        gone = asyncio.ensure_future(hung_up(receive))
        try:
            await self._pass_on(client, gone, send)
        finally:
            gone.cancel()
        with suppress(Exception):  # the other side may be gone already
            await send(body(b"", more=False))

    async def _pass_on(self, client: Client, gone: "asyncio.Future[None]", send: Send) -> None:
        while not gone.done():
            waiting = asyncio.ensure_future(client.queue.get())
            await asyncio.wait([waiting, gone], return_when=asyncio.FIRST_COMPLETED)  # type: ignore[type-var]
            if not waiting.done():
                waiting.cancel()
                return
            frame = waiting.result()
            if frame is None:
                return
            await send(body(frame))

    async def _recheck_forever(self) -> None:
        """Ask again for every credential: a revoked one is dropped, a changed remit takes effect."""
        while True:
            await asyncio.sleep(RECHECK_SECONDS)
            for credential, clients in by_credential(self.hub.clients).items():
                with suppress(Exception):  # asked again next time; meanwhile silence marks the walls stale
                    self._apply(await self.admission.standing(credential), clients)

    def _apply(self, standing: Standing, clients: list[Client]) -> None:
        for client in clients:
            if standing.status == 200:
                client.standing = standing
            else:
                self.hub.drop(client)

    async def stop(self) -> None:
        """End everything (tests)."""
        if self._rechecking is not None:
            self._rechecking.cancel()
        await self.hub.stop()


STREAM: Headers = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),
    (b"x-content-type-options", b"nosniff"),
]


def known(scope: Scope) -> int | None:
    """The last event that the client says it knows: the header of a reconnect first, then `?after=`."""
    told = dict(scope["headers"]).get(b"last-event-id", b"").decode("latin-1")
    told = told or parse_qs(scope["query_string"].decode("latin-1")).get("after", [""])[-1]
    return int(told) if told.lstrip("-").isdecimal() and len(told) < 19 else None


def host_is_ours(headers: dict[bytes, bytes]) -> bool:
    """Whether the Host header is one of those that may be used."""
    return validate_host(hostname(headers), settings.ALLOWED_HOSTS)


def hostname(headers: dict[bytes, bytes]) -> str:
    """The name in the Host header, without its port."""
    return split_domain_port(headers.get(b"host", b"").decode("latin-1"))[0]


def cross_origin(headers: dict[bytes, bytes]) -> Headers:
    """The headers that let the page of the same host name (on its own port) read this with its cookie."""
    origin = headers.get(b"origin", b"").decode("latin-1")
    vary = (b"vary", b"Origin")
    if not origin or not (_same_host(origin, headers) or origin == settings.ORIGIN.rstrip("/")):
        return [vary]
    return [
        vary,
        (b"access-control-allow-origin", origin.encode("latin-1")),
        (b"access-control-allow-credentials", b"true"),
    ]


def _same_host(origin: str, headers: dict[bytes, bytes]) -> bool:
    try:
        parts = urlsplit(origin)
        name, port = parts.hostname, parts.port
    except ValueError:
        return False
    own = hostname(headers).strip("[]")
    return parts.scheme in {"http", "https"} and name == own and port in {_page_port(), 80, 443, None}


def _page_port() -> int:
    return env.integer("DIEUHANH_PORT")


async def hung_up(receive: Receive) -> None:
    """Wait until the client goes."""
    while (await receive())["type"] != "http.disconnect":
        pass


def body(content: bytes, *, more: bool = True) -> dict[str, Any]:
    """A piece of an answer's body."""
    return {"type": "http.response.body", "body": content, "more_body": more}


async def answer(
    send: Send, status: int, content: dict[str, Any], headers: Iterable[tuple[bytes, bytes]] = ()
) -> None:
    """A whole JSON answer."""
    kind = (
        []
        if any(name == b"content-type" for name, _ in headers)
        else [(b"content-type", b"application/json")]
    )
    await send(
        {
            "type": "http.response.start",
            "status": status,
            "headers": [*kind, *headers, (b"cache-control", b"no-store")],
        }
    )
    await send(body(json.dumps(content, ensure_ascii=False).encode(), more=False))


async def problem(send: Send, status: int, title: str, detail: str, cross: Headers) -> None:
    """An RFC 9457 answer."""
    said = [(b"content-type", b"application/problem+json"), *cross]
    if status == 401:
        said.append((b"www-authenticate", b'Bearer realm="dieuhanh"'))
    await answer(
        send, status, {"type": "about:blank", "title": title, "status": status, "detail": str(detail)}, said
    )


async def preflight(send: Send, cross: Headers) -> None:
    """What a browser asks before it sends a header of its own."""
    allowed = [
        (b"access-control-allow-methods", b"GET"),
        (b"access-control-allow-headers", b"last-event-id, authorization"),
    ]
    await send({"type": "http.response.start", "status": 204, "headers": [*cross, *allowed]})
    await send(body(b"", more=False))
