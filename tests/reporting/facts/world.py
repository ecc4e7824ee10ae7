"""A small country for tests of figures: the Government, two provinces with communes, a ministry; some indicators."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from dieuhanh.config.actor import SYSTEM
from dieuhanh.organisations.models import Organisation
from dieuhanh.reporting.actions.facts import NewFact, Recorded, record_facts
from dieuhanh.reporting.models import Breakdown, Indicator, IndicatorVersion, Rollup, Source
from tests.factories import government, organisation


def indicator(code: str, **fields: Any) -> Indicator:
    """An indicator with one version."""
    parts = fields.pop("parts", ())
    unit = fields.pop("unit", "người")
    direction = fields.pop("direction", "higher")
    fields.setdefault("period_kinds", ["month", "quarter", "half", "year"])
    if fields.get("over_organisations", "none") != "none":
        fields.setdefault("respondents", ["province"])
    made = Indicator.objects.create(code=code, **fields)
    IndicatorVersion.objects.create(
        indicator=made, valid_from=date(1900, 1, 1), name_vi=f"Chỉ tiêu {code}", name_en=f"Indicator {code}",
        name_folded=f"chi tieu {code}".lower(), sort_key=code, unit_vi=unit, unit_en=unit, direction=direction, status="complete",
    )  # fmt: skip
    for n, part in enumerate(parts):
        Breakdown.objects.create(indicator=made, code=part, name_vi=part, name_en=part, sort=n)
    return made


def source(code: str = "NSO", **fields: Any) -> Source:
    """A publisher's source."""
    return Source.objects.create(
        code=code,
        publisher_vi="Cục Thống kê",
        publisher_en="NSO",
        title_vi="Báo cáo",
        title_en="Report",
        **fields,
    )


@dataclass
class World:
    """The bodies and a short way to record."""

    root: Organisation
    north: Organisation
    south: Organisation
    ministry: Organisation
    source: Source

    def record(
        self, indicator: Indicator, body: Organisation, period: str, value: Any, **fields: Any
    ) -> Recorded:
        """Record one figure of the published source."""
        given = None if value is None else Decimal(str(value))
        source = fields.pop("source", self.source.code)
        fields.setdefault("as_of", date(2020, 8, 1))
        row = NewFact(
            organisation_id=body.id, indicator_id=indicator.id, period=period, value=given, **fields
        )
        return record_facts([row], by=SYSTEM, source=source)


def world() -> World:
    """Make the small country."""
    root = government()
    north = organisation("T01", kind="province", parent=root)
    south = organisation("T79", kind="province", parent=root)
    return World(root, north, south, organisation("BCT", parent=root), source())


def total(body: Organisation | UUID, period: str, **fields: Any) -> Rollup:
    """The kept total of a body."""
    return Rollup.objects.get(organisation_id=getattr(body, "id", body), period=period, **fields)


def totals() -> list[tuple[Any, ...]]:
    """All totals, as text, in one order: for comparing byte by byte."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT r::text FROM reporting_rollup r ORDER BY 1")
        return cursor.fetchall()
