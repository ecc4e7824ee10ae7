"""The published figures, indicators, targets and regimes: complete, sourced, consistent."""

import re
import unicodedata
from collections import Counter
from decimal import Decimal
from functools import cache
from typing import Any

import pytest

from dieuhanh.deadlines.official import reference_calendar
from dieuhanh.deadlines.rules import Chain, DeadlineRule, Level, check_chain, parse
from dieuhanh.reporting.rules.filled import check
from dieuhanh.reporting.rules.layouts import check_layout, read_layout
from tests.reference.tables import ORGANISATIONS, REPORTING, Row, alive, forms, organisations, read, reporting
from tests.shared import data

LAST_DAY = "2020-08-31"
INDICATORS = {row["code"]: row for row in reporting("indicators")}
BREAKDOWNS = {(row["indicator"], row["code"]) for row in reporting("breakdowns")}
SOURCES = {row["code"] for row in reporting("SOURCES")}


@cache
def _bodies_on(day: str) -> set[str]:
    rows = organisations("bodies") + organisations("provinces")
    return {row["code"] for row in rows if alive(row, day)}


def test_the_tables_are_a_few_thousand_figures() -> None:
    assert 3_000 <= len(reporting("figures")) <= 6_000


def test_every_figure_names_an_indicator_a_body_of_that_day_a_breakdown_and_a_source() -> None:
    for row in reporting("figures"):
        assert row["indicator"] in INDICATORS, row
        assert row["organisation"] in _bodies_on(parse(row["period"]).last_day.isoformat()), row
        assert not row["breakdown"] or (row["indicator"], row["breakdown"]) in BREAKDOWNS, row
        assert row["source"] in SOURCES, row
        assert row["vintage"] in {"estimate", "revised", "preliminary", "final", "plan"}, row


def test_no_figure_was_published_after_august_2020_and_the_basis_of_its_date_is_said() -> None:
    for row in reporting("figures"):
        assert "2017-12-27" <= row["published"] <= LAST_DAY, row
        assert row["published_basis"] in {"day", "by"}, row


def test_no_figure_stands_twice() -> None:
    fields = ("indicator", "organisation", "period", "breakdown", "vintage", "published")
    counted = Counter(tuple(row[field] for field in fields) for row in reporting("figures"))
    assert counted.most_common(1)[0][1] == 1


def test_values_have_exactly_the_decimals_of_their_indicator() -> None:
    for row in reporting("figures"):
        places = int(INDICATORS[row["indicator"]]["decimals"])
        pattern = r"-?\d+" if places == 0 else rf"-?\d+\.\d{{{places}}}"
        assert re.fullmatch(pattern, row["value"]), row


def test_every_period_is_of_a_kind_that_the_indicator_has() -> None:
    for row in reporting("figures"):
        kinds = INDICATORS[row["indicator"]]["period_types"].split(";")
        assert parse(row["period"]).kind.value in kinds, row


def test_supplied_indicators_have_figures_and_the_others_have_none() -> None:
    supplied = {code for code, row in INDICATORS.items() if "supplied" in row["status"].split(";")}
    assert supplied == {row["indicator"] for row in reporting("figures")}


def test_the_headline_series_run_from_january_2019_to_august_2020() -> None:
    months = {f"{year}-{month:02d}" for year in (2019, 2020) for month in range(1, 13)}
    months = {month for month in months if month <= "2020-08"}
    for code in ("GC-01", "0901", "TM-01", "TM-02", "TM-03", "TM-04", "DT-01", "DT-01-PCT", "DT-06"):
        found = {
            row["period"]
            for row in reporting("figures")
            if row["indicator"] == code and row["organisation"] == "CP" and not row["breakdown"]
        }
        assert found == months, code


@pytest.mark.parametrize(
    ("code", "unrevised"),
    [("TM-01", {"2019-02", "2020-08"}), ("DT-01", {"2019-12", "2020-08"}), ("0901", {"2019-12", "2020-08"})],
)
def test_an_estimate_is_followed_by_its_revision_a_month_later(code: str, unrevised: set[str]) -> None:
    # One report restated nothing; the revision of August 2020 came after the time of the tables.
    rows = [
        row
        for row in reporting("figures")
        if row["indicator"] == code and row["organisation"] == "CP" and not row["breakdown"]
    ]
    for period in {row["period"] for row in rows}:
        published = {row["vintage"]: row["published"] for row in rows if row["period"] == period}
        assert ("revised" in published) == (period not in unrevised), period
        assert published["estimate"] < published.get("revised", LAST_DAY), period


def test_exports_less_imports_are_the_balance() -> None:
    found: dict[tuple[str, str, str], Decimal] = {}
    for row in reporting("figures"):
        if row["indicator"][:5] in ("TM-02", "TM-03", "TM-04") and not row["breakdown"]:
            found[row["indicator"], row["period"], row["published"]] = Decimal(row["value"])
    balances = [key for key in found if key[0] in ("TM-04", "TM-04-YTD")]
    assert len(balances) == 40
    for code, period, published in balances:
        sides = [found[code.replace("04", side), period, published] for side in ("02", "03")]
        assert found[code, period, published] == sides[0] - sides[1]


