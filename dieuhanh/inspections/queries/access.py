"""Loading a record for a person: right and row in one query; and on which side of the table he sits.

An inspected body sees its own part and nothing of the others': whoever is inspected beside it is no business of its.
"""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from dieuhanh.config import clock
from dieuhanh.config.actor import Actor
from dieuhanh.config.errors import Missing, Unauthenticated
from dieuhanh.directives.queries.ends import final_stages
from dieuhanh.inspections.models import AgendaItem, FollowUp, InspectedBody, Inspection, Meeting
from dieuhanh.inspections.rules.offering import Standing
from dieuhanh.inspections.rules.records import Member, has_head
from dieuhanh.inspections.rules.stages import MeetingStage, Stage
from dieuhanh.inspections.rules.workflow import LEAD, PLAN, POWERS, Arrow, Side, When
from dieuhanh.organisations.authority import reached, scope_sql

VIEW = frozenset({"reporting.view", "centre.view", *POWERS})
OFFICE = frozenset({PLAN, LEAD})
ENDED = ("verified", "withdrawn")
"""How a task that came of an inspection may have ended when it is closed: verified, or withdrawn by document."""


def visible_inspections(by: Actor | None) -> QuerySet[Inspection]:
    """Those that `by` may see: of offices in his scope, and announced ones of bodies in his scope. One statement or two."""
    if by is None:
        raise Unauthenticated(_("Sign in first."))
    rows = Inspection.objects.all()
    if by.is_system:
        return rows
    if not by.powers & VIEW:
        return rows.none()
    if not by.powers & OFFICE:
        rows = rows.exclude(state=Stage.PLANNED.value)
    limit = scope_sql(by)
    if limit is None:
        return rows
    sql, values = limit
    mine = f"""(inspections_inspection.office_id IN {sql} OR (inspections_inspection.state <> 'planned' AND
        inspections_inspection.id IN (SELECT b.inspection_id FROM inspections_inspectedbody b
            WHERE b.organisation_id IN {sql})))"""
    return rows.extra(where=[mine], params=[*values] * 2)  # noqa: S610 — authority's own text, its parameters apart


def visible_meetings(by: Actor | None) -> QuerySet[Meeting]:
    """Those that `by` may see: of offices in his scope, and frozen ones with an item that a body in his scope leads."""
    if by is None:
        raise Unauthenticated(_("Sign in first."))
    rows = Meeting.objects.all()
    if by.is_system:
        return rows
    if not by.powers & VIEW:
        return rows.none()
    if not by.powers & OFFICE:
        rows = rows.exclude(state=MeetingStage.PLANNED.value)
    limit = scope_sql(by)
    if limit is None:
        return rows
    sql, values = limit
    mine = f"""(inspections_meeting.office_id IN {sql} OR (inspections_meeting.state <> 'planned' AND
        inspections_meeting.id IN (SELECT i.meeting_id FROM inspections_agendaitem i WHERE i.lead_id IN {sql})))"""
    return rows.extra(where=[mine], params=[*values] * 2)  # noqa: S610 — as above


def access_inspection(by: Actor | None, inspection_id: UUID, *, lock: bool = False) -> Inspection:
    """One inspection, locked when it is to be changed. Two statements at most. Raises `Missing`."""
    rows = visible_inspections(by)
    found = (rows.select_for_update(of=("self",)) if lock else rows).filter(pk=inspection_id).first()
    if found is None:
        raise Missing(_("There is no such record."))
    return found


def access_meeting(by: Actor | None, meeting_id: UUID, *, lock: bool = False) -> Meeting:
    """One meeting, locked when it is to be changed. Two statements at most. Raises `Missing`."""
    rows = visible_meetings(by)
    found = (rows.select_for_update(of=("self",)) if lock else rows).filter(pk=meeting_id).first()
    if found is None:
        raise Missing(_("There is no such record."))
    return found


def serves(by: Actor, bodies: Iterable[UUID]) -> set[UUID]:
    """Those of the bodies for which `by` may answer: his own and those below it. One statement.

    Narrower than the scope: the office that inspects the whole country cannot answer for a ministry.
    """
    wanted = set(bodies)
    if by.is_system:
        return wanted
    if by.organisation_id is None or by.scope_id is None or not wanted:
        return set()
    return wanted if wanted == {by.organisation_id} else reached(by.organisation_id, wanted, clock.today())


def is_office(by: Actor, office_id: UUID) -> bool:
    """Whether his scope reaches the inspecting office, so that he sees every body's part. One statement."""
    if by.is_system or by.scope_id == office_id:
        return True
    return by.scope_id is not None and bool(reached(by.scope_id, [office_id], clock.today()))


