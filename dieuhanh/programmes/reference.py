"""Loads the room's own small sourced tables: programmes, targets with their rules, published figures, documents."""

import csv
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.db import transaction

from dieuhanh.config.actor import Actor
from dieuhanh.deadlines.rules.text import Text
from dieuhanh.programmes.actions.documents import NewDocument, NewStatement, claim_document, state_share
from dieuhanh.programmes.actions.figures import NewFigure, report_figure
from dieuhanh.programmes.actions.programmes import (
    NewObjective,
    NewProgramme,
    add_objective,
    enter_programme,
    publish_programme,
)
from dieuhanh.programmes.actions.targets import NewTarget, set_target
from dieuhanh.programmes.models import Document, Objective, Programme, Report, Statement, Target
from dieuhanh.programmes.rules.verdicts import Direction, Rule, Scope

FOLDER = Path(__file__).with_name("reference")
Row = dict[str, str]


@transaction.atomic
def load(*, by: Actor) -> int:
    """Enter what is not there yet, all or nothing; how many programmes are new."""
    fresh = 0
    for row in rows("programmes"):
        if not Programme.objects.filter(code=row["code"]).exists():
            enter_programme(programme_of(row), by=by)
            fresh += 1
    for row in rows("objectives"):
        if not Objective.objects.filter(programme__code=row["programme"], code=row["code"]).exists():
            new = NewObjective(
                row["code"], row["title_vi"], row["title_en"], row["clause"], int(row["order"])
            )
            add_objective(row["programme"], new, by=by)
    for order, row in enumerate(rows("targets")):
        if not Target.objects.filter(programme__code=row["programme"], code=row["code"]).exists():
            set_target(row["programme"], row["objective"], row["code"], target_of(row), by=by, order=order)
    for code in Programme.objects.filter(
        state="draft", code__in=[row["code"] for row in rows("programmes")]
    ).values_list("code", flat=True):
        publish_programme(code, by=by)
    _load_claims(by)
    return fresh


def _load_claims(by: Actor) -> None:
    for row in rows("results"):
        known = Report.objects.filter(
            target__programme__code=row["programme"],
            target__code=row["target"],
            period=row["period"],
            source=row["source"],
        )
        if not known.exists():
            report_figure(row["programme"], row["target"], figure_of(row), by=by)
    for row in rows("documents"):
        if not Document.objects.filter(
            programme__code=row["programme"], kind=row["kind"], symbol=row["symbol"], source=row["source"]
        ).exists():
            claim_document(row["programme"], document_of(row), by=by)
    for row in rows("statements"):
        if not Statement.objects.filter(programme__code=row["programme"], words=row["words"]).exists():
            state_share(row["programme"], statement_of(row), by=by)


def rows(name: str) -> Iterator[Row]:
    """The rows of one table."""
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def programme_of(row: Row) -> NewProgramme:
    """A programme as a row gives it."""
    return NewProgramme(
        code=row["code"],
        symbol=row["symbol"],
        signed_on=date.fromisoformat(row["signed_on"]),
        signed_precision=row["signed_precision"] or "day",
        title_vi=row["title_vi"],
        title_en=row["title_en"],
        starts_on=_day(row["starts_on"]),
        ends_on=_day(row["ends_on"]),
        source=row["source"],
        evidence_mark=row["mark"],
        note_vi=row["note_vi"],
        note_en=row["note_en"],
    )


def target_of(row: Row) -> NewTarget:
    """A target as a row gives it."""
    rule = Rule(
        direction=Direction(row["direction"]),
        value=_number(row["value"]),
        upper=_number(row["upper"]),
        scope=Scope(row["scope"]),
        levels={
            kind: Decimal(value)
            for kind, _is, value in (one.partition("=") for one in _several(row["levels"]))
        },
        missing=Text(row["missing_vi"], row["missing_en"]),
    )
    return NewTarget(
        words_vi=row["words_vi"],
        words_en=row["words_en"],
        rule=rule,
        unit=row["unit"],
        kinds=_several(row["kinds"]),
        due_on=_day(row["due"]),
        valid_from=_day(row["valid_from"]),
        baseline=_number(row["baseline"]),
        baseline_words=row["baseline_words"],
        figure_of=_several(row["figure_of"]),
        figure_over=_several(row["figure_over"]),
        figure_decides=False,
        source=row["source"],
        evidence_mark=row["mark"],
        note_vi=row["note_vi"],
        note_en=row["note_en"],
    )


def figure_of(row: Row) -> NewFigure:
    """A published figure as a row gives it."""
    return NewFigure(
        body=row["body"],
        period=row["period"],
        value=_number(row["value"]),
        numerator=_number(row["numerator"]),
        denominator=_number(row["denominator"]),
        as_of=_day(row["as_of"]),
        source=row["source"],
        published_on=_day(row["published_on"]),
        evidence_mark=row["mark"],
        note=row["note"],
    )


def document_of(row: Row) -> NewDocument:
    """A body's document as a row gives it."""
    given: dict[str, Any] = {
        name: row[name] for name in ("body", "kind", "symbol", "issuer", "source", "note")
    }
    return NewDocument(
        **given,
        issued_on=_day(row["issued_on"]),
        other_date=_day(row["other_date"]),
        published_on=_day(row["published_on"]),
        evidence_mark=row["mark"],
    )


def statement_of(row: Row) -> NewStatement:
    """A statement as a row gives it."""
    return NewStatement(
        words=row["words"],
        kinds=_several(row["kinds"]),
        stated_on=date.fromisoformat(row["stated_on"]),
        numerator=int(row["numerator"]),
        denominator=int(row["denominator"]),
        body_kinds=_several(row["body_kinds"]),
        speaker=row["speaker"],
        source=row["source"],
        evidence_mark=row["mark"],
    )


def _several(text: str) -> list[str]:
    return [one for one in text.split(";") if one]


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _number(text: str) -> Decimal | None:
    return Decimal(text) if text else None
