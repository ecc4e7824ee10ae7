"""The pages of figures in a real Chromium, with the demonstration's figures: axe, keys, drilling, charts, and without scripts."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.browsing import follow

pytestmark = pytest.mark.browser
OpenPage = Callable[..., Any]
OFFICE = "vpcp.tiepnhan"
PAGES = (
    "/reporting/indicators/",
    "/reporting/indicators/KH-01/",
    "/reporting/indicators/DT-04/?view=bodies&group=provinces",
    "/reporting/indicators/KH-01/?view=targets",
    "/reporting/indicators/DT-02/?view=about",
    "/reporting/indicators/DT-02/made-of/?period=2020-07",
    "/reporting/targets/",
    "/reporting/targets/new/",
    "/reporting/indicators/new/",
    "/reporting/import/",
)


@pytest.mark.parametrize(("language", "width"), [("vi", 1280), ("en", 1920)])
def test_axe_finds_nothing_and_no_page_scrolls_sideways(
    open_page: OpenPage,
    axe: Callable[[Any], list[str]],
    language: str,
    width: int,
) -> None:
    page = open_page(OFFICE, PAGES[0], language=language, width=width)
    for address in PAGES:
        page.goto(address)
        page.wait_for_load_state("networkidle")
        assert axe(page) == [], address
        assert page.evaluate(
            "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
        ), address
    page.goto(PAGES[1])
    page.goto(page.locator("a[href*='/reporting/facts/']").first.get_attribute("href"))
    assert axe(page) == []
    assert page.errors == []


def test_a_number_opens_by_key_down_to_its_proof_and_comes_back(open_page: OpenPage) -> None:
    page = open_page(OFFICE, "/reporting/indicators/DT-04/?organisation=BCT", language="en")
    page.wait_for_selector(".chart.twin-ready canvas")
    page.keyboard.press("t")
    page.wait_for_selector(".chart.twin-open")
    number = page.locator("table[data-list] td.num a").first
    shown = number.inner_text().split()[0]
    number.focus()
    page.keyboard.press("Enter")
    drill = page.locator("#drill")
    drill.get_by_text("Where this figure comes from").wait_for()
    assert shown in drill.inner_text()
    assert "signature valid at receipt" in drill.inner_text()
    assert "/reporting/facts/" in page.url
    drill.get_by_role("link", name="Check the signature again now").click()
    drill.get_by_text("The signature is valid.").wait_for()
    page.keyboard.press("Escape")
    drill.get_by_text("Download the receipt").wait_for()
    with page.expect_download() as receipt:
        drill.get_by_role("link", name="Download the receipt").click()
    assert receipt.value.suggested_filename.startswith("receipt-")
    page.keyboard.press("Escape")
    drill.wait_for(state="hidden")
    assert "organisation=BCT" in page.url


def test_the_wall_opens_to_the_same_page(open_page: OpenPage) -> None:
    page = open_page(OFFICE, "/wall/?scene=", language="en", width=1920, height=1080)
    page.locator("#tile-headlines a[data-drill]").nth(1).click()
    drill = page.locator("#drill")
    drill.locator("a[href*='/reporting/facts/'], a[href*='period=']").first.click()
    drill.locator("h1").wait_for()
    page.wait_for_url(lambda url: "/reporting/facts/" in url or "period=" in url)


def test_the_catalogue_works_by_keys_and_pasted_rows_show_their_faults(open_page: OpenPage) -> None:
    page = open_page(OFFICE, "/reporting/indicators/?q=giai+ngan", language="vi")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "/reporting/indicators/DT-" in url)
    page.goto("/reporting/import/")
    page.fill("#id_text", "organisation;indicator;period;value\nBCT;DT-04;2020-07;1,5\nBCT;DT-99;2020-07;1\n")
    follow(page, "form:has(#id_text) button[type=submit]")
    page.get_by_text("Lỗi theo dòng và cột").wait_for(state="attached")
    assert "DT-99" in page.inner_text("main")


def test_every_page_says_the_same_without_scripts(open_page: OpenPage, browser: Any, program: Any) -> None:
    signed_in = open_page(OFFICE, "/reporting/indicators/", language="en")
    context = browser.new_context(
        java_script_enabled=False, base_url=program.url, storage_state=signed_in.context.storage_state()
    )
    page = context.new_page()
    page.goto("/reporting/indicators/DT-04/?organisation=BCT")
    assert page.locator(".chart table").is_visible()
    page.select_option("#id_layout", "34")
    follow(page, "form.filter-form button[type=submit]")
    assert "layout=34" in page.url
    with page.expect_navigation():
        page.locator("table[data-list] td.num a").first.click()
    assert page.locator("h1").inner_text()
    assert "/reporting/facts/" in page.url
    context.close()
