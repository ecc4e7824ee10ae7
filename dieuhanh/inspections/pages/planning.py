"""Planning: a new inspection (bodies offered from the candidates), a new meeting, and changing what was planned."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from dieuhanh.config import clock
from dieuhanh.config.actor import Actor
from dieuhanh.config.errors import Problem, Refused
from dieuhanh.inspections.actions import agendas, planning
from dieuhanh.inspections.forms import InspectionForm, MeetingForm, write_team
from dieuhanh.inspections.models import InspectedBody, Inspection
from dieuhanh.inspections.pages.common import acting, tell
from dieuhanh.inspections.rules.workflow import PLAN
from dieuhanh.organisations.authority import check_power
from dieuhanh.organisations.body_fields import name_bodies
from dieuhanh.organisations.queries import by_id


def _office(by: Actor) -> str:
    """The code of the body in which he plans. Raises `Refused` for who may not, or serves none."""
    check_power(by, PLAN)
    found = by_id(by.organisation_id, clock.today()) if by.organisation_id else None
    if found is None:
        raise Refused(_("Your appointment is not tied to any body."))
    return found.code


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """A new inspection."""
    by = acting(request)
    office = _office(by)
    posted = request.method == "POST"
    offered = {"bodies": request.GET.get("bodies", "")[:400], "topics": ["tasks", "reports"]}
    form = name_bodies(InspectionForm(request.POST if posted else None, initial=offered), by=by, beyond=True)
    if posted and form.is_valid():
        try:
            made = planning.plan(form.new(office), by=by)
        except Problem as problem:
            if problem.status in (401, 403, 404):
                raise
            tell(form, problem)
        else:
            messages.success(
                request, _("Inspection %(code)s is planned. Now put the questions.") % {"code": made.code}
            )
            return redirect("inspections:inspection", made.id)
    trail = [(_("Inspections"), reverse("inspections:inspections")), (_("Plan an inspection"), "")]
    return _page(request, form, _("Plan an inspection"), trail, reverse("inspections:inspections"), posted)


def change(request: HttpRequest, by: Actor, row: Inspection) -> HttpResponse:
    """What was planned, changed: the same form."""
    posted = request.method == "POST"
    codes = InspectedBody.objects.filter(inspection=row).order_by("place").values_list("code", flat=True)
    known = {
        "title": row.title,
        "decision": row.decision,
        "decided_on": row.decided_on,
        "held_on": row.held_on,
        "held_to": row.held_to,
        "bodies": list(codes),
        "topics": row.topics,
        "team": write_team(row.team),
    }
    form = InspectionForm(request.POST if posted else None, initial=known)
    name_bodies(form, by=by, on=row.held_on, beyond=True)
    here = reverse("inspections:inspection", args=[row.id])
    if posted and form.is_valid():
        try:
            planning.change(row.id, form.new(_office(by)), by=by)
        except Problem as problem:
            if problem.status in (401, 403, 404):
                raise
            tell(form, problem)
        else:
            messages.success(request, _("Inspection %(code)s is changed.") % {"code": row.code})
            return redirect("inspections:inspection", row.id)
    trail = [(_("Inspections"), reverse("inspections:inspections")), (row.code, here), (_("Change"), "")]
    return _page(request, form, _("Change"), trail, here, posted)


@require_http_methods(["GET", "HEAD", "POST"])
def new_meeting(request: HttpRequest) -> HttpResponse:
    """A new meeting."""
    by = acting(request)
    office = _office(by)
    posted = request.method == "POST"
    form = MeetingForm(request.POST if posted else None)
    if posted and form.is_valid():
        try:
            made = agendas.plan_meeting(form.new(office), by=by)
        except Problem as problem:
            if problem.status in (401, 403, 404):
                raise
            tell(form, problem)
        else:
            messages.success(
                request, _("Meeting %(code)s is planned. Now choose its items.") % {"code": made.code}
            )
            return redirect("inspections:meeting", made.id)
    trail = [(_("Meetings"), reverse("inspections:meetings")), (_("Plan a meeting"), "")]
    return _page(request, form, _("Plan a meeting"), trail, reverse("inspections:meetings"), posted)


def _page(
    request: HttpRequest, form: Any, label: str, trail: list[tuple[str, str]], cancel_href: str, posted: bool
) -> HttpResponse:
    context = {"form": form, "label": label, "cancel_href": cancel_href, "trail": trail}
    return render(request, "inspections/act.html", context, status=422 if posted else 200)
