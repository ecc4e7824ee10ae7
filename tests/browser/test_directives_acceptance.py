"""One duty's whole way in a real browser: from a telegram's PDF to a proof that verifies off line."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.browser.test_cutting import enter
from tests.browsing import follow
from tests.directives import papers
from tests.directives.pictures import picture
from tests.running import Program, wait_until

pytestmark = [pytest.mark.browser, pytest.mark.slow]
OpenPage = Callable[..., Any]

SYMBOL = "905/CĐ-TTg"
DUTY = "phương án điều chỉnh kế hoạch vốn"
"""What the Ministry of Finance owes by 7 August 2020; the demonstration's morning is the tenth."""


def test_from_a_telegram_to_a_proof_off_line(program: Program, open_page: OpenPage, tmp_path: Path) -> None:
    program.settle()
    clerk, second, lead = (
        open_page(name, "/directives/") for name in ("vpcp.tiepnhan", "vpcp.theodoi", "btc.chuyenvien")
    )
    directive = _cut_five_tasks_out(clerk, tmp_path)
    record = _checked_by_the_second_and_published(clerk, second, directive)
    _acknowledged(lead, record)
    _deadline_moved_by_document(second, record)
    _broken_down(lead, record)
    _progress_by_phone_off_line_first(lead, record, tmp_path)
    _wrong_evidence_refused(lead, record, tmp_path)
    _right_evidence_claimed(lead, record)
    _verified_late_by_one_deadline_and_in_time_by_the_other(second, record)
    auditor = open_page("ttcp.kiemtra", record)
    receipt = _down_to_the_proof(auditor, tmp_path)
    _receipt_proves_itself_off_line(receipt, tmp_path)
    for page in (clerk, second, lead, auditor):
        assert [
            one for one in page.errors if "422" not in one and "ERR_INTERNET_DISCONNECTED" not in one
        ] == []


def _telegram(folder: Path) -> Path:
    changes = {
        "2025": "2020",
        "21 tháng 9": "03 tháng 8",
        "169/CĐ-TTg": SYMBOL,
        "trước ngày 30/9/2020": "trước ngày 08/8/2020",
    }
    lines = list(papers.TELEGRAM)
    for old, new in changes.items():
        lines = [one.replace(old, new) for one in lines]
    file = folder / "cong-dien.pdf"
    file.write_bytes(papers.pdf([*lines, "KT. THỦ TƯỚNG", "Trương Hòa Bình"]))
    return file


def _cut_five_tasks_out(page: Any, folder: Path) -> str:
    page.goto("/directives/documents/new/")
    cut = enter(page, _telegram(folder))
    assert page.locator(".proposal-card").count() == 5
    follow(page, "form[action$='/cut/ready/'] button")
    while page.locator(".proposal-card").count():
        follow(page, ".proposal-card .button >> nth=0")
        page.wait_for_selector("#form")
        if page.locator("input[name=reading]").count():
            page.locator("input[name=reading]").nth(0).check()
        follow(page, "#form button.is-primary")
    assert page.locator(".cut-task").count() == 5
    return cut.removesuffix("cut/")


def _checked_by_the_second_and_published(clerk: Any, second: Any, directive: str) -> str:
    """Who entered it may not check it. Gives the record of the duty that is followed from here."""
    clerk.goto(directive)
    assert clerk.locator("a[href$='/do/check/']").count() == 0
    second.goto(directive)
    for action in ("check", "publish"):
        _act(second, action)
    row = second.locator(f"tr[data-href*='/directives/tasks/']:has-text('{DUTY}')")
    assert row.count() == 1
    return str(row.get_attribute("data-href"))


def _act(page: Any, action: str, **given: str) -> None:
    """Press a record's button and answer what it asks on its own page."""
    record = page.url
    asks = page.locator(f"a[href$='/do/{action}/']")
    if asks.count():
        follow(page, f"a[href$='/do/{action}/'] >> nth=0")
        page.wait_for_url(f"**/do/{action}/")
        for name, value in given.items():
            page.fill(f"[name={name}]", value)
        page.click("main form button[type=submit]")
        page.wait_for_url(record)
    else:
        follow(page, f"form[action$='/do/{action}/'] button")


def _acknowledged(lead: Any, record: str) -> None:
    lead.goto(record)
    _act(lead, "acknowledge")
    assert "Đang thực hiện" in lead.inner_text(".subheading")
    assert "Quá hạn" in lead.inner_text(".subheading")


def _deadline_moved_by_document(office: Any, record: str) -> None:
    office.goto(record)
    _act(office, "move_deadline", due_on="2020-08-31", document="6501/VPCP-KTTH")
    assert "Theo thời hạn ban đầu" in office.inner_text("main")
    assert office.locator("dd .state-overdue").count() == 1
    assert office.locator("dd .state-in-time").count() == 1


def _broken_down(lead: Any, record: str) -> None:
    lead.goto(record)
    _act(lead, "break_down", children="T22 | Rà soát nhu cầu vốn của tỉnh | 2020-08-20")
    part = lead.locator("tr[data-href*='/directives/tasks/']")
    assert part.count() == 1
    assert "Quảng Ninh" in part.inner_text()


