"""The catalogue and the published figures that the program brings, from `reference/*.csv`, each with its source.

Loaded once by `config.reference.load_once`; what is there already is left as it is, so it may be repeated.
"""

import csv
from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from django.db import transaction

from dieuhanh.config.actor import Actor
from dieuhanh.config.text import fold, sort_key
from dieuhanh.deadlines.rules import parse
from dieuhanh.ledger.actions import append
from dieuhanh.organisations.queries.bodies import CodeSpan, code_spans
from dieuhanh.organisations.rules import BEGINNING
from dieuhanh.reporting.actions.facts import MOST_ROWS, NewFact, record_facts
from dieuhanh.reporting.models import Breakdown, Indicator, IndicatorVersion, Section, Source, Target
from dieuhanh.reporting.rules.catalogue import respondents_by_default

FOLDER = Path(__file__).with_name("reference")
_SUBJECT = uuid5(NAMESPACE_URL, "urn:dieuhanh:reporting:reference")
_VINTAGES = ["estimate", "revised", "preliminary", "final", "official", "plan"]
_STATUS = {"planned": "planned", "form": "partial", "supplied": "partial"}
Row = dict[str, str]


@transaction.atomic
def load(folder: Path = FOLDER, *, by: Actor) -> dict[str, int]:
    """Store sections, sources, indicators, breakdowns, targets and figures; how many rows of each were new."""
    added = {
        "sections": _load_sections(_rows(folder / "sections.csv")),
        "sources": _load_sources(_rows(folder / "SOURCES.csv")),
    }
    bodies = _Bodies(code_spans())
    added["indicators"] = _load_indicators(
        _rows(folder / "indicators.csv"), _rows(folder / "breakdowns.csv"), bodies
    )
    added["targets"] = _load_targets(_rows(folder / "targets.csv"), bodies)
    append(
        "reporting.reference.loaded",
        by=by,
        subject_type="reporting.reference",
        subject_id=_SUBJECT,
        organisation_id=None,
        body={"folder": folder.name, **added},
    )
    added["figures"] = _load_figures(_rows(folder / "figures.csv"), bodies, by)
    return added


class _Bodies:
    """Which body a code meant on a day."""

    def __init__(self, spans: Iterable[CodeSpan]) -> None:
        self._spans: dict[str, list[CodeSpan]] = defaultdict(list)
        for span in spans:
            self._spans[span.code].append(span)

    def on(self, code: str, day: date) -> UUID:
        """The body of this code on this day. Raises `ValueError` where there was none."""
        for span in self._spans[code]:
            if span.valid_from <= day and (span.valid_to is None or day < span.valid_to):
                return span.organisation_id
        raise ValueError(f"no body has the code {code!r} on {day}")

    def any(self, code: str) -> UUID | None:
        """The first body of this code, whenever it stood."""
        spans = self._spans.get(code)
        return spans[0].organisation_id if spans else None


def _rows(path: Path) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _load_sections(rows: list[Row]) -> int:
    made = [Section(code=row["code"], name_vi=row["name_vi"], name_en=row["name_en"]) for row in rows]
    known = set(Section.objects.values_list("code", flat=True))
    return len(Section.objects.bulk_create([one for one in made if one.code not in known]))


def _load_sources(rows: list[Row]) -> int:
    known = set(Source.objects.values_list("code", flat=True))
    made = [
        Source(
            **{
                name: row[name]
                for name in ("code", "publisher_vi", "publisher_en", "title_vi", "title_en", "cadence")
            },
            licence=row["licence"][:200],
            note_vi=row["note_vi"],
            note_en=row["note_en"],
            published=_day(row["published"]),
            simulated=row["code"] == "MO-PHONG",
            standing=Source.Standing.CLAIMED if row["code"] == "MO-PHONG" else Source.Standing.PUBLISHED,
        )
        for row in rows
        if row["code"] not in known
    ]
    return len(Source.objects.bulk_create(made))


def _load_indicators(rows: list[Row], parts: list[Row], bodies: _Bodies) -> int:
    known = dict(Indicator.objects.values_list("code", "id"))
    new = [row for row in rows if row["code"] not in known]
    made = {row["code"]: _indicator(row) for row in new}
    ids = {**known, **{code: one.id for code, one in made.items()}}
    by_indicator: dict[str, list[Row]] = defaultdict(list)
    for part in parts:
        by_indicator[part["indicator"]].append(part)
    for row in new:
        one = made[row["code"]]
        one.parent_id, one.weight_id = ids.get(row["parent"]), ids.get(row["weight"])
        one.respondents = _respondents(one, [part["code"] for part in by_indicator[row["code"]]])
    # Parents and weights first: a row may name another one of the same file.
    ordered = sorted(made.values(), key=lambda one: (one.parent_id is not None, one.weight_id is not None))
    Indicator.objects.bulk_create(ordered)
    IndicatorVersion.objects.bulk_create([_version(row, made[row["code"]], bodies) for row in new])
    Breakdown.objects.bulk_create([_breakdown(part, ids) for part in parts if part["indicator"] in made])
    return len(new)


