"""What must hold whenever the clients rest: told from the database itself, in a process beside the program.

`python -m tests.torture.checks` reads what is expected (JSON, standard input) and prints the faults (JSON). `begin`
prints how things stand before the first kill.
"""

import json
import sys
import time
from typing import Any

import django

django.setup()

from django.db import connection, connections, transaction  # noqa: E402

from dieuhanh.config.actor import SYSTEM  # noqa: E402
from dieuhanh.ledger.queries import signed_size, tree_size  # noqa: E402
from dieuhanh.reporting.actions.rollup import rebuild_rollup  # noqa: E402
from dieuhanh.reporting.actions.writing import content_hash_of  # noqa: E402
from dieuhanh.reporting.models import Assignment, Fact, FactBatch  # noqa: E402

SETTLED_WITHIN_SECONDS = 900
NONE_OF = {
    "an entry that waits without a place": "SELECT entry_id FROM ledger_pending",
    "an entry with two places": "SELECT entry_id FROM ledger_leaf GROUP BY entry_id HAVING count(*) > 1",
    "an entry without a place": (
        "SELECT e.id FROM ledger_entry e WHERE NOT EXISTS (SELECT FROM ledger_leaf l WHERE l.entry_id = e.id)"
    ),
    "an entry that was set aside": "SELECT subscriber, index, error FROM ledger_set_aside WHERE resolved_at IS NULL",
    "a listener that is behind": (
        "SELECT subscriber, position FROM ledger_cursor WHERE position < (SELECT count(*) FROM ledger_leaf)"
    ),
    "versions of a fact with a gap or twice": """
        SELECT indicator_id, organisation_id, period, breakdown FROM reporting_fact
        GROUP BY indicator_id, organisation_id, period, breakdown, source_id, vintage
        HAVING count(*) <> max(version) OR count(DISTINCT version) <> count(*) OR min(version) <> 1
            OR count(*) FILTER (WHERE supersedes IS NULL) <> 1 OR count(DISTINCT supersedes) <> count(*) - 1""",
    "a fact that follows one that is not there": """
        SELECT f.id FROM reporting_fact f WHERE f.supersedes IS NOT NULL AND NOT EXISTS (SELECT FROM reporting_fact b
        WHERE b.id = f.supersedes AND b.indicator_id = f.indicator_id AND b.organisation_id = f.organisation_id
        AND b.period = f.period)""",
    "facts without their batch": (
        "SELECT f.id FROM reporting_fact f LEFT JOIN reporting_fact_batch b ON b.id = f.batch_id WHERE b.id IS NULL"
    ),
    "a batch with other than its rows": """
        SELECT b.id, b.rows FROM reporting_fact_batch b
        WHERE b.rows <> (SELECT count(*) FROM reporting_fact f WHERE f.batch_id = b.id)""",
    "a batch without its entry": """
        SELECT b.id FROM reporting_fact_batch b WHERE NOT EXISTS (SELECT FROM ledger_entry e WHERE e.id = b.ledger_entry_id)""",
    "a submission accepted twice": """
        SELECT submission_id FROM reporting_fact_batch WHERE submission_id IS NOT NULL
        GROUP BY submission_id HAVING count(*) > 1""",
    "a submission with figures that was never accepted": """
        SELECT b.submission_id FROM reporting_fact_batch b JOIN reporting_submission s ON s.id = b.submission_id
        WHERE s.accepted_at IS NULL""",
    "a signed submission without its one file": """
        SELECT s.id, s.state FROM reporting_submission s WHERE s.state IN ('signed', 'sent', 'received', 'accepted')
        AND (SELECT count(*) FROM reporting_submissionfile f WHERE f.submission_id = s.id AND f.kind = 'signed') <> 1""",
    "an assignment that is not where its report is": """
        SELECT a.number, a.state, s.state FROM reporting_assignment a
        JOIN reporting_submission s ON s.assignment_id = a.id AND s.version = a.version WHERE a.state <> s.state""",
    "an assignment that is not where its history ends": """
        SELECT a.number, a.state, t.to_state FROM reporting_assignment a JOIN LATERAL (SELECT to_state FROM reporting_transition
        WHERE assignment_id = a.id ORDER BY entry_id DESC LIMIT 1) t ON true WHERE a.state <> t.to_state""",
    "a step of a history without its entry": """
        SELECT t.id FROM reporting_transition t LEFT JOIN ledger_entry e ON e.id = t.entry_id WHERE e.id IS NULL""",
    "an entry of a report without its step": """
        SELECT e.id, e.kind FROM ledger_entry e WHERE e.kind ~ '^reporting.submission.(submitted|approved|signed|sent|accepted)$'
        AND NOT EXISTS (SELECT FROM reporting_transition t WHERE t.entry_id = e.id)""",
    "a task that is not where its history ends": """
        SELECT t.code, t.state, m.to_state FROM directives_task t JOIN LATERAL (SELECT to_state FROM directives_move
        WHERE task_id = t.id ORDER BY id DESC LIMIT 1) m ON true WHERE t.state <> m.to_state""",
    "a step of a task that does not begin where the one before ended": """
        SELECT id FROM (SELECT id, from_state, lag(to_state) OVER (PARTITION BY task_id ORDER BY id) AS before
        FROM directives_move WHERE task_id IS NOT NULL) s WHERE before <> from_state""",
    "a step of a task without its entry": """
        SELECT m.id FROM directives_move m LEFT JOIN ledger_entry e ON e.id = m.entry_id WHERE e.id IS NULL""",
    "an entry of a task without its step": """
        SELECT e.id, e.kind FROM ledger_entry e WHERE e.kind ~ '^directives.task.(progressed|claimed|verified|claim_refused|reopened)$'
        AND NOT EXISTS (SELECT FROM directives_move m WHERE m.entry_id = e.id)""",
    "a task with two claims that wait, or one that waits for nothing": """
        SELECT t.code FROM directives_task t JOIN directives_claim c ON c.task_id = t.id AND c.verdict = 'waiting'
        GROUP BY t.id HAVING count(*) > 1 OR t.state <> 'claimed'""",
    "a job that did not end": "SELECT id, kind, state FROM config_job WHERE state IN ('waiting', 'running')",
    "a job that failed": "SELECT id, kind, problem FROM config_job WHERE state = 'failed'",
    # One that the queue wrote off stays there as failed; its job was handed out again and is looked at above.
    "a task left in the queue": "SELECT id, status FROM procrastinate_jobs WHERE status IN ('todo', 'doing')",
    "an answer kept twice": (
        "SELECT caller, key FROM config_idempotentanswer GROUP BY caller, key HAVING count(*) > 1"
    ),
}  # fmt: skip


