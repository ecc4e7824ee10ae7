"""The forms of the import page: what is to be checked, and the confirmation of what was."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

FORMS = (("csv", "CSV"), ("ndjson", "NDJSON"))


class PasteForm(forms.Form):
    """Rows pasted from a spreadsheet or a file."""

    text = forms.CharField(
        label=_("Rows"),
        widget=forms.Textarea(attrs={"rows": 12, "spellcheck": "false", "class": "code", "wrap": "off"}),
        strip=False,
        help_text=_(
            "The first line names the columns: organisation, indicator, period, value; and, where wanted, breakdown, "
            "vintage, source, as_of, no_data_reason, note. Separated by commas, semicolons or tabs."
        ),
    )
    source = forms.ChoiceField(label=_("Source, where a row names none"), required=False)

    def __init__(self, *args: Any, sources: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["source"].choices = sources  # type: ignore[attr-defined]


class FileForm(forms.Form):
    """A file of rows."""

    file = forms.FileField(label=_("File"))
    source = forms.ChoiceField(label=_("Source, where a row names none"), required=False)

    def __init__(self, *args: Any, sources: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["source"].choices = sources  # type: ignore[attr-defined]
        self.fields["source"].widget.attrs["id"] = "id_file_source"


class ConfirmForm(forms.Form):
    """The reason for importing what was checked."""

    checked = forms.CharField(widget=forms.HiddenInput, max_length=4_000_000)
    reason = forms.CharField(
        label=_("Reason"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1000,
        help_text=_("Why these figures come in by file; it is kept in the ledger."),
    )
