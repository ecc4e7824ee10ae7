"""The small Government of the directives' tests with a Working Group: who plans, who leads, who answers."""

from datetime import date
from decimal import Decimal
from typing import Any

from dieuhanh.inspections.actions import planning
from dieuhanh.inspections.models import Inspection
from dieuhanh.inspections.rules.records import Member, NewFinding, NewFollowUp, NewInspection
from tests.directives.world import OFFICE, World, at, decree, simulated
from tests.factories import actor

HELD = date(2020, 8, 10)
PLANNED, ANNOUNCED = date(2020, 7, 27), date(2020, 8, 3)
TEAM = (Member("head", "Tổ trưởng", "Bộ trưởng"), Member("member", "Thành viên một"))


class Group(World):
    """Bodies and people, with the Working Group's."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self.secretary = simulated(actor(self.vpcp, *OFFICE, "inspections.plan", scope=self.cp))
        self.chair = simulated(
            actor(
                self.vpcp,
                "directives.check",
                "directives.publish",
                "inspections.plan",
                "inspections.lead",
                "signing.sign",
                scope=self.cp,
            )
        )
        self.bct_clerk = simulated(actor(self.bct, "inspections.answer", "tasks.act", "tasks.lead"))
        self.btc_clerk = simulated(actor(self.btc, "inspections.answer", "tasks.act", "tasks.lead"))

    def new_inspection(self, **fields: Any) -> NewInspection:
        """An inspection of both ministries as handed in."""
        base: dict[str, Any] = {
            "title": "Kiểm tra việc thực hiện nhiệm vụ được giao",
            "held_on": HELD,
            "office": "VPCP",
            "bodies": ["BCT", "BTC"],
            "topics": ["tasks", "reports"],
            "decision": "198/QĐ-TCTTTg",
            "decided_on": PLANNED,
            "team": TEAM,
        }
        return NewInspection(**{**base, **fields})

    def planned(self, **fields: Any) -> Inspection:
        """A planned inspection."""
        return planning.plan(self.new_inspection(**fields), by=self.secretary, at=at(PLANNED))

    def announced(self, **fields: Any) -> Inspection:
        """An announced one, with a question to all and one to BCT."""
        row = self.planned(**fields)
        planning.ask(row.id, "Vì sao nhiệm vụ quá hạn?", by=self.secretary, at=at(PLANNED, 10))
        planning.ask(row.id, "Vì sao báo đã xong?", by=self.secretary, body="BCT", at=at(PLANNED, 11))
        return planning.announce(row.id, by=self.secretary, due_on=date(2020, 8, 7), at=at(ANNOUNCED))

    def finding(self, **fields: Any) -> NewFinding:
        """A finding about BCT with all four."""
        base: dict[str, Any] = {
            "body": "BCT",
            "text": "Hai nhiệm vụ quá hạn chưa báo cáo.",
            "nature": "late",
            "degree": "serious",
            "cause": "discipline",
            "responsibility": "Vụ Kế hoạch",
            "topic": "tasks",
        }
        return NewFinding(**{**base, **fields})

    def follow_up(self, **fields: Any) -> NewFollowUp:
        """A task proposed to BCT."""
        base: dict[str, Any] = {
            "body": "BCT",
            "content": "Hoàn thành các nhiệm vụ quá hạn",
            "due_on": date(2020, 8, 31),
        }
        return NewFollowUp(**{**base, **fields})


def claimed(**figures: int) -> dict[str, Decimal | None]:
    """Figures claimed, by code with `_` for the dot."""
    return {name.replace("_", "."): Decimal(value) for name, value in figures.items()}


__all__ = ["ANNOUNCED", "HELD", "PLANNED", "Group", "at", "claimed", "decree"]
