"""The ten-body session of 10 August 2020: from claims beside records to the signed report, by the people who do it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from dieuhanh.demonstration.accounts import PASSPHRASE
from dieuhanh.signing.pades import read_signatures
from dieuhanh.signing.paper import extract_attachment
from tests.browsing import follow
from tests.running import Program

pytestmark = [pytest.mark.browser, pytest.mark.slow]
Open = Callable[..., Any]
CHAIR, SECRETARY, CLERK = "vpcp.totruong", "vpcp.theodoi", "bct.chuyenvien"


def act(page: Any, action: str, **fields: str) -> None:
    """Press an action of the record, fill its form, send it, and come back."""
    follow(page, f"main a[href*='/do/{action}/']")
    for name, value in fields.items():
        field = page.locator(f"main [name={name}]")
        if field.evaluate("one => one.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)
    follow(page, "main form.form button[type=submit]")
    page.wait_for_url(lambda url: "/do/" not in url)


def test_ten_bodies_from_their_claims_to_the_signed_report(
    open_page: Open, program: Program, axe: Callable[[Any], list[str]], tmp_path: Path
) -> None:
    program.settle()
    chair = open_page(CHAIR, "/inspections/")
    follow(chair, "main a:has-text('mười bộ, cơ quan')")
    record = chair.url.split("?")[0]
    bodies = chair.locator("tr[data-href*='/bodies/']")
    assert bodies.count() == 10
    assert "mô phỏng" in chair.inner_text("main").lower()
    assert axe(chair) == []

    # All side by side: claims that are better than the records are marked, the silent one is named, counts open.
    chair.goto(record + "compare/")
    assert chair.locator("thead >> nth=0").locator("a").count() == 10
    assert chair.locator(".state-refuted").count() > 0
    assert "Chưa gửi báo cáo: Bộ Y tế" in chair.inner_text("main")
    assert axe(chair) == []
    counts = chair.locator("td a[href*='/directives/?']")
    texts = counts.all_inner_texts()
    place = next(n for n, text in enumerate(texts) if text != "0")
    chair.goto(counts.nth(place).get_attribute("href"))
    # Frozen when it was announced: what other stories of this run entered with an earlier date has only been added since.
    assert chair.locator("main tbody tr").count() >= int(texts[place])

    # The session opens; the ministry sees its own part alone and answers.
    chair.goto(record)
    act(chair, "open")
    clerk = open_page(CLERK, record)
    assert clerk.locator("tr[data-href*='/bodies/']").count() == 1
    follow(clerk, "main a[href*='/bodies/BCT/']")
    assert axe(clerk) == []
    follow(clerk, "main a[href*='question=3']")
    clerk.fill("main [name=text]", "Ba dịch vụ đạt mức độ 4 theo Quyết định công bố.")
    follow(clerk, "main form.form button[type=submit]")
    clerk.wait_for_url("**/bodies/BCT/")
    assert "Ba dịch vụ đạt mức độ 4" in clerk.inner_text("main")
    assert clerk.goto(record + "compare/").status == 404

    # The secretary puts down what was found, proposes a task and drafts the notice.
    secretary = open_page(SECRETARY, record + "bodies/BCT/")
    act(
        secretary,
        "find",
        topic="tasks",
        nature="wrong_report",
        degree="serious",
        cause="discipline",
        text="Báo cáo không có nhiệm vụ quá hạn, hồ sơ có.",
        responsibility="Vụ Kế hoạch, Bộ Công Thương",
    )
    assert "Vụ Kế hoạch" in secretary.inner_text("main")
    act(secretary, "propose", body="BCT", content="Hoàn thành nhiệm vụ quá hạn", due_on="2020-08-31")
    assert axe(secretary) == []
    secretary.goto(record)
    act(secretary, "draft_notice", document="MP-310/TB-VPCP")
    assert secretary.locator("main a[href*='/do/conclude/']").count() == 0

    # The head concludes, the task is given at once, and he signs the report to the Prime Minister.
    chair.goto(record)
    act(chair, "conclude", text="Các bộ hoàn thành nhiệm vụ quá hạn trong tháng 8.")
    assert "Đã giao" in chair.inner_text("main")
    act(chair, "sign", document="MP-45/BC-TCT", passphrase=PASSPHRASE)
    assert "Đã báo cáo Thủ tướng" in chair.inner_text("main")
    assert axe(chair) == []
    with chair.expect_download() as told:
        chair.click("main a[href*='/inspections/papers/']")
    file = tmp_path / "bao-cao.pdf"
    told.value.save_as(file)
    pdf = file.read_bytes()
    assert len(read_signatures(pdf)) == 1
    inside = extract_attachment(pdf, "ho-so.json").decode()
    assert "Vụ Kế hoạch, Bộ Công Thương" in inside
    assert [one for one in chair.errors if "404" not in one] == []

    # It closes only when its task is verified.
    assert "chưa được kiểm chứng hoàn thành" in chair.content()


def test_candidates_say_their_rule_and_the_head_may_change_it(
    open_page: Open, program: Program, axe: Callable[[Any], list[str]]
) -> None:
    program.settle()
    page = open_page(CHAIR, "/inspections/candidates/", language="en")
    assert "3 × tasks overdue" in page.inner_text("main")
    assert axe(page) == []
    first = page.locator("td a[href*='as_of=']").first
    number = int(first.inner_text().split(":")[-1].strip())
    href = first.get_attribute("href")
    follow(page, "main a[href$='/candidates/weights/']")
    page.fill("main [name=overdue]", "4")
    page.fill("main [name=reason]", "Overdue tasks come first this quarter")
    follow(page, "main form.form button[type=submit]")
    page.wait_for_url("**/candidates/")
    assert "4 × tasks overdue" in page.inner_text("main")
    assert "Overdue tasks come first this quarter" in page.inner_text("main")
    page.goto(href)
    assert page.locator("main tbody tr").count() == number


def test_a_frozen_agenda_stands_beside_what_is_now(
    open_page: Open, program: Program, axe: Callable[[Any], list[str]]
) -> None:
    program.settle()
    page = open_page(CHAIR, "/inspections/meetings/")
    follow(page, "main a:has-text('14/8/2020')")
    text = page.inner_text("main")
    assert "Như khi chốt" in text
    assert "chờ Văn phòng Chính phủ kiểm chứng" in text
    assert axe(page) == []
