"""Indicators, sources, targets and figures: what is measured is everybody's to read, a body's figures are its remit's."""

from decimal import Decimal
from typing import Any

from dieuhanh.config.actor import SYSTEM
from dieuhanh.reporting.actions import imports
from dieuhanh.reporting.actions.facts import record_facts
from tests.authority.rows.reporting import CSV, SEES
from tests.authority.table import Row, Verb
from tests.authority.world import (
    ADMIN_ELSEWHERE,
    AUDITOR,
    CENTRE,
    COMMUNE,
    COMMUNE_ELSEWHERE,
    MACHINE,
    OTHER,
    PROVINCE,
    RECEIVER,
    SIGNED_IN,
    STRANGER,
    World,
)

_MANAGE = [RECEIVER, MACHINE]
"""`indicators.manage` over the whole. OTHER has it over BTC: he may set targets there."""
_IMPORT = [RECEIVER, MACHINE]
"""`facts.import` over the whole; COMMUNE_ELSEWHERE has it over its commune."""
_FACT = {"fact_id": "$fact_BCT"}
_CODE = {"code": "MOI-02"}
_INDICATOR = {
    "code": "MOI-03", "name_vi": "Chỉ tiêu mới", "name_en": "New indicator", "unit_vi": "người", "unit_en": "people",
    "period_kinds": ["month"], "decimals": "0", "direction": "neutral", "over_organisations": "none", "over_time": "none",
    "convention": "calendar", "national_value": "either", "status": "planned", "valid_from": "2026-01-01",
}  # fmt: skip
TARGET = {
    "indicator": "MOI-02", "organisation": "BCT", "period": "2026", "kind": "at_least", "low": "5", "assigner_vi": "Chính phủ",
    "assigner_en": "The Government", "document": "1/NQ-CP", "valid_from": "2026-11-01",
}  # fmt: skip
_SOURCE = {
    "code": "NGUON-2",
    "publisher_vi": "Cơ quan",
    "publisher_en": "Agency",
    "title_vi": "Tên",
    "title_en": "Title",
}
_NO_BCT = (STRANGER, OTHER, COMMUNE, COMMUNE_ELSEWHERE, PROVINCE, ADMIN_ELSEWHERE)
"""To whom the body itself is not there."""

ROWS = [
    Row("GET", "/reporting/indicators/", may=SIGNED_IN),
    Row("GET", "/reporting/indicators/{code}/", may=SIGNED_IN, at=_CODE),
    Row(
        "GET",
        "/reporting/indicators/{code}/made-of/",
        may=[PROVINCE, RECEIVER, CENTRE, AUDITOR, MACHINE],
        no=404,
        at=_CODE,
        query="organisation=T01&period=2020-06",
    ),
    Row("GET", "/reporting/indicators/new/", may=_MANAGE),
    Row("POST", "/reporting/indicators/new/", may=_MANAGE, ok=302, send=_INDICATOR),
    Row("GET", "/reporting/indicators/{code}/change/", may=_MANAGE, at={"code": "MOI-02"}),
    Row(
        "POST",
        "/reporting/indicators/{code}/change/",
        may=_MANAGE,
        ok=302,
        at={"code": "MOI-02"},
        send=_INDICATOR,
    ),
    Row("GET", "/reporting/targets/", may=SIGNED_IN),
    Row("GET", "/reporting/targets/new/", may=[*_MANAGE, OTHER]),
    Row(
        "GET",
        "/reporting/targets/new/",
        may=_MANAGE,
        but={OTHER: 404},
        query="replaces=$target",
        note="another's target",
    ),
    Row("POST", "/reporting/targets/new/", may=_MANAGE, ok=302, but={OTHER: 422}, send=TARGET),
    Row("GET", "/reporting/facts/{fact_id}/", may=SEES, no=404, at=_FACT),
    Row(
        "GET", "/reporting/facts/{fact_id}/signature/", no=404, at=_FACT
    ),  # this figure came by import: there is no signature
    Row("GET", "/reporting/import/", may=[*_IMPORT, COMMUNE_ELSEWHERE]),
    Row(
        "POST",
        "/reporting/import/",
        may=[*_IMPORT, COMMUNE_ELSEWHERE],
        send={"text": CSV, "source": "BAO-CAO"},
    ),
    Row(
        "POST",
        "/reporting/import/confirm/",
        may=[*_IMPORT, COMMUNE_ELSEWHERE],
        ok=409,
        send={"checked": "x", "reason": "y"},
    ),
    Row(
        "POST",
        "/reporting/import/marked.csv",
        may=[*_IMPORT, COMMUNE_ELSEWHERE],
        ok=409,
        send={"checked": "x"},
    ),
]
VERBS = [
    Verb("reporting.actions.imports.try_facts", "facts.import", "BCT", lambda w, by: _tried(imports, by)),
]  # fmt: skip


def _tried(room: Any, by: Any) -> None:
    """Trying is refused row by row: a row of another's body is a fault."""
    from io import BytesIO

    from dieuhanh.config.errors import Refused

    tried = room.try_facts(BytesIO(CSV.encode()), by=by)
    if tried.fault_count:
        raise Refused(tried.faults[0].message)


def prepare(world: World) -> None:
    """A figure and a target of BCT."""
    from datetime import date

    from dieuhanh.reporting.actions.targets import NewTarget, set_target
    from dieuhanh.reporting.models import Fact, Indicator

    bct = world.bodies["BCT"].pk
    given = {"organisation_id": bct, "indicator": "MOI-02", "period": "2020-06", "value": Decimal(5)}
    record_facts([given, {**given, "organisation_id": world.bodies["X01"].pk}], by=SYSTEM, source="BAO-CAO")
    for code in ("BCT", "X01"):
        fact = Fact.objects.get(organisation_id=world.bodies[code].pk, period="2020-06")
        world.records[f"fact_{code}"] = str(fact.id)
    set_target(
        NewTarget(
            "BCT-CU", Indicator.objects.get(code="MOI-02").pk, bct, "2026", "at_least", "Chính phủ", "The Government",
            "1/NQ-CP", date(2026, 1, 1), low=Decimal(5),
        ),
        by=SYSTEM,
    )  # fmt: skip
    from dieuhanh.reporting.models import Target

    world.records["target"] = str(Target.objects.get(key="BCT-CU").pk)
