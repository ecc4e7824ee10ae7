"""What the clients do: bring reports round and round through the workflow, import facts, listen to the wall."""

import json
import random
import threading
import time
from dataclasses import dataclass, field
from typing import Any

import httpx

from tests.torture.clients import Book, Caller

REPLAY_MOST = 1000  # `centre.fanout.REPLAY_MOST`: a longer gap is drawn anew instead of told

FORM = "DTC-1"
PARTS = ("central_domestic", "central_foreign", "local")
Step = tuple[str, str, dict[str, Any]]


class Laps(threading.Thread):
    """A thread that writes one thing after the other until it is told to stop, and rests when it is told to."""

    def __init__(self, name: str, book: Book) -> None:
        super().__init__(name=name, daemon=True)
        self.book = book
        self.stop, self.go, self.resting = threading.Event(), threading.Event(), threading.Event()

    def run(self) -> None:
        try:
            while not self.stop.is_set():
                if not self.go.is_set():
                    self.resting.set()
                    self.go.wait(0.2)
                    continue
                self.resting.clear()
                self.lap()
        except Exception as error:
            self.book.fault(f"{self.name}: {type(error).__name__}: {error}")
        finally:
            self.resting.set()

    def lap(self) -> None:
        """One write."""
        raise NotImplementedError


@dataclass
class Report:
    """What its client knows of an assignment: the last answers."""

    id: str
    body: str
    state: str
    version: int
    draft: int
    before: dict[str, str | None]
    """What the months before came to, by part of the form."""
    done: dict[str, int] = field(default_factory=dict)
    """How often each action was acknowledged."""
    entered: str = ""
    accepted: str = ""
    """The total that was entered last, and the one that was accepted last."""


class Reporting(Laps):
    """A clerk, a leader and the receiver bring one report forward, back, and round again."""

    def __init__(
        self, report: Report, clerk: Caller, leader: Caller, receiver: Caller, lot: random.Random
    ) -> None:
        super().__init__(f"report {report.body}", clerk.book)
        self.report, self.lot = report, lot
        self.notes: dict[str, str] = {}
        self.hands = {"clerk": clerk, "leader": leader, "receiver": receiver}

    def lap(self) -> None:
        hand, action, body = self._next()
        if action == "save":
            self._save(body)
            return
        answer = self.hands[hand].post(f"/assignments/{self.report.id}/{action}", body)
        if answer.status_code != 200:
            self._refused(action, answer)
            return
        said = answer.json()
        self.report.state, self.report.version = said["state"], said["version"]
        self.report.done[action] = self.report.done.get(action, 0) + 1
        if action == "accept":
            self.report.accepted = self.report.entered
        if action in ("revise", "amend"):
            self.report.draft = said["draft"]

    def _save(self, body: dict[str, Any]) -> None:
        answer = self.hands["clerk"].post(f"/assignments/{self.report.id}/save", body)
        if answer.status_code != 200:
            self._refused("save", answer)
            return
        said = answer.json()
        if said["version"] == self.report.version and said["draft"] != self.report.draft + 1:
            self.book.fault(f"{self.name}: draft {self.report.draft} was followed by {said['draft']}")
        self.report.state, self.report.version, self.report.draft = (
            said["state"],
            said["version"],
            said["draft"],
        )
        self.report.entered = body["cells"][FORM]["total"]["in_period"]
        asked = {one["note"] for one in said["warnings"]} - self.notes.keys()
        self.notes |= dict.fromkeys(asked, "Số liệu thử nghiệm")
        if said["state"] != "checked" and (said["errors"] or not asked):
            self.book.fault(f"{self.name}: saved but {said['state']}: {json.dumps(said)[:600]}")
            self.stop.set()

    def _refused(self, action: str, answer: httpx.Response) -> None:
        self.book.fault(
            f"{self.name}: {action} from {self.report.state} was refused: {answer.status_code} {answer.text[:300]}"
        )
        self.stop.set()

    def _next(self) -> Step:
        """Mostly forward; now and then back."""
        back = self.lot.random() < 0.12
        why = {"reason": "Rà soát lại số liệu"}
        match self.report.state:
            case "checked":
                return "clerk", "submit", {}
            case "submitted":
                return ("leader", "return", why) if back else ("leader", "approve", {})
            case "approved":
                return "leader", "sign", {"passphrase": self.hands["leader"].passphrase}
            case "signed":
                return "leader", "send", {}
            case "sent":
                return ("leader", "recall", why) if back else ("receiver", "receive", {})
            case "received":
                return ("receiver", "refuse", why) if back else ("receiver", "accept", {})
            case "refused":
                return "clerk", "revise", {}
            case "accepted":
                return "leader", "propose_amendment", why
            case "amendment_requested":
                return "clerk", "amend", {}
            case _:
                return "clerk", "save", self._figures()

    def _figures(self) -> dict[str, Any]:
        paid = {part: self.lot.randrange(1, 9000) for part in PARTS}
        if not self.report.body.startswith("T"):
            paid["local"] = 0
        plan = {part: 10 * (paid[part] + int(self.report.before.get(part) or 0)) for part in PARTS}
        rows = {
            part: {"plan": str(plan[part]), "in_period": str(paid[part]), "late_projects": "1"}
            for part in PARTS
        }
        total = {
            "plan": str(sum(plan.values())),
            "in_period": str(sum(paid.values())),
            "late_projects": str(len(PARTS)),
        }
        for row, cells in {"total": total, **rows}.items():
            if self.report.before.get(row) is None:  # nothing is held of the month before: it is entered
                cells["before"] = "0"
        return {"cells": {FORM: {"total": total, **rows}}, "notes": self.notes, "check": True}


