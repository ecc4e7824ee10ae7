"""What is expected of a target: planned paths by month and judgements of likelihood. They change no figure and no verdict."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from dieuhanh.config import clock
from dieuhanh.config.actor import Actor
from dieuhanh.organisations.authority import check
from dieuhanh.programmes.actions.targets import target_of
from dieuhanh.programmes.actions.telling import needed, raise_faults, tell, wrong
from dieuhanh.programmes.models import Likelihood, TargetVersion, Trajectory
from dieuhanh.programmes.queries.access import access_programme
from dieuhanh.programmes.rules import outlook as rules
from dieuhanh.programmes.rules.steps import MANAGE, VERIFY
from dieuhanh.programmes.rules.verdicts import Rule


@transaction.atomic
def plan_trajectory(
    code: str,
    target: str,
    points: Sequence[tuple[str, Decimal]],
    *,
    by: Actor,
    document: str,
    planned_on: date | None = None,
) -> Trajectory:
    """The planned value by month, as a new version. Eight statements at most. Raises Invalid for a path that is none."""
    programme = access_programme(by, code, lock=True)
    check(by, MANAGE, programme.assigner_id)
    row = target_of(programme, target)
    version: TargetVersion = row.versions.order_by("-version")[0]
    path = [rules.Point(month, value) for month, value in points]
    if any(not one.value.is_finite() or abs(one.value) >= Decimal(10) ** 15 for one in path):
        raise wrong(_("This number is too large."), "points")
    raise_faults(rules.check_path(path, Rule.from_dict(version.rule), version.due_on))
    made = Trajectory(
        target=row,
        version=(row.trajectories.aggregate(last=Max("version"))["last"] or 0) + 1,
        points=[[one.month, format(one.value, "f")] for one in path],
        document=needed(document, "document", 200),
        planned_on=planned_on or clock.today(),
        by_name=by.name,
        entered_at=clock.now(),
        simulated=by.simulated,
    )
    made.save(force_insert=True)
    body = {
        "programme": programme.code,
        "target": row.code,
        "version": made.version,
        "document": made.document,
    }
    tell("planned", [made], by=by, organisation_id=programme.assigner_id, body=body)
    return made


@transaction.atomic
def judge_likelihood(
    code: str,
    target: str,
    *,
    by: Actor,
    parts: Mapping[str, str],
    overall: str,
    reason: str,
    on: date | None = None,
) -> Likelihood:
    """A judgement of whether a target will be met. Six statements at most. Raises Invalid with the part that is missing."""
    programme = access_programme(by, code)
    check(by, VERIFY, programme.assigner_id)
    row = target_of(programme, target)
    try:
        given = rules.Likelihood(
            {rules.Part(part): rules.Grade(grade) for part, grade in parts.items()}, rules.Grade(overall)
        )
    except ValueError as error:
        raise wrong(_("A grade is one of the four that the form offers."), "overall") from error
    raise_faults(rules.check_likelihood(given))
    made = Likelihood(
        target=row,
        parts={part.value: grade.value for part, grade in given.parts.items()},
        overall=given.overall.value,
        reason=needed(reason, "reason"),
        judged_on=on or clock.today(),
        by_name=by.name,
        by_position=by.position,
        entered_at=clock.now(),
        simulated=by.simulated,
    )
    made.save(force_insert=True)
    body = {"programme": programme.code, "target": row.code, "overall": made.overall}
    tell("judged", [made], by=by, organisation_id=programme.assigner_id, body=body)
    return made
