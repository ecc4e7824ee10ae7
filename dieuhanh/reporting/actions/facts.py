"""Recording figures: append-only versions, told faults, totals kept, one ledger entry for what came together."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext as _

from dieuhanh.config import clock
from dieuhanh.config.actor import Actor
from dieuhanh.config.errors import Fault, Invalid
from dieuhanh.config.text import nfc
from dieuhanh.deadlines.rules.periods import Period
from dieuhanh.organisations.authority import check
from dieuhanh.reporting.actions import rollup
from dieuhanh.reporting.actions.resolving import (
    KnownIndicator,
    KnownSource,
    Resolver,
    Unresolved,
    check_standing,
    known_indicators,
    source_named,
)
from dieuhanh.reporting.actions.writing import Writing, lines_of
from dieuhanh.reporting.rules.facts import (
    NO_DATA_REASONS,
    STATUSES,
    VINTAGE_WORDS,
    Arrival,
    Ids,
    Stored,
    Version,
    is_number,
    text_of,
    versions_of,
)

MOST_ROWS = 20_000
"""Beyond this, figures come by import."""


@dataclass(frozen=True, slots=True)
class SourceRef:
    """The source of figures, by its code."""

    code: str


@dataclass(frozen=True, slots=True)
class NewFact:
    """A figure to record: a value or the reason why there is none. The indicator is given by id or by code.

    `as_of`: the day of which the figure is (the publication, the cut-off); today where none is given.
    `status`: empty for what the source is worth (a report is claimed, a publication published).
    """

    organisation_id: UUID
    period: str
    value: Decimal | None = None
    indicator_id: UUID | None = None
    indicator: str = ""
    breakdown: str = ""
    no_data_reason: str = ""
    vintage: str = "official"
    as_of: date | None = None
    note: str = ""
    status: str = ""


@dataclass(frozen=True, slots=True)
class Recorded:
    """What became of the figures. `facts`: (indicator, breakdown, organisation) → id of the fact that now holds it."""

    batch_id: UUID | None
    entry_id: UUID | None
    written: int
    unchanged: int
    late: int
    facts: dict[tuple[UUID, str, UUID], UUID] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Ready:
    """A figure whose every part is known."""

    place: int
    fact: NewFact
    indicator: KnownIndicator
    period: Period
    vintage: str
    status: str
    as_of: date
    breakdown: str

    @property
    def key(self) -> tuple[UUID, UUID, str, str, str]:
        return self.indicator.id, self.fact.organisation_id, self.period.code, self.breakdown, self.vintage


def record_facts(
    rows: Sequence[NewFact | Mapping[str, Any]],
    *,
    by: Actor,
    source: SourceRef | str,
    submission_id: UUID | None = None,
    simulated: bool = False,
    at: datetime | None = None,
) -> Recorded:
    """Record figures in the caller's transaction, all or none.

    A new value for a key becomes the next version and names the one it follows; an equal one is no new version; a
    value older than what is known becomes a version and is counted as late. Totals above follow in the same
    transaction. With a submission the caller has asked for the right to accept it; without one, `facts.import` over
    each body is needed. Raises `Invalid` with a fault for each row that cannot be recorded. At most 14 statements.
    """
    facts = [row if isinstance(row, NewFact) else NewFact(**row) for row in rows]
    if not facts:
        return Recorded(None, None, 0, 0, 0)
    _check_rights(facts, by, submission_id)
    with transaction.atomic():
        known = source_named(source if isinstance(source, str) else source.code)
        simulated = simulated or known.simulated
        ready = _read(facts, known)
        touched = {(one.indicator.id, one.period) for one in ready}
        indicators = rollup.locked({one.indicator.id for one in ready})
        new, unchanged, places = _versions(ready, known, simulated)
        if not new:
            return Recorded(None, None, 0, unchanged, 0, places)
        add_up = rollup.around(
            indicators, sorted({one.fact.organisation_id for one in ready}, key=str), touched
        )
        writing = Writing(at or datetime.now(UTC))
        ids = _write(writing, ready, new, known, simulated)
        add_up()
        entry_id = _close(writing, ready, known, by=by, submission_id=submission_id, simulated=simulated)
    by_place = {one.place: one for one in ready}
    for place, fact_id in ids.items():
        one = by_place[place]
        places[one.indicator.id, one.breakdown, one.fact.organisation_id] = fact_id
    return Recorded(
        writing.batch_id, entry_id, writing.rows, unchanged, sum(version.late for version in new), places
    )


def _check_rights(facts: Sequence[NewFact], by: Actor, submission_id: UUID | None) -> None:
    if len(facts) > MOST_ROWS:
        raise Invalid(_("At most %(most)d figures at once; import a file instead.") % {"most": MOST_ROWS})
    if submission_id is None:
        for organisation_id in {fact.organisation_id for fact in facts}:
            check(by, "facts.import", organisation_id)


def _read(facts: Sequence[NewFact], source: KnownSource) -> list[_Ready]:
    """Every figure with its parts resolved. Raises `Invalid` with all faults at once. Three statements."""
    codes = {fact.indicator for fact in facts if fact.indicator}
    indicators = known_indicators(codes, ids={fact.indicator_id for fact in facts if fact.indicator_id})
    by_id = {one.id: one for one in indicators.values()}
    resolver = Resolver(indicators, {}, {})
    ready: list[_Ready] = []
    faults: list[Fault] = []
    for place, fact in enumerate(facts):
        try:
            indicator = by_id.get(fact.indicator_id) if fact.indicator_id else None
            ready.append(
                _ready(
                    place,
                    fact,
                    indicator or resolver.indicator(fact.indicator),
                    resolver.period(fact.period),
                    source,
                )
            )
        except Unresolved as wrong:
            faults.append(Fault(str(wrong), row=place + 1))
    absent = check_standing((one.fact.organisation_id, one.period, one.indicator.convention) for one in ready)
    for one in ready:
        message = absent.get((one.fact.organisation_id, one.period.code))
        if message:
            faults.append(Fault(message, row=one.place + 1, column="organisation"))
    if faults:
        raise Invalid(_("Some figures cannot be recorded; nothing was."), faults=faults)
    return ready


def _ready(
    place: int, fact: NewFact, indicator: KnownIndicator, period: Period, source: KnownSource
) -> _Ready:
    breakdown = nfc(fact.breakdown)
    vintage = VINTAGE_WORDS.get(fact.vintage)
    status = fact.status or source.standing
    check_parts(indicator, period, breakdown)
    if vintage is None:
        raise Unresolved(
            _("“%(word)s” is no vintage; write estimate, preliminary, revised, official or plan.")
            % {"word": fact.vintage[:40]}
        )
    if status not in STATUSES:
        raise Unresolved(
            _("“%(word)s” is no status; write claimed, published, verified or refuted.")
            % {"word": status[:40]}
        )
    if (fact.value is None) != bool(fact.no_data_reason) or fact.no_data_reason not in {"", *NO_DATA_REASONS}:
        raise Unresolved(_("Write a value, or why there is none: not_arisen, not_yet or not_applicable."))
    if fact.value is not None and not is_number(fact.value):
        raise Unresolved(_("A value has at most 30 digits, of which at most 12 after the point."))
    return _Ready(place, fact, indicator, period, vintage, status, fact.as_of or clock.today(), breakdown)


def check_parts(indicator: KnownIndicator, period: Period, breakdown: str) -> None:
    """Raise `Unresolved` for a kind of period or a part that the indicator does not have."""
    if period.kind.value not in indicator.period_kinds:
        kinds = ", ".join(sorted(indicator.period_kinds))
        raise Unresolved(
            _("“%(code)s” has figures by %(kinds)s; “%(period)s” is none.")
            % {"code": indicator.code, "kinds": kinds, "period": period.code}
        )
    if breakdown and breakdown not in indicator.breakdowns:
        some = ", ".join(sorted(indicator.breakdowns)[:8]) or "–"
        raise Unresolved(
            _("“%(code)s” is not broken down by “%(part)s”; write one of %(some)s, or nothing.")
            % {"code": indicator.code, "part": breakdown[:60], "some": some}
        )


STORED_VERSIONS = """
SELECT f.indicator_id, f.organisation_id, f.period, f.breakdown, f.source_id, f.vintage,
       f.id, f.version, f.as_of, f.value, f.no_data_reason, f.status, f.simulated
