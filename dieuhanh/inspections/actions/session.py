"""The session and after: open it, put down findings, conclude (the tasks of the notice are given), close."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from dieuhanh.config.actor import Actor
from dieuhanh.config.clock import day_of, moment_of
from dieuhanh.config.text import nfc
from dieuhanh.directives.actions.directives import check_directive, publish
from dieuhanh.inspections.actions.moves import move, needed, raise_faults, take_inspection
from dieuhanh.inspections.models import Finding, Inspection
from dieuhanh.inspections.queries.access import access_body
from dieuhanh.inspections.rules.records import NewFinding, finding_faults


@transaction.atomic
def open_session(inspection_id: UUID, *, by: Actor, at: datetime | None = None) -> Inspection:
    """Open the session, on its day or after. Who has not reported or answered is shown as silent from now on."""
    moment = moment_of(by, at)
    row, arrow = take_inspection(inspection_id, "open", by=by, day=day_of(moment))
    move(row, "open", "opened", by=by, moment=moment, target=arrow.target)
    return row


@transaction.atomic
def find(inspection_id: UUID, new: NewFinding, *, by: Actor, at: datetime | None = None) -> Finding:
    """Put down what was found at a body: nature, degree, cause and responsibility, all four. Raises Invalid otherwise."""
    row, _arrow = take_inspection(inspection_id, "find", by=by)
    raise_faults(finding_faults(new))
    body = access_body(by, row, new.body)
    text = needed(new.text, "text", _("Say what was found."))
    who = needed(new.responsibility, "responsibility", _("Say whose responsibility it is."), 1000)
    moment = moment_of(by, at)
    details = {
        "topic": new.topic,
        "nature": new.nature,
        "degree": new.degree,
        "cause": new.cause,
        "responsibility": who,
    }
    made = Finding(body=body, text=text, at=moment, by_name=by.name, simulated=by.simulated, **details)
    made.entry_id = move(
        row, "find", "found", by=by, moment=moment, body=body, note=text, details=details, rows=[made]
    )
    made.save(force_insert=True)
    return made


@transaction.atomic
def conclude(inspection_id: UUID, *, by: Actor, text: str, at: datetime | None = None) -> Inspection:
    """Conclude: the notice's tasks are checked by this second person and given, in the same transaction.

    Raises also what `directives.check_directive` and `publish` raise.
    """
    row, arrow = take_inspection(inspection_id, "conclude", by=by)
    row.conclusion = needed(text, "text", _("Write the conclusions."))
    moment = moment_of(by, at)
    if row.notice_id is not None:
        check_directive(row.notice_id, by=by, at=at)
        publish(row.notice_id, by=by, at=at)
    details = {"notice": row.notice_number} if row.notice_number else {}
    move(
        row,
        "conclude",
        "concluded",
        by=by,
        moment=moment,
        target=arrow.target,
        note=nfc(row.conclusion),
        details=details,
    )
    return row


@transaction.atomic
def close(inspection_id: UUID, *, by: Actor, at: datetime | None = None) -> Inspection:
    """Close it: only when every task that came of it is verified, or withdrawn by document."""
    row, arrow = take_inspection(inspection_id, "close", by=by)
    move(row, "close", "closed", by=by, moment=moment_of(by, at), target=arrow.target)
    return row
