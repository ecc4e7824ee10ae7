"""Chains through levels and the checks of Art. 8.5b."""

import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dieuhanh.deadlines.rules import (
    GOVERNMENT_25TH,
    Basis,
    Chain,
    DeadlineRule,
    IfNotWorking,
    Level,
    PeriodKind,
    WorkingCalendar,
    chain_due,
    check_chain,
    check_window,
    parse,
)
from tests.deadlines.calendars import OFFICIAL, d

YEARS = range(2019, 2027)
M, Q, H, Y = PeriodKind.MONTH, PeriodKind.QUARTER, PeriodKind.HALF, PeriodKind.YEAR


def on(day: int, *kinds: PeriodKind, offset: int = 0, **more: object) -> DeadlineRule:
    more.setdefault("code", f"day-{day}")
    return DeadlineRule(basis=Basis.DAY_OF_MONTH, day=day, month_offset=offset, periods=kinds, **more)  # type: ignore[arg-type]


def before(count: int) -> DeadlineRule:
    return DeadlineRule(code=f"before-{count}", basis=Basis.BEFORE_OUTER, count=count)


COMMUNE_PROVINCE_GOVERNMENT = Chain(
    (
        Level("commune", (DeadlineRule(code="c", basis=Basis.AFTER_CUTOFF, count=2),)),
        Level("province", (before(2),)),
        Level("government", (GOVERNMENT_25TH,)),
    )
)


def test_every_level_gets_its_own_deadline() -> None:
    dues = chain_due(COMMUNE_PROVINCE_GOVERNMENT, OFFICIAL, parse("2020-01"))
    # cut-off Tue 14: Thu 16; two working days before Thu 30 January: Tue 21 (Tết between); 25th → Thu 30
    assert [one.due_on for one in dues] == [d("16/01/2020"), d("21/01/2020"), d("30/01/2020")]
    assert check_chain(COMMUNE_PROVINCE_GOVERNMENT, OFFICIAL, range(2019, 2026)) == []


def test_it_finds_the_year_in_which_tet_puts_the_inner_level_after_the_outer_one() -> None:
    faults = check_chain(COMMUNE_PROVINCE_GOVERNMENT, OFFICIAL, [2026])
    # Tết Bính Ngọ, 16–20 February: cut-off Sat 14, two working days after: Tue 24; two before Wed 25: Mon 23.
    assert [(fault.code, fault.field, fault.value) for fault in faults] == [
        ("level_out_of_order", "commune", "2026-02")
    ]


def test_the_chain_of_the_former_information_ministry_holds_with_its_own_windows() -> None:
    respondents = (on(15, M), on(6, Q), on(6, H), on(25, Y, offset=-1))
    office = (on(16, M), on(8, Q), on(8, H), on(27, Y, offset=-1))
    chain = Chain((Level("respondent", respondents), Level("ministry office", office)))
    assert chain.kinds() == (M, Q, H, Y)
    year = chain_due(chain, OFFICIAL, parse("2023"))
    assert [one.due_on for one in year] == [d("27/11/2023"), d("27/11/2023")], (
        "Sat 25 November moves onto Mon 27"
    )
    faults = check_chain(chain, OFFICIAL, [2023], at_least=0)
    assert ("level_out_of_order", "2023") in [(fault.code, fault.value) for fault in faults]


def test_it_refuses_an_inner_level_that_is_not_strictly_before_the_outer_one() -> None:
    chain = Chain((Level("province", (on(25),)), Level("government", (GOVERNMENT_25TH,))))
    faults = check_chain(chain, OFFICIAL, [2020])
    assert {fault.code for fault in faults} == {"level_out_of_order"}
    assert len(faults) == 12 + 4 + 2 + 1 + 1, "every period of the year"
    assert "province" in faults[0].text.vi
    assert "government" in faults[0].text.en


def test_it_refuses_a_chain_without_levels_and_levels_without_a_common_period() -> None:
    assert [fault.code for fault in check_chain(Chain(()), OFFICIAL, [2020])] == ["no_levels"]
    apart = Chain((Level("a", (on(6, Q),)), Level("b", (on(25, M),))))
    assert [fault.code for fault in check_chain(apart, OFFICIAL, [2020])] == ["no_common_period"]
    with pytest.raises(LookupError, match="level a"):
        chain_due(apart, OFFICIAL, parse("2020-08"))


def test_a_chain_is_stored_and_read_back() -> None:
    stored = json.loads(json.dumps(COMMUNE_PROVINCE_GOVERNMENT.to_dict()))
    assert Chain.from_dict(stored) == COMMUNE_PROVINCE_GOVERNMENT


@given(
    st.integers(1, 3),
    st.integers(1, 3),
    st.sampled_from(["2020-01", "2020-02", "2023-01", "2021-Q1", "2026"]),
)
def test_levels_counted_back_from_the_outer_one_are_always_in_order(
    first: int, second: int, code: str
) -> None:
    chain = Chain(
        (Level("a", (before(first),)), Level("b", (before(second),)), Level("c", (GOVERNMENT_25TH,)))
    )
    inner, middle, outer = (one.due_on for one in chain_due(chain, OFFICIAL, parse(code)))
    assert inner < middle < outer
    assert OFFICIAL.working_days_between(inner, outer) == first + second


def test_the_25th_leaves_at_least_one_working_day_in_every_year_of_the_calendar() -> None:
    assert check_window(GOVERNMENT_25TH, OFFICIAL, YEARS) == []


def test_it_refuses_a_deadline_with_no_working_day_after_the_cut_off() -> None:
    same = on(15, M, if_not_working=IfNotWorking.SAME)
    faults = check_window(same, OFFICIAL, [2020])
    # 15 February Sat, 15 March Sun, 15 August Sat, 15 November Sun
    assert [fault.value for fault in faults] == ["2020-02", "2020-03", "2020-08", "2020-11"]
    assert all(fault.code == "too_close_to_cutoff" for fault in faults)
    assert "Điều 8 khoản 5 điểm b" in faults[0].text.vi
    moved = on(15, M)
    assert check_window(moved, OFFICIAL, [2020]) == [], "moved to the next working day there is one"


def test_it_refuses_a_deadline_before_the_cut_off() -> None:
    faults = check_window(on(10, M), OFFICIAL, [2020])
    assert len(faults) == 12


def test_tet_can_swallow_the_days_that_a_fixed_rule_relies_on() -> None:
    before_off = on(16, M, if_not_working=IfNotWorking.PREVIOUS)
    # In February 2021 the 14th to the 16th are Tết; the working day before is Tuesday 9 February.
    assert "2021-02" in [fault.value for fault in check_window(before_off, OFFICIAL, [2021])]


def test_a_check_beyond_the_calendar_says_so_instead_of_passing() -> None:
    short = WorkingCalendar("short", date(2020, 1, 1), date(2020, 6, 30), {})
    faults = check_window(GOVERNMENT_25TH, short, [2020], kinds=[M])
    assert [fault.code for fault in faults] == ["outside_calendar"]
    assert check_chain(COMMUNE_PROVINCE_GOVERNMENT, short, [2020])[-1].code == "outside_calendar"
