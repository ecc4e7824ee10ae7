"""Chains of deadlines through levels (commune → province → Government), and the checks of rules.

A regime whose reports pass through several levels gives a deadline per level (Decree 09/2019/NĐ-CP
Art. 8.5b); ministries and provinces set their own inner ones (Art. 13.2). Levels are listed from
the innermost (who starts) to the outermost (who receives last).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from .calendar import OutsideCalendar, WorkingCalendar
from .deadline import Due, due
from .hours import OFFICE_HOURS, WorkingHours
from .periods import FIFTEENTH, Period, PeriodKind, periods_of
from .rule import Basis, DeadlineRule
from .text import RuleFault, Text

REPORTING_KINDS = (
    PeriodKind.MONTH,
    PeriodKind.QUARTER,
    PeriodKind.HALF,
    PeriodKind.NINE_MONTHS,
    PeriodKind.YEAR,
)


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a chain: its code, and its rules (at most one for each kind of period)."""

    code: str
    rules: tuple[DeadlineRule, ...]

    def rule_for(self, kind: PeriodKind) -> DeadlineRule:
        """The first rule that is for periods of `kind`.

        Raises:
            LookupError: no rule of this level is.
        """
        for rule in self.rules:
            if rule.applies_to(kind):
                return rule
        raise LookupError(f"level {self.code} has no deadline rule for periods of kind {kind}")


