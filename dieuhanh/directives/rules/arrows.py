"""The words of which the table of actions is made: sides, needs, conditions, the clock's part, and one arrow."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from dieuhanh.deadlines.rules.text import Text
from dieuhanh.directives.rules.states import Ground

NOTHING = Text("", "")
"""No words."""


class Side(StrEnum):
    """On whose side of the task one stands."""

    ASSIGNER = "assigner"
    LEAD = "lead"
    COORDINATOR = "coordinator"

    @property
    def words(self) -> Text:
        """Who that is, in both languages."""
        return _SIDES[self]


_SIDES = {
    Side.ASSIGNER: Text("cơ quan giao nhiệm vụ", "the assigner"),
    Side.LEAD: Text("cơ quan chủ trì", "the lead"),
    Side.COORDINATOR: Text("cơ quan phối hợp", "a co-ordinating body"),
}


class ClockEffect(StrEnum):
    """What an arrow does to the task's clock."""

    NONE = "none"
    STARTS = "starts"
    STOPS = "stops"
    RUNS_AGAIN = "runs_again"
    MOVES = "moves"


class Need(StrEnum):
    """What must be given with an action."""

    REASON = "reason"
    NOTE = "note"
    GROUND = "ground"
    DOCUMENT = "document"
    DUE_ON = "due_on"
    BODY = "body"
    ORIGINAL = "original"
    CONTENT = "content"
    CHILDREN = "children"
    EVIDENCE = "evidence"
    COMPLETED_ON = "completed_on"
    CAUSE = "cause"


class When(StrEnum):
    """What must hold besides the stage."""

    EXTENSION_PENDING = "extension_pending"
    NO_EXTENSION_PENDING = "no_extension_pending"
    HAS_DEADLINE = "has_deadline"
    NOT_REGULAR = "not_regular"
    EVIDENCE_FITS = "evidence_fits"
    PERIOD_OPEN = "period_open"
    PERIOD_REPORTED = "period_reported"
    EXPLANATION_ASKED = "explanation_asked"


@dataclass(frozen=True, slots=True)
class Arrow:
    """One action from some stages to one: who may, with what, and what it does to the clock.

    `target` None: the stage stays. `ground`: open only to answer a return asked for on this ground. `not_own_entry`:
    whoever entered it may not take it. `on_group`: also for the common heading over many bodies' tasks. `consequence`: what the page says will happen, before it asks for the reason.
    """

    action: str
    sources: tuple[str, ...]
    target: str | None
    side: Side
    power: str
    label: Text
    needs: tuple[Need, ...] = ()
    when: tuple[When, ...] = ()
    ground: Ground | None = None
    not_own_entry: bool = False
    on_group: bool = False
    clock: ClockEffect = ClockEffect.NONE
    primary: bool = False
    consequence: Text = NOTHING
