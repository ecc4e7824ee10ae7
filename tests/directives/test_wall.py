"""The wall's tile of tasks, and how what happens to a task is told."""

from dataclasses import replace
from datetime import date
from unittest.mock import patch
from urllib.parse import parse_qs, urlsplit
from zoneinfo import ZoneInfo

import pytest

from dieuhanh.centre.queries.tasks import tasks
from dieuhanh.centre.queries.view import View
from dieuhanh.centre.rules.scenes import BUILT_IN
from dieuhanh.centre.rules.sentences import tell
from dieuhanh.config.errors import Invalid
from dieuhanh.deadlines.rules.text import Text
from dieuhanh.directives.actions import assigning, claiming, leading
from dieuhanh.directives.actions.moves import PAST
from dieuhanh.directives.models import Task
from dieuhanh.directives.queries.filtering import Filters
from dieuhanh.directives.queries.tasks import tasks as found_tasks
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
    # What is made up is told with its number, which opens to exactly these.
    assert (after.found.simulated, after.many_simulated) == (3, False)
    Task.objects.filter(pk=first.pk).update(simulated=False)
    told = tasks(view(world, date(2020, 1, 1)))
    assert told.found.simulated == 2
    asked = parse_qs(urlsplit(told.simulated_href).query)
    given = Filters(
        simulated=asked["simulated"][0],
        klass=asked["class"][0],
        level=asked["level"][0],
        as_of=date.fromisoformat(asked["as_of"][0]),
    )
    assert {one.id for one in found_tasks(world.second, given)} == {one.id for one in _rest}
    assert [one.id for one in found_tasks(world.second, replace(given, simulated="no"))] == [first.id]
    with pytest.raises(Invalid):
        found_tasks(world.second, replace(given, simulated="perhaps"))
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
