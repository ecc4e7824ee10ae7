"""The pages of tasks: lists, the record with its buttons, acts with their faults, boards, and statistics that open."""

import re
from collections.abc import Callable
from datetime import date
from html import unescape
from typing import Any

import pytest
from django.test import Client

from dieuhanh.directives.actions import claiming, leading
from dieuhanh.directives.models import Claim, Task
from dieuhanh.organisations.models import Appointment
from tests.directives.world import World, at, decree


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


CONTENT = re.compile(r'<td class="[^"]*main[^"]*"[^>]*><a[^>]*>([^<]+)</a>')
"""The contents of a list of tasks, row by row."""


def page_of(task: Task, rest: str = "") -> str:
    return f"/directives/tasks/{task.id}/{rest}"


def test_the_record_shows_span_words_claim_and_verdict_side_by_side(
    world: World, as_: Callable[..., Client]
) -> None:
    body = "Điều 1. Bộ Công Thương xây dựng Nghị định trước ngày 31/12/2019."
    directive = world.directive(text=body)
    from dieuhanh.directives.actions.directives import check_directive, cut, publish

    new = world.new(
        span=(8, len(body)),
        deadline_kind="before",
        deadline_words="trước ngày 31/12/2019",
        due=None,
        readings=[
            {
                "rule": "before_day_before",
                "due": "2019-12-30",
                "words": {"vi": "hôm trước", "en": "the day before"},
            },
            {
                "rule": "before_that_day",
                "due": "2019-12-31",
                "words": {"vi": "chính hôm ấy", "en": "that day"},
            },
        ],
        reading_chosen=1,
    )
    task = cut(directive.id, [new], by=world.clerk)[0]
    check_directive(directive.id, by=world.second)
    publish(directive.id, by=world.clerk)
    leading.acknowledge(task.id, by=world.lead, at=at(date(2019, 3, 8)))
    claiming.claim(task.id, by=world.lead, evidence=[decree()], completed_on=date(2020, 4, 8))
    shown = text(as_("second"), page_of(task))
    for words in (
        "Bộ Công Thương xây dựng Nghị định trước ngày 31/12/2019.",
        "“trước ngày 31/12/2019”",
        "hôm trước",
        "chính hôm ấy",
        "45/2020/NĐ-CP",
        "Chờ kiểm chứng",
        "Kiểm chứng, đóng",
    ):
        assert words in shown
    assert "Claimed and verified" in text(as_("second", "en"), page_of(task))


def test_buttons_are_those_of_ones_side_and_greyed_ones_say_why(
    world: World, as_: Callable[..., Client]
) -> None:
    task = world.task()
    lead, office = text(as_("lead"), page_of(task)), text(as_("second"), page_of(task))
    assert "Tiếp nhận" in lead
    assert "is-refused" in lead
    assert "việc này cần bước “Đang thực hiện”" in lead
    assert "Rút nhiệm vụ" not in lead
    assert "Rút nhiệm vụ" in office
    assert page_of(task, "do/acknowledge/") not in office


def test_a_claim_with_the_wrong_evidence_is_told_at_its_field_and_nothing_is_lost(
    world: World, as_: Callable[..., Client]
) -> None:
    task = world.task()
    client = as_("lead")
    assert client.post(page_of(task, "do/acknowledge/")).status_code == 302
    said = f"Nhiệm vụ {task.code}: đã thực hiện “Tiếp nhận”. Nhiệm vụ đang ở bước “Đang thực hiện”."
    assert said in text(client, page_of(task))
    form = text(client, page_of(task, "do/claim/"))
    assert 'name="address"' not in form
    wrong = client.post(
        page_of(task, "do/claim/"),
        {"evidence_kind": "document", "symbol": "45/2020/NĐ-CP", "completed_on": "2020-04-08"},
    )
    assert wrong.status_code == 422
    told = unescape(wrong.content.decode())
    assert "Ghi ngày văn bản." in told
    assert "45/2020/NĐ-CP" in told
    assert not Claim.objects.exists()
    good = {
        "evidence_kind": "document",
        "symbol": "45/2020/NĐ-CP",
        "dated": "2020-04-08",
        "completed_on": "2020-04-08",
    }
    assert client.post(page_of(task, "do/claim/"), good).status_code == 302
    assert client.post(page_of(task, "do/verify/")).status_code == 403
    assert as_("second").post(page_of(task, "do/verify/")).status_code == 302
    assert "Hoàn thành quá hạn" in text(client, page_of(task))


