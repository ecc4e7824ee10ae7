"""The pages and the API of inspections: what each side sees, forms with their faults, counts that open, budgets."""

import json
import re
from collections.abc import Callable
from datetime import date
from html import unescape
from typing import Any

import pytest
from django.test import Client

from dieuhanh.config import clock
from dieuhanh.config.actor import SYSTEM
from dieuhanh.config.errors import Refused
from dieuhanh.directives.actions import claiming, leading
from dieuhanh.inspections.actions import agendas, answering, session
from dieuhanh.inspections.actions.reference import load_published
from dieuhanh.inspections.actions.weighing import set_weights
from dieuhanh.inspections.models import Finding, Inspection, Meeting, Weighting
from dieuhanh.inspections.queries.candidates import candidates
from dieuhanh.inspections.queries.lists import inspections, meetings
from dieuhanh.inspections.queries.work import my_work
from dieuhanh.organisations.models import Appointment
from tests.days import today_is
from tests.directives.world import at, decree
from tests.factories import actor, organisation
from tests.inspections.world import ANNOUNCED, HELD, Group, claimed


@pytest.fixture
def as_(
    group: Group, client_for: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Client]:
    """A client of one of the group, on the morning of the session."""
    today_is(HELD, monkeypatch)
    monkeypatch.setattr(clock, "now", lambda: at(HELD, 8))

    def signed_in(who: str, language: str = "vi") -> Client:
        client: Client = client_for(Appointment.objects.get(pk=getattr(group, who).appointment_id))
        client.cookies["django_language"] = language
        return client

    return signed_in


