"""The public contract of figures: asked, imported, opened to where they come from; and kept from who may not see them."""

import csv
import io
import json
from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext, override_settings

from dieuhanh.reporting.models import Fact, FactBatch, Indicator
from tests.factories import appointment, organisation
from tests.reporting.facts.world import World, indicator, source, total, world

pytestmark = pytest.mark.django_db
API = "/api/v1"
HEAD = "organisation,indicator,period,value,source,as_of\n"
VIEWS = ("facts.view",)


@pytest.fixture
def land() -> World:
    made = world()
    indicator("P", over_organisations="sum", over_time="sum", parts=["DAY"])
    source("BAO-CAO", standing="claimed")
    return made


@pytest.fixture
def national(land: World, client_for: Callable[..., Client]) -> Client:
    return client_for(
        appointment(
            land.root, *VIEWS, "facts.import", "indicators.manage", "ledger.read", username="national"
        )
    )


@pytest.fixture
def northern(land: World, client_for: Callable[..., Client]) -> Client:
    return client_for(appointment(land.north, *VIEWS, "facts.import", username="northern"))


def power() -> Indicator:
    return Indicator.objects.get(code="P")


def send(client: Client, text: str, query: str = "", media: str = "text/csv", **headers: str) -> Any:
    return client.post(f"{API}/facts:import{query}", text, content_type=media, headers=headers)


def test_a_figure_says_what_it_is_worth_and_opens(land: World, national: Client) -> None:
    land.record(power(), land.north, "2020-07", "10.50", vintage="estimate")
    got = national.get(f"{API}/facts?indicator=P&organisation=CP,T01&from=2020-07&to=2020-08").json()
    rows = {(one["organisation"], one["period"]): one for one in got["items"]}
    assert got["total"] == 4
    country, own = rows["CP", "2020-07"], rows["T01", "2020-07"]
    assert (own["value"], own["vintage"], own["status"], own["source"], own["unit"]) == (
        "10.5", "estimate", "published", "NSO", "người",
    )  # fmt: skip
    assert (country["value"], country["completeness"], country["partial"], country["id"]) == (
        "10.5",
        "1/2",
        True,
        None,
    )
    assert rows["T01", "2020-08"]["missing"] == "no_data"
    assert got["sources"]["NSO"]["publisher_vi"] == "Cục Thống kê"
    below = national.get(country["opens"]).json()["items"]
    assert [(one["organisation"], one["value"]) for one in below if one["value"]] == [("T01", "10.5")]
    opened = national.get(own["opens"]).json()
    assert (opened["value"], opened["organisation"], opened["batch"]["kind"]) == ("10.5", "T01", "entered")
    assert opened["ledger"]["entry"] == str(FactBatch.objects.get().ledger_entry_id)


def test_an_answer_that_is_known_already_is_not_sent_again(land: World, national: Client) -> None:
    first = national.get(f"{API}/facts?indicator=P&from=2020-07&to=2020-07")
    again = national.get(
        f"{API}/facts?indicator=P&from=2020-07&to=2020-07", headers={"If-None-Match": first.headers["ETag"]}
    )
    assert (first.status_code, again.status_code) == (200, 304)


def test_pages_follow_each_other_without_gap_and_double(land: World, national: Client) -> None:
    for month in range(1, 8):
        land.record(power(), land.north, f"2020-{month:02}", month)
    seen: list[tuple[str, str]] = []
    after: str | None = ""
    while after is not None:
        page = national.get(
            f"{API}/facts?indicator=P&organisation=T01&organisation=T79&from=2020-01&to=2020-07&limit=4&after={after}"
        ).json()
        seen += [(one["organisation"], one["period"]) for one in page["items"]]
        after = page["next"]
    assert seen == [(body, f"2020-{month:02}") for body in ("T01", "T79") for month in range(1, 8)]


