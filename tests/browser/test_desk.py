"""The desk in a real browser: keys and selection, views, search, drafts, files, paper; axe in both languages."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.browsing import follow

expect = pytest.importorskip("playwright.sync_api").expect
pytestmark = pytest.mark.browser
Open = Callable[..., Any]
PAGES = [
    ("bct.chuyenvien", "/"),
    ("vpcp.tiepnhan", "/reporting/"),
    ("vpcp.tiepnhan", "/search?q=cong+thuong"),
    ("vpcp.tiepnhan", "/jobs/"),
    ("vpcp.quantri", "/organisations/"),
    ("vpcp.quantri", "/people/new"),
]


@pytest.mark.parametrize(("user", "path"), PAGES)
@pytest.mark.parametrize(("language", "width"), [("vi", 1280), ("en", 1920)])
def test_axe_finds_nothing_and_nothing_runs_out_of_the_page(
    open_page: Open, axe: Callable[[Any], list[str]], user: str, path: str, language: str, width: int
) -> None:
    page = open_page(user, path, language=language, width=width)
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.errors == []


def test_rows_are_chosen_by_keys_and_by_a_stretch_of_the_mouse(open_page: Open) -> None:
    page = open_page("vpcp.tiepnhan", "/reporting/?clock=in_time")
    picked = "[...document.querySelectorAll('[data-pick]')].map((one, at) => one.checked ? at : -1).filter((at) => at >= 0)"
    assert page.is_disabled("[data-bulk] button >> nth=0")
    for key in ("j", "j", "x", "j", "j", "Shift+X"):
        page.keyboard.press(key)
    assert page.evaluate(picked) == [1, 2, 3]
    assert page.inner_text("[data-bulk-count]") == "3 dòng đã chọn"
    assert page.is_enabled("[data-bulk] button >> nth=0")
    page.keyboard.press("Escape")
    assert page.evaluate(picked) == []
    page.click("[data-pick] >> nth=4")
    page.click("[data-pick] >> nth=6", modifiers=["Shift"])
    assert page.evaluate(picked) == [4, 5, 6]
    page.click("[data-pick-all]")
    assert len(page.evaluate(picked)) == page.locator("[data-pick]").count() == 50
    assert page.inner_text("[data-bulk-count]") == "50 dòng đã chọn: cả trang này"


def test_f_filters_slash_searches_and_enter_opens(open_page: Open) -> None:
    page = open_page("vpcp.tiepnhan", "/reporting/")
    page.keyboard.press("f")
    page.keyboard.type("công thương")
    page.keyboard.press("Enter")
    page.wait_for_url("**q=c**")
    assert "BCT-" in page.inner_text("table.list tbody tr >> nth=0") or page.locator("text=BCT-").count()
    page.keyboard.press("/")
    page.keyboard.type("bo cong thuong")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?q=bo+cong+thuong")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url("**/organisations/BCT/**")


def test_a_view_is_saved_shown_first_and_removed(open_page: Open) -> None:
    page = open_page("btc.lanhdao", "/reporting/?clock=in_time&sort=-number")
    page.click(".toolbar summary >> nth=0")
    page.fill("#view-name", "Còn hạn")
    page.check(".toolbar input[name=default]")
    follow(page, ".toolbar form[action='/views/'] button")
    page.wait_for_url("**view=**")
    assert "Còn hạn" in page.inner_text(".toolbar summary >> nth=0")
    page.goto("/reporting/")
    assert "clock=in_time&sort=-number" in page.url
    page.click(".toolbar summary >> nth=0")
    follow(page, ".menu-row form button")
    page.wait_for_url("**view=none")
    page.goto("/reporting/")
    assert page.url.endswith("/reporting/")


def test_what_is_typed_is_kept_as_a_draft_and_the_summary_leads_to_the_field(open_page: Open) -> None:
    page = open_page("vpcp.quantri", "/people/new")
    page.fill("#id_full_name", "Trần Thị Bình")
    page.wait_for_selector(".draft-status:has-text('Đã lưu nháp')")
    page.goto("/people/")
    page.goto("/people/new")
    page.wait_for_selector(".draft-status:has-text('Đã khôi phục')")
    assert page.input_value("#id_full_name") == "Trần Thị Bình"
    follow(page, "main form button[type=submit]")
    page.wait_for_selector(".faults a[href='#id_username']")
    assert page.evaluate("document.activeElement.classList.contains('faults')")
    assert page.input_value("#id_full_name") == "Trần Thị Bình"
    page.click(".faults a[href='#id_username']")
    assert page.evaluate("location.hash") == "#id_username"
    page.goto("/people/new")
    page.click(".draft-status button")
    expect(page.locator("#id_full_name")).to_have_value("")
    with page.expect_response(lambda answer: "/drafts/?path=" in answer.url) as asked:
        page.reload()
    assert asked.value.json() == {}


def test_files_of_a_list_are_taken_by_their_links(open_page: Open) -> None:
    page = open_page("vpcp.tiepnhan", "/reporting/?clock=in_time")
    for kind in ("XLSX", "CSV"):
        with page.expect_download() as waiting:
            page.click(f".toolbar-exports a:has-text('{kind}')")
        assert waiting.value.suggested_filename.startswith("Báo cáo phải gửi 2020-08-")
        assert waiting.value.suggested_filename.endswith(kind.lower())


def test_a_list_on_paper_is_the_list_alone(open_page: Open) -> None:
    page = open_page("vpcp.tiepnhan", "/reporting/?clock=in_time")
    page.emulate_media(media="print")
    for gone in (".top", ".bulk", ".toolbar", ".filter-form", ".page-foot", ".pager a", "[data-pick]"):
        assert not page.locator(gone).first.is_visible(), gone
    assert page.is_visible("table.list tbody tr >> nth=0")
    assert page.is_visible(".all-simulated")