def test_central_and_local_investment_add_to_the_country() -> None:
    found: dict[tuple[str, str], dict[str, Decimal]] = {}
    for row in reporting("figures"):
        if row["indicator"] == "DT-01" and row["organisation"] == "CP":
            found.setdefault((row["period"], row["vintage"]), {})[row["breakdown"]] = Decimal(row["value"])
    assert len(found) == 38
    for key, parts in found.items():
        assert abs(parts["TW"] + parts["DP"] - parts[""]) <= Decimal("0.0001") * parts[""], key


@pytest.mark.parametrize(
    ("name", "line", "measure", "code", "shift"),
    [
        ("cpi-monthly", "01", "CPI_YOY", "GC-01", 0),
        ("exports-monthly", "01", "EXPORT_MONTH", "TM-02", 0),
        ("imports-monthly", "01", "IMPORT_YTD", "TM-03-YTD", 0),
        ("retail-sales-monthly", "01", "RETAIL_YOY_INDEX", "TM-01-YOY", 100),
        ("industrial-production-index-monthly", "01", "IIP_YOY", "0901", 0),
    ],
)
def test_series_agree_with_the_large_tables(
    name: str, line: str, measure: str, code: str, shift: int
) -> None:
    theirs = {
        (row["period"], row["published"]): Decimal(row["value"]) - shift
        for row in read(data(f"timeseries/{name}.csv"))
        if row["line"] == line and row["indicator"] == measure
    }
    ours = [row for row in reporting("figures") if row["indicator"] == code and not row["breakdown"]]
    assert ours
    for row in ours:
        half = Decimal("0.5").scaleb(-int(INDICATORS[code]["decimals"]))
        assert abs(Decimal(row["value"]) - theirs[row["period"], row["published"]]) <= half, row


def test_every_indicator_is_fully_described() -> None:
    owners = {row["code"] for row in organisations("bodies")}
    for code, row in INDICATORS.items():
        assert all(row[field] for field in ("name_vi", "name_en", "unit_vi", "unit_en")), code
        assert row["section"] in set("1234567"), code
        assert row["direction"] in {"higher", "lower", "neutral"}, code
        assert row["aggregation_over_organisations"] in {"sum", "weighted_mean", "last", "none"}, code
        assert row["aggregation_over_time"] in {"sum", "last", "mean", "none", "cumulative"}, code
        assert row["national_value"] in {"published", "rolled_up", "either"}, code
        assert row["convention"] in {"calendar", "15-14", "16-15"}, code
        assert not row["owner"] or row["owner"] in owners, code
        assert not row["parent"] or row["parent"] in INDICATORS, code
        if row["status"] != "planned":
            assert all(row[field] for field in ("definition_vi", "definition_en")), code


def test_a_weighted_mean_names_a_weight_that_adds_up() -> None:
    for code, row in INDICATORS.items():
        weighted = row["aggregation_over_organisations"] == "weighted_mean"
        assert bool(row["weight"]) == weighted, code
        if weighted:
            assert INDICATORS[row["weight"]]["aggregation_over_organisations"] == "sum", code


def test_the_official_codes_of_the_catalogue_are_there() -> None:
    ours = {f"KH-{n:02d}" for n in range(1, 28)} | {
        "0901",
        "0902",
        "0907",
        "GC-01",
        "TM-02",
        "DT-02",
        "NS-01",
    }
    ours |= {f"DV-{n}" for n in range(1, 6)} | {f"NV-{n}" for n in range(1, 7)} | {"HT-1", "HT-5", "PA-01"}
    assert ours <= set(INDICATORS)


def test_targets_have_the_numbers_that_their_kind_needs() -> None:
    for row in reporting("targets"):
        low, high = row["low"], row["high"]
        match row["kind"]:
            case "point" | "about":
                assert low == high != "", row
            case "at_least":
                assert (bool(low), bool(high)) == (True, False), row
            case "at_most":
                assert (bool(low), bool(high)) == (False, True), row
            case "range":
                assert Decimal(low) < Decimal(high), row
            case other:
                pytest.fail(other)


def test_targets_name_what_exists_and_end_when_they_are_superseded() -> None:
    targets = {row["key"]: row for row in reporting("targets")}
    assert len(targets) == len(reporting("targets"))
    for row in targets.values():
        assert row["indicator"] in INDICATORS, row
        assert row["organisation"] in _bodies_on(row["valid_from"]), row
        assert row["source"] in SOURCES, row
        if row["superseded_by"]:
            later = targets[row["superseded_by"]]
            assert later["indicator"] == row["indicator"], row
            assert row["valid_to"] == later["valid_from"] > row["valid_from"], row


def test_the_growth_target_of_2025_can_be_followed_through_its_versions() -> None:
    targets = {row["key"]: row for row in reporting("targets")}
    chain = ["NQ01-KH-01"]
    while targets[chain[-1]]["superseded_by"]:
        chain.append(targets[chain[-1]]["superseded_by"])
    assert [targets[key]["document"] for key in chain] == [
        "Nghị quyết 01/NQ-CP",
        "Nghị quyết 25/NQ-CP",
        "Nghị quyết 226/NQ-CP",
    ]
    assert (targets[chain[-1]]["low"], targets[chain[-1]]["high"]) == ("8.3", "8.5")
    assert sum(key.startswith("NQ25-KH-20-T") for key in targets) == 18


