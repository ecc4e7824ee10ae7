"""The forms that enter a directive and cut a task out of it."""

import base64
import binascii
from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dieuhanh.config.language import lang
from dieuhanh.directives.queries.cutting import BLOCKING, CutView, coordinators_of
from dieuhanh.directives.rules.bodies_words import Who, WhoKind
from dieuhanh.directives.rules.deadline_words import Reading, Resolved
from dieuhanh.directives.rules.drafts import NewCoordinator, NewDirective, NewTask
from dieuhanh.directives.rules.states import DeadlineKind, DirectiveKind, TaskKind
from dieuhanh.directives.texts import LARGEST_FILE
from dieuhanh.organisations.queries import Body

EVERYONE = ("ministry", "ministerial_agency", "government_agency", "province")
CLASSES: tuple[tuple[tuple[str, ...], Any], ...] = (
    (("ministry",), _("All ministries")),
    (("ministry", "ministerial_agency"), _("All ministries and ministerial-level agencies")),
    (EVERYONE[:3], _("All ministries and agencies")),
    (("province",), _("All provinces")),
    (("ministry", "province"), _("All ministries and provinces")),
    (
        ("ministry", "ministerial_agency", "province"),
        _("All ministries, ministerial-level agencies and provinces"),
    ),
    (EVERYONE, _("All ministries, agencies and provinces")),
)
PERSON = "person"


