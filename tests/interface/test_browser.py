"""The style guide in a real browser: keys, drilling, twins, the map, the grid, and what axe says."""

from collections.abc import Callable
from typing import Any

import pytest

pytestmark = pytest.mark.browser
Visit = Callable[..., Any]
RULES = "{runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']}"


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize(
    ("path", "width", "height"),
    [("/styleguide", 1280, 800), ("/styleguide?surface=wall", 1920, 1080)],
    ids=["desk", "wall"],
)
def test_axe_finds_nothing(
    visit: Visit, axe_script: str, path: str, lang: str, width: int, height: int
) -> None:
    page = visit(path, lang=lang, width=width, height=height)
    page.wait_for_selector(".map.twin-ready")
    page.evaluate(axe_script)
    found = page.evaluate(f"axe.run(document, {RULES})")["violations"]
    assert [(one["id"], one["nodes"][0]["html"][:120]) for one in found] == []


@pytest.mark.parametrize("width", [1280, 1920])
def test_the_desk_never_scrolls_sideways_and_its_policy_is_not_broken(visit: Visit, width: int) -> None:
    page = visit("/styleguide", width=width)
    page.wait_for_selector(".chart.twin-ready canvas")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.complaints == []


@pytest.mark.parametrize(("width", "height"), [(1920, 1080), (3840, 2160)])
def test_the_wall_fits_its_screen(visit: Visit, width: int, height: int) -> None:
    page = visit("/styleguide?surface=wall", width=width, height=height)
    page.wait_for_selector(".map.twin-ready")
    assert page.evaluate("[document.documentElement.scrollWidth, document.documentElement.scrollHeight]") == [
        width,
        height,
    ]
    cut = "[...document.querySelectorAll('.wall-column')].filter(c => c.scrollHeight > c.clientHeight + 1).length"
    assert page.evaluate(cut) == 0


def test_a_list_is_walked_and_opened_by_keys_and_escape_comes_back_up(visit: Visit) -> None:
    page = visit("/styleguide")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    page.keyboard.press("j")
    assert "GT-2020-0412" in page.inner_text("tr.is-current")
    page.keyboard.press("Enter")
    page.wait_for_selector("dialog.drill[open] h1")
    assert page.url.endswith("/styleguide/row")
    page.click("[data-drill-body] a[href$='deeper=1']")
    page.wait_for_url("**/row?deeper=1")
    page.keyboard.press("Escape")
    page.wait_for_url("**/styleguide/row")
    page.keyboard.press("Escape")
    page.wait_for_url("**/styleguide")
    assert page.locator("dialog[open]").count() == 0
    assert "lệch 7,7 điểm" in page.evaluate("document.activeElement.textContent")


def test_what_was_opened_in_place_is_a_page_of_its_own_when_reloaded(visit: Visit) -> None:
    page = visit("/styleguide")
    page.click("td a[data-drill] >> nth=0")
    page.wait_for_selector("dialog.drill[open] h1")
    page.reload()
    assert page.locator("dialog[open]").count() == 0
    assert page.locator("main h1").count() == 1
    page.go_back()
    assert page.url.endswith("/styleguide")


def test_question_mark_lists_the_keys(visit: Visit) -> None:
    page = visit("/styleguide")
    page.keyboard.press("?")
    page.wait_for_selector("dialog.keys[open]")
    page.keyboard.press("Escape")
    page.wait_for_selector("dialog.keys", state="hidden")


def test_t_turns_charts_into_tables_and_back(visit: Visit) -> None:
    page = visit("/styleguide")
    page.wait_for_selector(".chart.twin-ready")
    page.wait_for_selector(".map.twin-ready")
    assert not page.is_visible("#disbursed-table")
    page.keyboard.press("t")
    assert page.is_visible("#disbursed-table")
    assert page.is_visible("#cases-table")
    page.keyboard.press("t")
    assert not page.is_visible("#disbursed-table")


