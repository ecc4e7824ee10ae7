"""What is done to a webhook: started again, stopped, given a new secret, replayed, one change sent again."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from dieuhanh.config.language import lang
from dieuhanh.directives.actions import hooks as actions
from dieuhanh.directives.models import Hook
from dieuhanh.directives.pages.common import acting
from dieuhanh.directives.pages.hooks import hooks_trail, secret_page
from dieuhanh.directives.queries import hooks as queries
from dieuhanh.interface.rules import format_datetime
from dieuhanh.organisations.form_pages import show_form


@require_POST
def start(request: HttpRequest, hook_id: UUID) -> HttpResponse:
    """Send what waits at once."""
    actions.start_hook(hook_id, by=acting(request))
    messages.success(request, _("What waits is sent now."))
    return redirect("directives:hook", hook_id)


class StopForm(forms.Form):
    """Why it is stopped."""

    why = forms.CharField(
        label=_lazy("Reason"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )


@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, hook_id: UUID) -> HttpResponse:
    """Stop a webhook for good."""
    by = acting(request)
    row = queries.access_hook(by, hook_id)
    form = StopForm(request.POST if request.method == "POST" else None)

    def act(given: dict[str, Any]) -> str:
        actions.stop_hook(hook_id, by=by, why=given["why"])
        return _("The webhook is stopped.")

    return _form(
        request, row, form, act, _("Stop the webhook"),
        _("Nothing more is sent to it, not even what waits. It cannot be started again; make a new one instead."),
        danger=True,
    )  # fmt: skip


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def secret(request: HttpRequest, hook_id: UUID) -> HttpResponse:
    """A new secret, shown once; the one before signs beside it for a day."""
    by = acting(request)
    row = queries.access_hook(by, hook_id)
    form = forms.Form(request.POST if request.method == "POST" else None)

    def act(_given: dict[str, Any]) -> HttpResponse:
        changed, made = actions.rotate_secret(hook_id, by=by)
        text = _(
            "Copy it now: it is shown this once. Until %(until)s each message bears the former secret's signature too."
        )
        until = queries.former_until(changed)
        said = format_datetime(until, lang()) if until else ""
        return secret_page(request, changed, made, text % {"until": said})

    return _form(
        request, row, form, act, _("New secret"),
        _("Messages are signed with the new secret and, for 24 hours more, with the former one too: change it at the receiver meanwhile."),
    )  # fmt: skip


class ReplayForm(forms.Form):
    """From where."""

    start = forms.IntegerField(label=_lazy("From entry"), min_value=0, max_value=2**62)


@require_http_methods(["GET", "HEAD", "POST"])
def replay(request: HttpRequest, hook_id: UUID) -> HttpResponse:
    """Send everything from an entry on once more."""
    by = acting(request)
    row = queries.access_hook(by, hook_id)
    form = ReplayForm(request.POST if request.method == "POST" else None, initial={"start": row.since})

    def act(given: dict[str, Any]) -> str:
        count = actions.replay(hook_id, by=by, start=given["start"])
        return _("%(count)d changes wait to be sent again.") % {"count": count}

    return _form(
        request, row, form, act, _("Replay"),
        _("Every change from this entry on is sent again, in order. The receiver drops what it has by the message's id."),
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def send(request: HttpRequest, hook_id: UUID, delivery_id: UUID) -> HttpResponse:
    """Send one change again."""
    by = acting(request)
    row = queries.access_hook(by, hook_id)
    one = queries.access_delivery(row, delivery_id)
    form = forms.Form(request.POST if request.method == "POST" else None)

    def act(_given: dict[str, Any]) -> str:
        actions.send_again(hook_id, delivery_id, by=by)
        return _("The change is sent again.")

    return _form(
        request, row, form, act, _("Send again"),
        _("Entry %(index)s is sent once more, with the id that it had.") % {"index": one.index},
    )  # fmt: skip


def _form(
    request: HttpRequest,
    row: Hook,
    form: forms.Form,
    act: Any,
    title: str,
    said: str,
    *,
    danger: bool = False,
) -> HttpResponse:
    back = reverse("directives:hook", args=[row.id])
    return show_form(
        request,
        form,
        act,
        title=title,
        submit=title,
        back=back,
        trail=hooks_trail((row.name, back)),
        danger=danger,
        consequence=said,
    )
