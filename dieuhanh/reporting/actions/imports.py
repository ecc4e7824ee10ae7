"""Importing figures by the million: read, resolve, check, version, copy, total, ledger; in one transaction, chunk by chunk.

Memory does not grow with the file: a chunk is in memory, and the distinct codes that were seen.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import IO, Any
from uuid import UUID

import numpy as np
import polars as pl
from django.db import connection, transaction
from django.utils.translation import gettext as _

from dieuhanh.config import clock
from dieuhanh.config.actor import Actor
from dieuhanh.config.errors import Fault, Invalid
from dieuhanh.config.identity import uuid7
from dieuhanh.config.text import nfc
from dieuhanh.deadlines.rules.periods import Period
from dieuhanh.organisations.authority import check, scope_sql
from dieuhanh.reporting.actions import rollup
from dieuhanh.reporting.actions.checking import Checker, Faults
from dieuhanh.reporting.actions.facts import STORED_VERSIONS
from dieuhanh.reporting.actions.reading import chunks, spooled
from dieuhanh.reporting.actions.resolving import REPORTED, Resolver
from dieuhanh.reporting.actions.tally import Tally
from dieuhanh.reporting.actions.writing import Writing
from dieuhanh.reporting.models import FactBatch
from dieuhanh.reporting.rules.facts import STORED_COLUMNS, Arrival, Stored, versions_of

POWER = "facts.import"
CHUNK_ROWS = 200_000
_KEY = ["indicator_id", "organisation_id", "period_start", "period", "breakdown", "source_id", "vintage"]
_KEYS_AT_ONCE = 20_000


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import came to. `faults` holds the first thousand of `fault_count`; `batch_id` is None where nothing was new."""

    batch_id: UUID | None
    entry_id: UUID | None
    rows: int
    written: int
    unchanged: int
    late: int
    fault_count: int
    faults: list[Fault]
    totals: int

    def as_dict(self) -> dict[str, Any]:
        """The result as JSON."""
        return {
            "batch": str(self.batch_id) if self.batch_id else None,
            "ledger_entry": str(self.entry_id) if self.entry_id else None,
            "rows": self.rows,
            "written": self.written,
            "unchanged": self.unchanged,
            "late": self.late,
            "fault_count": self.fault_count,
            "faults": [fault.as_dict() for fault in self.faults],
        }


