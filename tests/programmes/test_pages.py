"""The pages as people use them: a scorecard, a target, a claim's steps, forms that say what is wrong, and what citizens read."""

import csv
import io
import json
import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from html import unescape
from typing import Any

import pytest
from django.test import Client

from dieuhanh.config.errors import Invalid, Refused
from dieuhanh.organisations.models import Appointment
from dieuhanh.programmes.actions.documents import NewDocument, NewStatement, claim_document, state_share
from dieuhanh.programmes.actions.figures import NewFigure, report_figure
from dieuhanh.programmes.actions.outlook import judge_likelihood, plan_trajectory
from dieuhanh.programmes.actions.targets import NewTarget, revise_target
from dieuhanh.programmes.models import (
    Document,
    Programme,
    Report,
    Statement,
    Target,
    TargetVersion,
    Trajectory,
)
from dieuhanh.programmes.rules.verdicts import Rule, Scope
from tests.factories import actor
from tests.programmes.test_ledgered import PARTS
from tests.programmes.world import World, simulated


@pytest.fixture
def as_(client_for: Callable[..., Client], world: World) -> Callable[[str], Client]:
    """A client that acts as one of the world's people."""

    def signed_in(who: str) -> Client:
        actor = getattr(world, who)
        client = client_for(Appointment.objects.get(pk=actor.appointment_id))
        client.cookies["django_language"] = "en"
        return client

    return signed_in


def text(answer: Any) -> str:
    assert answer.status_code == 200, answer.content[:2000]
    return " ".join(answer.content.decode().split())


def test_the_scorecard_names_who_fails(world: World, as_: Callable[[str], Client]) -> None:
    world.report("BCT", 12)
    page = text(as_("clerk").get("/programmes/NQ17/"))
    assert "Not met" in page
    assert "1 of 4 bodies fail: Body BCT" in page
    assert "Set a target" not in page
    assert "Set a target" in text(as_("office").get("/programmes/NQ17/"))
    assert "Not yet due" in text(as_("clerk").get("/programmes/NQ17/?as_of=2019-06-01"))
    assert as_("clerk").get("/programmes/NQ17/?as_of=soon").status_code == 422


def test_a_target_shows_path_judgement_chain_and_figures(world: World, as_: Callable[[str], Client]) -> None:
    made = world.report("BCT", 12)
    plan_trajectory("NQ17", "17.3", [("2019-12", Decimal(20))], by=world.office, document="1/KH")
    judge_likelihood("NQ17", "17.3", by=world.office, parts=PARTS, overall="mixed", reason="Tốc độ chưa đủ")
    page = text(as_("clerk").get("/programmes/NQ17/targets/17.3/"))
    for words in (
        "Planned and known",
        "Tốc độ chưa đủ",
        "Degree of challenge: Mixed",
        "Who delivers through whom",
        "Ministry (2)",
    ):
        assert words in page, words
    assert f"/programmes/reports/{made.id}/" in page
    assert as_("clerk").get("/programmes/NQ17/targets/99/").status_code == 404


def test_a_figure_goes_from_the_form_to_its_verdict(world: World, as_: Callable[[str], Client]) -> None:
    clerk, office = as_("clerk"), as_("second")
    here = "/programmes/NQ17/targets/17.3/do/report/"
    assert 'value="Body BCT"' in text(clerk.get(here)), "the body is shown by its name"
    wrong = clerk.post(here, {"body": "BCT", "period": "2020-13", "value": "50", "document": "1/BC"})
    assert wrong.status_code == 422
    assert b"Write a period as" in wrong.content
    assert (
        clerk.post(here, {"body": "BTC", "period": "2020-Q2", "value": "50", "document": "1/BC"}).status_code
        == 403
    )
    sent = clerk.post(here, {"body": "BCT", "period": "2020-Q2", "value": "50.5", "document": "1/BC"})
    row = Report.objects.get()
    assert sent.headers["Location"] == f"/programmes/reports/{row.id}/"
    assert "Take back" in text(clerk.get(f"/programmes/reports/{row.id}/"))
    assert "Verify" in text(office.get(f"/programmes/reports/{row.id}/"))
    assert clerk.post(f"/programmes/reports/{row.id}/do/verify/", {}).status_code == 403
    assert office.post(f"/programmes/reports/{row.id}/do/refuse/", {}).status_code == 422
    assert office.post(f"/programmes/reports/{row.id}/do/verify/", {"found": "12"}).status_code == 302
    row.refresh_from_db()
    assert (row.state, row.found) == ("verified", 12)
    here = f"/programmes/reports/{row.id}/"
    assert as_("finance").get(here).status_code == 404
    # The scorecard is everybody's; who entered what is for the body and the office.
    assert here in text(clerk.get("/programmes/NQ17/targets/17.3/"))
    assert here not in text(as_("finance").get("/programmes/NQ17/targets/17.3/"))