def bodies_of(by: Actor, inspection: Inspection, *, office: bool | None = None) -> list[InspectedBody]:
    """The bodies of an inspection whose part `by` may see: all from the office's side, else those in his scope.

    `office`: where his side is known already. Two statements at most.
    """
    rows = list(InspectedBody.objects.filter(inspection=inspection).order_by("place", "id"))
    if is_office(by, inspection.office_id) if office is None else office:
        return rows
    held = (
        reached(by.scope_id, {one.organisation_id for one in rows}, clock.today()) if by.scope_id else set()
    )
    return [one for one in rows if one.organisation_id in held]


def access_body(by: Actor, inspection: Inspection, code: str) -> InspectedBody:
    """One body's part of an inspection. Three statements at most. Raises `Missing`."""
    found = next((one for one in bodies_of(by, inspection) if one.code == code), None)
    if found is None:
        raise Missing(_("There is no such record."))
    return found


def items_of(by: Actor, meeting: Meeting, *, office: bool | None = None) -> list[AgendaItem]:
    """The items that `by` may see: all from the office's side, else those of bodies in his scope. Two statements at most."""
    rows = list(
        AgendaItem.objects.filter(meeting=meeting)
        .select_related("task__directive")
        .defer("task__directive__text", "task__directive__file_content")
        .order_by("number")
    )
    if is_office(by, meeting.office_id) if office is None else office:
        return rows
    leads = {one.lead_id for one in rows if one.lead_id}
    held = reached(by.scope_id, leads, clock.today()) if by.scope_id and leads else set()
    return [one for one in rows if one.lead_id in held]


def standing_of(
    by: Actor, row: Inspection | Meeting, arrow: Arrow | None = None, *, day: date | None = None
) -> Standing:
    """What `by` is to an inspection or a meeting, and which conditions hold on `day` (today where none is given).

    Asked about one arrow only what that one needs: five statements at most, and one for most arrows.
    """
    sides = {arrow.side} if arrow else set(Side)
    whens = set(arrow.when) if arrow else set(When)
    bodies: set[UUID] = set()
    holds: set[When] = set()
    if Side.BODY in sides or whens & {When.HAS_BODIES, When.HAS_ITEMS}:
        bodies, any_item = _bodies_and_items(row)
        holds |= {When.HAS_BODIES} if isinstance(row, Inspection) and bodies and row.topics else set()
        holds |= {When.HAS_ITEMS} if any_item else set()
    if isinstance(row, Inspection):
        team = [Member(one.get("role", ""), one.get("name", "")) for one in row.team]
        holds |= {When.HAS_DECISION} if row.decision and has_head(team) else set()
        holds |= {When.MADE_HERE} if not row.published else set()
    held_on = row.held_on if isinstance(row, Inspection) else timezone.localdate(row.held_at)
    holds |= {When.DAY_COME} if (day or clock.today()) >= held_on else set()
    if whens & {When.HAS_FOLLOW_UPS, When.NOTICE_READY, When.TASKS_VERIFIED}:
        holds |= _of_follow_ups(row, check=When.TASKS_VERIFIED in whens)
    holds |= {When.NO_NOTICE} if row.notice_id is None else set()
    # A machine has no person, and so never drafts and concludes as two people would.
    own = row.notice_id is not None and row.notice_by is not None and row.notice_by == by.person_id
    holds |= set() if own else {When.NOT_OWN_NOTICE}
    found: set[Side] = set()
    if Side.OFFICE in sides and is_office(by, row.office_id):
        found.add(Side.OFFICE)
    if Side.BODY in sides and serves(by, bodies):
        found.add(Side.BODY)
    return Standing(frozenset(found), by.powers, by.is_system, frozenset(holds))


def _bodies_and_items(row: Inspection | Meeting) -> tuple[set[UUID], bool]:
    if isinstance(row, Inspection):
        rows = InspectedBody.objects.filter(inspection=row)
        return set(rows.values_list("organisation_id", flat=True)), False
    leads = list(AgendaItem.objects.filter(meeting=row).values_list("lead_id", flat=True))
    return {one for one in leads if one is not None}, bool(leads)


def _of_follow_ups(row: Inspection | Meeting, *, check: bool) -> set[When]:
    own = {"inspection": row} if isinstance(row, Inspection) else {"meeting": row}
    tasks = list(FollowUp.objects.filter(**own).values_list("task_id", flat=True))
    holds = {When.HAS_FOLLOW_UPS} if tasks else set()
    holds |= {When.NOTICE_READY} if row.notice_id is not None or not tasks else set()
    if check:
        stages = final_stages([one for one in tasks if one is not None])
        done = all(one is not None and stages.get(one) in ENDED for one in tasks)
        holds |= {When.TASKS_VERIFIED} if done else set()
    return holds


__all__ = [
    "VIEW", "access_body", "access_inspection", "access_meeting", "bodies_of", "is_office", "items_of", "serves",
    "standing_of", "visible_inspections", "visible_meetings",
]  # fmt: skip
