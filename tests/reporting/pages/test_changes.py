"""Setting targets, adding indicators and importing figures on pages: with faults, without, and by whom."""

import csv
import html
import io
import re
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from dieuhanh.ledger import sequencer
from dieuhanh.ledger.queries import history
from dieuhanh.reporting.models import Fact, FactBatch, Indicator, IndicatorVersion, Target
from dieuhanh.reporting.queries import catalogue
from dieuhanh.reporting.queries.making import made_of
from tests.days import today_is
from tests.reporting.pages.conftest import Desk
from tests.reporting.pages.test_figures import text

TODAY = date(2020, 8, 10)
TARGET = {
    "indicator": "KH-01", "organisation": "CP", "period": "2020", "kind": "range", "low": "6,6", "high": "6,8",
    "assigner_vi": "Quốc hội", "assigner_en": "National Assembly", "document": "85/2019/QH14", "valid_from": "2020-01-01",
}  # fmt: skip
INDICATOR = {
    "code": "MOI-1", "section": "1", "name_vi": "Chỉ tiêu mới", "name_en": "New one", "unit_vi": "%", "unit_en": "%",
    "direction": "higher", "status": "planned", "valid_from": "2020-08-10", "decimals": "1", "period_kinds": ["month", "year"],
    "convention": "calendar", "over_organisations": "none", "over_time": "last", "national_value": "either",
}  # fmt: skip


@pytest.fixture(autouse=True)
def august(monkeypatch: pytest.MonkeyPatch) -> None:
    """The house's day is 10 August 2020."""
    today_is(TODAY, monkeypatch)


def test_a_target_is_set_judged_and_replaced_by_a_version_that_names_it(desk: Desk) -> None:
    client = desk.client("office")
    done = client.post("/reporting/targets/new/?indicator=KH-01", TARGET)
    assert done.headers["Location"] == "/reporting/indicators/KH-01/?view=targets"
    first = Target.objects.get()
    assert (str(first.low.normalize()), str(first.high.normalize())) == ("6.6", "6.8")  # type: ignore[union-attr]
    said = text(client.get("/reporting/indicators/KH-01/?view=targets"))
    assert "6,6–6,8 %" in said
    assert "Đang thực hiện" in said
    form = client.get(f"/reporting/targets/new/?replaces={first.id}")
    assert 'value="6,6"' in form.content.decode()
    client.post(
        f"/reporting/targets/new/?replaces={first.id}",
        {**TARGET, "low": "2", "high": "3", "valid_from": "2020-08-01"},
    )
    second = Target.objects.get(supersedes=first)
    assert second.key == f"{first.key}~2"
    assert "đã thay" in text(client.get("/reporting/indicators/KH-01/?view=targets"))
    assert "6,6–6,8" not in text(client.get("/reporting/targets/"))
    assert "6,6–6,8" in text(client.get("/reporting/targets/?replaced=1"))
    again = client.post(
        f"/reporting/targets/new/?replaces={first.id}", {**TARGET, "valid_from": "2020-08-02"}
    )
    assert again.status_code == 422


def test_the_faults_of_a_target_stand_at_their_fields_and_nothing_typed_is_lost(desk: Desk) -> None:
    client = desk.client("office")
    wrong = client.post(
        "/reporting/targets/new/",
        {**TARGET, "indicator": "NONE", "low": "6.6.1x", "document": "84/NQ-CP"},
    )
    assert wrong.status_code == 422
    page = wrong.content.decode()
    assert 'href="#id_low"' in page
    assert 'value="84/NQ-CP"' in page
    unknown = client.post("/reporting/targets/new/", {**TARGET, "indicator": "NONE"})
    assert 'href="#id_indicator"' in unknown.content.decode()
    bounds = client.post(
        "/reporting/targets/new/", {**TARGET, "kind": "at_most", "high": "", "period": "2020-13"}
    )
    said = text(bounds)
    assert "Loại mục tiêu này cần có cận này" in said
    assert "2020-13" in said
    assert not Target.objects.exists()


def test_an_indicator_is_added_and_its_words_change_from_a_day_on(desk: Desk) -> None:
    client = desk.client("office")
    wrong = client.post(
        "/reporting/indicators/new/", {**INDICATOR, "over_organisations": "weighted_mean", "code": "có dấu"}
    )
    assert wrong.status_code == 422
    assert 'href="#id_code"' in wrong.content.decode()
    assert not Indicator.objects.filter(section_id="1", code__startswith="c").exists()
    done = client.post("/reporting/indicators/new/", INDICATOR)
    assert done.headers["Location"] == "/reporting/indicators/MOI-1/?view=about"
    taken = client.post("/reporting/indicators/new/", INDICATOR)
    assert "Đã có chỉ tiêu “MOI-1”" in text(taken)
    words = {k: v for k, v in INDICATOR.items() if k in ("name_en", "unit_vi", "unit_en", "direction")}
    change = {
        **words,
        "name_vi": "Tên khác",
        "status": "complete",
        "valid_from": "2020-08-10",
        "legal_list": "1/QĐ; 2/QĐ",
    }
    refused = client.post("/reporting/indicators/MOI-1/change/", change)
    assert refused.status_code == 422
    assert "11/08/2020" in text(refused)
    client.post("/reporting/indicators/MOI-1/change/", {**change, "valid_from": "2020-09-01"})
    old, new = IndicatorVersion.objects.filter(indicator__code="MOI-1").order_by("valid_from")
    assert (old.name_vi, old.valid_to, new.name_vi, new.legal_list) == (
        "Chỉ tiêu mới", date(2020, 9, 1), "Tên khác", ["1/QĐ", "2/QĐ"],
    )  # fmt: skip