def test_csv_and_ndjson_carry_the_same_figures_and_no_formula(land: World, national: Client) -> None:
    odd = indicator("ODD", unit="=cmd|'/c calc'!A1")
    land.record(odd, land.root, "2020-07", "-1.5")
    answer = national.get(
        f"{API}/facts?indicator=ODD&from=2020-07&to=2020-07", headers={"Accept": "text/csv"}
    )
    content = b"".join(answer.streaming_content).decode()
    assert answer.headers["Content-Type"].startswith("text/csv")
    assert content.startswith("\ufefforganisation,")
    row = next(csv.DictReader(io.StringIO(content.removeprefix("\ufeff"))))
    assert (row["value"], row["unit"]) == ("-1.5", "'=cmd|'/c calc'!A1")
    lines = national.get(f"{API}/facts?indicator=ODD&from=2020-07&to=2020-07&format=ndjson")
    assert json.loads(b"".join(lines.streaming_content))["value"] == "-1.5"


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("indicator=P&from=July&to=2020-07", "from"),
        ("indicator=P&from=2020-07&to=2020", "to"),
        ("indicator=P&from=2020-07&to=2020-06", "to"),
        ("indicator=P&from=1000-01&to=2020-06", "from"),
        ("indicator=,", "indicator"),
        ("indicator=P&layout=61", "layout"),
        ("indicator=P&after=xyz", "after"),
        ("indicator=P&after=WyJhIiwiYiIsImMiXQ", "after"),
        ("indicator=P&format=xml", "format"),
    ],
)
def test_a_question_that_cannot_be_read_gets_a_sentence(
    land: World, national: Client, query: str, field: str
) -> None:
    answer = national.get(f"{API}/facts?{query}")
    assert (answer.status_code, answer.headers["Content-Type"]) == (422, "application/problem+json")
    assert [fault["field"].split(".")[0] for fault in answer.json()["faults"]] == [field]


def test_nobody_reads_what_another_province_claims(land: World, northern: Client, national: Client) -> None:
    land.record(power(), land.south, "2020-07", 7, source="BAO-CAO")
    land.record(power(), land.north, "2020-07", 3, source="BAO-CAO")
    land.record(indicator("X"), land.root, "2020-07", 5)
    theirs = Fact.objects.get(organisation_id=land.south.id)
    published = Fact.objects.get(organisation_id=land.root.id)
    asked = f"{API}/facts?from=2020-07&to=2020-07&indicator="
    assert northern.get(f"{asked}P&organisation=T79").status_code == 404
    assert northern.get(f"{API}/facts/{theirs.id}/provenance").status_code == 404
    assert northern.get(f"{API}/facts/{uuid4()}/provenance").status_code == 404
    assert northern.get(f"{asked}P&organisation=T01").json()["items"][0]["value"] == "3"
    country = northern.get(f"{asked}P").json()["items"][0]
    assert (country["value"], country["missing"], country["opens"]) == (None, "outside", None)
    assert northern.get(f"{asked}X").json()["items"][0]["value"] == "5"
    assert northern.get(f"{API}/facts/{published.id}/provenance").status_code == 200
    assert [one["organisation"] for one in northern.get(f"{asked}P&layout=63").json()["items"]] == ["T01"]
    assert [one["organisation"] for one in northern.get(f"{asked}P&parent=CP").json()["items"]] == ["T01"]
    for form in ("csv", "ndjson"):
        assert northern.get(f"{asked}P&organisation=T79&format={form}").status_code == 404
    assert national.get(f"{API}/facts/{theirs.id}/provenance").status_code == 200
    assert Client().get(f"{asked}P").status_code == 401


def test_who_has_no_power_to_see_figures_sees_what_was_published_of_the_country(
    land: World, client_for: Callable[..., Client]
) -> None:
    land.record(power(), land.north, "2020-07", 3, source="BAO-CAO")
    nobody = client_for(appointment(land.north, "signing.sign", username="nobody"))
    assert nobody.get(f"{API}/facts?indicator=P&organisation=T01&from=2020-07&to=2020-07").status_code == 404
    assert nobody.get(f"{API}/facts/{Fact.objects.get().id}/provenance").status_code == 404


