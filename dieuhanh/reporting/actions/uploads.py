"""The workbook comes back: sniffed, read, checked as a whole; taken entirely, or not at all with every fault named."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from hashlib import sha256
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from dieuhanh.config.actor import Actor
from dieuhanh.config.clock import moment_of
from dieuhanh.config.errors import Fault, Invalid, Missing
from dieuhanh.config.language import lang
from dieuhanh.deadlines.rules import Text
from dieuhanh.organisations.queries import labels
from dieuhanh.reporting.actions.filling import Saved, faults_of, save_figures
from dieuhanh.reporting.actions.moves import judge
from dieuhanh.reporting.models import Assignment, Submission, Upload
from dieuhanh.reporting.queries.access import access_assignment, submission_of
from dieuhanh.reporting.queries.filling import Filling, FormFilling, filling_of
from dieuhanh.reporting.rules.forms import Cells
from dieuhanh.reporting.rules.workflow import ACTIONS
from dieuhanh.reporting.xlsx.make import Book, FormBook, make_workbook
from dieuhanh.reporting.xlsx.mark import mark_workbook
from dieuhanh.reporting.xlsx.read import Identity, Reading, identity, open_workbook, read_forms
from dieuhanh.reporting.xlsx.sniff import NotAWorkbook


@dataclass(frozen=True)
class Uploaded:
    """What came of an upload: the kept file, its faults (none: it was taken), and the saved report."""

    upload: Upload
    faults: Sequence[Fault]
    saved: Saved | None

    @property
    def taken(self) -> bool:
        """Whether the figures are in the report now."""
        return self.saved is not None


def workbook_for(assignment_id: UUID, *, by: Actor) -> tuple[str, bytes]:
    """The name and bytes of the workbook made for this body and period, with every figure already held. Six statements."""
    assignment = access_assignment(by, assignment_id)
    submission = submission_of(assignment)
    filling = filling_of(assignment, submission)
    version = assignment.regime_version
    named = labels([assignment.respondent_id], assignment.opening.data_to)[assignment.respondent_id]
    book = Book(
        assignment_id=assignment.id,
        number=assignment.number,
        regime=Text(version.name_vi, version.name_en),
        body=Text(named.name_vi, named.name_en),
        period=filling.period.name,
        data_from=assignment.opening.data_from,
        data_to=assignment.opening.data_to,
        due_on=assignment.due_on,
        guidance=Text(version.guidance_vi, version.guidance_en),
        forms=[_form_book(one) for one in filling.forms.values()],
        outline=filling.outline,
        narrative=submission.narrative,
        simulated=assignment.simulated,
    )
    return f"{assignment.number}.xlsx", make_workbook(book)


def _form_book(form: FormFilling) -> FormBook:
    held = frozenset(place for place in form.held if form.source_of(place) == "held")
    return FormBook(form.layout, form.form.number, form.form.content_hash, form.completed(), held)


def upload_workbook(
    assignment_id: UUID, *, by: Actor, name: str, content: bytes, at: datetime | None = None
) -> Uploaded:
    """Take an uploaded workbook: all of it, or nothing.

    A workbook that is not this assignment's raises `Invalid` with one clear sentence. One with faults is
    kept for its owner with every faulty cell marked; the report stays as it was.

    Raises Missing, Refused, Conflict (not the stage for it), Invalid (not a workbook, not this one's).
    """
    assignment = access_assignment(by, assignment_id)
    submission = submission_of(assignment)
    judge(ACTIONS["save"], assignment, submission, by=by)
    language = lang()
    try:
        workbook = open_workbook(content, largest=settings.UPLOAD_BYTES)
        try:
            filling = filling_of(assignment, submission)
            _check_identity(identity(workbook), assignment, filling)
            reading = read_forms(
                workbook, [one.layout for one in filling.forms.values()], filling.outline, language
            )
        finally:
            workbook.close()
    except NotAWorkbook as error:
        raise Invalid(
            error.text.of(language),
            faults=[Fault(error.text.of(language), field="file", value=name[:80])],
            code="not-a-workbook",
        ) from error
    return _take(assignment, submission, filling, reading, by=by, name=name, content=content, at=at)


def _check_identity(said: Identity, assignment: Assignment, filling: Filling) -> None:
    """Refuse a workbook made for another body, another period, or from another version of the form."""
    language = lang()
    if said.assignment_id != assignment.id:
        text = Text(
            f"Tệp này là biểu của {said.number or 'báo cáo khác'}, không phải của {assignment.number}; hãy tải lên đúng nơi.",
            f"This workbook belongs to {said.number or 'another report'}, not to {assignment.number}; upload it there.",
        )
        raise Invalid(
            text.of(language),
            faults=[Fault(text.of(language), field="file", value=said.number[:80])],
            code="other-assignment",
        )
    for code, form in filling.forms.items():
        if said.forms.get(code) != f"{form.form.number}:{form.form.content_hash}":
            text = Text(
                f"Biểu {code} trong tệp là phiên bản cũ hoặc đã bị sửa; hãy tải biểu mới của kỳ này rồi chép số sang.",
                f"Form {code} in this workbook is an old or altered version; download this period's form and copy your figures.",
            )
            raise Invalid(
                text.of(language),
                faults=[Fault(text.of(language), sheet=code, field="file")],
                code="other-version",
            )


def _take(
    assignment: Assignment,
    submission: Submission,
    filling: Filling,
    reading: Reading,
    *,
    by: Actor,
    name: str,
    content: bytes,
    at: datetime | None,
) -> Uploaded:
    proposed = _proposed(filling, submission, reading)
    errors = [one for one in proposed.findings() if one.level == "error" and one.code != "SECTION"]
    unread = {(fault.sheet, fault.row, fault.column) for fault in reading.faults}
    faults = [
        *reading.faults,
        *(one for one in faults_of(proposed, errors) if (one.sheet, one.row, one.column) not in unread),
    ]
    faults = _in_order(faults)
    with transaction.atomic():
        bad = {(fault.sheet, fault.row, fault.column) for fault in faults}
        upload = Upload.objects.create(
            assignment=assignment,
            person_id=by.person_id,
            token_id=by.token_id,
            name=name[:200] or "upload.xlsx",
            content=content,
            marked=mark_workbook(content, faults) if faults else None,
            sha256=sha256(content).hexdigest(),
            state=Upload.State.FAULTY if faults else Upload.State.TAKEN,
            faults=[fault.as_dict() for fault in faults],
            cells_read=reading.read,
            cells_good=max(0, reading.read - len(bad)),
            at=moment_of(by, at),
        )
        if faults:
            return Uploaded(upload, faults, None)
        saved = save_figures(
            assignment.id,
            by=by,
            cells={code: _as_given(cells) for code, cells in reading.cells.items()},
            narrative=reading.narrative,
            draft=submission.draft,
            check=True,
            at=at,
        )
    return Uploaded(upload, [], saved)


def _proposed(filling: Filling, submission: Submission, reading: Reading) -> Filling:
    """The report as it would be with the workbook's figures: what the checks are run on before anything is written."""
    forms = {
        code: FormFilling(
            form.form,
            {**form.entered, **reading.cells.get(code, {})},
            _unless_emptied(form, reading.cells.get(code, {})),
            form.history,
        )
        for code, form in filling.forms.items()
    }
    imagined = Submission(
        assignment=filling.assignment,
        version=submission.version,
        narrative={**submission.narrative, **reading.narrative},
        notes=submission.notes,
    )
    return Filling(filling.assignment, imagined, forms, filling.outline, filling.period)


def _unless_emptied(form: FormFilling, read: Cells) -> Cells:
    """Held figures, except where the official emptied the cell: that is a missing figure, not the held one."""
    return {
        place: value for place, value in form.held.items() if place not in read or read[place] is not None
    }


def _as_given(cells: Cells) -> dict[str, dict[str, Decimal | None]]:
    given: dict[str, dict[str, Decimal | None]] = {}
    for (row, column), value in cells.items():
        given.setdefault(row, {})[column] = value
    return given


def _in_order(faults: list[Fault]) -> list[Fault]:
    return sorted(
        faults, key=lambda one: (one.sheet or "", one.row or 0, len(one.column or ""), one.column or "")
    )


def access_upload(upload_id: UUID, *, by: Actor) -> Upload:
    """A kept upload, for the one who made it. Raises `Missing` for anybody else."""
    rows = Upload.objects.select_related("assignment").filter(pk=upload_id)
    mine = (
        rows.filter(token_id=by.token_id)
        if by.token_id
        else rows.filter(person_id=by.person_id, token_id__isnull=True)
    )
    found = mine.first()
    if found is None or (by.person_id is None and by.token_id is None):
        raise Missing(_("There is no such file."))
    return found