def text(client: Client, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status, (path, answer.status_code)
    return unescape(answer.content.decode())


def page_of(row: Inspection, rest: str = "") -> str:
    return f"/inspections/{row.id}/{rest}"


def test_each_side_sees_its_part(group: Group, as_: Callable[..., Client]) -> None:
    group.task(due=date(2019, 12, 31))
    row = group.announced()
    answering.hand_in(
        row.id,
        by=group.bct_clerk,
        body="BCT",
        text="Đã xong cả",
        figures=claimed(NV_OO=0),
        at=at(ANNOUNCED, 15),
    )
    office, mine, other = as_("secretary"), as_("bct_clerk"), as_("btc_clerk")
    whole = text(office, page_of(row))
    assert "Cơ quan BCT" in whole
    assert "Cơ quan BTC" in whole
    assert "So sánh các cơ quan" in whole
    own = text(other, page_of(row))
    assert "Cơ quan BTC" in own
    assert "Cơ quan BCT" not in own
    assert "Đã xong cả" in text(mine, page_of(row, "bodies/BCT/"))
    assert text(other, page_of(row, "bodies/BCT/"), 404)
    assert text(mine, page_of(row, "compare/"), 404)
    compared = text(office, page_of(row, "compare/"))
    assert "tự khai tốt hơn hồ sơ" in compared
    assert "1 claim differs from the records." in text(as_("secretary", "en"), page_of(row, "compare/"))


def test_who_hands_in_again_mends_the_last_report(group: Group, as_: Callable[..., Client]) -> None:
    row = group.announced()
    answering.hand_in(
        row.id,
        by=group.bct_clerk,
        body="BCT",
        text="Đã xong cả",
        figures=claimed(NV_OO=7),
        at=at(ANNOUNCED, 15),
    )
    mine = as_("bct_clerk")
    form = text(mine, page_of(row, "do/hand_in/?body=BCT"))
    assert "Đã xong cả" in form
    assert re.search(r'name="figure_NV_OO"[^>]*value="7"|value="7"[^>]*name="figure_NV_OO"', form)
    wrong = mine.post(
        page_of(row, "do/hand_in/?body=BCT"), {"body": "BCT", "text": "Đã xong", "figure_NV_R1": "150"}
    )
    assert wrong.status_code == 422
    assert 'href="#id_figure_NV_R1"' in wrong.content.decode()
    assert (
        mine.post(
            page_of(row, "do/hand_in/?body=BCT"), {"body": "BCT", "text": "Đã xong", "figure_NV_OO": "7"}
        ).status_code
        == 302
    )
    assert "1 số tự khai · Đã xong cả" in text(mine, page_of(row, "bodies/BCT/"))


def test_a_frozen_count_opens_to_its_tasks(group: Group, as_: Callable[..., Client]) -> None:
    group.tasks([group.new(due=date(2019, 12, 31)) for _one in range(3)])
    row = group.announced()
    office = as_("secretary")
    shown = text(office, page_of(row, "bodies/BCT/"))
    href = unescape(re.findall(r'href="(/directives/\?[^"]*class=open_overdue[^"]*)"', shown)[0])
    assert "as_of=2020-08-03" in href
    assert text(office, href).count("<tr data-href=") == 3


def test_a_session_by_its_forms_with_their_faults(group: Group, as_: Callable[..., Client]) -> None:
    row = group.announced()
    chair, office, mine = as_("chair"), as_("secretary"), as_("bct_clerk")
    assert office.post(page_of(row, "do/open/")).status_code == 403
    assert chair.post(page_of(row, "do/open/")).status_code == 302
    assert f"{row.code}: đã thực hiện “Mở buổi làm việc”." in text(chair, page_of(row))
    lacking = office.post(
        page_of(row, "do/find/"), {"body": "BCT", "text": "x", "topic": "tasks", "nature": "late"}
    )
    assert lacking.status_code == 422
    for name in ("degree", "cause", "responsibility"):
        assert f'id="id_{name}"' in lacking.content.decode()
    assert Finding.objects.count() == 0
    given = {
        "nature": "late",
        "degree": "minor",
        "cause": "law",
        "responsibility": "Vụ A",
        "body": "BCT",
        "text": "x",
        "topic": "tasks",
    }
    assert office.post(page_of(row, "do/find/?body=BCT"), given).status_code == 302
    wrong = mine.post(page_of(row, "do/hand_in/"), {"body": "BCT", "text": "x", "figure_NV_OO": "-1"})
    assert wrong.status_code == 422
    assert mine.post(page_of(row, "do/hand_in/"), {"body": "BTC", "text": "x"}).status_code == 422
    assert (
        mine.post(page_of(row, "do/hand_in/"), {"body": "BCT", "text": "x", "figure_NV_OO": "2"}).status_code
        == 302
    )
    assert mine.get(page_of(row, "do/nothing/")).status_code == 404


def test_an_inspection_and_a_meeting_are_planned_by_form(group: Group, as_: Callable[..., Client]) -> None:
    office = as_("secretary")
    sent = {
        "title": "Kiểm tra đột xuất", "held_on": "2020-09-01", "bodies": "bct, btc", "topics": ["tasks"],
        "decision": "2/QĐ", "team": "Trưởng đoàn | Ông A | Tổ trưởng\nmember | Bà B",
    }  # fmt: skip
    wrong = office.post("/inspections/new/", {**sent, "bodies": "BCT KHONG", "team": "chief | Ông A"})
    assert wrong.status_code == 422
    assert "KHONG" in wrong.content.decode()
    assert office.post("/inspections/new/", sent).status_code == 302
    row = Inspection.objects.get(title="Kiểm tra đột xuất")
    assert [one["role"] for one in row.team] == ["head", "member"]
    changed = office.post(page_of(row, "do/change/"), {**sent, "bodies": "BCT"})
    assert changed.status_code == 302
    assert "Trưởng đoàn | Ông A | Tổ trưởng" in text(office, page_of(row, "do/change/"))
    assert (
        office.post("/inspections/meetings/new/", {"title": "Họp", "held_at": "2020-09-01T09:00"}).status_code
        == 302
    )
    assert Meeting.objects.get().held_at == at(date(2020, 9, 1))


def test_the_published_inspection_shows_its_figures_and_which_sum_fails(
    group: Group, as_: Callable[..., Client]
) -> None:
    from pathlib import Path

    import dieuhanh.inspections as room

    for code in ("BCA", "BKHDT", "BNG", "BLDTBXH", "BTTTT", "BGDDT", "BVHTTDL"):
        organisation(code, "ministry", group.cp)
    file = Path(room.__file__).parent / "reference" / "2019-12-13.json"
    record = json.loads(file.read_text(encoding="utf-8"))
    row = load_published(record, by=SYSTEM)
    assert load_published(record, by=SYSTEM).id == row.id
    values = {one["code"]: one["value"] for one in row.published}
    assert (values["all"], values["submitted"], values["owed"]) == (511, 390, 121)
    assert (
        values["overdue"],
        values["due"],
        values["nine"],
        values["nine_owed"],
        values["nine_overdue"],
    ) == (41, 80, 251, 71, 29)
    shown = text(as_("secretary"), page_of(row))
    assert "511 = 390 + 121" in shown
    assert "121 = 41 + 80" in shown
    assert "197/390 = 50,5 %" in shown
    assert "197/511 = 38,6 %, in là 50,5 %" in shown
    assert "29/71 = 40,8 %" in shown
    follow = list(row.follow_ups.select_related("task"))
    assert len(follow) == 9
    for one in follow:
        assert one.task is not None
        assert one.task.source.startswith(row.code)
        assert (one.task.evidence_mark, one.task.heard, one.task.current_due, one.task.simulated) == (
            "N",
            False,
            None,
            False,
        )
    client = as_("chair")
    assert client.post(page_of(row, "do/sign/"), {"document": "1", "passphrase": "x"}).status_code == 409


def test_candidates_explain_each_point_and_every_count_opens(
    group: Group, as_: Callable[..., Client]
) -> None:
    overdue = group.tasks(
        [
            group.new(due=date(2020, 7, 1)),
            group.new(lead="BTC", due=date(2020, 7, 1)),
            group.new(due=date(2020, 7, 2)),
            group.new(lead="VPCP", due=date(2020, 7, 3)),
        ]
    )
    leading.acknowledge(overdue[0].id, by=group.lead, at=at(date(2020, 8, 1)))
    claiming.claim(
        overdue[0].id,
        by=group.lead,
        evidence=[decree(date(2020, 6, 30))],
        completed_on=date(2020, 6, 30),
        at=at(date(2020, 8, 2)),
    )
    found = candidates(group.secretary, day=HELD)
    assert [(one.label.code, one.candidate.points) for one in found.rows] == [
        ("BCT", 2 * 3 + 1),
        ("BTC", 3 + 1),
    ]
    shown = text(as_("secretary"), "/inspections/candidates/")
    assert "3 × nhiệm vụ quá hạn" in shown
    assert [one.code for one in found.left_out] == ["VPCP"]
    assert f"Không xếp hạng: {found.left_out[0].name_vi} – chủ trì kiểm tra" in shown
    assert as_("secretary").get("/api/v1/inspections/candidates").json()["not_ranked"] == ["VPCP"]
    for href in {unescape(one) for one in re.findall(r'<td class="num tight"><a href="([^"]+)"', shown)}:
        count = int(re.findall(rf'{re.escape(href)}"><span[^>]*>[^<]*</span>([0-9]+)', shown)[0])
        assert text(as_("secretary"), href).count("<tr data-href=") == count
    with pytest.raises(Refused):
        set_weights({"overdue": 0, "refuted": 0, "silent": 1, "extended": 0}, by=group.secretary, reason="x")
    set_weights(
        {"overdue": 0, "refuted": 0, "silent": 1, "extended": 0}, by=group.chair, reason="Chỉ xét im lặng"
    )
    assert [one.candidate.points for one in candidates(group.secretary, day=HELD).rows] == [1, 1]
    assert Weighting.objects.get().version == 1
    assert "Chỉ xét im lặng" in text(as_("secretary"), "/inspections/candidates/")
    assert text(as_("secretary"), "/inspections/candidates/?as_of=x", 422)


def test_what_waits_for_whom(group: Group, as_: Callable[..., Client]) -> None:
    row = group.announced()
    assert [(one.action, one.number) for one in my_work(group.bct_clerk)] == [
        ("hand_in", None),
        ("answer", 1),
        ("answer", 2),
    ]
    assert [(one.action, one.number) for one in my_work(group.btc_clerk)] == [
        ("hand_in", None),
        ("answer", 1),
    ]
    assert [one.action for one in my_work(group.chair)] == ["open"]
    answering.hand_in(row.id, by=group.bct_clerk, body="BCT", text="x")
    answering.answer(row.id, by=group.bct_clerk, body="BCT", question=1, text="x")
    assert [(one.action, one.number) for one in my_work(group.bct_clerk)] == [("answer", 2)]
    late = group.task(symbol="18/NQ-CP", due=date(2020, 6, 30))
    meeting = agendas.plan_meeting(
        agendas.NewMeeting("Họp", at(date(2020, 8, 20)), "VPCP"), by=group.secretary, at=at(HELD)
    )
    agendas.choose(meeting.id, [late.code], by=group.secretary, at=at(HELD))
    agendas.freeze(meeting.id, by=group.secretary, at=at(HELD))
    assert ("explain", 1) in [(one.action, one.number) for one in my_work(group.bct_clerk)]


def test_an_emptied_claim_asks_why_and_stays_to_be_read(group: Group, as_: Callable[..., Client]) -> None:
    row = group.announced()
    answering.hand_in(row.id, by=group.bct_clerk, body="BCT", text="x", figures=claimed(NV_OO=7, NV_DL=2))
    mine, here = as_("bct_clerk"), page_of(row, "do/hand_in/?body=BCT")
    first = text(mine, here)
    assert 'name="figure_NV_OO" value="7"' in first
    assert "reason_NV_OO" not in first
    sent = {"body": "BCT", "text": "Bản hai", "figure_NV_DL": "2", "figure_NV_OO": ""}
    asked = mine.post(here, sent)
    shown = unescape(asked.content.decode())
    assert (asked.status_code, 'name="reason_NV_OO"' in shown, "reason_NV_DL" in shown) == (422, True, False)
    assert "Bản 1 đã khai “Đang làm, quá hạn”: 7. Giữ số ấy, ghi số mới, hoặc ghi lý do rút" in shown
    assert mine.post(here, {**sent, "reason_NV_OO": "Đếm cả việc đã chuyển"}).status_code == 302
    for who, rest in (("bct_clerk", "bodies/BCT/"), ("secretary", "bodies/BCT/"), ("secretary", "compare/")):
        read = text(as_(who), page_of(row, rest))
        assert "Đếm cả việc đã chuyển" in read
        assert re.search(r"<s[ >].*?7</s>", read)
    api = mine.post(
        f"/api/v1{page_of(row, 'hand_in')}",
        json.dumps({"body": "BCT", "text": "y", "figures": {}}),
        content_type="application/json",
    )
    assert api.status_code == 422
    assert [one["field"] for one in api.json()["faults"]] == ["NV.DL"]
    kept = mine.get(f"/api/v1{page_of(row)[:-1]}").json()["bodies"][0]["figures"]
    line = next(one for one in kept if one["code"] == "NV.OO")
    assert (line["claimed"], line["agreement"]) == (None, "withdrawn")
    assert line["withdrawn"] == {"value": "7", "version": 1, "reason": "Đếm cả việc đã chuyển"}


def test_before_its_day_pages_and_api_refuse_to_open_and_offer_to_move_it(
    group: Group, as_: Callable[..., Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    today_is(date(2020, 8, 4), monkeypatch)
    late = group.task(symbol="18/NQ-CP", due=date(2020, 6, 30))
    row = group.announced()
    meeting = agendas.plan_meeting(
        agendas.NewMeeting("Họp", at(date(2020, 8, 20)), "VPCP"), by=group.secretary, at=at(HELD)
    )
    agendas.choose(meeting.id, [late.code], by=group.secretary, at=at(HELD))
    agendas.freeze(meeting.id, by=group.secretary, at=at(HELD))
    monkeypatch.setattr(clock, "now", lambda: at(date(2020, 8, 4)))
    chair = as_("chair")
    for here, field, day in (
        (f"/inspections/{row.id}/", "held_on", "2020-08-12"),
        (f"/inspections/meetings/{meeting.id}/", "held_at", "2020-08-21T09:00"),
    ):
        assert "muốn mở sớm hơn thì dời ngày trước" in text(chair, here)
        api = "/api/v1" + (here.replace("/inspections", "") if "meetings" in here else here)
        answer = chair.post(f"{api}open", "{}", content_type="application/json")
        assert (answer.status_code, answer.json()["detail"]) == (
            409,
            "Chưa đến ngày đã ấn định; muốn mở sớm hơn thì dời ngày trước.",
        )
        assert chair.post(f"{here}do/open/").status_code == 409
        assert f'name="{field}"' in text(chair, f"{here}do/move_day/")
        assert chair.post(f"{here}do/move_day/", {field: day, "reason": "Lùi"}).status_code == 302
        sent = {field: f"{day}:00+07:00" if field == "held_at" else day, "reason": "Lùi tiếp"}
        moved = chair.post(f"{api}move_day", json.dumps(sent), content_type="application/json")
        assert moved.status_code == 200, moved.content
    assert Inspection.objects.get(pk=row.id).held_on == date(2020, 8, 12)
    assert Meeting.objects.get(pk=meeting.id).held_at == at(date(2020, 8, 21))


def test_the_api_does_what_the_pages_do(group: Group, as_: Callable[..., Client]) -> None:
    office, mine = as_("secretary"), as_("bct_clerk")

    def post(client: Client, path: str, body: Any, key: str = "") -> Any:
        headers = {"Idempotency-Key": key} if key else {}
        return client.post(
            f"/api/v1/{path}", json.dumps(body), content_type="application/json", headers=headers
        )

    sent = {
        "title": "Qua API", "held_on": "2020-08-20", "office": "VPCP", "bodies": ["BCT"], "topics": ["tasks"],
        "decision": "3/QĐ", "team": [{"role": "head", "name": "A"}],
    }  # fmt: skip
    first, again = post(office, "inspections", sent, "k1"), post(office, "inspections", sent, "k1")
    assert first.status_code == again.status_code == 201
    assert first.json() == again.json()
    here = f"inspections/{first.json()['id']}"
    assert post(office, f"{here}/announce", {"due_on": "2020-08-18"}).json()["state"] == "announced"
    said = post(mine, f"{here}/hand_in", {"body": "BCT", "text": "x", "figures": {"NV.OO": "2"}}).json()
    line = next(one for one in said["bodies"][0]["figures"] if one["code"] == "NV.OO")
    assert (line["computed"], line["claimed"], line["agreement"]) == ("0", "2", "worse")
    assert {one["action"] for one in said["actions"] if one["open"]} == {"hand_in", "answer"}
    refused = post(mine, f"{here}/open", {})
    assert refused.status_code == 403
    assert refused.json()["type"].endswith("workflow-side")
    assert post(office, f"{here}/nothing", {}).status_code == 404
    listed = mine.get("/api/v1/inspections?q=qua+api").json()
    assert [(one["title"], one["bodies"], one["reported"]) for one in listed["items"]] == [("Qua API", 1, 1)]
    meeting = post(
        office, "meetings", {"title": "Họp", "held_at": "2020-08-20T09:00:00+07:00", "office": "VPCP"}
    ).json()
    assert post(office, f"meetings/{meeting['id']}/freeze", {}).status_code == 409
    assert (
        post(
            office, "meetings", {"title": "Họp", "held_at": "2020-08-20T09:00:00", "office": "VPCP"}
        ).status_code
        == 422
    )
    assert office.get("/api/v1/inspections/candidates").json()["version"] == 0


@pytest.mark.parametrize("many", [1, 50])
def test_lists_and_the_ranking_cost_the_same_for_one_and_for_fifty(
    group: Group, many: int, counted: Callable[..., Any]
) -> None:
    rows = [group.planned(title=f"Cuộc {number}") for number in range(many)]
    office = actor(group.vpcp, "inspections.plan", "reporting.view")
    with counted(3):  # rows, bodies with reports, names
        assert len(inspections(office, limit=100)) == many
    with counted(1):  # none
        assert meetings(office, limit=100) == []
    group.tasks([group.new(due=date(2020, 7, 1)) for _one in rows])
    with counted(5):  # weights, signals, who leads inspections, names, last inspected
        assert len(candidates(group.secretary, day=HELD).rows) == 1


def test_a_closed_session_is_still_read_by_the_bodies(group: Group, as_: Callable[..., Client]) -> None:
    row = group.announced()
    session.open_session(row.id, by=group.chair, at=at(HELD, 8))
    session.conclude(row.id, by=group.chair, text="Không giao thêm việc.", at=at(HELD, 11))
    shown = text(as_("bct_clerk"), page_of(row))
    assert "Không giao thêm việc." in shown
    assert "do/hand_in" not in text(as_("bct_clerk"), page_of(row, "bodies/BCT/"))
