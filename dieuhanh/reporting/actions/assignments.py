"""The obligation's clock: extended with a reason, rung when its moment has come."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

import structlog
from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from dieuhanh.config.actor import SYSTEM, Actor
from dieuhanh.config.clock import moment_of
from dieuhanh.config.errors import Conflict, Fault, Invalid
from dieuhanh.config.text import nfc
from dieuhanh.deadlines.queries import working_calendar
from dieuhanh.deadlines.rules import OFFICE_HOURS, Due, State
from dieuhanh.deadlines.rules.hours import END_OF_DAY
from dieuhanh.ledger.actions import append
from dieuhanh.organisations.authority import check
from dieuhanh.reporting.actions.moves import LONGEST_REASON, promise_of
from dieuhanh.reporting.actions.periods import clock_of
from dieuhanh.reporting.models import Assignment, Extension, Reminder
from dieuhanh.reporting.queries.access import access_assignment
from dieuhanh.reporting.rules import clock as clock_rules
from dieuhanh.reporting.rules.workflow import RECEIVE, SENT_STAGES, Stage

log = structlog.get_logger(__name__)
POWER = "periods.open"
AT_ONCE = 200
"""Rows rung in one round; what is left rings a second later."""


@transaction.atomic
def extend(
    assignment_id: UUID, *, by: Actor, due_on: date, reason: str, at: datetime | None = None
) -> Assignment:
    """Move one deadline to a later working day, with the reason; the first promise stays readable.

    Raises Missing, Refused (needs `periods.open` over the receiver), Conflict (it was sent already),
    Invalid (no reason, not later, not a working day).
    """
    assignment = access_assignment(by, assignment_id, lock=True)
    check(by, POWER, assignment.receiver_id)
    if Stage(assignment.state) in SENT_STAGES:
        raise Conflict(_("The report was sent already; its deadline can no longer be moved."))
    calendar = working_calendar()
    faults = []
    if not reason.strip():
        faults.append(Fault(_("Say why the deadline is moved."), field="reason"))
    if due_on <= assignment.due_on:
        faults.append(
            Fault(
                _("The new deadline must be later than %(day)s.") % {"day": assignment.due_on.isoformat()},
                field="due_on",
                value=due_on.isoformat(),
            )
        )
    elif not calendar.is_working(due_on):
        faults.append(
            Fault(_("The new deadline must be a working day."), field="due_on", value=due_on.isoformat())
        )
    if faults:
        raise Invalid(_("The deadline was not moved; see the faults."), faults=faults)
    moment, before = moment_of(by, at), assignment.due_on
    promise = Due.from_dict(assignment.promise)
    moved = replace(
        promise, due_on=due_on, due_at=OFFICE_HOURS.at(due_on, END_OF_DAY), calendar_version=calendar.version
    )
    for name, value in clock_of(moved, assignment.regime_version, calendar, moment).items():
        setattr(assignment, name, value)
    assignment.promise = {**assignment.promise, "extended_to": due_on.isoformat()}
    assignment.changed_at = moment
    assignment.save()
    Extension.objects.create(
        assignment=assignment,
        from_due_on=before,
        to_due_on=due_on,
        reason=nfc(reason),
        appointment_id=by.appointment_id,
        by_name=by.name,
        at=moment,
    )
    append(
        "reporting.assignment.extended",
        by=by,
        subject_type="reporting.assignment",
        subject_id=assignment.id,
        organisation_id=assignment.respondent_id,
        body={
            "number": assignment.number,
            "from": before.isoformat(),
            "to": due_on.isoformat(),
            "reason": nfc(reason),
        },
    )
    return assignment


@transaction.atomic
def remind(assignment_id: UUID, *, by: Actor, note: str = "", at: datetime | None = None) -> Assignment:
    """Remind a body of a report that it has not sent. At most once a day for each deadline; it counts for the year.

    Raises Missing, Refused (needs `reporting.receive` over the receiver), Conflict (sent already, or reminded today),
    Invalid (a note that is too long).
    """
    assignment = access_assignment(by, assignment_id, lock=True)
    check(by, RECEIVE, assignment.receiver_id)
    if Stage(assignment.state) in SENT_STAGES:
        raise Conflict(_("The report was sent already; there is nothing to remind of."))
    if len(note) > LONGEST_REASON:
        message = _("The note is too long; at most %(most)d characters.") % {"most": LONGEST_REASON}
        raise Invalid(message, faults=[Fault(message, field="note")])
    moment = moment_of(by, at)
    code = clock_rules.code_by_hand(localdate(moment))
    if not _remind(assignment, code, moment, by=by, note=nfc(note)):
        raise Conflict(_("This body was reminded of the report today already."))
    return assignment


def ring_due(now: datetime) -> int:
    """Ring every assignment whose moment has come; one that fails is put off an hour and the rest go on.

    One indexed read when nothing is due. Gives how many changed or reminded.
    """
    due = list(
        Assignment.objects.filter(next_at__lte=now).order_by("next_at").values_list("id", flat=True)[:AT_ONCE]
    )
    rung = 0
    for assignment_id in due:
        try:
            rung += ring_one(assignment_id, now)
        except Exception:
            log.exception("reporting.clock.failed", assignment=str(assignment_id))
            Assignment.objects.filter(pk=assignment_id).update(next_at=now + clock_rules.POSTPONED)
    return rung


@transaction.atomic
def ring_one(assignment_id: UUID, now: datetime) -> bool:
    """Recompute one assignment and, if it is still ours to ring, write what changed. Four statements at most.

    Claimed by update: set on where `next_at` is still the moment that was read; no row: another was first.
    """
    assignment = Assignment.objects.get(pk=assignment_id)
    seen = assignment.next_at
    if seen is None or seen > now:
        return False
    sent = Reminder.objects.filter(assignment=assignment, due_on=assignment.due_on).values_list(
        "code", flat=True
    )
    rung = clock_rules.ring(promise_of(assignment, frozenset(sent)), now)
    late = assignment.was_late or rung.state in (State.OVERDUE, State.DONE_LATE)
    claimed = Assignment.objects.filter(
        pk=assignment_id, next_at=seen, clock=assignment.clock, done_at=assignment.done_at
    )
    if not claimed.update(clock=rung.state.value, next_at=rung.next_at, was_late=late):
        return False
    for code in rung.reminders:
        _remind(assignment, code, now)
    if rung.state.value != assignment.clock:
        _announce(assignment, rung.state, now)
    return bool(rung.reminders) or rung.state.value != assignment.clock


def _remind(assignment: Assignment, code: str, now: datetime, *, by: Actor = SYSTEM, note: str = "") -> bool:
    """Write the reminder and its entry; it is counted per body and year. False when it was sent already."""
    reminder, made = Reminder.objects.get_or_create(
        assignment=assignment,
        code=code,
        due_on=assignment.due_on,
        defaults={"respondent_id": assignment.respondent_id, "year": now.year, "at": now},
    )
    if made:
        append(
            "reporting.assignment.reminded",
            by=by,
            subject_type="reporting.assignment",
            subject_id=assignment.id,
            organisation_id=assignment.respondent_id,
            body={
                "number": assignment.number,
                "reminder": code,
                "due_on": assignment.due_on.isoformat(),
                "id": str(reminder.id),
                **({"note": note} if note else {}),
            },
        )
    return made


def _announce(assignment: Assignment, state: State, now: datetime) -> None:
    """Say that the clock changed, with the moment since when: the bell may ring later than that."""
    since = {State.OVERDUE: assignment.due_at, State.DUE_SOON: assignment.due_soon_at}.get(state) or now
    append(
        f"reporting.assignment.{state.value}",
        by=SYSTEM,
        subject_type="reporting.assignment",
        subject_id=assignment.id,
        organisation_id=assignment.respondent_id,
        body={
            "number": assignment.number,
            "from": assignment.clock,
            "to": state.value,
            "at": since.isoformat(),
            "due_at": assignment.due_at.isoformat(),
        },
    )


@transaction.atomic
def settle_clocks(assignment_ids: Iterable[UUID], now: datetime) -> int:
    """Bring these clocks up to a moment without reminding (loading of a demonstration's past). Gives how many changed."""
    changed = 0
    for assignment in Assignment.objects.filter(pk__in=list(assignment_ids)):
        rung = clock_rules.ring(promise_of(assignment), now)
        if (rung.state.value, rung.next_at) != (assignment.clock, assignment.next_at):
            late = assignment.was_late or rung.state in (State.OVERDUE, State.DONE_LATE)
            Assignment.objects.filter(pk=assignment.pk).update(
                clock=rung.state.value, next_at=rung.next_at, was_late=late
            )
            changed += 1
    return changed