def rows(sql: str, values: Any = None) -> list[Any]:
    """All rows of a statement."""
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()


def begin() -> dict[str, Any]:
    """What was there before: answers kept, the last event, how often each assignment took each step."""
    return {
        "answers": rows("SELECT count(*) FROM config_idempotentanswer")[0][0],
        "imported": rows("SELECT count(*) FROM reporting_fact_batch WHERE kind = 'import'")[0][0],
        "event": rows("SELECT coalesce(max(index), -1) FROM centre_event")[0][0],
        "steps": steps(),
        "moves": moves(),
    }


def steps() -> dict[str, dict[str, int]]:
    """How often each assignment took each step."""
    found: dict[str, dict[str, int]] = {}
    for assignment, action, count in rows(
        "SELECT assignment_id::text, action, count(*) FROM reporting_transition GROUP BY 1, 2"
    ):
        found.setdefault(assignment, {})[action] = count
    return found


def moves() -> dict[str, dict[str, int]]:
    """How often each task took each action."""
    found: dict[str, dict[str, int]] = {}
    for task, action, count in rows(
        "SELECT task_id::text, action, count(*) FROM directives_move WHERE task_id IS NOT NULL GROUP BY 1, 2"
    ):
        found.setdefault(task, {})[action] = count
    return found


