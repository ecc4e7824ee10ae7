"""The wall when its sources fall away: it asks by itself, says how old it is, turns grey, and misses nothing."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.browsing import follow
from tests.running import Program

pytestmark = [pytest.mark.browser]
REPORT = "T22-DTC-THANG-2020-07"
"""Sent by Quảng Ninh and not received yet on the demonstration's morning."""


def test_a_wall_cut_off_falls_back_turns_grey_and_comes_back_without_missing_an_event(
    program: Program, open_page: Callable[..., Any]
) -> None:
    program.settle()
    office = open_page("vpcp.tiepnhan", f"/reporting/?q={REPORT}")
    follow(office, f"main table a:has-text('{REPORT}')")
    wall = open_page("trungtam.lanhdao", "/wall/", width=1920, height=1080)
    wall.wait_for_selector("[data-live-state=live]")
    wall.evaluate("window.stillTheSamePage = true")
    live = f"**:{program.live_port}/**"

    wall.context.route(live, lambda route: route.abort())
    wall.reload()
    wall.evaluate("window.stillTheSamePage = true")
    wall.wait_for_selector("[data-live-state=polling]")

    wall.evaluate("document.querySelector('[data-live]').dataset.staleSeconds = '2'")
    wall.context.set_offline(True)
    wall.wait_for_selector("html.is-stale")
    assert wall.is_visible("[data-live-stale]")
    assert "số này là số cũ" in wall.inner_text("[data-live-stale]")
    assert "giây trước" in wall.inner_text("[data-live-word]")

    follow(office, "form[action$='/do/receive/'] button")
    office.wait_for_selector("form[action$='/do/refuse/'], a[href$='/do/refuse/']")
    told = ".wall-events li:has-text('Quảng Ninh'):has-text('đã được tiếp nhận')"
    assert wall.locator(told).count() == 0

    wall.evaluate("document.querySelector('[data-live]').dataset.staleSeconds = '30'")
    wall.context.unroute(live)
    wall.context.set_offline(False)
    wall.wait_for_selector("[data-live-state=live]")
    wall.wait_for_selector(told)
    assert not wall.evaluate("document.documentElement.classList.contains('is-stale')")
    assert wall.is_hidden("[data-live-stale]")
    assert wall.evaluate("window.stillTheSamePage") is True
