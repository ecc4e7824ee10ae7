"""What waits for someone in this room: tasks to acknowledge, to do, to verify; directives to check and to publish."""

from datetime import date, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from dieuhanh.config import clock
from dieuhanh.config.actor import Actor
from dieuhanh.directives.queries import work as queries
from dieuhanh.directives.queries.hooks import MANAGE, HookRead, alarms
from dieuhanh.interface import rules
from dieuhanh.interface.working import Waiting, Work

_SOON = timedelta(days=2)
_STEPS_WITHOUT_FORM = frozenset({"acknowledge"})


def waiting(by: Actor) -> list[Waiting]:
    """Tasks and directives at a step of his, alarms of webhooks. Six statements at most, three more who manages webhooks."""
    steps = [found for one in queries.my_work(by) if (found := _task(one) or _directive(one)) is not None]
    return steps + [_alarm(one) for one in alarms(by)] if MANAGE in by.powers else steps


def _alarm(one: HookRead) -> Waiting:
    return Waiting(
        kind=_("Alarm"),
        number=one.row.name,
        title=_("The webhook rests after failures: %(why)s") % {"why": one.row.why}
        if one.row.state == "paused"
        else _("%(count)d changes could not be delivered to %(address)s")
        % {"count": one.aside, "address": one.row.address},
        state="overdue",
        action=_("Look at the webhook"),
        href=reverse("directives:hook", args=[one.row.id]),
        simulated=one.row.simulated,
    )


def _task(one: queries.Work) -> Waiting | None:
    if one.read is None:
        return None
    row = one.read.row
    record = reverse("directives:task", args=[row.id])
    return Waiting(
        kind=_("Task"),
        number=row.code,
        title=row.content,
        state=_state(one),
        action=one.label,
        href=record
        if one.action in _STEPS_WITHOUT_FORM
        else reverse("directives:act", args=[row.id, one.action]),
        record=record,
        due_at=one.due_at if row.clock != "no_data" else None,
        due_on=_day_of_step(one),
        asked_by=one.read.lead_name
        if one.action in ("verify", "refuse_return", "grant_extension")
        else one.read.assigner.name,
        simulated=row.simulated,
    )


def _state(one: queries.Work) -> str:
    """The clock's word about the step itself: a task in term whose acknowledgement is late waits overdue."""
    assert one.read is not None  # a directive has no clock
    if one.read.row.clock == "no_data" or one.due_at is None:
        return "no_data" if one.read.row.clock == "no_data" else "in_time"
    if one.due_at < clock.now():
        return "overdue"
    return "due_soon" if one.due_at - clock.now() < _SOON or one.read.row.clock == "due_soon" else "in_time"


def _day_of_step(one: queries.Work) -> date | None:
    """The day by which the step itself is owed, which the clock beside it counts from; the task's own where it has none."""
    assert one.read is not None
    if one.due_at is None or one.read.row.clock == "no_data":
        return one.read.row.current_due
    return rules.local(one.due_at).date()


def _directive(one: queries.Work) -> Waiting | None:
    if one.directive is None:
        return None
    href = reverse("directives:directive", args=[one.directive.id])
    return Waiting(
        kind=_("Directive"),
        number=one.directive.symbol,
        title=one.directive.title or one.directive.symbol,
        state="in_time",
        action=one.label,
        href=href,
        record=href,
        due_at=one.due_at,
        simulated=one.directive.simulated,
    )


WORK = Work("directives", _lazy("Tasks"), waiting, order=20, most=queries.MOST, every_url="directives:tasks")
