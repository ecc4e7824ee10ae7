"""The record of a claim (a figure, a document): who said it, what was found, its history with proofs, and its next step."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from dieuhanh.config.actor import Actor
from dieuhanh.config.errors import Missing
from dieuhanh.config.language import lang
from dieuhanh.directives.pages.record import mark_words
from dieuhanh.interface.listing import Button, Event
from dieuhanh.interface.rules import format_date, format_number
from dieuhanh.ledger.queries import history
from dieuhanh.organisations.authority import may
from dieuhanh.organisations.form_pages import show_form
from dieuhanh.organisations.queries import labels
from dieuhanh.programmes.actions.judging import judge_document, judge_report
from dieuhanh.programmes.forms import StepForm
from dieuhanh.programmes.models import Document, Report
from dieuhanh.programmes.pages.common import acting, period_name, trail_of
from dieuhanh.programmes.queries.access import access_document, access_report, may_speak_for
from dieuhanh.programmes.rules.documents import DocumentKind
from dieuhanh.programmes.rules.steps import BY_ACTION, STEPS, VERIFY, Side, State


@require_safe
def report(request: HttpRequest, report_id: UUID) -> HttpResponse:
    """One figure."""
    by = acting(request)
    row = access_report(by, report_id)
    programme, target = row.target.programme, row.target
    unit = target.versions.order_by("-version").values_list("unit", flat=True).first() or ""
    period = period_name(row.period)
    facts: list[tuple[str, Any]] = [
        (_("Body"), _name(row)),
        (_("Period"), period),
        (_("As of"), _day(row.as_of)),
        (_("Value claimed"), _said(row.value, unit)),
        (_("Report, by number and symbol"), row.document),
    ]
    if row.numerator is not None:
        facts.insert(
            4, (_("Numerator and denominator"), f"{_said(row.numerator)} / {_said(row.denominator)}")
        )
    if row.found is not None:
        facts.append((_("What was found instead"), _said(row.found, unit)))
    context = {
        "row": row,
        "title": _("%(target)s, %(period)s") % {"target": target.code, "period": period},
        "facts": _filled(facts, row),
        "buttons": _buttons(by, row, programme.assigner_id, "programmes:report-act"),
        "trail": trail_of(
            programme.code,
            (target.code, reverse("programmes:target", args=[programme.code, target.code])),
            (period, ""),
        ),
    }
    return _page(request, row, context)


@require_safe
def document(request: HttpRequest, document_id: UUID) -> HttpResponse:
    """One document."""
    by = acting(request)
    row = access_document(by, document_id)
    programme = row.programme
    facts: list[tuple[str, Any]] = [
        (_("Body"), _name(row)),
        (_("What it sets up"), DocumentKind(row.kind).words.of(lang())),
        (_("Number and symbol"), row.symbol or _("not known: the claim proves nothing")),
        (_("Date of the document"), _day(row.issued_on)),
        (_("Another date that a copy prints"), _day(row.other_date)),
        (_("Issued by"), row.issuer),
        (_("Valid from"), _day(row.valid_from)),
        (_("Valid to"), _day(row.valid_to)),
        (_("Address where it is published"), row.address),
        (_("SHA-256 of its file"), row.file_sha256),
    ]
    context = {
        "row": row,
        "title": row.symbol or DocumentKind(row.kind).words.of(lang()),
        "facts": _filled(facts, row),
        "buttons": _buttons(by, row, programme.assigner_id, "programmes:document-act"),
        "trail": trail_of(
            programme.code,
            (_("Committees and plans"), reverse("programmes:documents", args=[programme.code])),
            (row.symbol or str(_("Document")), ""),
        ),
    }
    return _page(request, row, context)


def _page(request: HttpRequest, row: Report | Document, context: dict[str, Any]) -> HttpResponse:
    state = State(row.state)
    subject = "programmes.report" if isinstance(row, Report) else "programmes.document"
    context |= {"sign": state.sign, "word": state.words.of(lang()), "events": _events(subject, row.id)}
    return render(request, "programmes/claim.html", context)


def _filled(facts: list[tuple[str, Any]], row: Report | Document) -> list[tuple[str, Any]]:
    more = [
        (_("Published by"), row.source),
        (_("Known since"), _day(row.known_on)),
        (_("Evidence mark"), mark_words(row.evidence_mark)),
        (_("Remarks"), row.note),
        (_("Entered by"), row.by_name),
        (_("Judged by"), f"{row.judged_by}, {_day(row.judged_on)}" if row.judged_on else ""),
        (_("Reason"), row.reason),
    ]
    return [one for one in [*facts, *more] if one[1]]


def _name(row: Report | Document) -> str:
    found = labels([row.organisation_id], row.known_on)
    return found[row.organisation_id].name if row.organisation_id in found else "–"


def _said(value: Decimal | None, unit: str = "") -> str:
    """A number as the reader's language writes it, with its unit."""
    return f"{format_number(value.normalize(), None, lang())} {unit}".rstrip() if value is not None else ""


