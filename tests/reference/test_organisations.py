"""The bodies and provinces of the reference tables, counted as the law counts them."""

from collections import Counter
from itertools import pairwise

import pytest

from tests.reference.tables import ROOT, Row, alive, organisations, read
from tests.shared import data

REFORM, MERGER = "2025-03-01", "2025-07-01"


@pytest.mark.parametrize(
    ("day", "ministries", "ministerial", "agencies"),
    [("2020-08-19", 18, 4, 8), ("2025-02-28", 18, 4, 8), (REFORM, 14, 3, 5), ("2026-08-02", 14, 3, 5)],
)
def test_the_government_has_its_bodies_of_the_day(
    day: str, ministries: int, ministerial: int, agencies: int
) -> None:
    kinds = Counter(row["kind"] for row in organisations("bodies") if alive(row, day))
    assert kinds["ministry"] == ministries
    assert kinds["ministerial_agency"] == ministerial
    assert kinds["government_agency"] == agencies
    assert kinds["government"] == 1


@pytest.mark.parametrize(
    ("day", "count", "cities"),
    [
        ("2019-01-01", 63, 5),
        ("2024-12-31", 63, 5),
        ("2025-01-01", 63, 6),
        ("2025-06-30", 63, 6),
        (MERGER, 34, 6),
        ("2026-04-29", 34, 6),
        ("2026-04-30", 34, 7),
    ],
)
def test_the_country_has_its_provinces_of_the_day(day: str, count: int, cities: int) -> None:
    living = [row for row in organisations("provinces") if alive(row, day)]
    assert len(living) == count
    assert sum(row["type"] == "city" for row in living) == cities


def _lives(rows: list[Row], field: str) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row[field], []).append(row)
    return found


@pytest.mark.parametrize("table", ["bodies", "provinces"])
def test_a_life_has_neither_gap_nor_overlap(table: str) -> None:
    for key, versions in _lives(organisations(table), "key").items():
        versions.sort(key=lambda row: row["valid_from"])
        for earlier, later in pairwise(versions):
            assert earlier["valid_to"] == later["valid_from"] != "", key


def test_a_code_is_borne_by_one_body_at_a_time() -> None:
    rows = organisations("bodies") + organisations("provinces")
    for code, versions in _lives(rows, "code").items():
        versions.sort(key=lambda row: row["valid_from"])
        for earlier, later in pairwise(versions):
            assert "" < earlier["valid_to"] <= later["valid_from"], code


def test_every_parent_lives_as_long_as_its_child() -> None:
    bodies = organisations("bodies")
    for row in bodies + organisations("provinces"):
        if row["code"] == "CP":
            assert row["parent"] == ""
            continue
        begin = row["valid_from"] or "2004-01-01"
        assert any(body["key"] == row["parent"] and alive(body, begin) for body in bodies), row["key"]


def test_each_ended_province_has_one_successor_and_each_new_one_at_least_two_predecessors() -> None:
    rows, links = organisations("provinces"), organisations("province-succession")
    ended = {row["key"] for row in rows if row["valid_to"] == MERGER}
    born = {row["key"] for row in rows if row["valid_from"] == MERGER}
    predecessors = Counter(link["predecessor"] for link in links)
    successors = Counter(link["successor"] for link in links)
    assert len(ended) == 52
    assert len(born) == 23
    assert set(predecessors) == ended
    assert set(predecessors.values()) == {1}
    assert set(successors) == born
    assert min(successors.values()) >= 2
    assert {link["effective"] for link in links} == {MERGER}


def test_an_unchanged_province_is_the_same_body_in_both_layouts() -> None:
    before = {row["key"] for row in organisations("provinces") if alive(row, "2025-06-30")}
    after = {row["key"] for row in organisations("provinces") if alive(row, MERGER)}
    assert len(before & after) == 11
    assert {"T01-1", "T04-1", "T46-1"} <= before & after


def test_a_kept_code_does_not_make_a_merged_province_the_old_one() -> None:
    keys = {row["key"] for row in organisations("provinces") if row["code"] == "T08"}
    assert keys == {"T08-1", "T08-2"}


def test_each_ended_body_names_who_follows_and_exactly_one_takes_the_rest() -> None:
    bodies, links = organisations("bodies"), organisations("body-succession")
    last = {row["key"]: row["valid_to"] for row in sorted(bodies, key=lambda row: row["valid_from"])}
    for key in (key for key, end in last.items() if end):
        assert [link["main"] for link in links if link["predecessor"] == key].count("yes") == 1, key
    for link in links:
        assert last[link["successor"]] == "", link["successor"]


def test_every_province_has_a_region_that_exists_in_its_layout() -> None:
    regions = {(row["layout"], row["code"]) for row in organisations("regions")}
    for row in organisations("provinces"):
        layout = "34" if row["layout"] == "34" else "63"
        assert (layout, row["region_code"]) in regions
        assert (row["region_code_34"] != "") == (row["layout"] != "63" and alive_after_merger(row))
        if row["region_code_34"]:
            assert ("34", row["region_code_34"]) in regions
    assert Counter(row["layout"] for row in organisations("regions")) == {"63": 6, "34": 6}


def alive_after_merger(row: Row) -> bool:
    """Whether a version reaches into the 34 layout."""
    return not row["valid_to"] or row["valid_to"] > MERGER


def test_the_map_has_every_province_and_both_archipelagos() -> None:
    shapes = organisations("map-shapes")
    codes = {row["official_code"] for row in organisations("provinces") if row["layout"] != "34"}
    by_shape = {row["shape_id"]: row["official_code"] for row in shapes}
    assert len(shapes) == len(by_shape) == 65
    assert {row["official_code"] for row in shapes if row["part"] == "main"} == codes
    assert by_shape["hoangsa"] == "48"
    assert by_shape["truongsa"] == "56"
    assert sum(row["part"] == "archipelago" for row in shapes) == 2


def test_every_shape_is_in_the_installed_map() -> None:
    drawing = ROOT / "node_modules" / "@svg-maps" / "vietnam" / "vietnam.svg"
    if not drawing.exists():
        pytest.skip("the page assets are not installed: npm ci brings the map")
    text = drawing.read_text("utf-8")
    for row in organisations("map-shapes"):
        assert f'id="{row["shape_id"]}"' in text


@pytest.mark.parametrize(("layout", "name"), [("63", "provinces-63"), ("34", "provinces-34")])
def test_names_and_codes_agree_with_the_large_tables(layout: str, name: str) -> None:
    day = "2025-06-30" if layout == "63" else "2026-08-02"
    ours = {
        (row["official_code"], row["full_name_vi"]) for row in organisations("provinces") if alive(row, day)
    }
    theirs = {
        (row["code"], row["full_name_vi"])
        for row in read(data(f"provinces/{name}.csv"))
        if not row["valid_to"] or row["valid_to"] == "2025-06-30"
    }
    assert ours == theirs


@pytest.mark.parametrize(
    "table",
    ["bodies", "body-succession", "provinces", "province-succession", "regions", "map-shapes"],
)
def test_every_row_names_a_source_that_is_described(table: str) -> None:
    known = {row["code"] for row in organisations("SOURCES")}
    assert {row["source"] for row in organisations(table)} <= known
