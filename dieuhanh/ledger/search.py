"""What the search finds of this room: entries by number, by identifier, or by what happened."""

import re

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from dieuhanh.config.actor import Actor
from dieuhanh.config.language import lang
from dieuhanh.interface.rules import format_datetime
from dieuhanh.interface.searching import Asked, Found, Group
from dieuhanh.ledger.access import POWER, find_entries

_KIND = re.compile(r"[a-z_]+(\.[a-z_]+){1,4}")


def find(by: Actor, asked: Asked, limit: int) -> list[Found]:
    """Entries whose place in the tree, identifier, subject or kind was typed; within the remit. Two statements at most."""
    kind = asked.text if _KIND.fullmatch(asked.text) else ""
    if asked.number is None and asked.uuid is None and not kind:
        return []
    return [
        Found(
            one.kind,
            reverse("ledger:entry", args=[one.index]),
            str(one.index),
            _("%(name)s, %(time)s") % {"name": one.name or "–", "time": format_datetime(one.at, lang())},
            simulated=one.simulated,
        )
        for one in find_entries(by, index=asked.number, identifier=asked.uuid, kind=kind, limit=limit)
    ]


GROUPS = (Group("entries", _lazy("Ledger entries"), find, powers=frozenset({POWER}), order=80),)
