"""The table of the workflow, walked whole: every state, action and role; and two people at once."""

import threading
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection

from dieuhanh.config.actor import SYSTEM, Actor
from dieuhanh.config.errors import Conflict, Invalid, Missing, Problem, Refused
from dieuhanh.reporting.actions.dispatch import act
from dieuhanh.reporting.actions.filling import save_figures
from dieuhanh.reporting.actions.periods import open_period
from dieuhanh.reporting.models import Assignment, Submission, Transition
from dieuhanh.reporting.queries.filling import forms_of
from dieuhanh.reporting.reference_regimes import load_reference_regimes
from dieuhanh.reporting.rules.offering import Standing, offer
from dieuhanh.reporting.rules.workflow import ACTIONS, ARROWS, ClockEffect, Need, Side, Stage
from tests.reporting.flow.conftest import (
    AUGUST,
    TEXTS,
    State,
    assignment_of,
    build_state,
    good_cells,
    know_indicators,
)

ROLES = {
    "clerk": Standing(frozenset({Side.RESPONDENT}), frozenset({"reporting.enter"})),
    "leader": Standing(frozenset({Side.RESPONDENT}), frozenset({"reporting.approve", "reporting.sign"})),
    "receiver": Standing(frozenset({Side.RECEIVER}), frozenset({"reporting.receive"})),
    "stranger": Standing(
        frozenset(),
        frozenset({"reporting.enter", "reporting.approve", "reporting.sign", "reporting.receive"}),
    ),
    "reader": Standing(frozenset({Side.RESPONDENT, Side.RECEIVER}), frozenset({"reporting.view"})),
}
MAY = {
    "clerk": {"save", "check", "declare_no_data", "submit", "revise", "amend"},
    "leader": {"return", "approve", "sign", "send", "recall", "propose_amendment"},
    "receiver": {"receive", "refuse", "accept", "consolidate", "request_amendment"},
    "stranger": set(),
    "reader": set(),
}
"""Written out by hand beside the table, so that a wrong column in it fails here."""
FROM = {
    "save": "open in_progress checked no_data returned recalled",
    "check": "in_progress",
    "declare_no_data": "open in_progress checked returned recalled",
    "submit": "checked no_data",
    "return": "submitted approved signed",
    "approve": "submitted",
    "sign": "approved",
    "send": "signed",
    "send_unsigned": "approved",
    "recall": "sent",
    "receive": "sent",
    "refuse": "received",
    "accept": "received",
    "revise": "refused",
    "consolidate": "accepted",
    "request_amendment": "accepted consolidated",
    "propose_amendment": "accepted consolidated",
    "amend": "amendment_requested",
}


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("stage", Stage)
def test_the_whole_square(stage: Stage, role: str) -> None:
    for arrow in ARROWS:
        wanted = arrow.action in MAY[role] and stage.value in FROM[arrow.action].split()
        judged = offer(arrow, stage, ROLES[role])
        assert judged.ok is wanted, (stage, arrow.action, role)
        assert judged.ok or (judged.reason.vi and judged.reason.en)


def test_nobody_approves_his_own_entry_unless_the_body_is_set_to_one_step() -> None:
    mine = Standing(frozenset({Side.RESPONDENT}), frozenset({"reporting.approve"}), entered_by_me=True)
    assert offer(ACTIONS["approve"], Stage.SUBMITTED, mine).code == "own_entry"
    assert offer(ACTIONS["approve"], Stage.SUBMITTED, replace(mine, one_step=True)).ok


def test_sending_stops_the_clock_and_every_way_back_lets_it_run_again() -> None:
    assert {arrow.action for arrow in ARROWS if arrow.clock is ClockEffect.STOPS} == {"send", "send_unsigned"}
    assert {arrow.action for arrow in ARROWS if arrow.clock is ClockEffect.RUNS_AGAIN} == {"recall", "refuse"}
    backward = {"return", "recall", "refuse", "declare_no_data", "request_amendment", "propose_amendment"}
    assert {arrow.action for arrow in ARROWS if Need.REASON in arrow.needs} == backward


