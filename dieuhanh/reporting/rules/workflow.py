"""The states of a report and who may move it: one table, from which permission, buttons, docs and tests come.

The states are those of the fact sheet (Phú Thọ's, the Government Office's and vendors' practice,
put together): assigned → entering → checked → put to the leader → approved → signed → sent →
received → accepted → consolidated, with return, recall, refusal and amendment. Being late is not a
state: it is the clock's word about any of them (`rules.clock`).

First to read: `ARROWS`, then `offering.offer`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from dieuhanh.deadlines.rules.text import Text

NOTHING = Text("", "")
"""No words."""


class Stage(StrEnum):
    """Where a report stands."""

    OPEN = "open"
    IN_PROGRESS = "in_progress"
    NO_DATA = "no_data"
    CHECKED = "checked"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    APPROVED = "approved"
    SIGNED = "signed"
    SENT = "sent"
    RECALLED = "recalled"
    RECEIVED = "received"
    REFUSED = "refused"
    ACCEPTED = "accepted"
    CONSOLIDATED = "consolidated"
    AMENDMENT_REQUESTED = "amendment_requested"

    @property
    def words(self) -> Text:
        """The stage's name in both languages."""
        return _WORDS[self]


_WORDS = {
    Stage.OPEN: Text("Đã giao", "Assigned"),
    Stage.IN_PROGRESS: Text("Đang nhập", "Being filled in"),
    Stage.NO_DATA: Text("Báo không phát sinh", "Nothing to report"),
    Stage.CHECKED: Text("Đã kiểm tra", "Checked"),
    Stage.SUBMITTED: Text("Trình lãnh đạo", "Put to the leader"),
    Stage.RETURNED: Text("Trả lại", "Returned"),
    Stage.APPROVED: Text("Đã duyệt", "Approved"),
    Stage.SIGNED: Text("Đã ký số", "Signed"),
    Stage.SENT: Text("Đã gửi", "Sent"),
    Stage.RECALLED: Text("Đã thu hồi", "Recalled"),
    Stage.RECEIVED: Text("Đã tiếp nhận", "Received"),
    Stage.REFUSED: Text("Từ chối", "Refused"),
    Stage.ACCEPTED: Text("Đã chấp nhận", "Accepted"),
    Stage.CONSOLIDATED: Text("Đã tổng hợp", "Consolidated"),
    Stage.AMENDMENT_REQUESTED: Text("Yêu cầu sửa đổi", "Amendment asked for"),
}


class Side(StrEnum):
    """On whose side of the report one stands."""

    RESPONDENT = "respondent"
    RECEIVER = "receiver"


class ClockEffect(StrEnum):
    """What an arrow does to the obligation's clock."""

    NONE = "none"
    STOPS = "stops"
    RUNS_AGAIN = "runs_again"


class Need(StrEnum):
    """What must be given with an action."""

    REASON = "reason"
    NOTES = "notes"
    PASSPHRASE = "passphrase"  # noqa: S105 — the name of a field


class Moves(StrEnum):
    """Which version of the report an arrow leaves in hand."""

    SAME = "same"
    NEW = "new_version"


@dataclass(frozen=True, slots=True)
class Arrow:
    """One action from some states to one: who may, with what, and what it does to the clock.

    `not_own_entry`: whoever entered the figures may not take it, unless the body is set to one step.
    `unsigned_only`: open only where the regime asks for no signature.
    `consequence`: what the page says will happen, before it asks for the reason.
    """

    action: str
    sources: tuple[Stage, ...]
    target: Stage
    side: Side
    power: str
    label: Text
    needs: tuple[Need, ...] = ()
    not_own_entry: bool = False
    unsigned_only: bool = False
    clock: ClockEffect = ClockEffect.NONE
    version: Moves = Moves.SAME
    primary: bool = False
    consequence: Text = NOTHING


ENTER, APPROVE, SIGN, RECEIVE = "reporting.enter", "reporting.approve", "reporting.sign", "reporting.receive"