def test_each_regime_has_every_mandatory_part_and_says_that_it_is_simulated() -> None:
    parts = [
        "name_vi",
        "name_en",
        "kind",
        "content",
        "legal_basis_vi",
        "document_number",
        "document_date",
        "issuer",
        "receiver",
        "respondents",
        "frequency",
        "window",
        "method",
        "needs_signature",
        "form",
        "guidance_vi",
        "guidance_en",
    ]
    for row in reporting("regimes"):
        assert all(row[part] for part in parts), row["code"]
        assert row["simulated"] == "yes"
        assert row["form"] in forms()
        narrative = [line for line in reporting("regime-outlines") if line["regime"] == row["code"]]
        assert bool(narrative) == (row["content"] in {"narrative", "both"}), row["code"]


@pytest.mark.parametrize("respondent", ["ministry", "province"])
@pytest.mark.parametrize("regime", [row["code"] for row in reporting("regimes")])
def test_deadlines_hold_article_8_5b_from_2020_to_2026(regime: str, respondent: str) -> None:
    chosen = [
        row
        for row in reporting("regime-deadlines")
        if row["regime"] == regime and row["respondent"] == respondent
    ]
    chain = Chain(
        tuple(Level(row["level"], (_rule(row),)) for row in sorted(chosen, key=lambda r: r["sort"]))
    )
    assert chain.levels
    assert check_chain(chain, reference_calendar(), range(2020, 2027)) == []


def _rule(row: Row) -> DeadlineRule:
    given: dict[str, Any] = {
        name: row[name]
        for name in ("code", "basis", "unit", "if_not_working", "ends", "level", "legal_source")
    }
    given |= {name: int(row[name]) for name in ("day", "month_offset", "count") if row[name]}
    return DeadlineRule.from_dict(given | {"periods": row["periods"].split(";")})


@pytest.mark.parametrize("code", sorted(forms()))
def test_a_form_is_sound_and_its_cells_are_figures_of_the_catalogue(code: str) -> None:
    form = forms()[code]
    assert check_layout(form) == []
    for column in form["columns"]:
        assert not column["indicator"] or INDICATORS[column["indicator"]]["unit_vi"] == column["unit_vi"]
        for row in form["rows"]:
            if column["indicator"] and row["breakdown"]:
                assert (column["indicator"], row["breakdown"]) in BREAKDOWNS


ONE_LINE: dict[str, dict[str, int]] = {
    "TTHC-1": {
        "carried_over": 10,
        "online": 20,
        "direct": 70,
        "resolved_early": 30,
        "resolved_on_time": 55,
        "resolved_late": 3,
        "pending_in_term": 11,
        "pending_overdue": 1,
    },
    "DTC-1": {"plan": 1000, "before": 300, "in_period": 90, "late_projects": 2},
    "NVCP-1": {"assigned": 50, "done_in_time": 30, "done_late": 2, "open_in_term": 17, "open_overdue": 1},
}
"""For each form the figures of one line that agree with one another."""


def _filled(form: dict[str, Any]) -> dict[tuple[str, str], Decimal | None]:
    items = [row["key"] for row in form["rows"] if row["kind"] == "item"]
    cells: dict[tuple[str, str], Decimal | None] = {}
    for column, value in ONE_LINE[form["code"]].items():
        cells |= {(item, column): Decimal(value) for item in items}
        cells["total", column] = Decimal(value * len(items))
    return cells


@pytest.mark.parametrize("code", sorted(forms()))
def test_a_report_that_agrees_with_itself_passes_every_check(code: str) -> None:
    assert check(read_layout(forms()[code]), _filled(forms()[code]), {}) == []


@pytest.mark.parametrize("code", sorted(forms()))
def test_a_wrong_total_is_found_in_every_column_that_is_entered(code: str) -> None:
    layout = read_layout(forms()[code])
    for column in ONE_LINE[code]:
        cells = _filled(forms()[code])
        cells["total", column] = (cells["total", column] or Decimal(0)) + 1
        found = {(one.code, one.column) for one in check(layout, cells, {}) if one.level == "error"}
        assert ("TOTAL", column) in found


def test_no_two_columns_of_a_form_store_the_same_figure() -> None:
    for form in forms().values():
        stored = [column["indicator"] for column in form["columns"] if column["indicator"]]
        assert len(set(stored)) == len(stored), form["code"]


@pytest.mark.parametrize(
    "path", sorted([*ORGANISATIONS.rglob("*.*"), *REPORTING.rglob("*.*")]), ids=lambda p: p.name
)
def test_the_text_is_nfc_with_unix_lines(path: Any) -> None:
    raw = path.read_bytes()
    text = raw.decode("utf-8")
    assert unicodedata.normalize("NFC", text) == text
    assert b"\r" not in raw
