"""The pages by which officials do it all, with and without faults."""

import re
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from dieuhanh.reporting.actions.periods import open_period
from dieuhanh.reporting.models import Assignment, Upload
from dieuhanh.reporting.queries.filling import forms_of
from tests.reporting.flow.conftest import AUGUST, TEXTS, State, assignment_of, fill_workbook, good_cells


@pytest.fixture
def mine(state: State) -> Assignment:
    open_period("TTHC-QUY", "2020-Q3", by=state.receiver, at=AUGUST)
    return assignment_of(state, "BCT")


def test_every_page_opens_in_both_languages(
    state: State, mine: Assignment, client_for: Callable[..., Any]
) -> None:
    clerk, receiver = client_for(state.appointments["clerk"]), client_for(state.appointments["receiver"])
    pages = [
        reverse("reporting:home"), reverse("reporting:assignments"), reverse("reporting:assignment", args=[mine.id]),
        reverse("reporting:entry", args=[mine.id]), reverse("reporting:regimes"), reverse("reporting:regime", args=["TTHC-QUY"]),
        reverse("reporting:form", args=["TTHC-1"]), reverse("reporting:act", args=[mine.id, "declare_no_data"]),
    ]  # fmt: skip
    for language in ("vi", "en"):
        for page in pages:
            answer = clerk.get(page, headers={"Accept-Language": language})
            assert answer.status_code == 200, (page, answer.content[:300])
            assert b"style=" not in answer.content
        assert (
            receiver.get(reverse("reporting:period-open"), headers={"Accept-Language": language}).status_code
            == 200
        )
    assert clerk.get(reverse("reporting:period-open")).status_code == 403


def test_the_grid_saves_drafts_and_goes_on_when_all_is_good(
    state: State, mine: Assignment, client_for: Callable[..., Any]
) -> None:
    clerk = client_for(state.appointments["clerk"])
    form = forms_of(mine.form_versions)[0]
    told = clerk.post(reverse("reporting:draft", args=[mine.id]), {"cell:TTHC-1:land:online": "1.2O4"}).json()
    assert told["faults"][0]["field"] == "cell:TTHC-1:land:online"
    page = clerk.get(reverse("reporting:entry", args=[mine.id])).content.decode()
    assert "1.2O4" in page
    fields = {
        f"cell:TTHC-1:{row}:{column}": str(value)
        for row, columns in good_cells(form).items()
        for column, value in columns.items()
    }
    fields |= {f"text:{key}": text for key, text in TEXTS.items()}
    wrong = clerk.post(
        reverse("reporting:entry", args=[mine.id]), {**fields, "cell:TTHC-1:total:online": "5", "check": "1"}
    )
    assert wrong.status_code == 422
    assert "khác 600" in wrong.content.decode()
    assert "Lưu và kiểm tra" in page
    done = clerk.post(reverse("reporting:entry", args=[mine.id]), {**fields, "check": "1"})
    assert done.status_code == 302
    mine.refresh_from_db()
    assert mine.state == "checked"


def test_what_the_form_on_the_page_sends_is_taken(
    state: State, mine: Assignment, client_for: Callable[..., Any]
) -> None:
    """A browser sends every field that has a name: computed cells must have none."""
    clerk = client_for(state.appointments["clerk"])
    page = clerk.get(reverse("reporting:entry", args=[mine.id])).content.decode()
    sent = dict(re.findall(r'<input[^>]* name="(cell:[^"]+)" value="([^"]*)"', page))
    assert sent
    assert 'data-cell="cell:TTHC-1:land:received_total"' in page
    assert clerk.post(reverse("reporting:entry", args=[mine.id]), sent).status_code == 200


def test_an_upload_with_two_faults_shows_both_and_gives_the_marked_book(
    state: State, mine: Assignment, client_for: Callable[..., Any]
) -> None:
    clerk = client_for(state.appointments["clerk"])
    form = forms_of(mine.form_versions)[0]
    workbook = clerk.get(reverse("reporting:workbook", args=[mine.id]))
    assert workbook.headers["Content-Disposition"].startswith("attachment")
    cells = good_cells(form)
    cells["land"]["resolved_late"] = "1.2O4"
    cells["total"]["online"] = 617
    filled = fill_workbook(workbook.content, form, cells)
    answer = clerk.post(
        reverse("reporting:upload-workbook", args=[mine.id]),
        {"file": SimpleUploadedFile("bieu.xlsx", filled)},
    )
    kept = Upload.objects.get()
    assert answer.headers["Location"] == reverse("reporting:upload", args=[kept.id])
    page = clerk.get(answer.headers["Location"]).content.decode()
    assert "hãy ghi 1.204" in page
    assert "617 khác 600" in page
    marked = load_workbook(BytesIO(clerk.get(reverse("reporting:marked", args=[kept.id])).content))
    assert marked["TTHC-1"]["I11"].comment is not None
    assert marked["TTHC-1"]["I11"].value == "1.2O4"
    mine.refresh_from_db()
    assert mine.state == "open"
    other = client_for(state.appointments["both"])
    assert other.get(reverse("reporting:marked", args=[kept.id])).status_code == 404
