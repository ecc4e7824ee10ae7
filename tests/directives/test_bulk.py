"""One action on several tasks: each judged on its own, its outcome told, none done twice after a kill."""

from collections.abc import Callable
from datetime import date
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from dieuhanh.config.jobs import run_job
from dieuhanh.config.models import Job
from dieuhanh.directives.actions import claiming, leading
from dieuhanh.directives.models import ExtensionRequest, Notice, Task
from dieuhanh.ledger.models import Entry
from dieuhanh.organisations.models import Appointment
from tests.directives.world import World, decree


@pytest.fixture
def as_(world: World, client_for: Callable[..., Any]) -> Callable[..., Client]:
    def signed_in(who: str) -> Client:
        client: Client = client_for(Appointment.objects.get(pk=getattr(world, who).appointment_id))
        return client

    return signed_in


def send(client: Client, action: str, tasks: list[Task], **more: str) -> Any:
    given = {"action": action, "id": [str(one.id) for one in tasks], **more}
    return client.post(reverse("directives:bulk"), given)


def outcomes() -> dict[str, tuple[bool, str]]:
    job = Job.objects.order_by("-id")[0]
    run_job(str(job.id))
    job.refresh_from_db()
    assert job.state == "done"
    return {one["id"]: (one["ok"], one["said"]) for one in job.result["outcomes"]}


def test_many_are_acknowledged_and_those_at_another_stage_are_named(
    world: World, as_: Callable[..., Client]
) -> None:
    first, second, taken = world.tasks([world.new() for _number in range(3)])
    leading.acknowledge(taken.id, by=world.lead)
    client = as_("lead")
    page = unescape(send(client, "acknowledge", [first, second, taken]).content.decode())
    assert "2 nhiệm vụ" in page
    assert page.count('name="id"') == 2
    assert "Bỏ ra" in page or "Không thực hiện" in page
    answer = send(client, "acknowledge", [first, second], go="1")
    assert set(outcomes().values()) == {(True, "Đang thực hiện")}
    shown = unescape(client.get(answer.url).content.decode())
    assert "2 trên 2" in shown
    assert Task.objects.filter(state="in_progress").count() == 3


def test_verifying_many_refuses_what_has_no_fitting_evidence_and_says_why(
    world: World, as_: Callable[..., Client]
) -> None:
    good, bad, foreign = world.tasks([world.new(), world.new(), world.new()])
    for task in (good, bad):
        leading.acknowledge(task.id, by=world.lead)
        claiming.claim(task.id, by=world.lead, evidence=[decree()], completed_on=date(2020, 4, 8))
    bad.claims.update(fits=False)
    send(as_("second"), "verify", [good, bad, foreign], go="1")
    found = outcomes()
    assert found[str(good.id)][0] is True
    assert found[str(bad.id)][0] is False
    assert "minh chứng" in found[str(bad.id)][1]
    assert str(foreign.id) not in found  # at another stage: left out before
    assert Task.objects.get(pk=bad.pk).state == "claimed"


def test_extensions_are_asked_and_granted_with_one_document(world: World, as_: Callable[..., Client]) -> None:
    tasks = world.tasks([world.new(due=date(2030, 1, 31)) for _number in range(3)])
    empty = send(as_("head"), "ask_extension", tasks, go="1")
    assert empty.status_code == 422
    assert 'href="#id_cause"' in empty.content.decode()
    given = {"due_on": "2030-06-30", "reason": "Chờ vốn", "cause": "funding", "go": "1"}
    send(as_("head"), "ask_extension", tasks, **given)
    assert all(ok for ok, _said in outcomes().values())
    assert ExtensionRequest.objects.filter(verdict="waiting").count() == 3
    send(as_("second"), "grant_extension", tasks[:2], document="88/VPCP-TH", go="1")
    assert {said for _ok, said in outcomes().values()} == {"Hạn mới: 30/06/2030"}
    assert set(Task.objects.values_list("current_due", flat=True)) == {date(2030, 6, 30), date(2030, 1, 31)}
    assert Task.objects.get(pk=tasks[0].pk).delay_cause == "funding"


