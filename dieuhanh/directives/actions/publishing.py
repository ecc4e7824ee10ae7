"""Tasks reach their leads: clocks start, and a duty of many bodies becomes one task for each body as it stood on the day."""

from collections.abc import Iterable, Sequence
from copy import copy
from datetime import datetime
from typing import Any
from uuid import UUID

from dieuhanh.config.actor import Actor
from dieuhanh.config.identity import uuid7
from dieuhanh.deadlines.queries import working_calendar
from dieuhanh.deadlines.rules import OutsideCalendar, WorkingCalendar
from dieuhanh.directives.actions.drafting import search_of
from dieuhanh.directives.actions.moves import entry_body, move_row, set_clock
from dieuhanh.directives.actions.settling import is_periodic
from dieuhanh.directives.models import Coordination, Directive, Move, Task
from dieuhanh.directives.rules import clock as clock_rules
from dieuhanh.directives.rules.escalation import limits_of
from dieuhanh.directives.rules.states import Stage
from dieuhanh.ledger.actions import Draft, append_bulk
from dieuhanh.ledger.held import held
from dieuhanh.organisations.queries import respondents


def publish_tasks(
    tasks: Sequence[Task],
    directive: Directive,
    *,
    by: Actor,
    moment: datetime,
    imported: bool = False,
) -> list[Task]:
    """Publish stored drafts and make the shares of those that go to many; gives every task that is somebody's to do.

    An imported record brings no acknowledgement with it, so that none is asked for.
    """
    calendar = working_calendar()
    shares = [share for task in tasks if task.is_group for share in _shares(task, directive, moment)]
    for task in (*tasks, *shares):
        open_task(task, moment, calendar, imported=imported)
    Task.objects.bulk_update(
        tasks,
        [
            "state",
            "published_at",
            "acknowledge_by",
            "clock",
            "was_late",
            "next_at",
            "periods_at",
            "calendar_version",
            "changed_at",
        ],
        batch_size=500,
    )
    Task.objects.bulk_create(shares, batch_size=1000)
    owed = _coordinators(tasks, shares)
    told = [*tasks, *shares]
    tell_assigned(told, by=by, moment=moment, owed=owed)
    return [one for one in told if not one.is_group]


def open_task(task: Task, moment: datetime, calendar: WorkingCalendar, *, imported: bool = False) -> None:
    """Set a task going: assigned, its acknowledgement due, its clock running."""
    task.state = Stage.ASSIGNED.value
    task.published_at = task.changed_at = moment
    task.calendar_version = calendar.version
    if not imported and not task.is_group and task.lead_id is not None:
        try:
            task.acknowledge_by = clock_rules.end_after(
                calendar, moment, limits_of(task.level).acknowledge_working_days
            )
        except OutsideCalendar:
            task.acknowledge_by = None
    # Periods are opened by the clock a moment later, and not before the day on which the duty was given.
    task.periods_at = moment if is_periodic(task) else None
    set_clock(task, moment)


def _shares(group: Task, directive: Directive, moment: datetime) -> Iterable[Task]:
    for body in respondents(group.audience or {}, directive.signed_on):
        share = copy(group)
        share.pk = share.id = uuid7()
        share._state = type(group._state)()
        share.parent, share.is_group, share.audience = group, False, None
        share.lead_id, share.code = body.id, f"{group.code}/{body.code}"[:400]
        # What is known of the whole is known of none of its bodies.
        share.known_result, share.heard = "", group.heard and not group.known_result
        share.search = f"{search_of(share)} {body.code.lower()}"
        share.created_at = moment
        yield share


def _coordinators(tasks: Sequence[Task], shares: Sequence[Task]) -> list[Coordination]:
    """Those of the tasks; each share has those of the whole. One statement, one more where there are shares."""
    stored = list(Coordination.objects.filter(task__in=[one.id for one in tasks]))
    found: dict[UUID, list[Coordination]] = {}
    for one in stored:
        found.setdefault(one.task_id, []).append(one)
    made = [
        Coordination(task=share, organisation_id=one.organisation_id, words=one.words, due_on=one.due_on)
        for share in shares
        for one in found.get(share.parent_id, ())  # type: ignore[arg-type]  # a share has its group
        if one.organisation_id is None or one.organisation_id != share.lead_id
    ]
    Coordination.objects.bulk_create(made, batch_size=2000)
    return stored + made


def tell_assigned(
    tasks: Sequence[Task],
    *,
    by: Actor,
    moment: datetime,
    action: str = "publish",
    past: str = "assigned",
    owed: Sequence[Coordination] = (),
) -> None:
    """The entries and the first lines of history of tasks that were just given. Two statements for many.

    `owed`: who co-ordinates them, named in the entries.
    """
    of: dict[UUID, list[Coordination]] = {}
    for one in owed:
        of.setdefault(one.task_id, []).append(one)
    lines = [
        move_row(action, Stage.DRAFT.value, task.state, by=by, moment=moment, task=task) for task in tasks
    ]
    entries = append_bulk(
        [
            Draft(
                f"directives.task.{past}",
                "directives.task",
                task.id,
                task.lead_id or task.assigner_id,
                {
                    **entry_body(task, Stage.DRAFT.value, details=_given(task)),
                    **held(task, [line, *of.get(task.id, ())]),
                },
            )
            for task, line in zip(tasks, lines, strict=True)
        ],
        by=by,
    )
    for line, entry_id in zip(lines, entries, strict=True):
        line.entry_id = entry_id
    Move.objects.bulk_create(lines, batch_size=1000)


def _given(task: Task) -> dict[str, Any]:
    return {
        "content": task.content,
        "kind": task.kind,
        "deadline": task.deadline_kind,
        "deadline_words": task.deadline_words,
        **({"group": True} if task.is_group else {}),
        **({"evidence_mark": task.evidence_mark} if task.evidence_mark else {}),
    }
