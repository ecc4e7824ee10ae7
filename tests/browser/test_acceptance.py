"""The whole way of one figure in a real browser: from a ministry's spreadsheet to a proven number on the wall."""

import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from tests.browsing import follow
from tests.running import Program

pytestmark = [pytest.mark.browser]

REPORT = "BTC-DTC-THANG-2020-07"
"""The Ministry of Finance's July report: overdue on the demonstration's morning, and the country's number without it."""
FIGURES = {"C11": 900_000, "E11": 60_000, "H11": 2, "C12": 300_000, "E12": 20_000, "H12": 1, "C13": 0, "E13": 0, "H13": 0}  # fmt: skip
OVERDUE = "#tile-reports .bullet-overdue .bullet-text"
NATIONAL = "#tile-headlines a[href*='indicator=DT-02']"
OpenPage = Callable[..., Any]


def test_from_a_ministrys_spreadsheet_to_a_proven_number_on_the_wall(
    program: Program, open_page: OpenPage, tmp_path: Path
) -> None:
    program.settle()
    wall = _wall(open_page)
    before = _told(wall)
    clerk, leader, office = (
        open_page(name, "/") for name in ("btc.chuyenvien", "btc.lanhdao", "vpcp.tiepnhan")
    )
    _fill_in_with_two_faults_and_mend(clerk, tmp_path)
    _put_to_the_leader(clerk)
    record = clerk.url
    _approve_sign_and_send(leader, record, program.accounts()["btc.lanhdao"]["signing_passphrase"])
    _receive_and_accept(office, record)
    after = _changes_by_itself(wall, before)
    assert after["answered"] == before["answered"] + 1
    assert after["overdue"] == before["overdue"] - 1
    assert after["number"] != before["number"]
    receipt = _down_to_the_proof(wall, tmp_path)
    _receipt_proves_itself_off_line(receipt, tmp_path)
    for page in (wall, clerk, leader, office):
        assert [one for one in page.errors if "status of 422" not in one] == []  # the wrong passphrase


def _wall(open_page: OpenPage) -> Any:
    wall = open_page("trungtam.lanhdao", "/wall/", width=1920, height=1080)
    wall.wait_for_selector("[data-live-state=live]")
    wall.evaluate("window.stillTheSamePage = true")
    return wall


def _told(wall: Any) -> dict[str, Any]:
    """What the wall says of the country's disbursement and of overdue reports."""
    meta = wall.locator(f"{NATIONAL.split()[0]} .figure:has({NATIONAL.split()[1]}) .figure-meta").inner_text()
    answered = re.search(r"(\d+)/\d+ cơ quan", meta)
    assert answered, meta
    return {
        "number": wall.locator(NATIONAL).first.inner_text(),
        "answered": int(answered[1]),
        "overdue": int(wall.locator(OVERDUE).first.inner_text().split("/")[0]),
    }


def _fill_in_with_two_faults_and_mend(clerk: Any, folder: Path) -> None:
    follow(clerk, f"table tr:has-text('{REPORT}') a.button")
    with clerk.expect_download() as given:
        clerk.click("a[download]")
    form = folder / given.value.suggested_filename
    given.value.save_as(form)
    wrong = _filled(form, folder / "faulty.xlsx", C11="9OO.000", E13="không")
    assert clerk.locator("a[href$='.xlsx']").count() > 0
    clerk.set_input_files("input[type=file]", wrong)
    clerk.click("form:has(input[type=file]) button[type=submit]")
    clerk.wait_for_url("**/reporting/uploads/**")
    told = clerk.locator(".faults li").all_inner_texts()
    assert len(told) == 2
    assert "DTC-1, dòng 11, cột Kế hoạch vốn được giao (C11)" in told[0]
    assert "9OO.000" in told[0]
    assert "hãy ghi" in told[0]
    assert "DTC-1, dòng 13, cột Giải ngân trong kỳ (E13)" in told[1]
    assert "không" in told[1]
    with clerk.expect_download() as given:
        clerk.click("a[href$='marked.xlsx']")
    given.value.save_as(folder / "marked.xlsx")
    marked = load_workbook(folder / "marked.xlsx")["DTC-1"]
    colours = {name: marked[name].fill.fgColor.rgb for name in ("C11", "E13", "C12")}
    assert colours["C11"] == colours["E13"] != colours["C12"]
    assert "hãy ghi" in marked["C11"].comment.text
    mended = _filled(folder / "marked.xlsx", folder / "mended.xlsx")
    clerk.set_input_files("input[type=file]", mended)
    clerk.click("form:has(input[type=file]) button[type=submit]")
    clerk.wait_for_url("**/reporting/assignments/**")


def _filled(form: Path, into: Path, **instead: Any) -> Path:
    """The workbook with its figures, as a spreadsheet program saves it."""
    book = load_workbook(form)
    sheet = book["DTC-1"]
    for name, value in (FIGURES | instead).items():
        sheet[name] = value
    book.save(into)
    return into


