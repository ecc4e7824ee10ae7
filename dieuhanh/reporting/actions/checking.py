"""Checking a chunk of a file of facts: every part resolved once for each thing written, faults told by row and column."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

import polars as pl
from django.utils.translation import gettext as _

from dieuhanh.config.errors import Fault
from dieuhanh.config.text import nfc
from dieuhanh.reporting.actions.facts import check_parts
from dieuhanh.reporting.actions.resolving import Resolver, Unresolved
from dieuhanh.reporting.rules.facts import NO_DATA_REASONS, STATUSES, VINTAGE_WORDS, number_of, text_of

MOST_FAULTS = 1000
"""Faults that are kept as such; more are counted."""
_NUMBER = r"^-?(?:0|[1-9][0-9]{0,17})(?:\.[0-9]{1,12})?$"
_NOTHING = r"^-0(?:\.0+)?$"


@dataclass(slots=True)
class Faults:
    """What is wrong in a file: the first thousand, and how many there are."""

    kept: list[Fault] = field(default_factory=list)
    count: int = 0

    def add(self, rows: pl.DataFrame, column: str, message: str | Callable[[dict[str, Any]], str]) -> None:
        """A fault for each of the rows."""
        self.count += rows.height
        for row in rows.head(max(0, MOST_FAULTS - len(self.kept))).iter_rows(named=True):
            text = message if isinstance(message, str) else message(row)
            self.kept.append(
                Fault(text, row=row["row"], column=column, field=column, value=str(row.get(column, ""))[:80])
            )


@dataclass(slots=True)
class Checker:
    """Resolves the chunks of one file. `allowed`: the bodies that may be written (None: all).

    `states`: rows may say their own status and whether they are simulated; else both follow from the source.
    """

    resolver: Resolver
    today: date
    default_source: str
    allowed: frozenset[UUID] | None = None
    states: bool = False
    simulated: bool = False
    """Whether all of it is made up for show, because the one who brings it is."""
    faults: Faults = field(default_factory=Faults)

    def checked(self, frame: pl.DataFrame) -> pl.DataFrame:
        """The good rows with ids, days and words as they are stored; the rest become faults.

        Columns: row, indicator_id, organisation_id, source_id (text), breakdown, period, period_start, period_end, vintage,
        value (text or null), no_data_reason, status, simulated ("t"/"f"), as_of, note.
        """
        frame = self._mapped(
            frame, ["indicator"], self._indicator, ["indicator_id", "convention"], "indicator"
        )
        frame = self._mapped(frame, ["period"], self._period, ["period_start", "period_end"], "period")
        frame = self._mapped(
            frame, ["indicator", "period", "breakdown"], self._parts, ["part"], "breakdown", split=True
        )
        frame = self._mapped(
            frame,
            ["organisation", "period", "convention"],
            self._organisation,
            ["organisation_id"],
            "organisation",
        )
        frame = self._mapped(frame, ["source"], self._source, ["source_id", "standing", "made_up"], "source")
        frame = self._stated(frame)
        frame = self._mapped(frame, ["vintage"], self._vintage, ["stored_vintage"], "vintage")
        frame = self._mapped(frame, ["as_of"], self._as_of, ["day"], "as_of")
        frame = self._values(frame)
        return frame.select(
            "row", "indicator_id", "organisation_id", "source_id", pl.col("part").alias("breakdown"), "period", "period_start", "period_end",
            pl.col("stored_vintage").alias("vintage"), "value", "no_data_reason", "status", "simulated", pl.col("day").alias("as_of"), "note",
        )  # fmt: skip

    def _mapped(
        self,
        frame: pl.DataFrame,
        keys: list[str],
        look: Callable[..., Sequence[Any]],
        made: list[str],
        column: str,
        *,
        split: bool = False,
    ) -> pl.DataFrame:
        """Look each distinct thing up once and join what it means; rows of what means nothing become faults."""
        if frame.is_empty():
            return frame.with_columns(*(pl.lit(None, dtype=pl.String).alias(name) for name in made))
        distinct = frame.select(keys).unique()
        good: list[tuple[Any, ...]] = []
        wrong: dict[tuple[Any, ...], tuple[str, str]] = {}
        for key in distinct.iter_rows():
            try:
                good.append((*key, *look(*key)))
            except Unresolved as fault:
                wrong[key] = (str(fault), getattr(fault, "column", column) if split else column)
        schema = dict.fromkeys((*keys, *made), pl.String)
        for key, (message, place) in wrong.items():
            rows = frame.filter(
                pl.all_horizontal(pl.col(name) == value for name, value in zip(keys, key, strict=True))
            )
            self.faults.add(rows, place, message)
        if len(good) == 1 and not wrong:
            return frame.with_columns(
                *(pl.lit(value).alias(name) for name, value in zip(made, good[0][len(keys) :], strict=True))
            )
        return frame.join(
            pl.DataFrame(good, schema=schema, orient="row"), on=keys, how="inner", maintain_order="left"
        )

    def _indicator(self, code: str) -> Sequence[str]:
        known = self.resolver.indicator(nfc(code))
        return str(known.id), known.convention

    def _period(self, text: str) -> Sequence[str]:
        period = self.resolver.period(text)
        return period.first_day.isoformat(), period.last_day.isoformat()

    def _parts(self, indicator: str, period: str, breakdown: str) -> Sequence[str]:
        check_parts(self.resolver.indicator(nfc(indicator)), self.resolver.period(period), nfc(breakdown))
        return (nfc(breakdown),)

    def _organisation(self, code: str, period: str, convention: str) -> Sequence[str]:
        found = self.resolver.organisation(nfc(code), self.resolver.period(period), convention)
        if self.allowed is not None and found not in self.allowed:
            raise Unresolved(_("This body is outside the remit of your appointment."))
        return (str(found),)

    def _source(self, code: str) -> Sequence[str]:
        known = self.resolver.source(nfc(code) or self.default_source)
        return str(known.id), known.standing, "t" if known.simulated or self.simulated else "f"

    def _vintage(self, word: str) -> Sequence[str]:
        found = VINTAGE_WORDS.get(word.lower())
        if found is None:
            raise Unresolved(
                _("“%(word)s” is no vintage; write estimate, preliminary, revised, official or plan.")
                % {"word": word[:40]}
            )
        return (found,)

    def _as_of(self, text: str) -> Sequence[str]:
        if not text:
            return (self.today.isoformat(),)
        try:
            day = date.fromisoformat(text)
        except ValueError:
            day = None
        if day is None or len(text) != 10:
            raise Unresolved(_("“%(text)s” is no date; write it as 2020-08-31.") % {"text": text[:40]})
        return (text,)

    def _stated(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Status and simulation: of the source, or as the row says where it may."""
        for name, words, of_source in (
            ("status", STATUSES, "standing"),
            ("simulated", ("t", "f"), "made_up"),
        ):
            if self.states:
                fit = pl.col(name).is_in(["", *words])
                message = _("Write one of: %(choices)s.") % {"choices": ", ".join(words)}
            else:
                fit = pl.col(name) == ""
                message = _("Leave this empty: it follows from the source.")
            self.faults.add(frame.filter(~fit), name, message)
            frame = frame.filter(fit).with_columns(
                pl.when(pl.col(name) == "").then(pl.col(of_source)).otherwise(pl.col(name)).alias(name)
            )
        return frame

    def _values(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Numbers as PostgreSQL will write them again; a reason where there is no number."""
        value, reason = pl.col("value"), pl.col("no_data_reason")
        unknown = frame.filter((reason != "") & ~reason.is_in(NO_DATA_REASONS))
        self.faults.add(
            unknown, "no_data_reason", _("Write not_arisen, not_yet or not_applicable, or nothing.")
        )
        both = frame.filter((value == "") == (reason == ""))
        self.faults.add(
            both, "value", _("Write a value, or why there is none: not_arisen, not_yet or not_applicable.")
        )
        frame = frame.filter((reason == "") | reason.is_in(NO_DATA_REASONS), (value == "") != (reason == ""))
        plain = (value == "") | (value.str.contains(_NUMBER) & ~value.str.contains(_NOTHING))
        odd = frame.filter(~plain)
        if odd.height:
            frame = self._mended(frame, odd)
        return frame.with_columns(pl.when(value == "").then(None).otherwise(value).alias("value"))

    def _mended(self, frame: pl.DataFrame, odd: pl.DataFrame) -> pl.DataFrame:
        """Numbers written unusually (many digits, minus nothing) are read one by one; the rest are told."""
        meant: dict[str, str] = {}
        for text in odd["value"].unique().to_list():
            number = number_of(text)
            if number is not None:
                meant[text] = text_of(number)
        self.faults.add(odd.filter(~pl.col("value").is_in(list(meant))), "value", _say_number)
        frame = frame.filter(
            ~pl.col("row").is_in(odd.filter(~pl.col("value").is_in(list(meant)))["row"].implode())
        )
        return frame.with_columns(pl.col("value").replace(meant)) if meant else frame


def _say_number(row: dict[str, Any]) -> str:
    return _("“%(value)s” is no number; write it as -1234.5, without spaces or separators of thousands.") % {
        "value": str(row["value"])[:40]
    }