def _progress_by_phone_off_line_first(lead: Any, record: str, folder: Path) -> None:
    photo = folder / "cong-truong.jpg"
    photo.write_bytes(picture(size=(1200, 900)))
    lead.set_viewport_size({"width": 390, "height": 844})
    follow(lead, "a[href*='/directives/phone/']")
    lead.wait_for_selector("html[data-phone-kept]", state="attached")
    lead.context.set_offline(True)
    lead.reload()
    lead.wait_for_selector("html[data-phone=ready]")
    lead.fill("[name=note]", "Đã họp với 5 địa phương")
    lead.fill("[name=percent]", "60")
    lead.set_input_files("[name=photograph]", str(photo))
    lead.wait_for_selector("[data-phone-photo] img")
    lead.click("form[data-phone] button.is-primary")
    lead.wait_for_selector(".phone-entries li[data-state=kept]:has-text('Đang giữ trên điện thoại này')")
    lead.context.set_offline(False)
    lead.wait_for_selector(".phone-entries li[data-state=sent]:has-text('Đã gửi lúc')", timeout=60_000)
    lead.set_viewport_size({"width": 1280, "height": 900})
    lead.goto(record)
    notes = lead.locator(".notes li")
    assert notes.count() == 1
    assert "Đã họp với 5 địa phương (60\N{NO-BREAK SPACE}%)" in notes.inner_text()
    assert "không phải minh chứng hoàn thành" in notes.inner_text()
    lead.click(".note-photo summary")
    wait_until(lambda: lead.evaluate("document.querySelector('.note-photo img').naturalWidth > 0"), 30)


def _wrong_evidence_refused(lead: Any, record: str, folder: Path) -> None:
    """A photograph is no document; an address is no evidence of a document either."""
    follow(lead, "a[href$='/do/claim/']")
    lead.fill("[name=completed_on]", "2020-08-10")
    lead.select_option("[name=evidence_kind]", "file")
    lead.set_input_files("[name=file]", str(folder / "cong-truong.jpg"))
    lead.click("main form button[type=submit]")
    lead.wait_for_selector(".faults")
    assert "Tệp phải là PDF." in lead.inner_text(".faults")
    lead.evaluate(
        "document.querySelector('[name=evidence_kind]').append(new Option('địa chỉ hệ thống', 'address', true, true))"
    )
    lead.click("main form button[type=submit]")
    lead.wait_for_selector(".faults:has-text('làm minh chứng')")
    assert "phải có văn bản (số, ngày) hoặc tệp văn bản" in lead.inner_text(".faults")
    lead.goto(record)
    assert "Đang thực hiện" in lead.inner_text(".subheading")


def _right_evidence_claimed(lead: Any, record: str) -> None:
    follow(lead, "a[href$='/do/claim/']")
    lead.select_option("[name=evidence_kind]", "document")
    for name, value in {
        "symbol": "9012/BTC-ĐT",
        "dated": "2020-08-10",
        "issuer": "Bộ Tài chính",
        "completed_on": "2020-08-10",
    }.items():
        lead.fill(f"[name={name}]", value)
    lead.click("main form button[type=submit]")
    lead.wait_for_url(f"**{record}")
    assert "9012/BTC-ĐT, 10/08/2020 (Bộ Tài chính)" in lead.inner_text("main")
    assert lead.locator("a[href$='/do/verify/']").count() == 0  # who claims cannot verify


def _verified_late_by_one_deadline_and_in_time_by_the_other(office: Any, record: str) -> None:
    office.goto(record)
    _act(office, "verify")
    assert office.locator(".subheading .state-done-in-time, .subheading .clock").count() > 0
    shown = office.inner_text("main")
    assert "31/08/2020" in shown
    assert office.locator("dd .state-done-late").count() == 1
    assert office.locator("dd .state-done-in-time").count() == 1
    # The statistics say the same, each by its own deadline.
    for against, column in (("", "done_in_time"), ("original", "done_late")):
        query = f"?directive={SYMBOL}&level=all&class={column}" + (f"&against={against}" if against else "")
        office.goto(f"/directives/{query}")
        assert office.locator(f"tr[data-href='{record}']").count() == 1
    office.goto(record)


def _down_to_the_proof(auditor: Any, folder: Path) -> Path:
    proof = auditor.locator(".timeline li:has-text('Kiểm chứng, đóng') a[href^='/ledger/']")
    wait_until(
        lambda: bool(auditor.reload() and proof.count()), 30
    )  # until the entry has its place in the tree
    with auditor.expect_navigation():
        proof.first.click()
    with auditor.expect_download() as given:
        auditor.click("a[href$='/receipt']")
    given.value.save_as(folder / "receipt")
    return folder / "receipt"


def _receipt_proves_itself_off_line(receipt: Path, folder: Path) -> None:
    """No database, no data folder, no network address: the file alone; and one changed word is found."""

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
    assert json.loads(found.stdout)["ok"] is True
    text = receipt.read_text(encoding="utf-8")
    assert SYMBOL in text
    forged = folder / "forged"
    forged.write_text(text.replace(SYMBOL, SYMBOL.replace("/CĐ", "/QĐ")), encoding="utf-8")
    refused = verified(forged)
    assert refused.returncode == 1
    assert json.loads(refused.stdout)["ok"] is False
