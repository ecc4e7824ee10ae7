"""Who acts: a person in one appointment, a machine with a token, or the system itself."""

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Actor:
    """The hand behind an action, as it stood when the request began.

    `organisation_id` is where the appointment is held; `scope_id` is the
    organisation whose whole subtree the powers reach (the same one for most).
    `position` is written into records as it stands here: in Vietnamese, whatever
    the language of the pages.
    """

    person_id: UUID | None
    appointment_id: UUID | None
    organisation_id: UUID | None
    scope_id: UUID | None
    powers: frozenset[str]
    name: str
    position: str
    token_id: UUID | None = None
    simulated: bool = False
    is_system: bool = False
    whole: tuple[UUID, date, bool] | None = field(default=None, compare=False)
    """Whether this scope was the root of the tree on this day, as read with the appointment; saves asking at every list."""


SYSTEM = Actor(
    person_id=None,
    appointment_id=None,
    organisation_id=None,
    scope_id=None,
    powers=frozenset(),
    name="Điều Hành",
    position="",
    is_system=True,
)
"""The machine acting by itself: clocks, roll-ups, imports of reference data. It may do everything."""
