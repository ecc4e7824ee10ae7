"""From an acceptance to its event on a thousand connected walls: 95th percentile over all walls and acceptances.

The clients are plain sockets of one asyncio loop on the loopback, in this process; the time runs from when the
acceptance is sent to when the wall has read its event, so the action, the sequencer, the listener and the fan-out are
all in it.
"""

import asyncio
import json
import statistics
import time
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import httpx

from benchmarks.program import RECEIVER, WATCHER, demonstration, percentile, signed_in

WALLS = 1_000
ACCEPTANCES = 6
LIMIT_SECONDS = 1.0
PATIENCE_SECONDS = 60.0
KIND = "reporting.submission.accepted"


def run() -> dict[str, Any]:
    """One row."""
    program = demonstration()
    receiver = signed_in(program, RECEIVER)
    cookie = signed_in(program, WATCHER).cookies["sessionid"]
    address = f"http://127.0.0.1:{program.live_port}/api/v1/wall/events"
    sent = receiver.get("/api/v1/assignments", params={"state": "sent", "limit": 50}).json()["items"]
    found, reached = asyncio.run(_measure(address, cookie, receiver, [one["id"] for one in sent]))
    p95 = percentile(found, 0.95)
    return {
        "name": f"event at {WALLS:,} walls",
        "ratio": round(LIMIT_SECONDS / p95, 2) if reached == 1.0 else 0.0,
        "limit": f"p95 {LIMIT_SECONDS:.0f} s",
        "p95_seconds": round(p95, 2),
        "median_seconds": round(statistics.median(found), 2),
        "longest_seconds": round(max(found), 2),
        "walls_reached": f"{reached:.1%}",
        "note": f"{min(ACCEPTANCES, len(sent))} acceptances, one after the other, from request to each wall",
    }


class _Wall:
    """One connection that notes when it heard each acceptance."""

    def __init__(self) -> None:
        self.heard: dict[int, float] = {}
        self.opened = asyncio.Event()

    async def listen(self, address: str, cookie: str) -> None:
        parts = urlsplit(address)
        reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
        writer.write(
            f"GET {parts.path} HTTP/1.1\r\nHost: {parts.netloc}\r\nCookie: sessionid={cookie}\r\n"
            "Accept: text/event-stream\r\n\r\n".encode()
        )
        await writer.drain()
        try:
            while line := await reader.readline():
                if line.startswith(b"event: beat"):
                    self.opened.set()
                elif line.startswith(b"data: ") and KIND.encode() in line:
                    self.heard[json.loads(line[6:])["id"]] = time.perf_counter()
        finally:
            writer.close()


async def _measure(
    address: str, cookie: str, receiver: httpx.Client, sent: list[str]
) -> tuple[list[float], float]:
    walls = [_Wall() for _number in range(WALLS)]
    tasks = []
    for at in range(0, WALLS, 50):
        some = walls[at : at + 50]
        tasks += [asyncio.create_task(one.listen(address, cookie)) for one in some]
        await asyncio.wait_for(asyncio.gather(*(one.opened.wait() for one in some)), PATIENCE_SECONDS)
    times: list[float] = []
    missed = 0
    for number, assignment in enumerate(sent[:ACCEPTANCES], 1):
        await asyncio.to_thread(_act, receiver, assignment, "receive")
        await asyncio.sleep(2)
        began = time.perf_counter()
        await asyncio.to_thread(_act, receiver, assignment, "accept")
        until = began + PATIENCE_SECONDS
        while any(len(one.heard) < number for one in walls) and time.perf_counter() < until:
            await asyncio.sleep(0.05)
        last = [max(one.heard.values()) for one in walls if len(one.heard) >= number]
        missed += WALLS - len(last)
        times += [moment - began for moment in last]
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    return times, 1 - missed / (WALLS * min(ACCEPTANCES, len(sent)))


def _act(receiver: httpx.Client, assignment: str, action: str) -> None:
    answer = receiver.post(
        f"/api/v1/assignments/{assignment}/{action}", json={}, headers={"Idempotency-Key": str(uuid4())}
    )
    if answer.status_code != 200:
        raise RuntimeError(f"{action}: {answer.status_code} {answer.text[:300]}")
