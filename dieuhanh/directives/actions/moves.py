"""How a task moves: lock the row, judge the locked row, write it, its history and its ledger entry. Shared by the verbs."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Model
from django.utils.translation import gettext as _

from dieuhanh.config.actor import Actor
from dieuhanh.config.errors import Fault, Invalid
from dieuhanh.config.text import nfc
from dieuhanh.deadlines.rules import State
from dieuhanh.directives.actions.settling import settle
from dieuhanh.directives.marked import refuse_marked
from dieuhanh.directives.models import Directive, Move, Notice, Task
from dieuhanh.directives.queries.access import access_task, standing_of
from dieuhanh.directives.rules import clock as clock_rules
from dieuhanh.directives.rules.escalation import limits_of
from dieuhanh.directives.rules.offering import offer
from dieuhanh.directives.rules.states import Stage, TaskKind
from dieuhanh.directives.rules.workflow import ACTIONS, Arrow, ClockEffect
from dieuhanh.ledger.actions import append
from dieuhanh.ledger.held import held
from dieuhanh.organisations.authority import raise_unless

LONGEST_TEXT = 4000


def take(task_id: UUID, action: str, *, by: Actor) -> tuple[Task, Arrow]:
    """The locked task, once the arrow is open to `by`. Three to five statements.

    Raises Missing, Refused (not his to do), Conflict (not the stage for it, or something else stands between).
    """
    arrow = ACTIONS[action]
    task = access_task(by, task_id, lock=True)
    raise_unless(offer(arrow, Stage(task.state), standing_of(by, task, arrow)))
    return task, arrow


def needed(value: str, field: str, message: str, longest: int = LONGEST_TEXT) -> str:
    """A text that must be given, in NFC. Raises `Invalid` with the field and what to write, or for a classification marking."""
    text = nfc(value).strip()
    if not text:
        raise Invalid(message, faults=[Fault(message, field=field)])
    if len(text) > longest:
        said = _("This is too long; at most %(most)d characters.") % {"most": longest}
        raise Invalid(said, faults=[Fault(said, field=field)])
    refuse_marked(field, text)
    return text


def optional(value: str, field: str, longest: int = LONGEST_TEXT) -> str:
    """A text that may be given, in NFC and cut to its column. Raises `Invalid` for a classification marking."""
    text = nfc(value).strip()
    refuse_marked(field, text)
    return text[:longest]


def reason_given(reason: str) -> str:
    """The reason, which must be there."""
    return needed(reason, "reason", _("Say why: the reason is missing."))


def document_given(document: str) -> str:
    """The number and symbol of the document by which it is decided, which must be there."""
    return needed(
        document, "document", _("Name the document that decides this, by number and symbol."), longest=200
    )


def watch_of(task: Task, sent: frozenset[tuple[str, date | None]] = frozenset()) -> clock_rules.Watch:
    """What the clock looks at, from the row."""
    return clock_rules.Watch(
        stage=Stage(task.state),
        due=task.current_due,
        limits=limits_of(task.level),
        completed_on=task.completed_on,
        regular=task.kind == TaskKind.REGULAR.value,
        group=task.is_group,
        heard=task.heard,
        acknowledge_by=task.acknowledge_by,
        verify_by=task.verify_by,
        explain_by=task.explain_by,
        sent=sent,
    )


def sent_notices(task_id: UUID) -> frozenset[tuple[str, date | None]]:
    """The notices already given. One statement."""
    return frozenset(Notice.objects.filter(task_id=task_id).values_list("code", "due_on"))


def set_clock(task: Task, moment: datetime) -> None:
    """The clock's word and its next moment, from the row as it now stands; `was_late` is never taken back."""
    rung = clock_rules.ring(watch_of(task), moment)
    task.clock, task.next_at = rung.state.value, rung.next_at
    task.was_late = task.was_late or rung.state in (State.OVERDUE, State.DONE_LATE)


def move(
    task: Task,
    arrow: Arrow,
    *,
    by: Actor,
    moment: datetime,
    reason: str = "",
    document: str = "",
    details: Mapping[str, Any] | None = None,
    target: Stage | None = None,
    rows: Sequence[Model] = (),
) -> UUID:
    """Write a move that was judged already: the row, the history, the entry; gives the entry's id. Three statements.

    `rows`: what else this move wrote or is about to write, so that the entry says what each must be.
    """
    before = task.state
    task.state = target.value if target else str(arrow.target or before)
    task.changed_at = moment
    unheard, task.heard = not task.heard, True
    if unheard or arrow.clock is not ClockEffect.NONE or task.state != before:
        set_clock(task, moment)
        rows = [*rows, *settle(task, moment)]
    task.save()
    line = move_row(
        arrow.action,
        before,
        task.state,
        by=by,
        moment=moment,
        task=task,
        reason=reason,
        document=document,
        details=details,
    )
    line.entry_id = append(
        f"directives.task.{PAST[arrow.action]}",
        by=by,
        subject_type="directives.task",
        subject_id=task.id,
        organisation_id=task.lead_id or task.assigner_id,
        body={
            **entry_body(task, before, reason=reason, document=document, details=details),
            **held(task, [line, *rows]),
        },
    )
    Move.objects.bulk_create([line])
    return line.entry_id


def entry_body(
    task: Task,
    before: str,
    *,
    reason: str = "",
    document: str = "",
    details: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """What the ledger keeps of a task's move."""
    return {
        "code": task.code,
        "from": before,
        "to": task.state,
        "clock": task.clock,
        "due": task.current_due.isoformat() if task.current_due else None,
        "original_due": task.original_due.isoformat() if task.original_due else None,
        **({"completed_on": task.completed_on.isoformat()} if task.completed_on else {}),
        **({"reason": reason} if reason else {}),
        **({"document": document} if document else {}),
        **(details or {}),
    }


def move_row(
    action: str,
    before: str,
    after: str,
    *,
    by: Actor,
    moment: datetime,
    task: Task | None = None,
    directive: Directive | None = None,
    reason: str = "",
    document: str = "",
    details: Mapping[str, Any] | None = None,
) -> Move:
    """One line of history, not yet stored: it wants the id of its entry."""
    return Move(
        task=task,
        directive=directive,
        action=action,
        from_state=before,
        to_state=after,
        at=moment,
        person_id=by.person_id,
        appointment_id=by.appointment_id,
        by_name=by.name,
        by_position=by.position,
        reason=reason,
        document=document,
        details=dict(details or {}),
    )


PAST = {
    "acknowledge": "acknowledged",
    "progress": "progressed",
    "break_down": "broken_down",
    "claim": "claimed",
    "retract": "claim_retracted",
    "return": "return_asked",
    "ask_extension": "extension_asked",
    "report_period": "period_reported",
    "refuse_period": "period_refused",
    "explain": "explained",
    "remind": "reminded",
    "contribute": "contributed",
    "verify": "verified",
    "refuse": "claim_refused",
    "grant_extension": "extension_granted",
    "refuse_extension": "extension_refused",
    "move_deadline": "deadline_moved",
    "refuse_return": "return_refused",
    "reassign": "transferred",
    "accept_duplicate": "repeat_linked",
    "clarify": "clarified",
    "link_repeat": "repeat_linked",
    "transfer": "transferred",
    "withdraw": "withdrawn",
    "reopen": "reopened",
}
"""Kinds of entries: `directives.task.<past>`; besides, `assigned`, `succeeded`, `noticed`, and the clock's words."""