def test_an_import_is_all_or_nothing_and_tells_every_fault(land: World, national: Client) -> None:
    good, bad = "T01,P,2020-01,10,NSO,2020-02-01\n", "T99,P,2020-01,1x,NSO,2020-02-01\n"
    refused = send(national, HEAD + good + bad)
    assert refused.status_code == 422
    faults = {(one["row"], one["column"]) for one in refused.json()["faults"]}
    assert faults == {(3, "organisation")} or faults == {(3, "organisation"), (3, "value")}
    assert {"sheet", "row", "column", "field", "value", "message"} == set(refused.json()["faults"][0])
    assert not Fact.objects.exists()
    kept = send(national, HEAD + good + bad, "?partial=true")
    assert (kept.status_code, kept.json()["written"], kept.json()["fault_count"]) == (200, 1, 1)
    assert total(land.root, "2020-01").total == 10


def test_ndjson_is_taken_and_a_repeat_with_its_key_gives_the_first_answer(
    land: World, national: Client
) -> None:
    line = json.dumps(
        {"organisation": "T01", "indicator": "P", "period": "2020-01", "value": "10", "source": "NSO"}
    )
    first = send(national, line, "", "application/x-ndjson", **{"Idempotency-Key": "một"})
    again = send(national, line, "", "application/x-ndjson", **{"Idempotency-Key": "một"})
    assert first.json() == again.json()
    assert (again.headers["Idempotent-Replay"], FactBatch.objects.count()) == ("true", 1)
    other = send(national, line + "\n", "", "application/x-ndjson", **{"Idempotency-Key": "một"})
    assert other.status_code == 422


def test_importing_needs_the_power_over_each_body(
    land: World, northern: Client, client_for: Callable[..., Client]
) -> None:
    refused = send(northern, HEAD + "T79,P,2020-01,1,NSO,2020-02-01\n")
    assert (refused.status_code, refused.json()["faults"][0]["column"]) == (422, "organisation")
    assert send(northern, HEAD + "T01,P,2020-01,1,NSO,2020-02-01\n").status_code == 200
    reader = client_for(appointment(land.north, *VIEWS, username="reader"))
    assert send(reader, HEAD + "T01,P,2020-02,1,NSO,2020-02-01\n").status_code == 403
    assert send(Client(), HEAD).status_code == 401


def test_nobody_but_the_node_itself_says_that_a_figure_is_verified(land: World, national: Client) -> None:
    text = "organisation,indicator,period,value,source,status\nT01,P,2020-01,1,NSO,verified\n"
    refused = send(national, text)
    assert (refused.status_code, refused.json()["faults"][0]["column"]) == (422, "status")


def test_what_a_person_of_the_demonstration_brings_is_marked_as_made_up(
    land: World, client_for: Callable[..., Client]
) -> None:
    from dieuhanh.organisations.models import Person

    someone = Person.objects.create(username="demo", full_name="Người mô phỏng", simulated=True)
    client = client_for(appointment(land.root, "facts.import", person=someone))
    assert send(client, HEAD + "T01,P,2020-01,1,NSO,2020-02-01\n").status_code == 200
    assert Fact.objects.get().simulated


@pytest.mark.parametrize(
    ("text", "media", "status"),
    [
        (HEAD, "application/json", 415),
        ("\n", "text/csv", 422),
        ("a,b\n1,2\n", "text/csv", 422),
        ("\0", "application/x-ndjson", 422),
        (HEAD + "T01,P,2020-01,1,NSO,2020-02-01,x\n", "text/csv", 422),
    ],
)
def test_what_cannot_be_taken_gets_a_sentence(
    land: World, national: Client, text: str, media: str, status: int
) -> None:
    answer = send(national, text, "", media)
    assert (answer.status_code, answer.headers["Content-Type"]) == (status, "application/problem+json")


