"""JSON of the calendar and the deadline rules. The calendar is for every signed-in person."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema
from pydantic import Field

from dieuhanh.config.clock import today
from dieuhanh.config.errors import Fault, Invalid
from dieuhanh.config.idempotency import idempotent
from dieuhanh.config.language import lang
from dieuhanh.config.paging import Page, limit_of, page_of, read_cursor

from . import actions, queries
from .official import SpecialDay
from .reading import read_day
from .rules.calendar import OutsideCalendar
from .rules.hours import VIETNAM

router = Router(tags=["deadlines"])
Year = Annotated[int, Field(ge=1, le=9999)]


class DayOut(Schema):
    """A day that does not follow the weekly rule."""

    date: dt.date
    kind: str
    working: bool
    name_vi: str
    name_en: str
    notice: str


class CalendarOut(Schema):
    """One year of the working calendar."""

    version: str
    first_day: dt.date
    last_day: dt.date
    settled_from: dt.date | None
    settled_to: dt.date | None
    year: int
    working_days: int
    days: list[DayOut]


class WorkingDaysOut(Schema):
    """The answer to "so many working days from this day" or "how many working days between"."""

    from_: dt.date = Field(serialization_alias="from")
    to: dt.date
    days: int
    version: str
    settled: bool


class DayIn(Schema):
    """A special day as a notice sets it."""

    date: str = Field(max_length=10)
    kind: str = Field(max_length=40)
    name_vi: str = Field(max_length=500)
    name_en: str = Field(default="", max_length=500)
    notice: str = Field(default="", max_length=500)


class NoticeIn(Schema):
    """A notice: the days it sets and the days that it makes ordinary again."""

    note: str = Field(max_length=500)
    days: list[DayIn] = Field(default=[], max_length=1000)
    remove: list[dt.date] = Field(default=[], max_length=1000)


class VersionOut(Schema):
    """A stored version of the calendar."""

    code: str
    first_day: dt.date
    last_day: dt.date
    note: str
    content_hash: str
    recorded_at: dt.datetime


class RuleIn(Schema):
    """A deadline rule from a day on; `rule` as described in the documentation of deadlines."""

    rule: dict[str, Any]
    valid_from: dt.date
    valid_to: dt.date | None = None
    convention: str = Field(default="15-14", max_length=20)


class RuleOut(Schema):
    """A stored deadline rule."""

    id: str
    code: str
    rule: dict[str, Any]
    text_vi: str
    text_en: str
    convention: str
    valid_from: dt.date
    valid_to: dt.date | None


@router.get("/calendar", response=CalendarOut)
def calendar(
    request: HttpRequest,
    year: Annotated[Year | None, Query()] = None,
    version: str | None = None,
    as_of: dt.datetime | None = None,
) -> dict[str, Any]:
    """The special days of a year (this year where none is given) with the notice that set each."""
    read = queries.calendar_read(version=_plain(version, "version"), as_of=_aware(as_of))
    year = year or today().year
    calendar = read.calendar
    with _inside("year"):
        worked = calendar.working_days_in(dt.date(year, 1, 1), dt.date(year, 12, 31))
    days = [_day_out(special, calendar.is_working(special.date)) for special in read.year(year)]
    settled_from, settled_to = calendar.settled or (None, None)
    return {
        "version": calendar.version,
        "first_day": calendar.first,
        "last_day": calendar.last,
        "settled_from": settled_from,
        "settled_to": settled_to,
        "year": year,
        "working_days": worked,
        "days": days,
    }


@router.get("/calendar/working-days", response=WorkingDaysOut, by_alias=True)
def working_days(
    request: HttpRequest,
    from_: Annotated[dt.date, Query(alias="from")],
    days: Annotated[int | None, Query(ge=-100_000, le=100_000)] = None,
    to: dt.date | None = None,
    version: str | None = None,
) -> dict[str, Any]:
    """The `days`-th working day after `from` (before it when negative), or the working days up to `to`."""
    if (days is None) == (to is None):
        message = _("Give either “days” or “to”.")
        raise Invalid(message, faults=[Fault(message, field="days")])
    calendar = queries.working_calendar(version=_plain(version, "version"))
    with _inside("from"):
        if to is None:
            to = calendar.add_working_days(from_, days or 0)
        else:
            days = calendar.working_days_between(from_, to)
    settled = calendar.is_settled(from_) and calendar.is_settled(to)
    return {"from_": from_, "to": to, "days": days, "version": calendar.version, "settled": settled}


@router.get("/calendar/versions", response=list[VersionOut])
def versions(request: HttpRequest) -> list[Any]:
    """The stored versions of the calendar, newest first (at most 50)."""
    return queries.calendar_versions()


@router.post("/calendar/notices", response={201: VersionOut})
@idempotent
def add_notice(request: HttpRequest, payload: NoticeIn) -> tuple[int, Any]:
    """Make a new version of the calendar: the one in use with this notice's days."""
    faults: list[Fault] = []
    read = [read_day(day.dict(), row, faults) for row, day in enumerate(payload.days, 1)]
    if faults:
        raise Invalid(_("The notice cannot be stored; see the faults."), faults=faults)
    days = [day for day in read if day is not None]
    version = actions.add_notice(days, by=_actor(request), note=payload.note, remove=payload.remove)
    version.refresh_from_db()
    return 201, VersionOut.from_orm(version)


