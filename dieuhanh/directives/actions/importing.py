"""A register kept elsewhere comes in: directives with their tasks, published as of their dates, and what the record claims.

Nothing is made up on the way: no acknowledgement, no verdict, no lead where the record names none. An outcome that the
record reports becomes a claim with its source and mark; only evidence that fits can be verified later.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from dieuhanh.config.actor import Actor
from dieuhanh.config.clock import moment_of
from dieuhanh.config.errors import Fault, Invalid
from dieuhanh.config.text import nfc
from dieuhanh.deadlines.queries import working_calendar
from dieuhanh.deadlines.rules import OutsideCalendar
from dieuhanh.directives.actions.claiming import evidence_row
from dieuhanh.directives.actions.directives import make_directive
from dieuhanh.directives.actions.drafting import bodies_for, check_tasks, rows_of
from dieuhanh.directives.actions.moves import entry_body, move_row, set_clock
from dieuhanh.directives.actions.publishing import publish_tasks
from dieuhanh.directives.models import Claim, Coordination, Directive, Evidence, Move, Task
from dieuhanh.directives.rules import clock as clock_rules
from dieuhanh.directives.rules.drafts import NewDirective, NewTask
from dieuhanh.directives.rules.escalation import limits_of
from dieuhanh.directives.rules.evidence import Given
from dieuhanh.directives.rules.states import DirectiveStage, Stage, TaskKind
from dieuhanh.directives.rules.workflow import PUBLISH
from dieuhanh.ledger.actions import Draft, append, append_bulk
from dieuhanh.ledger.held import held
from dieuhanh.organisations.authority import check


@dataclass(frozen=True, slots=True)
class ImportedClaim:
    """An outcome as the record reports it: the product's date, what shows it, where it was printed."""

    completed_on: date
    evidence: Sequence[Given] = ()
    note: str = ""
    source: str = ""
    evidence_mark: str = ""


@dataclass(frozen=True, slots=True)
class Imported:
    """One row of a register. `row`: where it stands there, for its faults."""

    directive: NewDirective
    task: NewTask
    claim: ImportedClaim | None = None
    row: int = 0


@dataclass(slots=True)
class Taken:
    """What an import came to."""

    directives: int = 0
    duties: int = 0
    tasks: int = 0
    claims: int = 0
    known: int = 0
    """Rows that were there already: the same document, clause, words and lead."""
    faults: list[Fault] = field(default_factory=list)


@transaction.atomic
def import_rows(
    rows: Sequence[Imported], *, by: Actor, simulated: bool | None = None, at: datetime | None = None
) -> Taken:
    """Take a register in, all of it or nothing; a row known already is left alone, so that a repeat does no harm.

    Needs `directives.publish` over each assigner. `simulated`: whether the tasks are made up (by default, as the hand is).
    Raises Invalid with every fault by row.
    """
    moment = moment_of(by, at)
    made_up = by.simulated if simulated is None else simulated
    taken, faults = Taken(), []
    for group in _by_document(rows):
        faults += _take_document(group, taken, by=by, moment=moment, simulated=made_up)
    if faults:
        raise Invalid(_("Nothing was taken in; see the faults."), faults=faults)
    return taken


def _by_document(rows: Sequence[Imported]) -> list[list[Imported]]:
    found: dict[tuple[str, date], list[Imported]] = {}
    for one in rows:
        found.setdefault((nfc(one.directive.symbol), one.directive.signed_on), []).append(one)
    return list(found.values())


def _take_document(
    group: list[Imported], taken: Taken, *, by: Actor, moment: datetime, simulated: bool
) -> list[Fault]:
    try:
        directive, fresh = _directive(group[0].directive, by=by, moment=moment, simulated=simulated)
    except Invalid as told:
        return [_at(one, group[0].row) for one in told.faults]
    known = _known(directive) if not fresh else set()
    new = [one for one in group if _key(one.task) not in known]
    taken.known += len(group) - len(new)
    if not new:
        return []
    tasks = [one.task for one in new]
    bodies = bodies_for(tasks, directive.signed_on)
    faults = check_tasks(tasks, directive, bodies, imported=True)
    if faults:
        return [_at(one, new[(one.row or 1) - 1].row) for one in faults]
    made = rows_of(tasks, directive, bodies, by=by, moment=moment, simulated=simulated, imported=True)
    taken.directives += fresh
    if fresh:
        directive.save(force_insert=True)
    else:
        directive.save(update_fields=["next_number"])
    _tell_directive(directive, made.tasks, by=by, moment=moment)
    Task.objects.bulk_create(made.tasks)
    Coordination.objects.bulk_create(made.coordinations)
    given = publish_tasks(made.tasks, directive, by=by, moment=moment, imported=True)
    taken.duties += len(made.tasks)
    taken.tasks += len(given)
    claims = [(task, one.claim) for task, one in zip(made.tasks, new, strict=True) if one.claim is not None]
    # A record's word about a duty of many bodies is nobody's claim: it stays beside the heading as what is known.
    own = [(task, claim) for task, claim in claims if not task.is_group]
    taken.claims += _claims(own, by=by, moment=moment)
    return []


