"""One inspection: what may be done, its bodies, what came of it; the page that compares the bodies; acts; its papers."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_safe

from dieuhanh.config.actor import Actor
from dieuhanh.config.errors import Missing, Problem, TooLarge
from dieuhanh.config.language import lang
from dieuhanh.directives.pages.record import mark_words
from dieuhanh.inspections.actions.dispatch import Handed, act_on_inspection
from dieuhanh.inspections.forms import ActionForm, action_form, figure_field
from dieuhanh.inspections.models import BodyReport, Inspection, Paper
from dieuhanh.inspections.pages import planning
from dieuhanh.inspections.pages.common import acting, buttons, events, shown, tell
from dieuhanh.inspections.queries.access import (
    access_inspection,
    access_meeting,
    is_office,
    serves,
    standing_of,
)
from dieuhanh.inspections.queries.record import BodyPart, Record, record_of
from dieuhanh.inspections.rules.figures import Topic, kinds_of
from dieuhanh.inspections.rules.offering import offers
from dieuhanh.inspections.rules.stages import Stage, TeamRole
from dieuhanh.inspections.rules.workflow import INSPECTION_ACTIONS, INSPECTION_ARROWS, Arrow, Side
from dieuhanh.interface.files import download
from dieuhanh.interface.listing import Button
from dieuhanh.interface.rules import format_date
from dieuhanh.organisations.body_fields import name_bodies


def trail_of(row: Inspection, here: str = "") -> list[tuple[str, str]]:
    """Where a page of an inspection is."""
    own = reverse("inspections:inspection", args=[row.id])
    head = [(_("Inspections"), reverse("inspections:inspections"))]
    return [*head, (row.code, own), (here, "")] if here else [*head, (row.code, "")]


@require_safe
def record(request: HttpRequest, inspection_id: UUID) -> HttpResponse:
    """One inspection, as much of it as the reader may see."""
    by = acting(request)
    row = access_inspection(by, inspection_id)
    found = record_of(by, row)
    judged = offers(INSPECTION_ARROWS, row.state, standing_of(by, row))
    context = {
        "row": row,
        "record": found,
        "state": Stage(row.state).words.of(lang()),
        "buttons": _buttons(found, judged),
        "facts": _facts(found),
        "team": [(TeamRole(one["role"]).words.of(lang()), one) for one in row.team],
        "bodies": [(one, reverse("inspections:body", args=[row.id, one.code])) for one in found.parts],
        "follow_ups": follow_up_rows(found.follow_ups),
        "checks": [(one.ok, one.text.of(lang())) for one in found.checks],
        "events": events(
            row,
            None if found.office else {one.body.organisation_id for one in found.parts},
            {one.body.organisation_id: one.name for one in found.parts},
        ),
        "trail": trail_of(row),
    }
    return render(request, "inspections/inspection.html", context)


def _buttons(found: Record, judged: list[Any]) -> list[Button]:
    made = buttons(judged, "inspections:act", found.row.id, side=Side.OFFICE) if found.office else []
    if found.office and len(found.parts) > 1 and found.row.figures_version:
        made.append(Button(_("Compare the bodies"), href=reverse("inspections:compare", args=[found.row.id])))
    return made


def _facts(found: Record) -> list[tuple[str, Any]]:
    row = found.row
    days = " – ".join(format_date(one, lang()) for one in (row.held_on, row.held_to) if one)
    facts: list[tuple[str, Any]] = [(_("Session on"), days), (_("Held by"), found.office_label.name)]
    if row.decision:
        decided = f", {format_date(row.decided_on, lang())}" if row.decided_on else ""
        facts.append((_("Decision on the team"), f"{row.decision}{decided}"))
    if row.topics:
        facts.append((_("Topics"), "; ".join(Topic(one).words.of(lang()) for one in row.topics)))
    if row.report_due_on:
        facts.append((_("Reports of the bodies due on"), format_date(row.report_due_on, lang())))
    if row.notice_number:
        facts.append((_("Notice of conclusion"), row.notice_number))
    if row.report_number:
        facts.append((_("Report to the Prime Minister"), row.report_number))
    if row.evidence_mark:
        facts.append((_("Evidence mark"), mark_words(row.evidence_mark)))
    if row.source:
        facts.append((_("Source"), row.source))
    return facts


def follow_up_rows(follow_ups: Any) -> list[dict[str, Any]]:
    """Proposed tasks as the page shows them."""
    return [
        {
            "one": one,
            "href": reverse("directives:task", args=[one.task_id]) if one.task_id else "",
            "state": one.state_words(lang()),
        }
        for one in follow_ups
    ]


@require_safe
def compare(request: HttpRequest, inspection_id: UUID) -> HttpResponse:
    """All bodies side by side, for the office alone: each figure from the records, the claim under it, differences marked."""
    by = acting(request)
    row = access_inspection(by, inspection_id)
    if not is_office(by, row.office_id):
        raise Missing(_("There is no such record."))
    found = record_of(by, row)
    office = found.office_label.name
    tables = [
        {
            "title": Topic(topic).words.of(lang()),
            "rows": [
                {
                    "label": kind.label.of(lang()),
                    "unit": kind.unit,
                    "cells": [shown(one.line(kind.code), one.code, office) for one in found.parts],
                }
                for kind in kinds_of([topic])
            ],
        }
        for topic in row.topics
    ]
    context = {
        "row": row,
        "record": found,
        "tables": tables,
        "heads": [(one, reverse("inspections:body", args=[row.id, one.code])) for one in found.parts],
        "differences": sum(one.differences for one in found.parts),
        "silent": [one for one in found.parts if one.report is None],
        "withdrawn": [
            {
                "name": one.name,
                "label": line.kind.label.of(lang()),
                "claim": line.withdrawn,
                "decimals": line.kind.decimals,
            }
            for one in found.parts
            for line in one.lines
            if line.withdrawn
        ],
        "trail": trail_of(row, _("Compare the bodies")),
    }
    return render(request, "inspections/compare.html", context)


@sensitive_post_parameters("passphrase")
@sensitive_variables("passphrase")
@require_http_methods(["GET", "HEAD", "POST"])
def take(request: HttpRequest, inspection_id: UUID, action: str) -> HttpResponse:
    """One action: its consequence and what it needs, or the deed itself."""
    by = acting(request)
    arrow = INSPECTION_ACTIONS.get(action)
    if arrow is None:
        raise Missing(_("There is no such action."))
    row = access_inspection(by, inspection_id)
    if action == "change":
        return planning.change(request, by, row)
    posted = request.method == "POST"
    code = request.GET.get("body", "")[:40]
    form = _form(by, row, arrow, request, code)
    status = 422 if posted else 200
    back = _back(row, arrow, code)
    if posted and form.is_valid():
        try:
            act_on_inspection(inspection_id, action, by=by, handed=handed_of(arrow, form))
        except Problem as problem:
            if problem.status in (401, 404):
                raise
            status = problem.status
            tell(form, problem)
        else:
            messages.success(
                request,
                _("%(code)s: “%(action)s” is done.") % {"code": row.code, "action": arrow.label.of(lang())},
            )
            return redirect(back)
    label = arrow.label.of(lang())
    context = {
        "form": form,
        "label": label,
        "about": f"{row.code} · {row.title}",
        "consequence": arrow.consequence.of(lang()),
        "cancel_href": back,
        "trail": trail_of(row, label),
    }
    return render(request, "inspections/act.html", context, status=status)


def _back(row: Inspection, arrow: Arrow, code: str) -> str:
    if code and arrow.action in ("hand_in", "answer", "find", "propose"):
        return reverse("inspections:body", args=[row.id, code])
    return reverse("inspections:inspection", args=[row.id])


def _form(by: Actor, row: Inspection, arrow: Arrow, request: HttpRequest, code: str) -> ActionForm:
    """The action's form with the choices that this record has; a body's own forms offer his bodies alone."""
    posted = request.method == "POST"
    found = record_of(by, row)
    parts = found.parts
    if arrow.side is Side.BODY:
        held = serves(by, [one.body.organisation_id for one in parts])
        parts = [one for one in parts if one.body.organisation_id in held]
    if code in {one.code for one in parts} and arrow.side is Side.BODY:
        parts = [one for one in parts if one.code == code]
    last = _last_report(arrow, parts, request.POST.get("body", code))
    asked = {one.number: one.text for part in parts for one in part.questions}
    number = request.GET.get("question", "")[:6]
    form = action_form(
        arrow,
        request.POST if posted else None,
        request.FILES if posted else None,
        bodies=[(one.code, one.name) for one in parts],
        topics=row.topics,
        questions=[(str(one), f"{one}. {text}"[:200]) for one, text in sorted(asked.items())],
        follow_ups=[
            (str(one.number), f"{one.number}. {one.body}: {one.content}"[:200]) for one in found.follow_ups
        ],
        initial={"body": code, "question": number, "held_on": row.held_on, **_said(last)},
        claimed=last.figures if last else {},
    )
    return name_bodies(form, by=by, beyond=True)


def _last_report(arrow: Arrow, parts: Sequence[BodyPart], code: str) -> BodyReport | None:
    """The last report of the body for which another is handed in."""
    if arrow.action != "hand_in":
        return None
    chosen = parts if len(parts) == 1 else [one for one in parts if one.code == code]
    return chosen[0].report if chosen else None


def _said(last: BodyReport | None) -> dict[str, Any]:
    """What the body's last report says: who hands in another mends it."""
    if last is None:
        return {}
    figures = {figure_field(name): value for name, value in last.figures.items()}
    return {"text": last.text, **figures}


