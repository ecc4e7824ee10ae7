"""Cutting duties out: the text on the left with what looks like a duty marked, the tasks on the right.

The page's state is its URL: `?span=120-240` opens the form for that stretch (several `span`s: from the first to the
last), `?task=…` opens a task that was cut already. Ticked clauses, marked proposals and, with scripts, any selection
lead to the same address, so that everything can be done by keyboard and without scripts.
"""

import re
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from dieuhanh.config.actor import Actor
from dieuhanh.config.errors import Fault, Missing, Problem
from dieuhanh.config.language import lang
from dieuhanh.directives.actions.directives import change_draft, cut, drop_draft
from dieuhanh.directives.models import Coordination, Directive, Task
from dieuhanh.directives.pages.common import acting
from dieuhanh.directives.pages.entering_forms import CutForm, lead_value, new_task
from dieuhanh.directives.queries.access import access_directive, visible_tasks
from dieuhanh.directives.queries.cutting import (
    NO_DEADLINE,
    CutView,
    Suggestion,
    coordinators_of,
    cut_view,
    deadline_of,
)
from dieuhanh.directives.rules.bodies_words import WhoKind
from dieuhanh.directives.rules.drafts import NewCoordinator, NewTask
from dieuhanh.directives.rules.states import DirectiveStage, Stage
from dieuhanh.organisations.queries import by_id

Span = tuple[int, int]


@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, directive_id: UUID) -> HttpResponse:
    """The two panes, and the form of one task when a span or a task is named."""
    by = acting(request)
    directive = access_directive(by, directive_id)
    view = cut_view(directive, by=by)
    given = request.POST if request.method == "POST" else request.GET
    span, task = _span(given, directive), _task(given, directive, by)
    if request.method == "POST":
        return _cut(request, view, span, task)
    form = _form(view, span, task) if (span or task) and _open(directive) else None
    return _render(request, view, form, span, task)


def _span(given: QueryDict, directive: Directive) -> Span | None:
    """The stretch that the address names: from the first named one to the last. Nonsense is as if it were not there."""
    ends: list[int] = []
    for value in given.getlist("span")[:500]:
        match = re.fullmatch(r"(\d{1,7})-(\d{1,7})", value)
        if match and int(match[1]) < int(match[2]) <= len(directive.text):
            ends += [int(match[1]), int(match[2])]
    return (min(ends), max(ends)) if ends else None


def _task(given: QueryDict, directive: Directive, by: Actor) -> Task | None:
    """The task to change. Raises `Missing` for one that is not this directive's draft."""
    asked = given.get("task")
    if not asked:
        return None
    try:
        found = visible_tasks(by).filter(pk=UUID(asked), directive=directive, state=Stage.DRAFT.value).first()
    except ValueError:
        found = None
    if found is None:
        raise Missing(_("There is no such record."))
    return found


def _open(directive: Directive) -> bool:
    return directive.state == DirectiveStage.DRAFT.value


def _form(view: CutView, span: Span | None, task: Task | None, data: Any = None) -> CutForm:
    initial = _of_task(task) if task else _of_span(view, span)
    words = data.get("deadline_words", "") if data is not None else initial["deadline_words"]
    resolved = deadline_of(view.directive, words)
    if resolved.chosen is not None and "reading" not in initial:
        initial["reading"] = str(resolved.chosen)
    return CutForm(data, view=view, resolved=resolved, initial=initial)


def _suggestion(view: CutView, span: Span | None) -> Suggestion | None:
    """The proposal that shares most with a span."""
    if span is None:
        return None
    shared = [
        (min(span[1], one.proposal.end) - max(span[0], one.proposal.start), -one.number, one)
        for one in view.suggestions
    ]
    most = max((one for one in shared if one[0] > 0), default=None)
    return most[2] if most else None


def _of_span(view: CutView, span: Span | None) -> dict[str, Any]:
    """What the form begins with: the proposal's reading of the span, else the span's own words."""
    text = view.directive.text
    words = " ".join(text[span[0] : span[1]].split()) if span else ""
    found = _suggestion(view, span)
    begin = {
        "content": words[:4000],
        "clause": view.label_at(span[0]) if span else "",
        "deadline_words": NO_DEADLINE,
    }
    if found is None:
        return {**begin, "kind": "action"}
    proposal = found.proposal
    exact = span == (proposal.start, proposal.end)
    return {
        **begin,
        "content": _content(found) if exact else words[:4000],
        "clause": proposal.clause,
        "kind": proposal.kind,
        "lead": lead_value(found.lead),
        "lead_person": found.lead.words if found.lead.kind is WhoKind.PERSON else "",
        "coordinators": re.sub(
            r",\s+(?=(?:Bộ|Văn phòng|Ngân hàng|UBND|Ủy ban))|\s+và\s+(?=các|Bộ)", "; ", proposal.coordinators
        ),
        "deadline_words": proposal.deadline_words or NO_DEADLINE,
        "product": proposal.product[:300],
    }


def _content(found: Suggestion) -> str:
    """The verb and its product, with a capital; the deadline and the lead have fields of their own."""
    words = f"{found.proposal.verb} {found.proposal.product}".strip()
    return (words[:1].upper() + words[1:])[:4000]


def _of_task(task: Task) -> dict[str, Any]:
    owed = Coordination.objects.filter(task=task).order_by("id")
    lead = ""
    if task.lead is not None:
        lead = f"body:{_code(task)}"
    elif task.audience:
        lead = f"class:{','.join(task.audience.get('kinds') or ())}"
    elif task.lead_person:
        lead = "person"
    return {
        "content": task.content,
        "kind": task.kind,
        "clause": task.clause,
        "lead": lead,
        "lead_person": task.lead_person,
        "coordinators": "; ".join(one.words for one in owed),
        "deadline_words": task.deadline_words or NO_DEADLINE,
        "product": task.product_words,
        "target_value": task.target_value,
        "target_unit": task.target_unit,
        "due": task.current_due,
        **({"reading": str(task.reading_chosen)} if task.reading_chosen is not None else {}),
    }


