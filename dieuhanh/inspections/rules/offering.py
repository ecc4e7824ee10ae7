"""Whether an action is open to someone now and, if not, why: the tables of `workflow` judged against one standing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from dieuhanh.deadlines.rules.text import Text
from dieuhanh.inspections.rules.stages import MeetingStage, Stage
from dieuhanh.inspections.rules.workflow import (
    INSPECTION_ACTIONS,
    INSPECTION_ARROWS,
    MEETING_ARROWS,
    Arrow,
    Side,
    When,
)
from dieuhanh.organisations.rules import offering


@dataclass(frozen=True, slots=True)
class Standing:
    """What one who asks is to a record: his sides and powers, and which conditions hold of the record."""

    sides: frozenset[Side]
    powers: frozenset[str]
    everything: bool = False
    holds: frozenset[When] = field(default_factory=frozenset)


Offer = offering.Offer[Arrow]


def offer(arrow: Arrow, stage: str, standing: Standing) -> Offer:
    """Judge one arrow: the right first, then the stage, then what is between the two."""
    return offering.judged(arrow, _obstacles(arrow, stage, standing))


def offers(arrows: tuple[Arrow, ...], stage: str, standing: Standing) -> list[Offer]:
    """Every arrow judged, those that are open first, in the order of the table."""
    return offering.open_first(offer(arrow, stage, standing) for arrow in arrows)


def _obstacles(arrow: Arrow, stage: str, standing: Standing) -> Iterator[offering.Obstacle]:
    side = standing.everything or arrow.side in standing.sides
    yield "side", not side, offering.for_another_side(arrow.side.words)
    power = standing.everything or arrow.power in standing.powers
    yield "power", not power, offering.without_power(arrow.power)
    yield "stage", stage not in arrow.sources, _stage_sentence(arrow, stage)
    for when in arrow.when:
        yield when.value, when not in standing.holds, SAID[when]


def _stage_sentence(arrow: Arrow, stage: str) -> Text:
    inspects = arrow.action in INSPECTION_ACTIONS and INSPECTION_ACTIONS[arrow.action] is arrow
    kinds: type[Stage] | type[MeetingStage] = Stage if inspects else MeetingStage
    known = {one.value: one.words for one in kinds}
    what = Text("Cuộc kiểm tra", "The inspection") if inspects else Text("Cuộc họp", "The meeting")
    return offering.at_another_stage(what, known[str(stage)], [known[str(one)] for one in arrow.sources])


SAID = {
    When.HAS_DECISION: Text(
        "Ghi số quyết định lập đoàn và một trưởng đoàn trước.",
        "Give the team's decision by number and one head first.",
    ),
    When.HAS_BODIES: Text(
        "Chọn ít nhất một cơ quan và một nội dung.", "Choose at least one body and one topic."
    ),
    When.HAS_ITEMS: Text("Chương trình chưa có nội dung nào.", "The agenda has no item yet."),
    When.HAS_FOLLOW_UPS: Text("Chưa có nhiệm vụ nào được đề xuất.", "No task has been proposed yet."),
    When.NO_NOTICE: Text(
        "Thông báo kết luận đã được dự thảo.", "The notice of conclusion was drafted already."
    ),
    When.NOTICE_READY: Text(
        "Nhiệm vụ đã đề xuất phải nằm trong dự thảo thông báo trước khi kết luận.",
        "The proposed tasks must stand in a drafted notice before it is concluded.",
    ),
    When.NOT_OWN_NOTICE: Text(
        "Người dự thảo thông báo không được tự kết luận; cần người thứ hai.",
        "Who drafted the notice may not conclude it; a second person has to.",
    ),
    When.DAY_COME: Text(
        "Chưa đến ngày đã ấn định; muốn mở sớm hơn thì dời ngày trước.",
        "Its day has not come; to open it earlier, move its day first.",
    ),
    When.MADE_HERE: Text(
        "Hồ sơ nạp từ nguồn đã công bố; báo cáo của cuộc kiểm tra ấy không lập ở đây.",
        "Taken over from what was published; its report is not made here.",
    ),
    When.TASKS_VERIFIED: Text(
        "Còn nhiệm vụ sau kiểm tra chưa được kiểm chứng hoàn thành.",
        "Tasks that came of the inspection are not verified yet.",
    ),
}
BOTH = (*INSPECTION_ARROWS, *MEETING_ARROWS)
