"""Before the session: plan an inspection, ask, announce it with the figures taken, take them again, cancel."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from dieuhanh.config.actor import Actor
from dieuhanh.config.clock import day_of, moment_of
from dieuhanh.config.errors import Fault, Invalid
from dieuhanh.config.text import fold, nfc
from dieuhanh.directives.marked import refuse_marked
from dieuhanh.inspections.actions.moves import move, needed, next_code, raise_faults, take_inspection
from dieuhanh.inspections.models import Figure, InspectedBody, Inspection, Question
from dieuhanh.inspections.queries.access import access_body
from dieuhanh.inspections.queries.figures import take_figures
from dieuhanh.inspections.rules.figures import Topic
from dieuhanh.inspections.rules.records import NewInspection, inspection_faults
from dieuhanh.inspections.rules.workflow import PLAN
from dieuhanh.interface.tags.words import day as day_words
from dieuhanh.ledger.held import key_of
from dieuhanh.organisations.authority import check, check_each
from dieuhanh.organisations.queries import Body, by_codes

MOST_QUESTIONS = 200


@transaction.atomic
def plan(new: NewInspection, *, by: Actor, at: datetime | None = None) -> Inspection:
    """Plan an inspection. Needs `inspections.plan` over the office and every body. Raises Refused, Invalid with every fault."""
    moment = moment_of(by, at)
    bodies = _bodies_of(new)
    check(by, PLAN, bodies[new.office].id)
    check_each(by, PLAN, [bodies[one].id for one in new.bodies])
    row = Inspection(
        code=next_code(Inspection, new.held_on.year),
        office_id=bodies[new.office].id,
        created_at=moment,
        changed_at=moment,
        simulated=by.simulated,
    )
    _fill(row, new)
    row.save(force_insert=True)
    rows, _gone = _set_bodies(row, new, bodies)
    told = _told(new)
    move(row, "plan", "planned", by=by, moment=moment, before="", note=row.title, details=told, rows=rows)
    return row


@transaction.atomic
def change(inspection_id: UUID, new: NewInspection, *, by: Actor, at: datetime | None = None) -> Inspection:
    """Change what was planned, before it is announced: team, bodies, topics, dates. The office stays."""
    row, _arrow = take_inspection(inspection_id, "change", by=by)
    bodies = _bodies_of(new)
    check_each(by, PLAN, [bodies[one].id for one in new.bodies])
    asked = set(
        Question.objects.filter(inspection=row, body__isnull=False).values_list("body__code", flat=True)
    )
    lost = sorted(asked - set(new.bodies))
    if lost:
        message = _("Questions were asked of %(codes)s; such a body cannot be left out.") % {
            "codes": ", ".join(lost)
        }
        raise Invalid(message, faults=[Fault(message, field="bodies", value=lost[0])])
    _fill(row, new)
    rows, gone = _set_bodies(row, new, bodies)
    moment = moment_of(by, at)
    move(row, "change", "changed", by=by, moment=moment, details=_told(new), rows=rows, gone=gone)
    return row


def _bodies_of(new: NewInspection) -> dict[str, Body]:
    """The bodies named, as they stand on the day of the session. One statement. Raises `Invalid` with every fault."""
    refuse_marked("title", new.title, new.decision, *(f"{one.name} {one.position}" for one in new.team))
    faults: list[Any] = list(inspection_faults(new))
    found = by_codes({new.office, *new.bodies}, new.held_on)
    for place, code in (("office", new.office), *(("bodies", one) for one in new.bodies)):
        if code not in found:
            said = _("No body bore the code %(code)s on %(day)s.") % {
                "code": code[:40] or "–",
                "day": day_words(new.held_on),
            }
            faults.append(Fault(said, field=place, value=code[:40]))
    raise_faults(faults)
    return found


def _fill(row: Inspection, new: NewInspection) -> None:
    row.title, row.decision = nfc(new.title).strip(), nfc(new.decision).strip()[:200]
    row.decided_on, row.held_on, row.held_to = new.decided_on, new.held_on, new.held_to
    row.team = [
        {"role": one.role, "name": nfc(one.name).strip(), "position": nfc(one.position).strip()[:200]}
        for one in new.team
    ]
    row.topics = [one.value for one in Topic if one.value in new.topics]
    row.source, row.evidence_mark = nfc(new.source), new.evidence_mark
    row.search = fold(f"{row.code} {row.title} {row.decision}")


def _set_bodies(
    row: Inspection, new: NewInspection, bodies: dict[str, Body]
) -> tuple[list[InspectedBody], list[str]]:
    """The bodies in the order given; those that stay keep their rows. The rows written, and the keys of those gone."""
    known = {one.code: one for one in InspectedBody.objects.filter(inspection=row)}
    places = {code: place for place, code in enumerate(new.bodies)}
    gone = [one for code, one in known.items() if code not in places]
    keys = [key_of(one) for one in gone]
    InspectedBody.objects.filter(id__in=[one.id for one in gone]).delete()
    kept = [one for code, one in known.items() if code in places]
    for one in kept:
        one.place = places[one.code]
    InspectedBody.objects.bulk_update(kept, ["place"])
    made = InspectedBody.objects.bulk_create(
        [
            InspectedBody(inspection=row, organisation_id=bodies[code].id, code=code, place=place)
            for code, place in places.items()
            if code not in known
        ]
    )
    return [*kept, *made], keys


def _told(new: NewInspection) -> dict[str, Any]:
    return {
        "held_on": new.held_on.isoformat(),
        "bodies": list(new.bodies),
        "topics": list(new.topics),
        "decision": new.decision,
        "team": [one.to_dict() for one in new.team],
    }


@transaction.atomic
def ask(inspection_id: UUID, text: str, *, by: Actor, body: str = "", at: datetime | None = None) -> Question:
    """Ask one body (by its code) or, without a code, all of them. It reaches them when the inspection is announced."""
    row, _arrow = take_inspection(inspection_id, "ask", by=by)
    asked = needed(text, "text", _("Write the question."), 4000)
    to = access_body(by, row, body) if body else None
    last = Question.objects.filter(inspection=row).aggregate(last=Max("number"))["last"] or 0
    if last >= MOST_QUESTIONS:
        message = _("At most %(most)d questions.") % {"most": MOST_QUESTIONS}
        raise Invalid(message, faults=[Fault(message, field="text")])
    moment = moment_of(by, at)
    made = Question.objects.create(
        inspection=row,
        body=to,
        number=last + 1,
        text=asked,
        at=moment,
        by_name=by.name,
        simulated=by.simulated,
    )
    details = {"number": made.number}
    move(row, "ask", "asked", by=by, moment=moment, note=asked, body=to, details=details, rows=[made])
    return made


@transaction.atomic
def announce(
    inspection_id: UUID, *, by: Actor, due_on: date | None, at: datetime | None = None
) -> Inspection:
    """Announce it: the figures are taken and frozen, the questions reach the bodies, their reports are due on the day.

    Raises Invalid for a day that is missing, past, or after the session.
    """
    row, arrow = take_inspection(inspection_id, "announce", by=by)
    moment = moment_of(by, at)
    if due_on is None or not day_of(moment) <= due_on <= row.held_on:
        message = _("Give a day from today to the session's, %(day)s.") % {"day": day_words(row.held_on)}
        raise Invalid(message, faults=[Fault(message, field="due_on", value=str(due_on or ""))])
    row.report_due_on = due_on
    figures, taken = _freeze(row, moment)
    move(
        row,
        "announce",
        "announced",
        by=by,
        moment=moment,
        target=arrow.target,
        details={"report_due_on": due_on.isoformat(), **taken},
        rows=figures,
    )
    return row


@transaction.atomic
def retake(inspection_id: UUID, *, by: Actor, at: datetime | None = None) -> Inspection:
    """Take the figures once more, before the session; what was taken before stays."""
    row, _arrow = take_inspection(inspection_id, "retake", by=by)
    moment = moment_of(by, at)
    figures, taken = _freeze(row, moment)
    move(row, "retake", "figures_taken", by=by, moment=moment, details=taken, rows=figures)
    return row


@transaction.atomic
def move_day(
    inspection_id: UUID, held_on: date, *, by: Actor, reason: str, at: datetime | None = None
) -> Inspection:
    """Move an announced session to another day, with the reason; a session of several days keeps its length.

    Raises Invalid for a day that is past, or before the one until which the bodies may hand in their reports.
    """
    row, _arrow = take_inspection(inspection_id, "move_day", by=by)
    why = needed(reason, "reason", _("Say why: the reason is missing."), 4000)
    moment, was = moment_of(by, at), row.held_on
    earliest = max(day_of(moment), row.report_due_on or held_on)
    if not earliest <= held_on <= date(2100, 12, 31):
        message = _(
            "Give %(day)s or a later day: not one that is past, nor before the bodies' reports are due."
        ) % {"day": f"{earliest:%d/%m/%Y}"}
        raise Invalid(message, faults=[Fault(message, field="held_on", value=held_on.isoformat())])
    row.held_to = row.held_to + (held_on - was) if row.held_to else None
    row.held_on = held_on
    details = {"held_on": held_on.isoformat(), "was": was.isoformat()}
    move(row, "move_day", "moved", by=by, moment=moment, note=why, details=details)
    return row


def _freeze(row: Inspection, moment: datetime) -> tuple[list[Figure], dict[str, Any]]:
    """Take and keep the figures as of now; what the ledger keeps of it: every value by body and code."""
    bodies = list(InspectedBody.objects.filter(inspection=row).order_by("place"))
    row.figures_version += 1
    row.figures_at = moment
    figures = take_figures(bodies, row.topics, day=day_of(moment), at=moment, version=row.figures_version)
    Figure.objects.bulk_create(figures)
    kept: dict[str, dict[str, str]] = {}
    for one in figures:
        kept.setdefault(one.body.code, {})[one.code] = (
            "" if one.value is None else f"{one.value.normalize():f}"
        )
    as_of = day_of(moment).isoformat()
    return figures, {"figures_version": row.figures_version, "as_of": as_of, "figures": kept}


@transaction.atomic
def cancel(inspection_id: UUID, *, by: Actor, reason: str, at: datetime | None = None) -> Inspection:
    """Cancel it before the session, with the reason."""
    row, arrow = take_inspection(inspection_id, "cancel", by=by)
    why = needed(reason, "reason", _("Say why: the reason is missing."), 4000)
    move(row, "cancel", "cancelled", by=by, moment=moment_of(by, at), target=arrow.target, note=why)
    return row