@dataclass(slots=True)
class _Import:
    """One import while it runs."""

    checker: Checker
    tally: Tally
    writing: Writing = field(default_factory=Writing)
    read: int = 0
    unchanged: int = 0
    late: int = 0
    touched: set[tuple[UUID, Period]] = field(default_factory=set)
    fresh: dict[tuple[str, int], bool] = field(default_factory=dict)
    writes: bool = True

    def take(self, frame: pl.DataFrame) -> None:
        """Check a chunk and write what is good of it."""
        self.read += frame.height
        good = self.checker.checked(frame)
        if not self.writes or good.is_empty():
            return
        good = good.sort([*_KEY, "as_of", "row"])
        for indicator, period in good.select("indicator_id", "period").unique().iter_rows():
            self.touched.add((UUID(indicator), self.checker.resolver.period(period)))
        twice = good.select(pl.struct(_KEY).is_duplicated()).to_series()
        known = twice | self.tally.seen(good) | ~self._is_fresh(good)
        quick, slow = good.filter(~known), good.filter(known)
        self._write(quick)
        self.tally.add(quick)
        self.tally.spoil(slow)
        self._write_slowly(slow)

    def add_up(self) -> int:
        """Write the totals; gives how many."""
        rest = [(i, period) for i, period in self.touched if not self.tally.is_added(i, period.year)]
        return self.tally.write() + rollup.recompute(rest)

    def _is_fresh(self, good: pl.DataFrame) -> pl.Series:
        """Whether no figure of the row's indicator and year was there before this import."""
        pairs = good.select(
            "indicator_id", pl.col("period_start").str.slice(0, 4).cast(pl.Int32).alias("year")
        )
        new = [pair for pair in pairs.unique().iter_rows() if pair not in self.fresh]
        if new:
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT p.i::text, p.y, NOT EXISTS (SELECT 1 FROM reporting_fact f WHERE f.indicator_id = p.i AND f.period_start >= "
                    "make_date(p.y, 1, 1) AND f.period_start < make_date(p.y + 1, 1, 1)) FROM unnest(%s::uuid[], %s::int[]) AS p(i, y)",
                    [[i for i, _ in new], [y for _, y in new]],
                )
                self.fresh.update({(i, y): free for i, y, free in cursor.fetchall()})
        if all(self.fresh.values()):
            return pl.Series([True]).new_from_index(0, good.height)
        known = pl.DataFrame(
            [(i, y, free) for (i, y), free in self.fresh.items()],
            schema=["indicator_id", "year", "free"],
            orient="row",
        )
        return pairs.join(
            known.cast({"year": pl.Int32}), on=["indicator_id", "year"], how="left", maintain_order="left"
        )["free"]

    def _write(self, rows: pl.DataFrame) -> None:
        if rows.is_empty():
            return
        numbered = rows.with_columns(
            pl.lit(1).alias("version"), pl.lit(None, dtype=pl.String).alias("supersedes")
        )
        self._copy(numbered.with_columns(self._ids(rows.height)))

    def _ids(self, count: int) -> pl.Series:
        high, low = self.writing.take_ids(count)
        halves = np.empty((count, 2), dtype=">u8")
        halves[:, 0] = high
        halves[:, 1] = np.arange(count, dtype=np.uint64) + np.uint64(low)
        text = pl.Series("id", np.frombuffer(halves.tobytes().hex().encode(), dtype="S32").astype("U32"))
        parts = [text.str.slice(start, size) for start, size in ((0, 8), (8, 4), (12, 4), (16, 4), (20, 12))]
        return pl.select(pl.concat_str(parts, separator="-").alias("id")).to_series()

    def _copy(self, rows: pl.DataFrame) -> None:
        lines = (
            rows.with_columns(pl.lit(str(self.writing.batch_id)).alias("batch_id"))
            .select(STORED_COLUMNS)
            .write_csv(include_header=False)
        )
        self.writing.copy(lines.encode(), rows.height)

    def _write_slowly(self, rows: pl.DataFrame) -> None:
        """Rows whose figure may be there already: each key's versions are looked at."""
        for part in _parts(rows):
            stored = _stored(part)
            chosen = self._versioned(part, stored)
            if chosen:
                self._copy_versions(part, chosen)

    def _versioned(
        self, part: pl.DataFrame, stored: dict[Any, list[Stored]]
    ) -> list[tuple[int, int, Any, Any]]:
        """(place in the part, version, id it follows, place it follows) of what is new."""
        groups: dict[Any, list[Arrival]] = {}
        columns = [
            part[name].to_list()
            for name in (*_KEY, "as_of", "value", "no_data_reason", "status", "simulated")
        ]
        for place, (*key, as_of, value, reason, status, simulated) in enumerate(zip(*columns, strict=True)):
            given = None if value is None else Decimal(value)
            groups.setdefault(tuple(key), []).append(
                Arrival(place, date.fromisoformat(as_of), given, reason, status, simulated == "t")
            )
        rows = part["row"].to_list()
        chosen: list[tuple[int, int, Any, Any]] = []
        twice: list[tuple[int, str]] = []
        for key, arrivals in groups.items():
            known = stored.get(key, [])
            own = {one.as_of for one in known if self._is_own(one)}
            again = [one for one in arrivals if one.as_of in own]
            twice.extend(
                (rows[one.place], _("This figure was given already earlier in the file; keep one."))
                for one in again
            )
            result = versions_of(known, [one for one in arrivals if one.as_of not in own])
            self.unchanged += len(result.unchanged)
            self.late += sum(version.late for version in result.new)
            for place, first in result.twice:
                twice.append(
                    (
                        rows[place],
                        _("This figure was given already in row %(row)d; keep one.") % {"row": rows[first]},
                    )
                )
            chosen.extend((v.place, v.version, v.supersedes, v.supersedes_place) for v in result.new)
        for row, message in twice:
            self.checker.faults.add(pl.DataFrame({"row": [row], "value": [""]}), "value", message)
        return sorted(chosen)

    def _is_own(self, one: Stored) -> bool:
        first = self.writing.first_id
        return first is not None and str(one.id) >= str(first)

    def _copy_versions(self, part: pl.DataFrame, chosen: Sequence[tuple[int, int, Any, Any]]) -> None:
        rows = part[[place for place, *_ in chosen]]
        ids = self._ids(rows.height)
        by_place = {place: ids[n] for n, (place, *_) in enumerate(chosen)}
        follows = [str(before) if before else by_place.get(place) for _, _, before, place in chosen]
        self._copy(
            rows.with_columns(
                ids,
                pl.Series("version", [v for _, v, *_ in chosen]),
                pl.Series("supersedes", follows, dtype=pl.String),
            )
        )


def _parts(rows: pl.DataFrame) -> Iterable[pl.DataFrame]:
    """The sorted rows in parts of about 20,000, never one key in two parts."""
    start = 0
    while start < rows.height:
        end = min(start + _KEYS_AT_ONCE, rows.height)
        while end < rows.height and rows.select(_KEY).row(end) == rows.select(_KEY).row(end - 1):
            end += 1
        yield rows[start:end]
        start = end


def _stored(part: pl.DataFrame) -> dict[Any, list[Stored]]:
    keys = part.select(_KEY).unique()
    names = ("indicator", "organisation", "start", "period", "breakdown", "source", "vintage")
    parameters: dict[str, Any] = dict(zip(names, (keys[name].to_list() for name in _KEY), strict=True))
    starts = parameters["start"]
    found: dict[Any, list[Stored]] = {}
    with connection.cursor() as cursor:
        cursor.execute(STORED_VERSIONS, {**parameters, "first": min(starts), "last": max(starts)})
        by_period = dict(zip(parameters["period"], starts, strict=True))
        for indicator, organisation, period, breakdown, source, vintage, *rest in cursor.fetchall():
            key = (
                str(indicator),
                str(organisation),
                by_period[period],
                period,
                breakdown,
                str(source),
                vintage,
            )
            found.setdefault(key, []).append(Stored(*rest))
    return found


