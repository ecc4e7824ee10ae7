"""The room's own tables load, twice without harm, and give the wall its figures."""

from decimal import Decimal

import pytest

from dieuhanh.config.actor import SYSTEM
from dieuhanh.organisations import reference as organisations
from dieuhanh.reporting import reference
from dieuhanh.reporting.models import Fact, FactBatch, Indicator, Target
from dieuhanh.reporting.queries import headlines as figures
from dieuhanh.reporting.rules.catalogue import Judgement

pytestmark = pytest.mark.django_db


def test_the_tables_load_and_load_again_without_harm() -> None:
    organisations.load(by=SYSTEM)
    first = reference.load(by=SYSTEM)
    assert {one.file: one.rows - one.added for one in first} == dict.fromkeys(
        ("sections.csv", "SOURCES.csv", "indicators.csv", "targets.csv", "figures.csv"), 0
    )
    assert (Indicator.objects.count(), Target.objects.count()) == (first[2].rows, first[3].rows)
    assert Fact.objects.count() == first[4].rows
    again = reference.load(by=SYSTEM)
    assert {one.added for one in again} == {0}
    assert FactBatch.objects.count() == 1
    prices = figures.headlines(["KH-04", "GC-01", "NONE"], until="2020-07")[0]
    assert (prices.point.period, prices.judgement, prices.source is not None) == (
        "2020-07",
        Judgement.CANNOT_SAY,
        True,
    ) or prices.target is not None
    assert prices.point.value is not None
    assert prices.point.value > Decimal(0)
