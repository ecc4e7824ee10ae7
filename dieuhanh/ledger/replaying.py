"""Replay as an operation: set a subscriber back and bring it to the end."""

import time
from typing import Any

from dieuhanh.ledger.findings import Progress
from dieuhanh.ledger.models import Cursor, SetAside
from dieuhanh.ledger.queries import tree_size
from dieuhanh.ledger.runner import replay, run_batch
from dieuhanh.ledger.subscriptions import subscription

PAUSE_SECONDS = 0.2


def replay_to_the_end(subscriber: str, *, start: int, progress: Progress) -> dict[str, Any]:
    """Set a subscriber to ``start`` and run it until it has come to the tree's end as it was then.

    Gives ``from, to, handled, set_aside``. Raises ``KeyError`` for a name nobody registered.
    """
    known = subscription(subscriber)
    if known is None:
        raise KeyError(subscriber)
    end = tree_size()
    before, handled, position = replay(subscriber, start=start), 0, start
    while position < end:
        step = run_batch(known)
        if step is None:  # a running worker has taken it up
            time.sleep(PAUSE_SECONDS)
            position = Cursor.objects.values_list("position", flat=True).get(subscriber=subscriber)
        else:
            handled, position = handled + step.handled, step.position
        progress(subscriber, min(position, end), end)
    aside = SetAside.objects.filter(subscriber=subscriber, resolved_at=None, index__gte=start).count()
    return {
        "subscriber": subscriber,
        "was_at": before,
        "from": start,
        "to": position,
        "handled": handled,
        "set_aside": aside,
    }