def _code(task: Task) -> str:
    body = by_id(task.lead_id, task.given_on) if task.lead_id else None
    return body.code if body else ""


def _cut(request: HttpRequest, view: CutView, span: Span | None, task: Task | None) -> HttpResponse:
    """Cut the task out, or change it; when the words leave two readings open, the form comes back with both."""
    by = acting(request)
    if task is not None and task.span_start is not None and task.span_end is not None and span is None:
        span = (task.span_start, task.span_end)
    form = _form(view, span, task, request.POST)
    faults: list[Fault] = []
    again = "resolve" in request.POST
    if form.is_valid() and not again:
        found = _suggestion(view, span)
        words = task.lead_words if task else found.proposal.who if found else ""
        try:
            new = form.new(span, words)
            made = change_draft(task.id, new, by=by) if task else cut(view.directive.id, [new], by=by)[0]
            messages.success(request, _("Task %(code)s is cut out.") % {"code": made.code})
            return redirect(f"{reverse('directives:cut', args=[view.directive.id])}#task-{made.id}")
        except Problem as problem:
            if problem.status in (401, 403, 404):
                raise
            faults = problem.faults or [Fault(problem.reason)]
    faults = [
        Fault(one.message, field="reading" if one.field == "reading_chosen" else one.field, value=one.value)
        for one in faults
    ]
    return _render(request, view, form, span, task, faults, status=200 if again else 422)


@require_POST
def take_ready(request: HttpRequest, directive_id: UUID) -> HttpResponse:
    """Cut out every proposal that leaves nothing to choose. All of them, or none with the faults told."""
    by = acting(request)
    directive = access_directive(by, directive_id)
    view = cut_view(directive, by=by)
    wanted = {int(one) for one in request.POST.getlist("proposal") if one.isdigit()}
    chosen = [one for one in view.ready if one.number in wanted] if wanted else view.ready
    made = cut(directive_id, [_new(view, one) for one in chosen], by=by) if chosen else []
    messages.success(request, _("%(count)d tasks are cut out.") % {"count": len(made)})
    return redirect("directives:cut", directive_id)


def _new(view: CutView, found: Suggestion) -> NewTask:
    proposal = found.proposal
    return new_task(
        found.deadline,
        None,
        content=_content(found),
        kind=proposal.kind,
        clause=proposal.clause,
        span=(proposal.start, proposal.end),
        lead=found.lead.code if found.lead.kind is WhoKind.BODY else "",
        audience={"kinds": list(found.lead.kinds)} if found.lead.kind is WhoKind.CLASS else None,
        lead_person=found.lead.words if found.lead.kind is WhoKind.PERSON else "",
        lead_words=proposal.who,
        coordinators=[
            NewCoordinator(code, words)
            for code, words in coordinators_of(proposal.coordinators, view.names, view.directive.signed_on)
        ],
        product_words=proposal.product[:300],
    )


@require_POST
def drop(request: HttpRequest, directive_id: UUID, task_id: UUID) -> HttpResponse:
    """Take a task back that is not published yet; its code is never used again."""
    drop_draft(task_id, by=acting(request))
    messages.success(request, _("The task is dropped; what it covered is listed again."))
    return redirect("directives:cut", directive_id)


def _render(
    request: HttpRequest,
    view: CutView,
    form: CutForm | None,
    span: Span | None,
    task: Task | None,
    faults: list[Fault] | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    directive = view.directive
    found = _suggestion(view, span)
    context = {
        "view": view,
        "directive": directive,
        "open": _open(directive),
        "form": form,
        "faults": faults or [],
        "deadline_notes": [one.text.of(lang()) for one in form.resolved.faults] if form else [],
        "one_reading": form.resolved.readings[0].words.of(lang())
        if form and len(form.resolved.readings) == 1
        else "",
        "lead_notes": [one.text.of(lang()) for one in found.lead.faults] if found and form else [],
        "span": span,
        "span_value": f"{span[0]}-{span[1]}" if span else "",
        "span_text": directive.text[span[0] : span[1]] if span else task.span_text if task else "",
        "task": task,
        "orphans": [_card(directive, one) for one in view.orphans],
        "ready": len(view.ready),
        "here": reverse("directives:cut", args=[directive.id]),
        "record_href": reverse("directives:directive", args=[directive.id]),
        "trail": [
            (_("Tasks"), reverse("directives:tasks")),
            (_("Directives"), reverse("directives:directives")),
            (directive.symbol, reverse("directives:directive", args=[directive.id])),
            (_("Cut out tasks"), ""),
        ],
    }
    return render(request, "directives/cut.html", context, status=status)


def _card(directive: Directive, one: Suggestion) -> dict[str, Any]:
    """A proposal as the right pane shows it: the words, why, what a person must still choose."""
    text, proposal = directive.text, one.proposal
    return {
        "number": one.number,
        "href": f"{reverse('directives:cut', args=[directive.id])}?span={one.span}#form",
        "words": text[proposal.start : proposal.end],
        "who": proposal.who,
        "deadline": proposal.deadline_words,
        "clause": proposal.clause,
        "percent": one.percent,
        "reasons": [
            (reason.why.of(lang()), " ".join(text[reason.start : reason.end].split())[:80])
            for reason in proposal.reasons
            if reason.weight > 0
        ],
        "against": [reason.why.of(lang()) for reason in proposal.reasons if reason.weight < 0],
        "choose": [fault.text.of(lang()) for fault in one.faults],
    }