def test_a_claim_says_what_belongs_to_which_evidence_and_a_body_is_chosen_by_name(
    world: World, as_: Callable[..., Client]
) -> None:
    task = world.task()
    client = as_("lead")
    assert client.post(page_of(task, "do/acknowledge/")).status_code == 302
    form = text(client, page_of(task, "do/claim/"))
    assert re.search(r'<label for="id_symbol">Số, ký hiệu</label>', form), (
        "needed for a document: not optional"
    )
    assert "Khi minh chứng là: tệp văn bản." in form
    moved = text(as_("second"), page_of(task, "do/transfer/"))
    assert '<option value="Cơ quan BTC (BTC)"></option>' in moved


def test_every_form_of_the_table_opens_and_refuses_nothing_given(
    world: World, as_: Callable[..., Client]
) -> None:
    from dieuhanh.directives.rules.workflow import ACTIONS, Need

    task = world.task()
    for action, arrow in ACTIONS.items():
        path = page_of(task, f"do/{action}/")
        text(as_("second"), path)
        if set(arrow.needs) - {Need.BODY}:
            assert as_("second").post(path).status_code in (403, 422), action
    assert Task.objects.get(pk=task.pk).state == "assigned"


def test_parts_are_typed_one_a_line_and_faults_name_the_line(
    world: World, as_: Callable[..., Client]
) -> None:
    task = world.task()
    client = as_("lead")
    path = page_of(task, "do/break_down/")
    assert "Dòng 2" in unescape(
        client.post(path, {"children": "BCT-KH | Dự thảo\nT22 | x | hôm nào"}).content.decode()
    )
    wrong = client.post(path, {"children": "BCT-KH | Dự thảo\nBTC | Góp ý"})
    assert wrong.status_code == 422
    unknown = unescape(client.post(path, {"children": "XX | Góp ý"}).content.decode())
    assert "Dòng 1: “XX” không phải là mã hay tên" in unknown
    assert "Các phần việc" in unknown, "and not the breakdown of an indicator"
    empty = unescape(client.post(path, {}).content.decode())
    assert "Cần điền mục này." in empty
    done = client.post(path, {"children": "BCT-KH | Dự thảo | 2019-10-31\nT22 | Thí điểm"})
    assert done.status_code == 302
    assert list(Task.objects.filter(parent=task).order_by("code").values_list("content", flat=True)) == [
        "Dự thảo",
        "Thí điểm",
    ]


def test_every_number_of_the_statistics_opens_to_as_many_rows(
    world: World, as_: Callable[..., Client]
) -> None:
    first, *_rest = world.tasks([world.new(), world.new(lead="BTC"), world.new(due=date(2030, 1, 1))])
    leading.acknowledge(first.id, by=world.lead)
    claiming.claim(first.id, by=world.lead, evidence=[decree()], completed_on=date(2020, 4, 8))
    client = as_("second")
    for query in ("", "?by=kind", "?by=month", "?by=directive", "?against=original&as_of=2020-01-01"):
        shown = text(client, f"/directives/statistics/{query}")
        opened = re.findall(
            r'<a href="(/directives/\?[^"]+)">(?:<span[^>]*>[^<]*</span>)?([\d.]+)</a>', shown
        )
        assert opened
        for href, number in opened:
            rows = text(client, href).count("<tr data-href")
            assert rows == int(number.replace(".", "")), (query, href)


def test_boards_show_what_is_late_waiting_and_silent(world: World, as_: Callable[..., Client]) -> None:
    late, claimed = world.tasks([world.new(content="Việc trễ"), world.new(content="Việc chờ")])
    leading.acknowledge(claimed.id, by=world.lead)
    claiming.claim(claimed.id, by=world.lead, evidence=[decree()], completed_on=date(2020, 4, 8))
    from dieuhanh.directives.actions.ringing import ring_due

    ring_due(at(date(2020, 1, 2)))
    board = text(as_("lead"), "/directives/bodies/BCT/")
    assert "Việc trễ" in board
    assert "Chưa tiếp nhận" in board
    given = text(as_("second"), "/directives/bodies/VPCP/given/")
    assert "Việc chờ" in given
    text(as_("other"), "/directives/bodies/BCT/", 404)
    assert late.id != claimed.id


