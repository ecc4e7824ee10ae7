"""One action on several reports: each for itself, its outcome told, none done twice after a kill; and reminding."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from dieuhanh.config.clock import today
from dieuhanh.config.errors import Conflict, Missing, Refused
from dieuhanh.config.jobs import run_job
from dieuhanh.config.models import Job
from dieuhanh.deadlines.queries import working_calendar
from dieuhanh.interface.searching import search
from dieuhanh.ledger.models import Entry
from dieuhanh.reporting.actions.assignments import remind
from dieuhanh.reporting.actions.periods import open_period
from dieuhanh.reporting.models import Assignment, Reminder
from dieuhanh.reporting.queries.assignments import history
from dieuhanh.reporting.work import waiting
from tests.reporting.flow.conftest import AUGUST, State, assignment_of


@pytest.fixture
def opened(state: State) -> State:
    """The third quarter is open; BCT's report lies with the receiver, BTC's is with its clerk."""
    open_period("TTHC-QUY", "2020-Q3", by=state.receiver, at=AUGUST)
    sent = assignment_of(state, "BCT")
    Assignment.objects.filter(pk=sent.pk).update(state="sent", done_at=AUGUST, clock="done_in_time")
    sent.submissions.update(state="sent")
    return state


def chosen(state: State, *bodies: str) -> list[str]:
    return [str(assignment_of(state, one).id) for one in bodies]


def test_several_are_done_at_once_and_each_tells_its_outcome(
    opened: State, client_for: Callable[..., Any]
) -> None:
    client = client_for(opened.appointments["receiver"])
    ids = chosen(opened, "BTC", "T01")
    page = client.post(reverse("reporting:bulk"), {"action": "remind", "id": [*ids, *chosen(opened, "BCT")]})
    said = page.content.decode()
    assert "2 báo cáo" in said
    assert said.count('name="id"') == 2  # BCT's was sent: left out, and told so
    assert "Không thực hiện" in said
    remind(ids[1], by=opened.receiver)
    answer = client.post(
        reverse("reporting:bulk"), {"action": "remind", "id": ids, "go": "1", "note": "Gửi trong hôm nay"}
    )
    job = Job.objects.get()
    assert answer.url == reverse("interface:job", args=[job.id])
    run_job(str(job.id))
    job.refresh_from_db()
    assert job.state == "done"
    assert {one["id"]: one["ok"] for one in job.result["outcomes"]} == {ids[0]: True, ids[1]: False}
    assert "trong hôm nay" in next(one["said"] for one in job.result["outcomes"] if not one["ok"])
    shown = client.get(answer.url).content.decode()
    assert "Đã làm xong 1 trên 2" in shown
    assert "Bộ Tài chính" in shown


def test_a_job_taken_up_again_after_a_kill_does_nothing_twice(
    opened: State, client_for: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    from dieuhanh.reporting import jobs

    ids = chosen(opened, "BTC", "T01")
    client = client_for(opened.appointments["receiver"])
    client.post(reverse("reporting:bulk"), {"action": "remind", "id": ids, "go": "1"})
    job = Job.objects.get()
    whole, seen = jobs.do_one, []

    def dies_at_the_second(*given: Any, **named: Any) -> Any:
        seen.append(given)
        if len(seen) == 2:
            raise KeyboardInterrupt
        return whole(*given, **named)

    monkeypatch.setattr(jobs, "do_one", dies_at_the_second)
    with pytest.raises(KeyboardInterrupt):
        run_job(str(job.id))
    monkeypatch.setattr(jobs, "do_one", whole)
    run_job(str(job.id))
    job.refresh_from_db()
    assert [one["ok"] for one in job.result["outcomes"]] == [True, True]
    assert Reminder.objects.count() == 2
    assert Entry.objects.filter(kind="reporting.assignment.reminded").count() == 2


def test_extending_and_receiving_several(opened: State, client_for: Callable[..., Any]) -> None:
    client = client_for(opened.appointments["receiver"])
    day = next(
        one
        for number in range(400, 430)
        if working_calendar().is_working(one := AUGUST.date() + timedelta(days=number))
    )
    empty = client.post(
        reverse("reporting:bulk"), {"action": "extend", "id": chosen(opened, "BTC"), "go": "1"}
    )
    assert empty.status_code == 422
    assert 'href="#id_due_on"' in empty.content.decode()
    given = {"go": "1", "due_on": day.isoformat(), "reason": "Thiên tai"}
    client.post(reverse("reporting:bulk"), {"action": "extend", "id": chosen(opened, "BTC", "T01"), **given})
    client.post(reverse("reporting:bulk"), {"action": "receive", "id": chosen(opened, "BCT"), "go": "1"})
    for job in Job.objects.order_by("id"):
        run_job(str(job.id))
    assert assignment_of(opened, "BTC").due_on == assignment_of(opened, "T01").due_on == day
    # BCT's has no signed file, so it is refused on the way in: that is no success.
    assert assignment_of(opened, "BCT").state == "refused"
    last = Job.objects.order_by("-id")[0].result["outcomes"]
    assert [(one["ok"], one["said"]) for one in last] == [(False, "Từ chối")]


def test_who_may_not_is_refused_and_what_is_not_his_is_not_there(
    opened: State, client_for: Callable[..., Any]
) -> None:
    ids = chosen(opened, "BTC")
    clerk, stranger = (client_for(opened.appointments[one]) for one in ("clerk", "stranger"))
    assert clerk.post(reverse("reporting:bulk"), {"action": "remind", "id": ids}).status_code == 403
    said = stranger.post(
        reverse("reporting:bulk"), {"action": "accept", "id": chosen(opened, "T01"), "go": "1"}
    )
    assert said.status_code == 200
    assert "TTHC-QUY" not in said.content.decode()
    assert not Job.objects.exists()
    receiver = client_for(opened.appointments["receiver"])
    for wrong in (
        {"action": "remind"},
        {"action": "remind", "id": "x"},
        {"action": "remind", "id": ["a"] * 300},
    ):
        assert receiver.post(reverse("reporting:bulk"), wrong).status_code == 422, wrong
    assert receiver.post(reverse("reporting:bulk"), {"action": "sign", "id": ids}).status_code == 404


def test_a_body_is_reminded_once_a_day_and_only_of_what_it_owes(opened: State) -> None:
    owed = assignment_of(opened, "BTC")
    remind(owed.id, by=opened.receiver, note="Gửi ngay")
    with pytest.raises(Conflict):
        remind(owed.id, by=opened.receiver)
    with pytest.raises(Conflict):
        remind(assignment_of(opened, "BCT").id, by=opened.receiver)
    with pytest.raises(Refused):
        remind(assignment_of(opened, "BCT").id, by=opened.clerk)
    with pytest.raises(Missing):
        remind(owed.id, by=opened.clerk)
    assert Reminder.objects.get().year == today().year
    assert "Nhắc trực tiếp" in [one.what for one in history(owed)]


def test_search_finds_reports_by_number_period_and_body_under_rights(opened: State) -> None:
    def found(by: Any, text: str) -> dict[str, list[str]]:
        return {one.key: [each.code for each in one.found] for one in search(by, text)}

    assert found(opened.receiver, "BCT-TTHC-QUY-2020-Q3")["reports"] == ["BCT-TTHC-QUY-2020-Q3"]
    assert found(opened.receiver, "bo cong thuong 2020-q3")["reports"] == ["BCT-TTHC-QUY-2020-Q3"]
    assert found(opened.receiver, "quy iii/2020")["periods"] == ["TTHC-QUY 2020-Q3"]
    assert "TTHC-QUY" in found(opened.receiver, "thủ tục hành chính")["regimes"]
    assert "reports" not in found(opened.clerk, "BTC-TTHC")
    assert found(opened.commune, "TTHC-QUY-2020")["reports"] == ["X01-TTHC-QUY-2020-Q3"]


def test_who_watches_is_told_which_periods_are_late(opened: State) -> None:
    Assignment.objects.filter(pk=assignment_of(opened, "BTC").pk).update(clock="overdue")
    watcher = opened.hire("watcher", "VPCP", "reporting.view", "centre.view", scope="CP")
    late = waiting(watcher)
    assert [(one.number, one.state) for one in late] == [("TTHC-QUY 2020-Q3", "overdue")]
    assert "clock=overdue" in late[0].href
    assert [one.number for one in waiting(opened.commune)] == ["X01-TTHC-QUY-2020-Q3"]


@pytest.mark.parametrize("count", [1, 50])
def test_the_list_of_reports_costs_the_same_for_one_and_for_fifty(
    count: int, state: State, client_for: Callable[..., Any], counted: Any
) -> None:
    from tests import factories

    for number in range(count):
        factories.organisation(f"M{number:02}", parent=state.bodies["CP"])
    open_period("TTHC-QUY", "2020-Q3", by=state.receiver, at=AUGUST)
    client = client_for(state.appointments["receiver"])
    client.get(reverse("reporting:assignments"))
    # 1 session  2 person  3 appointments  4 numbers by state of the clock  5 named views  6 reports
    # 7 the names of their bodies  8 the bodies to choose from in the filter
    with counted(8):
        client.get(reverse("reporting:assignments") + "?q=thu tuc&sort=-number")