@dataclass(frozen=True, slots=True)
class Chain:
    """Levels from the innermost to the outermost."""

    levels: tuple[Level, ...]

    def kinds(self) -> tuple[PeriodKind, ...]:
        """The kinds of period for which every level has a rule."""
        return tuple(
            kind
            for kind in REPORTING_KINDS
            if all(any(rule.applies_to(kind) for rule in level.rules) for level in self.levels)
        )

    def to_dict(self) -> dict[str, Any]:
        """`{"levels": [{"code", "rules": [...]}]}`."""
        return {
            "levels": [
                {"code": level.code, "rules": [rule.to_dict() for rule in level.rules]}
                for level in self.levels
            ]
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Chain:
        """The inverse of `to_dict`; raises RuleInvalid for a rule that is not one."""
        return cls(
            tuple(
                Level(level["code"], tuple(DeadlineRule.from_dict(rule) for rule in level["rules"]))
                for level in data["levels"]
            )
        )


def chain_due(
    chain: Chain,
    calendar: WorkingCalendar,
    period: Period,
    *,
    convention: str = FIFTEENTH,
    cutoff: date | None = None,
    hours: WorkingHours = OFFICE_HOURS,
) -> tuple[Due, ...]:
    """The deadline of every level for one period, in the order of the chain (innermost first).

    Computed from the outermost inward, since an inner rule may count back from the outer day.
    """
    found: list[Due] = []
    outer: date | None = None
    for level in reversed(chain.levels):
        rule = level.rule_for(period.kind)
        one = due(
            rule, calendar, period=period, convention=convention, cutoff=cutoff, outer=outer, hours=hours
        )
        found.append(one)
        outer = one.due_on
    return tuple(reversed(found))


def check_window(
    rule: DeadlineRule,
    calendar: WorkingCalendar,
    years: Iterable[int],
    *,
    convention: str = FIFTEENTH,
    kinds: Sequence[PeriodKind] = REPORTING_KINDS,
    at_least: int = 1,
) -> list[RuleFault]:
    """Art. 8.5b for every period of `kinds` in `years`: at least one working day from cut-off to deadline.

    The days counted are those after the last day of data, up to and including the deadline, since
    a deadline ends with its day. One fault per period that fails; empty when the rule is sound.
    Rules counted from a base day or from an outer level have no window of their own here.
    """
    if rule.basis in (Basis.AFTER_BASE, Basis.BEFORE_OUTER):
        return []
    faults: list[RuleFault] = []
    for period in _periods(rule, kinds, years):
        try:
            found = due(rule, calendar, period=period, convention=convention)
            fault = _too_close(found, calendar, at_least)
        except OutsideCalendar as error:
            return [*faults, RuleFault("outside_calendar", "years", error.text, period.code)]
        if fault is not None:
            faults.append(fault)
    return faults


def _periods(rule: DeadlineRule, kinds: Sequence[PeriodKind], years: Iterable[int]) -> list[Period]:
    fitting = [kind for kind in kinds if rule.applies_to(kind)]
    return sorted(period for year in years for kind in fitting for period in periods_of(kind, year))


def _too_close(found: Due, calendar: WorkingCalendar, at_least: int) -> RuleFault | None:
    cutoff = found.data_to
    if cutoff is None:
        return None
    between = calendar.working_days_between(cutoff, found.due_on)
    if between >= at_least:
        return None
    between = max(between, 0)
    text = Text(
        f"Kỳ {found.period}: từ ngày chốt số liệu {cutoff:%d/%m/%Y} đến thời hạn {found.due_on:%d/%m/%Y} "
        f"chỉ có {between} ngày làm việc, phải có ít nhất {at_least} (Nghị định 09/2019/NĐ-CP, Điều 8 "
        "khoản 5 điểm b); hãy lùi thời hạn hoặc chốt số liệu sớm hơn.",
        f"Period {found.period}: from the cut-off {cutoff.isoformat()} to the deadline {found.due_on.isoformat()} "
        f"there are {between} working days, at least {at_least} required (Decree 09/2019/NĐ-CP Art. 8.5b); "
        "set a later deadline or an earlier cut-off.",
    )
    return RuleFault("too_close_to_cutoff", "day" if found.rule_code else "", text, found.period)


def check_chain(
    chain: Chain,
    calendar: WorkingCalendar,
    years: Iterable[int],
    *,
    convention: str = FIFTEENTH,
    at_least: int = 1,
) -> list[RuleFault]:
    """Everything wrong with a chain in `years`: each level's window, and inner strictly before outer."""
    if not chain.levels:
        return [RuleFault("no_levels", "levels", Text("chuỗi chưa có cấp nào", "the chain has no level"))]
    years = tuple(years)
    kinds = chain.kinds()
    if not kinds:
        text = Text(
            "không có kỳ nào mà mọi cấp đều có quy tắc", "no kind of period has a rule at every level"
        )
        return [RuleFault("no_common_period", "levels", text)]
    faults: list[RuleFault] = []
    for period in sorted(period for year in years for kind in kinds for period in periods_of(kind, year)):
        try:
            faults += _check_period(chain, calendar, period, convention, at_least)
        except OutsideCalendar as error:
            return [*faults, RuleFault("outside_calendar", "years", error.text, period.code)]
    return faults


def _check_period(
    chain: Chain, calendar: WorkingCalendar, period: Period, convention: str, at_least: int
) -> list[RuleFault]:
    dues = chain_due(chain, calendar, period, convention=convention)
    faults = [fault for one in dues if (fault := _too_close(one, calendar, at_least)) is not None]
    for place in range(len(dues) - 1):
        inner, outer = dues[place], dues[place + 1]
        if inner.due_on >= outer.due_on:
            faults.append(_out_of_order(chain.levels[place].code, chain.levels[place + 1].code, inner, outer))
    return faults


def _out_of_order(inner_level: str, outer_level: str, inner: Due, outer: Due) -> RuleFault:
    text = Text(
        f"Kỳ {inner.period}: thời hạn của cấp “{inner_level}” ({inner.due_on:%d/%m/%Y}) phải trước thời hạn của "
        f"cấp “{outer_level}” ({outer.due_on:%d/%m/%Y}).",
        f'Period {inner.period}: the deadline of level "{inner_level}" ({inner.due_on.isoformat()}) must come before '
        f'that of level "{outer_level}" ({outer.due_on.isoformat()}).',
    )
    return RuleFault("level_out_of_order", inner_level, text, inner.period)
