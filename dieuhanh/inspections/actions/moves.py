"""How an inspection or a meeting moves: lock the row, judge the locked row, write it, its history and its ledger entry."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Model
from django.utils.translation import gettext as _

from dieuhanh.config.actor import Actor
from dieuhanh.config.errors import Fault, Invalid
from dieuhanh.config.language import lang
from dieuhanh.config.text import nfc
from dieuhanh.deadlines.rules import RuleFault
from dieuhanh.directives.marked import refuse_marked
from dieuhanh.inspections.models import InspectedBody, Inspection, Meeting, Move
from dieuhanh.inspections.queries.access import access_inspection, access_meeting, standing_of
from dieuhanh.inspections.rules.offering import offer
from dieuhanh.inspections.rules.workflow import INSPECTION_ACTIONS, MEETING_ACTIONS, Arrow
from dieuhanh.ledger.actions import append
from dieuhanh.ledger.held import held
from dieuhanh.organisations.authority import raise_unless

LONGEST_TEXT = 20_000


def take_inspection(
    inspection_id: UUID, action: str, *, by: Actor, lock: bool = True, day: date | None = None
) -> tuple[Inspection, Arrow]:
    """The locked inspection, once the arrow is open to `by` on `day` (today where none is given). Three to five statements.

    Raises Missing, Refused (not his to do), Conflict (not the stage for it, or something else stands between).
    """
    arrow = INSPECTION_ACTIONS[action]
    row = access_inspection(by, inspection_id, lock=lock)
    raise_unless(offer(arrow, row.state, standing_of(by, row, arrow, day=day)))
    return row, arrow


def take_meeting(
    meeting_id: UUID, action: str, *, by: Actor, lock: bool = True, day: date | None = None
) -> tuple[Meeting, Arrow]:
    """The locked meeting, once the arrow is open to `by`. Three to five statements. Raises as `take_inspection`."""
    arrow = MEETING_ACTIONS[action]
    row = access_meeting(by, meeting_id, lock=lock)
    raise_unless(offer(arrow, row.state, standing_of(by, row, arrow, day=day)))
    return row, arrow


def needed(value: str, field: str, message: str, longest: int = LONGEST_TEXT) -> str:
    """A text that must be given, in NFC. Raises `Invalid` with the field and what to write."""
    text = nfc(value).strip()
    if not text:
        raise Invalid(message, faults=[Fault(message, field=field)])
    if len(text) > longest:
        said = _("This is too long; at most %(most)d characters.") % {"most": longest}
        raise Invalid(said, faults=[Fault(said, field=field)])
    refuse_marked(field, text)
    return text


def raise_faults(found: Iterable[RuleFault | Fault]) -> None:
    """Raise `Invalid` with every fault; nothing when there is none."""
    faults = [
        Fault(one.text.of(lang()), field=one.field, value=one.value or None)
        if isinstance(one, RuleFault)
        else one
        for one in found
    ]
    if faults:
        raise Invalid(faults[0].message, faults=faults)


def next_code(model: type[Inspection] | type[Meeting], year: int) -> str:
    """The next code of the year (`KT-2020-07`, `HOP-2020-07`), never used again. Two statements.

    The lock lasts for the transaction: two who plan at once get two codes.
    """
    stem = f"{'KT' if model is Inspection else 'HOP'}-{year}-"
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 11))", [stem])
        cursor.execute(
            f"SELECT COALESCE(max(substr(code, %s)::int), 0) FROM {model._meta.db_table} WHERE code LIKE %s",
            [len(stem) + 1, f"{stem}%"],
        )
        return f"{stem}{cursor.fetchone()[0] + 1:02}"


def move(
    row: Inspection | Meeting,
    action: str,
    past: str,
    *,
    by: Actor,
    moment: datetime,
    target: str | None = None,
    note: str = "",
    body: InspectedBody | None = None,
    about: UUID | None = None,
    details: Mapping[str, Any] | None = None,
    before: str | None = None,
    rows: Sequence[Model] = (),
    gone: Sequence[str] = (),
) -> UUID:
    """Write a move that was judged already: the row, the history, the entry; gives the entry's id. Three statements.

    `rows`: what else this move wrote or is about to write, `gone` (by `key_of`) what it took away, so that the entry says what each must be.

    `body` (or `about`, the organisation itself): whom the move concerns; an entry about nobody concerns the office.
    """
    was = row.state if before is None else before
    row.state = target or row.state
    row.changed_at = moment
    row.save()
    thing = "inspection" if isinstance(row, Inspection) else "meeting"
    concerned = body.organisation_id if body is not None else about
    made = Move(
        inspection=row if isinstance(row, Inspection) else None,
        meeting=row if isinstance(row, Meeting) else None,
        action=action,
        from_state=was,
        to_state=row.state,
        at=moment,
        person_id=by.person_id,
        appointment_id=by.appointment_id,
        by_name=by.name,
        by_position=by.position,
        body_id=concerned,
        note=note,
        details=dict(details or {}),
    )
    made.entry_id = append(
        f"inspections.{thing}.{past}",
        by=by,
        subject_type=f"inspections.{thing}",
        subject_id=row.id,
        organisation_id=concerned or row.office_id,
        body={
            "code": row.code,
            "from": was,
            "to": row.state,
            **({"note": note} if note else {}),
            **({"body": body.code} if body is not None else {}),
            **(details or {}),
            **({"simulated": True} if row.simulated else {}),
            **held(row, [*rows, made], gone),
        },
    )
    made.save(force_insert=True)
    return made.entry_id
