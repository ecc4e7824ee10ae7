"""What each task counts as on a day, said once in SQL: the same answer as `rules.states.classify`, for lists and statistics alike."""

from datetime import date, timedelta
from typing import Any

from django.db.models import Case, DateField, IntegerField, QuerySet, TextField, Value, When
from django.db.models.expressions import RawSQL

from dieuhanh.config import clock
from dieuhanh.directives.models import Task
from dieuhanh.directives.rules.escalation import CENTRAL
from dieuhanh.directives.rules.states import Class

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


# How the task had ended before the first reopening after the day: on that day it still was so.
_UNDONE = """(SELECT {what} FROM directives_move m WHERE m.task_id = directives_task.id AND m.action = 'reopen'
    AND (m.at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date > %s ORDER BY m.id LIMIT 1)"""
_COMPLETED = "(m.details->>'completed_on_before')::date"
_CLOSED = "(m.details->>'closed_on_before')::date"


def _undone(due: str) -> str:
    done = _UNDONE.format(what=f"m.from_state = 'verified' AND {_COMPLETED} <= %s")
    late = _UNDONE.format(what=_COMPLETED)
    closed = _UNDONE.format(what=f"CASE WHEN {_CLOSED} <= %s THEN m.from_state END")
    return f"""
    WHEN {done} THEN CASE WHEN {late} > {due} THEN 'done_late' ELSE 'done_in_time' END
    WHEN {closed} = 'withdrawn' THEN 'withdrawn'
    WHEN {closed} = 'repeated' THEN 'uncounted'"""


def _class(due: str, *, past: bool) -> str:
    return f"""CASE
    WHEN directives_task.is_group OR directives_task.given_on > %s OR directives_task.state = 'draft' THEN 'uncounted'{_undone(due) if past else ""}
    WHEN directives_task.state = 'repeated' AND directives_task.closed_on <= %s THEN 'uncounted'
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
    said, parameters = _class_on(as_of, original=original)
    return rows.annotate(
        klass=RawSQL(said, parameters, output_field=TextField()),  # noqa: S611 — our own text, values apart
        due_then=RawSQL(due, values, output_field=DateField(null=True)),  # noqa: S611
    )


def _class_on(as_of: date, *, original: bool) -> tuple[str, list[Any]]:
    due, values = due_sql(as_of, original=original)
    past = as_of < clock.today()
    undone: list[Any] = [as_of] * 3 + values + [as_of] * 4 if past else []
    parameters: list[Any] = [as_of, *undone] + [as_of] * 4 + values + [*values, as_of]
    return _class(due, past=past), parameters


# As the index `directives_task_first` has it.
_FIRST_NOW = """directives_first(directives_counts_as(directives_task.state, directives_task.kind, directives_task.clock,
    directives_task.is_group, directives_task.completed_on, directives_task.current_due), directives_task.current_due)"""


def with_first(rows: QuerySet[Task], as_of: date, *, original: bool = False) -> QuerySet[Task]:
    """The rows with `first`, the place of each where what needs a hand comes first: overdue, the longest overdue at the
    top; open, the nearest deadline first; regular duties; those whose outcome is not known; what has ended. By an index
    for today, counted out for any other day.
    """
    if as_of == clock.today() and not original:
        return rows.annotate(first=RawSQL(_FIRST_NOW, [], output_field=IntegerField()))  # noqa: S611 — our own text
    due, values = due_sql(as_of, original=original)
    said, parameters = _class_on(as_of, original=original)
    place = RawSQL(f"directives_first({said}, {due})", [*parameters, *values], output_field=IntegerField())  # noqa: S611
    return rows.annotate(first=place)


_CLOCK = {
    Class.DONE_IN_TIME: "done_in_time",
    Class.DONE_LATE: "done_late",
    Class.OPEN_OVERDUE: "overdue",
    Class.UNKNOWN: "no_data",
}


def with_clock(rows: QuerySet[Task], as_of: date) -> QuerySet[Task]:
    """Rows that `counted` went over, with the clock's word as of a day that is past (`clock_then`); empty for what has none."""
    soon = as_of + timedelta(days=CENTRAL.due_soon_days)
    said = [When(klass=klass.value, then=Value(word)) for klass, word in _CLOCK.items()]
    in_term = Class.OPEN_IN_TERM.value
    return rows.annotate(
        clock_then=Case(
            *said,
            When(klass=in_term, due_then__lte=soon, then=Value("due_soon")),
            When(klass=in_term, then=Value("in_time")),
            default=Value(""),
            output_field=TextField(),
        )
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


__all__ = ["counted", "due_sql", "late_days", "with_clock", "with_first"]
