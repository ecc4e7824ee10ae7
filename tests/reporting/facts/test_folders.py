"""Folders of figures: published series, files in the columns of facts, and what was exported; nothing half, nothing twice."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from dieuhanh.config.actor import SYSTEM
from dieuhanh.config.errors import Conflict, Invalid, Refused
from dieuhanh.organisations.models import Organisation, Succession
from dieuhanh.reporting.actions.exporting import export_folder
from dieuhanh.reporting.actions.folders import import_folder, plan_of
from dieuhanh.reporting.models import Breakdown, Fact, Indicator, IndicatorVersion, Rollup, Source
from tests.factories import actor, government, organisation
from tests.reporting.facts.world import indicator, source, world
from tests.shared import data

BY_BODY = "period,org_level,org_code,org_name,indicator,value,unit,published,status\n"
BY_LINE = "period,line,item,indicator,value,unit,published,status\n"


def folder(tmp_path: Path, **files: str) -> Path:
    made = tmp_path / "given"
    made.mkdir(exist_ok=True)
    for name, text in files.items():
        (made / f"{name.replace('_', '-')}.csv").write_text(text, encoding="utf-8")
    return made


def take(path: Path, **options: Any) -> Any:
    return import_folder(plan_of(path), by=SYSTEM, **options)


SERIES = BY_BODY + (
    "2020-01,national,,Cả nước,INV,30,tỷ đồng,2020-02-01,estimate\n"
    "2020-01,national,,Cả nước,INV,31.5,tỷ đồng,2020-03-01,revised\n"
    "2020-01,group,TW,Trung ương,INV,10,tỷ đồng,2020-02-01,estimate\n"
    "2020-01,ministry,BCT,Bộ Công Thương,INV,4,tỷ đồng,2020-02-01,estimate\n"
    "2020-01,province,01,Hà Nội,INV,6,tỷ đồng,2020-02-01,estimate\n"
    "2020-01,province,,Hà Tây,INV,2,tỷ đồng,2020-02-01,estimate\n"
)
LINES = BY_LINE + (
    "2020-03,01,TỔNG SỐ,GDP_QUARTER_X,100,tỷ đồng,2020-03-28,estimate\n"
    "2020-03,02,Nông nghiệp,GDP_QUARTER_X,40,tỷ đồng,2020-03-28,estimate\n"
    "2020-03,07,Nông nghiệp,GDP_QUARTER_X,5,tỷ đồng,2020-03-28,estimate\n"
    "2020-03,02,Than,OUT,5,nghìn tấn,2020-03-28,estimate\n"
    "2020-03,03,Điện,OUT,7,triệu kWh,2020-03-28,estimate\n"
)


@pytest.mark.django_db
def test_published_series_come_in_with_their_vintages_and_what_names_no_body_is_told(tmp_path: Path) -> None:
    world()
    given = folder(tmp_path, state_investment_monthly=SERIES, gdp_quarterly=LINES)
    done = take(given, create=True)
    assert (done.total("written"), done.fault_count) == (10, 0)
    assert [(one.sheet, one.row, one.column) for one in done.left_out] == [
        ("state-investment-monthly.csv", 7, "org_code")
    ]
    country = Fact.objects.filter(
        indicator_id=Indicator.objects.get(code="INV").id, breakdown="", organisation_id=Organisation.objects.get(key="CP").id
    )  # fmt: skip
    assert sorted(country.values_list("vintage", "value")) == [("estimate", 30), ("revised", 31.5)]
    assert set(Breakdown.objects.values_list("indicator__code", "code", "name_vi")) == {
        ("INV", "TW", "TW"),
        ("GDP_QUARTER_X", "Nông nghiệp", "Nông nghiệp"),
        ("GDP_QUARTER_X", "Nông nghiệp #2", "Nông nghiệp #2"),
        ("OUT", "Than", "Than (nghìn tấn)"),
        ("OUT", "Điện", "Điện (triệu kWh)"),
    }
    assert set(Fact.objects.filter(breakdown__startswith="Nông").values_list("period", flat=True)) == {
        "2020-Q1"
    }
    made = IndicatorVersion.objects.get(indicator__code="INV")
    assert "STATE-INVESTMENT-MONTHLY" in made.definition_vi
    assert made.indicator.over_organisations == "none"
    assert Source.objects.get(code="GDP-QUARTERLY").publisher_en.startswith("National Statistics Office")
    again = take(given)
    assert (again.total("written"), again.total("unchanged"), again.indicators_made) == (0, 10, [])


@pytest.mark.django_db
def test_what_the_catalogue_lacks_is_told_once_for_each_and_nothing_is_kept(tmp_path: Path) -> None:
    world()
    given = folder(tmp_path, state_investment_monthly=SERIES)
    with pytest.raises(Invalid) as told:
        take(given)
    assert [(one.column, one.value) for one in told.value.faults] == [
        ("source", "STATE-INVESTMENT-MONTHLY"),
        ("indicator", "INV"),
    ]
    assert not Fact.objects.exists()
    without = "".join(line for line in SERIES.splitlines(keepends=True) if "TW" not in line)
    take(folder(tmp_path, state_investment_monthly=without), create=True)
    with pytest.raises(Invalid) as told:
        take(folder(tmp_path, state_investment_monthly=SERIES))
    assert [(one.column, one.value) for one in told.value.faults] == [("breakdown", "INV: TW")]
    done = take(given, create=True)
    assert done.total("written") == 1


@pytest.mark.django_db
def test_every_fault_of_every_file_is_told_and_good_rows_are_kept_only_where_asked(tmp_path: Path) -> None:
    land = world()
    indicator("P", over_organisations="sum", over_time="sum")
    head = "organisation,indicator,period,value,source,as_of\n"
    given = folder(
        tmp_path,
        a=head + "T01,P,2020-01,1,NSO,2020-02-01\nT99,P,2020-01,1,NSO,2020-02-01\n",
        b=head + "T79,P,2020-13,1,NSO,2020-02-01\nT79,P,2020-01,2,NSO,2020-02-01\n",
        c=head + "T79,P\n",
        d="x,y\n1,2\n",
        e=BY_BODY + "2020-01,province,98,Nơi khác,P,1,người,2020-02-01,estimate\n",
    )
    assert plan_of(given).unread == ["d.csv"]
    with pytest.raises(Invalid) as told:
        take(given, create=True)
    assert {(one.sheet, one.row, one.column) for one in told.value.faults} == {
        ("a.csv", 3, "organisation"),
        ("b.csv", 2, "period"),
        ("c.csv", 2, None),
        ("e.csv", 2, "org_code"),
    }
    assert not Fact.objects.exists()
    assert not Source.objects.filter(code="E").exists()
    done = take(given, create=True, partial=True)
    assert (done.total("written"), done.fault_count) == (2, 4)
    assert Rollup.objects.get(organisation_id=land.root.id, period="2020-01").total == 3


@pytest.mark.django_db
def test_an_empty_folder_and_one_who_may_not_import_get_a_sentence(tmp_path: Path) -> None:
    land = world()
    with pytest.raises(Invalid):
        plan_of(folder(tmp_path))
    given = plan_of(folder(tmp_path, a="organisation,indicator,period,value\n"))
    with pytest.raises(Refused):
        import_folder(given, by=actor(land.north, "facts.import"))


def totals_by_name() -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT i.code, o.key, r.period, r.breakdown, r.basis, r.base, r.total, r.weight, r.leaves, r.reported, r.verified, "
            "r.simulated, r.expected FROM reporting_rollup r JOIN reporting_indicator i ON i.id = r.indicator_id "
            "JOIN organisations_organisation o ON o.id = r.organisation_id ORDER BY 1, 2, 3, 4, 5, 6"
        )
        return cursor.fetchall()


def facts_by_name() -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT i.code, o.key, f.period, f.breakdown, f.value, f.vintage, f.status, f.simulated, f.as_of, f.no_data_reason, f.note, s.code "
            "FROM reporting_fact f JOIN reporting_indicator i ON i.id = f.indicator_id JOIN reporting_source s ON s.id = f.source_id "
            "JOIN organisations_organisation o ON o.id = f.organisation_id ORDER BY 1, 2, 3, 4, 5, 6, 7, 9"
        )
        return cursor.fetchall()


def fill() -> None:
    """Everything that must survive: a merged body whose code goes on, statuses, simulation, notes, a weight, versions."""
    from datetime import date

    from tests.reporting.facts.world import World

    root = government()
    old = organisation("T08", kind="province", parent=root, key="T08-1", valid_to=date(2020, 3, 15))
    new = organisation("T08", kind="province", parent=root, key="T08-2", valid_from=date(2020, 3, 15))
    Succession.objects.create(
        predecessor=old, successor=new, kind="merged", effective_on=date(2020, 3, 15), legal_document="NQ"
    )
    land = World(root, old, new, organisation("BCT", parent=root), source())
    plan = indicator("W", over_organisations="sum", over_time="last")
    rate = indicator(
        "R", over_organisations="weighted_mean", weight=plan, over_time="last", convention="15-14"
    )
    power = indicator("P", over_organisations="sum", over_time="sum", parts=["ngày, đêm"])
    source("EVN", simulated=True)
    land.record(power, old, "2020-Q1", 5, note='nói "ước"')
    land.record(power, old, "2020-01", "1.50", breakdown="ngày, đêm", source="EVN")
    land.record(power, new, "2020-03", 7)
    land.record(power, new, "2020-03", 8, as_of=date(2020, 9, 1), status="verified")
    land.record(power, new, "2020-04", None, no_data_reason="not_arisen")
    land.record(power, root, "2020", "99.5", vintage="plan")
    land.record(plan, new, "2020-06", 300)
    land.record(rate, new, "2020-06", "12.5")


def test_what_was_exported_comes_in_elsewhere_to_equal_totals(committed_db: None, tmp_path: Path) -> None:
    fill()
    done = export_folder(tmp_path / "out", by=SYSTEM)
    assert done.rows["facts.csv"] == Fact.objects.count() == 8
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text())
    assert manifest["rows"]["organisations.csv"] == 4
    assert "@T08-1,P,2020-Q1" in (tmp_path / "out" / "facts.csv").read_text()
    with pytest.raises(Conflict):
        export_folder(tmp_path / "out", by=SYSTEM)
    facts, sums = facts_by_name(), totals_by_name()
    assert len(sums) > 10
    from django.db import connections

    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "TRUNCATE reporting_fact, reporting_rollup, reporting_fact_batch, reporting_indicator, reporting_source, "
            "organisations_organisation CASCADE"
        )
    taken = take(tmp_path / "out", create=True)
    assert (taken.bodies, taken.indicators_made, taken.sources_made) == (
        {"bodies": 4, "successions": 1}, ["W", "P", "R"], ["EVN", "NSO"],
    ) or set(taken.indicators_made) == {"P", "R", "W"}  # fmt: skip
    assert facts_by_name() == facts
    assert totals_by_name() == sums
    again = take(tmp_path / "out")
    assert (again.total("written"), again.bodies) == (0, {"bodies": 0, "successions": 0})


@pytest.mark.django_db
def test_the_large_real_series_are_read_without_a_fault() -> None:
    folder = data("timeseries")
    plan = plan_of(folder)
    assert len(plan.tables) == 17
    assert plan.rows == 145_530
    assert plan.unread == ["papi-subindices-names.csv"]
    assert sum(len(table.left_out) for table in plan.tables) == 80
    for table in plan.tables:
        keys = table.facts.select("organisation", "indicator", "period", "breakdown", "vintage", "as_of")
        named = keys.filter(keys["organisation"] != "")
        assert named.is_unique().all(), table.path.name
    names = {one.code: one.name_en for table in plan.tables for one in table.indicators}
    assert names["PAPI_SC11"] == "Civic Knowledge"