FROM unnest(%(indicator)s::uuid[], %(organisation)s::uuid[], %(start)s::date[], %(period)s::text[], %(breakdown)s::text[],
            %(source)s::uuid[], %(vintage)s::text[]) AS k(indicator_id, organisation_id, period_start, period, breakdown, source_id, vintage)
JOIN reporting_fact f USING (indicator_id, organisation_id, period_start, period, breakdown, source_id, vintage)
WHERE f.period_start BETWEEN %(first)s AND %(last)s
"""


def _versions(
    ready: Sequence[_Ready], source: KnownSource, simulated: bool
) -> tuple[list[Version], int, dict[tuple[UUID, str, UUID], UUID]]:
    """(what becomes a version, how many are unchanged, the facts that hold the unchanged). One statement."""
    keys: dict[tuple[UUID, UUID, str, str, str], list[_Ready]] = {}
    for one in ready:
        keys.setdefault(one.key, []).append(one)
    stored = _stored(keys, source.id)
    new: list[Version] = []
    held: dict[tuple[UUID, str, UUID], UUID] = {}
    unchanged, faults = 0, []
    for key, ones in keys.items():
        arrivals = [
            Arrival(one.place, one.as_of, one.fact.value, one.fact.no_data_reason, one.status, simulated)
            for one in ones
        ]
        result = versions_of(stored.get(key, ()), arrivals)
        new.extend(result.new)
        unchanged += len(result.unchanged)
        if not result.new and stored.get(key):
            last = max(stored[key], key=lambda s: (s.as_of, s.version))
            held[key[0], key[3], key[1]] = UUID(str(last.id))
        for place, first in result.twice:
            faults.append(
                Fault(
                    _("This figure was given already in row %(row)d; keep one.") % {"row": first + 1},
                    row=place + 1,
                )
            )
    if faults:
        raise Invalid(_("Some figures were given twice; nothing was recorded."), faults=faults)
    return sorted(new, key=lambda version: version.place), unchanged, held


def _stored(
    keys: Mapping[tuple[UUID, UUID, str, str, str], Sequence[_Ready]], source_id: UUID
) -> dict[Any, list[Stored]]:
    starts = [ones[0].period.first_day for ones in keys.values()]
    parts = list(zip(*keys, strict=True))
    found: dict[Any, list[Stored]] = {}
    with connection.cursor() as cursor:
        cursor.execute(
            STORED_VERSIONS,
            {
                "indicator": list(parts[0]), "organisation": list(parts[1]), "period": list(parts[2]), "breakdown": list(parts[3]),
                "vintage": list(parts[4]), "source": [source_id] * len(keys), "start": starts, "first": min(starts), "last": max(starts),
            },
        )  # fmt: skip
        for indicator, organisation, period, breakdown, _source, vintage, *rest in cursor.fetchall():
            found.setdefault((indicator, organisation, period, breakdown, vintage), []).append(Stored(*rest))
    return found


def _write(
    writing: Writing, ready: Sequence[_Ready], new: Sequence[Version], source: KnownSource, simulated: bool
) -> dict[int, UUID]:
    by_place = {one.place: one for one in ready}
    high, low = writing.take_ids(len(new))
    ids = {version.place: Ids.uuid(high, low + n) for n, version in enumerate(new)}
    lines = []
    for version in new:
        one = by_place[version.place]
        before = version.supersedes or (
            ids[version.supersedes_place] if version.supersedes_place is not None else None
        )
        lines.append(
            (
                ids[version.place], one.fact.organisation_id, one.indicator.id, one.breakdown, one.period.code, one.period.first_day,
                one.period.last_day, source.id, one.vintage, version.version, before,
                None if one.fact.value is None else text_of(one.fact.value), one.fact.no_data_reason, one.status, simulated, one.as_of,
                writing.batch_id, nfc(one.fact.note),
            )
        )  # fmt: skip
    writing.copy(lines_of(lines), len(lines))
    return ids


def _close(
    writing: Writing,
    ready: Sequence[_Ready],
    source: KnownSource,
    *,
    by: Actor,
    submission_id: UUID | None,
    simulated: bool,
) -> UUID:
    bodies = {one.fact.organisation_id for one in ready}
    organisation_id = next(iter(bodies)) if len(bodies) == 1 else None
    return writing.close(
        "submission" if submission_id else "entered",
        by=by,
        ledger_kind="reporting.facts.recorded",
        organisation_id=organisation_id,
        body={
            "source": source.code,
            "submission": str(submission_id) if submission_id else None,
            "indicators": sorted({one.indicator.code for one in ready}),
            "periods": sorted({one.period.code for one in ready}),
            "simulated": simulated,
        },
        submission_id=submission_id,
        simulated=simulated,
    )
