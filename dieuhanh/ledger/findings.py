"""What ``verify`` found and counted."""

from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from typing import Any
from uuid import UUID

LARGEST_LIST = 1_000

Progress = Callable[[str, int, int], None]
"""Called with (what is being gone through, how many done, how many in all)."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is not as it was committed to, by name."""

    code: str
    text: str
    index: int | None = None
    entry_id: UUID | None = None
    subject_type: str | None = None
    subject_id: UUID | None = None

    def __str__(self) -> str:
        return self.text


@dataclass(slots=True)
class Verification:
    """The result: what was gone through, and what was found. ``wrong`` counts beyond the kept list."""

    entries: int = 0
    erased: int = 0
    heads: int = 0
    signed: int = 0
    rows: int = 0
    wrong: int = 0
    keys: list[str] = field(default_factory=list)
    faults: list[Finding] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        """Whether everything is as it was committed to."""
        return self.wrong == 0

    def found(self, code: str, text: str, **where: Any) -> None:
        """Add a finding; only the first thousand are kept in full."""
        self.wrong += 1
        if len(self.faults) < LARGEST_LIST:
            self.faults.append(Finding(code, text, **where))

    def as_dict(self) -> dict[str, Any]:
        """The result as JSON types."""
        made = asdict(self) | {"ok": self.ok}
        for finding in made["faults"]:
            for name in ("entry_id", "subject_id"):
                finding[name] = str(finding[name]) if finding[name] else None
        return made
