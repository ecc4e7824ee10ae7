"""The judging that every room shares, and that no refusal names a power by its code."""

import pytest

from dieuhanh.deadlines.rules.text import Text
from dieuhanh.directives.rules import workflow as directives
from dieuhanh.inspections.rules import workflow as inspections
from dieuhanh.organisations.rules import offering
from dieuhanh.organisations.rules.powers import LOCAL_POWERS, PERSONAL_POWERS, POWERS, ROLES
from dieuhanh.reporting.rules import workflow as reporting

ARROWS = [
    *directives.ARROWS,
    *directives.DIRECTIVE_ARROWS,
    *inspections.INSPECTION_ARROWS,
    *inspections.MEETING_ARROWS,
    *reporting.ARROWS,
]


@pytest.mark.parametrize("arrow", ARROWS, ids=lambda one: one.action)
def test_who_lacks_the_power_is_told_its_name_in_both_languages(arrow: object) -> None:
    said = offering.without_power(arrow.power)  # type: ignore[attr-defined]
    assert arrow.power not in said.vi + said.en  # type: ignore[attr-defined]
    assert said.vi == f"Chức vụ đang dùng không có quyền “{POWERS[arrow.power].vi}”."  # type: ignore[attr-defined]
    assert said.en.endswith(f"“{POWERS[arrow.power].en}”.")  # type: ignore[attr-defined]


def test_every_power_has_a_name_of_its_own() -> None:
    assert len({one.vi for one in POWERS.values()}) == len({one.en for one in POWERS.values()}) == len(POWERS)
    for role in ROLES.values():
        assert role.powers <= POWERS.keys()
    assert POWERS.keys() >= LOCAL_POWERS | PERSONAL_POWERS


def test_the_first_thing_in_the_way_decides() -> None:
    first, second = Text("một", "one"), Text("hai", "two")
    assert offering.judged("arrow", []) == offering.Offer("arrow", True)
    assert offering.judged("arrow", [("a", False, first), ("b", True, second)]).code == "b"
    assert offering.judged("arrow", [("a", True, first), ("b", True, second)]).reason == first


def test_what_is_open_comes_first_and_keeps_its_order() -> None:
    judged = [offering.Offer(n, n % 2 == 0) for n in range(6)]
    assert [one.arrow for one in offering.open_first(judged)] == [0, 2, 4, 1, 3, 5]


def test_another_stage_is_named_with_those_that_it_takes() -> None:
    said = offering.at_another_stage(
        Text("Báo cáo", "The report"), Text("A", "A"), [Text("B", "B"), Text("C", "C")]
    )
    assert said.en == "The report is at “A”; this needs “B” or “C”."
    assert said.vi == "Báo cáo đang ở bước “A”; việc này cần bước “B” hoặc “C”."


def test_a_power_that_is_none_of_these_is_said_as_it_is() -> None:
    assert offering.without_power("new.power").vi == "Chức vụ đang dùng không có quyền “new.power”."
