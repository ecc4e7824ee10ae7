"""How a claim (a figure for a period, a document) moves. Declared as data: buttons, permission and tests come from here."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from dieuhanh.deadlines.rules.text import Text

NOTHING = Text("", "")
MANAGE, REPORT, VERIFY = "programmes.manage", "programmes.report", "programmes.verify"


class State(StrEnum):
    """Where a claim stands."""

    CLAIMED = "claimed"
    VERIFIED = "verified"
    REFUSED = "refused"
    RETRACTED = "retracted"

    @property
    def words(self) -> Text:
        """The state in both languages."""
        return _STATES[self]

    @property
    def sign(self) -> str:
        """The letter of the interface's alphabet."""
        return _SIGNS[self]


class Side(StrEnum):
    """Whose step it is."""

    BODY = "body"
    ASSIGNER = "assigner"


@dataclass(frozen=True, slots=True)
class Step:
    """One step: from where to where, whose it is, the power it needs, whether it wants a reason."""

    action: str
    label: Text
    source: State
    target: State
    side: Side
    power: str
    reason: bool = False
    past: str = ""
    consequence: Text = NOTHING


STEPS = (
    Step(
        "verify", Text("Kiểm chứng", "Verify"), State.CLAIMED, State.VERIFIED, Side.ASSIGNER, VERIFY, past="verified",
        consequence=Text("Từ đây con số hoặc văn bản này được coi là đã kiểm chứng.", "From then on this figure or document counts as verified."),
    ),
    Step(
        "refuse", Text("Không chấp nhận", "Refuse"), State.CLAIMED, State.REFUSED, Side.ASSIGNER, VERIFY, reason=True, past="refused",
        consequence=Text("Con số hoặc văn bản này không được tính nữa; cơ quan báo lại được.", "It counts no longer; the body may report again."),
    ),
    Step(
        "retract", Text("Rút lại", "Take back"), State.CLAIMED, State.RETRACTED, Side.BODY, REPORT, reason=True, past="retracted",
        consequence=Text("Con số hoặc văn bản này không được tính nữa và vẫn còn trong lịch sử.", "It counts no longer and stays in the history."),
    ),
)  # fmt: skip
BY_ACTION = {one.action: one for one in STEPS}

_STATES = {
    State.CLAIMED: Text("Tự báo cáo", "Claimed"),
    State.VERIFIED: Text("Đã kiểm chứng", "Verified"),
    State.REFUSED: Text("Không chấp nhận", "Refused"),
    State.RETRACTED: Text("Đã rút lại", "Taken back"),
}
_SIGNS = {
    State.CLAIMED: "claimed",
    State.VERIFIED: "verified",
    State.REFUSED: "refuted",
    State.RETRACTED: "no_data",
}
