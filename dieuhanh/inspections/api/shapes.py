"""What the room's API takes in, and how it becomes what the actions want."""

import base64
import binascii
import datetime as dt
from decimal import Decimal
from typing import Annotated

from django.utils.translation import gettext as _
from ninja import Schema
from pydantic import Field

from dieuhanh.config.errors import Fault, Invalid
from dieuhanh.inspections.actions.agendas import NewMeeting
from dieuhanh.inspections.actions.dispatch import Handed
from dieuhanh.inspections.rules.records import Member, NewFinding, NewFollowUp, NewInspection

Short = Annotated[str, Field(max_length=200)]
Code = Annotated[str, Field(max_length=40)]
Line = Annotated[str, Field(max_length=400)]
Long = Annotated[str, Field(max_length=20_000)]
Number = Annotated[int, Field(ge=1, le=32767)]
Claimed = Annotated[Decimal, Field(max_digits=20, decimal_places=6)]


class MemberIn(Schema):
    """One of the team: `role` is head, deputy or member."""

    role: Code
    name: Short
    position: Short = ""


class InspectionIn(Schema):
    """An inspection as planned; `office` and `bodies` are codes of bodies as they stand on `held_on`."""

    title: Line
    held_on: dt.date
    office: Code
    bodies: Annotated[list[Code], Field(max_length=100)] = []
    topics: Annotated[list[Code], Field(max_length=20)] = []
    decision: Short = ""
    decided_on: dt.date | None = None
    held_to: dt.date | None = None
    team: Annotated[list[MemberIn], Field(max_length=60)] = []

    def given(self) -> NewInspection:
        """As the action takes it."""
        values = self.model_dump(exclude={"team"})
        return NewInspection(**values, team=[Member(one.role, one.name, one.position) for one in self.team])


class FindingIn(Schema):
    """A finding: nature, degree, cause and responsibility, all four."""

    body: Code
    text: Long
    nature: Code
    degree: Code
    cause: Code
    responsibility: Annotated[str, Field(max_length=1000)]
    topic: Code = "other"


class FollowUpIn(Schema):
    """A task proposed: who, what, by when."""

    body: Code
    content: Annotated[str, Field(max_length=4000)]
    due_on: dt.date
    kind: Code = "action"
    product_words: Annotated[str, Field(max_length=1000)] = ""
    item: Number | None = None


class ActionIn(Schema):
    """What an action may need; each takes its own. `number` names a proposed task to drop; `file_base64` is a PDF.

    `withdrawn`: why a claim made before is left out of `figures`, by the figure's code.
    """

    text: Long = ""
    reason: Annotated[str, Field(max_length=4000)] = ""
    document: Short = ""
    body: Code = ""
    due_on: dt.date | None = None
    held_on: dt.date | None = None
    held_at: dt.datetime | None = None
    question: Number | None = None
    item: Number | None = None
    number: Number | None = None
    tasks: Annotated[list[Line], Field(max_length=100)] = []
    passphrase: Annotated[str, Field(max_length=1000)] = ""
    figures: Annotated[dict[Code, Claimed], Field(max_length=100)] = {}
    withdrawn: Annotated[dict[Code, Annotated[str, Field(max_length=1000)]], Field(max_length=100)] = {}
    file_name: Short = ""
    file_base64: Annotated[str, Field(max_length=28_000_000)] = ""
    finding: FindingIn | None = None
    follow_up: FollowUpIn | None = None
    inspection: InspectionIn | None = None

    def handed(self) -> Handed:
        """As the actions take it. Raises `Invalid` where the file is not base64."""
        try:
            content = base64.b64decode(self.file_base64, validate=True)
        except (binascii.Error, ValueError) as error:
            message = _("The file is not base64.")
            raise Invalid(message, faults=[Fault(message, field="file_base64")]) from error
        return Handed(
            text=self.text,
            reason=self.reason,
            document=self.document,
            body=self.body,
            due_on=self.due_on,
            held_on=self.held_on,
            held_at=self.held_at,
            question=self.question,
            item=self.item,
            follow_up_number=self.number,
            tasks=self.tasks,
            passphrase=self.passphrase,
            figures=dict(self.figures),
            withdrawn=dict(self.withdrawn),
            file_name=self.file_name,
            file=content,
            finding=NewFinding(**self.finding.model_dump()) if self.finding else None,
            follow_up=NewFollowUp(**self.follow_up.model_dump()) if self.follow_up else None,
            inspection=self.inspection.given() if self.inspection else None,
        )


class MeetingIn(Schema):
    """A meeting as planned; `held_at` with its offset from UTC."""

    title: Line
    held_at: dt.datetime
    office: Code
    place: Annotated[str, Field(max_length=300)] = ""

    def given(self) -> NewMeeting:
        """As the action takes it."""
        return NewMeeting(self.title, self.held_at, self.office, self.place)


class WeightsIn(Schema):
    """The weights of candidates from now on, one for each signal, and why."""

    weights: Annotated[dict[Code, Annotated[int, Field(ge=-1000, le=1000)]], Field(max_length=10)]
    reason: Annotated[str, Field(max_length=4000)] = ""
