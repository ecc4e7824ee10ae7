"""The forms of the room. They read what was typed; the actions judge it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dieuhanh.organisations.body_fields import BodiesField, BodyField
from dieuhanh.organisations.models import OrganisationVersion
from dieuhanh.organisations.rules.powers import POWERS, ROLES
from dieuhanh.organisations.words import POWER_WORDS, ROLE_WORDS, SUBKIND_WORDS


def _day(label: Any, help_text: Any = "", *, required: bool = True) -> forms.DateField:
    return forms.DateField(
        label=label,
        help_text=help_text,
        required=required,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


def _text(label: Any, length: int, help_text: Any = "", *, required: bool = True) -> forms.CharField:
    return forms.CharField(label=label, max_length=length, help_text=help_text, required=required)


def _subkind() -> forms.ChoiceField:
    return forms.ChoiceField(
        label=_("Particular kind"), choices=[("", "–"), *SUBKIND_WORDS.items()], required=False
    )


class EventForm(forms.Form):
    """What every life event names."""

    on = _day(_("In effect from"), _("The first day on which it holds, past or future."))
    legal_document = _text(_("Legal document"), 200, _("Number and symbol, such as 176/2025/QH15."))


class NamesForm(forms.Form):
    """A body's names."""

    name_vi = _text(_("Name in Vietnamese"), 200)
    name_en = _text(_("Name in English"), 200)


class CreateForm(NamesForm):
    """A new body."""

    code = _text(_("Code"), 40, _("Unique at any one time: capital letters, digits, points, hyphens."))
    kind = forms.ChoiceField(label=_("Kind"), choices=OrganisationVersion.Kind.choices)
    subkind = _subkind()
    official_code = _text(
        _("Official code"), 20, _("The statistics office's code, if it has one."), required=False
    )
    parent = BodyField(
        label=_("Stands under"),
        help_text=_("The body above, by its official name or its code, for example Bộ Y tế or BYT."),
    )
    on = _day(_("In effect from"))
    legal_document = _text(_("Legal document"), 200, _("Number and symbol, such as 176/2025/QH15."))


class RenameForm(NamesForm, EventForm):
    """New names."""

    code = _text(_("New code"), 40, _("Leave empty to keep the code."), required=False)


class MoveForm(EventForm):
    """A new place."""

    parent = BodyField(
        label=_("Stands under"),
        help_text=_("The body above, by its official name or its code, for example Bộ Y tế or BYT."),
    )


class KindForm(EventForm):
    """Another kind."""

    kind = forms.ChoiceField(label=_("Kind"), choices=OrganisationVersion.Kind.choices)
    subkind = _subkind()

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        now = (named.get("initial") or {}).get("subkind")
        if now and now not in SUBKIND_WORDS:  # one that came in through the API stays a choice
            self.fields["subkind"].choices += [(now, now)]  # type: ignore[attr-defined]


class MergeForm(EventForm):
    """Bodies into one."""

    organisations = BodiesField(label=_("Bodies that merge"))
    into = BodyField(
        label=_("Into the body"),
        help_text=_("Its name or code; or leave empty and describe a new body below."),
        required=False,
    )
    code = _text(_("Code of the new body"), 40, required=False)
    kind = forms.ChoiceField(
        label=_("Kind of the new body"),
        choices=[("", "–"), *OrganisationVersion.Kind.choices],
        required=False,
    )
    name_vi = _text(_("Name of the new body in Vietnamese"), 200, required=False)
    name_en = _text(_("Name of the new body in English"), 200, required=False)


class SplitForm(NamesForm, EventForm):
    """A new body off an old one."""

    code = _text(_("Code of the new body"), 40)
    kind = forms.ChoiceField(label=_("Kind"), choices=OrganisationVersion.Kind.choices)
    children = BodiesField(
        label=_("Bodies below that go to it"),
        help_text=_("Their names or codes, one a line or between semicolons; the others stay."),
        required=False,
    )


