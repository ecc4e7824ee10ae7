"""One task: state and clock on top, what may be done, the span beside the content, claim beside verdict, the history with proofs."""

from datetime import date
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.forms.utils import ErrorDict
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from dieuhanh.config import clock
from dieuhanh.config.actor import Actor
from dieuhanh.config.errors import Missing, Problem, TooLarge
from dieuhanh.config.language import lang
from dieuhanh.directives.actions.dispatch import act
from dieuhanh.directives.actions.settling import is_periodic
from dieuhanh.directives.forms import action_form
from dieuhanh.directives.marked import CODE as SECRET
from dieuhanh.directives.models import Evidence, Task
from dieuhanh.directives.pages.common import acting
from dieuhanh.directives.queries.access import access_task, standing_of
from dieuhanh.directives.queries.directives import signed_words
from dieuhanh.directives.queries.explaining import causes_of, explanations_of
from dieuhanh.directives.queries.periods import periods_of
from dieuhanh.directives.queries.record import Record, due_words, evidence_words, history, record_of
from dieuhanh.directives.queries.tasks import spoken
from dieuhanh.directives.rules.evidence import EvidenceKind
from dieuhanh.directives.rules.offering import Offer, Standing, offers
from dieuhanh.directives.rules.states import DeadlineKind, Stage
from dieuhanh.directives.rules.workflow import ACTIONS, Arrow
from dieuhanh.interface.actions import drop_draft
from dieuhanh.interface.files import download
from dieuhanh.interface.listing import Button, Event
from dieuhanh.interface.rules import format_date, join_unit
from dieuhanh.ledger.queries import indexes_of
from dieuhanh.organisations.body_fields import name_bodies

_GREYED = frozenset({"stage", "evidence_fits", "has_deadline", "not_regular", "no_extension_pending"})
"""What is in the way for now, worth saying; that something is another's to do is not."""


@require_safe
def record(request: HttpRequest, task_id: UUID) -> HttpResponse:
    """One task."""
    by = acting(request)
    task = access_task(by, task_id)
    found = record_of(task)
    standing = standing_of(by, task)
    context = {
        "task": task,
        "read": found.read,
        "record": found,
        "buttons": _buttons(task, offers(Stage(task.state), standing), standing),
        "facts": _facts(task, found),
        "readings": _readings(task),
        "changes": found.changes,
        "claims": _claims(found),
        "parts": [(one, reverse("directives:task", args=[one.id])) for one in found.parts],
        **_following(task),
        "events": _events(task),
        "trail": _trail(task, ""),
    }
    return render(request, "directives/task.html", context)


def _following(task: Task) -> dict[str, Any]:
    """Periods, explanations, causes: asked for only where the row says that there may be some."""
    late = task.was_late or bool(task.delay_cause)
    return {
        "periods": periods_of(task.id) if is_periodic(task) else [],
        "explanations": explanations_of(task.id) if late else [],
        "causes": causes_of(task.id) if late else [],
    }


def _trail(task: Task, here: str) -> list[tuple[str, str]]:
    own = reverse("directives:task", args=[task.id])
    trail = [
        (_("Tasks"), reverse("directives:tasks")),
        (task.directive.symbol, reverse("directives:directive", args=[task.directive_id])),
    ]
    if task.parent_id is not None and task.parent is not None:
        trail.append((task.parent.code, reverse("directives:task", args=[task.parent_id])))
    return [*trail, (task.code, own if here else ""), *([(here, "")] if here else [])]


def _buttons(task: Task, judged: list[Offer], standing: Standing) -> list[Button]:
    """The primary action first, then what else is open; greyed those of my own side that something keeps shut for now."""
    found: list[Button] = []
    primary_given = False
    for one in judged:
        arrow = one.arrow
        label = arrow.label.of(lang())
        here = reverse("directives:act", args=[task.id, arrow.action])
        if one.ok:
            primary = arrow.primary and not primary_given
            primary_given = primary_given or primary
            asks = bool(arrow.needs or arrow.consequence.vi or arrow.action == "remind")
            danger = arrow.action in ("withdraw", "transfer")
            found.append(
                Button(
                    label,
                    post="" if asks else here,
                    confirm=here if asks else "",
                    primary=primary,
                    danger=danger,
                )
            )
        elif one.code in _GREYED and arrow.primary and arrow.ground is None:
            found.append(Button(label, refused=one.reason.of(lang())))
        if one.ok and arrow.action == "progress":
            found.append(Button(_("Progress by phone"), href=reverse("directives:phone", args=[task.id])))
    return sorted(found, key=lambda one: (not one.primary, bool(one.refused)))


