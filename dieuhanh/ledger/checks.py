"""What rooms promise of their rows, so that ``verify`` can hold the rows to the ledger.

A room whose entries carry a ``content_hash`` registers in its ``ledgered.py`` how to work that hash out again from the row as
it stands. ``held.hold`` does so for a model's rows, in the one form of hash that all rooms share::

    hold(Programme.objects.all())

The last entry about a subject that carries ``content_hash`` says what the row must hash to; ``None`` there
says that the row must be gone. Rows that hang on a subject (its history, its files) are named by the subject's own
entries under ``rows``: ``{"room.thing:<id>": hash}``, each held to the last entry that names it.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

HashesOf = Callable[[Sequence[UUID]], Mapping[UUID, str]]
"""For some ids, the present content hash of each row that exists."""

Every = Callable[[], Iterable[UUID]]
"""The ids of all rows of the kind, ascending: finds rows that no entry ever spoke of."""


@dataclass(frozen=True, slots=True)
class Part:
    """A row that hangs on a subject: its present hash, and the entry that it says it was written with, where it says one."""

    hash: str
    entry_id: UUID | None = None


PartsOf = Callable[[Sequence[UUID]], Mapping[UUID, Mapping[str, Part]]]
"""For some subjects, the rows that hang on each, by ``room.thing:<id>``."""


@dataclass(frozen=True, slots=True)
class Check:
    """One kind of ledgered row."""

    subject_type: str
    hashes_of: HashesOf
    every: Every | None = None
    parts_of: PartsOf | None = None


_CHECKS: dict[str, Check] = {}


def register_check(
    subject_type: str, hashes_of: HashesOf, *, every: Every | None = None, parts_of: PartsOf | None = None
) -> None:
    """Have ``verify`` compare this kind's rows with what the ledger last said of them.

    ``hashes_of`` is called with up to 500 ids at a time, in the snapshot that is verified. Give ``every``
    where each row must have an entry, and ``parts_of`` where rows hang on the subject: one that no entry names is found too.
    """
    _CHECKS[subject_type] = Check(subject_type, hashes_of, every, parts_of)


def registered_checks() -> list[Check]:
    """All registered kinds, by name."""
    return [_CHECKS[name] for name in sorted(_CHECKS)]
