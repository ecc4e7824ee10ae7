"""The wall's tile of a programme, and how what happens in one is told."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from dieuhanh.centre.queries.programmes import programme
from dieuhanh.centre.queries.view import View
from dieuhanh.centre.rules.scenes import BUILT_IN, Layout, SceneRead
from dieuhanh.centre.rules.sentences import tell
from dieuhanh.deadlines.rules.text import Text
from dieuhanh.programmes.actions.documents import NewStatement, state_share
from tests.programmes.world import World


def view(world: World, day: date, code: str = "NQ17") -> View:
    scene = SceneRead("x", "x", "x", Layout(tiles=("programmes",), programme=code))
    return View(
        world.office,
        scene,
        63,
        datetime(day.year, day.month, day.day, 9, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh")),
    )


def test_the_tile_counts_by_verdict_and_puts_the_worst_first(world: World) -> None:
    world.set("17.9")
    world.report(
        "BCT",
        12,
        target="17.9",
        by=world.office,
        source="Báo X",
        published_on=date(2019, 6, 1),
        period="2019-05",
    )
    state_share(
        "NQ17", NewStatement("100%", ["plan"], date(2019, 6, 1), body_kinds=["ministry"]), by=world.office
    )
    before = programme(view(world, date(2019, 6, 2)))
    assert before is not None
    assert {one.verdict: one.count for one in before.counts if one.count} == {"not_yet_due": 2}
    assert (before.worst[0].code, before.worst[0].failed, before.worst[0].bodies) == ("17.9", 1, 4)
    assert (before.shares[0].claimed, before.shares[0].computed, before.shares[0].agrees) == (
        (100, 100),
        (0, 2),
        False,
    )
    after = programme(view(world, date(2020, 1, 1)))
    assert after is not None
    assert {one.verdict: one.count for one in after.counts if one.count} == {"not_met": 1, "unknown": 1}
    assert programme(view(world, date(2020, 1, 1), "NO")) is None


@pytest.mark.parametrize(
    "what",
    [
        "report.reported",
        "report.verified",
        "report.refused",
        "document.claimed",
        "statement.made",
        "programme.published",
    ],
)
def test_what_happens_is_told_in_both_languages(what: str) -> None:
    body = {
        "symbol": "1/QĐ",
        "target": "17.3",
        "period": "2020-Q2",
        "programme": "NQ17",
        "claimed": "100/100",
    }
    told = tell(f"programmes.{what}", body, Text("Bộ Công Thương", "Ministry of Industry and Trade"))
    assert told is not None
    assert told.tiles == ("programmes",)
    assert told.text.vi
    assert told.text.en
    assert "{" not in told.text.vi + told.text.en
    assert "2020-Q2" not in told.text.vi + told.text.en


def test_what_is_not_told_refreshes_the_tile() -> None:
    told = tell("programmes.targetversion.revised", {}, Text("A", "A"))
    assert told is not None
    assert (told.text.vi, told.tiles) == ("", ("programmes",))


def test_the_scene_of_programmes_is_there() -> None:
    assert any("programmes" in one.layout.tiles for one in BUILT_IN)
    assert Layout.from_dict(Layout().to_dict()) == Layout()