def _day(label: Any, *, required: bool = True, help_text: Any = "") -> forms.DateField:
    return forms.DateField(
        label=label,
        required=required,
        help_text=help_text,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


class EnterForm(forms.Form):
    """A directive as entered. With a file its text is read from the file again when it is saved, never typed over."""

    symbol = forms.CharField(label=_("Number and symbol"), max_length=200, help_text="169/CĐ-TTg")
    kind = forms.ChoiceField(label=_("Kind of document"))
    title = forms.CharField(
        label=_("Title"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )
    signed_on = _day(_("Signed on"))
    signer = forms.CharField(label=_("Signer"), max_length=200)
    issuer = forms.ChoiceField(label=_("Issued by"), required=False)
    received_on = _day(
        _("Received on"), required=False, help_text=_("Terms that run from receipt are counted from it.")
    )
    source = forms.CharField(label=_("Source"), required=False, max_length=1000)
    text = forms.CharField(
        label=_("The directive's text"),
        required=False,
        max_length=2_000_000,
        widget=forms.Textarea(attrs={"rows": 14}),
        help_text=_("The clauses that give duties, as they are written. Tasks keep the exact words."),
    )
    file_name = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)
    file_content = forms.CharField(required=False, max_length=LARGEST_FILE * 2, widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, issuers: Sequence[Body] = (), with_file: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(one.value, one.words.of(lang())) for one in DirectiveKind]  # type: ignore[attr-defined]
        self.fields["issuer"].choices = [("", "–"), *((one.code, one.name) for one in issuers)]  # type: ignore[attr-defined]
        if with_file:
            del self.fields["text"]

    def clean_file_content(self) -> bytes:
        """The file as it came, carried by the form itself: nothing is kept on the way."""
        try:
            return base64.b64decode(self.cleaned_data["file_content"] or "", validate=True)
        except (binascii.Error, ValueError) as error:
            raise forms.ValidationError(_("The file was damaged on the way; choose it again.")) from error

    def new(self, assigner: str, text: str, media_type: str) -> NewDirective:
        """What `actions.directives.enter` takes."""
        given = self.cleaned_data
        return NewDirective(
            symbol=given["symbol"],
            kind=given["kind"],
            signed_on=given["signed_on"],
            assigner=assigner,
            title=given["title"],
            issuer=given["issuer"],
            signer=given["signer"],
            received_on=given["received_on"],
            text=text,
            file_name=given["file_name"] if media_type else "",
            file_media_type=media_type,
            file=given["file_content"] if media_type else b"",
            source=given["source"],
        )


class CutForm(forms.Form):
    """One task: one verb, one product, one lead, one deadline; its span stays beside it."""

    content = forms.CharField(
        label=_("Task"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One verb and one product, in few words."),
    )
    kind = forms.ChoiceField(label=_("Kind of task"))
    clause = forms.CharField(label=_("Clause"), required=False, max_length=200)
    lead = forms.ChoiceField(
        label=_("Lead"), help_text=_("One body; a class of bodies gives each its own task.")
    )
    lead_person = forms.CharField(
        label=_("Named leader"), required=False, max_length=200, help_text=_("Only for “a named leader”.")
    )
    deadline_words = forms.CharField(
        label=_("Deadline in the document's words"),
        max_length=300,
        help_text=_("“trước ngày 30/6/2025”, “quý II”, “khẩn trương”, “không ghi hạn”…"),
    )
    reading = forms.ChoiceField(label=_("Reading"), required=False, widget=forms.RadioSelect)
    due = _day(_("Day, where the words give none"), required=False)
    coordinators = forms.CharField(
        label=_("Co-ordinators"), required=False, max_length=2000, help_text=_("Several: between semicolons.")
    )
    product = forms.CharField(label=_("Product"), required=False, max_length=300)
    target_value = forms.DecimalField(
        label=_("Level to be reached"), required=False, max_digits=18, decimal_places=4, localize=True
    )
    target_unit = forms.CharField(label=_("Unit"), required=False, max_length=40)

    def __init__(self, *args: Any, view: CutView, resolved: Resolved, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.view, self.resolved = view, resolved
        self.fields["kind"].choices = [(one.value, one.words.of(lang())) for one in TaskKind]  # type: ignore[attr-defined]
        self.fields["lead"].choices = lead_choices(view.bodies)  # type: ignore[attr-defined]
        if len(resolved.readings) > 1:
            self.fields["reading"].choices = [  # type: ignore[attr-defined]
                (str(at), one.words.of(lang())) for at, one in enumerate(resolved.readings)
            ]
        else:
            del self.fields["reading"]
        if all(one.due for one in resolved.readings) and resolved.readings:
            del self.fields["due"]

    def new(self, span: tuple[int, int] | None, words: str = "") -> NewTask:
        """What `actions.directives.cut` takes."""
        given = self.cleaned_data
        place, _colon, value = given["lead"].partition(":")
        on = self.view.directive.signed_on
        return new_task(
            self.resolved,
            int(given["reading"]) if given.get("reading") else None,
            content=given["content"],
            kind=given["kind"],
            clause=given["clause"],
            span=span,
            lead=value if place == "body" else "",
            audience={"kinds": value.split(",")} if place == "class" else None,
            lead_person=given["lead_person"] if place == PERSON else "",
            lead_words=words,
            coordinators=_coordinators(given["coordinators"], self.view, on),
            due=given.get("due"),
            product_words=given["product"],
            target_value=given["target_value"],
            target_unit=given["target_unit"],
            target_direction="at_least" if given["target_value"] is not None else "",
        )


def _coordinators(words: str, view: CutView, on: date) -> list[NewCoordinator]:
    return [NewCoordinator(code, said) for code, said in coordinators_of(words, view.names, on)]


def new_task(resolved: Resolved, chosen: int | None, *, due: date | None = None, **fields: Any) -> NewTask:
    """A task with its deadline's words, rule and readings.

    A duty that comes back has no day of its own: the first time is kept with its reading, not as the deadline.
    """
    if chosen is None:
        chosen = (
            resolved.chosen if resolved.chosen is not None else 0 if len(resolved.readings) == 1 else None
        )
    taken = resolved.readings[chosen] if chosen is not None and chosen < len(resolved.readings) else None
    kind = resolved.kind
    if taken is not None and taken.rule == "from_regular":
        kind = DeadlineKind.REGULAR
    return NewTask(
        deadline_kind=kind.value,
        deadline_words=resolved.words,
        deadline_rule=taken.rule if taken else "",
        readings=[_kept(one) for one in resolved.readings],
        reading_chosen=chosen,
        due=due if taken is None or taken.due is None else None,
        **fields,
    )


def _kept(one: Reading) -> dict[str, Any]:
    kept = one.to_dict()
    if one.series and one.rule != "regular_until":
        kept["first"], kept["due"] = kept["due"], None
    return kept


def lead_choices(bodies: Sequence[Body]) -> list[Any]:
    """The bodies of the directive's day, classes of them, and a named leader."""
    central = [(f"body:{one.code}", one.name) for one in bodies if one.kind not in ("province", "government")]
    provinces = [(f"body:{one.code}", one.name) for one in bodies if one.kind == "province"]
    classes = [(f"class:{','.join(kinds)}", name) for kinds, name in CLASSES]
    return [
        ("", "–"),
        (_("Classes of bodies"), classes),
        (_("Ministries and agencies"), central),
        (_("Provinces"), provinces),
        (PERSON, _("A named leader")),
    ]


def lead_value(who: Who) -> str:
    """The choice that stands for a party as read, or ""."""
    if (
        who.kind is WhoKind.BODY
        and who.code
        and not [one for one in who.faults if one.code == "not_on_that_day"]
    ):
        return f"body:{who.code}"
    if who.kind is WhoKind.PERSON:
        return PERSON
    if who.kind is WhoKind.CLASS:
        kinds = next((kinds for kinds, _name in CLASSES if set(kinds) == set(who.kinds)), ())
        return f"class:{','.join(kinds)}" if kinds else ""
    return ""


def must_choose(resolved: Resolved) -> bool:
    """Whether the words leave something that keeps a task from being cut without a person's hand."""
    return resolved.ambiguous or any(one.code in BLOCKING for one in resolved.faults)
