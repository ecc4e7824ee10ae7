"""How the ledger stands, for operators."""

from typing import Any

from dieuhanh.ledger.models import Cursor, Pending, SetAside
from dieuhanh.ledger.queries import known_keys, last_head, seconds_since_unsigned_entry, tree_size
from dieuhanh.ledger.sequencer import NAME
from dieuhanh.ledger.verification import QUEUE_LIMIT_SECONDS


def standing() -> dict[str, Any]:
    """Tree, head, queue and subscribers as JSON types; ``ok`` is false when a head is later than promised."""
    head, size, waited = last_head(), tree_size(), seconds_since_unsigned_entry()
    aside: dict[str, int] = {}
    for name in SetAside.objects.filter(resolved_at=None).values_list("subscriber", flat=True):
        aside[name] = aside.get(name, 0) + 1
    return {
        "ok": waited < QUEUE_LIMIT_SECONDS,
        "entries": size,
        "signed": head.size if head else 0,
        "signed_at": head.signed_at.isoformat() if head else None,
        "root": head.root.hex() if head else None,
        "waiting": Pending.objects.count(),
        "unsigned_seconds": round(waited, 1),
        "keys": known_keys(),
        "subscribers": [
            {
                "subscriber": cursor.subscriber,
                "position": cursor.position,
                "behind": max(0, size - cursor.position),
                "set_aside": aside.get(cursor.subscriber, 0),
                "moved_at": cursor.moved_at.isoformat(),
            }
            for cursor in Cursor.objects.exclude(subscriber=NAME).order_by("subscriber")
        ],
    }
