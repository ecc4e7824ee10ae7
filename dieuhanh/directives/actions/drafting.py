"""Resolving what was handed in against the bodies of its date, and the rows that come of it. Shared by entry and import."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from dieuhanh.config.actor import Actor
from dieuhanh.config.errors import Fault, Invalid
from dieuhanh.config.identity import uuid7
from dieuhanh.config.language import lang
from dieuhanh.config.text import fold, nfc
from dieuhanh.deadlines.rules.text import RuleFault
from dieuhanh.directives.marked import refuse_marked
from dieuhanh.directives.models import Coordination, Directive, Task
from dieuhanh.directives.rules.drafts import NewTask, task_faults
from dieuhanh.interface.tags.words import day as day_words
from dieuhanh.organisations.queries import Body, by_codes


@dataclass(slots=True)
class Rows:
    """The rows of some tasks, not yet stored."""

    tasks: list[Task]
    coordinations: list[Coordination]


def said(fault: RuleFault, row: int | None = None) -> Fault:
    """A rule's fault in the reader's language."""
    return Fault(fault.text.of(lang()), row=row, field=fault.field, value=fault.value or None)


def raise_faults(faults: Sequence[Fault]) -> None:
    """Raise `Invalid` with everything that is wrong at once."""
    if faults:
        raise Invalid(_("Nothing was written; see the faults."), faults=faults)


def codes_in(tasks: Iterable[NewTask]) -> set[str]:
    """Every body's code that the tasks name."""
    found: set[str] = set()
    for task in tasks:
        found |= {task.lead} if task.lead else set()
        found |= {one.code for one in task.coordinators if one.code}
        found |= set((task.audience or {}).get("codes") or ())
    return found


def check_tasks(
    tasks: Sequence[NewTask], directive: Directive, bodies: dict[str, Body], *, imported: bool = False
) -> list[Fault]:
    """Every fault of every task: by the rules, and bodies that did not stand on the directive's date."""
    found = []
    for number, task in enumerate(tasks, 1):
        row = number if len(tasks) > 1 else None
        refuse_marked("content", task.content, task.product_words, task.lead_words, task.known_result)
        found += [said(one, row) for one in task_faults(task, directive.text, imported=imported)]
        named = [("lead", task.lead)] if task.lead else []
        named += [("coordinators", one.code) for one in task.coordinators if one.code]
        named += [("audience", code) for code in (task.audience or {}).get("codes") or ()]
        for place, code in named:
            if code not in bodies:
                message = _("No body bore the code %(code)s on %(day)s.") % {
                    "code": code,
                    "day": day_words(directive.signed_on),
                }
                found.append(Fault(message, row=row, field=place, value=code))
    return found


def bodies_for(tasks: Iterable[NewTask], on: date) -> dict[str, Body]:
    """The bodies that the tasks name, as they stood on the day. One statement."""
    codes = codes_in(tasks)
    return by_codes(codes, on) if codes else {}


def rows_of(
    tasks: Sequence[NewTask],
    directive: Directive,
    bodies: dict[str, Body],
    *,
    by: Actor,
    moment: datetime,
    simulated: bool,
    imported: bool = False,
) -> Rows:
    """The rows of new tasks, numbered on from the directive's counter (which is moved on: save it)."""
    made = Rows([], [])
    for new in tasks:
        task = Task(id=uuid7(), directive=directive, created_at=moment, simulated=simulated)
        fill(task, new, directive, bodies, moment=moment)
        task.code = f"{directive.code_stem}#{task.clause}#{directive.next_number}"[:400]
        task.heard = not imported or bool(new.known_result)
        task.search = search_of(task)
        directive.next_number += 1
        made.tasks.append(task)
        made.coordinations += coordinations_of(task, new, bodies)
    return made


def fill(
    task: Task, new: NewTask, directive: Directive, bodies: dict[str, Body], *, moment: datetime
) -> None:
    """Write what was handed in into a draft's row."""
    due = new.due_on
    values: dict[str, Any] = {
        "clause": nfc(new.clause).strip()[:200],
        "content": nfc(new.content).strip(),
        "kind": new.kind,
        "assigner_id": directive.assigner_id,
        "lead_id": bodies[new.lead].id if new.lead else None,
        "lead_words": nfc(new.lead_words)[:400],
        "lead_inferred": new.lead_inferred,
        "lead_person": nfc(new.lead_person)[:200],
        "audience": dict(new.audience) if new.audience else None,
        "is_group": bool(new.audience),
        "level": directive.level,
        "deadline_kind": new.deadline_kind,
        "deadline_words": nfc(new.deadline_words)[:300],
        "deadline_rule": new.deadline_rule[:60],
        "readings": [dict(one) for one in new.readings],
        "reading_chosen": new.reading_chosen,
        "original_due": new.original_due or due,
        "current_due": due,
        "product_kind": nfc(new.product_kind)[:40],
        "product_words": nfc(new.product_words),
        "target_value": new.target_value,
        "target_unit": nfc(new.target_unit)[:40],
        "target_direction": new.target_direction,
        "target_scope": new.target_scope,
        "given_on": directive.signed_on,
        "source": nfc(new.source),
        "evidence_mark": new.evidence_mark,
        "known_result": nfc(new.known_result),
        "changed_at": moment,
    }
    for name, value in values.items():
        setattr(task, name, value)
    task.span_start, task.span_end, task.span_text = None, None, ""
    if new.span is not None:
        task.span_start, task.span_end = new.span
        task.span_text = directive.text[new.span[0] : new.span[1]]


def search_of(task: Task) -> str:
    """What a search looks through, folded of case and diacritics."""
    return fold(f"{task.code} {task.clause} {task.content} {task.lead_words} {task.lead_person}")


def coordinations_of(task: Task, new: NewTask, bodies: dict[str, Body]) -> list[Coordination]:
    """The co-ordinators' rows of a task; a body named twice owes once, and a lead does not co-ordinate itself."""
    found, seen = [], set[UUID]()
    for one in new.coordinators:
        body_id = bodies[one.code].id if one.code else None
        if body_id is not None and (body_id in seen or body_id == task.lead_id):
            continue
        seen |= {body_id} if body_id else set()
        found.append(
            Coordination(task=task, organisation_id=body_id, words=nfc(one.words)[:400], due_on=one.due_on)
        )
    return found