def test_documents_are_claimed_and_shown_body_by_body(world: World, as_: Callable[[str], Client]) -> None:
    office = as_("office")
    given = {
        "words": "100%",
        "kinds": ["plan"],
        "body_kinds": ["ministry"],
        "stated_on": "2020-08-10",
        "numerator": 100,
        "denominator": 100,
    }
    assert office.post("/programmes/NQ17/do/statement/", given).status_code == 302
    assert Statement.objects.get().words == "100%"
    paper = {
        "body": "BCT",
        "kind": "plan",
        "symbol": "1/QĐ-BCT",
        "issued_on": "2019-05-01",
        "other_date": "2021-05-01",
    }
    assert as_("clerk").post("/programmes/NQ17/do/document/", paper).status_code == 302
    page = text(office.get("/programmes/NQ17/documents/"))
    for words in ("1/QĐ-BCT", "a copy prints", "0 / 2", "Unproved"):
        assert words in page, words
    row = Document.objects.get()
    assert "1/QĐ-BCT" in text(as_("clerk").get(f"/programmes/papers/{row.id}/"))
    assert office.post(f"/programmes/papers/{row.id}/do/refuse/", {"reason": "Hai ngày"}).status_code == 302


def test_a_programme_is_entered_set_and_published_by_form(world: World, as_: Callable[[str], Client]) -> None:
    office = as_("office")
    assert as_("clerk").get("/programmes/new/").status_code == 403
    assert office.post("/programmes/new/", {}).status_code == 422
    new = {
        "code": "NQ68",
        "symbol": "68/NQ-CP",
        "signed_on": "2020-05-12",
        "title_vi": "Cắt giảm",
        "assigner": "VPCP",
    }
    assert office.post("/programmes/new/", new).status_code == 302
    # What an empty programme cannot do yet is greyed, with the reason; what it can is the way on.
    empty = text(office.get("/programmes/NQ68/"))
    assert "A programme without an objective says nothing; add one first." in empty
    assert "/programmes/NQ68/do/objective/" in empty
    assert "/programmes/NQ68/do/publish/" not in empty
    assert "/programmes/NQ68/public/" not in empty
    assert (
        office.post("/programmes/NQ68/do/objective/", {"code": "MT", "title_vi": "Mục tiêu"}).status_code
        == 302
    )
    target = {
        "objective": "MT", "code": "68.1", "words_vi": "Ít nhất 20%", "scope": "each_level", "direction": "at_least",
        "levels": "ministry = 20\nprovince = 12.5", "unit": "%", "kinds": ["ministry", "province"], "due_on": "2025-12-31",
    }  # fmt: skip
    wrong = office.post("/programmes/NQ68/do/target/", {**target, "levels": "ministry"})
    assert wrong.status_code == 422
    assert b"Line 1" in wrong.content
    assert office.post("/programmes/NQ68/do/target/", {**target, "scope": "each"}).status_code == 422
    assert office.post("/programmes/NQ68/do/target/", target).status_code == 302
    assert Target.objects.get(code="68.1").versions.get().rule["levels"] == {
        "ministry": "20",
        "province": "12.5",
    }
    form = text(office.get("/programmes/NQ68/targets/68.1/do/revise/"))
    assert "province = 12.5" in form
    revised = {name: one for name, one in target.items() if name not in ("objective", "code")}
    assert (
        office.post(
            "/programmes/NQ68/targets/68.1/do/revise/", {**revised, "document": "5/NQ-CP"}
        ).status_code
        == 302
    )
    assert TargetVersion.objects.filter(target__code="68.1").count() == 2
    path = {"points": "2025-11 = 10\n12/2025 = 20", "document": "1/KH"}
    assert office.post("/programmes/NQ68/targets/68.1/do/path/", path).status_code == 302
    assert Trajectory.objects.get().points == [["2025-11", "10"], ["2025-12", "20"]]
    judged = {**PARTS, "overall": "mixed", "reason": "Chậm"}
    assert office.post("/programmes/NQ68/targets/68.1/do/likelihood/", judged).status_code == 302
    assert (
        office.post("/programmes/NQ68/do/change/", {**new, "title_vi": "Cắt giảm quy định"}).status_code
        == 302
    )
    assert office.post("/programmes/NQ68/do/link/", {"tasks": "none"}).status_code == 422
    assert office.post("/programmes/NQ68/do/publish/", {}).status_code == 302
    row = Programme.objects.get(code="NQ68")
    assert (row.state, row.title_vi) == ("published", "Cắt giảm quy định")
    listed = text(as_("clerk").get("/programmes/?q=cat giam"))
    assert "68/NQ-CP" in listed


