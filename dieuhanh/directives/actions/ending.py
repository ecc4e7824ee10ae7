"""How a task ends other than by being done: withdrawn, given to another body, linked as a repeat. Each by the assigner."""

from copy import copy
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from dieuhanh.config.actor import Actor
from dieuhanh.config.clock import day_of, moment_of
from dieuhanh.config.errors import Fault, Invalid
from dieuhanh.config.identity import uuid7
from dieuhanh.deadlines.queries import working_calendar
from dieuhanh.directives.actions.drafting import search_of
from dieuhanh.directives.actions.moves import document_given, move, needed, optional, reason_given, take
from dieuhanh.directives.actions.publishing import open_task, tell_assigned
from dieuhanh.directives.models import Claim, Coordination, Directive, ExtensionRequest, Task
from dieuhanh.directives.queries.access import access_task, task_id_of
from dieuhanh.directives.rules.states import OPEN_STAGES, Stage
from dieuhanh.directives.rules.workflow import ACTIONS, Arrow
from dieuhanh.organisations.queries import Body, by_codes

_OPEN = [one.value for one in OPEN_STAGES]


@transaction.atomic
def withdraw(task_id: UUID, *, by: Actor, document: str, reason: str, at: datetime | None = None) -> Task:
    """Withdraw a task by a document; it is counted apart, and its history stays."""
    task, arrow = take(task_id, "withdraw", by=by)
    moment = moment_of(by, at)
    paper, why = document_given(document), reason_given(reason)
    ended = _end(task, moment, by)
    move(task, arrow, by=by, moment=moment, reason=why, document=paper, rows=ended)
    return task


@transaction.atomic
def transfer(
    task_id: UUID, *, by: Actor, body: str, document: str, reason: str, at: datetime | None = None
) -> Task:
    """Give a task to another body by a document; gives the new task. The old one is counted as transferred."""
    task, arrow = take(task_id, "transfer", by=by)
    moment = moment_of(by, at)
    paper, why = document_given(document), reason_given(reason)
    return hand_over(
        task, arrow, _other(task, body, moment), by=by, moment=moment, document=paper, reason=why
    )


@transaction.atomic
def reassign(
    task_id: UUID, *, by: Actor, body: str = "", reason: str = "", at: datetime | None = None
) -> Task:
    """Accept a return for wrong competence: the task goes to the body named, or to the one the lead proposed."""
    task, arrow = take(task_id, "reassign", by=by)
    moment = moment_of(by, at)
    if not body and task.return_body_id is not None:
        other = task.return_body_id
    else:
        other = _other(task, body, moment)
    return hand_over(task, arrow, other, by=by, moment=moment, reason=optional(reason, "reason"))


def _other(task: Task, code: str, moment: datetime) -> UUID:
    found: Body | None = by_codes([code], day_of(moment)).get(code) if code else None
    if found is None or found.id == task.lead_id:
        message = (
            _("Name the body that takes the task over, by its code today.")
            if found is None
            else _("This body leads the task already.")
        )
        raise Invalid(message, faults=[Fault(message, field="body", value=code[:40])])
    return found.id


def hand_over(
    task: Task,
    arrow: Arrow,
    lead_id: UUID,
    *,
    by: Actor,
    moment: datetime,
    document: str = "",
    reason: str = "",
    past: str = "assigned",
) -> Task:
    """End a locked task as transferred and open it at another body, under the same deadlines and with a clock of its own.

    Where that body has its own share of the same common duty already (two that merged), the two become one.
    """
    ended = _end(task, moment, by)
    successor = None
    if task.parent_id is not None and task.tier == 0:
        successor = (
            Task.objects.filter(parent_id=task.parent_id, tier=0, lead_id=lead_id)
            .exclude(state=Stage.TRANSFERRED.value)
            .first()
        )
    fresh, owed = successor is None, []
    successor = successor or _copy_for(task, lead_id, moment)
    if fresh:
        open_task(successor, moment, working_calendar())
        successor.save(force_insert=True)
        owed = _copy_coordinators(task, successor)
    task.transferred_to = successor
    details = {"to_task": successor.code, "to_body": str(lead_id)}
    move(task, arrow, by=by, moment=moment, reason=reason, document=document, details=details, rows=ended)
    if fresh:
        tell_assigned([successor], by=by, moment=moment, action="transfer", past=past, owed=owed)
    return successor


def _copy_for(task: Task, lead_id: UUID, moment: datetime) -> Task:
    made = copy(task)
    made.pk = made.id = uuid7()
    made._state = type(task._state)()
    for name in (
        "acknowledge_by", "acknowledged_at", "progress_at", "percent", "claimed_at", "claimed_on", "verify_by", "completed_on",
        "verified_at", "closed_on", "next_at", "explain_by", "return_body_id", "repeat_of_id", "transferred_to_id",
    ):  # fmt: skip
        setattr(made, name, None)
    made.return_ground, made.was_late, made.lead_words, made.lead_inferred = "", False, "", False
    made.lead_id, made.given_on, made.created_at = lead_id, day_of(moment), moment
    made.known_result = made.delay_cause = ""
    directive = (
        Directive.objects.select_for_update().only("id", "code_stem", "next_number").get(pk=task.directive_id)
    )
    made.code = f"{directive.code_stem}#{made.clause}#{directive.next_number}"[:400]
    directive.next_number += 1
    directive.save(update_fields=["next_number"])
    made.search = search_of(made)
    return made


