"""Pages on paper and in the hand, and the help of keys: nothing is cut off, no key is promised in vain."""

from collections.abc import Callable
from typing import Any

import pytest

pytest.importorskip("playwright.sync_api")
pytestmark = pytest.mark.browser
Open = Callable[..., Any]
UPRIGHT, ACROSS = 680, 1009
"""A4 less its margins, in CSS pixels."""
PAPERS = [
    ("vpcp.tiepnhan", "/directives/", ACROSS),
    ("vpcp.tiepnhan", "/directives/statistics/", ACROSS),
    ("vpcp.tiepnhan", "/directives/bodies/VPCP/given/", ACROSS),
    ("bct.chuyenvien", "/", ACROSS),
    ("bct.chuyenvien", "/programmes/NQ17-2019/", UPRIGHT),
    ("bct.chuyenvien", "/programmes/NQ17-2019/targets/17.3/", UPRIGHT),
    ("vpcp.tiepnhan", "/reporting/indicators/DT-02/", UPRIGHT),
    ("trungtam.lanhdao", "/centre/brief/", UPRIGHT),
]
_CUT = """() => [...document.querySelectorAll('main table, main tr > *, main canvas, main figure')]
    .filter(one => one.checkVisibility() && !one.closest('.sr-only'))
    .filter(one => one.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
    .map(one => `${one.tagName}: ${one.textContent.trim().slice(0, 40)}`)"""
_OVERLAID = """() => [...document.querySelectorAll('main .list tr')].filter(one => one.checkVisibility()).flatMap(row =>
    [...row.cells].filter(one => one.checkVisibility()).filter(one => one.scrollWidth > one.clientWidth + 2)
    .map(one => one.textContent.trim().slice(0, 40)))"""


@pytest.mark.parametrize(("user", "path", "width"), PAPERS)
def test_a_printed_page_is_whole_and_says_where_it_came_from(
    open_page: Open, user: str, path: str, width: int
) -> None:
    page = open_page(user, path, width=width)
    page.wait_for_load_state("networkidle")
    page.emulate_media(media="print")
    assert page.evaluate(_CUT) == []
    assert page.evaluate(_OVERLAID) == []
    assert not page.is_visible(".top")
    assert not page.is_visible(".page-foot")
    assert path in page.inner_text(".printed")
    assert page.evaluate(
        "[...document.querySelectorAll('main .list thead:not(.sr-only)')]"
        ".every(one => getComputedStyle(one).display === 'table-header-group')"
    )


@pytest.mark.parametrize(
    ("user", "path", "promised"),
    [
        ("vpcp.tiepnhan", "/directives/", ["j k", "Enter", "x Shift+x", "f", "/", "n", "?"]),
        ("bct.chuyenvien", "/", ["j k", "Enter", "/", "?"]),
        ("vpcp.quantri", "/people/new", ["/", "Esc", "?"]),
        ("vpcp.tiepnhan", "/reporting/indicators/DT-02/", ["j k", "Enter", "/", "t", "Esc", "?"]),
    ],
)
def test_the_help_names_the_keys_that_work_here_and_gives_the_focus_back(
    open_page: Open, user: str, path: str, promised: list[str]
) -> None:
    page = open_page(user, path)
    page.wait_for_load_state("networkidle")
    page.focus(".skip")
    page.keyboard.press("?")
    shown = page.evaluate(
        "[...document.querySelectorAll('dialog.keys[open] dt')].filter(one => one.checkVisibility())"
        ".map(one => one.innerText.replace(/\\s+/g, ' ').trim())"
    )
    assert shown == promised
    page.keyboard.press("Escape")
    assert not page.is_visible("dialog.keys")
    assert page.evaluate("document.activeElement.className") == "skip"


def test_the_help_over_an_opened_proof_closes_alone(open_page: Open) -> None:
    page = open_page("bct.chuyenvien", "/directives/phone/")
    page.goto(page.locator(".phone-tasks a").first.get_attribute("href"))
    page.goto(page.locator(".phone-links a").first.get_attribute("href"))
    link = page.locator("main .timeline a[data-drill]").first
    href = link.get_attribute("href")
    link.focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("dialog.drill[open]")
    page.keyboard.press("?")
    page.wait_for_selector("dialog.keys[open]")
    page.keyboard.press("Escape")
    page.wait_for_selector("dialog.keys:not([open])", state="attached")
    assert page.is_visible("dialog.drill")
    page.keyboard.press("Escape")
    page.wait_for_selector("dialog.drill", state="hidden")
    assert page.evaluate("document.activeElement.getAttribute('href')") == href


@pytest.mark.parametrize(
    ("user", "path"),
    [
        ("bct.chuyenvien", "/"),
        ("vpcp.tiepnhan", "/directives/"),
        ("vpcp.tiepnhan", "/directives/bodies/VPCP/given/"),
        ("bct.chuyenvien", "/reporting/?clock=in_time"),
    ],
)
def test_a_row_on_a_phone_shows_what_it_is_about(open_page: Open, user: str, path: str) -> None:
    page = open_page(user, path, width=390)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    titles = page.locator("main .list td.main")
    for at in range(min(5, titles.count())):
        box = titles.nth(at).bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 390
        assert box["width"] > 200


def test_a_form_of_figures_moves_sideways_in_its_own_frame(open_page: Open) -> None:
    page = open_page("bct.chuyenvien", "/reporting/?clock=in_time", width=390)
    href = page.locator("main .list a[href^='/reporting/assignments/']").first.get_attribute("href")
    for path in (href, f"{href}entry/"):
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
