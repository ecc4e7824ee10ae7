"""The room's pages: the year's calendar, a new notice, the deadline rules and what they mean this year."""

from __future__ import annotations

import calendar as _calendar
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_http_methods, require_safe

from dieuhanh.config.actor import Actor
from dieuhanh.config.authority import check
from dieuhanh.config.clock import today
from dieuhanh.config.errors import Missing, Problem, Refused, Unauthenticated
from dieuhanh.config.language import lang
from dieuhanh.interface.listing import Button, Chip, Column, Listing

from . import actions, queries
from .forms import CONVENTIONS, LEVELS, NoticeForm, RuleForm, tell
from .reading import read_days
from .rules import Due, NothingToCountFrom, OutsideCalendar, due, periods_of
from .rules.calendar import KIND_NAMES, DayKind, WorkingCalendar
from .rules.chain import REPORTING_KINDS
from .rules.text import Text


@dataclass(frozen=True, slots=True)
class DayCell:
    """One day of a month's table: its number, kind and what it is called."""

    day: date
    kind: str
    title: str
    is_today: bool


@require_safe
def year(request: HttpRequest) -> HttpResponse:
    """Twelve months with their special days, and the notice behind each."""
    signed_in(request)
    read = queries.calendar_read(version=request.GET.get("version") or None)
    calendar = read.calendar
    chosen = _year_of(request, calendar)
    special = read.year(chosen)
    context = {
        "year": chosen,
        "read": read,
        "calendar": calendar,
        "months": [_month(read, chosen, month) for month in range(1, 13)],
        "weekdays": _weekdays(),
        "special": [(one, _said(one.name), _said(KIND_NAMES[one.kind])) for one in special],
        "listing": Listing.read(request.GET, path=request.path, columns=_DAY_COLUMNS),
        "facts": _year_facts(read, chosen),
        "settled": calendar.is_settled(date(chosen, 12, 31)) and calendar.is_settled(date(chosen, 1, 1)),
        "years": _year_chips(calendar, chosen),
        "versions": queries.calendar_versions(10),
        "trail": [(_("Calendar"), "")],
        "buttons": [manage_button(request, _("Add a notice"), reverse("deadlines:notice-new"))],
        "rules_href": reverse("deadlines:rules"),
    }
    return render(request, "deadlines/calendar.html", context)


_DAY_COLUMNS = [
    Column("date", _lazy("Date"), fixed=True),
    Column("kind", _lazy("Kind"), fixed=True),
    Column("name", _lazy("Name"), fixed=True),
    Column("notice", _lazy("Notice"), fixed=True),
]


def _year_facts(read: queries.CalendarRead, chosen: int) -> list[tuple[str, Any]]:
    calendar = read.calendar
    first, last = date(chosen, 1, 1), date(chosen, 12, 31)
    kinds = [one.kind for one in read.year(chosen)]
    return [
        (_("Working days"), calendar.working_days_in(first, last)),
        (_("Public holidays"), kinds.count(DayKind.HOLIDAY)),
        (_("Days off in lieu"), kinds.count(DayKind.COMPENSATORY)),
        (_("Weekends worked in exchange"), kinds.count(DayKind.WORKING_WEEKEND)),
        (_("Version of the calendar"), calendar.version),
    ]


def _month(read: queries.CalendarRead, year: int, month: int) -> dict[str, Any]:
    weeks = _calendar.Calendar(firstweekday=0).monthdatescalendar(year, month)
    rows = [[_cell(read, day) if day.month == month else None for day in week] for week in weeks]
    return {"name": _month_name(year, month), "weeks": rows}


def _cell(read: queries.CalendarRead, day: date) -> DayCell:
    kind = read.calendar.kind(day)
    special = read.special.get(day)
    title = _said(special.name) if special else ""
    return DayCell(day, kind.value, title, day == today())


def _month_name(year: int, month: int) -> str:
    if (lang()).startswith("vi"):
        return f"Tháng {month}"
    return date_format(date(year, month, 1), "F")


def _weekdays() -> list[str]:
    if (lang()).startswith("vi"):
        return ["T2", "T3", "T4", "T5", "T6", "T7", "CN"]
    return ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"]


def _year_of(request: HttpRequest, calendar: WorkingCalendar) -> int:
    asked = request.GET.get("year", "")
    chosen = int(asked) if asked.isascii() and asked.isdigit() and len(asked) == 4 else today().year
    if not calendar.first.year <= chosen <= calendar.last.year:
        values = {"first": calendar.first.year, "last": calendar.last.year}
        raise Missing(_("The calendar covers the years %(first)s to %(last)s.") % values)
    return chosen


def _year_chips(calendar: WorkingCalendar, chosen: int) -> list[Chip]:
    near = range(max(calendar.first.year, chosen - 3), min(calendar.last.year, chosen + 3) + 1)
    return [Chip(str(one), f"?year={one}", current=one == chosen) for one in near]


@require_http_methods(["GET", "HEAD", "POST"])
def new_notice(request: HttpRequest) -> HttpResponse:
    """Enter a notice; it makes a new version of the calendar."""
    by = signed_in(request)
    check(by, actions.POWER)
    form = NoticeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        note = form.cleaned_data["note"]
        try:
            version = actions.add_notice(read_days(form.cleaned_data["rows"], note), by=by, note=note)
        except Problem as problem:
            tell(form, problem.faults, problem.reason)
        else:
            messages.success(request, _("The calendar has a new version: %(code)s.") % {"code": version.code})
            return redirect("deadlines:calendar")
    trail = [(_("Calendar"), reverse("deadlines:calendar")), (_("Add a notice"), "")]
    context = {"form": form, "trail": trail, "cancel_href": reverse("deadlines:calendar")}
    return render(request, "deadlines/notice_form.html", context, status=_form_status(form))


