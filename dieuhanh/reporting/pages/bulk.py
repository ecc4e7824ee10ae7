"""One action on several reports: what will happen to which, what the action needs, then the job with its outcomes."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from dieuhanh.config.actor import Actor
from dieuhanh.config.errors import Invalid, Missing, Refused
from dieuhanh.config.jobs import start_job
from dieuhanh.config.language import lang
from dieuhanh.organisations.authority import check_power
from dieuhanh.reporting.actions.bulk import BULK, MOST, ready
from dieuhanh.reporting.forms.actions import BulkForm, bulk_form
from dieuhanh.reporting.jobs import BULK as KIND
from dieuhanh.reporting.pages.common import acting
from dieuhanh.reporting.queries.assignments import AssignmentRead, chosen
from dieuhanh.reporting.rules.workflow import ACTIONS


@require_POST
def bulk(request: HttpRequest) -> HttpResponse:
    """Say what will be done and ask what it needs; with `go`, start the job and show it."""
    by = acting(request)
    if by.appointment_id is None or by.token_id is not None:
        raise Refused(_("Several reports at once are for a person who is signed in."))
    action = request.POST.get("action", "")
    if action not in BULK:
        raise Missing(_("There is no such action."))
    check_power(by, BULK[action])
    rows = chosen(by, _ids(request))
    able = [one for one in rows if ready(action, one.state)]
    form = bulk_form(action, request.POST if "go" in request.POST else None)
    if "go" in request.POST and form.is_valid() and able:
        return redirect("interface:job", _start(by, action, able, form))
    back = request.POST.get("back", "")
    local = back.startswith("/") and url_has_allowed_host_and_scheme(back, None)
    label = _label(action)
    context = {
        "action": action,
        "label": label,
        "able": able,
        "unable": [one for one in rows if not ready(action, one.state)],
        "form": form,
        "consequence": _consequence(action, len(able)),
        "back": back if local else reverse("reporting:assignments"),
        "trail": [(_("Reports"), reverse("reporting:assignments")), (label, "")],
    }
    return render(request, "reporting/bulk.html", context, status=422 if form.errors else 200)


def _ids(request: HttpRequest) -> list[UUID]:
    given = list(dict.fromkeys(request.POST.getlist("id")))
    if not given:
        raise Invalid(_("No report is chosen. Go back and tick the rows."))
    if len(given) > MOST:
        raise Invalid(_("At most %(most)d reports are taken at once.") % {"most": MOST})
    try:
        return [UUID(one) for one in given]
    except ValueError as error:
        raise Invalid(_("No report is chosen. Go back and tick the rows.")) from error


def _start(by: Actor, action: str, able: list[AssignmentRead], form: BulkForm) -> UUID:
    given: dict[str, Any] = form.given()
    job = start_job(
        KIND,
        by=by,
        organisation_id=by.organisation_id,
        ids=[str(one.id) for one in able],
        action=action,
        given=given,
        appointment=str(by.appointment_id),
        language=lang(),
    )
    return job.id


def _label(action: str) -> str:
    if action == "remind":
        return _("Remind")
    if action == "extend":
        return _("Extend the deadline")
    return ACTIONS[action].label.of(lang())


def _consequence(action: str, count: int) -> str:
    said = {
        "remind": _("Each body is reminded once today; reminders are counted by body and year."),
        "extend": _("The new deadline counts from now on; the first one stays readable in the history."),
    }
    told = said.get(action) or (ACTIONS[action].consequence.of(lang()) if action in ACTIONS else "")
    each = _("%(count)d reports, each for itself: what one refuses stops no other.") % {"count": count}
    return f"{each} {told}".strip()
