"""What the room's API takes in, and how it becomes what the actions want."""

import datetime as dt
from decimal import Decimal
from typing import Annotated

from ninja import Schema
from pydantic import Field

from dieuhanh.deadlines.rules.text import Text
from dieuhanh.programmes.actions.documents import NewDocument, NewStatement
from dieuhanh.programmes.actions.figures import NewFigure
from dieuhanh.programmes.actions.programmes import NewObjective, NewProgramme
from dieuhanh.programmes.actions.targets import NewTarget
from dieuhanh.programmes.rules.outlook import Grade, Part
from dieuhanh.programmes.rules.verdicts import Direction, Rule, Scope

Code = Annotated[str, Field(max_length=40)]
Short = Annotated[str, Field(max_length=200)]
Title = Annotated[str, Field(max_length=400)]
Long = Annotated[str, Field(max_length=4000)]
Mark = Annotated[str, Field(max_length=1)]
Number = Annotated[Decimal, Field(max_digits=20, decimal_places=6)]
Codes = Annotated[list[Code], Field(max_length=500)]


class ProgrammeIn(Schema):
    """A programme; `assigner` is the code of the body whose office verifies."""

    code: Code
    symbol: Short
    signed_on: dt.date
    title_vi: Title
    assigner: Code = "VPCP"
    title_en: Title = ""
    signed_precision: Annotated[str, Field(pattern="^(day|month|year)$")] = "day"
    starts_on: dt.date | None = None
    ends_on: dt.date | None = None
    source: Long = ""
    evidence_mark: Mark = ""
    note_vi: Long = ""
    note_en: Long = ""

    def given(self) -> NewProgramme:
        """As the action takes it."""
        return NewProgramme(**self.model_dump())


class ObjectiveIn(Schema):
    """An objective."""

    code: Code
    title_vi: Title
    title_en: Title = ""
    clause: Short = ""
    order: Annotated[int, Field(ge=0, le=10_000)] = 0

    def given(self) -> NewObjective:
        """As the action takes it."""
        return NewObjective(**self.model_dump())


class RuleIn(Schema):
    """When a target is met: data, judged as of a day."""

    direction: Direction = Direction.AT_LEAST
    value: Number | None = None
    upper: Number | None = None
    scope: Scope = Scope.NATION
    levels: Annotated[dict[Code, Number], Field(max_length=20)] = {}
    missing_vi: Short = ""
    missing_en: Short = ""


class TargetIn(Schema):
    """What a target says; `objective` and `code` are needed for a new one, `document` for a new version of one."""

    objective: Code = ""
    code: Code = ""
    words_vi: Long
    rule: RuleIn
    words_en: Long = ""
    unit: Code = "%"
    kinds: Codes = []
    codes: Codes = []
    due_on: dt.date | None = None
    baseline: Number | None = None
    baseline_words: Annotated[str, Field(max_length=300)] = ""
    figure_of: Codes = []
    figure_over: Codes = []
    figure_decides: bool = True
    valid_from: dt.date | None = None
    document: Short = ""
    source: Long = ""
    evidence_mark: Mark = ""
    note_vi: Long = ""
    note_en: Long = ""
    order: Annotated[int, Field(ge=0, le=10_000)] = 0

    def given(self) -> NewTarget:
        """As the actions take it."""
        values = self.model_dump(exclude={"objective", "code", "rule", "order"})
        rule = self.rule.model_dump(exclude={"missing_vi", "missing_en"})
        return NewTarget(
            rule=Rule(**rule, missing=Text(self.rule.missing_vi, self.rule.missing_en)), **values
        )


class FigureIn(Schema):
    """A body's figure for a period: the value, or numerator and denominator. `source`: who published it, if not the body."""

    body: Code
    period: Annotated[str, Field(max_length=12)]
    value: Number | None = None
    numerator: Number | None = None
    denominator: Number | None = None
    as_of: dt.date | None = None
    document: Short = ""
    document_on: dt.date | None = None
    source: Long = ""
    published_on: dt.date | None = None
    evidence_mark: Mark = ""
    note: Long = ""

    def given(self) -> NewFigure:
        """As the action takes it."""
        return NewFigure(**self.model_dump())


class DocumentIn(Schema):
    """A committee, group or plan of a body; without number and date it is a claim that proves nothing."""

    body: Code
    kind: Code
    symbol: Short = ""
    issued_on: dt.date | None = None
    issuer: Annotated[str, Field(max_length=300)] = ""
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None
    other_date: dt.date | None = None
    address: Annotated[str, Field(max_length=500)] = ""
    file_sha256: Annotated[str, Field(max_length=64)] = ""
    source: Long = ""
    published_on: dt.date | None = None
    evidence_mark: Mark = ""
    note: Long = ""

    def given(self) -> NewDocument:
        """As the action takes it."""
        return NewDocument(**self.model_dump())


class StatementIn(Schema):
    """Somebody's word about all bodies at once."""

    words: Long
    kinds: Annotated[list[Code], Field(max_length=3)]
    stated_on: dt.date
    numerator: Annotated[int, Field(ge=0, le=100_000)] = 100
    denominator: Annotated[int, Field(gt=0, le=100_000)] = 100
    body_kinds: Codes = []
    body_codes: Codes = []
    speaker: Short = ""
    source: Long = ""
    evidence_mark: Mark = ""

    def given(self) -> NewStatement:
        """As the action takes it."""
        return NewStatement(**self.model_dump())


class LinksIn(Schema):
    """Tasks by their codes, or every duty of the document with this symbol."""

    tasks: Annotated[list[Annotated[str, Field(max_length=400)]], Field(max_length=500)] = []
    symbol: Short = ""
    target: Code = ""


class StepIn(Schema):
    """What a step may need: the reason; for a figure, what the office found instead."""

    reason: Long = ""
    found: Number | None = None


class PathIn(Schema):
    """The planned value by month: `{"2020-09": 18, …}` in order."""

    points: Annotated[list[tuple[Annotated[str, Field(max_length=7)], Number]], Field(max_length=200)]
    document: Short
    planned_on: dt.date | None = None


class LikelihoodIn(Schema):
    """A judgement of likelihood: four parts and a whole."""

    parts: dict[Part, Grade]
    overall: Grade
    reason: Long
