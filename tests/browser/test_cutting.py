"""A telegram's PDF is dropped, five tasks are cut out of it, a second person checks them, and they are published."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.browsing import follow
from tests.directives import papers

pytestmark = [pytest.mark.browser, pytest.mark.slow]
Open = Callable[..., Any]
SELECT = """words => {
    const mark = [...document.querySelectorAll('[data-start]')].find(one => one.textContent.includes(words));
    const at = mark.textContent.indexOf(words), range = document.createRange();
    range.setStart(mark.firstChild, at); range.setEnd(mark.firstChild, at + words.length);
    getSelection().removeAllRanges(); getSelection().addRange(range);
}"""


def telegram(folder: Path, symbol: str) -> Path:
    """The telegram as of the demonstration's summer, with a signer."""
    lines = [
        line.replace("2025", "2020").replace("21 tháng 9", "03 tháng 8").replace("169/CĐ-TTg", symbol)
        for line in papers.TELEGRAM
    ]
    file = folder / "cong-dien.pdf"
    file.write_bytes(papers.pdf([*lines, "KT. THỦ TƯỚNG", "Trương Hòa Bình"]))
    return file


def enter(page: Any, file: Path) -> str:
    """Drop the file, check what was read, enter; gives the address of the cutting page."""
    page.set_input_files("input[name=file]", str(file))
    page.click("button[name=read]")
    page.wait_for_selector(".paper-text")
    follow(page, "form:has([name=symbol]) button[type=submit]")
    page.wait_for_url("**/cut/")
    return str(page.url)


def test_from_a_telegram_s_pdf_to_five_published_tasks(
    open_page: Open, axe: Callable[[Any], list[str]], tmp_path: Path
) -> None:
    page = open_page("vpcp.tiepnhan", "/directives/documents/new/")
    assert axe(page) == []
    cut = enter(page, telegram(tmp_path, "901/CĐ-TTg"))
    assert page.locator(".proposal-card").count() == 5
    assert axe(page) == []

    # Words are selected and become a task that keeps exactly them.
    page.evaluate(SELECT, "theo dõi, đôn đốc việc thực hiện Công điện")
    with page.expect_navigation():
        page.keyboard.press("t")
    page.wait_for_selector("#form")
    assert page.inner_text(".span-text") == "theo dõi, đôn đốc việc thực hiện Công điện"
    assert page.input_value("[name=lead]") == "body:VPCP"
    follow(page, "#form button.is-primary")
    page.wait_for_selector(".cut-task")
    assert page.locator(".proposal-card").count() == 4

    # What leaves nothing to choose is cut at once; what can be read in two ways asks.
    follow(page, "form[action$='/cut/ready/'] button")
    page.wait_for_selector(".cut-task >> nth=3")
    follow(page, ".proposal-card .button")
    page.wait_for_selector("#form")
    assert axe(page) == []
    follow(page, "#form button.is-primary")
    page.wait_for_selector(".faults")
    page.locator("input[name=reading]").nth(1).check()
    follow(page, "#form button.is-primary")
    page.wait_for_selector(".cut-task >> nth=4")
    assert page.locator(".proposal-card").count() == 0
    # of the proposal that a selection covers in part, the words before and after it stay uncovered
    assert page.evaluate("document.querySelectorAll('mark:not(.is-covered)').length") == 2
    assert [one for one in page.errors if "422" not in one] == []

    # Who entered it may not check it; the second person does, and it is published.
    record = cut.removesuffix("cut/")
    page.goto(record)
    assert page.locator("a[href$='/do/check/']").count() == 0
    second = open_page("vpcp.theodoi", record)
    follow(second, "a[href$='/do/check/']")
    follow(second, "main form button[type=submit]")
    second.wait_for_url(record)
    follow(second, "a[href$='/do/publish/']")
    follow(second, "main form button[type=submit]")
    second.wait_for_url(record)
    assert second.locator("tr[data-href*='/directives/tasks/']").count() == 5
    assert "901/CĐ-TTg" in second.inner_text("main")


def test_without_scripts_ticked_clauses_become_a_task(open_page: Open, browser: Any, tmp_path: Path) -> None:
    page = open_page("vpcp.tiepnhan", "/directives/documents/new/", language="en")
    cut = enter(page, telegram(tmp_path, "902/CĐ-TTg"))
    plain = browser.new_context(java_script_enabled=False, storage_state=page.context.storage_state())
    bare = plain.new_page()
    bare.goto(cut)
    bare.locator(".clause:has-text('Bộ Xây dựng kiểm tra') input").check()
    follow(bare, ".cutting-bar button")
    assert re.search(r"span=\d+-\d+", bare.url)
    assert bare.input_value("[name=lead]") == "body:BXD"
    follow(bare, "#form button.is-primary")
    assert bare.locator(".cut-task").count() == 1
    assert bare.locator(".proposal-card").count() == 4
    plain.close()


@pytest.mark.parametrize(("width", "height"), [(1280, 900), (1920, 1080)])
def test_both_panes_fit_the_screen(open_page: Open, tmp_path: Path, width: int, height: int) -> None:
    page = open_page("vpcp.tiepnhan", "/directives/documents/new/", language="en", width=width, height=height)
    enter(page, telegram(tmp_path, f"{width}/CĐ-TTg"))
    assert page.evaluate("document.querySelector('main').scrollWidth") <= width
    assert page.evaluate(
        "[...document.querySelectorAll('.cutting > section')].every(one => one.scrollWidth <= one.clientWidth)"
    )
