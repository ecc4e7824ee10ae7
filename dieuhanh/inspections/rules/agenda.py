"""The clock of a meeting: explanations are due three working days before (as PRAGATI asks); silence is shown.

One stored `next_at`: the reminder a working day before that, the moment after it passed, and nothing once the meeting opens.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time

from dieuhanh.deadlines.rules import OFFICE_HOURS, WorkingCalendar
from dieuhanh.deadlines.rules.clock import JUST_AFTER
from dieuhanh.deadlines.rules.hours import END_OF_DAY
from dieuhanh.inspections.rules.stages import MeetingStage

EXPLANATION_WORKING_DAYS = 3
REMIND_WORKING_DAYS = 1
PROPOSED_AFTER_DAYS = 15
"""A task so many days past its deadline is proposed for the monthly meeting (the ladder's T+15)."""
REMINDER, SILENCE = "reminder", "silence"


def explanations_due(calendar: WorkingCalendar, held: datetime) -> date:
    """The last day for explanations: three working days before the meeting's."""
    day = held.astimezone(OFFICE_HOURS.zone).date()
    return calendar.add_working_days(day, -EXPLANATION_WORKING_DAYS)


def end_of(day: date) -> datetime:
    """The last moment of a day in Vietnam."""
    return OFFICE_HOURS.at(day, END_OF_DAY)


@dataclass(frozen=True, slots=True)
class Rung:
    """What is to be told now, and when to look again."""

    tell: tuple[str, ...]
    next_at: datetime | None


def ring(
    stage: MeetingStage,
    due: date | None,
    calendar: WorkingCalendar,
    now: datetime,
    told: frozenset[str] = frozenset(),
) -> Rung:
    """What a frozen meeting has to say at `now`. Rung late it says only the last: a reminder after the day helps nobody."""
    if stage is not MeetingStage.FROZEN or due is None:
        return Rung((), None)
    remind_on = calendar.add_working_days(due, -REMIND_WORKING_DAYS)
    steps = ((REMINDER, OFFICE_HOURS.at(remind_on, time.min)), (SILENCE, end_of(due) + JUST_AFTER))
    come = [name for name, at in steps if at <= now]
    tell = tuple(name for name in come[-1:] if name not in told)
    return Rung(tell, min((at for _name, at in steps if at > now), default=None))
