"""What waits for someone in this room: claims to verify, and targets of which his body has reported nothing."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import OuterRef, Subquery

from dieuhanh.config import clock
from dieuhanh.config.actor import Actor
from dieuhanh.organisations.authority import scope_sql
from dieuhanh.organisations.queries.bodies import Body, by_id, ids_within
from dieuhanh.programmes.models import Document, Report, TargetVersion
from dieuhanh.programmes.rules.steps import REPORT, VERIFY, State
from dieuhanh.programmes.rules.verdicts import Rule, Scope

MOST = 50
QUIET = timedelta(days=92)
"""A body that has reported nothing of a target for a quarter owes a figure (the ministry's quarterly reports, QD1739)."""


@dataclass(frozen=True)
class Owed:
    """A target of which a body owes a figure."""

    version: TargetVersion
    body: Body
    last: date | None


def to_verify(by: Actor) -> tuple[list[Report], list[Document]]:
    """Claims that wait for the office of `by`, oldest first. Two statements, one more to know the reach."""
    if not (by.is_system or VERIFY in by.powers):
        return [], []
    limit = None if by.is_system else scope_sql(by)
    reports = Report.objects.filter(state=State.CLAIMED.value).select_related("target__programme")
    documents = Document.objects.filter(state=State.CLAIMED.value).select_related("programme")
    if limit is not None:
        reports = reports.filter(target__programme__assigner_id__in=ids_within(limit))
        documents = documents.filter(programme__assigner_id__in=ids_within(limit))
    reports, documents = reports.exclude(by_person=by.person_id), documents.exclude(by_person=by.person_id)
    return list(reports.order_by("known_on", "id")[:MOST]), list(documents.order_by("known_on", "id")[:MOST])


def owed(by: Actor) -> list[Owed]:
    """Targets over bodies, running, of which the body of `by` has reported nothing for a quarter. Two statements."""
    if REPORT not in by.powers or by.organisation_id is None:
        return []
    day = clock.today()
    reported = (
        Report.objects.filter(organisation_id=by.organisation_id, target=OuterRef("target"))
        .exclude(state__in=(State.REFUSED.value, State.RETRACTED.value))
        .order_by("-as_of")
    )
    rows = (
        TargetVersion.objects.filter(target__programme__state="published", valid_from__lte=day)
        .select_related("target__programme")
        .annotate(last=Subquery(reported.values("as_of")[:1]))
        .order_by("target__programme__signed_on", "target__order", "version")
    )
    running = list({one.target_id: one for one in rows}.values())
    body = by_id(by.organisation_id, day) if running else None
    if body is None:
        return []
    found = [Owed(one, body, getattr(one, "last", None)) for one in running if _obliges(one, body, day)]
    return [one for one in found if one.last is None or day - one.last > QUIET][:MOST]


def _obliges(version: TargetVersion, body: Body, day: date) -> bool:
    """Whether the target is judged over bodies, still runs, can be judged, and this body is among them."""
    rule = Rule.from_dict(version.rule)
    if rule.scope is Scope.NATION or rule.missing.vi or (version.due_on is not None and version.due_on < day):
        return False
    return body.kind in version.audience.get("kinds", ()) or body.code in version.audience.get("codes", ())
