"""What the assigner decides of a running task: claims, deadlines, returns, reopening. A document stands behind each change."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from dieuhanh.config.actor import Actor
from dieuhanh.config.clock import day_of, moment_of
from dieuhanh.config.errors import Conflict, Fault, Invalid
from dieuhanh.deadlines.queries import working_calendar
from dieuhanh.directives.actions.claiming import settle_claim
from dieuhanh.directives.actions.drafting import search_of
from dieuhanh.directives.actions.moves import document_given, move, needed, optional, reason_given, take
from dieuhanh.directives.models import Claim, DeadlineChange, ExtensionRequest, Notice, Task
from dieuhanh.directives.rules import clock as clock_rules
from dieuhanh.directives.rules.escalation import BY_HAND, limits_of
from dieuhanh.directives.rules.workflow import Arrow
from dieuhanh.interface.tags.words import day as day_words


@transaction.atomic
def verify(task_id: UUID, *, by: Actor, note: str = "", at: datetime | None = None) -> Task:
    """Accept the claim: the task is done as of its product's date, in time or late by the deadline then in force."""
    task, arrow = take(task_id, "verify", by=by)
    moment = moment_of(by, at)
    remark = optional(note, "note")
    settled = settle_claim(task, Claim.Verdict.ACCEPTED, by=by, moment=moment, reason=remark)
    if not settled:
        raise Conflict(_("No claim waits for a verdict."))
    task.completed_on, task.verified_at = settled[0].completed_on, moment
    details = {"claim": str(settled[0].id)}
    move(task, arrow, by=by, moment=moment, reason=remark, details=details, rows=settled)
    return task


@transaction.atomic
def refuse(task_id: UUID, *, by: Actor, reason: str, at: datetime | None = None) -> Task:
    """Refuse the claim with the reason: the task is open again, under the same deadline."""
    task, arrow = take(task_id, "refuse", by=by)
    why = reason_given(reason)
    moment = moment_of(by, at)
    settled = settle_claim(task, Claim.Verdict.REFUSED, by=by, moment=moment, reason=why)
    move(task, arrow, by=by, moment=moment, reason=why, rows=settled)
    return task


@transaction.atomic
def grant_extension(
    task_id: UUID, *, by: Actor, document: str, due_on: date | None = None, at: datetime | None = None
) -> Task:
    """Grant the waiting request by a document, to the day asked for or another; the original deadline stays beside it."""
    task, arrow = take(task_id, "grant_extension", by=by)
    moment = moment_of(by, at)
    paper = document_given(document)
    request = _judge_request(task, ExtensionRequest.Verdict.GRANTED, by, moment, paper)
    _move_deadline(
        task,
        arrow,
        due_on or request.wanted,
        by=by,
        moment=moment,
        document=paper,
        reason=request.reason,
        rows=[request],
    )
    return task


@transaction.atomic
def refuse_extension(
    task_id: UUID, *, by: Actor, document: str, reason: str, at: datetime | None = None
) -> Task:
    """Refuse the waiting request by a document, with the reason."""
    task, arrow = take(task_id, "refuse_extension", by=by)
    moment = moment_of(by, at)
    paper, why = document_given(document), reason_given(reason)
    request = _judge_request(task, ExtensionRequest.Verdict.REFUSED, by, moment, paper, why)
    move(task, arrow, by=by, moment=moment, reason=why, document=paper, rows=[request])
    return task


def _judge_request(
    task: Task,
    verdict: ExtensionRequest.Verdict,
    by: Actor,
    moment: datetime,
    document: str,
    reason: str = "",
) -> ExtensionRequest:
    request = ExtensionRequest.objects.filter(task=task, verdict=ExtensionRequest.Verdict.WAITING).first()
    if request is None:
        raise Conflict(_("No request for an extension waits for a decision."))
    request.verdict, request.document, request.judged_reason = verdict, document, reason
    request.judged_at, request.judged_by = moment, by.name
    request.save()
    return request


@transaction.atomic
def move_deadline(
    task_id: UUID,
    *,
    by: Actor,
    due_on: date | None,
    document: str,
    reason: str = "",
    at: datetime | None = None,
) -> Task:
    """Move the deadline, later or earlier, by a document. Both deadlines are measured against from now on."""
    task, arrow = take(task_id, "move_deadline", by=by)
    moment = moment_of(by, at)
    _move_deadline(
        task,
        arrow,
        due_on,
        by=by,
        moment=moment,
        document=document_given(document),
        reason=optional(reason, "reason"),
    )
    return task


