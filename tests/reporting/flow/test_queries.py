"""Who sees what, and what each read costs: the same for one report as for fifty."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dieuhanh.config.errors import Missing
from dieuhanh.reporting.actions.dispatch import act
from dieuhanh.reporting.actions.filling import save_figures
from dieuhanh.reporting.actions.periods import open_period
from dieuhanh.reporting.models import Assignment, Submission
from dieuhanh.reporting.queries.access import access_assignment
from dieuhanh.reporting.queries.assignments import assignments, history
from dieuhanh.reporting.queries.duties import (
    duties_by_state,
    late_bodies,
    my_work,
    period_progress,
    waiting_for_others,
)
from tests import factories
from tests.reporting.flow.conftest import AUGUST, State, assignment_of


def statements(call: Callable[[], Any]) -> int:
    with CaptureQueriesContext(connection) as captured:
        call()
    return len(captured)


@pytest.fixture
def opened(state: State) -> State:
    open_period("TTHC-QUY", "2020-Q3", by=state.receiver, at=AUGUST)
    return state


def test_a_body_sees_its_own_and_the_receiver_all(opened: State) -> None:
    numbers = lambda by: {one.number.split("-")[0] for one in assignments(by)}  # noqa: E731
    assert numbers(opened.clerk) == {"BCT"}
    assert numbers(opened.commune) == {"X01"}
    assert numbers(opened.receiver) == {"BCT", "BTC", "T01", "X01", "X02"}
    assert numbers(opened.hire("provincial", "T01", "reporting.receive")) == {"T01", "X01", "X02"}


def test_what_is_not_his_looks_as_if_it_were_not_there(opened: State) -> None:
    theirs = assignment_of(opened, "X02")
    for call in (
        lambda: access_assignment(opened.commune, theirs.id),
        lambda: access_assignment(opened.commune, uuid4()),
        lambda: save_figures(theirs.id, by=opened.commune, cells={}),
        lambda: act(theirs.id, "submit", by=opened.commune),
        lambda: act(theirs.id, "declare_no_data", by=opened.clerk, reason="x"),
    ):
        with pytest.raises(Missing):
            call()


def test_my_work_is_what_waits_for_me(opened: State) -> None:
    mine = assignment_of(opened, "BCT")
    assert [(one.row.number, one.action) for one in my_work(opened.clerk)] == [(mine.number, "save")]
    assert my_work(opened.leader) == []
    assert waiting_for_others(opened.leader) == 1
    Assignment.objects.filter(pk=mine.pk).update(state="submitted")
    Submission.objects.filter(assignment=mine).update(entered_by=opened.both.person_id)
    assert [one.action for one in my_work(opened.leader)] == ["approve"]
    assert my_work(opened.both) == []
    Assignment.objects.filter(pk=mine.pk).update(state="sent")
    assert [one.action for one in my_work(opened.receiver)] == ["receive"]


def test_counts_by_state_and_who_is_late(opened: State) -> None:
    from datetime import UTC, datetime

    before, after = datetime(2020, 9, 19, tzinfo=UTC), datetime(2020, 9, 28, tzinfo=UTC)
    now = duties_by_state(opened.receiver, at=before)
    assert (now.total, now.overdue) == (5, 2)
    mine = assignment_of(opened, "BCT")
    Assignment.objects.filter(pk=mine.pk).update(done_at=before)
    later = duties_by_state(opened.receiver, at=after)
    assert (later.done_in_time, later.overdue) == (1, 4)
    assert [one.label.code for one in late_bodies(opened.receiver, at=after)][:2] in (
        ["X01", "X02"],
        ["X02", "X01"],
    )
    assert duties_by_state(opened.clerk, at=after).total == 1
    progress = period_progress(opened.receiver)[0]
    assert (progress.expected, progress.sent, progress.not_sent, progress.period) == (3, 1, 2, "2020-Q3")


def test_every_read_costs_the_same_for_one_report_as_for_fifty(state: State) -> None:
    crowd = []

    def measure() -> dict[str, int]:
        mine = assignment_of(state, "BCT")
        return {
            # the rows · the names of the bodies (whether the scope is the whole was read with the appointment)
            "assignments": statements(lambda: assignments(state.clerk)),
            "assignments of all": statements(lambda: assignments(state.receiver)),
            # the rows · the names of the bodies
            "my work": statements(lambda: my_work(state.clerk)),
            # the counts
            "duties": statements(lambda: duties_by_state(state.receiver)),
            # the counts · the names
            "late": statements(lambda: late_bodies(state.receiver)),
            # the counts
            "progress": statements(lambda: period_progress(state.receiver)),
            # moves · extensions · reminders
            "history": statements(lambda: history(mine)),
        }

    open_period("TTHC-QUY", "2020-Q3", by=state.receiver, at=AUGUST)
    few = measure()
    for number in range(50):
        crowd.append(factories.organisation(f"M{number:02}", parent=state.bodies["CP"]))
    open_period("CDDH-6T", "2020-H1", by=state.receiver, at=AUGUST)
    many = measure()
    assert Assignment.objects.count() > 50
    assert few == many
    assert few == {
        "assignments": 2,
        "assignments of all": 2,
        "my work": 2,
        "duties": 1,
        "late": 2,
        "progress": 1,
        "history": 3,
    }


def test_an_action_costs_at_most_twelve_statements(opened: State) -> None:
    mine = assignment_of(opened, "BCT")
    Assignment.objects.filter(pk=mine.pk).update(state="submitted")
    # savepoint · scope · the locked assignment · the version · his side · assignment · version · entry · history · release
    assert statements(lambda: act(mine.id, "approve", by=opened.leader)) <= 12
    Assignment.objects.filter(pk=mine.pk).update(state="open")
    form_known = statements(
        lambda: save_figures(mine.id, by=opened.clerk, cells={"TTHC-1": {"land": {"online": 1}}})
    )
    # … and the figures already held, the earlier reports, once before and once after: see queries.filling
    assert form_known <= 22


def test_opening_costs_the_same_for_fifty_bodies(state: State) -> None:
    few = statements(lambda: open_period("TTHC-QUY", "2020-Q2", by=state.receiver))
    for number in range(50):
        factories.organisation(f"M{number:02}", parent=state.bodies["CP"])
    assert statements(lambda: open_period("TTHC-QUY", "2020-Q3", by=state.receiver)) == few
