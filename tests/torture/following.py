"""Two tasks of a ministry go round their workflow while processes are killed: taken, reported, claimed, judged, reopened."""

import random
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from tests.torture.clients import Caller
from tests.torture.work import Laps

FOLLOWED = {"MP-01/TB-VPCP#1#1": "bct.chuyenvien", "MP-01/TB-VPCP#5#5": "bct.chuyenvien"}
"""Tasks of the demonstration's own notice, and who acts for their lead."""
_EVIDENCE = {"kind": "document", "symbol": "100/BCT-VP", "dated": "2020-08-05", "issuer": "Bộ Công Thương"}


@dataclass
class Followed:
    """What its client knows of a task: the last answer, and how often each action was acknowledged."""

    code: str
    id: str
    state: str
    done: dict[str, int] = field(default_factory=dict)


class Following(Laps):
    """The lead's clerk and the office that verifies, in turns on one task."""

    def __init__(self, code: str, clerk: Caller, office: Caller, lot: random.Random) -> None:
        super().__init__(f"task {code}", clerk.book)
        self.lot = lot
        self.hands = {"clerk": clerk, "office": office}
        self.place = f"/tasks/{quote(code, safe='')}"
        found = office.get(self.place)
        self.task = Followed(code, found["id"], found["state"])

    def lap(self) -> None:
        hand, action, body = self._next()
        answer = self.hands[hand].post(f"{self.place}/{action}", body)
        if answer.status_code != 200:
            self.book.fault(
                f"{self.name}: {action} from {self.task.state} was refused: {answer.status_code} {answer.text[:300]}"
            )
            self.stop.set()
            return
        self.task.state = answer.json()["state"]
        self.task.done[action] = self.task.done.get(action, 0) + 1

    def _next(self) -> tuple[str, str, dict[str, Any]]:
        why = {"reason": "Rà soát lại"}
        paper = {"document": "1/VPCP-TH", **why}
        match self.task.state:
            case "assigned":
                return "clerk", "acknowledge", {}
            case "claimed":
                lot = self.lot.random()
                if lot < 0.2:
                    return "clerk", "retract", why
                return ("office", "refuse", why) if lot < 0.5 else ("office", "verify", {})
            case "verified":
                return "office", "reopen", paper
            case _ if self.lot.random() < 0.6:
                note = f"Đã làm {self.lot.randrange(100)} phần việc"
                return "clerk", "progress", {"note": note, "percent": self.lot.randrange(101)}
            case _:
                return "clerk", "claim", {"completed_on": "2020-08-05", "evidence": [_EVIDENCE]}
