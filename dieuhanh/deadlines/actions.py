"""The verbs: store a version of the calendar, add a notice to it, save a deadline rule.

Each is one transaction: permission, rule, write, ledger entry. All need the power
`deadlines.manage` over the whole country (no organisation): a calendar or a rule binds everybody.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from dieuhanh.config.actor import Actor
from dieuhanh.config.authority import check
from dieuhanh.config.errors import Conflict, Fault, Invalid
from dieuhanh.config.language import lang
from dieuhanh.config.ledger import append
from dieuhanh.config.text import nfc

from .models import CalendarDay, CalendarVersion, DeadlineRuleRecord
from .official import SETTLED, SPAN, SpecialDay, content_hash, reference_days
from .queries import WEEKEND, calendar_read, working_calendar
from .rules.calendar import DayKind, content_version
from .rules.chain import check_window
from .rules.periods import FIFTEENTH, NotAConvention, convention_day
from .rules.rule import DeadlineRule, RuleInvalid
from .rules.text import RuleFault

POWER = "deadlines.manage"
OWN_WINDOW = "other"
"""Convention of a rule whose data window is the regime's own: Art. 8.5b is checked with the regime."""
_LONGEST = 36_525
_LOCK = 0x64656164  # "dead": versions are made one after another


@transaction.atomic
def import_calendar(
    days: Sequence[SpecialDay],
    *,
    by: Actor,
    note: str,
    first: date = SPAN[0],
    last: date = SPAN[1],
    settled: tuple[date, date] | None = SETTLED,
) -> CalendarVersion:
    """Store a whole calendar as the new version in use.

    Args:
        days: every special day of `first` … `last`; `note`: why this version was made.
        settled: the part of the span fixed by notices; the rest is a forecast.

    Raises:
        Refused: without the power. Invalid: faults by row (counted from 1).
        Conflict: the version in use says exactly this already.
    """
    check(by, POWER)
    faults = _note_faults(note) + _day_faults(days, first, last)
    if last <= first or (last - first).days > _LONGEST:
        faults.append(Fault(_("A calendar covers at most 100 years."), field="last", value=last.isoformat()))
    if faults:
        raise Invalid(_("The calendar cannot be stored; see the faults."), faults=faults)
    _lock()
    return _store(list(days), first, last, settled, note, by, "deadlines.calendar.imported")


@transaction.atomic
def import_reference_calendar(*, by: Actor) -> CalendarVersion:
    """Store the calendar that the program brings, unless a version is stored already; repeatable."""
    check(by, POWER)
    _lock()
    current = CalendarVersion.objects.order_by("-id").first()
    if current is not None:
        return current
    note = "Lịch làm việc 2019–2026 theo thông báo chính thức; các năm khác là dự báo"
    return _store(list(reference_days()), *SPAN, SETTLED, note, by, "deadlines.calendar.imported")


@transaction.atomic
def add_notice(
    days: Sequence[SpecialDay], *, by: Actor, note: str, remove: Iterable[date] = ()
) -> CalendarVersion:
    """Make a new version: the one in use with these days put in (replacing the same dates).

    Args:
        remove: dates that the notice makes ordinary days again.
        note: the notice in one line, shown in the list of versions.

    Raises:
        Refused, Invalid, Conflict: as `import_calendar`. A calendar year that the notice completes is
        not declared settled by this action; `import_calendar` does that.
    """
    check(by, POWER)
    _lock()
    current = calendar_read()
    calendar = current.calendar
    faults = _note_faults(note) + _day_faults(days, calendar.first, calendar.last)
    if faults:
        raise Invalid(_("The notice cannot be stored; see the faults."), faults=faults)
    special = dict(current.special)
    for day in remove:
        special.pop(day, None)
    special.update({one.date: one for one in days})
    merged = sorted(special.values(), key=lambda one: one.date)
    return _store(
        merged, calendar.first, calendar.last, calendar.settled, note, by, "deadlines.calendar.notice_added"
    )


