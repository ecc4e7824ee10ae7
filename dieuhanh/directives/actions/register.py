"""A register's plain rows become directives and tasks: who leads as of the day, which deadline the words mean, what is claimed.

What the words leave open stays open: no lead where several or none are named, no date where none is given, the first of two
readings with both kept. Rows with two stages become two tasks.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime
from functools import partial
from typing import Any

from django.utils.translation import gettext as _

from dieuhanh.config.actor import Actor
from dieuhanh.config.clock import day_of, moment_of
from dieuhanh.config.errors import Invalid
from dieuhanh.config.language import lang
from dieuhanh.deadlines.queries import working_calendar
from dieuhanh.directives.actions.importing import Imported, ImportedClaim, Taken, import_rows
from dieuhanh.directives.queries.names import names_on
from dieuhanh.directives.register_rows import KINDS, TaskRow
from dieuhanh.directives.rules.bodies_words import Names, Who, WhoKind, read_bodies, read_lead
from dieuhanh.directives.rules.deadline_readings import Resolved
from dieuhanh.directives.rules.deadline_words import resolve
from dieuhanh.directives.rules.drafts import NewCoordinator, NewDirective, NewTask
from dieuhanh.directives.rules.records import document_of, mark_of, outcome_of
from dieuhanh.directives.rules.states import DeadlineKind, TaskKind
from dieuhanh.directives.transfer import NotARegister, read_register

CENTRE = "VPCP"
"""Who verifies what the Government and the Prime Minister give."""
_PERIODIC = (DeadlineKind.REGULAR, DeadlineKind.WEEKLY, DeadlineKind.MONTHLY_WINDOW)
"""Deadlines that come again and again: none of them makes a task overdue for good."""
_FEWEST_OF_A_CLASS = 3
"""Two bodies named together are two leads, which a task cannot have; three and more are a class."""


def import_register(
    content: bytes, *, by: Actor, simulated: bool | None = None, at: datetime | None = None
) -> Taken:
    """Take in a CSV or XLSX register. Raises Invalid: the file is none, or its faults by row and column."""
    language = lang()
    try:
        register = read_register(content, lang=language)
    except NotARegister as error:
        raise Invalid(error.text.of(language)) from error
    if register.faults:
        raise Invalid(_("Nothing was taken in; see the faults."), faults=register.faults)
    return import_rows(
        list(imported(register.rows, today=day_of(moment_of(by, at)))), by=by, simulated=simulated, at=at
    )


def imported(rows: Sequence[TaskRow], *, today: date) -> Iterator[Imported]:
    """The rows as the import takes them. Two statements for each day on which a document was signed."""
    names: dict[date, Names] = {}
    calendar = working_calendar()
    for row in rows:
        on = row.signed_on
        if on not in names:
            names[on] = names_on(on)
        known = names[on]
        directive = _directive(row, known, on)
        meant = resolve(row.deadline, on, calendar)
        for task in _tasks(row, known, on, meant):
            yield Imported(directive, task, _claim(row, today), row.line)


def _directive(row: TaskRow, names: Names, on: date) -> NewDirective:
    document = document_of(row.source_document)
    standing = {one.code for one in names.names if one.holds(on)}
    own = document.issuer_code if document.issuer_code in standing else ""
    precision = {4: "year", 7: "month"}.get(len(row.dated), "day")
    return NewDirective(
        symbol=document.symbol,
        kind=document.kind.value,
        signed_on=on,
        assigner=own or CENTRE,
        title=document.title,
        issuer=own,
        signed_precision=precision,
        source=row.evidence,
        evidence_mark=mark_of(row.evidence),
    )


def _tasks(row: TaskRow, names: Names, on: date, meant: Resolved) -> Iterable[NewTask]:
    whole = partial(NewTask, content=row.content, kind=KINDS[row.kind], clause=row.clause)
    base = whole(
        lead_words=row.lead,
        coordinators=_coordinators(row, names, on),
        deadline_kind=meant.kind.value,
        deadline_words=meant.words,
        source=row.evidence,
        evidence_mark=mark_of(row.evidence),
        known_result=row.known_result,
        **_lead(read_lead(row.lead, names, on) if row.lead else None),
    )
    stages = [one for one in meant.readings if one.stage is not None]
    if len(stages) > 1:
        return [
            replace(
                base,
                content=f"{row.content} (giai đoạn {one.stage})",
                readings=[one.to_dict()],
                reading_chosen=0,
                due=one.due,
                deadline_rule=one.rule,
            )
            for one in stages
        ]
    chosen = meant.chosen if meant.chosen is not None else (0 if meant.readings else None)
    picked = meant.readings[chosen] if chosen is not None else None
    return [
        replace(
            base,
            readings=[one.to_dict() for one in meant.readings],
            reading_chosen=chosen,
            due=picked.due if picked is not None and meant.kind not in _PERIODIC else None,
            deadline_rule=picked.rule if picked is not None else "",
            original_due=meant.original,
        )
    ]


def _lead(who: Who | None) -> dict[str, Any]:
    if who is None:
        return {}
    found: dict[str, Any] = {"lead_inferred": who.inferred}
    if who.kind is WhoKind.BODY and who.code and not _wrong(who):
        return {**found, "lead": who.code}
    if who.kind is WhoKind.CLASS and who.members:
        return {**found, "audience": {"kinds": list(who.kinds), "codes": []}}
    if who.kind is WhoKind.PERSON:
        return {**found, "lead_person": who.words}
    if len(who.members) >= _FEWEST_OF_A_CLASS:
        return {**found, "audience": {"kinds": [], "codes": list(who.members)}}
    return found


def _wrong(who: Who) -> bool:
    """Whether the words name a body that did not stand on the day; that a source inferred it is no such thing."""
    return any(one.code != "inferred" for one in who.faults)


def _coordinators(row: TaskRow, names: Names, on: date) -> list[NewCoordinator]:
    found = []
    for words in row.coordinators:
        for who in read_bodies(words, names, on):
            standing = who.kind is WhoKind.BODY and who.code and not _wrong(who)
            found.append(NewCoordinator(who.code if standing else "", who.words))
    return found


def _claim(row: TaskRow, today: date) -> ImportedClaim | None:
    """What the record claims, unless its product lies after the day on which it is taken in."""
    outcome = outcome_of(row.known_result, TaskKind(KINDS[row.kind]))
    if outcome is None or outcome.completed_on > today:
        return None
    return ImportedClaim(
        completed_on=outcome.completed_on,
        evidence=[outcome.evidence],
        note=row.known_result,
        source=row.evidence,
        evidence_mark="M" if "(M)" in row.known_result else mark_of(row.evidence),
    )
