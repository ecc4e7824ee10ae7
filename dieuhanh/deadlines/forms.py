"""The forms of the room; each gives plain data to an action, which decides."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dieuhanh.config.errors import Fault

from .actions import OWN_WINDOW
from .rules.periods import CALENDAR, FIFTEENTH, PeriodKind
from .rules.rule import Basis, DayEnd, IfNotWorking, Unit

BASES = [
    (Basis.DAY_OF_MONTH.value, _("A day of a month, from the period's last month")),
    (Basis.AFTER_CUTOFF.value, _("Days after the data cut-off")),
    (Basis.AFTER_BASE.value, _("Days or hours after a day named when the promise is made")),
    (Basis.BEFORE_OUTER.value, _("Days before the receiving level's deadline")),
    (Basis.FIXED_DATE.value, _("A fixed date")),
]
LEVELS = [
    ("government", _("Government")),
    ("ministry", _("Ministry")),
    ("province", _("Province")),
    ("district", _("District")),
    ("commune", _("Commune")),
]
UNITS = [
    (Unit.WORKING_DAY.value, _("working days")),
    (Unit.CALENDAR_DAY.value, _("calendar days")),
    (Unit.WORKING_HOUR.value, _("working hours")),
]
CHOICES_OFF = [
    (IfNotWorking.NEXT.value, _("moves to the next working day")),
    (IfNotWorking.SAME.value, _("stays on that day")),
    (IfNotWorking.PREVIOUS.value, _("moves to the working day before")),
]
ENDS = [
    (DayEnd.MIDNIGHT.value, _("at 23:59:59")),
    (DayEnd.OFFICE.value, _("with office hours")),
]
KINDS = [
    (PeriodKind.MONTH.value, _("Month")),
    (PeriodKind.QUARTER.value, _("Quarter")),
    (PeriodKind.HALF.value, _("Half-year")),
    (PeriodKind.NINE_MONTHS.value, _("Nine months")),
    (PeriodKind.YEAR.value, _("Year")),
    (PeriodKind.DAY.value, _("Day")),
]
CONVENTIONS = [
    (FIFTEENTH, _("From the 15th to the 14th (Decree 09/2019 Art. 12)")),
    (CALENDAR, _("Calendar months")),
    (OWN_WINDOW, _("The regime's own window")),
]


class RuleForm(forms.Form):
    """A deadline rule and its validity."""

    code = forms.CharField(
        label=_("Code"), max_length=100, help_text=_("A short stable name, such as ND09-13.1.")
    )
    legal_source = forms.CharField(
        label=_("Legal source"),
        max_length=500,
        help_text=_("Document, article and clause that set this deadline."),
    )
    level = forms.ChoiceField(
        label=_("Level"),
        choices=[("", _("one level alone")), *LEVELS],
        required=False,
        help_text=_("The level of a chain it binds."),
    )
    basis = forms.ChoiceField(label=_("Counted as"), choices=BASES)
    day = forms.IntegerField(label=_("Day of the month"), required=False, min_value=1, max_value=31)
    month_offset = forms.IntegerField(
        label=_("Months after the period's last month"),
        required=False,
        min_value=-12,
        max_value=24,
        help_text=_("0 for the last month itself, −1 for the month before, 1 for the month after."),
    )
    count = forms.IntegerField(label=_("How many"), required=False, min_value=1, max_value=5000)
    unit = forms.ChoiceField(label=_("Unit"), choices=UNITS, required=False)
    on = forms.DateField(
        label=_("Fixed date"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    periods = forms.MultipleChoiceField(
        label=_("For periods of"),
        choices=KINDS,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None chosen: every kind of period."),
    )
    if_not_working = forms.ChoiceField(label=_("On a day off it"), choices=CHOICES_OFF)
    ends = forms.ChoiceField(label=_("The last day ends"), choices=ENDS)
    convention = forms.ChoiceField(label=_("Data window of the periods"), choices=CONVENTIONS)
    valid_from = forms.DateField(label=_("In force from"), widget=forms.DateInput(attrs={"type": "date"}))
    valid_to = forms.DateField(
        label=_("No longer in force from"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("The first day on which it no longer holds; empty until further notice."),
    )

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        now = (named.get("initial") or {}).get("level")
        if now and now not in dict(LEVELS):  # a level that came in by a file stays a choice
            self.fields["level"].choices += [(now, now)]  # type: ignore[attr-defined]

    def rule_data(self) -> dict[str, Any]:
        """The rule as plain data, of a form that is valid."""
        data = self.cleaned_data
        rule: dict[str, Any] = {name: data[name] for name in ("code", "level", "legal_source", "basis")}
        rule |= {"if_not_working": data["if_not_working"], "ends": data["ends"], "periods": data["periods"]}
        rule |= {"day": data["day"], "month_offset": data["month_offset"] or 0, "count": data["count"]}
        rule |= {
            "unit": data["unit"] or Unit.WORKING_DAY.value,
            "on": data["on"].isoformat() if data["on"] else None,
        }
        return rule


class NoticeForm(forms.Form):
    """A notice: its days as rows."""

    note = forms.CharField(
        label=_("Notice"),
        max_length=500,
        help_text=_("Number, date and issuer of the notice; kept with every day it sets."),
    )
    rows = forms.CharField(
        label=_("Days"),
        max_length=200_000,
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false"}),
        help_text=_(
            "One day a line, or pasted from a spreadsheet: date, kind (holiday, compensatory, working_weekend), "
            "name in Vietnamese, name in English. Example: 2026-01-02, compensatory, Nghỉ hoán đổi, Day off exchanged"
        ),
    )


def tell(form: forms.Form, faults: Iterable[Fault], reason: str) -> None:
    """Put an action's faults at their fields; those without one go on top."""
    told = False
    for fault in faults:
        field = fault.field if fault.field in form.fields else None
        if field is None and "rows" in form.fields and fault.row is not None:
            field = "rows"
        form.add_error(field, _placed(fault))
        told = True
    if not told:
        form.add_error(None, reason)


def _placed(fault: Fault) -> str:
    if fault.row is None:
        return fault.message
    place = str(_("Row %(row)s, column %(column)s: ")) % {"row": fault.row, "column": fault.column or "–"}
    return f"{place}{fault.message}"
