"""The room's own sourced tables: sections, sources, indicators with their parts, targets, published figures.

They are loaded again without harm: what is there is left alone, what is missing is added. Each kind of thing that adds
something is told in the ledger. Formats: `reference/README.md`.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import polars as pl
from django.db import transaction

from dieuhanh.config.actor import Actor
from dieuhanh.organisations.authority import check
from dieuhanh.organisations.queries import bodies
from dieuhanh.organisations.reference import rows_of, tell_file
from dieuhanh.reporting.actions.imports import import_facts
from dieuhanh.reporting.actions.indicators import (
    NewBreakdown,
    NewIndicator,
    NewSource,
    add_indicator,
    add_source,
)
from dieuhanh.reporting.actions.targets import NewTarget, set_targets
from dieuhanh.reporting.models import Indicator, Section, Source, Target

FOLDER = Path(__file__).with_name("reference")
_STATUS = {"planned": "planned", "form": "partial", "supplied": "complete", "form;supplied": "complete"}


@dataclass(frozen=True, slots=True)
class Loaded:
    """What loading one file came to."""

    file: str
    rows: int
    added: int


@transaction.atomic
def load(folder: Path = FOLDER, *, by: Actor) -> list[Loaded]:
    """Load the room's tables; what each file came to. Needs `indicators.manage` and `facts.import` over the whole country."""
    check(by, "indicators.manage")
    return [
        _load_sections(folder / "sections.csv", by),
        _load_sources(folder / "SOURCES.csv", by),
        _load_indicators(folder / "indicators.csv", rows_of(folder / "breakdowns.csv"), by),
        _load_targets(folder / "targets.csv", by),
        _load_figures(folder / "figures.csv", by),
    ]


def _load_sections(path: Path, by: Actor) -> Loaded:
    rows = rows_of(path)
    known = set(Section.objects.values_list("code", flat=True))
    new = [
        Section(code=row["code"], name_vi=row["name_vi"], name_en=row["name_en"])
        for row in rows
        if row["code"] not in known
    ]
    Section.objects.bulk_create(new)
    if new:
        tell_file("reporting.reference.loaded", path, by, {"rows": len(rows), "added": len(new)})
    return Loaded(path.name, len(rows), len(new))


def _load_sources(path: Path, by: Actor) -> Loaded:
    rows = rows_of(path)
    known = set(Source.objects.values_list("code", flat=True))
    new = [row for row in rows if row["code"] not in known]
    names = (
        "code",
        "publisher_vi",
        "publisher_en",
        "title_vi",
        "title_en",
        "cadence",
        "licence",
        "note_vi",
        "note_en",
    )
    for row in new:
        add_source(
            NewSource(
                **{name: row[name] for name in names},
                published=_day(row["published"]),
                simulated=row["code"] == "MO-PHONG",
            ),
            by=by,
        )
    return Loaded(path.name, len(rows), len(new))


def _load_indicators(path: Path, parts: list[dict[str, str]], by: Actor) -> Loaded:
    rows = rows_of(path)
    known = set(Indicator.objects.values_list("code", flat=True))
    owners = _bodies_of(row["owner"] for row in rows)
    below: dict[str, list[NewBreakdown]] = {}
    for part in parts:
        one = NewBreakdown(
            part["code"],
            part["name_vi"],
            part["name_en"],
            part["set"],
            int(part["sort"] or 0),
            part["part_of"],
        )
        below.setdefault(part["indicator"], []).append(one)
    waiting = {row["code"]: row for row in rows if row["code"] not in known}
    added = 0
    while waiting:
        ready = [
            row for row in waiting.values() if row["parent"] not in waiting and row["weight"] not in waiting
        ]
        if not ready:
            raise ValueError(f"{path.name}: indicators that wait for each other: {sorted(waiting)}")
        for row in ready:
            add_indicator(_indicator(row, owners.get(row["owner"]), below.get(row["code"], [])), by=by)
            del waiting[row["code"]]
            added += 1
    return Loaded(path.name, len(rows), added)


