"""Rounds of kills under load, with a reckoning after every few of them.

A round: somewhere within a moment, one or two kinds of process are killed; then the program must be whole again by
itself (after a power cut: by being started again). Clients go on all the while. At a reckoning they finish what they
began and rest, and the database is held to what was acknowledged.
"""

import json
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.running import Program
from tests.torture.clients import Book, Caller
from tests.torture.following import FOLLOWED, Following
from tests.torture.importing import Importing
from tests.torture.victims import KINDS, Victims
from tests.torture.work import Laps, Listening, Report, Reporting

REPORTS = {
    ("BCT", "2020-08"): ("bct.chuyenvien", "bct.lanhdao"),
    ("BTC", "2020-08"): ("btc.chuyenvien", "btc.lanhdao"),
    ("T22", "2020-08"): ("quangninh.chuyenvien", "quangninh.lanhdao"),
    ("T04", "2020-08"): ("caobang.chuyenvien", "caobang.lanhdao"),
}
RECEIVER, WATCHER, IMPORTER = "vpcp.tiepnhan", "trungtam.lanhdao", "vpcp.tichhop"
SMALL_BODIES = 3
WHOLE_WITHIN_SECONDS = 600
HEARD_WITHIN_SECONDS = 60
REST_WITHIN_SECONDS = 900
WEIGHTS = {kind: 1 if kind == "everything" else 3 for kind in KINDS}


@dataclass
class Outcome:
    """What came of it."""

    seed: int
    rounds: int = 0
    kills: Counter[str] = field(default_factory=Counter)
    acknowledged: int = 0
    repeats: int = 0
    events_heard: int = 0
    reckonings: int = 0
    entries_verified: int = 0
    backup_proved: bool = False
    written_during_backup: int = 0
    longest_recovery_seconds: float = 0.0
    faults: list[str] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        """As JSON."""
        return {**self.__dict__, "kills": dict(self.kills)}


