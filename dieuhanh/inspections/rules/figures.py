"""Which figures are taken before an inspection: by topic, each with its unit, which way is good and the list it opens to.

A topic that no room of the product can compute yet has no figure here; what a body says of it stands alone, as a claim.
First to read: `KINDS`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from dieuhanh.deadlines.rules.text import Text


class Topic(StrEnum):
    """What an inspection looks into. Those of 10 August 2020 that later rooms will compute have no figures yet."""

    TASKS = "tasks"
    REPORTS = "reports"
    REGULATIONS = "regulations"
    SERVICES = "services"
    DOCUMENTS = "documents"
    OTHER = "other"

    @property
    def words(self) -> Text:
        """The topic in both languages."""
        return _TOPICS[self]


_TOPICS = {
    Topic.TASKS: Text(
        "Nhiệm vụ Chính phủ, Thủ tướng giao", "Tasks given by the Government and the Prime Minister"
    ),
    Topic.REPORTS: Text("Chế độ báo cáo", "Reports owed"),
    Topic.REGULATIONS: Text("Cắt giảm quy định kinh doanh", "Cutting business regulations"),
    Topic.SERVICES: Text("Dịch vụ công trực tuyến mức độ 4", "Online services at level 4"),
    Topic.DOCUMENTS: Text("Gửi, nhận văn bản điện tử", "Electronic exchange of documents"),
    Topic.OTHER: Text("Nội dung khác", "Another topic"),
}


@dataclass(frozen=True, slots=True)
class Kind:
    """One figure of a body. `better`: which way is good; `opens`: the list and the filters that show exactly what it counts."""

    code: str
    topic: Topic
    label: Text
    unit: str = ""
    decimals: int = 0
    better: str = ""
    opens: tuple[str, tuple[tuple[str, str], ...]] = ("", ())

    @property
    def is_rate(self) -> bool:
        """Whether it is a percentage with its parts."""
        return self.unit == "%"


_TASKS = "directives:tasks"
_STATISTICS = "directives:statistics"
_REPORTS = "reporting:assignments"


def _task(code: str, vi: str, en: str, better: str = "", **query: str) -> Kind:
    return Kind(code, Topic.TASKS, Text(vi, en), better=better, opens=(_TASKS, tuple(query.items())))


def _report(code: str, vi: str, en: str, better: str = "", **query: str) -> Kind:
    return Kind(code, Topic.REPORTS, Text(vi, en), better=better, opens=(_REPORTS, tuple(query.items())))


def _rate(code: str, topic: Topic, vi: str, en: str, better: str) -> Kind:
    opens = (_STATISTICS, ()) if topic is Topic.TASKS else (_REPORTS, ())
    return Kind(code, topic, Text(vi, en), "%", 2, better, opens)


KINDS: tuple[Kind, ...] = (
    # A leaves out regular duties and unknown outcomes, so it opens to the statistics and not to the whole list.
    Kind("NV.A", Topic.TASKS, Text("Nhiệm vụ được giao (A)", "Tasks given (A)"), opens=(_STATISTICS, ())),
    _task("NV.DI", "Hoàn thành đúng hạn", "Done in time", "up", **{"class": "done_in_time"}),
    _task("NV.DL", "Hoàn thành quá hạn", "Done late", "down", **{"class": "done_late"}),
    _task("NV.OT", "Đang làm, trong hạn", "Open, in term", **{"class": "open_in_term"}),
    _task("NV.OO", "Đang làm, quá hạn", "Open, overdue", "down", **{"class": "open_overdue"}),
    _task("NV.UN", "Chưa rõ kết quả", "Outcome not known", "down", **{"class": "unknown"}),
    _task("NV.CL", "Tự báo xong, chưa kiểm chứng", "Claimed, not verified", "down", signal="claimed"),
    _task("NV.RE", "Có báo cáo hoàn thành bị bác", "With a refuted claim", "down", signal="refuted"),
    _task("NV.SI", "Im lặng trên 31 ngày", "Silent for more than 31 days", "down", signal="silent"),
    _task("NV.EX", "Xin lùi hạn từ hai lần", "Extension asked twice or more", "down", signal="extended"),
    _rate("NV.R1", Topic.TASKS, "R1: quá hạn trên số đến hạn", "R1: overdue among due", "down"),
    _rate("NV.R2", Topic.TASKS, "R2: quá hạn trên tổng số", "R2: overdue among all", "down"),
    _rate("NV.R3", Topic.TASKS, "R3: trễ hạn theo mọi nghĩa", "R3: late in any sense", "down"),
    _report("BC.OWED", "Báo cáo phải gửi", "Reports owed"),
    _report("BC.OO", "Báo cáo quá hạn chưa gửi", "Reports overdue", "down", clock="overdue"),
    _report("BC.DL", "Báo cáo gửi muộn", "Reports sent late", "down", clock="done_late"),
    _rate("BC.DUNG", Topic.REPORTS, "Báo cáo đúng hạn trên số đến hạn", "Reports in time among due", "up"),
)
BY_CODE = {one.code: one for one in KINDS}


def kinds_of(topics: list[str]) -> list[Kind]:
    """The figures of these topics, in the order of the table."""
    return [one for one in KINDS if one.topic.value in topics]


__all__ = ["BY_CODE", "KINDS", "Kind", "Topic", "kinds_of"]
