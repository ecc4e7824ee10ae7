"""The reference regimes and forms that the program brings: read from `reference/`, stored by the ordinary actions."""

import csv
import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from django.db import transaction

from dieuhanh.config.actor import Actor
from dieuhanh.deadlines.rules import Chain, DeadlineRule, Level, Text
from dieuhanh.reporting.actions.regimes import issue_regime, save_form
from dieuhanh.reporting.models import RegimeVersion
from dieuhanh.reporting.rules.regimes import Draft, Section

FOLDER = Path(__file__).with_name("reference")
Row = dict[str, str]


@transaction.atomic
def load_reference_regimes(*, by: Actor, folder: Path = FOLDER) -> list[RegimeVersion]:
    """Store every form and regime of the folder; what is there already stays as it is, so it may be repeated."""
    for path in sorted((folder / "forms").glob("*.json")):
        save_form(json.loads(path.read_text(encoding="utf-8")), by=by)
    return [issue_regime(draft, by=by) for draft in reference_drafts(folder)]


def reference_drafts(folder: Path = FOLDER) -> Iterator[Draft]:
    """The regimes as proposed by the reference tables."""
    deadlines, outlines = _rows(folder / "regime-deadlines.csv"), _rows(folder / "regime-outlines.csv")
    for row in _rows(folder / "regimes.csv"):
        yield _draft(
            row,
            [one for one in deadlines if one["regime"] == row["code"]],
            [one for one in outlines if one["regime"] == row["code"]],
        )


def _rows(path: Path) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _list(text: str) -> tuple[str, ...]:
    return tuple(one.strip() for one in text.split(";") if one.strip())


def _draft(row: Row, deadlines: list[Row], outline: list[Row]) -> Draft:
    return Draft(
        code=row["code"],
        name=Text(row["name_vi"], row["name_en"]),
        kind=row["kind"],
        content=row["content"],
        sector=row["section"],
        legal_basis=Text(row["legal_basis_vi"], row["legal_basis_en"]),
        document_number=row["document_number"],
        document_date=_day(row["document_date"]),
        issuer=row["issuer"],
        receiver=row["receiver"],
        respondents=_list(row["respondents"]),
        frequency=_list(row["frequency"]),
        convention=row["window"],
        method=row["method"],
        chains={
            kind: _chain([one for one in deadlines if one["respondent"] == kind])
            for kind in dict.fromkeys(one["respondent"] for one in deadlines)
        },
        forms=_list(row["form"]),
        outline=tuple(_section(one) for one in sorted(outline, key=lambda one: int(one["sort"]))),
        needs_signature=row["needs_signature"] == "yes",
        reminders=tuple(int(one) for one in _list(row["reminders"])),
        guidance=Text(row["guidance_vi"], row["guidance_en"]),
        valid_from=_day(row["valid_from"]),
        valid_to=_day(row["valid_to"]),
        simulated=row["simulated"] == "yes",
    )


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _chain(rows: list[Row]) -> Chain:
    levels: dict[str, list[DeadlineRule]] = {}
    for row in sorted(rows, key=lambda one: int(one["sort"])):
        levels.setdefault(row["level"], []).append(_rule(row))
    return Chain(tuple(Level(level, tuple(rules)) for level, rules in levels.items()))


def _rule(row: Row) -> DeadlineRule:
    def whole(name: str) -> int | None:
        return int(row[name]) if row[name] else None

    return DeadlineRule.from_dict(
        {
            "code": row["code"],
            "basis": row["basis"],
            "day": whole("day"),
            "month_offset": whole("month_offset") or 0,
            "count": whole("count"),
            "unit": row["unit"] or "working_day",
            "periods": list(_list(row["periods"])),
            "if_not_working": row["if_not_working"],
            "ends": row["ends"],
            "level": row["level"],
            "legal_source": row["legal_source"],
        }
    )


def _section(row: Row) -> Section:
    return Section(
        row["key"],
        Text(row["title_vi"], row["title_en"]),
        row["required"] == "yes",
        int(row["max_chars"] or 4000),
        Text(row["guidance_vi"], row["guidance_en"]),
    )