ARROWS: tuple[Arrow, ...] = (
    Arrow(
        "save",
        (Stage.OPEN, Stage.IN_PROGRESS, Stage.CHECKED, Stage.NO_DATA, Stage.RETURNED, Stage.RECALLED),
        Stage.IN_PROGRESS,
        Side.RESPONDENT,
        ENTER,
        Text("Nhập số liệu", "Enter figures"),
    ),
    Arrow(
        "check",
        (Stage.IN_PROGRESS,),
        Stage.CHECKED,
        Side.RESPONDENT,
        ENTER,
        Text("Kiểm tra", "Check"),
        needs=(Need.NOTES,),
    ),
    Arrow(
        "declare_no_data",
        (Stage.OPEN, Stage.IN_PROGRESS, Stage.CHECKED, Stage.RETURNED, Stage.RECALLED),
        Stage.NO_DATA,
        Side.RESPONDENT,
        ENTER,
        Text("Báo không phát sinh", "Declare nothing to report"),
        needs=(Need.REASON,),
        consequence=Text(
            "Báo cáo được trình với mọi ô là “không phát sinh” cùng lý do; số đã nhập không được dùng.",
            "The report goes up with every cell as “nothing to report” and your reason; figures entered are not used.",
        ),
    ),
    Arrow(
        "submit",
        (Stage.CHECKED, Stage.NO_DATA),
        Stage.SUBMITTED,
        Side.RESPONDENT,
        ENTER,
        Text("Trình lãnh đạo", "Put to the leader"),
        primary=True,
    ),
    Arrow(
        "return",
        (Stage.SUBMITTED, Stage.APPROVED, Stage.SIGNED),
        Stage.RETURNED,
        Side.RESPONDENT,
        APPROVE,
        Text("Trả lại", "Return"),
        needs=(Need.REASON,),
        consequence=Text(
            "Báo cáo về lại người nhập cùng lý do và các ô được đánh dấu.",
            "The report goes back to who entered it, with the reason and the marked cells.",
        ),
    ),
    Arrow(
        "approve",
        (Stage.SUBMITTED,),
        Stage.APPROVED,
        Side.RESPONDENT,
        APPROVE,
        Text("Duyệt", "Approve"),
        not_own_entry=True,
        primary=True,
    ),
    Arrow(
        "sign",
        (Stage.APPROVED,),
        Stage.SIGNED,
        Side.RESPONDENT,
        SIGN,
        Text("Ký số", "Sign"),
        needs=(Need.PASSPHRASE,),
        primary=True,
        consequence=Text(
            "Báo cáo thành tệp PDF đúng thể thức, kèm số liệu, mang chữ ký số cá nhân của đồng chí.",
            "The report becomes a PDF in official layout with its data inside, under your personal signature.",
        ),
    ),
    Arrow(
        "send",
        (Stage.SIGNED,),
        Stage.SENT,
        Side.RESPONDENT,
        APPROVE,
        Text("Gửi", "Send"),
        clock=ClockEffect.STOPS,
        primary=True,
        consequence=Text(
            "Nơi nhận thấy báo cáo ngay; chỉ thu hồi được trước khi nơi nhận tiếp nhận.",
            "The receiver sees the report at once; it can be recalled only until it is received.",
        ),
    ),
    Arrow(
        "send_unsigned",
        (Stage.APPROVED,),
        Stage.SENT,
        Side.RESPONDENT,
        APPROVE,
        Text("Gửi không ký số", "Send without signature"),
        unsigned_only=True,
        clock=ClockEffect.STOPS,
    ),
    Arrow(
        "recall",
        (Stage.SENT,),
        Stage.RECALLED,
        Side.RESPONDENT,
        APPROVE,
        Text("Thu hồi", "Recall"),
        needs=(Need.REASON,),
        clock=ClockEffect.RUNS_AGAIN,
        consequence=Text(
            "Nơi nhận không còn thấy bản này để tiếp nhận; đồng hồ thời hạn chạy lại.",
            "The receiver can no longer take this version in; the deadline's clock runs again.",
        ),
    ),
    Arrow(
        "receive",
        (Stage.SENT,),
        Stage.RECEIVED,
        Side.RECEIVER,
        RECEIVE,
        Text("Tiếp nhận", "Receive"),
        primary=True,
    ),
    Arrow(
        "refuse",
        (Stage.RECEIVED,),
        Stage.REFUSED,
        Side.RECEIVER,
        RECEIVE,
        Text("Từ chối", "Refuse"),
        needs=(Need.REASON,),
        clock=ClockEffect.RUNS_AGAIN,
        consequence=Text(
            "Nơi gửi phải lập bản mới; bản này vẫn lưu cùng lý do.",
            "The sender has to make a new version; this one is kept with the reason.",
        ),
    ),
    Arrow(
        "accept",
        (Stage.RECEIVED,),
        Stage.ACCEPTED,
        Side.RECEIVER,
        RECEIVE,
        Text("Chấp nhận", "Accept"),
        primary=True,
        consequence=Text(
            "Số liệu thành số chính thức do đơn vị tự báo cáo; chỉ đổi được bằng bản mới có chữ ký.",
            "The figures become the body's claimed facts; only a new signed version can change them.",
        ),
    ),
    Arrow(
        "revise",
        (Stage.REFUSED,),
        Stage.IN_PROGRESS,
        Side.RESPONDENT,
        ENTER,
        Text("Lập bản mới", "Make a new version"),
        version=Moves.NEW,
        primary=True,
    ),
    Arrow(
        "consolidate",
        (Stage.ACCEPTED,),
        Stage.CONSOLIDATED,
        Side.RECEIVER,
        RECEIVE,
        Text("Tổng hợp", "Consolidate"),
    ),
    Arrow(
        "request_amendment",
        (Stage.ACCEPTED, Stage.CONSOLIDATED),
        Stage.AMENDMENT_REQUESTED,
        Side.RECEIVER,
        RECEIVE,
        Text("Yêu cầu sửa đổi", "Ask for an amendment"),
        needs=(Need.REASON,),
        consequence=Text(
            "Nơi gửi lập bản sửa đổi; số cũ vẫn hiện cho đến khi bản mới được chấp nhận.",
            "The sender makes an amended version; the old figures stand until the new ones are accepted.",
        ),
    ),
    Arrow(
        "propose_amendment",
        (Stage.ACCEPTED, Stage.CONSOLIDATED),
        Stage.AMENDMENT_REQUESTED,
        Side.RESPONDENT,
        APPROVE,
        Text("Đề nghị sửa đổi", "Propose an amendment"),
        needs=(Need.REASON,),
    ),
    Arrow(
        "amend",
        (Stage.AMENDMENT_REQUESTED,),
        Stage.IN_PROGRESS,
        Side.RESPONDENT,
        ENTER,
        Text("Lập bản sửa đổi", "Make the amended version"),
        version=Moves.NEW,
        primary=True,
    ),
)

