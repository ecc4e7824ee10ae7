"""Before a meeting: plan it, choose its items from tasks, freeze the agenda, cancel."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from dieuhanh.config.actor import Actor
from dieuhanh.config.clock import day_of, moment_of
from dieuhanh.config.errors import Conflict, Fault, Invalid, Missing
from dieuhanh.config.text import fold, nfc
from dieuhanh.deadlines.queries import working_calendar
from dieuhanh.deadlines.rules import OutsideCalendar, WorkingCalendar
from dieuhanh.directives.marked import refuse_marked
from dieuhanh.directives.queries.access import visible_tasks
from dieuhanh.directives.rules.states import OPEN_STAGES
from dieuhanh.inspections.actions.moves import move, needed, next_code, take_meeting
from dieuhanh.inspections.models import AgendaItem, Meeting
from dieuhanh.inspections.queries.meetings import snapshot
from dieuhanh.inspections.rules.agenda import explanations_due, ring
from dieuhanh.inspections.rules.stages import MeetingStage
from dieuhanh.inspections.rules.workflow import PLAN
from dieuhanh.interface.tags.words import day as day_words
from dieuhanh.ledger.held import key_of
from dieuhanh.organisations.authority import check
from dieuhanh.organisations.queries import by_codes

MOST_ITEMS = 100


@dataclass(frozen=True, slots=True)
class NewMeeting:
    """A meeting as planned; `office` is the code of the body that holds it, `held_at` aware."""

    title: str
    held_at: datetime
    office: str
    place: str = ""


@transaction.atomic
def plan_meeting(new: NewMeeting, *, by: Actor, at: datetime | None = None) -> Meeting:
    """Plan a meeting. Needs `inspections.plan` over the office. Raises Refused, Invalid."""
    moment = moment_of(by, at)
    title = needed(new.title, "title", _("Name the meeting."), 400)
    refuse_marked("place", new.place)
    day = _day_held(new.held_at)
    office = by_codes({new.office}, day).get(new.office)
    if office is None:
        message = _("No body bore the code %(code)s on %(day)s.") % {
            "code": new.office[:40] or "–",
            "day": day_words(day),
        }
        raise Invalid(message, faults=[Fault(message, field="office", value=new.office[:40])])
    check(by, PLAN, office.id)
    code = next_code(Meeting, day.year)
    row = Meeting(
        code=code,
        title=title,
        office_id=office.id,
        held_at=new.held_at,
        place=nfc(new.place).strip()[:300],
        search=fold(f"{code} {title}"),
        simulated=by.simulated,
        created_at=moment,
        changed_at=moment,
    )
    row.save(force_insert=True)
    details = {"held_at": new.held_at.isoformat()}
    move(row, "plan", "planned", by=by, moment=moment, before="", note=title, details=details)
    return row


def _day_held(held_at: datetime) -> date:
    """The day of a meeting's moment. Raises `Invalid` for one without its offset, or of another age."""
    if held_at.tzinfo is None or not 2000 <= held_at.year <= 2100:
        message = _("Write the moment with its offset, as 2020-08-10T08:00:00+07:00.")
        raise Invalid(message, faults=[Fault(message, field="held_at", value=str(held_at)[:40])])
    return day_of(held_at)


@transaction.atomic
def choose(
    meeting_id: UUID, codes: Sequence[str], *, by: Actor, reason: str = "", at: datetime | None = None
) -> list[AgendaItem]:
    """Put open tasks on the agenda, by their codes, in this order; one that is on it already stays where it is.

    Raises Invalid naming the codes that are no open task of his, or a common heading of many bodies.
    """
    row, _arrow = take_meeting(meeting_id, "choose", by=by)
    wanted = list(dict.fromkeys(one.strip().replace("\0", "")[:400] for one in codes if one.strip()))
    refuse_marked("reason", reason)
    if not wanted:
        message = _("Choose at least one task.")
        raise Invalid(message, faults=[Fault(message, field="tasks")])
    found = {
        one.code: one
        for one in visible_tasks(by)
        .filter(code__in=wanted, is_group=False, state__in=[one.value for one in OPEN_STAGES])
        .only("id", "code", "lead_id")
    }
    faults = [
        Fault(_("“%(code)s” is no open task.") % {"code": one[:80]}, field="tasks", value=one[:80])
        for one in wanted
        if one not in found
    ]
    known = dict(AgendaItem.objects.filter(meeting=row).values_list("task_id", "number"))
    if len(known) + len(wanted) > MOST_ITEMS:
        faults.append(Fault(_("At most %(most)d items.") % {"most": MOST_ITEMS}, field="tasks"))
    if faults:
        raise Invalid(faults[0].message, faults=faults)
    last = max(known.values(), default=0)
    fresh = [found[one] for one in wanted if found[one].id not in known]
    made = AgendaItem.objects.bulk_create(
        [
            AgendaItem(
                meeting=row,
                number=last + place,
                task_id=task.id,
                lead_id=task.lead_id,
                reason=nfc(reason)[:200],
            )
            for place, task in enumerate(fresh, 1)
        ]
    )
    details = {"tasks": [one.code for one in fresh], **({"reason": reason[:200]} if reason else {})}
    move(row, "choose", "items_chosen", by=by, moment=moment_of(by, at), details=details, rows=made)
    return made


