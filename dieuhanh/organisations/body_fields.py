"""The one way in which forms ask for a body: by its official name in either language, or by its code.

    class MoveForm(forms.Form):
        parent = BodyField(label=_("Stands under"))

    form = name_bodies(MoveForm(request.POST or None), by=by)   # before it is read or shown
    form.cleaned_data["parent"]                                  # a `Body`, or None for nothing

All that is written in the forms given is resolved together (`queries/naming.py`), and their fields share one
`<datalist>` of the bodies to choose from: a native list, no script. What comes back after an error is the name.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any, TypeVar

from django import forms
from django.utils.functional import cached_property
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _lazy

from dieuhanh.config.actor import Actor
from dieuhanh.config.clock import today
from dieuhanh.organisations.queries import Body
from dieuhanh.organisations.queries.naming import Named, name_of, named, names_of, offered, with_code
from dieuhanh.organisations.rules.naming import LONGEST, Piece, pieces, tidy

NAME_OR_CODE = _lazy("Its official name or its code, for example Bộ Y tế or BYT.")
SEVERAL = _lazy("Their names or codes, one a line or between semicolons.")
_UNREAD = "name_bodies(form, by=…) comes before a form with bodies is read or shown"


class Offered:
    """What the fields of one page share: who asks, on which day, and the bodies to choose from."""

    def __init__(self, by: Actor | None, on: date, codes: Sequence[str] = ()) -> None:
        self.by, self.on, self.codes = by, on, set(codes)
        self._listed = False

    @cached_property
    def choices(self) -> list[Body]:
        """The bodies to choose from. One statement, the first time."""
        return offered(self.by, self.on)

    @cached_property
    def _names(self) -> dict[str, str]:
        """The names of the codes that the forms begin with. One more statement where one is none of the choices."""
        found = {one.code: name_of(one) for one in self.choices}
        missing = self.codes - found.keys()
        if missing:
            found |= names_of(missing, self.by, self.on)
        return found

    def name(self, code: str) -> str:
        """The name of a code that a form begins with; the code itself where nobody bears it."""
        return self._names.get(code, code) if code else ""

    def datalist(self, key: str) -> SafeString:
        """The choices, the first time they are asked for: one list serves every field of the page."""
        if self._listed:
            return SafeString("")
        self._listed = True
        options = format_html_join(
            "", '<option value="{}"></option>', ((with_code(one),) for one in self.choices)
        )
        return format_html('<datalist id="{}">{}</datalist>', key, options)


class BodyInput(forms.TextInput):
    """A text field with the bodies to choose from."""

    offer: Offered | None = None

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        """The field, and the list if no field before it has brought it."""
        attrs = {**(attrs or {}), "list": "known-bodies", "autocomplete": "off"}
        field = super().render(name, value, attrs, renderer)
        return format_html("{}{}", field, self.offer.datalist("known-bodies") if self.offer else "")


class BodyText(forms.CharField):
    """Text that names bodies. `day_from`: the field of the form whose day decides which bodies there are."""

    offer: Offered | None = None

    def __init__(self, *, day_from: str = "", **given: Any) -> None:
        self.day_from = day_from
        self.told: dict[str, Named] = {}
        super().__init__(**given)

    def written(self, text: str) -> list[str]:
        """The texts in it that stand for bodies."""
        raise NotImplementedError

    def codes(self, initial: Any) -> list[str]:
        """The codes that it begins with."""
        return [initial] if isinstance(initial, str) and initial else []

    def answer(self, text: str) -> Named:
        """What a text means."""
        if text not in self.told:
            raise LookupError(_UNREAD)
        return self.told[text]

    def shown(self, text: str) -> str:
        """A text as it is given back: the name of the body that it means."""
        told = self.told.get(text)
        if told is not None:
            return name_of(told.body) if told.body and told.told else text
        return self.offer.name(text) if self.offer else text


class BodyField(BodyText):
    """One body. Cleans to a `Body`, or None for nothing."""

    widget = BodyInput

    def __init__(self, *, help_text: Any = NAME_OR_CODE, **given: Any) -> None:
        super().__init__(help_text=help_text, max_length=LONGEST, **given)

    def written(self, text: str) -> list[str]:
        """The whole of it."""
        return [one] if (one := tidy(text)) else []

    def prepare_value(self, value: Any) -> Any:
        """The name of what was written or begun with."""
        return self.shown(tidy(value)) if isinstance(value, str) else value

    def clean(self, value: Any) -> Any:
        """The body; a fault says what to write."""
        text = tidy(super().clean(value))
        if not text:
            return None
        told = self.answer(text)
        if told.body is None:
            raise forms.ValidationError(told.sentence)
        return told.body


class BodiesField(BodyText):
    """Several bodies, one a line or between semicolons. Cleans to a list of `Body`, each once."""

    def __init__(self, *, help_text: Any = SEVERAL, rows: int = 3, **given: Any) -> None:
        widget = forms.Textarea(attrs={"rows": rows})
        super().__init__(help_text=help_text, max_length=20_000, widget=widget, **given)

    def written(self, text: str) -> list[str]:
        """Each piece, and its parts."""
        return [one for piece in pieces(text) for one in (tidy(piece.whole), *map(tidy, piece.parts)) if one]

    def codes(self, initial: Any) -> list[str]:
        """The codes that it begins with: a list of them, or a text."""
        return [one for piece in pieces(_joined(initial)) for one in (piece.parts or (piece.whole,))]

    def _chosen(self, text: str) -> list[str]:
        meant = {one for one, told in self.told.items() if told.body is not None}
        return [tidy(one) for piece in pieces(text) for one in _tidied(piece).chosen(meant)]

    def prepare_value(self, value: Any) -> Any:
        """One a line, by name."""
        text = _joined(value)
        return "\n".join(self.shown(one) for one in (self._chosen(text) if self.told else self.codes(text)))

    def clean(self, value: Any) -> Any:
        """The bodies; a fault for each that is none."""
        found: dict[Any, Body] = {}
        faults = []
        for text in self._chosen(super().clean(value)):
            told = self.answer(text)
            if told.body is None:
                faults.append(forms.ValidationError(told.sentence))
            else:
                found.setdefault(told.body.id, told.body)
        if faults:
            raise forms.ValidationError(faults)
        return list(found.values())


def _joined(value: Any) -> str:
    return value if isinstance(value, str) else "\n".join(str(one) for one in value or ())


def _tidied(piece: Piece) -> Piece:
    return Piece(tidy(piece.whole), tuple(tidy(one) for one in piece.parts))


Form = TypeVar("Form", bound=forms.BaseForm)


def name_bodies(
    form: Form,
    *more: Any,
    by: Actor | None,
    on: date | None = None,
    beyond: bool = False,
    ended: bool = False,
) -> Form:
    """Resolve what the form (and `more` forms of the same page) says of bodies on a day, today for none; the form itself.

    Three statements for each day that decides, however many fields and bodies; `beyond` and `ended` as `named` says.
    """
    offer = Offered(by, on or today())
    asked: dict[date, list[tuple[BodyText, list[str]]]] = {}
    for one in (form, *more):
        for name, field in one.fields.items():
            if not isinstance(field, BodyText):
                continue
            field.offer = offer
            if isinstance(field.widget, BodyInput):
                field.widget.offer = offer
            offer.codes.update(field.codes(one.get_initial_for_field(field, name)))
            if one.is_bound:
                texts = field.written(str(_raw(one, name) or "")[: field.max_length])
                asked.setdefault(_day_of(one, field) or offer.on, []).append((field, texts))
    for day, fields in asked.items():
        told = named(
            {text for _field, texts in fields for text in texts}, day, by=by, beyond=beyond, ended=ended
        )
        for field, texts in fields:
            field.told = {text: told[text] for text in texts}
    return form


def _raw(form: forms.BaseForm, name: str) -> Any:
    return form.fields[name].widget.value_from_datadict(form.data, form.files, form.add_prefix(name))  # type: ignore[arg-type]


def _day_of(form: forms.BaseForm, field: BodyText) -> date | None:
    """The day that another field of the form gives; None where it gives none (its own fault then says so)."""
    if not field.day_from:
        return None
    try:
        day = form.fields[field.day_from].clean(_raw(form, field.day_from))
    except forms.ValidationError:
        return None
    return day if isinstance(day, date) else None
