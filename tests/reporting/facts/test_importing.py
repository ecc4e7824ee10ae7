"""Importing files of figures: all or nothing, partial, versions, faults by row and column, repeats."""

import io
import json
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from dieuhanh.config.actor import SYSTEM
from dieuhanh.config.errors import Invalid, Refused
from dieuhanh.reporting.actions.imports import Imported, import_facts
from dieuhanh.reporting.actions.rollup import rebuild_rollup
from dieuhanh.reporting.actions.writing import content_hash_of
from dieuhanh.reporting.models import Fact, FactBatch, Rollup
from tests.factories import actor
from tests.reporting.facts.world import World, indicator, total, totals, world

pytestmark = pytest.mark.django_db
HEAD = "organisation,indicator,period,breakdown,value,vintage,source,as_of\n"


@pytest.fixture
def land() -> World:
    made = world()
    indicator("P", over_organisations="sum", over_time="sum", parts=["DAY"])
    return made


def load(*lines: str, **options: Any) -> Imported:
    text = HEAD + "\n".join(lines) + "\n"
    return import_facts(io.BytesIO(text.encode()), "csv", by=options.pop("by", SYSTEM), **options)


def test_it_keeps_every_row_its_totals_and_one_ledger_entry(land: World) -> None:
    done = load(
        "T01,P,2020-01,,10,estimate,NSO,2020-02-01",
        "T79,P,2020-01,DAY,2.50,,NSO,2020-02-01",
        "T79,P,2020-01,,5,,NSO,2020-02-01",
    )
    assert (done.rows, done.written, done.fault_count) == (3, 3, 0)
    assert total(land.root, "2020-01", breakdown="").total == 15
    batch = FactBatch.objects.get()
    assert content_hash_of(batch) == (batch.content_hash, 3)
    assert batch.ledger_entry_id == done.entry_id


def test_the_same_file_again_writes_nothing(land: World) -> None:
    lines = ("T01,P,2020-01,,10,estimate,NSO,2020-02-01", "T01,P,2020-01,,11,estimate,NSO,2020-03-01")
    first, again = load(*lines), load(*lines)
    assert (first.written, again.written, again.unchanged, again.batch_id) == (2, 0, 2, None)
    assert [(f.version, f.supersedes is None) for f in Fact.objects.order_by("version")] == [
        (1, True),
        (2, False),
    ]


@pytest.mark.parametrize("chunk", [1, 2, 100])
def test_what_the_chunks_are_does_not_change_what_is_kept(land: World, chunk: int) -> None:
    load(
        "T01,P,2020-01,,10,estimate,NSO,2020-02-01",
        "T79,P,2020-01,,7,estimate,NSO,2020-02-01",
        "T01,P,2020-01,,11,estimate,NSO,2020-03-01",
        "T01,P,2020-01,,11.0,estimate,NSO,2020-04-01",
        chunk_rows=chunk,
    )
    kept = Fact.objects.order_by("organisation_id", "version").values_list("version", "value", "as_of")
    assert list(kept) == [(1, 10, date(2020, 2, 1)), (2, 11, date(2020, 3, 1)), (1, 7, date(2020, 2, 1))]
    assert total(land.root, "2020-Q1").total == 18


@pytest.mark.parametrize("chunk", [1, 100])
def test_a_figure_given_twice_is_told(land: World, chunk: int) -> None:
    with pytest.raises(Invalid) as told:
        load(
            "T01,P,2020-01,,10,,NSO,2020-02-01",
            "T79,P,2020-01,,1,,NSO,2020-02-01",
            "T01,P,2020-01,,10,,NSO,2020-02-01",
            chunk_rows=chunk,
        )
    assert [fault.row for fault in told.value.faults] == [4]
    assert not Fact.objects.exists()


BAD = [
    ("NO1,P,2020-01,,1,,NSO,2020-02-01", "organisation"),
    ("T01,NOT,2020-01,,1,,NSO,2020-02-01", "indicator"),
    ("T01,P,2020-13,,1,,NSO,2020-02-01", "period"),
    ("T01,P,2020-01,NIGHT,1,,NSO,2020-02-01", "breakdown"),
    ('T01,P,2020-01,,"1,5",,NSO,2020-02-01', "value"),
    ("T01,P,2020-01,,,,NSO,2020-02-01", "value"),
    ("T01,P,2020-01,,1e5,,NSO,2020-02-01", "value"),
    ("T01,P,2020-01,,1,guess,NSO,2020-02-01", "vintage"),
    ("T01,P,2020-01,,1,,NOBODY,2020-02-01", "source"),
    ("T01,P,2020-01,,1,,NSO,1/2/2020", "as_of"),
]


def test_all_faults_are_told_at_once_by_row_and_column_and_nothing_is_kept(land: World) -> None:
    with pytest.raises(Invalid) as told:
        load("T01,P,2020-01,,10,,NSO,2020-02-01", *(line for line, _ in BAD))
    assert sorted((fault.row or 0, fault.column) for fault in told.value.faults) == [
        (n + 3, column) for n, (_, column) in enumerate(BAD)
    ]
    assert not Fact.objects.exists()
    assert not FactBatch.objects.exists()


