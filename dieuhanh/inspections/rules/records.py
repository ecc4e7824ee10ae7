"""An inspection, a finding and a proposed task as they are handed in, and what is wrong with them before anything is written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from dieuhanh.deadlines.rules.text import RuleFault, Text
from dieuhanh.inspections.rules.figures import Topic
from dieuhanh.inspections.rules.stages import Cause, Degree, Nature, TeamRole

MOST_BODIES = 100
MOST_TEAM = 60


@dataclass(frozen=True, slots=True)
class Member:
    """One of the team: named as the decision names him."""

    role: str
    name: str
    position: str = ""

    def to_dict(self) -> dict[str, str]:
        """As stored."""
        return {"role": self.role, "name": self.name, "position": self.position}


@dataclass(frozen=True, slots=True)
class NewInspection:
    """An inspection as planned. `office` and `bodies` are codes of bodies as they stand on `held_on`."""

    title: str
    held_on: date
    office: str
    bodies: Sequence[str] = ()
    topics: Sequence[str] = ()
    decision: str = ""
    decided_on: date | None = None
    held_to: date | None = None
    team: Sequence[Member] = ()
    source: str = ""
    evidence_mark: str = ""


@dataclass(frozen=True, slots=True)
class NewFinding:
    """A finding about one body: all four of nature, degree, cause and responsibility (Decision 42/2014/QĐ-TTg)."""

    body: str
    text: str
    nature: str
    degree: str
    cause: str
    responsibility: str
    topic: str = Topic.OTHER.value


@dataclass(frozen=True, slots=True)
class NewFollowUp:
    """A task proposed: who, what, by when. `item`: number of the agenda's item it answers, in a meeting."""

    body: str
    content: str
    due_on: date | None
    kind: str = "action"
    product_words: str = ""
    item: int | None = None


def _fault(name: str, vi: str, en: str, value: str = "") -> RuleFault:
    return RuleFault("wrong", name, Text(vi, en), value)


def inspection_faults(new: NewInspection) -> list[RuleFault]:
    """What is wrong with an inspection as planned."""
    found = []
    if not new.title.strip():
        found.append(_fault("title", "Ghi tên cuộc kiểm tra.", "Name the inspection."))
    if len(new.title) > 400:
        found.append(_fault("title", "Tên quá 400 ký tự.", "The name is longer than 400 characters."))
    if new.held_to is not None and new.held_to < new.held_on:
        found.append(
            _fault(
                "held_to", "Ngày kết thúc không thể trước ngày bắt đầu.", "It cannot end before it begins."
            )
        )
    if new.decided_on is not None and new.decided_on > new.held_on:
        found.append(
            _fault(
                "decided_on",
                "Quyết định lập đoàn phải có trước buổi làm việc.",
                "The team is decided before the session is held.",
            )
        )
    if len(new.bodies) > MOST_BODIES or len(set(new.bodies)) != len(new.bodies):
        found.append(
            _fault(
                "bodies",
                f"Mỗi cơ quan một lần, nhiều nhất {MOST_BODIES} cơ quan.",
                f"Each body once, at most {MOST_BODIES} of them.",
            )
        )
    if new.office in new.bodies:
        found.append(
            _fault(
                "bodies",
                f"{new.office[:40]} chủ trì cuộc kiểm tra nên không kiểm tra chính mình; bỏ mã này.",
                f"{new.office[:40]} leads the inspection and does not inspect itself; leave it out.",
                new.office[:40],
            )
        )
    for one in new.topics:
        if one not in set(Topic):
            found.append(
                _fault("topics", "Chọn nội dung trong danh mục.", "Choose topics of the list.", one[:40])
            )
    return found + team_faults(new.team)


def team_faults(team: Sequence[Member]) -> list[RuleFault]:
    """What is wrong with a team: each named, each role known, at most one head."""
    found = []
    if len(team) > MOST_TEAM:
        found.append(_fault("team", "Đoàn quá đông.", f"A team has at most {MOST_TEAM} members."))
    for one in team:
        if one.role not in set(TeamRole) or not one.name.strip() or len(one.name) > 200:
            found.append(
                _fault(
                    "team",
                    "Mỗi dòng: vai trò (trưởng đoàn, phó trưởng đoàn, thành viên) | họ tên | chức vụ.",
                    "Each line: role (head of the team, deputy head, member) | name | position.",
                    one.name[:40],
                )
            )
    if sum(one.role == TeamRole.HEAD for one in team) > 1:
        found.append(_fault("team", "Đoàn chỉ có một trưởng đoàn.", "A team has one head."))
    return found


def has_head(team: Sequence[Member]) -> bool:
    """Whether somebody leads the team."""
    return sum(one.role == TeamRole.HEAD for one in team) == 1


def finding_faults(new: NewFinding) -> list[RuleFault]:
    """What is missing of a finding: each of the four must be given."""
    found = []
    if not new.text.strip():
        found.append(_fault("text", "Ghi nội dung nhận xét.", "Say what was found."))
    for name, value, known, vi, en in (
        ("nature", new.nature, set(Nature), "Chọn tính chất.", "Choose its nature."),
        ("degree", new.degree, set(Degree), "Chọn mức độ.", "Choose its degree."),
        ("cause", new.cause, set(Cause), "Chọn nguyên nhân.", "Choose its cause."),
        ("topic", new.topic, set(Topic), "Chọn nội dung kiểm tra.", "Choose the topic."),
    ):
        if value not in known:
            found.append(_fault(name, vi, en, value[:40]))
    if not new.responsibility.strip():
        found.append(_fault("responsibility", "Ghi ai chịu trách nhiệm.", "Say whose responsibility it is."))
    return found


def follow_up_faults(new: NewFollowUp, today: date) -> list[RuleFault]:
    """What is missing of a proposed task: every obligation has an owner and a deadline."""
    found = []
    if not new.body.strip():
        found.append(_fault("body", "Chọn cơ quan chủ trì.", "Choose the lead."))
    if not new.content.strip():
        found.append(_fault("content", "Ghi nội dung nhiệm vụ.", "Say what is to be done."))
    if new.due_on is None:
        found.append(_fault("due_on", "Ghi thời hạn.", "Give the deadline."))
    elif new.due_on < today:
        found.append(
            _fault("due_on", "Thời hạn không thể trước hôm nay.", "The deadline cannot lie before today.")
        )
    return found
