"""What the lead and the co-ordinators do: acknowledge, report progress, ask to return or for time, contribute."""

from datetime import date, datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from dieuhanh.config.actor import Actor
from dieuhanh.config.clock import day_of, moment_of
from dieuhanh.config.errors import Conflict, Fault, Invalid
from dieuhanh.deadlines.rules.text import RuleFault
from dieuhanh.directives.actions.drafting import raise_faults, said
from dieuhanh.directives.actions.explaining import cause_asked, cause_rows, is_late, write_causes
from dieuhanh.directives.actions.moves import move, needed, optional, reason_given, take
from dieuhanh.directives.models import Coordination, ExtensionRequest, Progress, Task
from dieuhanh.directives.queries.access import own_bodies
from dieuhanh.directives.rules.causes import Occasion
from dieuhanh.directives.rules.photographs import Photo
from dieuhanh.directives.rules.photographs import photograph as photograph_of
from dieuhanh.directives.rules.states import Ground
from dieuhanh.interface.tags.words import day as day_words
from dieuhanh.organisations.queries import by_codes


@transaction.atomic
def acknowledge(task_id: UUID, *, by: Actor, at: datetime | None = None) -> Task:
    """The lead takes the task; it was due one working day after it was given."""
    task, arrow = take(task_id, "acknowledge", by=by)
    moment = moment_of(by, at)
    task.acknowledged_at, task.acknowledge_by = moment, None
    move(task, arrow, by=by, moment=moment)
    return task


@transaction.atomic
def progress(
    task_id: UUID,
    *,
    by: Actor,
    note: str,
    percent: int | None = None,
    obstacle: str = "",
    proposal: str = "",
    as_of: date | None = None,
    cause: str = "",
    photograph: Photo | None = None,
    at: datetime | None = None,
) -> Task:
    """A dated note of progress. It never moves the stage, not even at 100 per cent: what is done needs evidence.

    Past the deadline the cause of the delay is asked for; silence about it is kept as such.
    `as_of`: the day it was noted, where it comes in later; `photograph`: kept without the place the camera wrote into it.
    """
    task, arrow = take(task_id, "progress", by=by)
    moment = moment_of(by, at)
    text = needed(note, "note", _("Say what was done since the last note."))
    if percent is not None and not 0 <= percent <= 100:
        message = _("Give a percentage from 0 to 100, or none.")
        raise Invalid(message, faults=[Fault(message, field="percent", value=str(percent))])
    hindrance, wish = optional(obstacle, "obstacle"), optional(proposal, "proposal")
    day = as_of or day_of(moment)
    if day > day_of(moment):
        message = _("Progress cannot be of a day to come.")
        raise Invalid(message, faults=[Fault(message, field="as_of", value=day.isoformat())])
    photo = _kept(photograph)
    task.progress_at = moment
    task.percent = percent if percent is not None else task.percent
    kept = cause_asked(task, cause, asked=is_late(task, moment))
    details = {
        "note": text,
        **({"cause": kept} if kept else {}),
        **({"percent": percent} if percent is not None else {}),
        **({"obstacle": hindrance} if hindrance else {}),
        **({"as_of": day.isoformat()} if day != day_of(moment) else {}),
        **({"photograph_sha256": photo["photo_sha256"]} if photo else {}),
    }
    row = Progress(
        task=task,
        at=moment,
        as_of=day,
        note=text,
        percent=percent,
        obstacle=hindrance,
        proposal=wish,
        by_name=by.name,
        **photo,
    )
    causes = cause_rows(task, kept, Occasion.PROGRESS, by=by, moment=moment)
    row.entry_id = move(task, arrow, by=by, moment=moment, details=details, rows=[row, *causes])
    Progress.objects.bulk_create([row])
    write_causes(causes, row.entry_id)
    return task


def _kept(given: Photo | None) -> dict[str, Any]:
    """The columns of a photograph as it is kept; none without one. Raises `Invalid` for what is no picture."""
    if given is None or not given.content:
        return {}
    found = photograph_of(given.content)
    if isinstance(found, RuleFault):
        raise_faults([said(found)])
        return {}
    name = optional(given.name.replace("\0", ""), "photograph")
    stem = name.rpartition(".")[0] or name
    return {
        "photo_name": f"{stem.strip()[:190] or 'anh'}.{found.ending}",
        "photo_media_type": found.media_type,
        "photo_sha256": sha256(found.content).hexdigest(),
        "photo_content": found.content,
    }