def _put_to_the_leader(clerk: Any) -> None:
    for note in clerk.locator("textarea[name^='note:']").all():
        note.fill("Theo quyết định điều chỉnh kế hoạch vốn tháng 7.")
    if clerk.url.rstrip("/").endswith("/entry"):
        follow(clerk, "button[name=check]")
        clerk.wait_for_url(lambda url: not url.rstrip("/").endswith("/entry"))
    _act(clerk, "submit")


def _act(page: Any, action: str, **given: str) -> None:
    """Press a record's button, and answer what it asks on its own page."""
    record = page.url
    asks = page.locator(f"a[href$='/do/{action}/']")
    if asks.count():
        follow(page, f"a[href$='/do/{action}/']")
        page.wait_for_url(f"**/do/{action}/")
        for name, value in given.items():
            page.fill(f"[name={name}]", value)
        page.click("main form button[type=submit]")
        page.wait_for_url(record)
    else:
        follow(page, f"form[action$='/do/{action}/'] button")


def _approve_sign_and_send(leader: Any, record: str, passphrase: str) -> None:
    leader.goto(record)
    assert leader.locator("a[href$='/do/accept/'], form[action$='/do/accept/']").count() == 0
    _act(leader, "approve")
    follow(leader, "a[href$='/do/sign/']")
    leader.fill("[name=passphrase]", "not-the-passphrase")
    leader.click("main form button[type=submit]")
    leader.wait_for_selector("[role=alert]")
    assert leader.input_value("[name=passphrase]") == ""
    leader.fill("[name=passphrase]", passphrase)
    leader.click("main form button[type=submit]")
    leader.wait_for_url(record)
    _act(leader, "send")


def _receive_and_accept(office: Any, record: str) -> None:
    office.goto(record)
    _act(office, "receive")
    _act(office, "accept")


def _changes_by_itself(wall: Any, before: dict[str, Any]) -> dict[str, Any]:
    """The other window: the event comes in over the stream, the number moves, nothing was reloaded."""
    wall.wait_for_selector(".wall-events li:has-text('Bộ Tài chính'):has-text('đã được chấp nhận')")
    wall.wait_for_function(
        "([where, old]) => document.querySelector(where).innerText !== old", arg=[NATIONAL, before["number"]]
    )
    wall.wait_for_function(
        "([where, old]) => parseInt(document.querySelector(where).innerText) !== old",
        arg=[OVERDUE, before["overdue"]],
    )
    assert wall.evaluate("window.stillTheSamePage") is True
    assert wall.get_attribute("[data-live-state]", "data-live-state") == "live"
    return _told(wall)


def _down_to_the_proof(wall: Any, folder: Path) -> Path:
    """Number → its line → who is in the total → the source → the record and its signed file → the entry; back by Esc."""
    wall.locator(NATIONAL).first.focus()
    addresses = [wall.url]
    for inside in (
        None,
        "dialog[open] a[href*='period=2020-07']",
        "dialog[open] tr:has(th:has-text('Bộ Tài chính')) td .number a",
        f"dialog[open] a:has-text('{REPORT}')[data-drill]",
        "dialog[open] .timeline li:has-text('Chấp nhận') a[href^='/ledger/']",
    ):
        if inside:
            wall.locator(inside).first.focus()
        wall.keyboard.press("Enter")
        wall.wait_for_function("old => location.href !== old", arg=addresses[-1])
        wall.wait_for_selector("dialog[open] h1")
        addresses.append(wall.url)
        if "/reporting/assignments/" in wall.url:
            with wall.expect_download() as signed:
                wall.click("dialog[open] a[href$='report-v1.pdf']")
            signed.value.save_as(folder / "report.pdf")
            assert (folder / "report.pdf").read_bytes().startswith(b"%PDF")
    assert wall.locator("dialog[open] .proof .state-verified").count() == 4
    with wall.expect_download() as given:
        wall.click("dialog[open] a[href$='/receipt']")
    given.value.save_as(folder / "receipt")
    for address in reversed(addresses[:-1]):
        wall.keyboard.press("Escape")
        wall.wait_for_url(address)
    assert wall.locator("dialog[open]").count() == 0
    return folder / "receipt"


def _receipt_proves_itself_off_line(receipt: Path, folder: Path) -> None:
    """No database, no data folder, no network address: the file alone; and one changed figure is found."""

    def verified(file: Path) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "dieuhanh", "ledger", "verify-receipt", str(file), "--json"],
            env={"PATH": "/usr/bin:/bin", "HOME": str(folder), "PYTHONPATH": str(Path(__file__).parents[2])},
            cwd=folder,
            capture_output=True,
            text=True,
            timeout=60,
        )

    found = verified(receipt)
    assert found.returncode == 0, found.stderr + found.stdout
    told = json.loads(found.stdout)
    assert told["ok"] is True
    text = receipt.read_text(encoding="utf-8")
    assert REPORT in text
    forged = folder / "forged"
    forged.write_text(text.replace(REPORT, REPORT.replace("BTC", "BCT")), encoding="utf-8")
    refused = verified(forged)
    assert refused.returncode == 1
    assert json.loads(refused.stdout)["ok"] is False
