"""Who may move a directive and a task, from where to where: one table, from which permission, buttons, docs and tests come.

The steps are those of section 6 of the domain sheet (mark I unless said there). Being late is not a state: it is the
clock's word about any of them. First to read: `ARROWS`, then `offering.offer`.
"""

from __future__ import annotations

from dieuhanh.deadlines.rules.text import Text
from dieuhanh.directives.rules.arrows import NOTHING, Arrow, ClockEffect, Need, Side, When
from dieuhanh.directives.rules.states import OPEN_STAGES, DirectiveStage, Ground, Stage

ENTER, CHECK, PUBLISH, VERIFY = (
    "directives.enter",
    "directives.check",
    "directives.publish",
    "directives.verify",
)
ACT, HEAD = "tasks.act", "tasks.lead"
POWERS = frozenset({ENTER, CHECK, PUBLISH, VERIFY, ACT, HEAD})


DIRECTIVE_ARROWS: tuple[Arrow, ...] = (
    Arrow(
        "check",
        (DirectiveStage.DRAFT,),
        DirectiveStage.CHECKED,
        Side.ASSIGNER,
        CHECK,
        Text("Kiểm tra", "Check"),
        not_own_entry=True,
        primary=True,
        consequence=Text(
            "Đồng chí xác nhận cơ quan chủ trì và thời hạn của từng nhiệm vụ đúng với văn bản.",
            "You confirm that the lead and the deadline of every task are those of the document.",
        ),
    ),
    Arrow(
        "uncheck",
        (DirectiveStage.CHECKED,),
        DirectiveStage.DRAFT,
        Side.ASSIGNER,
        CHECK,
        Text("Trả về sửa", "Send back"),
        needs=(Need.REASON,),
    ),
    Arrow(
        "publish",
        (DirectiveStage.CHECKED,),
        DirectiveStage.PUBLISHED,
        Side.ASSIGNER,
        PUBLISH,
        Text("Giao nhiệm vụ", "Publish"),
        clock=ClockEffect.STARTS,
        primary=True,
        consequence=Text(
            "Mọi nhiệm vụ đến cơ quan chủ trì ngay; việc giao chung cho nhiều cơ quan thành một nhiệm vụ cho mỗi cơ quan.",
            "Every task reaches its lead at once; a duty of many bodies becomes one task for each of them.",
        ),
    ),
)
_WORKING = (Stage.ASSIGNED, Stage.IN_PROGRESS, Stage.RETURN_ASKED)

