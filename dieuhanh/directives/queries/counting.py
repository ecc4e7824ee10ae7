"""What each task counts as on a day, said once in SQL: the same answer as `rules.states.classify`, for lists and statistics alike."""

from datetime import date
from typing import Any

from django.db.models import DateField, QuerySet, TextField
from django.db.models.expressions import RawSQL

from dieuhanh.config import clock
from dieuhanh.directives.models import Task

# The deadline as it stood on the day: the last change decided by then, else what the first later change moved it from.
_DUE_THEN = """CASE
    WHEN NOT EXISTS (SELECT 1 FROM directives_deadlinechange c WHERE c.task_id = directives_task.id) THEN directives_task.current_due
    WHEN EXISTS (SELECT 1 FROM directives_deadlinechange c WHERE c.task_id = directives_task.id AND c.decided_on <= %s) THEN
        (SELECT c.to_due FROM directives_deadlinechange c
          WHERE c.task_id = directives_task.id AND c.decided_on <= %s ORDER BY c.id DESC LIMIT 1)
    ELSE (SELECT c.from_due FROM directives_deadlinechange c WHERE c.task_id = directives_task.id ORDER BY c.id LIMIT 1)
END"""
_NOW = "directives_task.current_due"
_ORIGINAL = "directives_task.original_due"


def _class(due: str) -> str:
    return f"""CASE
    WHEN directives_task.is_group OR directives_task.given_on > %s OR directives_task.state IN ('draft', 'repeated') THEN 'uncounted'
    WHEN directives_task.state = 'withdrawn' AND directives_task.closed_on <= %s THEN 'withdrawn'
    WHEN directives_task.state = 'transferred' AND directives_task.closed_on <= %s THEN 'transferred'
    WHEN directives_task.kind = 'regular' THEN 'regular'
    WHEN directives_task.state = 'verified' AND directives_task.completed_on <= %s THEN
        CASE WHEN directives_task.completed_on > {due} THEN 'done_late' ELSE 'done_in_time' END
    WHEN {due} < %s THEN CASE WHEN directives_task.heard THEN 'open_overdue' ELSE 'unknown' END
    ELSE 'open_in_term' END"""


def counted(rows: QuerySet[Task], as_of: date, *, original: bool = False) -> QuerySet[Task]:
    """The rows with `klass` (a word of `states.Class`) and `due_then` as of a day, against the current or the original deadline."""
    due, values = due_sql(as_of, original=original)
    parameters: list[Any] = [as_of] * 4 + values + [*values, as_of]
    return rows.annotate(
        klass=RawSQL(_class(due), parameters, output_field=TextField()),  # noqa: S611 — our own text, values apart
        due_then=RawSQL(due, values, output_field=DateField(null=True)),  # noqa: S611
    )


def due_sql(as_of: date, *, original: bool) -> tuple[str, list[Any]]:
    """The deadline measured against, as SQL with its parameters. Today's is the column itself."""
    if original:
        return _ORIGINAL, []
    if as_of >= clock.today():
        return _NOW, []
    return f"({_DUE_THEN})", [as_of, as_of]


def late_days(as_of: date) -> Any:
    """Days past the deadline, of the product or of the day asked about; on rows that `counted` went over."""
    return RawSQL(
        "GREATEST(0, LEAST(COALESCE(directives_task.completed_on, %s), %s) - directives_task.current_due)",
        [as_of, as_of],
    )


__all__ = ["counted", "due_sql", "late_days"]
