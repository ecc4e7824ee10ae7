"""The little forms of the workflow's actions: the fields that the table names, and no others."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dieuhanh.config import clock
from dieuhanh.config.language import lang
from dieuhanh.directives.actions.dispatch import Handed
from dieuhanh.directives.actions.explaining import is_late
from dieuhanh.directives.actions.parts import Part
from dieuhanh.directives.models import Task
from dieuhanh.directives.queries.periods import PeriodRead, open_periods, reported_periods
from dieuhanh.directives.rules.causes import choosable
from dieuhanh.directives.rules.evidence import FITS, EvidenceKind, Given, wrong_kind
from dieuhanh.directives.rules.photographs import MOST_BYTES, Photo
from dieuhanh.directives.rules.states import Ground, TaskKind
from dieuhanh.directives.rules.workflow import Arrow, Need
from dieuhanh.organisations.body_fields import BodyField, BodyText
from dieuhanh.organisations.rules.naming import tidy

MOST_PARTS = 20


def _long(label: Any, *, required: bool = True, rows: int = 4, help_text: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        required=required,
        max_length=4000,
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


class PartsField(BodyText):
    """Parts of a task, one a line: `body | what | day`. Cleans to a list of `Part`; a fault names its line."""

    def __init__(self) -> None:
        super().__init__(
            label=_("Parts of the task"),
            max_length=4000,
            help_text=_(
                "One a line: body, by name or code | what | day. For example Quảng Ninh | Draft | 2020-10-31"
            ),
            widget=forms.Textarea(attrs={"rows": 6}),
        )

    def written(self, text: str) -> list[str]:
        """The first piece of each line."""
        return [one for one in (tidy(line.partition("|")[0]) for line in text.splitlines()) if one]

    def prepare_value(self, value: Any) -> Any:
        """The lines as they were, with the bodies by name."""
        if not isinstance(value, str):
            return value
        lines = (line.partition("|") for line in value.splitlines())
        return "\n".join(
            f"{self.shown(tidy(body))} |{rest}" if bar else self.shown(tidy(body))
            for body, bar, rest in lines
        )

    def clean(self, value: Any) -> Any:
        """The parts, with the codes of their bodies."""
        found, faults = [], []
        for number, line in enumerate(super().clean(value).splitlines(), 1):
            if not line.strip():
                continue
            try:
                found.append(self._part(line))
            except forms.ValidationError as error:
                said = str(_("Line %(number)d: %(fault)s"))
                faults += [said % {"number": number, "fault": one} for one in error.messages]
        if faults:
            raise forms.ValidationError(faults)
        return found

    def _part(self, line: str) -> Part:
        pieces = [*(one.strip() for one in line.split("|")), "", ""]
        if not pieces[0]:
            raise forms.ValidationError(_("name a body before the first bar."))
        told = self.answer(tidy(pieces[0]))
        if told.body is None:
            raise forms.ValidationError(told.sentence)
        try:
            due = forms.DateField(required=False).clean(pieces[2])
        except forms.ValidationError as error:
            raise forms.ValidationError(_("write the day as 2020-10-31 or 31/10/2020.")) from error
        return Part(told.body.code, pieces[1], due)


class ActionForm(forms.Form):
    """What an action needs; `action_form` puts in the fields."""

    def handed(self) -> Handed:
        """What the action takes."""
        given = dict(self.cleaned_data)
        evidence = _evidence(given) if "evidence_kind" in given else []
        children = given.pop("children", None) or []
        if given.get("body"):
            given["body"] = given["body"].code
        known = {
            "reason", "document", "due_on", "body", "original", "content", "ground", "note", "percent", "obstacle",
            "proposal", "product_so_far", "completed_on", "reported_on", "period", "cause",
        }  # fmt: skip
        values = {name: value for name, value in given.items() if name in known and value not in (None, "")}
        if photograph := given.get("photograph"):
            values["photograph"] = Photo(photograph.name, photograph.read(MOST_BYTES + 1))
        return Handed(**values, evidence=evidence, children=children)


def _evidence(given: dict[str, Any]) -> list[Given]:
    file = given.get("file")
    return [
        Given(
            EvidenceKind(given["evidence_kind"]),
            symbol=given.get("symbol") or "",
            dated=given.get("dated"),
            issuer=given.get("issuer") or "",
            address=given.get("address") or "",
            indicator=given.get("indicator") or "",
            period=given.get("period") or "",
            value=given.get("value"),
            file_name=file.name if file else "",
            file=file.read() if file else b"",
        )
    ]


def action_form(arrow: Arrow, task: Task, data: Any = None, files: Any = None) -> ActionForm:
    """The form of one arrow for one task."""
    form = ActionForm(data, files)
    fields = form.fields
    needs = set(arrow.needs)
    if Need.GROUND in needs:
        fields["ground"] = forms.ChoiceField(
            label=_("Ground"), choices=[(one.value, one.words.of(lang())) for one in Ground]
        )
    if Need.NOTE in needs:
        fields["note"] = _long(_("What was done"))
    if arrow.action == "progress":
        fields["percent"] = forms.IntegerField(
            label=_("Share done, %"), required=False, min_value=0, max_value=100, initial=task.percent
        )
        fields["obstacle"] = _long(_("Obstacle"), required=False, rows=2)
        fields["proposal"] = _long(_("Proposal"), required=False, rows=2)
        fields["photograph"] = forms.FileField(
            label=_("Photograph"),
            required=False,
            help_text=_(
                "JPEG, PNG or WebP. The place and the device that the camera wrote into it are removed. "
                "It shows how far the work is; it is no evidence of completion."
            ),
            widget=forms.FileInput(attrs={"accept": "image/*", "capture": "environment"}),
        )
    if Need.EVIDENCE in needs:
        _evidence_fields(fields, task)
    if arrow.action == "report_period":
        _period_fields(fields, task)
    if arrow.action == "refuse_period":
        fields["period"] = _period(reported_periods(task.id))
    if asks_cause(arrow, task):
        fields["cause"] = _cause(required=arrow.action in ("ask_extension", "explain"))
    if Need.COMPLETED_ON in needs:
        fields["completed_on"] = _day(
            _("Date of the product"), help_text=_("The product's own date, not the day of this entry.")
        )
        fields["note"] = _long(_("Remarks"), required=False, rows=2)
    if Need.CONTENT in needs:
        fields["content"] = _long(_("The task, clearly"))
        fields["content"].initial = task.content
    if Need.CHILDREN in needs:
        fields["children"] = PartsField()
    if Need.DUE_ON in needs:
        fields["due_on"] = _day(_("New deadline"))
    if Need.BODY in needs or arrow.action == "return":
        fields["body"] = BodyField(label=_("Body"), required=arrow.action == "transfer")
        if arrow.action == "reassign":
            fields["body"].help_text = _(
                "Its official name or its code. Empty: the body that the lead proposed."
            )
    if Need.ORIGINAL in needs:
        fields["original"] = forms.CharField(
            label=_("Code of the task that this one repeats"), max_length=400
        )
    if Need.DOCUMENT in needs:
        fields["document"] = forms.CharField(
            label=_("Document that decides it"), max_length=200, help_text=_("Number and symbol.")
        )
    if Need.REASON in needs:
        fields["reason"] = _long(_("Reason"))
    if arrow.action == "ask_extension":
        fields["product_so_far"] = _long(_("Product so far"), required=False, rows=2)
    if arrow.action in ("verify", "remind"):
        fields["note"] = _long(_("Remarks"), required=False, rows=2)
    return form


def asks_cause(arrow: Arrow, task: Task) -> bool:
    """Whether the cause of delay is asked for with this action: always with an extension and an explanation, and past the
    deadline with progress (which a phone may send later than it was written) and with a claim.
    """
    if arrow.action in ("ask_extension", "explain"):
        return True
    return arrow.action in ("progress", "claim") and is_late(task, clock.now())


def _cause(*, required: bool) -> forms.ChoiceField:
    """`required` False: asked for, and silence about it is kept as such."""
    choices = [("", _("– choose –")), *((one.code, one.words.of(lang())) for one in choosable())]
    return forms.ChoiceField(
        label=_("Cause of the delay"),
        choices=choices,
        required=required,
        help_text=""
        if required
        else _("Asked for because the deadline has passed. None chosen is counted as “no cause given”."),
    )


def _period_fields(fields: dict[str, forms.Field], task: Task) -> None:
    """Which open period, its report's own day, number and symbol."""
    fields["period"] = _period(open_periods(task.id))
    fields["reported_on"] = _day(
        _("Date of the report"),
        required=False,
        help_text=_("Empty: today. An earlier day needs the number below."),
    )
    fields["document"] = forms.CharField(
        label=_("Report's number and symbol"), required=False, max_length=200, help_text="123/BC-BTC"
    )


