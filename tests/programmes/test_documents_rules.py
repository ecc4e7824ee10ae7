"""Committees and plans: the share as of the day claimed, the absent by name, the published precedents."""

from datetime import date
from fractions import Fraction

import pytest

from dieuhanh.programmes.rules.documents import (
    DocumentKind,
    Paper,
    Standing,
    check_paper,
    share_on,
    standing_on,
    without,
)

PLAN, COMMITTEE, GROUP = DocumentKind.PLAN, DocumentKind.COMMITTEE, DocumentKind.GROUP
DAY = date(2020, 8, 10)


def paper(body: object, kind: DocumentKind = COMMITTEE, **fields: object) -> Paper:
    return Paper(**{"body": body, "kind": kind, "symbol": "1/QĐ", "issued_on": date(2019, 4, 1), **fields})  # type: ignore[arg-type]


def test_a14_twenty_nine_of_thirty_with_a_number_and_a_valid_date() -> None:
    bodies = [f"B{number}" for number in range(30)]
    share = share_on(bodies, [paper(one) for one in bodies[:29]], COMMITTEE, DAY)
    assert share.fraction == Fraction(29, 30)
    assert f"{100 * share.numerator / share.denominator:.2f}" == "96.67"
    assert share.lacking == ("B29",)
    assert not share.agrees(100, 100)
    assert share.agrees(29, 30)


def test_a_decision_dated_after_the_claim_does_not_count_for_it() -> None:
    late = paper("A", issued_on=date(2020, 8, 11))
    share = share_on(["A"], [late], COMMITTEE, DAY)
    assert share.standings == {"A": Standing.LATER}
    assert share_on(["A"], [late], COMMITTEE, date(2020, 8, 11)).fraction == 1


def test_resolution_36a_all_provinces_and_all_ministries_but_one() -> None:
    """Report 7242/BC-VPCP of 2017: 29 of 30 ministries and 63 of 63 provinces had an action plan, the absent one named."""
    ministries, provinces = [f"M{n}" for n in range(30)], [f"P{n}" for n in range(63)]
    papers = [paper(one, PLAN, issued_on=date(2016, 3, 1)) for one in [*ministries[1:], *provinces]]
    on = date(2017, 7, 12)
    assert (
        share_on(ministries, papers, PLAN, on).numerator,
        share_on(ministries, papers, PLAN, on).lacking,
    ) == (29, ("M0",))
    assert share_on(provinces, papers, PLAN, on).fraction == 1


def test_project_06_forty_plans_and_thirty_eight_groups() -> None:
    """After one month: plans can stand without a group to carry them out, and those bodies are named."""
    bodies = [f"B{n}" for n in range(45)]
    papers = [paper(one, PLAN, issued_on=date(2022, 2, 1)) for one in bodies[:40]]
    papers += [paper(one, GROUP, issued_on=date(2022, 2, 1)) for one in bodies[:38]]
    on = date(2022, 3, 2)
    plans, groups = share_on(bodies, papers, PLAN, on), share_on(bodies, papers, GROUP, on)
    assert (plans.numerator, groups.numerator) == (40, 38)
    assert without(plans, groups) == ("B38", "B39")


def test_decision_1072_prints_two_dates_and_counts_only_where_both_allow_it() -> None:
    """Decision 1072/QĐ-TTg of 28/8/2018, of which a press copy prints 28/8/2019."""
    committee = paper("UBQG", symbol="1072/QĐ-TTg", issued_on=date(2018, 8, 28), other_date=date(2019, 8, 28))
    assert committee.conflict
    assert standing_on(committee, date(2018, 8, 1)) is Standing.LATER
    assert standing_on(committee, date(2019, 1, 1)) is Standing.UNPROVED
    assert standing_on(committee, DAY) is Standing.DOCUMENTED


def test_the_inspectorate_whose_head_is_named_without_a_number_is_unproved() -> None:
    named = paper("TTCP", symbol="", issued_on=None)
    share = share_on(
        ["TTCP", "BNV"],
        [named, paper("BNV", symbol="2456/QĐ-BNV", issued_on=date(2018, 10, 31))],
        COMMITTEE,
        DAY,
    )
    assert share.standings == {"TTCP": Standing.UNPROVED, "BNV": Standing.DOCUMENTED}


@pytest.mark.parametrize(
    ("fields", "standing"),
    [
        ({"valid_to": date(2020, 8, 10)}, Standing.ENDED),
        ({"valid_to": date(2020, 8, 11)}, Standing.DOCUMENTED),
        ({"valid_from": date(2020, 9, 1)}, Standing.LATER),
        ({"refused": True}, Standing.REFUSED),
        ({"issued_on": None}, Standing.UNPROVED),
    ],
)
def test_what_one_document_shows(fields: dict[str, object], standing: Standing) -> None:
    assert standing_on(paper("A", **fields), DAY) is standing


def test_the_strongest_of_several_documents_counts() -> None:
    papers = [paper("A", refused=True), paper("A", symbol=""), paper("A")]
    assert share_on(["A"], papers, COMMITTEE, DAY).standings == {"A": Standing.DOCUMENTED}
    assert share_on(["A"], papers[:2], COMMITTEE, DAY).standings == {"A": Standing.UNPROVED}
    assert share_on([], papers, COMMITTEE, DAY).fraction is None


def test_dates_that_cannot_be_are_told() -> None:
    assert [one.code for one in check_paper(paper("A", issued_on=date(2020, 8, 11)), DAY)] == ["future"]
    assert [one.code for one in check_paper(paper("A", valid_to=date(2019, 1, 1)), DAY)] == ["backwards"]
    assert check_paper(paper("A"), DAY) == []