def import_facts(
    given: Path | IO[bytes],
    form: str = "csv",
    *,
    by: Actor,
    partial: bool = False,
    source: str = REPORTED,
    file_name: str = "",
    progress: Callable[[int], None] | None = None,
    chunk_rows: int = CHUNK_ROWS,
    reason: str = "",
    batch_id: UUID | None = None,
    day: date | None = None,
    states: bool = False,
) -> Imported:
    """Import a CSV or NDJSON file of figures; `source` where a row names none. Columns: see `reading.COLUMNS`.

    All or nothing: any fault raises `Invalid` with the first thousand, and nothing is kept. With `partial` the good rows
    are kept and the faults given back. A repeat of the same file writes nothing. `progress` is told how many rows each
    chunk had. `reason` is kept in the ledger. `batch_id`: the id that the batch is to have; `day`: the as-of date of rows
    that give none (today); `states`: rows may say their status and whether they are simulated (a node's own export). Needs `facts.import` over each body named.
    """
    check(by, POWER, by.scope_id)
    with spooled(given) as file:
        indicators = _indicators_in(file.path, form, chunk_rows)
        with transaction.atomic():
            resolver = Resolver.whole()
            known = {resolver.indicators[code].id for code in indicators if code in resolver.indicators}
            tally = Tally(rollup.locked(known), resolver.periods)
            checker = Checker(resolver, day or clock.today(), source, _allowed(by), states, by.simulated)
            run = _Import(checker, tally, Writing(batch_id=batch_id or uuid7()))
            for frame in chunks(file.path, form, chunk_rows):
                run.take(frame)
                run.writes = partial or not run.checker.faults.count
                if progress:
                    progress(frame.height)
            _refuse(run.checker.faults, partial)
            totals = run.add_up() if run.writing.rows else 0
            entry_id = _close(run, by, indicators, file_name or file.path.name, file.sha256, reason)
    faults = run.checker.faults
    batch_id = run.writing.batch_id if run.writing.rows else None
    return Imported(
        batch_id,
        entry_id,
        run.read,
        run.writing.rows,
        run.unchanged,
        run.late,
        faults.count,
        faults.kept,
        totals,
    )


def done_before(batch_id: UUID) -> dict[str, Any] | None:
    """What an import whose batch was to have this id came to, if it was done; its unchanged and faulty rows were not kept."""
    batch = FactBatch.objects.filter(pk=batch_id).first()
    if batch is None:
        return None
    entry = str(batch.ledger_entry_id)
    return {"batch": str(batch.id), "ledger_entry": entry, "written": batch.rows, "resumed": True}


def _refuse(faults: Faults, partial: bool) -> None:
    if faults.count and not partial:
        text = _("%(count)d faults in the file; nothing was kept. Mend them, or import the good rows alone.")
        raise Invalid(text % {"count": faults.count}, faults=faults.kept)


def _indicators_in(path: Path, form: str, rows: int) -> set[str]:
    """The indicators that the file names, so that they can be locked in one order before anything is written."""
    return {code for frame in chunks(path, form, rows) for code in frame["indicator"].unique().to_list()}


def _allowed(by: Actor) -> frozenset[UUID] | None:
    """The bodies within the remit of `by`; None for all. One statement."""
    within = scope_sql(by)
    if within is None:
        return None
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id FROM {within[0]} AS scope(id)", within[1])
        return frozenset(row[0] for row in cursor.fetchall())


def try_facts(
    given: Path | IO[bytes], form: str = "csv", *, by: Actor, source: str = REPORTED, file_name: str = ""
) -> Imported:
    """What importing the file would come to, with the faults told; nothing is kept, neither figures nor ledger entry.

    The import itself runs, good rows alone, and is taken back: so what is told is what will happen. For files small
    enough to be tried while somebody waits. Raises as `import_facts`.
    """
    with transaction.atomic():
        tried = import_facts(given, form, by=by, partial=True, source=source, file_name=file_name)
        transaction.set_rollback(True)
    return replace(tried, batch_id=None, entry_id=None)


def _close(
    run: _Import, by: Actor, indicators: set[str], file_name: str, file_hash: str, reason: str
) -> UUID | None:
    if not run.writing.rows:
        return None
    return run.writing.close(
        "import",
        by=by,
        ledger_kind="reporting.facts.imported",
        organisation_id=None,
        body={
            "file": file_name[:200],
            "file_hash": file_hash,
            "unchanged": run.unchanged,
            "late": run.late,
            "faults": run.checker.faults.count,
            "indicators": sorted(indicators)[:100],
            **({"reason": nfc(reason)} if reason else {}),
        },
        file_name=file_name[:200],
        file_hash=file_hash,
        simulated=by.simulated,
    )
