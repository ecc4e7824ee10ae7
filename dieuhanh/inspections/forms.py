"""The room's forms: planning, and the little forms of the workflow's actions with the fields that the table names."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dieuhanh.config.language import lang
from dieuhanh.directives.rules.states import TaskKind
from dieuhanh.inspections.actions.agendas import NewMeeting
from dieuhanh.inspections.rules.candidates import LARGEST_WEIGHT, Signal
from dieuhanh.inspections.rules.claims import LONGEST_REASON
from dieuhanh.inspections.rules.figures import Topic, kinds_of
from dieuhanh.inspections.rules.records import Member, NewFinding, NewFollowUp, NewInspection
from dieuhanh.inspections.rules.stages import Cause, Degree, Nature, TeamRole
from dieuhanh.inspections.rules.workflow import Arrow, Need
from dieuhanh.organisations.body_fields import BodiesField, BodyField

Choice = tuple[str, str]


def _long(
    label: Any, *, rows: int = 4, required: bool = True, help_text: Any = "", most: int = 20_000
) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=required,
        max_length=most,
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


def _day(label: Any, *, required: bool = True, help_text: Any = "") -> forms.DateField:
    return forms.DateField(
        label=label,
        required=required,
        help_text=help_text,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


def _moment(label: Any) -> forms.DateTimeField:
    return forms.DateTimeField(
        label=label,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M"],
    )


class InspectionForm(forms.Form):
    """An inspection as planned. The team is one member a line: role | name | position."""

    title = forms.CharField(label=_("Name of the inspection"), max_length=400)
    decision = forms.CharField(
        label=_("Decision on the team"),
        max_length=200,
        required=False,
        help_text=_("Number and symbol; needed before it is announced."),
    )
    decided_on = _day(_("Decided on"), required=False)
    held_on = _day(_("Session on"))
    held_to = _day(_("to"), required=False)
    bodies = BodiesField(label=_("Bodies"), required=False, day_from="held_on")
    topics = forms.MultipleChoiceField(
        label=_("Topics"),
        required=False,
        choices=lambda: [(one.value, one.words.of(lang())) for one in Topic],
        widget=forms.CheckboxSelectMultiple,
    )
    team = forms.CharField(
        label=_("Team"),
        max_length=20_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("One a line: head of the team, deputy head or member | name | position"),
    )

    def new(self, office: str) -> NewInspection:
        """As the action takes it."""
        given = self.cleaned_data
        return NewInspection(
            title=given["title"],
            held_on=given["held_on"],
            held_to=given["held_to"],
            office=office,
            bodies=[one.code for one in given["bodies"]],
            topics=given["topics"],
            decision=given["decision"],
            decided_on=given["decided_on"],
            team=read_team(given["team"]),
        )


def read_team(text: str) -> list[Member]:
    """Members from lines `role | name | position`; the rules judge what is wrong with one."""
    found = []
    for line in text.splitlines():
        if line.strip():
            role, name, position = (*(one.strip() for one in line.split("|", 2)), "", "")[:3]
            found.append(Member(_role(role), name, position))
    return found


def _role(text: str) -> str:
    """The role that a word means, in either language or as its code; the text itself where it means none."""
    asked = " ".join(text.split()).casefold()
    for one in TeamRole:
        if asked in (one.value, one.words.vi.casefold(), one.words.en.casefold()):
            return one.value
    return asked


def write_team(team: Sequence[dict[str, str]]) -> str:
    """The inverse of `read_team`."""
    return "\n".join(
        " | ".join((TeamRole(one["role"]).words.of(lang()), one["name"], one.get("position", "")))
        for one in team
    )


class MeetingForm(forms.Form):
    """A meeting as planned."""

    title = forms.CharField(label=_("Name of the meeting"), max_length=400)
    held_at = _moment(_("Held at"))
    place = forms.CharField(label=_("Place"), max_length=300, required=False)

    def new(self, office: str) -> NewMeeting:
        """As the action takes it."""
        given = self.cleaned_data
        return NewMeeting(given["title"], given["held_at"], office, given["place"])


class WeightsForm(forms.Form):
    """The weight of each signal, and why they are changed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for one in Signal:
            self.fields[one.value] = forms.IntegerField(
                label=one.words.of(lang()), min_value=0, max_value=LARGEST_WEIGHT
            )
        self.fields["reason"] = _long(_("Reason"), most=4000)


class ActionForm(forms.Form):
    """What an action needs; `action_form` puts in the fields."""

    def figures(self) -> dict[str, Decimal | None]:
        """The figures claimed, by code."""
        return {
            name.removeprefix("figure_").replace("_", "."): value
            for name, value in self.cleaned_data.items()
            if name.startswith("figure_")
        }

    def withdrawn(self) -> dict[str, str]:
        """Why a claim made before is withdrawn, by the figure's code."""
        return {
            name.removeprefix("reason_").replace("_", "."): value
            for name, value in self.cleaned_data.items()
            if name.startswith("reason_")
        }

    def finding(self) -> NewFinding:
        """The finding."""
        names = ("body", "text", "nature", "degree", "cause", "responsibility", "topic")
        return NewFinding(**{name: self.cleaned_data[name] for name in names})

    def follow_up(self) -> NewFollowUp:
        """The task proposed."""
        given = self.cleaned_data
        item = given.get("item")
        return NewFollowUp(
            given["body"].code,
            given["content"],
            given["due_on"],
            given["kind"],
            given["product_words"],
            int(item) if item else None,
        )


