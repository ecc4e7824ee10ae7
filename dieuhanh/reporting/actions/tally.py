"""Totals of years that were empty before: added up while the figures pass by, so that a million need not be read again.

A figure is added as it comes only where that is the same as what `sql/cells.sql` would give: its year held no figure of
the indicator before, nothing else came for the same body, period and part, and the indicator neither has a weight nor
is one. Every other (indicator, year) is left to `rollup.recompute`; the two give the same bytes.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from uuid import UUID

import numpy as np
import polars as pl
from django.db import connection

from dieuhanh.config.copying import copying
from dieuhanh.deadlines.rules.periods import Period, parse
from dieuhanh.reporting.queries.cells import SQL, Adding, Calendar
from dieuhanh.reporting.rules.aggregation import parts_of, targets_of

_FIGURE = ["indicator_id", "organisation_id", "period", "breakdown", "plan"]
_CELL = ["indicator_id", "above", "period", "breakdown", "plan"]
_COUNTS = ("leaves", "reported", "verified", "simulated")
_MONEY = pl.Decimal(38, 12)
_MOST_SEEN = 8_000_000
_MOST_CELLS = 400_000
COPY_TOTALS = (
    "COPY reporting_rollup (indicator_id, organisation_id, period_start, period, breakdown, basis, base, total, leaves, "
    "reported, verified, simulated, expected) FROM STDIN (FORMAT csv)"
)
Unit = tuple[str, int]


@dataclass(slots=True)
class Tally:
    """What has passed by. `spoilt`: the (indicator, year) pairs that must be worked out from the facts."""

    indicators: Mapping[UUID, Adding]
    periods: Mapping[str, Period]
    spoilt: set[Unit] = field(default_factory=set)
    _simple: dict[str, Adding] = field(init=False)
    _calendar: Calendar | None = None
    _seen: list["np.ndarray[tuple[int], np.dtype[np.uint64]]"] = field(default_factory=list)
    _sums: list[pl.DataFrame] = field(default_factory=list)
    _places: pl.DataFrame | None = None
    _known: set[tuple[str, str]] = field(default_factory=set)

    def __post_init__(self) -> None:
        weights = {one.weight_id for one in self.indicators.values() if one.weight_id}
        self._simple = {
            str(one.id): one
            for one in self.indicators.values()
            if one.adds and one.weight_id is None and one.id not in weights
        }

    def seen(self, rows: pl.DataFrame) -> pl.Series:
        """Whether a figure of the same body, indicator, period and part passed by in an earlier chunk (or may have)."""
        hashes = _hashes(rows)
        found = np.zeros(rows.height, dtype=bool)
        for earlier in self._seen:
            at = np.minimum(np.searchsorted(earlier, hashes), earlier.size - 1)
            found |= earlier[at] == hashes
        if sum(one.size for one in self._seen) + hashes.size > _MOST_SEEN:
            found[:] = True
        else:
            self._seen.append(np.sort(hashes))
        return pl.Series("seen", found)

    def spoil(self, rows: pl.DataFrame) -> None:
        """These figures' years are not to be added up here."""
        self.spoilt.update(rows.select("indicator_id", _year()).unique().iter_rows())

    def add(self, rows: pl.DataFrame) -> None:
        """Add figures that were the first of their key in a year that was empty before."""
        rows = rows.filter(pl.col("indicator_id").is_in(list(self._simple)))
        if rows.is_empty():
            return
        rows = rows.with_columns(_plan(), pl.col("value").cast(_MONEY, strict=False).alias("number"))
        doubled = rows.select(pl.struct(_FIGURE).is_duplicated()).to_series()
        too_long = rows["value"].is_not_null() & rows["number"].is_null()
        rows = rows.with_columns(pl.col("number").fill_null(0))
        self.spoil(rows.filter(doubled | too_long))
        counted = rows.filter(
            pl.col("status") != "refuted", pl.col("no_data_reason") != "not_yet", ~doubled, ~too_long
        )
        if counted.is_empty():
            return
        self._sums.append(_summed(self._placed(counted), _CELL, first=True))
        if sum(one.height for one in self._sums) > _MOST_CELLS:
            self._sums = [_again(self._sums, _CELL)]
            if self._sums[0].height > _MOST_CELLS:
                self.spoil(self._sums[0].with_columns(period_start=pl.col("period").str.slice(0, 4)))
                self._sums = []

    def _placed(self, rows: pl.DataFrame) -> pl.DataFrame:
        """The figures once for each body above theirs, as the tree stood at the end of their data."""
        calendar = self._calendar = self._calendar or Calendar()
        pairs = rows.select("indicator_id", "period").unique()
        days: dict[tuple[str, str], str] = {}
        for indicator, period in pairs.iter_rows():
            convention = self._simple[indicator].convention
            if (convention, period) not in days:
                day = calendar.day_of(self.periods[period], convention)
                days[convention, period] = day.isoformat()
        pairs = pairs.with_columns(
            pl.Series(
                "day", [days[self._simple[i].convention, p] for i, p in pairs.iter_rows()], dtype=pl.String
            )
        )
        dated = rows.join(pairs, on=["indicator_id", "period"])
        self._look_up(dated.select("organisation_id", "day").unique())
        kinds = [(i, kind) for i, one in self._simple.items() for kind in one.respondents]
        rules = pl.DataFrame(
            kinds, schema={"indicator_id": pl.String, "kind": pl.String}, orient="row"
        ).unique()
        assert self._places is not None
        return dated.join(self._places, on=["organisation_id", "day"]).join(
            rules, on=["indicator_id", "kind"], how="semi"
        )

    def _look_up(self, wanted: pl.DataFrame) -> None:
        new = [pair for pair in wanted.iter_rows() if pair not in self._known]
        if not new and self._places is not None:
            return
        self._known.update(new)
        with connection.cursor() as cursor:
            cursor.execute(
                _sql("places"), {"organisations": [i for i, _ in new], "days": [day for _, day in new]}
            )
            rows = cursor.fetchall()
        names = ("organisation_id", "day", "kind")
        schema = {**dict.fromkeys(names, pl.String), "stands": pl.Boolean, "above": pl.String}
        found = pl.DataFrame(rows, schema=schema, orient="row")
        self._places = found if self._places is None else pl.concat([self._places, found])

    def is_added(self, indicator_id: UUID, year: int) -> bool:
        """Whether the year of the indicator is wholly added up here."""
        return str(indicator_id) in self._simple and (str(indicator_id), year) not in self.spoilt

    def write(self) -> int:
        """Write the totals of every year that was added up; gives how many. Three statements however many."""
        if not self._sums:
            return 0
        sums = _again(self._sums, _CELL)
        bad = pl.DataFrame(
            list(self.spoilt), schema={"indicator_id": pl.String, "year": pl.Int32}, orient="row"
        )
        sums = sums.with_columns(pl.col("period").str.slice(0, 4).cast(pl.Int32).alias("year"))
        sums = sums.join(bad, on=["indicator_id", "year"], how="anti")
        if sums.is_empty():
            return 0
        rules = pl.DataFrame(
            [(i, _shape(one)) for i, one in self._simple.items()],
            schema={"indicator_id": pl.String, "shape": pl.String},
            orient="row",
        )
        shapes = {_shape(one): one for one in self._simple.values()}
        sums = sums.join(rules, on="indicator_id")
        steps = self._steps(shapes, sums.select("shape", "period").unique().rows())
        longer = sums.join(steps, on=["shape", "period"]).drop("period", "year")
        cells = ["indicator_id", "above", "start", "target", "breakdown", "plan", "base", "shape"]
        totals = _summed(longer, cells)
        due = self._due(shapes, totals.select("shape", "base", "target").unique().rows())
        totals = totals.join(due, on=["shape", "base", "target", "above"], how="left")
        return _copied(totals)

    def _steps(self, shapes: Mapping[str, Adding], wanted: Iterable[tuple[str, str]]) -> pl.DataFrame:
        rows = [
            (
                shape,
                code,
                self.periods[code].kind.value,
                target.code,
                target.first_day.isoformat(),
            )
            for shape, code in wanted
            for target in targets_of(self.periods[code], shapes[shape].over_time)
        ]
        names = ("shape", "period", "base", "target", "start")
        return pl.DataFrame(rows, schema=dict.fromkeys(names, pl.String), orient="row")

    def _due(self, shapes: Mapping[str, Adding], wanted: Iterable[tuple[str, str, str]]) -> pl.DataFrame:
        """How many answers each total should hold. One statement."""
        calendar = self._calendar = self._calendar or Calendar()
        bases = {one.kind.value: one for one in self.periods.values()}
        parts: list[tuple[str, str, str, date]] = []
        for shape, base, target in wanted:
            rule = shapes[shape]
            for part in parts_of(parse(target), bases[base], rule.over_time):
                parts.append((shape, base, target, calendar.day_of(part, rule.convention)))
        kinds = sorted({kind for one in shapes.values() for kind in one.respondents})
        counts = _due_counts({day for *_, day in parts}, kinds)
        found: dict[tuple[str, str, str, str], int] = {}
        for shape, base, target, day in parts:
            for kind in shapes[shape].respondents:
                for body, bodies in counts.get((day, kind), ()):
                    key = (shape, base, target, body)
                    found[key] = found.get(key, 0) + bodies
        names = ("shape", "base", "target", "above")
        return pl.DataFrame(
            [(*key, count) for key, count in found.items()],
            schema={**dict.fromkeys(names, pl.String), "expected": pl.Int64},
            orient="row",
        )


