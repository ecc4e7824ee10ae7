"""Every page as people open it, in both languages: axe finds nothing, nothing scrolls sideways, little is sent.

One row is one page: who opens it, where it is, and on which surface. Add yours to `PAGES`. `{report}`, `{own}`,
`{late}` and `{entry}` are filled in with what the demonstration holds.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from tests.browsing import follow
from tests.running import Program

pytestmark = [pytest.mark.browser]

SIZES = {
    "wall": [(1920, 1080), (3840, 2160)],
    "desk": [(1280, 900), (1920, 1080)],
    "phone": [(360, 740), (430, 932)],
}
FIRST_LOAD = 100 * 1024
"""Bytes, compressed, for all that a page without charts asks for."""


@dataclass(frozen=True)
class Page:
    """Who opens what."""

    who: str | None
    path: str
    surface: str = "desk"
    status: int = 200
    charts: bool = False


CENTRE, CLERK, LEADER, OFFICE = "trungtam.lanhdao", "bct.chuyenvien", "bct.lanhdao", "vpcp.tiepnhan"
ADMIN, AUDITOR, CHAIR = "vpcp.quantri", "ttcp.kiemtra", "vpcp.totruong"
PAGES = [
    Page(None, "/accounts/login/"),
    Page(None, "/accounts/password/reset/"),
    Page(CENTRE, "/wall/", "wall", charts=True),
    Page(CENTRE, "/wall/?scene=economy&layout=34", "wall", charts=True),
    Page(CENTRE, "/wall/?scene=reports", "wall", charts=True),
    Page(CENTRE, "/wall/?at=2020-08-05T08:00", "wall", charts=True),
    Page(CENTRE, "/wall/?scene=programmes", "wall", charts=True),
    Page(CENTRE, "/wall/tiles/programmes/"),
    Page(CENTRE, "/wall/tiles/headlines/"),
    Page(CENTRE, "/wall/tiles/headlines/?indicator=DT-02"),
    Page(CENTRE, "/wall/tiles/headlines/?indicator=DT-02&period=2020-07"),
    Page(CENTRE, "/wall/tiles/map/", charts=True),
    Page(CENTRE, "/wall/tiles/duties/"),
    Page(CENTRE, "/wall/tiles/reports/"),
    Page(CENTRE, "/wall/tiles/events/"),
    Page(CENTRE, "/wall/tiles/gaps/"),
    Page(CENTRE, "/centre/brief/"),
    Page(CENTRE, "/centre/brief/?at=2020-08-05"),
    Page(CENTRE, "/wall/scenes/"),
    Page(CENTRE, "/wall/scenes/new/"),
    Page(CENTRE, "/wall/scenes/overview/"),
    Page(ADMIN, "/directives/webhooks/"),
    Page(ADMIN, "/directives/webhooks/new/"),
    Page(ADMIN, "{webhook}"),
    Page(ADMIN, "{webhook}secret/"),
    Page(OFFICE, "/directives/periods/"),
    Page(OFFICE, "/directives/statistics/?by=cause"),
    Page(OFFICE, "/directives/statistics/closings/?since=2020-06-15&until=2020-08-10", charts=True),
    Page(CLERK, "/"),
    Page(CLERK, "/reporting/"),
    Page(CLERK, "{own}"),
    Page(CLERK, "{own}entry/"),
    Page(CLERK, "{own}do/declare_no_data/"),
    Page(OFFICE, "{own}extend/"),
    Page(OFFICE, "/reporting/regimes/"),
    Page(OFFICE, "/reporting/regimes/DTC-THANG/"),
    Page(OFFICE, "/reporting/forms/DTC-1/"),
    Page(OFFICE, "/reporting/periods/open/"),
    Page(OFFICE, "/directives/"),
    Page(OFFICE, "/directives/?level=duties&clock=overdue"),
    Page(OFFICE, "/directives/statistics/"),
    Page(OFFICE, "/directives/statistics/?by=kind&against=original"),
    Page(OFFICE, "/directives/documents/"),
    Page(OFFICE, "/directives/documents/new/"),
    Page(OFFICE, "{directive}"),
    Page(OFFICE, "{directive}cut/"),
    Page(OFFICE, "{task}"),
    Page(OFFICE, "{task}do/move_deadline/"),
    Page(OFFICE, "{task}do/withdraw/"),
    Page(CLERK, "{task}"),
    Page(CLERK, "{task}do/progress/"),
    Page(CLERK, "{task}do/claim/"),
    Page(CLERK, "{task}do/break_down/"),
    Page(CLERK, "{task}do/return/"),
    Page(LEADER, "{task}do/ask_extension/"),
    Page(CLERK, "/directives/bodies/BCT/"),
    Page(OFFICE, "/directives/bodies/VPCP/given/"),
    Page(CLERK, "/directives/phone/", "phone"),
    Page(CLERK, "{phone}", "phone"),
    Page(CLERK, "/me/"),
    Page(CLERK, "/me/edit"),
    Page(CLERK, "/accounts/password/change/"),
    Page(CLERK, "/accounts/2fa/"),
    Page(CLERK, "/accounts/sessions/"),
    Page(LEADER, "/signing/"),
    Page(LEADER, "/signing/verify"),
    Page(LEADER, "/signing/tokens/new"),
    Page(LEADER, "/signing/certificates/new"),
    Page(ADMIN, "/signing/trust"),
    Page(AUDITOR, "/ledger/"),
    Page(AUDITOR, "/ledger/10/"),
    Page(CLERK, "/deadlines/"),
    Page(ADMIN, "/deadlines/rules/"),
    Page(OFFICE, "/deadlines/rules/new/"),
    Page(OFFICE, "/deadlines/notices/new/"),
    Page(CLERK, "/programmes/"),
    Page(CLERK, "/programmes/NQ17-2019/"),
    Page(CLERK, "/programmes/NQ17-2019/?as_of=2022-06-30"),
    Page(CLERK, "/programmes/NQ17-2019/targets/17.3/"),
    Page(CLERK, "/programmes/NQ17-2019/targets/17.6/?as_of=2021-01-15", charts=True),
    Page(CLERK, "/programmes/NQ17-2019/documents/"),
    Page(CLERK, "/programmes/NQ17-2019/targets/17.3/do/report/"),
    Page(OFFICE, "/programmes/new/"),
    Page(OFFICE, "/programmes/NQ17-2019/do/target/"),
    Page(OFFICE, "/programmes/NQ17-2019/targets/17.6/do/likelihood/"),
    Page(None, "/programmes/public/"),
    Page(None, "/programmes/NQ17-2019/public/"),
    Page(CHAIR, "/inspections/"),
    Page(CHAIR, "/inspections/new/"),
    Page(CHAIR, "/inspections/candidates/"),
    Page(CHAIR, "/inspections/candidates/weights/"),
    Page(CHAIR, "/inspections/meetings/"),
    Page(CHAIR, "/inspections/meetings/new/"),
    Page(CHAIR, "{session}"),
    Page(CHAIR, "{session}compare/"),
    Page(CHAIR, "{session}bodies/BCT/"),
    Page(CHAIR, "{session}do/cancel/"),
    Page(CLERK, "{session}do/hand_in/?body=BCT"),
    Page(CHAIR, "{published}"),
    Page(CHAIR, "{meeting}"),
    Page(CLERK, "/nothing-here", status=404),
    Page(CLERK, "/signing/trust", status=403),
]


@pytest.fixture(scope="module")
def places(program: Program, browser: Any) -> dict[str, str]:
    """What paths are filled in with: the clerk's own report that is still to be filled in, and a task that BCT leads."""
    program.settle()
    context = browser.new_context(base_url=program.url)
    page = context.new_page()
    _sign_in(page, program, CLERK)
    page.goto("/reporting/?clock=in_time")
    own = page.locator("main table a[href^='/reporting/assignments/']").first.get_attribute("href")
    page.goto("/directives/phone/")
    phone = page.locator(".phone-tasks a").first.get_attribute("href")
    page.goto(phone)
    task = page.locator(".phone-links a").first.get_attribute("href")
    page.goto(task)
    directive = page.locator("nav a[href^='/directives/documents/']").first.get_attribute("href")
    context.close()
    return {
        "own": own or "",
        "phone": phone or "",
        "task": task or "",
        "directive": directive or "",
        "webhook": _webhook(program, browser),
        **_sessions(program, browser),
    }


