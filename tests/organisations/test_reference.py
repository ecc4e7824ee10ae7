"""The tables of this room, and the large ones a user brings."""

import csv
import shutil
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.db import connection

from dieuhanh.config.errors import Invalid, Refused
from dieuhanh.ledger.actor import SYSTEM
from dieuhanh.ledger.models import Entry
from dieuhanh.organisations import queries, reference, units
from dieuhanh.organisations.models import Organisation
from tests import factories
from tests.shared import data

pytestmark = pytest.mark.django_db
OLD, NEW = date(2025, 6, 30), date(2025, 7, 1)


def holds_together() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


@pytest.fixture
def loaded() -> None:
    reference.load(by=SYSTEM)


def test_there_are_63_provinces_to_30_june_2025_and_34_since(loaded: None) -> None:
    holds_together()
    assert len(queries.provinces(OLD)) == 63
    assert len(queries.provinces(NEW)) == 34
    assert queries.by_code("T46", date(2024, 12, 31)).name_vi == "Thừa Thiên Huế"  # type: ignore[union-attr]
    assert queries.by_code("T46", date(2025, 1, 1)).name_vi == "Huế"  # type: ignore[union-attr]


def test_ministries_stand_as_the_reform_of_1_march_2025_left_them(loaded: None) -> None:
    def count(day: date) -> list[int]:
        return [
            len(queries.of_kinds([kind], day))
            for kind in ("ministry", "ministerial_agency", "government_agency")
        ]

    assert count(date(2025, 2, 28)) == [18, 4, 8]
    assert count(date(2025, 3, 1)) == [14, 3, 5]


def test_every_province_has_its_place_in_each_layout(loaded: None) -> None:
    to_34, to_63 = queries.in_layout(34), queries.in_layout(63)
    assert {body.id for body in queries.provinces(OLD)} <= to_34.keys()
    assert set(to_34.values()) == {body.id for body in queries.provinces(NEW)}
    assert set(to_63) == {body.id for body in queries.provinces(OLD)}
    unchanged = [one for one, other in to_34.items() if one == other and one in to_63]
    assert len(unchanged) == 11


def test_regions_follow_the_layout(loaded: None) -> None:
    assert queries.by_code("T38", OLD).region == "BTBDHMT"  # type: ignore[union-attr]
    assert queries.by_code("T38", NEW).region == "BTB"  # type: ignore[union-attr]


def test_loading_again_changes_nothing_and_writes_no_entry(loaded: None) -> None:
    entries, bodies = Entry.objects.count(), Organisation.objects.count()
    assert entries == 4
    assert [one.added for one in reference.load(by=SYSTEM)] == [0, 0, 0, 0]
    assert (Entry.objects.count(), Organisation.objects.count()) == (entries, bodies)


def test_only_who_serves_the_whole_country_loads_tables(loaded: None) -> None:
    body = Organisation.objects.get(key="BTC")
    with pytest.raises(Refused):
        reference.load(by=factories.actor(body, "organisations.manage"))


def test_the_large_tables_load_with_succession(loaded: None) -> None:
    folder = data("provinces")
    counts = units.import_units(folder, by=SYSTEM)
    holds_together()
    assert counts == {"districts": 696, "communes": 10035 + 3321 - 132, "successions": 10571 - 132}
    assert len(queries.of_kinds(["commune"], OLD)) == 10035
    assert len(queries.of_kinds(["commune"], NEW)) == 3321
    assert queries.of_kinds(["district"], NEW) == []
    assert queries.by_code("X00004", OLD).name_vi == "Phường Trúc Bạch"  # type: ignore[union-attr]
    assert queries.by_code("X00004", NEW).name_vi == "Phường Ba Đình"  # type: ignore[union-attr]
    old = [body.id for body in queries.of_kinds(["commune"], OLD)]
    heirs = queries.successors_on(old, NEW)
    assert all(heirs.values())
    assert {one for rows in heirs.values() for one in rows} | set() <= {
        body.id for body in queries.of_kinds(["commune"], NEW)
    }
    assert units.import_units(folder, by=SYSTEM) == {"districts": 0, "communes": 0, "successions": 0}


