"""The clock of meetings: who is reminded of an explanation owed, and who kept silent when the day passed."""

from datetime import datetime, timedelta
from uuid import UUID

import structlog
from django.db import transaction

from dieuhanh.config.actor import SYSTEM
from dieuhanh.deadlines.queries import working_calendar
from dieuhanh.inspections.actions.moves import move
from dieuhanh.inspections.models import AgendaItem, Meeting
from dieuhanh.inspections.rules.agenda import REMINDER, ring
from dieuhanh.inspections.rules.stages import MeetingStage

log = structlog.get_logger(__name__)
AT_ONCE = 200


def ring_due(now: datetime) -> int:
    """Ring every meeting whose moment has come; one that fails is put off and the rest go on. One read when nothing has."""
    due = list(
        Meeting.objects.filter(next_at__lte=now).order_by("next_at").values_list("id", flat=True)[:AT_ONCE]
    )
    rung = 0
    for meeting_id in due:
        try:
            rung += _ring_one(meeting_id, now)
        except Exception:
            log.exception("inspections.clock.failed", meeting=str(meeting_id))
            Meeting.objects.filter(pk=meeting_id).update(next_at=now + timedelta(hours=1))
    return rung


@transaction.atomic
def _ring_one(meeting_id: UUID, now: datetime) -> bool:
    """Recompute one meeting and, if it is still ours to ring, tell what has come. Six statements at most."""
    row = Meeting.objects.select_for_update().filter(pk=meeting_id, next_at__lte=now).first()
    if row is None:
        return False
    found = ring(
        MeetingStage(row.state), row.explanations_due_on, working_calendar(), now, frozenset(row.told)
    )
    row.next_at = found.next_at
    if not found.tell:
        row.save(update_fields=["next_at"])
        return False
    row.told = [*row.told, *found.tell]
    silent = list(
        AgendaItem.objects.filter(meeting=row, explanations__isnull=True)
        .order_by("number")
        .values_list("number", flat=True)
    )
    past = "reminded" if REMINDER in found.tell else "silence_shown"
    move(row, past, past, by=SYSTEM, moment=now, details={"unexplained": silent})
    return True
