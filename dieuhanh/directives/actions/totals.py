"""The kept counts of tasks: folded by and by, and rebuilt from the tasks where somebody doubts them."""

from django.db import connection, transaction

from dieuhanh.directives.queries.totals import ANEW, KEY

FOLDED_FROM = 500
"""Rows above those of the last fold from which folding is worth its writes."""

_FOLD = f"""
WITH gone AS (DELETE FROM directives_total RETURNING {KEY}, count)
INSERT INTO directives_total ({KEY}, count)
SELECT {KEY}, sum(count) FROM gone GROUP BY {KEY} HAVING sum(count) <> 0
"""


def fold() -> int:
    """One row a key, with the same sums; gives how many rows there are then. One statement: changes made meanwhile stay."""
    with connection.cursor() as cursor:
        cursor.execute(_FOLD)
        return int(cursor.rowcount)


@transaction.atomic
def rebuild() -> None:
    """Count all tasks anew. Writers wait meanwhile, so that nothing is counted twice or not at all."""
    with connection.cursor() as cursor:
        cursor.execute("LOCK TABLE directives_task IN SHARE MODE")
        cursor.execute("DELETE FROM directives_total")
        cursor.execute(f"INSERT INTO directives_total ({KEY}, count) {ANEW}")
