"""Every arrow × side × power × stage against the declared tables; the documentation's tables are the code's."""

from itertools import product
from pathlib import Path

import pytest

from dieuhanh.inspections.rules.offering import SAID, Standing, offer, offers
from dieuhanh.inspections.rules.stages import MeetingStage, Stage
from dieuhanh.inspections.rules.workflow import (
    INSPECTION_ARROWS,
    MEETING_ARROWS,
    POWERS,
    Arrow,
    Side,
    When,
    table_of_arrows,
)

EVERY = [
    *((arrow, stage) for arrow, stage in product(INSPECTION_ARROWS, Stage)),
    *((arrow, stage) for arrow, stage in product(MEETING_ARROWS, MeetingStage)),
]
BOTH = [*INSPECTION_ARROWS, *MEETING_ARROWS]


def fitting(arrow: Arrow, **fields: object) -> Standing:
    """A standing in which nothing but the stage can be in the way."""
    base: dict[str, object] = {
        "sides": frozenset({arrow.side}),
        "powers": frozenset({arrow.power}),
        "holds": frozenset(When),
    }
    return Standing(**{**base, **fields})  # type: ignore[arg-type]


@pytest.mark.parametrize(("arrow", "stage"), EVERY, ids=lambda one: getattr(one, "action", str(one)))
def test_every_arrow_from_every_stage_on_every_side_with_every_power(arrow: Arrow, stage: str) -> None:
    for side, power in product(Side, POWERS):
        judged = offer(arrow, stage, fitting(arrow, sides=frozenset({side}), powers=frozenset({power})))
        right = side is arrow.side and power == arrow.power
        assert judged.ok is (right and stage in arrow.sources)
        if not judged.ok:
            assert judged.reason.vi
            assert judged.reason.en
            assert judged.code == (
                "side" if side is not arrow.side else "power" if power != arrow.power else "stage"
            )


@pytest.mark.parametrize("arrow", BOTH, ids=lambda one: one.action)
def test_every_condition_of_an_arrow_bars_it_alone(arrow: Arrow) -> None:
    stage = arrow.sources[0]
    assert offer(arrow, stage, fitting(arrow)).ok
    for when in When:
        judged = offer(arrow, stage, fitting(arrow, holds=frozenset(When) - {when}))
        assert judged.ok is (when not in arrow.when)
        assert judged.ok or judged.code == when.value
    assert set(SAID) == set(When)


def test_an_end_is_left_by_no_arrow_and_every_other_stage_can_be_left() -> None:
    for arrows, ends, stages in (
        (INSPECTION_ARROWS, {Stage.CLOSED, Stage.CANCELLED}, Stage),
        (MEETING_ARROWS, {MeetingStage.CONCLUDED, MeetingStage.CANCELLED}, MeetingStage),
    ):
        for stage in stages:
            leaves = [one for one in arrows if stage in one.sources and one.target]
            assert bool(leaves) is (stage not in ends)


def test_only_who_leads_opens_concludes_signs_and_closes() -> None:
    led = {one.action for one in BOTH if one.power == "inspections.lead"}
    assert led == {"open", "conclude", "sign", "close", "cancel"}


def test_the_open_actions_come_first() -> None:
    judged = offers(INSPECTION_ARROWS, Stage.ANNOUNCED, Standing(frozenset({Side.BODY}), POWERS))
    assert [one.ok for one in judged] == sorted((one.ok for one in judged), reverse=True)
    assert {one.arrow.action for one in judged if one.ok} == {"hand_in", "answer"}


def test_the_documentation_prints_the_tables_of_the_code() -> None:
    text = Path("docs/inspections.md").read_text(encoding="utf-8")
    for arrows in (INSPECTION_ARROWS, MEETING_ARROWS):
        for row in table_of_arrows(arrows, "en"):
            assert f"| `{row[0]}` | " + " | ".join(row[1:]) + " |" in text
