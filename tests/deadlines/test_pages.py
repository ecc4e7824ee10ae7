"""The pages of the room, asked by who may and who may not, in both languages."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from dieuhanh.config.actor import SYSTEM
from dieuhanh.deadlines import actions, queries
from dieuhanh.deadlines.models import CalendarVersion
from dieuhanh.deadlines.rules import GOVERNMENT_25TH
from tests import factories

pytestmark = pytest.mark.django_db

FORM = {
    "code": "ND09-13.1",
    "legal_source": "Nghị định 09/2019/NĐ-CP, Điều 13 khoản 1",
    "basis": "day_of_month",
    "day": "25",
    "month_offset": "0",
    "unit": "working_day",
    "if_not_working": "next",
    "ends": "midnight",
    "convention": "15-14",
    "valid_from": "2019-03-12",
}


@pytest.fixture
def manager(client_for: Callable[..., Client]) -> Client:
    return client_for(factories.appointment(factories.government(), actions.POWER))


@pytest.fixture
def reader(manager: Client, client_for: Callable[..., Client]) -> Client:
    return client_for(factories.appointment(factories.organisation("BCT")))


def _text(answer: Any) -> str:
    return answer.content.decode()


def test_the_year_shows_its_special_days_and_the_notice_behind_each(reader: Client) -> None:
    page = reader.get("/deadlines/", {"year": 2026})
    assert page.status_code == 200
    text = _text(page)
    assert "12729/VPCP-KGVX" in text
    assert text.count('class="calendar-month"') == 12
    assert "day-working_weekend" in text
    assert "Lịch làm việc 2026" in text


def test_the_same_page_in_english(reader: Client) -> None:
    text = _text(reader.get("/deadlines/", {"year": 2026}, headers={"Accept-Language": "en"}))
    assert "Working calendar 2026" in text
    assert "Day off exchanged for 2026-01-10" in text


def test_a_year_outside_the_calendar_is_not_found_and_says_which_there_are(reader: Client) -> None:
    page = reader.get("/deadlines/", {"year": 1999})
    assert page.status_code == 404
    assert "2015" in _text(page)


def test_a_stranger_is_sent_to_sign_in() -> None:
    for path in ("/deadlines/", "/deadlines/rules/", "/deadlines/rules/new/", "/deadlines/notices/new/"):
        answer = Client().get(path)
        assert answer.status_code == 302, path
        assert "next=" in answer.url  # type: ignore[attr-defined]


def test_who_may_not_manage_sees_the_pages_and_not_the_forms(reader: Client) -> None:
    assert reader.get("/deadlines/rules/").status_code == 200
    for path in ("/deadlines/rules/new/", "/deadlines/notices/new/"):
        assert reader.get(path).status_code == 403
        assert reader.post(path, FORM).status_code == 403


def test_a_rule_is_entered_and_shows_the_deadlines_it_sets(manager: Client, reader: Client) -> None:
    stored = manager.post("/deadlines/rules/new/", FORM)
    assert stored.status_code == 302
    assert queries.deadline_rule("ND09-13.1", on=date(2020, 1, 1)).rule.day == 25
    text = _text(reader.get("/deadlines/rules/ND09-13.1/", {"year": 2020}))
    assert "Quý III/2020" in text
    assert "30/01/2020" in text
    assert "chuyển sang ngày làm việc tiếp theo" in text
    assert "ND09-13.1" in _text(reader.get("/deadlines/rules/"))


def test_a_wrong_rule_comes_back_with_what_was_typed_and_every_fault(manager: Client) -> None:
    page = manager.post(
        "/deadlines/rules/new/", FORM | {"day": "15", "if_not_working": "same", "legal_source": "X"}
    )
    text = _text(page)
    assert page.status_code == 422
    assert "Điều 8 khoản 5 điểm b" in text
    assert 'value="15"' in text


def test_the_form_begins_with_the_rule_that_holds_now(manager: Client) -> None:
    manager.post("/deadlines/rules/new/", FORM)
    text = _text(manager.get("/deadlines/rules/new/", {"from": "ND09-13.1"}))
    assert 'value="25"' in text
    assert manager.get("/deadlines/rules/new/", {"from": "none"}).status_code == 404


def test_a_rule_that_is_not_there_is_not_found(reader: Client) -> None:
    for code in ("nothing", "a%00b"):
        assert reader.get(f"/deadlines/rules/{code}/").status_code == 404


def test_a_notice_is_entered_as_rows(manager: Client) -> None:
    rows = "31/12/2026\tcompensatory\tNghỉ hoán đổi\tDay off exchanged"
    assert manager.post("/deadlines/notices/new/", {"note": "Văn bản thử", "rows": rows}).status_code == 302
    assert not queries.working_calendar().is_working(date(2026, 12, 31))
    page = _text(manager.get("/deadlines/", {"year": 2026}))
    assert "Văn bản thử" in page


def test_a_wrong_notice_comes_back_with_row_and_column(manager: Client) -> None:
    page = manager.post("/deadlines/notices/new/", {"note": "Văn bản thử", "rows": "2026-12-31,siesta,Nghỉ"})
    assert page.status_code == 422
    assert "Dòng 1, cột kind" in _text(page)
    assert not CalendarVersion.objects.exists()


@pytest.mark.parametrize("rules", [1, 50])
def test_a_page_costs_one_or_two_statements_of_its_own_for_one_rule_and_for_fifty(
    manager: Client, rules: int
) -> None:
    actions.import_reference_calendar(by=SYSTEM)
    for number in range(rules):
        data = GOVERNMENT_25TH.to_dict() | {"code": f"R{number}"}
        actions.save_deadline_rule(data, by=SYSTEM, valid_from=date(2020, 1, 1))
    manager.get("/deadlines/")
    # 1 the rules in force
    assert len(_own(manager, "/deadlines/rules/")) == 1
    # 1 newest version of the calendar  2 its ten last versions
    assert len(_own(manager, "/deadlines/")) == 2
    # 1 the rule's versions  2 newest version of the calendar
    assert len(_own(manager, "/deadlines/rules/R0/")) == 2


def _own(client: Client, path: str) -> list[str]:
    """The statements of the room itself; who is signed in is found by the frame, and counted there."""
    with CaptureQueriesContext(connection) as caught:
        assert client.get(path).status_code == 200
    said = [one["sql"] for one in caught.captured_queries if "appointment" not in one["sql"]]
    return [sql for sql in said if "deadlines_" in sql or "organisations_organisationversion" in sql]
