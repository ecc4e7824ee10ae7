"""The shapes that the API takes and gives."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from ninja import Schema
from pydantic import ConfigDict, Field, field_validator

from dieuhanh.organisations.queries import (
    AppointmentRead,
    Body,
    DelegationRead,
    History,
    Label,
    PersonRead,
    SessionRead,
    TokenRead,
)


class _Given(Schema):
    model_config = ConfigDict(extra="forbid")

    @field_validator("*", mode="before")
    @classmethod
    def _printable(cls, value: Any) -> Any:
        if isinstance(value, str) and not value.isprintable():
            raise ValueError(_("Write printable characters only."))
        return value


class LabelOut(Schema):
    """What to print for a body."""

    code: str
    name_vi: str
    name_en: str

    @classmethod
    def of(cls, label: Label | None) -> "LabelOut | None":
        """From a query's label."""
        return cls(code=label.code, name_vi=label.name_vi, name_en=label.name_en) if label else None


class OrganisationOut(Schema):
    """A body as it stood on the date asked about; `valid_from`/`valid_to` are that version's, half open."""

    id: UUID
    code: str
    official_code: str
    kind: str
    subkind: str
    name_vi: str
    name_en: str
    parent: str | None
    region: str
    valid_from: date
    valid_to: date | None
    legal_document: str
    simulated: bool

    @classmethod
    def of(cls, body: Body, parents: dict[UUID, Label]) -> "OrganisationOut":
        """From a query's body; `parents` gives the parent's code."""
        above = parents.get(body.parent_id) if body.parent_id else None
        names = (
            "id",
            "code",
            "official_code",
            "kind",
            "subkind",
            "name_vi",
            "name_en",
            "region",
            "valid_from",
            "valid_to",
            "legal_document",
            "simulated",
        )
        return cls(parent=above.code if above else None, **{name: getattr(body, name) for name in names})


class SuccessionOut(Schema):
    """One body taking over from another; `other` is the one that was not asked about."""

    kind: str
    effective_on: date
    is_default: bool
    legal_document: str
    other: LabelOut | None


class HistoryOut(Schema):
    """A body's whole life."""

    versions: list[OrganisationOut]
    predecessors: list[SuccessionOut]
    successors: list[SuccessionOut]

    @classmethod
    def of(cls, life: History, parents: dict[UUID, Label]) -> "HistoryOut":
        """From a query's history."""

        def read(rows: list[Any]) -> list[SuccessionOut]:
            return [
                SuccessionOut(
                    kind=r.kind,
                    effective_on=r.effective_on,
                    is_default=r.is_default,
                    legal_document=r.legal_document,
                    other=LabelOut.of(r.other),
                )
                for r in rows
            ]

        return cls(
            versions=[OrganisationOut.of(v, parents) for v in life.versions],
            predecessors=read(life.predecessors),
            successors=read(life.successors),
        )


class Event(_Given):
    """What every life event names: the day from which it holds and its legal document."""

    on: date
    legal_document: str = Field(max_length=200)


class NewBodyIn(_Given):
    """A body to be made; `parent` is a code."""

    code: str = Field(max_length=40)
    kind: str = Field(max_length=20)
    name_vi: str = Field(max_length=200)
    name_en: str = Field(max_length=200)
    parent: str | None = Field(None, max_length=40)
    official_code: str = Field("", max_length=20)
    subkind: str = Field("", max_length=40)
    region: str = Field("", max_length=20)


class CreateIn(NewBodyIn, Event):
    """Create a body."""


class RenameIn(Event):
    """Give a body new names."""

    name_vi: str = Field(max_length=200)
    name_en: str = Field(max_length=200)
    code: str | None = Field(None, max_length=40)


class MoveIn(Event):
    """Put a body under another one."""

    parent: str = Field(max_length=40)


class KindIn(Event):
    """Make it another kind of body."""

    kind: str = Field(max_length=20)
    subkind: str = Field("", max_length=40)


class MergeIn(Event):
    """Merge bodies into an existing one (`into`) or a new one (`new`)."""

    organisations: list[str] = Field(min_length=1, max_length=500)
    into: str | None = Field(None, max_length=40)
    new: NewBodyIn | None = None


class SplitIn(Event):
    """Split new bodies off; `children`: code of a child → code of the new body it goes to."""

    new: list[NewBodyIn] = Field(min_length=1, max_length=100)
    children: dict[str, str] = {}


class PartIn(_Given):
    """One successor of a divided body."""

    organisation: str | None = Field(None, max_length=40)
    new: NewBodyIn | None = None
    is_default: bool = False
    children: list[str] = []


class DivideIn(Event):
    """Divide a body among successors."""

    parts: list[PartIn] = Field(min_length=2, max_length=100)


class AbolishIn(Event):
    """End a body without successor."""