@pytest.fixture
def mine(state: State) -> Assignment:
    open_period("TTHC-QUY", "2020-Q3", by=state.receiver, at=AUGUST)
    return assignment_of(state, "BCT")


def put(assignment: Assignment, stage: str, **fields: Any) -> None:
    Assignment.objects.filter(pk=assignment.pk).update(state=stage)
    Submission.objects.filter(assignment=assignment).update(state=stage, **fields)


NEEDS_MORE = {"save", "check", "submit", "sign", "receive"}
"""Done only with figures, a key or a signed file, each of which has its own test; refused here like all others."""


def test_every_action_in_every_state_by_every_role_does_what_the_table_says(
    state: State, mine: Assignment
) -> None:
    people = {
        "clerk": state.clerk,
        "leader": state.leader,
        "receiver": state.receiver,
        "stranger": state.stranger,
    }
    content = {"forms": {}}
    for stage in Stage:
        for arrow in ARROWS:
            for role, by in people.items():
                put(mine, stage.value, content=content, no_data_reason="", entered_by=None)
                before = Transition.objects.count()
                sources = FROM[arrow.action].split()
                if arrow.action == "submit":
                    sources += FROM["check"].split()  # checked in the same step
                wanted = arrow.action in MAY[role] and stage.value in sources
                if wanted and arrow.action in NEEDS_MORE:
                    continue
                outcome = _try(mine, arrow.action, by)
                state_after = Assignment.objects.get(pk=mine.pk).state
                if wanted:
                    assert (outcome, state_after) == (None, arrow.target.value), (stage, arrow.action, role)
                else:
                    assert isinstance(outcome, Missing if role == "stranger" else Refused | Conflict), (
                        stage,
                        arrow.action,
                        role,
                    )
                    assert state_after == stage.value
                    assert Transition.objects.count() == before
                _forget(mine)


def _try(mine: Assignment, action: str, by: Actor) -> Problem | None:
    try:
        if action == "save":
            save_figures(mine.id, by=by, cells={"TTHC-1": {"land": {"online": 5}}})
        else:
            act(mine.id, action, by=by, reason="vì sao", passphrase="x")
    except Problem as problem:
        return problem
    return None


def _forget(mine: Assignment) -> None:
    """Put the versions that an action began out of the way; the history refers to them and stays."""
    Assignment.objects.filter(pk=mine.pk).update(version=1)
    for extra in Submission.objects.filter(assignment=mine, version__gt=1, version__lt=1000):
        Submission.objects.filter(pk=extra.pk).update(
            version=1000 + Submission.objects.count() + extra.version
        )


def test_a_reason_is_asked_for(state: State, mine: Assignment) -> None:
    put(mine, "submitted")
    with pytest.raises(Invalid) as caught:
        act(mine.id, "return", by=state.leader, reason="  ")
    assert caught.value.faults[0].field == "reason"


def test_an_accepted_report_changes_only_by_a_new_version_and_the_old_one_stays(
    state: State, mine: Assignment
) -> None:
    put(mine, "accepted", content={"forms": {}}, accepted_at=AUGUST)
    with pytest.raises(Conflict):
        save_figures(mine.id, by=state.clerk, cells={"TTHC-1": {"land": {"online": 5}}})
    act(
        mine.id,
        "request_amendment",
        by=state.receiver,
        reason="Số liệu đất đai lệch",
        cells=["TTHC-1/land/online"],
    )
    act(mine.id, "amend", by=state.clerk)
    saved = save_figures(mine.id, by=state.clerk, cells={"TTHC-1": {"land": {"online": 5}}})
    assert saved.submission.version == 2
    old = Submission.objects.get(assignment=mine, version=1)
    assert old.cells == {}
    assert old.accepted_at == AUGUST
    assert saved.submission.marks == ["TTHC-1/land/online"]