def _period(rows: list[PeriodRead]) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=_("Period"), choices=[(one.code, f"{one.name}, {one.due_label}") for one in rows]
    )


def _evidence_fields(fields: dict[str, forms.Field], task: Task) -> None:
    """The kinds of evidence that fit this task's kind, and only what those kinds want; each field says for which it is."""
    kinds = FITS[TaskKind(task.kind)] or (EvidenceKind.DOCUMENT,)

    def only(kind: EvidenceKind, *names: str) -> None:
        for name in names:
            fields[name].depends = True  # type: ignore[attr-defined]  # read where a field is shown
            if len(kinds) > 1:
                said = _("If the evidence is: %(kind)s.") % {"kind": kind.words.of(lang())}
                fields[name].help_text = " · ".join(str(one) for one in (said, fields[name].help_text) if one)

    fields["evidence_kind"] = forms.ChoiceField(
        label=_("Evidence"),
        choices=[(one.value, one.words.of(lang())) for one in kinds],
        error_messages={"invalid_choice": wrong_kind(TaskKind(task.kind)).of(lang())},
    )
    if EvidenceKind.DOCUMENT in kinds:
        fields["symbol"] = forms.CharField(
            label=_("Number and symbol"), required=False, max_length=200, help_text="45/2020/NĐ-CP"
        )
        fields["dated"] = _day(_("Date of the document"), required=False)
        fields["issuer"] = forms.CharField(label=_("Issued by"), required=False, max_length=300)
        only(EvidenceKind.DOCUMENT, "symbol", "dated")
    if EvidenceKind.FILE in kinds:
        fields["file"] = forms.FileField(
            label=_("Document's file"), required=False, help_text=_("A PDF; its signature is checked.")
        )
        only(EvidenceKind.FILE, "file")
    if EvidenceKind.ADDRESS in kinds:
        fields["address"] = forms.CharField(
            label=_("Address of the system"),
            required=False,
            max_length=500,
            help_text="https://dichvucong.gov.vn",
        )
        only(EvidenceKind.ADDRESS, "address")
    if EvidenceKind.FIGURE in kinds:
        fields["indicator"] = forms.CharField(
            label=_("Indicator"), required=False, max_length=40, help_text="DT-02"
        )
        fields["period"] = forms.CharField(
            label=_("Period"),
            required=False,
            max_length=12,
            help_text=_("For example 2020-07, 2020-Q3, 2020."),
        )
        fields["value"] = forms.DecimalField(
            label=_("Value claimed"), required=False, max_digits=20, decimal_places=6
        )
        only(EvidenceKind.FIGURE, "indicator", "period")