def test_partial_keeps_the_good_rows_and_gives_the_faults_back(land: World) -> None:
    done = load(
        "T01,P,2020-01,,10,,NSO,2020-02-01",
        *(line for line, _ in BAD),
        "T79,P,2020-01,,-0,,NSO,2020-02-01",
        partial=True,
    )
    assert (done.written, done.fault_count) == (2, len(BAD))
    batch = FactBatch.objects.get()
    assert content_hash_of(batch) == (batch.content_hash, 2)


def test_a_body_that_had_ended_before_the_period_is_told(land: World) -> None:
    from tests.factories import organisation

    organisation("T24", kind="province", parent=land.root, valid_to=date(2015, 1, 1), key="T24-1")
    load("T24,P,2014-12,,1,,NSO,2015-02-01")
    with pytest.raises(Invalid) as told:
        load("T24,P,2015-01,,1,,NSO,2015-02-01")
    assert "01/01/2015" in told.value.faults[0].message


def test_ndjson_keeps_the_digits_as_written(land: World) -> None:
    rows = [
        {
            "organisation": "T01",
            "indicator": "P",
            "period": "2020-01",
            "value": 0.1234567890123,
            "source": "NSO",
        },
        {
            "organisation": "T79",
            "indicator": "P",
            "period": "2020-01",
            "value": "12345678901234567890.5",
            "source": "NSO",
            "vintage": "plan",
        },
        {
            "organisation": "T79",
            "indicator": "P",
            "period": "2020-02",
            "no_data_reason": "not_yet",
            "source": "NSO",
        },
    ]
    text = "\n".join(json.dumps(row) for row in rows)
    with pytest.raises(Invalid) as told:
        import_facts(io.BytesIO(text.encode()), "ndjson", by=SYSTEM)
    assert [fault.row for fault in told.value.faults] == [1]
    text = "\n".join(json.dumps(row) for row in rows[1:])
    assert import_facts(io.BytesIO(text.encode()), "ndjson", by=SYSTEM).written == 2
    assert str(Fact.objects.get(period="2020-01").value) == "12345678901234567890.5"


@pytest.mark.parametrize(
    ("content", "form"),
    [
        (b"", "csv"),
        (b"\xff\xfe\x00", "csv"),
        (b"organisation,indicator\nT01,P\n", "csv"),
        (HEAD.encode() + b"T01,P,2020-01\n", "csv"),
        (HEAD.encode() + b"T01,P,2020-01,,\xff,,NSO,2020-02-01\n", "csv"),
        (HEAD.encode() + b'"T01,P,2020-01,,1,,NSO,2020-02-01\n', "csv"),
        (HEAD.encode() + b"T01,P,2020-01,,1,,NSO,2020-02-01,more\n", "csv"),
        (b"organisation,indicator,period,value,secret\n", "csv"),
        (b"[1]\n", "ndjson"),
        (b"{\n", "ndjson"),
        (b'{"organisation": ["T01"]}\n', "ndjson"),
        (b"[" * 100_000, "ndjson"),
    ],
)
def test_what_cannot_be_read_gets_a_sentence(land: World, content: bytes, form: str) -> None:
    with pytest.raises(Invalid) as told:
        import_facts(io.BytesIO(content), form, by=SYSTEM)
    assert str(told.value.detail)


def test_a_quoted_cell_may_hold_commas_quotes_and_line_ends(land: World) -> None:
    text = 'organisation,indicator,period,value,note\nT01,P,2020-01,1,"nói ""ước"",\nchưa đủ"\n'
    import_facts(io.BytesIO(text.encode()), "csv", by=SYSTEM)
    batch = FactBatch.objects.get()
    assert Fact.objects.get().note == 'nói "ước",\nchưa đủ'
    assert content_hash_of(batch) == (batch.content_hash, 1)


def test_it_keeps_who_may_not_import_for_a_body_from_doing_so(land: World) -> None:
    clerk = actor(land.north, "facts.import")
    line = "T79,P,2020-01,,1,,NSO,2020-02-01"
    with pytest.raises(Invalid) as told:
        load(line, by=clerk)
    assert told.value.faults[0].column == "organisation"
    with pytest.raises(Refused):
        load(line, by=actor(land.north))


def test_an_import_beside_what_is_there_gives_the_totals_that_a_rebuild_gives(land: World) -> None:
    load(
        *(
            f"{body},P,2020-{month:02},,{month}.5,,NSO,2020-02-01"
            for body in ("T01", "T79")
            for month in range(1, 13)
        )
    )
    load("T01,P,2020-03,,100,,NSO,2020-06-01", "T01,P,2021-01,,7,,NSO,2021-06-01")
    kept = totals()
    assert Rollup.objects.get(period="2020").total == 2 * (78 + 12 * Decimal("0.5")) + 100 - Decimal("3.5")
    rebuild_rollup(by=SYSTEM)
    assert totals() == kept
