"""The wall's tile of tasks, and how what happens to a task is told."""

from datetime import date
from unittest.mock import patch
from zoneinfo import ZoneInfo

import pytest

from dieuhanh.centre.queries.tasks import tasks
from dieuhanh.centre.queries.view import View
from dieuhanh.centre.rules.scenes import BUILT_IN
from dieuhanh.centre.rules.sentences import tell
from dieuhanh.deadlines.rules.text import Text
from dieuhanh.directives.actions import assigning, claiming, leading
from dieuhanh.directives.actions.moves import PAST
from tests.directives.world import World, at, decree


def view(world: World, day: date) -> View:
    return View(world.second, BUILT_IN[0], 63, at(day).astimezone(ZoneInfo("UTC")))


def test_the_tile_counts_by_the_day_and_says_what_turned_overdue(world: World, counted) -> None:  # type: ignore[no-untyped-def]
    first, *_rest = world.tasks(
        [world.new(), world.new(due=date(2020, 1, 5)), world.new(lead="BTC", due=None, deadline_kind="none")]
    )
    leading.acknowledge(first.id, by=world.lead, at=at(date(2019, 3, 8)))
    claiming.claim(
        first.id, by=world.lead, evidence=[decree(date(2019, 12, 30))], completed_on=date(2019, 12, 30)
    )
    # counts by lead and class, what is due, overdue and unverified, names, periods
    with counted(4):
        found = tasks(view(world, date(2020, 1, 1)))
    shown = {one.state: one.count for one in found.counts}
    assert shown == {"in_time": 1, "due_soon": 1, "overdue": 1, "done_in_time": 0, "done_late": 0}
    assert (found.total, found.found.turned, found.found.claimed) == (3, 1, 1)
    assert [(one.small, one.share.rate.numerator) for one in found.worst] == [(True, 1)]
    assigning.verify(first.id, by=world.second)
    after = tasks(view(world, date(2020, 1, 1)))
    assert {one.state: one.count for one in after.counts}["done_in_time"] == 1
    assert after.shares[0].percent == 0
    before = tasks(view(world, date(2019, 3, 6)))
    assert before.total == 0
    assert before.shares[0].percent is None


@pytest.mark.parametrize(
    "what", sorted({*PAST.values(), "assigned", "overdue", "due_soon", "reminded", "escalated", "unverified"})
)
def test_what_happens_to_a_task_refreshes_the_tile_and_is_told_in_both_languages(what: str) -> None:
    body = {"code": "17/NQ-CP#IV#1", "clock": "done_late", "step": "T+7"}
    told = tell(f"directives.task.{what}", body, Text("Bộ Công Thương", "Ministry of Industry and Trade"))
    assert told is not None
    assert told.tiles == ("tasks",)
    assert bool(told.text.vi) == bool(told.text.en)
    if told.text.vi:
        assert "17/NQ-CP#IV#1" in told.text.vi
        assert "{" not in told.text.vi + told.text.en
    if what == "verified":
        assert told.state == "done_late"


def test_the_overview_scene_shows_tasks_and_fits_the_screen() -> None:
    assert "tasks" in BUILT_IN[0].layout.tiles
    assert "duties" not in BUILT_IN[0].layout.tiles
    with patch("dieuhanh.centre.rules.scenes.TILES", ("headlines",)):
        assert BUILT_IN[0].layout.from_dict({"tiles": ["headlines", "gone"]}).tiles == ("headlines",)
