"""Where every report stands, now or at an earlier moment, counted in the database. One statement each, and one for the remit.

Now is read from the rows, the state from the clock's own kept word: it rings within the second, and says so to the
ledger. An earlier moment is read from the history: the stage of the last move up to then, and the sending that no recall
or refusal up to then had undone. Deadlines are those in force today.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from dieuhanh.config import clock
from dieuhanh.config.actor import Actor
from dieuhanh.config.language import lang
from dieuhanh.organisations.authority import scope_sql

_NOW = "a.state AS stage, a.done_at, a.clock"
_THEN = """
coalesce((SELECT t.to_state FROM reporting_transition t WHERE t.assignment_id = a.id AND t.at <= %(at)s
           ORDER BY t.id DESC LIMIT 1), 'open') AS stage,
(SELECT min(t.at) FROM reporting_transition t WHERE t.assignment_id = a.id AND t.at <= %(at)s
    AND t.action IN ('send', 'send_unsigned') AND NOT EXISTS (
        SELECT 1 FROM reporting_transition u WHERE u.assignment_id = a.id AND u.at <= %(at)s AND u.id > t.id
           AND u.action IN ('recall', 'refuse'))) AS done_at
"""
_STANDING = """
WITH report AS (
    SELECT a.id, a.number, a.respondent_id, a.period, a.due_at, a.due_soon_at, a.simulated, a.regime_version_id, {columns}
      FROM reporting_assignment a WHERE a.opened_at <= %(at)s {remit}
), standing AS (
    SELECT report.*, v.name_vi, v.name_en, r.code AS regime {clock}
      FROM report LEFT JOIN reporting_regimeversion v ON v.id = report.regime_version_id
      LEFT JOIN reporting_regime r ON r.id = v.regime_id
)
"""
# The joins are outer ones so that a count that names no regime does without them.
_CLOCK_THEN = """, CASE
        WHEN done_at <= due_at THEN 'done_in_time' WHEN done_at IS NOT NULL THEN 'done_late'
        WHEN %(at)s > due_at THEN 'overdue' WHEN %(at)s >= due_soon_at THEN 'due_soon' ELSE 'in_time' END AS clock"""
TAKEN_STAGES = ("accepted", "consolidated", "amendment_requested")
SENT_STAGES = ("sent", "received")


@dataclass(frozen=True, slots=True)
class Progress:
    """How far one regime's period is. `accepted + sent + late + open` is `total`; `late`: not sent, deadline gone."""

    regime: str
    name_vi: str
    name_en: str
    period: str
    due_at: datetime
    total: int
    accepted: int
    sent: int
    late: int
    simulated: bool

    @property
    def open(self) -> int:
        """Not sent yet, with time left."""
        return self.total - self.accepted - self.sent - self.late

    @property
    def name(self) -> str:
        """The regime's name in the reader's language."""
        return self.name_en if lang() == "en" else self.name_vi


@dataclass(frozen=True, slots=True)
class Worst:
    """A body with overdue reports: how many, of how many whose deadline has passed (R1 = overdue / came due)."""

    respondent_id: UUID
    overdue: int
    came_due: int


@dataclass(frozen=True, slots=True)
class Report:
    """One report as it stands at the moment asked about."""

    id: UUID
    number: str
    respondent_id: UUID
    regime: str
    name_vi: str
    name_en: str
    period: str
    due_at: datetime
    done_at: datetime | None
    stage: str
    clock: str
    simulated: bool

    @property
    def name(self) -> str:
        """The regime's name in the reader's language."""
        return self.name_en if lang() == "en" else self.name_vi


def clock_counts(*, by: Actor | None, at: datetime | None = None) -> dict[str, int]:
    """How many reports are in each state of the clock; a state that none is in is absent."""
    rows = _all("SELECT clock, count(*) FROM standing GROUP BY clock", by, at)
    return {row[0]: int(row[1]) for row in rows}


