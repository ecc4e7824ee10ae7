"""One report owed: the record with its actions, and each action's own page where it needs a word."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from dieuhanh.config.actor import Actor
from dieuhanh.config.errors import Missing, Problem
from dieuhanh.config.language import lang
from dieuhanh.interface.listing import Button, Event
from dieuhanh.interface.tags.words import day as day_words
from dieuhanh.ledger.queries import indexes_of
from dieuhanh.organisations.authority import may
from dieuhanh.reporting.actions.assignments import extend, remind
from dieuhanh.reporting.actions.dispatch import act
from dieuhanh.reporting.actions.submissions import file_of
from dieuhanh.reporting.forms.actions import ExtendForm, RemindForm, action_form
from dieuhanh.reporting.models import Assignment, Submission
from dieuhanh.reporting.pages.common import acting, period_name
from dieuhanh.reporting.pages.files import download
from dieuhanh.reporting.queries import assignments as queries
from dieuhanh.reporting.queries.access import access_assignment, standing_of, submission_of
from dieuhanh.reporting.queries.filling import Filling, filling_of
from dieuhanh.reporting.rules.forms import shown
from dieuhanh.reporting.rules.offering import Offer, offers
from dieuhanh.reporting.rules.workflow import ACTIONS, AUTOMATIC, RECEIVE, SENT_STAGES, Stage


@require_safe
def record(request: HttpRequest, assignment_id: UUID) -> HttpResponse:
    """One report: state and clock, what I may do, the figures, the history with its proofs."""
    by = acting(request)
    assignment = access_assignment(by, assignment_id)
    submission = submission_of(assignment)
    filling = filling_of(assignment, submission)
    read = queries.read_all([assignment])[0]
    judged = offers(Stage(assignment.state), standing_of(by, assignment, submission))
    context = {
        "assignment": assignment,
        "read": read,
        "submission": submission,
        "period": period_name(assignment.period),
        "tables": [_table(filling, code) for code in filling.forms],
        "narrative": [
            (section.title.of(lang()), submission.narrative.get(section.key, ""))
            for section in filling.outline
        ],
        "notes": submission.notes.items(),
        "versions": queries.versions(assignment),
        "buttons": _buttons(by, assignment, judged),
        "facts": _facts(assignment, submission, read),
        "events": _events(assignment),
        "trail": [
            (_("Reports"), reverse("reporting:assignments")),
            (read.regime_code, reverse("reporting:regime", args=[read.regime_code])),
            (period_name(assignment.period), ""),
        ],
    }
    return render(request, "reporting/assignment.html", context)


def _buttons(by: Actor, assignment: Assignment, judged: list[Offer]) -> list[Button]:
    """Open actions first, one of them primary; greyed those that only the stage or the own entry keeps shut."""
    found: list[Button] = []
    given_primary = False

    def here(action: str) -> str:
        return reverse("reporting:act", args=[assignment.id, action])

    for one in judged:
        arrow = one.arrow
        if arrow.action == "save" and one.ok:
            found.insert(
                0,
                Button(
                    arrow.label.of(lang()),
                    href=reverse("reporting:entry", args=[assignment.id]),
                    primary=True,
                ),
            )
            given_primary = True
        elif one.ok and arrow.action not in AUTOMATIC:
            primary = arrow.primary and not given_primary
            given_primary = given_primary or primary
            asks = bool(arrow.needs or arrow.consequence.vi)
            found.append(
                Button(
                    arrow.label.of(lang()),
                    post="" if asks else here(arrow.action),
                    confirm=here(arrow.action) if asks else "",
                    primary=primary,
                )
            )
        elif one.code in {"stage", "own_entry"} and arrow.primary and arrow.action not in AUTOMATIC:
            found.append(Button(arrow.label.of(lang()), refused=one.reason.of(lang())))
    found.append(
        Button(_("Download the form (XLSX)"), href=reverse("reporting:workbook", args=[assignment.id]))
    )
    if Stage(assignment.state) not in SENT_STAGES and may(by, "periods.open", assignment.receiver_id):
        found.append(Button(_("Extend the deadline"), href=reverse("reporting:extend", args=[assignment.id])))
    if Stage(assignment.state) not in SENT_STAGES and may(by, RECEIVE, assignment.receiver_id):
        found.append(Button(_("Remind"), href=reverse("reporting:remind", args=[assignment.id])))
    return found


def _facts(
    assignment: Assignment, submission: Submission, read: queries.AssignmentRead
) -> list[tuple[str, Any]]:
    promise = assignment.promise
    window = f"{day_words(assignment.opening.data_from)} – {day_words(assignment.opening.data_to)}"
    found: list[tuple[str, Any]] = [
        (_("Reporting body"), read.respondent.name),
        (_("Receiver"), read.receiver.name),
        (_("Stage"), read.state_label),
        (_("Version"), submission.version),
        (_("Data window"), window),
        (
            _("Deadline"),
            f"{day_words(assignment.due_on)} ({promise['rule'].get(lang()[:2], promise['rule']['vi'])})",
        ),
        (_("Legal source"), promise["legal_source"]),
        (_("Calendar"), assignment.calendar_version),
    ]
    if submission.reason:
        found.append((_("Reason"), submission.reason))
    if submission.no_data_reason:
        found.append((_("Nothing to report"), submission.no_data_reason))
    people = (
        (_("Entered by"), submission.author_name),
        (_("Approved by"), submission.approver_name),
        (_("Signed by"), submission.signer_name),
    )
    found += [(label, name) for label, name in people if name]
    if submission.receipt_number:
        found.append((_("Receipt"), submission.receipt_number))
    return found


def _events(assignment: Assignment) -> list[Event]:
    """The history, each move with the link to its proof where the ledger has put it in order already."""
    moments = queries.history(assignment)
    known = indexes_of([one.entry_id for one in moments if one.entry_id])
    return [
        Event(
            at=one.at,
            who=one.name,
            what=f"{one.what} ({_('version')} {one.version})" if one.version > 1 else one.what,
            why=one.reason,
            position=one.position,
            proof_href=reverse("ledger:entry", args=[known[one.entry_id]]) if one.entry_id in known else "",
        )
        for one in moments
    ]


def _table(filling: Filling, code: str) -> dict[str, Any]:
    """One form's figures for reading; marked cells are those that were sent back."""
    form = filling.forms[code]
    cells, marks = form.completed(), set(filling.submission.marks)
    rows = []
    for row in form.layout.rows:
        values = [
            (
                shown(value, lang()) if (value := cells.get((row.key, column.key))) is not None else "–",
                f"{code}/{row.key}/{column.key}" in marks,
            )
            for column in form.layout.columns
        ]
        rows.append((row.label.of(lang()), row.kind, row.indent, values))
    heads = [(column.label.of(lang()), column.unit.of(lang())) for column in form.layout.columns]
    return {"code": code, "title": form.layout.title.of(lang()), "heads": heads, "rows": rows}