def _indicator(row: dict[str, str], owner_id: UUID | None, parts: list[NewBreakdown]) -> NewIndicator:
    return NewIndicator(
        code=row["code"], section=row["section"], parent=row["parent"], name_vi=row["name_vi"], name_en=row["name_en"],
        unit_vi=row["unit_vi"], unit_en=row["unit_en"], decimals=int(row["decimals"]), direction=row["direction"] or "neutral",
        over_organisations=row["aggregation_over_organisations"], weight=row["weight"], over_time=row["aggregation_over_time"],
        period_kinds=row["period_types"].split(";"), convention=row["convention"],
        vintages=[word for word in row.get("vintages", "").split(";") if word],
        respondents=[word for word in row.get("respondents", "").split(";") if word] or _respondents(row),
        national_value=row["national_value"], owner_id=owner_id, legal_list=[one for one in row["legal_list"].split(";") if one],
        status=_STATUS.get(row["status"], "planned"), evidence=row["evidence"], definition_vi=row["definition_vi"],
        definition_en=row["definition_en"], breakdowns=parts,
    )  # fmt: skip


def _respondents(row: dict[str, str]) -> list[str]:
    """Where the table does not say: what ministries and provinces both report is counted from both."""
    if row["aggregation_over_organisations"] not in {"sum", "weighted_mean"}:
        return []
    if row["code"].startswith(("DT-", "NV-", "HC-")):
        return ["ministry", "ministerial_agency", "government_agency", "province"]
    return ["province"]


def _load_targets(path: Path, by: Actor) -> Loaded:
    rows = rows_of(path)
    ids = dict(Target.objects.values_list("key", "id"))
    indicators = dict(Indicator.objects.values_list("code", "id"))
    where = _bodies_of(row["organisation"] for row in rows)
    before = {row["superseded_by"]: row["key"] for row in rows if row["superseded_by"]}
    added, waiting = 0, [row for row in rows if row["key"] not in ids]
    while waiting:
        ready = [row for row in waiting if before.get(row["key"], "") in {"", *ids}]
        if not ready:
            raise ValueError(
                f"{path.name}: targets that replace each other: {[row['key'] for row in waiting]}"
            )
        made = set_targets(
            [_target(row, indicators, where, ids.get(before.get(row["key"], ""))) for row in ready], by=by
        )
        ids.update({row.key: row.id for row in made})
        added += len(made)
        waiting = [row for row in waiting if row["key"] not in ids]
    return Loaded(path.name, len(rows), added)


def _target(
    row: dict[str, str], indicators: dict[str, UUID], where: dict[str, UUID], supersedes_id: UUID | None
) -> NewTarget:
    return NewTarget(
        key=row["key"], indicator_id=indicators[row["indicator"]], organisation_id=where[row["organisation"]], period=row["period"],
        kind=row["kind"], low=_number(row["low"]), high=_number(row["high"]), strict=row["strict"] == "yes",
        stretch_low=_number(row["stretch_low"]), stretch_high=_number(row["stretch_high"]), assigner_vi=row["assigner_vi"],
        assigner_en=row["assigner_en"], document=row["document"], document_date=_day(row["document_date"]),
        valid_from=date.fromisoformat(row["valid_from"]), supersedes_id=supersedes_id, note_vi=row["note_vi"], note_en=row["note_en"],
    )  # fmt: skip


def _load_figures(path: Path, by: Actor) -> Loaded:
    """The published figures, through the same import as everybody's; `published` is the day they stood."""
    from io import BytesIO  # beside its one use

    frame = pl.read_csv(path, infer_schema=False)
    renamed = frame.select(
        "organisation",
        "indicator",
        "period",
        "breakdown",
        "value",
        "vintage",
        "source",
        pl.col("published").alias("as_of"),
    )
    done = import_facts(BytesIO(renamed.write_csv().encode()), "csv", by=by, file_name=path.name)
    return Loaded(path.name, done.rows, done.written)


def _bodies_of(codes: Any) -> dict[str, UUID]:
    """Code → body, whenever it bore the code; the latest bearer wins. One statement."""
    return {span.code: span.organisation_id for span in bodies.code_spans({code for code in codes if code})}


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _number(text: str) -> Decimal | None:
    return Decimal(text) if text else None
