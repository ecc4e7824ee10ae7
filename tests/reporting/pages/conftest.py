"""A small country with figures: published for the country, claimed by provinces, one report that was signed."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from django.test import Client

from dieuhanh.organisations.models import Appointment
from dieuhanh.reporting.models import Indicator, Section
from tests import factories
from tests.reporting.facts.world import World, indicator, source, world

VIEW = ("reporting.view", "facts.view")


@dataclass
class Desk:
    """The country, its indicators, and who looks at them."""

    world: World
    growth: Indicator
    output: Indicator
    people: dict[str, Appointment]
    sign_in: Callable[[Appointment], Client]

    def client(self, name: str, language: str = "vi") -> Client:
        """A client of one of the people, in a language."""
        client = self.sign_in(self.people[name])
        client.cookies["django_language"] = language
        return client


@pytest.fixture
def desk(db: None, client_for: Callable[[Any], Client]) -> Desk:
    """Growth of the country as published and restated; output of two provinces, of which one has reported July."""
    here = world()
    Section.objects.create(code="1", name_vi="Kinh tế tổng hợp", name_en="General economy")
    source("BAO-CAO", standing="claimed")
    growth = indicator(
        "KH-01",
        unit="%",
        decimals=2,
        section_id="1",
        national_value="published",
        period_kinds=["quarter", "year"],
    )
    output = indicator(
        "SL-01", unit="tấn", decimals=0, section_id="1", over_organisations="sum", over_time="sum",
        national_value="rolled_up", parts=("RICE",),
    )  # fmt: skip
    here.record(growth, here.root, "2020-Q1", "3.82", as_of=date(2020, 3, 27), vintage="estimate")
    here.record(growth, here.root, "2020-Q1", "3.68", as_of=date(2020, 6, 29), vintage="revised")
    here.record(growth, here.root, "2020-Q2", "0.36", as_of=date(2020, 6, 29), vintage="estimate")
    for month, north, south in (("2020-06", 120, 80), ("2020-07", 130, None)):
        here.record(output, here.north, month, north, source="BAO-CAO")
        if south is not None:
            here.record(output, here.south, month, south, source="BAO-CAO")
    here.record(output, here.north, "2020-06", 125, source="BAO-CAO", as_of=date(2020, 8, 5))
    commune = factories.organisation("X01", kind="commune", parent=here.north)
    people = {
        "office": factories.appointment(
            here.ministry, *VIEW, "indicators.manage", "facts.import", "ledger.read", scope=here.root
        ),
        "north": factories.appointment(here.north, *VIEW),
        "south": factories.appointment(here.south, *VIEW, "facts.import"),
        "commune": factories.appointment(commune, *VIEW),
        "administrator": factories.appointment(here.ministry, "organisations.manage", scope=here.root),
    }
    return Desk(here, growth, output, people, client_for)
