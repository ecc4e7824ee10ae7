"""Boards, periods, closings and my work: each number opens to as many rows, and costs the same for one and for fifty."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from html import unescape
from typing import Any

import pytest
from django.test import Client

from dieuhanh.config import clock
from dieuhanh.directives.actions import assigning, claiming, leading, parts
from dieuhanh.directives.actions.periods import open_due, ring_periods
from dieuhanh.directives.actions.ringing import ring_due
from dieuhanh.directives.models import Claim, Task
from dieuhanh.directives.pages.entering_forms import new_task
from dieuhanh.directives.queries.boards import board
from dieuhanh.directives.queries.filtering import Filters
from dieuhanh.directives.queries.standing import statistics_now
from dieuhanh.directives.queries.statistics import Closing, closing_rush, closings
from dieuhanh.directives.queries.tasks import tasks
from dieuhanh.directives.queries.wall import overview
from dieuhanh.directives.queries.work import my_work
from dieuhanh.directives.rules.deadline_words import resolve
from dieuhanh.directives.work import WORK
from dieuhanh.interface import working
from dieuhanh.organisations.models import Appointment
from tests.directives.world import World, at, decree

OPENS = re.compile(
    r'<a href="(/directives/(?:periods/)?\?[^"]+)">(?:<span[^>]*>.*?</span>\s*)?(?:<[^>]+>[^<]*</[^>]+>\s*)*([\d.]+)</a>'
)


@pytest.fixture
def as_(world: World, client_for: Callable[..., Any]) -> Callable[..., Client]:
    def signed_in(who: str, language: str = "vi") -> Client:
        client: Client = client_for(Appointment.objects.get(pk=getattr(world, who).appointment_id))
        client.cookies["django_language"] = language
        return client

    return signed_in


def text(client: Client, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status, (path, answer.status_code)
    return unescape(answer.content.decode())


@pytest.fixture
def busy(world: World) -> list[Task]:
    """Of each: to be taken, overdue with an explanation owed, claimed long ago, return asked, extension asked, a weekly duty."""
    weekly = resolve("định kỳ hằng tuần, sáng thứ Sáu", date(2019, 3, 7))
    made = world.tasks(
        [
            world.new(content="Chưa nhận", due=date(2030, 1, 1)),
            world.new(content="Quá hạn"),
            world.new(content="Đã báo"),
            world.new(content="Xin trả", due=date(2030, 1, 1)),
            world.new(content="Xin lùi", due=date(2030, 1, 1)),
            new_task(weekly, 0, content="Hằng tuần", kind="report", lead="BCT"),
        ]
    )
    _new, late, claimed, returned, extended, _weekly = made
    for one in (late, claimed, returned, extended):
        leading.acknowledge(one.id, by=world.lead, at=at(date(2019, 3, 8)))
    claiming.claim(
        claimed.id,
        by=world.lead,
        evidence=[decree(date(2019, 12, 2))],
        completed_on=date(2019, 12, 2),
        at=at(date(2019, 12, 3)),
    )
    leading.ask_return(returned.id, by=world.lead, ground="unclear", reason="x")
    leading.ask_extension(extended.id, by=world.head, due_on=date(2030, 6, 1), reason="x", cause="land")
    parts.break_down(
        late.id, by=world.lead, parts=[parts.Part("BCT-KH", "Dự thảo"), parts.Part("T22", "Thí điểm")]
    )
    ring_due(at(date(2020, 1, 8)))
    open_due(at(date(2019, 3, 7), 15))
    ring_periods(at(date(2019, 3, 20)))
    return made


def test_a_body_board_shows_what_waits_and_every_number_opens(
    world: World, busy: list[Task], as_: Callable[..., Client]
) -> None:
    for who, path in (("lead", "/directives/bodies/BCT/"), ("second", "/directives/bodies/VPCP/given/")):
        client = as_(who)
        shown = text(client, path)
        opened = OPENS.findall(shown)
        assert len(opened) > 8
        for href, number in opened:
            assert text(client, href).count("<tr data-href") == int(number.replace(".", "")), (who, href)
    board_of_lead = text(as_("lead"), "/directives/bodies/BCT/")
    for words in ("Còn nợ giải trình", "Kỳ báo cáo quá hạn", "Cơ quan BCT-KH", "Cơ quan T22"):
        assert words in board_of_lead
    assert "marked-text" in board_of_lead  # the tasks of these tests are made up, and say so
    assert 'form="bulk-acknowledge"' in board_of_lead
    boards = set(re.findall(r'href="(/directives/bodies/[^"]+/)"', board_of_lead))
    assert "/directives/bodies/BCT-KH/" in boards
    assert "/directives/bodies/T22/" not in boards, "a province's board is not the ministry's to open"
    assert {as_("lead").get(one).status_code for one in boards} == {200}
    assert 'value="verify">' not in board_of_lead
    given = text(as_("second", "en"), "/directives/bodies/VPCP/given/")
    assert "waits" in given
    assert 'name="action" value="verify">' in given
    assert "Return asked for" in given


def test_a_board_costs_four_statements_for_one_section_and_for_all(
    world: World, busy: list[Task], counted: Any
) -> None:
    line = statistics_now(world.second, lead=world.bct.id).given
    # the code, the heads with their counts, the rows, their names
    with counted(4):
        found = board(world.second, line, lead="BCT")
    assert {"overdue", "acknowledge", "verify", "return", "extension", "explain", "period"} <= {
        one.key for one in found
    }
    assert all(len(one.rows) == min(one.count, 5) for one in found)
    none = statistics_now(world.second, lead=world.btc.id).given
    with counted(2):
        assert board(world.second, none, lead="BTC") == []


def test_work_that_is_cut_off_says_so_and_leads_to_all_of_it(
    world: World, busy: list[Task], as_: Callable[..., Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "Xem tất cả" not in text(as_("lead"), "/reporting/work/")
    monkeypatch.setattr(working, "works", lambda: (replace(WORK, most=2),))
    assert '<a href="/directives/">Xem tất cả</a>' in text(as_("lead"), "/reporting/work/")


def test_my_work_gives_each_task_its_one_next_step_in_order(world: World, busy: list[Task]) -> None:
    lead = {one.read.row.content: one.action for one in my_work(world.lead) if one.read}
    assert lead == {
        "Chưa nhận": "acknowledge",
        "Quá hạn": "explain",
        "Hằng tuần": "acknowledge",
        "Xin lùi": "claim",
    }
    weekly = busy[-1]
    leading.acknowledge(weekly.id, by=world.lead)
    steps = {one.read.row.content: one for one in my_work(world.lead) if one.read}
    assert steps["Hằng tuần"].action == "report_period"
    assert steps["Hằng tuần"].due_at is not None
    office = {one.read.row.content: one.action for one in my_work(world.second) if one.read}
    assert office == {"Đã báo": "verify", "Xin trả": "refuse_return", "Xin lùi": "grant_extension"}
    due = [one.due_at for one in my_work(world.lead) if one.due_at]
    assert due == sorted(due)


def test_my_work_costs_the_same_for_one_and_for_fifty(world: World, counted: Any) -> None:
    world.tasks([world.new() for _number in range(55)])
    # of the lead, of the co-ordinator, names
    with counted(3):
        assert len(my_work(world.lead)) == 55


def test_forms_of_the_new_actions_ask_what_they_need(
    world: World, busy: list[Task], as_: Callable[..., Client]
) -> None:
    late, weekly = busy[1], busy[-1]
    client = as_("lead")
    shown = text(client, f"/directives/tasks/{late.id}/")
    assert "Giải trình quá hạn" in shown
    assert "Im lặng: chưa có giải trình." in shown
    form = text(client, f"/directives/tasks/{late.id}/do/explain/")
    assert 'name="cause"' in form
    assert client.post(f"/directives/tasks/{late.id}/do/explain/", {"note": "x"}).status_code == 422
    good = {"cause": "land", "note": "Vướng mặt bằng"}
    assert client.post(f"/directives/tasks/{late.id}/do/explain/", good).status_code == 302
    assert "Vướng mặt bằng" in text(client, f"/directives/tasks/{late.id}/")
    assert 'name="cause"' in text(client, f"/directives/tasks/{late.id}/do/progress/")
    client.post(f"/directives/tasks/{weekly.id}/do/acknowledge/")
    page = text(client, f"/directives/tasks/{weekly.id}/")
    assert "Tuần 10/2019" in page
    form = text(client, f"/directives/tasks/{weekly.id}/do/report_period/")
    assert "2019-W10" in form
    sent = {"period": "2019-W10", "note": "Đã giải ngân 12 %", "document": "12/BC-BCT"}
    assert client.post(f"/directives/tasks/{weekly.id}/do/report_period/", sent).status_code == 302
    assert "12/BC-BCT" in text(as_("second", "en"), f"/directives/tasks/{weekly.id}/")
    # what has no period open and no explanation asked offers neither
    other = text(client, f"/directives/tasks/{busy[4].id}/")
    assert "do/explain/" not in other
    assert "do/report_period/" not in other


def test_periods_have_a_list_of_their_own(world: World, busy: list[Task], as_: Callable[..., Client]) -> None:
    client = as_("lead")
    shown = text(client, "/directives/periods/")
    assert shown.count("<tr data-href") == 2
    assert text(client, "/directives/periods/?clock=overdue&lead=BCT").count("<tr data-href") == 2
    assert text(as_("other"), "/directives/periods/").count("<tr data-href") == 0
    text(client, "/directives/periods/?clock=never", 422)
    assert "2019-W10" not in shown
    assert "Tuần 10/2019" in shown


def test_periods_and_closings_over_the_api(
    world: World, busy: list[Task], as_: Callable[..., Client]
) -> None:
    client = as_("lead")
    found = client.get("/api/v1/tasks/periods?clock=overdue").json()
    assert [one["period"] for one in found["items"]] == ["2019-W11", "2019-W10"]
    assert client.get("/api/v1/tasks/closings").json()["days"] == []
    causes = client.get("/api/v1/tasks/causes").json()
    assert causes["evidence_mark"] == "I"
    assert "land" in {one["code"] for one in causes["causes"]}
    whole = client.get("/api/v1/tasks/" + busy[1].code.replace("/", "%2F").replace("#", "%23")).json()
    assert whole["explanations"][0]["silent"] is True
    assert client.get("/api/v1/tasks/statistics?by=cause").status_code == 200


def test_s22_a_rush_of_closings_is_seen_day_by_day(world: World, as_: Callable[..., Client]) -> None:
    """S22: between 20 and 24 October 2025 the overdue fell from 319 to 61: 258 closed in four days before a meeting."""
    days = [Closing(date(2025, 10, 2), 3, 3), *(
        Closing(date(2025, 10, 21) + timedelta(days=number), closed, 0)
        for number, closed in enumerate((40, 61, 75, 82))
    )]  # fmt: skip
    assert closing_rush(days) == (date(2025, 10, 21), 258)
    assert closing_rush([]) is None
    made = world.tasks([world.new(due=date(2019, 12, 31)) for _number in range(4)])
    for number, task in enumerate(made):
        leading.acknowledge(task.id, by=world.lead, at=at(date(2019, 3, 8)))
        on = date(2019, 12, 30) if number == 0 else date(2020, 4, 8)
        claiming.claim(
            task.id, by=world.lead, evidence=[decree(on)], completed_on=on, at=at(date(2020, 4, 9))
        )
        # an evening's work counts for its own day, also before seven o'clock of Greenwich
        assigning.verify(task.id, by=world.second, at=at(date(2020, 4, 21 + number // 2), 6))
    found = closings(world.second, Filters(), date(2020, 4, 1), date(2020, 4, 30))
    assert [(one.day.day, one.closed, one.in_time) for one in found] == [(21, 2, 1), (22, 2, 0)]
    client = as_("second")
    shown = text(client, "/directives/statistics/closings/?since=2020-04-01&until=2020-04-30")
    assert "Số liệu mô phỏng" in shown
    opened = OPENS.findall(shown)
    assert len(opened) == 5
    for href, number in opened:
        assert text(client, href).count("<tr data-href") == int(number), href
    text(client, "/directives/statistics/closings/?since=2000-01-01", 422)


def test_the_wall_counts_what_is_due_this_week_and_claims_too_long_unverified(
    world: World, as_: Callable[..., Client], counted: Any
) -> None:
    today = clock.today()
    sunday = today + timedelta(days=6 - today.weekday())
    soon, claimed, _later = world.tasks(
        [
            world.new(due=sunday),
            world.new(due=date(2090, 1, 1)),
            world.new(due=sunday + timedelta(days=1)),
        ]
    )
    leading.acknowledge(claimed.id, by=world.lead)
    claiming.claim(claimed.id, by=world.lead, evidence=[decree()], completed_on=date(2020, 4, 8))
    Claim.objects.update(claimed_at=at(date(2020, 4, 9)), verify_by=at(date(2020, 4, 16)))
    Task.objects.filter(pk=claimed.pk).update(verify_by=at(date(2020, 4, 16)))
    # counts by lead and class, what is due and overdue, unverified, made up, periods (no lead is late: no names)
    with counted(5):
        found = overview(world.second, today)
    assert (found.week, found.unverified) == (1, 1)
    assert len(tasks(world.second, Filters(unverified=True))) == 1
    # as of a day before five working days had passed, and of one after
    assert overview(world.second, date(2020, 4, 15)).unverified == 0
    assert overview(world.second, date(2020, 4, 17)).unverified == 1
    assert len(tasks(world.second, Filters(unverified=True, as_of=date(2020, 4, 17)))) == 1
    assert soon.id != claimed.id
