"""The catalogue out to a folder and in from one; and what a folder's figures name that the catalogue here lacks."""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from dieuhanh.config.copying import copy_out
from dieuhanh.config.errors import Fault, Invalid
from dieuhanh.organisations.queries.bodies import key_spans
from dieuhanh.organisations.reference import rows_of
from dieuhanh.reporting.actions.indicators import NewBreakdown, NewIndicator, NewSource
from dieuhanh.reporting.actions.tidy import Tidy
from dieuhanh.reporting.models import Breakdown, Indicator, Section, Source

INDICATORS, BREAKDOWNS, SOURCES = "indicators.csv", "breakdowns.csv", "sources.csv"
_LIST = "array_to_string({0}, ';') AS {1}"
_OUT = {
    SOURCES: "SELECT code, publisher_vi, publisher_en, title_vi, title_en, published, cadence, licence, note_vi, note_en, standing, "
    "CASE WHEN simulated THEN 'yes' ELSE '' END AS simulated FROM reporting_source ORDER BY code",
    INDICATORS: "SELECT i.code, i.section_id AS section, p.code AS parent, v.name_vi, v.name_en, v.unit_vi, v.unit_en, i.decimals, "
    "v.direction, i.over_organisations, w.code AS weight, i.over_time, "
    + ", ".join(
        _LIST.format(f"i.{name}", name) for name in ("period_kinds", "vintages", "respondents")
    )
    + ", i.convention, i.national_value, o.key AS owner, "
    + _LIST.format("v.legal_list", "legal_list")
    + ", v.status, v.evidence, v.definition_vi, v.definition_en, v.legal_document, "
    "CASE WHEN i.simulated THEN 'yes' ELSE '' END AS simulated FROM reporting_indicator i "
    "JOIN reporting_indicatorversion v ON v.indicator_id = i.id AND v.valid_to IS NULL "
    "LEFT JOIN reporting_indicator p ON p.id = i.parent_id LEFT JOIN reporting_indicator w ON w.id = i.weight_id "
    "LEFT JOIN organisations_organisation o ON o.id = v.owner_id ORDER BY i.code",
    BREAKDOWNS: "SELECT i.code AS indicator, b.code, b.name_vi, b.name_en, b.set, b.sort, b.part_of FROM reporting_breakdown b "
    "JOIN reporting_indicator i ON i.id = b.indicator_id ORDER BY i.code, b.sort, b.code",
}  # fmt: skip
_NEEDED = {
    SOURCES: ("code", "publisher_vi", "publisher_en", "title_vi", "title_en", "standing", "simulated"),
    INDICATORS: ("code", "name_vi", "name_en", "unit_vi", "unit_en", "period_kinds", "over_organisations", "over_time"),
    BREAKDOWNS: ("indicator", "code", "name_vi", "name_en"),
}  # fmt: skip


def write_catalogue(folder: Path) -> dict[str, int]:
    """Write the three files; how many rows each has. Three statements."""
    return {name: copy_out(query, folder / name) for name, query in _OUT.items()}


@dataclass(slots=True)
class Lacking:
    """What is named and not here. `files`: where each was named first."""

    sources: list[NewSource] = field(default_factory=list)
    indicators: list[NewIndicator] = field(default_factory=list)
    parts: dict[str, tuple[UUID, list[NewBreakdown]]] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)

    def add_tables(self, tables: Iterable[Tidy]) -> None:
        """What tables of published series name. An indicator that stands in several has the parts of all."""
        found = {one.code: one for one in self.indicators}
        for table in tables:
            self.sources.append(table.source)
            self.files.setdefault(table.source.code, table.path.name)
            for one in table.indicators:
                self.files.setdefault(one.code, table.path.name)
                before = found.get(one.code)
                found[one.code] = _joined(before, one) if before else one
        self.indicators = list(found.values())

    def reduced(self) -> "Lacking":
        """Without what is here already. Three statements. Indicators come after their parents and weights."""
        sources = set(Source.objects.values_list("code", flat=True))
        known = dict(Indicator.objects.values_list("code", "id"))
        parts: dict[UUID, set[str]] = {}
        for indicator_id, code in Breakdown.objects.values_list("indicator_id", "code"):
            parts.setdefault(indicator_id, set()).add(code)
        left = Lacking(files=self.files)
        left.sources = [one for one in self.sources if one.code not in sources]
        left.indicators = _in_order([one for one in self.indicators if one.code not in known])
        for one in self.indicators:
            if one.code in known:
                new = [part for part in one.breakdowns if part.code not in parts.get(known[one.code], set())]
                if new:
                    left.parts[one.code] = (known[one.code], new)
        return left

    def rows_of(self, table: Tidy) -> list[int]:
        """The rows of a table that name something lacking."""
        if any(one.code == table.source.code for one in self.sources):
            return [int(row) for row in table.facts["row"].to_list()]
        indicators = {one.code for one in self.indicators}
        parts = {(code, part.code) for code, (_id, some) in self.parts.items() for part in some}
        if not indicators and not parts:
            return []
        columns = table.facts.select("row", "indicator", "breakdown")
        return [row for row, code, part in columns.iter_rows() if code in indicators or (code, part) in parts]

    def told(self) -> Iterator[tuple[str, str, str]]:
        """(file, code, what it is) of each thing that is lacking."""
        for source in self.sources:
            yield self.files.get(source.code, SOURCES), source.code, "source"
        for indicator in self.indicators:
            yield self.files.get(indicator.code, INDICATORS), indicator.code, "indicator"
        for code, (_id, parts) in self.parts.items():
            for part in parts:
                yield self.files.get(code, BREAKDOWNS), f"{code}: {part.code}", "part"


