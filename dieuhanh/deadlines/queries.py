"""The reads that pages, API and the rooms above share. Each says how many SQL statements it costs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from uuid import UUID

from django.utils.translation import gettext as _

from dieuhanh.config.errors import Missing

from .models import CalendarDay, CalendarVersion, DeadlineRuleRecord
from .official import SPAN, SpecialDay, reference_calendar, reference_days
from .rules.calendar import SATURDAY_AND_SUNDAY, DayKind, WorkingCalendar
from .rules.rule import DeadlineRule
from .rules.text import Text

MOST_RULES = 1000


@dataclass(frozen=True, slots=True)
class CalendarRead:
    """A calendar with the names and notices of its special days, by date."""

    calendar: WorkingCalendar
    special: dict[date, SpecialDay]
    note: str
    recorded_at: datetime | None

    def year(self, year: int) -> list[SpecialDay]:
        """The special days of one year, in order."""
        return [special for day, special in sorted(self.special.items()) if day.year == year]


def working_calendar(*, version: str | None = None, as_of: datetime | None = None) -> WorkingCalendar:
    """The working calendar in use (or the named version, or the one in use at a moment).

    One SQL statement, whatever the size: the calendar itself is kept by the process, since a
    version never changes. Before any version is stored it is the one that the program brings.

    Raises:
        Missing: no such version.
    """
    return calendar_read(version=version, as_of=as_of).calendar


def calendar_read(*, version: str | None = None, as_of: datetime | None = None) -> CalendarRead:
    """The same calendar with names and notices. One statement (two the first time in a process)."""
    rows = CalendarVersion.objects.order_by("-id")
    if version is not None:
        rows = rows.filter(code=version)
    if as_of is not None:
        rows = rows.filter(recorded_at__lte=as_of)
    found = rows.first()
    if found is not None:
        return _kept(found.pk)
    brought = _brought()
    if version is not None and version != brought.calendar.version:
        raise Missing(_("There is no version %(version)s of the working calendar.") % {"version": version})
    return brought


@lru_cache(maxsize=64)
def _kept(version_id: UUID) -> CalendarRead:
    """A stored version, kept by the process: versions are append-only, so it cannot go stale."""
    days = list(CalendarDay.objects.filter(version_id=version_id).select_related("version").order_by("date"))
    version = days[0].version if days else CalendarVersion.objects.get(pk=version_id)
    special = {
        row.date: SpecialDay(row.date, DayKind(row.kind), Text(row.name_vi, row.name_en), row.notice)
        for row in days
    }
    settled = (version.settled_from, version.settled_to)
    calendar = WorkingCalendar(
        version.code,
        version.first_day,
        version.last_day,
        {day: one.kind for day, one in special.items()},
        weekend=version.weekend,
        settled=(settled[0], settled[1]) if settled[0] and settled[1] else None,
    )
    return CalendarRead(calendar, special, version.note, version.recorded_at)


@lru_cache(maxsize=1)
def _brought() -> CalendarRead:
    special = {one.date: one for one in reference_days()}
    return CalendarRead(reference_calendar(), special, "", None)


def calendar_versions(limit: int = 50) -> list[CalendarVersion]:
    """The stored versions, newest first. One statement."""
    return list(CalendarVersion.objects.order_by("-id")[:limit])


@dataclass(frozen=True, slots=True)
class RuleRead:
    """A stored deadline rule, read back as the pure rule it is."""

    id: UUID
    rule: DeadlineRule
    convention: str
    valid_from: date
    valid_to: date | None

    @property
    def code(self) -> str:
        """The rule's stable name."""
        return self.rule.code

    def in_force(self, on: date) -> bool:
        """Whether it holds on `on`."""
        return self.valid_from <= on and (self.valid_to is None or on < self.valid_to)


def deadline_rules(
    *,
    as_of: date | None = None,
    code: str | None = None,
    after: Sequence[str] | None = None,
    limit: int = MOST_RULES,
) -> list[RuleRead]:
    """Rules by code and then by validity; with `as_of` only those in force that day. One statement.

    Args:
        after: `[code, valid_from]` of the last rule already seen (keyset paging).
    """
    rows = DeadlineRuleRecord.objects.order_by("code", "valid_from")
    if as_of is not None:
        rows = rows.filter(valid_from__lte=as_of).exclude(valid_to__lte=as_of)
    if code is not None:
        rows = rows.filter(code=code)
    if after is not None:
        last_code, last_from = after
        rows = rows.filter(code__gte=last_code).exclude(code=last_code, valid_from__lte=last_from)
    return [_rule_read(row) for row in rows[:limit]]


def deadline_rule(code: str, *, on: date) -> RuleRead:
    """The rule named `code` as it holds on `on`. One statement.

    Raises:
        Missing: no such rule holds that day.
    """
    found = deadline_rules(as_of=on, code=code, limit=1)
    if not found:
        values = {"code": code, "day": on.isoformat()}
        raise Missing(_("No deadline rule %(code)s is in force on %(day)s.") % values)
    return found[0]


def _rule_read(row: DeadlineRuleRecord) -> RuleRead:
    return RuleRead(row.pk, DeadlineRule.from_dict(row.data), row.convention, row.valid_from, row.valid_to)


def span() -> tuple[date, date]:
    """First and last day that a new calendar covers by default."""
    return SPAN


WEEKEND = sorted(SATURDAY_AND_SUNDAY)
