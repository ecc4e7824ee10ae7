"""Who takes over a task when its lead has ended: the successor that the law names, else the body that stood above.

From 1 July 2025 there are no districts (Resolution 203/2025/QH15): the law names no successor of a district's duties as a
whole, its communes took over each its own. A task is one duty with one lead, so that it goes up to the province, which breaks
it down to communes where it must (mark I).
"""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

_GO_UP = frozenset({"district"})
"""Kinds of bodies whose open tasks go to the body above where the law names none or several at once."""


def heir(kind: str, successors: Sequence[UUID], above: Sequence[UUID]) -> UUID | None:
    """The one that leads the task from now on; None where nobody can be named and a person must decide.

    `successors`: who stands in its place today, the default one first; `above`: who stands today in the place of the body
    over it when it ended.
    """
    if kind in _GO_UP and len(successors) != 1:
        return above[0] if above else None
    return successors[0] if successors else None