def _joined(one: NewIndicator, other: NewIndicator) -> NewIndicator:
    kinds = list(dict.fromkeys([*one.period_kinds, *other.period_kinds]))
    known = {part.code for part in one.breakdowns}
    parts = [*one.breakdowns, *(part for part in other.breakdowns if part.code not in known)]
    return replace(one, period_kinds=kinds, breakdowns=parts, decimals=max(one.decimals, other.decimals))


def _in_order(indicators: list[NewIndicator]) -> list[NewIndicator]:
    waiting = {one.code: one for one in indicators}
    ordered: list[NewIndicator] = []
    while waiting:
        ready = [one for one in waiting.values() if one.parent not in waiting and one.weight not in waiting]
        if not ready:
            message = _("These indicators wait for each other: %(codes)s.")
            raise Invalid(message % {"codes": ", ".join(sorted(waiting)[:20])})
        ordered.extend(ready)
        for one in ready:
            del waiting[one.code]
    return ordered


def lacking_in(folder: Path) -> Lacking:
    """What an exported catalogue names. Raises `Invalid` with the file and column of what cannot be read."""
    sources, indicators, parts = (_rows(folder, name) for name in (SOURCES, INDICATORS, BREAKDOWNS))
    sections = set(Section.objects.values_list("code", flat=True))
    owners = {span.code: span.organisation_id for span in key_spans("")}
    below: dict[str, list[NewBreakdown]] = {}
    for row in parts:
        sort = row.get("sort", "")
        one = NewBreakdown(
            row["code"], row["name_vi"], row["name_en"], row.get("set", ""), int(sort) if sort.isdigit() else 0,
            row.get("part_of", ""),
        )  # fmt: skip
        below.setdefault(row["indicator"], []).append(one)
    found = Lacking()
    found.sources = [_source(row) for row in sources]
    found.indicators = [_indicator(row, owners, below.get(row["code"], []), sections) for row in indicators]
    return found


def _rows(folder: Path, name: str) -> list[dict[str, str]]:
    try:
        rows = rows_of(folder / name)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        message = _("The file is missing, or is not a CSV table in UTF-8.")
        raise Invalid(message, faults=[Fault(message, sheet=name)]) from error
    missing = [column for column in _NEEDED[name] if rows and column not in rows[0]]
    if missing:
        message = _("The column is missing.")
        raise Invalid(
            _("The file's columns do not fit."),
            faults=[Fault(message, sheet=name, row=1, column=column) for column in missing],
        )
    return rows


def _source(row: dict[str, str]) -> NewSource:
    names = ("code", "publisher_vi", "publisher_en", "title_vi", "title_en", "standing")
    more = ("cadence", "licence", "note_vi", "note_en")
    day = row.get("published", "")
    return NewSource(
        **{name: row[name] for name in names}, **{name: row.get(name, "") for name in more},
        published=date.fromisoformat(day) if day else None, simulated=row["simulated"] == "yes",
    )  # fmt: skip


def _indicator(
    row: dict[str, str], owners: dict[str, UUID], parts: list[NewBreakdown], sections: set[str]
) -> NewIndicator:
    names = ("code", "name_vi", "name_en", "unit_vi", "unit_en", "over_organisations", "over_time")
    more = ("parent", "weight", "evidence", "definition_vi", "definition_en", "legal_document")
    lists = ("period_kinds", "vintages", "respondents", "legal_list")
    fallback = {
        "direction": "neutral",
        "convention": "calendar",
        "national_value": "either",
        "status": "planned",
    }
    decimals = row.get("decimals", "")
    given: dict[str, Any] = {
        **{name: row[name] for name in names},
        **{name: row.get(name, "") for name in more},
        **{name: row.get(name) or usual for name, usual in fallback.items()},
        **{name: [one for one in row.get(name, "").split(";") if one] for name in lists},
    }
    return NewIndicator(
        **given, decimals=int(decimals) if decimals.isdigit() else 0, breakdowns=parts,
        section=row.get("section", "") if row.get("section") in sections else "",
        owner_id=owners.get(row.get("owner", "")), simulated=row.get("simulated") == "yes",
    )  # fmt: skip
