"""A small Government with a programme of three targets: over the nation, over each body, over each by level."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from dieuhanh.programmes.actions.figures import NewFigure, report_figure
from dieuhanh.programmes.actions.programmes import (
    NewObjective,
    NewProgramme,
    add_objective,
    enter_programme,
    publish_programme,
)
from dieuhanh.programmes.actions.targets import NewTarget, set_target
from dieuhanh.programmes.models import Programme, Report
from dieuhanh.programmes.rules.verdicts import Rule, Scope
from tests.factories import actor, government, organisation

DUE, SIGNED = date(2019, 12, 31), date(2019, 3, 7)
OFFICE = ("programmes.manage", "programmes.verify")
CENTRAL = ("ministry", "ministerial_agency", "province")


class World:
    """Bodies, people and the programme `NQ17`, published."""

    def __init__(self) -> None:
        self.cp = government()
        self.vpcp = organisation("VPCP", "ministerial_agency", self.cp, name_vi="Văn phòng Chính phủ")
        self.bct = organisation("BCT", "ministry", self.cp, name_vi="Bộ Công Thương")
        self.btc = organisation("BTC", "ministry", self.cp, name_vi="Bộ Tài chính")
        self.t22 = organisation("T22", "province", self.cp, name_vi="Tỉnh Quảng Ninh")
        self.office = actor(self.vpcp, *OFFICE, scope=self.cp)
        self.second = actor(self.vpcp, *OFFICE, scope=self.cp)
        self.clerk = actor(self.bct, "programmes.report")
        self.finance = actor(self.btc, "programmes.report")
        self.province = actor(self.t22, "programmes.report")
        self.programme = self.enter()

    def enter(self, code: str = "NQ17", **fields: Any) -> Programme:
        """A programme as entered."""
        made = enter_programme(
            NewProgramme(code, "17/NQ-CP", SIGNED, "Chính phủ điện tử", **fields), by=self.office
        )
        add_objective(code, NewObjective("III", "Chỉ tiêu 2019-2020"), by=self.office)
        return made

    def set(self, target: str = "17.3", code: str = "NQ17", **fields: Any) -> None:
        """A target over each body, at least 20 %, unless told otherwise."""
        rule = fields.pop("rule", Rule(value=Decimal(20), scope=Scope.EACH))
        base: dict[str, Any] = {"words_vi": "Hồ sơ trực tuyến từ 20%", "kinds": CENTRAL, "due_on": DUE}
        set_target(code, "III", target, NewTarget(rule=rule, **{**base, **fields}), by=self.office)

    def publish(self, code: str = "NQ17") -> None:
        """For everybody."""
        publish_programme(code, by=self.office)

    def report(
        self, body: str, value: float | None, by: Any = None, target: str = "17.3", **fields: Any
    ) -> Report:
        """A figure of the second quarter of 2020, by the body's own clerk unless told otherwise."""
        who = {"BCT": self.clerk, "BTC": self.finance, "T22": self.province}.get(body, self.office)
        new = NewFigure(
            body,
            fields.pop("period", "2020-Q2"),
            None if value is None else Decimal(str(value)),
            document="1/BC",
            **fields,
        )
        return report_figure("NQ17", target, new, by=by or who)


def simulated(who: Any) -> Any:
    """The same hand, that makes things up."""
    return replace(who, simulated=True)
