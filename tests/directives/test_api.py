"""The public contract of directives and tasks."""

import json
from collections.abc import Callable
from datetime import date
from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client

from dieuhanh.directives.models import Move, Task
from dieuhanh.ledger.models import Body
from dieuhanh.organisations.models import Appointment
from tests.directives.world import World
from tests.factories import appointment

API = "/api/v1"
RESOLUTION = {"symbol": "17/NQ-CP", "kind": "resolution", "signed_on": "2019-03-07", "assigner": "VPCP"}
DECREE = {
    "content": "Xây dựng Nghị định",
    "kind": "document",
    "clause": "IV",
    "lead": "BCT",
    "deadline_kind": "date",
    "due": "2019-12-31",
    "coordinators": [{"code": "BTC"}, {"words": "các cơ quan liên quan"}],
}


@pytest.fixture
def as_(world: World, client_for: Callable[..., Any]) -> Callable[[str], Client]:
    return lambda who: client_for(Appointment.objects.get(pk=getattr(world, who).appointment_id))


def post(client: Client, path: str, body: Any = None, **headers: str) -> Any:
    return client.post(
        f"{API}{path}", json.dumps(body or {}), content_type="application/json", headers=headers
    )


def at(code: str, rest: str = "") -> str:
    return f"/tasks/{quote(code, safe='')}{rest}"


def published(as_: Callable[[str], Client], *tasks: dict[str, Any]) -> list[str]:
    clerk, second = as_("clerk"), as_("second")
    made = post(clerk, "/directives", RESOLUTION).json()
    cut = post(clerk, f"/directives/{made['id']}/tasks", {"tasks": list(tasks)})
    assert cut.status_code == 201, cut.content
    assert post(clerk, f"/directives/{made['id']}/check").status_code == 403
    assert post(second, f"/directives/{made['id']}/check").status_code == 200
    assert post(second, f"/directives/{made['id']}/publish").json()["state"] == "published"
    return [one["code"] for one in cut.json()["tasks"]]


def test_the_whole_way_over_the_api(world: World, as_: Callable[[str], Client]) -> None:
    code = published(as_, DECREE)[0]
    lead, second = as_("lead"), as_("second")
    assert lead.get(API + at(code)).json()["coordinators"][1] == {
        "body": None,
        "words": "các cơ quan liên quan",
        "due_on": None,
        "contributed_at": None,
    }
    assert post(lead, at(code, "/acknowledge")).json()["state"] == "in_progress"
    assert post(as_("other"), at(code, "/contribute"), {"note": "Ý kiến"}).status_code == 200
    wrong = post(
        lead,
        at(code, "/claim"),
        {"completed_on": "2020-04-08", "evidence": [{"kind": "address", "address": "https://a.vn"}]},
    )
    assert wrong.status_code == 422
    assert [one["field"] for one in wrong.json()["faults"]] == ["evidence"]
    claim = {
        "completed_on": "2020-04-08",
        "evidence": [{"kind": "document", "symbol": "45/2020/NĐ-CP", "dated": "2020-04-08"}],
    }
    once = post(lead, at(code, "/claim"), claim, **{"Idempotency-Key": "một"})
    again = post(lead, at(code, "/claim"), claim, **{"Idempotency-Key": "một"})
    assert (once.status_code, once.json()) == (200, again.json())
    assert post(lead, at(code, "/verify")).status_code == 403
    done = post(second, at(code, "/verify")).json()
    assert (done["state"], done["class"], done["completed_on"]) == ("verified", "uncounted", "2020-04-08")
    assert [one["verdict"] for one in done["claims"]] == ["accepted"]
    told = second.get(API + at(code, "/history")).json()
    assert [one["action"] for one in told] == ["verify", "claim", "contribute", "acknowledge", "publish"]
    assert all(one["entry"] for one in told)


def test_a_record_bears_the_position_in_vietnamese_whatever_language_he_reads(
    world: World, as_: Callable[[str], Client], client_for: Callable[..., Any]
) -> None:
    code = published(as_, DECREE)[0]
    reader = client_for(
        appointment(world.bct, "tasks.act", position_vi="Chuyên viên chính", position_en="Senior officer")
    )
    assert post(reader, at(code, "/acknowledge"), **{"Accept-Language": "en"}).status_code == 200
    moved = Move.objects.get(action="acknowledge")
    assert moved.by_position == "Chuyên viên chính"
    assert json.loads(Body.objects.get(pk=moved.entry_id).body)["by"]["position"] == "Chuyên viên chính"
    page = reader.get(
        f"/directives/tasks/{moved.task_id}/", headers={"Accept-Language": "en"}
    ).content.decode()
    assert ("Senior officer ·" in page, ", Chuyên viên chính" in page) == (
        True,
        True,
    )  # the header's is the reader's


def test_lists_are_narrowed_paged_and_counted(world: World, as_: Callable[[str], Client]) -> None:
    group = {**DECREE, "lead": "", "audience": {"kinds": ["ministry", "province"]}, "coordinators": []}
    published(as_, DECREE, group, {**DECREE, "kind": "report", "lead": "BTC"})
    clerk = as_("clerk")
    seen, after = [], ""
    while after is not None:
        page = clerk.get(f"{API}/tasks?limit=2&after={after}").json()
        seen += [one["code"] for one in page["items"]]
        after = page["next"]
    assert len(seen) == len(set(seen)) == 5

    def count(query: str, who: str = "clerk") -> int:
        return len(as_(who).get(f"{API}/tasks?{query}").json()["items"])

    assert count("level=duties") == 3
    assert count("lead=BCT") == 2
    assert count("coordinator=BTC") == 1
    assert count("kind=report") == 1
    assert count("as_of=2019-03-06") == 0
    assert count("class=open_in_term&as_of=2019-12-31") == 5
    assert count("class=open_overdue&as_of=2020-01-01") == 5
    assert count("due_before=2019-12-31") == 0
    assert count("month=2019-03") == 5
    assert count("q=nghi dinh xay") == 5
    assert count("level=all", "province") == 2  # its own share and the heading over it
    assert count("level=all", "unit") == 0
    for wrong in ("state=nothing", "kind=x", "class=x", "after=xyz", "month=2019", "due_before=x"):
        assert clerk.get(f"{API}/tasks?{wrong}").status_code == 422, wrong


