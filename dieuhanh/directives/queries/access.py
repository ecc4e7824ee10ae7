"""Loading a record for a person: right and row in one query, so that what is not his looks as if it were not there."""

from collections.abc import Iterable
from types import EllipsisType
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import Exists, Model, OuterRef, Q, QuerySet
from django.db.models.sql.where import ExtraWhere, WhereNode
from django.utils.translation import gettext as _

from dieuhanh.config import clock
from dieuhanh.config.actor import Actor
from dieuhanh.config.errors import Missing, Unauthenticated
from dieuhanh.directives.models import Claim, Coordination, Directive, ExtensionRequest, Task, TaskPeriod
from dieuhanh.directives.rules.offering import Standing
from dieuhanh.directives.rules.states import DirectiveStage, Ground, Stage, TaskKind
from dieuhanh.directives.rules.workflow import POWERS, Arrow, Side, When
from dieuhanh.organisations.authority import reached, scope_sql

Row = TypeVar("Row", bound=Model)
Limit = tuple[str, list[Any]] | None
"""One's reach as `scope_sql` gives it: asked once where several reads need it."""
VIEW = frozenset({"reporting.view", "centre.view", *POWERS})
OFFICE = frozenset({"directives.enter", "directives.check", "directives.publish", "directives.verify"})


def visible_tasks(by: Actor | None, *, limit: Limit | EllipsisType = ...) -> QuerySet[Task]:
    """The tasks that `by` may see: led, given or co-ordinated by bodies in his scope, and the headings over those.

    What is not published yet is the assigner's alone. One statement when read (and one to know his reach). Raises
    `Unauthenticated` for nobody.
    """
    if by is None:
        raise Unauthenticated(_("Sign in first."))
    return _within(Task.objects.all(), by, Q(state=Stage.DRAFT.value), limit)


def visible_periods(by: Actor | None, *, limit: Limit | EllipsisType = ...) -> QuerySet[TaskPeriod]:
    """The periods of duties that `by` may see, joined with their duties. One statement when read (and one for his reach)."""
    if by is None:
        raise Unauthenticated(_("Sign in first."))
    # Only a duty of one body has periods; to say so joins the table that the reach is told by.
    return _within(
        TaskPeriod.objects.filter(task__is_group=False), by, Q(task__state=Stage.DRAFT.value), limit
    )


def _within(rows: QuerySet[Row], by: Actor, draft: Q, known: Limit | EllipsisType) -> QuerySet[Row]:
    """The rows of a query that reads `directives_task`, within one's reach."""
    if by.is_system:
        return rows
    if not by.powers & VIEW:
        return rows.none()
    if not by.powers & OFFICE:
        rows = rows.exclude(draft)
    limit = scope_sql(by) if isinstance(known, EllipsisType) else known
    if limit is None:
        return rows
    sql, values = limit
    mine = f"""(directives_task.lead_id IN {sql} OR directives_task.assigner_id IN {sql}
        OR directives_task.id IN (SELECT c.task_id FROM directives_coordination c WHERE c.organisation_id IN {sql})
        OR (directives_task.is_group AND directives_task.id IN
            (SELECT t.parent_id FROM directives_task t WHERE t.lead_id IN {sql})))
        AND (directives_task.state <> 'draft' OR directives_task.assigner_id IN {sql})"""
    return rows.extra(where=[mine], params=[*values] * 5)  # noqa: S610 — authority's own text, its parameters apart


def is_everything(rows: QuerySet[Task]) -> bool:
    """Whether `visible_tasks` gave every task that is published (drafts count nowhere): nothing narrows them by body."""
    return not rows.query.is_empty() and not any(
        isinstance(one, ExtraWhere) for one in rows.query.where.children
    )


def excludes_drafts(rows: QuerySet[Task]) -> bool:
    """Whether `visible_tasks` left out what is not published yet."""
    return any(isinstance(one, WhereNode) and one.negated for one in rows.query.where.children)


def visible_directives(by: Actor | None) -> QuerySet[Directive]:
    """The directives that `by` may see: of assigners in his scope, and those that give him a task he may see."""
    if by is None:
        raise Unauthenticated(_("Sign in first."))
    rows = Directive.objects.defer("file_content", "text")
    if by.is_system:
        return rows
    if not by.powers & VIEW:
        return rows.none()
    if not by.powers & OFFICE:
        rows = rows.filter(state=DirectiveStage.PUBLISHED.value)
    limit = scope_sql(by)
    if limit is None:
        return rows
    sql, values = limit
    mine = f"""(directives_directive.assigner_id IN {sql} OR directives_directive.id IN
        (SELECT t.directive_id FROM directives_task t LEFT JOIN directives_coordination c ON c.task_id = t.id
          WHERE t.state <> 'draft' AND (t.lead_id IN {sql} OR c.organisation_id IN {sql})))"""
    return rows.extra(where=[mine], params=[*values] * 3)  # noqa: S610 — as above


