"""What waits for somebody of this room: the one next step of each task, by when it is owed. Counted statements."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Case, DateField, F, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.functions import Least

from dieuhanh.config import clock
from dieuhanh.config.actor import Actor
from dieuhanh.config.language import lang
from dieuhanh.directives.models import Coordination, Directive, ExtensionRequest, Task, TaskPeriod
from dieuhanh.directives.queries.access import visible_directives
from dieuhanh.directives.queries.tasks import HEAVY, TaskRead, read_all
from dieuhanh.directives.queries.waiting import OPEN
from dieuhanh.directives.rules.clock import end_of
from dieuhanh.directives.rules.states import COME_BACK, DirectiveStage, Stage, TaskKind
from dieuhanh.directives.rules.workflow import ACTIONS, DIRECTIVE_ACTIONS

MOST = 200
"""Steps given at most, the nearest deadlines."""
_AS_LEAD = {Stage.ASSIGNED: "acknowledge", Stage.IN_PROGRESS: "claim"}
_AS_ASSIGNER = {Stage.CLAIMED: "verify", Stage.RETURN_ASKED: "refuse_return"}
_PERIOD_NOW = TaskPeriod.objects.filter(
    task=OuterRef("pk"), state=TaskPeriod.State.OPEN, clock__in=("due_soon", "overdue")
).order_by("due_on")
"""A period that wants its report now: due soon or overdue."""


@dataclass(frozen=True)
class Work:
    """One thing that waits for someone: a task (or a directive), the step, and by when that step is owed."""

    action: str
    label: str
    due_at: datetime | None
    read: TaskRead | None = None
    directive: Directive | None = None


def my_work(by: Actor, *, limit: int = MOST) -> list[Work]:
    """Everything about tasks that waits for `by` in his own body, the nearest deadline first. Six statements at most."""
    mine = {one for one in (by.organisation_id, by.scope_id) if one is not None}
    found: dict[UUID, tuple[str, Task]] = {}
    if "tasks.act" in by.powers:
        steps = (
            Q(state__in=[one.value for one in _AS_LEAD])
            | Q(state__in=OPEN, explain_by__isnull=False)
            | Q(state__in=OPEN, period_due__isnull=False)
        )
        for task in _open(Q(lead_id__in=mine, state__in=OPEN) & steps, limit, periods=True):
            found[task.id] = (_step_of_lead(task), task)
        owed = Coordination.objects.filter(organisation_id__in=mine, contributed_at=None).values("task_id")
        for task in _open(Q(id__in=owed, state__in=OPEN), limit):
            found.setdefault(task.id, ("contribute", task))
    if "directives.verify" in by.powers:
        asked = Q(state__in=[one.value for one in _AS_ASSIGNER]) | Q(id__in=_extending())
        for task in _open(Q(assigner_id__in=mine, state__in=OPEN) & asked, limit):
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


def _step_of_lead(task: Task) -> str:
    """The one next step of a lead: take it, explain it, report its period, then bring it to its end."""
    if task.state == Stage.ASSIGNED.value:
        return "acknowledge"
    if task.explain_by is not None:
        return "explain"
    if getattr(task, "period_due", None) is not None:
        return "report_period"
    return "progress" if task.kind == TaskKind.REGULAR.value else _AS_LEAD[Stage(task.state)]


def to_report(by: Actor, *, limit: int = 50) -> list[TaskRead]:
    """The tasks of his own body on which `by` may report progress, the nearest deadline first. Two statements."""
    if "tasks.act" not in by.powers or by.organisation_id is None:
        return []
    whole = Task.objects.select_related("directive").defer(*HEAVY)
    mine = Q(lead_id=by.organisation_id, state__in=ACTIONS["progress"].sources)
    return read_all(_open(mine, limit, rows=whole))


def _extending() -> QuerySet[ExtensionRequest, UUID]:
    waiting = ExtensionRequest.objects.filter(verdict=ExtensionRequest.Verdict.WAITING)
    return waiting.values_list("task_id", flat=True)


_SHOWN = (
    "id", "code", "content", "kind", "state", "clock", "is_group", "lead_id", "lead_person", "lead_words", "assigner_id",
    "current_due", "acknowledge_by", "verify_by", "explain_by", "simulated",
)  # fmt: skip
"""What a step of one's work says of its task: a third of a task's columns, two hundred times."""


def _open(where: Q, limit: int, *, periods: bool = False, rows: QuerySet[Task] | None = None) -> list[Task]:
    """Tasks given by now, the nearest deadline first: their own or (`periods`) that of a period that wants its report.

    Nothing is joined that a task could come twice by. Without periods the order is that of an index over open tasks.
    """
    rows = Task.objects.only(*_SHOWN) if rows is None else rows
    if not periods:
        return list(_given(rows, where).order_by("current_due", "id")[:limit])
    # Only a deadline that comes back has periods: nine tasks in ten are not looked up.
    due = When(deadline_kind__in=COME_BACK, then=Subquery(_PERIOD_NOW.values("due_on")[:1]))
    rows = rows.annotate(period_due=Case(due, default=None, output_field=DateField()))
    found = _given(rows, where).annotate(owed=Least("current_due", "period_due"))
    return list(found.order_by(F("owed").asc(nulls_last=True), "id")[:limit])


def _given(rows: QuerySet[Task], where: Q) -> QuerySet[Task]:
    return rows.filter(where, is_group=False, given_on__lte=clock.today())


def _owed_by(action: str, task: Task) -> datetime | None:
    if action == "acknowledge" and task.acknowledge_by is not None:
        return task.acknowledge_by
    if action == "verify":
        return task.verify_by
    if action == "explain":
        return task.explain_by
    period_due = getattr(task, "period_due", None)
    if action == "report_period" and period_due is not None:
        return end_of(period_due)
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


def contributions_owed(organisation_id: UUID) -> int:
    """How many contributions a body owes as co-ordinator to open tasks. One statement."""
    return Coordination.objects.filter(
        organisation_id=organisation_id, contributed_at=None, task__state__in=OPEN, task__is_group=False,
        task__given_on__lte=clock.today(),
    ).count()  # fmt: skip
