"""The tables of programmes: complete, sourced, and loaded as they stand; what is unknown stays unknown."""

import csv
import unicodedata
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import dieuhanh
from dieuhanh.config.actor import SYSTEM
from dieuhanh.organisations import reference as bodies
from dieuhanh.programmes import reference
from dieuhanh.programmes.models import Report, TargetVersion
from dieuhanh.programmes.queries.scorecard import Scorecard, scorecard
from dieuhanh.programmes.rules.verdicts import Verdict, check_rule
from dieuhanh.reporting import reference as figures

MARKS = {"N", "T", "M", "U"}
TABLES = ("programmes", "objectives", "targets", "results", "documents", "statements")
REGISTER = Path(dieuhanh.__file__).parent / "directives" / "reference" / "tasks.csv"


def test_every_row_is_sourced_and_in_nfc() -> None:
    for name in TABLES:
        for row in reference.rows(name):
            assert all(unicodedata.is_normalized("NFC", value) for value in row.values()), row
            if "mark" in row:
                assert row["mark"] in MARKS, row
                assert row["source"], row


def test_every_rule_can_decide_or_says_what_is_missing() -> None:
    for row in reference.rows("targets"):
        assert check_rule(reference.target_of(row).rule) == [], row
        assert row["words_en"], row


def test_every_figure_and_document_says_when_it_was_known() -> None:
    for name in ("results", "documents"):
        for row in reference.rows(name):
            assert date.fromisoformat(row["published_on"]) >= date(2018, 1, 1)
            assert row["basis"] in {"day", "by"}


def test_resolution_17_has_its_targets_and_its_33_tasks_are_in_the_register() -> None:
    with REGISTER.open(encoding="utf-8", newline="") as file:
        duties = [row for row in csv.DictReader(file) if row["source_document"] == "Nghị quyết 17/NQ-CP"]
    assert len(duties) == 33
    codes = [row["code"] for row in reference.rows("targets") if row["programme"] == "NQ17-2019"]
    assert codes == [*(f"17.{n}" for n in range(1, 15)), "25.1", "25.2", "25.3"]


@pytest.fixture
def loaded(db: Any) -> None:
    """The bodies and the programmes as an operating node has them."""
    bodies.load(by=SYSTEM)
    figures.load(by=SYSTEM)
    assert reference.load(by=SYSTEM) == 6
    assert reference.load(by=SYSTEM) == 0


def _verdicts(found: Scorecard) -> dict[str, Verdict]:
    return {one.target.code: one.judged.verdict for one in found.targets}


def test_resolution_17_as_of_days_before_and_after(loaded: None) -> None:
    assert Report.objects.count() == len(list(reference.rows("results")))
    assert TargetVersion.objects.count() == len(list(reference.rows("targets")))
    before = scorecard(None, "NQ17-2019", as_of=date(2020, 8, 10))
    assert set(_verdicts(before).values()) == {Verdict.NOT_YET_DUE}
    assert {one.judged.stands for one in before.targets} == {Verdict.UNKNOWN}
    august = scorecard(None, "NQ17-2019", as_of=date(2020, 8, 27))
    level_4 = next(one for one in august.targets if one.target.code == "17.6")
    assert (level_4.judged.verdict, level_4.judged.stands) == (Verdict.NOT_YET_DUE, Verdict.NOT_MET)
    after = _verdicts(scorecard(None, "NQ17-2019", as_of=date(2022, 6, 30)))
    assert after["17.1"] is Verdict.NOT_MET  # up two places, not ten
    assert after["17.13"] is Verdict.NOT_MET  # 8 of 148 regimes
    assert after["17.6"] is Verdict.UNPROVED  # 30.1 % in the press, by 0.1 point, and nobody verified it
    assert after["17.3"] is Verdict.UNKNOWN  # no body's figure is known
    assert after["17.11"] is Verdict.UNKNOWN  # 90.81 % nationally stands beside it and does not decide
    assert after["25.1"] is Verdict.NOT_YET_DUE
    assert Verdict.MET not in after.values()


def test_the_bodies_obliged_are_those_of_the_day(loaded: None) -> None:
    found = scorecard(None, "NQ17-2019", as_of=date(2020, 8, 10))
    each = next(one for one in found.targets if one.target.code == "17.3")
    kinds = [one.body.kind for one in each.bodies]
    assert (kinds.count("province"), len(kinds) - kinds.count("province")) == (63, 30)
    today = scorecard(None, "NQ17-2019", as_of=date(2026, 1, 1))
    kept = next(one for one in today.targets if one.target.code == "17.3")
    assert len(kept.bodies) == 93  # the promise was theirs when it fell due
    now = next(
        one
        for one in scorecard(None, "NQ66-2025", as_of=date(2026, 1, 1)).targets
        if one.target.code == "66.2"
    )
    assert sum(one.body.kind == "province" for one in now.bodies) == 34


def test_the_claim_of_10_august_2020_against_the_documents_known(loaded: None) -> None:
    (claim,) = scorecard(None, "NQ17-2019", as_of=date(2020, 8, 10)).shares
    committee, plan = claim.shares
    assert (committee.share.numerator, committee.share.denominator, plan.share.numerator) == (1, 30, 0)
    assert not claim.holds
    standing = {body.code: standing.value for body, standing, _papers in committee.lines}
    assert (standing["BNV"], standing["TTCP"], standing["BCT"]) == ("documented", "unproved", "absent")


def test_decision_66_counts_what_is_in_law(loaded: None) -> None:
    found = _verdicts(scorecard(None, "NQ66-2025", as_of=date(2025, 12, 31)))
    assert (found["66.1"], found["66.2"]) == (Verdict.NOT_MET, Verdict.UNKNOWN)
