"""Recording figures: versions, equal values, lateness, faults, totals above."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from dieuhanh.config.actor import SYSTEM
from dieuhanh.config.errors import Invalid, Refused
from dieuhanh.ledger.models import Entry
from dieuhanh.reporting.actions.facts import NewFact, record_facts
from dieuhanh.reporting.actions.rollup import rebuild_rollup
from dieuhanh.reporting.actions.writing import content_hash_of
from dieuhanh.reporting.models import Fact, FactBatch, Rollup
from dieuhanh.reporting.queries.facts import latest_values, previous_values
from tests.factories import actor, organisation
from tests.reporting.facts.world import World, indicator, source, total, totals, world

pytestmark = pytest.mark.django_db


@pytest.fixture
def land() -> World:
    return world()


def test_a_new_value_becomes_the_next_version_and_names_the_one_before(land: World) -> None:
    gdp = indicator("X")
    land.record(gdp, land.root, "2020-07", 5)
    land.record(gdp, land.root, "2020-07", 6, as_of=date(2020, 9, 1))
    first, second = Fact.objects.order_by("version")
    assert (first.version, second.version, second.supersedes, first.supersedes) == (1, 2, first.id, None)


def test_an_equal_value_is_no_new_version(land: World) -> None:
    gdp = indicator("X")
    land.record(gdp, land.root, "2020-07", "5.0")
    again = land.record(gdp, land.root, "2020-07", "5.00", as_of=date(2020, 9, 1))
    assert (again.written, again.unchanged, again.batch_id) == (0, 1, None)
    assert Fact.objects.count() == 1


def test_an_older_value_is_kept_and_told_as_late_and_does_not_replace_the_newer(land: World) -> None:
    gdp = indicator("X")
    land.record(gdp, land.root, "2020-07", 6, as_of=date(2020, 9, 1))
    late = land.record(gdp, land.root, "2020-07", 5, as_of=date(2020, 8, 1))
    assert (late.written, late.late) == (1, 1)
    assert latest_values(land.root.id, [gdp.id], "2020-07")[gdp.id, ""].value == 6
    assert latest_values(land.root.id, [gdp.id], "2020-07", as_of=date(2020, 8, 15))[gdp.id, ""].value == 5


def test_vintages_stand_beside_each_other_and_the_later_one_is_shown(land: World) -> None:
    gdp = indicator("X")
    land.record(gdp, land.root, "2020-07", 5, vintage="estimate")
    land.record(gdp, land.root, "2020-07", 7, vintage="final", as_of=date(2020, 8, 2))
    land.record(gdp, land.root, "2020-07", 6, vintage="revised", as_of=date(2020, 9, 2))
    shown = latest_values(land.root.id, [gdp.id], "2020-07")[gdp.id, ""]
    assert (shown.value, shown.vintage, Fact.objects.count()) == (Decimal(7), "official", 3)


def test_two_values_for_one_figure_in_one_call_are_told_and_nothing_is_recorded(land: World) -> None:
    gdp = indicator("X")
    rows = [
        NewFact(land.root.id, "2020-07", Decimal(n), indicator_id=gdp.id, as_of=date(2020, 8, 1))
        for n in (1, 2)
    ]
    with pytest.raises(Invalid) as told:
        record_facts(rows, by=SYSTEM, source="NSO")
    assert [fault.row for fault in told.value.faults] == [2]
    assert not Fact.objects.exists()


def test_every_fault_is_told_at_once(land: World) -> None:
    gdp = indicator("X", parts=["AGR"], period_kinds=["month"])
    gone = organisation("T24", kind="province", parent=land.root, valid_to=date(2015, 1, 1), key="T24-1")
    good = {"organisation_id": land.root.id, "indicator_id": gdp.id, "period": "2020-07", "value": Decimal(1)}
    rows: list[dict[str, Any]] = [
        good,
        good | {"period": "July"},
        good | {"period": "2020-Q3"},
        good | {"breakdown": "IND"},
        good | {"vintage": "guess"},
        good | {"value": None},
        good | {"value": Decimal("NaN")},
        good | {"organisation_id": gone.id},
        good | {"indicator_id": None, "indicator": "NONE"},
    ]
    with pytest.raises(Invalid) as told:
        record_facts(rows, by=SYSTEM, source="NSO")
    assert sorted(fault.row or 0 for fault in told.value.faults) == [2, 3, 4, 5, 6, 7, 8, 9]


def test_it_refuses_who_may_not_import_for_the_body(land: World) -> None:
    gdp = indicator("X")
    clerk = actor(land.north, "facts.import")
    row = NewFact(land.south.id, "2020-07", Decimal(1), indicator_id=gdp.id)
    with pytest.raises(Refused):
        record_facts([row], by=clerk, source="NSO")
    record_facts(
        [row], by=clerk, source="NSO", submission_id=land.root.id
    )  # the accepting action has asked already


def test_the_ledger_names_the_batch_and_the_hash_of_what_is_stored(land: World) -> None:
    gdp = indicator("X", parts=["A,B"])
    rows = [
        NewFact(land.root.id, "2020-07", Decimal("-0.50"), indicator_id=gdp.id, note='nói "ước", chưa đủ'),
        NewFact(
            land.root.id, "2020-07", None, indicator_id=gdp.id, breakdown="A,B", no_data_reason="not_yet"
        ),
    ]
    done = record_facts(rows, by=SYSTEM, source="NSO")
    batch = FactBatch.objects.get()
    assert Entry.objects.get(id=done.entry_id).subject_id == batch.id
    assert content_hash_of(batch) == (batch.content_hash, 2)


def test_totals_follow_through_the_tree_and_through_time(land: World) -> None:
    power = indicator("P", over_organisations="sum", over_time="sum")
    land.record(power, land.north, "2020-01", 10)
    land.record(power, land.south, "2020-01", 5)
    land.record(power, land.north, "2020-02", 1)
    january, quarter = total(land.root, "2020-01"), total(land.root, "2020-Q1")
    assert (january.total, january.reported, january.expected) == (15, 2, 2)
    assert (quarter.total, quarter.reported, quarter.expected) == (16, 3, 6)
    land.record(power, land.north, "2020-01", 11, as_of=date(2020, 9, 1))
    assert total(land.root, "2020").total == 17


def test_figures_of_quarters_are_never_added_to_figures_of_months(land: World) -> None:
    power = indicator("P", over_organisations="sum", over_time="sum")
    land.record(power, land.north, "2020-01", 10)
    land.record(power, land.north, "2020-Q1", 32)
    assert {(r.base, r.total) for r in Rollup.objects.filter(period="2020-Q1")} == {
        ("month", 10),
        ("quarter", 32),
    }


def test_a_weighted_mean_follows_its_weight(land: World) -> None:
    plan = indicator("W", over_organisations="sum", over_time="last")
    rate = indicator("R", over_organisations="weighted_mean", weight=plan, over_time="last")
    land.record(rate, land.north, "2020-06", 50)
    assert not Rollup.objects.filter(indicator_id=rate.id).exists()
    land.record(plan, land.north, "2020-06", 100)
    land.record(plan, land.south, "2020-06", 300)
    land.record(rate, land.south, "2020-06", 10)
    cell = total(land.root, "2020-06", indicator_id=rate.id)
    assert (cell.total, cell.weight) == (8000, 400)
    land.record(plan, land.south, "2020-06", 400, as_of=date(2020, 9, 1))
    cell = total(land.root, "2020-06", indicator_id=rate.id)
    assert (cell.total, cell.weight) == (9000, 500)


def test_a_refuted_figure_leaves_the_total(land: World) -> None:
    power = indicator("P", over_organisations="sum", over_time="sum")
    land.record(power, land.north, "2020-01", 10, status="claimed")
    land.record(power, land.north, "2020-01", 10, status="refuted", as_of=date(2020, 9, 1))
    assert not Rollup.objects.exists()
    assert latest_values(land.north.id, [power.id], "2020-01")[power.id, ""].status == "refuted"


def test_what_was_kept_as_figures_came_is_rebuilt_to_the_same_bytes(land: World) -> None:
    plan = indicator("W", over_organisations="sum", over_time="last")
    rate = indicator("R", over_organisations="weighted_mean", weight=plan, over_time="last")
    power = indicator("P", over_organisations="sum", over_time="sum", parts=["DAY"])
    other = source("EVN", simulated=True)
    for n, body in enumerate((land.north, land.south)):
        for month in (1, 2, 3):
            land.record(power, body, f"2020-{month:02}", f"{n}.{month}50")
            land.record(plan, body, f"2020-{month:02}", 100 + n)
            land.record(rate, body, f"2020-{month:02}", f"{n}.5")
        land.record(power, body, "2020-02", "7.1", breakdown="DAY", source=other.code)
    land.record(power, land.north, "2020-02", "0", as_of=date(2020, 9, 1))
    land.record(power, land.south, "2020-03", None, no_data_reason="not_arisen", as_of=date(2020, 9, 1))
    land.record(plan, land.south, "2020-03", "99", status="refuted", as_of=date(2020, 9, 2))
    kept = totals()
    assert len(kept) == 20
    rebuild_rollup(by=SYSTEM)
    assert totals() == kept


def test_previous_values_give_the_period_before_and_the_year_before(land: World) -> None:
    gdp = indicator("X")
    for period, value in (("2019-07", 3), ("2020-06", 4), ("2020-07", 5)):
        land.record(gdp, land.root, period, value)
    found = previous_values(land.root.id, [gdp.id], "2020-07")
    assert (found.before[gdp.id, ""].value, found.year_before[gdp.id, ""].value) == (4, 3)
