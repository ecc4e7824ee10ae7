"""An action by its name, with what pages and the API hand in: the one door to the tables' verbs."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from dieuhanh.config.actor import Actor
from dieuhanh.config.errors import Fault, Invalid, Missing
from dieuhanh.inspections.actions import agendas, answering, meetings, planning, proposing, session, signing
from dieuhanh.inspections.models import Inspection, Meeting
from dieuhanh.inspections.rules.records import NewFinding, NewFollowUp, NewInspection


@dataclass(frozen=True, slots=True)
class Handed:
    """Everything an action may need; each takes its own."""

    text: str = ""
    reason: str = ""
    document: str = ""
    body: str = ""
    due_on: date | None = None
    held_on: date | None = None
    held_at: datetime | None = None
    question: int | None = None
    item: int | None = None
    follow_up_number: int | None = None
    tasks: Sequence[str] = ()
    passphrase: str = field(default="", repr=False)
    figures: Mapping[str, Decimal | None] = field(default_factory=dict)
    withdrawn: Mapping[str, str] = field(default_factory=dict)
    file_name: str = ""
    file: bytes = field(default=b"", repr=False)
    finding: NewFinding | None = None
    follow_up: NewFollowUp | None = None
    inspection: NewInspection | None = None


def _given(value: Any, name: str) -> Any:
    if value is None:
        message = _("“%(name)s” is missing.") % {"name": name}
        raise Invalid(message, faults=[Fault(message, field=name)])
    return value


Verb = Callable[[UUID, Actor, Handed, datetime | None], Any]
_INSPECTION: dict[str, Verb] = {
    "change": lambda pk, by, one, at: planning.change(pk, _given(one.inspection, "inspection"), by=by, at=at),
    "ask": lambda pk, by, one, at: planning.ask(pk, one.text, by=by, body=one.body, at=at),
    "announce": lambda pk, by, one, at: planning.announce(pk, by=by, due_on=one.due_on, at=at),
    "retake": lambda pk, by, one, at: planning.retake(pk, by=by, at=at),
    "move_day": lambda pk, by, one, at: planning.move_day(
        pk, _given(one.held_on, "held_on"), by=by, reason=one.reason, at=at
    ),
    "cancel": lambda pk, by, one, at: planning.cancel(pk, by=by, reason=one.reason, at=at),
    "hand_in": lambda pk, by, one, at: answering.hand_in(
        pk,
        by=by,
        body=one.body,
        text=one.text,
        figures=one.figures,
        withdrawn=one.withdrawn,
        file_name=one.file_name,
        file=one.file,
        at=at,
    ),
    "answer": lambda pk, by, one, at: answering.answer(
        pk, by=by, body=one.body, question=_given(one.question, "question"), text=one.text, at=at
    ),
    "open": lambda pk, by, one, at: session.open_session(pk, by=by, at=at),
    "find": lambda pk, by, one, at: session.find(pk, _given(one.finding, "finding"), by=by, at=at),
    "propose": lambda pk, by, one, at: proposing.propose(
        Inspection, pk, _given(one.follow_up, "follow_up"), by=by, at=at
    ),
    "drop": lambda pk, by, one, at: proposing.drop(
        Inspection, pk, _given(one.follow_up_number, "follow_up"), by=by, at=at
    ),
    "draft_notice": lambda pk, by, one, at: proposing.draft_notice(
        Inspection, pk, by=by, document=one.document, at=at
    ),
    "conclude": lambda pk, by, one, at: session.conclude(pk, by=by, text=one.text, at=at),
    "sign": lambda pk, by, one, at: signing.sign_report(
        pk, by=by, number=one.document, passphrase=one.passphrase, at=at
    ),
    "close": lambda pk, by, one, at: session.close(pk, by=by, at=at),
}
_MEETING: dict[str, Verb] = {
    "choose": lambda pk, by, one, at: agendas.choose(pk, one.tasks, by=by, reason=one.reason, at=at),
    "leave_out": lambda pk, by, one, at: agendas.leave_out(pk, _given(one.item, "item"), by=by, at=at),
    "freeze": lambda pk, by, one, at: agendas.freeze(pk, by=by, at=at),
    "move_day": lambda pk, by, one, at: agendas.move_day(
        pk, _given(one.held_at, "held_at"), by=by, reason=one.reason, at=at
    ),
    "cancel": lambda pk, by, one, at: agendas.cancel_meeting(pk, by=by, reason=one.reason, at=at),
    "explain": lambda pk, by, one, at: meetings.explain(
        pk, by=by, item=_given(one.item, "item"), text=one.text, at=at
    ),
    "open": lambda pk, by, one, at: meetings.open_meeting(pk, by=by, at=at),
    "note": lambda pk, by, one, at: meetings.note(
        pk, by=by, item=_given(one.item, "item"), text=one.text, at=at
    ),
    "propose": lambda pk, by, one, at: proposing.propose(
        Meeting, pk, _given(one.follow_up, "follow_up"), by=by, at=at
    ),
    "drop": lambda pk, by, one, at: proposing.drop(
        Meeting, pk, _given(one.follow_up_number, "follow_up"), by=by, at=at
    ),
    "draft_notice": lambda pk, by, one, at: proposing.draft_notice(
        Meeting, pk, by=by, document=one.document, at=at
    ),
    "conclude": lambda pk, by, one, at: meetings.conclude_meeting(
        pk, by=by, text=one.text, passphrase=one.passphrase, at=at
    ),
}


def act_on_inspection(
    inspection_id: UUID, action: str, *, by: Actor, handed: Handed, at: datetime | None = None
) -> None:
    """Take an action of the inspections' table. Raises `Missing` for an action that is none, and what the action raises."""
    if action not in _INSPECTION:
        raise Missing(_("There is no such action."))
    _INSPECTION[action](inspection_id, by, handed, at)


def act_on_meeting(
    meeting_id: UUID, action: str, *, by: Actor, handed: Handed, at: datetime | None = None
) -> None:
    """Take an action of the meetings' table. Raises `Missing` for an action that is none, and what the action raises."""
    if action not in _MEETING:
        raise Missing(_("There is no such action."))
    _MEETING[action](meeting_id, by, handed, at)
