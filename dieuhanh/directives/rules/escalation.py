"""Reminders, the ladder and the limits of each level, as data. All of it is inferred (domain sheet, section 6, mark I):
Decision 42/2014/QĐ-TTg as amended by 23/2018/QĐ-TTg sets limits whose clauses could not be read, so they stand here to be changed.
"""

from __future__ import annotations

from dataclasses import dataclass

from dieuhanh.deadlines.rules.text import Text


@dataclass(frozen=True, slots=True)
class Step:
    """One step: how many calendar days after the deadline (negative: before) it falls, and who hears of it."""

    code: str
    days: int
    to: Text

    @property
    def late(self) -> bool:
        """Whether the step comes after the deadline."""
        return self.days > 0


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of one level of government."""

    entry_working_days: int
    acknowledge_working_days: int
    verify_working_days: int
    due_soon_days: int
    margin_days: int
    """A child's deadline lies at least so many days before its parent's."""
    progress_days: int
    """Silence longer than this is shown: progress is owed at each change and at least monthly."""
    ladder: tuple[Step, ...]
    explain_working_days: int = 3
    """An explanation of lateness is owed within so many working days of being asked for."""


_LADDER = (
    Step("T-30", -30, Text("chuyên viên cơ quan chủ trì", "the lead's clerk")),
    Step("T-7", -7, Text("chuyên viên cơ quan chủ trì", "the lead's clerk")),
    Step("T-1", -1, Text("trưởng đơn vị", "the head of department")),
    Step("T0", 0, Text("văn phòng bộ, tỉnh", "the office of the ministry or province")),
    Step("T+1", 1, Text("danh sách quá hạn trên màn hình", "the list of overdue tasks on the wall")),
    Step("T+7", 7, Text("yêu cầu giải trình", "an explanation is asked for")),
    Step("T+15", 15, Text("phiên họp Chính phủ thường kỳ", "the monthly Government meeting")),
    Step("T+30", 30, Text("đề xuất kiểm tra", "a candidate for inspection")),
)
CENTRAL = Limits(1, 1, 5, 7, 5, 31, _LADDER)
LOCAL = Limits(1, 1, 5, 7, 2, 31, tuple(step for step in _LADDER if step.code not in {"T-30", "T+15"}))
LIMITS: dict[str, Limits] = {"central": CENTRAL, "local": LOCAL}
"""By level of who gives the task: `central` by the Government and the Prime Minister, `local` by a ministry or a province."""
UNACKNOWLEDGED = "A+1"
UNVERIFIED = "V+5"
UNEXPLAINED = "E+3"
"""Codes of the three notices that are no steps of the ladder."""
BY_HAND = "R"
"""Code of a reminder that the assigner gave by hand."""
EXPLAIN_DAYS = 7
"""From this step of the ladder on (T+7) an explanation is asked for, once for each deadline that passed."""


GOVERNMENT = frozenset({"CP", "VPCP"})
"""The Government, and its Office, through which it and the Prime Minister give tasks and have them verified."""


def level_of(assigner: str) -> str:
    """The level of who gives a task, by the body's code: what a ministry or a province lays down itself is `local`."""
    return "central" if assigner in GOVERNMENT else "local"


def limits_of(level: str) -> Limits:
    """The limits of a level; those of the centre for a level not named."""
    return LIMITS.get(level, CENTRAL)
