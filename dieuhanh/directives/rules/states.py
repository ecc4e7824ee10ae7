"""What a task is and where it stands: its stage (moved by people) and its class (what statistics count it as).

The class is a function of the stage and of dates alone, so that a question "as of" a day gets that
day's answer, and every task has exactly one class: the identities of `arithmetic` hold by construction.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from dieuhanh.deadlines.rules.text import Text


class DirectiveKind(StrEnum):
    """What sort of document gives the duty."""

    RESOLUTION = "resolution"
    DECISION = "decision"
    DIRECTIVE = "directive"
    TELEGRAM = "telegram"
    CONCLUSION_NOTICE = "conclusion_notice"
    STEERING_LETTER = "steering_letter"
    WORK_PROGRAMME = "work_programme"
    OTHER = "other"

    @property
    def words(self) -> Text:
        """The kind's name in both languages."""
        return _DIRECTIVE_KINDS[self]


class TaskKind(StrEnum):
    """What sort of duty it is; it decides which evidence can show that it is done."""

    DOCUMENT = "document"
    SYSTEM = "system"
    TARGET = "target"
    REPORT = "report"
    ACTION = "action"
    REGULAR = "regular"

    @property
    def words(self) -> Text:
        """The kind's name in both languages."""
        return _TASK_KINDS[self]


class DeadlineKind(StrEnum):
    """What sort of deadline the document gives."""

    DATE = "date"
    BEFORE = "before"
    MONTH = "month"
    QUARTER = "quarter"
    STAGE = "stage"
    WEEKLY = "weekly"
    MONTHLY_WINDOW = "monthly_window"
    EVENT = "event"
    IMMEDIATE = "immediate"
    DAYS = "days"
    NONE = "none"
    REGULAR = "regular"

    @property
    def words(self) -> Text:
        """The kind's name in both languages."""
        return _DEADLINE_KINDS[self]


class DirectiveStage(StrEnum):
    """Where a directive stands."""

    DRAFT = "draft"
    CHECKED = "checked"
    PUBLISHED = "published"

    @property
    def words(self) -> Text:
        """The stage's name in both languages."""
        return _DIRECTIVE_STAGES[self]


class Stage(StrEnum):
    """Where a task stands."""

    DRAFT = "draft"
    ASSIGNED = "assigned"
    IN_PROGRESS = "in_progress"
    RETURN_ASKED = "return_asked"
    CLAIMED = "claimed"
    VERIFIED = "verified"
    WITHDRAWN = "withdrawn"
    TRANSFERRED = "transferred"
    REPEATED = "repeated"

    @property
    def words(self) -> Text:
        """The stage's name in both languages."""
        return _STAGES[self]


class Ground(StrEnum):
    """Why a lead may give a task back; there is no other ground."""

    WRONG_COMPETENCE = "wrong_competence"
    DUPLICATE = "duplicate"
    UNCLEAR = "unclear"

    @property
    def words(self) -> Text:
        """The ground in both languages."""
        return _GROUNDS[self]


class Class(StrEnum):
    """What the statistics count a task as on a day. The names of the first four are the official report's."""

    DONE_IN_TIME = "done_in_time"
    DONE_LATE = "done_late"
    OPEN_IN_TERM = "open_in_term"
    OPEN_OVERDUE = "open_overdue"
    WITHDRAWN = "withdrawn"
    TRANSFERRED = "transferred"
    REGULAR = "regular"
    UNKNOWN = "unknown"
    """Past its deadline, in a register that was taken over, and nobody ever said what became of it: neither done nor late."""
    UNCOUNTED = "uncounted"
    """Not published yet on that day, a repeat, or the common heading over many bodies' tasks."""

    @property
    def words(self) -> Text:
        """The class in both languages."""
        return _CLASSES[self]


COME_BACK = (DeadlineKind.WEEKLY.value, DeadlineKind.MONTHLY_WINDOW.value, DeadlineKind.REGULAR.value)
"""Kinds of deadlines that come back: each period is an obligation of its own."""
OPEN_STAGES = (Stage.ASSIGNED, Stage.IN_PROGRESS, Stage.RETURN_ASKED, Stage.CLAIMED)
"""Published and not ended: a claim ends nothing."""
ENDED_STAGES = (Stage.VERIFIED, Stage.WITHDRAWN, Stage.TRANSFERRED, Stage.REPEATED)


@dataclass(frozen=True, slots=True)
class Facts:
    """What decides a task's class. `due`: the deadline measured against (current or original), None where none is known.

    `given_on`: from when it is counted; `completed_on`: the date of the product; `closed_on`: of withdrawal or transfer;
    `heard`: whether anybody ever reported on it (a register may bring tasks of which nothing is known).
    """

    stage: Stage
    given_on: date
    due: date | None = None
    completed_on: date | None = None
    closed_on: date | None = None
    regular: bool = False
    group: bool = False
    heard: bool = True
    undone: Undone | None = None


@dataclass(frozen=True, slots=True)
class Undone:
    """How a task had ended before a reopening that came after the day asked about: on that day it still was so."""

    stage: Stage
    completed_on: date | None = None
    closed_on: date | None = None


