"""Whether an action is open to someone now and, if not, why: the table of `workflow` judged against one standing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from dieuhanh.deadlines.rules.text import Text
from dieuhanh.directives.rules.states import DirectiveStage, Ground, Stage
from dieuhanh.directives.rules.workflow import ACTIONS, ARROWS, Arrow, Side, When
from dieuhanh.organisations.rules import offering


@dataclass(frozen=True, slots=True)
class Standing:
    """What one who asks is to a task. `sides`: the sides his appointment reaches; the rest are facts of the task."""

    sides: frozenset[Side]
    powers: frozenset[str]
    entered_by_me: bool = False
    everything: bool = False
    group: bool = False
    regular: bool = False
    ground: Ground | None = None
    extension_pending: bool = False
    has_deadline: bool = True
    evidence_fits: bool = True
    period_open: bool = True
    period_reported: bool = True
    explanation_asked: bool = True


Offer = offering.Offer[Arrow]


def offer(arrow: Arrow, stage: str, standing: Standing) -> Offer:
    """Judge one arrow: the right first, then the stage, then what is between the two."""
    return offering.judged(arrow, _obstacles(arrow, stage, standing))


def offers(stage: Stage, standing: Standing) -> list[Offer]:
    """Every arrow of a task judged, those that are open first, in the order of the table."""
    return offering.open_first(offer(arrow, stage, standing) for arrow in ARROWS)


def _obstacles(arrow: Arrow, stage: str, standing: Standing) -> Iterator[offering.Obstacle]:
    yield "group", standing.group and not arrow.on_group, _SAID["group"]
    side = standing.everything or arrow.side in standing.sides
    yield "side", not side, offering.for_another_side(arrow.side.words)
    power = standing.everything or arrow.power in standing.powers
    yield "power", not power, offering.without_power(arrow.power)
    yield "stage", stage not in arrow.sources, _stage_sentence(arrow, stage)
    yield "own_entry", arrow.not_own_entry and standing.entered_by_me, _SAID["own_entry"]
    yield "ground", arrow.ground is not None and standing.ground is not arrow.ground, _SAID["ground"]
    for when, holds in (
        (When.EXTENSION_PENDING, standing.extension_pending),
        (When.NO_EXTENSION_PENDING, not standing.extension_pending),
        (When.HAS_DEADLINE, standing.has_deadline),
        (When.NOT_REGULAR, not standing.regular),
        (When.EVIDENCE_FITS, standing.evidence_fits),
        (When.PERIOD_OPEN, standing.period_open),
        (When.PERIOD_REPORTED, standing.period_reported),
        (When.EXPLANATION_ASKED, standing.explanation_asked),
    ):
        yield when.value, when in arrow.when and not holds, _SAID[when.value]


def _stage_sentence(arrow: Arrow, stage: str) -> Text:
    is_task = arrow.action in ACTIONS and ACTIONS[arrow.action] is arrow
    kinds: type[Stage] | type[DirectiveStage] = Stage if is_task else DirectiveStage
    known = {one.value: one.words for one in kinds}
    what = Text("Nhiệm vụ", "The task") if is_task else Text("Văn bản", "The directive")
    return offering.at_another_stage(what, known[str(stage)], [known[str(one)] for one in arrow.sources])


_SAID = {
    "group": Text(
        "Đây là việc giao chung cho nhiều cơ quan; hãy mở nhiệm vụ của từng cơ quan.",
        "This is the common heading over many bodies' tasks; open the task of one of them.",
    ),
    "own_entry": Text(
        "Người nhập không được tự kiểm tra; cần người thứ hai.",
        "Who entered it may not check it; a second person has to.",
    ),
    "ground": Text(
        "Cơ quan chủ trì xin trả lại vì lý do khác.",
        "The lead asked to return it on another ground.",
    ),
    "extension_pending": Text(
        "Không có đơn xin lùi thời hạn nào chờ quyết định.",
        "No request for an extension waits for a decision.",
    ),
    "no_extension_pending": Text(
        "Đã có một đơn xin lùi thời hạn chờ quyết định.",
        "A request for an extension waits for a decision already.",
    ),
    "has_deadline": Text("Nhiệm vụ không có thời hạn để lùi.", "The task has no deadline to move."),
    "not_regular": Text(
        "Nhiệm vụ thường xuyên không có ngày hoàn thành; hãy cập nhật kết quả từng kỳ.",
        "A regular duty is never completed; report on each period instead.",
    ),
    "evidence_fits": Text(
        "Báo cáo hoàn thành chưa có minh chứng hợp loại; tin báo chí không đủ.",
        "The claim has no evidence of the due kind; a press report is not enough.",
    ),
    "period_open": Text("Không có kỳ nào đang chờ báo cáo.", "No period waits for a report."),
    "period_reported": Text("Chưa có kỳ nào được báo cáo.", "No period was reported yet."),
    "explanation_asked": Text("Chưa có yêu cầu giải trình.", "No explanation is asked for."),
}
