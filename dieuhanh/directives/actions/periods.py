"""Periods of periodic duties: opened and rung by the clock, reported by the lead, refused by the assigner, each with its own lateness."""

from datetime import date, datetime, timedelta
from uuid import UUID

import structlog
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from dieuhanh.config.actor import SYSTEM, Actor
from dieuhanh.config.clock import day_of, moment_of
from dieuhanh.config.errors import Conflict, Fault, Invalid
from dieuhanh.config.identity import uuid7
from dieuhanh.config.text import nfc
from dieuhanh.deadlines.rules import State
from dieuhanh.directives.actions.moves import move, needed, reason_given, take
from dieuhanh.directives.actions.settling import reading_of
from dieuhanh.directives.models import Task, TaskPeriod
from dieuhanh.directives.rules import periods as rules
from dieuhanh.directives.rules.clock import POSTPONED, start_of
from dieuhanh.directives.rules.states import OPEN_STAGES, Stage
from dieuhanh.ledger.actions import Draft, append, append_bulk
from dieuhanh.ledger.held import named

log = structlog.get_logger(__name__)
AT_ONCE = 200
"""Rows handled in one round; what is left comes a second later."""


def open_due(now: datetime) -> int:
    """Open the periods whose time has come, of every duty that is due to be looked at; gives how many were opened.

    One indexed read when nothing is due; a duty that fails is put off an hour and the others go on.
    """
    due = list(
        Task.objects.filter(periods_at__lte=now).order_by("periods_at").values_list("id", flat=True)[:AT_ONCE]
    )
    opened = 0
    for task_id in due:
        try:
            opened += open_periods(task_id, now)
        except Exception:
            log.exception("directives.periods.failed", task=str(task_id))
            Task.objects.filter(pk=task_id).update(periods_at=now + POSTPONED)
    return opened


@transaction.atomic
def open_periods(task_id: UUID, now: datetime) -> int:
    """Open the present period and the next of one duty; a repeat opens nothing twice. Five statements at most."""
    task = Task.objects.select_for_update(of=("self",)).get(pk=task_id)
    if task.periods_at is None or task.periods_at > now:
        return 0
    if Stage(task.state) not in OPEN_STAGES:
        Task.objects.filter(pk=task_id).update(periods_at=None)
        return 0
    reading, today = reading_of(task), day_of(now)
    latest: dict[str, date] = {}
    for every, due in TaskPeriod.objects.filter(task=task).values_list("every", "due_on"):
        latest[every] = max(due, latest.get(every, due))
    owed = rules.owed(
        rules.rhythms(reading),
        given_on=task.given_on,
        until=rules.until_of(reading),
        opened=latest,
        today=today,
    )
    rows = [_row(task, span, now) for span in owed.spans]
    TaskPeriod.objects.bulk_create(rows)
    append_bulk(
        [
            Draft(
                "directives.task.period_opened",
                "directives.task",
                task.id,
                task.lead_id or task.assigner_id,
                {
                    "code": task.code,
                    "period": one.code,
                    "due": one.due_on.isoformat(),
                    "id": str(one.id),
                    **named([one]),
                },
            )
            for one in rows
        ],
        by=SYSTEM,
    )
    Task.objects.filter(pk=task_id).update(periods_at=start_of(owed.look_on) if owed.look_on else None)
    return len(rows)


def _row(task: Task, span: rules.Span, now: datetime) -> TaskPeriod:
    state, next_at = rules.ring_period(span.every, span.due, now)
    return TaskPeriod(
        id=uuid7(),
        task=task,
        code=span.code,
        every=span.every,
        first_on=span.first,
        due_on=span.due,
        clock=state.value,
        was_late=state is State.OVERDUE,
        opened_at=now,
        next_at=next_at,
        simulated=task.simulated,
    )


def ring_periods(now: datetime) -> int:
    """Ring the periods whose moment has come; gives how many changed their word. One that fails stops no other."""
    due = list(
        TaskPeriod.objects.filter(next_at__lte=now).order_by("next_at").values_list("id", flat=True)[:AT_ONCE]
    )
    rung = 0
    for period_id in due:
        try:
            rung += _ring_one(period_id, now)
        except Exception:
            log.exception("directives.period.failed", period=str(period_id))
            TaskPeriod.objects.filter(pk=period_id).update(next_at=now + POSTPONED)
    return rung


