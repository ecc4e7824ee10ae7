"""Candidates for the next inspection: the rule in words, each body's points term by term, each count opening to its tasks."""

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from dieuhanh.config import clock
from dieuhanh.config.errors import Fault, Invalid, Problem, Refused
from dieuhanh.config.language import lang
from dieuhanh.inspections.actions.weighing import set_weights
from dieuhanh.inspections.forms import WeightsForm
from dieuhanh.inspections.models import Weighting
from dieuhanh.inspections.pages.common import acting, tabs, tell
from dieuhanh.inspections.queries.candidates import OPENS, candidates, weighting_now
from dieuhanh.inspections.rules.candidates import DEFAULT_WEIGHTS, Signal, formula, read_weights
from dieuhanh.inspections.rules.workflow import LEAD, PLAN
from dieuhanh.interface.listing import Button
from dieuhanh.organisations.authority import may

OFFERED = 10


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """The ranking as of today or a day, by the weights in force."""
    by = acting(request)
    day = None
    if text := request.GET.get("as_of", ""):
        try:
            day = date.fromisoformat(text)
        except ValueError as error:
            message = _("Write a day as 2020-08-10.")
            raise Invalid(message, faults=[Fault(message, field="as_of", value=text[:20])]) from error
    found = candidates(by, day=day)
    rows = [_row(one, found.day.isoformat()) for one in found.rows]
    first = " ".join(one.label.code for one in found.rows[:OFFERED])
    made = []
    if first and (PLAN in by.powers or by.is_system):
        here = f"{reverse('inspections:new')}?{urlencode({'bodies': first})}"
        made.append(Button(_("Plan an inspection of the first"), href=here, primary=True))
    if may(by, LEAD):
        made.append(Button(_("Change the weights"), href=reverse("inspections:weights")))
    context = {
        "tabs": tabs("candidates"),
        "found": found,
        "rows": rows,
        "heads": [one.words.of(lang()) for one in Signal],
        "formula": formula(found.weights, lang()),
        "versions": list(Weighting.objects.order_by("-version")[:5]),
        "buttons": made,
        "today": clock.today(),
        "trail": [(_("Inspections"), reverse("inspections:inspections")), (_("Candidates for the next"), "")],
    }
    return render(request, "inspections/candidates.html", context)


def _row(one: Any, day: str) -> dict[str, Any]:
    code = one.label.code
    return {
        "label": one.label,
        "board": reverse("directives:body", args=[code]),
        "points": one.candidate.points,
        "last": one.last,
        "terms": [
            {
                "count": term.count,
                "weight": term.weight,
                "points": term.points,
                "label": term.signal.words.of(lang()),
                "href": f"{reverse('directives:tasks')}?"
                + urlencode({"lead": code, "as_of": day, **OPENS[term.signal]}),
            }
            for term in one.candidate.terms
        ],
    }


@require_http_methods(["GET", "HEAD", "POST"])
def weights(request: HttpRequest) -> HttpResponse:
    """The weights from now on; the versions before stay readable."""
    by = acting(request)
    if not (allowed := may(by, LEAD)):
        raise Refused(allowed.reason)
    posted = request.method == "POST"
    kept = weighting_now()
    now = read_weights(kept.weights) if kept else DEFAULT_WEIGHTS
    form = WeightsForm(
        request.POST if posted else None, initial={one.value: number for one, number in now.items()}
    )
    if posted and form.is_valid():
        given = dict(form.cleaned_data)
        reason = given.pop("reason")
        try:
            set_weights(given, by=by, reason=reason)
        except Problem as problem:
            if problem.status in (401, 403, 404):
                raise
            tell(form, problem)
        else:
            messages.success(request, _("The weights are changed from now on."))
            return redirect("inspections:candidates")
    context = {
        "form": form,
        "label": _("Change the weights"),
        "consequence": _(
            "Every ranking from now on goes by these weights; the ones before stay readable with their reason."
        ),
        "cancel_href": reverse("inspections:candidates"),
        "trail": [
            (_("Candidates for the next"), reverse("inspections:candidates")),
            (_("Change the weights"), ""),
        ],
    }
    return render(request, "inspections/act.html", context, status=422 if posted else 200)
