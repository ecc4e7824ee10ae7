"""One meeting: the agenda with what was frozen beside what is now, explanations and silence, conclusions, acts."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_safe

from dieuhanh.config import clock
from dieuhanh.config.actor import Actor
from dieuhanh.config.errors import Missing, Problem
from dieuhanh.config.language import lang
from dieuhanh.inspections.actions.dispatch import act_on_meeting
from dieuhanh.inspections.forms import ActionForm, action_form
from dieuhanh.inspections.models import Meeting
from dieuhanh.inspections.pages.common import acting, buttons, events, tell
from dieuhanh.inspections.pages.record import follow_up_rows, handed_of
from dieuhanh.inspections.queries.access import access_meeting, serves, standing_of
from dieuhanh.inspections.queries.meetings import ItemRead, MeetingRecord, meeting_record, proposed_tasks
from dieuhanh.inspections.rules.agenda import end_of
from dieuhanh.inspections.rules.offering import offers
from dieuhanh.inspections.rules.stages import MeetingStage
from dieuhanh.inspections.rules.workflow import ANSWER, MEETING_ACTIONS, MEETING_ARROWS, Arrow, Need, Side
from dieuhanh.interface.tags.words import day as day_words
from dieuhanh.organisations.body_fields import name_bodies

_EXPLAINS = (MeetingStage.FROZEN.value, MeetingStage.OPEN.value)


def _trail(row: Meeting, here: str = "") -> list[tuple[str, str]]:
    own = reverse("inspections:meeting", args=[row.id])
    head = [
        (_("Inspections"), reverse("inspections:inspections")),
        (_("Meetings"), reverse("inspections:meetings")),
    ]
    return [*head, (row.code, own), (here, "")] if here else [*head, (row.code, "")]


@require_safe
def record(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """One meeting; while it is open the page asks again every few seconds, so that live figures stay live."""
    by = acting(request)
    row = access_meeting(by, meeting_id)
    found = meeting_record(by, row)
    judged = offers(MEETING_ARROWS, row.state, standing_of(by, row))
    mine = serves(by, [one.row.lead_id for one in found.items if one.row.lead_id])
    leads = {one.row.lead_id: one.lead.name for one in found.items if one.row.lead_id}
    due = row.explanations_due_on
    context = {
        "row": row,
        "record": found,
        "state": MeetingStage(row.state).words.of(lang()),
        "buttons": buttons(judged, "inspections:meeting-act", row.id, side=Side.OFFICE)
        if found.office
        else [],
        "items": [_item(one, row, may_explain=_may_explain(by, one, row, mine)) for one in found.items],
        "silent": [one.number for one in found.silent],
        "follow_ups": follow_up_rows(found.follow_ups),
        "due_at": end_of(due) if due else None,
        "now": clock.now(),
        "live": row.state == MeetingStage.OPEN.value,
        "here": request.path,
        "notice_href": reverse("directives:directive", args=[row.notice_id]) if row.notice_id else "",
        "events": events(row, None if found.office else set(leads), leads),
        "trail": _trail(row),
    }
    return render(request, "inspections/meeting.html", context)


def _may_explain(by: Actor, one: ItemRead, row: Meeting, mine: set[UUID]) -> bool:
    return row.state in _EXPLAINS and ANSWER in by.powers and one.row.lead_id in mine


def _item(one: ItemRead, row: Meeting, *, may_explain: bool) -> dict[str, Any]:
    here = reverse("inspections:meeting-act", args=[row.id, "explain"])
    return {
        "one": one,
        "href": reverse("directives:task", args=[one.row.task_id]),
        "frozen": one.frozen_words(lang()) if one.frozen else "",
        "frozen_clock": one.frozen.get("clock") if one.frozen else "",
        "now": one.now_words(lang()),
        "now_clock": one.now["clock"],
        "changed": bool(one.changed),
        "explain": f"{here}?item={one.number}" if may_explain else "",
        "simulated": one.row.task.simulated,
    }


@sensitive_post_parameters("passphrase")
@sensitive_variables("passphrase")
@require_http_methods(["GET", "HEAD", "POST"])
def take(request: HttpRequest, meeting_id: UUID, action: str) -> HttpResponse:
    """One action: its consequence and what it needs, or the deed itself."""
    by = acting(request)
    arrow = MEETING_ACTIONS.get(action)
    if arrow is None:
        raise Missing(_("There is no such action."))
    row = access_meeting(by, meeting_id)
    posted = request.method == "POST"
    form = _form(by, row, arrow, request)
    status = 422 if posted else 200
    if posted and form.is_valid():
        try:
            act_on_meeting(meeting_id, action, by=by, handed=handed_of(arrow, form))
        except Problem as problem:
            if problem.status in (401, 404):
                raise
            status = problem.status
            tell(form, problem)
        else:
            messages.success(
                request,
                _("%(code)s: “%(action)s” is done.") % {"code": row.code, "action": arrow.label.of(lang())},
            )
            return redirect("inspections:meeting", meeting_id)
    label = arrow.label.of(lang())
    context = {
        "form": form,
        "label": label,
        "about": f"{row.code} · {row.title}",
        "consequence": arrow.consequence.of(lang()),
        "cancel_href": reverse("inspections:meeting", args=[row.id]),
        "trail": _trail(row, label),
    }
    return render(request, "inspections/act.html", context, status=status)


def _form(by: Actor, row: Meeting, arrow: Arrow, request: HttpRequest) -> ActionForm:
    posted = request.method == "POST"
    found: MeetingRecord = meeting_record(by, row)
    items = found.items
    if arrow.side is Side.BODY:
        held = serves(by, [one.row.lead_id for one in items if one.row.lead_id])
        items = [one for one in items if one.row.lead_id in held]
    proposed = proposed_tasks(by, row) if Need.TASKS in arrow.needs else []
    leads = {one.lead.code: one.lead.name for one in items if one.lead.code}
    form = action_form(
        arrow,
        request.POST if posted else None,
        request.FILES if posted else None,
        bodies=sorted(leads.items()),
        items=[(str(one.number), f"{one.number}. {one.content}"[:200]) for one in items],
        follow_ups=[
            (str(one.number), f"{one.number}. {one.body}: {one.content}"[:200]) for one in found.follow_ups
        ],
        tasks=[
            (one.row.code, f"{one.lead_name} · {day_words(one.row.current_due)} · {one.row.content}"[:240])
            for one in proposed
        ],
        initial={"item": request.GET.get("item", "")[:6], "held_at": row.held_at},
    )
    return name_bodies(form, by=by, beyond=True)