class BulkForm(forms.Form):
    """What one action on several tasks needs; `bulk_form` puts in the fields."""

    def given(self) -> dict[str, Any]:
        """The arguments as the job keeps them."""
        return {
            name: value.isoformat() if isinstance(value, date) else value
            for name, value in self.cleaned_data.items()
            if value
        }


def bulk_form(arrow: Arrow, data: Any = None) -> BulkForm:
    """The form of one action on several tasks: what holds for all of them."""
    form = BulkForm(data)
    fields = form.fields
    if arrow.action == "ask_extension":
        fields["due_on"] = _day(_("New deadline"))
        fields["cause"] = _cause(required=True)
        fields["reason"] = _long(_("Reason"))
    elif arrow.action == "grant_extension":
        fields["document"] = forms.CharField(
            label=_("Document that decides it"), max_length=200, help_text=_("Number and symbol.")
        )
        fields["due_on"] = _day(
            _("New deadline"), required=False, help_text=_("Empty: the day that each request asks for.")
        )
    elif arrow.action in ("verify", "remind"):
        fields["note"] = _long(_("Remarks"), required=False, rows=2)
    return form


class ReasonForm(forms.Form):
    """Why a directive is sent back."""

    reason = forms.CharField(label=_("Reason"), max_length=4000, widget=forms.Textarea(attrs={"rows": 4}))
