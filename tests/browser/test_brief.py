"""What a leader reads on the morning of 10 August 2020: the last two days, silence, and the rush before the session."""

import re
from collections.abc import Callable
from typing import Any

import pytest

from tests.running import Program

pytestmark = [pytest.mark.browser, pytest.mark.slow]
Open = Callable[..., Any]
OFFICE, PROVINCE = "vpcp.theodoi", "caobang.chuyenvien"


def test_the_brief_has_something_of_every_kind_to_tell(open_page: Open, program: Program) -> None:
    program.settle()
    page = open_page(OFFICE, "/centre/brief/")
    told = page.locator("table:has(caption:has-text('Nhiệm vụ có diễn biến')) tbody tr")
    opens = {}
    for row in told.all():
        for at, link in enumerate(row.locator("a").all()):
            opens[f"{row.locator('th').inner_text()} {at}"] = (link.inner_text(), link.get_attribute("href"))
    days = {href.partition("acted_on=")[2][:10] for _number, href in opens.values()}
    assert days == {"2020-08-09", "2020-08-10"}
    for head in ("Quá hạn từ hôm nay", "Đến hạn trong tuần", "Đã yêu cầu giải trình, chưa trả lời"):
        link = page.locator(f"h2:has-text('{head}') a")
        opens[head] = (link.inner_text(), link.get_attribute("href"))
    for number, href in opens.values():
        page.goto(href)
        assert page.locator("main tbody tr").count() == min(50, int(number)), href


def test_an_explanation_is_owed_by_who_is_silent_and_by_who_still_has_time(
    open_page: Open, program: Program
) -> None:
    program.settle()
    page = open_page(PROVINCE, "/directives/?waiting=unexplained")
    rows = page.locator("main tbody tr")
    assert rows.count() == 1
    page.goto(rows.first.get_attribute("data-href"))
    assert page.locator("main a[href*='/do/explain/']").count() == 1
    assert "mô phỏng" in page.inner_text("main").lower()
    office = open_page(OFFICE, "/directives/?waiting=explain")
    assert office.locator("main tbody tr").count() > 1


def test_closings_before_the_session_stand_out_with_how_many_came_late(
    open_page: Open, program: Program
) -> None:
    program.settle()
    page = open_page(OFFICE, "/directives/statistics/closings/?since=2020-08-01&until=2020-08-10")
    most = re.search(r"Nhiều nhất trong bốn ngày: (\d+), từ 04/08/2020", page.inner_text("main"))
    assert most is not None
    assert int(most[1]) >= 8
    late = page.locator("main tbody td:last-child a")
    number, href = late.first.inner_text(), late.first.get_attribute("href")
    page.goto(href)
    assert page.locator("main tbody tr").count() == int(number)