class Listening(threading.Thread):
    """An open wall: it reconnects with the last event it knows, and writes down what it hears."""

    def __init__(self, address: str, cookie: str, after: int, book: Book) -> None:
        super().__init__(name="wall", daemon=True)
        self.address, self.cookie, self.book = address, cookie, book
        self.after = after
        self.heard: set[int] = set()
        self.redrawn: list[range] = []
        """Gaps over which it was told to ask for everything again, as they were too long to be told one by one."""
        self.began = after
        self.stop = threading.Event()

    def run(self) -> None:
        while not self.stop.is_set():
            try:
                self._listen()
            except httpx.HTTPError:
                time.sleep(0.3)

    def _listen(self) -> None:
        headers = {"Cookie": f"sessionid={self.cookie}", "Last-Event-ID": str(self.after)}
        with (
            httpx.Client(timeout=httpx.Timeout(5, read=20)) as http,
            http.stream("GET", self.address, headers=headers) as stream,
        ):
            if stream.status_code != 200:
                time.sleep(0.5)
                return
            frame: dict[str, str] = {}
            for line in stream.iter_lines():
                if self.stop.is_set():
                    return
                if line:
                    name, _colon, value = line.partition(": ")
                    frame[name] = value
                    continue
                if "event" not in frame and "id" in frame:
                    self._hear(int(frame["id"]))
                elif frame.get("event") == "reset" and "id" in frame:
                    self._redraw(int(frame["id"]))
                frame = {}

    def _redraw(self, until: int) -> None:
        if until - self.after <= REPLAY_MOST:
            self.book.fault(f"the wall was told to draw anew for {until - self.after} events")
        self.redrawn.append(range(self.after + 1, until + 1))
        self.after = until

    def knows(self, index: int) -> bool:
        """Whether it heard the event, or drew everything anew after it."""
        return index in self.heard or any(index in gap for gap in self.redrawn)

    def _hear(self, index: int) -> None:
        if index <= self.after:
            self.book.fault(f"the wall heard event {index} after {self.after}")
        self.heard.add(index)
        self.after = index