def test_forms_take_and_give_the_words_of_the_readers_language(
    world: World, as_: Callable[[str], Client]
) -> None:
    levels = {"province": Decimal(20), "commune": Decimal("12.5")}
    world.set("17.9", rule=Rule(scope=Scope.EACH_LEVEL, levels=levels))
    office, clerk = as_("office"), as_("clerk")
    office.cookies["django_language"] = clerk.cookies["django_language"] = "vi"
    assert "xã = 12,5 tỉnh = 20" in text(office.get("/programmes/NQ17/targets/17.9/do/revise/"))
    revised = {
        "words_vi": "Theo cấp", "scope": "each_level", "direction": "at_least", "unit": "%", "kinds": ["province"],
        "levels": "Tỉnh = 30\nxã = 12,5", "document": "5/NQ-CP",
    }  # fmt: skip
    assert office.post("/programmes/NQ17/targets/17.9/do/revise/", revised).status_code == 302
    kept = TargetVersion.objects.filter(target__code="17.9").latest("version").rule["levels"]
    assert kept == {"province": "30", "commune": "12.5"}
    figure = {"body": "BCT", "period": "quý II/2020", "value": "12,5", "document": "1/BC"}
    sent = clerk.post("/programmes/NQ17/targets/17.3/do/report/", figure)
    assert sent.status_code == 302
    assert Report.objects.get().period == "2020-Q2"
    record = text(clerk.get(sent.headers["Location"]))
    assert "17.3, Quý II/2020" in record
    assert "12,5 %" in record
    assert "2020-Q2" not in record.partition("<main")[2].partition("</dl>")[0]


def test_what_is_refused_stands_at_its_field_and_keeps_what_was_typed(
    world: World, as_: Callable[[str], Client]
) -> None:
    office, clerk = as_("office"), as_("clerk")
    figure = {"body": "BTC", "period": "2020-Q2", "value": "50", "document": "17/BC-kept"}
    other = clerk.post("/programmes/NQ17/targets/17.3/do/report/", figure)
    assert other.status_code == 403
    assert b"17/BC-kept" in other.content
    bare = office.post("/programmes/NQ17/targets/17.3/do/report/", figure)
    assert bare.status_code == 403
    assert b'href="#id_source"' in bare.content
    code = office.post("/programmes/NQ17/do/objective/", {"code": "III", "title_vi": "Lần nữa"})
    assert b'href="#id_code"' in code.content
    kind = {"objective": "III", "code": "17.8", "words_vi": "x", "scope": "each_level", "direction": "at_least",
            "levels": "village = 30", "kinds": ["province"]}  # fmt: skip
    unknown = office.post("/programmes/NQ17/do/target/", kind)
    assert (unknown.status_code, b'href="#id_levels"' in unknown.content) == (422, True)


def test_of_the_nation_no_body_is_asked_for_a_figure(world: World, as_: Callable[[str], Client]) -> None:
    world.set("17.1", rule=Rule(value=Decimal(10)), kinds=())
    asks = "/do/report/"
    assert asks in text(as_("clerk").get("/programmes/NQ17/targets/17.3/"))
    assert asks not in text(as_("clerk").get("/programmes/NQ17/targets/17.1/"))
    assert asks in text(as_("office").get("/programmes/NQ17/targets/17.1/"))
    said = "Only Body VPCP enters what was published of the nation (code CP), with its source."
    sent = {"body": "BCT", "period": "2020-Q2", "value": "12", "document": "1/BC"}
    client = as_("clerk")
    answer = client.post("/programmes/NQ17/targets/17.1/do/report/", sent)
    assert (answer.status_code, said in unescape(answer.content.decode())) == (403, True)
    answer = client.post(
        "/api/v1/programmes/NQ17/targets/17.1/reports", json.dumps(sent), content_type="application/json"
    )
    assert answer.status_code == 403
    assert answer.json()["detail"].endswith(said)
    assert Report.objects.count() == 0