def _plan() -> pl.Expr:
    return (pl.col("vintage") == "plan").alias("plan")


def _year() -> pl.Expr:
    return pl.col("period_start").str.slice(0, 4).cast(pl.Int32).alias("year")


def _hashes(rows: pl.DataFrame) -> "np.ndarray[tuple[int], np.dtype[np.uint64]]":
    return rows.select(*_FIGURE[:-1], _plan()).hash_rows(seed=20200810).to_numpy()


def _summed(rows: pl.DataFrame, keys: list[str], *, first: bool = False) -> pl.DataFrame:
    if first:
        rows = rows.with_columns(
            pl.lit(1, dtype=pl.Int64).alias("leaves"),
            pl.col("stands").cast(pl.Int64).alias("reported"),
            (pl.col("status") == "verified").cast(pl.Int64).alias("verified"),
            (pl.col("simulated") == "t").cast(pl.Int64).alias("simulated"),
        )
    return rows.group_by(keys).agg(pl.col("number").sum(), *(pl.col(name).sum() for name in _COUNTS))


def _again(sums: list[pl.DataFrame], keys: list[str]) -> pl.DataFrame:
    return _summed(pl.concat(sums), keys)


def _shape(one: Adding) -> str:
    return f"{one.over_time}|{one.convention}|{' '.join(one.respondents)}"


