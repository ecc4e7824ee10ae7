"""The clock of tasks: rung when its moment has come, recomputed before it rings; one poisoned row stops nothing."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import structlog
from django.db import connection, transaction

from dieuhanh.config.actor import SYSTEM
from dieuhanh.config.clock import day_of
from dieuhanh.deadlines.queries import working_calendar
from dieuhanh.deadlines.rules import OutsideCalendar, State
from dieuhanh.deadlines.rules.clock import JUST_AFTER
from dieuhanh.directives.actions.explaining import ask_explanation
from dieuhanh.directives.actions.moves import sent_notices, watch_of
from dieuhanh.directives.actions.settling import owes_explanation
from dieuhanh.directives.models import Explanation, Notice, Task
from dieuhanh.directives.rules import clock as clock_rules
from dieuhanh.directives.rules.escalation import (
    UNACKNOWLEDGED,
    UNEXPLAINED,
    UNVERIFIED,
    limits_of,
)
from dieuhanh.directives.rules.states import OPEN_STAGES, Stage, TaskKind
from dieuhanh.ledger.actions import Draft, append_bulk
from dieuhanh.ledger.held import held, named

log = structlog.get_logger(__name__)
_OF_SILENCE = {UNACKNOWLEDGED: "unacknowledged", UNVERIFIED: "unverified", UNEXPLAINED: "unexplained"}
AT_ONCE = 1000
"""Rows looked up in one round; rounds follow until nothing is due."""


def ring_due(now: datetime) -> int:
    """Ring every task whose moment has come, many at once; one that fails is put off an hour and the rest go on.

    One indexed read when nothing is due. Gives how many changed or were told.
    """
    rung = 0
    while due := list(
        Task.objects.filter(next_at__lte=now).order_by("next_at").values_list("id", flat=True)[:AT_ONCE]
    ):
        try:
            done, told = ring_many(due, now)
        except Exception:
            log.exception("directives.clock.round_failed", tasks=len(due))
            done, told = frozenset(), 0
        rung += told
        for task_id in due:
            if task_id not in done:
                rung += _ring_alone(task_id, now)
        if len(due) < AT_ONCE:
            break
    return rung


def _ring_alone(task_id: UUID, now: datetime) -> bool:
    """What a round could not ring: a poisoned row, one that somebody holds, one of which an explanation is asked."""
    try:
        return ring_one(task_id, now)
    except Exception:
        log.exception("directives.clock.failed", task=str(task_id))
        Task.objects.filter(pk=task_id).update(next_at=now + clock_rules.POSTPONED)
        return False


@transaction.atomic
def ring_many(task_ids: Sequence[UUID], now: datetime) -> tuple[frozenset[UUID], int]:
    """Recompute these tasks and write what changed; gives which were done, and how many changed or were told.

    Five statements, however many. Left out are rows that somebody else holds, rows that cannot be judged, and those of which
    an explanation may have to be asked (`ring_one` does these, each by itself).
    """
    locked = Task.objects.select_for_update(skip_locked=True).filter(pk__in=task_ids, next_at__lte=now)
    sent: dict[UUID, set[tuple[str, date | None]]] = {}
    given = Notice.objects.filter(task_id__in=task_ids).values_list("task_id", "code", "due_on")
    tasks = list(locked.order_by("id"))
    for task_id, code, due_on in given:
        sent.setdefault(task_id, set()).add((code, due_on))
    rung: list[tuple[Task, clock_rules.Rung]] = []
    for task in tasks:
        found = _judged(task, frozenset(sent.get(task.id, ())), now)
        if found is not None:
            rung.append((task, found))
    before = {task.id: task.clock for task, _found in rung}
    _write(rung)
    notices = [
        Notice(task=task, code=code, due_on=about, at=now)
        for task, found in rung
        for code, about in found.notices
    ]
    Notice.objects.bulk_create(notices)
    turned = [task for task, _found in rung if task.clock != before[task.id]]
    append_bulk(
        [
            *(_notice_entry(notice) for notice in notices),
            *(_state_entry(task, before[task.id], now) for task in turned),
        ],
        by=SYSTEM,
    )
    told = {notice.task_id for notice in notices} | {task.id for task in turned}
    return frozenset(task.id for task, _found in rung), len(told)


def _judged(task: Task, sent: frozenset[tuple[str, date | None]], now: datetime) -> clock_rules.Rung | None:
    """What is true of it now; None where it must ring alone: it cannot be judged, or may owe an explanation from now on."""
    try:
        found = clock_rules.ring(watch_of(task, sent), now)
    except Exception:  # told when it rings alone
        return None
    asks = found.state is State.OVERDUE and task.explain_by is None and owes_explanation(task, now)
    return None if asks else found


_WRITE = """
UPDATE directives_task t SET clock = v.clock, next_at = v.next_at, was_late = v.was_late
  FROM unnest(%s::uuid[], %s::text[], %s::timestamptz[], %s::boolean[]) AS v(id, clock, next_at, was_late) WHERE t.id = v.id