def _copy_coordinators(task: Task, successor: Task) -> list[Coordination]:
    return Coordination.objects.bulk_create(
        [
            Coordination(
                task=successor, organisation_id=one.organisation_id, words=one.words, due_on=one.due_on
            )
            for one in Coordination.objects.filter(task=task)
            if one.organisation_id is None or one.organisation_id != successor.lead_id
        ]
    )


def _end(task: Task, moment: datetime, by: Actor) -> list[Model]:
    """What waits on an ended task waits no longer; gives the rows that changed. Two statements, one more for each."""
    claims = list(Claim.objects.filter(task=task, verdict=Claim.Verdict.WAITING))
    for claim in claims:
        claim.verdict, claim.judged_at, claim.judged_by = Claim.Verdict.VOID, moment, by.name
        claim.save(update_fields=["verdict", "judged_at", "judged_by"])
    requests = list(ExtensionRequest.objects.filter(task=task, verdict=ExtensionRequest.Verdict.WAITING))
    for one in requests:
        one.verdict, one.judged_at, one.judged_by = ExtensionRequest.Verdict.LAPSED, moment, by.name
        one.save(update_fields=["verdict", "judged_at", "judged_by"])
    task.closed_on = day_of(moment)
    task.claimed_at = task.claimed_on = task.verify_by = task.acknowledge_by = None
    task.return_ground = ""
    return [*claims, *requests]


@transaction.atomic
def link_repeat(task_id: UUID, *, by: Actor, original: str, at: datetime | None = None) -> Task:
    """Say that a task repeats another (by its code): one duty, one more source, counted once.

    A common heading is linked with the shares below it, each to the original's share of the same body.
    """
    return _link(task_id, "link_repeat", original, by=by, at=at)


@transaction.atomic
def accept_duplicate(task_id: UUID, *, by: Actor, original: str, at: datetime | None = None) -> Task:
    """Accept a return because the lead has the same duty already, by the code of that task."""
    return _link(task_id, "accept_duplicate", original, by=by, at=at)


def _link(task_id: UUID, action: str, original: str, *, by: Actor, at: datetime | None) -> Task:
    # The lower id is locked first: two that are linked to each other at once would wait for one another otherwise.
    code = needed(original, "original", _("Give the code of the task that this one repeats."), longest=400)
    other_id = task_id_of(by, code)
    if str(other_id) < str(task_id):
        access_task(by, other_id, lock=True)
    task, arrow = take(task_id, action, by=by)
    other = access_task(by, other_id, lock=True)
    wrong = ""
    if other.id == task.id:
        wrong = _("A task cannot repeat itself.")
    elif other.state in (
        Stage.DRAFT.value,
        Stage.REPEATED.value,
        Stage.WITHDRAWN.value,
        Stage.TRANSFERRED.value,
    ):
        wrong = _("%(code)s is itself not counted; link to the task that is.") % {"code": other.code}
    elif task.is_group and not other.is_group:
        wrong = _("A common duty of many bodies repeats only another such duty.")
    elif not task.is_group and not other.is_group and task.lead_id != other.lead_id:
        wrong = _("%(code)s has another lead; a repeat has the same one.") % {"code": other.code}
    elif not task.is_group and other.is_group:
        wrong = _("%(code)s is a duty of many bodies; link to the share of this body.") % {"code": other.code}
    if wrong:
        raise Invalid(wrong, faults=[Fault(wrong, field="original", value=code)])
    moment = moment_of(by, at)
    if task.is_group:
        _link_shares(task, other, by=by, moment=moment)
    _repeat(task, other, arrow, by=by, moment=moment)
    return task


def _link_shares(group: Task, other: Task, *, by: Actor, moment: datetime) -> None:
    counterpart = {
        one.lead_id: one
        for one in Task.objects.filter(parent=other).exclude(
            state__in=[Stage.REPEATED.value, Stage.TRANSFERRED.value, Stage.WITHDRAWN.value]
        )
    }
    for share in (
        Task.objects.select_for_update(of=("self",)).filter(parent=group, state__in=_OPEN).order_by("id")
    ):
        if share.lead_id in counterpart:
            _repeat(share, counterpart[share.lead_id], ACTIONS["link_repeat"], by=by, moment=moment)


def _repeat(task: Task, other: Task, arrow: Arrow, *, by: Actor, moment: datetime) -> None:
    ended = _end(task, moment, by)
    task.repeat_of = other
    move(task, arrow, by=by, moment=moment, details={"original": other.code}, rows=ended)