class PersonOut(Schema):
    """A person."""

    id: UUID
    username: str
    full_name: str
    email: str
    phone: str
    language: str
    is_active: bool
    simulated: bool

    @classmethod
    def of(cls, row: PersonRead) -> "PersonOut":
        """From a query's person."""
        return cls(**{name: getattr(row, name) for name in cls.model_fields})


class PersonIn(_Given):
    """A person to be made known; `home` is the code of the body whose administrators keep his record."""

    username: str = Field(max_length=150)
    full_name: str = Field(max_length=200)
    email: str = Field("", max_length=254)
    phone: str = Field("", max_length=30)
    language: str = Field("vi", max_length=2)
    home: str | None = Field(None, max_length=40)
    password: str | None = Field(None, max_length=200)


class AppointmentOut(Schema):
    """A position held."""

    id: UUID
    person_id: UUID
    person_name: str
    username: str
    organisation: LabelOut | None
    scope: LabelOut | None
    position_vi: str
    position_en: str
    powers: list[str]
    valid_from: date
    valid_to: date | None
    legal_document: str

    @classmethod
    def of(cls, row: AppointmentRead) -> "AppointmentOut":
        """From a query's appointment."""
        names = (
            "id",
            "person_id",
            "person_name",
            "username",
            "position_vi",
            "position_en",
            "valid_from",
            "valid_to",
            "legal_document",
        )
        return cls(
            organisation=LabelOut.of(row.organisation),
            scope=LabelOut.of(row.scope),
            powers=list(row.powers),
            **{name: getattr(row, name) for name in names},
        )


class AppointmentIn(_Given):
    """A person to be appointed; `role` names a set of powers, else `powers` lists them."""

    person_id: UUID
    organisation: str = Field(max_length=40)
    scope: str | None = Field(None, max_length=40)
    role: str | None = Field(None, max_length=40)
    powers: list[str] = Field([], max_length=50)
    position_vi: str = Field("", max_length=200)
    position_en: str = Field("", max_length=200)
    valid_from: date
    valid_to: date | None = None
    legal_document: str = Field(max_length=200)


class DelegationOut(Schema):
    """Powers lent."""

    id: UUID
    giver: AppointmentOut
    taker: AppointmentOut
    powers: list[str]
    valid_from: date
    valid_to: date
    legal_document: str
    revoked_at: datetime | None

    @classmethod
    def of(cls, row: DelegationRead) -> "DelegationOut":
        """From a query's delegation."""
        names = ("id", "valid_from", "valid_to", "legal_document", "revoked_at")
        return cls(
            giver=AppointmentOut.of(row.giver),
            taker=AppointmentOut.of(row.taker),
            powers=list(row.powers),
            **{name: getattr(row, name) for name in names},
        )


class DelegationIn(_Given):
    """Powers to be lent; without `giver` by the appointment in which the caller acts."""

    giver: UUID | None = None
    taker: UUID
    powers: list[str] = Field(min_length=1, max_length=50)
    valid_from: date
    valid_to: date
    legal_document: str = Field(max_length=200)


class ReasonIn(_Given):
    """Why."""

    reason: str = Field(min_length=1, max_length=500)


class TokenOut(Schema):
    """A machine's token, without its secret."""

    id: UUID
    name: str
    hint: str
    owner_name: str
    organisation: LabelOut | None
    powers: list[str]
    created_at: datetime
    expires_at: datetime
    revoked_at: datetime | None
    used_at: datetime | None

    @classmethod
    def of(cls, row: TokenRead) -> "TokenOut":
        """From a query's token."""
        names = ("id", "name", "hint", "owner_name", "created_at", "expires_at", "revoked_at", "used_at")
        return cls(
            organisation=LabelOut.of(row.organisation),
            powers=list(row.powers),
            **{name: getattr(row, name) for name in names},
        )


class TokenIn(_Given):
    """A token to be made for the appointment in which the caller acts."""

    name: str = Field(min_length=1, max_length=120)
    powers: list[str] = Field(min_length=1, max_length=50)
    organisation: str | None = Field(None, max_length=40)
    expires_on: date


class SecretOut(Schema):
    """The token's secret, shown this once; null in the answer to a repeat."""

    id: UUID
    secret: str | None


class SessionOut(Schema):
    """One place where the caller is signed in."""

    id: int
    address: str
    agent: str
    begun_at: datetime
    seen_at: datetime
    current: bool

    @classmethod
    def of(cls, row: SessionRead) -> "SessionOut":
        """From a query's session."""
        return cls(**{name: getattr(row, name) for name in cls.model_fields})


class Done(Schema):
    """What was made or changed."""

    id: UUID


class DoneMany(Schema):
    """What was made, in the order given."""

    ids: list[UUID]
