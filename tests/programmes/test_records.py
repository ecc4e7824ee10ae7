"""What the reporting room holds, beside what a body claims: it fails the claim, proves it where verified, or only stands near."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from dieuhanh.config.actor import SYSTEM
from dieuhanh.config.errors import Invalid
from dieuhanh.programmes.actions.targets import NewTarget, set_target
from dieuhanh.programmes.models import TaskLink
from dieuhanh.programmes.queries.bulk import csv_lines, scorecard_json
from dieuhanh.programmes.queries.scorecard import scorecard
from dieuhanh.programmes.rules.chain import Link, draw, pairs_of
from dieuhanh.programmes.rules.verdicts import Rule, Scope, Verdict
from dieuhanh.reporting.actions.facts import NewFact, record_facts
from tests.programmes.world import DUE, World
from tests.reporting.facts.world import indicator, source

DAY = date(2020, 8, 10)
EACH = Rule(value=Decimal(20), scope=Scope.EACH)


@pytest.fixture
def counted_world(world: World) -> World:
    """Two indicators, and a target that is worked out from them."""
    for code in ("ON", "OFF"):
        indicator(code)
    source("NSO")
    world.set("18.1", figure_of=["ON"], figure_over=["ON", "OFF"], kinds=("ministry",))
    world.set("18.2", figure_of=["ON"], figure_over=["ON", "OFF"], figure_decides=False, kinds=("ministry",))
    return world


def record(
    world: World, body: str, on: int, off: int, *, period: str = "2020-Q2", status: str = "claimed"
) -> None:
    rows = [
        NewFact(
            getattr(world, body).id,
            period,
            Decimal(value),
            indicator=code,
            as_of=date(2020, 7, 20),
            status=status,
        )
        for code, value in (("ON", on), ("OFF", off))
    ]
    record_facts(rows, by=SYSTEM, source="NSO")


def publish(world: World, code: str, value: int | None, **fields: Any) -> None:
    """A figure that the office entered from what a newspaper printed."""
    world.report(
        code, value, target="18.1", by=world.office, source="Báo X", published_on=date(2020, 7, 20), **fields
    )


def body(world: World, target: str, code: str = "BCT", **asked: Any) -> Any:
    found = scorecard(None, "NQ17", target=target, as_of=asked.get("as_of", DAY)).targets[0]
    return next(one for one in found.bodies if one.body.code == code)


def test_a_claim_whose_records_fall_short_fails(counted_world: World) -> None:
    publish(counted_world, "BCT", 100)
    record(counted_world, "bct", 12, 88)
    line = body(counted_world, "18.1")
    assert (line.claimed, line.computed.value, line.verdict) == (100, 12, Verdict.NOT_MET)
    assert len(line.computed.facts) == 2


def test_records_that_nobody_verified_prove_nothing_and_verified_ones_do(counted_world: World) -> None:
    record(counted_world, "bct", 30, 70)
    assert body(counted_world, "18.1").verdict is Verdict.UNPROVED
    record(counted_world, "btc", 30, 70, status="verified")
    assert body(counted_world, "18.1", "BTC").verdict is Verdict.MET


def test_a_figure_that_is_only_near_stands_beside_and_decides_nothing(counted_world: World) -> None:
    record(counted_world, "bct", 12, 88)
    line = body(counted_world, "18.2")
    assert (line.computed.value, line.computed.decides, line.verdict) == (12, False, Verdict.UNKNOWN)


def test_the_last_period_in_which_every_part_is_known_is_taken(counted_world: World) -> None:
    record(counted_world, "bct", 30, 70, period="2020-Q1")
    rows = [NewFact(counted_world.bct.id, "2020-Q2", Decimal(5), indicator="ON", as_of=date(2020, 7, 20))]
    record_facts(rows, by=SYSTEM, source="NSO")
    assert (body(counted_world, "18.1").computed.period, body(counted_world, "18.1").computed.value) == (
        "2020-Q1",
        30,
    )
    assert body(counted_world, "18.1", as_of=date(2020, 7, 1)).computed is None  # not known yet on that day


def test_an_indicator_that_nobody_knows_is_told(world: World) -> None:
    with pytest.raises(Invalid) as told:
        set_target(
            "NQ17", "III", "9", NewTarget("x", EACH, kinds=["ministry"], figure_of=["NO"]), by=world.office
        )
    assert told.value.faults[0].field == "figure_of"
    assert not TaskLink.objects.exists()


def test_an_exact_share_is_compared_and_shown(counted_world: World) -> None:
    publish(counted_world, "BCT", None, numerator=Decimal(1), denominator=Decimal(5))
    assert body(counted_world, "18.1").verdict is Verdict.UNPROVED  # exactly 20 %
    publish(counted_world, "BTC", None, numerator=Decimal(19_999_999), denominator=Decimal(100_000_000))
    assert body(counted_world, "18.1", "BTC").verdict is Verdict.NOT_MET


def test_bulk_data_says_what_the_page_says_and_hides_no_formula(world: World) -> None:
    world.report("BCT", 12, by=world.office, source="=HYPERLINK(1)")
    card = scorecard(None, "NQ17")
    text = b"".join(csv_lines(card)).decode("utf-8-sig")
    assert "'=HYPERLINK(1)" in text
    shown = scorecard_json(card)
    assert (shown["targets"][0]["failed"], shown["counts"]["not_met"]) == (["BCT"], 1)


def test_the_chain_draws_each_group_once_and_every_path_joins_two() -> None:
    links = [
        Link("government", "government", 1, {}),
        Link("ministry", "ministry", 18, {Verdict.UNKNOWN: 18}),
        Link("province", "province", 63, {}),
        Link("commune", "commune", 4, {}, 4),
    ]
    picture = draw(links, [("province", "commune"), ("province", "commune"), ("x", "commune")])
    assert len(picture.boxes) == 4
    columns = sorted({box.x for box in picture.boxes})
    assert [columns.index(box.x) for box in picture.boxes] == [
        0,
        1,
        1,
        2,
    ]  # a commune is one hand further than its province
    assert [(a.key, b.key) for a, b in picture.pairs] == [
        ("government", "ministry"),
        ("government", "province"),
        ("province", "commune"),
    ]
    assert len(picture.paths) == 3
    assert all(
        box.x >= 0 and box.right <= picture.width and 0 <= box.y < picture.height for box in picture.boxes
    )
    assert pairs_of([]) == []
    assert draw([]).boxes == ()


def test_the_due_day_is_of_the_target(world: World) -> None:
    assert scorecard(None, "NQ17", as_of=DUE).targets[0].judged.verdict is Verdict.UNKNOWN
