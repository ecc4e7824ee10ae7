"""A past inspection as it was published: its printed figures with their sums, its bodies, the tasks of its conclusion.

Nothing is added to what the record knows: no team, no decision, no figures of ours, no verdict on its tasks.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from dieuhanh.config.actor import Actor
from dieuhanh.config.clock import moment_of
from dieuhanh.config.text import fold
from dieuhanh.directives.actions.importing import Imported, import_rows
from dieuhanh.directives.models import Task
from dieuhanh.directives.rules.drafts import NewDirective, NewTask
from dieuhanh.inspections.actions.moves import move, next_code, raise_faults
from dieuhanh.inspections.models import FollowUp, InspectedBody, Inspection
from dieuhanh.inspections.rules.records import NewInspection, inspection_faults
from dieuhanh.inspections.rules.stages import Stage
from dieuhanh.inspections.rules.workflow import PLAN
from dieuhanh.organisations.authority import check, check_each
from dieuhanh.organisations.queries import by_codes


@transaction.atomic
def load_published(record: Mapping[str, Any], *, by: Actor, at: datetime | None = None) -> Inspection:
    """Load one published record (`reference/README.md`). Needs `inspections.plan` and `directives.publish` over all it names.

    A record of that day, office and title that is there already is left alone and given back.
    """
    held_on = date.fromisoformat(record["held_on"])
    new = NewInspection(record["title"], held_on, record["office"], record["bodies"], record["topics"])
    raise_faults(inspection_faults(new))
    bodies = by_codes({new.office, *new.bodies}, held_on)
    office = bodies[new.office]
    check(by, PLAN, office.id)
    check_each(by, PLAN, [bodies[one].id for one in new.bodies])
    known = Inspection.objects.filter(office_id=office.id, held_on=held_on, title=new.title).first()
    if known is not None:
        return known
    moment = moment_of(by, at)
    code = next_code(Inspection, held_on.year)
    row = Inspection(
        code=code,
        title=new.title,
        office_id=office.id,
        topics=list(new.topics),
        held_on=held_on,
        state=Stage.CONCLUDED.value,
        conclusion=record["conclusion"],
        published=list(record["published"]),
        checks=list(record["checks"]),
        source=record["source"],
        evidence_mark=record["evidence_mark"],
        search=fold(f"{code} {new.title}"),
        created_at=moment,
        changed_at=moment,
    )
    row.save(force_insert=True)
    parts = InspectedBody.objects.bulk_create(
        [
            InspectedBody(inspection=row, organisation_id=bodies[one].id, code=one, place=place)
            for place, one in enumerate(new.bodies)
        ]
    )
    follow_ups = _give_tasks(row, record, {code: body.id for code, body in bodies.items()}, by=by, at=at)
    details = {"published": {one["code"]: one["value"] for one in record["published"]}, "source": row.source}
    move(
        row,
        "load",
        "loaded",
        by=by,
        moment=moment,
        before="",
        note=row.title,
        details=details,
        rows=[*parts, *follow_ups],
    )
    return row


def _give_tasks(
    row: Inspection, record: Mapping[str, Any], ids: Mapping[str, Any], *, by: Actor, at: datetime | None
) -> list[FollowUp]:
    """The conclusion's duty as one task a body, taken over as a register's: of its outcome nothing is known."""
    source = f"{row.code}: {row.source}"
    directive = NewDirective(
        symbol=record["notice"],
        kind="conclusion_notice",
        signed_on=row.held_on,
        assigner=record["office"],
        issuer=record["office"],
        title=row.title,
        text=row.conclusion,
        source=source,
        evidence_mark=row.evidence_mark,
    )
    duties = [
        NewTask(
            content=record["task"],
            kind="report",
            lead=code,
            lead_inferred=True,
            deadline_kind="stage",
            deadline_words=record["deadline_words"],
            source=source,
            evidence_mark=row.evidence_mark,
        )
        for code in record["bodies"]
    ]
    import_rows(
        [Imported(directive, duty, row=place) for place, duty in enumerate(duties, 1)],
        by=by,
        simulated=False,
        at=at,
    )
    tasks = {
        task.lead_id: task
        for task in Task.objects.filter(directive__symbol=record["notice"], directive__signed_on=row.held_on)
    }
    made = FollowUp.objects.bulk_create(
        [
            FollowUp(
                inspection=row,
                number=place,
                lead_id=ids[code],
                body=code,
                content=record["task"],
                kind="report",
                task=tasks[ids[code]],
            )
            for place, code in enumerate(record["bodies"], 1)
        ]
    )
    any_task = next(iter(tasks.values()))
    row.notice_id, row.notice_number = any_task.directive_id, record["notice"]
    return made