@transaction.atomic
def ask_return(
    task_id: UUID,
    *,
    by: Actor,
    ground: str,
    reason: str,
    body: str = "",
    at: datetime | None = None,
) -> Task:
    """Ask the assigner to take a task back, on one of three grounds; the clock keeps running until it is accepted.

    `body`: the code of the body that the lead thinks competent.
    """
    task, arrow = take(task_id, "return", by=by)
    moment = moment_of(by, at)
    if ground not in set(Ground):
        message = _("Choose the ground: wrong competence, a duplicate or unclear text.")
        raise Invalid(message, faults=[Fault(message, field="ground", value=ground[:40])])
    why = reason_given(reason)
    proposed = None
    if body:
        proposed = by_codes([body], day_of(moment)).get(body)
        if proposed is None:
            message = _("No body bears the code %(code)s today.") % {"code": body[:40]}
            raise Invalid(message, faults=[Fault(message, field="body", value=body[:40])])
    task.return_ground = ground
    task.return_body_id = proposed.id if proposed else None
    move(
        task,
        arrow,
        by=by,
        moment=moment,
        reason=why,
        details={"ground": ground, **({"body": body} if body else {})},
    )
    return task


@transaction.atomic
def ask_extension(
    task_id: UUID,
    *,
    by: Actor,
    due_on: date | None,
    reason: str,
    product_so_far: str = "",
    cause: str = "",
    at: datetime | None = None,
) -> Task:
    """Ask for a later deadline, as the head of the lead. It stops no clock; after the deadline it is a late explanation."""
    task, arrow = take(task_id, "ask_extension", by=by)
    moment = moment_of(by, at)
    why = reason_given(reason)
    due = task.current_due
    if due is None:
        raise Conflict(_("The task has no deadline to move."))
    if due_on is None or due_on <= due:
        message = _("The new deadline must be later than %(day)s.") % {"day": day_words(due)}
        raise Invalid(message, faults=[Fault(message, field="due_on", value=str(due_on or ""))])
    late = is_late(task, moment)
    kept = cause_asked(task, cause, asked=True)
    verdict = ExtensionRequest.Verdict.LATE if late else ExtensionRequest.Verdict.WAITING
    asked = ExtensionRequest.objects.create(
        task=task,
        due_then=due,
        wanted=due_on,
        reason=why,
        product_so_far=optional(product_so_far, "product_so_far"),
        asked_at=moment,
        by_name=by.name,
        verdict=verdict,
    )
    details = {"wanted": due_on.isoformat(), "late_explanation": late, **({"cause": kept} if kept else {})}
    causes = cause_rows(task, kept, Occasion.EXTENSION, by=by, moment=moment)
    entry_id = move(task, arrow, by=by, moment=moment, reason=why, details=details, rows=[asked, *causes])
    write_causes(causes, entry_id)
    return task


@transaction.atomic
def contribute(task_id: UUID, *, by: Actor, note: str, body: str = "", at: datetime | None = None) -> Task:
    """A co-ordinating body hands in what it owes; `body` names which, where one acts for several."""
    task, arrow = take(task_id, "contribute", by=by)
    moment = moment_of(by, at)
    text = needed(note, "note", _("Say what the contribution is."))
    owed = list(
        Coordination.objects.select_for_update().filter(
            task=task, organisation__isnull=False, contributed_at=None
        )
    )
    mine = own_bodies(by, [one.organisation_id for one in owed if one.organisation_id])
    owed = [one for one in owed if one.organisation_id in mine]
    if body:
        named = by_codes([body], day_of(moment)).get(body)
        owed = [one for one in owed if named is not None and one.organisation_id == named.id]
    if not owed:
        raise Conflict(_("Nothing is owed by this body any more."))
    if len(owed) > 1 and not body:
        message = _("You act for several co-ordinating bodies; name the one that contributes.")
        raise Invalid(message, faults=[Fault(message, field="body")])
    owed[0].contributed_at, owed[0].note = moment, text
    owed[0].save(update_fields=["contributed_at", "note"])
    move(
        task,
        arrow,
        by=by,
        moment=moment,
        details={"note": text, "organisation": str(owed[0].organisation_id)},
        rows=owed[:1],
    )
    return task
