"""The API of indicators, sources, targets and figures, and what brings figures in and out by the folder."""

import os
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from dieuhanh.config.actor import SYSTEM
from dieuhanh.config.errors import Invalid, Missing, Refused
from dieuhanh.reporting.actions import exporting, folders, indicators
from dieuhanh.reporting.actions.facts import record_facts
from tests.authority.rows.reporting import CSV, _fact, _indicator
from tests.authority.table import Row, Verb
from tests.authority.world import (
    AUDITOR,
    CENTRE,
    CLERK,
    COMMUNE_ELSEWHERE,
    LEADER,
    MACHINE,
    NARROW,
    RECEIVER,
    SIGNED_IN,
    World,
)  # fmt: skip
from tests.environment import HOME_VARIABLE

_SEES = [CLERK, LEADER, RECEIVER, CENTRE, AUDITOR, MACHINE, NARROW]
"""Who sees BCT's figures: its own office, who serves the whole, and the machine that may see just these."""
_MANAGES = [RECEIVER, MACHINE]
_IMPORTS = [RECEIVER, MACHINE]
_ASKED = "indicator=MOI-02&organisation=BCT&from=2020-07&to=2020-07"
_INDICATOR = {
    "code": "MOI-03", "name_vi": "Mới", "name_en": "New", "unit_vi": "người", "unit_en": "people", "period_kinds": ["month"],
}  # fmt: skip
_SOURCE = {
    "code": "MOI",
    "publisher_vi": "Cơ quan",
    "publisher_en": "Body",
    "title_vi": "Tên",
    "title_en": "Title",
}
_TARGET = {
    "key": "BCT-MOI", "indicator": "MOI-02", "organisation": "BCT", "period": "2026", "kind": "at_least", "low": "5",
    "assigner_vi": "Chính phủ", "assigner_en": "Government", "document": "1/NQ-CP", "valid_from": "2020-01-01",
}  # fmt: skip
ROWS = [
    Row("GET", "/api/v1/indicators", may=SIGNED_IN),
    Row("GET", "/api/v1/indicators/{code}", may=SIGNED_IN, at={"code": "MOI-02"}),
    Row("POST", "/api/v1/indicators", may=_MANAGES, ok=201, send=_INDICATOR),
    Row("GET", "/api/v1/sources", may=SIGNED_IN),
    Row("POST", "/api/v1/sources", may=_MANAGES, ok=201, send=_SOURCE),
    Row("GET", "/api/v1/targets", may=SIGNED_IN),
    Row("POST", "/api/v1/targets", may=_MANAGES, ok=201, no=(403, 404), send=_TARGET),
    Row("GET", "/api/v1/facts", may=_SEES, no=404, query=_ASKED),
    Row("GET", "/api/v1/facts", may=_SEES, no=404, query=f"{_ASKED}&format=csv", note="as CSV"),
    Row("GET", "/api/v1/facts", may=SIGNED_IN, query="indicator=MOI-02", note="of the country"),
    Row("GET", "/api/v1/facts/{fact_id}/provenance", may=_SEES, no=404, at={"fact_id": "$figure_BCT"}),
    # One of another province may import there: for him a body of Hà Nội's is a fault of its row.
    Row(
        "POST", "/api/v1/facts:import", may=_IMPORTS, but={COMMUNE_ELSEWHERE: 422}, send=CSV, kind="text/csv"
    ),
]


def _folder(name: str = "") -> Path:
    made = Path(mkdtemp(dir=os.environ[HOME_VARIABLE]))
    if name:
        (made / name).write_text(CSV)
    return made


def _add_parts(w: World, by: Any) -> None:
    indicators.add_breakdowns(_indicator(), [indicators.NewBreakdown("MOI", "Mới", "New")], by=by)


_ACTIONS = "reporting.actions."
VERBS = [
    Verb(
        _ACTIONS + "folders.import_folder", "facts.import", "CP",
        lambda w, by: folders.import_folder(folders.plan_of(_folder("a.csv")), by=by), refusal=(Refused, Missing, Invalid),
    ),
    Verb(
        _ACTIONS + "exporting.export_folder", "facts.view", "CP", lambda w, by: exporting.export_folder(_folder() / "out", by=by),
        success="needs a transaction of its own: tests/reporting/facts/test_folders.py",
    ),
    Verb(_ACTIONS + "indicators.add_breakdowns", "indicators.manage", "CP", _add_parts),
]  # fmt: skip
INNER = {
    _ACTIONS
    + "receiving.start_import": "hands a file to a job, which is judged by import_facts when it runs",
}


def prepare(world: World) -> None:
    """A figure of BCT."""
    done = record_facts(
        [{**_fact(world), "indicator": "MOI-02", "period": "2020-07"}], by=SYSTEM, source="BAO-CAO"
    )
    world.records["figure_BCT"] = str(next(iter(done.facts.values())))