ARROWS: tuple[Arrow, ...] = (
    Arrow(
        "acknowledge",
        (Stage.ASSIGNED,),
        Stage.IN_PROGRESS,
        Side.LEAD,
        ACT,
        Text("Tiếp nhận", "Acknowledge"),
        primary=True,
    ),
    Arrow(
        "progress",
        (Stage.IN_PROGRESS, Stage.RETURN_ASKED, Stage.CLAIMED),
        None,
        Side.LEAD,
        ACT,
        Text("Cập nhật tiến độ", "Report progress"),
        needs=(Need.NOTE,),
    ),
    Arrow(
        "report_period",
        (Stage.ASSIGNED, Stage.IN_PROGRESS, Stage.RETURN_ASKED),
        None,
        Side.LEAD,
        ACT,
        Text("Báo cáo kỳ", "Report a period"),
        needs=(Need.NOTE,),
        when=(When.PERIOD_OPEN,),
        primary=True,
        consequence=Text(
            "Kỳ được ghi là đã báo cáo theo ngày của báo cáo; nhiệm vụ định kỳ không vì thế mà hoàn thành.",
            "The period counts as reported by the report's own day; the periodic duty itself is not completed by it.",
        ),
    ),
    Arrow(
        "explain",
        OPEN_STAGES,
        None,
        Side.LEAD,
        ACT,
        Text("Giải trình quá hạn", "Explain the lateness"),
        needs=(Need.CAUSE, Need.NOTE),
        when=(When.EXPLANATION_ASKED,),
        primary=True,
        consequence=Text(
            "Giải trình không dừng đồng hồ và không xóa quá hạn; nó được lưu cùng nguyên nhân.",
            "An explanation stops no clock and takes no lateness back; it is kept with its cause.",
        ),
    ),
    Arrow(
        "break_down",
        (Stage.ASSIGNED, Stage.IN_PROGRESS),
        None,
        Side.LEAD,
        ACT,
        Text("Phân rã", "Break down"),
        needs=(Need.CHILDREN,),
        consequence=Text(
            "Mỗi phần thành một nhiệm vụ của đơn vị được giao; cơ quan chủ trì vẫn chịu trách nhiệm về toàn bộ.",
            "Each part becomes a task of the unit named; the lead still answers for the whole.",
        ),
    ),
    Arrow(
        "claim",
        (Stage.IN_PROGRESS,),
        Stage.CLAIMED,
        Side.LEAD,
        ACT,
        Text("Báo hoàn thành", "Claim completion"),
        needs=(Need.EVIDENCE, Need.COMPLETED_ON),
        when=(When.NOT_REGULAR,),
        primary=True,
        consequence=Text(
            "Nhiệm vụ được báo hoàn thành, chờ cơ quan giao kiểm chứng; đồng hồ thời hạn không dừng cho đến khi được kiểm chứng.",
            "The task is claimed and waits for the assigner's verification; its clock stops only when it is verified.",
        ),
    ),
    Arrow(
        "retract",
        (Stage.CLAIMED,),
        Stage.IN_PROGRESS,
        Side.LEAD,
        ACT,
        Text("Rút báo cáo hoàn thành", "Take the claim back"),
        needs=(Need.REASON,),
    ),
    Arrow(
        "return",
        (Stage.ASSIGNED, Stage.IN_PROGRESS),
        Stage.RETURN_ASKED,
        Side.LEAD,
        ACT,
        Text("Xin trả lại", "Ask to return"),
        needs=(Need.GROUND, Need.REASON),
        consequence=Text(
            "Chỉ trả lại khi sai thẩm quyền, trùng hoặc không rõ. Thời hạn vẫn chạy cho đến khi cơ quan giao chấp nhận.",
            "Only for wrong competence, a duplicate or unclear text. The clock keeps running until the assigner accepts.",
        ),
    ),
    Arrow(
        "ask_extension",
        (Stage.ASSIGNED, Stage.IN_PROGRESS, Stage.RETURN_ASKED),
        None,
        Side.LEAD,
        HEAD,
        Text("Xin lùi thời hạn", "Ask for an extension"),
        needs=(Need.REASON, Need.DUE_ON),
        when=(When.HAS_DEADLINE, When.NO_EXTENSION_PENDING),
        consequence=Text(
            "Đơn xin không dừng đồng hồ. Xin sau khi hết hạn chỉ được ghi là giải trình muộn.",
            "A request stops no clock. Asked after the deadline it is kept as a late explanation only.",
        ),
    ),
    Arrow(
        "contribute",
        OPEN_STAGES,
        None,
        Side.COORDINATOR,
        ACT,
        Text("Gửi phần phối hợp", "Hand in a contribution"),
        needs=(Need.NOTE,),
        primary=True,
    ),
    Arrow(
        "verify",
        (Stage.CLAIMED,),
        Stage.VERIFIED,
        Side.ASSIGNER,
        VERIFY,
        Text("Kiểm chứng, đóng", "Verify and close"),
        when=(When.EVIDENCE_FITS,),
        clock=ClockEffect.STOPS,
        primary=True,
        consequence=Text(
            "Nhiệm vụ hoàn thành theo ngày của sản phẩm; chỉ mở lại được bằng văn bản.",
            "The task is done as of its product's date; only a document can reopen it.",
        ),
    ),
    Arrow(
        "refuse",
        (Stage.CLAIMED,),
        Stage.IN_PROGRESS,
        Side.ASSIGNER,
        VERIFY,
        Text("Không chấp nhận", "Refuse the claim"),
        needs=(Need.REASON,),
        clock=ClockEffect.RUNS_AGAIN,
    ),
    Arrow(
        "refuse_period",
        OPEN_STAGES,
        None,
        Side.ASSIGNER,
        VERIFY,
        Text("Không chấp nhận báo cáo kỳ", "Refuse a period's report"),
        needs=(Need.REASON,),
        when=(When.PERIOD_REPORTED,),
        consequence=Text(
            "Kỳ trở lại chờ báo cáo theo thời hạn cũ; báo cáo đã gửi và lý do vẫn nằm trong lịch sử.",
            "The period waits for a report again, by its old deadline; the report sent and the reason stay in the history.",
        ),
    ),
    Arrow(
        "remind",
        OPEN_STAGES,
        None,
        Side.ASSIGNER,
        VERIFY,
        Text("Đôn đốc", "Remind"),
    ),
    Arrow(
        "grant_extension",
        OPEN_STAGES,
        None,
        Side.ASSIGNER,
        VERIFY,
        Text("Cho lùi thời hạn", "Grant the extension"),
        needs=(Need.DOCUMENT,),
        when=(When.EXTENSION_PENDING,),
        clock=ClockEffect.MOVES,
    ),
    Arrow(
        "refuse_extension",
        OPEN_STAGES,
        None,
        Side.ASSIGNER,
        VERIFY,
        Text("Không cho lùi", "Refuse the extension"),
        needs=(Need.DOCUMENT, Need.REASON),
        when=(When.EXTENSION_PENDING,),
    ),
    Arrow(
        "move_deadline",
        OPEN_STAGES,
        None,
        Side.ASSIGNER,
        VERIFY,
        Text("Đổi thời hạn", "Move the deadline"),
        needs=(Need.DUE_ON, Need.DOCUMENT),
        clock=ClockEffect.MOVES,
        consequence=Text(
            "Trễ hạn được tính theo thời hạn mới và, ở cột thứ hai, theo thời hạn ban đầu.",
            "Lateness is measured against the new deadline and, in a second column, against the original one.",
        ),
    ),
    Arrow(
        "refuse_return",
        (Stage.RETURN_ASKED,),
        Stage.ASSIGNED,
        Side.ASSIGNER,
        VERIFY,
        Text("Không cho trả lại", "Refuse the return"),
        needs=(Need.REASON,),
    ),
    Arrow(
        "reassign",
        (Stage.RETURN_ASKED,),
        Stage.TRANSFERRED,
        Side.ASSIGNER,
        VERIFY,
        Text("Chấp nhận, giao cơ quan khác", "Accept and give it to another"),
        needs=(Need.BODY,),
        ground=Ground.WRONG_COMPETENCE,
        clock=ClockEffect.STOPS,
        primary=True,
    ),
    Arrow(
        "accept_duplicate",
        (Stage.RETURN_ASKED,),
        Stage.REPEATED,
        Side.ASSIGNER,
        VERIFY,
        Text("Chấp nhận là trùng", "Accept as a duplicate"),
        needs=(Need.ORIGINAL,),
        ground=Ground.DUPLICATE,
        clock=ClockEffect.STOPS,
        primary=True,
    ),
    Arrow(
        "clarify",
        (Stage.RETURN_ASKED,),
        Stage.ASSIGNED,
        Side.ASSIGNER,
        VERIFY,
        Text("Làm rõ nội dung", "Make the text clear"),
        needs=(Need.CONTENT,),
        ground=Ground.UNCLEAR,
        primary=True,
    ),
    Arrow(
        "link_repeat",
        _WORKING,
        Stage.REPEATED,
        Side.ASSIGNER,
        VERIFY,
        Text("Ghép vào nhiệm vụ trùng", "Link as a repeat"),
        needs=(Need.ORIGINAL,),
        on_group=True,
        clock=ClockEffect.STOPS,
        consequence=Text(
            "Nhiệm vụ này chỉ còn là một nguồn của nhiệm vụ gốc và không được đếm nữa.",
            "This task becomes one more source of the original and is counted no more.",
        ),
    ),
    Arrow(
        "transfer",
        OPEN_STAGES,
        Stage.TRANSFERRED,
        Side.ASSIGNER,
        VERIFY,
        Text("Giao lại cho cơ quan khác", "Transfer"),
        needs=(Need.BODY, Need.DOCUMENT, Need.REASON),
        clock=ClockEffect.STOPS,
        consequence=Text(
            "Nhiệm vụ này đóng là “giao lại”; một nhiệm vụ mới mở ở cơ quan nhận, cùng thời hạn.",
            "This task closes as “transferred”; a new one opens at the other body with the same deadline.",
        ),
    ),
    Arrow(
        "withdraw",
        OPEN_STAGES,
        Stage.WITHDRAWN,
        Side.ASSIGNER,
        VERIFY,
        Text("Rút nhiệm vụ", "Withdraw"),
        needs=(Need.DOCUMENT, Need.REASON),
        clock=ClockEffect.STOPS,
        consequence=Text(
            "Nhiệm vụ được rút bằng văn bản và đếm riêng; lịch sử vẫn còn.",
            "The task is withdrawn by document and counted apart; its history stays.",
        ),
    ),
    Arrow(
        "reopen",
        (Stage.VERIFIED, Stage.WITHDRAWN, Stage.REPEATED),
        Stage.IN_PROGRESS,
        Side.ASSIGNER,
        VERIFY,
        Text("Mở lại", "Reopen"),
        needs=(Need.DOCUMENT, Need.REASON),
        clock=ClockEffect.RUNS_AGAIN,
        consequence=Text(
            "Nhiệm vụ lại chưa hoàn thành, tính theo thời hạn đang có; lịch sử vẫn còn.",
            "The task is open again under its present deadline; its history stays.",
        ),
    ),
)
ACTIONS = {arrow.action: arrow for arrow in ARROWS}
DIRECTIVE_ACTIONS = {arrow.action: arrow for arrow in DIRECTIVE_ARROWS}


def table_of_arrows(lang: str) -> list[tuple[str, str, str, str, str, str, str]]:
    """The table for the documentation: action, label, from, to, side and power, needs, clock."""
    return [
        (
            arrow.action,
            arrow.label.of(lang),
            ", ".join(str(one) for one in arrow.sources),
            str(arrow.target) if arrow.target else "stays",
            f"{arrow.side.value}: {arrow.power}",
            ", ".join(
                [
                    *(need.value for need in arrow.needs),
                    *(when.value for when in arrow.when),
                    *([f"ground={arrow.ground.value}"] if arrow.ground else []),
                    *(["not_own_entry"] if arrow.not_own_entry else []),
                ]
            )
            or "–",
            arrow.clock.value,
        )
        for arrow in (*DIRECTIVE_ARROWS, *ARROWS)
    ]


__all__ = [
    "ACT", "ACTIONS", "ARROWS", "CHECK", "DIRECTIVE_ACTIONS", "DIRECTIVE_ARROWS", "ENTER", "HEAD", "NOTHING", "POWERS",
    "PUBLISH", "VERIFY", "Arrow", "ClockEffect", "Need", "Side", "When", "table_of_arrows",
]  # fmt: skip
