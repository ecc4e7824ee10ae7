"""One door to every move of the workflow, by the name that the table gives it: what the API and the pages call."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from dieuhanh.config.actor import Actor
from dieuhanh.config.errors import Missing
from dieuhanh.reporting.actions import filling, submissions
from dieuhanh.reporting.models import Assignment
from dieuhanh.reporting.rules.workflow import ACTIONS

_VERBS: Mapping[str, tuple[Callable[..., Assignment], tuple[str, ...]]] = {
    "check": (filling.check_report, ("notes",)),
    "declare_no_data": (filling.declare_no_data, ("reason",)),
    "submit": (filling.submit, ("notes",)),
    "return": (submissions.give_back, ("reason", "cells")),
    "approve": (submissions.approve, ()),
    "sign": (submissions.sign, ("passphrase",)),
    "send": (submissions.send, ()),
    "send_unsigned": (submissions.send_unsigned, ()),
    "recall": (submissions.recall, ("reason",)),
    "receive": (submissions.receive, ()),
    "refuse": (submissions.refuse, ("reason", "cells")),
    "accept": (submissions.accept, ()),
    "revise": (submissions.revise, ()),
    "consolidate": (submissions.consolidate, ()),
    "request_amendment": (submissions.request_amendment, ("reason", "cells")),
    "propose_amendment": (submissions.propose_amendment, ("reason", "cells")),
    "amend": (submissions.amend, ()),
}
"""Every action of the table but `save`, whose figures come by `filling.save_figures`."""


def act(
    assignment_id: UUID,
    action: str,
    *,
    by: Actor,
    reason: str = "",
    notes: Mapping[str, str] | None = None,
    cells: Sequence[str] = (),
    passphrase: str = "",
    at: datetime | None = None,
) -> Assignment:
    """Take one action of the workflow by its name. Raises `Missing` for a name that is none, else as the verb does."""
    known = _VERBS.get(action)
    if known is None:
        raise Missing(_("There is no such action."))
    verb, names = known
    given: dict[str, Any] = {"reason": reason, "notes": notes or {}, "cells": cells, "passphrase": passphrase}
    return verb(assignment_id, by=by, at=at, **{name: given[name] for name in names})


if set(_VERBS) != set(ACTIONS) - {"save"}:  # an arrow without its verb would be a button that does nothing
    raise RuntimeError(f"workflow and verbs differ: {set(_VERBS) ^ (set(ACTIONS) - {'save'})}")
