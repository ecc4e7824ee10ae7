"""The calendar and its rules are for everyone signed in; who enters them serves the whole country."""

from datetime import date

from dieuhanh.deadlines import actions
from dieuhanh.deadlines.official import SpecialDay
from dieuhanh.deadlines.rules import Text
from dieuhanh.deadlines.rules.calendar import DayKind
from tests.authority.table import Row, Verb
from tests.authority.world import MACHINE, RECEIVER, SIGNED_IN

KEEPERS = [RECEIVER, MACHINE]
_RULE = {
    "code": "ND09-13.1", "legal_source": "09/2019/NĐ-CP, Điều 13", "level": "", "basis": "day_of_month", "day": 25,
    "month_offset": 0, "unit": "working_day", "periods": ["month"], "if_not_working": "next", "ends": "midnight",
}  # fmt: skip
_NOTICE = "2026-12-28, compensatory, Nghỉ hoán đổi, Day off exchanged"

ROWS = [
    Row("GET", "/deadlines/", may=SIGNED_IN),
    Row("GET", "/deadlines/rules/", may=SIGNED_IN),
    Row("GET", "/deadlines/rules/{code}/", may=SIGNED_IN, at={"code": "$rule"}),
    Row("GET", "/deadlines/notices/new/", may=KEEPERS),
    Row(
        "POST",
        "/deadlines/notices/new/",
        may=KEEPERS,
        ok=302,
        send={"note": "Thông báo số 1", "rows": _NOTICE},
    ),
    Row("GET", "/deadlines/rules/new/", may=KEEPERS),
    Row(
        "POST",
        "/deadlines/rules/new/",
        may=KEEPERS,
        ok=302,
        send={**_RULE, "convention": "15-14", "valid_from": "2026-01-01"},
    ),
    Row("GET", "/api/v1/calendar", may=SIGNED_IN),
    Row("GET", "/api/v1/calendar/versions", may=SIGNED_IN),
    Row("GET", "/api/v1/calendar/working-days", may=SIGNED_IN, query="from=2020-08-10&days=3"),
    Row("GET", "/api/v1/deadline-rules", may=SIGNED_IN),
    Row(
        "POST",
        "/api/v1/calendar/notices",
        may=KEEPERS,
        ok=201,
        send={
            "note": "Thông báo số 1",
            "days": [{"date": "2026-12-28", "kind": "compensatory", "name_vi": "Nghỉ", "notice": "1/TB"}],
        },
    ),
    Row(
        "POST",
        "/api/v1/deadline-rules",
        may=KEEPERS,
        ok=201,
        send={"rule": _RULE, "valid_from": "2026-01-01"},
    ),
]

_DAY = SpecialDay(
    date(2026, 12, 28), DayKind.COMPENSATORY, Text("Nghỉ hoán đổi", "Day off"), "Thông báo số 1"
)
_POWER = "deadlines.manage"
VERBS = [
    Verb(
        "deadlines.actions.add_notice",
        _POWER,
        "CP",
        lambda w, by: actions.add_notice([_DAY], by=by, note="Một thông báo"),
    ),
    Verb(
        "deadlines.actions.import_calendar",
        _POWER,
        "CP",
        lambda w, by: actions.import_calendar([_DAY], by=by, note="Lịch mới", settled=None),
    ),
    Verb(
        "deadlines.actions.import_reference_calendar",
        _POWER,
        "CP",
        lambda w, by: actions.import_reference_calendar(by=by),
    ),
    Verb(
        "deadlines.actions.save_deadline_rule",
        _POWER,
        "CP",
        lambda w, by: actions.save_deadline_rule(_RULE, by=by, valid_from=date(2026, 1, 1)),
    ),
]


def prepare(world: object) -> None:
    """A rule to open."""
    from dieuhanh.config.actor import SYSTEM

    actions.save_deadline_rule({**_RULE, "code": "TH-1"}, by=SYSTEM, valid_from=date(2019, 1, 1))
    world.records["rule"] = "TH-1"  # type: ignore[attr-defined]
