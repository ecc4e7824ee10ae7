"""Where a task's duty stands now, whoever has it: a transferred task ends where it went, a repeat at its original."""

from collections.abc import Iterable
from uuid import UUID

from django.db import connection

_ENDS = """
WITH RECURSIVE way(start, id, next, state, step) AS (
    SELECT t.id, t.id, COALESCE(t.transferred_to_id, t.repeat_of_id), t.state, 0
      FROM directives_task t WHERE t.id = ANY(%s)
  UNION
    SELECT way.start, t.id, COALESCE(t.transferred_to_id, t.repeat_of_id), t.state, way.step + 1
      FROM way JOIN directives_task t ON t.id = way.next
     WHERE way.state IN ('transferred', 'repeated') AND way.step < 50
)
SELECT DISTINCT ON (start) start, state FROM way ORDER BY start, step DESC
"""


def final_stages(task_ids: Iterable[UUID]) -> dict[UUID, str]:
    """The stage of the task in which each duty lives on. One statement, however long the ways are."""
    wanted = list(task_ids)
    if not wanted:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_ENDS, [wanted])
        return dict(cursor.fetchall())
