"""Why a task is late: a coded list, so that one cause behind many delays can be seen and mended as one.

The list is inferred (mark I): the real ones are behind closed reports; the first ones are those that PRAGATI publishes
(land, clearances, right of way) and the obstacles that the Government's own reports name. Add a cause with the version that
brings it in; one that goes out keeps its code and its words, so that what was once said stays readable.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from dieuhanh.deadlines.rules.text import Text

VERSION = "1"
"""The version of the list in force; stored with each cause given."""
UNSTATED = "unstated"
"""A cause was asked for and none was given. Not a cause that can be chosen: silence, kept and counted."""


class Occasion(StrEnum):
    """On what occasion a cause is asked for."""

    EXTENSION = "extension"
    PROGRESS = "progress"
    CLAIM = "claim"
    EXPLANATION = "explanation"

    @property
    def words(self) -> Text:
        """The occasion in both languages."""
        return _OCCASIONS[self]


_OCCASIONS = {
    Occasion.EXTENSION: Text("khi xin lùi thời hạn", "when an extension was asked for"),
    Occasion.PROGRESS: Text("khi cập nhật tiến độ quá hạn", "when progress was reported past the deadline"),
    Occasion.CLAIM: Text("khi báo hoàn thành muộn", "when a late product was claimed"),
    Occasion.EXPLANATION: Text("trong giải trình", "in the explanation"),
}


@dataclass(frozen=True, slots=True)
class Cause:
    """One cause: its code, its words, and the versions of the list in which it may be chosen."""

    code: str
    words: Text
    since: str = "1"
    gone: str = ""


CAUSES: tuple[Cause, ...] = (
    Cause("land", Text("Giải phóng mặt bằng, đất đai", "Land and site clearance")),
    Cause("procedure", Text("Thủ tục, trình tự phê duyệt", "Procedure and approval")),
    Cause("funding", Text("Kinh phí, bố trí vốn", "Funding")),
    Cause("coordination", Text("Cơ quan phối hợp chậm", "Co-ordinating bodies are slow")),
    Cause("legal", Text("Vướng mắc, xung đột pháp luật", "Conflict or gap of law")),
    Cause("capacity", Text("Nhân lực, năng lực thực hiện", "Staff and capacity")),
    Cause("supply", Text("Nhà thầu, nguồn cung", "Contractor or supply")),
    Cause("data", Text("Thiếu dữ liệu, hệ thống chưa sẵn sàng", "Data or systems not ready")),
    Cause("scope", Text("Phạm vi, yêu cầu thay đổi", "Scope or demand changed")),
    Cause("force", Text("Bất khả kháng: thiên tai, dịch bệnh", "Force majeure: disaster, epidemic")),
    Cause("other", Text("Nguyên nhân khác", "Another cause")),
)
_BY_CODE = {one.code: one for one in CAUSES}
_UNSTATED = Text("Chưa nêu nguyên nhân", "No cause given")


def choosable(version: str = VERSION) -> tuple[Cause, ...]:
    """The causes that may be chosen by a version of the list, in its order."""
    return tuple(
        one
        for one in CAUSES
        if int(one.since) <= int(version) and (not one.gone or int(version) < int(one.gone))
    )


def cause_words(code: str) -> Text:
    """A cause's words, also where it is no longer in the list; the code itself where nobody knows it."""
    if code == UNSTATED:
        return _UNSTATED
    return _BY_CODE[code].words if code in _BY_CODE else Text(code, code)
