"""Progress by phone: a small page that opens without a network too, keeps what is written and sends it once.

Everything below `/directives/phone/` is the scope of the one service worker: these pages and their assets, nothing else.
Without scripts each is an ordinary page with an ordinary form.
"""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from dieuhanh.config import clock
from dieuhanh.config.actor import Actor
from dieuhanh.config.errors import Missing, Problem
from dieuhanh.config.language import lang
from dieuhanh.directives.actions.dispatch import act
from dieuhanh.directives.forms import ActionForm, action_form
from dieuhanh.directives.marked import CODE as SECRET
from dieuhanh.directives.models import Progress, Task
from dieuhanh.directives.pages.common import acting
from dieuhanh.directives.pages.record import emptied, tell
from dieuhanh.directives.queries.access import access_task, standing_of
from dieuhanh.directives.queries.tasks import read_all
from dieuhanh.directives.queries.work import to_report
from dieuhanh.directives.rules.offering import offer
from dieuhanh.directives.rules.photographs import MOST_BYTES
from dieuhanh.directives.rules.states import Stage
from dieuhanh.directives.rules.workflow import ACTIONS
from dieuhanh.interface.assets import BUILT, AssetMissing, asset_path
from dieuhanh.interface.files import download

PROGRESS = ACTIONS["progress"]


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The tasks on which one may report, and what this phone still keeps."""
    by = acting(request)
    rows = [(one, reverse("directives:phone", args=[one.id])) for one in to_report(by)]
    return render(request, "directives/phone_home.html", {"rows": rows, "phone": _phone(by)})


@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, task_id: UUID) -> HttpResponse:
    """One task's progress: what was done, how far, what is in the way, a photograph."""
    by = acting(request)
    task = access_task(by, task_id)
    posted = request.method == "POST"
    form = _form(task, request.POST if posted else None, request.FILES if posted else None)
    status = 422 if posted else 200
    if posted and form.is_valid():
        try:
            act(task_id, "progress", by=by, handed=form.handed())
            messages.success(request, _("The progress of task %(code)s was sent.") % {"code": task.code})
            return redirect("directives:phone", task_id)
        except Problem as problem:
            if problem.status in (401, 404):
                raise
            status = problem.status
            if problem.code == SECRET:
                form = emptied(request, _form(task, None, None), by)
            tell(form, problem)
    judged = offer(PROGRESS, Stage(task.state), standing_of(by, task, PROGRESS))
    context = {
        "task": task,
        "read": read_all([task])[0],
        "form": form,
        "shut": "" if judged.ok else judged.reason.of(lang()),
        "last": Progress.objects.filter(task=task).defer("photo_content").order_by("-id").first(),
        "phone": {
            **_phone(by),
            "task": str(task.id),
            "code": task.code,
            "title": task.content[:200],
            "send": reverse("api:post_action", kwargs={"code": task.code, "action": "progress"}),
        },
    }
    return render(request, "directives/phone.html", context, status=status)


def _form(task: Task, data: Any, files: Any) -> ActionForm:
    form = action_form(PROGRESS, task, data, files)
    del form.fields["proposal"]
    form.fields["percent"].widget.attrs["inputmode"] = "numeric"
    return form


def _phone(by: Actor) -> dict[str, Any]:
    """What the script needs to know: who acts (nobody else sends what he wrote), and what time the program has."""
    return {
        "who": str(by.appointment_id or by.person_id or ""),
        "now": int(clock.now().timestamp() * 1000),
        "home": reverse("directives:phone-home"),
        "worker": reverse("directives:phone-worker"),
        "login": settings.LOGIN_URL,
        "most": MOST_BYTES,
    }


@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker, served from within its scope; it holds nothing of anybody."""
    try:
        script = (BUILT / asset_path("phone-worker.js")).read_bytes()
    except (AssetMissing, OSError) as error:
        raise Missing(_("There is no such record.")) from error
    return HttpResponse(
        script, content_type="text/javascript; charset=utf-8", headers={"Cache-Control": "no-cache"}
    )


@require_safe
def photograph(request: HttpRequest, progress_id: UUID) -> HttpResponse:
    """The photograph of a note of progress, for who may see its task; a file to keep, never a page."""
    by = acting(request)
    found = Progress.objects.filter(pk=progress_id).exclude(photo_sha256="").first()
    if found is None or found.photo_content is None:
        raise Missing(_("There is no such record."))
    access_task(by, found.task_id)
    return download(bytes(found.photo_content), found.photo_name, found.photo_media_type)
