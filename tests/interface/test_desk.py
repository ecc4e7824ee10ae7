"""The desk's furniture: lists as files, named views, search under rights, work, jobs, drafts; and what each costs."""

import csv
import re
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO, StringIO
from typing import Any
from urllib.parse import unquote
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from dieuhanh.config.clock import today
from dieuhanh.config.jobs import Progress, job, run_job, start_job
from dieuhanh.config.models import Job
from dieuhanh.interface import actions, searching, working
from dieuhanh.interface.exporting import Export, csv_parts, xlsx_of
from dieuhanh.interface.models import FormDraft, SavedView
from dieuhanh.organisations.identification import actor_of_appointment
from dieuhanh.organisations.models import Organisation
from tests import factories

pytestmark = pytest.mark.django_db
Signed = Callable[..., Client]
NAMES = ("Phường Yên Phụ", "Xã An Bình", "Phường Ea Tam", "Xã Ô Loan", "Phường Đống Đa")


@pytest.fixture
def cp() -> Organisation:
    return factories.government()


@pytest.fixture
def province(cp: Organisation) -> Organisation:
    """Hà Nội with five communes."""
    body = factories.organisation("T01", "province", cp, name_vi="Hà Nội")
    for number, name in enumerate(NAMES):
        factories.organisation(f"X{number:05}", "commune", body, name_vi=name, name_en=f"Commune {number}")
    return body


@pytest.fixture
def clerk(province: Organisation, client_for: Signed) -> Client:
    return client_for(factories.appointment(province, "reporting.view"))


def content(answer: Any) -> bytes:
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def csv_rows(answer: Any) -> list[list[str]]:
    data = content(answer)
    assert data.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(StringIO(data.decode("utf-8-sig"))))


def shown(page: str) -> list[list[str]]:
    """The rows of the list on a page, as text."""
    body = page.split('<table class="list is-desk"')[1].split("<tbody>")[1].split("</tbody>")[0]
    rows = re.findall(r"<tr[^>]*>(.*?)</tr>", body, re.S)
    return [
        [re.sub(r"<[^>]+>", "", cell).strip() for cell in re.findall(r"<td[^>]*>(.*?)</td>", row, re.S)]
        for row in rows
    ]


def as_in_a_file(cell: str) -> str:
    """A cell of a page as a file has it: nothing is empty, a date is ISO 8601."""
    return "" if cell == "–" else re.sub(r"^(\d\d)/(\d\d)/(\d{4})$", r"\3-\2-\1", cell)


@pytest.mark.parametrize(
    "query",
    [
        "kind=commune",
        "kind=commune&sort=-name",
        "kind=commune&sort=code&columns=code&columns=official",
        "q=phuong&columns=none",
    ],
)
def test_a_file_holds_the_rows_columns_and_order_of_the_page(clerk: Client, query: str) -> None:
    page = clerk.get(f"/organisations/?{query}").content.decode()
    heads = [
        re.sub(r"<[^>]+>", "", one).strip()
        for one in re.findall(
            r'<th scope="col"[^>]*>(.*?)</th>', page.split("<thead>")[-1].split("</thead>")[0], re.S
        )
    ]
    told = csv_rows(clerk.get(f"/organisations/?{query}&format=csv"))
    assert told[0][:-1] == heads
    assert [row[:-1] for row in told[1:]] == [[as_in_a_file(one) for one in row] for row in shown(page)]
    book = load_workbook(BytesIO(content(clerk.get(f"/organisations/?{query}&format=xlsx"))))
    sheet = book.worksheets[0]
    days = [
        [f"{one.value:%Y-%m-%d}" if one.is_date else one.value or "" for one in row]
        for row in sheet.iter_rows()
    ]
    assert days == told


def test_every_page_of_a_list_is_in_its_file_and_only_what_its_reader_may_see(
    cp: Organisation, province: Organisation, client_for: Signed
) -> None:
    elsewhere = factories.organisation("T79", "province", cp, name_vi="Thành phố Hồ Chí Minh")
    for number in range(60):
        factories.organisation(f"Y{number:05}", "commune", elsewhere, name_vi=f"Phường {number:03}")
    mine = client_for(factories.appointment(elsewhere, "reporting.view"))
    told = csv_rows(mine.get("/organisations/?kind=commune&format=csv&limit=5"))
    assert [row[1] for row in told[1:]] == [f"Y{number:05}" for number in range(60)]
    assert "X0000" not in str(told)


