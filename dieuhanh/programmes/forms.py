"""The room's forms. They read what was typed; the actions judge it."""

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dieuhanh.config.language import lang
from dieuhanh.deadlines.rules.periods import NotAPeriod, parse_name
from dieuhanh.interface.rules import parse_number
from dieuhanh.organisations.body_fields import BodiesField, BodyField
from dieuhanh.programmes.rules.documents import DocumentKind
from dieuhanh.programmes.rules.outlook import Grade, Part
from dieuhanh.programmes.rules.verdicts import Direction, Scope, kind_named

MARKS = [("", "–"), ("N", "N"), ("T", "T"), ("M", "M"), ("U", "U")]
KINDS = (
    ("ministry", _("Ministries")),
    ("ministerial_agency", _("Ministerial agencies")),
    ("government_agency", _("Agencies under the Government")),
    ("province", _("Provinces")),
)
PERIOD_HELP = _("For example July 2020, Q3 2020, 2020.")
_MONTH = re.compile(r"(\d{1,2})[/-](\d{4})")


def _text(label: Any, length: int = 200, *, required: bool = True, help_text: Any = "") -> forms.CharField:
    return forms.CharField(label=label, max_length=length, required=required, help_text=help_text)


def _long(label: Any, *, required: bool = True, help_text: Any = "", rows: int = 3) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=4000,
        required=required,
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


def _day(label: Any, *, required: bool = True, help_text: Any = "") -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=required, help_text=help_text, widget=widget)


def _words(kinds: Any) -> Any:
    """Choices in the reader's language, read when the form is shown."""
    return lambda: [(one.value, one.words.of(lang())) for one in kinds]


def _bodies(label: Any, *, required: bool = False) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label, choices=KINDS, required=required, widget=forms.CheckboxSelectMultiple
    )


def _mark() -> forms.ChoiceField:
    return forms.ChoiceField(
        label=_("Evidence mark"), choices=MARKS, required=False,
        help_text=_("T: text read; N: press or official report; M: known, not read again; U: cut in the source."),
    )  # fmt: skip


class NumberField(forms.CharField):
    """A number as people of the page's language write it: `6,8` in Vietnamese, `6.8` in English."""

    def __init__(self, *, label: Any, help_text: Any = "") -> None:
        super().__init__(label=label, help_text=help_text, required=False, max_length=40)

    def clean(self, value: Any) -> Decimal | None:
        """The number, or None for nothing; the fault says what to write instead."""
        text = super().clean(value)
        if not text:
            return None
        parsed = parse_number(text, lang())
        if parsed.value is None:
            raise forms.ValidationError(str(parsed.fault))
        return Decimal(parsed.value)


class ProgrammeForm(forms.Form):
    """What a programme is called; `code` and `assigner` are asked once."""

    code = _text(_("Code"), 40, help_text="NQ17-2019")
    symbol = _text(_("Number and symbol"), help_text="17/NQ-CP")
    signed_on = _day(_("Signed on"))
    title_vi = _text(_("Title in Vietnamese"), 400)
    title_en = _text(_("Title in English"), 400, required=False)
    assigner = BodyField(label=_("Body whose office verifies"))
    starts_on = _day(_("Starts on"), required=False)
    ends_on = _day(_("Ends on"), required=False)
    source = _long(_("Source"), required=False, rows=2)
    evidence_mark = _mark()
    note_vi = _long(_("Note in Vietnamese"), required=False)
    note_en = _long(_("Note in English"), required=False)


class ObjectiveForm(forms.Form):
    """A part of a programme."""

    code = _text(_("Code"), 40)
    title_vi = _text(_("Title in Vietnamese"), 400)
    title_en = _text(_("Title in English"), 400, required=False)
    clause = _text(_("Clause"), required=False)


