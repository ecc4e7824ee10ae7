"""A directive is entered and cut into tasks on the pages: by file, by form, by keyboard, without scripts."""

import io
import logging
import random
import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from dieuhanh.directives.actions.directives import check_directive, cut, enter
from dieuhanh.directives.models import Coordination, Directive, Task
from dieuhanh.directives.queries.cutting import cut_view
from dieuhanh.directives.rules.drafts import NewDirective
from dieuhanh.directives.rules.heads import read_head, symbol_faults
from dieuhanh.organisations.models import Organisation
from tests.directives import papers
from tests.directives.duty_sentences import orders
from tests.directives.world import OFFICE, World
from tests.factories import actor_of_appointment, appointment, government, organisation

pytestmark = pytest.mark.django_db
SIGNED = date(2020, 3, 4)
LINES = [
    "THỦ TƯỚNG CHÍNH PHỦ",
    "Số: 11/CT-TTg",
    "Hà Nội, ngày 04 tháng 3 năm 2020",
    "CHỈ THỊ",
    "Về các nhiệm vụ cấp bách",
    "Thủ tướng Chính phủ yêu cầu:",
    "1. Bộ Tài chính:",
    "a) Trình Chính phủ Nghị định gia hạn nộp thuế trước ngày 30/4/2020;",
    "b) Báo cáo kết quả trong tháng 6/2020.",
    "2. Các bộ rà soát thủ tục hành chính trong quý II/2020.",
    "3. Bộ Công Thương, Bộ Y tế kiểm tra hàng giả; xử lý đầu cơ vật tư.",
    "THỦ TƯỚNG",
    "Nguyễn Xuân Phúc",
]
TEXT = "\n".join(LINES)


@dataclass
class Office:
    """The Government Office with two officers, and two ministries of the day."""

    client: Client
    second: Any
    clerk: Any

    def enter(self, **changes: Any) -> Directive:
        new = NewDirective("11/CT-TTg", "directive", SIGNED, "VPCP", text=TEXT, **changes)
        return enter(new, by=self.clerk)

    def cut(self, directive: Directive, **fields: str) -> Any:
        place = TEXT.index("Trình Chính phủ")
        base = {
            "span": f"{place}-{TEXT.index(';', place)}",
            "content": "Trình Nghị định gia hạn nộp thuế",
            "kind": "document",
            "clause": "khoản 1, điểm a",
            "lead": "body:BTC",
            "deadline_words": "trước ngày 30/4/2020",
            "reading": "1",
        }
        return self.client.post(f"/directives/documents/{directive.id}/cut/", {**base, **fields})


@pytest.fixture
def office(client_for: Callable[..., Client]) -> Office:
    cp = government()
    vpcp = organisation("VPCP", "ministerial_agency", cp, name_vi="Văn phòng Chính phủ")
    for code, name in (("BTC", "Bộ Tài chính"), ("BCT", "Bộ Công Thương"), ("BYT", "Bộ Y tế")):
        organisation(code, "ministry", cp, name_vi=name)
    first = appointment(vpcp, *OFFICE, scope=cp)
    return Office(client_for(first), appointment(vpcp, *OFFICE, scope=cp), actor_of_appointment(first))


def _page(response: Any) -> str:
    return str(response.content.decode())


def _fields(page: str) -> dict[str, str]:
    """What the form on a page would send."""
    inputs = re.findall(r'<input[^>]*name="(\w+)"[^>]*value="([^"]*)"', page)
    inputs += [
        (name, value) for value, name in re.findall(r'<input[^>]*value="([^"]*)"[^>]*name="(\w+)"', page)
    ]
    inputs += re.findall(r'<textarea[^>]*name="(\w+)"[^>]*>\s*([^<]*)</textarea>', page)
    for name, body in re.findall(r'<select[^>]*name="(\w+)"[^>]*>(.*?)</select>', page, re.S):
        chosen = re.search(r'value="([^"]*)" selected', body)
        inputs.append((name, chosen[1] if chosen else ""))
    return dict(inputs)


