"""The wall: server time of the page and of each tile with the demonstration's data, and the whole painted in Chromium.

Server time is what one client on the same machine waits, one request after the other: the way over the loopback is in
it, so the true figure is a little lower.
"""

import statistics
import time
from typing import Any

import httpx

from benchmarks.program import WATCHER, demonstration, percentile, signed_in
from dieuhanh.centre.rules import scenes
from tests.running import Program

REQUESTS, WARMING = 100, 10
SERVER_MILLISECONDS = 50.0
PAINTED_MILLISECONDS = 1_000.0
LOADS = 7
PAINTED = """
async () => {
    await document.fonts.ready;
    const drawn = () => document.querySelectorAll('main svg, main canvas').length > 0;
    while (!drawn()) await new Promise(requestAnimationFrame);
    await new Promise(requestAnimationFrame);
    await new Promise(requestAnimationFrame);
    return performance.now();
}
"""


def run() -> list[dict[str, Any]]:
    """A row for the page, one for each tile, one for Chromium."""
    program = demonstration()
    client = signed_in(program, WATCHER)
    rows = [_row("wall page", _times(client, "/wall/"))]
    rows += [_row(f"wall tile {name}", _times(client, f"/wall/tiles/{name}/now/")) for name in scenes.TILES]
    rows.append(_painted(program, client))
    return rows


def _times(client: httpx.Client, path: str) -> list[float]:
    found = []
    for number in range(WARMING + REQUESTS):
        began = time.perf_counter()
        answer = client.get(path)
        taken = (time.perf_counter() - began) * 1000
        if answer.status_code != 200:
            raise RuntimeError(f"{path} answers {answer.status_code}")
        if number >= WARMING:
            found.append(taken)
    return found


def _row(name: str, times: list[float]) -> dict[str, Any]:
    p95 = percentile(times, 0.95)
    return {
        "name": name,
        "ratio": round(SERVER_MILLISECONDS / p95, 2),
        "limit": f"p95 {SERVER_MILLISECONDS:.0f} ms",
        "p95_milliseconds": round(p95, 1),
        "median_milliseconds": round(statistics.median(times), 1),
        "note": f"{len(times)} requests, one after the other, by a client on the same machine",
    }


def _painted(program: Program, client: httpx.Client) -> dict[str, Any]:
    from playwright.sync_api import sync_playwright

    cookies = [{"name": "sessionid", "value": client.cookies["sessionid"], "url": program.url}]
    times, again = [], []
    with sync_playwright() as playwright:
        import shutil

        found = next((path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), None)  # fmt: skip
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox", "--disable-gpu"])
        for _load in range(LOADS):
            context = browser.new_context(viewport={"width": 1920, "height": 1080}, base_url=program.url)
            context.add_cookies(cookies)  # type: ignore[arg-type]
            for kept in (times, again):
                page = context.new_page()
                page.goto("/wall/", wait_until="load")
                kept.append(page.evaluate(PAINTED))
                page.close()
            context.close()
        browser.close()
    middle = statistics.median(times)
    return {
        "name": "wall painted",
        "ratio": round(PAINTED_MILLISECONDS / middle, 2),
        "limit": f"{PAINTED_MILLISECONDS:.0f} ms",
        "median_milliseconds": round(middle),
        "median_with_cache_milliseconds": round(statistics.median(again)),
        "note": f"{LOADS} loads with an empty cache at 1920×1080, from the request to fonts, map and every tile drawn",
    }
