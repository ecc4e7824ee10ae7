"""What is stored of calendars and rules, who may, what the ledger gets, and how many statements it costs."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from dieuhanh.config.actor import SYSTEM, Actor
from dieuhanh.config.errors import Conflict, Invalid, Missing, Refused
from dieuhanh.deadlines import actions, queries
from dieuhanh.deadlines.models import CalendarDay, CalendarVersion, DeadlineRuleRecord
from dieuhanh.deadlines.official import SpecialDay, reference_calendar, reference_days
from dieuhanh.deadlines.reading import read_days
from dieuhanh.deadlines.rules import GOVERNMENT_25TH, DayKind, Text, due, parse
from dieuhanh.ledger.models import Body, Entry
from tests import factories

pytestmark = pytest.mark.django_db

BRIDGE = SpecialDay(
    date(2026, 12, 31), DayKind.COMPENSATORY, Text("Nghỉ hoán đổi", "Day off exchanged"), "Văn bản thử 1/2026"
)
SATURDAY = SpecialDay(
    date(2026, 12, 26), DayKind.WORKING_WEEKEND, Text("Làm bù", "Worked in exchange"), "Văn bản thử 1/2026"
)


@pytest.fixture
def manager() -> Actor:
    return factories.actor(factories.government(), actions.POWER)


def _data(**changes: Any) -> dict[str, Any]:
    return GOVERNMENT_25TH.to_dict() | changes


def test_before_anything_is_stored_the_calendar_is_the_one_that_the_program_brings() -> None:
    assert queries.working_calendar() is reference_calendar()
    assert queries.working_calendar(version=reference_calendar().version) is reference_calendar()


def test_the_stored_reference_calendar_is_the_same_calendar_day_by_day(manager: Actor) -> None:
    version = actions.import_reference_calendar(by=manager)
    stored = queries.working_calendar()
    assert stored.version == version.code == reference_calendar().version
    assert dict(stored.exceptions) == dict(reference_calendar().exceptions)
    assert (stored.first, stored.last, stored.settled) == (
        reference_calendar().first,
        reference_calendar().last,
        reference_calendar().settled,
    )
    assert actions.import_reference_calendar(by=manager).pk == version.pk, "repeating it changes nothing"
    assert CalendarVersion.objects.count() == 1


def test_a_notice_makes_a_new_version_and_the_old_one_still_answers(manager: Actor) -> None:
    old = actions.import_reference_calendar(by=manager)
    before = timezone.now()
    new = actions.add_notice([BRIDGE, SATURDAY], by=manager, note="Văn bản thử 1/2026")
    assert new.code != old.code
    assert not queries.working_calendar().is_working(date(2026, 12, 31))
    assert queries.working_calendar().is_working(date(2026, 12, 26))
    assert queries.working_calendar(version=old.code).is_working(date(2026, 12, 31))
    assert queries.working_calendar(as_of=before + timedelta(days=1)).version == new.code


def test_a_promise_keeps_the_calendar_it_was_made_with(manager: Actor) -> None:
    promise = due(GOVERNMENT_25TH, queries.working_calendar(), period=parse("2026-12")).to_dict()
    friday = SpecialDay(date(2026, 12, 25), DayKind.COMPENSATORY, Text("Nghỉ", "Off"), "Văn bản thử 2/2026")
    actions.add_notice([friday], by=manager, note="Văn bản thử 2/2026")
    now = due(GOVERNMENT_25TH, queries.working_calendar(), period=parse("2026-12"))
    assert (promise["due_on"], now.due_on) == ("2026-12-25", date(2026, 12, 28))
    assert promise["calendar_version"] != now.calendar_version


def test_a_withdrawn_day_is_ordinary_again_and_a_calendar_seen_before_gets_its_own_code(
    manager: Actor,
) -> None:
    first = actions.import_reference_calendar(by=manager)
    actions.add_notice([BRIDGE], by=manager, note="Văn bản thử")
    again = actions.add_notice([], by=manager, note="Thu hồi", remove=[BRIDGE.date])
    assert queries.working_calendar().is_working(BRIDGE.date)
    assert again.code == f"{first.code}-2"
    assert again.content_hash == first.content_hash


def test_a_notice_that_changes_nothing_is_refused(manager: Actor) -> None:
    actions.import_reference_calendar(by=manager)
    actions.add_notice([BRIDGE], by=manager, note="Văn bản thử")
    with pytest.raises(Conflict, match="VN-2040"):
        actions.add_notice([BRIDGE], by=manager, note="Văn bản thử")


@pytest.mark.parametrize(
    ("day", "column"),
    [
        (SpecialDay(date(2050, 1, 1), DayKind.HOLIDAY, Text("Tết", "New Year"), "x"), "date"),
        (SpecialDay(date(2026, 12, 31), DayKind.WORKING_WEEKEND, Text("Làm bù", "x"), "x"), "kind"),
        (SpecialDay(date(2026, 12, 31), DayKind.WEEKEND, Text("Nghỉ", "x"), "x"), "kind"),
        (SpecialDay(date(2026, 12, 31), DayKind.HOLIDAY, Text("Nghỉ", "x"), " "), "notice"),
        (SpecialDay(date(2026, 12, 31), DayKind.HOLIDAY, Text("", "x"), "x"), "name_vi"),
        (SpecialDay(date(2026, 12, 31), DayKind.HOLIDAY, Text("a\x00b", "x"), "x"), "name_vi"),
    ],
)
def test_it_refuses_a_wrong_day_and_names_row_and_column(
    manager: Actor, day: SpecialDay, column: str
) -> None:
    with pytest.raises(Invalid) as refused:
        actions.add_notice([BRIDGE, day], by=manager, note="Văn bản thử")
    assert (2, column) in [(fault.row, fault.column) for fault in refused.value.faults]
    assert not CalendarVersion.objects.exists(), "nothing half-written"


def test_it_refuses_the_same_date_twice_and_a_notice_without_a_name(manager: Actor) -> None:
    with pytest.raises(Invalid) as refused:
        actions.add_notice([BRIDGE, BRIDGE], by=manager, note=" ")
    assert {fault.field for fault in refused.value.faults} == {"date", "note"}


def test_only_who_may_manage_deadlines_for_the_whole_may_change_them() -> None:
    government = factories.government()
    without = factories.actor(government)
    ministry = factories.actor(factories.organisation("BCT", parent=government), actions.POWER)
    for by in (without, ministry):
        with pytest.raises(Refused):
            actions.import_calendar(list(reference_days()), by=by, note="x")
        with pytest.raises(Refused):
            actions.import_reference_calendar(by=by)
        with pytest.raises(Refused):
            actions.add_notice([BRIDGE], by=by, note="x")
        with pytest.raises(Refused):
            actions.save_deadline_rule(_data(), by=by, valid_from=date(2019, 3, 12))
    assert not CalendarVersion.objects.exists()
    assert not DeadlineRuleRecord.objects.exists()


def test_every_action_leaves_its_entry_in_the_ledger(manager: Actor) -> None:
    version = actions.import_reference_calendar(by=manager)
    notice = actions.add_notice([BRIDGE], by=manager, note="Văn bản thử")
    rule = actions.save_deadline_rule(_data(), by=manager, valid_from=date(2019, 3, 12))
    entries = list(Entry.objects.filter(kind__startswith="deadlines.").order_by("id"))
    assert [(entry.kind, entry.subject_id) for entry in entries] == [
        ("deadlines.calendar.imported", version.pk),
        ("deadlines.calendar.notice_added", notice.pk),
        ("deadlines.rule.saved", rule.pk),
    ]
    assert all(entry.person_id == manager.person_id for entry in entries)
    bodies = [Body.objects.get(pk=entry.pk).body for entry in entries]
    assert version.content_hash in bodies[0]
    assert "ND09-13.1" in bodies[2]


def test_the_program_can_neither_change_nor_remove_a_stored_day(manager: Actor) -> None:
    actions.import_reference_calendar(by=manager)
    for statement in (
        "UPDATE deadlines_calendarday SET kind = 'holiday'",
        "DELETE FROM deadlines_calendarversion",
    ):
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            connection.cursor().execute(statement)


# ---- deadline rules


def test_a_rule_is_stored_and_read_back_as_the_rule_it_is(manager: Actor) -> None:
    actions.save_deadline_rule(_data(), by=manager, valid_from=date(2019, 3, 12))
    found = queries.deadline_rule("ND09-13.1", on=date(2020, 8, 10))
    assert found.rule == GOVERNMENT_25TH
    with pytest.raises(Missing, match="2019-03-11"):
        queries.deadline_rule("ND09-13.1", on=date(2019, 3, 11))


def test_a_new_version_ends_the_one_before_on_its_first_day(manager: Actor) -> None:
    actions.save_deadline_rule(_data(), by=manager, valid_from=date(2019, 3, 12))
    actions.save_deadline_rule(_data(day=26), by=manager, valid_from=date(2021, 1, 1))
    assert queries.deadline_rule("ND09-13.1", on=date(2020, 12, 31)).rule.day == 25
    assert queries.deadline_rule("ND09-13.1", on=date(2021, 1, 1)).rule.day == 26
    ends = [(one.valid_from, one.valid_to) for one in queries.deadline_rules(code="ND09-13.1")]
    assert ends == [(date(2019, 3, 12), date(2021, 1, 1)), (date(2021, 1, 1), None)]


def test_two_versions_of_a_rule_never_hold_on_the_same_day(manager: Actor) -> None:
    actions.save_deadline_rule(_data(), by=manager, valid_from=date(2020, 1, 1), valid_to=date(2021, 1, 1))
    with pytest.raises(Conflict, match=r"ND09-13\.1"):
        actions.save_deadline_rule(_data(), by=manager, valid_from=date(2020, 6, 1))
    second = DeadlineRuleRecord(
        code="ND09-13.1", legal_source="x", data=_data(), valid_from=date(2020, 12, 31)
    )
    with pytest.raises(DatabaseError, match="deadlines_rule_one_at_a_time"), transaction.atomic():
        second.save()
    assert DeadlineRuleRecord.objects.count() == 1


def test_it_refuses_a_rule_that_leaves_no_working_day_after_the_cut_off(manager: Actor) -> None:
    with pytest.raises(Invalid) as refused:
        actions.save_deadline_rule(
            _data(day=15, if_not_working="same"),
            by=manager,
            valid_from=date(2020, 1, 1),
            valid_to=date(2021, 1, 1),
        )
    assert "2020-02" in [fault.value for fault in refused.value.faults]
    assert not DeadlineRuleRecord.objects.exists()


def test_a_rule_whose_window_is_the_regimes_own_is_checked_with_the_regime(manager: Actor) -> None:
    record = actions.save_deadline_rule(
        _data(code="TT02-23-quarter", day=6, periods=["quarter"]),
        by=manager,
        valid_from=date(2023, 5, 1),
        convention=actions.OWN_WINDOW,
    )
    assert record.convention == "other"


def test_all_faults_of_a_rule_are_told_at_once_in_the_readers_language(manager: Actor) -> None:
    with pytest.raises(Invalid) as refused:
        actions.save_deadline_rule(
            _data(day=40, legal_source=" ", code=""),
            by=manager,
            valid_from=date(2020, 1, 1),
            valid_to=date(2019, 1, 1),
            convention="16-16",
        )
    fields = {fault.field for fault in refused.value.faults}
    assert fields == {"day", "legal_source", "code", "valid_to", "convention"}
    assert any("phải là số nguyên" in fault.message for fault in refused.value.faults)


def test_rules_are_paged_without_a_gap(manager: Actor) -> None:
    for number in range(5):
        actions.save_deadline_rule(_data(code=f"R{number}"), by=manager, valid_from=date(2020, 1, 1))
        actions.save_deadline_rule(_data(code=f"R{number}", day=26), by=manager, valid_from=date(2021, 1, 1))
    whole = [(one.code, one.valid_from) for one in queries.deadline_rules()]
    seen: list[tuple[str, date]] = []
    after = None
    while page := queries.deadline_rules(after=after, limit=3):
        seen += [(one.code, one.valid_from) for one in page]
        after = [page[-1].code, page[-1].valid_from.isoformat()]
    assert seen == whole
    assert len(queries.deadline_rules(as_of=date(2020, 6, 1))) == 5


# ---- rows as people send them


def test_rows_are_read_from_csv_from_a_spreadsheet_and_with_either_date() -> None:
    csv = "date,kind,name_vi,name_en,notice\n2026-12-31,compensatory,Nghỉ hoán đổi,Day off exchanged,Văn bản thử 1/2026"
    pasted = "31/12/2026\tcompensatory\tNghỉ hoán đổi\tDay off exchanged\t"
    assert read_days(csv) == [BRIDGE]
    assert read_days(pasted, "Văn bản thử 1/2026") == [BRIDGE]
    assert read_days("\ufeff" + csv + "\n\n") == [BRIDGE]


def test_every_fault_of_the_rows_is_told_at_once_with_row_and_column() -> None:
    with pytest.raises(Invalid) as refused:
        read_days("2026-12-31,holiday,Lễ\n31-12-2026,siesta,Nghỉ\n")
    assert [(fault.row, fault.column) for fault in refused.value.faults] == [(2, "date"), (2, "kind")]
    for nothing in ("", "\n\n", "date,kind,name_vi,name_en,notice"):
        with pytest.raises(Invalid, match=r"\w"):
            read_days(nothing)


# ---- what it costs


def test_reading_the_calendar_costs_one_statement_whatever_its_size(
    manager: Actor, counted: Callable[..., Any]
) -> None:
    actions.import_reference_calendar(by=manager)
    queries.working_calendar()
    # 1 the newest version (its days are kept by the process)
    with counted(1):
        queries.working_calendar()
    assert CalendarDay.objects.count() > 200


@pytest.mark.parametrize("rows", [1, 50])
def test_adding_a_notice_costs_nine_statements_for_one_day_and_for_fifty(
    manager: Actor, counted: Callable[..., Any], rows: int
) -> None:
    actions.import_reference_calendar(by=manager)
    queries.working_calendar()
    free = [date(2026, 6, 1) + timedelta(days=n) for n in range(rows)]
    days = [SpecialDay(day, DayKind.HOLIDAY, Text("Thử", "Trial"), "Văn bản thử") for day in free]
    # 1 savepoint  2 lock  3 newest version (whose content is kept)
    # 4 newest version  5 codes taken  6 insert version  7 insert days  8 ledger entry  9 release
    with counted(9):
        actions.add_notice(days, by=manager, note="Văn bản thử")


def test_saving_a_rule_costs_eight_statements(manager: Actor, counted: Callable[..., Any]) -> None:
    actions.import_reference_calendar(by=manager)
    queries.working_calendar()
    # 1 savepoint  2 calendar version  3 end the version before  4 savepoint  5 insert
    # 6 release  7 ledger entry  8 release
    with counted(8):
        actions.save_deadline_rule(_data(), by=manager, valid_from=date(2019, 3, 12))


def test_the_system_itself_may_store_the_calendar() -> None:
    assert actions.import_reference_calendar(by=SYSTEM).code == reference_calendar().version
