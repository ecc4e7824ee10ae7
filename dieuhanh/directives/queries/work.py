"""What waits for somebody, and how a body stands: my work, a body's board, the assigner's board. Counted statements."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from dieuhanh.config import clock
from dieuhanh.config.actor import Actor
from dieuhanh.directives.models import Coordination, Directive, Task
from dieuhanh.directives.queries.access import visible_directives, visible_tasks
from dieuhanh.directives.queries.tasks import HEAVY, OPEN, Filters, TaskRead, filtered, lang, read_all
from dieuhanh.directives.rules.clock import end_of
from dieuhanh.directives.rules.escalation import CENTRAL
from dieuhanh.directives.rules.states import DirectiveStage, Stage
from dieuhanh.directives.rules.workflow import ACTIONS, DIRECTIVE_ACTIONS

_AS_LEAD = {Stage.ASSIGNED: "acknowledge", Stage.IN_PROGRESS: "claim"}
_AS_ASSIGNER = {Stage.CLAIMED: "verify", Stage.RETURN_ASKED: "refuse_return"}


@dataclass(frozen=True)
class Work:
    """One thing that waits for someone: a task (or a directive), the step, and by when that step is owed."""

    action: str
    label: str
    due_at: datetime | None
    read: TaskRead | None = None
    directive: Directive | None = None


def my_work(by: Actor, *, limit: int = 200) -> list[Work]:
    """Everything about tasks that waits for `by` in his own body, the nearest deadline first. Six statements at most."""
    mine = {one for one in (by.organisation_id, by.scope_id) if one is not None}
    found: dict[UUID, tuple[str, Task]] = {}
    if "tasks.act" in by.powers:
        for task in _open(Q(lead_id__in=mine, state__in=[one.value for one in _AS_LEAD]), limit):
            found[task.id] = (_AS_LEAD[Stage(task.state)], task)
        owed = Coordination.objects.filter(organisation_id__in=mine, contributed_at=None).values("task_id")
        for task in _open(Q(id__in=owed, state__in=OPEN), limit):
            found.setdefault(task.id, ("contribute", task))
    if "directives.verify" in by.powers:
        asked = Q(state__in=[one.value for one in _AS_ASSIGNER]) | Q(extension_requests__verdict="waiting")
        for task in _open(Q(assigner_id__in=mine) & asked, limit):
            found[task.id] = (_AS_ASSIGNER.get(Stage(task.state), "grant_extension"), task)
    reads = {one.id: one for one in read_all([task for _action, task in found.values()])}
    work = [
        Work(action, ACTIONS[action].label.of(lang()), _owed_by(action, task), reads[task.id])
        for action, task in found.values()
    ]
    work += _directives(by, mine)
    work.sort(
        key=lambda one: (one.due_at is None, one.due_at or clock.now(), one.read.row.code if one.read else "")
    )
    return work[:limit]


def _open(where: Q, limit: int) -> list[Task]:
    rows = Task.objects.filter(where, is_group=False, given_on__lte=clock.today()).select_related("directive")
    return list(rows.defer(*HEAVY).order_by("current_due", "id").distinct()[:limit])


def _owed_by(action: str, task: Task) -> datetime | None:
    if action == "acknowledge" and task.acknowledge_by is not None:
        return task.acknowledge_by
    if action == "verify":
        return task.verify_by
    return end_of(task.current_due) if task.current_due else None


def _directives(by: Actor, mine: set[UUID]) -> list[Work]:
    wanted = {
        DirectiveStage.DRAFT: ("check", "directives.check"),
        DirectiveStage.CHECKED: ("publish", "directives.publish"),
    }
    held = {stage: action for stage, (action, power) in wanted.items() if power in by.powers}
    if not held:
        return []
    rows = visible_directives(by).filter(
        assigner_id__in=mine, state__in=[one.value for one in held], tasks__isnull=False
    )
    if by.person_id is not None:
        rows = rows.exclude(state=DirectiveStage.DRAFT.value, entered_by=by.person_id)
    found = []
    for one in rows.distinct().order_by("entered_at", "id")[:50]:
        action = held[DirectiveStage(one.state)]
        label = DIRECTIVE_ACTIONS[action].label.of(lang())
        found.append(Work(action, label, end_of(one.signed_on + timedelta(days=1)), directive=one))
    return found


@dataclass(frozen=True)
class Section:
    """A part of a board: what it holds, how many, the first of them; `filters` opens to exactly these."""

    key: str
    title: str
    count: int
    rows: Sequence[TaskRead]
    filters: dict[str, str]


def board(
    by: Actor, *, lead: UUID | None = None, code: str = "", assigner: str = "", first: int = 5
) -> list[Section]:
    """A body's board (as lead, by its code) or the assigner's: what is late, due, silent, waiting. Five statements a section at most.

    Sections that hold nothing are left out.
    """
    base = Filters(lead=code, assigner=assigner)
    day = clock.today()
    week = day + timedelta(days=7)
    found = []
    for key, title, filters, query in (
        ("overdue", _("Overdue"), replace(base, clock="overdue"), {"clock": "overdue"}),
        (
            "week",
            _("Due within seven days"),
            replace(base, due_from=day, due_before=week + timedelta(days=1)),
            {"due_from": day.isoformat(), "due_before": (week + timedelta(days=1)).isoformat()},
        ),
        (
            "acknowledge",
            _("Not acknowledged"),
            replace(base, waiting="acknowledge"),
            {"waiting": "acknowledge"},
        ),
        ("verify", _("Claimed, not verified"), replace(base, waiting="verify"), {"waiting": "verify"}),
        ("return", _("Return asked for"), replace(base, waiting="return"), {"waiting": "return"}),
        ("extension", _("Extension asked for"), replace(base, waiting="extension"), {"waiting": "extension"}),
    ):
        rows = filtered(visible_tasks(by), filters).filter(given_on__lte=day)
        if key == "week":
            rows = rows.filter(state__in=OPEN)
            query = {**query, "state_open": "1"}
        count = rows.order_by().values("id").distinct().count()
        if not count:
            continue
        head = rows.select_related("directive").defer(*HEAVY).order_by("current_due", "id").distinct()[:first]
        narrowed = {
            **query,
            **({"lead": code} if code else {}),
            **({"assigner": assigner} if assigner else {}),
        }
        found.append(Section(key, title, count, read_all(list(head)), narrowed))
    return found


def silent(by: Actor, code: str, *, limit: int = 20) -> tuple[int, list[TaskRead]]:
    """Tasks in progress of which nothing was heard for longer than progress is owed (a month). Four statements."""
    edge = clock.now() - timedelta(days=CENTRAL.progress_days)
    rows = filtered(visible_tasks(by), Filters(lead=code, state=Stage.IN_PROGRESS.value)).filter(
        Q(progress_at__lt=edge) | Q(progress_at=None, acknowledged_at__lt=edge)
    )
    found = list(rows.select_related("directive").defer(*HEAVY).order_by("progress_at", "id")[: limit + 1])
    return len(found), read_all(found[:limit])


def contributions_owed(organisation_id: UUID) -> int:
    """How many contributions a body owes as co-ordinator to open tasks. One statement."""
    return Coordination.objects.filter(
        organisation_id=organisation_id, contributed_at=None, task__state__in=OPEN, task__is_group=False,
        task__given_on__lte=clock.today(),
    ).count()  # fmt: skip


def turned_overdue(by: Actor, day: date) -> tuple[int, list[TaskRead]]:
    """What turned overdue on a day: due the day before and open. Three statements."""
    rows = visible_tasks(by).filter(
        current_due=day - timedelta(days=1), state__in=OPEN, is_group=False, tier=0, given_on__lt=day
    )
    count = rows.aggregate(count=Count("id"))["count"]
    head = rows.select_related("directive").defer(*HEAVY).order_by("code")[:5]
    return count, read_all(list(head)) if count else []
