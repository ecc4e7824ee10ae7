"""What else follows when a task moves: an explanation no longer owed lapses, periods of an ended duty lapse, others go on.

Called by every move after the clock was set; costs statements only where something waits.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Model

from dieuhanh.deadlines.rules import State
from dieuhanh.directives.models import Explanation, Task, TaskPeriod
from dieuhanh.directives.rules.clock import start_of
from dieuhanh.directives.rules.deadline_words import resolve
from dieuhanh.directives.rules.escalation import EXPLAIN_DAYS
from dieuhanh.directives.rules.periods import rhythms
from dieuhanh.directives.rules.states import COME_BACK, OPEN_STAGES, Stage


def reading_of(task: Task) -> Mapping[str, Any] | None:
    """The reading that holds; where a task came without readings, the only one that its words allow."""
    if task.deadline_kind not in COME_BACK or task.is_group:
        return None
    if task.readings:
        place = task.reading_chosen
        return task.readings[place] if place is not None and 0 <= place < len(task.readings) else None
    meant = resolve(task.deadline_words, task.given_on) if task.deadline_words else None
    return meant.readings[0].to_dict() if meant and len(meant.readings) == 1 else None


def is_periodic(task: Task) -> bool:
    """Whether the duty comes back on days that its words fix."""
    return bool(rhythms(reading_of(task)))


def owes_explanation(task: Task, moment: datetime) -> bool:
    """Whether the ladder's step has come, and the delay is the lead's: not where it claimed a product dated in time."""
    if task.current_due is None or moment < start_of(task.current_due + timedelta(days=EXPLAIN_DAYS)):
        return False
    in_time = task.claimed_on is not None and task.claimed_on <= task.current_due
    return not (task.state == Stage.CLAIMED.value and in_time)


def settle(task: Task, moment: datetime) -> list[Model]:
    """Bring what hangs on a task in line with its new state; the rows that changed, for the move's entry to name.

    None to four statements; the caller saves the task.
    """
    changed: list[Model] = []
    ended = Stage(task.state) not in OPEN_STAGES
    if task.explain_by is not None and (ended or task.clock != State.OVERDUE.value):
        asked = list(Explanation.objects.select_for_update().filter(task=task, given_at=None, lapsed_at=None))
        for explanation in asked:
            explanation.lapsed_at = moment
        Explanation.objects.bulk_update(asked, ["lapsed_at"])
        changed += asked
        task.explain_by = None
    if task.clock == State.OVERDUE.value and task.explain_by is None and owes_explanation(task, moment):
        task.next_at = moment  # a claim that was refused: the clock looks at once whether one was asked for
    if not is_periodic(task):
        return changed
    if ended:
        task.periods_at = None
        open_ones = list(
            TaskPeriod.objects.select_for_update().filter(task=task, state=TaskPeriod.State.OPEN)
        )
        for period in open_ones:
            period.state, period.clock, period.next_at = TaskPeriod.State.LAPSED, State.NO_DATA.value, None
        TaskPeriod.objects.bulk_update(open_ones, ["state", "clock", "next_at"])
        changed += open_ones
    elif task.periods_at is None:
        task.periods_at = moment
    return changed
