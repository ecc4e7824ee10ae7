"""One message to one receiver: the name resolved once, the address judged and pinned, no redirect followed, the answer not read.

`http.client` on a socket of our own, rather than a library that resolves again: what was judged is what is connected to,
and the whole exchange has one end, however slowly a receiver drips its answer.
"""

import http.client
import socket
import ssl
import threading
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache
from ipaddress import ip_address

from dieuhanh.directives.rules.hooks import Address, Network, Target, refusal_of, target_of

CONNECT_SECONDS = 5.0
WHOLE_SECONDS = 15.0


@dataclass(frozen=True, slots=True)
class Answer:
    """What the receiver answered, or why there is no answer (in English, for the log of deliveries)."""

    status: int | None = None
    fault: str = ""

    @property
    def ok(self) -> bool:
        """Taken: any 2xx. A redirect is none."""
        return self.status is not None and 200 <= self.status < 300


class _Refused(Exception):
    """The receiver may not be sent to."""


@cache
def _tls() -> ssl.SSLContext:
    context = ssl.create_default_context()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


def send(
    address: str,
    body: bytes,
    headers: Mapping[str, str],
    *,
    allowed: Collection[Network] = (),
    context: ssl.SSLContext | None = None,
) -> Answer:
    """POST the body; never raises for what a receiver or the network does. At most `WHOLE_SECONDS` once connected."""
    target = target_of(address)
    if target is None:
        return Answer(fault="the address is none")
    try:
        chosen = _resolved(target, allowed)
        return _exchange(target, chosen, body, headers, context or _tls())
    except _Refused as error:
        return Answer(fault=str(error)[:300])
    except (OSError, http.client.HTTPException, ValueError) as error:
        return Answer(fault=f"{type(error).__name__}: {error}"[:300])


def _resolved(target: Target, allowed: Collection[Network]) -> Address:
    """The address to connect to. One that may not be reached among a name's addresses spoils the name."""
    found = [
        ip_address(str(one[4][0]).partition("%")[0])
        for one in socket.getaddrinfo(target.host, target.port, type=socket.SOCK_STREAM)
    ]
    for one in found:
        refusal = refusal_of(one, target.secure, allowed)
        if refusal is not None:
            raise _Refused(refusal.en)
    if not found:
        raise _Refused(f"{target.host} has no address")
    return found[0]


def _exchange(
    target: Target, address: Address, body: bytes, headers: Mapping[str, str], context: ssl.SSLContext
) -> Answer:
    wire: socket.socket = socket.create_connection((str(address), target.port), timeout=CONNECT_SECONDS)
    if target.secure:
        wire = context.wrap_socket(wire, server_hostname=target.host, do_handshake_on_connect=False)
    # A receiver that sends a byte now and then would hold a plain timeout off for ever.
    end = threading.Timer(WHOLE_SECONDS, _cut, args=(wire,))
    end.daemon = True
    end.start()
    connection = http.client.HTTPConnection(target.host, target.port)
    connection.sock = wire
    try:
        wire.settimeout(WHOLE_SECONDS)
        if isinstance(wire, ssl.SSLSocket):
            wire.do_handshake()
        connection.request("POST", target.path, body, _with_host(target, headers))
        return Answer(connection.getresponse().status)
    finally:
        end.cancel()
        connection.close()


def _with_host(target: Target, headers: Mapping[str, str]) -> dict[str, str]:
    usual = 443 if target.secure else 80
    host = f"[{target.host}]" if ":" in target.host else target.host
    return {
        **headers,
        "Host": host if target.port == usual else f"{host}:{target.port}",
        "Connection": "close",
    }


def _cut(wire: socket.socket) -> None:
    try:
        wire.shutdown(socket.SHUT_RDWR)
    except OSError:
        return  # it has ended by itself