def most_overdue(*, by: Actor | None, at: datetime | None = None, limit: int = 5) -> list[Worst]:
    """The bodies with the most overdue reports, the worst first; by share where the numbers are equal."""
    rows = _all(
        "SELECT respondent_id, count(*) FILTER (WHERE clock = 'overdue') AS overdue, "
        "count(*) FILTER (WHERE due_at < %(at)s) FROM standing GROUP BY respondent_id "
        "HAVING count(*) FILTER (WHERE clock = 'overdue') > 0 ORDER BY 2 DESC, 3, respondent_id LIMIT %(limit)s",
        by,
        at,
        limit=limit,
    )
    return [Worst(*row) for row in rows]


def progress(*, by: Actor | None, at: datetime | None = None, limit: int = 3) -> list[Progress]:
    """How far the periods are whose deadlines lie nearest to the moment, before it or after; the latest deadline first."""
    rows = _all(
        "SELECT regime, min(name_vi), min(name_en), period, max(due_at) AS due_at, count(*), "
        "count(*) FILTER (WHERE stage = ANY(%(taken)s::text[])), count(*) FILTER (WHERE stage = ANY(%(sent)s::text[])), "
        "count(*) FILTER (WHERE clock = 'overdue' AND NOT stage = ANY(%(taken)s::text[] || %(sent)s::text[])), bool_or(simulated) "
        "FROM standing GROUP BY regime, period ORDER BY abs(extract(epoch FROM max(due_at) - %(at)s)), regime LIMIT %(limit)s",
        by,
        at,
        limit=limit,
        taken=list(TAKEN_STAGES),
        sent=list(SENT_STAGES),
    )
    found = [Progress(*row) for row in rows]
    return sorted(found, key=lambda one: (one.due_at, one.regime), reverse=True)


def reports(
    *,
    by: Actor | None,
    at: datetime | None = None,
    states: Sequence[str] = (),
    respondent_id: UUID | None = None,
    regime: str = "",
    period: str = "",
    stages: Sequence[str] = (),
    limit: int = 200,
) -> list[Report]:
    """The reports that fit, the longest overdue first. An empty filter means any."""
    rows = _all(
        "SELECT id, number, respondent_id, regime, name_vi, name_en, period, due_at, done_at, stage, clock, simulated FROM standing "
        "WHERE (%(states)s::text[] = '{}' OR clock = ANY(%(states)s::text[])) AND (%(stages)s::text[] = '{}' OR stage = ANY(%(stages)s::text[])) "
        "AND (%(regime)s = '' OR regime = %(regime)s) AND (%(period)s = '' OR period = %(period)s) "
        "AND (%(respondent)s::uuid IS NULL OR respondent_id = %(respondent)s) ORDER BY due_at, number LIMIT %(limit)s",
        by,
        at,
        states=list(states),
        stages=list(stages),
        regime=regime,
        period=period,
        respondent=respondent_id,
        limit=limit,
    )
    return [Report(*row) for row in rows]


def worst_clocks(
    respondents: Sequence[UUID], *, by: Actor | None, at: datetime | None = None, order: Sequence[str]
) -> dict[UUID, str]:
    """For each of these bodies the state of its reports that stands first in `order`; absent where it owes none."""
    rows = _all(
        "SELECT respondent_id, (array_agg(clock ORDER BY array_position(%(order)s::text[], clock)))[1] FROM standing "
        "WHERE respondent_id = ANY(%(respondents)s) GROUP BY respondent_id",
        by,
        at,
        respondents=list(respondents),
        order=list(order),
    )
    return dict(rows)


def _all(select: str, by: Actor | None, at: datetime | None, **values: Any) -> list[Any]:
    remit, named = _remit(by)
    columns, word = (_NOW, "") if at is None else (_THEN, _CLOCK_THEN)
    sql = _STANDING.format(columns=columns, clock=word, remit=remit) + select
    with connection.cursor() as cursor:
        cursor.execute(sql, {"at": at or clock.now(), **named, **values})
        return list(cursor.fetchall())


def _remit(by: Actor | None) -> tuple[str, dict[str, Any]]:
    """The limit to what `by` may see: reports of bodies in his scope, and those sent to them."""
    within = scope_sql(by)
    if within is None:
        return "", {}
    sql, values = within
    for place in range(len(values)):
        sql = sql.replace("%s", f"%(remit_{place})s", 1)
    named = {f"remit_{place}": value for place, value in enumerate(values)}
    return f"AND (a.respondent_id IN {sql} OR a.receiver_id IN {sql})", named