def settle() -> None:
    """Wait until the program has finished what it does by itself; what then is not done is told as a fault."""
    until = time.monotonic() + SETTLED_WITHIN_SECONDS
    while not settled() and time.monotonic() < until:
        time.sleep(0.5)


def settled() -> bool:
    """Whether all is signed, all is told, no job under way."""
    size = tree_size()
    waiting = rows(
        "SELECT (SELECT count(*) FROM ledger_pending) + (SELECT count(*) FROM config_job WHERE state IN ('waiting', 'running')) "
        "+ (SELECT count(*) FROM ledger_cursor WHERE position < %s)",
        [size],
    )[0][0]
    return waiting == 0 and signed_size() == size


def reckon(expected: dict[str, Any]) -> dict[str, list[Any]]:
    """Everything that is not as it must be, once the program rests; and the events that a wall must have heard."""
    settle()
    told = rows("SELECT index FROM centre_event WHERE index > %s ORDER BY index", [expected["event"]])
    return {"faults": faults(expected), "events": [row[0] for row in told]}


def faults(expected: dict[str, Any]) -> list[str]:
    """Everything in the database that is not as it must be."""
    found = [f"{what}: {some[:5]}" for what, sql in NONE_OF.items() if (some := rows(sql))]
    found += _unlike_acknowledged(expected)
    found += _tasks(expected)
    found += _answers(expected)
    found += _imports(expected)
    found += _unlike_rebuilt()
    return found


def _unlike_acknowledged(expected: dict[str, Any]) -> list[str]:
    """Each report stands where it was acknowledged to stand, after as many steps, with the figure accepted last."""
    found, taken = [], steps()
    for one in expected["reports"]:
        row = Assignment.objects.get(pk=one["id"])
        draft = row.submissions.get(version=row.version).draft
        stands = {"state": row.state, "version": row.version, "draft": draft}
        known = {name: one[name] for name in stands}
        if stands != known:
            found.append(f"{row.number} was acknowledged as {known} and is {stands}")
        before, now = expected["steps"].get(one["id"], {}), taken.get(one["id"], {})
        since = {action: now[action] - before.get(action, 0) for action in now}
        for action in since.keys() | one["done"].keys():
            if action not in ("save", "check") and since.get(action, 0) != one["done"].get(action, 0):
                found.append(
                    f"{row.number}: {action} was acknowledged {one['done'].get(action, 0)} times and done {since.get(action, 0)}"
                )
        if one["accepted"]:
            fact = Fact.objects.filter(
                organisation_id=row.respondent_id, period=row.period, breakdown="",
                indicator_id__in=_indicator("DT-04-P"),
            ).order_by("-version").first()  # fmt: skip
            if fact is None or fact.value != int(one["accepted"]):
                found.append(
                    f"{row.number}: {one['accepted']} was accepted and {fact and fact.value} is kept"
                )
    return found


def _tasks(expected: dict[str, Any]) -> list[str]:
    """Each task stands where it was acknowledged to stand, after as many steps."""
    found, taken = [], moves()
    for one in expected["tasks"]:
        state = rows("SELECT state FROM directives_task WHERE id = %s", [one["id"]])[0][0]
        if state != one["state"]:
            found.append(f"{one['code']} was acknowledged as {one['state']} and is {state}")
        before, now = expected["moves"].get(one["id"], {}), taken.get(one["id"], {})
        since = {action: now[action] - before.get(action, 0) for action in now}
        found += [
            f"{one['code']}: {action} was acknowledged {one['done'].get(action, 0)} times and done {since.get(action, 0)}"
            for action in since.keys() | one["done"].keys()
            if since.get(action, 0) != one["done"].get(action, 0)
        ]
    return found


def _indicator(code: str) -> list[Any]:
    return [row[0] for row in rows("SELECT id FROM reporting_indicator WHERE code = %s", [code])]