def test_statistics_hold_their_identities_and_open_to_their_lists(
    world: World, as_: Callable[[str], Client]
) -> None:
    first, second = published(
        as_, DECREE, {**DECREE, "kind": "regular", "deadline_kind": "regular", "due": None}
    )
    lead, office = as_("lead"), as_("second")
    post(lead, at(first, "/acknowledge"))
    post(
        lead,
        at(first, "/claim"),
        {
            "completed_on": "2020-04-08",
            "evidence": [{"kind": "document", "symbol": "45/2020/NĐ-CP", "dated": "2020-04-08"}],
        },
    )
    post(office, at(first, "/verify"))
    for as_of, wanted in (
        ("2019-12-31", "open_in_term"),
        ("2020-04-07", "open_overdue"),
        ("2020-04-08", "done_late"),
    ):
        told = office.get(f"{API}/tasks/statistics?as_of={as_of}&by=body").json()
        total = told["total"]
        assert total["all"] == total["done"] + total["open"] + total["withdrawn"] + total["transferred"] == 1
        assert (total[wanted], total["regular"]) == (1, 1)
        assert [one["key"] for one in told["lines"]] == ["BCT"]
        for klass in ("done_late", "open_overdue", "open_in_term", "regular"):
            rows = office.get(f"{API}/tasks?as_of={as_of}&class={klass}").json()["items"]
            assert len(rows) == total[klass]
    r3 = told["total"]["rates"][2]
    assert (r3["name"], r3["numerator"], r3["denominator"]) == ("R3", 1, 1)
    assert r3["printed"] == {"half_up": "100.00", "truncated": "100.00", "complement": "100.00"}
    assert told["lines"][0]["small"] is True
    assert office.get(f"{API}/tasks/statistics?by=nothing").status_code == 422
    assert {one["key"] for one in office.get(f"{API}/tasks/statistics?by=kind").json()["lines"]} == {
        "document",
        "regular",
    }
    assert second.endswith("#2")


def test_a_moved_deadline_counts_by_the_day_it_was_decided(
    world: World, as_: Callable[[str], Client]
) -> None:
    code = published(as_, DECREE)[0]
    from dieuhanh.directives.actions import assigning
    from tests.directives.world import at as moment

    task = Task.objects.get(code=code)
    assigning.move_deadline(
        task.id, by=world.second, due_on=date(2020, 6, 30), document="1/QĐ-TTg", at=moment(date(2020, 1, 10))
    )
    office = as_("second")

    def klass(query: str) -> str:
        found = office.get(f"{API}/tasks?{query}").json()["items"][0]["class"]
        return str(found)

    assert klass("as_of=2020-01-05") == "open_overdue"
    assert klass("as_of=2020-01-15") == "open_in_term"
    assert klass("as_of=2020-01-15&original=true") == "open_overdue"


def test_what_is_not_ones_own_is_not_there(world: World, as_: Callable[[str], Client]) -> None:
    code = published(as_, {**DECREE, "coordinators": []})[0]
    assert as_("other").get(API + at(code)).status_code == 404
    assert post(as_("other"), at(code, "/acknowledge")).status_code == 404
    assert Client().get(f"{API}/tasks").status_code == 401
    assert post(as_("lead"), at(code, "/nothing")).status_code in (404, 405)
    assert as_("lead").get(f"{API}/directives").json()["items"][0]["symbol"] == "17/NQ-CP"
    assert as_("other").get(f"{API}/directives").json()["items"] == []


def test_the_reads_cost_the_same_for_one_row_and_for_many(
    world: World, as_: Callable[[str], Client], counted
) -> None:  # type: ignore[no-untyped-def]
    from dieuhanh.directives.queries.access import access_task
    from dieuhanh.directives.queries.filtering import Filters
    from dieuhanh.directives.queries.record import history, record_of
    from dieuhanh.directives.queries.statistics import statistics
    from dieuhanh.directives.queries.tasks import tasks
    from dieuhanh.directives.queries.work import my_work

    published(as_, *[DECREE] * 30)
    # rows with their directives, names of bodies
    with counted(2):
        assert len(tasks(world.second, Filters(), limit=50)) == 30
    # the same, with the narrower scope of a ministry
    with counted(2):
        assert len(tasks(world.lead, Filters(), limit=5)) == 6
    # counts by class, names of bodies, what an address calls them
    with counted(3):
        assert statistics(world.second, Filters()).total.counts.all == 30
    # as lead, as co-ordinator, names
    with counted(3):
        assert len(my_work(world.lead)) == 30
    task = access_task(world.lead, tasks(world.lead, Filters(), limit=1)[0].id)
    # claims, evidence, co-ordinations with names, parts, names, changes, requests, progress, repeats, where it came from
    with counted(11):
        record_of(task)
    # moves, notices
    with counted(2):
        history(task)