def test_without_script_every_figure_is_still_there(visit: Visit) -> None:
    page = visit("/styleguide", script=False)
    assert page.is_visible("#disbursed-table")
    assert page.is_visible("#cases-table")
    assert page.is_visible("text=42,7")


@pytest.mark.parametrize(("layout", "count"), [("63", 63), ("34", 34)])
def test_the_map_draws_its_layout_with_both_archipelagos(visit: Visit, layout: str, count: int) -> None:
    page = visit(f"/styleguide?layout={layout}")
    page.wait_for_selector(".map.twin-ready")
    assert page.locator(".map-canvas .province:not(.is-island)").count() == count
    assert page.locator(".map-island-label").all_text_contents() == [
        "Quần đảo Hoàng Sa",
        "Quần đảo Trường Sa",
    ]


def test_the_map_hatches_what_is_missing_and_says_so(visit: Visit) -> None:
    page = visit("/styleguide")
    page.wait_for_selector(".map.twin-ready")
    assert sorted(
        page.eval_on_selector_all(
            ".province.is-missing[data-code]", "all => all.map(one => one.dataset.code)"
        )
    ) == ["T30", "T49", "T93"]
    assert page.get_attribute(".province[data-code=T49]", "aria-label") == "Quảng Nam: Chưa có số liệu"


def test_the_map_is_one_stop_for_tab_and_arrows_move_between_neighbours(visit: Visit) -> None:
    page = visit("/styleguide")
    page.wait_for_selector(".map.twin-ready")
    assert page.locator(".province[tabindex='0']").count() == 1
    page.focus(".province[tabindex='0']")
    first = page.evaluate("document.activeElement.dataset.code")
    page.keyboard.press("ArrowUp")
    second = page.evaluate("document.activeElement.dataset.code")
    assert second
    assert second != first
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/styleguide/row?province={second}")


def test_a_missing_figure_tells_its_reason_on_focus(visit: Visit) -> None:
    page = visit("/styleguide")
    anchor = page.locator(".figure.is-missing .tip-anchor")
    tip = page.locator(".figure.is-missing .tip")
    assert not tip.is_visible()
    anchor.focus()
    assert "chưa gửi báo cáo" in tip.inner_text()
    page.keyboard.press("Escape")
    assert not tip.is_visible()


def test_a_spreadsheet_is_pasted_and_the_draft_saves_itself_and_marks_faults(visit: Visit) -> None:
    page = visit("/styleguide")
    page.focus("#cell-grid-13-2")
    page.evaluate(
        "() => { const d = new DataTransfer(); d.setData('text/plain', '95\\t2\\n1.500\\t4x');"
        "document.activeElement.dispatchEvent(new ClipboardEvent('paste', {clipboardData: d, bubbles: true, cancelable: true})) }"
    )
    assert page.input_value("#cell-grid-13-3") == "2"
    assert page.input_value("#cell-grid-14-2") == "1.500"
    page.wait_for_selector(".grid-status:has-text('Đã lưu nháp')")
    assert page.get_attribute("#cell-grid-14-3", "aria-invalid") == "true"


def test_what_was_typed_survives_a_lost_connection_and_a_reload(visit: Visit) -> None:
    page = visit("/styleguide")
    page.route("**/styleguide/draft", lambda route: route.abort())
    page.fill("#cell-grid-12-1", "777")
    page.wait_for_selector(".grid-status:has-text('Chưa lưu được nháp')")
    page.unroute("**/styleguide/draft")
    page.reload()
    assert page.input_value("#cell-grid-12-1") == "777"
    page.wait_for_selector(".grid-status:has-text('Đã lưu nháp')")


def test_a_page_without_charts_is_under_100_kb_on_first_load(visit: Visit) -> None:
    page = visit("/styleguide/row")
    page.wait_for_load_state("networkidle")
    files = page.evaluate("performance.getEntriesByType('resource').map(one => one.name)")
    import gzip  # the test's server does not compress

    total = len(gzip.compress(page.content().encode()))
    for one in files:
        body = page.request.get(one).body()
        total += len(body) if one.endswith("woff2") else len(gzip.compress(body))
    assert total < 100 * 1024
