"""Workbooks as officials and attackers send them."""

import struct
import zipfile
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from dieuhanh.config.errors import Conflict, Invalid, Missing
from dieuhanh.reporting.actions.periods import open_period
from dieuhanh.reporting.actions.uploads import access_upload, upload_workbook, workbook_for
from dieuhanh.reporting.models import Assignment, Fact, Submission, Upload
from dieuhanh.reporting.queries.filling import forms_of
from dieuhanh.reporting.xlsx.mark import SUMMARY
from dieuhanh.reporting.xlsx.place import Sheet
from dieuhanh.reporting.xlsx.read import identity, open_workbook, read_number
from dieuhanh.reporting.xlsx.sniff import NotAWorkbook, sniff
from tests.reporting.flow.conftest import AUGUST, State, assignment_of, fill_workbook, good_cells

LARGEST = 10 * 2**20
LIBREOFFICE = Path(__file__).with_name("saved-by-libreoffice.xlsx")


@pytest.fixture
def mine(state: State) -> Assignment:
    open_period("TTHC-QUY", "2020-Q3", by=state.receiver, at=AUGUST)
    return assignment_of(state, "BCT")


def filled(state: State, mine: Assignment, **changes: Any) -> bytes:
    form = forms_of(mine.form_versions)[0]
    cells = good_cells(form)
    for name, value in changes.items():
        row, column = name.split("__")
        cells[row][column] = value
    return fill_workbook(workbook_for(mine.id, by=state.clerk)[1], form, cells)


def upload(state: State, mine: Assignment, content: bytes) -> Any:
    return upload_workbook(mine.id, by=state.clerk, name="bieu.xlsx", content=content, at=AUGUST)


def test_the_workbook_is_locked_and_validated_except_where_figures_go(state: State, mine: Assignment) -> None:
    book = load_workbook(BytesIO(workbook_for(mine.id, by=state.clerk)[1]))
    layout = forms_of(mine.form_versions)[0].layout
    sheet, place = book["TTHC-1"], Sheet(layout)
    assert sheet.protection.sheet
    assert book["_dieuhanh"].sheet_state == "veryHidden"
    for row, column in layout.places():
        assert sheet[place.address(row.key, column.key)].protection.locked is not layout.is_entered(
            row, column
        )
    assert sheet["A10"].protection.locked
    said = sheet.data_validations.dataValidation[0]
    assert "không phát sinh thì ghi 0" in said.error
    assert "0 where there was none" in said.error
    assert sheet[place.address("land", "received_total")].value.startswith("=")


@pytest.mark.parametrize(
    ("raw", "value"),
    [(None, None), ("", None), (" – ", None), (1204, 1204), (1204.0, 1204), (0.1 + 0.2, Decimal("0.3")), ("1.204", 1204),
     ("1,5", Decimal("1.5")), ("1.204.567,8", Decimal("1204567.8")), (" 12 ", 12), ("-3", -3)],
)  # fmt: skip
def test_it_reads_numbers_as_officials_write_them(raw: object, value: object) -> None:
    assert read_number(raw, "vi") == (value, None)


@pytest.mark.parametrize(
    "raw",
    ["1.2O4", "l2", "12%", "=1+1", "#DIV/0!", True, "mười", "1.2.3", float("inf"), 10**19, "9" * 25, AUGUST],
)
def test_it_names_what_is_no_number_and_what_to_write(raw: object) -> None:
    value, text = read_number(raw, "vi")
    assert value is None
    assert text is not None
    assert text.vi
    assert text.en


def test_all_faults_come_at_once_with_their_places_and_nothing_is_written(
    state: State, mine: Assignment
) -> None:
    content = filled(
        state,
        mine,
        land__resolved_late="1.2O4",
        total__pending_in_term=617,
        justice__direct=-4,
        health__online=None,
    )
    done = upload(state, mine, content)
    found = {(one.sheet, f"{one.column}{one.row}"): one for one in done.faults}
    assert set(found) >= {("TTHC-1", "I11"), ("TTHC-1", "K10"), ("TTHC-1", "E14"), ("TTHC-1", "D17")}
    assert found["TTHC-1", "I11"].value == "1.2O4"
    assert "hãy ghi 1.204" in found["TTHC-1", "I11"].message
    assert "ghi 0" in found["TTHC-1", "D17"].message
    assert done.upload.state == "faulty"
    assert done.upload.cells_read == 88
    assert Submission.objects.get(assignment=mine).cells == {}
    assert Assignment.objects.get(pk=mine.pk).state == "open"
    marked = load_workbook(BytesIO(bytes(done.upload.marked)))
    sheet = marked["TTHC-1"]
    assert sheet["I11"].value == "1.2O4"
    assert sheet["I11"].comment.text
    assert sheet["J11"].comment is None
    assert marked.sheetnames[0] == SUMMARY
    assert marked[SUMMARY].max_row == 1 + len(done.faults)