def classify(facts: Facts, as_of: date) -> Class:
    """The class of a task as of a day: exactly one, whatever the facts."""
    if facts.group or facts.given_on > as_of or facts.stage is Stage.DRAFT:
        return Class.UNCOUNTED
    if facts.undone is not None:
        then = facts.undone
        ended = replace(
            facts, stage=then.stage, completed_on=then.completed_on, closed_on=then.closed_on, undone=None
        )
        if (then.completed_on or then.closed_on or date.max) <= as_of:
            return classify(ended, as_of)
    if facts.closed_on is not None and facts.closed_on <= as_of:
        if facts.stage is Stage.REPEATED:
            return Class.UNCOUNTED
        if facts.stage is Stage.WITHDRAWN:
            return Class.WITHDRAWN
        if facts.stage is Stage.TRANSFERRED:
            return Class.TRANSFERRED
    if facts.regular:
        return Class.REGULAR
    done = facts.completed_on
    if facts.stage is Stage.VERIFIED and done is not None and done <= as_of:
        return Class.DONE_LATE if facts.due is not None and done > facts.due else Class.DONE_IN_TIME
    if facts.due is None or as_of <= facts.due:
        return Class.OPEN_IN_TERM
    return Class.OPEN_OVERDUE if facts.heard else Class.UNKNOWN


def days_late(due: date | None, completed_on: date | None, as_of: date) -> int:
    """Days past the deadline, of the product or, while there is none, of the day asked about; 0 when not late."""
    if due is None:
        return 0
    end = completed_on if completed_on is not None and completed_on <= as_of else as_of
    return max(0, (end - due).days)


_DIRECTIVE_KINDS = {
    DirectiveKind.RESOLUTION: Text("Nghị quyết", "Resolution"),
    DirectiveKind.DECISION: Text("Quyết định", "Decision"),
    DirectiveKind.DIRECTIVE: Text("Chỉ thị", "Directive"),
    DirectiveKind.TELEGRAM: Text("Công điện", "Telegram"),
    DirectiveKind.CONCLUSION_NOTICE: Text("Thông báo kết luận", "Conclusion notice"),
    DirectiveKind.STEERING_LETTER: Text("Văn bản chỉ đạo", "Steering letter"),
    DirectiveKind.WORK_PROGRAMME: Text("Chương trình công tác", "Work programme"),
    DirectiveKind.OTHER: Text("Ý kiến chỉ đạo khác", "Other instruction"),
}
_TASK_KINDS = {
    TaskKind.DOCUMENT: Text("Văn bản, đề án", "Document or scheme"),
    TaskKind.SYSTEM: Text("Hệ thống, cơ sở dữ liệu", "System or database"),
    TaskKind.TARGET: Text("Chỉ tiêu", "Target figure"),
    TaskKind.REPORT: Text("Báo cáo", "Report"),
    TaskKind.ACTION: Text("Việc cụ thể", "Specific action"),
    TaskKind.REGULAR: Text("Thường xuyên", "Regular duty"),
}
_DEADLINE_KINDS = {
    DeadlineKind.DATE: Text("Ngày", "Date"),
    DeadlineKind.BEFORE: Text("Trước ngày", "Before a date"),
    DeadlineKind.MONTH: Text("Tháng", "Month"),
    DeadlineKind.QUARTER: Text("Quý", "Quarter"),
    DeadlineKind.STAGE: Text("Giai đoạn", "Stage"),
    DeadlineKind.WEEKLY: Text("Hằng tuần", "Weekly"),
    DeadlineKind.MONTHLY_WINDOW: Text("Khoảng ngày hằng tháng", "Window of each month"),
    DeadlineKind.EVENT: Text("Theo sự kiện", "At an event"),
    DeadlineKind.IMMEDIATE: Text("Khẩn trương, không ghi ngày", "At once, no date given"),
    DeadlineKind.DAYS: Text("Số ngày", "Number of days"),
    DeadlineKind.NONE: Text("Không ghi hạn", "No deadline given"),
    DeadlineKind.REGULAR: Text("Thường xuyên", "Regular"),
}
_DIRECTIVE_STAGES = {
    DirectiveStage.DRAFT: Text("Đang nhập", "Being entered"),
    DirectiveStage.CHECKED: Text("Đã kiểm tra", "Checked"),
    DirectiveStage.PUBLISHED: Text("Đã giao", "Published"),
}
_STAGES = {
    Stage.DRAFT: Text("Chưa giao", "Not published"),
    Stage.ASSIGNED: Text("Đã giao", "Assigned"),
    Stage.IN_PROGRESS: Text("Đang thực hiện", "In progress"),
    Stage.RETURN_ASKED: Text("Xin trả lại", "Return asked for"),
    Stage.CLAIMED: Text("Báo hoàn thành, chờ kiểm chứng", "Claimed, not verified"),
    Stage.VERIFIED: Text("Hoàn thành", "Verified"),
    Stage.WITHDRAWN: Text("Rút khỏi chương trình", "Withdrawn"),
    Stage.TRANSFERRED: Text("Giao lại", "Transferred"),
    Stage.REPEATED: Text("Nhắc lại nhiệm vụ khác", "Repeats another task"),
}
_GROUNDS = {
    Ground.WRONG_COMPETENCE: Text("Sai thẩm quyền", "Wrong competence"),
    Ground.DUPLICATE: Text("Trùng nhiệm vụ", "Duplicate"),
    Ground.UNCLEAR: Text("Nội dung không rõ", "Unclear text"),
}
_CLASSES = {
    Class.DONE_IN_TIME: Text("Hoàn thành đúng hạn", "Done in time"),
    Class.DONE_LATE: Text("Hoàn thành quá hạn", "Done late"),
    Class.OPEN_IN_TERM: Text("Đang thực hiện, trong hạn", "Open, in term"),
    Class.OPEN_OVERDUE: Text("Đang thực hiện, quá hạn", "Open, overdue"),
    Class.WITHDRAWN: Text("Rút khỏi chương trình", "Withdrawn"),
    Class.TRANSFERRED: Text("Giao lại", "Transferred"),
    Class.REGULAR: Text("Thường xuyên", "Regular"),
    Class.UNKNOWN: Text("Chưa rõ kết quả", "Outcome not known"),
    Class.UNCOUNTED: Text("Không tính", "Not counted"),
}
