"""What the room's API takes in, and how it becomes what the actions want."""

import base64
import binascii
import datetime as dt
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from django.utils.translation import gettext as _
from ninja import Schema
from pydantic import Field

from dieuhanh.config.errors import Fault, Invalid
from dieuhanh.directives.actions.dispatch import Handed
from dieuhanh.directives.actions.parts import Part
from dieuhanh.directives.rules.drafts import NewCoordinator, NewDirective, NewTask
from dieuhanh.directives.rules.evidence import EvidenceKind, Given
from dieuhanh.directives.rules.photographs import Photo

Short = Annotated[str, Field(max_length=200)]
Code = Annotated[str, Field(max_length=40)]
Long = Annotated[str, Field(max_length=4000)]
Bytes64 = Annotated[str, Field(max_length=28_000_000)]


def _bytes(text: str, field: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        message = _("The file is not base64.")
        raise Invalid(message, faults=[Fault(message, field=field)]) from error


class DirectiveIn(Schema):
    """A document: `issuer` and `assigner` are codes of bodies as they stood on the day it was signed."""

    symbol: Short
    kind: Code
    signed_on: dt.date
    assigner: Code
    title: Long = ""
    issuer: Code = ""
    signer: Short = ""
    signed_precision: Code = "day"
    received_on: dt.date | None = None
    text: Annotated[str, Field(max_length=2_000_000)] = ""
    source: Long = ""
    evidence_mark: Annotated[str, Field(max_length=1)] = ""

    def given(self) -> NewDirective:
        """As the action takes it."""
        return NewDirective(**self.model_dump())


class CoordinatorIn(Schema):
    """A co-ordinating body by code, or in the document's own words."""

    code: Code = ""
    words: Annotated[str, Field(max_length=400)] = ""
    due_on: dt.date | None = None


class AudienceIn(Schema):
    """A class of bodies, by kinds and codes: each of them gets a task of its own."""

    kinds: Annotated[list[Code], Field(max_length=20)] = []
    codes: Annotated[list[Code], Field(max_length=500)] = []


class TaskIn(Schema):
    """One duty: one verb, one product, one lead (or one class of bodies, or a named Deputy Prime Minister)."""

    content: Long
    kind: Code
    clause: Short = ""
    span: tuple[int, int] | None = None
    lead: Code = ""
    audience: AudienceIn | None = None
    lead_person: Short = ""
    coordinators: Annotated[list[CoordinatorIn], Field(max_length=200)] = []
    deadline_kind: Code = "none"
    deadline_words: Annotated[str, Field(max_length=300)] = ""
    deadline_rule: Annotated[str, Field(max_length=60)] = ""
    readings: Annotated[list[dict[str, Any]], Field(max_length=10)] = []
    reading_chosen: Annotated[int, Field(ge=0, le=9)] | None = None
    due: dt.date | None = None
    product_words: Long = ""
    target_value: Decimal | None = None
    target_unit: Code = ""
    target_direction: Code = ""
    target_scope: Code = ""

    def given(self) -> NewTask:
        """As the action takes it."""
        values = self.model_dump(exclude={"coordinators", "audience"})
        audience = self.audience.model_dump() if self.audience else None
        owed = [NewCoordinator(**one.model_dump()) for one in self.coordinators]
        return NewTask(**values, audience=audience, coordinators=owed)


class TasksIn(Schema):
    """The tasks to cut out of one directive: all of them, or none with every fault told."""

    tasks: Annotated[list[TaskIn], Field(min_length=1, max_length=500)]


class EvidenceIn(Schema):
    """One piece of evidence; `file_base64` is a PDF."""

    kind: EvidenceKind
    symbol: Short = ""
    dated: dt.date | None = None
    issuer: Annotated[str, Field(max_length=300)] = ""
    address: Annotated[str, Field(max_length=500)] = ""
    copy_sha256: Annotated[str, Field(max_length=64, pattern=r"^([0-9a-f]{64})?$")] = ""
    indicator: Code = ""
    period: Annotated[str, Field(max_length=12)] = ""
    value: Annotated[Decimal, Field(max_digits=20, decimal_places=6)] | None = None
    file_name: Short = ""
    file_base64: Bytes64 = ""
    note: Long = ""

    def given(self) -> Given:
        """As the action takes it. Raises `Invalid` where the file is not base64."""
        content = _bytes(self.file_base64, "file_base64")
        return Given(**self.model_dump(exclude={"file_base64"}), file=content)


class PartIn(Schema):
    """One part of a task that is broken down: for whom, what, by when."""

    lead: Code
    content: Long = ""
    due_on: dt.date | None = None
    kind: Code = ""
    lead_person: Short = ""


class ActionIn(Schema):
    """What an action may need; each takes its own (`needs` of the action says which).

    `appointment`: where it is given, it is only done in this one. A phone that sends what was written earlier gives it, so
    that nobody sends it who has signed in since. `photograph_base64` is a JPEG, PNG or WebP of at most 7 MB.
    """

    reason: Long = ""
    document: Short = ""
    due_on: dt.date | None = None
    body: Code = ""
    original: Annotated[str, Field(max_length=400)] = ""
    content: Long = ""
    ground: Code = ""
    note: Long = ""
    percent: Annotated[int, Field(ge=0, le=100)] | None = None
    obstacle: Long = ""
    proposal: Long = ""
    product_so_far: Long = ""
    completed_on: dt.date | None = None
    reported_on: dt.date | None = None
    period: Annotated[str, Field(max_length=12)] = ""
    cause: Code = ""
    as_of: dt.date | None = None
    photograph_name: Short = ""
    photograph_base64: Annotated[str, Field(max_length=10_000_000)] = ""
    appointment: UUID | None = None
    evidence: Annotated[list[EvidenceIn], Field(max_length=20)] = []
    children: Annotated[list[PartIn], Field(max_length=200)] = []

    def handed(self) -> Handed:
        """As the actions take it."""
        apart = {"evidence", "children", "photograph_name", "photograph_base64", "appointment"}
        photograph = _bytes(self.photograph_base64, "photograph_base64")
        return Handed(
            **self.model_dump(exclude=apart),
            photograph=Photo(self.photograph_name, photograph) if photograph else None,
            evidence=[one.given() for one in self.evidence],
            children=[Part(**one.model_dump()) for one in self.children],
        )