@sensitive_post_parameters("passphrase")
@require_http_methods(["GET", "HEAD", "POST"])
def take(request: HttpRequest, assignment_id: UUID, action: str) -> HttpResponse:
    """One action: its consequence and what it needs, or the deed itself."""
    by = acting(request)
    arrow = ACTIONS.get(action)
    if arrow is None or action == "save":
        raise Missing(_("There is no such action."))
    assignment = access_assignment(by, assignment_id)
    form = action_form(arrow, request.POST if request.method == "POST" else None)
    status = 422 if request.method == "POST" else 200
    if request.method == "POST" and form.is_valid():
        try:
            done = act(assignment_id, action, by=by, **form.given())
            messages.success(
                request,
                _("Report %(report)s: “%(action)s” is done. It is at “%(stage)s” now.")
                % {
                    "report": assignment.number,
                    "action": arrow.label.of(lang()),
                    "stage": Stage(done.state).words.of(lang()),
                },
            )
            return redirect("reporting:assignment", assignment_id)
        except Problem as problem:
            if problem.status in (401, 404):
                raise
            status = problem.status
            form.add_error(
                None,
                forms.ValidationError(
                    [
                        problem.reason,
                        *[fault.message for fault in problem.faults if fault.message != problem.reason],
                    ]
                ),
            )
    context = {
        "assignment": assignment,
        "arrow": arrow,
        "form": form,
        "label": arrow.label.of(lang()),
        "consequence": arrow.consequence.of(lang()),
        "cancel_href": reverse("reporting:assignment", args=[assignment_id]),
        "trail": [
            (_("Reports"), reverse("reporting:assignments")),
            (assignment.number, reverse("reporting:assignment", args=[assignment_id])),
            (arrow.label.of(lang()), ""),
        ],
    }
    return render(request, "reporting/act.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def extend_page(request: HttpRequest, assignment_id: UUID) -> HttpResponse:
    """Move the deadline to a later working day, with the reason."""
    told = _("The new deadline counts from now on; the first one stays readable in the history.")
    form = ExtendForm(request.POST or None)
    return _outside_the_table(request, assignment_id, form, extend, _("Extend the deadline"), told)


@require_http_methods(["GET", "HEAD", "POST"])
def remind_page(request: HttpRequest, assignment_id: UUID) -> HttpResponse:
    """Remind the body of what it has not sent, with a word to it."""
    told = _("The body is reminded once today; reminders are counted by body and year.")
    form = RemindForm(request.POST if request.method == "POST" else None)
    return _outside_the_table(request, assignment_id, form, remind, _("Remind"), told)


def _outside_the_table(
    request: HttpRequest, assignment_id: UUID, form: forms.Form, verb: Any, label: str, told: str
) -> HttpResponse:
    """The page of an action that moves no report along: its consequence, what it needs, or the deed itself."""
    by = acting(request)
    assignment = access_assignment(by, assignment_id)
    status = 422 if request.method == "POST" else 200
    if request.method == "POST" and form.is_valid():
        try:
            verb(assignment_id, by=by, **form.cleaned_data)
            messages.success(
                request,
                _("Report %(report)s: “%(action)s” is done.")
                % {"report": assignment.number, "action": label},
            )
            return redirect("reporting:assignment", assignment_id)
        except Problem as problem:
            if problem.status in (401, 404):
                raise
            status = problem.status
            for fault in problem.faults:
                form.add_error(fault.field if fault.field in form.fields else None, fault.message)
            if not problem.faults:
                form.add_error(None, problem.reason)
    context = {
        "assignment": assignment,
        "form": form,
        "label": label,
        "consequence": told,
        "cancel_href": reverse("reporting:assignment", args=[assignment_id]),
        "trail": [
            (_("Reports"), reverse("reporting:assignments")),
            (assignment.number, reverse("reporting:assignment", args=[assignment_id])),
            (label, ""),
        ],
    }
    return render(request, "reporting/act.html", context, status=status)


@require_safe
def report(request: HttpRequest, assignment_id: UUID, version: int) -> HttpResponse:
    """A version's report as it was signed or sent."""
    assignment = access_assignment(acting(request), assignment_id)
    file = file_of(submission_of(assignment, version), content=True)
    if file is None:
        raise Missing(_("This version has not been signed or sent yet."))
    return download(bytes(file.content), file.name, file.media_type)
