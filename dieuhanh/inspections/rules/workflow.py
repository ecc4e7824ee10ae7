"""Who may move an inspection and a meeting, from where to where: two tables, from which permission, buttons, docs and tests come.

The steps are those of section 7 of the domain sheet; that a body explains three working days ahead is PRAGATI's practice.
First to read: `INSPECTION_ARROWS`, then `offering.offer`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from dieuhanh.deadlines.rules.text import Text
from dieuhanh.inspections.rules.stages import MeetingStage, Stage

NOTHING = Text("", "")
PLAN, LEAD, ANSWER = "inspections.plan", "inspections.lead", "inspections.answer"
POWERS = frozenset({PLAN, LEAD, ANSWER})


class Side(StrEnum):
    """On whose side of the table one sits."""

    OFFICE = "office"
    BODY = "body"

    @property
    def words(self) -> Text:
        """Who that is, in both languages."""
        return _SIDES[self]


_SIDES = {
    Side.OFFICE: Text("cơ quan kiểm tra", "the inspecting office"),
    Side.BODY: Text("cơ quan được kiểm tra", "the inspected body"),
}


class Need(StrEnum):
    """What must be given with an action."""

    TEXT = "text"
    REASON = "reason"
    DUE_ON = "due_on"
    HELD_ON = "held_on"
    HELD_AT = "held_at"
    DOCUMENT = "document"
    BODY = "body"
    QUESTION = "question"
    FINDING = "finding"
    """Nature, degree, cause and responsibility: all four (Decision 42/2014/QĐ-TTg)."""
    TASK = "task"
    FOLLOW_UP = "follow_up"
    TASKS = "tasks"
    ITEM = "item"
    PASSPHRASE = "passphrase"  # noqa: S105 — the name of a field


class When(StrEnum):
    """What must hold besides the stage."""

    HAS_DECISION = "has_decision"
    HAS_BODIES = "has_bodies"
    HAS_ITEMS = "has_items"
    HAS_FOLLOW_UPS = "has_follow_ups"
    NO_NOTICE = "no_notice"
    NOTICE_READY = "notice_ready"
    NOT_OWN_NOTICE = "not_own_notice"
    TASKS_VERIFIED = "tasks_verified"
    DAY_COME = "day_come"
    """The day for which it is called has come: a notice cannot bear a day before its meeting's."""
    MADE_HERE = "made_here"
    """Held here, and not taken over from what was published of a past one."""


@dataclass(frozen=True, slots=True)
class Arrow:
    """One action from some stages to one. `target` None: the stage stays. `consequence`: what the page says will happen."""

    action: str
    sources: tuple[str, ...]
    target: str | None
    side: Side
    power: str
    label: Text
    needs: tuple[Need, ...] = ()
    when: tuple[When, ...] = ()
    primary: bool = False
    consequence: Text = NOTHING


_P, _A, _S = Stage.PLANNED, Stage.ANNOUNCED, Stage.IN_SESSION
_OFFICE, _BODY = Side.OFFICE, Side.BODY

