"""Counts of tasks as of now from what is kept, however many have ended; any other day is counted from the tasks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection

from dieuhanh.directives.rules.arithmetic import Counts
from dieuhanh.directives.rules.escalation import GOVERNMENT
from dieuhanh.directives.rules.states import Class

KEY = "lead_id, assigner_id, part, klass, claimed, soon"
_ROW = (
    "t.lead_id, t.assigner_id, t.tier > 0, directives_counts_as(t.state, t.kind, t.clock, t.is_group, t.completed_on, "
    "t.current_due), t.state = 'claimed', t.clock = 'due_soon'"
)
ANEW = f"SELECT {_ROW}, count(*) FROM directives_task t GROUP BY 1, 2, 3, 4, 5, 6"
"""The same counts from the tasks themselves."""

UNCOUNTED = ("draft", "repeated", "heading")
"""Kept apart from what counts, each by its own word."""
# What a document of a later day gives is not there yet: taken off again, by an index that ends at today.
_EVERY = f"""
WITH every ({KEY}, count) AS (
    SELECT {KEY}, count FROM directives_total
    UNION ALL SELECT {_ROW}, -1 FROM directives_task t WHERE t.given_on > %(day)s
)
"""
_NOW = f"""{_EVERY}
SELECT lead_id, part, klass, claimed, soon, sum(count)::bigint FROM every
 WHERE klass <> ALL(%(uncounted)s) AND (%(parts)s OR NOT part) AND (%(lead)s::uuid IS NULL OR lead_id = %(lead)s::uuid)
   AND (%(assigner)s::uuid IS NULL OR assigner_id = %(assigner)s::uuid)
   AND (NOT %(central)s OR assigner_id IN (
        SELECT organisation_id FROM organisations_organisationversion WHERE code = ANY(%(government)s)))
 GROUP BY 1, 2, 3, 4, 5 HAVING sum(count) <> 0
"""


@dataclass(frozen=True, slots=True)
class Kept:
    """How many tasks of a lead count as this; `part`: given by a body that broke its own task down."""

    lead_id: UUID | None
    part: bool
    klass: str
    claimed: bool
    soon: bool
    count: int


def kept(
    day: date,
    *,
    lead: UUID | None = None,
    assigner: UUID | None = None,
    parts: bool = False,
    central: bool = False,
) -> list[Kept]:
    """The counts of today (`day`), of one lead's or one assigner's tasks where named, or of what the Government gave.

    One statement.
    """
    given = {
        "day": day, "lead": lead, "assigner": assigner, "parts": parts, "central": central, "government": sorted(GOVERNMENT),
        "uncounted": list(UNCOUNTED),
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_NOW, given)
        return [Kept(*row) for row in cursor.fetchall()]


_CHIPS = {"open_overdue": "overdue", "open_in_term": "in_time", "unknown": "no_data"}


def clocks(day: date, *, drafts: bool) -> dict[str, int]:
    """How many tasks given by directives there are today ("") and how many each clock's word has. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"{_EVERY} SELECT klass, soon, sum(count)::bigint FROM every WHERE NOT part AND klass <> 'heading' "
            "AND (%(drafts)s OR klass <> 'draft') GROUP BY 1, 2",
            {"day": day, "drafts": drafts},
        )
        found: dict[str, int] = {"": 0}
        for klass, soon, count in cursor.fetchall():
            found[""] += count
            word = "due_soon" if soon and klass == "open_in_term" else _CHIPS.get(klass, klass)
            found[word] = found.get(word, 0) + count
        return found


def differences() -> list[tuple[Any, ...]]:
    """Keys whose kept count is not what the tasks say, with both: none, unless somebody wrote past the database's triggers."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH anew ({KEY}, count) AS ({ANEW}) SELECT {KEY}, sum(kept)::bigint, sum(found)::bigint FROM ("
            f"SELECT {KEY}, count AS kept, 0 AS found FROM directives_total UNION ALL SELECT {KEY}, 0, count FROM anew) b "
            f"GROUP BY {KEY} HAVING sum(kept) <> sum(found)"
        )
        return list(cursor.fetchall())


def counts_of(rows: Sequence[Kept]) -> Counts:
    """The classes added up."""
    found: dict[str, int] = {}
    for row in rows:
        found[row.klass] = found.get(row.klass, 0) + row.count
    return Counts(**{one.value: found.get(one.value, 0) for one in Class if one is not Class.UNCOUNTED})


__all__ = ["ANEW", "KEY", "Kept", "clocks", "counts_of", "differences", "kept"]
