"""One action on several tasks: what will happen to which, what the action needs, then the job with its outcomes."""

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
from dieuhanh.directives.actions.bulk import BULK, MOST, ready
from dieuhanh.directives.forms import BulkForm, bulk_form
from dieuhanh.directives.jobs import BULK as KIND
from dieuhanh.directives.pages.common import acting
from dieuhanh.directives.queries.export import rows_of
from dieuhanh.directives.queries.tasks import TaskRead, chosen
from dieuhanh.directives.rules.workflow import ACTIONS
from dieuhanh.directives.transfer import write_xlsx
from dieuhanh.interface.files import XLSX, download
from dieuhanh.organisations.authority import check_power


@require_POST
def bulk(request: HttpRequest) -> HttpResponse:
    """Say what will be done and ask what it needs; with `go`, start the job and show it. `export` gives the file at once."""
    by = acting(request)
    action = request.POST.get("action", "")
    if action == "export":
        return download(write_xlsx(rows_of(chosen(by, _ids(request)))), "tasks.xlsx", XLSX)
    if by.appointment_id is None or by.token_id is not None:
        raise Refused(_("Several tasks at once are for a person who is signed in."))
    if action not in BULK:
        raise Missing(_("There is no such action."))
    check_power(by, BULK[action])
    rows = chosen(by, _ids(request))
    able = [one for one in rows if ready(action, one.row.state)]
    form = bulk_form(ACTIONS[action], request.POST if "go" in request.POST else None)
    if "go" in request.POST and form.is_valid() and able:
        return redirect("interface:job", _start(by, action, able, form))
    back = request.POST.get("back", "")
    local = back.startswith("/") and url_has_allowed_host_and_scheme(back, None)
    label = ACTIONS[action].label.of(lang())
    context = {
        "action": action,
        "label": label,
        "able": able,
        "unable": [one for one in rows if not ready(action, one.row.state)],
        "form": form,
        "consequence": _consequence(action, len(able)),
        "back": back if local else reverse("directives:tasks"),
        "trail": [(_("Tasks"), reverse("directives:tasks")), (label, "")],
    }
    return render(request, "directives/bulk.html", context, status=422 if form.errors else 200)


def _ids(request: HttpRequest) -> list[UUID]:
    given = list(dict.fromkeys(request.POST.getlist("id")))
    nothing = _("No task is chosen. Go back and tick the rows.")
    if not given:
        raise Invalid(nothing)
    if len(given) > MOST:
        raise Invalid(_("At most %(most)d tasks are taken at once.") % {"most": MOST})
    try:
        return [UUID(one) for one in given]
    except ValueError as error:
        raise Invalid(nothing) from error


def _start(by: Actor, action: str, able: list[TaskRead], form: BulkForm) -> UUID:
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


def _consequence(action: str, count: int) -> str:
    said = {
        "remind": _("Each lead is reminded of a task at most once a day."),
        "grant_extension": _("Each request is granted to the day it asks for, unless another is given here."),
    }
    told = said.get(action) or ACTIONS[action].consequence.of(lang())
    each = _("%(count)d tasks, each for itself: what one refuses stops no other.") % {"count": count}
    return f"{each} {told}".strip()
