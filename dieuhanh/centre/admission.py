"""Who may listen to the wall, and to which bodies' events: asked in a thread, remembered for a short while.

A thousand walls behind one token are one question. The answer is asked again every `RECHECK_SECONDS`,
so that a revoked session or token stops hearing soon after.
"""

import asyncio
import http.cookies
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from hashlib import sha256
from importlib import import_module
from uuid import UUID

from django.conf import settings
from django.contrib.auth import get_user
from django.db import close_old_connections, connection
from django.http import HttpRequest

from dieuhanh.config.actor import Actor
from dieuhanh.organisations.authority import may, scope_sql
from dieuhanh.organisations.identification import actor_of_request

RECHECK_SECONDS = 15.0
POWER = "centre.view"


@dataclass(frozen=True, slots=True)
class Credential:
    """What a client brought: a bearer token or a session cookie. `key` names it without holding it."""

    authorization: str
    cookie: str

    @property
    def key(self) -> bytes:
        """A hash that names the credential."""
        return sha256(f"{self.authorization}\n{self.cookie}".encode()).digest()


@dataclass(frozen=True, slots=True)
class Standing:
    """What a credential may hear: `status` 200, else why not (401, 403). `bodies` None: of all bodies."""

    status: int
    reason: str = ""
    bodies: frozenset[UUID] | None = frozenset()

    def hears(self, organisation_id: UUID | None) -> bool:
        """Whether an event about this body is told to it. What concerns the whole country is for the whole."""
        return self.bodies is None or organisation_id in self.bodies


NOBODY = Standing(401, "Sign in, or send a token as “Authorization: Bearer …”.")


def credential_of(headers: Iterable[tuple[bytes, bytes]]) -> Credential:
    """The credential in a request's headers; of the cookies only the session's is kept."""
    authorization = cookie = ""
    for name, value in headers:
        if name == b"authorization":
            authorization = value.decode("latin-1")
        elif name == b"cookie":
            cookie = _session_of(value.decode("latin-1")) or cookie
    return Credential(authorization, cookie)


def _session_of(header: str) -> str:
    jar: http.cookies.SimpleCookie = http.cookies.SimpleCookie()
    try:
        jar.load(header)
    except http.cookies.CookieError:
        return ""
    morsel = jar.get(settings.SESSION_COOKIE_NAME)
    return morsel.value if morsel else ""


class Admission:
    """Answers for credentials, each asked once in a while however many clients bring it."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(max_workers=3, thread_name_prefix="admission")
        self._known: dict[bytes, tuple[float, asyncio.Future[Standing]]] = {}

    async def standing(self, credential: Credential) -> Standing:
        """The credential's standing, not older than `RECHECK_SECONDS`."""
        if not credential.authorization and not credential.cookie:
            return NOBODY
        loop = asyncio.get_running_loop()
        asked = self._known.get(credential.key)
        if asked is None or loop.time() - asked[0] > RECHECK_SECONDS:
            self._forget(loop.time())
            asked = (loop.time(), asyncio.ensure_future(loop.run_in_executor(self._threads, ask, credential)))
            self._known[credential.key] = asked
        try:
            return await asyncio.shield(asked[1])
        except Exception:
            self._known.pop(credential.key, None)
            raise

    def _forget(self, now: float) -> None:
        for key in [key for key, (at, _) in self._known.items() if now - at > 2 * RECHECK_SECONDS]:
            del self._known[key]


def ask(credential: Credential) -> Standing:
    """The same identification and the same authority as pages and API have. Runs in a thread."""
    close_old_connections()
    try:
        actor = actor_of_request(_request(credential))
        if actor is None:
            return NOBODY
        verdict = may(actor, POWER, actor.scope_id)
        return Standing(200, bodies=_bodies(actor)) if verdict else Standing(403, verdict.reason)
    finally:
        close_old_connections()


def _request(credential: Credential) -> HttpRequest:
    request = HttpRequest()
    if credential.authorization:
        request.META["HTTP_AUTHORIZATION"] = credential.authorization
    store = import_module(settings.SESSION_ENGINE).SessionStore
    request.session = store(credential.cookie or None)
    request.user = get_user(request)
    return request


def _bodies(actor: Actor) -> frozenset[UUID] | None:
    within = scope_sql(actor)
    if within is None:
        return None
    with connection.cursor() as cursor:
        cursor.execute(*within)
        return frozenset(row[0] for row in cursor.fetchall())
