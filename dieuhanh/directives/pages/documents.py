"""One directive: its text and duties, and the steps of its way (check by a second person, publish)."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from dieuhanh.config import clock
from dieuhanh.config.errors import Missing, Problem
from dieuhanh.config.language import lang
from dieuhanh.directives.actions import directives as actions
from dieuhanh.directives.forms import ReasonForm
from dieuhanh.directives.models import Directive, Move
from dieuhanh.directives.pages.common import acting
from dieuhanh.directives.pages.record import mark_words
from dieuhanh.directives.queries.access import access_directive
from dieuhanh.directives.queries.cutting import orphans
from dieuhanh.directives.queries.directives import signed_words
from dieuhanh.directives.queries.filtering import Filters
from dieuhanh.directives.queries.record import action_words
from dieuhanh.directives.queries.tasks import tasks
from dieuhanh.directives.rules.offering import offer
from dieuhanh.directives.rules.states import DirectiveKind, DirectiveStage
from dieuhanh.directives.rules.workflow import DIRECTIVE_ACTIONS, DIRECTIVE_ARROWS, ENTER
from dieuhanh.interface.listing import Button, Event
from dieuhanh.interface.rules import format_date
from dieuhanh.ledger.queries import indexes_of
from dieuhanh.organisations.authority import may
from dieuhanh.organisations.queries import labels


@require_safe
def record(request: HttpRequest, directive_id: UUID) -> HttpResponse:
    """One directive with what it gives."""
    by = acting(request)
    row = access_directive(by, directive_id)
    day = max(row.signed_on, clock.today())
    asked = Filters(directive=row.code_stem, level="duties", as_of=day)
    duties = tasks(by, asked, sort="code", limit=500)
    context = {
        "directive": row,
        "kind": DirectiveKind(row.kind).words.of(lang()),
        "state": DirectiveStage(row.state).words.of(lang()),
        "buttons": _buttons(request, row, fresh=not duties),
        "facts": _facts(row),
        "duties": [(one, reverse("directives:task", args=[one.id])) for one in duties],
        "orphans": [
            (row.text[one.start : one.end], one.clause, _cut_href(row, one.start, one.end))
            for one in orphans(row, by=by)
        ],
        "events": _events(row),
        "trail": [
            (_("Tasks"), reverse("directives:tasks")),
            (_("Directives"), reverse("directives:directives")),
            (row.symbol, ""),
        ],
    }
    return render(request, "directives/directive.html", context)


def _cut_href(row: Directive, start: int, end: int) -> str:
    """Where the order is cut out, while that may still be done."""
    if row.state != DirectiveStage.DRAFT.value:
        return ""
    return f"{reverse('directives:cut', args=[row.id])}?span={start}-{end}"


def _buttons(request: HttpRequest, row: Directive, *, fresh: bool) -> list[Button]:
    """`fresh`: nothing has been cut out yet, and to do so is the next step."""
    by = acting(request)
    found = []
    enters = row.state != DirectiveStage.PUBLISHED.value and bool(may(by, ENTER, row.assigner_id))
    if enters and row.state == DirectiveStage.DRAFT.value:
        found.append(Button(_("Cut out tasks"), href=reverse("directives:cut", args=[row.id]), primary=fresh))
    if enters:
        found.append(Button(_("Change the head"), href=reverse("directives:head", args=[row.id])))
    for arrow in DIRECTIVE_ARROWS:
        judged = offer(arrow, DirectiveStage(row.state), actions.directive_standing(by, row, arrow))
        label = arrow.label.of(lang())
        if judged.ok:
            here = reverse("directives:directive-act", args=[row.id, arrow.action])
            found.append(Button(label, confirm=here, primary=arrow.primary))
        elif judged.code == "own_entry":
            found.append(Button(label, refused=judged.reason.of(lang())))
    return found


def _facts(row: Directive) -> list[tuple[str, str]]:
    found = [(_("Signed on"), signed_words(row)), (_("Signer"), row.signer)]
    named = labels({one for one in (row.issuer_id, row.assigner_id) if one}, row.signed_on)
    if row.issuer_id in named:
        found.append((_("Issued by"), named[row.issuer_id].name))
    if row.assigner_id in named:
        found.append((_("Assigner"), named[row.assigner_id].name))
    if row.received_on:
        found.append((_("Received on"), format_date(row.received_on, lang())))
    if row.title:
        found.insert(0, (_("Title"), row.title))
    if row.file_sha256:
        found.append((_("File"), f"{row.file_name} · SHA-256 {row.file_sha256}"))
    if row.evidence_mark:
        found.append((_("Evidence mark"), mark_words(row.evidence_mark)))
    if row.source:
        found.append((_("Source"), row.source))
    return found


def _events(row: Directive) -> list[Event]:
    moves = list(Move.objects.filter(directive=row).order_by("-id")[:200])
    known = indexes_of([one.entry_id for one in moves if one.entry_id])
    return [
        Event(
            at=one.at,
            who=one.by_name,
            what=action_words(one.action),
            why=one.reason,
            position=one.by_position,
            proof_href=reverse("ledger:entry", args=[known[one.entry_id]]) if one.entry_id in known else "",
        )
        for one in moves
    ]


@require_http_methods(["GET", "HEAD", "POST"])
def take(request: HttpRequest, directive_id: UUID, action: str) -> HttpResponse:
    """One step of a directive: what it will do, then the deed."""
    by = acting(request)
    arrow = DIRECTIVE_ACTIONS.get(action)
    if arrow is None:
        raise Missing(_("There is no such action."))
    row = access_directive(by, directive_id)
    posted = request.method == "POST"
    form = ReasonForm(request.POST if posted else None) if action == "uncheck" else None
    fault, status = "", 422 if posted else 200
    if posted and (form is None or form.is_valid()):
        try:
            if action == "check":
                actions.check_directive(directive_id, by=by)
            elif action == "publish":
                actions.publish(directive_id, by=by)
            else:
                assert form is not None  # the only other step
                actions.uncheck(directive_id, by=by, reason=form.cleaned_data["reason"])
            messages.success(
                request,
                _("Document %(symbol)s: “%(action)s” is done.")
                % {"symbol": row.symbol, "action": arrow.label.of(lang())},
            )
            return redirect("directives:directive", directive_id)
        except Problem as problem:
            if problem.status in (401, 404):
                raise
            fault, status = problem.reason, problem.status
    label = arrow.label.of(lang())
    context = {
        "directive": row,
        "form": form,
        "fault": fault,
        "label": label,
        "consequence": arrow.consequence.of(lang()),
        "cancel_href": reverse("directives:directive", args=[directive_id]),
        "trail": [
            (_("Tasks"), reverse("directives:tasks")),
            (_("Directives"), reverse("directives:directives")),
            (row.symbol, reverse("directives:directive", args=[directive_id])),
            (label, ""),
        ],
    }
    return render(request, "directives/act.html", context, status=status)