def _respondents(indicator: Indicator, breakdowns: list[str]) -> list[str]:
    """Reports under Decree 09 come from ministries and provinces side by side; published series from provinces."""
    default = respondents_by_default(indicator.over_organisations, breakdowns)
    kinds = ["ministry", "ministerial_agency", "government_agency", "province"]
    return kinds if default and indicator.convention == "15-14" else default


def _indicator(row: Row) -> Indicator:
    return Indicator(
        code=row["code"],
        section_id=row["section"] or None,
        decimals=int(row["decimals"]),
        over_organisations=row["aggregation_over_organisations"],
        over_time=row["aggregation_over_time"],
        period_kinds=_list(row["period_types"]),
        convention=row["convention"],
        vintages=_VINTAGES,
        national_value=row["national_value"],
        simulated=False,
    )


def _version(row: Row, indicator: Indicator, bodies: _Bodies) -> IndicatorVersion:
    both = f"{row['name_vi']} {row['name_en']} {row['code']}"
    return IndicatorVersion(
        indicator=indicator,
        valid_from=BEGINNING,
        name_vi=row["name_vi"],
        name_en=row["name_en"],
        name_folded=fold(both)[:620],
        sort_key=sort_key(row["name_vi"])[:700],
        unit_vi=row["unit_vi"],
        unit_en=row["unit_en"],
        direction=row["direction"],
        owner_id=bodies.any(row["owner"]) if row["owner"] else None,
        legal_list=_list(row["legal_list"]),
        status=_STATUS[row["status"].split(";")[0]],
        evidence=row["evidence"],
        definition_vi=row["definition_vi"],
        definition_en=row["definition_en"],
    )


def _breakdown(part: Row, ids: dict[str, UUID]) -> Breakdown:
    return Breakdown(
        indicator_id=ids[part["indicator"]],
        **{name: part[name] for name in ("code", "name_vi", "name_en", "set", "part_of")},
        sort=int(part["sort"] or 0),
    )


def _load_targets(rows: list[Row], bodies: _Bodies) -> int:
    indicators = dict(Indicator.objects.values_list("code", "id"))
    known = dict(Target.objects.values_list("key", "id"))
    made: dict[str, Target] = {}
    for row in rows:
        if row["key"] not in known:
            made[row["key"]] = _target(row, indicators, bodies)
    ids = {**known, **{key: one.id for key, one in made.items()}}
    followed = {row["superseded_by"]: row["key"] for row in rows if row["superseded_by"]}
    for key, one in made.items():
        one.supersedes_id = ids.get(followed.get(key, ""))
    done: set[str] = set(known)
    while len(done) < len(ids):  # what follows comes after what it follows
        ready = [k for k in made if k not in done and followed.get(k, next(iter(done), k)) in {*done, k}]
        Target.objects.bulk_create([made[key] for key in ready])
        done.update(ready)
    return len(made)


def _target(row: Row, indicators: dict[str, UUID], bodies: _Bodies) -> Target:
    since = date.fromisoformat(row["valid_from"])
    return Target(
        **{
            name: row[name]
            for name in (
                "key",
                "period",
                "kind",
                "assigner_vi",
                "assigner_en",
                "document",
                "note_vi",
                "note_en",
            )
        },
        indicator_id=indicators[row["indicator"]],
        organisation_id=bodies.on(row["organisation"], since),
        low=_number(row["low"]),
        high=_number(row["high"]),
        strict=row["strict"] == "yes",
        stretch_low=_number(row["stretch_low"]),
        stretch_high=_number(row["stretch_high"]),
        document_date=_day(row["document_date"]),
        valid_from=since,
    )


def _load_figures(rows: list[Row], bodies: _Bodies, by: Actor) -> int:
    """Record the figures, source by source in the order of publication, so that versions follow as they came out."""
    by_source: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in rows:
        by_source[row["published"], row["source"]].append(row)
    written = 0
    for (published, source), figures in sorted(by_source.items()):
        for start in range(0, len(figures), MOST_ROWS):
            facts = [_fact(row, bodies) for row in figures[start : start + MOST_ROWS]]
            at = datetime.combine(date.fromisoformat(published), time(), tzinfo=UTC)
            written += record_facts(facts, by=by, source=source, at=at).written
    return written


def _fact(row: Row, bodies: _Bodies) -> NewFact:
    return NewFact(
        organisation_id=bodies.on(row["organisation"], parse(row["period"]).last_day),
        period=row["period"],
        value=Decimal(row["value"]),
        indicator=row["indicator"],
        breakdown=row["breakdown"],
        vintage=row["vintage"],
        as_of=date.fromisoformat(row["published"]),
    )


def _list(text: str) -> list[str]:
    return [part.strip() for part in text.split(";") if part.strip()]


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _number(text: str) -> Any:
    return Decimal(text) if text else None