class TargetForm(forms.Form):
    """What a target says; `objective` and `code` for a new one."""

    objective = forms.ChoiceField(label=_("Objective"))
    code = _text(_("Code"), 40, help_text="17.3")
    words_vi = _long(_("Words in Vietnamese"))
    words_en = _long(_("Words in English"), required=False)
    scope = forms.ChoiceField(label=_("Of whom"), choices=_words(Scope))
    direction = forms.ChoiceField(label=_("Direction"), choices=_words(Direction))
    value = NumberField(label=_("Value"))
    upper = NumberField(label=_("Upper value"), help_text=_("For “between” alone."))
    levels = _long(
        _("Values by level"),
        required=False,
        help_text=_("One a line: kind of body = value. For example commune = 30"),
    )
    unit = _text(_("Unit"), 40, required=False)
    missing_vi = _text(_("What is missing to judge, in Vietnamese"), required=False)
    missing_en = _text(_("What is missing to judge, in English"), required=False)
    kinds = _bodies(_("Bodies obliged"))
    codes = BodiesField(label=_("And these bodies"), required=False)
    due_on = _day(_("Due on"), required=False)
    valid_from = _day(_("In force from"), required=False)
    baseline = NumberField(label=_("Baseline"))
    baseline_words = _text(_("Baseline: when and by whom measured"), 300, required=False)
    figure_of = _text(_("Indicators whose sum is the figure"), required=False, help_text="HC-02")
    figure_over = _text(_("Over the sum of these"), required=False, help_text="HC-02 HC-03")
    document = _text(_("Document that sets it"), required=False)
    source = _long(_("Source"), required=False, rows=2)
    evidence_mark = _mark()
    note_vi = _long(_("Note in Vietnamese"), required=False)
    note_en = _long(_("Note in English"), required=False)

    def __init__(self, *args: Any, objectives: Sequence[tuple[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if objectives:
            self.fields["objective"].choices = list(objectives)  # type: ignore[attr-defined]
        else:
            del self.fields["objective"], self.fields["code"]

    def clean_levels(self) -> dict[str, Decimal]:
        """Kind → value. The fault names the line."""
        found: dict[str, Decimal] = {}
        for number, line in enumerate(str(self.cleaned_data["levels"]).splitlines(), 1):
            if not line.strip():
                continue
            kind, _is, text = line.partition("=")
            parsed = parse_number(text.strip(), lang())
            if not kind.strip() or parsed.value is None:
                raise forms.ValidationError(
                    _("Line %(number)d: write a kind of body = a value.") % {"number": number}
                )
            found[kind_named(kind)] = Decimal(parsed.value)
        return found


class LinkForm(forms.Form):
    """Tasks to link."""

    symbol = _text(_("Every duty of the document"), required=False, help_text="17/NQ-CP")
    tasks = _long(_("Or these tasks"), required=False, help_text=_("One code a line."))
    target = _text(_("Under the target"), 40, required=False)


class ReportForm(forms.Form):
    """A body's figure for a period."""

    body = BodyField(label=_("Body"))
    period = _text(_("Period"), 40, help_text=PERIOD_HELP)
    value = NumberField(
        label=_("Value"), help_text=_("Or numerator and denominator: then the share is worked out.")
    )
    numerator = NumberField(label=_("Numerator"))
    denominator = NumberField(label=_("Denominator"))
    as_of = _day(_("As of"), required=False)
    document = _text(_("Report, by number and symbol"), required=False)
    document_on = _day(_("Date of the report"), required=False)
    source = _text(
        _("Published by"), 400, required=False, help_text=_("Where the office enters what others published.")
    )
    published_on = _day(_("Published on"), required=False)
    evidence_mark = _mark()
    note = _long(_("Remarks"), required=False, rows=2)

    def clean_period(self) -> str:
        """The period's code; what names none is left for the action to refuse."""
        return _code(str(self.cleaned_data["period"]))


class DocumentForm(forms.Form):
    """A committee, group or plan of a body."""

    body = BodyField(label=_("Body"))
    kind = forms.ChoiceField(label=_("What it sets up"), choices=_words(DocumentKind))
    symbol = _text(
        _("Number and symbol"),
        required=False,
        help_text=_("Without number and date it is a claim that proves nothing."),
    )
    issued_on = _day(_("Date of the document"), required=False)
    issuer = _text(_("Issued by"), 300, required=False)
    valid_from = _day(_("Valid from"), required=False)
    valid_to = _day(_("Valid to"), required=False)
    other_date = _day(_("Another date that a copy prints"), required=False)
    address = _text(_("Address where it is published"), 500, required=False)
    file_sha256 = _text(_("SHA-256 of its file"), 64, required=False)
    source = _text(
        _("Published by"), 400, required=False, help_text=_("Where the office enters what others published.")
    )
    published_on = _day(_("Published on"), required=False)
    evidence_mark = _mark()
    note = _long(_("Remarks"), required=False, rows=2)


class StatementForm(forms.Form):
    """Somebody's word about all bodies."""

    words = _long(_("Words of the statement"))
    kinds = forms.MultipleChoiceField(
        label=_("Of which documents"), choices=_words(DocumentKind), widget=forms.CheckboxSelectMultiple
    )
    body_kinds = _bodies(_("Of which bodies"), required=True)
    stated_on = _day(_("Said on"))
    numerator = forms.IntegerField(
        label=_("Share claimed: part"), initial=100, min_value=0, max_value=100_000
    )
    denominator = forms.IntegerField(label=_("of"), initial=100, min_value=1, max_value=100_000)
    speaker = _text(_("Said by"), required=False)
    source = _long(_("Source"), required=False, rows=2)
    evidence_mark = _mark()


class StepForm(forms.Form):
    """What the assigner's office or the body says to a claim; `found` for figures alone."""

    found = NumberField(label=_("What was found instead"), help_text=_("Empty: as claimed, or not known."))
    reason = _long(_("Reason"), required=False)

    def __init__(self, *args: Any, figure: bool = False, needs_reason: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = needs_reason
        if not figure:
            del self.fields["found"]


class PathForm(forms.Form):
    """The planned value by month."""

    points = _long(
        _("Planned value by month"),
        rows=8,
        help_text=_("One a line: month = value. For example 9/2020 = 18"),
    )
    document = _text(_("Document that sets it"))

    def clean_points(self) -> list[tuple[str, Decimal]]:
        """Month and value of each line. The fault names the line."""
        found = []
        for number, line in enumerate(str(self.cleaned_data["points"]).splitlines(), 1):
            if not line.strip():
                continue
            month, _is, text = line.partition("=")
            parsed = parse_number(text.strip(), lang())
            if parsed.value is None:
                raise forms.ValidationError(
                    _("Line %(number)d: write a month = a value.") % {"number": number}
                )
            found.append((_month(month), Decimal(parsed.value)))
        return found


def _month(text: str) -> str:
    """The code of a month as people write it (`9/2020`, `tháng 9/2020`); the text itself where it is none, for the action to refuse."""
    written = _MONTH.fullmatch(text.strip())
    if written:
        return f"{written[2]}-{int(written[1]):02}"
    return _code(text)


def _code(text: str) -> str:
    """The code of a period as people name it; the text itself where it names none."""
    try:
        return parse_name(text).code
    except NotAPeriod:
        return text.strip()


class LikelihoodForm(forms.Form):
    """A judgement in four parts."""

    overall = forms.ChoiceField(label=_("Altogether"), choices=_words(Grade))
    reason = _long(_("Reason"))
    field_order = (*(one.value for one in Part), "overall", "reason")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for part in Part:
            self.fields[part.value] = forms.ChoiceField(label=part.words.of(lang()), choices=_words(Grade))
        self.order_fields(self.field_order)