def _facts(task: Task, found: Record) -> list[tuple[str, Any]]:
    read = found.read
    rows: list[tuple[str, Any]] = [
        (_("Lead"), read.lead_name + (f" ({_('inferred')})" if task.lead_inferred else "")),
        (_("Assigner"), read.assigner.name),
        (_("Kind"), read.kind_label),
        (_("Directive"), _directive(task)),
        (_("Clause"), task.clause),
    ]
    if task.product_words:
        rows.append((_("Product"), task.product_words))
    if task.target_value is not None:
        rows.append((_("Target"), f"{task.target_value.normalize():f} {task.target_unit}"))
    if task.percent is not None:
        rows.append((_("Share done, as the lead says"), join_unit(str(task.percent), "%", lang())))
    if task.completed_on:
        rows.append((_("Product's date, verified"), format_date(task.completed_on, lang())))
    if task.evidence_mark:
        rows.append((_("Evidence mark"), mark_words(task.evidence_mark)))
    if task.source:
        rows.append((_("Source"), task.source))
    return rows


def _directive(task: Task) -> str:
    href = reverse("directives:directive", args=[task.directive_id])
    return format_html('<a href="{}">{}</a>, {}', href, task.directive.symbol, signed_words(task.directive))


def mark_words(mark: str) -> str:
    """How a fact of the record is known, in words."""
    return {
        "T": _("T: the document's text was read"),
        "N": _("N: press or official report"),
        "M": _("M: known, not read again"),
        "U": _("U: cut in the source"),
    }.get(mark, mark)


def _readings(task: Task) -> dict[str, Any]:
    """The deadline with its words, every reading, the one chosen, and both dates."""
    lines = [
        {
            "rule": one.get("rule", ""),
            "due": date.fromisoformat(str(one["due"])) if one.get("due") else None,
            "words": (one.get("words") or {}).get(lang()[:2], "")
            if isinstance(one.get("words"), dict)
            else one.get("words"),
            "chosen": number == task.reading_chosen,
        }
        for number, one in enumerate(task.readings)
    ]
    return {
        "words": spoken(task.deadline_words),
        "kind": DeadlineKind(task.deadline_kind).words.of(lang()),
        "lines": lines,
        "original": due_words(task.original_due),
        "current": due_words(task.current_due),
        "moved": task.original_due != task.current_due,
        "measured": _measured(task),
        "calendar": task.calendar_version,
    }


def _measured(task: Task) -> list[tuple[str, str]]:
    """Of a task whose deadline was moved: how it stands against both, the verified product's day or today being what counts."""
    if task.original_due in (None, task.current_due) or task.clock == "no_data":
        return []
    day = task.completed_on or clock.today()
    words = ("done_in_time", "done_late") if task.completed_on else ("in_time", "overdue")
    return [
        (label, words[due is not None and day > due])
        for label, due in (
            (_("Against the original deadline"), task.original_due),
            (_("Against the current deadline"), task.current_due),
        )
    ]


def _claims(found: Record) -> list[dict[str, Any]]:
    signs = {
        "waiting": "claimed",
        "accepted": "verified",
        "refused": "refuted",
        "retracted": "",
        "void": "",
    }
    return [
        {
            "claim": one.claim,
            "mark": mark_words(one.claim.evidence_mark) if one.claim.evidence_mark else "",
            "standing": signs[one.claim.verdict],
            "verdict": _verdict(one.claim.verdict),
            "evidence": [_piece(piece) for piece in one.evidence],
        }
        for one in found.claims
    ]


def _piece(piece: Evidence) -> dict[str, Any]:
    return {
        "row": piece,
        "kind": EvidenceKind(piece.kind).words.of(lang()),
        "what": evidence_words(piece),
        "href": reverse("directives:evidence", args=[piece.id]) if piece.file_sha256 else "",
        "signed": _signature_words(piece.signature) if piece.signature else "",
    }


def _verdict(verdict: str) -> str:
    return {
        "waiting": _("Waits for verification"),
        "accepted": _("Verified"),
        "refused": _("Refused"),
        "retracted": _("Taken back by the lead"),
        "void": _("No longer holds"),
    }[verdict]


