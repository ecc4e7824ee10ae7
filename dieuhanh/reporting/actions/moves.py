"""How a report moves: lock the row, judge the locked row, write it, its history and its ledger entry. Shared by the verbs."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from dieuhanh.config.actor import Actor
from dieuhanh.config.errors import Fault, Invalid
from dieuhanh.deadlines.rules import State
from dieuhanh.ledger.actions import append
from dieuhanh.organisations.authority import raise_unless
from dieuhanh.reporting.models import Assignment, Submission, Transition
from dieuhanh.reporting.queries.access import access_assignment, standing_of, submission_of
from dieuhanh.reporting.rules import clock as clock_rules
from dieuhanh.reporting.rules.offering import offer
from dieuhanh.reporting.rules.workflow import ACTIONS, Arrow, ClockEffect, Need, Stage

LONGEST_REASON = 4000


def take(
    assignment_id: UUID, action: str, *, by: Actor, reason: str = "", lock: bool = True
) -> tuple[Assignment, Submission, Arrow]:
    """The locked assignment and its version in hand, once the arrow is open to `by`. Four statements.

    Raises Missing, Refused (not his to do), Conflict (not the stage for it), Invalid (the reason is missing).
    """
    arrow = ACTIONS[action]
    assignment = access_assignment(by, assignment_id, lock=lock)
    submission = submission_of(assignment)
    judge(arrow, assignment, submission, by=by)
    if Need.REASON in arrow.needs and not reason.strip():
        message = _("Say why: the reason is missing.")
        raise Invalid(message, faults=[Fault(message, field="reason")])
    if len(reason) > LONGEST_REASON:
        message = _("The reason is too long; at most %(most)d characters.") % {"most": LONGEST_REASON}
        raise Invalid(message, faults=[Fault(message, field="reason")])
    return assignment, submission, arrow


def judge(arrow: Arrow, assignment: Assignment, submission: Submission, *, by: Actor) -> None:
    """Raise what the table says against this arrow for `by` now. One statement."""
    standing = standing_of(by, assignment, submission, (arrow.side,))
    raise_unless(offer(arrow, Stage(assignment.state), standing))


def move(
    assignment: Assignment,
    submission: Submission,
    arrow: Arrow,
    *,
    by: Actor,
    moment: datetime,
    reason: str = "",
    marks: Sequence[str] = (),
    target: Stage | None = None,
    body: Mapping[str, Any] | None = None,
) -> None:
    """Write a move that was judged already: both rows, the history, the entry. Four statements."""
    before, after = assignment.state, (target or arrow.target).value
    submission.state = assignment.state = after
    assignment.changed_at = moment
    _touch_clock(assignment, arrow.clock if target is None else ClockEffect.RUNS_AGAIN, moment)
    assignment.save(
        update_fields=["state", "version", "changed_at", "clock", "done_at", "next_at", "was_late"]
    )
    submission.save()
    entry_id = append(
        f"reporting.submission.{_PAST[arrow.action if target is None else 'refuse']}",
        by=by,
        subject_type="reporting.assignment",
        subject_id=assignment.id,
        organisation_id=assignment.respondent_id,
        body={
            "at": moment.isoformat(),
            "number": assignment.number,
            "submission": str(submission.id),
            "version": submission.version,
            "from": before,
            "to": after,
            "clock": assignment.clock,
            "content_hash": submission.content_hash,
            **({"reason": reason} if reason else {}),
            **(body or {}),
        },
    )
    Transition.objects.create(
        assignment=assignment,
        submission=submission,
        action=arrow.action,
        from_state=before,
        to_state=after,
        at=moment,
        person_id=by.person_id,
        appointment_id=by.appointment_id,
        by_name=by.name,
        by_position=by.position,
        reason=reason,
        marks=list(marks),
        entry_id=entry_id,
    )


_PAST = {
    "save": "entered",
    "check": "checked",
    "declare_no_data": "no_data_declared",
    "submit": "submitted",
    "return": "returned",
    "approve": "approved",
    "sign": "signed",
    "send": "sent",
    "send_unsigned": "sent",
    "recall": "recalled",
    "receive": "received",
    "refuse": "refused",
    "accept": "accepted",
    "revise": "revised",
    "consolidate": "consolidated",
    "request_amendment": "amendment_requested",
    "propose_amendment": "amendment_requested",
    "amend": "amended",
}
"""Kinds of entries: `reporting.submission.<past>`."""


def _touch_clock(assignment: Assignment, effect: ClockEffect, moment: datetime) -> None:
    """Stop the clock, or let it run again; what was accepted once stays done, whatever becomes of an amendment."""
    if effect is ClockEffect.NONE or (effect is ClockEffect.STOPS and assignment.done_at is not None):
        return
    if effect is ClockEffect.RUNS_AGAIN and assignment.version > 1 and _was_accepted(assignment):
        return
    assignment.done_at = moment if effect is ClockEffect.STOPS else None
    rung = clock_rules.ring(promise_of(assignment), moment)
    assignment.clock, assignment.next_at = rung.state.value, rung.next_at
    assignment.was_late = assignment.was_late or rung.state in (State.OVERDUE, State.DONE_LATE)


def _was_accepted(assignment: Assignment) -> bool:
    return Submission.objects.filter(assignment=assignment, accepted_at__isnull=False).exists()


def promise_of(assignment: Assignment, sent: frozenset[str] = frozenset()) -> clock_rules.Promise:
    """The moments stored in an assignment."""
    return clock_rules.Promise(
        assignment.due_at,
        assignment.due_soon_at,
        clock_rules.reminders_from_json(assignment.reminders),
        assignment.done_at,
        sent,
    )


def next_version(
    assignment: Assignment, submission: Submission, *, moment: datetime, reason: str = ""
) -> Submission:
    """The next version, which begins with what the last one held. One statement."""
    assignment.version = submission.version + 1
    return Submission.objects.create(
        assignment=assignment,
        version=assignment.version,
        state="in_progress",
        cells=submission.cells,
        narrative=submission.narrative,
        notes=submission.notes,
        marks=submission.marks,
        reason=reason,
        entered_by=submission.entered_by,
        author_appointment=submission.author_appointment,
        author_name=submission.author_name,
        simulated=submission.simulated,
        created_at=moment,
    )