"""


def _write(rung: Sequence[tuple[Task, clock_rules.Rung]]) -> None:
    """The rows as they stand from now on, in memory too: an entry says what its row is."""
    if not rung:
        return
    for task, found in rung:
        task.clock, task.next_at = found.state.value, found.next_at
        task.was_late = task.was_late or found.state in (State.OVERDUE, State.DONE_LATE)
    columns: list[Any] = [
        [task.id for task, _found in rung],
        [task.clock for task, _found in rung],
        [task.next_at for task, _found in rung],
        [task.was_late for task, _found in rung],
    ]
    with connection.cursor() as cursor:
        cursor.execute(_WRITE, columns)


@transaction.atomic
def ring_one(task_id: UUID, now: datetime) -> bool:
    """Recompute one task and, if it is still ours to ring, write what changed.

    Claimed by update: set on where `next_at` and what the clock looks at are still as they were read.
    """
    task = Task.objects.get(pk=task_id)
    seen = task.next_at
    if seen is None or seen > now:
        return False
    rung = clock_rules.ring(watch_of(task, sent_notices(task_id)), now)
    late = task.was_late or rung.state in (State.OVERDUE, State.DONE_LATE)
    explain_by = _explain_by(task, rung, now)
    fresh = explain_by is not None and explain_by != task.explain_by
    next_at = rung.next_at
    if fresh and explain_by is not None:
        next_at = min(next_at or explain_by + JUST_AFTER, explain_by + JUST_AFTER)
    claimed = Task.objects.filter(
        pk=task_id,
        next_at=seen,
        state=task.state,
        clock=task.clock,
        current_due=task.current_due,
        explain_by=task.explain_by,
    )
    if not claimed.update(clock=rung.state.value, next_at=next_at, was_late=late, explain_by=explain_by):
        return False
    if fresh and explain_by is not None:
        ask_explanation(task, explain_by, now)
    for code, about in rung.notices:
        _notify(task, code, about, now)
    turned = rung.state.value != task.clock
    if turned:
        _tell(task, now)
    return bool(rung.notices) or turned


def _explain_by(task: Task, rung: clock_rules.Rung, now: datetime) -> datetime | None:
    """By when an explanation is owed: as it stands, or asked for now. None to two statements."""
    due = task.current_due
    if task.explain_by is not None or due is None or rung.state is not State.OVERDUE:
        return task.explain_by
    if not owes_explanation(task, now) or Explanation.objects.filter(task=task, task_due_on=due).exists():
        return None
    limits = limits_of(task.level)
    try:
        return clock_rules.end_after(working_calendar(), now, limits.explain_working_days)
    except OutsideCalendar:  # beyond the last year whose working days are known
        return clock_rules.end_of(day_of(now) + timedelta(days=limits.explain_working_days))


def _notify(task: Task, code: str, about: date | None, now: datetime) -> None:
    """Write the notice and its entry, once."""
    notice, made = Notice.objects.get_or_create(task=task, code=code, due_on=about, defaults={"at": now})
    if made:
        append_bulk([_notice_entry(notice)], by=SYSTEM)


def _notice_entry(notice: Notice) -> Draft:
    task, code, about = notice.task, notice.code, notice.due_on
    step = next((one for one in limits_of(task.level).ladder if one.code == code), None)
    kind = _OF_SILENCE.get(code, "escalated" if step is not None and step.late else "reminded")
    return Draft(
        f"directives.task.{kind}",
        "directives.task",
        task.id,
        task.lead_id or task.assigner_id,
        {
            "code": task.code,
            "step": code,
            "to": step.to.to_dict() if step else {},
            "due": about.isoformat() if about else None,
            "id": str(notice.id),
            "at": notice.at.isoformat(),
            **_made_up(task),
            **named([notice]),
        },
    )


def _tell(task: Task, now: datetime) -> None:
    before = task.clock
    task.refresh_from_db()  # the row is ours since the update; what else it says may be newer than what was read
    append_bulk([_state_entry(task, before, now)], by=SYSTEM)


def _state_entry(task: Task, before: str, now: datetime) -> Draft:
    return Draft(
        f"directives.task.{task.clock}",
        "directives.task",
        task.id,
        task.lead_id or task.assigner_id,
        {
            "code": task.code,
            "from": before,
            "to": task.clock,
            "at": now.isoformat(),
            "due": task.current_due.isoformat() if task.current_due else None,
            **_made_up(task),
            **held(task),
        },
    )


def _made_up(task: Task) -> dict[str, bool]:
    """The mark of a simulated task: the clock that rings is real, what it rings of is not."""
    return {"simulated": True} if task.simulated else {}


def sweep(now: datetime) -> int:
    """Look at every open task and let those ring whose kept word or next moment is not what the clock says; gives how many.

    What is right is not written. In operation it finds nothing: the clock rings by itself, and this is its control.
    """
    wrong = [
        task_id
        for task_id, watch, kept, next_at in _open_watches()
        if _stands_wrong(watch, kept, next_at, now)
    ]
    for at in range(0, len(wrong), AT_ONCE):
        Task.objects.filter(
            pk__in=wrong[at : at + AT_ONCE], state__in=[one.value for one in OPEN_STAGES]
        ).update(next_at=now)
    return len(wrong)


def _open_watches() -> Iterator[tuple[UUID, clock_rules.Watch, str, datetime | None]]:
    """Every open task as its clock sees it, with the kept word and moment; read as values, for there are tens of thousands."""
    rows = Task.objects.filter(state__in=[one.value for one in OPEN_STAGES], is_group=False).values_list(
        "id",
        "state",
        "current_due",
        "level",
        "kind",
        "heard",
        "acknowledge_by",
        "verify_by",
        "explain_by",
        "clock",
        "next_at",
    )
    for task_id, state, due, level, kind, heard, acknowledge, verify, explain, kept, next_at in rows.iterator(
        chunk_size=5000
    ):
        watch = clock_rules.Watch(
            Stage(state), due, limits_of(level), regular=kind == TaskKind.REGULAR.value, heard=heard,
            acknowledge_by=acknowledge, verify_by=verify, explain_by=explain,
        )  # fmt: skip
        yield task_id, watch, kept, next_at


def _stands_wrong(watch: clock_rules.Watch, kept: str, next_at: datetime | None, now: datetime) -> bool:
    try:
        found = clock_rules.ring(watch, now)
    except Exception:  # told when it rings; one that cannot be judged must not hide the others
        return False
    missed = found.next_at is not None and (next_at is None or next_at > found.next_at)
    return missed or found.state.value != kept


@transaction.atomic
def settle_clocks(task_ids: Iterable[UUID], now: datetime) -> int:
    """Bring these clocks up to a moment without a word on the wall (a demonstration's past). Gives how many changed."""
    changed = []
    for task in Task.objects.filter(pk__in=list(task_ids)):
        rung = clock_rules.ring(watch_of(task), now)
        if (rung.state.value, rung.next_at) != (task.clock, task.next_at):
            task.clock, task.next_at = rung.state.value, rung.next_at
            task.was_late = task.was_late or rung.state in (State.OVERDUE, State.DONE_LATE)
            changed.append(task)
    Task.objects.bulk_update(changed, ["clock", "next_at", "was_late"], batch_size=500)
    append_bulk(
        [
            Draft(
                "directives.task.clock_settled",
                "directives.task",
                task.id,
                task.lead_id or task.assigner_id,
                {"code": task.code, "clock": task.clock, "at": now.isoformat(), **held(task)},
            )
            for task in changed
        ],
        by=SYSTEM,
    )
    return len(changed)
