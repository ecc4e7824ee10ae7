"""Whether an action is open to someone now and, if not, why: the table of `workflow` judged against one standing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from dieuhanh.deadlines.rules.text import Text
from dieuhanh.reporting.rules.workflow import ARROWS, NOTHING, Arrow, Side, Stage


@dataclass(frozen=True, slots=True)
class Standing:
    """What one who asks is to a report. `sides`: the sides his powers reach; the rest are facts of the report."""

    sides: frozenset[Side]
    powers: frozenset[str]
    entered_by_me: bool = False
    one_step: bool = False
    needs_signature: bool = True
    everything: bool = False


@dataclass(frozen=True, slots=True)
class Offer:
    """Whether an action is open to someone now; if not, why, in both languages."""

    arrow: Arrow
    ok: bool
    code: str = ""
    reason: Text = NOTHING


def offer(arrow: Arrow, stage: Stage, standing: Standing) -> Offer:
    """Judge one arrow: the right first, then the stage, then what is between the two."""
    for code, wrong, reason in _obstacles(arrow, stage, standing):
        if wrong:
            return Offer(arrow, False, code, reason)
    return Offer(arrow, True)


def _obstacles(arrow: Arrow, stage: Stage, standing: Standing) -> Iterator[tuple[str, bool, Text]]:
    side = standing.everything or arrow.side in standing.sides
    power = standing.everything or arrow.power in standing.powers
    body = (
        Text("cơ quan gửi báo cáo", "the reporting body")
        if arrow.side is Side.RESPONDENT
        else Text("nơi nhận", "the receiver")
    )
    yield "side", not side, Text(f"Việc này của {body.vi}.", f"This is for {body.en} to do.")
    yield (
        "power",
        not power,
        Text(
            f"Chức vụ của đồng chí không có quyền “{arrow.power}”.",
            f"Your appointment does not carry the power “{arrow.power}”.",
        ),
    )
    wanted_vi, wanted_en = (
        " hoặc ".join(f"“{one.words.vi}”" for one in arrow.sources),
        " or ".join(f"“{one.words.en}”" for one in arrow.sources),
    )
    yield (
        "stage",
        stage not in arrow.sources,
        Text(
            f"Báo cáo đang ở bước “{stage.words.vi}”; việc này cần bước {wanted_vi}.",
            f"The report is at “{stage.words.en}”; this needs {wanted_en}.",
        ),
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


def offers(stage: Stage, standing: Standing) -> list[Offer]:
    """Every arrow judged, those that are open first, in the order of the table."""
    judged = [offer(arrow, stage, standing) for arrow in ARROWS]
    return sorted(judged, key=lambda one: not one.ok)
