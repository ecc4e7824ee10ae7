"""How the rules of this room say that something is wrong: a key of `SENTENCES` with its values, never a sentence."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Wrong:
    """What is wrong: a key of `SENTENCES`, the values in it, the field it is about."""

    key: str
    values: Mapping[str, Any] = field(default_factory=dict)
    field: str = ""


def first_wrong(checks: Iterable[Wrong | None]) -> Wrong | None:
    """The first fault of several checks."""
    return next((wrong for wrong in checks if wrong is not None), None)


def faults_of(checks: Sequence[Wrong | None]) -> list[Wrong]:
    """All faults of several checks."""
    return [wrong for wrong in checks if wrong is not None]
