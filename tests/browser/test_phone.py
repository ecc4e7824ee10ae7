"""Progress by phone in a real browser: written without a network, sent exactly once, refused with the reason, gone after signing out."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.browsing import follow
from tests.directives.pictures import opened, picture
from tests.running import Program

pytestmark = [pytest.mark.browser, pytest.mark.slow]
Open = Callable[..., Any]
WHO, OFFICE = "bct.chuyenvien", "vpcp.theodoi"
ENTRY = ".phone-entries li[data-state={}]"


@pytest.fixture(autouse=True)
def settled(program: Program) -> None:
    """The demonstration's tasks all stand: nothing is awaited that is not there yet."""
    program.settle()


def phone_page(open_page: Open, **how: Any) -> Any:
    """The phone's page of a task that BCT has in progress, kept for opening without a network."""
    page = open_page(WHO, "/directives/phone/", width=360, height=740, **how)
    if not page.locator(".phone-tasks a").count():  # another story brought to their end those that were
        record = open_page(WHO, "/directives/?lead=BCT&state=assigned")
        follow(record, "main tbody a >> nth=0")
        follow(record, "form[action$='/do/acknowledge/'] button")
        page.reload()
    follow(page, ".phone-tasks a >> nth=0")
    page.wait_for_selector("html[data-phone=ready]")
    page.wait_for_selector("html[data-phone-kept]", state="attached")
    return page


def go_off_line(page: Any) -> None:
    page.context.set_offline(True)
    page.reload()
    page.wait_for_selector("html[data-phone=ready]")
    assert page.evaluate("navigator.onLine") is False


def write(page: Any, note: str, percent: int, photo: Path | None = None) -> None:
    page.fill("[name=note]", note)
    page.fill("[name=percent]", str(percent))
    if photo is not None:
        page.set_input_files("[name=photograph]", str(photo))
        page.wait_for_selector("[data-phone-photo] img")
    page.click("form[data-phone] button.is-primary")


def progress_of(page: Any, note: str) -> list[str]:
    """The notes with these words in the task's record."""
    href = page.locator(".phone-links a").first.get_attribute("href")
    text = page.context.request.get(href).text()
    return re.findall(rf"<li>.*?{note}", text.partition('class="notes"')[2].partition("</ul>")[0])


def test_written_without_a_network_and_sent_exactly_once(
    open_page: Open, axe: Callable[[Any], list[str]], tmp_path: Path
) -> None:
    page = phone_page(open_page)
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    photo = tmp_path / "anh.jpg"
    photo.write_bytes(picture(size=(2400, 1800)))
    go_off_line(page)
    assert page.locator("[data-phone-net]").is_visible()
    write(page, "Ghi khi mất mạng", 35, photo)
    page.wait_for_selector(ENTRY.format("kept"))
    assert axe(page) == []
    # Closed and opened again, still without a network: it is there.
    page.reload()
    page.wait_for_selector(ENTRY.format("kept") + ":has-text('Ghi khi mất mạng (35 %) · có ảnh')")
    # The answer is lost on its way: the same entry is sent again and counted once.
    lost: list[str] = []

    def lose(route: Any) -> None:
        answer = route.fetch()
        lost.append(str(answer.status))
        route.abort() if len(lost) == 1 else route.fulfill(response=answer)

    page.context.route("**/api/v1/tasks/**", lose)
    page.context.set_offline(False)
    page.wait_for_selector(ENTRY.format("sent"), timeout=60_000)
    assert lost == ["200", "200"]
    assert len(progress_of(page, "Ghi khi mất mạng")) == 1
    follow(page, ".phone-links a >> nth=0")
    with page.expect_download() as given:
        page.click(".note-photo summary >> nth=0")
        page.click(".note-photo a >> nth=0")
    kept = Path(given.value.path()).read_bytes()
    assert max(opened(kept).size) == 1600
    assert dict(opened(kept).getexif()) == {}
    assert [
        one for one in page.errors if "ERR_INTERNET_DISCONNECTED" not in one and "ERR_FAILED" not in one
    ] == []


def test_what_is_refused_says_why_and_can_be_mended(open_page: Open) -> None:
    page = phone_page(open_page, language="en")
    go_off_line(page)
    # On the phone's own side nothing is checked that the server decides: a day ahead of the program's is refused there.
    page.evaluate("Object.defineProperty(Date.prototype, 'toLocaleDateString', {value: () => '2999-01-01'})")
    write(page, "From the future", 10)
    page.wait_for_selector(ENTRY.format("kept"))
    page.context.set_offline(False)
    page.wait_for_selector(
        ENTRY.format("refused") + ":has-text('Progress cannot be of a day to come.')", timeout=60_000
    )
    assert progress_of(page, "From the future") == []
    page.reload()
    page.wait_for_selector("html[data-phone=ready]")
    page.click(".phone-entries button >> nth=0")
    assert page.input_value("[name=note]") == "From the future"
    page.fill("[name=note]", "From today")
    page.click("form[data-phone] button.is-primary")
    page.wait_for_selector(ENTRY.format("sent"), timeout=60_000)
    assert len(progress_of(page, "From today")) == 1


def test_signing_out_tells_what_is_unsent_and_leaves_nothing(open_page: Open) -> None:
    page = phone_page(open_page)
    kept = page.url
    go_off_line(page)
    write(page, "Chưa gửi được", 20)
    page.wait_for_selector(ENTRY.format("kept"))
    # The network is back, but the server does not take it: the entry stays, and the page says so.
    page.context.route("**/api/v1/tasks/**", lambda route: route.fulfill(status=503, body="{}"))
    page.context.set_offline(False)
    page.goto("/directives/")
    page.click(".acting summary")
    page.click("form[action$='/accounts/logout/'] button")
    assert "1 lần báo cáo tiến độ chưa gửi" in page.inner_text("dialog[open]")
    page.click("dialog[open] .is-plain")
    assert "/accounts/" not in page.url
    page.click(".acting summary")
    page.click("form[action$='/accounts/logout/'] button")
    follow(page, "dialog[open] .is-danger")
    page.wait_for_selector(".acting", state="detached")
    assert page.evaluate("caches.keys()") == []
    assert "dieuhanh-phone" not in page.evaluate(
        "indexedDB.databases().then(found => found.map(one => one.name))"
    )
    assert page.evaluate("navigator.serviceWorker.getRegistrations().then(found => found.length)") == 0
    page.context.set_offline(True)
    with pytest.raises(Exception, match="ERR_INTERNET_DISCONNECTED"):
        page.goto(kept)


def test_without_scripts_it_is_a_plain_form(
    open_page: Open, browser: Any, program: Program, tmp_path: Path
) -> None:
    page = phone_page(open_page)
    plain = browser.new_context(
        java_script_enabled=False, base_url=program.url, storage_state=page.context.storage_state(),
        viewport={"width": 360, "height": 740},
    )  # fmt: skip
    bare = plain.new_page()
    bare.goto(page.url)
    photo = tmp_path / "anh.png"
    photo.write_bytes(picture("PNG"))
    bare.fill("[name=note]", "Gửi bằng biểu mẫu thường")
    bare.set_input_files("[name=photograph]", str(photo))
    follow(bare, "form button.is-primary:has-text('Gửi')")
    assert "Đã gửi tiến độ của nhiệm vụ" in bare.inner_text("main")
    assert len(progress_of(page, "Gửi bằng biểu mẫu thường")) == 1
    plain.close()