def test_pages_of_a_list_follow_each_other_without_a_gap_in_every_order(clerk: Client) -> None:
    for sort in ("name", "-name", "code", "-code", "kind", "since", "-since"):
        seen: list[str] = []
        address = f"/organisations/?sort={sort}&limit=2"
        while address:
            page = clerk.get(address).content.decode()
            seen += [row[1] for row in shown(page)]
            following = re.search(r'href="([^"]*)"[^>]*data-next', page)
            address = following[1].replace("&amp;", "&") if following else ""
        assert sorted(seen) == sorted({*seen}), sort
        assert len(seen) == len(NAMES) + 2, sort


def test_a_place_in_a_list_that_is_none_is_told(clerk: Client) -> None:
    for after in ("zzz", "MQ", "W10", "eyJhIjoxfQ", "WyJhIiwiYiJd"):
        assert clerk.get(f"/organisations/?after={after}").status_code == 422, after


def test_formulas_are_made_harmless_and_text_is_nfc() -> None:
    evil = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"]
    decomposed = "Bộ Công Thương".encode().decode()
    made = Export("Bảng", ["Ô"], [[one] for one in [*evil, decomposed, -5]])
    rows = list(csv.reader(StringIO(b"".join(csv_parts(made)).decode("utf-8-sig"))))
    assert all(row[0].startswith("'") for row in rows[1:7])
    assert rows[8] == ["-5"]  # a number stays one
    sheet = load_workbook(BytesIO(xlsx_of(made))).worksheets[0]
    assert all(sheet.cell(row, 1).data_type != "f" for row in range(1, 10))
    assert sheet.cell(9, 1).value == -5


def test_a_files_name_is_the_lists_in_nfc(clerk: Client) -> None:
    said = clerk.get("/organisations/?format=csv", headers={"Accept-Language": "en"}).headers[
        "Content-Disposition"
    ]
    assert re.search(r"filename\*=UTF-8''Organisations%20\d{4}-\d\d-\d\d\.csv$", said), unquote(said)


def test_a_view_is_saved_opened_first_and_seen_by_its_owner_alone(
    province: Organisation, client_for: Signed
) -> None:
    mine, other = (factories.appointment(province, "reporting.view") for _ in range(2))
    client, stranger = client_for(mine), client_for(other)
    given = {
        "list": "organisations.bodies", "path": "/organisations/", "name": "Các phường", "default": "1",
        "query": "kind=commune&sort=-name&after=zzz&limit=3",
    }  # fmt: skip
    answer = client.post("/views/", given)
    view = SavedView.objects.get()
    assert answer.url == f"/organisations/?view={view.pk}&kind=commune&sort=-name"
    assert client.get("/organisations/").url == answer.url
    assert "Các phường" in client.get(answer.url).content.decode()
    assert client.get("/organisations/?view=none").status_code == 200
    page = stranger.get("/organisations/")
    assert page.status_code == 200
    assert "Các phường" not in page.content.decode()
    assert "Các phường" not in stranger.get(answer.url).content.decode()
    assert stranger.post(f"/views/{view.pk}/remove").status_code == 404
    assert client.post(f"/views/{view.pk}/remove", {"back": "https://evil.example/"}).url == "/"
    assert not SavedView.objects.exists()


def test_one_view_opens_first_and_the_same_name_is_written_over(province: Organisation) -> None:
    by = actor_of_appointment(factories.appointment(province, "reporting.view"))
    for name in ("A", "B", "A"):
        actions.save_view(by=by, list_key="x", name=name, query=f"q={name}", is_default=True)
    assert [(one.name, one.is_default) for one in SavedView.objects.order_by("name")] == [
        ("A", True),
        ("B", False),
    ]