class PartForm(forms.Form):
    """One successor of a divided body: an existing one, or a new one with code and names."""

    body = BodyField(
        label=_("An existing body"),
        help_text=_("Its name or code; or leave empty and describe a new body below."),
        required=False,
    )
    code = _text(_("Code of the new body"), 40, required=False)
    name_vi = _text(_("Name of the new body in Vietnamese"), 200, required=False)
    name_en = _text(_("Name of the new body in English"), 200, required=False)
    is_default = forms.BooleanField(label=_("Takes over what names no other"), required=False)
    children = BodiesField(
        label=_("Bodies below that go to it"),
        help_text=_("Their names or codes, one a line or between semicolons."),
        rows=2,
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        """One successor is one body: there already or new."""
        given = super().clean() or self.cleaned_data
        if given.get("body") and (given.get("code") or given.get("name_vi")):
            self.add_error("body", _("Name an existing body or describe a new one, not both."))
        return given


PartFormSet = forms.formset_factory(PartForm, extra=4, max_num=20)


class PersonForm(forms.Form):
    """A person's particulars."""

    full_name = _text(_("Full name"), 200)
    email = forms.EmailField(label=_("E-mail"), required=False, max_length=254)
    phone = _text(_("Telephone"), 30, required=False)
    language = forms.ChoiceField(label=_("Language"), choices=[("vi", "Tiếng Việt"), ("en", "English")])


class NewPersonForm(PersonForm):
    """A person to be made known."""

    username = _text(_("User name"), 150, _("Small letters, digits and . _ - @; it never changes."))
    home = BodyField(
        label=_("Body that keeps the record"),
        help_text=_("Its name or code; its administrators may change this person's record."),
    )


class AppointForm(forms.Form):
    """An appointment."""

    organisation = BodyField(label=_("Body"))
    scope = BodyField(
        label=_("Reaches"),
        help_text=_(
            "The name or code of the body over which, with all below it, the powers reach; empty: over the body itself."
        ),
        required=False,
    )
    role = forms.ChoiceField(
        label=_("Role"), choices=[("", "–"), *((key, ROLE_WORDS[key]) for key in ROLES)], required=False
    )
    powers = forms.MultipleChoiceField(
        label=_("Powers"),
        help_text=_("Instead of a role's own powers."),
        choices=[(key, POWER_WORDS[key]) for key in POWERS],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    position_vi = _text(_("Position in Vietnamese"), 200, _("Empty: as the role says."), required=False)
    position_en = _text(_("Position in English"), 200, _("Empty: as the role says."), required=False)
    valid_from = _day(_("From"))
    valid_to = _day(
        _("Until"), _("The first day on which it is no longer held; empty: open."), required=False
    )
    legal_document = _text(_("Legal document"), 200)


class DelegateForm(forms.Form):
    """A delegation by one appointment."""

    taker = forms.ChoiceField(label=_("To"))
    powers = forms.MultipleChoiceField(label=_("Powers"), widget=forms.CheckboxSelectMultiple)
    valid_from = _day(_("From"))
    valid_to = _day(_("Until"), _("The first day on which it no longer holds."))
    legal_document = _text(_("Legal document"), 200)

    def __init__(self, *given: Any, takers: list[tuple[str, str]], powers: list[str], **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["taker"].choices = takers  # type: ignore[attr-defined]
        self.fields["powers"].choices = [(key, POWER_WORDS.get(key, key)) for key in powers]  # type: ignore[attr-defined]


class ReasonForm(forms.Form):
    """Why."""

    reason = _text(_("Reason"), 500)


class ConfirmForm(forms.Form):
    """Nothing to fill in: the page says what will happen."""


class IdentityForm(forms.Form):
    """A subject of the outside provider."""

    subject = _text(
        _("Subject at the identity provider"),
        200,
        _("The value of “sub” that the provider gives for this person."),
    )


class TokenForm(forms.Form):
    """A token for a machine."""

    name = _text(_("Name"), 120, _("What the machine is and does."))
    powers = forms.MultipleChoiceField(label=_("Powers"), widget=forms.CheckboxSelectMultiple)
    organisation = BodyField(
        label=_("Over the body"),
        help_text=_("Its name or code; empty: all that your appointment reaches."),
        required=False,
    )
    expires_on = _day(_("Ends on"), _("At most a year from today."))

    def __init__(self, *given: Any, powers: list[str], **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["powers"].choices = [(key, POWER_WORDS.get(key, key)) for key in powers]  # type: ignore[attr-defined]