def test_the_list_begins_with_what_needs_a_hand(world: World, as_: Callable[..., Client]) -> None:
    """Overdue first, then the nearest deadline; what nobody ever reported on and what has ended come last, counted."""
    made = world.tasks(
        [
            world.new(content="Việc không rõ kết quả", due=date(2019, 4, 1)),
            world.new(content="Việc đã rút", due=date(2019, 5, 1)),
            world.new(content="Việc còn xa", due=date(2031, 6, 1)),
            world.new(content="Việc không ghi hạn", due=None, deadline_kind="none"),
            world.new(content="Việc thường xuyên", kind="regular", due=None, deadline_kind="regular"),
            world.new(content="Việc quá hạn", due=date(2019, 12, 31)),
            world.new(content="Việc gần hơn", due=date(2030, 1, 1)),
            world.new(content="Việc quá hạn lâu nhất", due=date(2019, 6, 1)),
        ]
    )
    from dieuhanh.directives.actions import ending
    from dieuhanh.directives.actions.ringing import ring_due

    ending.withdraw(
        made[1].id, by=world.second, document="1/VPCP", reason="Không còn cần", at=at(date(2019, 3, 9))
    )
    ring_due(at(date(2020, 1, 2)))
    Task.objects.filter(pk=made[0].pk).update(heard=False, clock="no_data")
    client = as_("second")
    wanted = [
        "Việc quá hạn lâu nhất",
        "Việc quá hạn",
        "Việc gần hơn",
        "Việc còn xa",
        "Việc không ghi hạn",
        "Việc thường xuyên",
        "Việc không rõ kết quả",
        "Việc đã rút",
    ]

    def order(path: str) -> list[str]:
        return CONTENT.findall(text(client, path))

    assert order("/directives/") == wanted
    assert order("/directives/?sort=-first") == wanted[::-1]
    seen, path = [], "/directives/?limit=3"
    while path:
        page = text(client, path)
        seen += CONTENT.findall(page)
        path = next(iter(re.findall(r'href="(/directives/\?[^"]*after=[^"]+)"', page)), "")
    assert seen == wanted, "page by page, without gap or repeat"
    assert re.search(
        r'href="/directives/\?clock=no_data".*?Chưa rõ kết quả', text(client, "/directives/"), re.S
    )
    assert order("/directives/?as_of=2019-12-01&class=counted") == [
        "Việc quá hạn lâu nhất",
        "Việc quá hạn",
        "Việc gần hơn",
        "Việc còn xa",
        "Việc không ghi hạn",
        "Việc đã rút",
    ]
    for hostile in ("WyI5OTk5OTk5OTk5OTk5OTk5OTk5OSIsICJ4Il0", "WyJ4IiwgIngiXQ"):
        text(client, f"/directives/?after={hostile}", 422)


def test_whoever_sees_a_task_opens_its_entries_and_nobody_else(
    world: World, as_: Callable[..., Client]
) -> None:
    from dieuhanh.directives.actions.parts import Part, break_down
    from dieuhanh.ledger import sequencer

    task = world.task()
    leading.acknowledge(task.id, by=world.lead)
    break_down(task.id, by=world.lead, parts=[Part("T22", "Thí điểm")])
    part = Task.objects.get(parent=task)
    sequencer.run_once()
    for who, shown in (("lead", task), ("second", task), ("province", part)):
        client = as_(who)
        pages = [page_of(shown), f"/directives/documents/{shown.directive_id}/"]
        entries = {one for page in pages for one in re.findall(r'href="(/ledger/\d+/)"', text(client, page))}
        assert entries, who
        for entry in entries:
            opened = text(client, entry)
            history = re.search(r'href="(/ledger/\?subject=[^"]+)"', opened)
            assert history
            text(client, history[1])
            index = entry.split("/")[2]
            assert "body" in client.get(f"/api/v1/ledger/entries/{index}/receipt").json()["entry"]
            assert client.get("/ledger/").status_code == 403, "the ledger at large stays its readers'"
            stranger = as_("other")
            text(stranger, entry, 403)
            text(stranger, history[1], 403)
            receipt = stranger.get(f"/api/v1/ledger/entries/{index}/receipt").json()
            assert "body" not in receipt["entry"]
    of_task = re.findall(r'href="(/ledger/\d+/)"', text(as_("lead"), page_of(task)))
    assert as_("province").get(of_task[0]).status_code == 403, "a part opens its own entries, not the whole's"


