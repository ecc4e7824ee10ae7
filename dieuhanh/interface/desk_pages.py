"""The desk's own pages: what waits for me, search, my jobs; and where views and drafts are kept."""

import operator
from collections.abc import Callable
from datetime import UTC, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dieuhanh.config import clock, jobs
from dieuhanh.config.actor import Actor
from dieuhanh.config.errors import Conflict, Invalid, Missing, Unauthenticated
from dieuhanh.config.models import Job
from dieuhanh.interface import actions, searching, working
from dieuhanh.interface.cells import Clock, Code, Link, Press, Quiet, Sign
from dieuhanh.interface.filters import Filter
from dieuhanh.interface.listing import Chip, Column, Listing
from dieuhanh.interface.lists import DeskList, Source, show_list
from dieuhanh.interface.queries import draft_of

# ---- what waits for me

_STATES = (
    ("overdue", _lazy("Overdue"), "overdue"),
    ("due_soon", _lazy("Due soon"), "due_soon"),
    ("in_time", _lazy("In time"), "in_time"),
    ("done_in_time", _lazy("Done in time"), "done_in_time"),
    ("done_late", _lazy("Done late"), "done_late"),
)
_SORTS: dict[str, Callable[[working.Waiting], list[str]]] = {
    "due": lambda one: [one.due_at.astimezone(UTC).isoformat() if one.due_at else "~", one.number, one.href],
    "number": lambda one: [one.number, one.href],
    "kind": lambda one: [one.kind, one.number, one.href],
}
"""Keys of text, so that the cursor after a row can say where it stands; what has no deadline comes after every date."""
WORK = DeskList(
    "interface.work",
    _lazy("What waits for me, by deadline"),
    columns=(
        Column("clock", _lazy("Time left"), fixed=True, tight=True, cell=lambda one: _time_left(one)),
        Column("kind", _lazy("Kind"), sortable=True, cell=lambda one: one.kind),
        Column("number", _lazy("Code, number"), sortable=True, clip=True, cell=lambda one: Code(one.number)),
        Column(
            "what",
            _lazy("Content"),
            fixed=True,
            main=True,
            cell=lambda one: Link(one.title, one.record or one.href, one.simulated),
        ),
        Column(
            "due", _lazy("Deadline"), numeric=True, sortable=True, tight=True, cell=lambda one: one.due_on
        ),
        Column("from", _lazy("Asked by"), cell=lambda one: Quiet(one.asked_by)),
        Column("acts", "", fixed=True, cell=lambda one: Press(one.action, one.href, one.number)),
    ),
    filters=(
        Filter("clock", _lazy("Clock"), "chips", _STATES),
        Filter("room", _lazy("Kind of work"), "chips", lambda: [(o.key, o.label) for o in working.works()]),
    ),
    default_sort="due",
    href=lambda one: one.href,
    simulated=lambda one: one.simulated,
)


def _time_left(one: working.Waiting) -> Clock | Sign:
    if one.due_at:
        return Clock(one.due_at, one.state, one.done_at)
    # A day that lies in a register of which nobody ever reported counts nothing down: what came of it is not known.
    return Sign("no_data", _("Outcome not known") if one.due_on else _("No deadline"))


@require_safe
def work(request: HttpRequest) -> HttpResponseBase:
    """Everything that waits for the one who acts, across all rooms, with its clock."""
    given = working.parts(acting(request))
    every = working.in_order(given)
    counts = {word: sum(one.state == word for _key, one in every) for word, _label, _sign in _STATES}
    rooms = {part.key: len(part.things) for part in given}

    def narrowed(listing: Listing) -> list[working.Waiting]:
        room, state = listing.given("room"), listing.given("clock")
        return [one for key, one in every if room in ("", key) and state in ("", one.state)]

    def fetch(listing: Listing, after: Any, limit: int) -> list[working.Waiting]:
        key = _SORTS.get(listing.sort, _SORTS["due"])
        rows = sorted(narrowed(listing), key=key, reverse=listing.descending)
        if after:
            beyond = operator.lt if listing.descending else operator.gt
            rows = [one for one in rows if beyond(key(one), list(map(str, after)))]
        return rows[: limit + 1]

    def key_of(one: working.Waiting, listing: Listing) -> list[str]:
        return _SORTS.get(listing.sort, _SORTS["due"])(one)

    def count(listing: Listing, _most: int) -> int:
        return len(narrowed(listing))

    others = [Chip(_("Waiting for others"), part.others_href, part.others) for part in given if part.others]
    context = {
        "total": len(every),
        "counts": counts,
        "others": others,
        "cut": [part for part in given if part.every_href],
        "now": clock.now(),
        "trail": [],
    }
    shown = {
        "clock": {"": len(every), **counts},
        "room": {"": len(every), **rooms},
    }
    source = Source(fetch, key_of, count)
    return show_list(request, WORK, source, "interface/work.html", context, counts=shown, elsewhere=others)