def test_search_finds_by_code_number_and_words_with_and_without_diacritics(
    province: Organisation, cp: Organisation
) -> None:
    by = actor_of_appointment(
        factories.appointment(cp, "people.manage", "ledger.read", full_name="Đỗ Thị Ước")
    )
    person = by.person_id
    actor_person = type(factories.appointment(cp).person).objects.get(pk=person)
    actor_person.name_folded, actor_person.sort_key = "do thi uoc", "x"
    actor_person.save()

    def titles(text: str) -> dict[str, list[str]]:
        return {one.key: [found.title for found in one.found] for one in searching.search(by, text)}

    assert titles("đống đa")["bodies"] == ["Phường Đống Đa"]
    assert titles("dong da")["bodies"] == ["Phường Đống Đa"]
    assert titles("x00003")["bodies"][0] == "Xã Ô Loan"
    assert titles("uoc do")["people"] == ["Đỗ Thị Ước"]
    assert titles("") == {}
    assert titles("%") == {}
    assert titles("\0'\"") == {}


def test_a_commune_clerk_finds_nothing_of_another_province(cp: Organisation, client_for: Signed) -> None:
    here = factories.organisation("T01", "province", cp, name_vi="Hà Nội")
    there = factories.organisation("T79", "province", cp, name_vi="Sài Gòn")
    factories.organisation("X00002", "commune", there, name_vi="Phường Bến Nghé")
    home = factories.organisation("X00001", "commune", here, name_vi="Phường Bến Thủy")
    factories.appointment(there, full_name="Bến Văn Nghé")
    client = client_for(factories.appointment(home, "reporting.enter", "reporting.view"))
    for address in ("/search?q=ben", "/api/v1/search?q=ben"):
        answer = client.get(address)
        said = str(answer.json()) if "/api/" in address else answer.content.decode()
        assert "Bến Thủy" in said
        assert "Bến Nghé" not in said
        assert "Bến Văn" not in said
    for text in ("T79", "X00002", "Sài Gòn", "sai gon"):
        assert client.get(f"/api/v1/search?q={text}").json() == [], text


def statements(work: Callable[[], Any]) -> int:
    with CaptureQueriesContext(connection) as caught:
        work()
    return len(caught)


def test_search_costs_the_same_for_one_row_and_for_fifty(cp: Organisation, client_for: Signed) -> None:
    body = factories.organisation("T01", "province", cp, name_vi="Hà Nội")
    client = client_for(factories.appointment(body, "reporting.view", "people.manage", "ledger.read"))
    client.get("/search?q=tim")
    found = []
    for numbers in (range(1), range(1, 50)):
        for number in numbers:
            factories.organisation(f"X{number:05}", "commune", body, name_vi=f"Phường Tìm {number}")
        found.append(statements(lambda: client.get("/search?q=tim")))
    assert "Phường Tìm" in client.get("/search?q=tim").content.decode()
    # 1 session  2 person  3 appointments; then at most three for each kind: is the remit the whole, the rows, their names
    assert found[0] == found[1] <= 3 + 3 * len(searching.groups())


def test_ones_work_costs_the_same_whatever_waits(cp: Organisation, client_for: Signed) -> None:
    client = client_for(factories.appointment(cp, "people.manage", "reporting.receive"))
    found = []
    for numbers in (range(1), range(1, 30)):
        for number in numbers:
            ends = today() + timedelta(days=5)
            factories.appointment(cp, position_vi=f"Tạm {number}", valid_to=ends, full_name="Sắp Hết Hạn")
        client.get("/reporting/work/")
        found.append(statements(lambda: client.get("/reporting/work/")))
    assert client.get("/reporting/work/").content.decode().count("Sắp Hết Hạn") >= 30
    # 1 session  2 person  3 appointments  4 his named views; then at most five for each room
    assert found[0] == found[1] <= 4 + 5 * len(working.works())