def test_what_was_recalled_is_kept_and_filling_in_begins_the_next_version(
    state: State, mine: Assignment
) -> None:
    put(mine, "sent", signed_at=AUGUST, sent_at=AUGUST)
    Assignment.objects.filter(pk=mine.pk).update(done_at=AUGUST, clock="done_in_time")
    recalled = act(mine.id, "recall", by=state.leader, reason="Sai số", at=AUGUST)
    assert (recalled.done_at, recalled.clock) == (
        None,
        "due_soon" if recalled.due_soon_at <= AUGUST else "in_time",
    )
    assert (
        save_figures(mine.id, by=state.clerk, cells={"TTHC-1": {"land": {"online": 5}}}).submission.version
        == 2
    )


def test_a_warning_wants_a_note_and_an_error_blocks(state: State, mine: Assignment) -> None:
    form = forms_of(mine.form_versions)[0]
    cells = good_cells(form)
    cells["land"]["resolved_late"], cells["land"]["resolved_on_time"] = 30, 11
    cells["total"]["resolved_late"], cells["total"]["resolved_on_time"] = 39, 371
    saved = save_figures(mine.id, by=state.clerk, cells={"TTHC-1": cells}, narrative=TEXTS, check=True)
    assert saved.assignment.state == "in_progress"
    assert {one.key for one in saved.warnings} == {"TTHC-1/LATE"}
    with pytest.raises(Invalid, match=r"not ready|chưa"):
        act(mine.id, "submit", by=state.clerk)
    assert (
        act(mine.id, "submit", by=state.clerk, notes={"TTHC-1/LATE": "Thiếu người tháng 8"}).state
        == "submitted"
    )


def test_who_saves_on_top_of_another_is_told(state: State, mine: Assignment) -> None:
    first = save_figures(mine.id, by=state.clerk, cells={"TTHC-1": {"land": {"online": 5}}})
    save_figures(
        mine.id, by=state.both, cells={"TTHC-1": {"land": {"online": 6}}}, draft=first.submission.draft
    )
    with pytest.raises(Conflict, match=r"meanwhile|khác"):
        save_figures(
            mine.id, by=state.clerk, cells={"TTHC-1": {"land": {"online": 7}}}, draft=first.submission.draft
        )


def test_two_who_press_at_once_get_one_outcome(committed_db: None) -> None:
    state = build_state()
    load_reference_regimes(by=SYSTEM)
    know_indicators()
    open_period("TTHC-QUY", "2020-Q3", by=state.receiver, at=AUGUST)
    mine = assignment_of(state, "BCT")
    put(mine, "submitted", content={"forms": {}})
    gate, outcomes = threading.Barrier(2), []

    def press(action: str, by: Actor) -> None:
        gate.wait()
        try:
            outcomes.append(act(mine.id, action, by=by, reason="vì sao").state)
        except Problem as problem:
            outcomes.append(type(problem).__name__)
        finally:
            connection.close()

    for actions in (("approve", "return"), ("approve", "approve")):
        outcomes.clear()
        put(mine, "submitted")
        before = Transition.objects.count()
        threads = [
            threading.Thread(target=press, args=(action, by))
            for action, by in zip(actions, (state.leader, state.both), strict=True)
        ]
        for one in threads:
            one.start()
        for one in threads:
            one.join()
        moved = Transition.objects.count() - before
        if actions == ("approve", "approve"):
            assert sorted(outcomes) == ["Conflict", "approved"]
            assert moved == 1
        else:  # returning an approved report is allowed, so both may happen, one after the other
            assert Assignment.objects.get(pk=mine.pk).state == "returned"
            assert moved in (1, 2)


def test_the_moment_of_a_real_person_cannot_be_chosen(state: State, mine: Assignment) -> None:
    put(mine, "submitted", content={"forms": {}})
    act(mine.id, "approve", by=replace(state.leader, simulated=False), at=datetime(2019, 1, 1, tzinfo=UTC))
    assert Submission.objects.get(assignment=mine).approved_at.year > 2019
