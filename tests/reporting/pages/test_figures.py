"""The pages of figures: what they say, where each number opens to, who sees what, and what each read costs."""

import csv
import html
import re
from datetime import date
from io import BytesIO
from typing import Any
from uuid import uuid4

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from dieuhanh.deadlines.rules.periods import parse
from dieuhanh.ledger import sequencer
from dieuhanh.organisations.identification import actor_of_appointment
from dieuhanh.organisations.queries import by_id
from dieuhanh.reporting.models import Fact
from dieuhanh.reporting.queries import catalogue, indicator_list
from dieuhanh.reporting.queries.making import made_of
from dieuhanh.reporting.queries.provenance import provenance
from dieuhanh.reporting.queries.remit import remit_of
from tests.days import today_is
from tests.reporting.facts.world import indicator
from tests.reporting.pages.conftest import Desk

TODAY = date(2020, 8, 10)


@pytest.fixture(autouse=True)
def august(monkeypatch: pytest.MonkeyPatch) -> None:
    """The house's day is 10 August 2020."""
    today_is(TODAY, monkeypatch)


def text(answer: Any) -> str:
    """What a page says, without its markup."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())).split())


def links(answer: Any, part: str) -> list[str]:
    """The addresses on a page that hold a part."""
    return [
        html.unescape(one) for one in re.findall(r'href="([^"]+)"', answer.content.decode()) if part in one
    ]


def fact_of(code: str, body: Any, period: str, **fields: Any) -> Fact:
    return Fact.objects.filter(
        indicator_id=catalogue.access_indicator(code).id, organisation_id=body.id, period=period, **fields
    ).latest("version")


PAGES = (
    "/reporting/indicators/", "/reporting/indicators/KH-01/", "/reporting/indicators/SL-01/?organisation=T01",
    "/reporting/indicators/SL-01/?view=bodies", "/reporting/indicators/SL-01/?view=bodies&group=ministries",
    "/reporting/indicators/SL-01/?view=targets", "/reporting/indicators/SL-01/?view=about", "/reporting/targets/",
    "/reporting/targets/new/", "/reporting/indicators/new/", "/reporting/indicators/KH-01/change/", "/reporting/import/",
    "/reporting/indicators/SL-01/made-of/?organisation=CP&period=2020-06",
)  # fmt: skip


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_page_opens_in_both_languages_without_inline_style(desk: Desk, language: str) -> None:
    client = desk.client("office", language)
    fact = fact_of("SL-01", desk.world.north, "2020-06")
    for page in (*PAGES, reverse("reporting:provenance", args=[fact.id])):
        answer = client.get(page)
        assert answer.status_code == 200, (page, text(answer)[:300])
        assert b" style=" not in answer.content
        assert f'lang="{language}"'.encode() in answer.content


def test_the_catalogue_is_searched_without_diacritics_sorted_and_filtered(desk: Desk) -> None:
    client = desk.client("office")
    codes = lambda query: re.findall(  # noqa: E731
        r'<span class="code">([A-Z0-9-]+)</span>',
        client.get(f"/reporting/indicators/{query}").content.decode(),
    )
    assert codes("") == ["KH-01", "SL-01"]
    assert codes("?sort=-code") == ["SL-01", "KH-01"]
    assert codes("?q=CHI+tieu+kh") == ["KH-01"]
    assert codes("?q=chỉ tiêu sl") == ["SL-01"]
    assert codes("?section=1&status=complete") == ["KH-01", "SL-01"]
    assert codes("?status=planned") == []
    assert codes("?owner=BCT") == []
    assert client.get("/reporting/indicators/?after=nonsense").status_code == 422


def test_the_catalogue_shows_the_newest_national_figure_and_opens_it(desk: Desk) -> None:
    answer = desk.client("office").get("/reporting/indicators/")
    said = text(answer)
    assert "0,36 %" in said
    assert "130 tấn" in said  # of July one of two provinces has reported: the total so far
    assert links(answer, "/facts/") == [
        reverse("reporting:provenance", args=[fact_of("KH-01", desk.world.root, "2020-Q2").id])
    ]
    (made,) = links(answer, "made-of")
    opened = desk.client("office").get(made)
    assert "1 số liệu" in text(opened)
    assert "1 chưa báo cáo" in text(opened)


def test_a_series_says_completeness_change_and_where_each_figure_opens_to(desk: Desk) -> None:
    answer = desk.client("office").get("/reporting/indicators/SL-01/")
    said = text(answer)
    assert "Tháng 7/2020 chưa đủ 130" in said
    assert "1/2" in said
    assert "205" in said  # 125 as corrected, and 80
    assert len(set(links(answer, "made-of"))) == 2
    own = desk.client("north").get("/reporting/indicators/SL-01/")
    assert "+5" in text(own)  # from 125 to 130
    assert set(links(own, "/facts/")) == {
        reverse("reporting:provenance", args=[fact_of("SL-01", desk.world.north, period).id])
        for period in ("2020-06", "2020-07")
    }


def test_the_tables_of_figures_are_files_with_the_same_rows(desk: Desk) -> None:
    client = desk.client("office")
    page = "/reporting/indicators/SL-01/"
    for view, rows in (("?", 2), ("?view=bodies&period=2020-07&group=provinces&", 3)):
        taken = client.get(f"{page}{view}format=csv")
        lines = b"".join(taken.streaming_content).decode("utf-8-sig").splitlines()
        assert len(lines) == rows + 1, lines
        assert "130" in "".join(lines)
        book = openpyxl.load_workbook(BytesIO(client.get(f"{page}{view}format=xlsx").content))
        heads = next(book.worksheets[0].iter_rows(values_only=True))
        assert list(heads) == next(csv.reader(lines[:1]))
        assert book.worksheets[0].max_row == rows + 1
    assert "format=csv" in text(client.get(page)) or links(client.get(page), "format=csv")
    assert (
        client.get(f"{page}?view=bodies&period=never&format=csv").status_code == 422
    )  # a period that is none is said
    own = desk.client("south").get(f"{page}?view=bodies&period=2020-07&group=provinces&format=csv")
    assert "130" not in b"".join(own.streaming_content).decode()


def test_the_address_chooses_vintage_day_of_knowledge_and_span(desk: Desk) -> None:
    client = desk.client("office", "en")
    page = "/reporting/indicators/KH-01/"
    assert "3.68" in text(client.get(page))
    assert "3.82" not in text(client.get(page))
    assert "3.82" in text(client.get(f"{page}?vintage=estimate"))
    assert "3.82" in text(client.get(f"{page}?as_of=2020-04-01"))
    assert "0.36" not in text(client.get(f"{page}?as_of=2020-04-01"))
    assert "0.36" not in text(client.get(f"{page}?from=Q1+2020&to=2020-Q1"))
    wrong = client.get(f"{page}?from=yesterday&layout=50&as_of=2020-02-31")
    assert wrong.status_code == 422
    assert "3 faults" in text(wrong)
    assert "0.36" in text(wrong)  # the default is shown all the same


def test_bodies_stand_side_by_side_with_the_total_and_those_who_are_missing(desk: Desk) -> None:
    said = text(
        desk.client("office").get("/reporting/indicators/SL-01/?view=bodies&period=2020-07&group=provinces")
    )
    assert "1/2 đơn vị có số liệu" in said
    assert "Cả nước chưa đủ 130" in said
    assert "Cơ quan T79 –" in said
    assert "Chưa có báo cáo cho kỳ này" in said


def test_a_figure_opens_to_its_versions_source_entry_and_receipt(desk: Desk) -> None:
    newest = fact_of("SL-01", desk.world.north, "2020-06")
    client = desk.client("office", "en")
    said = text(client.get(reverse("reporting:provenance", args=[newest.id])))
    assert "125 tấn" in said
    assert "120 tấn" in said
    assert "A version is never changed" in said
    first = Fact.objects.get(pk=newest.supersedes)
    old = text(client.get(reverse("reporting:provenance", args=[first.id])))
    assert "version 2 is in force" in old
    assert "waits for its place in the tree" in said
    sequencer.run_once()
    answer = client.get(reverse("reporting:provenance", args=[newest.id]))
    (receipt,) = links(answer, "/receipt")
    assert client.get(receipt).status_code == 200
    assert len(links(answer, "/ledger/")) >= 2
    north = desk.client("north", "en")
    own = north.get(reverse("reporting:provenance", args=[newest.id]))
    entries = links(own, "/ledger/")
    assert entries, "whoever sees a figure may open its entry, without the power to read the ledger"
    assert {north.get(one).status_code for one in entries} == {200}
    assert desk.client("south", "en").get(entries[0]).status_code == 403


def test_what_is_not_his_looks_as_if_it_were_not_there(desk: Desk) -> None:
    north = fact_of("SL-01", desk.world.north, "2020-06")
    growth = fact_of("KH-01", desk.world.root, "2020-Q2")
    for name, status in (
        ("office", 200),
        ("north", 200),
        ("south", 404),
        ("commune", 404),
        ("administrator", 404),
    ):
        client = desk.client(name)
        assert client.get(reverse("reporting:provenance", args=[north.id])).status_code == status, name
        assert client.get(reverse("reporting:provenance", args=[growth.id])).status_code == 200, name
    south = desk.client("south")
    for page in (
        reverse("reporting:provenance", args=[uuid4()]),
        reverse("reporting:signature", args=[north.id]),
        "/reporting/indicators/SL-01/?organisation=T01",
        "/reporting/indicators/SL-01/?organisation=vung:DBSH",
        "/reporting/indicators/SL-01/made-of/?organisation=T01&period=2020",
        "/reporting/indicators/SL-01/made-of/?period=2020-06",
        "/reporting/indicators/SL-01/made-of/?organisation=T79&period=nonsense",
        "/reporting/indicators/none/",
    ):
        assert south.get(page).status_code == 404, page
    said = text(south.get("/reporting/indicators/SL-01/?view=bodies&period=2020-06&group=provinces"))
    assert "T01" not in said
    assert "120" not in said
    assert "205" not in text(south.get("/reporting/indicators/SL-01/?organisation=CP"))
    assert "130" not in text(south.get("/reporting/indicators/"))
    assert "0,36" in text(south.get("/reporting/indicators/"))
    assert desk.client("commune").get("/reporting/indicators/SL-01/?organisation=T01").status_code == 404


def test_a_total_is_the_sum_of_what_it_opens_to(desk: Desk) -> None:
    read = catalogue.access_indicator("SL-01")
    root = by_id(desk.world.root.id, TODAY)
    assert root is not None
    june = made_of(read, root, parse("2020-06"))
    assert (june.total, june.reported, june.expected) == (205, 2, 2)
    quarter = made_of(read, root, parse("2020-Q2"))
    assert (quarter.total, quarter.reported, quarter.expected) == (205, 2, 6)
    north = by_id(desk.world.north.id, TODAY)
    assert north is not None
    own = made_of(read, north, parse("2020-Q3"))
    assert (own.how, own.total) == ("periods", 130)


def statements(call: Any) -> int:
    with CaptureQueriesContext(connection) as captured:
        call()
    return len(captured)


def test_each_read_costs_the_same_for_one_row_as_for_fifty(desk: Desk) -> None:
    by = actor_of_appointment(desk.people["office"])
    local = actor_of_appointment(desk.people["north"])
    newest = fact_of("SL-01", desk.world.north, "2020-06")

    def catalogue_of(who: Any) -> None:
        facets = indicator_list.facets(TODAY)
        root, remit = indicator_list.root_of(who, TODAY)
        reads = indicator_list.listed(indicator_list.Wanted(), facets, limit=100)
        indicator_list.newest(reads, root, remit, day=TODAY, as_of=None)

    def measure() -> dict[str, int]:
        return {
            # facets · names of owners · the rows · figures · totals · targets · sources
            "catalogue": statements(lambda: catalogue_of(by)),
            # … · the country · the rows · figures · targets · sources
            "catalogue of a province": statements(lambda: catalogue_of(local)),
            # the figure · its family with sources and batches · indicator · the body's name · places in the ledger
            "provenance": statements(lambda: provenance(by, newest.id)),
            # the bodies in the scope
            "remit": statements(lambda: remit_of(local)),
        }

    few = measure()
    for number in range(50):
        one = indicator(f"X-{number:02}")
        desk.world.record(one, desk.world.root, "2020-06", number)
    assert measure() == few
    assert few["catalogue"] <= 8
    assert few["catalogue of a province"] <= 8
    assert few["provenance"] <= 8
    assert few["remit"] == 1


def test_a_page_of_figures_costs_at_most_eight_statements(desk: Desk) -> None:
    office = desk.client("office")
    pages = {
        "series": "/reporting/indicators/SL-01/",
        "targets of one": "/reporting/indicators/SL-01/?view=targets",
        "definition": "/reporting/indicators/SL-01/?view=about",
        "targets": "/reporting/targets/",
    }
    office.get(pages["targets"])  # the first page of a session notes that it is in use
    found = {name: statements(lambda path=path: office.get(path)) for name, path in pages.items()}
    # 1 session · 2 person · 3 appointments · 4 the indicator with its parts · 5 bodies · 6 figures · 7 totals · 8 targets
    assert all(number <= 8 for number in found.values()), found


def test_a_commune_is_offered_its_own_body(desk: Desk) -> None:
    answer = desk.client("commune").get("/reporting/indicators/SL-01/")
    assert '<option value="X01" selected>' in answer.content.decode()


def test_who_may_see_no_figures_of_his_body_is_shown_the_published_ones(desk: Desk) -> None:
    from tests import factories

    desk.people["idle"] = factories.appointment(desk.world.north)
    said = text(desk.client("idle").get("/reporting/indicators/KH-01/"))
    assert "0,36" in said
    assert "130" not in text(desk.client("idle").get("/reporting/indicators/SL-01/"))
