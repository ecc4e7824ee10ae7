"""The figures before an inspection, taken from the product's own rooms: one provider a topic, each a bounded number of statements.

A provider is asked for many bodies at once and answers by body and code; a room that comes later adds its own here.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Count, Q

from dieuhanh.config.actor import SYSTEM, Actor
from dieuhanh.directives.queries.access import visible_tasks
from dieuhanh.directives.queries.filtering import Filters, filtered
from dieuhanh.directives.queries.signals import Signals, signals_by_lead
from dieuhanh.directives.rules.arithmetic import Counts, Rate, RateName
from dieuhanh.directives.rules.states import Class
from dieuhanh.inspections.models import Figure, InspectedBody
from dieuhanh.inspections.rules.figures import Topic, kinds_of
from dieuhanh.reporting.queries.by_body import Owed, owed_by_body


@dataclass(frozen=True, slots=True)
class Computed:
    """A figure as computed: a count, or a rate with its parts (None where there is nothing to divide by)."""

    value: Decimal | None
    parts: tuple[int, int] | None = None
    simulated: bool = False


Taken = dict[UUID, dict[str, Computed]]
Provider = Callable[[Actor, Sequence[InspectedBody], date, datetime], Taken]


def tasks_provider(by: Actor, bodies: Sequence[InspectedBody], day: date, at: datetime) -> Taken:
    """Counts, signals and R1–R3 of the tasks that each body leads, as of the day. Three statements."""
    del at
    wanted = [one.organisation_id for one in bodies]
    rows: Any = filtered(visible_tasks(by), Filters(as_of=day)).filter(lead_id__in=wanted)
    signals = signals_by_lead(rows, day)
    counts: dict[UUID, dict[str, int]] = {one: {} for one in wanted}
    made_up: set[UUID] = set()
    grouped = (
        rows.order_by()
        .values_list("lead_id", "klass")
        .annotate(count=Count("id"), simulated_ones=Count("id", filter=Q(simulated=True)))
    )
    for lead, klass, number, simulated in grouped:
        if klass != Class.UNCOUNTED.value and lead is not None:
            counts[lead][klass] = number
            made_up |= {lead} if simulated else set()
    return {
        one: _tasks_of(Counts(**counts[one]), signals.get(one, Signals()), one in made_up) for one in wanted
    }


def _tasks_of(counts: Counts, signals: Signals, simulated: bool) -> dict[str, Computed]:
    whole = {
        "NV.A": counts.all,
        "NV.DI": counts.done_in_time,
        "NV.DL": counts.done_late,
        "NV.OT": counts.open_in_term,
        "NV.OO": counts.open_overdue,
        "NV.UN": counts.unknown,
        "NV.CL": signals.claimed,
        "NV.RE": signals.refuted,
        "NV.SI": signals.silent,
        "NV.EX": signals.extended,
    }
    found = {code: Computed(Decimal(number), None, simulated) for code, number in whole.items()}
    for name in (RateName.R1, RateName.R2, RateName.R3):
        found[f"NV.{name.value}"] = _rate(counts.rate(name), simulated)
    return found


def _rate(rate: Rate, simulated: bool) -> Computed:
    return Computed(rate.printed(), (rate.numerator, rate.denominator), simulated)


def reports_provider(by: Actor, bodies: Sequence[InspectedBody], day: date, at: datetime) -> Taken:
    """The reports that each body owes, as of the moment. Two statements."""
    del day
    owed = owed_by_body(by, [one.organisation_id for one in bodies], at)
    return {one.organisation_id: _reports_of(owed.get(one.organisation_id, Owed())) for one in bodies}


def _reports_of(owed: Owed) -> dict[str, Computed]:
    whole = {"BC.OWED": owed.owed, "BC.OO": owed.overdue, "BC.DL": owed.done_late}
    found = {code: Computed(Decimal(number), None, owed.simulated) for code, number in whole.items()}
    exact = (Decimal(100 * owed.done_in_time) / owed.due).quantize(Decimal("0.01")) if owed.due else None
    found["BC.DUNG"] = Computed(exact, (owed.done_in_time, owed.due), owed.simulated)
    return found


PROVIDERS: Mapping[Topic, Provider] = {Topic.TASKS: tasks_provider, Topic.REPORTS: reports_provider}
"""Who computes a topic's figures; a topic without a provider has none, and its page says so."""


def take_figures(
    bodies: Sequence[InspectedBody],
    topics: Sequence[str],
    *,
    day: date,
    at: datetime,
    version: int,
) -> list[Figure]:
    """The figures of these bodies and topics as they stand, as rows not stored yet. The providers' statements, no more.

    They are computed from all records, whoever takes them: a figure must not depend on what he may see.
    """
    taken: Taken = {}
    for topic, provider in PROVIDERS.items():
        if topic.value in topics:
            for body, figures in provider(SYSTEM, bodies, day, at).items():
                taken.setdefault(body, {}).update(figures)
    return [
        Figure(
            body=body,
            version=version,
            code=kind.code,
            value=found.value,
            numerator=found.parts[0] if found.parts else None,
            denominator=found.parts[1] if found.parts else None,
            as_of=day,
            taken_at=at,
            simulated=found.simulated,
        )
        for body in bodies
        for kind in kinds_of(list(topics))
        if (found := taken.get(body.organisation_id, {}).get(kind.code)) is not None
    ]
