"""W6: ten million due dates against `numpy.busday_offset` in the same run, and the cost of one scalar call.

Three ways answer the same questions (a day of 2019–2026, 1–30 working days after it):

- `numpy`: holidays only, its fastest form. It cannot express a weekend that is worked, so it is wrong
  for every span over a swap day; the share of wrong answers is in the note.
- `numpy with swap days`: every day off listed one by one; the same answers as ours.
- ours: swap days included.

The rounds are interleaved and the median of each is compared, against numpy's faster (wrong) form.
"""

import statistics
import time
import timeit
from collections.abc import Callable
from datetime import date
from typing import Any

import numpy as np

from dieuhanh.deadlines.official import reference_calendar
from dieuhanh.deadlines.rules import DayKind
from dieuhanh.deadlines.rules.vectorised import Days, VectorisedCalendar

COUNT = 10_000_000
ROUNDS = 5
FASTER = 3.0
SCALAR_MICROSECONDS = 5.0
Way = Callable[[], Days]


def run(count: int = COUNT, rounds: int = ROUNDS) -> list[dict[str, Any]]:
    """Both workloads as rows: `ratio` is measured speed over what is asked (1 and above holds)."""
    return [_vectorised(count, rounds), _scalar()]


def _vectorised(count: int, rounds: int) -> dict[str, Any]:
    ways = _ways(count)
    seconds: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(rounds):
        for name, way in ways.items():
            begin = time.perf_counter()
            way()
            seconds[name].append(time.perf_counter() - begin)
    middle = {name: statistics.median(times) for name, times in seconds.items()}
    answers = ways["ours"]()
    if not (ways["numpy with swap days"]() == answers).all():
        raise AssertionError("the answers differ from numpy's own with every day off listed")
    wrong = float((ways["numpy"]() != answers).mean())
    speed = middle["numpy"] / middle["ours"]
    return {
        "name": "W6 due dates",
        "ratio": round(speed / FASTER, 2),
        "limit": f"{FASTER:g} times numpy.busday_offset",
        "times_numpy": round(speed, 1),
        "times_numpy_with_swap_days": round(middle["numpy with swap days"] / middle["ours"], 1),
        "times_numpy_first_round": round(seconds["numpy"][0] / seconds["ours"][0], 1),
        "seconds": {name: round(value, 3) for name, value in middle.items()},
        "note": f"{count:,} dates; numpy without swap days answers {wrong:.1%} of them wrongly",
    }


def _ways(count: int) -> dict[str, Way]:
    calendar = reference_calendar()
    ours = VectorisedCalendar(calendar)
    random = np.random.default_rng(20200810)
    days = np.datetime64("2019-01-01") + random.integers(0, 2900, count)
    steps = random.integers(1, 31, count)
    off = [day for day, kind in calendar.exceptions.items() if kind is not DayKind.WORKING_WEEKEND]
    holidays = np.busdaycalendar(holidays=np.array(off, dtype="datetime64[D]"))
    span = np.arange(np.datetime64(calendar.first), np.datetime64(calendar.last) + 1)
    every_day_off = np.busdaycalendar(weekmask="1111111", holidays=span[~ours.is_working(span)])
    return {
        "numpy": lambda: np.busday_offset(days, steps, roll="backward", busdaycal=holidays),
        "numpy with swap days": lambda: np.busday_offset(
            days, steps, roll="backward", busdaycal=every_day_off
        ),
        "ours": lambda: ours.add_working_days(days, steps),
    }


def _scalar() -> dict[str, Any]:
    calendar, day = reference_calendar(), date(2020, 1, 21)
    calls = 100_000
    best = (
        min(timeit.repeat(lambda: calendar.add_working_days(day, 10), number=calls, repeat=5)) / calls * 1e6
    )
    return {
        "name": "W6 one due date",
        "ratio": round(SCALAR_MICROSECONDS / best, 2),
        "limit": f"{SCALAR_MICROSECONDS:g} µs",
        "microseconds": round(best, 2),
        "note": "add_working_days of one date, ten working days on",
    }


def main() -> None:
    """Print the rows."""
    for row in run():
        print(row)


if __name__ == "__main__":
    main()