def _day(day: Any) -> str:
    return format_date(day, lang()) if day else ""


def _buttons(by: Actor, row: Report | Document, assigner_id: UUID, route: str) -> list[Button]:
    """The steps that are open to the reader now."""
    found = []
    verifies = bool(may(by, VERIFY, assigner_id))
    speaks = bool(may_speak_for(by, {row.organisation_id}))
    for step in STEPS:
        mine = verifies if step.side is Side.ASSIGNER else speaks
        if not mine or step.source.value != row.state:
            continue
        label = step.label.of(lang())
        if step.action == "verify" and row.by_person is not None and row.by_person == by.person_id:
            found.append(
                Button(label, refused=_("You entered this yourself; another person must verify it."))
            )
            continue
        found.append(
            Button(label, confirm=reverse(route, args=[row.id, step.action]), primary=step.action == "verify")
        )
    return found


def _events(subject: str, row_id: UUID) -> list[Event]:
    """What the ledger keeps of it, newest first."""
    return [
        Event(
            at=timezone.localtime(one.at),
            who=one.name,
            what=_happened(one.kind),
            why=str(one.body.get("reason") or ""),
            position=one.position,
            proof_href=reverse("ledger:entry", args=[one.index]),
        )
        for one in sorted(history(subject, row_id), key=lambda one: one.index, reverse=True)
    ]


def _happened(kind: str) -> str:
    return {
        "reported": _("Figure reported"),
        "claimed": _("Document claimed"),
        "verified": _("Verified"),
        "refused": _("Refused"),
        "retracted": _("Taken back"),
    }.get(kind.rsplit(".", 1)[-1], kind)


@require_http_methods(["GET", "HEAD", "POST"])
def report_step(request: HttpRequest, report_id: UUID, action: str) -> HttpResponse:
    """One step of a figure: what it will do, then the deed."""
    row = access_report(acting(request), report_id)
    return _step(request, row, action, row.target.code, "programmes:report")


@require_http_methods(["GET", "HEAD", "POST"])
def document_step(request: HttpRequest, document_id: UUID, action: str) -> HttpResponse:
    """One step of a document."""
    row = access_document(acting(request), document_id)
    return _step(request, row, action, row.symbol, "programmes:document")


def _step(request: HttpRequest, row: Report | Document, action: str, about: str, route: str) -> HttpResponse:
    by = acting(request)
    step = BY_ACTION.get(action)
    if step is None:
        raise Missing(_("There is no such action."))
    figure = isinstance(row, Report) and step.side is Side.ASSIGNER
    form = StepForm(
        request.POST if request.method == "POST" else None, figure=figure, needs_reason=step.reason
    )
    label = step.label.of(lang())

    def act(given: dict[str, Any]) -> str:
        if isinstance(row, Report):
            judge_report(row.id, action, by=by, reason=given["reason"], found=given.get("found"))
        else:
            judge_document(row.id, action, by=by, reason=given["reason"])
        return label

    programme = row.target.programme if isinstance(row, Report) else row.programme
    back = reverse(route, args=[row.id])
    return show_form(
        request, form, act, title=label, submit=label, back=back, trail=trail_of(programme.code, (about, back)),
        consequence=step.consequence.of(lang()),
    )  # fmt: skip
