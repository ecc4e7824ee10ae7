"""The wall's part of this room: tasks by state, R1 and R3 with their counts, the worst leads, what turned overdue on the day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Q

from dieuhanh.config.actor import Actor
from dieuhanh.directives.queries.access import visible_tasks
from dieuhanh.directives.queries.counting import counted
from dieuhanh.directives.rules.arithmetic import SMALL_DENOMINATOR, Counts, Rate, RateName, add_up
from dieuhanh.directives.rules.escalation import CENTRAL
from dieuhanh.directives.rules.states import Class, Stage
from dieuhanh.organisations.queries import labels


@dataclass(frozen=True, slots=True)
class Lead:
    """A body with what it leads."""

    code: str
    name: str
    counts: Counts

    @property
    def r1(self) -> Rate:
        """Overdue among due."""
        return self.counts.rate(RateName.R1)

    @property
    def small(self) -> bool:
        """Whether too few tasks have come due for a rate to say much."""
        return self.counts.due < SMALL_DENOMINATOR


@dataclass(frozen=True, slots=True)
class Overview:
    """All tasks that the reader may see, as of a day. `soon` are inside the open ones in term, `claimed` inside the open."""

    day: date
    counts: Counts
    soon: int
    claimed: int
    turned: int
    worst: Sequence[Lead]

    @property
    def r1(self) -> Rate:
        """Overdue among due."""
        return self.counts.rate(RateName.R1)

    @property
    def r3(self) -> Rate:
        """Late in any sense."""
        return self.counts.rate(RateName.R3)


def overview(by: Actor | None, day: date, *, worst: int = 3) -> Overview:
    """Five statements: the reach, counts by lead and class, due soon, turned overdue, names.

    A lead with few due tasks is not ranked by its rate: where none has enough, those with most overdue are named.
    """
    rows: Any = counted(visible_tasks(by).filter(tier=0, is_group=False, given_on__lte=day), day).order_by()
    by_lead: dict[UUID | None, dict[str, int]] = {}
    claimed = 0
    found = rows.values_list("lead_id", "klass").annotate(
        count=Count("id"), waiting=Count("id", filter=Q(state=Stage.CLAIMED.value))
    )
    for lead_id, klass, number, waiting in found:
        by_lead.setdefault(lead_id, {})[klass] = number
        claimed += waiting
    counts = {lead: _counts(classes) for lead, classes in by_lead.items()}
    soon = rows.filter(
        klass=Class.OPEN_IN_TERM.value, due_then__lte=day + timedelta(days=CENTRAL.due_soon_days)
    ).count()
    turned = rows.filter(klass=Class.OPEN_OVERDUE.value, due_then=day - timedelta(days=1)).count()
    late = [lead for lead, one in counts.items() if lead is not None and one.open_overdue]
    many = [lead for lead in late if counts[lead].due >= SMALL_DENOMINATOR]
    ranked = sorted(
        many or late,
        key=lambda lead: (
            0 if many else -counts[lead].open_overdue,
            -(counts[lead].rate(RateName.R1).fraction or 0),
            -counts[lead].open_overdue,
            str(lead),
        ),
    )[:worst]
    named = labels(ranked, day)
    return Overview(
        day,
        add_up(counts.values()),
        soon,
        claimed,
        turned,
        [Lead(named[one].code, named[one].name, counts[one]) for one in ranked if one in named],
    )


def _counts(classes: dict[str, Any]) -> Counts:
    return Counts(**{one.value: classes.get(one.value, 0) for one in Class if one is not Class.UNCOUNTED})