@pytest.mark.parametrize(("make", "name"), [(papers.pdf, "11.pdf"), (papers.docx, "11.docx")])
def test_a_file_is_read_its_head_offered_and_both_kept(office: Office, make: Any, name: str) -> None:
    content = make(LINES)
    file = io.BytesIO(content)
    file.name = name
    page = _page(office.client.post("/directives/documents/new/", {"read": "1", "file": file}))
    fields = _fields(page)
    assert (fields["symbol"], fields["kind"], fields["signed_on"]) == ("11/CT-TTg", "directive", "2020-03-04")
    assert (fields["title"], fields["signer"], fields["issuer"]) == (
        "Về các nhiệm vụ cấp bách",
        "Nguyễn Xuân Phúc",
        "CP",
    )
    assert not Directive.objects.exists()
    response = office.client.post("/directives/documents/new/", fields)
    directive = Directive.objects.get()
    assert response["Location"] == f"/directives/documents/{directive.id}/cut/"
    assert (directive.text, bytes(directive.file_content), directive.file_name) == (TEXT, content, name)
    assert directive.state == "draft"


def test_a_directive_is_entered_by_form(office: Office) -> None:
    fields = {
        "symbol": "11/CT-TTg",
        "kind": "directive",
        "signed_on": "2020-03-04",
        "signer": "Nguyễn Xuân Phúc",
        "text": TEXT,
    }
    assert office.client.post("/directives/documents/new/", fields).status_code == 302
    assert Directive.objects.get().text == TEXT
    again = office.client.post("/directives/documents/new/", fields)
    assert again.status_code == 422
    assert "11/CT-TTg" in _page(again)


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"symbol": "mười một"}, "có dạng"),
        ({"kind": "telegram"}, "chỉ thị"),
        ({"signed_on": "2999-01-01"}, "chưa tới"),
        ({"signer": ""}, "signer"),
        ({"signed_on": "hôm qua"}, "signed_on"),
        ({"text": "TỐI MẬT\nĐiều 1."}, "bí mật nhà nước"),
        ({"file_content": "%%%"}, "file_content"),
    ],
)
def test_what_does_not_fit_is_told_and_nothing_written(
    office: Office, changes: dict[str, str], says: str
) -> None:
    fields = {
        "symbol": "11/CT-TTg",
        "kind": "directive",
        "signed_on": "2020-03-04",
        "signer": "NXP",
        "text": TEXT,
    }
    response = office.client.post("/directives/documents/new/", {**fields, **changes})
    assert response.status_code == 422
    assert says in _page(response)
    assert not Directive.objects.exists()


