"""What an inspected body does: hands in its report (a claim), answers questions."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from hashlib import sha256
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from dieuhanh.config.actor import Actor
from dieuhanh.config.clock import moment_of
from dieuhanh.config.errors import Fault, Invalid, Missing, Refused
from dieuhanh.config.text import nfc
from dieuhanh.directives.marked import refuse_marked, refuse_marked_file
from dieuhanh.inspections.actions.moves import move, needed, raise_faults, take_inspection
from dieuhanh.inspections.models import Answer, BodyReport, InspectedBody, Inspection, Question
from dieuhanh.inspections.queries.access import access_body, serves
from dieuhanh.inspections.rules.agenda import end_of
from dieuhanh.inspections.rules.claims import withdrawn_claims
from dieuhanh.inspections.rules.figures import kinds_of
from dieuhanh.signing.queries import verify_pdf

MOST_REPORTS = 50
LARGEST_CLAIM = Decimal(10) ** 12


def _of_mine(by: Actor, row: Inspection, code: str) -> InspectedBody:
    """The body by its code, where `by` may answer for it. Raises Missing, Refused."""
    body = access_body(by, row, code)
    if not serves(by, [body.organisation_id]):
        raise Refused(_("You do not serve this body."), code="workflow-side")
    return body


@transaction.atomic
def hand_in(
    inspection_id: UUID,
    *,
    by: Actor,
    body: str,
    text: str,
    figures: Mapping[str, Decimal | None] | None = None,
    withdrawn: Mapping[str, str] | None = None,
    file_name: str = "",
    file: bytes = b"",
    at: datetime | None = None,
) -> BodyReport:
    """A body's report: text, what it claims of each figure, and its file. A later one stands beside the earlier.

    Handed in after the day it is due it is taken all the same, and marked late. A claim made before is made again, or
    left out with the reason in `withdrawn`, by the figure's code. Raises Invalid for a claim dropped without one, a figure
    that is none of the inspection's, or a file that is no PDF.
    """
    row, _arrow = take_inspection(inspection_id, "hand_in", by=by)
    mine = _of_mine(by, row, body)
    said = needed(text, "text", _("Write the report, or sum it up where a file is sent."))
    claimed = {name: value for name, value in (figures or {}).items() if value is not None}
    last = BodyReport.objects.filter(body=mine).defer("file_content").order_by("-version").first()
    kept = {name: f"{value.normalize():f}" for name, value in claimed.items() if value.is_finite()}
    reasons = {name: nfc(one) for name, one in (withdrawn or {}).items()}
    taken_back, faults = (
        withdrawn_claims(last.version, last.figures, last.withdrawn, kept, reasons) if last else ({}, [])
    )
    raise_faults([*_figure_faults(row, claimed), *_file_faults(file), *faults])
    refuse_marked("withdrawn", *reasons.values())
    refuse_marked("file", file_name)
    if file:
        refuse_marked_file("file", file)
    moment = moment_of(by, at)
    version = last.version + 1 if last else 1
    if version > MOST_REPORTS:
        raise Invalid(_("At most %(most)d reports of one body.") % {"most": MOST_REPORTS})
    gone = {name: one.to_dict() for name, one in taken_back.items()}
    late = row.report_due_on is not None and moment > end_of(row.report_due_on)
    hashed = sha256(file).hexdigest() if file else ""
    details = {"version": version, "figures": kept, "late": late, "file_sha256": hashed}
    details |= {"withdrawn": gone} if gone else {}
    made = BodyReport(
        body=mine,
        version=version,
        text=said,
        figures=kept,
        withdrawn=gone,
        file_name=(nfc(file_name)[-200:] or "bao-cao.pdf") if file else "",
        file_sha256=hashed,
        file_content=file or None,
        signature=verify_pdf(file, organisation_id=mine.organisation_id).as_dict() if file else None,
        at=moment,
        late=late,
        by_name=by.name,
        by_position=by.position,
        simulated=by.simulated,
    )
    made.entry_id = move(
        row, "hand_in", "report_handed_in", by=by, moment=moment, body=mine, details=details, rows=[made]
    )
    made.save(force_insert=True)
    return made


def _figure_faults(row: Inspection, claimed: Mapping[str, Decimal]) -> list[Fault]:
    known = {one.code: one for one in kinds_of(row.topics)}
    faults = [
        Fault(_("This inspection asks for no figure %(code)s.") % {"code": name[:20]}, field=name[:20])
        for name in claimed
        if name not in known
    ]
    for name, value in claimed.items():
        kind = known.get(name)
        if kind is None:
            continue
        whole = kind.is_rate or value == value.to_integral_value()
        if (
            not value.is_finite()
            or value < 0
            or value > (100 if kind.is_rate else LARGEST_CLAIM)
            or not whole
        ):
            said = _("Give a rate from 0 to 100.") if kind.is_rate else _("Give a whole number, 0 or more.")
            faults.append(Fault(said, field=name, value=str(value)[:40]))
    return faults


def _file_faults(file: bytes) -> list[Fault]:
    return (
        [Fault(_("The file must be a PDF."), field="file")] if file and not file.startswith(b"%PDF-") else []
    )


@transaction.atomic
def answer(
    inspection_id: UUID, *, by: Actor, body: str, question: int, text: str, at: datetime | None = None
) -> Answer:
    """Answer a question, by its number, for a body. A later answer stands beside the earlier one."""
    row, _arrow = take_inspection(inspection_id, "answer", by=by)
    mine = _of_mine(by, row, body)
    asked = Question.objects.filter(inspection=row, number=question).first() if 0 < question < 32768 else None
    if asked is None or asked.body_id not in (None, mine.id):
        raise Missing(_("There is no such question to this body."))
    said = needed(text, "text", _("Write the answer."))
    moment = moment_of(by, at)
    details = {"question": question}
    made = Answer(
        question=asked,
        body=mine,
        text=said,
        at=moment,
        by_name=by.name,
        by_position=by.position,
        simulated=by.simulated,
    )
    made.entry_id = move(
        row, "answer", "answered", by=by, moment=moment, note=said, body=mine, details=details, rows=[made]
    )
    made.save(force_insert=True)
    return made
