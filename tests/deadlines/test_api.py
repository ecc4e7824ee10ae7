"""The JSON of calendar and rules: what it answers, whom it refuses, and that bad input gets a sentence."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from dieuhanh.deadlines import actions
from dieuhanh.deadlines.models import CalendarVersion, DeadlineRuleRecord
from dieuhanh.deadlines.rules import GOVERNMENT_25TH
from tests import factories

pytestmark = pytest.mark.django_db
RULE = {"rule": GOVERNMENT_25TH.to_dict(), "valid_from": "2019-03-12"}


@pytest.fixture
def clients(client_for: Callable[..., Client]) -> tuple[Client, Client]:
    """One who may manage deadlines, and one who is merely signed in."""
    government = factories.government()
    ministry = factories.organisation("BCT", parent=government)
    return client_for(factories.appointment(government, actions.POWER)), client_for(
        factories.appointment(ministry)
    )


def _post(client: Client, path: str, body: Any, **headers: str) -> Any:
    return client.post(f"/api/v1{path}", json.dumps(body), content_type="application/json", headers=headers)


def test_a_year_of_the_calendar_names_every_special_day_and_its_notice(
    clients: tuple[Client, Client],
) -> None:
    answer = clients[1].get("/api/v1/calendar", {"year": 2026}).json()
    by_date = {day["date"]: day for day in answer["days"]}
    assert by_date["2026-01-10"]["kind"] == "working_weekend"
    assert by_date["2026-01-10"]["working"] is True
    assert "12729/VPCP-KGVX" in by_date["2026-01-02"]["notice"]
    assert (answer["year"], answer["settled_to"], answer["working_days"]) == (2026, "2026-12-31", 249)


def test_working_days_are_added_and_counted(clients: tuple[Client, Client]) -> None:
    added = clients[1].get("/api/v1/calendar/working-days", {"from": "2020-01-21", "days": 2}).json()
    assert (added["from"], added["to"], added["settled"]) == ("2020-01-21", "2020-01-30", True)
    counted = (
        clients[1].get("/api/v1/calendar/working-days", {"from": "2020-01-21", "to": "2020-01-30"}).json()
    )
    assert counted["days"] == 2


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("/calendar", {"year": "0"}),
        ("/calendar", {"year": "2041"}),
        ("/calendar", {"year": "x"}),
        ("/calendar", {"version": "a\x00"}),
        ("/calendar/working-days", {"from": "2020-01-21"}),
        ("/calendar/working-days", {"from": "2020-01-21", "days": "1", "to": "2020-01-30"}),
        ("/calendar/working-days", {"from": "2050-01-21", "days": "1"}),
        ("/calendar/working-days", {"from": "2020-01-21", "days": "99999"}),
        ("/calendar/working-days", {"from": "2020-01-21", "days": "1e9"}),
        ("/calendar/working-days", {"from": "hôm qua", "days": "1"}),
        ("/deadline-rules", {"after": "nonsense!"}),
        ("/deadline-rules", {"after": "WzEsMl0"}),
        ("/deadline-rules", {"code": "a\x00b"}),
        ("/deadline-rules", {"as_of": "2020-02-30"}),
    ],
)
def test_a_question_that_cannot_be_answered_gets_a_sentence_and_its_field(
    clients: tuple[Client, Client], path: str, query: dict[str, str]
) -> None:
    answer = clients[1].get(f"/api/v1{path}", query)
    assert answer.status_code == 422
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json()["faults"][0]["field"]


def test_an_unknown_version_is_not_found(clients: tuple[Client, Client]) -> None:
    assert clients[1].get("/api/v1/calendar", {"version": "VN-1999-00000000"}).status_code == 404


def test_nobody_signed_in_reads_nothing() -> None:
    for path in (
        "/calendar",
        "/calendar/versions",
        "/calendar/working-days?from=2020-01-21&days=1",
        "/deadline-rules",
    ):
        assert Client().get(f"/api/v1{path}").status_code == 401


def test_only_who_manages_deadlines_may_write(clients: tuple[Client, Client]) -> None:
    notice = {"note": "x", "days": [{"date": "2026-12-31", "kind": "holiday", "name_vi": "x", "notice": "x"}]}
    assert _post(clients[1], "/deadline-rules", RULE).status_code == 403
    assert _post(clients[1], "/calendar/notices", notice).status_code == 403
    assert not CalendarVersion.objects.exists()
    assert not DeadlineRuleRecord.objects.exists()


def test_a_rule_is_stored_listed_and_paged(clients: tuple[Client, Client]) -> None:
    stored = _post(clients[0], "/deadline-rules", RULE)
    assert stored.status_code == 201
    assert stored.json()["text_vi"] == "ngày 25 của tháng cuối kỳ"
    second = RULE | {"rule": RULE["rule"] | {"code": "ND09-x"}}  # type: ignore[operator]
    assert _post(clients[0], "/deadline-rules", second).status_code == 201
    first_page = clients[1].get("/api/v1/deadline-rules", {"limit": 1}).json()
    assert [one["code"] for one in first_page["items"]] == ["ND09-13.1"]
    rest = clients[1].get("/api/v1/deadline-rules", {"limit": 1, "after": first_page["next"]}).json()
    assert ([one["code"] for one in rest["items"]], rest["next"]) == (["ND09-x"], None)


def test_a_repeat_with_the_same_key_stores_once(clients: tuple[Client, Client]) -> None:
    answers = [_post(clients[0], "/deadline-rules", RULE, **{"Idempotency-Key": "k1"}) for _ in range(2)]
    assert [one.status_code for one in answers] == [201, 201]
    assert answers[0].json() == answers[1].json()
    assert DeadlineRuleRecord.objects.count() == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"day": 40},
        {"day": "25"},
        {"code": "a\x00b"},
        {"code": "\ud800"},
        {"code": ""},
        {"legal_source": ""},
        {"periods": {"a": 1}},
        {"nonsense": 1},
        {"day": 15, "if_not_working": "same"},
        {"count": 10**400},
    ],
)
def test_a_wrong_rule_is_refused_with_its_faults(
    clients: tuple[Client, Client], wrong: dict[str, Any]
) -> None:
    answer = _post(clients[0], "/deadline-rules", RULE | {"rule": RULE["rule"] | wrong})  # type: ignore[operator]
    assert answer.status_code == 422
    assert answer.json()["faults"]
    assert not DeadlineRuleRecord.objects.exists()


def test_a_notice_makes_a_version_that_the_calendar_then_tells(clients: tuple[Client, Client]) -> None:
    day = {"date": "2026-12-31", "kind": "compensatory", "name_vi": "Nghỉ hoán đổi", "notice": "1/2026"}
    made = _post(clients[0], "/calendar/notices", {"note": "1/2026", "days": [day]})
    assert made.status_code == 201
    assert clients[1].get("/api/v1/calendar", {"year": 2026}).json()["version"] == made.json()["code"]
    assert [one["code"] for one in clients[1].get("/api/v1/calendar/versions").json()] == [
        made.json()["code"]
    ]


def test_a_wrong_notice_is_refused_with_row_and_column(clients: tuple[Client, Client]) -> None:
    days = [{"date": "31/12/26", "kind": "siesta", "name_vi": "x", "notice": "x"}]
    answer = _post(clients[0], "/calendar/notices", {"note": "x", "days": days})
    assert answer.status_code == 422
    assert {(one["row"], one["column"]) for one in answer.json()["faults"]} == {(1, "date"), (1, "kind")}