@router.get("/deadline-rules", response=Page[RuleOut])
def rules(
    request: HttpRequest,
    as_of: dt.date | None = None,
    code: str | None = None,
    after: str | None = None,
    limit: int | None = None,
) -> dict[str, Any]:
    """Deadline rules by code; all versions, or with `as_of` those in force that day."""
    size = limit_of(limit)
    found = queries.deadline_rules(
        as_of=as_of, code=_plain(code, "code"), after=_cursor(after), limit=size + 1
    )
    rows, following = page_of(found, size, lambda one: [one.code, one.valid_from.isoformat()])
    return {"items": [_rule_out(one) for one in rows], "next": following}


@router.post("/deadline-rules", response={201: RuleOut})
@idempotent
def save_rule(request: HttpRequest, payload: RuleIn) -> tuple[int, Any]:
    """Store a deadline rule; the version of the same code that held until then ends there."""
    record = actions.save_deadline_rule(
        payload.rule,
        by=_actor(request),
        valid_from=payload.valid_from,
        valid_to=payload.valid_to,
        convention=payload.convention,
    )
    return 201, RuleOut(**_rule_out(queries.deadline_rule(record.code, on=record.valid_from)))


def _actor(request: HttpRequest) -> Any:
    return request.actor  # type: ignore[attr-defined]


def _day_out(special: SpecialDay, working: bool) -> dict[str, Any]:
    return {
        "date": special.date,
        "kind": special.kind.value,
        "working": working,
        "name_vi": special.name.vi,
        "name_en": special.name.en,
        "notice": special.notice,
    }


def _rule_out(one: queries.RuleRead) -> dict[str, Any]:
    return {
        "id": str(one.id),
        "code": one.code,
        "rule": one.rule.to_dict(),
        "text_vi": one.rule.text.vi,
        "text_en": one.rule.text.en,
        "convention": one.convention,
        "valid_from": one.valid_from,
        "valid_to": one.valid_to,
    }


@contextmanager
def _inside(field: str) -> Iterator[None]:
    """A question beyond the calendar is the asker's fault, told at its field."""
    try:
        yield
    except OutsideCalendar as error:
        message = error.text.of(lang())
        raise Invalid(message, faults=[Fault(message, field=field, value=error.asked)]) from error


def _plain(text: str | None, field: str) -> str | None:
    """Text that can be looked for; PostgreSQL takes no NUL and no half of a character."""
    if text is not None and (not text.isprintable() or len(text) > 500):
        message = _("Write text on one line, at most 500 characters.")
        raise Invalid(message, faults=[Fault(message, field=field)])
    return text


def _aware(moment: dt.datetime | None) -> dt.datetime | None:
    """A moment without a zone is meant in Vietnam's time."""
    return moment if moment is None or moment.tzinfo else moment.replace(tzinfo=VIETNAM)


def _cursor(after: str | None) -> list[str] | None:
    value = read_cursor(after)
    if value is None:
        return None
    try:
        code, valid_from = value
        return [str(_plain(code, "after")), dt.date.fromisoformat(valid_from).isoformat()]
    except (TypeError, ValueError, AttributeError) as error:
        message = _("“after” must be the value of “next” of the page before.")
        raise Invalid(message, faults=[Fault(message, field="after")]) from error
