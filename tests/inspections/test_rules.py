"""Claim beside records, candidates by points, printed sums, and the clock of a meeting."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dieuhanh.deadlines.official import reference_calendar
from dieuhanh.inspections.rules.agenda import REMINDER, SILENCE, end_of, explanations_due, ring
from dieuhanh.inspections.rules.candidates import (
    DEFAULT_WEIGHTS,
    Signal,
    formula,
    rank,
    weight_faults,
)
from dieuhanh.inspections.rules.differences import Agreement, compare
from dieuhanh.inspections.rules.figures import KINDS, Topic, kinds_of
from dieuhanh.inspections.rules.published import Check, judge
from dieuhanh.inspections.rules.records import (
    Member,
    NewFinding,
    NewFollowUp,
    NewInspection,
    finding_faults,
    follow_up_faults,
    inspection_faults,
)
from dieuhanh.inspections.rules.stages import MeetingStage

numbers = st.decimals(min_value=0, max_value=10**6, places=2)


@given(numbers, numbers, st.sampled_from(["", "up", "down"]), st.integers(0, 2))
def test_a_claim_agrees_or_is_better_or_worse_and_never_two_of_them(
    claimed: Decimal, computed: Decimal, better: str, decimals: int
) -> None:
    found = compare(claimed, computed, decimals=decimals, better=better)
    assert found.gap is not None
    back = compare(computed, claimed, decimals=decimals, better=better)
    assert back.gap == -found.gap
    swapped = {Agreement.BETTER: Agreement.WORSE, Agreement.WORSE: Agreement.BETTER}
    assert back.agreement is swapped.get(found.agreement, found.agreement)
    assert (found.agreement is Agreement.AGREES) is (found.gap == 0)
    assert abs(Fraction(found.gap) - Fraction(claimed - computed)) <= Fraction(1, 10**decimals)


@pytest.mark.parametrize(
    ("claimed", "computed", "better", "word"),
    [
        ("0", "3", "down", Agreement.BETTER),
        ("3", "0", "down", Agreement.WORSE),
        ("100", "83.7", "up", Agreement.BETTER),
        ("1.38", "1.3799", "down", Agreement.AGREES),
        ("4", "3", "", Agreement.DIFFERS),
    ],
)
def test_better_and_worse_are_said_of_the_claim(
    claimed: str, computed: str, better: str, word: Agreement
) -> None:
    assert compare(Decimal(claimed), Decimal(computed), decimals=2, better=better).agreement is word


def test_what_is_missing_is_said_and_is_no_difference() -> None:
    assert compare(None, Decimal(1)).agreement is Agreement.UNCLAIMED
    assert compare(Decimal(1), None).agreement is Agreement.UNCOMPUTED
    assert compare(None, None).agreement is Agreement.UNCOMPUTED
    assert not Agreement.UNCLAIMED.is_difference


codes = st.text("ABCDE", min_size=1, max_size=3)
counts = st.dictionaries(codes, st.dictionaries(st.sampled_from(Signal), st.integers(0, 50)), max_size=8)
weights = st.fixed_dictionaries({one: st.integers(0, 100) for one in Signal})


@given(counts, weights)
def test_points_are_the_sum_of_the_terms_and_the_order_is_total(
    found: dict[str, dict[Signal, int]], chosen: dict[Signal, int]
) -> None:
    ranked = rank(found, chosen)
    for one in ranked:
        assert one.points == sum(found[one.code].get(signal, 0) * chosen[signal] for signal in Signal) > 0
    assert [one.points for one in ranked] == sorted((one.points for one in ranked), reverse=True)
    assert rank(dict(reversed(found.items())), chosen) == ranked
    left_out = set(found) - {one.code for one in ranked}
    assert all(not any(found[code].get(one, 0) * chosen[one] for one in Signal) for code in left_out)


@given(counts, weights, codes, st.sampled_from(Signal))
def test_one_more_of_a_signal_never_ranks_a_body_lower(
    found: dict[str, dict[Signal, int]], chosen: dict[Signal, int], code: str, signal: Signal
) -> None:
    worse = {**found, code: {**found.get(code, {}), signal: found.get(code, {}).get(signal, 0) + 1}}

    def place(many: dict[str, dict[Signal, int]]) -> int:
        order = [one.code for one in rank(many, chosen)]
        return order.index(code) if code in order else len(order)

    assert place(worse) <= place(found)


def test_weights_are_one_for_each_signal_and_not_all_nothing() -> None:
    good = {one.value: value for one, value in DEFAULT_WEIGHTS.items()}
    assert weight_faults(good) == []
    assert [one.field for one in weight_faults({**good, "silent": -1})] == ["silent"]
    assert [one.field for one in weight_faults({**good, "overdue": 101})] == ["overdue"]
    assert weight_faults({one.value: 0 for one in Signal})
    assert "3 × tasks overdue" in formula(DEFAULT_WEIGHTS, "en")


def test_the_inspection_of_13_december_2019_adds_up_and_its_half_is_of_the_submitted() -> None:
    values = {"all": 511, "submitted": 390, "issued": 197, "owed": 121, "overdue": 41, "due": 80, "nine": 71, "nine_overdue": 29}  # fmt: skip
    assert judge(Check("all", ("submitted", "owed")), values).ok
    assert judge(Check("owed", ("overdue", "due")), values).ok
    assert judge(Check("", ("issued", "submitted"), Decimal("50.5")), values).ok
    wrong = judge(Check("", ("issued", "all"), Decimal("50.5")), values)
    assert not wrong.ok
    assert "38.6" in wrong.text.en
    assert judge(Check("", ("nine_overdue", "nine"), Decimal("40.8")), values).ok
    broken = judge(Check("all", ("submitted", "overdue")), values)
    assert not broken.ok
    assert broken.text.vi == "511 ≠ 390 + 41 = 431"
    assert not judge(Check("all", ("submitted", "none")), values).ok


def test_every_figure_has_a_topic_both_names_and_a_list_to_open() -> None:
    assert len({one.code for one in KINDS}) == len(KINDS)
    for one in KINDS:
        assert one.label.vi
        assert one.label.en
        assert one.opens[0]
    assert kinds_of([Topic.REGULATIONS.value]) == []
    assert {one.topic for one in kinds_of(["tasks"])} == {Topic.TASKS}


def test_a_finding_needs_all_four() -> None:
    good = NewFinding("BCT", "x", "late", "serious", "law", "Vụ A")
    assert finding_faults(good) == []
    for name in ("nature", "degree", "cause", "responsibility"):
        fields = {**{one: getattr(good, one) for one in NewFinding.__slots__}, name: ""}
        assert [one.field for one in finding_faults(NewFinding(**fields))] == [name]


def test_a_team_has_one_head_and_a_session_ends_after_it_begins() -> None:
    day = date(2020, 8, 10)
    two = NewInspection("x", day, "VPCP", team=[Member("head", "A"), Member("head", "B")])
    assert [one.field for one in inspection_faults(two)] == ["team"]
    back = NewInspection(
        "x", day, "VPCP", held_to=day - timedelta(days=1), bodies=["A", "A"], topics=["nothing"]
    )
    assert [one.field for one in inspection_faults(back)] == ["held_to", "bodies", "topics"]
    late = NewInspection("x", day, "VPCP", decided_on=day + timedelta(days=1))
    assert [one.field for one in inspection_faults(late)] == ["decided_on"]
    owed = NewFollowUp("BCT", "x", None)
    assert [one.field for one in follow_up_faults(owed, day)] == ["due_on"]


CALENDAR = reference_calendar()


@given(st.dates(date(2019, 3, 1), date(2026, 6, 1)))
def test_explanations_are_due_three_working_days_before(day: date) -> None:
    held = datetime(day.year, day.month, day.day, 2, tzinfo=UTC)
    due = explanations_due(CALENDAR, held)
    assert CALENDAR.is_working(due)
    between = [due + timedelta(days=one) for one in range(1, (day - due).days)]
    assert sum(CALENDAR.is_working(one) for one in between) == 2


def test_the_clock_reminds_once_then_shows_silence_and_stops_when_the_meeting_opens() -> None:
    due = date(2020, 8, 7)
    frozen = MeetingStage.FROZEN
    early = ring(frozen, due, CALENDAR, end_of(date(2020, 8, 5)))
    assert early.tell == ()
    assert early.next_at is not None
    reminded = ring(frozen, due, CALENDAR, early.next_at)
    assert reminded.tell == (REMINDER,)
    again = ring(frozen, due, CALENDAR, early.next_at, frozenset({REMINDER}))
    assert again.tell == ()
    assert again.next_at == end_of(due) + timedelta(microseconds=1)
    assert ring(frozen, due, CALENDAR, again.next_at, frozenset({REMINDER})).tell == (SILENCE,)
    assert ring(frozen, due, CALENDAR, end_of(date(2020, 8, 9))).tell == (SILENCE,)
    assert ring(MeetingStage.OPEN, due, CALENDAR, end_of(date(2020, 8, 9))).next_at is None
