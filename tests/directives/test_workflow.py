"""Every arrow × side × power × stage against the declared table; the documentation's table is the code's."""

from itertools import product
from pathlib import Path

import pytest

from dieuhanh.directives.rules.evidence import FITS, EvidenceKind, Given, faults, fits
from dieuhanh.directives.rules.offering import Standing, offer, offers
from dieuhanh.directives.rules.states import (
    ENDED_STAGES,
    OPEN_STAGES,
    DirectiveStage,
    Ground,
    Stage,
    TaskKind,
)
from dieuhanh.directives.rules.workflow import (
    ACTIONS,
    ARROWS,
    DIRECTIVE_ARROWS,
    POWERS,
    Arrow,
    ClockEffect,
    Side,
    When,
    table_of_arrows,
)

EVERY = [
    *((arrow, stage) for arrow, stage in product(ARROWS, Stage)),
    *((arrow, stage) for arrow, stage in product(DIRECTIVE_ARROWS, DirectiveStage)),
]


def fitting(arrow: Arrow, **fields: object) -> Standing:
    """A standing in which nothing but the stage can be in the way."""
    base: dict[str, object] = {
        "sides": frozenset({arrow.side}),
        "powers": frozenset({arrow.power}),
        "ground": arrow.ground,
        "extension_pending": When.EXTENSION_PENDING in arrow.when,
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


@pytest.mark.parametrize("arrow", [*ARROWS, *DIRECTIVE_ARROWS], ids=lambda one: one.action)
def test_every_condition_of_an_arrow_bars_it_alone(arrow: Arrow) -> None:
    stage = arrow.sources[0]
    assert offer(arrow, stage, fitting(arrow)).ok
    assert offer(arrow, stage, fitting(arrow, group=True)).ok is arrow.on_group
    assert offer(arrow, stage, fitting(arrow, entered_by_me=True)).ok is not arrow.not_own_entry
    against = {
        When.EXTENSION_PENDING: {"extension_pending": False},
        When.NO_EXTENSION_PENDING: {"extension_pending": True},
        When.HAS_DEADLINE: {"has_deadline": False},
        When.NOT_REGULAR: {"regular": True},
        When.EVIDENCE_FITS: {"evidence_fits": False},
        When.PERIOD_OPEN: {"period_open": False},
        When.PERIOD_REPORTED: {"period_reported": False},
        When.EXPLANATION_ASKED: {"explanation_asked": False},
    }
    for when, fields in against.items():
        if When.EXTENSION_PENDING in arrow.when and when is When.NO_EXTENSION_PENDING:
            continue
        judged = offer(arrow, stage, fitting(arrow, **fields))
        assert judged.ok is (when not in arrow.when)
    if arrow.ground is not None:
        for other in set(Ground) - {arrow.ground}:
            assert offer(arrow, stage, fitting(arrow, ground=other)).code == "ground"


def test_the_clock_stops_where_a_task_ends_and_nowhere_else() -> None:
    for arrow in ARROWS:
        ends = arrow.target in ENDED_STAGES
        assert ends is (arrow.clock is ClockEffect.STOPS)


def test_nothing_leaves_a_draft_but_publication() -> None:
    assert [one.action for one in ARROWS if Stage.DRAFT in one.sources] == []


def test_every_open_stage_can_be_left_and_every_end_but_transfer_can_be_reopened() -> None:
    for stage in OPEN_STAGES:
        assert any(stage in one.sources and one.target in ENDED_STAGES for one in ARROWS)
    assert set(ACTIONS["reopen"].sources) == set(ENDED_STAGES) - {Stage.TRANSFERRED}


def test_the_open_actions_come_first() -> None:
    quiet = Standing(frozenset({Side.LEAD}), POWERS, period_open=False, explanation_asked=False)
    judged = offers(Stage.ASSIGNED, quiet)
    assert [one.ok for one in judged] == sorted((one.ok for one in judged), reverse=True)
    assert {one.arrow.action for one in judged if one.ok} == {
        "acknowledge",
        "break_down",
        "return",
        "ask_extension",
    }


@pytest.mark.parametrize(("task", "kind"), list(product(TaskKind, EvidenceKind)))
def test_evidence_must_fit_the_kind_of_the_task(task: TaskKind, kind: EvidenceKind) -> None:
    from datetime import date

    day = date(2020, 4, 8)
    given = Given(
        kind,
        symbol="45/2020/NĐ-CP",
        dated=day,
        address="https://dichvucong.gov.vn",
        indicator="IP.1",
        period="2020-M07",
        file=b"%PDF",
        note="TTXVN",
    )
    found = {one.code for one in faults(task, [given], day, date(2020, 8, 10))}
    assert fits(task, kind) is (kind in FITS[task])
    assert ("kind" in found) is (kind not in FITS[task])
    assert "missing" not in found


def test_the_products_date_is_the_documents_own_and_not_ahead() -> None:
    from datetime import date

    decree = Given(EvidenceKind.DOCUMENT, symbol="45/2020/NĐ-CP", dated=date(2020, 4, 8))
    today = date(2020, 4, 20)
    assert faults(TaskKind.DOCUMENT, [decree], date(2020, 4, 8), today) == []
    assert [one.code for one in faults(TaskKind.DOCUMENT, [decree], today, today)] == ["other_day"]
    assert [one.code for one in faults(TaskKind.DOCUMENT, [decree], date(2020, 4, 21), today)] == ["ahead"]
    assert [one.code for one in faults(TaskKind.DOCUMENT, [decree], None, today)] == ["missing"]
    assert [one.code for one in faults(TaskKind.DOCUMENT, [], today, today)] == ["kind"]


def test_the_documentation_prints_the_table_of_the_code() -> None:
    text = Path("docs/directives.md").read_text(encoding="utf-8")
    for row in table_of_arrows("en"):
        assert f"| `{row[0]}` | " + " | ".join(row[1:]) + " |" in text
