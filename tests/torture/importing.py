"""Importing figures under kills: small files while the caller waits, large ones as jobs that must resume and end."""

import random
import time
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from tests.torture.clients import Caller
from tests.torture.work import Laps

SOURCE = "MO-PHONG"
INDICATORS = ("DT-03", "DT-04-P", "DT-04", "DT-05")
MONTHS = tuple(f"{year}-{month:02}" for year in range(2012, 2019) for month in range(1, 13))
ENDS_WITHIN_SECONDS = 900


@dataclass
class Imports:
    """What came of one client's imports: each batch with its rows, and the last value of every key that was sent."""

    batches: dict[str, int] = field(default_factory=dict)
    values: dict[str, str] = field(default_factory=dict)
    """`organisation|indicator|period` → value, for as much of each file as is worth looking at again."""


class Importing(Laps):
    """One file after the other, each a day younger than the one before."""

    def __init__(self, caller: Caller, bodies: list[str], lot: random.Random, *, large: bool) -> None:
        super().__init__("large imports" if large else "small imports", caller.book)
        self.caller, self.lot, self.large = caller, lot, large
        # Each client has bodies of its own, so that the last value of a figure is its own too.
        self.bodies = bodies
        self.imports = Imports()
        self.day = date(2019, 1, 1)

    def lap(self) -> None:
        self.day += timedelta(days=1)
        rows = self._rows()
        head = "organisation,indicator,period,value,source,as_of"
        lines = [f"{body},{what},{when},{value},{SOURCE},{self.day}" for body, what, when, value in rows]
        answer = self.caller.post(
            "/facts:import", content="\n".join([head, *lines]).encode(), kind="text/csv"
        )
        said = answer.json()
        if answer.status_code == 202:
            said = self._ended(said["job"])
        elif answer.status_code != 200:
            self.book.fault(f"{self.name}: {answer.status_code} {answer.text[:300]}")
            self.stop.set()
            return
        if said.get("batch"):
            self.imports.batches[said["batch"]] = said["written"]
        if self.large:
            self.imports.values.clear()  # every file has a new value for every key
        self.imports.values |= {f"{body}|{what}|{when}": str(value) for body, what, when, value in rows[:500]}
        self._rest()

    def _rows(self) -> list[tuple[str, str, str, int]]:
        """Large: all months of all its bodies, in an order of its own. Small: some of the months."""
        months = MONTHS if self.large else self.lot.sample(MONTHS, 3)
        keys = [(body, what, when) for body in self.bodies for what in INDICATORS for when in months]
        self.lot.shuffle(keys)
        return [(*key, self.lot.randrange(1_000_000)) for key in keys]

    def _ended(self, job: str) -> dict[str, Any]:
        until = time.monotonic() + ENDS_WITHIN_SECONDS
        while time.monotonic() < until:
            found = self.caller.get(f"/jobs/{job}")
            if found["state"] == "done":
                return dict(found["result"])
            if found["finished_at"]:
                self.book.fault(f"{self.name}: job {job} {found['state']}: {found['problem']}")
                break
            time.sleep(0.5)
        else:
            self.book.fault(f"{self.name}: job {job} did not end within {ENDS_WITHIN_SECONDS} s")
        self.stop.set()
        return {}

    def _rest(self) -> None:
        """Reports are the greater part of the work; a rest is cut short when the clients are to come to rest."""
        until = time.monotonic() + (20 if self.large else 1)
        while time.monotonic() < until and self.go.is_set() and not self.stop.is_set():
            time.sleep(0.1)