def access_task(by: Actor | None, task_id: UUID, *, lock: bool = False) -> Task:
    """One task with its directive, locked when it is to be changed. Two statements. Raises `Missing`."""
    rows = visible_tasks(by).select_related("directive").defer("directive__text", "directive__file_content")
    if lock:
        rows = rows.select_for_update(of=("self",))
    found = rows.filter(pk=task_id).first()
    if found is None:
        raise Missing(_("There is no such record."))
    return found


def task_id_of(by: Actor | None, code: str) -> UUID:
    """The id of the task that bears this code. Two statements. Raises `Missing`."""
    found = visible_tasks(by).filter(code=code[:400].replace("\0", "")).values_list("id", flat=True).first()
    if found is None:
        raise Missing(_("There is no such record."))
    return found


def access_directive(by: Actor | None, directive_id: UUID, *, lock: bool = False) -> Directive:
    """One directive with its text (without its file's bytes), locked when it is to be changed. Two statements."""
    rows = visible_directives(by).defer(None).defer("file_content")
    if lock:
        rows = rows.select_for_update(of=("self",))
    found = rows.filter(pk=directive_id).first()
    if found is None:
        raise Missing(_("There is no such record."))
    return found


def sides_of(by: Actor, task: Task, sides: Iterable[Side] = tuple(Side)) -> frozenset[Side]:
    """On which sides of a task `by` stands. Three statements at most.

    The assigner's side is where his scope reaches. The lead's and the co-ordinators' sides are narrower: one acts for a
    body only from within it or from above it in line, so that the office that verifies cannot also claim.
    """
    if by.is_system:
        return frozenset(sides)
    wanted = set(sides)
    bodies: dict[Side, set[UUID]] = {
        Side.ASSIGNER: {task.assigner_id},
        Side.LEAD: set(),
        Side.COORDINATOR: set(),
    }
    if task.lead_id is not None:
        bodies[Side.LEAD] = {task.lead_id}
    if Side.COORDINATOR in wanted:
        bodies[Side.COORDINATOR] = set(
            Coordination.objects.filter(task=task, organisation__isnull=False).values_list(
                "organisation_id", flat=True
            )
        )
    found = set()
    if Side.ASSIGNER in wanted and _reaches(by.scope_id, bodies[Side.ASSIGNER]):
        found.add(Side.ASSIGNER)
    inner = wanted & {Side.LEAD, Side.COORDINATOR}
    held = _reached(_narrow(by), set().union(*(bodies[side] for side in inner)) if inner else set())
    found |= {side for side in inner if bodies[side] & held}
    return frozenset(found)


def _narrow(by: Actor) -> UUID | None:
    return by.organisation_id if by.scope_id is not None else None


def _reaches(scope_id: UUID | None, bodies: set[UUID]) -> bool:
    return bool(_reached(scope_id, bodies))


def _reached(scope_id: UUID | None, bodies: set[UUID]) -> set[UUID]:
    if scope_id is None or not bodies:
        return set()
    if bodies == {scope_id}:
        return bodies
    return reached(scope_id, bodies, clock.today())


def own_bodies(by: Actor, bodies: Iterable[UUID]) -> set[UUID]:
    """Those of the bodies for which `by` may act: his own and those below it. One statement."""
    wanted = set(bodies)
    return wanted if by.is_system else _reached(_narrow(by), wanted)


def standing_of(by: Actor, task: Task, arrow: Arrow | None = None) -> Standing:
    """What `by` is to this task; asked about one arrow only what that one needs. One to four statements."""
    whens = set(arrow.when) if arrow else set(When)
    facts = _facts(task) if whens & _ASKED else dict.fromkeys(_FACTS, False)
    return Standing(
        sides=sides_of(by, task, [arrow.side] if arrow else tuple(Side)),
        powers=by.powers,
        everything=by.is_system,
        group=task.is_group,
        regular=task.kind == TaskKind.REGULAR.value,
        ground=Ground(task.return_ground) if task.return_ground else None,
        extension_pending=facts["pending"],
        has_deadline=task.current_due is not None,
        evidence_fits=facts["fits"] or task.state != Stage.CLAIMED.value,
        period_open=facts["period"],
        period_reported=facts["reported"],
        explanation_asked=task.explain_by is not None,
    )


_FACTS = ("pending", "fits", "period", "reported")
_ASKED = {
    When.EXTENSION_PENDING,
    When.NO_EXTENSION_PENDING,
    When.EVIDENCE_FITS,
    When.PERIOD_OPEN,
    When.PERIOD_REPORTED,
}


def _facts(task: Task) -> dict[str, bool]:
    """What waits on a task besides its own row. One statement."""
    waiting = ExtensionRequest.objects.filter(task=OuterRef("pk"), verdict=ExtensionRequest.Verdict.WAITING)
    claims = Claim.objects.filter(task=OuterRef("pk"), verdict=Claim.Verdict.WAITING, fits=True)
    periods = TaskPeriod.objects.filter(task=OuterRef("pk"))
    rows = Task.objects.annotate(
        pending=Exists(waiting),
        fits=Exists(claims),
        period=Exists(periods.filter(state=TaskPeriod.State.OPEN)),
        reported=Exists(periods.filter(state=TaskPeriod.State.REPORTED)),
    )
    return dict(zip(_FACTS, rows.values_list(*_FACTS).get(pk=task.pk), strict=True))
