"""One action on several reports: each its own transaction and its own outcome; what one refuses stops no other."""

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
from dieuhanh.interface.tags.words import day as day_words
from dieuhanh.reporting.actions.assignments import POWER, extend, remind
from dieuhanh.reporting.actions.dispatch import act
from dieuhanh.reporting.models import Assignment
from dieuhanh.reporting.rules.workflow import ACTIONS, RECEIVE, SENT_STAGES, Stage

log = structlog.get_logger(__name__)
BULK = {"receive": RECEIVE, "accept": RECEIVE, "remind": RECEIVE, "extend": POWER}
"""What makes sense for many at once, with its power: nothing that needs a look at each (approve, sign, return)."""
MOST = 200


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one report."""

    ok: bool
    said: str


def ready(action: str, state: str) -> bool:
    """Whether a report at this stage can take the action, as far as the stage tells."""
    stage = Stage(state)
    if action in ("remind", "extend"):
        return stage not in SENT_STAGES
    return stage in ACTIONS[action].sources


def do_one(assignment_id: UUID, action: str, *, by: Actor, given: Mapping[str, Any]) -> Outcome:
    """Take the action on one report and tell what came of it; a refusal is an outcome and no error.

    `given`: `reason` and `due_on` (ISO) for `extend`, `note` for `remind`.
    """
    try:
        return _do(assignment_id, action, by, given)
    except Problem as problem:
        faults = [one.message for one in problem.faults]
        return Outcome(False, " ".join(dict.fromkeys([problem.reason, *faults])))
    except Exception:
        log.exception("reporting.bulk.failed", assignment=str(assignment_id), action=action)
        return Outcome(False, _("The program failed on this report; the failure is in its log."))


def _do(assignment_id: UUID, action: str, by: Actor, given: Mapping[str, Any]) -> Outcome:
    if action == "remind":
        remind(assignment_id, by=by, note=str(given.get("note", "")))
        return Outcome(True, _("Reminded"))
    if action == "extend":
        due_on = date.fromisoformat(str(given["due_on"]))
        moved: Assignment = extend(assignment_id, by=by, due_on=due_on, reason=str(given.get("reason", "")))
        return Outcome(True, _("New deadline: %(day)s") % {"day": day_words(moved.due_on)})
    stage = Stage(act(assignment_id, action, by=by).state)
    # A report whose signature does not hold is refused on the way in: done, but not what was asked.
    return Outcome(stage is ACTIONS[action].target, stage.words.of(lang()))
