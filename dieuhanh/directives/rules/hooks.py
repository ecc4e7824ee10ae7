"""Webhooks: which changes may be asked for, where they may be sent, how they are signed, when a failed one is tried again.

The signature is that of Standard Webhooks (standardwebhooks.com), so that a receiver needs no code of ours to check it.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from urllib.parse import urlsplit

from dieuhanh.deadlines.rules.text import RuleFault, Text

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

PREFIX = "directives.task."
EVERYTHING = "*"
EVENTS = (
    "assigned", "succeeded", "acknowledged", "progressed", "broken_down", "contributed", "claimed", "claim_retracted",
    "verified", "claim_refused", "reopened", "return_asked", "return_refused", "clarified", "extension_asked",
    "extension_granted", "extension_refused", "deadline_moved", "withdrawn", "transferred", "repeat_linked", "reminded",
    "escalated", "unacknowledged", "unverified", "in_time", "due_soon", "overdue", "done_in_time", "done_late",
    "explanation_asked", "explained", "unexplained", "period_opened", "period_due_soon", "period_overdue", "period_reported",
    "period_refused",
)  # fmt: skip
"""What may be asked for by name, each an entry `directives.task.<event>` of the ledger; `*` is all of them."""

SECRET_PREFIX = "whsec_"  # noqa: S105 — how a secret begins
SECRET_BYTES = 32
FORMER_HOURS = 24
"""How long a secret that was replaced still signs, beside the new one: a receiver changes over without losing a message."""
MOST_FORMER = 4
"""Replaced secrets that sign at once; each is one more signature in the header."""
WAITS = (5, 30, 120, 600, 1800, 7200, 21600)
"""Seconds after the first, second … failure in a row; after that always the last."""
MOST_ATTEMPTS = len(WAITS) + 1
"""A change that was tried so often is set aside with an alarm, and the next one gets its turn (about nine hours)."""
PAUSE_AFTER = 3 * MOST_ATTEMPTS
"""Failures in a row after which nobody seems to live at the address: the subscription rests until someone starts it."""
LONGEST_ADDRESS = 500

# The IPv6 forms that carry an IPv4 address within: who routes them reaches that one.
_NAT64, _SIX_TO_FOUR = ip_network("64:ff9b::/96"), ip_network("2002::/16")


@dataclass(frozen=True, slots=True)
class Target:
    """Where a change is sent, taken apart."""

    secure: bool
    host: str
    port: int
    path: str


def target_of(address: str) -> Target | None:
    """The parts of an address, or None where it is none that may be sent to: http(s), a host, no name or password, no fragment."""
    if len(address) > LONGEST_ADDRESS or not address.isascii() or not address.isprintable() or " " in address:
        return None
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not parts.hostname or "@" in parts.netloc or parts.fragment:
        return None
    secure = parts.scheme == "https"
    if port == 0 or len(parts.hostname) > 253:
        return None
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Target(secure, parts.hostname, port or (443 if secure else 80), path)


def faults(name: str, address: str, events: Sequence[str], allowed: Collection[Network]) -> list[RuleFault]:
    """What is wrong with a subscription as handed in. An address by name is looked at again at each sending."""
    found = []
    if not name.strip() or len(name) > 120:
        found.append(
            _fault(
                "name",
                "Đặt tên cho đăng ký, tối đa 120 ký tự.",
                "Name the subscription, in at most 120 characters.",
            )
        )
    target = target_of(address)
    if target is None:
        found.append(
            _fault(
                "address",
                "Ghi địa chỉ nhận dạng https://máy-chủ/đường-dẫn, không kèm tên, mật khẩu.",
                "Give the receiver's address as https://host/path, without user name, password or #.",
                address[:80],
            )
        )
    elif literal := literal_of(target.host):
        if refusal := refusal_of(literal, target.secure, allowed):
            found.append(RuleFault("private_address", "address", refusal, address[:80]))
    elif not target.secure and not allowed:
        found.append(RuleFault("not_secure", "address", _NOT_SECURE, address[:80]))
    unknown = [one for one in events if one != EVERYTHING and one not in EVENTS]
    if not events or unknown:
        found.append(
            _fault(
                "events",
                f"Chọn sự kiện trong: *, {', '.join(EVENTS)}.",
                f"Choose events among: *, {', '.join(EVENTS)}.",
                ", ".join(unknown)[:80],
            )
        )
    return found


def _fault(name: str, vi: str, en: str, value: str = "") -> RuleFault:
    return RuleFault("wrong", name, Text(vi, en), value)


_NOT_SECURE = Text(
    "Địa chỉ phải bắt đầu bằng https://; http:// chỉ dùng trong mạng riêng được cho phép.",
    "The address must begin with https://; http:// is for permitted private networks alone.",
)


def literal_of(host: str) -> Address | None:
    """The address that a host name is, where it is one."""
    try:
        return ip_address(host.strip("[]").partition("%")[0])
    except ValueError:
        return None


def refusal_of(address: Address, secure: bool, allowed: Collection[Network]) -> Text | None:
    """Why nothing may be sent there, or None: only public addresses over TLS, and the networks that the operator permits.

    A name that points into the node's own network would let who may subscribe reach what only the node may (SSRF).
    """
    every = _with_inner(address)
    if all(any(one in network for network in allowed if network.version == one.version) for one in every):
        return None
    if any(not one.is_global or one.is_multicast for one in every):
        return Text(
            f"{address} là địa chỉ nội bộ; chỉ gửi tới địa chỉ công khai hoặc mạng được quản trị viên cho phép.",
            f"{address} is an internal address; changes go to public addresses or to networks that the operator permits.",
        )
    return None if secure else _NOT_SECURE


def _with_inner(address: Address) -> list[Address]:
    if isinstance(address, IPv4Address):
        return [address]
    if address.ipv4_mapped is not None:
        return [address.ipv4_mapped]
    if address.teredo is not None:
        return [address, address.teredo[1]]
    if address in _NAT64:
        return [IPv4Address(int(address) & 0xFFFFFFFF)]
    if address in _SIX_TO_FOUR and address.sixtofour is not None:
        return [address, address.sixtofour]
    return [address]


def networks_of(texts: Sequence[str]) -> tuple[Network, ...]:
    """The networks that are written `10.1.0.0/16` or as one address. Raises `ValueError`."""
    return tuple(ip_network(one) for one in texts)


def wants(events: Collection[str], kind: str) -> bool:
    """Whether a subscription to these events is told of an entry of this kind."""
    return kind.startswith(PREFIX) and (EVERYTHING in events or kind.removeprefix(PREFIX) in events)


def signature(secret: str, message_id: str, timestamp: int, body: bytes) -> str:
    """`v1,<base64>`: HMAC-SHA256 over `<id>.<timestamp>.<body>`; the key is the secret's base64 after `whsec_`.

    Raises `ValueError` for a secret that is none.
    """
    try:
        key = base64.b64decode(secret.removeprefix(SECRET_PREFIX), validate=True)
    except binascii.Error as error:
        raise ValueError("not a webhook secret") from error
    made = hmac.new(key, f"{message_id}.{timestamp}.".encode() + body, hashlib.sha256).digest()
    return f"v1,{base64.b64encode(made).decode()}"


def signatures(secrets: Sequence[str], message_id: str, timestamp: int, body: bytes) -> str:
    """What the header says: one signature a secret, apart by a space; a receiver takes the message where any of them fits."""
    return " ".join(signature(one, message_id, timestamp, body) for one in secrets)


def wait_after(failures: int) -> int:
    """Seconds until the next attempt, after so many failures in a row."""
    return WAITS[min(max(failures, 1), len(WAITS)) - 1]