def _webhook(program: Program, browser: Any) -> str:
    """A webhook to a name that nobody bears."""
    context = browser.new_context(base_url=program.url)
    page = context.new_page()
    _sign_in(page, program, ADMIN)
    page.goto("/directives/webhooks/new/")
    page.fill("input[name=name]", "Hệ thống nhiệm vụ của bộ")
    page.fill("input[name=address]", "https://webhook.invalid/nhan")
    follow(page, "main form button[type=submit]")
    made = page.locator("main p.actions a.is-primary").get_attribute("href")
    context.close()
    return made or ""


def _sessions(program: Program, browser: Any) -> dict[str, str]:
    """The session of 10 August, the published inspection of 2019, and the frozen meeting."""
    context = browser.new_context(base_url=program.url)
    page = context.new_page()
    _sign_in(page, program, CHAIR)
    found = {}
    for name, path, words in (
        ("session", "/inspections/", "mười bộ, cơ quan"),
        ("published", "/inspections/", "chín bộ"),
        ("meeting", "/inspections/meetings/", "14/8/2020"),
    ):
        page.goto(path)
        found[name] = page.locator(f"main table a:has-text('{words}')").first.get_attribute("href") or ""
    context.close()
    return found


def _sign_in(page: Any, program: Program, who: str) -> None:
    account = program.accounts()[who]
    page.goto("/accounts/login/")
    page.fill("input[name=login]", account["username"])
    page.fill("input[name=password]", account["password"])
    follow(page, "form:has(input[name=password]) button[type=submit]")
    page.wait_for_url(lambda url: "/accounts/login" not in url)


