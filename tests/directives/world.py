"""A small Government: its office, two ministries with a department, a province; a resolution with three duties."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from dieuhanh.config.actor import Actor
from dieuhanh.directives.actions.directives import check_directive, cut, enter, publish
from dieuhanh.directives.models import Directive, Task
from dieuhanh.directives.rules.drafts import NewCoordinator, NewDirective, NewTask
from dieuhanh.directives.rules.evidence import EvidenceKind, Given
from dieuhanh.organisations.models import Organisation
from tests.factories import actor, government, organisation

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
SIGNED = date(2019, 3, 7)
OFFICE = ("directives.enter", "directives.check", "directives.publish", "directives.verify")


def at(day: date, hour: int = 9) -> datetime:
    """A moment in Vietnam."""
    return datetime(day.year, day.month, day.day, hour, tzinfo=HANOI)


def simulated(who: Actor) -> Actor:
    """The same hand, whose moments may be given."""
    return replace(who, simulated=True)


@dataclass
class World:
    """Bodies and people of the tests."""

    cp: Organisation = field(default_factory=government)

    def __post_init__(self) -> None:
        self.vpcp = organisation("VPCP", "ministerial_agency", self.cp)
        self.bct = organisation("BCT", "ministry", self.cp)
        self.btc = organisation("BTC", "ministry", self.cp)
        self.vu = organisation("BCT-KH", "department", self.bct)
        self.t22 = organisation("T22", "province", self.cp)
        self.clerk = simulated(actor(self.vpcp, *OFFICE, scope=self.cp))
        self.second = simulated(actor(self.vpcp, *OFFICE, scope=self.cp))
        self.lead = simulated(actor(self.bct, "tasks.act"))
        self.head = simulated(actor(self.bct, "tasks.act", "tasks.lead"))
        self.other = simulated(actor(self.btc, "tasks.act", "tasks.lead"))
        self.province = simulated(actor(self.t22, "tasks.act"))
        self.unit = simulated(actor(self.vu, "tasks.act"))

    def directive(self, symbol: str = "17/NQ-CP", **fields: Any) -> Directive:
        """A resolution as entered."""
        new = NewDirective(symbol, "resolution", fields.pop("signed_on", SIGNED), "VPCP", **fields)
        return enter(new, by=self.clerk, at=at(new.signed_on))

    def task(self, symbol: str = "17/NQ-CP", **fields: Any) -> Task:
        """One published task, led by the ministry of industry unless told otherwise."""
        return self.tasks([self.new(**fields)], symbol=symbol)[0]

    def new(self, **fields: Any) -> NewTask:
        """A task as handed in."""
        base: dict[str, Any] = {
            "content": "Xây dựng Nghị định về thực hiện thủ tục hành chính trên môi trường điện tử",
            "kind": "document",
            "clause": "IV",
            "deadline_kind": "date",
            "due": date(2019, 12, 31),
        }
        if not fields.keys() & {"audience", "lead_person"}:
            base["lead"] = "BCT"
        return NewTask(**{**base, **fields})

    def tasks(self, new: list[NewTask], symbol: str = "17/NQ-CP", day: date = SIGNED) -> list[Task]:
        """Entered, cut, checked by the second person and published."""
        directive = self.directive(symbol, signed_on=day)
        made = cut(directive.id, new, by=self.clerk, at=at(day, 10))
        check_directive(directive.id, by=self.second, at=at(day, 11))
        publish(directive.id, by=self.clerk, at=at(day, 12))
        return [Task.objects.get(pk=one.pk) for one in made]


def decree(day: date = date(2020, 4, 8)) -> Given:
    """A decree as evidence."""
    return Given(EvidenceKind.DOCUMENT, symbol="45/2020/NĐ-CP", dated=day, issuer="Chính phủ")


__all__ = ["HANOI", "OFFICE", "SIGNED", "NewCoordinator", "World", "at", "decree", "simulated"]
