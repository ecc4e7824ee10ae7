"""Causes of delay as they are given, and the explanation that the ladder asks for at T+7."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from dieuhanh.config.actor import SYSTEM, Actor
from dieuhanh.config.clock import moment_of
from dieuhanh.config.errors import Conflict, Fault, Invalid
from dieuhanh.directives.actions.moves import move, needed, take
from dieuhanh.directives.models import DelayCause, Explanation, Task
from dieuhanh.directives.rules import causes as rules
from dieuhanh.directives.rules.causes import UNSTATED, VERSION, Occasion
from dieuhanh.directives.rules.clock import end_of
from dieuhanh.ledger.actions import append
from dieuhanh.ledger.held import named


def is_late(task: Task, moment: datetime) -> bool:
    """Whether the deadline has passed; a task without one is never late."""
    return task.current_due is not None and moment > end_of(task.current_due)


def cause_asked(task: Task, cause: str, *, asked: bool) -> str:
    """The cause to keep: the one given; `unstated` where one was asked for, none given, and none is known yet; else "".

    Sets it on the task, which the caller's move saves. Raises `Invalid` for a code that is none of the list.
    """
    if cause and cause not in {one.code for one in rules.choosable()}:
        message = _("Choose the cause of the delay from the list.")
        raise Invalid(message, faults=[Fault(message, field="cause", value=cause[:20])])
    kept = cause or (UNSTATED if asked and not task.delay_cause else "")
    task.delay_cause = kept or task.delay_cause
    return kept


def cause_rows(
    task: Task, cause: str, occasion: Occasion, *, by: Actor, moment: datetime
) -> list[DelayCause]:
    """The row of a cause that `cause_asked` gave, for the move's entry to name; none for none."""
    if not cause:
        return []
    return [
        DelayCause(
            task=task,
            cause=cause,
            list_version=VERSION,
            occasion=occasion.value,
            at=moment,
            by_name=by.name,
            simulated=by.simulated,
        )
    ]


def write_causes(rows: list[DelayCause], entry_id: UUID) -> None:
    """Store them with the id of the entry that names them. One statement; none for none."""
    for row in rows:
        row.entry_id = entry_id
    if rows:
        DelayCause.objects.bulk_create(rows)


@transaction.atomic
def explain(task_id: UUID, *, by: Actor, cause: str, note: str, at: datetime | None = None) -> Task:
    """Hand in the explanation asked for: its cause, by the list, and what happened. It takes no lateness back."""
    task, arrow = take(task_id, "explain", by=by)
    moment = moment_of(by, at)
    text = needed(note, "note", _("Say what happened and what will be done about it."))
    if not cause:
        message = _("Choose the cause of the delay from the list.")
        raise Invalid(message, faults=[Fault(message, field="cause")])
    kept = cause_asked(task, cause, asked=True)
    asked = (
        Explanation.objects.select_for_update()
        .filter(task=task, given_at=None, lapsed_at=None)
        .order_by("-id")
        .first()
    )
    if asked is None:
        raise Conflict(_("No explanation is asked for."))
    task.explain_by = None
    late = moment > asked.due_at
    details = {"cause": kept, "list_version": VERSION, "note": text, "late": late}
    asked.given_at, asked.text, asked.cause, asked.late = moment, text, kept, late
    asked.by_name, asked.by_position = by.name, by.position
    causes = cause_rows(task, kept, Occasion.EXPLANATION, by=by, moment=moment)
    asked.entry_id = move(task, arrow, by=by, moment=moment, details=details, rows=[asked, *causes])
    asked.save()
    write_causes(causes, asked.entry_id)
    return task


def ask_explanation(task: Task, due_at: datetime, now: datetime) -> None:
    """Write that an explanation is asked for, once for each deadline that passed. Three statements."""
    assert task.current_due is not None  # it has passed
    row, fresh = Explanation.objects.get_or_create(
        task=task, task_due_on=task.current_due, defaults={"asked_at": now, "due_at": due_at}
    )
    if fresh:
        append(
            "directives.task.explanation_asked",
            by=SYSTEM,
            subject_type="directives.task",
            subject_id=task.id,
            organisation_id=task.lead_id or task.assigner_id,
            body={
                "code": task.code,
                "due": task.current_due.isoformat(),
                "explain_by": due_at.isoformat(),
                "at": now.isoformat(),
                **({"simulated": True} if task.simulated else {}),
                **named([row]),
            },
        )