@transaction.atomic
def leave_out(meeting_id: UUID, number: int, *, by: Actor, at: datetime | None = None) -> None:
    """Leave an item out, by its number, before the agenda is frozen."""
    row, _arrow = take_meeting(meeting_id, "leave_out", by=by)
    found = AgendaItem.objects.filter(meeting=row, number=number).first() if 0 < number < 32768 else None
    if found is None:
        raise Missing(_("The agenda has no such item."))
    key, details = key_of(found), {"number": number}
    found.delete()
    moment = moment_of(by, at)
    move(row, "leave_out", "item_left_out", by=by, moment=moment, details=details, gone=[key])


@transaction.atomic
def freeze(meeting_id: UUID, *, by: Actor, at: datetime | None = None) -> Meeting:
    """Freeze the agenda: each item is kept as it stands, and its lead explains three working days before the meeting.

    Raises Conflict when less than that is left, or the calendar does not reach so far.
    """
    row, arrow = take_meeting(meeting_id, "freeze", by=by)
    moment = moment_of(by, at)
    calendar = working_calendar()
    due = _explanations_due(calendar, row.held_at)
    if due < day_of(moment):
        raise _too_late(due)
    items = list(AgendaItem.objects.filter(meeting=row).select_related("task").order_by("number"))
    for one in items:
        one.frozen = snapshot(one.task, day_of(moment))
    AgendaItem.objects.bulk_update(items, ["frozen"])
    row.frozen_at, row.explanations_due_on, row.calendar_version = moment, due, calendar.version
    row.next_at = ring(MeetingStage.FROZEN, due, calendar, moment).next_at
    details = {"explanations_due_on": due.isoformat(), "items": [one.frozen for one in items]}
    move(row, "freeze", "frozen", by=by, moment=moment, target=arrow.target, details=details, rows=items)
    return row


def _explanations_due(calendar: WorkingCalendar, held_at: datetime) -> date:
    """As the rule has it. Raises Conflict where the calendar does not reach so far."""
    try:
        return explanations_due(calendar, held_at)
    except OutsideCalendar as error:
        raise Conflict(_("The working calendar does not reach to the day of the meeting.")) from error


def _too_late(due: date) -> Conflict:
    """Leads have three working days; what is too late is said with the day."""
    return Conflict(
        _("Explanations would have been due on %(day)s; freeze the agenda earlier, or move the meeting.")
        % {"day": day_words(due)},
        code="frozen-too-late",
    )


@transaction.atomic
def move_day(
    meeting_id: UUID, held_at: datetime, *, by: Actor, reason: str, at: datetime | None = None
) -> Meeting:
    """Move the meeting to another day or hour, with the reason. A frozen agenda stays; its explanations' day moves along.

    Raises Invalid for a day that is past, Conflict where leads would have less than their three working days.
    """
    row, _arrow = take_meeting(meeting_id, "move_day", by=by)
    why = needed(reason, "reason", _("Say why: the reason is missing."), 4000)
    moment, was = moment_of(by, at), row.held_at
    today = day_of(moment)
    if _day_held(held_at) < today:
        message = _("The day of the meeting cannot lie before today.")
        raise Invalid(message, faults=[Fault(message, field="held_at", value=held_at.isoformat())])
    row.held_at = held_at
    details = {"held_at": held_at.isoformat(), "was": was.isoformat()}
    if row.state == MeetingStage.FROZEN.value:
        calendar = working_calendar()
        due = _explanations_due(calendar, held_at)
        if due != row.explanations_due_on:
            if due < today:
                raise _too_late(due)
            # The new day's reminder and silence have not been told yet.
            row.told, row.explanations_due_on, row.calendar_version = [], due, calendar.version
            row.next_at = ring(MeetingStage.FROZEN, due, calendar, moment).next_at
        details["explanations_due_on"] = due.isoformat()
    move(row, "move_day", "moved", by=by, moment=moment, note=why, details=details)
    return row


@transaction.atomic
def cancel_meeting(meeting_id: UUID, *, by: Actor, reason: str, at: datetime | None = None) -> Meeting:
    """Cancel a meeting before it opens, with the reason."""
    row, arrow = take_meeting(meeting_id, "cancel", by=by)
    why = needed(reason, "reason", _("Say why: the reason is missing."), 4000)
    row.next_at = None
    move(row, "cancel", "cancelled", by=by, moment=moment_of(by, at), target=arrow.target, note=why)
    return row