INSPECTION_ARROWS: tuple[Arrow, ...] = (
    Arrow("change", (_P,), None, _OFFICE, PLAN, Text("Sửa", "Change")),
    Arrow("ask", (_P, _A, _S), None, _OFFICE, PLAN, Text("Nêu câu hỏi", "Ask a question"), needs=(Need.TEXT,)),
    Arrow(
        "announce", (_P,), _A, _OFFICE, PLAN, Text("Thông báo kiểm tra", "Announce"),
        needs=(Need.DUE_ON,), when=(When.HAS_DECISION, When.HAS_BODIES), primary=True,
        consequence=Text(
            "Số liệu của từng cơ quan được chốt từ hệ thống tại thời điểm này; câu hỏi đến các cơ quan; báo cáo của cơ quan phải gửi đúng hạn.",
            "Each body's figures are taken from the records and frozen as of now; the questions reach the bodies; their reports are due on that day.",
        ),
    ),
    Arrow(
        "retake", (_A,), None, _OFFICE, PLAN, Text("Chốt lại số liệu", "Take the figures again"),
        consequence=Text(
            "Số liệu được chốt lần nữa; lần chốt trước vẫn giữ nguyên.",
            "The figures are taken once more; what was taken before stays readable.",
        ),
    ),
    Arrow(
        "hand_in", (_A, _S), None, _BODY, ANSWER, Text("Gửi báo cáo", "Hand in the report"),
        needs=(Need.BODY, Need.TEXT), primary=True,
        consequence=Text(
            "Báo cáo là số tự khai của cơ quan; hệ thống đặt cạnh số liệu đã chốt và đánh dấu chỗ khác nhau.",
            "The report is what the body claims; it is set beside the frozen figures, and differences are marked.",
        ),
    ),
    Arrow(
        "answer", (_A, _S), None, _BODY, ANSWER, Text("Trả lời câu hỏi", "Answer a question"),
        needs=(Need.BODY, Need.QUESTION, Need.TEXT),
    ),
    Arrow(
        "move_day", (_A,), None, _OFFICE, PLAN, Text("Dời ngày làm việc", "Move the session's day"),
        needs=(Need.HELD_ON, Need.REASON),
        consequence=Text(
            "Các cơ quan thấy ngày mới và lý do; hạn gửi báo cáo đã hứa giữ nguyên.",
            "The bodies see the new day and the reason; the day promised for their reports stays.",
        ),
    ),
    Arrow(
        "open", (_A,), _S, _OFFICE, LEAD, Text("Mở buổi làm việc", "Open the session"),
        when=(When.DAY_COME,), primary=True,
    ),
    Arrow(
        "find", (_S,), None, _OFFICE, PLAN, Text("Ghi nhận xét", "Put down a finding"),
        needs=(Need.BODY, Need.TEXT, Need.FINDING),
    ),
    Arrow(
        "propose", (_S,), None, _OFFICE, PLAN, Text("Đề xuất nhiệm vụ", "Propose a task"),
        needs=(Need.TASK,), when=(When.NO_NOTICE,),
    ),
    Arrow(
        "drop", (_S,), None, _OFFICE, PLAN, Text("Bỏ đề xuất", "Drop a proposed task"),
        needs=(Need.FOLLOW_UP,), when=(When.HAS_FOLLOW_UPS, When.NO_NOTICE),
    ),
    Arrow(
        "draft_notice", (_S,), None, _OFFICE, PLAN, Text("Dự thảo thông báo kết luận", "Draft the notice of conclusion"),
        needs=(Need.DOCUMENT,), when=(When.HAS_FOLLOW_UPS, When.NO_NOTICE), primary=True,
        consequence=Text(
            "Thông báo thành văn bản giao nhiệm vụ, mỗi đề xuất thành một nhiệm vụ; người khác kết luận mới giao.",
            "The notice becomes a directive and each proposal a task of it; they are given when another person concludes.",
        ),
    ),
    Arrow(
        "conclude", (_S,), Stage.CONCLUDED, _OFFICE, LEAD, Text("Kết luận", "Conclude"),
        needs=(Need.TEXT,), when=(When.NOTICE_READY, When.NOT_OWN_NOTICE), primary=True,
        consequence=Text(
            "Nhận xét và kết luận được chốt; nhiệm vụ trong thông báo được giao ngay cho các cơ quan.",
            "Findings and conclusions are settled; the tasks of the notice reach their bodies at once.",
        ),
    ),
    Arrow(
        "sign", (Stage.CONCLUDED,), Stage.REPORTED, _OFFICE, LEAD,
        Text("Ký báo cáo Thủ tướng", "Sign the report to the Prime Minister"),
        needs=(Need.DOCUMENT, Need.PASSPHRASE),
        when=(When.MADE_HERE,), primary=True,
        consequence=Text(
            "Báo cáo được lập từ hồ sơ này, ký số cá nhân và giữ cùng hàm băm.",
            "The report is laid out from this record, signed personally and kept with its hash.",
        ),
    ),
    Arrow(
        "close", (Stage.REPORTED,), Stage.CLOSED, _OFFICE, LEAD, Text("Kết thúc kiểm tra", "Close"),
        when=(When.MADE_HERE, When.TASKS_VERIFIED), primary=True,
    ),
    Arrow(
        "cancel", (_P, _A), Stage.CANCELLED, _OFFICE, LEAD, Text("Hủy", "Cancel"), needs=(Need.REASON,),
        consequence=Text("Hồ sơ đóng lại và không mở lại được.", "The record is shut and cannot be opened again."),
    ),
)  # fmt: skip
_MP, _F, _O = MeetingStage.PLANNED, MeetingStage.FROZEN, MeetingStage.OPEN
MEETING_ARROWS: tuple[Arrow, ...] = (
    Arrow("choose", (_MP,), None, _OFFICE, PLAN, Text("Chọn nội dung", "Choose items"), needs=(Need.TASKS,)),
    Arrow(
        "leave_out", (_MP,), None, _OFFICE, PLAN, Text("Bỏ nội dung", "Leave an item out"),
        needs=(Need.ITEM,), when=(When.HAS_ITEMS,),
    ),
    Arrow(
        "freeze", (_MP,), _F, _OFFICE, PLAN, Text("Chốt chương trình", "Freeze the agenda"),
        when=(When.HAS_ITEMS,), primary=True,
        consequence=Text(
            "Từng nội dung được ghi lại như lúc này và không đổi nữa; cơ quan chủ trì giải trình trước ba ngày làm việc.",
            "Each item is kept as it stands now and changes no more; its lead explains three working days ahead.",
        ),
    ),
    Arrow(
        "explain", (_F, _O), None, _BODY, ANSWER, Text("Giải trình", "Explain"),
        needs=(Need.ITEM, Need.TEXT), primary=True,
    ),
    Arrow(
        "move_day", (_MP, _F), None, _OFFICE, PLAN, Text("Dời ngày họp", "Move the meeting's day"),
        needs=(Need.HELD_AT, Need.REASON),
        consequence=Text(
            "Chương trình đã chốt giữ nguyên; hạn giải trình tính lại, trước ngày mới ba ngày làm việc.",
            "A frozen agenda stays as it is; explanations become due three working days before the new day.",
        ),
    ),
    Arrow(
        "open", (_F,), _O, _OFFICE, LEAD, Text("Khai mạc", "Open the meeting"),
        when=(When.DAY_COME,), primary=True,
    ),
    Arrow(
        "note", (_O,), None, _OFFICE, PLAN, Text("Ghi kết luận từng nội dung", "Put down an item's conclusion"),
        needs=(Need.ITEM, Need.TEXT),
    ),
    Arrow(
        "propose", (_O,), None, _OFFICE, PLAN, Text("Đề xuất nhiệm vụ", "Propose a task"),
        needs=(Need.TASK,), when=(When.NO_NOTICE,),
    ),
    Arrow(
        "drop", (_O,), None, _OFFICE, PLAN, Text("Bỏ đề xuất", "Drop a proposed task"),
        needs=(Need.FOLLOW_UP,), when=(When.HAS_FOLLOW_UPS, When.NO_NOTICE),
    ),
    Arrow(
        "draft_notice", (_O,), None, _OFFICE, PLAN, Text("Dự thảo thông báo kết luận", "Draft the notice of conclusion"),
        needs=(Need.DOCUMENT,), when=(When.HAS_FOLLOW_UPS, When.NO_NOTICE), primary=True,
        consequence=Text(
            "Thông báo thành văn bản giao nhiệm vụ, mỗi đề xuất thành một nhiệm vụ; người khác kết luận mới giao.",
            "The notice becomes a directive and each proposal a task of it; they are given when another person concludes.",
        ),
    ),
    Arrow(
        "conclude", (_O,), MeetingStage.CONCLUDED, _OFFICE, LEAD, Text("Kết luận, ký thông báo", "Conclude and sign the notice"),
        needs=(Need.TEXT, Need.PASSPHRASE), when=(When.HAS_FOLLOW_UPS, When.NOTICE_READY, When.NOT_OWN_NOTICE), primary=True,
        consequence=Text(
            "Thông báo được ký số, nhiệm vụ được giao ngay, trước khi cuộc họp khép lại.",
            "The notice is signed and its tasks are given at once, before the meeting ends.",
        ),
    ),
    Arrow(
        "cancel", (_MP, _F), MeetingStage.CANCELLED, _OFFICE, LEAD, Text("Hủy", "Cancel"), needs=(Need.REASON,),
        consequence=Text("Hồ sơ đóng lại và không mở lại được.", "The record is shut and cannot be opened again."),
    ),
)  # fmt: skip
INSPECTION_ACTIONS = {arrow.action: arrow for arrow in INSPECTION_ARROWS}
MEETING_ACTIONS = {arrow.action: arrow for arrow in MEETING_ARROWS}


def table_of_arrows(arrows: tuple[Arrow, ...], lang: str) -> list[tuple[str, str, str, str, str, str]]:
    """The table for the documentation: action, label, from, to, side and power, what it needs."""
    return [
        (
            arrow.action,
            arrow.label.of(lang),
            ", ".join(str(one) for one in arrow.sources),
            str(arrow.target) if arrow.target else "stays",
            f"{arrow.side.value}: {arrow.power}",
            ", ".join([*(one.value for one in arrow.needs), *(one.value for one in arrow.when)]) or "–",
        )
        for arrow in arrows
    ]
