"""The reports before August 2020: simulated figures, sent through the real workflow.

January to June are recorded at once as simulated figures. July is played: every
body's clerk enters, its leader approves, signs and sends, the Government Office
receives and accepts, each through the real action at a moment of July 2020. The
play is a job, so that the first page does not wait for it; it goes on where it
was after a kill. August and the third quarter are open and wait for people.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from hashlib import sha256
from uuid import UUID
from zoneinfo import ZoneInfo

from dieuhanh.config import clock
from dieuhanh.config.jobs import start_job
from dieuhanh.demonstration.accounts import DEMONSTRATION
from dieuhanh.organisations.queries.bodies import Body, of_kinds
from dieuhanh.reporting.actions.facts import NewFact, record_facts
from dieuhanh.reporting.actions.periods import open_period

REGIME, FORM, SOURCE, RECEIVER = "DTC-THANG", "DTC-1", "MO-PHONG", "VPCP"
PLAYED, OPEN = "2020-07", "2020-08"
LAST_BEFORE = 6
"""June: its parts are recorded too, because the July form is filled in with them."""
_HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
_STEPS = (
    Decimal("0.030"),
    Decimal("0.032"),
    Decimal("0.040"),
    Decimal("0.052"),
    Decimal("0.068"),
    Decimal("0.086"),
    Decimal("0.100"),
)
"""Share of the year's plan paid in each month, January to July, of a body of middling speed."""
_PARTS = {
    "ministry": {"central_domestic": Decimal("0.78"), "central_foreign": Decimal("0.22")},
    "province": {
        "central_domestic": Decimal("0.24"),
        "central_foreign": Decimal("0.08"),
        "local": Decimal("0.68"),
    },
}
_BREAKDOWNS = {
    "total": "",
    "central_domestic": "CENTRAL_DOMESTIC",
    "central_foreign": "CENTRAL_FOREIGN",
    "local": "LOCAL",
}


@dataclass(frozen=True, slots=True)
class Figures:
    """The simulated figures of one row of the form in one month, in million đồng."""

    plan: Decimal
    in_period: Decimal
    cumulative: Decimal
    late_projects: Decimal

    @property
    def rate(self) -> Decimal:
        """Cumulative disbursement in per cent of the plan."""
        return (100 * self.cumulative / self.plan).quantize(Decimal("0.01")) if self.plan else Decimal(0)


def respondents(on: date) -> list[Body]:
    """Everybody who reports to the Government Office, in a fixed order: all but itself."""
    kinds = ("ministry", "ministerial_agency", "government_agency", "province")
    return sorted((body for body in of_kinds(kinds, on) if body.code != RECEIVER), key=lambda body: body.code)


def figures_of(body: Body, month: int) -> dict[str, Figures]:
    """The form's rows of a body in a month of 2020, the total first. The same body always gets the same figures."""
    kind = "province" if body.kind == "province" else "ministry"
    plan = Decimal(800 + _draw(body.code, "plan", 11200)) * 1000
    speed = Decimal(70 + _draw(body.code, "speed", 60)) / 100
    rows = {}
    for key, share in _PARTS[kind].items():
        part = (plan * share).quantize(Decimal(1))
        paid = [(part * step * speed).quantize(Decimal(1)) for step in _STEPS[:month]]
        rows[key] = Figures(part, paid[-1], sum(paid, Decimal(0)), Decimal(_draw(body.code, key, 6)))
    for key in ("central_foreign", "local"):
        rows.setdefault(key, Figures(*(Decimal(0),) * 4))
    total = Figures(
        *(sum((getattr(row, name) for row in rows.values()), Decimal(0)) for name in Figures.__slots__)
    )
    return {"total": total, **rows}


def _draw(code: str, what: str, below: int) -> int:
    """A number below `below` that depends on nothing but the names."""
    return int.from_bytes(sha256(f"{code}|{what}".encode()).digest()[:4]) % below


def make_reports() -> None:
    """Record January to June, open what is open on 10 August, and start the play of July."""
    bodies = respondents(clock.today())
    for month in range(1, LAST_BEFORE + 1):
        record_facts(
            [fact for body in bodies for fact in _facts(body, month)],
            by=DEMONSTRATION,
            source=SOURCE,
            simulated=True,
            at=datetime(2020, month, 28, 9, tzinfo=_HANOI),
        )
    open_period(REGIME, PLAYED, by=DEMONSTRATION, at=datetime(2020, 7, 1, 8, tzinfo=_HANOI))
    open_period("TTHC-QUY", "2020-Q3", by=DEMONSTRATION, at=datetime(2020, 7, 1, 8, 5, tzinfo=_HANOI))
    open_period(REGIME, OPEN, by=DEMONSTRATION, at=datetime(2020, 8, 3, 8, tzinfo=_HANOI))
    start_job("demonstration.play", by=DEMONSTRATION)


def _facts(body: Body, month: int) -> list[NewFact]:
    rows = figures_of(body, month)
    kept = {"total": ""} if month < LAST_BEFORE else _BREAKDOWNS
    return [
        _fact(body.id, month, indicator, breakdown, value)
        for key, breakdown in kept.items()
        for indicator, value in (
            ("DT-03", rows[key].plan),
            ("DT-04-P", rows[key].in_period),
            ("DT-04", rows[key].cumulative),
            ("DT-02", rows[key].rate),
            ("DT-05", rows[key].late_projects),
        )
    ]


def _fact(body: UUID, month: int, indicator: str, breakdown: str, value: Decimal) -> NewFact:
    return NewFact(
        organisation_id=body,
        period=f"2020-{month:02}",
        indicator=indicator,
        breakdown=breakdown,
        value=value,
        as_of=date(2020, month, 14),
        status="claimed",
    )


def moment(day: int, code: str, step: int, month: int = 7) -> datetime:
    """A moment in office hours of a day, a little different for each body; later steps come later."""
    minutes = _draw(code, "minute", 150) + step * 30
    return datetime(2020, month, day, 8, tzinfo=_HANOI) + timedelta(minutes=minutes)
