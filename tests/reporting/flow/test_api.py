"""The public contract of regimes, periods and assignments."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from dieuhanh.reporting.actions.periods import open_period
from dieuhanh.reporting.models import Assignment, Upload
from dieuhanh.reporting.queries.filling import forms_of
from tests.reporting.flow.conftest import AUGUST, TEXTS, State, assignment_of, fill_workbook, good_cells

API = "/api/v1"


@pytest.fixture
def mine(state: State) -> Assignment:
    open_period("TTHC-QUY", "2020-Q3", by=state.receiver, at=AUGUST)
    return assignment_of(state, "BCT")


@pytest.fixture
def as_(state: State, client_for: Callable[..., Any]) -> Callable[[str], Client]:
    return lambda function: client_for(state.appointments[function])


def post(client: Client, path: str, body: Any = None, **headers: str) -> Any:
    return client.post(
        f"{API}{path}", json.dumps(body or {}), content_type="application/json", headers=headers
    )


def test_a_period_is_opened_and_its_assignments_listed_page_by_page(
    state: State, as_: Callable[[str], Client]
) -> None:
    receiver = as_("receiver")
    made = post(
        receiver, "/periods", {"regime": "TTHC-QUY", "period": "2020-Q3"}, **{"Idempotency-Key": "một-lần"}
    )
    assert made.status_code == 201, made.content
    again = post(
        receiver, "/periods", {"regime": "TTHC-QUY", "period": "2020-Q3"}, **{"Idempotency-Key": "một-lần"}
    )
    assert again.json() == made.json()
    assert post(receiver, "/periods", {"regime": "TTHC-QUY", "period": "2020-Q3"}).status_code == 409
    seen, after = [], ""
    while after is not None:
        page = receiver.get(f"{API}/assignments?limit=2&period=2020-Q3&after={after}").json()
        seen += [one["organisation"] for one in page["items"]]
        after = page["next"]
    assert sorted(seen) == ["BCT", "BTC", "T01", "X01", "X02"]
    assert [
        one["organisation"]
        for one in receiver.get(f"{API}/assignments?organisation=BCT&state=open").json()["items"]
    ] == ["BCT"]
    assert receiver.get(f"{API}/assignments?state=nothing").status_code == 422
    assert receiver.get(f"{API}/assignments?after=xyz").status_code == 422
    assert Client().get(f"{API}/assignments").status_code == 401


def test_a_faulty_upload_answers_with_every_fault_and_keeps_the_marked_book(
    state: State, mine: Assignment, as_: Callable[[str], Client]
) -> None:
    clerk, form = as_("clerk"), forms_of(mine.form_versions)[0]
    book = clerk.get(f"{API}/assignments/{mine.id}/form.xlsx")
    assert book.headers["Content-Type"].endswith("sheet")
    cells = good_cells(form)
    cells["land"]["resolved_late"] = "1.2O4"
    file = SimpleUploadedFile("bieu.xlsx", fill_workbook(book.content, form, cells))
    answer = clerk.post(
        f"{API}/assignments/{mine.id}/upload", {"file": file}, headers={"Idempotency-Key": "k1"}
    )
    assert answer.status_code == 422
    fault = answer.json()["faults"][0]
    assert {name: fault[name] for name in ("sheet", "row", "column", "field", "value")} == {
        "sheet": "TTHC-1", "row": 11, "column": "I", "field": "resolved_late", "value": "1.2O4",
    }  # fmt: skip
    assert clerk.get(f"{API}/uploads/{Upload.objects.get().id}/marked.xlsx").status_code == 200
    cells["land"]["resolved_late"] = 1
    file = SimpleUploadedFile("bieu.xlsx", fill_workbook(book.content, form, cells))
    done = clerk.post(f"{API}/assignments/{mine.id}/upload", {"file": file})
    assert done.json()["state"] == "checked", done.content


def test_cells_are_saved_and_actions_taken_by_name(
    state: State, mine: Assignment, as_: Callable[[str], Client]
) -> None:
    clerk, leader, form = as_("clerk"), as_("leader"), forms_of(mine.form_versions)[0]
    cells = {
        row: {column: str(value) for column, value in columns.items()}
        for row, columns in good_cells(form).items()
    }
    saved = post(clerk, f"/assignments/{mine.id}/save", {"cells": {"TTHC-1": cells}, "narrative": TEXTS})
    assert saved.json()["errors"] == []
    assert post(clerk, f"/assignments/{mine.id}/submit").json()["state"] == "submitted"
    refused = post(clerk, f"/assignments/{mine.id}/approve")
    assert (refused.status_code, refused.headers["Content-Type"]) == (403, "application/problem+json")
    assert post(leader, f"/assignments/{mine.id}/return").status_code == 422
    back = post(
        leader, f"/assignments/{mine.id}/return", {"reason": "Thiếu số", "cells": ["TTHC-1/land/online"]}
    ).json()
    assert (back["state"], back["marks"]) == ("returned", ["TTHC-1/land/online"])
    assert {one["action"] for one in back["actions"] if one["open"]} == set()
    assert "save" in {
        one["action"] for one in clerk.get(f"{API}/assignments/{mine.id}").json()["actions"] if one["open"]
    }
    assert post(clerk, f"/assignments/{mine.id}/fly").status_code == 404
    assert clerk.get(f"{API}/assignments/{mine.id}/report.pdf").status_code == 404


def test_a_regime_without_its_parts_or_with_too_near_a_deadline_is_refused(
    state: State, as_: Callable[[str], Client]
) -> None:
    manager = as_("manager")
    given = manager.get(f"{API}/regimes/TTHC-QUY").json()
    given = {
        name: value
        for name, value in given.items()
        if name not in ("version", "warnings", "simulated", "outline", "valid_to")
    }
    given |= {"code": "THU", "outline": [], "sector": "4"}
    wrong = post(manager, "/regimes", given)
    assert wrong.status_code == 422
    assert "outline" in {fault["field"] for fault in wrong.json()["faults"]}
    given |= {"content": "figures"}
    given["chains"]["ministry"]["levels"][0]["rules"][0]["day"] = 14  # the cut-off itself
    near = post(manager, "/regimes", given)
    assert near.status_code == 422
    assert "8" in near.json()["faults"][0]["message"]
    given["chains"]["ministry"]["levels"][0]["rules"][0]["day"] = 25
    given["convention"] = "calendar"
    given["chains"]["ministry"]["levels"][0]["rules"][0] |= {"month_offset": 1}
    given["chains"]["province"]["levels"][-1]["rules"][0] |= {"month_offset": 1}
    made = post(manager, "/regimes", given)
    assert made.status_code == 201, made.content
    assert {one["code"] for one in made.json()["warnings"]} == {"window_differs", "asked_twice"}
    assert post(as_("clerk"), "/regimes", given).status_code == 403
