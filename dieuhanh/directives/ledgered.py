"""The room's rows that `ledger verify` holds to what the ledger last said of them: all of them but webhooks and their deliveries.

A task that is not published hangs on its directive, with who co-ordinates it; a published one is a subject of its own.
"""

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.db.models import Model

from dieuhanh.directives.models import (
    Claim,
    Coordination,
    DeadlineChange,
    DelayCause,
    Directive,
    Evidence,
    Explanation,
    ExtensionRequest,
    Move,
    Notice,
    Progress,
    Task,
    TaskPeriod,
)
from dieuhanh.directives.rules.states import Stage
from dieuhanh.ledger.checks import Part
from dieuhanh.ledger.held import hold, parts, parts_by

OF_TASK: dict[type[Model], str] = {
    Move: "task_id",
    Progress: "task_id",
    Claim: "task_id",
    Evidence: "claim__task_id",
    DeadlineChange: "task_id",
    ExtensionRequest: "task_id",
    Notice: "task_id",
    Coordination: "task_id",
    TaskPeriod: "task_id",
    DelayCause: "task_id",
    Explanation: "task_id",
}
"""What hangs on a task, and the way to it."""
_DRAFT = Stage.DRAFT.value


def _parts_of_directives(ids: Sequence[UUID]) -> Mapping[UUID, Mapping[str, Part]]:
    of = list(ids)
    drafts = Coordination.objects.filter(task__directive_id__in=of, task__state=_DRAFT)
    return parts(
        (
            (Move.objects.filter(directive_id__in=of), "directive_id"),
            (Task.objects.filter(directive_id__in=of, state=_DRAFT), "directive_id"),
            (drafts, "task__directive_id"),
        )
    )


hold(Task.objects.exclude(state=_DRAFT), parts_of=parts_by(OF_TASK))
hold(Directive.objects.all(), parts_of=_parts_of_directives)