def test_my_work_and_the_search_know_tasks(world: World, as_: Callable[..., Client]) -> None:
    task = world.task()
    assert task.code in text(as_("lead"), "/reporting/work/")
    assert task.code not in text(as_("other"), "/reporting/work/")
    assert task.code in text(as_("lead"), "/search?q=nghi dinh thu tuc")


def test_pages_cost_the_same_for_one_row_and_for_fifty(
    world: World, as_: Callable[..., Client], counted
) -> None:  # type: ignore[no-untyped-def]
    tasks = world.tasks([world.new() for _number in range(55)])
    client = as_("second")
    client.get("/directives/")
    # session, person, appointment, delegations; counts by clock, saved views, rows with directives, names
    with counted(8):  # with the bodies to choose from
        client.get("/directives/")
    assert len(tasks) == 55


def test_a_list_is_narrowed_by_a_bodys_name_and_its_address_keeps_the_code(
    world: World, as_: Callable[..., Client], django_assert_max_num_queries: Callable[..., Any]
) -> None:
    """A typed name leads to the address of its code, which views and links keep; the field shows the name."""
    world.tasks([world.new(), world.new(lead="BTC")])
    client = as_("second")
    for page in (
        "/directives/",
        "/directives/periods/",
        "/directives/statistics/",
        "/directives/statistics/closings/",
    ):
        for typed in ("co quan btc", "btc", "Cơ quan BTC (BTC)"):
            answer = client.get(page, {"lead": typed, "level": "all"})
            assert answer.status_code == 302, (page, typed)
            assert set(answer["Location"].partition("?")[2].split("&")) == {"lead=BTC", "level=all"}, page
        shown = text(client, f"{page}?lead=BTC")
        assert 'value="Cơ quan BTC"' in shown, page
        assert '<option value="Cơ quan BCT (BCT)"></option>' in shown, page
    file = client.get("/directives/", {"lead": "cơ quan btc", "format": "csv"})
    assert file["Location"].endswith("format=csv&lead=BTC")
    said = b"".join(client.get(file["Location"])).decode()  # type: ignore[call-overload]  # a stream
    assert "Cơ quan BTC" in said
    given = {
        "list": "directives.tasks",
        "name": "Của BTC",
        "query": "lead=BTC",
        "path": "/directives/",
        "default": "1",
    }
    assert client.post("/views/", given).status_code == 302
    opened = client.get("/directives/", follow=True)
    assert "lead=BTC" in opened.redirect_chain[-1][0]
    assert 'value="Cơ quan BTC"' in opened.content.decode(), "a saved view shows the name too"
    unknown = text(client, "/directives/?lead=bộ+không+có")
    assert "“bộ không có” không phải là mã hay tên" in unknown
    assert "<tr data-href=" not in unknown
    several = text(client, "/directives/?lead=cơ+quan")
    assert "ứng với nhiều cơ quan" in several
    for lead in ("BTC", "BCT-KH", str(world.btc.pk)):
        with django_assert_max_num_queries(8):  # as without: the body comes with those to choose from
            assert client.get("/directives/", {"lead": lead}).status_code == 200


def test_parts_are_broken_down_by_name_and_come_back_by_name(
    world: World, as_: Callable[..., Client]
) -> None:
    task = world.task()
    client = as_("lead")
    path = page_of(task, "do/break_down/")
    wrong = unescape(
        client.post(path, {"children": "bct-kh | Dự thảo | hôm nào\ncơ quan t22 | Thí điểm"}).content.decode()
    )
    assert "Dòng 1: hãy ghi ngày" in wrong
    assert ">\nCơ quan BCT-KH (BCT-KH) | Dự thảo | hôm nào\ncơ quan t22 | Thí điểm</textarea>" in wrong
    done = client.post(path, {"children": "Cơ quan BCT-KH (BCT-KH) | Dự thảo\nco quan t22 | Thí điểm"})
    assert done.status_code == 302
    leads = Task.objects.filter(parent=task).values_list("lead_id", flat=True)
    assert set(leads) == {world.vu.pk, world.t22.pk}