def test_bodies_made_before_the_import_end_or_go_on_as_the_tables_say(loaded: None) -> None:
    from dieuhanh.organisations.actions import create

    folder = data("provinces")
    province = queries.by_code("T22", date(2020, 1, 1))
    assert province is not None
    common = {"by": SYSTEM, "on": date(2013, 1, 1), "legal_document": "x"}
    district = create(
        code="H193",
        kind="district",
        name_vi="Hạ Long",
        name_en="Ha Long",
        parent_id=province.id,
        key="H193-1",
        **common,
    )
    create(
        code="X06673",
        kind="commune",
        name_vi="Bãi Cháy",
        name_en="Bai Chay",
        parent_id=district,
        key="X06673-1",
        **common,
    )
    units.import_units(folder, by=SYSTEM)
    holds_together()
    assert len(queries.of_kinds(["commune"], OLD)) == 10035
    assert len(queries.of_kinds(["commune"], NEW)) == 3321
    assert queries.of_kinds(["district"], NEW) == []


def _small(folder: Path) -> Path:
    """Two communes of one district that become one."""
    folder.mkdir(exist_ok=True)
    tables = {
        units.DISTRICTS: [("001", "Quận Ba Đình", "Ba Dinh District", "01")],
        units.OLD: [
            ("00001", "Phường Phúc Xá", "Phúc Xá", "phuong", "001", "01"),
            ("00004", "Phường Trúc Bạch", "Trúc Bạch", "phuong", "001", "01"),
        ],
        units.NEW: [("00097", "Phường Hồng Hà", "Hồng Hà", "phuong", "01")],
        units.SUCCESSION: [
            ("00001", "001", "00097", "whole", "yes"),
            ("00004", "001", "00097", "whole", "yes"),
        ],
    }
    for file, rows in tables.items():
        with (folder / file).open("w", encoding="utf-8", newline="") as out:
            csv.writer(out).writerows([units.FILES[file], *rows])
    return folder


def test_every_fault_is_told_by_file_row_and_column_and_nothing_is_written(
    loaded: None, tmp_path: Path
) -> None:
    folder = _small(tmp_path / "units")
    before = Organisation.objects.count()
    old = (folder / units.OLD).read_text()
    (folder / units.OLD).write_text(old + "00004,Phường Lặp,Lặp,phuong,999,01\n")
    (folder / units.SUCCESSION).write_text(
        (folder / units.SUCCESSION)
        .read_text()
        .replace("00004,001,00097,whole,yes", "00004,001,00098,part,no")
    )
    with pytest.raises(Invalid) as caught:
        units.import_units(folder, by=SYSTEM)
    told = {(fault.sheet, fault.row, fault.column, fault.value) for fault in caught.value.faults}
    assert told == {
        (units.OLD, 4, "code", "00004"),
        (units.OLD, 4, "district_code", "999"),
        (units.SUCCESSION, 3, "new_code", "00098"),
        (units.SUCCESSION, 3, "part", "part"),
        (units.SUCCESSION, None, "old_code", "00004"),
    }
    assert Organisation.objects.count() == before


def test_missing_files_and_columns_are_told(loaded: None, tmp_path: Path) -> None:
    folder = _small(tmp_path / "units")
    (folder / units.NEW).unlink()
    (folder / units.DISTRICTS).write_bytes("code;name\n1;Ã".encode("latin-1"))
    with pytest.raises(Invalid) as caught:
        units.import_units(folder, by=SYSTEM)
    assert {fault.sheet for fault in caught.value.faults} == {units.NEW, units.DISTRICTS}
    shutil.rmtree(folder)
    assert not units.is_units_folder(folder)


def test_a_small_folder_of_ones_own_loads(loaded: None, tmp_path: Path) -> None:
    assert units.import_units(_small(tmp_path / "units"), by=SYSTEM) == {
        "districts": 1,
        "communes": 3,
        "successions": 2,
    }
    hanoi = queries.by_code("T01", NEW)
    assert hanoi is not None
    assert [body.name_vi for body in queries.children(hanoi.id, NEW)] == ["Phường Hồng Hà"]
    assert [body.name_vi for body in queries.children(hanoi.id, NEW - timedelta(1))] == ["Quận Ba Đình"]
