"""The project's own table of special days, and the forecast beyond it: where a calendar comes from.

`reference/working-days.csv` holds every holiday, day off in lieu and weekend worked in exchange of
2019–2026 with the notice that set it. Other years come from the `holidays` package (Vietnam), which
knows the law but not the notices still to come; those days are a forecast and are marked so.
Where package and notice differ, the notice wins (`differences` lists where).
"""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from .rules.calendar import DayKind, WorkingCalendar, content_version
from .rules.text import Text

REFERENCE = Path(__file__).parent / "reference" / "working-days.csv"
SETTLED = (date(2019, 1, 1), date(2026, 12, 31))
"""The years whose every day follows an official notice."""
SPAN = (date(2015, 1, 1), date(2040, 12, 31))
FORECAST_NOTICE = "Dự báo theo Bộ luật Lao động (gói holidays); chưa có thông báo chính thức"


@dataclass(frozen=True, slots=True)
class SpecialDay:
    """A day that does not follow the weekly rule: its kind, its name, and the notice that set it."""

    date: date
    kind: DayKind
    name: Text
    notice: str


def official_days() -> tuple[SpecialDay, ...]:
    """The special days of 2019–2026 as the notices set them, in order."""
    with REFERENCE.open(encoding="utf-8", newline="") as file:
        return tuple(
            SpecialDay(
                date.fromisoformat(row["date"]),
                DayKind(row["kind"]),
                Text(row["name_vi"], row["name_en"]),
                row["notice"],
            )
            for row in csv.DictReader(file)
        )


def forecast_days(years: Iterable[int]) -> tuple[SpecialDay, ...]:
    """The special days of `years` according to the `holidays` package, in order."""
    wanted = sorted(set(years))
    if not wanted:
        return ()
    # Here and not above: the package loads every country of the world, an eighth of a start, for what is looked up once.
    from holidays.countries.vietnam import Vietnam

    # The package is not annotated.
    vietnamese = Vietnam(years=wanted, language="vi")  # type: ignore[no-untyped-call]
    english = Vietnam(years=wanted, language="en_US")  # type: ignore[no-untyped-call]
    off = [
        SpecialDay(day, _kind(name), Text(name, english[day]), FORECAST_NOTICE)
        for day, name in vietnamese.items()
    ]
    worked = [
        SpecialDay(day, DayKind.WORKING_WEEKEND, Text("Ngày làm bù", "Worked in exchange"), FORECAST_NOTICE)
        for day in vietnamese.weekend_workdays
        if day.year in wanted
    ]
    return tuple(sorted(off + worked, key=lambda special: special.date))


def _kind(package_name: str) -> DayKind:
    in_lieu = "nghỉ bù" in package_name or package_name.startswith("Ngày nghỉ (thay")
    return DayKind.COMPENSATORY if in_lieu else DayKind.HOLIDAY


@lru_cache(maxsize=1)
def reference_days() -> tuple[SpecialDay, ...]:
    """The special days of the whole span: notices where there are any, the forecast elsewhere."""
    settled = range(SETTLED[0].year, SETTLED[1].year + 1)
    others = [year for year in range(SPAN[0].year, SPAN[1].year + 1) if year not in settled]
    return tuple(sorted((*official_days(), *forecast_days(others)), key=lambda special: special.date))


@lru_cache(maxsize=1)
def reference_calendar() -> WorkingCalendar:
    """The calendar that the program brings along; used until a version is stored in the database."""
    return calendar_of(reference_days(), SPAN[0], SPAN[1], settled=SETTLED)


def calendar_of(
    days: Iterable[SpecialDay],
    first: date,
    last: date,
    *,
    settled: tuple[date, date] | None = None,
    version: str | None = None,
) -> WorkingCalendar:
    """A calendar with these special days; its version names the content unless one is given."""
    exceptions = {special.date: special.kind for special in days}
    return WorkingCalendar(
        version or content_version(first, last, exceptions), first, last, exceptions, settled=settled
    )


def content_hash(days: Iterable[SpecialDay]) -> str:
    """SHA-256 (hex) over the days in order, so that a stored version can be proved unchanged."""
    rows = [
        [special.date.isoformat(), special.kind.value, special.name.vi, special.name.en, special.notice]
        for special in sorted(days, key=lambda special: special.date)
    ]
    return hashlib.sha256(json.dumps(rows, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Difference:
    """A day of which the package and the notice say different things; the notice is what counts."""

    date: date
    package: DayKind
    notice: DayKind

    @property
    def changes_work(self) -> bool:
        """Whether the two disagree on the day being worked, not merely on why it is not."""
        worked = {DayKind.WORKING, DayKind.WORKING_WEEKEND}
        return (self.package in worked) is not (self.notice in worked)


def differences() -> tuple[Difference, ...]:
    """Every day of 2019–2026 on which package and notices differ, in order (listed in the documents)."""
    first, last = SETTLED
    by_notice = calendar_of(official_days(), first, last)
    by_package = calendar_of(forecast_days(range(first.year, last.year + 1)), first, last)
    days = sorted(by_notice.exceptions.keys() | by_package.exceptions.keys())
    found = (Difference(day, by_package.kind(day), by_notice.kind(day)) for day in days)
    return tuple(one for one in found if one.package is not one.notice)
