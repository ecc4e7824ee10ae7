"""The little forms of the workflow's actions."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dieuhanh.reporting.rules.workflow import Arrow, Need


class ActionForm(forms.Form):
    """What an action needs; `action_form` puts in the fields that the table names."""

    def given(self) -> dict[str, Any]:
        """The arguments of `actions.dispatch.act`."""
        found = {name: value for name, value in self.cleaned_data.items() if name != "cells"}
        if "cells" in self.cleaned_data:
            found["cells"] = [one.strip() for one in self.cleaned_data["cells"].split() if one.strip()]
        return found


MARKING = frozenset({"return", "refuse", "request_amendment", "propose_amendment"})


def action_form(arrow: Arrow, data: Any) -> ActionForm:
    """The form of one arrow of the workflow."""
    form = ActionForm(data)
    if Need.REASON in arrow.needs:
        form.fields["reason"] = forms.CharField(
            label=_("Reason"), widget=forms.Textarea(attrs={"rows": 4}), max_length=4000
        )
    if arrow.action in MARKING:
        form.fields["cells"] = forms.CharField(
            label=_("Cells to mend"),
            required=False,
            max_length=20000,
            widget=forms.Textarea(attrs={"rows": 2}),
            help_text=_("form/row/column, one a line"),
        )
    if Need.PASSPHRASE in arrow.needs:
        form.fields["passphrase"] = forms.CharField(
            label=_("Passphrase of your signature"),
            widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
            max_length=1000,
            strip=False,
        )
    return form


class ExtendForm(forms.Form):
    """A later deadline and why."""

    due_on = forms.DateField(label=_("New deadline"), widget=forms.DateInput(attrs={"type": "date"}))
    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 4}), max_length=4000)


class OpenPeriodForm(forms.Form):
    """Which period of which regime to open."""

    regime = forms.ChoiceField(label=_("Regime"))
    period = forms.CharField(
        label=_("Period"), max_length=20, help_text=_("For example 2020-08, 2020-Q3, 2020-H1, 2020.")
    )
    actual_cutoff = forms.DateField(
        label=_("Actual cut-off"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("Only where the data cannot be closed inside the window."),
    )
    due_on = forms.DateField(
        label=_("Deadline asked for"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("Only for thematic and ad-hoc reports (Art. 8.5c)."),
    )


class BulkForm(forms.Form):
    """What one action on several reports needs; `bulk_form` puts in the fields."""

    def given(self) -> dict[str, Any]:
        """The arguments as the job keeps them."""
        return {
            name: value.isoformat() if isinstance(value, date) else value
            for name, value in self.cleaned_data.items()
            if value
        }


def bulk_form(action: str, data: Any) -> BulkForm:
    """The form of one action on several reports."""
    form = BulkForm(data)
    if action == "extend":
        form.fields["due_on"] = forms.DateField(
            label=_("New deadline"), widget=forms.DateInput(attrs={"type": "date"})
        )
        form.fields["reason"] = forms.CharField(
            label=_("Reason"), widget=forms.Textarea(attrs={"rows": 4}), max_length=4000
        )
    if action == "remind":
        form.fields["note"] = forms.CharField(
            label=_("A word to the bodies"),
            widget=forms.Textarea(attrs={"rows": 3}),
            max_length=4000,
            required=False,
        )
    return form


class RemindForm(forms.Form):
    """A word to the body that is reminded."""

    note = forms.CharField(
        label=_("A word to the body"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=4000,
        required=False,
    )
