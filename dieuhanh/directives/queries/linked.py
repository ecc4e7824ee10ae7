"""What rooms above link to by code: whether a task is there, and how the tasks behind some codes stand on a day.

Codes, contents and states of published tasks alone; nothing here depends on who asks, since a programme is public.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from dieuhanh.directives.models import Task
from dieuhanh.directives.queries.counting import counted
from dieuhanh.directives.rules.states import Class, Stage, TaskKind


@dataclass(frozen=True, slots=True)
class Linked:
    """One task as a room above shows it. `parent_code`: of a body's share, the heading it belongs to."""

    id: UUID
    code: str
    content: str
    kind: str
    klass: str
    due: date | None
    completed_on: date | None
    lead_id: UUID | None
    lead_words: str
    is_group: bool
    parent_code: str
    tier: int
    known_result: str
    source: str
    evidence_mark: str
    simulated: bool


_FIELDS = (
    "id", "code", "content", "kind", "klass", "due_then", "completed_on", "lead_id", "lead_words", "is_group", "parent__code", "tier",
    "known_result", "source", "evidence_mark", "simulated",
)  # fmt: skip


def known_codes(codes: Collection[str]) -> set[str]:
    """Which of these codes a published task bears. One statement."""
    wanted = [one.replace("\0", "")[:400] for one in codes]
    return set(_published().filter(code__in=wanted).values_list("code", flat=True))


def codes_of_document(symbol: str, signed_on: date | None = None) -> list[str]:
    """The codes of the duties that a document gave (a duty of many bodies once), in order. One statement."""
    rows = _published().filter(
        directive__symbol=" ".join(symbol.replace("\0", "").split()), parent__isnull=True
    )
    if signed_on is not None:
        rows = rows.filter(directive__signed_on=signed_on)
    return list(rows.order_by("id").values_list("code", flat=True))


def linked_tasks(codes: QuerySet | Sequence[str], as_of: date, *, shares: bool = True) -> list[Linked]:  # type: ignore[type-arg]
    """The tasks behind these codes as of a day, and with `shares` each body's part and what was broken down of it.

    `codes` may be a subquery. One statement.
    """
    among = Q(code__in=codes)
    if shares:
        among |= Q(parent__code__in=codes) | Q(parent__parent__code__in=codes)
    rows = counted(_published().filter(among, given_on__lte=as_of), as_of).order_by("id")
    return [Linked(*one) for one in rows.values_list(*_FIELDS)]


def _published() -> QuerySet[Task]:
    return Task.objects.exclude(state=Stage.DRAFT.value)


def class_words(klass: str, language: str) -> str:
    """What a task counts as, in words."""
    return Class(klass).words.of(language)


def kind_words(kind: str, language: str) -> str:
    """A task's kind, in words."""
    return TaskKind(kind).words.of(language)
