"""What waits for someone in this room, for the desk's home."""

from datetime import timedelta
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from dieuhanh.config import clock
from dieuhanh.config.actor import Actor
from dieuhanh.config.clock import day_of
from dieuhanh.config.language import lang
from dieuhanh.inspections.models import Inspection
from dieuhanh.inspections.queries.work import Due, my_work
from dieuhanh.inspections.rules.workflow import INSPECTION_ACTIONS, MEETING_ACTIONS
from dieuhanh.interface.working import Waiting, Work

_SOON = timedelta(days=2)


def waiting(by: Actor) -> list[Waiting]:
    """Reports, answers and explanations owed; sessions to open and conclude, reports to sign. Six statements at most."""
    return [_waiting(one) for one in my_work(by)]


def _waiting(one: Due) -> Waiting:
    inspects = isinstance(one.record, Inspection)
    table = INSPECTION_ACTIONS if inspects else MEETING_ACTIONS
    query = {
        **({"body": one.body} if one.body else {}),
        **({"question" if inspects else "item": one.number} if one.number else {}),
    }
    act = reverse(
        "inspections:act" if inspects else "inspections:meeting-act", args=[one.record_id, one.action]
    )
    record = reverse("inspections:inspection" if inspects else "inspections:meeting", args=[one.record_id])
    if one.body:
        record = reverse("inspections:body", args=[one.record_id, one.body])
    return Waiting(
        kind=_("Inspection") if inspects else _("Meeting"),
        number=one.record.code,
        title=one.title,
        state=_state(one),
        action=table[one.action].label.of(lang()),
        href=f"{act}?{urlencode(query)}" if query else act,
        record=record,
        due_at=one.due_at,
        due_on=day_of(one.due_at) if one.due_at else None,
        simulated=one.record.simulated,
    )


def _state(one: Due) -> str:
    if one.due_at is None:
        return "in_time"
    left = one.due_at - clock.now()
    return "overdue" if left < timedelta() else "due_soon" if left < _SOON else "in_time"


WORK = Work("inspections", _lazy("Inspections"), waiting, order=25)