# ---- search


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """One box over everything: answers by room, each group with the way to all of its kind."""
    by = acting(request)
    text = request.GET.get("q", "")[: searching.LONGEST]
    only = request.GET.get("kind", "")
    answers = searching.search(by, text, only=only, limit=50 if only else searching.SHOWN)
    context = {
        "q": text,
        "only": only,
        "answers": answers,
        "count": sum(len(one.found) for one in answers),
        "kinds": [str(one.label) for one in searching.groups() if not one.powers or by.powers & one.powers],
    }
    return render(request, "interface/search.html", context)


# ---- my jobs

JOBS = DeskList(
    "interface.jobs",
    _lazy("My jobs, the newest first"),
    columns=(
        Column(
            "what", _lazy("Work"), fixed=True, cell=lambda one: Link(jobs.label_of(one.kind), _job_href(one))
        ),
        Column("begun", _lazy("Asked for"), cell=lambda one: one.created_at),
        Column("state", _lazy("State"), fixed=True, cell=lambda one: job_sign(one)),
        Column("done", _lazy("Done"), numeric=True, cell=lambda one: one.done),
        Column("total", _lazy("Of"), numeric=True, cell=lambda one: one.total),
        Column("ended", _lazy("Ended"), cell=lambda one: one.finished_at),
    ),
    empty=_lazy(
        "No long work was asked for. Imports and actions on many rows appear here with their progress."
    ),
    href=lambda one: _job_href(one),
)
_JOB_SIGNS = {
    Job.State.WAITING: ("no_data", _lazy("Waiting for its turn")),
    Job.State.RUNNING: ("in_time", _lazy("Running")),
    Job.State.DONE: ("done_in_time", _lazy("Finished")),
    Job.State.FAILED: ("overdue", _lazy("Failed")),
    Job.State.STOPPED: ("no_data", _lazy("Stopped")),
}


def _job_href(one: Job) -> str:
    return reverse("interface:job", args=[one.id])


def job_sign(one: Job) -> Sign:
    """A job's state as a word of the alphabet in its own words."""
    state, label = _JOB_SIGNS[Job.State(one.state)]
    return Sign(state, str(label))


@never_cache
@require_safe
def my_jobs(request: HttpRequest) -> HttpResponseBase:
    """The long work that I asked for: how far, what came of it."""
    by = acting(request)

    def fetch(listing: Listing, after: Any, limit: int) -> list[Job]:
        return jobs.jobs_of(by, after=_uuid(after[0]) if after else None, limit=limit)

    source = Source(fetch, key=lambda one, _listing: [str(one.id)])
    return show_list(request, JOBS, source, "interface/jobs.html", {"trail": [(_("My jobs"), "")]})


@never_cache
@require_safe
def job(request: HttpRequest, job_id: UUID) -> HttpResponse:
    """One job: its progress while it runs, its outcome row by row when it is done."""
    row = jobs.job_of(job_id, acting(request))
    result = row.result or {}
    context = {
        "job": row,
        "name": result.get("title") or jobs.label_of(row.kind),
        "sign": job_sign(row),
        "progress": _progress(row),
        "outcomes": result.get("outcomes", []),
        "good": sum(bool(one.get("ok")) for one in result.get("outcomes", [])),
        "href": result.get("href", ""),
        "facts": [(key, value) for key, value in result.items() if key not in {"title", "outcomes", "href"}],
        "problem": row.problem or {},
        "trail": [(_("My jobs"), reverse("interface:jobs")), (jobs.label_of(row.kind), "")],
    }
    return render(request, "interface/job.html", context)


