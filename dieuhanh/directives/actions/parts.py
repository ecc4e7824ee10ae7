"""The lead breaks a task down: parts for its departments, for provinces, for communes, each due before the whole."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from dieuhanh.config.actor import Actor
from dieuhanh.config.clock import day_of, moment_of
from dieuhanh.config.errors import Fault
from dieuhanh.config.identity import uuid7
from dieuhanh.config.text import nfc
from dieuhanh.deadlines.queries import working_calendar
from dieuhanh.directives.actions.drafting import raise_faults, search_of
from dieuhanh.directives.actions.moves import move, take
from dieuhanh.directives.actions.publishing import open_task, tell_assigned
from dieuhanh.directives.marked import refuse_marked
from dieuhanh.directives.models import Task
from dieuhanh.directives.rules import clock as clock_rules
from dieuhanh.directives.rules.escalation import limits_of
from dieuhanh.directives.rules.states import DeadlineKind, TaskKind
from dieuhanh.interface.tags.words import day as day_words
from dieuhanh.organisations.authority import reached
from dieuhanh.organisations.queries import Body, by_codes

MOST_PARTS = 200
_TERRITORIES = frozenset({"province", "district", "commune"})


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a task: for whom (a body's code), what, by when. `kind` empty: that of the whole."""

    lead: str
    content: str = ""
    due_on: date | None = None
    kind: str = ""
    lead_person: str = ""


@transaction.atomic
def break_down(task_id: UUID, *, by: Actor, parts: Sequence[Part], at: datetime | None = None) -> list[Task]:
    """Give parts of a task to units below the lead, or to territories; the lead still answers for the whole.

    Each part is due by the whole's deadline less the level's margin, and by that day where none is given. Raises Invalid
    with every fault.
    """
    task, arrow = take(task_id, "break_down", by=by)
    moment = moment_of(by, at)
    bodies = by_codes({one.lead for one in parts}, day_of(moment))
    last = (
        clock_rules.latest_part(task.current_due, limits_of(task.level))
        if task.current_due is not None
        else None
    )
    raise_faults(_faults(task, parts, bodies, last, moment))
    taken = Task.objects.filter(parent=task).count()
    calendar = working_calendar()
    made = []
    for number, part in enumerate(parts, taken + 1):
        child = _part_row(task, part, bodies[part.lead], number, part.due_on or last, moment, by)
        open_task(child, moment, calendar)
        made.append(child)
    Task.objects.bulk_create(made)
    tell_assigned(made, by=by, moment=moment, action="break_down")
    move(task, arrow, by=by, moment=moment, details={"parts": [one.code for one in made]})
    return made


def _faults(
    task: Task, parts: Sequence[Part], bodies: dict[str, Body], last: date | None, moment: datetime
) -> list[Fault]:
    found = []
    refuse_marked("children", *(text for one in parts for text in (one.content, one.lead_person)))
    if not 0 < len(parts) <= MOST_PARTS:
        found.append(Fault(_("Give 1 to %(most)d parts.") % {"most": MOST_PARTS}, field="children"))
    assert task.lead_id is not None  # who may break it down acts for its lead
    below = reached(task.lead_id, [one.id for one in bodies.values()], day_of(moment))
    for row, part in enumerate(parts, 1):
        body = bodies.get(part.lead)
        if body is None:
            message = _("No body bears the code %(code)s today.") % {"code": part.lead[:40] or "–"}
            found.append(Fault(message, row=row, field="lead", value=part.lead[:40]))
        elif body.id == task.lead_id:
            found.append(Fault(_("The lead keeps the whole; name another body."), row=row, field="lead"))
        elif body.id not in below and body.kind not in _TERRITORIES:
            message = _(
                "%(name)s stands neither below the lead nor is it a province, district or commune."
            ) % {"name": body.name}
            found.append(Fault(message, row=row, field="lead", value=part.lead))
        if part.kind and part.kind not in set(TaskKind):
            found.append(Fault(_("Choose the kind of task."), row=row, field="kind", value=part.kind[:20]))
        if last is not None and part.due_on is not None and part.due_on > last:
            message = _("The part must be due by %(day)s: the whole is due on %(whole)s.") % {
                "day": day_words(last),
                "whole": day_words(task.current_due),
            }
            found.append(Fault(message, row=row, field="due_on", value=part.due_on.isoformat()))
    return found


def _part_row(
    task: Task, part: Part, body: Body, number: int, due: date | None, moment: datetime, by: Actor
) -> Task:
    kind = DeadlineKind.DATE if due is not None else DeadlineKind.NONE
    assert task.lead_id is not None  # as above
    made = Task(
        id=uuid7(),
        code=f"{task.code}/{number}"[:400],
        directive_id=task.directive_id,
        clause=task.clause,
        content=nfc(part.content).strip() or task.content,
        kind=part.kind or task.kind,
        assigner_id=task.lead_id,
        lead_id=body.id,
        lead_person=nfc(part.lead_person)[:200],
        parent=task,
        tier=task.tier + 1,
        level="local",
        deadline_kind=kind.value,
        original_due=due,
        current_due=due,
        product_kind=task.product_kind,
        product_words=task.product_words,
        given_on=day_of(moment),
        simulated=task.simulated or by.simulated,
        created_at=moment,
        changed_at=moment,
    )
    made.search = search_of(made)
    return made
