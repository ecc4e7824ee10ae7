"""Resolution 17 on the morning of 10 August 2020: its tasks linked, and what bodies are made to claim.

The programme, its rules and its published figures are real and come from the room's own tables. That these bodies
reported these figures and these decisions is made up, and says so; so are the figures of records beside them.
"""

from datetime import date
from decimal import Decimal

from dieuhanh.demonstration.accounts import DEMONSTRATION
from dieuhanh.directives.queries.linked import codes_of_document
from dieuhanh.organisations.queries.bodies import Body, of_kinds
from dieuhanh.programmes.actions.documents import NewDocument, claim_document
from dieuhanh.programmes.actions.figures import NewFigure, report_figure
from dieuhanh.programmes.actions.judging import judge_report
from dieuhanh.programmes.actions.linking import link_tasks
from dieuhanh.programmes.actions.outlook import judge_likelihood, plan_trajectory
from dieuhanh.reporting.actions.facts import NewFact, record_facts

_BY = DEMONSTRATION
CODE, ONLINE, LEVEL_4 = "NQ17-2019", "17.3", "17.6"
_DAY = date(2020, 8, 7)
_QUARTER = "2020-Q2"
_CLAIMS = {
    "BCT": 64,
    "BTC": 47,
    "BGTVT": 35,
    "BNV": 21,
    "BTP": 24,
    "BYT": 18,
    "BXD": 12,
    "T22": 41,
    "T01": 26,
    "T04": 9,
}
"""Per cent of dossiers solved online, as each is made to claim it."""
_RECORDS = {"BCT": (5120, 3380), "BTC": (2140, 9860), "T22": (8800, 14_100), "T04": (310, 6920)}
"""New dossiers received online, and in person or by post: what the records are made to say."""
_VERIFIED = ("BTC", "T22")
_COMMITTEES = ("BCT", "BTC", "BGTVT", "BTP", "BXD", "BTTTT", "BNNPTNT", "BCA")
_PLANS = (*_COMMITTEES, "BNV", "BYT", "BKHDT")
_TARGETS = (
    *(f"17.{n}" for n in range(1, 11)),
    "",
    *(f"17.{n}" for n in range(11, 15)),
    "25.1",
    "25.2",
    "25.3",
)
"""The target that each of the resolution's first duties in the register carries out, in their order; one is of none."""
_MONTHS = ("2020-09", "2020-10", "2020-11", "2020-12")


def make_programmes() -> None:
    """Links, claims, a planned path and a judgement, all by the hand that makes things up; the tasks linked are real."""
    duties = codes_of_document("17/NQ-CP", date(2019, 3, 7))
    for target, task in zip(_TARGETS, duties, strict=False):
        link_tasks(CODE, by=_BY, tasks=[task], target=target)
    link_tasks(CODE, by=_BY, symbol="17/NQ-CP")
    link_tasks("NQ68-2020", by=_BY, symbol="68/NQ-CP")
    bodies = {
        one.code: one
        for one in of_kinds(("ministry", "ministerial_agency", "government_agency", "province"), _DAY)
    }
    _records(bodies)
    _figures(bodies)
    _papers(bodies)
    plan_trajectory(
        CODE, LEVEL_4, list(zip(_MONTHS, map(Decimal, (18, 22, 26, 30)), strict=True)), by=_BY,
        document="Kế hoạch mô phỏng", planned_on=_DAY,
    )  # fmt: skip
    judge_likelihood(
        CODE, LEVEL_4, by=_BY, overall="problematic", on=_DAY,
        parts={"challenge": "problematic", "planning": "mixed", "capacity": "problematic", "stage": "mixed"},
        reason="Phải gần gấp đôi trong bốn tháng (đánh giá mô phỏng)",
    )  # fmt: skip


def _records(bodies: dict[str, Body]) -> None:
    """What the reporting room holds of four bodies for the second quarter: simulated, from the simulated source."""
    rows = [
        NewFact(
            organisation_id=bodies[code].id, period=_QUARTER, indicator=indicator, value=Decimal(value),
            as_of=date(2020, 7, 25), status="claimed",
        )
        for code, pair in _RECORDS.items()
        if code in bodies
        for indicator, value in zip(("HC-02", "HC-03"), pair, strict=True)
    ]  # fmt: skip
    record_facts(rows, by=_BY, source="MO-PHONG", simulated=True)


def _figures(bodies: dict[str, Body]) -> None:
    for code, value in _CLAIMS.items():
        if code not in bodies:
            continue
        made = report_figure(
            CODE,
            ONLINE,
            NewFigure(
                code,
                _QUARTER,
                Decimal(value),
                document="Báo cáo mô phỏng",
                document_on=_DAY,
                published_on=_DAY,
            ),
            by=_BY,
        )
        if code in _VERIFIED:
            found = Decimal("17.8") if code == "BTC" else None
            judge_report(made.id, "verify", by=_BY, reason="Đối chiếu mô phỏng", found=found)


def _papers(bodies: dict[str, Body]) -> None:
    for kind, having in (("committee", _COMMITTEES), ("plan", _PLANS)):
        for number, code in enumerate(having, 1):
            if code not in bodies:
                continue
            new = NewDocument(
                code,
                kind,
                f"MP-{number:02}/QĐ-{code}",
                date(2019, 4, number),
                issuer=bodies[code].name_vi,
                published_on=_DAY,
                note="Mô phỏng",
            )
            claim_document(CODE, new, by=_BY)
