"""The forms of indicators and targets. They read what was typed; the actions judge it."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dieuhanh.config.language import lang
from dieuhanh.interface.rules import parse_number
from dieuhanh.organisations.body_fields import BodyField
from dieuhanh.reporting.pages import words


def _day(label: Any, help_text: Any = "", *, required: bool = True) -> forms.DateField:
    return forms.DateField(
        label=label,
        help_text=help_text,
        required=required,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


def _text(label: Any, length: int, help_text: Any = "", *, required: bool = True) -> forms.CharField:
    return forms.CharField(label=label, max_length=length, help_text=help_text, required=required)


def _long(label: Any, *, required: bool = False) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=4000, required=required, widget=forms.Textarea(attrs={"rows": 3})
    )


def _choices(given: dict[str, Any]) -> list[tuple[str, Any]]:
    return list(given.items())


class NumberField(forms.CharField):
    """A number as people of the page's language write it: `6,8` in Vietnamese, `6.8` in English."""

    def clean(self, value: Any) -> Decimal | None:
        """The number, or None for nothing; the fault says what to write instead."""
        text = super().clean(value)
        if not text:
            return None
        parsed = parse_number(text, lang())
        if parsed.value is None:
            raise forms.ValidationError(str(parsed.fault))
        return Decimal(parsed.value)


class WordsForm(forms.Form):
    """What may change in an indicator through time."""

    name_vi = _text(_("Name in Vietnamese"), 300)
    name_en = _text(_("Name in English"), 300)
    unit_vi = _text(_("Unit in Vietnamese"), 80)
    unit_en = _text(_("Unit in English"), 80)
    definition_vi = _long(_("Definition in Vietnamese"))
    definition_en = _long(_("Definition in English"))
    direction = forms.ChoiceField(label=_("Direction"), choices=_choices(words.DIRECTIONS))
    owner = forms.ChoiceField(label=_("Owner"), required=False)
    legal_list = _text(
        _("Legal list"), 400, _("Documents that name it, separated by semicolons."), required=False
    )
    status = forms.ChoiceField(label=_("Collected"), choices=_choices(words.STATUSES))
    legal_document = _text(_("Legal document"), 200, _("The document that sets these words."), required=False)
    valid_from = _day(_("In force from"), _("The old words stay true of the days before."))

    def __init__(self, *args: Any, owners: Sequence[tuple[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].choices = [("", "–"), *owners]  # type: ignore[attr-defined]


class IndicatorForm(WordsForm):
    """A new indicator: its arithmetic never changes afterwards."""

    field_order = ("code", "section")

    code = _text(_("Code"), 60, _("Letters A–Z, digits, and - _ . : / +. It never changes."))
    section = forms.ChoiceField(label=_("Section"), required=False)
    decimals = forms.IntegerField(label=_("Decimals"), min_value=0, max_value=8, initial=0)
    period_kinds = forms.MultipleChoiceField(
        label=_("Periods"), choices=_choices(words.PERIOD_KINDS), widget=forms.CheckboxSelectMultiple
    )
    convention = forms.ChoiceField(
        label=_("Data window"),
        choices=[
            ("calendar", _("calendar days of the period")),
            ("15-14", _("15th to 14th (Decree 09/2019/NĐ-CP, Art. 12)")),
        ],
    )
    over_organisations = forms.ChoiceField(
        label=_("Over bodies"), choices=_choices(words.OVER_ORGANISATIONS), initial="none"
    )
    weight = _text(
        _("Weights"),
        60,
        _("Only for a weighted mean: the code of the indicator of its weights."),
        required=False,
    )
    over_time = forms.ChoiceField(label=_("Over time"), choices=_choices(words.OVER_TIME), initial="none")
    respondents = forms.MultipleChoiceField(
        label=_("Who reports"),
        choices=_choices(words.BODY_KINDS),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    national_value = forms.ChoiceField(
        label=_("National value"), choices=_choices(words.NATIONAL), initial="either"
    )

    def __init__(self, *args: Any, sections: Sequence[tuple[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["section"].choices = [("", "–"), *sections]  # type: ignore[attr-defined]
        self.fields["valid_from"].help_text = ""


class TargetForm(forms.Form):
    """A target to set, or a new version of one."""

    indicator = _text(_("Indicator"), 60, _("Its code, such as KH-01."))
    organisation = BodyField(
        label=_("Organisation"),
        help_text=_("The body that is to reach it, by its name or code; the Government (CP) is the country."),
    )
    period = _text(_("Period"), 20, _("For example 2020-08, 2020-Q3, 2020-H1, 2020."))
    breakdown = _text(_("Part"), 120, _("Only where the target is of one part."), required=False)
    kind = forms.ChoiceField(label=_("To reach"), choices=_choices(words.TARGET_KINDS))
    low = NumberField(label=_("Value, or the lower bound"), max_length=40, required=False)
    high = NumberField(
        label=_("Upper bound"), max_length=40, required=False, help_text=_("For “at most” and “between”.")
    )
    strict = forms.BooleanField(label=_("The bound itself is not enough (“under”, “over”)"), required=False)
    assigner_vi = _text(_("Set by, in Vietnamese"), 200)
    assigner_en = _text(_("Set by, in English"), 200)
    document = _text(_("Document"), 200, _("Number and symbol, such as 84/NQ-CP."))
    document_date = _day(_("Date of the document"), required=False)
    valid_from = _day(_("In force from"))
    note_vi = _text(_("Note in Vietnamese"), 500, required=False)
    note_en = _text(_("Note in English"), 500, required=False)