@pytest.fixture(scope="module")
def signed_in(program: Program, browser: Any) -> Callable[..., Any]:
    """A browser for each account and language, signed in once; it keeps the files that every page asks for.

    `alone`: what needs one of its own. The phone's page has a worker that goes on fetching for the others.
    """
    kept: dict[tuple[str | None, str, str], Any] = {}
    memory: dict[str | None, Any] = {None: None}

    def opened(who: str | None, language: str, alone: str = "") -> Any:
        if who not in memory:
            context = browser.new_context(base_url=program.url)
            _sign_in(context.new_page(), program, who)
            memory[who] = context.storage_state()
            context.close()
        if (who, language, alone) not in kept:
            context = browser.new_context(base_url=program.url, storage_state=memory[who])
            context.add_cookies([{"name": "django_language", "value": language, "url": program.url}])
            kept[who, language, alone] = context
        return kept[who, language, alone]

    return opened


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("one", PAGES, ids=lambda one: f"{one.who or 'nobody'} {one.path}")
def test_a_page_is_fit_to_be_shown(
    one: Page,
    language: str,
    places: dict[str, str],
    signed_in: Callable[..., Any],
    axe: Callable[[Any], list[str]],
) -> None:
    width, height = SIZES[one.surface][0]
    page = signed_in(one.who, language, one.path if one.surface == "phone" else "").new_page()
    try:
        page.set_viewport_size({"width": width, "height": height})
        complaints: list[str] = []
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
        answer = page.goto(one.path.format(**places))
        assert answer.status == one.status
        if one.surface == "wall":
            page.wait_for_selector(".map.twin-ready")
        assert page.get_attribute("html", "lang") == language
        assert axe(page) == []
        assert [text for text in complaints if "status of 40" not in text] == []
        if not one.charts:
            assert _sent(page) < FIRST_LOAD
        for size in SIZES[one.surface]:
            page.set_viewport_size({"width": size[0], "height": size[1]})
            assert _sticks_out(page, one.surface) == []
        assert _small_targets(page) == []
    finally:
        page.close()


def test_tasks_are_gone_through_by_keyboard(open_page: Callable[..., Any]) -> None:
    page = open_page(OFFICE, "/directives/?q=MP-01")
    page.keyboard.press("j")
    page.keyboard.press("j")
    chosen = page.locator("tr.is-current").get_attribute("data-href")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{chosen}")
    # From the record every button is reached by Tab, in the order in which it is seen.
    reached = []
    for _press in range(60):
        page.keyboard.press("Tab")
        reached.append(
            page.evaluate(
                "document.activeElement.closest('.actions') ? document.activeElement.textContent.trim() : ''"
            )
        )
    shown = page.locator(
        "main .actions a.button, main .actions button:not([aria-disabled])"
    ).all_inner_texts()
    assert [one for one in reached if one in shown][: len(shown)] == shown


def _sent(page: Any) -> int:
    """Bytes over the wire for the page and all that it asked for."""
    return int(
        page.evaluate(
            "[...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]"
            ".reduce((sum, one) => sum + one.encodedBodySize, 0)"
        )
    )


def _sticks_out(page: Any, surface: str) -> list[str]:
    """What is wider than the screen; on the wall also what is taller, and columns that hide a part of themselves."""
    return list(
        page.evaluate(
            """surface => {
                const found = [];
                const page = document.documentElement;
                if (page.scrollWidth > page.clientWidth) found.push(`page ${page.scrollWidth} wide`);
                if (surface !== 'wall') return found;
                if (page.scrollHeight > page.clientHeight) found.push(`page ${page.scrollHeight} high`);
                for (const one of document.querySelectorAll('.wall-column, .wall-column *')) {
                    if (one.closest('svg, .sr-only, .chart-sentence, .chart-table, .tip')) continue;
                    const style = getComputedStyle(one);
                    if (one.scrollHeight > one.clientHeight + 2 && style.overflowY === 'hidden' && one.clientHeight > 1)
                        found.push(`${one.className} hides ${one.scrollHeight - one.clientHeight}px`);
                    if (style.textOverflow === 'ellipsis' && one.scrollWidth > one.clientWidth + 1)
                        found.push(`${one.className} is cut`);
                }
                return found;
            }""",
            surface,
        )
    )


def _small_targets(page: Any) -> list[str]:
    """Buttons and fields less than 24 px in either direction (links in running text are excepted by WCAG 2.5.8)."""
    return list(
        page.evaluate(
            """() => [...document.querySelectorAll('button, select, summary, a.button, a.chip, input:not([type=hidden])')]
                .filter(one => one.checkVisibility() && !one.closest('.sr-only'))
                .map(one => [one, one.getBoundingClientRect()])
                .filter(([one, box]) => (box.width < 24 || box.height < 24) && box.width > 1
                    && !['checkbox', 'radio'].includes(one.type) && !one.matches('.grid input'))
                .map(([one, box]) => `${one.outerHTML.slice(0, 80)}: ${Math.round(box.width)}×${Math.round(box.height)}`)"""
        )
    )