@transaction.atomic
def _ring_one(period_id: UUID, now: datetime) -> bool:
    """Claimed by update: written where the period is still as it was read."""
    period = TaskPeriod.objects.select_related("task").get(pk=period_id)
    seen = period.next_at
    if seen is None or seen > now or period.state != TaskPeriod.State.OPEN:
        return False
    state, next_at = rules.ring_period(period.every, period.due_on, now)
    mine = TaskPeriod.objects.filter(pk=period_id, next_at=seen, state=period.state, clock=period.clock)
    if not mine.update(
        clock=state.value, next_at=next_at, was_late=period.was_late or state is State.OVERDUE
    ):
        return False
    if state.value == period.clock:
        return False
    task, before = period.task, period.clock
    period.refresh_from_db(fields=("state", "clock", "was_late"))
    append(
        f"directives.task.period_{state.value}",
        by=SYSTEM,
        subject_type="directives.task",
        subject_id=task.id,
        organisation_id=task.lead_id or task.assigner_id,
        body={
            "code": task.code,
            "period": period.code,
            "due": period.due_on.isoformat(),
            "id": str(period.id),
            "from": before,
            "to": state.value,
            **named([period]),
        },
    )
    return True


@transaction.atomic
def report_period(
    task_id: UUID,
    *,
    by: Actor,
    note: str,
    period: str = "",
    document: str = "",
    reported_on: date | None = None,
    at: datetime | None = None,
) -> Task:
    """Report one period of a periodic duty: what was done, and the report's number and symbol.

    `period`: its code; where none is given, the open one that is due first. `reported_on`: the report's own day, by which it
    is in time or late; an earlier day than today's must be borne out by the document.
    """
    task, arrow = take(task_id, "report_period", by=by)
    moment = moment_of(by, at)
    text = needed(note, "note", _("Say what was done in this period."))
    row = _open_period(task, period)
    paper = nfc(document).strip()[:200]
    today = day_of(moment)
    day = reported_on or today
    wrong = ""
    if day > today:
        wrong = _("A report cannot be of a day to come.")
    elif day < row.first_on - timedelta(days=1) and day < task.given_on:
        wrong = _("The report's day lies before the duty was given.")
    elif day < today and not paper:
        wrong = _("An earlier day needs the report's number and symbol, which bear it out.")
    if wrong:
        raise Invalid(wrong, faults=[Fault(wrong, field="reported_on", value=day.isoformat())])
    state = rules.reported_state(row.due_on, day)
    task.progress_at = moment
    details = {
        "period": row.code,
        "due": row.due_on.isoformat(),
        "reported_on": day.isoformat(),
        "counted": state.value,
        "note": text,
    }
    row.state, row.clock, row.next_at = TaskPeriod.State.REPORTED, state.value, None
    row.reported_on, row.reported_at, row.note, row.document = day, moment, text, paper
    row.by_name, row.was_late = by.name, row.was_late or state is State.DONE_LATE
    row.simulated = row.simulated or by.simulated
    row.entry_id = move(task, arrow, by=by, moment=moment, document=paper, details=details, rows=[row])
    row.save()
    return task


@transaction.atomic
def refuse_period(
    task_id: UUID, *, by: Actor, reason: str, period: str = "", at: datetime | None = None
) -> Task:
    """Refuse the report of one period: it is open again, by the deadline it had; that it was late is not taken back.

    `period`: its code; where none is given, the one reported last.
    """
    task, arrow = take(task_id, "refuse_period", by=by)
    why = reason_given(reason)
    moment = moment_of(by, at)
    row = _reported_period(task, period)
    state, next_at = rules.ring_period(row.every, row.due_on, moment)
    details = {
        "period": row.code,
        "due": row.due_on.isoformat(),
        "reported_on": row.reported_on.isoformat() if row.reported_on else None,
        "document_refused": row.document,
    }
    row.state, row.clock, row.next_at = TaskPeriod.State.OPEN, state.value, next_at
    row.reported_on, row.reported_at, row.note, row.document, row.by_name = None, None, "", "", ""
    row.was_late = row.was_late or state is State.OVERDUE
    row.entry_id = move(task, arrow, by=by, moment=moment, reason=why, details=details, rows=[row])
    row.save()
    return task


def _open_period(task: Task, code: str) -> TaskPeriod:
    found = _period(task, TaskPeriod.State.OPEN, code).order_by("due_on", "id").first()
    if found is None and code:
        raise _no_such(_("No open period of this duty bears the code %(code)s."), code)
    if found is None:
        raise Conflict(_("No period of this duty waits for a report."))
    return found


def _reported_period(task: Task, code: str) -> TaskPeriod:
    found = _period(task, TaskPeriod.State.REPORTED, code).order_by("-reported_at", "-id").first()
    if found is None:
        raise _no_such(_("No reported period of this duty bears the code %(code)s."), code)
    return found


def _period(task: Task, state: TaskPeriod.State, code: str) -> QuerySet[TaskPeriod]:
    rows = TaskPeriod.objects.select_for_update().filter(task=task, state=state)
    return rows.filter(code=code[:12].replace("\0", "")) if code else rows


def _no_such(sentence: str, code: str) -> Invalid:
    message = sentence % {"code": code[:12]}
    return Invalid(message, faults=[Fault(message, field="period", value=code[:12])])
