"""How inspections and meetings are told on the wall: what happened, never what was said in the room."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dieuhanh.deadlines.rules.text import Text

TILES: tuple[str, ...] = ()
"""They have no tile of their own; they stand among the events."""
_LINES: dict[str, tuple[str, str, str]] = {
    "inspection.announced": (
        "{who}: thông báo kiểm tra {code}",
        "{who}: inspection {code} announced",
        "in_time",
    ),
    "inspection.report_handed_in": (
        "{who}: gửi báo cáo cho cuộc kiểm tra {code}",
        "{who}: report handed in for inspection {code}",
        "claimed",
    ),
    "inspection.opened": ("{who}: mở buổi làm việc {code}", "{who}: session {code} opened", "in_time"),
    "inspection.concluded": (
        "{who}: kết luận kiểm tra {code}",
        "{who}: inspection {code} concluded",
        "verified",
    ),
    "inspection.reported": (
        "{who}: báo cáo Thủ tướng về cuộc kiểm tra {code}",
        "{who}: inspection {code} reported to the Prime Minister",
        "verified",
    ),
    "inspection.closed": ("{who}: kết thúc kiểm tra {code}", "{who}: inspection {code} closed", "verified"),
    "meeting.frozen": ("{who}: chốt chương trình họp {code}", "{who}: agenda of {code} frozen", "in_time"),
    "meeting.silence_shown": (
        "{code}: quá hạn giải trình",
        "{code}: explanations overdue",
        "overdue",
    ),
    "meeting.opened": ("{who}: khai mạc họp {code}", "{who}: meeting {code} opened", "in_time"),
    "meeting.concluded": ("{who}: kết luận họp {code}", "{who}: meeting {code} concluded", "verified"),
}
"""By what happened to what; questions, answers, findings and explanations are told to nobody but the two sides."""


def tell_inspection(kind: str, body: Mapping[str, Any], who: Text) -> tuple[Text, str]:
    """The sentence in both languages and the state; empty where it is not told."""
    line = _LINES.get(kind.removeprefix("inspections."))
    if line is None:
        return Text("", ""), ""
    vi, en, state = line

    def filled(pattern: str, name: str) -> str:
        for key, value in {"who": name or "–", "code": str(body.get("code") or "")}.items():
            pattern = pattern.replace("{" + key + "}", value)
        return " ".join(pattern.split())[:400]

    return Text(filled(vi, who.vi), filled(en, who.en)), state