def _signature_words(signature: dict[str, Any]) -> str:
    line = str(signature.get("bottom_line") or "")
    return {
        "valid": _("signature valid"),
        "invalid": _("signature not valid"),
        "indeterminate": _("signature cannot be judged"),
    }.get(line, _("not signed"))


def _events(task: Task) -> list[Event]:
    """The history, each move with the link to its proof where the ledger has put it in order already."""
    moments = history(task)
    known = indexes_of([one.entry_id for one in moments if one.entry_id])
    return [
        Event(
            at=one.at,
            who=one.name,
            what=one.what,
            why=" · ".join(text for text in (one.details.get("note"), one.reason) if text),
            position=one.position,
            source=one.document,
            proof_href=reverse("ledger:entry", args=[known[one.entry_id]]) if one.entry_id in known else "",
        )
        for one in moments
    ]


@require_http_methods(["GET", "HEAD", "POST"])
def take(request: HttpRequest, task_id: UUID, action: str) -> HttpResponse:
    """One action: its consequence and what it needs, or the deed itself."""
    by = acting(request)
    arrow = ACTIONS.get(action)
    if arrow is None:
        raise Missing(_("There is no such action."))
    task = access_task(by, task_id)
    posted = request.method == "POST"
    form = action_form(arrow, task, request.POST if posted else None, request.FILES if posted else None)
    name_bodies(form, by=by, beyond=True)
    status = 422 if posted else 200
    if posted and form.is_valid():
        try:
            _check_size(form)
            return _done(request, act(task_id, action, by=by, handed=form.handed()), by, arrow)
        except Problem as problem:
            if problem.status in (401, 404):
                raise
            status = problem.status
            if problem.code == SECRET:
                form = emptied(request, name_bodies(action_form(arrow, task), by=by), by)
            tell(form, problem)
    label = arrow.label.of(lang())
    context = {
        "task": task,
        "form": form,
        "label": label,
        "consequence": arrow.consequence.of(lang()),
        "cancel_href": reverse("directives:task", args=[task_id]),
        "phone_href": reverse("directives:phone", args=[task_id]) if action == "progress" else "",
        "trail": _trail(task, label),
    }
    return render(request, "directives/act.html", context, status=status)


def emptied(request: HttpRequest, form: Any, by: Actor) -> Any:
    """The form without what was typed, and no draft of it: what bears a marking is not even given back."""
    kept = request.POST.get("_draft", "")
    if kept and by.person_id and by.token_id is None:
        drop_draft(by=by, path=kept)
    form.is_bound, form.cleaned_data, form._errors = True, {}, ErrorDict()
    return form


def _check_size(form: Any) -> None:
    file = form.cleaned_data.get("file")
    if file is not None and file.size > settings.UPLOAD_BYTES:
        raise TooLarge(_("The file is larger than what is taken here."))


def _done(request: HttpRequest, task_id: UUID, by: Actor, arrow: Arrow) -> HttpResponse:
    task = access_task(by, task_id)
    messages.success(
        request,
        _("Task %(code)s: “%(action)s” is done. It is at “%(stage)s” now.")
        % {
            "code": task.code,
            "action": arrow.label.of(lang()),
            "stage": Stage(task.state).words.of(lang()),
        },
    )
    return redirect("directives:task", task_id)


def tell(form: Any, problem: Problem) -> None:
    """The refusal at the field it is about, or above the form."""
    places = {"evidence": "evidence_kind", "lead": "children"}
    for fault in problem.faults:
        name = places.get(fault.field or "", fault.field or "")
        where = name if name in form.fields else None
        row = f"{_('Line %(number)d') % {'number': fault.row}}: " if fault.row else ""
        form.add_error(where, f"{row}{fault.message}")
    if not problem.faults:
        form.add_error(None, problem.reason)


@require_safe
def evidence(request: HttpRequest, evidence_id: UUID) -> HttpResponse:
    """A file handed in as evidence, for who may see its task."""
    by = acting(request)
    found = Evidence.objects.filter(pk=evidence_id).exclude(file_sha256="").select_related("claim").first()
    if found is None or found.file_content is None:
        raise Missing(_("There is no such record."))
    access_task(by, found.claim.task_id)
    return download(bytes(found.file_content), found.file_name, found.file_media_type)