ACTIONS = {arrow.action: arrow for arrow in ARROWS}
NEW_VERSION_WHEN_FILLED = (Stage.RECALLED,)
"""Filling in from here begins the next version: the one that was sent stays as it was. So does filling in what was signed."""
FILLING = ACTIONS["save"].sources
"""The stages in which figures may be written."""
AUTOMATIC = ("save", "check")
"""Actions that happen by filling in; the page shows no button of their own for them."""
SENT_STAGES = (Stage.SENT, Stage.RECEIVED, Stage.ACCEPTED, Stage.CONSOLIDATED, Stage.AMENDMENT_REQUESTED)
ACCEPTED_STAGES = (Stage.ACCEPTED, Stage.CONSOLIDATED, Stage.AMENDMENT_REQUESTED)


def table_of_arrows(lang: str) -> list[tuple[str, str, str, str, str, str, str]]:
    """The table for the documentation: action, label, from, to, side and power, needs, clock."""
    return [
        (
            arrow.action,
            arrow.label.of(lang),
            ", ".join(one.value for one in arrow.sources),
            arrow.target.value,
            f"{arrow.side.value}: {arrow.power}",
            ", ".join([*arrow.needs, *(["not_own_entry"] if arrow.not_own_entry else [])]) or "–",
            arrow.clock.value,
        )
        for arrow in ARROWS
    ]
