"""A programme's scorecard on the desk: every target with its verdict, the claims about all bodies, the tasks."""

from collections import Counter
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from dieuhanh.config.actor import Actor
from dieuhanh.config.language import lang
from dieuhanh.directives.pages.record import mark_words
from dieuhanh.directives.queries.linked import class_words
from dieuhanh.interface.listing import Button
from dieuhanh.programmes.pages.common import (
    acting,
    chips_of,
    day_asked,
    only,
    shown_of,
    statements_of,
    trail_of,
    verdict_asked,
)
from dieuhanh.programmes.queries.access import readable
from dieuhanh.programmes.queries.programmes import signed_label
from dieuhanh.programmes.queries.scorecard import Scorecard, said, scorecard
from dieuhanh.programmes.queries.shares import documents_outside
from dieuhanh.programmes.rules.steps import MANAGE, REPORT

STATES = {
    "done_in_time": "done_in_time",
    "done_late": "done_late",
    "open_in_term": "in_time",
    "open_overdue": "overdue",
    "unknown": "no_data",
    "regular": "no_data",
}


@require_safe
def record(request: HttpRequest, code: str) -> HttpResponse:
    """The scorecard."""
    by = acting(request)
    card = scorecard(by, code, as_of=day_asked(request))
    chosen = verdict_asked(request)
    context = {
        "card": card,
        "programme": card.programme,
        "signed": signed_label(card.programme),
        "targets": only(shown_of(card), chosen),
        "chips": chips_of(card, request.path, chosen),
        "chosen": chosen,
        "shares": statements_of(card),
        "mark": mark_words(card.programme.evidence_mark),
        "buttons": _buttons(by, card),
        "note": said(card.programme.note_vi, card.programme.note_en),
        "tasks": tasks_of(card),
        "task_counts": task_counts(card),
        "public_href": reverse("programmes:public", args=[code]),
        "documents_href": reverse("programmes:documents", args=[code]) + f"?as_of={card.as_of.isoformat()}",
        "trail": [*trail_of(), (code, "")],
    }
    return render(request, "programmes/programme.html", context)


def _buttons(by: Actor, card: Scorecard) -> list[Button]:
    code = card.programme.code

    def to(action: str) -> str:
        return reverse("programmes:act", args=[code, action])

    found: list[Button] = []
    if MANAGE in by.powers or by.is_system:
        draft = card.programme.state == "draft"
        empty = draft and not card.targets and not card.programme.objectives.exists()
        first = _("A programme without an objective says nothing; add one first.") if empty else ""
        if draft:
            found.append(Button(_("Publish"), confirm=to("publish"), primary=not empty, refused=first))
        found += [
            Button(_("Add an objective"), href=to("objective"), primary=empty),
            Button(_("Set a target"), href=to("target"), refused=first),
            Button(_("Link tasks"), href=to("link")),
            Button(_("Record a statement"), href=to("statement")),
            Button(_("Change"), href=to("change")),
        ]
    if {MANAGE, REPORT} & by.powers or by.is_system:
        found.append(Button(_("Claim a document"), href=to("document")))
    return found


def tasks_of(card: Scorecard, *, shares: bool = True) -> list[dict[str, Any]]:
    """The linked tasks as the page lists them; without each body's share of a linked duty where `shares` is false."""
    codes = {one.code for one in card.tasks}
    return [
        {
            "task": one,
            "href": reverse("directives:task", args=[one.id]),
            "state": STATES.get(one.klass, ""),
            "word": class_words(one.klass, lang()) if one.klass != "uncounted" else _("One task a body"),
        }
        for one in card.tasks
        if shares or one.parent_code not in codes
    ]


def task_counts(card: Scorecard) -> list[tuple[str, str, int]]:
    """How many linked tasks count as what."""
    found = Counter(one.klass for one in card.tasks)
    return [(STATES[klass], class_words(klass, lang()), found[klass]) for klass in STATES if found[klass]]


@require_safe
def documents(request: HttpRequest, code: str) -> HttpResponse:
    """Statements about all bodies beside what their documents show, body by body."""
    by = acting(request)
    card = scorecard(by, code, as_of=day_asked(request))
    claims = [
        {
            "claim": one,
            "mark": mark,
            "kinds": [
                {
                    "read": share,
                    "word": share.share.kind.words.of(lang()),
                    "lines": [
                        {
                            "body": body,
                            "sign": standing.sign,
                            "word": standing.words.of(lang()),
                            "papers": papers,
                        }
                        for body, standing, papers in share.lines
                    ],
                }
                for share in one.shares
            ],
        }
        for one, mark in statements_of(card)
    ]
    others = other_documents(card)
    having = {body for one in card.shares for share in one.shares for body in share.papers}
    having |= {paper.organisation_id for paper, _label in others}
    context = {
        "card": card,
        "programme": card.programme,
        "claims": claims,
        "others": others,
        "open_to": readable(by, having, card.programme.assigner_id),
        "trail": trail_of(code, (_("Committees and plans"), "")),
    }
    return render(request, "programmes/documents.html", context)


def other_documents(card: Scorecard) -> list[Any]:
    """Documents of bodies that no statement speaks of: the national committee."""
    return documents_outside(card.programme, card.shares, card.as_of)