def test_a_body_over_the_limit_is_refused_and_leaves_nothing(
    land: World, national: Client, tmp_path: Any
) -> None:
    with override_settings(IMPORT_BYTES=1000, HOME=tmp_path):
        answer = send(national, HEAD + "T01,P,2020-01,1,NSO,2020-02-01\n" * 100)
        assert (answer.status_code, answer.json()["type"]) == (413, "urn:dieuhanh:problem:too-large")
        assert not list(tmp_path.glob("imports/*"))
    assert not Fact.objects.exists()


def test_a_large_body_becomes_a_job_that_tells_its_progress(
    land: World, national: Client, tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dieuhanh.config.jobs import run_job
    from dieuhanh.reporting.api import imports

    monkeypatch.setattr(imports, "MOST_AT_ONCE", 3)
    lines = "".join(f"T01,P,2020-{month:02},{month},NSO,2021-02-01\n" for month in range(1, 13))
    with override_settings(HOME=tmp_path):
        asked = send(national, HEAD + lines, **{"Idempotency-Key": "lớn"})
        assert asked.status_code == 202
        href = asked.headers["Location"]
        assert national.get(href).json()["state"] == "waiting"
        run_job(href.rsplit("/", 1)[1])
        done = national.get(href).json()
        assert (done["state"], done["done"], done["total"], done["unit"]) == ("done", 12, 12, "rows")
        assert done["result"]["written"] == 12
        assert not list(tmp_path.glob("imports/*"))
        assert send(national, HEAD + lines, **{"Idempotency-Key": "lớn"}).json()["href"] == href
    assert total(land.root, "2020").total == 78


def test_a_job_whose_worker_was_killed_after_the_commit_writes_nothing_twice(
    land: World, national: Client, tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dieuhanh.config.jobs import run_job
    from dieuhanh.config.models import Job
    from dieuhanh.reporting.api import imports

    monkeypatch.setattr(imports, "MOST_AT_ONCE", 0)
    with override_settings(HOME=tmp_path):
        asked = send(national, HEAD + "T01,P,2020-01,1,NSO,2020-02-01\n")
        job_id = asked.json()["job"]
        run_job(job_id)
        Job.objects.filter(pk=job_id).update(state="running", finished_at=None, result=None)
        run_job(job_id)
    job = Job.objects.get(pk=job_id)
    assert (job.state, job.result["written"], Fact.objects.count()) == ("done", 1, 1)


def test_a_job_is_judged_by_what_its_sender_may_do_when_it_runs(
    land: World, client_for: Callable[..., Client], tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dieuhanh.config.jobs import run_job
    from dieuhanh.config.models import Job
    from dieuhanh.reporting.api import imports

    monkeypatch.setattr(imports, "MOST_AT_ONCE", 0)
    held = appointment(land.root, "facts.import", username="sender")
    with override_settings(HOME=tmp_path):
        asked = send(client_for(held), HEAD + "T01,P,2020-01,1,NSO,2020-02-01\n")
        type(held).objects.filter(pk=held.pk).update(valid_to=date(2015, 1, 1))
        run_job(asked.json()["job"])
    assert Job.objects.get().problem["status"] == 403
    assert not Fact.objects.exists()


def test_indicators_are_found_without_diacritics_and_added_with_every_fault_told(
    land: World, national: Client, northern: Client
) -> None:
    indicator("GAO")
    found = national.get(f"{API}/indicators?q=chi%20tieu%20gao").json()["items"]
    assert [one["code"] for one in found] == ["GAO"]
    first = national.get(f"{API}/indicators?limit=1").json()
    second = national.get(f"{API}/indicators?limit=1&after={first['next']}").json()
    assert [one["code"] for one in first["items"] + second["items"]] == ["GAO", "P"]
    one = national.get(f"{API}/indicators/P").json()
    assert ([part["code"] for part in one["breakdowns"]], len(one["versions"])) == (["DAY"], 1)
    assert national.get(f"{API}/indicators/NOPE").status_code == 404
    given = {
        "code": "NEW-1", "name_vi": "Mới", "name_en": "New", "unit_vi": "hộ", "unit_en": "households",
        "period_kinds": ["month"], "over_organisations": "sum", "owner": "BCT",
    }  # fmt: skip
    made = national.post(f"{API}/indicators", json.dumps(given), content_type="application/json")
    assert (made.status_code, made.json()["owner"]) == (201, "BCT")
    wrong = given | {"code": "has space", "decimals": 9, "over_time": "twice"}
    refused = national.post(f"{API}/indicators", json.dumps(wrong), content_type="application/json")
    assert {fault["field"] for fault in refused.json()["faults"]} == {"code", "decimals", "over_time"}
    refused = northern.post(
        f"{API}/indicators", json.dumps(given | {"owner": ""}), content_type="application/json"
    )
    assert refused.status_code == 403


def test_targets_and_sources_are_set_and_listed(land: World, national: Client, northern: Client) -> None:
    given = {
        "key": "P-2020", "indicator": "P", "organisation": "CP", "period": "2020", "kind": "at_least", "low": "6.8",
        "assigner_vi": "Chính phủ", "assigner_en": "Government", "document": "01/NQ-CP", "valid_from": "2020-01-01",
    }  # fmt: skip
    made = national.post(f"{API}/targets", json.dumps(given), content_type="application/json")
    assert (made.status_code, made.json()["low"], made.json()["high"]) == (201, "6.8", None)
    assert [one["key"] for one in northern.get(f"{API}/targets?indicator=P").json()["items"]] == ["P-2020"]
    twice = national.post(f"{API}/targets", json.dumps(given), content_type="application/json")
    assert twice.status_code == 409
    new = {"code": "MOF", "publisher_vi": "Bộ Tài chính", "publisher_en": "MOF", "title_vi": "Quyết toán", "title_en": "Final"}  # fmt: skip
    assert (
        national.post(f"{API}/sources", json.dumps(new), content_type="application/json").status_code == 201
    )
    page = national.get(f"{API}/sources?limit=2").json()
    rest = national.get(f"{API}/sources?after={page['next']}").json()
    assert [one["code"] for one in page["items"] + rest["items"]] == ["BAO-CAO", "MOF", "NSO"]


def statements(call: Callable[[], Any]) -> int:
    with CaptureQueriesContext(connection) as captured:
        answer = call()
        if getattr(answer, "streaming", False):
            b"".join(answer.streaming_content)
    return len(captured)


def test_a_page_of_figures_costs_the_same_for_one_as_for_fifty(land: World, northern: Client) -> None:
    def ask() -> dict[str, int]:
        asked = f"{API}/facts?indicator=P&parent=T01&from=2020-01&to=2020-01"
        fact = Fact.objects.order_by("id")[0]
        return {
            # session · person · appointments · is the scope the whole? · the bodies within · the indicator · the parent ·
            # the bodies below · facts · totals · sources
            "page": statements(lambda: northern.get(asked)),
            # … the same without the sources
            "csv": statements(lambda: northern.get(f"{asked}&format=csv")),
            # session · person · appointments · scope · the fact · its family · entries' places · the indicator · the body's name
            # · the entry
            "provenance": statements(lambda: northern.get(f"{API}/facts/{fact.id}/provenance")),
        }

    def add(number: int) -> None:
        body = organisation(f"X{number:02}", kind="commune", parent=land.north)
        land.record(power(), body, "2020-01", number)

    add(0)
    ask()  # the first request of a session also notes when it was used
    few = ask()
    for number in range(1, 50):
        add(number)
    assert ask() == few
    assert few["page"] - 3 <= 8, few
    assert few["csv"] - 3 <= 8, few
    assert few["provenance"] - 3 <= 8, few
