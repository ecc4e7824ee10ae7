"""Where an inspection and a meeting stand, and the coded words of a finding."""

from __future__ import annotations

from enum import StrEnum

from dieuhanh.deadlines.rules.text import Text


class Stage(StrEnum):
    """Where an inspection stands."""

    PLANNED = "planned"
    ANNOUNCED = "announced"
    """Figures taken, questions sent, the bodies' reports due."""
    IN_SESSION = "in_session"
    CONCLUDED = "concluded"
    REPORTED = "reported"
    CLOSED = "closed"
    CANCELLED = "cancelled"

    @property
    def words(self) -> Text:
        """The stage's name in both languages."""
        return _STAGES[self]


class MeetingStage(StrEnum):
    """Where a meeting stands."""

    PLANNED = "planned"
    FROZEN = "frozen"
    OPEN = "open"
    CONCLUDED = "concluded"
    CANCELLED = "cancelled"

    @property
    def words(self) -> Text:
        """The stage's name in both languages."""
        return _MEETING_STAGES[self]


class TeamRole(StrEnum):
    """What somebody is in the team; a team has exactly one head."""

    HEAD = "head"
    DEPUTY = "deputy"
    MEMBER = "member"

    @property
    def words(self) -> Text:
        """The role in both languages."""
        return _ROLES[self]


class Nature(StrEnum):
    """What sort of shortcoming a finding is (the codes are ours; Decision 42/2014/QĐ-TTg asks that one be given)."""

    NOT_DONE = "not_done"
    LATE = "late"
    INCOMPLETE = "incomplete"
    WRONG_REPORT = "wrong_report"
    UNSUITED_TASK = "unsuited_task"
    OBSTACLE = "obstacle"

    @property
    def words(self) -> Text:
        """The nature in both languages."""
        return _NATURES[self]


class Degree(StrEnum):
    """How grave it is."""

    MINOR = "minor"
    SERIOUS = "serious"
    GRAVE = "grave"

    @property
    def words(self) -> Text:
        """The degree in both languages."""
        return _DEGREES[self]


class Cause(StrEnum):
    """Why it came about, coded so that causes can be counted over inspections."""

    COORDINATION = "coordination"
    CAPACITY = "capacity"
    DISCIPLINE = "discipline"
    LAW = "law"
    RESOURCES = "resources"
    OBJECTIVE = "objective"

    @property
    def words(self) -> Text:
        """The cause in both languages."""
        return _CAUSES[self]


_STAGES = {
    Stage.PLANNED: Text("Đang chuẩn bị", "Planned"),
    Stage.ANNOUNCED: Text("Đã thông báo", "Announced"),
    Stage.IN_SESSION: Text("Đang làm việc", "In session"),
    Stage.CONCLUDED: Text("Đã kết luận", "Concluded"),
    Stage.REPORTED: Text("Đã báo cáo Thủ tướng", "Reported to the Prime Minister"),
    Stage.CLOSED: Text("Đã kết thúc", "Closed"),
    Stage.CANCELLED: Text("Đã hủy", "Cancelled"),
}
_MEETING_STAGES = {
    MeetingStage.PLANNED: Text("Đang chuẩn bị", "Planned"),
    MeetingStage.FROZEN: Text("Đã chốt chương trình", "Agenda frozen"),
    MeetingStage.OPEN: Text("Đang họp", "Open"),
    MeetingStage.CONCLUDED: Text("Đã kết luận", "Concluded"),
    MeetingStage.CANCELLED: Text("Đã hủy", "Cancelled"),
}
_ROLES = {
    TeamRole.HEAD: Text("Trưởng đoàn", "Head of the team"),
    TeamRole.DEPUTY: Text("Phó trưởng đoàn", "Deputy head"),
    TeamRole.MEMBER: Text("Thành viên", "Member"),
}
_NATURES = {
    Nature.NOT_DONE: Text("Không thực hiện", "Not done"),
    Nature.LATE: Text("Thực hiện chậm", "Done late"),
    Nature.INCOMPLETE: Text("Thực hiện chưa đầy đủ", "Done in part"),
    Nature.WRONG_REPORT: Text("Báo cáo không đúng thực tế", "Reported otherwise than it is"),
    Nature.UNSUITED_TASK: Text("Nhiệm vụ không phù hợp thực tiễn", "The task does not suit reality"),
    Nature.OBSTACLE: Text("Khó khăn, vướng mắc", "An obstacle"),
}
_DEGREES = {
    Degree.MINOR: Text("Nhẹ", "Minor"),
    Degree.SERIOUS: Text("Nghiêm trọng", "Serious"),
    Degree.GRAVE: Text("Đặc biệt nghiêm trọng", "Grave"),
}
_CAUSES = {
    Cause.COORDINATION: Text("Phối hợp chưa tốt", "Poor co-ordination"),
    Cause.CAPACITY: Text("Năng lực tổ chức thực hiện", "Capacity of the body"),
    Cause.DISCIPLINE: Text("Kỷ luật, kỷ cương hành chính", "Administrative discipline"),
    Cause.LAW: Text("Quy định chưa rõ hoặc mâu thuẫn", "Rules unclear or in conflict"),
    Cause.RESOURCES: Text("Thiếu nguồn lực", "Lack of resources"),
    Cause.OBJECTIVE: Text("Nguyên nhân khách quan", "Outside anybody's control"),
}