def action_form(
    arrow: Arrow,
    data: Any = None,
    files: Any = None,
    *,
    bodies: Sequence[Choice] = (),
    topics: Sequence[str] = (),
    questions: Sequence[Choice] = (),
    follow_ups: Sequence[Choice] = (),
    items: Sequence[Choice] = (),
    tasks: Sequence[Choice] = (),
    initial: Any = None,
    claimed: Mapping[str, str] | None = None,
) -> ActionForm:
    """The form of one arrow for one record: only what the table names, with the choices that the record has.

    `claimed`: what the body's last report claims; a figure among them that is left empty asks why it is withdrawn.
    """
    form = ActionForm(data, files, initial=initial)
    fields, needs = form.fields, set(arrow.needs)
    if Need.TASKS in needs:
        fields["chosen"] = forms.MultipleChoiceField(
            label=_("Overdue for fifteen days and more"),
            required=False,
            choices=tasks,
            widget=forms.CheckboxSelectMultiple,
        )
        fields["tasks"] = _long(
            _("Other tasks, by code"), rows=3, required=False, help_text=_("One a line."), most=40_000
        )
        fields["reason"] = forms.CharField(label=_("Why they are chosen"), max_length=200, required=False)
    if Need.ITEM in needs or (Need.TASK in needs and items):
        fields["item"] = forms.ChoiceField(
            label=_("Item"), choices=items if Need.ITEM in needs else [("", "–"), *items], required=Need.ITEM in needs
        )  # fmt: skip
    if Need.BODY in needs or arrow.action == "ask":
        everyone: list[Choice] = [("", str(_("All bodies")))] if arrow.action == "ask" else []
        fields["body"] = forms.ChoiceField(
            label=_("Body"), choices=[*everyone, *bodies], required=arrow.action != "ask"
        )
    if Need.QUESTION in needs:
        fields["question"] = forms.ChoiceField(label=_("Question"), choices=questions)
    if Need.FINDING in needs:
        _finding_fields(fields, topics)
    if Need.TEXT in needs:
        fields["text"] = _long(_text_label(arrow), rows=6)
    if Need.FINDING in needs:
        fields["responsibility"] = forms.CharField(
            label=_("Responsibility"),
            max_length=1000,
            help_text=_("Which unit, which person answers for it."),
        )
    if Need.TASK in needs:
        _task_fields(fields)
    if Need.FOLLOW_UP in needs:
        fields["follow_up"] = forms.ChoiceField(label=_("Proposed task"), choices=follow_ups)
    if Need.DUE_ON in needs:
        fields["due_on"] = _day(_("Reports of the bodies due on"))
    if Need.HELD_ON in needs:
        fields["held_on"] = _day(_("Session on"))
    if Need.HELD_AT in needs:
        fields["held_at"] = _moment(_("Held at"))
    if Need.DOCUMENT in needs:
        fields["document"] = forms.CharField(label=_("Number and symbol"), max_length=200)
    if Need.REASON in needs:
        fields["reason"] = _long(_("Reason"), most=4000)
    if Need.PASSPHRASE in needs:
        fields["passphrase"] = forms.CharField(
            label=_("Passphrase of your signature"),
            widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
            max_length=1000,
            strip=False,
        )
    if arrow.action == "hand_in":
        _claim_fields(fields, topics, claimed or {}, data)
    return form


def _text_label(arrow: Arrow) -> Any:
    return {
        "ask": _("Question"),
        "hand_in": _("Report"),
        "answer": _("Answer"),
        "find": _("What was found"),
        "explain": _("Explanation"),
        "note": _("Conclusion"),
        "conclude": _("Conclusions"),
    }.get(arrow.action, _("Text"))


def _finding_fields(fields: dict[str, forms.Field], topics: Sequence[str]) -> None:
    known = [*topics, Topic.OTHER.value] if Topic.OTHER.value not in topics else topics
    fields["topic"] = forms.ChoiceField(
        label=_("Topic"), choices=[(one, Topic(one).words.of(lang())) for one in known]
    )
    for name, label, words in (
        ("nature", _("Nature"), Nature),
        ("degree", _("Degree"), Degree),
        ("cause", _("Cause"), Cause),
    ):
        fields[name] = forms.ChoiceField(
            label=label,
            choices=[("", "–"), *((one.value, one.words.of(lang())) for one in words)],
        )


def _task_fields(fields: dict[str, forms.Field]) -> None:
    fields["body"] = BodyField(label=_("Lead"))
    fields["content"] = _long(_("What is to be done"), most=4000)
    fields["kind"] = forms.ChoiceField(
        label=_("Kind"),
        choices=[(one.value, one.words.of(lang())) for one in TaskKind if one is not TaskKind.REGULAR],
        initial=TaskKind.ACTION.value,
    )
    fields["product_words"] = forms.CharField(label=_("Product"), max_length=1000, required=False)
    fields["due_on"] = _day(_("Deadline"))


def figure_field(code: str) -> str:
    """The field of a figure's claim."""
    return f"figure_{code.replace('.', '_')}"


def _claim_fields(
    fields: dict[str, forms.Field], topics: Sequence[str], claimed: Mapping[str, str], data: Any
) -> None:
    for kind in kinds_of(list(topics)):
        unit = f" ({kind.unit})" if kind.unit else ""
        fields[figure_field(kind.code)] = forms.DecimalField(
            label=f"{kind.label.of(lang())}{unit}",
            required=False,
            min_value=0,
            max_digits=14,
            decimal_places=kind.decimals,
        )
        if kind.code in claimed and data is not None and not data.get(figure_field(kind.code), "").strip():
            fields[f"reason_{kind.code.replace('.', '_')}"] = forms.CharField(
                label=_("Why the claim “%(figure)s” is withdrawn") % {"figure": kind.label.of(lang())},
                max_length=LONGEST_REASON,
                required=False,
            )
    fields["file"] = forms.FileField(
        label=_("The report's file"), required=False, help_text=_("A PDF; its signature is checked.")
    )