def _store(
    days: list[SpecialDay],
    first: date,
    last: date,
    settled: tuple[date, date] | None,
    note: str,
    by: Actor,
    kind: str,
) -> CalendarVersion:
    """Write the version, its days and the ledger entry; the caller holds the lock."""
    digest = content_hash(days)
    current = CalendarVersion.objects.order_by("-id").first()
    same_span = current is not None and (current.first_day, current.last_day) == (first, last)
    if current is not None and same_span and current.content_hash == digest:
        raise Conflict(
            _("The calendar in use (%(code)s) says exactly this already.") % {"code": current.code}
        )
    exceptions = {one.date: one.kind for one in days}
    version = CalendarVersion.objects.create(
        code=_free_code(content_version(first, last, exceptions)),
        first_day=first,
        last_day=last,
        weekend=WEEKEND,
        settled_from=settled[0] if settled else None,
        settled_to=settled[1] if settled else None,
        note=note,
        content_hash=digest,
    )
    CalendarDay.objects.bulk_create(
        CalendarDay(
            version=version,
            date=one.date,
            kind=one.kind,
            name_vi=one.name.vi,
            name_en=one.name.en,
            notice=one.notice,
        )
        for one in days
    )
    body = {
        "code": version.code,
        "first_day": first.isoformat(),
        "last_day": last.isoformat(),
        "days": len(days),
        "note": note,
        "content_hash": digest,
    }
    append(
        kind,
        by=by,
        subject_type="deadlines.calendar_version",
        subject_id=version.pk,
        organisation_id=by.organisation_id,
        body=body,
    )
    return version


def _note_faults(note: str) -> list[Fault]:
    if note.strip() and note.isprintable() and len(note) <= 500:
        return []
    return [Fault(_("Say in one line why this version is made (at most 500 characters)."), field="note")]