def test_a_figure_of_the_nation_is_entered_as_published_and_no_other(world: World) -> None:
    world.set("17.1", rule=Rule(value=Decimal(10)), kinds=())
    above = actor(world.cp, "programmes.report")
    for who, new, wrong in (
        (world.clerk, {"body": "BCT"}, Refused),
        (world.clerk, {"body": "BCT", "source": "báo"}, Refused),
        (above, {"body": "CP"}, Refused),  # the nation's own word is not a published figure
        (world.office, {"body": "BCT", "source": "báo"}, Invalid),
        (world.office, {"body": "CP"}, Invalid),
    ):
        with pytest.raises(wrong, match=r"Chỉ Văn phòng Chính phủ ghi|Only Body VPCP enters"):
            report_figure(
                "NQ17", "17.1", NewFigure(period="2020-Q2", value=Decimal(12), document="1/BC", **new), by=who
            )  # type: ignore[arg-type]
    made = world.report("CP", 12, target="17.1", source="báo", published_on=date(2020, 7, 20))
    assert made.organisation_id == world.cp.id
    # Revised to be over each body, from that day on each speaks for itself.
    new = NewTarget(
        "Từng bộ",
        Rule(value=Decimal(10), scope=Scope.EACH),
        kinds=["ministry"],
        valid_from=date(2020, 6, 1),
        document="2/QĐ",
    )
    revise_target("NQ17", "17.1", new, by=world.office)
    assert world.report("BCT", 12, target="17.1").value == 12
    with pytest.raises(Refused):
        world.report("BCT", 12, target="17.1", period="2020-Q1")


def test_a_count_of_verdicts_opens_to_exactly_its_targets(world: World, as_: Callable[[str], Client]) -> None:
    world.set("18.1", due_on=date(2099, 12, 31))
    world.report("BCT", 12)
    for client, here in ((as_("clerk"), "/programmes/NQ17/"), (Client(), "/programmes/NQ17/public/")):
        client.cookies["django_language"] = "en"
        whole = text(client.get(here))
        opens = re.search(r'href="([^"]*verdict=not_met)"[^>]*>.*?chip-count">(\d+)<', whole)
        assert opens is not None
        assert opens[2] == "1"
        listed = text(client.get(unescape(opens[1])))
        assert "17.3" in listed
        assert "18.1" not in listed
        assert "18.1" in text(client.get(f"{here}?verdict=nothing-of-the-kind"))


def test_a_citizen_reads_it_without_signing_in_and_takes_it_along(world: World) -> None:
    world.report("BCT", 12)
    state_share(
        "NQ17", NewStatement("100%", ["plan"], date(2020, 8, 10), body_kinds=["ministry"]), by=world.office
    )
    client = Client()
    page = text(client.get("/programmes/NQ17/public/"))
    assert "1/4 cơ quan không đạt: Bộ Công Thương" in page
    assert "/programmes/NQ17/public/" in text(client.get("/programmes/public/"))
    assert client.get("/programmes/NQ17/").status_code in (302, 401)
    rows = list(
        csv.DictReader(
            io.StringIO(b"".join(client.get("/programmes/NQ17/public/data.csv")).decode("utf-8-sig"))
        )
    )
    assert len(rows) == 4
    assert {row["verdict"] for row in rows} == {"not_met"}
    assert next(row for row in rows if row["body"] == "BCT")["claimed"] == "12"
    found = json.loads(client.get("/programmes/NQ17/public/data.json").content)
    assert found["targets"][0]["failed"] == ["BCT"]
    assert found["statements"][0]["computed"][0]["denominator"] == 2
    assert client.get("/programmes/NQ17/public/data.exe").status_code == 404
    world.enter("NQ18")
    assert client.get("/programmes/NQ18/public/").status_code == 404


