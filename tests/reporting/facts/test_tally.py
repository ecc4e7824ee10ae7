"""Totals added up as figures pass by are the same bytes as those worked out from the facts, whatever comes."""

import io
from datetime import date
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dieuhanh.config.actor import SYSTEM
from dieuhanh.reporting.actions.imports import import_facts
from dieuhanh.reporting.actions.resolving import known_sources
from dieuhanh.reporting.actions.rollup import rebuild_rollup
from dieuhanh.reporting.actions.tally import Tally
from dieuhanh.reporting.models import Fact, Rollup
from dieuhanh.reporting.rules.aggregation import exact_sum
from tests.factories import organisation
from tests.reporting.facts.world import World, indicator, source, totals, world

pytestmark = pytest.mark.django_db
HEAD = "organisation,indicator,period,breakdown,value,vintage,source,as_of,no_data_reason\n"


@pytest.fixture
def land() -> World:
    made = world()
    for number in range(3):
        organisation(f"X{number}", kind="commune", parent=made.north)
    organisation("T24", kind="province", parent=made.root, valid_to=date(2020, 2, 15))
    weight = indicator("W", over_organisations="sum", over_time="last")
    indicator("P", over_organisations="sum", over_time="sum", parts=["DAY"])
    indicator("C", over_organisations="sum", over_time="cumulative", respondents=["commune"])
    indicator("M", over_organisations="sum", over_time="mean", convention="15-14")
    indicator("R", over_organisations="weighted_mean", weight=weight, over_time="last")
    indicator("N")
    source("EVN", standing="claimed", simulated=True)
    source("TINH", standing="verified")
    return made


def load(*lines: str, **options: Any) -> Any:
    text = HEAD + "".join(f"{line}\n" for line in lines)
    return import_facts(io.BytesIO(text.encode()), "csv", by=SYSTEM, **options)


bodies = st.sampled_from(["T01", "T79", "T24", "X0", "X1", "X2", "BCT", "CP"])
figures = st.tuples(
    bodies,
    st.sampled_from(["P", "C", "M", "R", "W", "N"]),
    st.sampled_from(["2020-01", "2020-02", "2020-03", "2020-Q1", "2020-12", "2021-01"]),
    st.just(""),
    st.decimals(-(10**9), 10**9, places=3).map(str),
    st.sampled_from(["estimate", "official", "plan"]),
    st.sampled_from(["NSO", "EVN", "TINH"]),
    st.sampled_from(["2021-02-01", "2021-03-01"]),
    st.just(""),
)
nothing = st.tuples(
    bodies, st.just("P"), st.sampled_from(["2020-01", "2021-01"]), st.sampled_from(["", "DAY"]), st.just(""),
    st.just("official"), st.just("NSO"), st.just("2021-02-01"), st.sampled_from(["not_yet", "not_arisen"]),
)  # fmt: skip
files = st.lists(
    st.one_of(figures, figures, nothing), max_size=25, unique_by=lambda row: (*row[:4], *row[5:8])
)


@given(first=files, second=files, chunk=st.integers(1, 12))
@settings(
    max_examples=25,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_what_is_added_up_in_passing_is_what_a_rebuild_gives(
    land: World, first: list[Any], second: list[Any], chunk: int
) -> None:
    with transaction.atomic():
        for rows in (first, second):
            load(*(",".join(row) for row in rows), partial=True, chunk_rows=chunk)
            kept = totals()
            rebuild_rollup(by=SYSTEM)
            assert totals() == kept
        transaction.set_rollback(True)


def test_a_year_that_was_empty_is_added_up_in_passing(land: World, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[int] = []
    write = Tally.write
    monkeypatch.setattr(Tally, "write", lambda self: seen.append(write(self)) or seen[-1])
    load("T01,P,2020-01,,1.50,,NSO,2020-02-01,", "T79,P,2020-02,,2,,NSO,2020-03-01,")
    assert seen == [Rollup.objects.count()]
    load("T01,P,2020-03,,1,,NSO,2020-02-01,")
    assert seen[1:] == [0]
    assert Rollup.objects.get(period="2020").total == 4.5


@pytest.mark.parametrize("value", ["9" * 30, "0." + "1" * 12, "-" + "9" * 18 + "." + "9" * 12])
def test_numbers_of_any_length_are_exact(land: World, value: str) -> None:
    load(f"T01,P,2020-01,,{value},,NSO,2020-02-01,", f"T79,P,2020-01,,{value},,NSO,2020-02-01,")
    kept = totals()
    rebuild_rollup(by=SYSTEM)
    assert totals() == kept
    assert Rollup.objects.get(period="2020-01").total == exact_sum(
        fact.value or 0 for fact in Fact.objects.all()
    )


def statements(*lines: str, **options: Any) -> int:
    with CaptureQueriesContext(connection) as captured:
        load(*lines, **options)
    return len([one for one in captured if not one["sql"].startswith(("SAVEPOINT", "RELEASE"))])


def test_an_import_costs_the_same_for_one_row_as_for_fifty(land: World) -> None:
    row = "{body},P,2020-{month:02},,1,,{source},2021-01-01,"
    known_sources()
    one = statements(row.format(body="T01", month=1, source="NSO"))
    fifty = [
        row.format(body=body, month=month, source=name)
        for body in ("T01", "T79") for month in range(1, 13) for name in ("EVN", "TINH")
    ]  # fmt: skip
    # codes of bodies · indicators · parts · sources · the arithmetic · locks · is the year empty? · COPY · when the tree
    # changed · places of the bodies · bodies due · COPY of the totals · ledger entry · batch
    assert one == 14
    # the year holds figures now: in place of the last six before the ledger, what is stored of the keys · COPY · the
    # arithmetic of the year · when the tree changed · the planner told · the year's totals removed · worked out · told back
    again = statements(row.format(body="T01", month=2, source="NSO"))
    many = statements(*fifty)
    assert (again, many) == (17, 17)
