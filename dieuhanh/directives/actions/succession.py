"""Bodies end; their tasks do not. What an ended body leads or owes passes to who took over, by rule and with a trace."""

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

import structlog
from django.db import connection, transaction

from dieuhanh.config.actor import SYSTEM
from dieuhanh.config.clock import day_of
from dieuhanh.directives.actions.ending import hand_over
from dieuhanh.directives.actions.moves import entry_body
from dieuhanh.directives.models import Coordination, Task
from dieuhanh.directives.rules.heirs import heir
from dieuhanh.directives.rules.states import OPEN_STAGES, Stage
from dieuhanh.directives.rules.workflow import ACTIONS
from dieuhanh.ledger.actions import Draft, append, append_bulk
from dieuhanh.ledger.held import held, named
from dieuhanh.organisations.queries import history, last_versions, successors_on

log = structlog.get_logger(__name__)
_OPEN = [one.value for one in OPEN_STAGES]

# Co-ordinators of open tasks that stood once and stand no longer, and still owe their contribution.
_SILENCED = """
SELECT c.id, c.organisation_id FROM directives_coordination c JOIN directives_task t ON t.id = c.task_id
 WHERE t.state = ANY(%(open)s) AND c.organisation_id IS NOT NULL AND c.contributed_at IS NULL AND t.given_on <= %(on)s
   AND EXISTS (SELECT 1 FROM organisations_organisationversion v WHERE v.organisation_id = c.organisation_id AND v.valid_to <= %(on)s)
   AND NOT EXISTS (SELECT 1 FROM organisations_organisationversion v
                    WHERE v.organisation_id = c.organisation_id AND v.valid_from <= %(on)s AND (v.valid_to IS NULL OR v.valid_to > %(on)s))
 ORDER BY c.id LIMIT 1000
"""
# Leads of open tasks that stood once and stand no longer.
_ORPHANED = """
SELECT DISTINCT t.lead_id FROM directives_task t
 WHERE t.state = ANY(%(open)s) AND t.lead_id IS NOT NULL AND t.given_on <= %(on)s
   AND EXISTS (SELECT 1 FROM organisations_organisationversion v WHERE v.organisation_id = t.lead_id AND v.valid_to <= %(on)s)
   AND NOT EXISTS (SELECT 1 FROM organisations_organisationversion v
                    WHERE v.organisation_id = t.lead_id AND v.valid_from <= %(on)s AND (v.valid_to IS NULL OR v.valid_to > %(on)s))
"""


def pass_on(now: datetime, only: Iterable[UUID] | None = None) -> int:
    """Hand the open tasks of ended bodies to their successors of today; gives how many were passed on.

    `only`: these bodies and no other. A task whose body ended without successor stays and is told in the log.
    """
    day = day_of(now)
    with connection.cursor() as cursor:
        cursor.execute(_ORPHANED, {"open": _OPEN, "on": day})
        ended = {row[0] for row in cursor.fetchall()}
    if only is not None:
        ended &= set(only)
    passed = 0
    for lead_id, taker in (_heirs(ended, day) if ended else {}).items():
        if taker is None:
            log.warning("directives.no_successor", organisation=str(lead_id))
            continue
        document = _document(lead_id)
        for task_id in list(
            Task.objects.filter(lead_id=lead_id, state__in=_OPEN, given_on__lte=day)
            .order_by("id")
            .values_list("id", flat=True)
        ):
            try:
                passed += _pass_one(task_id, lead_id, taker, document, now)
            except Exception:
                log.exception("directives.succession.failed", task=str(task_id))
    return passed + _pass_coordinations(day)


def _pass_coordinations(day: date) -> int:
    """What ended bodies owe as co-ordinators is owed by who took over; a few statements for each."""
    with connection.cursor() as cursor:
        cursor.execute(_SILENCED, {"open": _OPEN, "on": day})
        owed = cursor.fetchall()
    takers = _heirs({one for _id, one in owed}, day) if owed else {}
    passed = 0
    for coordination_id, ended in owed:
        taker = takers.get(ended)
        if taker is None:
            continue
        try:
            passed += _pass_coordination(coordination_id, ended, taker)
        except Exception:
            log.exception("directives.succession.failed", coordination=str(coordination_id))
    return passed


@transaction.atomic
def _pass_coordination(coordination_id: UUID, ended: UUID, taker: UUID) -> int:
    """One contribution owed; where the successor leads the task or owes one already, the two become one."""
    row = (
        Coordination.objects.select_for_update(of=("self",))
        .select_related("task")
        .filter(pk=coordination_id, organisation_id=ended, contributed_at=None)
        .first()
    )
    if row is None:
        return 0
    task = row.task
    doubled = task.lead_id == taker or Coordination.objects.filter(task=task, organisation_id=taker).exists()
    if doubled:
        row.organisation_id, row.words = None, row.words or last_versions([ended])[ended].name_vi
    else:
        row.organisation_id = taker
    row.save(update_fields=["organisation", "words"])
    append(
        "directives.task.coordination_passed",
        by=SYSTEM,
        subject_type="directives.task",
        subject_id=task.id,
        organisation_id=taker,
        body={
            "code": task.code,
            "from": str(ended),
            "to": str(taker),
            "one": doubled,
            **named([row]),
        },
    )
    return 1


def _heirs(ended: Iterable[UUID], day: date) -> dict[UUID, UUID | None]:
    """Who takes over from each ended body, by `rules.heirs`. Three statements."""
    bodies = list(ended)
    followed = successors_on(bodies, day)
    last = last_versions(bodies)
    above = successors_on([one.parent_id for one in last.values() if one.parent_id], day)
    found: dict[UUID, UUID | None] = {}
    for one in bodies:
        kind, parent = (last[one].kind, last[one].parent_id) if one in last else ("", None)
        found[one] = heir(kind, followed.get(one, ()), above.get(parent, ()) if parent else ())
    return found


@transaction.atomic
def _pass_one(task_id: UUID, lead_id: UUID, successor: UUID, document: str, now: datetime) -> int:
    """Locked and judged again: a repeat of the event, or another process, passes nothing on twice."""
    task = (
        Task.objects.select_for_update(of=("self",))
        .filter(pk=task_id, lead_id=lead_id, state__in=_OPEN)
        .first()
    )
    if task is None:
        return 0
    made = hand_over(
        task, ACTIONS["transfer"], successor, by=SYSTEM, moment=now, document=document, past="succeeded"
    )
    _adopt(task, made)
    return 1


def _adopt(task: Task, made: Task) -> None:
    """Parts that the ended body gave are now the successor's to verify, and hang below its task."""
    parts = list(
        Task.objects.select_for_update(of=("self",))
        .filter(parent_id=task.id, tier__gt=0)
        .exclude(state=Stage.TRANSFERRED.value)
        .order_by("id")
    )
    for one in parts:
        one.parent, one.assigner_id = made, made.lead_id  # type: ignore[assignment]  # who takes over leads it
    Task.objects.bulk_update(parts, ["parent", "assigner"])
    append_bulk(
        [
            Draft(
                "directives.task.assigner_succeeded",
                "directives.task",
                one.id,
                one.lead_id or one.assigner_id,
                {**entry_body(one, one.state, details={"parent": made.code}), **held(one)},
            )
            for one in parts
        ],
        by=SYSTEM,
    )


def _document(lead_id: UUID) -> str:
    links = history(lead_id).successors
    return (links[-1].legal_document if links else "")[:200]
