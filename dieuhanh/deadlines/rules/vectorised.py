"""The working calendar over whole numpy arrays: what `calendar.py` does, for millions of dates.

Every function takes and gives `datetime64[D]` arrays of any shape and agrees with the scalar form
element by element (a property test holds them together). A date outside the span, or NaT, raises
`OutsideCalendar`: a silent NaT in a list of deadlines would be a deadline nobody sees.

Against `numpy.busday_offset`: the scalar form never counts the starting day, so a count above zero
is numpy's `roll="backward"`, below zero its `roll="forward"`, and zero leaves the date alone.
numpy knows no weekend that is worked; the swap days are in these tables like any other day.
"""

from __future__ import annotations

from datetime import date

import numpy as np
import numpy.typing as npt

from .calendar import OutsideCalendar, WorkingCalendar

Days = npt.NDArray[np.datetime64]
Counts = npt.NDArray[np.int64]
_BLOCK = 1 << 16  # 64 Ki dates at a time: the intermediate arrays stay in the processor's cache
_EPOCH = date(1970, 1, 1).toordinal()


class VectorisedCalendar:
    """The tables of a `WorkingCalendar` as numpy arrays. Make it once and keep it: it is immutable.

    Attributes:
        calendar: the scalar calendar that it answers for.
    """

    __slots__ = ("_counts", "_days", "_first", "_size", "calendar")

    def __init__(self, calendar: WorkingCalendar) -> None:
        self.calendar = calendar
        self._first = calendar.first.toordinal() - _EPOCH
        self._size = (calendar.last - calendar.first).days + 1
        self._counts: Counts = np.asarray(calendar._counts, dtype=np.int64)
        self._days: Counts = np.asarray(calendar._days, dtype=np.int64) - _EPOCH
        self._counts.setflags(write=False)
        self._days.setflags(write=False)

    def is_working(self, days: npt.ArrayLike) -> npt.NDArray[np.bool_]:
        """Whether each day is worked: bool, same shape."""
        index = self._index(_as_days(days))
        return np.asarray(np.diff(self._counts).astype(bool)[index])

    def add_working_days(self, days: npt.ArrayLike, count: int | npt.ArrayLike) -> Days:
        """The `count`-th working day after each day; `count` is one number or broadcasts with `days`."""
        given = _as_days(days)
        counts = np.asarray(count)
        if counts.dtype.kind not in "iu":
            raise TypeError(f"counts of working days are whole numbers, not {counts.dtype}")
        if counts.ndim == 0:
            step = int(counts)
            if step == 0:
                self._index(given)
                return given.copy()
            return self._through(self._offset_positions(step), given, f"{step:+d}")
        given, wide = np.broadcast_arrays(given, counts.astype(np.int64, copy=False))
        answer = np.empty(given.size, dtype=np.int64)
        flat, steps = given.ravel(), wide.ravel()
        for start in range(0, flat.size, _BLOCK):
            block = slice(start, start + _BLOCK)
            self._add_block(flat[block], steps[block], answer[block])
        return answer.view("datetime64[D]").reshape(given.shape)

    def working_days_between(self, start: npt.ArrayLike, end: npt.ArrayLike) -> Counts:
        """Working days after each `start` up to and including `end`, negative when earlier."""
        begin, finish = np.broadcast_arrays(self._index(_as_days(start)), self._index(_as_days(end)))
        forward = finish >= begin
        return np.asarray(self._counts[finish + forward] - self._counts[begin + forward])

    def next_working_day(self, days: npt.ArrayLike) -> Days:
        """Each day itself when it is worked, else the first working day after it."""
        return self._through(self._counts[:-1], _as_days(days), "+1")

    def previous_working_day(self, days: npt.ArrayLike) -> Days:
        """Each day itself when it is worked, else the last working day before it."""
        return self._through(self._counts[1:] - 1, _as_days(days), "-1")

    def _add_block(self, days: Days, steps: Counts, answer: Counts) -> None:
        index = self._index(days)
        after = steps > 0
        index += after
        position = np.take(self._counts, index, mode="clip")
        position += steps
        position -= after
        still = steps == 0
        if still.all():
            np.copyto(answer, days.view(np.int64))
            return
        position[still] = 0  # any lawful place: the day itself is put back below
        outside = self._beyond(position, self._days.size)
        if outside is not None:
            raise OutsideCalendar(f"{days[outside]} {int(steps[outside]):+d}", self.calendar)
        np.take(self._days, position, out=answer, mode="clip")
        np.copyto(answer, days.view(np.int64), where=still)

    def _offset_positions(self, count: int) -> Counts:
        """For one count: which working day answers for each day of the span (may lie outside)."""
        if count > 0:
            return self._counts[1:] + (count - 1)
        return self._counts[:-1] + count

    def _through(self, position: Counts, days: Days, what: str) -> Days:
        """Answer every date by one look-up in a table made for this question.

        `position` never falls from one day to the next, so the days that have an answer are one
        run; a date outside the run is found by the same comparison as a date outside the span.
        """
        inside = np.flatnonzero((position >= 0) & (position < self._days.size))
        low = int(inside[0]) if inside.size else 0
        table = self._days[position[inside]]
        flat = days.ravel()
        answer = np.empty(flat.size, dtype=np.int64)
        for start in range(0, flat.size, _BLOCK):
            block = slice(start, start + _BLOCK)
            index = flat[block].view(np.int64) - (self._first + low)
            outside = self._beyond(index, table.size)
            if outside is not None:
                raise OutsideCalendar(f"{flat[block][outside]} {what}".strip(), self.calendar)
            np.take(table, index, out=answer[block], mode="clip")
        return answer.view("datetime64[D]").reshape(days.shape)

    def _index(self, days: Days) -> Counts:
        index: Counts = days.view(np.int64) - self._first
        outside = self._beyond(index, self._size)
        if outside is not None:
            raise OutsideCalendar(str(days.ravel()[outside]), self.calendar)
        return index

    @staticmethod
    def _beyond(index: Counts, size: int) -> int | None:
        """The place of the first index outside 0 … size-1, or None: one pass, since negatives wrap."""
        unsigned = index.view(np.uint64)
        if not index.size or unsigned.max() < size:
            return None
        return int(np.flatnonzero(unsigned.ravel() >= size)[0])


def _as_days(days: npt.ArrayLike) -> Days:
    """`days` as a contiguous `datetime64[D]` array; refuses what is not whole days.

    Raises:
        TypeError: not dates, or a finer unit than days (a moment has a time zone; decide it first).
    """
    given = np.asarray(days)
    if given.dtype.kind == "O":
        given = given.astype("datetime64[D]")
    if given.dtype.kind != "M" or given.dtype != np.dtype("datetime64[D]"):
        raise TypeError(f"expected datetime64[D], not {given.dtype}")
    return np.ascontiguousarray(given).reshape(given.shape)