@pytest.mark.parametrize("make", [papers.pdf, papers.docx])
def test_a_marked_file_leaves_nothing_in_database_disk_log_or_page(
    office: Office,
    make: Any,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    caplog.set_level(logging.DEBUG)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    padding = [f"Dòng {number} của văn bản." for number in range(30)]
    content = make(["MẬT", "Số: 99/CĐ-TTg", "Di chuyển kho Tám Bảy trong đêm.", *padding])
    if make is papers.docx:  # far beyond what Django would hold in memory by itself
        content = _padded(content)
    file = io.BytesIO(content)
    file.name = "kho-tam-bay.docx"
    response = office.client.post("/directives/documents/new/", {"read": "1", "file": file})
    page = _page(response)
    assert response.status_code == 422
    assert "bí mật nhà nước" in page
    for text in (page, caplog.text):
        assert not any(word in text for word in ("Tám Bảy", "99/CĐ", "kho-tam-bay"))
    assert list(tmp_path.iterdir()) == []
    assert not Directive.objects.exists()
    assert not _found_in_database("Tám Bảy")
    assert not _found_in_database("kho-tam-bay")


def _padded(content: bytes) -> bytes:
    """The DOCX with three megabytes of picture in it."""
    out = io.BytesIO(content)
    with zipfile.ZipFile(out, "a") as package:
        package.writestr("word/media/image1.png", random.Random(1).randbytes(3 * 1024 * 1024))
    return out.getvalue()


def _found_in_database(words: str) -> list[str]:
    """Tables in which some row holds these words anywhere."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')"
        )
        tables = [row[0] for row in cursor.fetchall()]
        found = []
        for table in tables:
            cursor.execute(f'SELECT EXISTS (SELECT 1 FROM "{table}" t WHERE t::text LIKE %s)', [f"%{words}%"])
            found += [table] if cursor.fetchone()[0] else []
    return found


def test_the_search_for_traces_finds_what_is_there(office: Office) -> None:
    office.enter()
    assert "directives_directive" in _found_in_database("gia hạn nộp thuế")


# Cutting -----------------------------------------------------------------------------------------------------------


def test_the_page_marks_what_looks_like_a_duty_and_lists_it_as_an_orphan(office: Office) -> None:
    directive = office.enter()
    page = _page(office.client.get(f"/directives/documents/{directive.id}/cut/"))
    assert page.count('class="proposal-card"') == 5
    assert re.search(
        r'<mark data-start="\d+" class="proposal">Trình Chính phủ Nghị định gia hạn nộp thuế trước ngày 30/4/2020</mark>',
        page,
    )
    assert "Thời hạn có hai cách hiểu" in page
    shown = "".join(re.findall(r'<(?:span|mark) data-start="\d+"[^>]*>([^<]*)<', page))
    assert "".join(shown.split()) == "".join(TEXT.split())


def test_a_span_becomes_a_task_that_keeps_it_and_is_an_orphan_no_more(office: Office) -> None:
    directive = office.enter()
    place = TEXT.index("Trình Chính phủ")
    page = _page(
        office.client.get(f"/directives/documents/{directive.id}/cut/?span={place}-{TEXT.index(';', place)}")
    )
    fields = _fields(page)
    assert (fields["lead"], fields["kind"], fields["deadline_words"]) == (
        "body:BTC",
        "document",
        "trước ngày 30/4/2020",
    )
    assert "29/04/2020" in page
    assert "30/04/2020" in page
    unread = office.cut(directive, reading="")
    assert unread.status_code == 422
    assert "hai cách hiểu" in _page(unread)
    made = office.cut(directive)
    task = Task.objects.get()
    assert made["Location"] == f"/directives/documents/{directive.id}/cut/#task-{task.id}"
    assert (task.code, task.span_text) == (
        "11/CT-TTg#khoản 1, điểm a#1",
        TEXT[place : TEXT.index(";", place)],
    )
    assert (task.current_due, task.deadline_rule) == (date(2020, 4, 30), "before_that_day")
    assert [one["due"] for one in task.readings] == ["2020-04-29", "2020-04-30"]
    assert len(cut_view(directive, by=office.clerk).orphans) == 4


def test_ticked_clauses_make_one_span_from_the_first_to_the_last(office: Office) -> None:
    directive = office.enter()
    view = cut_view(directive, by=office.clerk)
    first, second = (
        next(one for one in view.clauses if one.label == label)
        for label in ("khoản 1, điểm a", "khoản 1, điểm b")
    )
    page = _page(
        office.client.get(
            f"/directives/documents/{directive.id}/cut/",
            {"span": [f"{first.start}-{first.end}", f"{second.start}-{second.end}"]},
        )
    )
    assert f'name="span" value="{first.start}-{second.end}"' in page


def test_a_class_of_bodies_and_several_leads(office: Office) -> None:
    directive = office.enter()
    place = TEXT.index("Các bộ rà soát")
    page = _page(office.client.get(f"/directives/documents/{directive.id}/cut/?span={place}-{place + 60}"))
    assert _fields(page)["lead"] == "class:ministry"
    office.cut(
        directive, lead="class:ministry", deadline_words="trong quý II/2020", span=f"{place}-{place + 30}"
    )
    task = Task.objects.get()
    assert (task.is_group, task.audience, task.current_due) == (
        True,
        {"kinds": ["ministry"]},
        date(2020, 6, 30),
    )
    place = TEXT.index("Bộ Công Thương, Bộ Y tế")
    page = _page(office.client.get(f"/directives/documents/{directive.id}/cut/?span={place}-{place + 40}"))
    assert _fields(page)["lead"] == ""
    assert "một cơ quan chủ trì" in page


def test_a_duty_that_comes_back_has_no_day_of_its_own(office: Office) -> None:
    directive = office.enter()
    office.cut(directive, deadline_words="sáng thứ Sáu hằng tuần", kind="report")
    task = Task.objects.get()
    assert (task.deadline_kind, task.current_due) == ("weekly", None)
    assert task.readings[0]["first"] == "2020-03-06"


def test_words_without_a_day_take_one_and_co_ordinators_are_found(office: Office) -> None:
    directive = office.enter()
    office.cut(
        directive,
        deadline_words="10 ngày kể từ ngày nhận được",
        due="2020-03-20",
        coordinators="Bộ Y tế; các hiệp hội",
    )
    task = Task.objects.get()
    assert (task.deadline_kind, task.current_due) == ("days", date(2020, 3, 20))
    owed = Coordination.objects.filter(task=task).order_by("id")
    assert [(one.organisation_id is not None, one.words) for one in owed] == [
        (True, "Bộ Y tế"),
        (False, "các hiệp hội"),
    ]


def test_reading_again_writes_nothing(office: Office) -> None:
    directive = office.enter()
    response = office.cut(directive, deadline_words="quý III/2020", resolve="1")
    assert response.status_code == 200
    assert "30/09/2020" in _page(response)
    assert not Task.objects.exists()


def test_what_leaves_nothing_to_choose_is_cut_at_once(office: Office) -> None:
    directive = office.enter()
    office.client.post(f"/directives/documents/{directive.id}/cut/ready/")
    tasks = list(Task.objects.order_by("span_start"))
    assert [(one.content, one.current_due) for one in tasks] == [
        ("Báo cáo kết quả", date(2020, 6, 30)),
        ("Rà soát thủ tục hành chính", date(2020, 6, 30)),
    ]
    assert len(cut_view(directive, by=office.clerk).orphans) == 3


def test_a_draft_is_changed_and_dropped(office: Office) -> None:
    directive = office.enter()
    office.cut(directive)
    task = Task.objects.get()
    page = _page(office.client.get(f"/directives/documents/{directive.id}/cut/?task={task.id}"))
    fields = _fields(page)
    assert (fields["lead"], fields["content"]) == ("body:BTC", "Trình Nghị định gia hạn nộp thuế")
    office.client.post(
        f"/directives/documents/{directive.id}/cut/", {**fields, "lead": "body:BCT", "reading": "0"}
    )
    changed = Task.objects.select_related("lead").get()
    assert (changed.id, changed.code, changed.current_due) == (task.id, task.code, date(2020, 4, 29))
    assert changed.span_text == task.span_text
    office.client.post(f"/directives/documents/{directive.id}/cut/{task.id}/drop/")
    assert not Task.objects.exists()


def test_after_the_check_nothing_can_be_cut(office: Office) -> None:
    directive = office.enter()
    office.cut(directive)
    check_directive(directive.id, by=actor_of_appointment(office.second))
    page = _page(office.client.get(f"/directives/documents/{directive.id}/cut/?span=10-20"))
    assert 'name="content"' not in page
    assert office.cut(directive).status_code == 422
    assert Task.objects.count() == 1


def test_nonsense_in_the_address_is_as_if_it_were_not_there(office: Office) -> None:
    directive = office.enter()
    for query in ("span=9-3", "span=a-b", "span=0-99999", "span=1-9999999"):
        page = _page(office.client.get(f"/directives/documents/{directive.id}/cut/?{query}"))
        assert 'name="content"' not in page
    assert office.client.get(f"/directives/documents/{directive.id}/cut/?task=x").status_code == 404


def test_who_has_no_power_enters_and_cuts_nothing(office: Office, client_for: Callable[..., Client]) -> None:
    directive = office.enter()
    stranger = client_for(appointment(Organisation.objects.get(key="BTC"), "tasks.act"))
    assert stranger.get("/directives/documents/new/").status_code == 403
    assert stranger.get(f"/directives/documents/{directive.id}/cut/").status_code == 404
    assert stranger.post(f"/directives/documents/{directive.id}/cut/ready/").status_code == 404
    assert Client().get("/directives/documents/new/").status_code in (302, 401)


def test_the_form_is_guarded_against_other_sites(office: Office) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = office.client.cookies
    fields = {
        "symbol": "11/CT-TTg",
        "kind": "directive",
        "signed_on": "2020-03-04",
        "signer": "NXP",
        "text": TEXT,
    }
    assert strict.post("/directives/documents/new/", fields).status_code == 403
    assert not Directive.objects.exists()


def test_the_page_costs_the_same_for_one_task_and_for_fifty(
    office: Office, counted: Callable[..., Any]
) -> None:
    directive = office.enter()
    small = World.new(World.__new__(World), lead="BTC", due=date(2020, 4, 30))
    for count in (1, 49):
        cut(directive.id, [small] * count, by=office.clerk)
        with counted(5):  # tasks, bodies then, bodies today, calendar, labels and shares of the rows
            cut_view(directive, by=office.clerk)


# Heads -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "symbol", "kind", "issuer"),
    [
        ("Số: 17/NQ-CP\nNGHỊ QUYẾT", "17/NQ-CP", "resolution", "CP"),
        ("Số: 1739/QĐ-BTTTT", "1739/QĐ-BTTTT", "decision", "BTTTT"),
        ("Số: 408/TB-VPCP", "408/TB-VPCP", "conclusion_notice", "VPCP"),
        ("Số:12/2020/QĐ-TTg", "12/2020/QĐ-TTg", "decision", "CP"),
        ("Số 4556/VPCP-KSTT", "4556/VPCP-KSTT", "steering_letter", "KSTT"),
        ("không có gì", "", "", ""),
    ],
)
def test_heads(text: str, symbol: str, kind: str, issuer: str) -> None:
    head = read_head(text)
    assert (head.symbol, head.kind, head.issuer) == (symbol, kind, issuer)


def test_real_symbols_have_the_shape_that_is_asked_for() -> None:
    symbols = {
        match[1]
        for which in ("tune", "test")
        for _text, row in orders(which)
        if (match := re.search(r"(\d+/[\w-]+)$", row["source_document"]))
    }
    assert len(symbols) > 20
    for symbol in symbols:
        assert symbol_faults(symbol, "", date(2020, 1, 1), date(2020, 1, 2)) == []


def test_the_api_gives_proposals_with_the_words_they_came_from(office: Office) -> None:
    directive = office.enter()
    office.cut(directive)
    found = office.client.get(f"/api/v1/directives/{directive.id}/proposals").json()
    assert [(one["verb"], one["lead"]["code"], bool(one["covered_by"])) for one in found][:2] == [
        ("Trình", "BTC", True),
        ("Báo cáo", "BTC", False),
    ]
    first = found[0]
    assert TEXT[slice(*first["span"])] == first["text"]
    assert [one["due"] for one in first["deadline"]["readings"]] == ["2020-04-29", "2020-04-30"]
    assert {one["code"]: one["words"] for one in first["reasons"]}["inherited"] == "Bộ Tài chính"