def _lock() -> None:
    """Let one version be made at a time: two notices at once must not lose one of them."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


def _free_code(code: str) -> str:
    """`code`, or `code-2` … where the same content was in use before and is now again."""
    taken = CalendarVersion.objects.filter(code__startswith=code).count()
    return f"{code}-{taken + 1}" if taken else code


def _day_faults(days: Sequence[SpecialDay], first: date, last: date) -> list[Fault]:
    faults: list[Fault] = []
    seen: set[date] = set()
    for row, one in enumerate(days, 1):
        for column, message in _wrong_with(one, first, last, seen):
            faults.append(Fault(message, row=row, column=column, field=column, value=one.date.isoformat()))
        seen.add(one.date)
    return faults


def _wrong_with(one: SpecialDay, first: date, last: date, seen: set[date]) -> Iterable[tuple[str, str]]:
    if not first <= one.date <= last:
        values = {"first": first.isoformat(), "last": last.isoformat()}
        yield "date", _("The date must lie between %(first)s and %(last)s.") % values
    if one.date in seen:
        yield "date", _("This date is given twice; keep one of the two rows.")
    if one.kind not in (DayKind.HOLIDAY, DayKind.COMPENSATORY, DayKind.WORKING_WEEKEND):
        yield "kind", _("The kind must be holiday, compensatory or working_weekend.")
    if one.kind is DayKind.WORKING_WEEKEND and one.date.weekday() not in WEEKEND:
        yield "kind", _("Only a Saturday or a Sunday can be worked in exchange; this is another day.")
    if not one.notice.strip():
        yield "notice", _("Name the notice or law that sets this day.")
    if not one.name.vi.strip():
        yield "name_vi", _("Give the day its name in Vietnamese.")
    for column, text in (("name_vi", one.name.vi), ("name_en", one.name.en), ("notice", one.notice)):
        if not text.isprintable() or len(text) > 500:
            yield column, _("Write text on one line, at most 500 characters.")


@transaction.atomic
def save_deadline_rule(
    data: Mapping[str, Any],
    *,
    by: Actor,
    valid_from: date,
    valid_to: date | None = None,
    convention: str = FIFTEENTH,
) -> DeadlineRuleRecord:
    """Store a deadline rule from `valid_from` on; the rule of the same code that held until then ends there.

    Obligations already made keep the deadline they were promised: it was copied into them.

    Args:
        data: as `DeadlineRule.to_dict`; `legal_source` is required.
        valid_to: first day on which it no longer holds; None: until further notice.
        convention: which days of data its periods hold, against which Art. 8.5b is checked.

    Raises:
        Refused: without the power. Invalid: every fault of shape, dates and Art. 8.5b at once.
        Conflict: another version of the rule holds in part of that time and cannot be ended there.
    """
    check(by, POWER)
    data = {name: nfc(value) if isinstance(value, str) else value for name, value in data.items()}
    rule = _sound_rule(data, valid_from, valid_to, convention)
    open_version = DeadlineRuleRecord.objects.filter(
        code=rule.code, valid_to__isnull=True, valid_from__lt=valid_from
    )
    open_version.update(valid_to=valid_from)
    try:
        with transaction.atomic():
            record = DeadlineRuleRecord.objects.create(
                code=rule.code,
                level=rule.level,
                legal_source=rule.legal_source,
                convention=convention,
                data=rule.to_dict(),
                valid_from=valid_from,
                valid_to=valid_to,
            )
    except IntegrityError as error:
        message = _("Another version of the rule %(code)s holds in that time; choose a later first day.")
        raise Conflict(message % {"code": rule.code}) from error
    append(
        "deadlines.rule.saved",
        by=by,
        subject_type="deadlines.deadline_rule",
        subject_id=record.pk,
        organisation_id=by.organisation_id,
        body={
            "rule": rule.to_dict(),
            "convention": convention,
            "valid_from": valid_from.isoformat(),
            "valid_to": valid_to.isoformat() if valid_to else None,
        },
    )
    return record


def _sound_rule(
    data: Mapping[str, Any], valid_from: date, valid_to: date | None, convention: str
) -> DeadlineRule:
    """The rule that `data` describes, or Invalid with everything that is wrong."""
    faults: list[Fault] = []
    if not str(data.get("legal_source") or "").strip():
        faults.append(
            Fault(_("Name the document, article and clause that set this deadline."), field="legal_source")
        )
    if valid_to is not None and valid_to <= valid_from:
        message = _("The last day of validity must come after the first.")
        faults.append(Fault(message, field="valid_to", value=valid_to.isoformat()))
    if convention != OWN_WINDOW:
        try:
            convention_day(convention)
        except NotAConvention:
            message = _("Write calendar, 15-14, or other for a window of the regime's own.")
            faults.append(Fault(message, field="convention", value=convention))
    try:
        rule = DeadlineRule.from_dict(data)
    except RuleInvalid as error:
        raise Invalid(_refused(), faults=[*faults, *map(as_fault, error.faults)]) from error
    if not faults:
        faults += window_faults(rule, valid_from, valid_to, convention)
    if faults:
        raise Invalid(_refused(), faults=faults)
    return rule


def window_faults(
    rule: DeadlineRule, valid_from: date, valid_to: date | None, convention: str = FIFTEENTH
) -> list[Fault]:
    """Art. 8.5b over the years in which the rule will hold, as far as notices fix the calendar.

    A rule without an end is checked over five years; years without a notice are checked against
    the forecast. One SQL statement (the calendar's version).
    """
    if convention == OWN_WINDOW:
        return []
    calendar = working_calendar()
    last = valid_to.year if valid_to else valid_from.year + 5
    years = range(max(valid_from.year, calendar.first.year + 1), min(last, calendar.last.year - 1) + 1)
    return [as_fault(fault) for fault in check_window(rule, calendar, years, convention=convention)]


def as_fault(fault: RuleFault) -> Fault:
    """A rule's fault in the reader's language."""
    return Fault(fault.text.of(lang()), field=fault.field or None, value=fault.value or None)


def _refused() -> str:
    return _("The deadline rule cannot be stored; see the faults.")