def _due_counts(days: Collection[date], kinds: list[str]) -> dict[tuple[date, str], list[tuple[str, int]]]:
    found: dict[tuple[date, str], list[tuple[str, int]]] = {}
    with connection.cursor() as cursor:
        cursor.execute(_sql("due_counts"), {"days": sorted(days), "kinds": kinds})
        for day, body, kind, bodies in cursor.fetchall():
            found.setdefault((day, kind), []).append((body, int(bodies)))
    return found


def _copied(totals: pl.DataFrame) -> int:
    lines = (
        totals.with_columns(
            pl.when("plan").then(pl.lit("plan")).otherwise(pl.lit("actual")).alias("basis"),
            pl.col("number").cast(pl.String).str.strip_chars_end("0").str.strip_chars_end(".").alias("total"),
            pl.col("expected").fill_null(0),
        )
        .select(
            "indicator_id",
            "above",
            "start",
            "target",
            "breakdown",
            "basis",
            "base",
            "total",
            *_COUNTS,
            "expected",
        )
        .sort("indicator_id", "above", "start", "target", "breakdown", "basis", "base")
        .write_csv(include_header=False)
    )
    with copying(COPY_TOTALS) as copy:
        copy.write(lines)
    return totals.height


@cache
def _sql(name: str) -> str:
    return (SQL / f"{name}.sql").read_text(encoding="utf-8")
