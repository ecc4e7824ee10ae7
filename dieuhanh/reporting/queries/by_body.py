"""How bodies stand with the reports they owe, body by body, as of a moment: counts that open to the list of reports."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Q

from dieuhanh.config.actor import Actor
from dieuhanh.reporting.queries.access import visible_assignments
from dieuhanh.reporting.queries.duties import state_at


@dataclass(frozen=True, slots=True)
class Owed:
    """A body's reports by the clock's word; `simulated` where one of them is made up."""

    owed: int = 0
    overdue: int = 0
    done_in_time: int = 0
    done_late: int = 0
    simulated: bool = False

    @property
    def due(self) -> int:
        """Those whose outcome is known: sent, or past their deadline."""
        return self.overdue + self.done_in_time + self.done_late


def owed_by_body(by: Actor, bodies: Iterable[UUID], at: datetime) -> dict[UUID, Owed]:
    """The reports of these bodies that were opened by the moment. Two statements, however many bodies."""
    rows = (
        visible_assignments(by)
        .filter(opened_at__lte=at, respondent_id__in=list(bodies))
        .annotate(word=state_at(at))
        .values("respondent_id")
        .annotate(
            owed=Count("id"),
            overdue=Count("id", filter=Q(word="overdue")),
            done_in_time=Count("id", filter=Q(word="done_in_time")),
            done_late=Count("id", filter=Q(word="done_late")),
            made_up=Count("id", filter=Q(simulated=True)),
        )
        .order_by()
    )
    return {
        row["respondent_id"]: Owed(
            row["owed"], row["overdue"], row["done_in_time"], row["done_late"], bool(row["made_up"])
        )
        for row in rows
    }