def _answers(expected: dict[str, Any]) -> list[str]:
    """Every acknowledged key has its answer, with the status that was heard, and there are no others."""
    kept = dict(
        rows(
            "SELECT key, status FROM config_idempotentanswer WHERE key = ANY(%s)",
            [list(expected["answered"])],
        )
    )
    found = [
        f"the answer to {key} was {status} and {kept.get(key)} is kept"
        for key, status in expected["answered"].items()
        if kept.get(key) != status
    ]
    count = rows("SELECT count(*) FROM config_idempotentanswer")[0][0] - expected["answers"]
    if count != len(expected["answered"]):
        found.append(f"{count} answers are kept and {len(expected['answered'])} were heard")
    return found


def _imports(expected: dict[str, Any]) -> list[str]:
    """Each import that was acknowledged is one batch of as many rows, there are no others, and its values stand."""
    batches = {batch: count for one in expected["imports"] for batch, count in one["batches"].items()}
    kept = {
        str(pk): count
        for pk, count in FactBatch.objects.filter(pk__in=list(batches)).values_list("pk", "rows")
    }
    found = [
        f"import {batch} was acknowledged with {count} rows and {kept.get(batch)} are kept"
        for batch, count in batches.items()
        if kept.get(batch) != count
    ]
    count = (
        rows("SELECT count(*) FROM reporting_fact_batch WHERE kind = 'import'")[0][0] - expected["imported"]
    )
    if count != len(batches):
        found.append(f"{count} imports are kept and {len(batches)} were acknowledged")
    values = {key: value for one in expected["imports"] for key, value in one["values"].items()}
    parts = [key.split("|") for key in values]
    stand = rows(
        """
        SELECT k.o || '|' || k.i || '|' || k.p, (SELECT f.value FROM reporting_fact f
            JOIN reporting_source s ON s.id = f.source_id AND s.code = 'MO-PHONG'
            WHERE f.organisation_id = v.organisation_id AND f.indicator_id = n.id AND f.period = k.p AND f.breakdown = ''
            ORDER BY f.as_of DESC, f.version DESC LIMIT 1)
        FROM unnest(%s::text[], %s::text[], %s::text[]) AS k(o, i, p)
        JOIN organisations_organisationversion v ON v.code = k.o AND v.valid_from <= '2015-01-01'
            AND (v.valid_to IS NULL OR v.valid_to > '2015-01-01')
        JOIN reporting_indicator n ON n.code = k.i
        """,
        [[part[n] for part in parts] for n in range(3)],
    )
    wrong = [(key, values[key], value) for key, value in stand if value is None or value != int(values[key])]
    if wrong or len(stand) != len(values):
        found.append(f"{len(wrong)} of {len(values)} imported figures are not as acknowledged: {wrong[:3]}")
    return found


def _unlike_rebuilt() -> list[str]:
    """Totals are those that a rebuild from the facts gives; the facts of each batch have its hash."""

    def totals() -> set[Any]:
        return {str(row) for row in rows("SELECT * FROM reporting_rollup")}

    kept = totals()
    with transaction.atomic():
        rebuild_rollup(by=SYSTEM)
        rebuilt = totals()
        transaction.set_rollback(True)
    found = (
        [f"{len(kept ^ rebuilt)} totals differ from a rebuild: {sorted(kept ^ rebuilt)[:4]}"]
        if kept != rebuilt
        else []
    )
    recent = FactBatch.objects.order_by("-recorded_at")[:60]
    return found + [
        f"batch {batch.pk} has not its hash"
        for batch in recent
        if content_hash_of(batch) != (batch.content_hash, batch.rows)
    ]


def main() -> None:
    """Answer one question."""
    answers = {
        "begin": begin,
        "reckon": lambda: reckon(json.load(sys.stdin)),
    }
    print(json.dumps(answers[sys.argv[1]](), default=str))
    connections.close_all()


if __name__ == "__main__":
    main()
