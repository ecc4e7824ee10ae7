"""Who can be killed: the processes of one running program, found by what the kernel says of them, and nobody else's."""

import os
import random
import signal
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from tests.running import Program

KINDS = ("web", "web worker", "live", "keeper", "worker", "database", "backend", "everything")
"""`web` is the process that holds the port, `web worker` one that answers; `backend` is one connection's process
(the database then throws out every connection and recovers); `everything` is a power cut."""


@dataclass(frozen=True, slots=True)
class Running:
    """One process: its number, its parent's, its name and its command line."""

    pid: int
    parent: int
    name: str
    command: str


def processes() -> dict[int, Running]:
    """Every living process of the machine."""
    found = {}
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError, IndexError, ValueError):
            state, parent = (folder / "stat").read_text().rsplit(")", 1)[-1].split()[:2]
            if state not in "ZX":
                command = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
                name = (folder / "comm").read_text().strip()
                found[int(folder.name)] = Running(int(folder.name), int(parent), name, command)
    return found


def below(pid: int, among: dict[int, Running]) -> Iterator[Running]:
    """The descendants of a process, parents first."""
    for one in among.values():
        if one.parent == pid:
            yield one
            yield from below(one.pid, among)


class Victims:
    """The processes of one program."""

    def __init__(self, program: Program) -> None:
        self.program = program

    def find(self, kind: str) -> list[int]:
        """The numbers of the processes of a kind; empty while there is none."""
        among = processes()
        if kind in ("database", "backend"):
            return self._database(kind, among)
        assert self.program.process is not None
        ours = list(below(self.program.process.pid, among))
        if kind == "everything":
            return [self.program.process.pid, *(one.pid for one in ours), *self._all_of_database(among)]
        own, name = self.program.process.pid, f"dieuhanh-{kind.split()[0]}"
        named = [one for one in ours if one.name == name[:15]]
        if kind == "web worker":
            return [one.pid for one in named if one.parent != own]
        return [one.pid for one in named if one.parent == own]

    def kill(self, kind: str, lot: random.Random) -> int:
        """Kill -9 one process of a kind (all of them for `everything`); how many were killed."""
        found = self.find(kind)
        if found and kind not in ("everything", "web", "live"):
            found = [lot.choice(found)]
        killed = 0
        for pid in found:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
                killed += 1
        return killed

    def all_run(self) -> bool:
        """Whether one of each kind is there."""
        return all(self.find(kind) for kind in ("web", "web worker", "live", "keeper", "worker", "database"))

    def _postmaster(self) -> int | None:
        with suppress(OSError, ValueError, IndexError):
            return int((self.program.home / "postgres" / "postmaster.pid").read_text().split("\n")[0])
        return None

    def _database(self, kind: str, among: dict[int, Running]) -> list[int]:
        head = self._postmaster()
        if head is None or head not in among:
            return []
        if kind == "database":
            return [head]
        return [one.pid for one in below(head, among) if "dieuhanh_app" in one.command]

    def _all_of_database(self, among: dict[int, Running]) -> list[int]:
        head = self._postmaster()
        return [] if head is None or head not in among else [head, *(one.pid for one in below(head, among))]