def _move_deadline(
    task: Task,
    arrow: Arrow,
    due_on: date | None,
    *,
    by: Actor,
    moment: datetime,
    document: str,
    reason: str,
    rows: Sequence[Model] = (),
) -> None:
    before = task.current_due
    if due_on is None or due_on == before or due_on < task.given_on:
        message = _("Give another day than %(day)s, not before the directive's own.") % {
            "day": day_words(before) if before else "–"
        }
        raise Invalid(message, faults=[Fault(message, field="due_on", value=str(due_on or ""))])
    _check_parent(task, due_on)
    task.current_due = due_on
    task.original_due = task.original_due or due_on
    task.calendar_version = working_calendar().version
    details = {"before": before.isoformat() if before else None, "after": due_on.isoformat()}
    change = DeadlineChange(
        task=task,
        from_due=before,
        to_due=due_on,
        decided_on=day_of(moment),
        document=document,
        reason=reason,
        by_name=by.name,
        at=moment,
    )
    change.entry_id = move(
        task,
        arrow,
        by=by,
        moment=moment,
        reason=reason,
        document=document,
        details=details,
        rows=[change, *rows],
    )
    DeadlineChange.objects.bulk_create([change])


@transaction.atomic
def remind(task_id: UUID, *, by: Actor, note: str = "", at: datetime | None = None) -> Task:
    """Remind the lead by hand; once a day a task, so that reminders keep their weight."""
    task, arrow = take(task_id, "remind", by=by)
    moment = moment_of(by, at)
    row, fresh = Notice.objects.get_or_create(
        task=task, code=BY_HAND, due_on=day_of(moment), defaults={"at": moment}
    )
    if not fresh:
        raise Conflict(_("The lead was reminded of this task today already."))
    said = optional(note, "note")
    move(task, arrow, by=by, moment=moment, reason=said, details={"step": "R"}, rows=[row])
    return task


def _check_parent(task: Task, due_on: date) -> None:
    """A part's deadline may not outgrow the whole's margin; a body's share of a common duty has no such whole."""
    parent = task.parent if task.tier > 0 else None
    if parent is None or parent.current_due is None:
        return
    last = clock_rules.latest_part(parent.current_due, limits_of(parent.level))
    if due_on > last:
        message = _("The part must be due by %(day)s: the whole is due on %(whole)s.") % {
            "day": day_words(last),
            "whole": day_words(parent.current_due),
        }
        raise Invalid(message, faults=[Fault(message, field="due_on", value=due_on.isoformat())])


@transaction.atomic
def refuse_return(task_id: UUID, *, by: Actor, reason: str, at: datetime | None = None) -> Task:
    """The task stays with its lead; its clock never stood still."""
    task, arrow = take(task_id, "refuse_return", by=by)
    why = reason_given(reason)
    task.return_ground, task.return_body = "", None
    move(task, arrow, by=by, moment=moment_of(by, at), reason=why)
    return task


@transaction.atomic
def clarify(task_id: UUID, *, by: Actor, content: str, at: datetime | None = None) -> Task:
    """Answer a return for unclear text: the same duty in clearer words; the earlier ones stay in the history."""
    task, arrow = take(task_id, "clarify", by=by)
    before = task.content
    task.content = needed(content, "content", _("Write what is to be done, clearly."))
    task.search = search_of(task)
    task.return_ground, task.return_body = "", None
    move(
        task,
        arrow,
        by=by,
        moment=moment_of(by, at),
        details={"content": task.content, "content_before": before},
    )
    return task


@transaction.atomic
def reopen(task_id: UUID, *, by: Actor, document: str, reason: str, at: datetime | None = None) -> Task:
    """Open an ended task again by a document: its product was annulled or disproved, or it should not have ended."""
    task, arrow = take(task_id, "reopen", by=by)
    moment = moment_of(by, at)
    paper, why = document_given(document), reason_given(reason)
    void = list(Claim.objects.filter(task=task, verdict=Claim.Verdict.ACCEPTED))
    for one in void:
        one.verdict = Claim.Verdict.VOID
        one.save(update_fields=["verdict"])
    ended = {"completed_on_before": task.completed_on, "closed_on_before": task.closed_on}
    details = {name: day.isoformat() for name, day in ended.items() if day is not None}
    task.completed_on = task.verified_at = task.claimed_at = task.claimed_on = task.verify_by = None
    task.closed_on, task.repeat_of = None, None
    move(task, arrow, by=by, moment=moment, reason=why, document=paper, details=details, rows=void)
    return task