def test_the_list_shows_what_was_signed_by_the_day_and_every_draft(
    world: World, as_: Callable[[str], Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    world.enter("NQ18")
    monkeypatch.setattr("dieuhanh.config.clock.today", lambda: date(2019, 1, 1))  # before any was signed
    office, clerk = as_("office"), as_("clerk")
    listed = text(office.get("/programmes/"))
    assert "/programmes/NQ18/" in listed
    assert "/programmes/NQ17/" not in listed
    assert "/programmes/NQ17/public/" not in text(Client().get("/programmes/public/"))
    assert "/programmes/NQ17/" in text(clerk.get("/programmes/?as_of=2019-12-31"))


def test_what_is_made_up_says_so_beside_the_verdict_that_rests_on_it(
    world: World, as_: Callable[[str], Client]
) -> None:
    mark = "badge-simulated"
    world.report("BTC", 12)
    share = NewStatement("100%", ["plan"], date(2020, 8, 10), body_kinds=["ministry"])
    state_share("NQ17", share, by=world.office)
    pages = (Client(), "/programmes/NQ17/public/"), (as_("clerk"), "/programmes/NQ17/")
    for client, here in pages:
        assert mark not in text(client.get(here)).partition("<main")[2].partition("</main>")[0]
    world.report("BCT", 12, by=simulated(world.clerk))
    claim_document("NQ17", NewDocument("BCT", "plan", "1/QĐ", date(2019, 5, 1)), by=simulated(world.clerk))
    for client, here in pages:
        shown = text(client.get(here)).partition("<main")[2].partition("</main>")[0]
        assert shown.count(mark) == 2, here


def test_the_api_reads_and_writes_what_the_pages_do(world: World, as_: Callable[[str], Client]) -> None:
    nobody, office, clerk = Client(), as_("office"), as_("clerk")
    assert [one["code"] for one in nobody.get("/api/v1/programmes").json()["items"]] == ["NQ17"]
    answer = nobody.get("/api/v1/programmes/NQ17/scorecard?as_of=2019-06-01").json()
    assert (answer["targets"][0]["verdict"], answer["as_of"]) == ("not_yet_due", "2019-06-01")
    assert nobody.get("/api/v1/programmes/NO").status_code == 404
    assert nobody.post("/api/v1/programmes", {}, content_type="application/json").status_code == 401
    figure = {"body": "BCT", "period": "2020-Q2", "numerator": "8", "denominator": "148", "document": "1/BC"}

    def post(client: Client, where: str, what: Any, key: str) -> Any:
        return client.post(
            f"/api/v1/{where}", what, content_type="application/json", headers={"Idempotency-Key": key}
        )

    made = post(clerk, "programmes/NQ17/targets/17.3/reports", figure, "a")
    assert made.status_code == 201
    again = post(clerk, "programmes/NQ17/targets/17.3/reports", figure, "a")
    assert (again.json(), Report.objects.count()) == (made.json(), 1)
    assert clerk.get(f"/api/v1/programme-reports/{made.json()['id']}").json()["value"] == "5.405405"
    done = post(office, f"programme-reports/{made.json()['id']}/verify", {"found": "12"}, "b")
    assert done.json()["state"] == "verified"
    assert post(office, f"programme-reports/{made.json()['id']}/verify", {}, "c").status_code == 409
    rule = {
        "rule": {"direction": "between", "value": "5"},
        "words_vi": "x",
        "objective": "III",
        "code": "17.9",
    }
    told = post(office, "programmes/NQ17/targets", rule, "d")
    assert (told.status_code, told.json()["faults"][0]["field"]) == (422, "upper")


def test_my_work_holds_what_waits_for_the_office_and_what_a_body_owes(world: World, counted: Any) -> None:
    from dieuhanh.programmes.work import waiting

    world.set("18.1", due_on=date(2099, 12, 31))
    with counted(2):  # targets with what was reported of each, the body
        assert [one.number for one in waiting(world.clerk)] == ["17/NQ-CP"]
    made = world.report("BCT", 50, target="18.1", period="2020-07")
    claim_document("NQ17", NewDocument("BCT", "plan", "1/QĐ", date(2019, 5, 1)), by=world.clerk)
    mine = waiting(world.office)
    assert mine[0].record == f"/programmes/reports/{made.id}/"
    assert len(mine) == 2


def test_a_page_costs_the_same_for_few_bodies_and_for_many(
    world: World, as_: Callable[[str], Client], counted: Any
) -> None:
    from tests.factories import organisation

    client = as_("clerk")
    client.get("/programmes/NQ17/")
    # session, person, appointment; programme, versions, bodies, figures, tasks, statements (then documents and facts)
    with counted(9):
        client.get("/programmes/NQ17/")
    for number in range(50):
        organisation(f"M{number}", "ministry", world.cp)
        world.report(f"M{number}", 12, by=world.office, source="Báo X")
    with counted(9):
        client.get("/programmes/NQ17/")
