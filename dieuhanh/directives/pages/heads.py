"""The form that puts a directive's head right, until it is published."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_http_methods

from dieuhanh.directives.actions.heads import Head, change_head
from dieuhanh.directives.pages.common import acting
from dieuhanh.directives.queries.access import access_directive
from dieuhanh.directives.rules.workflow import ENTER
from dieuhanh.organisations.authority import check
from dieuhanh.organisations.form_pages import show_form


class HeadForm(forms.Form):
    """Title, signer, day of receipt."""

    title = forms.CharField(
        label=_lazy("Title"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 3})
    )
    signer = forms.CharField(label=_lazy("Signer"), required=False, max_length=200)
    received_on = forms.DateField(
        label=_lazy("Received on"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, directive_id: UUID) -> HttpResponse:
    """Put the head right."""
    by = acting(request)
    row = access_directive(by, directive_id)
    check(by, ENTER, row.assigner_id)
    initial = {"title": row.title, "signer": row.signer, "received_on": row.received_on}
    form = HeadForm(request.POST if request.method == "POST" else None, initial=initial)

    def act(given: dict[str, Any]) -> str:
        change_head(directive_id, Head(**given), by=by)
        return _("The head of %(symbol)s is changed.") % {"symbol": row.symbol}

    back = reverse("directives:directive", args=[directive_id])
    trail = [(_("Directives"), reverse("directives:directives")), (row.symbol, back)]
    return show_form(request, form, act, title=_("Change the head"), submit=_("Save"), back=back, trail=trail)