class Torture:
    """One program, its clients, and whoever kills it."""

    def __init__(
        self, program: Program, *, seed: int, tell: Callable[[str], None] = lambda text: None
    ) -> None:
        self.program, self.tell = program, tell
        self.lot = random.Random(seed)
        self.victims, self.book, self.outcome = Victims(program), Book(), Outcome(seed)
        self.clients: list[Laps] = []
        self.reports: list[Report] = []
        self.wall: Listening | None = None
        self.before: dict[str, Any] = {}

    def run(
        self, rounds: int, *, reckon_every: int, kinds: tuple[str, ...] = KINDS, back_up_after: int = 1
    ) -> Outcome:
        """Kill `rounds` times; reckon now and then, and at the end; back up once while the clients write."""
        self.prepare()
        for number in range(1, rounds + 1):
            self._round(number, self._chosen(number, kinds))
            if number == back_up_after:
                self._back_up()
            if number % reckon_every == 0 or number == rounds:
                self.reckon()
            if self.outcome.faults:
                break
        self._end()
        return self.outcome

    def prepare(self) -> None:
        """Sign in, find the reports, begin to work."""
        accounts, callers = self.program.accounts(), dict[str, Caller]()
        self.before = self._ask("begin")
        names = {name for pair in REPORTS.values() for name in pair} | {RECEIVER, WATCHER, IMPORTER}
        for name in sorted(names):
            callers[name] = Caller(self.program.url, accounts[name], self.book, self._new_lot())
        for (body, period), (clerk, leader) in REPORTS.items():
            report = self._report(callers[RECEIVER], body, period)
            self.reports.append(report)
            self.clients.append(
                Reporting(report, callers[clerk], callers[leader], callers[RECEIVER], self._new_lot())
            )
        self.clients += [
            Following(code, callers[clerk], callers[RECEIVER], self._new_lot())
            for code, clerk in FOLLOWED.items()
        ]
        self.clients += self._imports(callers[IMPORTER])
        address = f"http://127.0.0.1:{self.program.live_port}/api/v1/wall/events"
        cookie = callers[WATCHER].http.cookies["sessionid"]
        self.wall = Listening(address, cookie, self.before["event"], self.book)
        self.wall.start()
        for client in self.clients:
            client.go.set()
            client.start()

    def _imports(self, caller: Caller) -> list[Importing]:
        provinces = caller.get("/organisations", kind="province", as_of="2015-01-01", limit=100)["items"]
        codes = sorted(one["code"] for one in provinces)
        return [
            Importing(caller, codes[:SMALL_BODIES], self._new_lot(), large=False),
            Importing(caller, codes[SMALL_BODIES:], self._new_lot(), large=True),
        ]

    def _new_lot(self) -> random.Random:
        return random.Random(self.lot.random())

    def _report(self, reader: Caller, body: str, period: str) -> Report:
        rows = reader.get("/assignments", organisation=body, regime="DTC-THANG", period=period)["items"]
        found = reader.get(f"/assignments/{rows[0]['id']}")
        before = {row: cells.get("before") for row, cells in found["cells"]["DTC-1"].items()}
        return Report(found["id"], body, found["state"], found["version"], found["draft"], before)

    def _chosen(self, number: int, kinds: tuple[str, ...]) -> list[str]:
        """Each kind once in the first rounds, then by lot; every third time two at once."""
        if number <= len(kinds):
            return [kinds[number - 1]]
        weights = [WEIGHTS[kind] for kind in kinds]
        return self.lot.choices(kinds, weights, k=2 if self.lot.random() < 0.33 else 1)

    def _round(self, number: int, chosen: list[str]) -> None:
        time.sleep(self.lot.random() * 2.0)
        for kind in chosen:
            self.outcome.kills[kind] += bool(self.victims.kill(kind, self.lot))
        began = time.monotonic()
        whole = self._whole_again(chosen)
        taken = time.monotonic() - began
        self.outcome.rounds = number
        self.outcome.longest_recovery_seconds = max(self.outcome.longest_recovery_seconds, round(taken, 1))
        self.tell(
            f"round {number}: {' and '.join(chosen)} killed, whole after {taken:.1f} s, {len(self.book.acknowledged)} writes"
        )
        if not whole:
            self.outcome.faults.append(
                f"round {number}: not whole within {WHOLE_WITHIN_SECONDS} s of killing {chosen}: {self.program.log()[-1500:]}"
            )
        self.outcome.faults += self.book.faults

    def _whole_again(self, chosen: list[str]) -> bool:
        if "everything" in chosen:
            assert self.program.process is not None
            self.program.process.wait(30)
            self.program.start(within=WHOLE_WITHIN_SECONDS)
        until = time.monotonic() + WHOLE_WITHIN_SECONDS
        while time.monotonic() < until:
            if self.victims.all_run() and self.program.is_ready():
                return True
            time.sleep(0.2)
        return False

    def _back_up(self) -> None:
        """A backup taken while the clients write, restored into an empty folder, proves itself."""
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "backup"
            before = len(self.book.acknowledged)
            self.program.run("backup", str(file), timeout=600)
            self.outcome.written_during_backup = len(self.book.acknowledged) - before
            empty = Program(home=Path(folder) / "restored")
            done = empty.run("restore", str(file), "--json", check=False, timeout=600)
            self.outcome.backup_proved = done.returncode == 0 and json.loads(done.stdout)["proved"]
            if not self.outcome.backup_proved:
                self.outcome.faults.append(
                    f"the restored backup: {done.stdout[-1500:]} {done.stderr[-1500:]}"
                )

    def reckon(self) -> None:
        """Let the clients rest; hold the database to what was acknowledged; let them go on."""
        for client in self.clients:
            client.go.clear()
        for client in self.clients:
            if not client.resting.wait(REST_WITHIN_SECONDS):
                self.outcome.faults.append(f"{client.name} does not come to rest")
        self.outcome.faults = list(self.book.faults) + [
            one for one in self.outcome.faults if one not in self.book.faults
        ]
        expected = {
            **self.before,
            "reports": [{**report.__dict__} for report in self.reports],
            "imports": [
                {**client.imports.__dict__} for client in self.clients if isinstance(client, Importing)
            ],
            "tasks": [{**client.task.__dict__} for client in self.clients if isinstance(client, Following)],
            "answered": {one.key: one.status for one in self.book.acknowledged},
        }
        answer = self._ask("reckon", json.dumps(expected))
        self.outcome.faults += answer["faults"]
        self._hear(answer["events"])
        self._verify()
        self.outcome.reckonings += 1
        self.outcome.acknowledged, self.outcome.repeats = len(self.book.acknowledged), self.book.repeats
        self.outcome.events_heard = len(self.wall.heard) if self.wall else 0
        for client in self.clients:
            client.go.set()

    def _hear(self, told: list[int]) -> None:
        """The wall, which reconnected each time, has heard every event (or drew anew after a gap too long to be told); in
        order, or it would have said so.
        """
        assert self.wall is not None
        until = time.monotonic() + HEARD_WITHIN_SECONDS
        while (missed := [one for one in told if not self.wall.knows(one)]) and time.monotonic() < until:
            time.sleep(0.2)
        if missed:
            self.outcome.faults.append(f"the wall missed {len(missed)} of {len(told)} events: {missed[:10]}")

    def _verify(self) -> None:
        done = self.program.run("ledger", "verify", "--json", check=False, timeout=600)
        if done.returncode != 0:
            self.outcome.faults.append(f"ledger verify: {done.stdout[-1500:]} {done.stderr[-500:]}")
            return
        self.outcome.entries_verified = json.loads(done.stdout).get("entries", 0)

    def _ask(self, question: str, given: str = "") -> Any:
        done = subprocess.run(
            [sys.executable, "-m", "tests.torture.checks", question],
            input=given,
            env={**self.program.environment(), "DJANGO_SETTINGS_MODULE": "dieuhanh.config.settings"},
            capture_output=True,
            text=True,
            check=False,
            timeout=600,
        )
        if done.returncode != 0:
            raise AssertionError(f"the checks failed: {done.stderr[-3000:]}")
        return json.loads(done.stdout)

    def _end(self) -> None:
        for client in self.clients:
            client.stop.set()
            client.go.set()
        for client in self.clients:
            client.join(200)
        if self.wall:
            self.wall.stop.set()
