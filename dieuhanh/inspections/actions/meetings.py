"""A frozen meeting: leads explain, it opens, each item is concluded, the notice is signed and its tasks are given."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from dieuhanh.config.actor import Actor
from dieuhanh.config.clock import day_of, moment_of
from dieuhanh.config.errors import Conflict, Missing, Refused
from dieuhanh.directives.actions.directives import check_directive, publish
from dieuhanh.inspections import paper
from dieuhanh.inspections.actions.moves import move, needed, take_meeting
from dieuhanh.inspections.actions.signing import NOTICE, keep
from dieuhanh.inspections.models import AgendaItem, Explanation, Meeting
from dieuhanh.inspections.queries.access import serves
from dieuhanh.inspections.queries.meetings import meeting_record
from dieuhanh.inspections.rules.agenda import end_of
from dieuhanh.signing.actions import sign_pdf


def _item(row: Meeting, number: int) -> AgendaItem:
    found = AgendaItem.objects.filter(meeting=row, number=number).first() if 0 < number < 32768 else None
    if found is None:
        raise Missing(_("The agenda has no such item."))
    return found


@transaction.atomic
def explain(meeting_id: UUID, *, by: Actor, item: int, text: str, at: datetime | None = None) -> Explanation:
    """The lead of an item's task explains. After the day it is due it is taken all the same, and marked late."""
    row, _arrow = take_meeting(meeting_id, "explain", by=by)
    found = _item(row, item)
    if found.lead_id is None or not serves(by, [found.lead_id]):
        raise Refused(_("You do not serve this body."), code="workflow-side")
    said = needed(text, "text", _("Write the explanation."))
    moment = moment_of(by, at)
    late = row.explanations_due_on is not None and moment > end_of(row.explanations_due_on)
    details = {"item": item, "late": late}
    made = Explanation(
        item=found,
        text=said,
        at=moment,
        late=late,
        by_name=by.name,
        by_position=by.position,
        simulated=by.simulated,
    )
    about = found.lead_id
    made.entry_id = move(
        row,
        "explain",
        "explained",
        by=by,
        moment=moment,
        note=said,
        about=about,
        details=details,
        rows=[made],
    )
    made.save(force_insert=True)
    return made


@transaction.atomic
def open_meeting(meeting_id: UUID, *, by: Actor, at: datetime | None = None) -> Meeting:
    """Open the meeting, on its day or after; its page stays open with live figures beside the frozen ones."""
    moment = moment_of(by, at)
    row, arrow = take_meeting(meeting_id, "open", by=by, day=day_of(moment))
    row.next_at = None
    move(row, "open", "opened", by=by, moment=moment, target=arrow.target)
    return row


@transaction.atomic
def note(meeting_id: UUID, *, by: Actor, item: int, text: str, at: datetime | None = None) -> AgendaItem:
    """Put down what the meeting concluded of an item; said again it replaces, and the history keeps both."""
    row, _arrow = take_meeting(meeting_id, "note", by=by)
    found = _item(row, item)
    found.conclusion = needed(text, "text", _("Write the conclusion."), 4000)
    found.save(update_fields=["conclusion"])
    move(
        row,
        "note",
        "item_concluded",
        by=by,
        moment=moment_of(by, at),
        note=found.conclusion,
        about=found.lead_id,
        details={"item": item},
        rows=[found],
    )
    return found


@sensitive_variables("passphrase")
def conclude_meeting(
    meeting_id: UUID, *, by: Actor, text: str, passphrase: str, at: datetime | None = None
) -> Meeting:
    """Conclude: the notice is signed, and its tasks are checked by this second person and given, before the meeting ends.

    The paper is signed before the row is locked, and the locked row is judged again. Raises also what
    `signing.sign_pdf`, `directives.check_directive` and `publish` raise.
    """
    needed(passphrase, "passphrase", _("Enter the passphrase of your signature."), 1000)
    said = needed(text, "text", _("Write the conclusions."))
    row, _arrow = take_meeting(meeting_id, "conclude", by=by, lock=False)
    moment = moment_of(by, at)
    signed = sign_pdf(
        paper.notice_pdf(meeting_record(by, row), by=by, number=row.notice_number, text=said, on=moment),
        by=by,
        passphrase=passphrase,
        reason_vi=f"Ký thông báo kết luận {row.notice_number}",
        subject_type="inspections.meeting",
        subject_id=row.id,
        at=at if by.simulated else None,
    )
    with transaction.atomic():
        locked, arrow = take_meeting(meeting_id, "conclude", by=by)
        if locked.changed_at != row.changed_at or locked.notice_id is None:
            raise Conflict(_("The record changed while it was being signed; look at it again."))
        check_directive(locked.notice_id, by=by, at=at)
        publish(locked.notice_id, by=by, at=at)
        locked.conclusion = said
        kept = keep(locked, NOTICE, locked.notice_number, signed, by=by, moment=moment)
        move(
            locked,
            "conclude",
            "concluded",
            by=by,
            moment=moment,
            target=arrow.target,
            note=said,
            details={
                "notice": locked.notice_number,
                "file_sha256": kept.sha256,
                "signature": str(kept.signature_id),
            },
            rows=[kept],
        )
    return locked
