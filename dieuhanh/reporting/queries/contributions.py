"""Who is in a total: each body that had to answer, with its own figure and the report that it came in."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from dieuhanh.deadlines.rules.periods import Period
from dieuhanh.organisations import queries as organisations
from dieuhanh.organisations.queries import Body
from dieuhanh.reporting.models import Submission
from dieuhanh.reporting.queries.catalogue import IndicatorRead
from dieuhanh.reporting.queries.cells import Calendar
from dieuhanh.reporting.queries.facts import FactRead, best_facts


@dataclass(frozen=True, slots=True)
class Contribution:
    """One body's part in a total. No `fact`: it has not answered. `weight`: what its figure counts for in a mean."""

    body: Body
    fact: FactRead | None
    weight: Decimal | None
    assignment_id: UUID | None
    """The report that its figure came in; None where it was imported."""


def contributions(
    read: IndicatorRead,
    above: UUID,
    period: Period,
    *,
    scope: Collection[UUID] | None = None,
    as_of: date | None = None,
) -> list[Contribution]:
    """Every body below `above` whose figure counts in its total of the period, in Vietnamese order.

    The tree is that of the last day of the period's data, as in the roll-up itself. `scope` leaves out the bodies
    that the reader may not see. At most five statements.
    """
    day = Calendar().day_of(period, read.convention)
    below = organisations.descendants(above, day)
    bodies = [
        one
        for one in organisations.of_kinds(read.respondents, day)
        if one.id in below and (scope is None or one.id in scope)
    ]
    weighing = read.weight_id
    wanted = [read.id, *([weighing] if weighing else [])]
    facts = {
        (one.indicator_id, one.organisation_id): one
        for one in best_facts(
            [one.id for one in bodies],
            wanted,
            period.first_day,
            period.first_day,
            periods=[period.code],
            breakdowns=[""],
            as_of=as_of,
        )
        if one.status != "refuted"
    }
    sent = {one.submission_id for one in facts.values() if one.submission_id}
    reports = dict(Submission.objects.filter(id__in=sent).values_list("id", "assignment_id"))
    return [
        Contribution(
            body,
            fact := facts.get((read.id, body.id)),
            weight.value if weighing and (weight := facts.get((weighing, body.id))) else None,
            reports.get(fact.submission_id) if fact and fact.submission_id else None,
        )
        for body in bodies
    ]