@never_cache
@require_safe
def job_now(request: HttpRequest, job_id: UUID) -> HttpResponse:
    """The bar alone, for the page to put in place of the old one; when the job has ended, the page is asked anew."""
    row = jobs.job_of(job_id, acting(request))
    answer = render(request, "interface/job_now.html", {"job": row, "progress": _progress(row)})
    if row.finished_at:
        answer.headers["HX-Refresh"] = "true"
    return answer


@require_POST
def stop_job(request: HttpRequest, job_id: UUID) -> HttpResponse:
    """Ask a job to stop at its next step; what it has done stays done."""
    jobs.stop_job(job_id, by=acting(request))
    messages.info(request, _("The work stops at its next step; what is done stays done."))
    return redirect("interface:job", job_id)


def _progress(row: Job) -> dict[str, Any]:
    speed = None
    if row.started_at and row.done and row.state == Job.State.RUNNING:
        seconds = (timezone.now() - row.started_at) / timedelta(seconds=1)
        speed = row.done / seconds if seconds > 0 else None
    unit = _(row.unit) if row.unit else ""
    return {
        "id": row.id,
        "state": row.state,
        "done": row.done,
        "total": row.total,
        "unit": unit,
        "speed": speed,
    }


def _uuid(text: object) -> UUID:
    try:
        return UUID(str(text))
    except ValueError as error:
        raise Missing(_("There is no such job.")) from error


# ---- views and drafts


@require_POST
def save_view(request: HttpRequest) -> HttpResponse:
    """Keep what a list shows under a name, then show it by that name."""
    by = acting(request)
    path = _local(request, request.POST.get("path", "/"))
    given = request.POST
    try:
        saved = actions.save_view(
            by=by,
            list_key=given.get("list", ""),
            name=given.get("name", ""),
            query=given.get("query", ""),
            is_default=given.get("default") == "1",
        )
    except (Invalid, Conflict) as problem:
        messages.error(request, problem.reason)
        query = actions.tidy(given.get("query", ""))
        return redirect(f"{path}?{query}" if query else path)
    messages.success(request, _("The view “%(name)s” is saved.") % {"name": saved.name})
    return redirect(f"{path}?view={saved.id}{'&' if saved.query else ''}{saved.query}")


@require_POST
def remove_view(request: HttpRequest, view_id: UUID) -> HttpResponse:
    """Forget a view."""
    actions.remove_view(view_id, by=acting(request))
    messages.success(request, _("The view is removed."))
    return redirect(_local(request, request.POST.get("back", "/")))


@never_cache
@require_http_methods(["GET", "POST", "DELETE"])
def drafts(request: HttpRequest) -> JsonResponse:
    """The draft of one form (`?path=`): read it, keep it, forget it. For draft.js."""
    by = acting(request)
    if request.method == "POST":
        fields = {name: request.POST.getlist(name) for name in request.POST if not name.startswith("_")}
        actions.save_draft(by=by, path=request.POST.get("_path", ""), fields=fields)
        return JsonResponse({})
    path = request.GET.get("path", "")
    if request.method == "DELETE":
        actions.drop_draft(by=by, path=path)
        return JsonResponse({})
    found = draft_of(by, path)
    return JsonResponse({"fields": found.fields, "saved_at": found.saved_at} if found else {})


def acting(request: HttpRequest) -> Actor:
    """Who acts. Raises `Unauthenticated` for nobody."""
    by: Actor | None = getattr(request, "actor", None)
    if by is None:
        raise Unauthenticated(_("Sign in first."))
    return by


def _local(request: HttpRequest, url: str) -> str:
    """An address of this program; the desk for any other."""
    return url if url.startswith("/") and url_has_allowed_host_and_scheme(url, None) else "/"
