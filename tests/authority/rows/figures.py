"""The pages of figures: the catalogue, series, facts down to their proof, targets, imports."""

from datetime import date
from decimal import Decimal
from typing import Any

from dieuhanh.config.actor import SYSTEM
from dieuhanh.reporting.actions import indicators
from dieuhanh.reporting.actions.facts import record_facts
from tests.authority.table import Row
from tests.authority.world import (
    AUDITOR,
    CENTRE,
    CLERK,
    COMMUNE_ELSEWHERE,
    LEADER,
    MACHINE,
    NARROW,
    OTHER,
    RECEIVER,
    SIGNED_IN,
    World,
)

_SEES = [CLERK, LEADER, RECEIVER, CENTRE, AUDITOR, MACHINE, NARROW]
"""Who sees BCT's figures: its own officials who work with reports, and who serves the whole."""
_SEES_ALL = [RECEIVER, CENTRE, AUDITOR, MACHINE]
_MANAGES = [RECEIVER, MACHINE]
_IMPORTS = [RECEIVER, MACHINE, COMMUNE_ELSEWHERE]
_FACT = {"fact_id": "$fact"}
_CODE = {"code": "SO-01"}
_ROWS = "organisation,indicator,period,value\nBCT,SO-01,2020-08,5\n"
_TARGET = {
    "indicator": "SO-01", "organisation": "BCT", "period": "2026", "kind": "at_least", "low": "5", "assigner_vi": "Chính phủ",
    "assigner_en": "The Government", "document": "1/NQ-CP", "valid_from": "2026-01-01",
}  # fmt: skip
_WORDS = {
    "name_vi": "Chỉ tiêu", "name_en": "Indicator", "unit_vi": "%", "unit_en": "%", "direction": "higher", "status": "planned",
    "valid_from": "2020-08-10",
}  # fmt: skip
_NEW = {
    **_WORDS, "code": "SO-02", "decimals": "0", "period_kinds": ["month"], "convention": "calendar", "over_organisations": "none",
    "over_time": "none", "national_value": "either",
}  # fmt: skip

ROWS = [
    Row("GET", "/reporting/indicators/", may=SIGNED_IN),
    Row("GET", "/reporting/indicators/{code}/", may=SIGNED_IN, at=_CODE),
    Row(
        "GET",
        "/reporting/indicators/{code}/",
        may=_SEES,
        no=404,
        at=_CODE,
        query="organisation=BCT",
        note="of BCT",
    ),
    Row(
        "GET",
        "/reporting/indicators/{code}/made-of/",
        may=_SEES_ALL,
        no=404,
        at=_CODE,
        query="period=2020-07",
    ),
    Row("GET", "/reporting/indicators/new/", may=_MANAGES),
    Row("POST", "/reporting/indicators/new/", may=_MANAGES, ok=302, send=_NEW),
    Row("GET", "/reporting/indicators/{code}/change/", may=_MANAGES, at=_CODE),
    Row("POST", "/reporting/indicators/{code}/change/", may=_MANAGES, ok=302, at=_CODE, send=_WORDS),
    Row("GET", "/reporting/facts/{fact_id}/", may=_SEES, no=404, at=_FACT),
    # It came by no signed report: nobody finds one.
    Row("GET", "/reporting/facts/{fact_id}/signature/", ok=404, no=404, at=_FACT),
    Row("GET", "/reporting/targets/", may=SIGNED_IN),
    Row("GET", "/reporting/targets/new/", may=[*_MANAGES, OTHER]),
    # OTHER sets targets of BTC; BCT is not there to be named.
    Row("POST", "/reporting/targets/new/", may=_MANAGES, ok=302, but={OTHER: 422}, send=_TARGET),
    Row("GET", "/reporting/import/", may=_IMPORTS),
    # A body of another's is a fault of its row, told in the check.
    Row("POST", "/reporting/import/", may=_IMPORTS, send={"text": _ROWS}),
    # What was not checked here, by this appointment, is not taken.
    Row("POST", "/reporting/import/confirm/", may=_IMPORTS, ok=409, send={"checked": "x", "reason": "x"}),
    Row("POST", "/reporting/import/marked.csv", may=_IMPORTS, ok=409, send={"checked": "x"}),
]

INNER = {"reporting.actions.imports.try_facts": "import_facts, tried and taken back: it keeps nothing"}


def prepare(world: World) -> None:
    """An indicator that ministries report, and BCT's figure of July."""
    made = indicators.add_indicator(
        indicators.NewIndicator(
            "SO-01", "Chỉ tiêu số liệu", "Indicator of figures", "người", "people", ["month", "year"], over_organisations="sum",
            over_time="sum", respondents=["ministry"], valid_from=date(2010, 1, 1),
        ),
        by=SYSTEM,
    )  # fmt: skip
    given: dict[str, Any] = {
        "organisation_id": world.bodies["BCT"].pk, "indicator": made.code, "period": "2020-07", "value": Decimal(5),
    }  # fmt: skip
    record_facts([given], by=SYSTEM, source="BAO-CAO")
    world.records["fact"] = str(_fact(made.pk))


def _fact(indicator_id: Any) -> Any:
    from dieuhanh.reporting.models import Fact

    return Fact.objects.get(indicator_id=indicator_id).pk
