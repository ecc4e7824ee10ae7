"""Filling in: figures, texts and notes saved as they come; checked as a whole; put to the leader, or declared empty."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from dieuhanh.config.actor import Actor
from dieuhanh.config.clock import moment_of
from dieuhanh.config.errors import Conflict, Fault, Invalid
from dieuhanh.config.language import lang
from dieuhanh.config.text import nfc
from dieuhanh.ledger.rules.canonical import content_hash
from dieuhanh.reporting.actions.moves import move, next_version, take
from dieuhanh.reporting.models import Assignment, Submission
from dieuhanh.reporting.queries.access import access_assignment
from dieuhanh.reporting.queries.filling import Filling, filling_of
from dieuhanh.reporting.rules.forms import Finding, Place, plain
from dieuhanh.reporting.rules.workflow import ACTIONS, NEW_VERSION_WHEN_FILLED, Stage
from dieuhanh.reporting.xlsx.place import Sheet
from dieuhanh.reporting.xlsx.read import read_number

Given = Mapping[str, Mapping[str, Mapping[str, Any]]]
"""Cells as they come: `{form: {row: {column: text, number or None}}}`; None or "" empties a cell."""


@dataclass(frozen=True)
class Saved:
    """What came of a save: the report as it stands and everything its checks found."""

    assignment: Assignment
    submission: Submission
    filling: Filling
    findings: list[Finding]

    @property
    def errors(self) -> list[Finding]:
        """What blocks."""
        return [one for one in self.findings if one.level == "error"]

    @property
    def warnings(self) -> list[Finding]:
        """What wants a note."""
        return [one for one in self.findings if one.level == "warning"]


@transaction.atomic
def save_figures(
    assignment_id: UUID,
    *,
    by: Actor,
    cells: Given | None = None,
    narrative: Mapping[str, str] | None = None,
    notes: Mapping[str, str] | None = None,
    draft: int | None = None,
    check: bool = False,
    at: datetime | None = None,
) -> Saved:
    """Save some cells, texts and notes; what is not named stays. With `check`, go on to CHECKED when nothing stands against it.

    Text in a cell is read as Vietnamese officials write numbers; what is no number is kept as typed and
    found by the check. `draft`: the number of the save that one started from.

    Raises Missing, Refused, Conflict (not the stage for it; or somebody else saved since), Invalid (no such cell).
    """
    assignment, submission, arrow = take(assignment_id, "save", by=by)
    moment = moment_of(by, at)
    if draft is not None and draft != submission.draft:
        raise Conflict(
            _("Somebody else has saved this report meanwhile; reload it and enter your figures again."),
            code="stale-draft",
        )
    stage = Stage(assignment.state)
    if stage in NEW_VERSION_WHEN_FILLED or submission.signed_at is not None:
        submission = next_version(assignment, submission, moment=moment, reason=submission.reason)
    filling = filling_of(assignment, submission)
    _take_cells(filling, submission, cells or {})
    _take_texts(filling, submission, narrative or {}, notes or {})
    submission.draft += 1
    submission.entered_by, submission.author_appointment = by.person_id, by.appointment_id
    submission.author_name, submission.no_data_reason = by.name, ""
    if stage is Stage.IN_PROGRESS and submission.version == assignment.version:
        submission.state = assignment.state
        submission.save()
    else:
        move(assignment, submission, arrow, by=by, moment=moment)
    fresh = filling_of(assignment, submission) if cells else filling
    saved = Saved(assignment, submission, fresh, fresh.findings())
    if check and not saved.errors and not fresh.open_warnings():
        move(assignment, submission, ACTIONS["check"], by=by, moment=moment)
    return saved


def _take_cells(filling: Filling, submission: Submission, given: Given) -> None:
    """Write cells into the version; unreadable text is kept as typed."""
    faults: list[Fault] = []
    for code, rows in given.items():
        form = filling.forms.get(code)
        if form is None:
            faults.append(Fault(_("This report has no form “%(form)s”.") % {"form": code}, sheet=code))
            continue
        mine = {row: dict(columns) for row, columns in submission.cells.get(code, {}).items()}
        unread = {row: dict(columns) for row, columns in submission.unread.get(code, {}).items()}
        for row_key, columns in rows.items():
            for column_key, raw in columns.items():
                row, column = form.layout.row_of.get(row_key), form.layout.column_of.get(column_key)
                if row is None or column is None or not form.layout.is_entered(row, column):
                    message = _("This cell cannot be written.")
                    faults.append(Fault(message, sheet=code, field=f"{row_key}.{column_key}"))
                    continue
                _take_cell((row_key, column_key), raw, mine, unread)
        submission.cells = {**submission.cells, code: mine}
        submission.unread = {
            key: value for key, value in {**submission.unread, code: unread}.items() if value
        }
    if faults:
        raise Invalid(_("Nothing was saved; see the faults."), faults=faults)


def _take_cell(
    place: Place, raw: Any, mine: dict[str, dict[str, str]], unread: dict[str, dict[str, str]]
) -> None:
    row, column = place
    value, fault = (
        read_number(raw if raw != "" else None, "vi") if not isinstance(raw, Decimal) else (raw, None)
    )
    mine.setdefault(row, {}).pop(column, None)
    unread.get(row, {}).pop(column, None)
    if fault is not None:
        unread.setdefault(row, {})[column] = nfc(str(raw))[:80]
    elif value is not None:
        mine[row][column] = plain(value)
    for book in (mine, unread):
        if row in book and not book[row]:
            del book[row]


def _take_texts(
    filling: Filling, submission: Submission, narrative: Mapping[str, str], notes: Mapping[str, str]
) -> None:
    keys = {section.key: section for section in filling.outline}
    texts = {key: nfc(str(text))[: keys[key].most * 2] for key, text in narrative.items() if key in keys}
    if texts:
        submission.narrative = {**submission.narrative, **texts}
    if notes:
        said = {key[:100]: nfc(str(text))[:2000] for key, text in notes.items() if "/" in key}
        submission.notes = {key: text for key, text in {**submission.notes, **said}.items() if text}


@transaction.atomic
def check_report(
    assignment_id: UUID, *, by: Actor, notes: Mapping[str, str] | None = None, at: datetime | None = None
) -> Assignment:
    """Check the report as a whole and move it to CHECKED.

    Raises Invalid with every error, and with every warning that no note answers.
    """
    assignment, submission, _arrow = take(assignment_id, "check", by=by)
    _check(assignment, submission, by=by, notes=notes or {}, moment=moment_of(by, at), at=at)
    return assignment


def _check(
    assignment: Assignment,
    submission: Submission,
    *,
    by: Actor,
    notes: Mapping[str, str],
    moment: datetime,
    at: datetime | None,
) -> Filling:
    filling = filling_of(assignment, submission)
    _take_texts(filling, submission, {}, notes)
    faults = faults_of(filling, [one for one in filling.findings() if one.level == "error"])
    faults += [_wanting(filling, one) for one in filling.open_warnings()]
    if faults:
        raise Invalid(_("The report is not ready; see the faults."), faults=faults, code="not-ready")
    move(assignment, submission, ACTIONS["check"], by=by, moment=moment)
    return filling


def _wanting(filling: Filling, finding: Finding) -> Fault:
    fault = faults_of(filling, [finding])[0]
    said = _("%(message)s A note is needed (%(key)s).") % {"message": fault.message, "key": finding.key}
    return Fault(said, fault.sheet, fault.row, fault.column, fault.field, fault.value)


def faults_of(filling: Filling, findings: list[Finding]) -> list[Fault]:
    """Findings as faults of the public contract: sheet, row and column as in the workbook."""
    language = lang()
    faults = []
    for one in findings:
        form = filling.forms.get(one.form)
        if form is None or one.row not in form.layout.row_of or one.column not in form.layout.column_of:
            faults.append(Fault(one.text.of(language), sheet=one.form or None, field=one.row or None))
            continue
        place = Sheet(form.layout)
        value = form.completed().get((one.row, one.column))
        faults.append(
            Fault(
                one.text.of(language),
                place.name,
                place.rows[one.row],
                place.letter(one.column),
                one.column,
                plain(value) if value is not None else None,
            )
        )
    return faults


@transaction.atomic
def declare_no_data(assignment_id: UUID, *, by: Actor, reason: str, at: datetime | None = None) -> Assignment:
    """Say that there was nothing to report in the period, and why. Raises as `take` does."""
    assignment, submission, arrow = take(assignment_id, "declare_no_data", by=by, reason=reason)
    moment = moment_of(by, at)
    if Stage(assignment.state) in NEW_VERSION_WHEN_FILLED or submission.signed_at is not None:
        submission = next_version(assignment, submission, moment=moment)
    submission.no_data_reason = nfc(reason)
    submission.entered_by, submission.author_appointment, submission.author_name = (
        by.person_id,
        by.appointment_id,
        by.name,
    )
    move(assignment, submission, arrow, by=by, moment=moment, reason=nfc(reason))
    return assignment


@transaction.atomic
def submit(
    assignment_id: UUID, *, by: Actor, notes: Mapping[str, str] | None = None, at: datetime | None = None
) -> Assignment:
    """Put the report to the leader; from IN_PROGRESS it is checked first, in the same step. Its content is fixed here.

    Raises as `take` and `check_report` do.
    """
    waiting = _peek(assignment_id, by=by)
    moment = moment_of(by, at)
    if waiting is Stage.IN_PROGRESS:
        assignment, submission, _checked = take(assignment_id, "check", by=by)
        filling = _check(assignment, submission, by=by, notes=notes or {}, moment=moment, at=at)
    else:
        assignment, submission, _arrow = take(assignment_id, "submit", by=by)
        filling = filling_of(assignment, submission)
    submission.content = filling.content()
    submission.content_hash = content_hash(submission.content)
    submission.submitted_at, submission.marks = moment, []
    move(assignment, submission, ACTIONS["submit"], by=by, moment=moment)
    return assignment


def _peek(assignment_id: UUID, *, by: Actor) -> Stage:
    return Stage(access_assignment(by, assignment_id, lock=True).state)
