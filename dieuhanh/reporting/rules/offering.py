"""Whether an action is open to someone now and, if not, why: the table of `workflow` judged against one standing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from dieuhanh.deadlines.rules.text import Text
from dieuhanh.organisations.rules import offering
from dieuhanh.reporting.rules.workflow import ARROWS, Arrow, Side, Stage


@dataclass(frozen=True, slots=True)
class Standing:
    """What one who asks is to a report. `sides`: the sides his powers reach; the rest are facts of the report."""

    sides: frozenset[Side]
    powers: frozenset[str]
    entered_by_me: bool = False
    one_step: bool = False
    needs_signature: bool = True
    everything: bool = False


Offer = offering.Offer[Arrow]


def offer(arrow: Arrow, stage: Stage, standing: Standing) -> Offer:
    """Judge one arrow: the right first, then the stage, then what is between the two."""
    return offering.judged(arrow, _obstacles(arrow, stage, standing))


def offers(stage: Stage, standing: Standing) -> list[Offer]:
    """Every arrow judged, those that are open first, in the order of the table."""
    return offering.open_first(offer(arrow, stage, standing) for arrow in ARROWS)


def _obstacles(arrow: Arrow, stage: Stage, standing: Standing) -> Iterator[offering.Obstacle]:
    side = standing.everything or arrow.side in standing.sides
    power = standing.everything or arrow.power in standing.powers
    body = (
        Text("cơ quan gửi báo cáo", "the reporting body")
        if arrow.side is Side.RESPONDENT
        else Text("nơi nhận", "the receiver")
    )
    yield "side", not side, offering.for_another_side(body)
    yield "power", not power, offering.without_power(arrow.power)
    report = Text("Báo cáo", "The report")
    yield (
        "stage",
        stage not in arrow.sources,
        offering.at_another_stage(report, stage.words, [one.words for one in arrow.sources]),
    )
    yield (
        "own_entry",
        arrow.not_own_entry and standing.entered_by_me and not standing.one_step,
        Text(
            "Người nhập số liệu không được tự duyệt; cần người khác duyệt.",
            "Who entered the figures may not approve them; another person has to.",
        ),
    )
    yield (
        "signature",
        arrow.unsigned_only and standing.needs_signature,
        Text("Chế độ báo cáo này phải có chữ ký số.", "This regime asks for a signature."),
    )