@pytest.mark.parametrize(
    "page",
    [
        "/reporting/targets/new/",
        "/reporting/indicators/new/",
        "/reporting/indicators/KH-01/change/",
        "/reporting/import/",
    ],
)
def test_who_has_not_the_power_is_told_so(desk: Desk, page: str) -> None:
    assert desk.client("north").get(page).status_code == 403
    assert desk.client("north").post(page, {}).status_code == 403
    assert Client().get(page).status_code in (302, 401)


HEAD = "organisation,indicator,period,value\n"


def checked(answer: Any) -> str:
    """What goes along with the page from the check to the confirmation."""
    found = re.search(r'name="checked" value="([^"]+)"', answer.content.decode())
    assert found, text(answer)[:500]
    return html.unescape(found.group(1))


def test_pasted_rows_are_checked_first_and_written_when_confirmed_with_a_reason(desk: Desk) -> None:
    client = desk.client("office")
    before = Fact.objects.count()
    pasted = (
        "organisation\tindicator\tperiod\tvalue\r\nT79\tSL-01\t2020-07\t90\r\nT01\tSL-01\t2020-07\t130\r\n"
    )
    answer = client.post("/reporting/import/", {"text": pasted, "source": "BAO-CAO"})
    said = text(answer)
    assert answer.status_code == 200
    assert "Số dòng đã đọc 2" in said
    assert Fact.objects.count() == before
    token = checked(answer)
    unsaid = client.post("/reporting/import/confirm/", {"checked": token, "reason": ""})
    assert unsaid.status_code == 422
    assert Fact.objects.count() == before
    done = client.post("/reporting/import/confirm/", {"checked": token, "reason": "Báo cáo giấy gửi muộn"})
    assert done.status_code == 302
    south = Fact.objects.get(organisation_id=desk.world.south.id, period="2020-07")
    assert south.value == 90
    batch = FactBatch.objects.get(pk=south.batch_id)
    assert batch.person_id == desk.people["office"].person_id
    sequencer.run_once()
    (entry,) = history("reporting.fact_batch", batch.id)
    assert entry.body["reason"] == "Báo cáo giấy gửi muộn"
    page = client.get(f"/reporting/facts/{south.id}/")
    assert "Báo cáo giấy gửi muộn" in text(page)
    read = catalogue.access_indicator("SL-01")
    from dieuhanh.deadlines.rules.periods import parse
    from dieuhanh.organisations.queries import by_id

    root = by_id(desk.world.root.id, TODAY)
    assert root is not None
    assert made_of(read, root, parse("2020-07")).total == 220


def test_faults_are_told_by_row_and_column_and_the_good_rows_can_go_alone(desk: Desk) -> None:
    client = desk.client("office")
    rows = HEAD + "T79,SL-01,2020-07,90\nT79,NONE,2020-07,1\nT99,SL-01,2020-08,=1+1\nT01,SL-01,2020-13,5\n"
    answer = client.post(
        "/reporting/import/", {"file": SimpleUploadedFile("số liệu.csv", rows.encode()), "way": "file"}
    )
    said = text(answer)
    assert "số liệu.csv" in said
    assert "“NONE”" in said
    assert "2020-13" in said
    token = checked(answer)
    marked = client.post("/reporting/import/marked.csv", {"checked": token})
    assert marked.headers["Content-Disposition"].startswith("attachment")
    table = list(csv.reader(io.StringIO(marked.content.decode("utf-8-sig"))))
    assert table[0][-1] == "Lỗi"
    assert table[1][-1] == ""
    assert "NONE" in table[2][-1]
    assert table[3][3] == "'=1+1"
    client.post("/reporting/import/confirm/", {"checked": token, "reason": "x", "partial": "1"})
    assert Fact.objects.filter(period="2020-07", organisation_id=desk.world.south.id).count() == 1
    assert not Fact.objects.filter(period="2020-08").exists()


def test_what_is_confirmed_is_what_was_checked_by_the_one_who_checked_it(desk: Desk) -> None:
    token = checked(
        desk.client("office").post("/reporting/import/", {"text": HEAD + "T79,SL-01,2020-07,90\n"})
    )
    stolen = desk.client("south").post("/reporting/import/confirm/", {"checked": token, "reason": "x"})
    assert stolen.status_code == 409
    forged = desk.client("office").post(
        "/reporting/import/confirm/", {"checked": token[:-2] + "xx", "reason": "x"}
    )
    assert forged.status_code == 409
    assert not Fact.objects.filter(period="2020-07", organisation_id=desk.world.south.id).exists()


def test_a_body_outside_the_remit_is_a_fault_and_not_written(desk: Desk) -> None:
    client = desk.client("south")
    said = text(client.post("/reporting/import/", {"text": HEAD + "T01,SL-01,2020-08,1\n"}))
    assert "ngoài phạm vi" in said
    assert not Fact.objects.filter(period="2020-08").exists()


@pytest.mark.parametrize(
    ("given", "status"),
    [
        ({"text": ""}, 422),
        ({"text": "a,b\n1,2\n"}, 422),
        ({"text": HEAD + 'T01,SL-01,2020-08,"1\n'}, 422),
        ({"text": HEAD + "T01,SL-01,2020-08,1\n" * 10_002}, 413),
        ({"text": '{"organisation": "T01"'}, 422),
        ({"way": "file"}, 422),
    ],
)
def test_what_cannot_be_read_is_a_sentence(desk: Desk, given: dict[str, str], status: int) -> None:
    answer = desk.client("office").post("/reporting/import/", given)
    assert answer.status_code == status
    assert b"faults" in answer.content