@require_http_methods(["GET", "HEAD", "POST"])
def new_rule(request: HttpRequest) -> HttpResponse:
    """Enter a deadline rule, or a new version of one (`?from=CODE` fills in what holds now)."""
    by = signed_in(request)
    check(by, actions.POWER)
    form = RuleForm(request.POST if request.method == "POST" else None, initial=_initial(request))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            record = actions.save_deadline_rule(
                form.rule_data(),
                by=by,
                valid_from=data["valid_from"],
                valid_to=data["valid_to"],
                convention=data["convention"],
            )
        except Problem as problem:
            tell(form, problem.faults, problem.reason)
        else:
            messages.success(request, _("The deadline rule %(code)s is stored.") % {"code": record.code})
            return redirect("deadlines:rule", code=record.code)
    trail = [(_("Deadline rules"), reverse("deadlines:rules")), (_("New deadline rule"), "")]
    context = {"form": form, "trail": trail, "cancel_href": reverse("deadlines:rules")}
    return render(request, "deadlines/rule_form.html", context, status=_form_status(form))


def _initial(request: HttpRequest) -> dict[str, Any]:
    code = request.GET.get("from", "")
    if not code or not code.isprintable():
        return {"month_offset": 0, "valid_from": today()}
    one = queries.deadline_rule(code, on=today())
    data: dict[str, Any] = dict(one.rule.to_dict())
    return data | {"convention": one.convention, "valid_from": today()}


@require_safe
def rule(request: HttpRequest, code: str) -> HttpResponse:
    """One rule: its versions, and the deadlines it sets this year."""
    signed_in(request)
    versions = queries.deadline_rules(code=code) if code.isprintable() else []
    if not versions:
        raise Missing(_("There is no such record."))
    current = next((one for one in versions if one.in_force(today())), versions[-1])
    calendar = queries.working_calendar()
    chosen = _year_of(request, calendar)
    context = {
        "rule": current,
        "text": _said(current.rule.text),
        "facts": _rule_facts(current),
        "versions": versions,
        "year": chosen,
        "years": _year_chips(calendar, chosen),
        "dues": _dues(current, calendar, chosen),
        "listing": Listing.read(request.GET, path=request.path, columns=_DUE_COLUMNS),
        "trail": [(_("Deadline rules"), reverse("deadlines:rules")), (current.code, "")],
        "buttons": [
            manage_button(request, _("Change from a day on"), f"{reverse('deadlines:rule-new')}?from={code}")
        ],
    }
    return render(request, "deadlines/rule.html", context)


_DUE_COLUMNS = [
    Column("period", _lazy("Period"), fixed=True),
    Column("data", _lazy("Data window"), fixed=True),
    Column("due", _lazy("Due"), fixed=True),
    Column("note", _lazy("Why that day"), fixed=True),
]


def _rule_facts(one: queries.RuleRead) -> list[tuple[str, Any]]:
    off = dict(RuleForm.base_fields["if_not_working"].choices)  # type: ignore[attr-defined]
    return [
        (_("Deadline"), _said(one.rule.text)),
        (_("On a day off it"), off[one.rule.if_not_working.value]),
        (_("Level"), level_words(one.rule.level)),
        (_("Data window of the periods"), dict(CONVENTIONS).get(one.convention, one.convention)),
        (_("Legal source"), one.rule.legal_source),
        (_("In force from"), date_format(one.valid_from, "d/m/Y")),
    ]


def _dues(one: queries.RuleRead, calendar: WorkingCalendar, year: int) -> list[tuple[str, Due, str]]:
    """What the rule says for each period of the year; nothing where it counts from what is not known here."""
    convention = one.convention if one.convention != actions.OWN_WINDOW else "15-14"
    found = []
    for period in sorted(
        period for kind in REPORTING_KINDS if one.rule.applies_to(kind) for period in periods_of(kind, year)
    ):
        try:
            answer = due(one.rule, calendar, period=period, convention=convention)
        except (NothingToCountFrom, OutsideCalendar):
            return []
        found.append((_said(period.name), answer, _said(answer.note)))
    return found


def signed_in(request: HttpRequest) -> Actor:
    """Who acts. Raises `Unauthenticated` for nobody."""
    actor: Actor | None = getattr(request, "actor", None)
    if actor is None:
        raise Unauthenticated(_("Sign in first."))
    return actor


def level_words(level: str) -> str:
    """Which level of a chain a rule binds, in words; a level that is not known by its code as it stands."""
    return str(dict(LEVELS).get(level, level)) if level else "–"


def manage_button(request: HttpRequest, label: str, href: str) -> Button:
    """A door of who manages deadlines; greyed with the reason for the rest."""
    try:
        check(signed_in(request), actions.POWER)
    except Refused as refused:
        return Button(label, refused=refused.reason)
    return Button(label, href=href, primary=True)


def _said(text: Text) -> str:
    return text.of(lang())


def _form_status(form: Any) -> int:
    return 422 if form.is_bound and form.errors else 200
