"""One report's whole way: opened, filled in a workbook, submitted, approved, signed, sent, received, accepted, a fact."""

from collections.abc import Callable
from decimal import Decimal

import pytest

from dieuhanh.ledger.models import Entry
from dieuhanh.reporting.actions.dispatch import act
from dieuhanh.reporting.actions.periods import open_period
from dieuhanh.reporting.actions.uploads import upload_workbook, workbook_for
from dieuhanh.reporting.models import (
    Assignment,
    Fact,
    Indicator,
    Submission,
    SubmissionFile,
    Transition,
)
from dieuhanh.reporting.queries.filling import forms_of
from tests.reporting.flow.conftest import AUGUST, PASSPHRASE, State, assignment_of, fill_workbook, good_cells


@pytest.fixture
def mine(state: State) -> Assignment:
    open_period("TTHC-QUY", "2020-Q3", by=state.receiver, at=AUGUST)
    return assignment_of(state, "BCT")


def test_a_figure_goes_from_the_workbook_to_a_fact(
    state: State, mine: Assignment, tokens: Callable[[State], None]
) -> None:
    tokens(state)
    form = forms_of(mine.form_versions)[0]
    name, workbook = workbook_for(mine.id, by=state.clerk)
    assert name == "BCT-TTHC-QUY-2020-Q3.xlsx"
    uploaded = upload_workbook(
        mine.id, by=state.clerk, name=name, content=fill_workbook(workbook, form, good_cells(form)), at=AUGUST
    )
    assert uploaded.faults == []
    assert uploaded.saved is not None
    assert uploaded.saved.assignment.state == "checked"
    act(mine.id, "submit", by=state.clerk, at=AUGUST)
    act(mine.id, "approve", by=state.leader, at=AUGUST)
    act(mine.id, "sign", by=state.leader, passphrase=PASSPHRASE, at=AUGUST)
    act(mine.id, "send", by=state.leader, at=AUGUST)
    act(mine.id, "receive", by=state.receiver, at=AUGUST)
    done = act(mine.id, "accept", by=state.receiver, at=AUGUST)

    assert (done.state, done.clock, done.was_late) == ("accepted", "done_in_time", False)
    submission = Submission.objects.get(assignment=mine)
    file = SubmissionFile.objects.get(submission=submission)
    assert bytes(file.content).startswith(b"%PDF-")
    assert submission.verdict["bottom_line"] == "valid"
    assert submission.content["forms"]["TTHC-1"]["cells"]["total"]["received_total"] == "1100"
    steps = list(Transition.objects.filter(assignment=mine).order_by("id").values_list("action", flat=True))
    assert steps == ["save", "check", "submit", "approve", "sign", "send", "receive", "accept"]
    kinds = Entry.objects.filter(subject_id=mine.id).order_by("id").values_list("kind", flat=True)
    assert list(kinds)[-8:] == [
        f"reporting.submission.{step}"
        for step in ("entered", "checked", "submitted", "approved", "signed", "sent", "received", "accepted")
    ]
    facts = Fact.objects.filter(organisation_id=state.bodies["BCT"].id, period="2020-Q3")
    assert facts.get(indicator_id=Indicator.objects.get(code="HC-01").id, breakdown="").value == Decimal(1100)
    assert (
        facts.get(indicator_id=Indicator.objects.get(code="HC-02").id, breakdown="LAND").status == "claimed"
    )
    assert facts.count() == 12 * 11
