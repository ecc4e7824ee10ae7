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
    NOTHING,
    Arrow,
    Side,
    When,
)


@dataclass(frozen=True, slots=True)
class Standing:
    """What one who asks is to a record: his sides and powers, and which conditions hold of the record."""

    sides: frozenset[Side]
    powers: frozenset[str]
    everything: bool = False
    holds: frozenset[When] = field(default_factory=frozenset)


@dataclass(frozen=True, slots=True)
class Offer:
    """Whether an action is open to someone now; if not, why, in both languages."""

    arrow: Arrow
    ok: bool
    code: str = ""
    reason: Text = NOTHING


def offer(arrow: Arrow, stage: str, standing: Standing) -> Offer:
    """Judge one arrow: the right first, then the stage, then what is between the two."""
    for code, wrong, reason in _obstacles(arrow, stage, standing):
        if wrong:
            return Offer(arrow, False, code, reason)
    return Offer(arrow, True)


def offers(arrows: tuple[Arrow, ...], stage: str, standing: Standing) -> list[Offer]:
    """Every arrow judged, those that are open first, in the order of the table."""
    return sorted((offer(arrow, stage, standing) for arrow in arrows), key=lambda one: not one.ok)


def _obstacles(arrow: Arrow, stage: str, standing: Standing) -> Iterator[tuple[str, bool, Text]]:
    who = arrow.side.words
    yield (
        "side",
        not (standing.everything or arrow.side in standing.sides),
        Text(f"Việc này của {who.vi}.", f"This is for {who.en} to do."),
    )
    yield (
        "power",
        not (standing.everything or arrow.power in standing.powers),
        Text(
            f"Chức vụ của đồng chí không có quyền “{arrow.power}”.",
            f"Your appointment does not carry the power “{arrow.power}”.",
        ),
    )
    yield "stage", stage not in arrow.sources, _stage_sentence(arrow, stage)
    for when in arrow.when:
        yield when.value, when not in standing.holds, SAID[when]


def _stage_sentence(arrow: Arrow, stage: str) -> Text:
    inspects = arrow.action in INSPECTION_ACTIONS and INSPECTION_ACTIONS[arrow.action] is arrow
    kinds: type[Stage] | type[MeetingStage] = Stage if inspects else MeetingStage
    known = {one.value: one.words for one in kinds}
    now = known[str(stage)]
    vi = " hoặc ".join(f"“{known[str(one)].vi}”" for one in arrow.sources)
    en = " or ".join(f"“{known[str(one)].en}”" for one in arrow.sources)
    return Text(f"Đang ở bước “{now.vi}”; việc này cần bước {vi}.", f"It is at “{now.en}”; this needs {en}.")


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
