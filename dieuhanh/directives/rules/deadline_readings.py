"""What deadline words are resolved to: kinds, readings, rhythms, and the words taken apart for the matchers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from dieuhanh.deadlines.rules import RuleFault, Text, WorkingCalendar

from .day_words import Unit, find_units, month_end
from .deadline_rules import FAULTS, RULES
from .states import DeadlineKind


@dataclass(frozen=True, slots=True)
class Series:
    """The rhythm of a repeated duty: `week` (with a weekday, Monday 0), `month` (a window of days), or coarser.

    `every`: day, week, month, quarter, half, year, meeting (at each meeting) or steady (all the time).
    """

    every: str
    weekday: int | None = None
    first_day: int | None = None
    last_day: int | None = None

    def to_dict(self) -> dict[str, Any]:
        """Only what is set."""
        values = {
            "every": self.every,
            "weekday": self.weekday,
            "first_day": self.first_day,
            "last_day": self.last_day,
        }
        return {key: value for key, value in values.items() if value is not None}

    def windows(self, begin: date, end: date) -> Iterator[tuple[date, date]]:
        """Each time of the duty with its end in `begin` … `end`, as (first day, last day); none where no day is fixed.

        A window that runs past the month's end closes on the month's last day.
        """
        if self.weekday is not None:
            day = begin + timedelta(days=(self.weekday - begin.weekday()) % 7)
            while day <= end:
                yield day, day
                day += timedelta(days=7)
        elif self.first_day is not None and self.last_day is not None:
            year, month = begin.year, begin.month
            while (closing := month_end(year, month)).replace(day=1) <= end:
                last = min(closing, closing.replace(day=1) + timedelta(days=self.last_day - 1))
                if begin <= last <= end:
                    yield closing.replace(day=min(self.first_day, closing.day)), last
                year, month = (year + 1, 1) if month == 12 else (year, month + 1)

    def next_after(self, day: date) -> date | None:
        """The end of the first time that ends on or after `day`; None where no day is fixed."""
        try:
            return next((last for _, last in self.windows(day, day + timedelta(days=62))), None)
        except (OverflowError, ValueError):
            return None


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read the words: the rule's name, the last good day by it (None: the words give no day), and why.

    `starts`: the duty holds from this day. `stage`: which of several stages it is the end of. `series`: the
    rhythms of a repeated duty, whose first time is `due`.
    """

    rule: str
    due: date | None
    words: Text
    starts: date | None = None
    stage: int | None = None
    series: tuple[Series, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """The reading as stored with a task: rule, due, words, and what else it has."""
        more = {
            "starts": self.starts.isoformat() if self.starts else None,
            "stage": self.stage,
            "series": [one.to_dict() for one in self.series] or None,
        }
        kept = {key: value for key, value in more.items() if value is not None}
        due = self.due.isoformat() if self.due else None
        return {"rule": self.rule, "due": due, "words": self.words.to_dict(), **kept}


@dataclass(frozen=True, slots=True)
class Resolved:
    """What the words mean: their kind, every reading, and what a person must look at (`faults`).

    `chosen`: the reading that the words themselves choose, when they do. `original`: an earlier deadline that
    the words name. `calendar`: the version of the working calendar used, when one was.
    """

    words: str
    kind: DeadlineKind
    readings: tuple[Reading, ...] = ()
    faults: tuple[RuleFault, ...] = ()
    chosen: int | None = None
    original: date | None = None
    calendar: str | None = None

    @property
    def unknown(self) -> bool:
        """Whether the words could not be resolved at all, or say that they do not know."""
        return any(fault.code in ("unknown", "not_understood", "no_such_day") for fault in self.faults)

    @property
    def ambiguous(self) -> bool:
        """Whether a person must choose between readings."""
        return len(self.readings) > 1 and self.chosen is None

    @property
    def due(self) -> date | None:
        """The one deadline, when there is one: the chosen reading's, or the only reading's."""
        if self.chosen is not None:
            return self.readings[self.chosen].due
        return self.readings[0].due if len(self.readings) == 1 else None


@dataclass(frozen=True, slots=True)
class Asked:
    """The words taken apart: small letters, what stands outside brackets, what inside."""

    words: str
    small: str
    main: str
    notes: str
    given_on: date
    received_on: date | None
    calendar: WorkingCalendar | None

    def units(self, text: str | None = None) -> list[Unit]:
        return find_units(self.main if text is None else text, self.given_on)


def reading(
    rule: str, due: date | None, *, part: int | None = None, series: tuple[Series, ...] = (), **said: Any
) -> Reading:
    """A reading with its rule's sentence in both languages; `said` fills the sentence."""
    starts = said.get("starts")
    values = {"due": due, **said}
    vi = {key: f"{one:%d/%m/%Y}" if isinstance(one, date) else one for key, one in values.items()}
    en = {key: one.isoformat() if isinstance(one, date) else one for key, one in values.items()}
    text = RULES[rule]
    return Reading(rule, due, Text(text.vi.format(**vi), text.en.format(**en)), starts, part, series)


def fault(code: str, value: str = "") -> RuleFault:
    """One of the named faults of a deadline."""
    text = FAULTS[code]
    return RuleFault(code, "deadline", Text(text.vi.format(value=value), text.en.format(value=value)), value)


def resolved(
    asked: Asked, kind: DeadlineKind, *readings: Reading, faults: tuple[str, ...] = (), **more: Any
) -> Resolved:
    """An answer about these words, with faults by their codes."""
    return Resolved(asked.words, kind, readings, tuple(fault(code, asked.words) for code in faults), **more)
