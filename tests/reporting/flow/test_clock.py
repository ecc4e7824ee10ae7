"""Opening a period through all levels, and the clocks that ring."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from dieuhanh.config import clock
from dieuhanh.config.errors import Conflict, Invalid, Missing, Refused
from dieuhanh.ledger.models import Entry
from dieuhanh.reporting.actions import assignments
from dieuhanh.reporting.actions.assignments import extend, ring_due
from dieuhanh.reporting.actions.periods import open_period
from dieuhanh.reporting.models import Assignment, Extension, Reminder
from dieuhanh.reporting.queries import moments
from dieuhanh.reporting.queries.assignments import reminders_in_year
from dieuhanh.reporting.rules.clock import Promise, ring
from tests.reporting.flow.conftest import AUGUST, State, assignment_of

EARLY = datetime(2020, 9, 15, 1, 0, tzinfo=UTC)


def at(day: int, hour: int = 2, month: int = 9) -> datetime:
    return datetime(2020, month, day, hour, tzinfo=UTC)


def test_opening_makes_an_assignment_for_every_level_with_its_own_deadline(state: State) -> None:
    open_period("TTHC-QUY", "2020-Q3", by=state.receiver, at=EARLY)
    owed = {one.number: one for one in Assignment.objects.all()}
    assert set(owed) == {f"{code}-TTHC-QUY-2020-Q3" for code in ("BCT", "BTC", "T01", "X01", "X02")}
    ministry, commune = owed["BCT-TTHC-QUY-2020-Q3"], owed["X01-TTHC-QUY-2020-Q3"]
    assert (ministry.due_on, ministry.level) == (date(2020, 9, 25), "government")  # Friday
    assert (commune.due_on, commune.level) == (
        date(2020, 9, 16),
        "commune",
    )  # two working days after Monday 14 September
    assert commune.receiver_id == state.bodies["T01"].id
    assert ministry.promise["legal_source"] == "Nghị định 09/2019/NĐ-CP, Điều 13 khoản 1"
    assert ministry.calendar_version
    assert Entry.objects.filter(kind="reporting.assignment.opened").count() == 5


def test_a_period_is_opened_once_and_by_who_may(state: State) -> None:
    with pytest.raises(Refused):
        open_period("TTHC-QUY", "2020-Q3", by=state.clerk)
    with pytest.raises(Missing):
        open_period("KHONG-CO", "2020-Q3", by=state.receiver)
    for period in ("2020-07", "kỳ này", "2020-Q5"):
        with pytest.raises(Invalid):
            open_period("TTHC-QUY", period, by=state.receiver)
    open_period("TTHC-QUY", "2020-Q3", by=state.receiver)
    with pytest.raises(Conflict):
        open_period("TTHC-QUY", "2020-Q3", by=state.receiver)


def test_reminders_and_changes_ring_once_each_and_are_counted(state: State) -> None:
    open_period("TTHC-QUY", "2020-Q3", by=state.receiver, at=EARLY)
    mine = assignment_of(state, "BCT")
    words = []
    moment = EARLY
    while moment < at(28):
        moment += timedelta(hours=6)
        ring_due(moment)
        words.append(Assignment.objects.get(pk=mine.pk).clock)
    assert list(dict.fromkeys(words)) == ["in_time", "due_soon", "overdue"]
    assert list(Reminder.objects.filter(assignment=mine).order_by("at").values_list("code", flat=True)) == [
        "T-3",
        "T-1",
        "T0",
    ]
    assert reminders_in_year(mine.respondent_id, 2020) == 3
    kinds = (
        Entry.objects.filter(subject_id=mine.id, kind__startswith="reporting.assignment.")
        .order_by("id")
        .values_list("kind", flat=True)
    )
    said = [kind.rsplit(".", 1)[1] for kind in kinds]
    assert sorted(said) == sorted(["opened", "due_soon", "reminded", "reminded", "reminded", "overdue"])
    assert (said[0], said[-1]) == ("opened", "overdue")
    mine.refresh_from_db()
    assert (mine.next_at, mine.was_late) == (None, True)
    assert ring_due(at(30)) == 0


def test_one_poisoned_row_does_not_stop_the_rest(state: State, monkeypatch: pytest.MonkeyPatch) -> None:
    open_period("TTHC-QUY", "2020-Q3", by=state.receiver, at=EARLY)
    poisoned = assignment_of(state, "BCT")
    Assignment.objects.filter(pk=poisoned.pk).update(reminders=[["T-3", "không phải giờ"]])
    ring_due(at(28))
    poisoned.refresh_from_db()
    assert poisoned.next_at == at(28) + timedelta(hours=1)
    assert set(Assignment.objects.exclude(pk=poisoned.pk).values_list("clock", flat=True)) == {"overdue"}


def test_a_clock_is_claimed_by_one_only(state: State, monkeypatch: pytest.MonkeyPatch) -> None:
    open_period("TTHC-QUY", "2020-Q3", by=state.receiver, at=EARLY)
    mine = assignment_of(state, "BCT")
    real = assignments.clock_rules.ring

    def stolen(promise: Promise, now: datetime) -> Any:
        Assignment.objects.filter(pk=mine.pk).update(next_at=at(29))
        return real(promise, now)

    monkeypatch.setattr(assignments.clock_rules, "ring", stolen)
    assert assignments.ring_one(mine.id, at(28)) is False
    mine.refresh_from_db()
    assert (mine.clock, mine.next_at) == ("in_time", at(29))


def test_a_deadline_is_moved_with_a_reason_to_a_later_working_day(state: State) -> None:
    open_period("TTHC-QUY", "2020-Q3", by=state.receiver, at=EARLY)
    mine = assignment_of(state, "BCT")
    for day, reason in (
        (date(2020, 9, 25), "x"),
        (date(2020, 9, 26), "x"),
        (date(2020, 9, 28), " "),
    ):  # not later; a Saturday; no reason
        with pytest.raises(Invalid):
            extend(mine.id, by=state.receiver, due_on=day, reason=reason)
    with pytest.raises(Refused):
        extend(mine.id, by=state.leader, due_on=date(2020, 9, 28), reason="Bão số 5")
    moved = extend(mine.id, by=state.receiver, due_on=date(2020, 9, 28), reason="Bão số 5", at=AUGUST)
    assert (moved.due_on, moved.promise["due_on"], moved.promise["nominal_on"]) == (
        date(2020, 9, 28),
        "2020-09-28",
        "2020-09-25",
    )
    assert Extension.objects.get().reason == "Bão số 5"
    ring_due(at(26))
    assert Assignment.objects.get(pk=mine.pk).clock == "due_soon"


def test_only_the_last_of_several_missed_reminders_is_said() -> None:
    due = at(25, 16)
    promise = Promise(due, at(22), (("T-3", at(22)), ("T-1", at(24)), ("T0", at(25))))
    assert ring(promise, at(24, 5)).reminders == ("T-1",)
    said = Promise(due, at(22), promise.reminders, sent=frozenset({"T-1"}))
    assert ring(said, at(24, 6)).reminders == ()  # T-3 was passed over and is not said after T-1
    assert ring(promise, at(26)).reminders == ()
    assert ring(promise, at(26)).next_at is None


def test_now_is_read_from_the_kept_clock_and_says_what_judging_the_moment_would(
    state: State, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_period("TTHC-QUY", "2020-Q3", by=state.receiver, at=EARLY)
    watcher = state.hire("watcher", "VPCP", "reporting.view", "centre.view", scope="CP")
    seen = set()
    for day in (15, 17, 22, 26):
        moment = at(day)
        ring_due(moment)
        monkeypatch.setattr(clock, "now", lambda moment=moment: moment)
        for by in (watcher, state.commune):
            kept = moments.clock_counts(by=by)
            assert kept == moments.clock_counts(by=by, at=moment)
            assert moments.most_overdue(by=by) == moments.most_overdue(by=by, at=moment)
            assert moments.progress(by=by) == moments.progress(by=by, at=moment)
            assert moments.reports(by=by) == moments.reports(by=by, at=moment)
            seen.update(kept)
    assert seen == {"in_time", "due_soon", "overdue"}