def handed_of(arrow: Arrow, form: ActionForm) -> Handed:
    """What the action takes, from the form. Raises `TooLarge` for a file that is."""
    given = form.cleaned_data
    file, chosen = given.get("file"), given.get("body") or ""
    if file is not None and file.size > settings.UPLOAD_BYTES:
        raise TooLarge(_("The file is larger than what is taken here."))
    codes = [*given.get("chosen", []), *(one.strip() for one in (given.get("tasks") or "").splitlines())]
    return Handed(
        text=given.get("text") or "",
        reason=given.get("reason") or "",
        document=given.get("document") or "",
        body=chosen if isinstance(chosen, str) else chosen.code,
        due_on=given.get("due_on"),
        held_on=given.get("held_on"),
        held_at=given.get("held_at"),
        question=int(given["question"]) if given.get("question") else None,
        item=int(given["item"]) if given.get("item") else None,
        follow_up_number=int(given["follow_up"]) if given.get("follow_up") else None,
        tasks=codes,
        passphrase=given.get("passphrase") or "",
        figures=form.figures() if arrow.action == "hand_in" else {},
        withdrawn=form.withdrawn() if arrow.action == "hand_in" else {},
        file_name=file.name if file else "",
        file=file.read() if file else b"",
        finding=form.finding() if arrow.action == "find" else None,
        follow_up=form.follow_up() if arrow.action == "propose" else None,
    )


@require_safe
def paper(request: HttpRequest, paper_id: UUID) -> HttpResponse:
    """A signed paper, for the office that holds its record."""
    by = acting(request)
    found = Paper.objects.filter(pk=paper_id).first()
    if found is None:
        raise Missing(_("There is no such record."))
    row: Any = (
        access_inspection(by, found.inspection_id)
        if found.inspection_id
        else access_meeting(by, found.meeting_id)  # type: ignore[arg-type]  # the database holds that it is of one
    )
    if not is_office(by, row.office_id):
        raise Missing(_("There is no such record."))
    return download(bytes(found.content), found.name, "application/pdf")