def _directive(new: NewDirective, *, by: Actor, moment: datetime, simulated: bool) -> tuple[Directive, bool]:
    found = (
        Directive.objects.select_for_update()
        .filter(symbol=" ".join(nfc(new.symbol).split()), signed_on=new.signed_on)
        .defer("file_content")
        .first()
    )
    if found is not None:
        check(by, PUBLISH, found.assigner_id)
        return found, False
    made = make_directive(new, by=by, moment=moment, power=PUBLISH)
    made.state, made.published_at, made.simulated = DirectiveStage.PUBLISHED.value, moment, simulated
    return made, True


def _known(directive: Directive) -> set[tuple[str, str]]:
    rows = Task.objects.filter(directive=directive, parent__isnull=True)
    return {(clause, content) for clause, content in rows.values_list("clause", "content")}


def _key(task: NewTask) -> tuple[str, str]:
    return nfc(task.clause).strip()[:200], nfc(task.content).strip()


def _at(fault: Fault, row: int) -> Fault:
    return Fault(fault.message, row=row or fault.row, field=fault.field, value=fault.value)


def _tell_directive(directive: Directive, tasks: list[Task], *, by: Actor, moment: datetime) -> None:
    body: dict[str, Any] = {
        "symbol": directive.symbol,
        "signed_on": directive.signed_on.isoformat(),
        "precision": directive.signed_precision,
        "to": directive.state,
        "source": directive.source,
        "tasks": [one.code for one in tasks][:500],
    }
    line = move_row("import", "draft", directive.state, by=by, moment=moment, directive=directive)
    line.entry_id = append(
        "directives.directive.imported",
        by=by,
        subject_type="directives.directive",
        subject_id=directive.id,
        organisation_id=directive.assigner_id,
        body={**body, **held(directive, [line])},
    )
    Move.objects.bulk_create([line])


def _claims(pairs: list[tuple[Task, ImportedClaim]], *, by: Actor, moment: datetime) -> int:
    """Write what the record reports as claims; a few statements for all of them."""
    if not pairs:
        return 0
    calendar = working_calendar()
    claims, evidence, entries, lines = [], [], [], []
    for task, said in pairs:
        before = task.state
        try:
            verify_by = clock_rules.end_after(calendar, moment, limits_of(task.level).verify_working_days)
        except OutsideCalendar:
            verify_by = moment
        task.state, task.claimed_at, task.claimed_on = Stage.CLAIMED.value, moment, said.completed_on
        task.verify_by = verify_by
        set_clock(task, moment)
        made = Claim(
            task=task, completed_on=said.completed_on, note=nfc(said.note)[:4000], claimed_at=moment, by_name=by.name,
            by_position=by.position, source=nfc(said.source), evidence_mark=said.evidence_mark, verify_by=verify_by,
            simulated=by.simulated,
        )  # fmt: skip
        rows = [evidence_row(made, task, one, TaskKind(task.kind)) for one in said.evidence]
        made.fits = any(one.fits for one in rows)
        claims.append(made)
        evidence += rows
        details = {
            "claim": str(made.id),
            "product_date": said.completed_on.isoformat(),
            "source": made.source,
            "mark": made.evidence_mark,
        }
        line = move_row("claim", before, task.state, by=by, moment=moment, task=task, details=details)
        lines.append(line)
        entries.append((task, before, details, [line, made, *rows]))
    Task.objects.bulk_update(
        [task for task, _said in pairs],
        ["state", "claimed_at", "claimed_on", "verify_by", "clock", "was_late", "next_at"],
    )
    Claim.objects.bulk_create(claims)
    Evidence.objects.bulk_create(evidence)
    written = append_bulk(
        [
            Draft(
                "directives.task.claimed",
                "directives.task",
                task.id,
                task.lead_id or task.assigner_id,
                {**entry_body(task, before, details=details), **held(task, rows)},
            )
            for task, before, details, rows in entries
        ],
        by=by,
    )
    for line, entry_id in zip(lines, written, strict=True):
        line.entry_id = entry_id
    Move.objects.bulk_create(lines)
    return len(claims)