def test_a_total_is_not_told_as_missing_where_its_line_is_told_already(
    state: State, mine: Assignment
) -> None:
    done = upload(state, mine, filled(state, mine, land__online="x", total__online="", health__direct=None))
    assert [f"{one.column}{one.row}" for one in done.faults if one.row == 10] == []
    assert {f"{one.column}{one.row}" for one in done.faults} == {"D11", "E17"}


def as_libreoffice_saved_it(state: State, mine: Assignment) -> bytes:
    """A form of this kind that LibreOffice 7.4 saved (by way of its own format), made out to this report."""
    made = load_workbook(BytesIO(workbook_for(mine.id, by=state.clerk)[1]))["_dieuhanh"]
    kept = load_workbook(LIBREOFFICE)["_dieuhanh"]
    said = {str(kept.cell(row, 2).value): str(made.cell(row, 2).value) for row in range(1, 4)}
    out = BytesIO()
    with zipfile.ZipFile(LIBREOFFICE) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            text = old.read(part)
            for before, after in said.items():
                text = text.replace(before.encode(), after.encode())
            new.writestr(part.filename, text)
    return out.getvalue()


def test_a_form_filled_in_libreoffice_goes_in_as_it_was_saved(state: State, mine: Assignment) -> None:
    content = as_libreoffice_saved_it(state, mine)
    assert b"LibreOffice" in zipfile.ZipFile(BytesIO(content)).read("docProps/app.xml")
    assert upload(state, mine, content).saved.assignment.state == "checked"
    cells = Submission.objects.get(assignment=mine).cells["TTHC-1"]
    assert Decimal(cells["total"]["carried_over"]) == 100
    assert Decimal(cells["land"]["resolved_early"]) == 50


def test_the_marked_workbook_mended_goes_in(state: State, mine: Assignment) -> None:
    done = upload(state, mine, filled(state, mine, land__resolved_late="1.2O4"))
    book = load_workbook(BytesIO(bytes(done.upload.marked)))
    book["TTHC-1"]["I11"] = 1
    out = BytesIO()
    book.save(out)
    assert upload(state, mine, out.getvalue()).saved.assignment.state == "checked"


def test_a_faulty_upload_is_for_its_owner_only(state: State, mine: Assignment) -> None:
    done = upload(state, mine, filled(state, mine, land__resolved_late="x"))
    assert access_upload(done.upload.id, by=state.clerk).id == done.upload.id
    for other in (state.leader, state.receiver, state.stranger):
        with pytest.raises(Missing):
            access_upload(done.upload.id, by=other)


def test_a_workbook_of_another_body_period_or_version_is_named_as_such(
    state: State, mine: Assignment
) -> None:
    theirs = assignment_of(state, "BTC")
    with pytest.raises(Invalid, match="BTC-TTHC-QUY-2020-Q3"):
        upload(state, mine, workbook_for(theirs.id, by=state.stranger)[1])
    book = load_workbook(BytesIO(filled(state, mine)))
    book["_dieuhanh"]["B3"] = "0:abc"
    out = BytesIO()
    book.save(out)
    with pytest.raises(Invalid) as caught:
        upload(state, mine, out.getvalue())
    assert caught.value.code == "other-version"
    with pytest.raises(Missing):
        upload_workbook(mine.id, by=state.stranger, name="x.xlsx", content=filled(state, mine))
    assert not Upload.objects.exists()


def test_lines_that_were_moved_are_told(state: State, mine: Assignment) -> None:
    book = load_workbook(BytesIO(filled(state, mine)))
    book["TTHC-1"]["A11"], book["TTHC-1"]["A12"] = book["TTHC-1"]["A12"].value, book["TTHC-1"]["A11"].value
    out = BytesIO()
    book.save(out)
    assert [one.row for one in upload(state, mine, out.getvalue()).faults if "không chèn" in one.message] == [
        11,
        12,
    ]