@pytest.mark.parametrize("sort", ["", "&sort=-due", "&sort=number", "&sort=-kind"])
def test_ones_work_comes_page_by_page_each_thing_once(
    cp: Organisation, client_for: Signed, sort: str
) -> None:
    client = client_for(factories.appointment(cp, "people.manage"))
    for number in range(45):
        ends = today() + timedelta(days=5 + number % 3)
        factories.appointment(cp, position_vi="Tạm", valid_to=ends, username=f"nguoi.{number:02}")
    found: list[str] = []
    address = f"/reporting/work/?limit=20&clock=in_time{sort}"
    while address:
        page = client.get(address).content.decode()
        found += sorted(set(re.findall(r"nguoi\.\d\d", page)))
        following = re.search(r'href="([^"]*)"[^>]*data-next', page)
        address = following[1].replace("&amp;", "&") if following else ""
    assert sorted(found) == [f"nguoi.{number:02}" for number in range(45)]


def test_nothing_waits_is_a_page_of_its_own(clerk: Client) -> None:
    page = clerk.get("/reporting/work/", headers={"Accept-Language": "en"}).content.decode()
    assert "Nothing waits for you" in page
    assert clerk.get("/api/v1/work").json() == []


@job("test.desk", "Thử việc dài")
def _long(progress: Progress, *, count: int) -> dict[str, Any]:
    progress.expect(count, "rows")
    outcomes = [
        {"id": str(n), "name": f"Dòng {n}", "ok": n % 2 == 0, "said": "Xong", "href": ""}
        for n in range(count)
    ]
    progress.advance(count)
    return {"outcomes": outcomes}


def test_my_jobs_are_listed_shown_and_stopped_by_me_alone(province: Organisation, client_for: Signed) -> None:
    mine, other = (factories.appointment(province, "reporting.view") for _ in range(2))
    client, stranger = client_for(mine), client_for(other)
    row = start_job("test.desk", by=actor_of_appointment(mine), count=4)
    assert "Thử việc dài" in client.get("/jobs/").content.decode()
    assert "Thử việc dài" not in stranger.get("/jobs/").content.decode()
    assert stranger.get(f"/jobs/{row.pk}/").status_code == 404
    assert client.post(f"/jobs/{row.pk}/stop").status_code == 302
    assert Job.objects.get(pk=row.pk).stop_wanted
    assert "HX-Refresh" not in client.get(f"/jobs/{row.pk}/now").headers
    run_job(str(row.pk))
    assert Job.objects.get(pk=row.pk).state == "stopped"
    row = start_job("test.desk", by=actor_of_appointment(mine), count=4)
    run_job(str(row.pk))
    page = client.get(f"/jobs/{row.pk}/", headers={"Accept-Language": "en"}).content.decode()
    assert "2 of 4 done" in page
    assert client.get(f"/jobs/{row.pk}/now").headers["HX-Refresh"] == "true"
    assert client.get(f"/jobs/{uuid4()}/").status_code == 404


def test_a_draft_is_kept_without_secrets_until_its_form_is_taken(
    cp: Organisation, client_for: Signed
) -> None:
    held = factories.appointment(cp, "people.manage", "reporting.view")
    client, stranger = client_for(held), client_for(factories.appointment(cp, "people.manage"))
    typed = {
        "_path": "/people/new", "full_name": "Nguyễn Văn A", "password": "bí mật", "passphrase": "x",
        "csrfmiddlewaretoken": "y",
    }  # fmt: skip
    assert client.post("/drafts/", typed).status_code == 200
    assert client.get("/drafts/?path=/people/new").json()["fields"] == {"full_name": ["Nguyễn Văn A"]}
    assert stranger.get("/drafts/?path=/people/new").json() == {}
    wrong = client.post("/people/new", {"full_name": "", "_draft": "/people/new"})
    assert wrong.status_code == 422
    assert 'href="#id_full_name"' in wrong.content.decode()
    assert FormDraft.objects.count() == 1
    taken = {
        "full_name": "Nguyễn Văn A",
        "username": "a.nguyen",
        "home": "CP",
        "language": "vi",
        "_draft": "/people/new",
    }
    assert client.post("/people/new", taken).status_code == 302
    assert not FormDraft.objects.exists()
    assert client.post("/drafts/", {"_path": "/x", "a": "b" * 70_000}).status_code == 422
    client.post("/drafts/", typed)
    assert client.delete("/drafts/?path=/people/new").status_code == 200
    assert not FormDraft.objects.exists()
