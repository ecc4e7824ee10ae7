"""One action on several tasks: each its own transaction and its own outcome; what one refuses stops no other."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import structlog
from django.utils.translation import gettext as _

from dieuhanh.config.actor import Actor
from dieuhanh.config.errors import Problem
from dieuhanh.config.language import lang
from dieuhanh.directives.actions.dispatch import Handed, act
from dieuhanh.directives.models import Task
from dieuhanh.directives.rules.states import Stage
from dieuhanh.directives.rules.workflow import ACT, ACTIONS, HEAD, VERIFY
from dieuhanh.interface.tags.words import day as day_words

log = structlog.get_logger(__name__)
BULK = {
    "acknowledge": ACT,
    "ask_extension": HEAD,
    "verify": VERIFY,
    "remind": VERIFY,
    "grant_extension": VERIFY,
}
"""What makes sense for many at once, with its power: nothing that needs a reason for each (refuse, return, withdraw)."""
MOST = 200


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one task."""

    ok: bool
    said: str


def ready(action: str, state: str) -> bool:
    """Whether a task at this stage can take the action, as far as the stage tells; the rest is judged row by row."""
    return Stage(state) in ACTIONS[action].sources


def do_one(task_id: UUID, action: str, *, by: Actor, given: Mapping[str, Any]) -> Outcome:
    """Take the action on one task and tell what came of it; a refusal is an outcome and no error.

    `given`: `document` and perhaps `due_on` (ISO) for `grant_extension`; `due_on`, `reason` and `cause` for `ask_extension`;
    `note` for `verify` and `remind`.
    """
    try:
        return _do(task_id, action, by, given)
    except Problem as problem:
        faults = [one.message for one in problem.faults]
        return Outcome(False, " ".join(dict.fromkeys([problem.reason, *faults])))
    except Exception:
        log.exception("directives.bulk.failed", task=str(task_id), action=action)
        return Outcome(False, _("The program failed on this task; the failure is in its log."))


def _do(task_id: UUID, action: str, by: Actor, given: Mapping[str, Any]) -> Outcome:
    due_on = given.get("due_on")
    handed = Handed(
        reason=str(given.get("reason", "")),
        document=str(given.get("document", "")),
        note=str(given.get("note", "")),
        cause=str(given.get("cause", "")),
        due_on=date.fromisoformat(str(due_on)) if due_on else None,
    )
    act(task_id, action, by=by, handed=handed)
    if action == "remind":
        return Outcome(True, _("Reminded"))
    task = Task.objects.only("state", "current_due").get(pk=task_id)
    if action == "grant_extension" and task.current_due is not None:
        return Outcome(True, _("New deadline: %(day)s") % {"day": day_words(task.current_due)})
    return Outcome(True, Stage(task.state).words.of(lang()))
