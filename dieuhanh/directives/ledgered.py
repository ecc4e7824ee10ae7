"""The room's rows that `ledger verify` holds to what the ledger last said of them: all of them but webhooks and their deliveries.

A task that is not published hangs on its directive, with who co-ordinates it; a published one is a subject of its own.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db.models import CharField, F, Func, Model, QuerySet, Value

from dieuhanh.directives.held import hash_of, key_of
from dieuhanh.directives.models import (
    Claim,
    Coordination,
    DeadlineChange,
    DelayCause,
    Directive,
    Evidence,
    Explanation,
    ExtensionRequest,
    Move,
    Notice,
    Progress,
    Task,
    TaskPeriod,
)
from dieuhanh.directives.rules.states import Stage
from dieuhanh.ledger.checks import Part, register_check

_OF_TASK: dict[type[Model], str] = {
    Move: "task_id",
    Progress: "task_id",
    Claim: "task_id",
    Evidence: "claim__task_id",
    DeadlineChange: "task_id",
    ExtensionRequest: "task_id",
    Notice: "task_id",
    Coordination: "task_id",
    TaskPeriod: "task_id",
    DelayCause: "task_id",
    Explanation: "task_id",
}
_DRAFT = Stage.DRAFT.value


def _tasks(ids: Sequence[UUID]) -> dict[UUID, str]:
    rows = Task.objects.filter(pk__in=ids).exclude(state=_DRAFT)
    return {row.pk: hash_of(row) for row in rows}


def _parts_of_tasks(ids: Sequence[UUID]) -> Mapping[UUID, Mapping[str, Part]]:
    found: dict[UUID, dict[str, Part]] = {}
    for model, way in _OF_TASK.items():
        _take(found, model._default_manager.filter(**{f"{way}__in": list(ids)}), way)
    return found


def _directives(ids: Sequence[UUID]) -> dict[UUID, str]:
    return {row.pk: hash_of(row) for row in _with_file(Directive.objects.filter(pk__in=ids))}


def _parts_of_directives(ids: Sequence[UUID]) -> Mapping[UUID, Mapping[str, Part]]:
    found: dict[UUID, dict[str, Part]] = {}
    of = list(ids)
    _take(found, Move.objects.filter(directive_id__in=of), "directive_id")
    _take(found, Task.objects.filter(directive_id__in=of, state=_DRAFT), "directive_id")
    drafts = Coordination.objects.filter(task__directive_id__in=of, task__state=_DRAFT)
    _take(found, drafts, "task__directive_id")
    return found


def _take(found: dict[UUID, dict[str, Part]], rows: "QuerySet[Any]", way: str) -> None:
    for row in _with_file(rows.annotate(hangs_on=F(way))).iterator(chunk_size=500):
        found.setdefault(row.hangs_on, {})[key_of(row)] = Part(hash_of(row), getattr(row, "entry_id", None))


_FILES = {"file_content": "file_hash", "photo_content": "photo_hash"}


def _with_file(rows: "QuerySet[Any]") -> "QuerySet[Any]":
    """Files by their hash, worked out by the database from the bytes that are there: none of them is loaded."""
    columns = {field.name for field in rows.model._meta.concrete_fields}
    for column, name in _FILES.items():
        if column in columns:
            hashed = Func(
                Func(column, function="sha256"), Value("hex"), function="encode", output_field=CharField()
            )
            rows = rows.annotate(**{name: hashed}).defer(column)
    return rows


def _every(rows: "QuerySet[Any]") -> Iterator[UUID]:
    yield from rows.order_by("pk").values_list("pk", flat=True).iterator(chunk_size=2000)


register_check(
    "directives.task",
    _tasks,
    every=lambda: _every(Task.objects.exclude(state=_DRAFT)),
    parts_of=_parts_of_tasks,
)
register_check(
    "directives.directive",
    _directives,
    every=lambda: _every(Directive.objects.all()),
    parts_of=_parts_of_directives,
)