def test_nothing_goes_into_a_report_that_is_with_the_leader(state: State, mine: Assignment) -> None:
    content = filled(state, mine)
    Assignment.objects.filter(pk=mine.pk).update(state="submitted")
    with pytest.raises(Conflict):
        upload(state, mine, content)


def repack(content: bytes, **more: bytes) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for one in old.infolist():
            new.writestr(one, old.read(one))
        for name, data in more.items():
            new.writestr(name.replace("__", "/").replace("_dot_", "."), data)
    return out.getvalue()


def test_it_refuses_what_is_no_plain_workbook(state: State, mine: Assignment) -> None:
    good = filled(state, mine)
    sniff(good, largest=LARGEST)
    bad = {
        "empty": b"",
        "text": b"a,b\n1,2",
        "old": b"\xd0\xcf\x11\xe0" + b"\0" * 600,
        "cut": good[: len(good) // 2],
        "macro": repack(good, xl__vbaProject_dot_bin=b"x"),
        "links": repack(good, xl__externalLinks__externalLink1_dot_xml=b"<x/>"),
        "bomb": repack(good, xl__media__a_dot_bin=b"\0" * (30 * 2**20)),
        "zip": repack(b"PK\x05\x06" + b"\0" * 18, a_dot_txt=b"hello"),
    }
    for name, content in bad.items():
        with pytest.raises(NotAWorkbook) as caught:
            sniff(content, largest=LARGEST)
        assert caught.value.text.vi, name
    with pytest.raises(NotAWorkbook):
        sniff(good, largest=1000)


def test_a_lying_header_is_found(state: State, mine: Assignment) -> None:
    """The directory says small, the content is large: the reader stops at what was promised, and the sum is wrong."""
    bomb = bytearray(repack(filled(state, mine), xl__media__a_dot_bin=b"\0" * (30 * 2**20)))
    at = bytes(bomb).rfind(b"PK\x01\x02")
    struct.pack_into("<L", bomb, at + 24, 100)
    sniff(bytes(bomb), largest=LARGEST)  # passes as a small part that nobody reads
    assert upload(state, mine, bytes(bomb)).taken


def test_a_workbook_with_entities_is_refused_not_expanded(state: State, mine: Assignment) -> None:
    good = filled(state, mine)
    out = BytesIO()
    bomb = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bbbbbbbb"><!ENTITY c "&b;&b;&b;">]><worksheet>&c;</worksheet>'
    with zipfile.ZipFile(BytesIO(good)) as old, zipfile.ZipFile(out, "w") as new:
        for one in old.infolist():
            new.writestr(one.filename, bomb if one.filename == "xl/worksheets/sheet1.xml" else old.read(one))
    with pytest.raises(Invalid):
        upload(state, mine, out.getvalue())


@given(data=st.data())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_damaged_workbook_is_read_or_refused_never_a_crash(data: st.DataObject, damaged: bytes) -> None:
    content = bytearray(damaged)
    for place in data.draw(st.lists(st.integers(0, len(content) - 1), min_size=1, max_size=12)):
        content[place] = data.draw(st.integers(0, 255))
    try:
        book = open_workbook(bytes(content), largest=LARGEST)
        identity(book)
    except NotAWorkbook:
        pass


@pytest.fixture
def damaged(state: State, mine: Assignment) -> bytes:
    return filled(state, mine)


def test_figures_already_held_are_filled_in_and_count_as_entered(state: State, mine: Assignment) -> None:
    """HC-02 for LAND is a fact of this period already; the workbook brings it and the checks take it."""
    from dieuhanh.config.actor import SYSTEM
    from dieuhanh.reporting.actions.facts import record_facts
    from dieuhanh.reporting.models import Source

    Source.objects.create(
        code="CONG", publisher_vi="Cổng", publisher_en="Portal", title_vi="Cổng", title_en="Portal"
    )
    row = {
        "organisation_id": mine.respondent_id,
        "indicator": "HC-02",
        "breakdown": "LAND",
        "period": "2020-Q3",
        "value": Decimal(60),
    }
    record_facts([row], by=SYSTEM, source="CONG")
    assert Fact.objects.count() == 1
    layout = forms_of(mine.form_versions)[0].layout
    book = load_workbook(BytesIO(workbook_for(mine.id, by=state.clerk)[1]))
    assert book["TTHC-1"][Sheet(layout).address("land", "online")].value == 60
    assert book["TTHC-1"][Sheet(layout).address("construction", "online")].value is None
