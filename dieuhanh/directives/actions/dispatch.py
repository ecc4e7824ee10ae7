"""An action by its name, with what pages and the API hand in: the one door to the table's verbs."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from dieuhanh.config.actor import Actor
from dieuhanh.config.errors import Missing
from dieuhanh.directives.actions import assigning, claiming, ending, explaining, leading, parts, periods
from dieuhanh.directives.models import Task
from dieuhanh.directives.rules.evidence import Given
from dieuhanh.directives.rules.photographs import Photo


@dataclass(frozen=True, slots=True)
class Handed:
    """Everything an action may need; each takes its own."""

    reason: str = ""
    document: str = ""
    due_on: date | None = None
    body: str = ""
    original: str = ""
    content: str = ""
    ground: str = ""
    note: str = ""
    percent: int | None = None
    obstacle: str = ""
    proposal: str = ""
    product_so_far: str = ""
    completed_on: date | None = None
    reported_on: date | None = None
    period: str = ""
    cause: str = ""
    as_of: date | None = None
    photograph: Photo | None = None
    evidence: Sequence[Given] = ()
    children: Sequence[parts.Part] = ()


_TAKES: dict[str, tuple[Callable[..., Any], dict[str, str]]] = {
    "acknowledge": (leading.acknowledge, {}),
    "progress": (
        leading.progress,
        {name: name for name in ("note", "percent", "obstacle", "proposal", "cause", "as_of", "photograph")},
    ),
    "return": (leading.ask_return, {"ground": "ground", "reason": "reason", "body": "body"}),
    "ask_extension": (
        leading.ask_extension,
        {"due_on": "due_on", "reason": "reason", "product_so_far": "product_so_far", "cause": "cause"},
    ),
    "report_period": (
        periods.report_period,
        {"note": "note", "period": "period", "document": "document", "reported_on": "reported_on"},
    ),
    "refuse_period": (periods.refuse_period, {"reason": "reason", "period": "period"}),
    "explain": (explaining.explain, {"cause": "cause", "note": "note"}),
    "remind": (assigning.remind, {"note": "note"}),
    "contribute": (leading.contribute, {"note": "note", "body": "body"}),
    "break_down": (parts.break_down, {"parts": "children"}),
    "claim": (
        claiming.claim,
        {"evidence": "evidence", "completed_on": "completed_on", "note": "note", "cause": "cause"},
    ),
    "retract": (claiming.retract, {"reason": "reason"}),
    "verify": (assigning.verify, {"note": "note"}),
    "refuse": (assigning.refuse, {"reason": "reason"}),
    "grant_extension": (assigning.grant_extension, {"document": "document", "due_on": "due_on"}),
    "refuse_extension": (assigning.refuse_extension, {"document": "document", "reason": "reason"}),
    "move_deadline": (
        assigning.move_deadline,
        {"due_on": "due_on", "document": "document", "reason": "reason"},
    ),
    "refuse_return": (assigning.refuse_return, {"reason": "reason"}),
    "clarify": (assigning.clarify, {"content": "content"}),
    "reopen": (assigning.reopen, {"document": "document", "reason": "reason"}),
    "reassign": (ending.reassign, {"body": "body", "reason": "reason"}),
    "accept_duplicate": (ending.accept_duplicate, {"original": "original"}),
    "link_repeat": (ending.link_repeat, {"original": "original"}),
    "transfer": (ending.transfer, {"body": "body", "document": "document", "reason": "reason"}),
    "withdraw": (ending.withdraw, {"document": "document", "reason": "reason"}),
}


def act(task_id: UUID, action: str, *, by: Actor, handed: Handed, at: datetime | None = None) -> UUID:
    """Take an action of the table; gives the id of the task to look at next (the new one after a transfer).

    Raises `Missing` for an action that is none, and what the action raises.
    """
    if action not in _TAKES:
        raise Missing(_("There is no such action."))
    verb, names = _TAKES[action]
    given = {name: getattr(handed, source) for name, source in names.items()}
    result = verb(task_id, by=by, at=at, **given)
    return result.id if isinstance(result, Task) else task_id