def test_a_job_taken_up_again_after_a_kill_reminds_nobody_twice(
    world: World, as_: Callable[..., Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    from dieuhanh.directives import jobs

    tasks = world.tasks([world.new() for _number in range(3)])
    send(as_("second"), "remind", tasks, note="Báo cáo trong tuần", go="1")
    whole, seen = jobs.do_one, []

    def dies_at_the_second(*given: Any, **named: Any) -> Any:
        seen.append(given)
        if len(seen) == 2:
            raise KeyboardInterrupt
        return whole(*given, **named)

    job = Job.objects.get()
    monkeypatch.setattr(jobs, "do_one", dies_at_the_second)
    with pytest.raises(KeyboardInterrupt):
        run_job(str(job.id))
    monkeypatch.setattr(jobs, "do_one", whole)
    assert [ok for ok, _said in outcomes().values()] == [True, True, True]
    assert Notice.objects.filter(code="R").count() == 3
    assert Entry.objects.filter(kind="directives.task.reminded").count() == 3


def test_who_may_not_is_refused_and_what_is_not_his_is_not_there(
    world: World, as_: Callable[..., Client]
) -> None:
    tasks = world.tasks([world.new()])
    assert send(as_("lead"), "verify", tasks).status_code == 403
    assert send(as_("lead"), "withdraw", tasks).status_code == 404
    assert send(as_("lead"), "acknowledge", []).status_code == 422
    page = unescape(send(as_("other"), "acknowledge", tasks).content.decode())
    assert page.count('name="id"') == 0
    assert "01 - 17/NQ-CP" not in page


def test_the_chosen_rows_go_out_as_a_register(world: World, as_: Callable[..., Client]) -> None:
    first, second = world.tasks([world.new(content="Việc thứ nhất"), world.new(content="Việc thứ hai")])
    from dieuhanh.directives.transfer import read_register

    answer = send(as_("lead"), "export", [first])
    assert answer.status_code == 200
    assert [one.content for one in read_register(answer.content).rows] == ["Việc thứ nhất"]
    assert second.id != first.id


def test_the_list_offers_only_what_ones_powers_allow(world: World, as_: Callable[..., Client]) -> None:
    world.tasks([world.new()])
    lead = unescape(as_("lead").get("/directives/").content.decode())
    office = unescape(as_("second").get("/directives/").content.decode())
    assert 'name="action" value="acknowledge"' in lead
    assert 'name="action" value="verify"' not in lead
    assert 'name="action" value="verify"' in office
    assert 'name="action" value="ask_extension"' not in office


def test_one_row_of_many_costs_as_much_as_its_action_alone(world: World, counted: Any) -> None:
    from dieuhanh.directives.actions.bulk import do_one

    (task,) = world.tasks([world.new()])
    # the savepoint and its release; the row locked; the row, the entry, the history; the row again
    with counted(7):
        done = do_one(task.id, "acknowledge", by=world.lead, given={})
    assert done.ok


def test_several_at_once_over_the_api_each_with_its_outcome_and_once(
    world: World, as_: Callable[..., Client]
) -> None:
    first, second, taken = world.tasks([world.new() for _number in range(3)])
    leading.acknowledge(taken.id, by=world.lead)
    client = as_("lead")
    asked = {"action": "acknowledge", "codes": [first.code, second.code, taken.code, "17/NQ-CP#X#9"]}

    def ask(who: Client, body: dict[str, Any], key: str) -> Any:
        return who.post(
            "/api/v1/tasks:bulk", body, content_type="application/json", headers={"Idempotency-Key": key}
        )

    answer = ask(client, asked, "k-1")
    assert answer.status_code == 200, answer.content
    told = {one["code"]: one["ok"] for one in answer.json()["outcomes"]}
    assert told == {first.code: True, second.code: True, taken.code: False, "17/NQ-CP#X#9": False}
    assert ask(client, asked, "k-1").json() == answer.json()
    assert Entry.objects.filter(kind="directives.task.acknowledged").count() == 3
    assert ask(client, {**asked, "action": "verify"}, "k-2").status_code == 403
    assert ask(client, {**asked, "action": "withdraw"}, "k-3").status_code == 404
    assert ask(client, {**asked, "codes": []}, "k-4").status_code == 422
    hidden = ask(as_("other"), asked, "k-5").json()
    assert hidden["done"] == 0
