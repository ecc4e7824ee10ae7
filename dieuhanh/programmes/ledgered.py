"""What `ledger verify` holds the room's rows to: each one hashes to what the ledger last said of it."""

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from django.db.models import Model

from dieuhanh.ledger.checks import register_check
from dieuhanh.programmes.actions.telling import hash_of, subject_of
from dieuhanh.programmes.models import (
    Document,
    Likelihood,
    Objective,
    Programme,
    Report,
    Statement,
    Target,
    TargetVersion,
    TaskLink,
    Trajectory,
)

KINDS: tuple[type[Model], ...] = (
    Programme, Objective, Target, TargetVersion, TaskLink, Report, Document, Statement, Trajectory, Likelihood,
)  # fmt: skip


def _register(kind: type[Model]) -> None:
    rows = kind._default_manager

    def hashes_of(ids: Sequence[UUID]) -> Mapping[UUID, str]:
        return {row.pk: hash_of(row) for row in rows.filter(pk__in=ids)}

    def every() -> Iterable[UUID]:
        found: Iterable[UUID] = rows.order_by("pk").values_list("pk", flat=True).iterator()
        return found

    register_check(subject_of(kind), hashes_of, every=every)


for _kind in KINDS:
    _register(_kind)
