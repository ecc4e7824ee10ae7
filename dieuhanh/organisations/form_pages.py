"""One way to show a form, take it, and say what was wrong: shared by the pages of this room."""

from collections.abc import Callable, Sequence
from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from dieuhanh.config.actor import Actor
from dieuhanh.config.errors import Conflict, Invalid, Missing, Problem, Refused, Unauthenticated


def acting(request: HttpRequest) -> Actor:
    """Who acts; `Unauthenticated` for nobody."""
    actor: Actor | None = getattr(request, "actor", None)
    if actor is None:
        raise Unauthenticated(_("Sign in first."))
    return actor


def codes(text: str) -> list[str]:
    """Codes separated by spaces or commas."""
    return list(dict.fromkeys(text.replace(",", " ").replace(";", " ").split()))


def show_form(
    request: HttpRequest,
    form: django_forms.Form,
    act: Callable[[dict[str, Any]], str | HttpResponse],
    *,
    title: str,
    submit: str,
    back: str,
    trail: Sequence[tuple[str, str]] = (),
    danger: bool = False,
    consequence: str = "",
    points: Sequence[str] = (),
    formset: Any = None,
) -> HttpResponse:
    """Show the form; on a good one run `act(cleaned)`, which returns a message (then back) or an answer of its own.

    What an action refuses stands at its field, and nothing typed is lost.
    """
    status = 422 if request.method == "POST" else 200
    ready = request.method == "POST" and form.is_valid() and (formset is None or formset.is_valid())
    if ready:
        try:
            done = act(form.cleaned_data)
        except (Invalid, Conflict, Missing, Refused) as problem:
            _blame(form, problem)
            status = 403 if isinstance(problem, Refused) else status
        else:
            if isinstance(done, HttpResponse):
                return done
            messages.success(request, done)
            return redirect(back)
    context = {
        "title": title,
        "form": form,
        "formset": formset,
        "submit_label": submit,
        "back": back,
        "danger": danger,
        "consequence_text": consequence,
        "points": list(points),
        "trail": [*trail, (title, "")],
    }
    return render(request, "organisations/form.html", context, status=status)


def _blame(form: django_forms.Form, problem: Problem) -> None:
    named = [fault for fault in problem.faults if fault.field in form.fields]
    for fault in named:
        form.add_error(fault.field, fault.message)
    if len(named) < max(1, len(problem.faults)):
        form.add_error(None, problem.reason)
