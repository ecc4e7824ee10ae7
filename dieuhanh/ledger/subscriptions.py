"""Who wants to hear of what: rooms above subscribe to kinds of entries; ``runner`` calls them in order.

A room writes, in its ``listens.py``::

    @subscribe("centre.events", kinds=["reporting.*"])
    def on_reporting(entry: EntryRead) -> None: ...

A handler is given every matching entry in the order of the tree, at least once: it must bear a repeat.
It runs in a transaction of its own with the cursor; what it raises is tried again and then set aside.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from importlib import import_module
from importlib.util import find_spec
from typing import Any
from uuid import UUID

from django.apps import apps

from dieuhanh.ledger.rules.kinds import check_patterns


@dataclass(frozen=True, slots=True)
class EntryRead:
    """One entry as a subscriber or a page reads it. ``body`` is the content its action gave.

    ``body`` is empty and ``erased`` true where the law had the body removed.
    """

    index: int
    id: UUID
    kind: str
    at: datetime
    person_id: UUID | None
    appointment_id: UUID | None
    token_id: UUID | None
    organisation_id: UUID | None
    subject_type: str
    subject_id: UUID
    body: dict[str, Any] = field(default_factory=dict)
    name: str = ""
    position: str = ""
    simulated: bool = False
    erased: bool = False


Handler = Callable[[EntryRead], None]


@dataclass(frozen=True, slots=True)
class Subscription:
    """One durable reader: its name (the cursor's key), the kinds it wants, what it calls."""

    subscriber: str
    kinds: tuple[str, ...]
    handler: Handler


_SUBSCRIPTIONS: dict[str, Subscription] = {}


def subscribe(subscriber: str, *, kinds: Sequence[str]) -> Callable[[Handler], Handler]:
    """Register a handler under a durable name. ``kinds`` are exact, ``room.*`` or ``*``.

    The name is the key of the stored cursor: never change it, or everything is read again. Raises
    ``ValueError`` for a name taken by another handler or a pattern that is none.
    """
    check_patterns(kinds)

    def register(handler: Handler) -> Handler:
        known = _SUBSCRIPTIONS.get(subscriber)
        if known is not None and known.handler is not handler:
            raise ValueError(f"{subscriber} already has a handler")
        _SUBSCRIPTIONS[subscriber] = Subscription(subscriber, tuple(kinds), handler)
        return handler

    return register


def load_rooms() -> None:
    """Import every room's ``listens`` (its subscriptions) and ``ledgered`` (its rows that ``verify`` holds)."""
    for config in apps.get_app_configs():
        if config.name.startswith("dieuhanh."):
            for module in ("listens", "ledgered"):
                if find_spec(f"{config.name}.{module}"):
                    import_module(f"{config.name}.{module}")


def subscriptions() -> list[Subscription]:
    """All that rooms have registered, by name."""
    return [_SUBSCRIPTIONS[name] for name in sorted(_SUBSCRIPTIONS)]


def subscription(subscriber: str) -> Subscription | None:
    """The one of this name, or none."""
    return _SUBSCRIPTIONS.get(subscriber)


def unsubscribe(subscriber: str) -> None:
    """Forget a registration (tests); its stored cursor stays."""
    _SUBSCRIPTIONS.pop(subscriber, None)
